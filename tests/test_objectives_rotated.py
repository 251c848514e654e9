"""The rotated quadratic of the second exercise."""

import math

import numpy as np
import pytest
from hypothesis import given
from strategies import coordinates

import rmsprop_tut as d2l


@given(coordinates, coordinates)
def test_it_is_the_chapters_problem_turned_and_stretched(x1, x2):
    """In the sum and the difference of its coordinates it is the chapter's function."""
    assert d2l.f_2d_rotated(x1, x2) == d2l.f_2d(x1 + x2, x1 - x2)


@given(coordinates, coordinates)
def test_gradient_is_the_slope(x1, x2):
    """On a quadratic the central difference is the derivative, up to rounding."""
    f, (g1, g2) = d2l.f_2d_rotated, d2l.f_2d_rotated_grad(x1, x2)
    assert g1 == pytest.approx((f(x1 + 1, x2) - f(x1 - 1, x2)) / 2, abs=1e-9)
    assert g2 == pytest.approx((f(x1, x2 + 1) - f(x1, x2 - 1)) / 2, abs=1e-9)


def test_curvatures():
    """Its Hessian has the eigenvalues 0.4 and 8 and is that of f_2d, turned, times 2."""
    hessian = np.column_stack(
        [d2l.f_2d_rotated_grad(1, 0), d2l.f_2d_rotated_grad(0, 1)]
    )
    assert np.linalg.eigvalsh(hessian) == pytest.approx([0.4, 8])
    assert hessian == pytest.approx(2 * d2l.f_2d_hessian(math.pi / 4))
