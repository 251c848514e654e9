"""How high runs without noise stay, and what the energy law says of it."""

import numpy as np
import pytest
from reference import leaky, run

import rmsprop_tut as d2l

H = np.array([[1.0, -1, -1], [-1, 3, -1], [-1, -1, 4]])


def test_the_means_of_a_run():
    """They are those of a plain loop over the same starts."""
    loss, law = d2l.plateaus([H], steps=60, runs=1, gamma=0.8, seed=5)
    start = 0.2 * np.random.default_rng(5).standard_normal((1, 3, 1))[0, :, 0]
    path = run(leaky(0.8), lambda x, t: H @ x, start, 60, s=(H @ start) ** 2, eps=0.0)
    late = np.array([x for x, _ in path][30:60])
    values = [x @ H @ x / 2 for x in late]
    squares = np.mean([(H @ x) ** 2 for x in late], axis=0)
    assert loss[0] == pytest.approx(np.mean(values))
    assert law[0] == pytest.approx(0.1 * np.sqrt(squares).sum())


@pytest.mark.parametrize("gamma", [0.3, 0.6, 0.9])
def test_the_law_is_exact_in_a_cycle(gamma):
    """In a cycle of corners the state stands still: both are η²/8·σᵀHσ."""
    hessian = [[4.2, -3.8], [-3.8, 4.2]]
    (loss,), (law,) = d2l.plateaus([hessian], gamma=gamma, steps=3000, eta=0.1)
    assert loss == pytest.approx(0.1**2 / 8 * 16) == pytest.approx(law)


def test_quadratics_side_by_side_do_not_mix():
    """One alone, with its starts, gives what it gives among others."""
    both = d2l.plateaus([H, 2 * H], steps=40)[0]
    assert both[0] == pytest.approx(d2l.plateaus([H], steps=40)[0][0])
    assert both.shape == (2,)


@pytest.mark.parametrize(
    ("hessians", "options", "word"),
    [
        (H, {}, "hessians"),
        ([H], {"steps": 1}, "steps"),
        ([H], {"gamma": 1.5}, "gamma"),
        ([np.zeros((2, 2))], {}, "finite"),
    ],
)
def test_what_is_refused(hessians, options, word):
    """A matrix alone, settings out of range, and runs without a gradient are refused."""
    with pytest.raises(ValueError, match=word):
        d2l.plateaus(hessians, **options)
