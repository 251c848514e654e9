"""The numbers in the solutions on Adagrad, each by a second way than its fact goes."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from rmsprop_tut.book.facts import FACTS, text


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def adagrad_run(x, curvature, steps, eta=0.4, eps=0.0):
    """Follow Adagrad on λx²/2: x and s after the last step, and every x."""
    s, path = 0.0, [x]
    for _ in range(steps):
        g = curvature * path[-1]
        s += g * g
        path.append(path[-1] - eta * g / math.sqrt(s + eps))
    return s, path


def test_how_far_adagrad_gets():
    """20 steps lead no farther than 3.04, so no nearer than 1.96; not there before step 49."""
    names = ("adagrad_reach_20", "adagrad_no_nearer_20", "adagrad_earliest")
    assert tuple(map(text, names)) == ("3.04", "1.96", "49")
    with localcontext(prec=30):
        steps = [Decimal("0.4") / Decimal(t).sqrt() for t in range(1, 50)]
        assert float(sum(steps[:20])) == pytest.approx(value("adagrad_reach_20"))
        assert sum(steps[:48]) < 5 <= sum(steps)
    assert value("adagrad_no_nearer_20") == pytest.approx(5 - value("adagrad_reach_20"))


@pytest.mark.parametrize("curvature", [0.2, 4.0])
def test_the_bound_holds_on_the_run(curvature):
    """While gradients shrink step t is at most η/√t long."""
    _, path = adagrad_run(-5.0, curvature, 50)
    lengths = np.abs(np.diff(path))
    assert (lengths <= 0.4 / np.sqrt(np.arange(1, 51)) + 1e-15).all()
    assert abs(path[20]) >= value("adagrad_no_nearer_20")


def test_the_path_is_the_diagonal():
    """From (-5, -5) x1 and x2 stay within 4e-07; with ε = 1 they get 0.3 apart."""
    for name, eps in (
        ("adagrad_diagonal_gap", 1e-6),
        ("adagrad_diagonal_gap_eps_1", 1.0),
    ):
        paths = [adagrad_run(-5.0, curvature, 20, eps=eps)[1] for curvature in (0.2, 4)]
        assert value(name) == pytest.approx(np.abs(np.subtract(*paths)).max(), rel=1e-6)
    names = ("adagrad_diagonal_gap", "adagrad_diagonal_gap_eps_1")
    assert tuple(map(text, names)) == ("4 × 10⁻⁷", "0.3")
    first = [adagrad_run(-5.0, c, 1, eps=1e-6)[1][1] for c in (0.2, 4)]
    assert abs(first[0] - first[1]) == pytest.approx(0.4 * 1e-6 / 2, rel=0.01)


@pytest.mark.parametrize("q", [0.01, 0.08, 0.2, 1.0, 3.0, 50.0])
def test_the_sum_settles_between_its_bounds(q):
    """λx²/(4η) ≤ √s ≤ λx²/(2η) + ηλ/2 (1 + ln(s/s₁)), in units of λx; q is η/x."""
    s, path = adagrad_run(1.0, 1.0, 100_000, eta=q)
    assert abs(path[-1]) < 1e-3
    most = 1 / (2 * q) + q / 2 * (1 + math.log(s))
    assert 1 / (4 * q) * 0.999 <= math.sqrt(s) <= most


def test_the_bounds_of_the_page_s_run():
    """s1 is between 9.8 and 41.5, s2 between 100 and 504."""
    names = [f"adagrad_{n}_s{p}" for p in (1, 2) for n in ("least", "most")]
    assert [*map(text, names)] == ["9.8", "41.5", "100", "504"]
    for place, curvature, start in ((1, 0.2, 5.0), (2, 4.0, 2.0)):
        least, most = (value(f"adagrad_{n}_s{place}") for n in ("least", "most"))
        assert math.sqrt(least) == pytest.approx(curvature * start**2 / 1.6)
        slack = [
            curvature
            * (start**2 / 0.8 + 0.2 * (1 + math.log(s / (curvature * start) ** 2)))
            - math.sqrt(s)
            for s in (0.999 * most, 1.001 * most)
        ]
        assert slack[1] < 0 < slack[0]
        assert least < value(f"adagrad_limit_s{place}") < most


def test_the_lower_bound_is_what_small_rates_leave():
    """At η = 0.4 the root is 1.22 times the lower bound, at 0.1 1.06 times."""
    for name, eta in (("adagrad_root_at_04", 0.4), ("adagrad_root_at_01", 0.1)):
        for steps, near in ((5000, 1e-11), (20_000, 1e-5)):  # the page's run; the limit
            s, _ = adagrad_run(-5.0, 0.2, steps, eta=eta)
            ratio = math.sqrt(s) / (5 / (4 * eta))
            assert value(name) == pytest.approx(ratio, rel=near)
    names = ("adagrad_root_at_04", "adagrad_root_at_01")
    assert tuple(map(text, names)) == ("1.22", "1.06")
    s, _ = adagrad_run(1.0, 1.0, 200_000, eta=0.005)
    assert math.sqrt(s) == pytest.approx(1 / 0.02, rel=0.02)
