"""The script on the median: exact moments, and mean steps by all sequences."""

from fractions import Fraction

import numpy as np
import pytest
from gallery_scripts import names_of
from test_facts_noise import CHANCES, THREE

import rmsprop_tut as d2l

LAWS = {
    "μ₃ > 0, below": ([-1, 3], [Fraction(3, 4), Fraction(1, 4)], -1),
    "μ₃ > 0, above": (THREE, CHANCES, Fraction(1, 10)),
    "μ₃ = 0, above": ([-2, 1, 3], [Fraction(n, 10) for n in (4, 5, 1)], 1),
}


@pytest.mark.parametrize("name", LAWS)
def test_means_medians_and_third_moments(name):
    """All have the mean 0; medians and third moments lie as the names of the laws say."""
    values, chances, median = LAWS[name]
    total, mean, square, cube = (
        sum(p * v**k for p, v in zip(chances, values, strict=True)) for k in range(4)
    )
    assert (total, mean) == (1, 0)
    below = sum(p for p, v in zip(chances, values, strict=True) if v < median)
    upto = sum(p for p, v in zip(chances, values, strict=True) if v <= median)
    assert below < Fraction(1, 2) < upto
    assert (cube > 0, cube == 0) == ("> 0" in name, "= 0" in name)
    assert (median < 0) == ("below" in name)
    script = names_of("plot_does_it_come_to_the_median")
    assert script["moments"][name] == pytest.approx((square, cube), abs=1e-12)


def mean_step_by_sequences(x, values, chances, gamma, length=12):
    """Return E g/√s by all sequences of so many values; older ones are at their mean."""
    values, chances = np.array(values, float), np.array(chances, float)
    states = np.array([gamma**length * np.dot(chances, (x - values) ** 2)])
    odds = np.array([1.0])
    for j in range(length - 1, 0, -1):
        squares = (1 - gamma) * gamma**j * (x - values) ** 2
        states = np.add.outer(states, squares).ravel()
        odds = np.multiply.outer(odds, chances).ravel()
    g = (x - values)[:, None]
    steps = g / np.sqrt(states + (1 - gamma) * g * g) @ odds
    return float(chances @ steps)


def test_where_it_rests_at_the_mean():
    """With μ₃ and median above the mean it rests below the mean, at it for γ = 0.068, then above.

    By all sequences: with γ 0.01 smaller the mean step is up, with 0.01 larger it is down.
    """
    law = LAWS["μ₃ > 0, above"][:2]
    gamma = names_of("plot_does_it_come_to_the_median")["gamma"]
    assert f"{gamma:.3f}" == "0.068"
    assert mean_step_by_sequences(0, *law, gamma - 0.01) < 0
    assert mean_step_by_sequences(0, *law, gamma + 0.01) > 0
    assert mean_step_by_sequences(0, *law, 0.3) > 0


@pytest.mark.parametrize("name", LAWS)
def test_only_a_short_memory_goes_to_the_median(name):
    """As γ → 0 it comes to the median; with a long memory it is at -h μ₃/(2σ²), near the mean."""
    values, chances, median = LAWS[name]
    values, chances = np.array(values, float), np.array(chances, float)
    assert d2l.rest_point(values, chances, gamma=0.002) == pytest.approx(
        float(median), abs=0.1
    )
    rest = d2l.rest_point(values, chances, gamma=0.998)
    first = -0.002 * (chances @ values**3) / (2 * chances @ values**2)
    assert rest == pytest.approx(first, rel=0.03, abs=1e-5)


@pytest.mark.parametrize("name", LAWS)
def test_a_point_of_rest_by_all_sequences(name):
    """The points of rest at γ = 0.3 are where all sequences say that the mean step turns."""
    values, chances, _ = LAWS[name]
    rest = d2l.rest_point(np.array(values, float), np.array(chances, float), gamma=0.3)
    for side in (-1, 1):
        moved = mean_step_by_sequences(rest + 0.01 * side, values, chances, 0.3)
        assert moved * side > 0


def test_without_a_third_moment_the_square_is_left():
    """With μ₃ = 0 the way off the mean falls like h², near h²/3 σ; with μ₃ > 0 like h."""
    script = names_of("plot_does_it_come_to_the_median")
    h, rests = script["h"], script["rests"]
    for name, power in (("μ₃ > 0, below", 1), ("μ₃ = 0, above", 2)):
        way = np.abs(rests[name][:4])
        slope = np.log(way[-1] / way[0]) / np.log(h[3] / h[0])
        assert slope == pytest.approx(power, abs=0.1)
    assert rests["μ₃ = 0, above"][:9] == pytest.approx(h[:9] ** 2 / 3, rel=0.2)
