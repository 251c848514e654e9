"""What RMSProp and its relatives are to each other, proved on the package's own steps."""

import numpy as np
import pytest
import sympy
import z3
from machine import different, positive, proved, refuted, same, square, zero

from rmsprop_tut.core import family
from rmsprop_tut.core.adam import adam_step
from rmsprop_tut.core.family import (
    adadelta_step,
    adamw_step,
    amsgrad_step,
    lion_step,
    muon_step,
    quintic,
    rprop_step,
    shampoo_step,
)
from rmsprop_tut.core.updates import adagrad_step, rmsprop_step

X, S, G, ETA, GAMMA = z3.Reals("x s g eta gamma")
ZERO = np.zeros((2, 2), dtype=int)
# Fractions of polynomials, which SymPy brings to lowest terms as it goes, so that they are fast.
_, A, B, P, Q, C1, C3, C5 = sympy.field("a b p q c1 c3 c5", sympy.QQ)


@pytest.fixture(autouse=True)
def signs(monkeypatch):
    """Let NumPy take the sign of SymPy's expressions."""
    monkeypatch.setattr(np, "sign", sympy.sign)


def turn(half):
    """Return a rotation of the plane, given the tangent of half its angle."""
    c, s = 1 - half**2, 2 * half
    return np.array([[c, -s], [s, c]]) / (1 + half**2)


def factors():
    """Return two rotations, and the positive roots of two singular values."""
    return turn(A), turn(B), (P, Q)


def diagonal(one, two):
    """Return a diagonal matrix."""
    return np.array([[one, 0], [0, two]], dtype=object)


def entries(matrix):
    """Return the entries of a matrix of fractions, row by row, as expressions."""
    return [
        entry if isinstance(entry, int) else entry.as_expr() for entry in matrix.flat
    ]


def found_root(power, *roots):
    """Return roots in place of the package's, each shown to be the one asked for."""
    left = list(roots)

    def inverse_root(matrix, k):
        root = left.pop(0)
        assert k == power
        for _ in range(k):
            matrix = root @ matrix
        same(entries(matrix), [1, 0, 0, 1])
        return root

    return inverse_root


def test_without_memory_it_is_sign_descent(roots):
    """With γ = 0 and ε = 0 each step of RMSProp is η long, against the gradient's sign."""
    none = z3.RealVal(0)
    ranges = S >= 0, ETA > 0, G != 0
    after, _ = rmsprop_step(X, S, G, ETA, none, none)
    proved(square(after - X) == square(ETA), *ranges, *roots)
    proved((after - X) * G < 0, *ranges, *roots)
    after, _ = rmsprop_step(X, S, G, ETA, z3.RealVal("1/2"), none)
    refuted(square(after - X) == square(ETA), *ranges, *roots)


def test_rprop_with_sizes_that_stay_is_sign_descent():
    """With the factors 1 and 1 Rprop subtracts η sign(g), whatever the gradient before."""
    x, g, eta = positive("x g eta")
    for before in (g, -g, 0):
        after, size, _ = rprop_step(x, eta, before, g, up=1, down=1)
        same([x - after, size], [eta, eta])
    after, _, _ = rprop_step(x, eta, -g, g)
    different(x - after, eta)


def test_the_first_step_is_the_sign():
    """From zero, without ε, each steps by a constant; the gradient's size is not in it."""
    x, g, eta, beta, gamma = positive("x g eta beta gamma")
    steps = [
        rprop_step(x, eta, 0, g),
        adagrad_step(x, 0, g, eta, 0),
        rmsprop_step(x, 0, g, eta, gamma, 0),
        adam_step(x, 0, 0, g, beta, gamma, eta, beta, gamma, 0),
        lion_step(x, 0, g, eta, sympy.Rational(1, 2), beta),
    ]
    lengths = [eta, eta, eta / sympy.sqrt(1 - gamma), eta, eta]
    for (after, *_), length in zip(steps, lengths, strict=True):
        zero(sympy.powdenest(x - after - length, force=True))
    _, s = rmsprop_step(x, 0, g, eta, gamma, 0)
    second, _ = rmsprop_step(x, s, 2 * g, eta, gamma, 0)
    different(x - second, eta / sympy.sqrt(1 - gamma))


def test_adadelta_has_the_units_of_x():
    """Measure x in a unit c times as large: its path is the same one, in that unit."""
    x, s, u, g, c, gamma, eps, eps_x = positive("x s u g c gamma eps eps_x")
    after, s_after, u_after = adadelta_step(x, s, u, g, gamma, eps, eps_x)
    there = x / c, c**2 * s, u / c**2, c * g, gamma, c**2 * eps, eps_x / c**2
    same(list(adadelta_step(*there)), [after / c, c**2 * s_after, u_after / c**2])
    rmsprop, _ = rmsprop_step(x, s, g, 1, gamma, eps)
    different(
        rmsprop_step(x / c, c**2 * s, c * g, 1, gamma, c**2 * eps)[0], rmsprop / c
    )


def test_adadelta_needs_a_start():
    """It starts as RMSProp with the rate √ε_x, and with ε_x = 0 it stays where it is."""
    x, s, g, eta, gamma, eps = positive("x s g eta gamma eps")
    first, _, _ = adadelta_step(x, s, 0, g, gamma, eps, eta**2)
    same(first, rmsprop_step(x, s, g, eta, gamma, eps)[0])
    after, _, u = adadelta_step(x, s, sympy.Integer(0), g, gamma, eps, 0)
    same([after, u], [x, 0])
    different(first, x)


def test_a_decoupled_decay_is_not_divided():
    """AdamW subtracts ηλx and then as Adam; in Adam's gradient λ leaves the first step η long."""
    x, v, s, g, p1, p2, eta, b1, b2, eps, decay = positive(
        "x v s g p1 p2 eta b1 b2 eps lambda"
    )
    options = p1, p2, eta, b1, b2, eps
    adam = adam_step(x, v, s, g, *options)
    adamw = adamw_step(x, v, s, g, *options, decay)
    same([adam[0] - adamw[0], *adamw[1:]], [eta * decay * x, *adam[1:]])
    first = adam_step(x, 0, 0, g + decay * x, b1, b2, eta, b1, b2, 0)
    zero(sympy.powdenest(x - first[0] - eta, force=True))
    plain = adam_step(x, 0, 0, g, b1, b2, eta, b1, b2, 0)
    different(plain[0] - first[0], eta * decay * x)


def test_the_divisor_of_amsgrad_never_falls(roots, monkeypatch):
    """AMSGrad's largest average never falls; RMSProp's average does."""
    monkeypatch.setattr(np, "maximum", lambda a, b: z3.If(a >= b, a, b))
    v, peak, beta, eps = z3.Reals("v peak beta eps")
    ranges = S >= 0, peak >= S, GAMMA >= 0, GAMMA < 1, eps > 0
    _, _, s, after = amsgrad_step(X, v, S, peak, G, ETA, beta, GAMMA, eps)
    proved(z3.And(after >= peak, after >= s), *ranges, *roots)
    refuted(s >= S, *ranges, *roots)


def test_lion_with_one_beta_is_the_sign_of_momentum():
    """With β₁ = β₂ Lion steps by η times the sign of the average that it keeps."""
    x, v, g = sympy.symbols("x v g", real=True)
    eta, beta, other = positive("eta beta other")
    after, kept = lion_step(x, v, g, eta, beta, beta)
    zero(sympy.expand(x - after - eta * sympy.sign(kept)))
    after, kept = lion_step(x, v, g, eta, other, beta)
    numbers = {x: 0, v: 1, g: -2, eta: 1, other: sympy.Rational(1, 2)}
    numbers[beta] = sympy.Rational(3, 4)
    different((x - after).subs(numbers), (eta * sympy.sign(kept)).subs(numbers))


def test_the_first_step_of_shampoo_is_that_of_muon(monkeypatch):
    """From zero both subtract η U Vᵀ of the gradient's U Σ Vᵀ: here of two by two."""
    u, v, (p, q) = factors()
    g = u @ diagonal(p**2, q**2) @ v.T
    roots = [turned @ diagonal(1 / p, 1 / q) @ turned.T for turned in (u, v)]
    monkeypatch.setattr(family, "inverse_root", found_root(4, *roots))
    shampoo, *_ = shampoo_step(ZERO, ZERO, ZERO, g, 1)
    factor = u @ v.T
    same(entries(-shampoo), entries(factor))
    # U Vᵀ is the orthogonal factor: what it leaves of the gradient is V Σ Vᵀ.
    rest = factor.T @ g - v @ diagonal(p**2, q**2) @ v.T
    same([*entries(rest), *entries(factor.T @ factor)], [0, 0, 0, 0, 1, 0, 0, 1])
    monkeypatch.setattr(family, "orthogonal_factor", lambda matrix: factor)
    muon, velocity = muon_step(ZERO, ZERO, g, 1, 1)
    same([*entries(-muon), *entries(velocity)], [*entries(factor), *entries(g)])
    square_roots = [root @ root for root in roots]  # the power -1/2 on both sides
    monkeypatch.setattr(family, "inverse_root", lambda *_: square_roots.pop(0))
    twice, *_ = shampoo_step(ZERO, ZERO, ZERO, g, 1)
    different(entries(-twice), entries(factor))


def test_the_orthogonal_factor_by_hand():
    """Of two by two with a determinant above 0: the matrix plus its cofactors, normed."""
    u, v, (p, q) = factors()
    (a, b), (c, d) = u @ diagonal(p, q) @ v.T
    total = np.array([[a + d, b - c], [c - b, d + a]])
    same(entries(total), entries(u @ v.T * (p + q)))
    norm = (a + d) ** 2 + (b - c) ** 2
    same(norm.as_expr(), ((p + q) ** 2).as_expr())
    other = (a - d) ** 2 + (b + c) ** 2
    different(other.as_expr(), ((p + q) ** 2).as_expr())


def test_on_a_diagonal_shampoo_is_adagrad(monkeypatch):
    """If all gradients are diagonal Shampoo's step is Adagrad's of the entries."""
    s, r, g, h, eta = positive("s r g h eta")
    roots = [diagonal(*((t**2) ** sympy.Rational(-1, 4) for t in (s, r)))] * 2
    # The sums after the step are s² and r².
    before = diagonal(s**2 - g**2, r**2 - h**2)
    monkeypatch.setattr(family, "inverse_root", found_root(4, *roots))
    after, *_ = shampoo_step(ZERO, before, before, diagonal(g, h), eta)
    steps = [adagrad_step(0, t**2 - e**2, e, eta, 0)[0] for t, e in ((s, g), (r, h))]
    same([*np.diag(after), after[0, 1], after[1, 0]], [*steps, 0, 0])
    different(after[0, 0], -eta)


def test_on_a_diagonal_muon_is_the_sign(monkeypatch):
    """The orthogonal factor of a diagonal matrix is the matrix of its signs: Muon's step."""
    p, q, g, h, beta, eta = positive("p q g h beta eta")
    for one, two in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        matrix, signs = diagonal(one * p, two * q), diagonal(one, two)
        asked = []
        factor = lambda v, signs=signs, asked=asked: asked.append(v) or signs  # noqa: E731
        monkeypatch.setattr(family, "orthogonal_factor", factor)
        before = diagonal((one * p - g) / beta, (two * q - h) / beta)
        after, kept = muon_step(ZERO, before, diagonal(g, h), eta, beta)
        same([*kept.flat, *asked[0].flat], [*matrix.flat] * 2)
        same([*after.flat], [-eta * one, 0, 0, -eta * two])
        same((signs.T @ signs).ravel().tolist(), [1, 0, 0, 1])
        same((signs.T @ matrix).ravel().tolist(), [p, 0, 0, q])
        norm = p**2 + q**2
        different((matrix.T @ matrix / norm).ravel().tolist(), [1, 0, 0, 1])


def test_newton_schulz_changes_singular_values_alone():
    """A step puts aσ + bσ³ + cσ⁵ for each singular value σ, and keeps U and V."""
    u, v, values = factors()
    after = u.T @ quintic(u @ diagonal(*values) @ v.T, C1, C3, C5) @ v
    mapped = diagonal(*(C1 * t + C3 * t**3 + C5 * t**5 for t in values))
    same(entries(after), entries(mapped))
    cubic = diagonal(*(C1 * t + C3 * t**3 for t in values))
    different(entries(after), entries(cubic))


def test_newton_schulz_ends_between_two_bounds():
    """Muon's polynomial maps [0.68, 1.14] into itself, and 1 to 0.701."""
    t = z3.Real("t")
    coefficients = [z3.RealVal(n) for n in ("3.4445", "-4.7750", "2.0315")]
    (after,) = quintic(np.array([[t]]), *coefficients).ravel()

    def between(value, low, high):
        return z3.And(value >= z3.RealVal(low), value <= z3.RealVal(high))

    proved(between(after, "0.68", "1.14"), between(t, "0.68", "1.14"))
    proved(after == z3.RealVal("0.701"), t == 1)
    refuted(between(after, "0.9", "1.1"), between(t, "0.9", "1.1"))
