"""The numbers on the first page and in README, each by a second way than its fact goes."""

import re
from decimal import Decimal
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from reference import GAMMA, decimal_ends, leak, leaky, run, summed

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, text
from rmsprop_tut.book.playground import Settings, trajectory

ROOT = Path(__file__).parents[1]
ETAS = 0.01 * 3000 ** (np.arange(200) / 199)
RULES = {"adagrad": summed, "rmsprop": partial(leak, gamma=GAMMA)}


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def quadratic(x1, x2, *_):
    """Return 0.1 x1² + 2 x2²."""
    return x1**2 / 10 + 2 * x2**2


def linear_ends(beta, steps, eta):
    """Return the loss of gradient descent, or of momentum, by powers of its matrix."""
    ends = []
    for curvature, x in ((0.2, -5.0), (4.0, -2.0)):
        matrix = [[1 - eta * curvature, -eta * beta], [curvature, beta]]
        ends.append(np.linalg.matrix_power(np.array(matrix), steps)[0] @ (x, 0))
    return quadratic(*ends)


def losses(steps, eta):
    """Return what each of the four methods reaches, two in closed form and two in decimals."""
    scaled = {
        name: quadratic(*decimal_ends(rule, steps, Decimal(str(eta))))
        for name, rule in RULES.items()
    }
    linear = {
        "gd": linear_ends(0, steps, eta),
        "momentum": linear_ends(0.5, steps, eta),
    }
    return linear | scaled


def test_first_and_last():
    """At η = 0.4 RMSProp is first at step 20, and last by far at step 200, at 0.084."""
    early, late = losses(20, 0.4), losses(200, 0.4)
    assert (
        sorted(early, key=early.get)[0] == sorted(late, key=late.get)[-1] == "rmsprop"
    )
    assert late["rmsprop"] > 100 * late["adagrad"] > 1e9 * late["gd"]
    assert value("gd_at_200") == pytest.approx(late["gd"], abs=0, rel=1e-6)
    assert value("momentum_at_200") == pytest.approx(late["momentum"], abs=0, rel=1e-6)
    assert value("adagrad_at_200") == pytest.approx(late["adagrad"])
    assert value("rmsprop_at_200") == pytest.approx(late["rmsprop"])
    names = ("gd_at_200", "momentum_at_200", "adagrad_at_200", "rmsprop_at_200")
    assert [*map(text, names)] == ["8 × 10⁻¹⁵", "4 × 10⁻⁴⁴", "2 × 10⁻⁴", "0.084"]


def test_at_another_learning_rate():
    """At η = 1 Adagrad reaches 0.016 and RMSProp 1.1; gradient descent and momentum diverge."""
    reached = losses(20, 1)
    assert value("adagrad_at_eta_1") == pytest.approx(reached["adagrad"])
    assert value("rmsprop_at_eta_1") == pytest.approx(reached["rmsprop"])
    assert (text("adagrad_at_eta_1"), text("rmsprop_at_eta_1")) == ("0.016", "1.1")
    assert min(reached["gd"], reached["momentum"]) > 1e6 * 10.5


def scaled_losses(rule):
    """Return the loss after 20 steps at each learning rate, by NumPy."""
    curvature, start = np.array([[0.2], [4]]), np.array([[-5.0], [-2.0]])
    *_, (x, _) = run(rule, lambda x, t: curvature * x, start + 0 * ETAS, 20, eta=ETAS)
    return quadratic(*x)


def test_best_of_200_rates():
    """Of 200 rates up to 30 the best reach 0.06, 1e-07, 2e-14 (at 0.63) and 3e-29 (at 30).

    RMSProp's is at 0.21 after 200 steps.
    """
    gd, momentum = ([linear_ends(b, 20, eta) for eta in ETAS] for b in (0, 0.5))
    adagrad, rmsprop = (scaled_losses(rule) for rule in (summed, leaky(0.9)))
    for name, reached in (
        ("best_gd", gd),
        ("best_momentum", momentum),
        ("best_adagrad", adagrad),
        ("best_rmsprop", rmsprop),
    ):
        assert value(name) == pytest.approx(min(reached), abs=0, rel=1e-6)
    names = ("best_gd", "best_momentum", "best_rmsprop", "best_adagrad")
    assert [*map(text, names)] == ["0.06", "1 × 10⁻⁷", "2 × 10⁻¹⁴", "3 × 10⁻²⁹"]
    eta = ETAS[np.argmin(rmsprop)]
    assert value("best_rmsprop_eta") == pytest.approx(eta)
    late = quadratic(*decimal_ends(RULES["rmsprop"], 200, Decimal(str(eta))))
    assert value("best_rmsprop_at_200") == pytest.approx(late)
    assert (text("best_rmsprop_eta"), text("best_rmsprop_at_200")) == ("0.63", "0.21")
    assert np.argmin(adagrad) == 199
    assert text("best_adagrad_eta") == "30"


def test_adagrad_s_steps_are_nearly_newton_s():
    """At the rate 30 its steps end at 1.16 and 1.07 of Newton's."""
    *_, s1, s2 = decimal_ends(summed, 20, Decimal(30))
    shares = 30 * 0.2 / (s1 + 1e-6) ** 0.5, 30 * 4 / (s2 + 1e-6) ** 0.5
    assert value("adagrad_newton_shallow") == pytest.approx(shares[0], rel=1e-9)
    assert value("adagrad_newton_steep") == pytest.approx(shares[1], rel=1e-11)
    names = ("adagrad_newton_shallow", "adagrad_newton_steep")
    assert [*map(text, names)] == ["1.16", "1.07"]


def test_to_the_right_of_one_adagrad_leads():
    """To the right of 1 Adagrad leads by far: by a factor of 50 or more."""
    for eta in ETAS[ETAS > 1]:
        reached = {
            "gd": linear_ends(0, 20, eta),
            "momentum": linear_ends(0.5, 20, eta),
        }
        assert min(reached.values()) > 1
    right = ETAS > 1
    assert (scaled_losses(leaky(0.9)) > 50 * scaled_losses(summed))[right].all()


@pytest.mark.parametrize("gamma", [0.0, 0.3, 0.9, 1.0])
def test_one_beta(gamma):
    """Momentum keeps half of its velocity on the pages, and in the figure at each γ."""
    rows = trajectory("momentum", Settings(gamma=gamma))
    assert [row[:4] for row in rows] == d2l.run_2d(d2l.momentum_2d, 20)
    x1, _, v1, _ = d2l.momentum_2d(-5, -2, 1, 0)
    assert (v1, x1) == pytest.approx((0.5 - 1, -5 + 0.4 * 0.5))


README_FACTS = (
    "value_at_20 rmsprop_at_200 adagrad_at_200 gd_at_200 adagrad_at_eta_1 "
    "rmsprop_at_eta_1 best_adagrad best_rmsprop best_momentum best_gd"
)


def test_the_findings_of_readme():
    """README's findings say the facts, and no other number but η, γ, steps and rates."""
    found = (ROOT / "README.md").read_text(encoding="utf-8").split("```")[0]
    said = found[found.index("\n1. ") : found.index("![")]
    for name in README_FACTS.split():
        assert said.count(text(name)) == 1, name
        said = said.replace(text(name), "")
    rest = re.findall(r"(?<![\w./])\d[\d.]*\b(?!\.\s)", re.sub(r"(?m)^\d\. ", "", said))
    assert set(rest) <= {"20", "200", "0.4", "1", "30", "2", "0"}
