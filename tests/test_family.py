"""RMSProp's relatives: each step against its equation, and what they are to each other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import coordinates, epsilons, etas, inner_gammas

import rmsprop_tut as d2l
from rmsprop_tut.core.adam import adam_step
from rmsprop_tut.core.family import (
    adadelta_step,
    adamw_step,
    amsgrad_step,
    inverse_root,
    lion_step,
    orthogonal_factor,
    quintic,
    rprop_step,
)
from rmsprop_tut.core.updates import rmsprop_step

RANDOM = np.random.default_rng(0)
MATRICES = RANDOM.standard_normal((30, 3, 2))
ENTRYWISE = ["Rprop", "Adagrad", "RMSProp", "Adadelta", "Adam", "AMSGrad", "Lion"]


def test_rprop_grows_shrinks_and_waits():
    """A size grows by 1.2 where signs agree, halves where they differ, and stays beside a zero."""
    before = np.array([1.0, 1.0, 0.0, -2.0])
    x, size, kept = rprop_step(
        np.zeros(4), np.ones(4), before, np.array([3.0, -1, 5, -1])
    )
    assert size.tolist() == [1.2, 0.5, 1, 1.2]
    assert x.tolist() == [-1.2, 0.5, -1, 1.2]
    assert kept.tolist() == [3, -1, 5, -1]


@given(coordinates, coordinates, etas, inner_gammas, epsilons)
def test_adadelta_begins_as_rmsprop(x, g, eta, gamma, eps):
    """Its first step is RMSProp's with the rate √ε_x."""
    first, s, _ = adadelta_step(x, 1.0, 0.0, g, gamma, eps, eta**2)
    other, state = rmsprop_step(x, 1.0, g, eta, gamma, eps)
    assert (first, s) == pytest.approx((other, state), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("decay", [0, 0.1])
def test_adamw_step_is_that_of_two_coordinates(decay):
    """The step is the one in two dimensions."""
    x1, *_ = d2l.adamw_2d(-5, -2, 0.5, 0, 2.0, 0, 0.5, 0.9, weight_decay=decay)
    powers = 0.9 * 0.5, 0.999 * 0.9
    after, *_ = adamw_step(-5.0, 0.5, 2.0, -1.0, *powers, 0.4, 0.9, 0.999, 1e-8, decay)
    assert after == pytest.approx(x1, rel=1e-14)


@given(st.lists(coordinates, min_size=1, max_size=8), inner_gammas)
def test_amsgrad_divides_by_the_largest_average(gradients, gamma):
    """Its peak is the largest leaky average of all steps."""
    state, averages = (
        (0.0, 0.0, 0.0, 0.0),
        d2l.leaky_average(np.square(gradients), gamma),
    )
    for g in gradients:
        state = amsgrad_step(*state, g, 1.0, 0.5, gamma, 1e-8)
    assert state[3] == pytest.approx(max(averages), rel=1e-9)


def test_lion_looks_ahead():
    """The sign is of one average, and another one is kept; the decay is apart."""
    x, v = lion_step(2.0, 1.0, -2.0, eta=0.5, beta1=0.5, beta2=0.75, weight_decay=0.5)
    assert (x, v) == (2 + 0.5 - 0.5 * 0.5 * 2, 0.25)


@pytest.mark.parametrize("k", [1, 2, 4])
def test_an_inverse_root_to_its_power_is_the_inverse(k):
    """The power k of the inverse root is the inverse."""
    matrix = MATRICES[0].T @ MATRICES[0]
    root = inverse_root(matrix, k)
    assert np.linalg.matrix_power(root, k) @ matrix == pytest.approx(np.eye(2))
    assert root == pytest.approx(root.T)


@pytest.mark.parametrize("matrix", MATRICES[:5])
def test_the_orthogonal_factor_is_the_nearest(matrix):
    """Its columns are orthonormal, and it is what the classical iteration goes to."""
    factor = orthogonal_factor(matrix)
    assert factor.T @ factor == pytest.approx(np.eye(2))
    x = matrix / np.linalg.norm(matrix)
    for _ in range(60):
        x = quintic(x, 1.5, -0.5, 0.0)
    assert x == pytest.approx(factor)


@pytest.mark.parametrize("matrix", MATRICES[:5])
def test_five_steps_come_near_it(matrix):
    """Muon's five steps keep both bases, and leave singular values between 0.68 and 1.21."""
    x = matrix / np.linalg.norm(matrix)
    for _ in range(5):
        x = quintic(x)
    rest = orthogonal_factor(matrix).T @ x
    assert rest == pytest.approx(rest.T)
    values = np.linalg.svd(x, compute_uv=False)
    assert 0.68 < values.min() < values.max() < 1.21


@pytest.mark.parametrize("name", ENTRYWISE)
def test_seven_members_take_a_matrix_for_its_entries(name):
    """Each entry's steps are those of the entry alone."""
    steps = d2l.family_steps(MATRICES)[name]
    alone = d2l.family_steps(MATRICES[:, 1:2, 0:1])[name]
    assert steps[:, 1:2, 0:1] == pytest.approx(alone)


@pytest.mark.parametrize("name", ["Shampoo", "Muon"])
def test_two_members_turn_with_the_matrix(name):
    """Turn rows and columns, and the steps are turned; those of entries are not."""
    u, v = (np.linalg.qr(RANDOM.standard_normal((n, n)))[0] for n in (3, 2))
    plain, turned = d2l.family_steps(MATRICES), d2l.family_steps(u @ MATRICES @ v)
    assert turned[name] == pytest.approx(u @ plain[name] @ v, abs=1e-6)
    assert np.abs(turned["RMSProp"] - u @ plain["RMSProp"] @ v).max() > 0.1


def test_the_first_steps():
    """The first steps of entries are signs, those of matrices one orthogonal matrix."""
    first = {name: steps[0] for name, steps in d2l.family_steps(MATRICES[:1]).items()}
    signs = np.sign(MATRICES[0])
    for name in ("Rprop", "Adagrad", "Adam", "Lion"):
        assert first[name] == pytest.approx(signs)
    for name in ("RMSProp", "Adadelta"):
        assert first[name] == pytest.approx(signs * 10**0.5)
    assert first["Shampoo"] == pytest.approx(orthogonal_factor(MATRICES[0]), abs=1e-9)
    assert first["Muon"] == pytest.approx(orthogonal_factor(MATRICES[0]))


def test_adam_s_powers_are_counted():
    """Adam along gradients is its own step with the powers of its betas."""
    found = d2l.family_steps(MATRICES[:3], eta=0.5, gamma=0.8, beta=0.7)["Adam"]
    v = s = np.zeros((3, 2))
    for t, g in enumerate(MATRICES[:3], start=1):
        x, v, s = adam_step(0.0, v, s, g, 0.7**t, 0.8**t, 0.5, 0.7, 0.8, 1e-12)
        assert found[t - 1] == pytest.approx(-x)


@pytest.mark.parametrize(
    "bad",
    [
        {"gradients": [[1.0]]},
        {"gradients": [[[np.nan]]]},
        {"eta": 0},
        {"gamma": 1.0},
        {"beta": -0.1},
        {"eps": -1e-9},
    ],
)
def test_family_steps_refuses(bad):
    """What is out of range is refused, by name."""
    (name,) = bad
    with pytest.raises(ValueError, match=name):
        d2l.family_steps(**{"gradients": [[[1.0]]], **bad})
