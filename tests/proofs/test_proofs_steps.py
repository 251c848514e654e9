"""How long a step is, and what it does not see."""

import pytest
import sympy
import z3
from machine import different, options, positive, proved, refuted, same, square, zero

from rmsprop_tut.core.adam import adam_step
from rmsprop_tut.core.conventions import convention_step
from rmsprop_tut.core.updates import (
    adagrad_step,
    rmsprop_2d,
    rmsprop_corrected_step,
    rmsprop_step,
)

X, S, G, ETA, GAMMA, EPS = z3.Reals("x s g eta gamma eps")
RANGES = S >= 0, ETA > 0, GAMMA >= 0, GAMMA < 1, EPS >= 0, G != 0


def test_no_step_is_longer(roots):
    """In every coordinate |x_t - x_{t-1}| ≤ η/√(1-γ)."""
    after, _ = rmsprop_step(X, S, G, ETA, GAMMA, EPS)
    length = square(after - X) * (1 - GAMMA)
    proved(length <= square(ETA), *RANGES, *roots)
    refuted(length < square(ETA), *RANGES, *roots)
    refuted(square(after - X) <= square(ETA), *RANGES, *roots)


def test_no_step_is_longer_with_epsilon_outside(roots):
    """In the plain form without momentum no step is longer than η/√(1-γ)."""
    c = options(eta=ETA, gamma=GAMMA, eps=EPS, eps_inside=False)
    after, _ = convention_step(X, (S, 0, 0, 1), G, c)
    length = square(after - X) * (1 - GAMMA)
    proved(length <= square(ETA), *RANGES, *roots)
    refuted(length < square(ETA), *RANGES, *roots)


def test_the_gain_is_bounded(roots):
    """Without momentum no step is longer than η|g|/√ε inside, η|g|/ε outside; centred too."""
    mean = z3.Real("mean")
    ranges = *RANGES[1:4], EPS > 0
    for inside, bound in ((True, EPS), (False, square(EPS))):
        c = options(eta=ETA, gamma=GAMMA, eps=EPS, eps_inside=inside, centred=True)
        after, (s, m, _, _) = convention_step(X, (S, mean, 0, 1), G, c)
        variance = s - m * m >= 0
        length = square(after - X) * bound
        proved(length <= square(ETA * G), *ranges, variance, *roots)
        refuted(length * 2 <= square(ETA * G), *ranges, variance, *roots)
        roots.clear()


def test_the_first_step():
    """The first step has the length η|g₁|/√((1-γ)g₁² + ε), as ε → 0 η/√(1-γ)."""
    x, g, eta, eps, share = positive("x g eta eps share")  # share is 1 - γ
    after, _ = rmsprop_step(x, 0, g, eta, 1 - share, eps)
    same(x - after, eta * g / sympy.sqrt(share * g**2 + eps))
    limit = sympy.limit(x - after, eps, 0)
    same(limit, eta / sympy.sqrt(share))
    different(limit, eta / sympy.sqrt(1 - share))


def test_the_first_step_from_other_starts():
    """Bias correction makes the first step η; a state from one η|g|/√(γ + (1-γ)g² + ε)."""
    x, g, eta, eps, gamma = positive("x g eta eps gamma")
    after, _ = rmsprop_corrected_step(x, 0, g, gamma, eta, gamma, eps)
    same(sympy.limit(x - after, eps, 0), eta)
    after, _ = rmsprop_step(x, 1, g, eta, gamma, eps)
    same(x - after, eta * g / sympy.sqrt(gamma + (1 - gamma) * g**2 + eps))
    different(x - after, eta * g / sympy.sqrt(1 + (1 - gamma) * g**2 + eps))


def test_the_share_of_the_newest():
    """(1-γ)g²/s_t = 1 - γs_{t-1}/s_t ≤ ln(1/γ) + ln(s_t/s_{t-1}), since 1 - z ≤ -ln z."""
    s, g, gamma, z = positive("s g gamma z")
    _, after = rmsprop_step(0, s, g, 1, gamma, 0)
    share = (1 - gamma) * g**2 / after
    same(share, 1 - gamma * s / after)
    room = -sympy.log(z) - (1 - z)
    logs = sympy.log(1 / gamma) + sympy.log(after / s)
    zero(sympy.expand_log(logs + sympy.log(gamma * s / after), force=True))
    slope = sympy.diff(room, z)
    same(slope, (z - 1) / z)  # falls to z = 1, and rises from it
    zero(room.subs(z, 1))
    different(sympy.diff(-sympy.log(z) - 2 * (1 - z), z), (z - 1) / z)


def test_the_sum_of_the_squares():
    """The squares of T steps sum to at most [1 + (T-1) ln(1/γ) + ln(s_T/s₁)]/(1-γ)."""
    s, first, g, gamma, count = positive("s first g gamma T")

    def bound(steps, state):
        logs = (steps - 1) * sympy.log(1 / gamma) + sympy.log(state / first)
        return (1 + logs) / (1 - gamma)

    before, after = rmsprop_step(0, 0, g, 1, gamma, 0)
    same(before**2, bound(1, first))  # one step from zero
    _, after = rmsprop_step(0, s, g, 1, gamma, 0)
    more = bound(count + 1, after) - bound(count, s)
    share = (sympy.log(1 / gamma) + sympy.log(after / s)) / (1 - gamma)
    zero(sympy.expand_log(more - share, force=True))
    with pytest.raises(AssertionError):  # a bound that lacks the growth of s
        zero(sympy.expand_log(more.subs(after, s) - share, force=True))


def test_the_sharper_sum():
    """The mean of the numbers γs_{t-1}/s_t is at least γ(s₁/s_T)^(1/(T-1)), the geometric."""
    s, first, g, gamma, later, mean, z = positive("s first g gamma later G z")

    def logs(later, state):  # of the numbers, whose count is T - 1
        return later * sympy.log(gamma) + sympy.log(first / state)

    # Each number is G z for some z, and at least G (1 + ln z).
    room = mean * z - mean * (1 + sympy.log(z))
    same(sympy.diff(room, z), mean * (z - 1) / z)  # falls to z = 1, and rises from it
    zero(room.subs(z, 1))
    # The logarithms telescope, and sum to (T-1) ln G: so the ln z sum to zero.
    _, after = rmsprop_step(0, s, g, 1, gamma, 0)
    more = logs(later + 1, after) - logs(later, s) - sympy.log(gamma * s / after)
    zero(sympy.expand_log(more, force=True))
    of_the_mean = sympy.log(gamma * (first / s) ** (1 / later))
    zero(sympy.expand_log(later * of_the_mean - logs(later, s), force=True))
    different(later * of_the_mean, logs(later + 1, s))


def test_a_factor_does_nothing():
    """If ε becomes c²ε the path of cf is that of f, exactly; its state is c²s."""
    x, s, g, c, eta, gamma, eps = positive("x s g c eta gamma eps")
    plain = rmsprop_step(x, s, g, eta, gamma, eps)
    scaled = rmsprop_step(x, c**2 * s, c * g, eta, gamma, c**2 * eps)
    same([scaled[0], scaled[1] / c**2], list(plain))
    left_alone = rmsprop_step(x, c**2 * s, c * g, eta, gamma, eps)
    same(left_alone[0], rmsprop_step(x, s, g, eta, gamma, eps / c**2)[0])
    different(left_alone[0], plain[0])


def test_the_order_of_coordinates_does_nothing():
    """Permute the coordinates and the path is permuted."""
    x1, x2, s1, s2, g1, g2, eta, gamma, eps = positive(
        "x1 x2 s1 s2 g1 g2 eta gamma eps"
    )
    settings = {"eta": eta, "gamma": gamma, "eps": eps}
    step = rmsprop_2d.unchecked
    a1, a2, b1, b2 = step(x1, x2, s1, s2, grad=lambda *_: (g1, g2), **settings)
    turned = step(x2, x1, s2, s1, grad=lambda *_: (g2, g1), **settings)
    same(list(turned), [a2, a1, b2, b1])
    different(list(turned), [a1, a2, b1, b2])


def test_adagrad_does_not_see_the_curvature():
    """On λx²/2 the factor λ cancels: a step is η x/√(x₀² + … + x²)."""
    x, total, curvature, eta = positive("x q curvature eta")
    g, s = curvature * x, curvature**2 * total
    after, state = adagrad_step(x, s, g, eta, 0)
    same([x - after, state], [eta * x / sympy.sqrt(total + x**2), s + g**2])
    after, _ = adagrad_step(x, total, g, eta, 0)  # the curvature left out of the state
    different(x - after, eta * x / sympy.sqrt(total + x**2))


def test_a_steady_step():
    """Of a gradient that keeps its size a step is |g|/√(g² + ε) or |g|/(|g| + ε) of η."""
    x, g, eta, gamma, eps = positive("x g eta gamma eps")
    lengths = {}
    for inside in (True, False):
        c = options(eta=eta, gamma=gamma, eps=eps, eps_inside=inside)
        after, (s, *_) = convention_step(x, (g**2, 0, 0, 1), g, c)
        same(s, g**2)
        lengths[inside] = (x - after) / eta
    same(lengths[True], g / sympy.sqrt(g**2 + eps))
    same(lengths[False], g / (g + eps))
    different(lengths[True], lengths[False])


def test_epsilon_is_carried_over_by_its_square():
    """√(s + ε²) ≤ √s + ε ≤ √2·√(s + ε²), for every s ≥ 0."""
    root, inside = z3.Reals("root inside")  # √s and √(s + ε²)
    ranges = root >= 0, EPS >= 0, inside >= 0
    ranges += (square(inside) == square(root) + square(EPS),)
    proved(inside <= root + EPS, *ranges)
    proved(square(root + EPS) <= 2 * square(inside), *ranges)
    refuted(root + EPS <= inside, *ranges)
    refuted(square(root + EPS) < 2 * square(inside), *ranges, EPS > 0)


def test_momentum_inside_and_outside_are_one():
    """At a constant η the second v is the first over η, and the paths are one."""
    x, s, g, v, mu, eta, gamma, eps = positive("x s g v mu eta gamma eps")
    common = {"eta": eta, "gamma": gamma, "eps": eps, "momentum": mu}
    a, (_, _, va, _) = convention_step(x, (s, 0, eta * v, 1), g, options(**common))
    outside = options(**common, rate_inside=False)
    b, (_, _, vb, _) = convention_step(x, (s, 0, v, 1), g, outside)
    same([a, va], [b, eta * vb])
    lower = options(**{**common, "eta": eta / 10}, rate_inside=False)
    inside = options(**{**common, "eta": eta / 10})
    different(
        convention_step(x, (s, 0, eta * v, 1), g, inside)[0],
        convention_step(x, (s, 0, v, 1), g, lower)[0],
    )


def test_steady_momentum():
    """With momentum μ a steady step is 1/(1-μ) times as long, and no other is steady."""
    x, g, mu, eta, gamma = positive("x g mu eta gamma")
    v = sympy.Symbol("v", real=True)
    c = options(eta=eta, gamma=gamma, eps=0, momentum=mu)
    after, (_, _, velocity, _) = convention_step(x, (g**2, 0, v, 1), g, c)
    (steady,) = sympy.solve(velocity - v, v)
    same([steady, (x - after).subs(v, steady)], [eta / (1 - mu), eta / (1 - mu)])
    different(steady, eta / (1 + mu))


def test_adam_without_momentum_is_rmsprop():
    """With β₁ = 0 and no decay Adam is RMSProp with ε outside and its bias corrected."""
    x, s, g, power, eta, gamma, eps = positive("x s g power eta gamma eps")
    after, _, state = adam_step(x, 0, s, g, 0, gamma * power, eta, 0, gamma, eps)
    c = options(eta=eta, gamma=gamma, eps=eps, eps_inside=False, corrected=True)
    other, (mean_square, *_) = convention_step(x, (s, 0, 0, power), g, c)
    same([after, state], [other, mean_square])
    inside = options(eta=eta, gamma=gamma, eps=eps, corrected=True)
    different(after, convention_step(x, (s, 0, 0, power), g, inside)[0])


def test_without_forgetting_it_is_gradient_descent(roots):
    """At γ = 1 it multiplies x by 1 - ηλ/√ε, and converges if and only if ε > (ηλ/2)²."""
    curvature = z3.Real("curvature")
    after, state = rmsprop_step(
        X, z3.RealVal(0), curvature * X, ETA, z3.RealVal(1), EPS
    )
    ranges = X != 0, ETA > 0, curvature > 0, EPS > 0
    shrinks = square(after) < square(X)
    proved(state == 0, *ranges, *roots)
    proved(shrinks == (square(ETA * curvature) < 4 * EPS), *ranges, *roots)
    refuted(shrinks == (square(ETA * curvature) < 2 * EPS), *ranges, *roots)
