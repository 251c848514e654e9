"""What the interactive figure's paths go down: polynomials, and where they are lowest."""

import json
import math

import javascript
import pytest
import sympy

from rmsprop_tut.book.landscapes import (
    LANDSCAPES,
    POLYNOMIALS,
    curved_loss,
    four_decimals,
    half_angle_tangent,
    wells_loss,
)
from rmsprop_tut.book.playground import Settings, landscape

X1, X2 = sympy.symbols("x1 x2", real=True)
ROOM = "playground/mathematics.js"


def exact(values):
    """Return expressions with 1/10 for 0.1 and so on."""
    return [sympy.nsimplify(value, rational=True) for value in values]


@pytest.mark.parametrize("name", POLYNOMIALS)
def test_the_gradient_is_the_derivative(name):
    """Both partial derivatives are those that sympy finds of the value."""
    [loss] = exact([POLYNOMIALS[name].loss(X1, X2)])
    for g, x in zip(exact(POLYNOMIALS[name].grad(X1, X2)), (X1, X2), strict=True):
        assert sympy.expand(sympy.diff(loss, x) - g) == 0


def test_values_are_the_formulas():
    """The values are 0.05 (x1 - 2)² + (x2 + 2 - x1²/8)² and (x1² - 9)²/64 + (x2 - x1/2)²."""
    curved = (X1 - 2) ** 2 / 20 + (X2 + 2 - X1**2 / 8) ** 2
    wells = (X1**2 - 9) ** 2 / 64 + (X2 - X1 / 2) ** 2
    found = exact([curved_loss(X1, X2), wells_loss(X1, X2)])
    assert [sympy.expand(f) for f in found] == [
        sympy.expand(curved),
        sympy.expand(wells),
    ]


@pytest.mark.parametrize("name", POLYNOMIALS)
def test_minima_are_where_the_gradient_is_zero(name):
    """The gradient is zero at the minima, and elsewhere at a saddle at most."""
    gradient = exact(POLYNOMIALS[name].grad(X1, X2))
    found = set(sympy.solve(gradient, [X1, X2]))
    minima = {tuple(exact(point)) for point in POLYNOMIALS[name].minima}
    assert minima <= found
    for point in found - minima:
        at = dict(zip((X1, X2), point, strict=True))
        hessian = sympy.Matrix(gradient).jacobian([X1, X2]).subs(at)
        assert hessian.det() < 0


@pytest.mark.parametrize("name", LANDSCAPES)
def test_the_least_loss_is_0_exactly(name):
    """At a minimum loss and gradient are 0 in floating point too."""
    land = landscape(Settings(landscape=name, angle=30.0))
    assert [land.loss(*point) for point in land.minima] == [0.0] * len(land.minima)
    assert {g for point in land.minima for g in land.grad(*point)} == {0.0}


def test_both_programs_have_the_same_landscapes():
    """Names and minima are the same."""
    minima = {
        name: [list(point) for point in landscape(Settings(landscape=name)).minima]
        for name in LANDSCAPES
    }
    settings = json.dumps({"angle": 0, "condition": 20})
    found = javascript.in_node(
        "(m, q) => Object.fromEntries(m.LANDSCAPES.map("
        "(name) => [name, m.landscape({ ...q, landscape: name }).minima]))",
        settings,
        ROOM,
    )
    assert found == minima
    assert list(found) == list(minima)


def from_a_tie(value):
    """Return how far a value's fifth decimal is from where rounding turns."""
    return abs((value * 10_000) % 1 - 0.5)


def test_no_angle_is_rounded_near_a_tie():
    """Engines differ in a last bit, 1e-12 of a fifth decimal: no whole angle is that near."""
    tangents = [math.tan(math.radians(angle) / 2) for angle in range(-90, 91)]
    assert min(map(from_a_tie, tangents)) > 1e-6


def test_no_cosine_is_rounded_near_a_tie():
    """Nor is a cosine of the schedule, in runs of up to 400 steps."""
    cosines = {
        math.cos(math.pi * (t / steps)) for steps in range(1, 401) for t in range(steps)
    }
    assert min(map(from_a_tie, cosines)) > 1e-9


@pytest.mark.parametrize("value", [0.12345678, -0.12345678, 1.0, -1.0, 0.0])
def test_rounding_is_to_four_decimals(value):
    """A rounded number is the nearest with four decimals."""
    assert four_decimals(value) == round(value, 4)


def test_an_angle_out_of_range_is_refused():
    """Beyond 90 degrees no half angle is asked for."""
    with pytest.raises(ValueError, match=r"^angle must be in \[-90, 90\]"):
        half_angle_tangent(91)
