"""What RMSProp's path does not depend on, what it does, and how long a step can be."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from reference import rotation
from strategies import coordinates, epsilons, etas, inner_gammas

import rmsprop_tut as d2l

curvatures = st.floats(0.01, 100)
gradients = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50)
powers_of_two = st.integers(-20, 20).map(lambda k: 2.0**k)
starts = st.floats(0.1, 10)


def diagonal(c1, c2):
    """Return the gradient of (c1 x1² + c2 x2²)/2."""
    return lambda x1, x2: (c1 * x1, c2 * x2)


def path(x1, x2, grad, steps=20, **options):
    """Return the points of a run from a zero state, shape (steps + 1, 2)."""
    update = partial(d2l.rmsprop_2d, grad=grad, **options)
    return np.array(d2l.run_2d(update, steps, (x1, x2, 0.0, 0.0)))[:, :2]


@given(gradients, inner_gammas, epsilons)
def test_no_step_is_longer(values, gamma, eps):
    """No step is longer than η/√(1-γ) in any coordinate."""
    longest = d2l.step_lengths(values, gamma, eps).max()
    assert longest <= (1 + 1e-12) / math.sqrt(1 - gamma)


@given(coordinates, coordinates, curvatures, curvatures, etas, inner_gammas, epsilons)
def test_no_step_of_a_path_is_longer(x1, x2, c1, c2, eta, gamma, eps):
    """No step is longer than η/√(1-γ) in any coordinate, along a path."""
    points = path(x1, x2, diagonal(c1, c2), eta=eta, gamma=gamma, eps=eps)
    bound = eta / math.sqrt(1 - gamma)
    assert np.abs(np.diff(points, axis=0)).max() <= bound * (1 + 1e-9) + 1e-12


@given(starts, curvatures, etas, inner_gammas)
def test_the_first_step_reaches_the_bound(x, curvature, eta, gamma):
    """The first step is η/√(1-γ), because the state starts at zero."""
    points = path(x, -x, diagonal(curvature, 1), steps=1, eta=eta, gamma=gamma, eps=0)
    steps = points[1] - points[0]
    bound = eta / math.sqrt(1 - gamma)
    assert steps == pytest.approx([-bound, bound], rel=1e-9, abs=1e-13)


@given(powers_of_two, starts, starts, etas, inner_gammas, epsilons)
def test_rescaling_with_epsilon_is_exact(c, x1, x2, eta, gamma, eps):
    """If ε becomes c²ε too, the path is the same, exactly: bit for bit for c = 2ᵏ."""
    run = partial(path, x1, x2, eta=eta, gamma=gamma)
    scaled = run(diagonal(0.2 * c, 4 * c), eps=eps * c * c)
    assert np.array_equal(scaled, run(diagonal(0.2, 4), eps=eps))


@given(powers_of_two, starts, starts, etas, inner_gammas)
def test_without_epsilon_rescaling_changes_nothing(c, x1, x2, eta, gamma):
    """Rescaling the objective leaves the path unchanged at ε = 0."""
    run = partial(path, x1, x2, eta=eta, gamma=gamma, eps=0)
    assert np.array_equal(run(diagonal(0.2 * c, 4 * c)), run(diagonal(0.2, 4)))


@given(st.floats(0.1, 1000))
def test_rescaling_changes_less_as_epsilon_vanishes(c):
    """As ε → 0 the paths of c f and of f become one: the gap falls in proportion to ε."""
    gaps = [
        np.abs(
            d2l.transformed_path_2d(np.eye(2), c, eps=eps)
            - d2l.transformed_path_2d(np.eye(2), eps=eps)
        ).max()
        for eps in (1e-6, 1e-8, 1e-10)
    ]
    assert gaps[1] <= 0.02 * gaps[0] + 1e-12
    assert gaps[2] <= 0.02 * gaps[1] + 1e-12


@given(coordinates, coordinates, curvatures, curvatures, etas, inner_gammas, epsilons)
def test_exchanging_coordinates_exchanges_the_path(x1, x2, c1, c2, eta, gamma, eps):
    """Permute the coordinates and the path is permuted."""
    run = partial(path, eta=eta, gamma=gamma, eps=eps)
    exchanged = run(x2, x1, diagonal(c2, c1))
    assert np.array_equal(exchanged[:, ::-1], run(x1, x2, diagonal(c1, c2)))


@given(st.floats(0.05, math.pi / 2 - 0.05), st.sampled_from([0, 1, 2, 3]))
def test_rotation_changes_the_path(angle, quarter):
    """The first step points to a corner of a cube, and the cube does not turn."""
    Q = rotation(angle + quarter * math.pi / 2)
    first = d2l.transformed_path_2d(Q, steps=1, eps=1e-12)[1]
    straight = d2l.transformed_path_2d(np.eye(2), steps=1, eps=1e-12)[1]
    corner = 0.4 * math.sqrt(10) * math.sqrt(2)
    gradient = Q @ (0.2 * -5, 4 * -2)
    assume(np.abs(gradient).min() > 1e-3)
    assert np.linalg.norm(first - (-5, -2)) == pytest.approx(corner, rel=1e-3)
    assert np.linalg.norm(first - straight) > 2 * corner * math.sin(0.024)


@given(st.floats(0, 6.3))
def test_gradient_descent_does_not_notice_a_rotation(angle):
    """A method that follows the gradient's direction turns with the problem."""
    Q, x = rotation(angle), np.array([-5.0, -2.0])
    hessian = Q @ np.diag([0.2, 4]) @ Q.T

    def grad(x1, x2):
        return tuple((hessian @ (x1, x2)).tolist())

    step = d2l.gd_2d(*(Q @ x).tolist(), 0, 0, eta=0.1, grad=grad)[:2]
    assert Q.T @ step == pytest.approx(d2l.gd_2d(*x, 0, 0, eta=0.1)[:2])


@given(coordinates, coordinates)
def test_the_rotated_quadratic_is_the_hessian_turned(x1, x2):
    """At π/4 the Hessian is half that of the rotated quadratic."""
    x = np.array([x1, x2])
    g = 2 * d2l.f_2d_hessian(math.pi / 4) @ x
    assert d2l.f_2d_rotated_grad(x1, x2) == pytest.approx(tuple(g), abs=1e-9)
    assert d2l.f_2d_rotated(x1, x2) == pytest.approx(x @ g / 2, abs=1e-9)


def test_a_quarter_turn_only_exchanges_coordinates():
    """A quarter turn only exchanges coordinates and signs: the path is the same."""
    turned = d2l.transformed_path_2d([[0, -1], [1, 0]])
    assert turned == pytest.approx(d2l.transformed_path_2d(np.eye(2)))


def test_unchanged_axes_are_the_chapters_path():
    """With Q the identity and c = 1 the path is the chapter's, to the last bit."""
    states = np.array(d2l.run_2d(d2l.rmsprop_2d, 20))
    assert (d2l.transformed_path_2d(np.eye(2)) == states[:, :2]).all()


def test_the_chapters_first_step_is_its_longest():
    """On the chapter's path the first step is the longest, in each coordinate."""
    points = np.array(d2l.run_2d(d2l.rmsprop_2d))[:, :2]
    lengths = np.abs(np.diff(points, axis=0))
    assert lengths.argmax(axis=0).tolist() == [0, 0]
