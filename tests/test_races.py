"""Races: methods under gradient noise, by the package's own steps."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rmsprop_tut as d2l
from rmsprop_tut.core.updates import adagrad_step, rmsprop_step
from rmsprop_tut.lab import races
from rmsprop_tut.lab.races import moving_well, noisy_bowl, swing_losses, tuned_races

STEPS = {
    "Adagrad": lambda x, s, g, eta: adagrad_step(x, s, g, eta, 1e-6),
    "RMSProp": lambda x, s, g, eta: rmsprop_step(x, s, g, eta, 0.9, 1e-6),
}


def plain_tails(method, eta, runs, rate=lambda t: 1.0):
    """Race in the bowl with plain numbers, one run and coordinate after the other."""
    rng, step = np.random.default_rng(0), STEPS[method]
    noise = [rng.normal(size=(2, 1, runs)) for _ in range(1000)]
    losses = np.empty((1000, runs))
    for run in range(runs):
        x, s = [-5.0, -2.0], [0.0, 0.0]
        for t in range(1000):
            for i, curvature in enumerate((0.2, 4.0)):
                g = curvature * x[i] + float(noise[t][i, 0, run])
                x[i], s[i] = step(x[i], s[i], g, eta * rate(t + 1))
            losses[t, run] = d2l.f_2d(*x)
    return losses


@pytest.mark.parametrize("method", STEPS)
def test_a_race_is_a_plain_loop_of_the_step(method):
    """A race's runs are those of the package's step on numbers, to the last bit."""
    found = d2l.race(method, "noisy bowl", [0.05, 0.2], steps=1000, runs=3)
    for k, eta in enumerate((0.05, 0.2)):
        losses = plain_tails(method, eta, 3)
        assert found.tails[k].tolist() == losses.mean(axis=0).tolist()
        assert found.curves[:, k].tolist() == losses.mean(axis=1).tolist()


@pytest.mark.parametrize("method", STEPS)
def test_a_rate_multiplies_every_learning_rate(method):
    """``rate(t)`` multiplies every learning rate at step t."""
    options = {"steps": 1000, "runs": 2}
    rate = d2l.inverse_sqrt_rate(1.0)
    found = d2l.race(method, "noisy bowl", [0.2], rate=rate, **options)
    losses = plain_tails(method, 0.2, 2, rate)
    assert found.tails[0].tolist() == losses.mean(axis=0).tolist()


@pytest.mark.parametrize("method", STEPS)
def test_races_go_through_the_step(method, monkeypatch):
    """Another step in the room gives another race: there is no second recursion."""
    monkeypatch.setattr(
        races, f"{method.lower()}_step", lambda x, s, g, eta, **_: (x, s)
    )
    still = d2l.race(method, "noisy bowl", [0.1], steps=1000, runs=1)
    assert set(still.curves.ravel()) == {10.5}


def test_a_rate_below_zero_is_refused():
    """A schedule that leaves its range is refused by name."""
    words = r"rate\(1\) must be non-negative and finite, not -1"
    with pytest.raises(ValueError, match=words):
        d2l.race("RMSProp", "noisy bowl", [0.1], steps=1000, runs=1, rate=lambda t: -1)


@given(st.floats(-9, 9), st.integers(0, 5000))
def test_the_well_s_gradient_is_its_slope(x, t):
    """A well that swings to and fro, between 0 and 1: loss and gradient."""
    loss, gradient = moving_well(np.array([x]), t)
    h = 1e-5
    (up, _), (down, _) = (moving_well(np.array([x + d]), t) for d in (h, -h))
    assert 0 <= loss <= 1
    assert gradient[0] == pytest.approx((up - down) / (2 * h), abs=1e-8)


def test_the_well_has_its_period():
    """The well is at 0 for t = 0 and has the period 1000."""
    for t, center in ((0, 0), (250, 3), (500, 0), (750, -3), (1250, 3)):
        assert moving_well(np.array([float(center)]), t)[0] == pytest.approx(
            0, abs=1e-25
        )


@given(st.floats(-9, 9), st.floats(-9, 9))
def test_the_bowl_is_the_chapters_quadratic(x1, x2):
    """The chapter's quadratic, of points of shape (2, …)."""
    loss, gradient = noisy_bowl(np.array([[x1], [x2]]), 7)
    assert loss == pytest.approx([d2l.f_2d(x1, x2)])
    assert tuple(gradient[:, 0]) == d2l.f_2d_grad(x1, x2)


def test_the_tuned_races_are_races():
    """Adagrad, RMSProp and RMSProp with a falling rate, at 35 learning rates each."""
    tuned = tuned_races("noisy bowl", 1000)
    falling = d2l.race(
        "RMSProp", "noisy bowl", races.ETAS, steps=1000, rate=lambda t: 1 / math.sqrt(t)
    )
    assert len(races.ETAS) == 35
    assert (tuned["RMSProp, 1/√t"].tails == falling.tails).all()
    assert tuned is tuned_races("noisy bowl", 1000)


def test_swings_are_means_of_the_best_curve():
    """Mean loss of each 1,000 steps, at each method's best rate."""
    for name, means in swing_losses("moving well", 2000).items():
        curve = tuned_races("moving well", 2000)[name].best_curve
        assert means == pytest.approx([curve[:1000].mean(), curve[1000:].mean()])
