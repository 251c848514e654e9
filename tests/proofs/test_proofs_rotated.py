"""Cycles between corners of a cube, on a quadratic whose coordinates are coupled."""

import pytest
import sympy
import z3
from machine import different, proved, refuted, same, square
from test_proofs_cycles import in_the_circle

from rmsprop_tut.core.updates import rmsprop_step

X, G, ETA, GAMMA, KAPPA = z3.Reals("x g eta gamma kappa")
H11, H22, H12 = z3.Reals("H11 H22 H12")
DEFINITE = H11 > 0, H22 > 0, square(H12) < H11 * H22


def test_a_cycle_has_corners(roots):
    """In a cycle each coordinate is at η/2, against the sign of its gradient."""
    after, state = rmsprop_step(X, square(G), G, ETA, GAMMA, 0)
    ranges = ETA > 0, GAMMA >= 0, GAMMA < 1, G != 0
    corner = z3.If(G > 0, ETA / 2, -ETA / 2) == X
    cycle = z3.And(after == -X, state == square(G))
    proved(cycle == corner, *ranges, *roots)
    refuted(cycle == (z3.If(G > 0, ETA, -ETA) == X), *ranges, *roots)


def test_the_map_near_a_cycle():
    """To first order v' = -v + γ(2Kv - w) and w' = γw + 2(1-γ)Kv, in every coordinate."""
    gamma, eta, size = sympy.symbols("gamma eta c", positive=True)
    v, w, u = deviations = sympy.symbols("v w u", real=True)  # u is (Kv)_i
    x, state, g = eta / 2 * (1 + v), size**2 * (1 + w), size * (1 + u)
    after, state = rmsprop_step(x, state, g, eta, gamma, 0)
    there = [
        -2 * after / eta - 1,
        state / size**2 - 1,
    ]  # after x → -x, in the same units
    near = sympy.Matrix(there).jacobian(deviations).subs(dict.fromkeys(deviations, 0))
    shown = sympy.Matrix([-v + gamma * (2 * u - w), gamma * w + 2 * (1 - gamma) * u])
    same(list(near), list(shown.jacobian(deviations)))
    different(list(near), list((shown + sympy.Matrix([w, 0])).jacobian(deviations)))


def test_along_an_eigenvector():
    """Along an eigenvector the determinant is γ(2κ-1) and the trace 2γκ + γ - 1."""
    gamma, kappa, v, w = sympy.symbols("gamma kappa v w")
    step = [-v + gamma * (2 * kappa * v - w), gamma * w + 2 * (1 - gamma) * kappa * v]
    J = sympy.Matrix(step).jacobian([v, w])
    shown = [2 * gamma * kappa - 1, -gamma, 2 * (1 - gamma) * kappa, gamma]
    same(list(J), shown)
    same([J.det(), J.trace()], [gamma * (2 * kappa - 1), 2 * gamma * kappa + gamma - 1])
    different(J.det(), gamma * (kappa - 1))


def test_which_cycles_attract():
    """For κ > 0 and 0 < γ < 1 the eigenvalues are inside exactly if κ < (1+γ)/(2γ)."""
    det, trace = GAMMA * (2 * KAPPA - 1), 2 * GAMMA * KAPPA + GAMMA - 1
    inside, ranges = in_the_circle(trace, det), (KAPPA > 0, GAMMA > 0, GAMMA < 1)
    proved(inside == (2 * GAMMA * KAPPA < 1 + GAMMA), *ranges)
    refuted(inside == (2 * GAMMA * KAPPA < 2 + GAMMA), *ranges)
    refuted(inside == (2 * GAMMA * KAPPA < 1 + GAMMA), *ranges[1:])  # κ = 0 or below


@pytest.mark.parametrize("d", [2, 3])
def test_one_kappa_is_one(d):
    """K is similar to a symmetric matrix, and one of its eigenvalues is always 1."""
    H = sympy.Matrix(d, d, lambda i, j: sympy.Symbol(f"H{min(i, j)}{max(i, j)}"))
    signs = sympy.Matrix(sympy.symbols(f"sigma:{d}"))
    c = H * signs
    # With signs whose squares are 1 the size |c_i| is σ_i c_i.
    K = sympy.Matrix(
        d, d, lambda i, j: signs[i] * H[i, j] * signs[j] / (signs[i] * c[i])
    )
    ones = sympy.ones(d, 1)
    same(list(K * ones), list(ones))
    scaled = sympy.diag(*[signs[i] * c[i] for i in range(d)]) * K
    same(
        list(scaled), list(scaled.T)
    )  # K is D⁻¹ times it: similar to D^(-1/2) S D^(-1/2)
    different(list(K), list(K.T))


def test_the_other_kappa_in_two_dimensions():
    """The other eigenvalue is H₁₁/(H₁₁ ± |H₁₂|) + H₂₂/(H₂₂ ± |H₁₂|) - 1."""
    a, b, coupling = sympy.symbols("a b coupling", positive=True)  # H₁₁, H₂₂, |H₁₂|
    for c in (coupling, -coupling):
        K = sympy.Matrix([[a, c], [c, b]])
        K = sympy.diag(1 / (a + c), 1 / (b + c)) * K
        other = a / (a + c) + b / (b + c) - 1
        same([K.trace(), K.det()], [1 + other, other])
        different(K.trace(), other)


def test_in_two_dimensions_some_cycle_attracts():
    """Where σ₁σ₂ has the sign of H₁₂ the signs reproduce themselves, and κ ≤ 1: it attracts."""
    for sign, ranges in ((1, (*DEFINITE, H12 >= 0)), (-1, (*DEFINITE, H12 < 0))):
        first, second = H11 + sign * H12, H22 + sign * H12  # σ_i c_i
        proved(z3.And(first > 0, second > 0), *ranges)
        kappa = H11 / first + H22 / second - 1
        both = 2 * GAMMA * kappa < 1 + GAMMA, 2 * GAMMA < 1 + GAMMA  # the other κ is 1
        limit = z3.And(kappa > 0, kappa <= 1, *both)
        proved(limit, *ranges, GAMMA > 0, GAMMA < 1)
        refuted(2 * GAMMA * kappa < GAMMA, *ranges, GAMMA > 0, GAMMA < 1)
        refuted(z3.And(H11 - sign * H12 > 0, H22 - sign * H12 > 0), *ranges)


def test_the_value_of_a_cycle():
    """The cycle (1, -1) has the value η²/8·(λ₁ + λ₂ + (λ₂ - λ₁) sin 2θ)."""
    eta, low, high, angle = sympy.symbols("eta lambda1 lambda2 theta", real=True)
    cos, sin = sympy.cos(angle), sympy.sin(angle)
    turn = sympy.Matrix([[cos, -sin], [sin, cos]])
    H = turn * sympy.diag(low, high) * turn.T
    x = eta / 2 * sympy.Matrix([1, -1])
    value = (x.T * H * x)[0] / 2
    shown = eta**2 / 8 * (low + high + (high - low) * sympy.sin(2 * angle))
    same(value, shown)
    different(value, eta**2 / 8 * (low + high - (high - low) * sympy.sin(2 * angle)))
    # For θ between 0 and 45° the coupling is negative: (1, -1) is the cycle across.
    same(H[0, 1], -(high - low) * sympy.sin(2 * angle) / 2)
