"""Under noise: how low a run gets, which way it drifts, and what an older state changes."""

import sympy
import z3
from machine import different, positive, proved, refuted, same, square

from rmsprop_tut.core.updates import rmsprop_delayed_step, rmsprop_step


def mean(expression, x, noise, of_x, of_noise):
    """Return an expectation: x and the noise have mean zero and know nothing of each other."""
    moments = {(2, 0): of_x, (0, 2): of_noise, (1, 1): 0, (0, 0): 1}
    terms = sympy.Poly(sympy.expand(expression), x, noise).terms()
    return sum(factor * moments[powers] for powers, factor in terms)


def test_the_level_of_a_frozen_state():
    """With s at E g² the mean loss is (η/4)√s, and √s = ηλ/4 + √((ηλ/4)² + σ²/B)."""
    curvature, eta, root, second, variance = positive("curvature eta root q n")
    x, noise = sympy.symbols("x xi", real=True)
    g = curvature * x + noise
    after, state = rmsprop_step(x, root**2, g, eta, 1, 0)
    same(state, root**2)  # which γ = 1 leaves as it is
    energy = root * (after**2 - x**2)
    same(energy, -2 * eta * x * g + eta**2 * g**2 / root)
    change = mean(after**2, x, noise, second, variance) - second
    (steady,) = sympy.solve(change, second)
    quarter = eta * curvature / 4
    level = quarter + sympy.sqrt(quarter**2 + variance)
    at_level = {root: level}
    square_of_g = mean(g**2, x, noise, steady, variance).subs(at_level)
    same(square_of_g, level**2)
    same((curvature * steady / 2).subs(at_level), eta * level / 4)
    different((curvature * steady / 2).subs(at_level), eta * level / 2)


def test_there_is_one_level():
    """No other state is E g² and no other mean square stays, for every η: the cycle's too."""
    q, root, eta, curvature, variance = z3.Reals("q root eta curvature variance")
    left = square(root - eta * curvature) * q + square(eta) * variance
    ranges = (q >= 0, root > 0, eta > 0, curvature > 0, variance > 0)
    stays = left == square(root) * q, square(root) == square(curvature) * q + variance
    proved(2 * curvature * q == eta * root, *ranges, *stays)
    equation = square(root) == eta * curvature / 2 * root + variance
    proved(equation, *ranges, *stays)
    proved(eta * curvature < 2 * root, *ranges, *stays)  # below the edge of stability
    refuted(curvature * q == eta * root, *ranges, *stays)
    refuted(eta * curvature < root, *ranges, *stays)


def test_the_states_of_a_period():
    """s_k = 1 + (C² - 1)(1-γ)γᵏ/(1-γⁿ) after the k-th -1, and s_0 after C, again and again."""
    large, gamma, power, whole = positive("C gamma power whole")  # γᵏ and γⁿ

    def state(power):
        return 1 + (large**2 - 1) * (1 - gamma) * power / (1 - whole)

    _, after = rmsprop_step(0, state(power), -1, 1, gamma, 0)
    same(after, state(gamma * power))
    _, after = rmsprop_step(0, state(whole / gamma), large, 1, gamma, 0)
    same(after, state(1))
    different(rmsprop_step(0, state(whole), large, 1, gamma, 0)[1], state(1))


def test_each_quotient_falls():
    """s_0/s_k = (1 + A)/(1 + Aγᵏ) falls as γ rises: A falls with it, and γᵏ rises."""
    a, b, p, q = z3.Reals("a b p q")  # A and γᵏ at a smaller γ, then at a larger
    ranges = a > b, b > 0, p >= 0, p < q, q <= 1
    proved((1 + a) * (1 + b * q) > (1 + b) * (1 + a * p), *ranges)
    refuted((1 + a) * (1 + b * q) > (1 + b) * (1 + a * p), *ranges[1:])
    large, count = z3.Reals("large count")  # C and n, and the sum at both ends of γ
    ends = z3.And((count - 1) * large > large, count - 1 < large)
    proved(ends, count >= 3, large > count - 1)
    refuted(ends, count >= 2, large > count - 1)


def test_an_older_state_drifts_the_right_way(roots):
    """Divided by the state before, n - 1 steps of -1 do not outweigh the step of C."""
    x, s, least, eta, gamma = z3.Reals("x s least eta gamma")
    count, large, so_far = z3.Reals("count large so_far")
    ranges = s >= least, least > 0, eta > 0, gamma >= 0, gamma < 1
    back, _ = rmsprop_delayed_step(x, least, large, eta, gamma, z3.RealVal(0))
    there, _ = rmsprop_delayed_step(x, s, z3.RealVal(-1), eta, gamma, z3.RealVal(0))
    unit = roots[0].arg(0)  # √least
    proved((there - x) * unit <= eta, *ranges, *roots)
    refuted((there - x) * unit <= eta, *ranges[1:], s > 0, *roots)
    summed = so_far * unit <= (count - 1) * eta  # what n - 1 of them add up to
    proved(back + so_far < x, *ranges, *roots, summed, large > count - 1, count >= 2)
    refuted(back + so_far < x, *ranges, *roots, summed, large >= count - 1, count >= 2)


def test_the_smallest_state_meets_the_large_gradient():
    """Of s_k = 1 + A γᵏ the last is the smallest."""
    a, power, last = z3.Reals("a power last")
    ranges = a >= 0, last >= 0, power >= last
    proved(1 + a * power >= 1 + a * last, *ranges)
    refuted(1 + a * power >= 1 + a * last, *ranges[1:])


def test_the_cycle_of_an_older_state():
    """On λx²/2 the cycle is where it was; its Jacobian has det γ + 2a(1-γ), trace 1 + γ."""
    p, s, gamma, a = positive("p s gamma a")
    root = sympy.sqrt(p)
    x, after = rmsprop_delayed_step(root, s, root, 2, gamma, 1 - a)
    same([(x**2).subs({p: a, s: a}), after.subs({p: a, s: a})], [a, a])
    J = sympy.Matrix([x**2, after]).jacobian([p, s])
    J = J.subs({p: a, s: a}).applyfunc(sympy.simplify)
    same([J.det(), J.trace()], [gamma + 2 * a * (1 - gamma), 1 + gamma])
    different(J.det(), gamma)
    e, g = z3.Reals("e gamma")
    trace, det = 1 + g, g + 2 * (1 - e) * (1 - g)
    inside = z3.And(trace < 1 + det, -trace < 1 + det, det < 1)
    ranges = g >= 0, g < 1, e >= 0, e < 1
    proved(inside == (2 * e > 1), *ranges)
    proved(z3.Implies(2 * e < 1, det > 1), *ranges)
    refuted(inside == (3 * e > 1), *ranges)
