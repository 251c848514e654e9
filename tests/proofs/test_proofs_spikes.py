"""How far a spike throws, and the law of entry and exit."""

import sympy
import z3
from machine import different, positive, proved, refuted, same, square, zero
from mpmath import iv

from rmsprop_tut.core.spikes import exit_curvature
from rmsprop_tut.core.updates import rmsprop_step

X, S, G, ETA, GAMMA, EPS, CURVATURE = z3.Reals("x s g eta gamma eps curvature")
RANGES = X > 0, S >= 0, ETA > 0, GAMMA >= 0, GAMMA < 1, EPS >= 0


def test_a_step_across_the_minimum_ends_near_it(roots):
    """Where g points away from the minimum, |x'| < η/√(1-γ) or 0 ≤ x' < x."""
    after, _ = rmsprop_step(X, S, G, ETA, GAMMA, EPS)
    near = square(after) * (1 - GAMMA) < square(ETA)
    nearer = z3.And(after >= 0, after < X)
    proved(z3.Or(near, nearer), *RANGES, G > 0, *roots)
    refuted(near, *RANGES, G > 0, *roots)
    refuted(z3.Or(square(after) < square(ETA), nearer), *RANGES, G > 0, *roots)
    shorter = 2 * square(after) * (1 - GAMMA) < square(ETA)
    refuted(z3.Or(shorter, nearer), *RANGES, G > 0, *roots)


def test_a_run_that_crosses_goes_on_crossing(roots):
    """On λx²/2 a step across the minimum is followed by one that crosses it again."""
    once, s = rmsprop_step(X, S, CURVATURE * X, ETA, GAMMA, EPS)
    twice, _ = rmsprop_step(once, s, CURVATURE * once, ETA, GAMMA, EPS)
    proved(twice > 0, *RANGES, CURVATURE > 0, once < 0, *roots)
    refuted(twice > 0, *RANGES, CURVATURE > 0, once <= 0, *roots)
    refuted(twice > X, *RANGES, CURVATURE > 0, once < 0, *roots)


def test_a_step_near_the_minimum():
    """As x → 0 a step multiplies x by 1 - v, and v = ηλ/√s by 1/√γ."""
    x, s, eta, gamma, curvature = positive("x s eta gamma curvature")
    after, state = rmsprop_step(x, s, curvature * x, eta, gamma, 0)
    v = eta * curvature / sympy.sqrt(state)
    same(after, x * (1 - v))
    before = eta * curvature / sympy.sqrt(s)
    same(sympy.limit(v, x, 0), before / sympy.sqrt(gamma))
    different(sympy.limit(v, x, 0), before / gamma)


def test_the_integral_of_a_passage():
    """∫₀^v ln|u-1| du/u is -Li₂(v) up to 1, and ½ln²v + Li₂(1/v) - π²/3 from 1 on."""
    v = positive("v")
    below = -sympy.polylog(2, v)
    above = sympy.log(v) ** 2 / 2 + sympy.polylog(2, 1 / v) - sympy.pi**2 / 3
    slopes = [v * sympy.expand_func(sympy.diff(f, v)) for f in (below, above)]
    same([sympy.exp(slope) for slope in slopes], [1 - v, v - 1])
    zero(below.subs(v, 0))
    zero(sympy.expand_func((above - below).subs(v, 1)))
    twice = v * sympy.expand_func(sympy.diff(above + sympy.log(v) ** 2 / 2, v))
    different(sympy.exp(twice), v - 1)


def integral(v):
    """Enclose the integral at an interval that starts at 0 or more, outwards rounded."""
    if v.b <= 0.5:
        return -dilogarithm(v)
    return iv.log(v) ** 2 / 2 + dilogarithm(1 / v) - iv.pi**2 / 3


def dilogarithm(u, terms=60):
    """Enclose Li₂ of an interval in [0, 1/2]: the rest is below a geometric series."""
    series = sum((u**k / k**2 for k in range(1, terms + 1)), iv.mpf(0))
    rest = u ** (terms + 1) / ((terms + 1) ** 2 * (1 - u))
    return series + rest * iv.mpf([0, 1])


def test_where_a_run_comes_out():
    """The exit is V = 12.5952 from 0, 12.3364 from 0.05 and 9.7920 from 0.5."""
    v = positive("v")
    above = sympy.log(v) ** 2 / 2 + sympy.polylog(2, 1 / v)
    slope = sympy.exp(v * sympy.expand_func(sympy.diff(above, v)))
    same(slope, v - 1)  # above 1 from v = 2 on: the integral grows, so the exit is one
    different(slope, v)
    for entry, exit_ in (("0", "12.5952"), ("0.05", "12.3364"), ("0.5", "9.7920")):
        last = iv.mpf("0.00005")
        low, high = iv.mpf(exit_) - last, iv.mpf(exit_) + last
        level = integral(iv.mpf(entry))
        assert integral(low).b < level.a
        assert level.b < integral(high).a
        assert not integral(low + 2 * last).b < level.a
        assert low.a < float(exit_curvature(float(entry))) < high.b
