"""The numbers in prose: each sentence checked by a second way than its fact goes."""

import math
import re
from decimal import Decimal
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numerals import FACT
from reference import GAMMA, decimal_ends, leak, summed

from rmsprop_tut.book.facts import FACTS, Fact, registry, text

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
leaky = partial(leak, gamma=GAMMA)
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def quadratic(x1, x2, *_):
    """Return 0.1 x1² + 2 x2²."""
    return x1**2 / 10 + 2 * x2**2


def test_half_life():
    """At γ = 0.9 an observation's weight halves every 6.58 steps."""
    assert text("half_life_09") == "6.58"
    assert 0.9**6.575 > 0.5 > 0.9**6.585


def test_memory():
    """At γ = 0.9 the memory is 10 steps."""
    assert text("memory_09") == "10"
    assert sum(0.9**k for k in range(500)) == pytest.approx(10)


@pytest.mark.parametrize(
    ("name", "gamma", "sentence"),
    [("weight_of_40_at_095", 0.95, "0.871"), ("weight_of_40_at_09", 0.9, "0.9852")],
)
def test_weight_of_forty(name, gamma, sentence):
    """The weights of 40 steps sum to 0.871 at γ = 0.95 and to 0.9852 at γ = 0.9."""
    assert text(name) == sentence
    assert value(name) == pytest.approx(1 - gamma**40)


def test_momentum_is_fast_along_the_valley():
    """After 20 steps momentum's x1 is at -0.06, gradient descent's at -0.94."""
    step = np.linalg.matrix_power(np.array([[1 - 0.4 * 0.2, -0.2], [0.2, 0.5]]), 20)
    assert text("momentum_x1") == "−0.06"
    assert value("momentum_x1") == pytest.approx(step[0] @ (-5, 0))
    across = np.linalg.matrix_power(np.array([[1 - 0.4 * 4, -0.2], [4, 0.5]]), 20)
    assert text("momentum_x2") == "0.001"
    assert value("momentum_x2") == pytest.approx(across[0] @ (-2, 0))
    assert text("gd_x1") == "−0.94"
    assert value("gd_x1") == pytest.approx(-5 * 0.92**20)


def test_momentum_swings_longer_across_the_valley():
    """A swing shrinks by √β = 0.71 a step, gradient descent's by |1 - ηλ| = 0.6."""
    step = np.array([[1 - 0.4 * 4, -0.2], [4, 0.5]])
    left = abs(np.linalg.eigvals(step))
    assert left == pytest.approx(value("swing_left_by_momentum"))
    assert text("swing_left_by_momentum") == "0.71"
    swings = [-2 * (1 - 0.4 * 4) ** t for t in range(3)]
    assert abs(swings[2] / swings[1]) == pytest.approx(value("swing_left_by_gd"))
    assert text("swing_left_by_gd") == "0.6"


def test_a_gradient_that_alternates():
    """What alternates in sign cancels in part: of a constant size 1/(1+β) is left."""
    v = 0.0
    for t in range(60):
        v = 0.5 * v + (-1) ** t
    assert abs(v) == pytest.approx(1 / (1 + 0.5))


def test_adagrad_stops_short():
    """After 20 steps Adagrad is at (-2.38, -0.16)."""
    x1, x2, *_ = decimal_ends(summed, 20)
    for name, end, sentence in (
        ("adagrad_x1", x1, "−2.38"),
        ("adagrad_x2", x2, "−0.16"),
    ):
        assert text(name) == sentence
        assert value(name) == pytest.approx(end)


def test_values_after_twenty_steps():
    """After 20 steps f is 0.09, with momentum 4.0e-04, with Adagrad 0.62, RMSProp 1.1e-05."""
    assert text("gd_value") == f"{quadratic(-5 * 0.92**20, -2 * 0.6**20):.2f}" == "0.09"
    along = np.linalg.matrix_power([[1 - 0.4 * 0.2, -0.2], [0.2, 0.5]], 20)[0] @ (-5, 0)
    across = np.linalg.matrix_power([[1 - 0.4 * 4, -0.2], [4, 0.5]], 20)[0] @ (-2, 0)
    assert value("momentum_value") == pytest.approx(quadratic(along, across))
    assert text("momentum_value") == "4.0 × 10⁻⁴"
    adagrad = quadratic(*decimal_ends(summed, 20))
    assert text("adagrad_value") == f"{adagrad:.2f}" == "0.62"
    assert text("value_at_20") == "1.1 × 10⁻⁵"


def test_adagrads_sums_settle():
    """Without noise the sums settle at 14.43 and 232.42; the learning rate at 0.105."""
    *_, s1, s2 = decimal_ends(summed, 2000)
    assert value("adagrad_limit_s1") == pytest.approx(s1)
    assert value("adagrad_limit_s2") == pytest.approx(s2)
    assert (text("adagrad_limit_s1"), text("adagrad_limit_s2")) == ("14.43", "232.42")
    assert text("adagrad_gain_s1") == "0.105"
    gain = 0.4 / math.sqrt(s1 + 1e-6)
    assert value("adagrad_gain_s1") == pytest.approx(gain, rel=1e-9)


def test_first_step():
    """At γ = 0.9 the first step is 3.16 times the learning rate."""
    x1, *_ = decimal_ends(leaky, 1)
    assert text("first_step_gain_09") == "3.16"
    assert (x1 + 5) / 0.4 == pytest.approx(value("first_step_gain_09"), rel=1e-4)


def test_rmsprop_after_twenty_steps():
    """After 20 steps x1 is at -0.0106, x2 at 1e-14 and the objective at 1.1e-05."""
    end = decimal_ends(leaky, 20)
    assert (text("rmsprop_x1"), text("rmsprop_x2")) == ("−0.0106", "1 × 10⁻¹⁴")
    assert value("rmsprop_x1") == pytest.approx(end[0])
    assert value("rmsprop_x2") == pytest.approx(end[1], abs=0, rel=1e-6)
    assert f"{quadratic(*end):.1e}" == "1.1e-05"
    assert text("value_at_20") == "1.1 × 10⁻⁵"


def test_rmsprop_comes_back():
    """At step 100 the objective is back at 0.12."""
    assert text("value_at_100") == "0.12"
    assert value("value_at_100") == pytest.approx(quadratic(*decimal_ends(leaky, 100)))


def test_data():
    """1,503 measurements; the loss is 0.4933 at zero weights and at best 0.2417."""
    rows = (DOCS.parent / "rmsprop_tut/datasets/airfoil_self_noise.dat").read_bytes()
    assert text("airfoil_rows") == f"{rows.count(bytes([10])):,}" == "1,503"
    assert (text("loss_at_zero"), text("optimal_loss")) == ("0.4933", "0.2417")


def page_of(path):
    """Return the page that a file is, or whose solution it is, as modules spell it."""
    solution = path.parent.name == "_solutions"
    page = path.stem.rpartition("_")[0] if solution else path.stem
    return "rmsprop" if page == "exercise" else page.replace("-", "_")


def pages_of(name):
    """Return the pages that quote a fact, in prose, of a figure or in a solution."""
    return {
        page_of(page)
        for page in DOCS.rglob("*.md")
        if name in FACT.findall(page.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_lives_with_a_page_that_quotes_it(name):
    """Every fact is quoted, and defined in the file of a page that quotes it."""
    assert FACTS[name].value.__module__.rpartition(".")[2] in pages_of(name)


def test_every_name_that_a_page_quotes_is_a_fact():
    """No page quotes what is no fact, nor in another syntax than the role's."""
    for page in DOCS.glob("**/*.md"):
        if "node_modules" not in page.parts:
            written = page.read_text(encoding="utf-8")
            assert set(FACT.findall(written)) <= set(FACTS)
            assert written.count("{fact}") == len(FACT.findall(written))
            assert "glue" not in written


def in_ascii(written):
    """Return a number that is written as on a page in the letters of a docstring."""
    mantissa, _, power = written.replace("−", "-").partition(" × 10")
    return f"{mantissa}e{power.translate(RAISED)}" if power else mantissa


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_s_statement_says_its_number(name):
    """A fact's docstring is the statement that it stands for: it has the number in it."""
    statement = FACTS[name].value.__doc__
    said = re.findall(r"-?\d(?:[\d,]*\d)?(?:\.\d+)?(?:e-?\d+)?", statement)
    assert statement.endswith(".")
    assert isinstance(value(name), str) or in_ascii(text(name)) in said


def test_a_fact_is_computed_once_and_defined_once():
    """Each value is computed once a process; a name is taken once."""
    calls = []

    def invented():
        """It is 7."""
        calls.append(1)
        return 7

    try:
        registry.fact("d")(invented)
        assert text("invented") == "7" == text("invented")
        assert calls == [1]
        with pytest.raises(ValueError, match="'invented' already"):
            registry.fact("d")(invented)
    finally:
        FACTS.pop("invented")


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (-0.0106, ".4f", "−0.0106"),
        (1e-14, ".0e", "1 × 10⁻¹⁴"),
        (1.538e10, ".2e", "1.54 × 10¹⁰"),
        (7478.2, ",.0f", "7,478"),
        ("a day", "s", "a day"),
    ],
)
def test_how_a_number_is_written(number, form, written):
    """A true minus, and powers of ten as such."""
    assert Fact(lambda: number, form).text == written


def test_first_weights():
    """The newest observation weighs 1 - γ: 0.05 at γ = 0.95, 0.3 at γ = 0.7."""
    assert text("first_weight_095") == f"{1 - Decimal('0.95'):.2f}" == "0.05"
    assert text("first_weight_07") == f"{1 - Decimal('0.7'):.1f}" == "0.3"
