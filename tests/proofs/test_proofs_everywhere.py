"""Every run ends in the cycle, for boxes of parameters: the map in the cycle's units."""

import sympy
import z3
from machine import (
    closed,
    different,
    left_open,
    positive,
    proved,
    refuted,
    same,
    square,
    zero,
)

from rmsprop_tut.core import normal
from rmsprop_tut.core.normal import (
    matrix_to_cycle,
    next_distance,
    next_root,
    share,
    slope_in_distance,
)
from rmsprop_tut.core.updates import rmsprop_step
from rmsprop_tut.lab import everywhere
from rmsprop_tut.lab.everywhere import Box

GAMMA, E = z3.Reals("gamma e")
RANGES = GAMMA >= 0, GAMMA < 1, E > 0, E < 1
y, u, gamma, e = positive("y u gamma e")


def test_in_units_of_the_cycle():
    """With x = √a y and s = u - e the package's step is that of y and u, and turns the sign."""
    a = 1 - e
    x = sympy.sqrt(a) * y
    x, s = rmsprop_step(x, u - e, x, 2, gamma, e)
    after = next_root(y, u, gamma, e)
    same([-x / sympy.sqrt(a), s + e], [next_distance(y, after), after])
    different(s + e, next_root(y, u, gamma, e / 2))


def test_where_a_cell_is_mapped():
    """u' is linear in γ and in e; y' is concave in y, with the slope that is computed."""
    after = next_root(y, u, gamma, e)
    zero(sympy.diff(after, gamma, 2))
    zero(sympy.diff(after, e, 2))
    slope = slope_in_distance(y, u, gamma, e)
    same(sympy.diff(next_distance(y, after), y), slope)
    rest, A = gamma * u + (1 - gamma) * e, share(gamma, e)
    same(sympy.diff(slope, y), -6 * rest * A * y / after ** sympy.Rational(5, 2))
    different(sympy.diff(next_distance(y, after), y), slope + 1)


def test_how_high_the_root_is():
    """In the triangle u' is at most the larger of 4γ + he and e + (2 - √e)², which are below 4."""
    root, w, X = z3.Reals("root w X")  # of u, of e, and √A y
    after = GAMMA * square(root) + (1 - GAMMA) * E + square(X)
    triangle = w > 0, square(w) == E, w <= root, X >= 0, X + root <= 2
    first, second = 4 * GAMMA + (1 - GAMMA) * E, E + square(2 - w)
    proved(z3.Or(after <= first, after <= second), *triangle, *RANGES)
    proved(z3.And(first < 4, second < 4), w > 0, square(w) == E, *RANGES)
    refuted(after <= first, *triangle, *RANGES)
    v, least = z3.Reals("v least")  # the second is largest at the least e
    more = v > 0, square(v) == least, least <= E, w > 0, square(w) == E
    proved(second <= least + square(2 - v), *more, *RANGES)


def test_what_a_step_makes_of_a_deviation():
    """A step multiplies z = (y - 1, u - 1) by M(z), without approximation."""
    dy, du = sympy.symbols("dy du", real=True)
    r = sympy.symbols("r", positive=True)
    k = share(gamma, e) * (2 + dy)
    square_of_r = 1 + gamma * du + k * dy
    same(next_root(1 + dy, 1 + du, gamma, e), square_of_r)
    (a, b), (c, d) = matrix_to_cycle(dy, du, gamma, e)
    same(c * dy + d * du, square_of_r - 1)
    root, there = sympy.sqrt(square_of_r), (r**2 - 1 - k * dy) / gamma
    row = (a * dy + b * du).subs(root, r).subs(du, there)  # where the root is r
    same(row, next_distance(1 + dy, r**2) - 1)
    different(row, next_distance(1 + dy, r**2))


def test_which_forms_are_positive():
    """A form of two squares is positive off zero if its first entry and determinant are."""
    a, b, c, v, w = z3.Reals("a b c v w")
    form = a * v * v + 2 * b * v * w + c * w * w
    ranges = a > 0, a * c > b * b
    proved(form > 0, z3.Or(v != 0, w != 0), *ranges)
    refuted(form > 0, z3.Or(v != 0, w != 0), a > 0, c > 0)


def test_no_run_stays_in_the_first_row():
    """While y ≤ y₁ < 1 u falls towards e + (1-e) y₁² < 1; where u' < 1, y' > y."""
    v, w, most = z3.Reals("v w most")
    limit = E + (1 - E) * square(most)
    row = v > 0, v <= most, most < 1, w > 0
    after = GAMMA * w + (1 - GAMMA) * E + share(GAMMA, E) * square(v)
    proved(after - limit <= GAMMA * (w - limit), *row, *RANGES)
    proved(limit < 1, *row, *RANGES)
    refuted(limit < 0.99, *row, *RANGES)
    root = z3.Real("root")
    proved(v * (2 / root - 1) > v, v > 0, root > 0, root < 1)


def test_the_chapter_s_parameters():
    """For γ in [0.899, 0.901] and e in [1e-6, 1e-3] every run ends in the cycle."""
    box = Box((0.899, 0.901), (1e-6, 1e-3))
    closed(box)
    left_open(box, many=1000)  # with too few cells nothing is shown


def test_a_box_and_its_broken_twin(monkeypatch):
    """At γ = e = 1/2 too; with a longer step, whose cycle is elsewhere, cells are left."""
    box = Box((0.5, 0.5), (0.5, 0.5))
    closed(box)

    def longer(v, after):
        return v * (2.4 / normal.sqrt(after) - 1)

    monkeypatch.setattr(everywhere, "next_distance", longer)
    left_open(box, many=20_000)
