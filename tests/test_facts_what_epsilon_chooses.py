"""The numbers on the page of what ε chooses, each by a second way than its fact goes."""

import math
from fractions import Fraction

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, text

X = np.array([(1, 3), (2.5, 0.5), (4, 1)])


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def plain_line(eps, steps=10_000):
    """Train with plain gradients, in numbers of Python; return the path."""
    w, s, path = [0.0, 0.0], [0.0, 0.0], []
    points = X.tolist()
    for t in range(1, steps + 1):
        parts = [1 / (1 + math.exp(a * w[0] + b * w[1])) / 3 for a, b in points]
        g = [-sum(p * x[i] for p, x in zip(parts, points, strict=True)) for i in (0, 1)]
        if eps is None:
            root = [1.0, 1.0]
        else:
            s = [0.9 * a + 0.1 * b * b for a, b in zip(s, g, strict=True)]
            root = [math.sqrt(a + eps) for a in s]
        w = [a - 0.1 / math.sqrt(t) * b / r for a, b, r in zip(w, g, root, strict=True)]
        path.append((*w, max(-g[0], -g[1])))
    return path


@pytest.mark.parametrize(
    ("name", "eps", "said"),
    [
        ("angle_none", 0.0, "44.8"),
        ("angle_tiny", 1e-16, "38.7"),
        ("angle_usual", 1e-6, "36.3"),
        ("angle_descent", None, "35.7"),
    ],
)
def test_where_the_lines_end(name, eps, said):
    """After 10,000 steps: 44.8° without ε, 38.7° with 1e-16, 36.3° with 1e-6; descent 35.7°.

    With 1e-16 gradients are below 1e-8 from step 1,388 on. Without ε the shares in the
    largest margins are 0.999 and 0.885.
    """
    path = plain_line(eps)
    w1, w2, _ = path[-1]
    assert text(name) == said
    assert value(name) == pytest.approx(math.degrees(math.atan2(w2, w1)), rel=1e-9)
    if name == "angle_tiny":
        passed = next(t for t, (*_, g) in enumerate(path) if g < 1e-8)
        assert text("step_of_tiny_eps") == f"{passed:,}" == "1,388"
    if name == "angle_none":
        margin = min(X @ (w1, w2))
        shares = margin / max(w1, w2) / 3, margin / math.hypot(w1, w2) / 7 * 8.5**0.5
        assert (text("flat_none"), text("round_none")) == ("0.999", "0.885")
        both = value("flat_none"), value("round_none")
        assert both == pytest.approx(shares, rel=1e-9)


def test_steps_of_a_set_length():
    """Steps along the gradient of a set length reach 0.994 of the largest margin of |w|₂."""
    w = np.zeros(2)
    for t in range(1, 10_001):
        g = X.T @ (1 / (1 + np.exp(X @ w)))
        w += 0.1 / math.sqrt(t) * g / math.hypot(*g)
    assert text("round_normalised") == "0.994"
    share = min(X @ w) / math.hypot(*w) / 7 * math.sqrt(17 / 2)
    assert value("round_normalised") == pytest.approx(share, rel=1e-9)


def test_the_largest_margins_of_the_page():
    """(1, 1) has the margin 3, (5, 3) has 2.401 at 31°; and no point of the hull is nearer."""
    assert (X @ (1, 1)).tolist() == [4, 3, 5]
    products = X @ (5, 3)
    assert products.tolist() == [14, 14, 23]
    assert (text("largest_round"), text("angle_round")) == ("2.401", "31")
    assert value("largest_round") == pytest.approx(14 / math.sqrt(34), rel=1e-12)
    nearest = (5 * X[0] + 12 * X[1]) / 17
    assert nearest == pytest.approx(np.array([35, 21]) / 17)
    assert math.hypot(*nearest) == pytest.approx(7 * math.sqrt(2 / 17))
    assert np.abs(X[1]).sum() == 3
    assert X.mean(axis=0) == pytest.approx([2.5, 1.5])  # where descent starts
    assert math.tan(math.radians(value("angle_round"))) == pytest.approx(0.6)


def test_where_a_square_is_zero():
    """In float64 the square is zero from 1.6e-162 down, to which weights of 124 lead."""
    assert (text("square_is_zero"), text("weight_at_zero")) == ("1.6 × 10⁻¹⁶²", "124")
    size = value("square_is_zero")
    assert (size * 0.999) ** 2 == 0 < (size * 1.001) ** 2
    assert math.exp(-3 * value("weight_at_zero")) == pytest.approx(size, rel=1e-10)


def test_the_mean_steps():
    """At μ/σ = 0.3 it is 0.847, 0.953, 0.9946 and 0.9995 of 0.287 at γ = 0.5 … 0.999.

    By simulation where its error allows, by the first order near 1.
    """
    names = [f"relative_{g}" for g in ("05", "09", "099", "0999")]
    assert [text(n) for n in names] == ["0.847", "0.953", "0.9946", "0.9995"]
    assert text("law_03") == "0.287"
    assert value("law_03") == pytest.approx(0.3 / math.sqrt(1.09))
    rng = np.random.default_rng(5)
    for name, gamma in (("relative_05", 0.5), ("relative_09", 0.9)):
        s, total = np.ones(20_000), 0.0
        for t in range(300):
            g = 0.3 + rng.standard_normal(20_000)
            s = gamma * s + (1 - gamma) * g * g
            total += (g / np.sqrt(s)).mean() if t >= 100 else 0
        assert total / 200 / value("law_03") == pytest.approx(value(name), abs=6e-3)
    assert 1 - value("relative_0999") == pytest.approx(5.45e-4, rel=0.01)


def test_the_first_order():
    """It lacks 0.545 (1-γ), so 0.9946 is left at γ = 0.99: from the moments of a normal one."""
    g = np.linspace(-12, 12, 200_001) + 0.3
    weight = np.exp(-((g - 0.3) ** 2) / 2)
    mean = [(weight * g**k).sum() / weight.sum() for k in range(5)]
    third = mean[3] / (mean[1] * mean[2])
    lacks = (third - 1) / 2 - 3 / 16 * (mean[4] - mean[2] ** 2) / mean[2] ** 2
    assert (text("first_order"), text("first_order_099")) == ("0.545", "0.9946")
    assert value("first_order") == pytest.approx(lacks, rel=1e-6)
    assert value("first_order_099") == pytest.approx(1 - lacks / 100, rel=1e-6)


def class_loss(rule, frequency):
    """Return each class's loss after 500 steps of a rule of gradient, state and rate."""
    right, wrong, s, z = np.zeros((4, len(frequency)))
    for t in range(500):
        g = frequency / (1 + np.exp(right - wrong) / 999)
        rate = 1 - t / 500
        s, z = 0.9 * s + 0.1 * g * g, 0.9 * z + 0.1 * (g / 999) ** 2
        right = right + rate * rule(g, s)
        wrong = wrong - rate * rule(g / 999, z)
    return np.log1p(999 * np.exp(wrong - right))


def means(rule):
    """Return the mean losses of the ten most frequent classes, and of the rarest 900."""
    harmonic = sum(1 / k for k in range(1, 1001))
    losses = class_loss(rule, 1 / np.arange(1, 1001) / harmonic)
    return losses[:10].mean(), losses[-900:].mean()


@pytest.mark.parametrize(
    ("names", "said", "rule"),
    [
        (
            (None, "rare_free"),
            (None, "0.0012"),
            lambda g, s: 0.03 * g / np.sqrt(s + 1e-30),
        ),
        (
            ("frequent_usual", "rare_usual"),
            ("0.33", "4.69"),
            lambda g, s: 0.03 * g / np.sqrt(s + 1e-6),
        ),
        (
            (None, "rare_usual_1"),
            (None, "0.0206"),
            lambda g, s: g / np.sqrt(s + 1e-6),
        ),
        ((None, "rare_descent"), (None, "0.0205"), lambda g, s: 1000 * g),
    ],
)
def test_the_classes(names, said, rule):
    """0.0012 for all without ε; 0.33 and 4.69 with 1e-6; 0.0206 at η = 1, descent 0.0205."""
    for name, words, mean in zip(names, said, means(rule), strict=True):
        if name:
            assert text(name) == words
            assert value(name) == pytest.approx(mean, rel=1e-9)
    if "rare_descent" in names:
        frequent, rare = means(rule)
        assert text("times_rarer") == "451"
        assert value("times_rarer") == pytest.approx(rare / frequent, rel=1e-9)
        assert value("loss_at_start") == pytest.approx(-math.log(1 / 1000))
        assert text("loss_at_start") == f"{math.log(1000):.2f}" == "6.91"


def test_the_border_among_the_classes():
    """133 classes begin above 1e-3; for the last one ε/π² is 56."""
    harmonic = sum(Fraction(1, k) for k in range(1, 1001))
    above = [k for k in range(1, 1001) if Fraction(999, 1000) / k / harmonic > 1e-3]
    assert text("classes_above_border") == str(len(above)) == "133"
    assert text("scaled_eps_of_last") == "56"
    assert value("scaled_eps_of_last") == pytest.approx(float(harmonic) ** 2)


def test_what_rest_costs():
    """With ε = ηλ/2 for the steep coordinate, outside, 0.9 of the shallow one is left a step."""
    eta, x = 0.3, 1e-9  # so near the minimum that the state is nothing beside ε
    after = x - eta * 0.2 * x / (math.sqrt(0.1 * (0.2 * x) ** 2) + eta * 4 / 2)
    assert text("rest_factor") == "0.9"
    assert after / x == pytest.approx(value("rest_factor"))


def test_which_states_forget():
    """The last significand to fall does so from 1/(2^p + 2) on: 0.0039, and 0.00049."""
    for name, said, p in (
        ("forgets_bfloat16", "0.0039", 8),
        ("forgets_float16", "0.00049", 11),
    ):
        assert text(name) == said
        border = Fraction(1, 2**p + 2)
        assert value(name) == float(border)
        last = 2 ** (p - 1) + 1
        for h, falls in ((border, True), (border * Fraction(9999, 10_000), False)):
            assert (round((1 - h) * last) < last) == falls  # of two the even one
            others = range(2 ** (p - 1) + 2, 2**p)
            assert all(round((1 - h) * m) < m for m in others)


def test_what_raises_a_state():
    """At γ = 0.999 a bfloat16 state rises only for gradients above 1.72 √s."""
    assert text("raises_bfloat16") == "1.72"
    states = np.arange(128, 256) / 128
    g = value("raises_bfloat16") * np.sqrt(states)
    for factor, rises in ((0.999, False), (1.01, True)):
        exact = 0.999 * states + 0.001 * (factor * g) ** 2
        assert (d2l.rounded(exact, 8) > states).any() == rises


def test_the_states_of_the_figure():
    """The exact one comes to 0.99 and to 0.17; in bfloat16 0.50 for ever, 0.58 or 0.13."""
    said = {
        ("top_exact", "end_exact"): ("0.99", "0.17", 0.999, None),
        ("top_frozen", "end_frozen"): ("0.50", "0.50", 0.999, 8),
        (None, "end_stuck"): (None, "0.58", 0.997, 8),
        (None, "end_free"): (None, "0.13", 0.99, 8),
    }
    for names, (top, end, gamma, bits) in said.items():
        s, ends = 0.0, []
        for g in (1.0, 0.1):
            for _ in range(4000):
                s = gamma * s + (1 - gamma) * g * g
                if bits:
                    unit = 2.0 ** (math.frexp(s)[1] - bits)
                    s = round(s / unit) * unit
            ends.append(math.sqrt(s))
        for name, words, root in zip(names, (top, end), ends, strict=True):
            if name:
                assert text(name) == words
                assert value(name) == pytest.approx(root, rel=1e-9)
