"""What leaky averages are, by induction: each step of it is proved for all numbers."""

import ml_dtypes
import numpy as np
import pytest
import sympy
import z3
from machine import different, options, positive, proved, refuted, same, zero

from rmsprop_tut.core.averages import leak
from rmsprop_tut.core.conventions import convention_step
from rmsprop_tut.core.updates import momentum_2d

KEPT = {"bfloat16": (ml_dtypes.bfloat16, 8), "float16": (np.float16, 11)}


def test_the_weights_sum_to_less_than_one():
    """The weights of t steps sum to 1 - γᵗ: what an average of ones is."""
    gamma, t = positive("gamma t")
    same(leak(1 - gamma**t, 1, gamma), 1 - gamma ** (t + 1))
    different(leak(1 - gamma**t, 1, gamma), 1 - gamma**t)


def test_a_leaky_average_is_a_weighted_sum():
    """The observation k steps back has the weight (1-γ)γᵏ."""
    gamma, k, v, w, s = positive("gamma k v w s")
    old = (1 - gamma) * gamma**k * v  # what is left of an observation, k steps on
    same(
        leak(s + old, w, gamma), leak(s, w, gamma) + (1 - gamma) * gamma ** (k + 1) * v
    )
    same(leak(s, w, gamma) - leak(s, 0, gamma), (1 - gamma) * w)
    different(leak(s + old, w, gamma), leak(s, w, gamma) + old)


def test_what_momentum_amplifies():
    """A constant gradient is amplified by 1/(1-β); of an alternating one 1/(1+β) is left."""
    beta, g = positive("beta g")
    v = sympy.Symbol("v", real=True)
    settings = {"eta": 1, "beta": beta, "grad": lambda *_: (g, g)}
    _, _, after, _ = momentum_2d.unchecked(0, 0, v, v, **settings)
    same(sympy.solve(after - v, v), [g / (1 - beta)])
    _, _, after, _ = momentum_2d.unchecked(0, 0, -v, -v, **settings)
    same(sympy.solve(after - v, v), [g / (1 + beta)])
    different(sympy.solve(after - v, v), [g / (1 - beta)])


def test_what_momentum_leaves_of_a_swing():
    """Each step leaves √β of a swing: of the step's map the determinant is β."""
    x, v, beta, eta, curvature = sympy.symbols("x v beta eta curvature")
    settings = {"eta": eta, "beta": beta, "grad": lambda x1, x2: (curvature * x1, x2)}
    x1, _, v1, _ = momentum_2d.unchecked(x, 0, v, 0, **settings)
    step = sympy.Matrix([x1, v1]).jacobian([x, v])
    same(step.det(), beta)
    different(step.det(), beta**2)


def test_a_variance_is_not_negative():
    """s - m² ≥ γᵗs ≥ 0, from a state of zero or one: each step keeps it."""
    s, m, g, gamma, power = z3.Reals("s m g gamma power")
    c = options(eta=0, gamma=gamma, eps=1, momentum=0)
    _, (s1, m1, _, power1) = convention_step(z3.RealVal(0), (s, m, 0, power), g, c)
    ranges = s >= 0, gamma >= 0, gamma <= 1, power >= 0, power <= 1
    bound = s - m * m >= power * s
    kept = z3.And(s1 - m1 * m1 >= power1 * s1, s1 >= 0, power1 >= 0, power1 <= 1)
    proved(kept, *ranges, bound)
    proved(bound, *ranges, m == 0, power == 1, z3.Or(s == 0, s == 1))
    refuted(s1 - m1 * m1 >= power * s1, *ranges, bound)
    refuted(kept, *ranges)  # with any m: then s may be the smaller


def test_the_variance_of_equal_gradients():
    """Along equal gradients s - m² = γᵗ(1 - γᵗ)g², from a state of zero."""
    g, gamma, power = positive("g gamma power")
    c = options(eta=1, gamma=gamma, eps=1)
    state = (1 - power) * g**2, (1 - power) * g, 0, power
    _, (s, m, _, after) = convention_step(0, state, g, c)
    same([s, m], [(1 - gamma * power) * g**2, (1 - gamma * power) * g])
    same(s - m**2, after * (1 - after) * g**2)
    different(s - m**2, after * g**2)


def test_centred_steps_along_equal_gradients():
    """So the steps grow to η|g|/√ε with ε inside the root, and to η|g|/ε with it outside."""
    g, gamma, power, eta, eps = positive("g gamma power eta eps")
    state = (1 - power) * g**2, (1 - power) * g, 0, power
    for inside in (True, False):
        c = options(eta=eta, gamma=gamma, eps=eps, centred=True, eps_inside=inside)
        after, _ = convention_step(0, state, g, c)
        variance = gamma * power * (1 - gamma * power) * g**2
        root = sympy.sqrt(variance + eps) if inside else sympy.sqrt(variance) + eps
        same(-after, eta * g / root)
        late = sympy.limit(-after, power, 0)
        same(late, eta * g / (sympy.sqrt(eps) if inside else eps))
        different(late, eta * g / eps**2)


def test_a_huge_gradient_is_forgotten():
    """A gradient G among such of size g weighs as they do after ln((1-γ)G²/g²)/ln(1/γ) steps."""
    gamma, size, small = positive("gamma G g")
    steps = sympy.log((1 - gamma) * size**2 / small**2) / sympy.log(1 / gamma)
    left = sympy.log((1 - gamma) * size**2) + steps * sympy.log(gamma)
    zero(sympy.expand_log(left - sympy.log(small**2), force=True))
    with pytest.raises(AssertionError):
        zero(sympy.expand_log(2 * left - sympy.log(small**2), force=True))


@pytest.mark.parametrize("kind", KEPT)
def test_a_state_in_few_bits_never_falls(kind):
    """If 1 - γ ≤ 2^(-p-1), the nearest number of p bits to γs, or above, is s or more."""
    dtype, bits = KEPT[kind]
    s, gap, gamma, added = z3.Reals("s gap gamma added")
    low, unit = 2 ** (bits - 1), z3.RealVal(1)
    ranges = (
        *(
            s >= low,
            s < 2 * low,
        ),  # in units of its last digit, which is even at its least
        z3.If(s == low, gap == unit / 2, z3.And(gap == unit, s >= low + 1)),
        *(gamma >= 0, gamma <= 1, added >= 0),
    )
    new = gamma * s + added
    stays = z3.Or(new > s - gap / 2, z3.And(new == s - gap / 2, s == low))
    limit = z3.Q(1, 2 ** (bits + 1))
    proved(stays, *ranges, 1 - gamma <= limit)
    refuted(stays, *ranges, 1 - gamma <= 2 * limit)
    every = np.arange(
        low, 2 * low, dtype=float
    )  # and each of them, rounded by the library
    slow = 1 - 2.0 ** -(bits + 1)
    assert ((slow * every).astype(dtype).astype(float) == every).all()
    assert ((2 * slow - 1) * every).astype(dtype).astype(float).min() < low


def test_a_square_is_what_epsilon_stands_beside():
    """The rule for ε and the batch is algebra: by κ less of s and ε makes the root √κ less."""
    s, eps, kappa = positive("s eps kappa")
    root = sympy.sqrt(s / kappa + eps / kappa)
    same(root, sympy.sqrt(s + eps) / sympy.sqrt(kappa))
    outside = sympy.sqrt(s / kappa) + eps / sympy.sqrt(kappa)
    same(outside, (sympy.sqrt(s) + eps) / sympy.sqrt(kappa))
    different(sympy.sqrt(s / kappa + eps), sympy.sqrt(s + eps) / sympy.sqrt(kappa))
