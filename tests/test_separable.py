"""Which line a training comes to: margins by other ways, and runs as they are in float64."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rmsprop_tut as d2l
from rmsprop_tut.lab.separable import POINTS

POSITIVE = st.floats(0.1, 5)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=6))
def test_no_weights_have_larger_margins(points):
    """Of many weights in all directions none has a larger margin, and one nearly has it."""
    flat, round_ = d2l.largest_margins(points)
    angle = np.radians(np.arange(0, 360, 0.01))
    w = np.stack([np.cos(angle), np.sin(angle)])
    for largest, size in ((flat, np.abs(w).max(axis=0)), (round_, 1.0)):
        found = ((np.array(points) @ w).min(axis=0) / size).max()
        assert largest * 0.999 <= found <= largest * (1 + 1e-12)


def test_points_that_no_line_has_on_one_side():
    """Without a line through the origin that separates there is no margin."""
    with pytest.raises(ValueError, match="one side of a line"):
        d2l.largest_margins([(1, 1), (-1, -1)])


def test_a_share_is_of_the_largest():
    """The largest margins themselves have the share 1; a wrong side is negative."""
    assert d2l.margin_shares([1, 1])[0] == d2l.margin_shares([5, 3])[1] == 1
    assert (d2l.margin_shares([[-1, -1], [2, -1]]) < 0).all()
    with pytest.raises(ValueError, match=r"\(\.\.\., 2\)"):
        d2l.margin_shares([1, 2, 3])


def plain(rule, steps):
    """Train with the gradient as it is, by a rule of the gradient and the step."""
    x, w = np.array(POINTS), np.zeros(2)
    for t in range(1, steps + 1):
        g = -(x / (1 + np.exp(x @ w))[:, None]).mean(axis=0)
        w = w - rule(g) * 0.1 / np.sqrt(t)
    return w


@pytest.mark.parametrize("eps", [0.0, 1e-16, 1e-6])
def test_a_run_is_that_of_plain_arithmetic(eps):
    """While nothing underflows a run in logarithms is the run with plain gradients."""
    s = np.zeros(2)

    def rule(g):
        s[:] = 0.9 * s + 0.1 * g * g
        return g / np.sqrt(s + eps)

    path = d2l.classifier_paths([eps, 1.0], steps=500)
    assert path[-1, 0] == pytest.approx(plain(rule, 500), rel=1e-9)


def test_with_a_huge_epsilon_it_is_gradient_descent():
    """ε = 1e12 and a rate of 1e5 are gradient descent at 0.1; and so is the other by length."""
    path = d2l.classifier_paths([1e12], 1e5, steps=500)
    assert path[-1, 0] == pytest.approx(plain(lambda g: g, 500), rel=1e-9)
    normal = plain(lambda g: g / np.linalg.norm(g), 500)
    assert d2l.normalised_path(steps=500)[-1] == pytest.approx(normal, rel=1e-9)


def test_without_epsilon_large_weights_do_no_harm():
    """Where the square of a gradient is zero in float64, the run goes on."""
    x = 40 * np.array(POINTS)
    path = d2l.classifier_paths([0], gamma=0.1, points=x, steps=1000)[:, 0]
    assert (np.exp(-(x @ path[-1])) ** 2 == 0).all()
    assert np.diff(np.abs(path[-100:]).max(axis=1)).min() > 0


def test_what_is_refused():
    """No ε below zero, no rate of zero, no points of three coordinates."""
    for given_, words in (
        ({"eps": [-1]}, "eps"),
        ({"eps": [0], "eta": 0}, "eta"),
        ({"eps": [0], "points": [(1, 2, 3)]}, "points"),
    ):
        with pytest.raises(ValueError, match=words):
            d2l.classifier_paths(**given_)
