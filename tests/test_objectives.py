"""The test function and its gradient."""

import numpy as np
import pytest
from hypothesis import given
from strategies import coordinates

import rmsprop_tut as d2l


@given(coordinates, coordinates)
def test_gradient_is_the_slope(x1, x2):
    """On a quadratic the central difference is the derivative, up to rounding."""
    g1, g2 = d2l.f_2d_grad(x1, x2)
    assert g1 == pytest.approx(
        (d2l.f_2d(x1 + 1, x2) - d2l.f_2d(x1 - 1, x2)) / 2, abs=1e-9
    )
    assert g2 == pytest.approx(
        (d2l.f_2d(x1, x2 + 1) - d2l.f_2d(x1, x2 - 1)) / 2, abs=1e-9
    )


def test_arrays_are_taken_pointwise():
    """Arrays of one shape give values pointwise."""
    x = np.array([-5.0, 0.0, 1.0])
    assert d2l.f_2d(x, x).tolist() == [d2l.f_2d(v, v) for v in x]
