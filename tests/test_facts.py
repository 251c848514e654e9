"""The numbers in prose: each sentence checked by a second way than facts.py goes."""

import json
import math
import re
from decimal import Decimal, getcontext
from pathlib import Path

import numpy as np
import pytest
from test_numerals import ALT

from rmsprop_tut import facts, load_fashion_mnist

DOCS = Path(__file__).parents[1] / "docs"
DATASETS = DOCS.parent / "rmsprop_tut" / "datasets"


def fifty_digits(rule, steps):
    """Follow both coordinates from the chapter's start with 50 digits; x, then s."""
    getcontext().prec = 50
    xs, ss = [Decimal(-5), Decimal(-2)], [Decimal(0), Decimal(0)]
    for _ in range(steps):
        for i, curvature in enumerate([Decimal("0.2"), Decimal(4)]):
            g = curvature * xs[i]
            ss[i] = rule(ss[i], g * g)
            xs[i] -= Decimal("0.4") * g / (ss[i] + Decimal("1e-6")).sqrt()
    return [float(v) for v in (*xs, *ss)]


def leaky(s, square):
    """Return RMSProp's state at γ = 0.9."""
    return Decimal("0.9") * s + Decimal("0.1") * square


def quadratic(x1, x2, *_):
    """Return 0.1 x1² + 2 x2²."""
    return x1**2 / 10 + 2 * x2**2


def test_half_life():
    """At γ = 0.9 an observation's weight halves every 6.58 steps."""
    assert facts.FACTS["half_life_09"].text == "6.58"
    assert 0.9**6.575 > 0.5 > 0.9**6.585


def test_memory():
    """At γ = 0.9 the memory is 10 steps."""
    assert facts.FACTS["memory_09"].text == "10"
    assert sum(0.9**k for k in range(500)) == pytest.approx(10)


@pytest.mark.parametrize(
    ("name", "gamma", "text"),
    [("weight_of_40_at_095", 0.95, "0.871"), ("weight_of_40_at_09", 0.9, "0.9852")],
)
def test_weight_of_forty(name, gamma, text):
    """The weights of 40 steps sum to 0.871 at γ = 0.95 and to 0.9852 at γ = 0.9."""
    assert facts.FACTS[name].text == text
    assert facts.FACTS[name].value() == pytest.approx(1 - gamma**40)


def test_momentum_is_fast_along_the_valley():
    """After 20 steps momentum's x1 is at -0.06, gradient descent's at -0.94."""
    step = np.linalg.matrix_power(np.array([[1 - 0.4 * 0.2, -0.2], [0.2, 0.5]]), 20)
    assert facts.FACTS["momentum_x1"].text == "−0.06"
    assert facts.momentum_x1() == pytest.approx(step[0] @ (-5, 0))
    across = np.linalg.matrix_power(np.array([[1 - 0.4 * 4, -0.2], [4, 0.5]]), 20)
    assert facts.FACTS["momentum_x2"].text == "0.001"
    assert facts.momentum_x2() == pytest.approx(across[0] @ (-2, 0))
    assert facts.FACTS["gd_x1"].text == "−0.94"
    assert facts.gd_x1() == pytest.approx(-5 * 0.92**20)


def test_momentum_swings_longer_across_the_valley():
    """A swing shrinks by √β = 0.71 a step, gradient descent's by |1 - ηλ| = 0.6."""
    step = np.array([[1 - 0.4 * 4, -0.2], [4, 0.5]])
    assert abs(np.linalg.eigvals(step)) == pytest.approx(math.sqrt(0.5))
    assert f"{math.sqrt(0.5):.2f}" == "0.71"


def test_a_gradient_that_alternates():
    """What alternates in sign cancels in part: of a constant size 1/(1+β) is left."""
    v = 0.0
    for t in range(60):
        v = 0.5 * v + (-1) ** t
    assert abs(v) == pytest.approx(1 / (1 + 0.5))


def test_adagrad_stops_short():
    """After 20 steps Adagrad is at (-2.38, -0.16)."""
    x1, x2, *_ = fifty_digits(lambda s, square: s + square, 20)
    for name, value, text in [("adagrad_x1", x1, "−2.38"), ("adagrad_x2", x2, "−0.16")]:
        assert facts.FACTS[name].text == text
        assert facts.FACTS[name].value() == pytest.approx(value)


def test_values_after_twenty_steps():
    """After 20 steps f is 0.09, with momentum 4.0e-04, with Adagrad 0.62, RMSProp 1.1e-05."""
    texts = facts.texts("index")
    assert (
        texts["gd_value"] == f"{quadratic(-5 * 0.92**20, -2 * 0.6**20):.2f}" == "0.09"
    )
    along = np.linalg.matrix_power([[1 - 0.4 * 0.2, -0.2], [0.2, 0.5]], 20)[0] @ (-5, 0)
    across = np.linalg.matrix_power([[1 - 0.4 * 4, -0.2], [4, 0.5]], 20)[0] @ (-2, 0)
    assert facts.momentum_value() == pytest.approx(quadratic(along, across))
    assert texts["momentum_value"] == "4.0 × 10⁻⁴"
    adagrad = quadratic(*fifty_digits(lambda s, square: s + square, 20))
    assert texts["adagrad_value"] == f"{adagrad:.2f}" == "0.62"
    assert texts["value_at_20"] == "1.1 × 10⁻⁵"


def test_adagrads_sums_settle():
    """Without noise the sums settle at 14.43 and 232.42; the learning rate at 0.105."""
    *_, s1, s2 = fifty_digits(lambda s, square: s + square, 2000)
    assert facts.FACTS["adagrad_limit_s1"].value() == pytest.approx(s1)
    assert facts.FACTS["adagrad_limit_s2"].value() == pytest.approx(s2)
    texts = facts.texts("adagrad")
    assert (texts["adagrad_limit_s1"], texts["adagrad_limit_s2"]) == ("14.43", "232.42")
    assert texts["adagrad_gain_s1"] == f"{0.4 / math.sqrt(s1):.3f}" == "0.105"


def test_first_step():
    """At γ = 0.9 the first step is 3.16 times the learning rate."""
    x1, *_ = fifty_digits(leaky, 1)
    assert facts.FACTS["first_step_gain_09"].text == "3.16"
    assert (x1 + 5) / 0.4 == pytest.approx(
        facts.FACTS["first_step_gain_09"].value(), rel=1e-4
    )


def test_rmsprop_after_twenty_steps():
    """After 20 steps x1 is at -0.0106, x2 at 1e-14 and the objective at 1.1e-05."""
    end = fifty_digits(leaky, 20)
    texts = facts.texts("rmsprop")
    assert (texts["rmsprop_x1"], texts["rmsprop_x2"]) == ("−0.0106", "1 × 10⁻¹⁴")
    assert facts.FACTS["rmsprop_x1"].value() == pytest.approx(end[0])
    assert facts.FACTS["rmsprop_x2"].value() == pytest.approx(end[1], rel=1e-6)
    assert f"{quadratic(*end):.1e}" == "1.1e-05"
    assert texts["value_at_20"] == "1.1 × 10⁻⁵"


def test_rmsprop_comes_back():
    """At step 100 the objective is back at 0.12."""
    assert facts.FACTS["value_at_100"].text == "0.12"
    assert quadratic(*fifty_digits(leaky, 100)) == pytest.approx(0.12, abs=0.005)


def test_data():
    """1,503 measurements; the loss is 0.4933 at zero weights and at best 0.2417."""
    texts = facts.texts("rmsprop")
    rows = (DOCS.parent / "rmsprop_tut/datasets/airfoil_self_noise.dat").read_bytes()
    assert texts["airfoil_rows"] == f"{rows.count(bytes([10])):,}" == "1,503"
    assert (texts["loss_at_zero"], texts["optimal_loss"]) == ("0.4933", "0.2417")


def quoted():
    """Return the pairs of page and fact that the pages quote, in prose and of figures."""
    pages = DOCS.rglob("*.md")
    roles = [
        (
            "rmsprop" if p.parent.name == "_solutions" else p.stem,
            re.findall(r"\{glue:text\}`(\w+)`", p.read_text())
            + re.findall(r"\{(\w+)\}", " ".join(ALT.findall(p.read_text()))),
        )
        for p in pages
    ]
    return {(page, name) for page, names in roles for name in names}


def test_pages_quote_their_own_facts_and_all_of_them():
    """A number in prose comes from facts.py, and a fact is quoted by its page."""
    assert quoted() == {(p, name) for name, f in facts.FACTS.items() for p in f.pages}


def test_fashion_subset():
    """4,000 training and 1,000 test images, equally many of each class."""
    data, texts = load_fashion_mnist(), facts.texts("rmsprop")
    counts = np.bincount(data.train_labels), np.bincount(data.test_labels)
    assert [set(count) for count in counts] == [{400}, {100}]
    assert texts["fashion_subset_train"] == f"{counts[0].sum():,}" == "4,000"
    assert texts["fashion_subset_test"] == f"{counts[1].sum():,}" == "1,000"


def test_fashion_record():
    """A CNN named at least 90 % of the test images rightly; machine and date are said."""
    record = json.loads((DATASETS / "fashion_full.json").read_text())
    texts = facts.texts("rmsprop")
    assert texts["fashion_full_accuracy"] == f"{record['test_accuracies'][-1]:.1%}"[:-1]
    assert float(texts["fashion_full_accuracy"]) >= 90
    assert int(texts["fashion_full_epochs"]) == len(record["test_accuracies"])
    assert texts["fashion_full_seconds"] == str(round(record["seconds"]))
    assert record["processor"] in texts["fashion_full_where"]
    assert record["date"][:4] in texts["fashion_full_where"]
