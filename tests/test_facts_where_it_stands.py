"""The numbers on the page of RMSProp's relatives, each by a second way than its fact goes."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sympy
from reference import leak

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, text, where_it_stands
from rmsprop_tut.core import family

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "where-it-stands.md").read_text(encoding="utf-8")
ONE, TWO = (sympy.Matrix(g) for g in where_it_stands.GRADIENTS)
KEPT = sympy.Rational(3, 4)
COUNTS = {"one": 1, "two": 2, "three": 3}


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def each(function, *matrices):
    """Apply a function to the entries of matrices, one by one."""
    return sympy.Matrix(
        2, 2, [function(*entries) for entries in zip(*matrices, strict=True)]
    )


def averages():
    """Return the second leaky averages of gradients and of their squares, exactly."""
    v = KEPT * ONE / 4 + TWO / 4
    s = each(lambda a, b: KEPT * a**2 / 4 + b**2 / 4, ONE, TWO)
    return v, s


def root(matrix):
    """Return the root of a positive definite matrix of two by two, in closed form and 40 digits."""
    matrix = matrix.evalf(40)
    d = sympy.sqrt(matrix.det())
    return (matrix + d * sympy.eye(2)) / sympy.sqrt(matrix.trace() + 2 * d)


def by_hand(name):
    """Return a member's second step from its equation, in exact numbers."""
    v, s = averages()
    exact = {
        "Rprop": lambda: sympy.Matrix([["1/2", "-1/2"], [1, "1/2"]]),
        "Adagrad": lambda: each(lambda a, b: b / sympy.sqrt(a**2 + b**2), ONE, TWO),
        "RMSProp": lambda: each(lambda g, s: g / sympy.sqrt(s), TWO, s),
        "Adadelta": lambda: each(
            # The first step was 2, or 0 where the gradient was; a quarter of its square is kept.
            lambda a, g, s: sympy.sqrt(1 + (a != 0)) * g / sympy.sqrt(s),
            ONE,
            TWO,
            s,
        ),
        "Adam": lambda: each(
            lambda v, s: v / sympy.sqrt(s * sympy.Rational(7, 16)), v, s
        ),
        "AMSGrad": lambda: each(
            lambda a, v, s: v / sympy.sqrt(max(a**2 / 4, s)), ONE, v, s
        ),
        "Lion": lambda: each(sympy.sign, v),
        "Shampoo": lambda: (
            root(root(ONE * ONE.T + TWO * TWO.T)).inv()
            * TWO
            * root(root(ONE.T * ONE + TWO.T * TWO)).inv()
        ),
        "Muon": lambda: sympy.Matrix([[-12, -5], [5, -12]]) / 13,
    }
    return np.array(exact[name]().evalf(20), dtype=float)


@pytest.mark.parametrize("name", where_it_stands.by_hand())
def test_the_update_by_hand(name):
    """What each member subtracts in its second step, from its equation in exact numbers."""
    assert where_it_stands.by_hand()[name] == pytest.approx(by_hand(name), abs=1e-9)


@pytest.mark.parametrize(
    ("name", "sentence", "member", "row", "column"),
    [
        ("hand_rmsprop_short", "0.286", "RMSProp", 0, 0),
        ("hand_rmsprop_long", "2", "RMSProp", 1, 0),
        ("hand_adagrad_short", "0.124", "Adagrad", 0, 0),
        ("hand_adagrad_long", "1", "Adagrad", 1, 0),
        ("hand_adam", "−0.54", "Adam", 0, 0),
        ("hand_amsgrad", "−0.31", "AMSGrad", 0, 0),
        ("hand_muon_right", "−0.385", "Muon", 0, 1),
    ],
)
def test_what_is_read_from_it(name, sentence, member, row, column):
    """RMSProp 0.286 and 2, Adagrad 0.124 and 1, Adam -0.54, AMSGrad -0.31, Muon -0.385."""
    assert text(name) == sentence
    assert value(name) == pytest.approx(by_hand(member)[row, column], abs=1e-9)


def test_the_prose_of_the_update_by_hand():
    """s = 12.25, its root 3.5; 16; 64; a + d = -6, b - c = -2.5, n = 6.5."""
    v, s = averages()
    assert tuple(
        map(float, (s[0], sympy.sqrt(s[0]), ONE[0] ** 2 / 4, ONE[0] ** 2))
    ) == (
        12.25,
        3.5,
        16,
        64,
    )
    a, b, c, d = momentum = KEPT * ONE + TWO
    assert momentum == 4 * v == sympy.Matrix([[-5, "1/2"], [3, -1]])
    assert (a + d, 2 * (b - c)) == (-6, -5)
    assert (a + d) ** 2 + (b - c) ** 2 == sympy.Rational(13, 2) ** 2
    assert a * d - b * c > 0
    assert text("hand_adadelta_rate") == "1.41"
    assert value("hand_adadelta_rate") == pytest.approx(2**0.5)
    assert "gradients = [[[-8, 2], [0, -4]], [[1, -1], [3, 2]]]\n" in PAGE


def test_where_five_steps_leave_the_singular_values():
    """Five steps leave them at 0.70 and 0.71, in place of 1: the polynomial of numbers says so."""
    total, product = sympy.Rational(13, 2), sympy.Rational(7, 2)  # p + q and p q
    gap = sympy.sqrt(total**2 - 4 * product)
    norm = sympy.sqrt(total**2 - 2 * product)
    ends = []
    for sigma in ((total - gap) / 2, (total + gap) / 2):
        t = float(sigma / norm)
        for _ in range(5):
            t = 3.4445 * t - 4.775 * t**3 + 2.0315 * t**5
        ends.append(t)
    assert (text("schulz_low"), text("schulz_high")) == ("0.70", "0.71")
    assert [value("schulz_low"), value("schulz_high")] == pytest.approx(sorted(ends))


def test_how_many_steps_the_polynomials_need():
    """From 0.01 the classical one needs 11 steps to 0.68, Muon's 4."""
    for name, sentence, coefficients in (
        ("cubic_steps", "11", ("3/2", "-1/2", "0")),
        ("quintic_steps", "4", ("3.4445", "-4.775", "2.0315")),
    ):
        a, b, c = map(Fraction, coefficients)
        t = [Fraction(1, 100)]
        for _ in range(value(name)):
            t.append(
                Fraction(round(float(a * t[-1] + b * t[-1] ** 3 + c * t[-1] ** 5), 12))
            )
        assert text(name) == sentence
        assert t[-2] < Fraction("0.68") < t[-1]


def test_the_polynomial_s_bounds():
    """It maps [0.68, 1.14] into itself, on a fine grid; its fixed points are not 1."""
    t = np.linspace(0.68, 1.14, 10_001)
    after = 3.4445 * t - 4.775 * t**3 + 2.0315 * t**5
    assert 0.68 < after.min() < after.max() < 1.14
    assert family.quintic(np.eye(2)) == pytest.approx(0.701 * np.eye(2))


def outlier_run():
    """Follow the members along the outlier by loops of their own: their steps by name."""
    v = s = total = peak = 0.0
    found = {"Adagrad": [], "RMSProp": [], "AMSGrad": []}
    for t in range(1, 181):
        g = 30.0 if t == 20 else 1.0 if t <= 100 else 0.1
        v, s, total = leak(v, g, 0.9), leak(s, g * g, 0.9), total + g * g
        peak = max(peak, s)
        found["Adagrad"].append(g / total**0.5)
        found["RMSProp"].append(g / s**0.5)
        found["AMSGrad"].append(v / peak**0.5)
    return {name: np.array(steps) for name, steps in found.items()}


def test_the_outlier():
    """RMSProp's step is 3.15, then 0.11, and 0.9 after 57 steps; AMSGrad's stays at 0.11."""
    runs = outlier_run()
    expected = {
        "outlier_rmsprop": ("3.15", runs["RMSProp"][19]),
        "outlier_after": ("0.11", runs["RMSProp"][20]),
        "outlier_amsgrad": ("0.11", runs["AMSGrad"][99]),
        "outlier_amsgrad_end": ("0.011", runs["AMSGrad"][179]),
        "outlier_adagrad_end": ("0.0032", runs["Adagrad"][179]),
    }
    for name, (sentence, number) in expected.items():
        assert text(name) == sentence
        assert value(name) == pytest.approx(number, rel=1e-6)
    after = runs["RMSProp"][20:]
    count = value("outlier_recovery")
    assert text("outlier_recovery") == "57"
    assert after[count - 2] < 0.9 <= after[count - 1]
    assert (after[:count] < 1).all()
    # In closed form: what is above 1 in s falls tenfold in ln 10 / ln(1/0.9) steps.
    above = leak(1 - 0.9**19, 900, 0.9) - 1
    assert 1 + above * 0.9**count <= 1 / 0.81 < 1 + above * 0.9 ** (count - 1)


def test_who_sees_the_outlier():
    """The sign stays at 1; of one weight Shampoo is Adagrad, and Muon is Lion."""
    along = where_it_stands.along_the_outlier()
    assert (along["Lion"] == 1).all()
    assert along["Muon"] == pytest.approx(along["Lion"])
    assert along["Shampoo"] == pytest.approx(along["Adagrad"], rel=1e-9)


def test_the_table_s_counts():
    """What each member keeps for each weight, in words: the numbers of its state."""
    matrix = np.array([[1.0, 2.0], [3.0, 5.0]])
    zero = np.zeros((2, 2))
    adam = 0.9, 0.9, 1.0, 0.9, 0.9, 1e-8
    after = {
        "Rprop": family.rprop_step(zero, matrix, zero, matrix),
        "Adagrad": d2l.core.updates.adagrad_step(zero, zero, matrix, 1, 0),
        "RMSProp": d2l.core.updates.rmsprop_step(zero, zero, matrix, 1, 0.9, 0),
        "Adadelta": family.adadelta_step(zero, zero, zero, matrix, 0.9, 0, 1),
        "Adam": d2l.core.adam.adam_step(zero, zero, zero, matrix, *adam),
        "AMSGrad": family.amsgrad_step(zero, zero, zero, zero, matrix, 1, 0.9, 0.9, 0),
        "AdamW": family.adamw_step(zero, zero, zero, matrix, *adam, 0.1),
        "Lion": family.lion_step(zero, zero, matrix, 1, 0.9, 0.9),
        "Shampoo": family.shampoo_step(zero, zero, zero, matrix, 1),
        "Muon": family.muon_step(zero, zero, matrix, 1, 0.9),
    }
    rows = re.findall(r"(?m)^\| \W*(\w+)\W* \{cite.*\| (\w+) numbers?\b.*\|$", PAGE)
    kept = {name: sum(map(np.size, state)) / 4 for name, (_, *state) in after.items()}
    assert {name: COUNTS[word] for name, word in rows} == kept


def test_lion_with_two_betas():
    """With β₁ = ½ the signs in the right column turn (the first solution)."""
    first = ONE / 4
    same, other = (b * first + (1 - b) * TWO for b in (KEPT, sympy.Rational(1, 2)))
    assert 16 * same == sympy.Matrix([[-20, 2], [12, -4]])
    assert 8 * other == sympy.Matrix([[-4, -2], [12, 4]])
    signs = [np.array(each(sympy.sign, m), dtype=float) for m in (same, other)]
    assert (signs[0] != signs[1]).tolist() == [[False, True], [False, True]]
    for beta, expected in zip((0.75, 0.5), signs, strict=True):
        v = 0.25 * np.array(ONE, dtype=float)
        after, _ = family.lion_step(0.0, v, np.array(TWO, dtype=float), 1, beta, 0.75)
        assert (-after == expected).all()


def test_both_sides_with_the_half_power():
    """With the power -1/2 on both sides the first step is the inverse, transposed."""
    g = np.array(TWO, dtype=float)
    expected = np.array(TWO.inv().T, dtype=float)
    assert 5 * expected == pytest.approx(np.array([[2, -3], [1, 1]]))
    half = [family.inverse_root(side, 2) for side in (g @ g.T, g.T @ g)]
    assert half[0] @ g @ half[1] == pytest.approx(expected)


def test_the_lecture_s_example():
    """Nine gradients of 0.1 and one of -0.9 sum to zero; their signs lead 8 steps away."""
    gradients = [Fraction(1, 10)] * 9 + [Fraction(-9, 10)]
    assert sum(gradients) == 0
    assert sum(1 if g > 0 else -1 for g in gradients) == 8
