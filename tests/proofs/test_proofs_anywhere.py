"""From where a run ends in the cycle: what holds for all parameters."""

import sympy
import z3
from machine import different, positive, proved, refuted, same, square

from rmsprop_tut.core.updates import rmsprop_step

X, S, GAMMA, E = z3.Reals("x s gamma e")
H = 1 - GAMMA
RANGES = X > 0, S >= 0, GAMMA >= 0, GAMMA < 1, E > 0, E < 1


def one_step(roots):
    """Return what a step makes of x and s, and the root in it."""
    x, s = rmsprop_step(X, S, X, 2, GAMMA, E)
    return x, s, roots[0].arg(0)


def test_what_is_inside_stays_inside(roots):
    """If r' < 2 then √h |x'| + r' ≤ 2, x' has the other sign, and r'' < 2."""
    x, _, r = one_step(roots)
    inside = r < 2
    proved(H * square(X) <= square(r), *RANGES, *roots)
    proved(H * square(x) <= square(2 - r), inside, *RANGES, *roots)
    proved(x < 0, inside, *RANGES, *roots)
    r_square = z3.Real("r_square")  # of the next root, whatever x' is within its bound
    after = GAMMA * (square(r) - E) + H * square(x) + E
    shorter = H * square(x) <= square(2 - r), r_square == after
    proved(r_square < 4, inside, r > 0, square(r) >= E, *shorter, *RANGES)
    refuted(H * square(x) <= square(1.9 - r), inside, *RANGES, *roots)
    refuted(r_square < 3.9, inside, r > 0, square(r) >= E, *shorter, *RANGES)


def test_what_is_outside_comes_inside(roots):
    """If r' ≥ 2 then 0 ≤ x' < x, and nothing rests there."""
    x, _, r = one_step(roots)
    outside = r >= 2
    proved(z3.And(x >= 0, x < X), outside, *RANGES, *roots)
    refuted(z3.And(x >= 0, x < X), r >= 1, *RANGES, *roots)
    proved(square(x) < square(X), outside, square(X) == S, *RANGES, *roots)


def test_what_lands_on_the_minimum(roots):
    """A step from x ≠ 0 leads to 0 exactly if s' + e = 4."""
    x, s, _ = one_step(roots)
    proved((x == 0) == (s + E == 4), *RANGES, *roots)
    refuted((x == 0) == (s + E == 3), *RANGES, *roots)
    there = GAMMA == 0.5, E == 0.5, square(X) == 3.5, S == 3.5
    proved(z3.And(x == 0, s == 3.5), X > 0, *there, *roots)


def test_few_starts_land_there():
    """The map of (s, p) has the determinant γ(1 - 2/r')²: zero only where it leads to p = 0."""
    p, s, gamma, e = positive("p s gamma e")
    x, after = rmsprop_step(sympy.sqrt(p), s, sympy.sqrt(p), 2, gamma, e)
    J = sympy.Matrix([after, x**2]).jacobian([s, p])
    r = sympy.sqrt(after + e)
    same(J.det(), gamma * (1 - 2 / r) ** 2)
    different(J.det(), gamma * (1 - 1 / r) ** 2)


def test_without_memory_an_interval_is_mapped_into_itself(roots):
    """At γ = 0 p ≤ 4 - e stays so, and p' = p > 0 only at p = 1 - e."""
    x, _, _ = one_step(roots)
    ranges = X > 0, GAMMA == 0, E > 0, E < 1
    proved(square(x) <= 4 - E, square(X) <= 4 - E, *ranges, *roots)
    refuted(square(x) <= 3 - E, square(X) <= 4 - E, *ranges, *roots)
    stays = square(x) == square(X)
    proved(z3.Implies(stays, square(X) == 1 - E), square(X) <= 4 - E, *ranges, *roots)
    refuted(z3.Implies(stays, square(X) == 1), square(X) <= 4 - E, *ranges, *roots)


def test_the_energy_s_change():
    """By convexity ΔV ≤ h [p (exp(-φ) - 1 + φ) - φ (s' - a)]."""
    p, s, gamma, e = positive("p s gamma e")
    phi = sympy.symbols("phi", real=True)
    h, a = 1 - gamma, 1 - e
    _, after = rmsprop_step(sympy.sqrt(p), s, sympy.sqrt(p), 2, gamma, e)
    same(gamma * (after - s), h * (p - after))
    grown = p * sympy.exp(-phi)  # and ln p falls by φ
    change = h * (grown - p + a * phi) + phi * gamma * (after - s)  # of V, or more
    bound = h * (p * (sympy.exp(-phi) - 1 + phi) - phi * (after - a))
    same(change, bound)
    different(change, bound + h * phi)
