"""The script on the sign of the mean step: by simulation, and by the moments."""

import math

import numpy as np
import pytest
from gallery_scripts import names_of

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import text


def simulated_step(ratio, noise, gamma=0.9, runs=4000, steps=500):
    """Return the mean step of a simulation, in units of η, and its standard error."""
    s, total = np.ones(runs), np.zeros(runs)
    for t in range(steps):
        g = ratio + noise(runs)
        s = gamma * s + (1 - gamma) * g * g
        total += g / np.sqrt(s) if t >= 100 else 0.0
    means = total / (steps - 100)
    return means.mean(), means.std() / math.sqrt(runs)


@pytest.mark.parametrize(("name", "tail"), [("tail above", 1), ("tail below", -1)])
def test_a_tail_above_turns_the_sign(name, tail):
    """At a ratio of 0.03 a tail above turns the sign, a tail below makes longer steps.

    The script says how long; a simulation finds it.
    """
    rng = np.random.default_rng(2)
    mean, error = simulated_step(0.03, lambda n: tail * (rng.exponential(size=n) - 1))
    script = names_of("plot_is_the_sign_right")
    assert (mean < 0) == (tail == 1)
    assert script["ratios"][0] == pytest.approx(0.03)
    assert abs(mean - script["steps"][name][0]) < 4 * error + 3e-4
    law = float(script["law"][0])
    assert (mean < 0) if tail == 1 else (mean > law)


def test_all_noises_of_the_script_have_one_deviation():
    """Exponential noise has the mean 1, the deviation 1 and a third moment of 2 σ³."""
    values, chances = d2l.exponential_means()
    moments = [float(chances @ (values - 1) ** k) for k in (1, 2, 3)]
    assert moments == pytest.approx([0, 1, 2], abs=1e-8)


def test_the_border_of_the_sign():
    """To first order the sign turns at (1-γ)/2 μ₃/σ³, and at the page's points of rest.

    Between, the mean step of a simulation has the sign that the border says.
    """
    script = names_of("plot_is_the_sign_right")
    h, border = script["h"], np.array(script["border"])
    assert np.all(np.diff(border / h) < 0)
    assert border[0] / h[0] == pytest.approx(1, abs=0.1)
    near = [1 - d2l.rest_point(*d2l.exponential_means(), gamma=1 - v) for v in (0.004,)]
    assert near[0] / 0.004 == pytest.approx(1, abs=0.04)
    assert text("rest_09") == f"{1 - np.interp(0.1, h, border):.3f}"
    rng = np.random.default_rng(3)
    for ratio, sign in ((0.05, -1), (0.09, 1)):
        mean, error = simulated_step(ratio, lambda n: rng.exponential(size=n) - 1)
        assert mean * sign > 3 * error


def test_a_law_holds_at_a_ratio_of_one():
    """Skew counts where the mean is far below the deviation, and less for γ near 1."""
    script = names_of("plot_is_the_sign_right")
    for curve in script["curves"].values():
        assert curve[script["ratios"] > 1] == pytest.approx(1, abs=0.05)
    turns = [
        1 - d2l.rest_point(*d2l.exponential_means(), gamma=g) for g in (0.5, 0.9, 0.99)
    ]
    assert turns == sorted(turns, reverse=True)


@pytest.mark.parametrize("batch", [10, 100])
def test_a_batch_moves_the_border(batch):
    """The border falls about like 1/B: times B it is near h.

    Means of B examples have 1/√B of the skew; a simulation has either sign beside the border.
    """
    values, chances = d2l.exponential_means(batch)
    deviation = math.sqrt(chances @ (values - 1) ** 2)
    skew = chances @ (values - 1) ** 3 / deviation**3
    assert deviation * math.sqrt(batch) == pytest.approx(1, rel=1e-6)
    assert skew * math.sqrt(batch) == pytest.approx(2, rel=1e-5)
    turn = 1 - d2l.rest_point(values, chances, gamma=0.9)
    assert 0.06 < turn * batch < 0.1
    if batch == 10:
        rng = np.random.default_rng(4)
        for mean, sign in ((turn / 2, -1), (turn * 1.5, 1)):
            step, error = simulated_step(mean, lambda n: rng.gamma(10, size=n) / 10 - 1)
            assert step * sign > 3 * error
