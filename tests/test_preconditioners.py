"""The full-matrix preconditioner: it turns with the problem, the diagonal one does not."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rmsprop_tut as d2l

angles = st.floats(-math.pi, math.pi)
ROOT_HALF = math.sqrt(0.5)


def turned(angle):
    """Return the rotation and the gradient of f_2d in coordinates that it has turned."""
    cos, sin = math.cos(angle), math.sin(angle)
    turn = np.array([[cos, -sin], [sin, cos]])
    return turn, lambda x1, x2: turn @ d2l.f_2d_grad(*(turn.T @ (x1, x2)))


def path(update, start, steps=20):
    """Return where each step of an update ends."""
    points, state = [], start
    for _ in range(steps):
        state = update(*state)
        points.append(state[:2])
    return np.array(points)


@given(angles)
@settings(deadline=None)
def test_the_path_turns_with_the_problem(angle):
    """Rotate the problem and the path rotates with it."""
    turn, grad = turned(angle)
    straight = path(d2l.rmsprop_full_2d, (-5.0, -2.0, 0, 0, 0), 15)
    start = (*(turn @ (-5.0, -2.0)), 0, 0, 0)
    other = path(partial(d2l.rmsprop_full_2d, grad=grad), start, 15)
    assert other == pytest.approx(straight @ turn.T, abs=1e-6)


@given(st.floats(0.05, 1.5))
def test_the_diagonal_does_not_turn(angle):
    """A diagonal preconditioner cannot see that the coordinates are coupled."""
    turn, grad = turned(angle)
    straight = path(d2l.rmsprop_2d, (-5.0, -2.0, 0, 0), 1)
    other = path(partial(d2l.rmsprop_2d, grad=grad), (*(turn @ (-5.0, -2.0)), 0, 0), 1)
    assert np.abs(other - straight @ turn.T).max() > 1e-3


def test_its_diagonal_is_the_state_of_rmsprop():
    """The diagonal of S is RMSProp's state."""
    s11, _, s22 = d2l.rmsprop_full_2d(-5.0, -2.0, 0.3, 0.1, 0.2)[2:]
    assert (s11, s22) == d2l.rmsprop_2d(-5.0, -2.0, 0.3, 0.2)[2:]


def test_without_coupling_it_is_rmsprop():
    """Where only one partial derivative is not zero, both are one algorithm."""
    full, diagonal = d2l.rmsprop_full_2d(0, -2, 0, 0, 0), d2l.rmsprop_2d(0, -2, 0, 0)
    assert full[:2] == pytest.approx(diagonal[:2])


def test_first_step_follows_the_gradient():
    """The first step follows the gradient and is √10 η long."""
    step = np.subtract(d2l.rmsprop_full_2d(-5, -2, 0, 0, 0)[:2], (-5, -2))
    assert step / np.hypot(*step) == pytest.approx(np.array([1, 8]) / math.sqrt(65))
    assert np.hypot(*step) == pytest.approx(0.4 * math.sqrt(10), rel=1e-5)


@pytest.mark.parametrize("bad", [{"eps": 0}, {"gamma": 1.5}, {"eta": -1}])
def test_bad_arguments(bad):
    """What is out of range is refused by name."""
    with pytest.raises(ValueError, match=next(iter(bad))):
        d2l.rmsprop_full_2d(-5, -2, 0, 0, 0, **bad)
