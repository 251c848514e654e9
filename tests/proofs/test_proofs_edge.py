"""The energy law, the edge of stability, and the relaxation of max-cut."""

import itertools

import numpy as np
import pytest
import sympy
import z3
from machine import different, positive, proved, refuted, same, square

from rmsprop_tut.core.cycles import sign_cycles
from rmsprop_tut.core.updates import rmsprop_step

X, S, ETA, GAMMA, KAPPA, LAMBDA, EPS = z3.Reals("x s eta gamma kappa lambda eps")
CUT, SDP = z3.Reals("cut sdp")
RESTLESS = sympy.Matrix([[1, -1, -1], [-1, 3, -1], [-1, -1, 4]])


def symmetric(name, d):
    """Return a symmetric matrix of symbols."""
    return sympy.Matrix(
        d, d, lambda i, j: sympy.Symbol(f"{name}{min(i, j)}{max(i, j)}")
    )


def test_the_energy_of_a_step():
    """A step with a frozen state changes √s(x - x*)² by -2η(x - x*)g + η²g²/√s."""
    x, g, best = sympy.symbols("x g best", real=True)
    eta, s = positive("eta s")
    after, state = rmsprop_step(x, s, g, eta, 1, 0)  # at γ = 1 the state is frozen
    same(state, s)
    change = sympy.sqrt(s) * ((after - best) ** 2 - (x - best) ** 2)
    shown = -2 * eta * (x - best) * g + eta**2 * g**2 / sympy.sqrt(s)
    same(change, shown)
    different(change, shown - eta**2 * g**2 / sympy.sqrt(s))


def test_the_energy_law():
    """Where the means stand still and s is the mean of g², f - f* is η/4·Σ√s in the mean."""
    eta, *roots = positive("eta r1 r2 r3")
    along = sympy.Symbol("along")  # the mean of ⟨x - x*, g⟩
    squares = [r**2 for r in roots]  # the means of g², at which s is frozen
    change = -2 * eta * along + eta**2 * sum(
        m / r for m, r in zip(squares, roots, strict=True)
    )
    (found,) = sympy.solve(change, along)
    H, x = symmetric("H", 3), sympy.Matrix(sympy.symbols("x1:4"))
    height = (x.T * H * x)[0] / 2  # f - f* on a quadratic is half of ⟨x - x*, ∇f⟩
    same((x.T * sympy.Matrix([sympy.diff(height, v) for v in x]))[0], 2 * height)
    same(found / 2, eta / 4 * sum(roots))
    different(found / 2, eta / 2 * sum(roots))


def test_the_cycle_is_at_the_edge(roots):
    """A step leads from x ≠ 0 to -x exactly if λ/√(s + ε), with its own s, is 2/η."""
    after, state = rmsprop_step(X, S, LAMBDA * X, ETA, GAMMA, EPS)
    r = z3.Real("r")
    known = r >= 0, square(r) == state + EPS
    ranges = ETA > 0, LAMBDA > 0, EPS >= 0, S >= 0, GAMMA >= 0, GAMMA < 1, X != 0
    proved((after == -X) == (2 * r == ETA * LAMBDA), *ranges, *known, *roots)
    refuted((after == -X) == (r == ETA * LAMBDA), *ranges, *known, *roots)


def signs_of(d):
    """Return the diagonal matrices of signs, one of each pair."""
    rest = itertools.product((1, -1), repeat=d - 1)
    return [sympy.diag(1, *signs) for signs in rest]


@pytest.mark.parametrize("d", [2, 3])
def test_kappa_is_the_edge_in_every_dimension(d):
    """In a cycle of corners H divided by √s is 2/η·K, turned by the signs; σ has 2/η."""
    eta, H = positive("eta"), symmetric("H", d)
    for turn in signs_of(d):
        sigma = turn * sympy.ones(d, 1)
        sizes = sympy.diag(
            *(turn * H * sigma)
        )  # |c_i|, where the signs reproduce themselves
        g = eta / 2 * H * sigma
        same([v**2 for v in g], [(eta / 2 * size) ** 2 for size in sizes.diagonal()])
        divided = (eta / 2 * sizes).inv() * H  # √s = η/2·|c|
        K = sizes.inv() * turn * H * turn
        same(list(turn * divided * turn), list(2 / eta * K))
        same(list(divided * sigma), list(2 / eta * sigma))
        different(list(divided * sigma), list(1 / eta * sigma))


def test_a_bound_on_the_relaxation():
    """With X a Gram matrix, Σy - tr(HX) is a sum of values of the form Diag(y) - H."""
    H, y = symmetric("H", 3), sympy.diag(*sympy.symbols("y1:4"))
    V = sympy.Matrix(2, 3, sympy.symbols("v:6"))
    X = V.T * V
    forms = sum((V[k, :] * (y - H) * V[k, :].T)[0] for k in range(2))
    same((y * X).trace() - (H * X).trace(), forms)
    ones = {X[i, i]: 1 for i in range(3)}
    weighted = sum(y[i, i] * X[i, i] for i in range(3))
    same((y * X).trace(), weighted)
    same(weighted.subs(ones), y.trace())  # where the diagonal of X is 1
    different((y * X).trace() + (H * X).trace(), forms)


def test_a_bound_on_the_relaxation_in_two_dimensions():
    """Where Diag(y) - H is not negative no X beats the sum of y."""
    a, b, c, y, z, x = z3.Reals("a b c y z x")  # H = [[a, c], [c, b]]
    feasible = y >= a, z >= b, square(c) <= (y - a) * (z - b), square(x) <= 1
    proved(a + b + 2 * c * x <= y + z, *feasible)
    refuted(a + b + 2 * c * x <= y + z, *feasible[:2], feasible[3])


@pytest.mark.parametrize("d", [2, 3])
def test_what_an_attracting_cycle_bounds(d):
    """Diag(κ|c|) - H is κ - K, turned by the signs and weighted; the sum of |c| is σᵀHσ."""
    H, kappa = symmetric("H", d), sympy.Symbol("kappa")
    for turn in signs_of(d):
        sigma = turn * sympy.ones(d, 1)
        sizes = sympy.diag(*(turn * H * sigma))
        K = sizes.inv() * turn * H * turn
        gap = turn * sizes * (kappa * sympy.eye(d) - K) * turn
        same(list(gap), list(kappa * sizes - H))
        same(sizes.trace(), (sigma.T * H * sigma)[0])
        different(list(gap), list(kappa * sizes + H))


def test_an_attracting_cycle_is_almost_the_best():
    """From SDP ≤ κσᵀHσ and κ < (1+γ)/(2γ) follows σᵀHσ > 2γ/(1+γ)·SDP."""
    given = GAMMA > 0, GAMMA < 1, CUT > 0, KAPPA > 0, SDP <= KAPPA * CUT
    attracts = 2 * GAMMA * KAPPA < 1 + GAMMA
    proved((1 + GAMMA) * CUT > 2 * GAMMA * SDP, *given, attracts)
    refuted((1 + GAMMA) * CUT > 3 * GAMMA * SDP, *given, attracts)


def test_from_where_on_no_cycle_attracts():
    """No cycle meets the bound once γ ≥ cut/(2·SDP - cut)."""
    value = z3.Real("value")  # of the cycle: not above the best corner's
    given = GAMMA > 0, GAMMA < 1, value > 0, value <= CUT, CUT <= SDP
    late = GAMMA * (2 * SDP - CUT) >= CUT
    proved((1 + GAMMA) * value <= 2 * GAMMA * SDP, *given, late)
    refuted((1 + GAMMA) * value <= 2 * GAMMA * SDP, *given, 2 * GAMMA * SDP >= CUT)


def test_which_cycles_attract_for_every_gamma():
    """The condition holds for each γ in (0, 1) exactly if κ ≤ 1: else it fails at 1/(2κ-1)."""
    ranges = KAPPA > 0, GAMMA > 0, GAMMA < 1
    attracts = 2 * GAMMA * KAPPA < 1 + GAMMA
    proved(attracts, *ranges, KAPPA <= 1)
    fails = GAMMA == 1 / (2 * KAPPA - 1)
    proved(z3.And(GAMMA > 0, GAMMA < 1, z3.Not(attracts)), KAPPA > 1, fails)
    refuted(attracts, *ranges, KAPPA <= 2)


def test_the_plateau_is_the_relaxation():
    """From HΣ = 2/η·√s·Σ and s = diag(HΣH) follow Σ_ii = η²/4 and complementary slackness."""
    eta, *roots = positive("eta r1 r2 r3")
    root, Sigma = sympy.diag(*roots), symmetric("Sigma", 3)
    moved = 2 / eta * root * Sigma  # HΣ
    twice = 2 / eta * root * moved.T  # HΣH, as ΣH is the transpose of HΣ
    same(
        list(twice.diagonal()),
        [4 / eta**2 * roots[i] ** 2 * Sigma[i, i] for i in range(3)],
    )
    for i, r in enumerate(roots):
        (variance,) = sympy.solve(twice[i, i] - r**2, Sigma[i, i])
        same(variance, eta**2 / 4)
    X, y = 4 / eta**2 * Sigma, 2 / eta * root
    same(list(4 / eta**2 * moved), list(y * X))  # HX = Diag(y)X
    on_the_edge = {Sigma[i, i]: eta**2 / 4 for i in range(3)}
    height = moved.trace().subs(on_the_edge) / 2  # the mean of f is tr(HΣ)/2
    same([height, height], [eta**2 / 8 * y.trace(), eta / 4 * root.trace()])
    different(height, eta**2 / 4 * y.trace())


def test_what_a_frozen_state_keeps(roots):
    """A factor 1 - μ, μ > 0, neither grows nor shrinks a size exactly if μ = 2."""
    mu, before = z3.Reals("mu before")
    after, _ = rmsprop_step(before, z3.RealVal(1), mu * before, 1, 1, 0)
    kept = square(after) == square(before)
    proved(kept == (mu == 2), mu > 0, before != 0, *roots)
    refuted(kept == (mu == 1), mu > 0, before != 0, *roots)


def test_no_cycle_attracts_where_our_run_wanders():
    """H = [[1, -1, -1], [-1, 3, -1], [-1, -1, 4]] has SDP 11 and best corner 10."""
    X = sympy.Matrix(3, 3, lambda i, j: 1 if i == j else sympy.Rational(-1, 2))
    y = sympy.diag(2, 4, 5)
    same(list(y - RESTLESS), [1] * 9)  # (1, 1, 1) times its transpose: not negative
    V = sympy.Matrix([[1, -sympy.Rational(1, 2), -sympy.Rational(1, 2)]]).col_join(
        sympy.Matrix([[0, sympy.sqrt(3) / 2, -sympy.sqrt(3) / 2]])
    )
    same(list(V.T * V), list(X))
    same([(RESTLESS * X).trace(), y.trace()], [11, 11])
    different((RESTLESS * X).trace(), 10)
    corners = [sympy.Matrix(c) for c in itertools.product((1, -1), repeat=3)]
    assert max((c.T * RESTLESS * c)[0] for c in corners) == 10
    assert RESTLESS.is_positive_definite
    best = sympy.Rational(10, 2 * 11 - 10)
    same(best, sympy.Rational(5, 6))
    assert len(sign_cycles(np.array(RESTLESS.tolist(), float))) == 3
