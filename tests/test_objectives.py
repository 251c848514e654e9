"""The test functions, straight and rotated, with their gradients."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import rotation
from strategies import coordinates

import rmsprop_tut as d2l
from rmsprop_tut._checks import unchecked
from rmsprop_tut.core.objectives import (
    CURVATURES,
    START,
    ZERO_STATE,
    gradient,
    quadratic_grad,
)

FUNCTIONS = [
    (d2l.f_2d, d2l.f_2d_grad),
    (d2l.f_2d_rotated, d2l.f_2d_rotated_grad),
]


@pytest.mark.parametrize(("f", "grad"), FUNCTIONS)
@given(x1=coordinates, x2=coordinates)
def test_gradient_is_the_slope(f, grad, x1, x2):
    """On a quadratic the central difference is the derivative, up to rounding."""
    g1, g2 = grad(x1, x2)
    assert g1 == pytest.approx((f(x1 + 1, x2) - f(x1 - 1, x2)) / 2, abs=1e-9)
    assert g2 == pytest.approx((f(x1, x2 + 1) - f(x1, x2 - 1)) / 2, abs=1e-9)


@given(coordinates, coordinates)
def test_the_chapters_function(x1, x2):
    """The chapter's quadratic is f(x) = 0.1 x1² + 2 x2², with the gradient (0.2 x1, 4 x2)."""
    assert d2l.f_2d(x1, x2) == pytest.approx(0.1 * x1**2 + 2 * x2**2, rel=1e-14)
    assert d2l.f_2d_grad(x1, x2) == (0.2 * x1, 4 * x2)


@pytest.mark.parametrize("f", [d2l.f_2d, d2l.f_2d_rotated])
def test_arrays_are_taken_pointwise(f):
    """Arrays of one shape give values pointwise."""
    x = np.array([-5.0, 0.0, 1.0])
    assert f(x, x[::-1]).tolist() == [f(*pair) for pair in zip(x, x[::-1], strict=True)]


@given(coordinates, coordinates)
def test_it_is_the_chapters_problem_turned_and_stretched(x1, x2):
    """In the sum and the difference of its coordinates it is the chapter's function."""
    assert d2l.f_2d_rotated(x1, x2) == d2l.f_2d(x1 + x2, x1 - x2)


@pytest.mark.parametrize("f", [d2l.f_2d, d2l.f_2d_rotated])
def test_runs_call_the_bare_function(f):
    """Inside a run, where all are numbers, no coordinate is looked at."""
    bare = unchecked(f)
    assert bare is not f
    assert bare(-5.0, -2.0) == f(-5.0, -2.0)
    with pytest.raises(TypeError):
        bare([1.0], [2.0])


def test_curvatures():
    """Its Hessian has the eigenvalues 0.4 and 8 and is that of f_2d, turned, times 2."""
    hessian = np.column_stack(
        [d2l.f_2d_rotated_grad(1, 0), d2l.f_2d_rotated_grad(0, 1)]
    )
    assert np.linalg.eigvalsh(hessian) == pytest.approx([0.4, 8])
    assert hessian == pytest.approx(2 * d2l.f_2d_hessian(math.pi / 4))


@given(st.floats(-10, 10))
def test_the_hessian_turns_with_the_axes(angle):
    """H = R diag(0.2, 4) Rᵀ, symmetric to the last bit."""
    hessian, R = d2l.f_2d_hessian(angle), rotation(angle)
    assert (hessian == hessian.T).all()
    assert hessian == pytest.approx(R @ np.diag([0.2, 4.0]) @ R.T, abs=1e-12)


@given(coordinates, coordinates)
def test_gradient_of_a_quadratic(x1, x2):
    """The gradient of xᵀHx/2 is Hx; on the chapter's curvatures it is the chapter's."""
    assert quadratic_grad(np.diag(CURVATURES))(x1, x2) == d2l.f_2d_grad(x1, x2)
    H = d2l.f_2d_hessian(1.0)
    assert quadratic_grad(H)(x1, x2) == pytest.approx(H @ (x1, x2))


def test_the_chapters_constants():
    """The curvatures are 0.2 and 4; the runs start at (-5, -2) with zero state."""
    assert CURVATURES == (0.2, 4)
    assert (START, ZERO_STATE) == ((-5, -2), (-5, -2, 0, 0))


@pytest.mark.parametrize("function", [d2l.f_2d, d2l.f_2d_grad, d2l.f_2d_rotated])
def test_a_coordinate_that_is_no_number_is_named(function):
    """What is refused is named as the coordinate that it is."""
    with pytest.raises((TypeError, ValueError), match=r"^x1 must "):
        function("five", 1.0)
    with pytest.raises((TypeError, ValueError), match=r"^x2 must "):
        function(1.0, "five")


def test_a_slope_is_one_number_for_one_coordinate():
    """An array of one number is a slope of a number; beside three coordinates it would spread."""
    taking = gradient("f_grad", lambda x1, x2: (np.array([0.2]), np.array([4.0])))
    assert taking(1.0, 1.0) == (0.2, 4.0)
    with pytest.raises(
        ValueError, match=r"^f_grad\(x1, x2\)\[0\] must have the shape \(3,\)"
    ):
        taking(np.ones(3), np.ones(3))
