"""What ε chooses, and what few bits choose in its place."""

import ml_dtypes
import numpy as np
import pytest
import sympy
import z3
from machine import different, options, proved, refuted, same, square

from rmsprop_tut.core.conventions import convention_step
from rmsprop_tut.core.few_bits import rounded
from rmsprop_tut.core.mean_steps import sign_times_variance
from rmsprop_tut.core.updates import rmsprop_step
from rmsprop_tut.lab.separable import POINTS, largest_margins

X, S, G, ETA, GAMMA, EPS, C, E = z3.Reals("x s g eta gamma eps c e")
KEPT = {"bfloat16": (ml_dtypes.bfloat16, 8), "float16": (np.float16, 11)}


def test_where_epsilon_rules(roots):
    """Where s ≤ cε the step is at most η|g|/√ε long, and at least that over √(1 + c)."""
    after, state = rmsprop_step(X, S, G, ETA, GAMMA, EPS)
    length, most = square(after - X), square(ETA * G)
    ranges = S >= 0, ETA > 0, GAMMA >= 0, GAMMA < 1, EPS > 0, C >= 0
    root = roots[0].children()[0]
    quotient = z3.Real("quotient")  # η/r, by which the step multiplies the gradient
    known = *roots, quotient * root == ETA, quotient > 0
    proved(length == square(quotient * G), *ranges, *known)
    small = square(quotient) * EPS <= square(ETA)
    large = square(quotient) * EPS * (1 + C) >= square(ETA)
    proved(small, *ranges, *known)
    proved(large, *ranges, state <= C * EPS, *known)
    refuted(large, *ranges, state <= 2 * C * EPS, *known)
    refuted(length * EPS * 2 <= most, *ranges, *known)


def test_the_largest_margins():
    """Of the three points they are 3, if |w| ≤ 1 in each coordinate, and 7√(2/17) for |w|₂ ≤ 1."""
    w1, w2, margin = z3.Reals("w1 w2 margin")
    points = [[z3.Q(int(2 * v), 2) for v in point] for point in POINTS]
    above = [a * w1 + b * w2 >= margin for a, b in points]
    cube = w1 <= 1, w1 >= -1, w2 <= 1, w2 >= -1
    ball = square(w1) + square(w2) <= 1
    proved(margin <= 3, *above, *cube)
    refuted(margin < 3, *above, *cube)
    proved(17 * square(margin) <= 98, *above, margin >= 0, ball)
    refuted(17 * square(margin) < 98, *above, margin >= 0, ball)
    assert largest_margins() == pytest.approx((3, 7 * np.sqrt(2 / 17)), rel=1e-15)


def test_sign_times_variance():
    """E g/√(E g²) = sign(μ)/√(1 + σ²/μ²), for the mean square is μ² + σ²."""
    mean, spread = sympy.symbols("mu sigma", positive=True)
    law = sign_times_variance.unchecked
    for mu in (mean, -mean):
        quotient = mu / sympy.sqrt(mu**2 + spread**2)
        shown = sympy.sign(mu) / sympy.sqrt(1 + spread**2 / mu**2)
        same([quotient, law(mu / spread)], [shown, shown])
        different(quotient, shown / 2)


def test_there_is_no_other_cycle_with_epsilon_outside(roots):
    """With ε outside too: where x and s return after two steps, x → -x, unless γ = e = 0."""
    c = options(eta=2, gamma=GAMMA, eps=E, eps_inside=False)
    x1, (s1, *_) = convention_step(X, (S, 0, 0, 1), X, c)
    x2, (s2, *_) = convention_step(x1, (s1, 0, 0, 1), x1, c)
    u, v, share = z3.Reals("u v share")  # roots with ε, and x over u
    ranges = X > 0, S >= 0, E >= 0, GAMMA >= 0, GAMMA < 1, x2 == X, s2 == S
    named = u == roots[0].children()[0] + E, v == roots[2].children()[0] + E
    proved(u + v == 2, *ranges, *roots, *named)
    squares = square(u - E), square(v - E)
    kept = (
        squares[0] == GAMMA * squares[1] + (1 - GAMMA) * square(share * u),
        squares[1] == GAMMA * squares[0] + (1 - GAMMA) * square(share * v),
    )
    ranges = u >= E, v >= E, u + v == 2, share > 0, E >= 0, GAMMA >= 0, GAMMA < 1
    proved(u == v, *ranges, *kept, GAMMA + E > 0)
    refuted(u == v, *ranges, *kept)


def in_bits(bits):
    """Return a state in units of its last digit, the gap below it, and what both obey."""
    s, gap = z3.Reals("s gap")
    low = 2 ** (bits - 1)
    above = z3.And(gap == 1, s >= low + 1)  # a whole number, of which low is even
    known = (
        s >= low,
        s < 2 * low,
        z3.If(s == low, gap == z3.Q(1, 2), above),
    )
    return s, gap, low, known


@pytest.mark.parametrize("kind", KEPT)
def test_which_states_in_few_bits_forget(kind):
    """Without a gradient a state falls for ever if 1 - γ ≥ 1/(2^p + 2), else not to its half."""
    dtype, bits = KEPT[kind]
    s, gap, low, known = in_bits(bits)
    h, limit = z3.Real("h"), z3.Q(1, 2**bits + 2)
    fall = h * s  # from s to γs; half of the gap and more rounds to a smaller number
    falls = z3.Or(fall > gap / 2, z3.And(fall == gap / 2, s == low + 1))
    proved(falls, *known, h >= limit)
    refuted(falls, *known, h >= limit * z3.Q(99, 100))
    stuck = s == low + 1
    proved(z3.Not(falls), *known, h > 0, h < limit, stuck)
    refuted(z3.Not(falls), *known, h > 0, h <= limit, stuck)
    by_one = fall < gap * z3.Q(3, 2)  # so none is passed over, the stuck one neither
    proved(by_one, *known, h > 0, h < limit)
    refuted(by_one, *known, h > 0, h < 2 * limit)
    every = np.arange(low, 2 * low, dtype=float)
    for factor, all_fall in ((1, True), (0.99, False)):
        after = (1 - factor / (2**bits + 2)) * every
        kept = rounded(after, bits)
        assert (kept == after.astype(dtype).astype(float)).all()
        assert (kept < every).all() == all_fall


@pytest.mark.parametrize("kind", KEPT)
def test_what_raises_a_state_in_few_bits(kind):
    """It rises only if g² ≥ s(1 + 2^(-p-1)/(1-γ))."""
    _, bits = KEPT[kind]
    s, _, _, known = in_bits(bits)
    h, share = z3.Reals("h share")  # share is 2^(-p-1)/h
    square_of_g = z3.Real("square_of_g")
    ranges = *known, h > 0, h <= 1, share * h == z3.Q(1, 2 ** (bits + 1))
    stays = s + h * (square_of_g - s) < s + z3.Q(1, 2)
    proved(stays, *ranges, square_of_g < s * (1 + share))
    refuted(stays, *ranges, square_of_g < s * (1 + 3 * share))
