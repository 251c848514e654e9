"""The mean step under noise: by simulation, by limits, and by the first order."""

from statistics import NormalDist

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import what_epsilon_chooses as facts


@pytest.mark.parametrize("gamma", [0.5, 0.9, 0.99])
def test_the_integral_is_what_a_simulation_finds(gamma):
    """The mean of g/√s over 10⁶ gradients is within four standard errors."""
    rng, s, steps = np.random.default_rng(1), np.ones(2000), []
    for t in range(1500):
        g = 0.3 + rng.standard_normal(2000)
        s = gamma * s + (1 - gamma) * g * g
        if t >= 1000:
            steps.append(g / np.sqrt(s))
    runs = np.mean(steps, axis=0)  # of one run the steps hang together
    error = runs.std() / np.sqrt(len(runs))
    assert abs(runs.mean() - d2l.mean_step(0.3, gamma)) < 4 * error
    assert error < 2e-3


@pytest.mark.parametrize("ratio", [0.1, 0.3, 1.0, 3.0, -0.3])
def test_at_zero_it_is_the_sign(ratio):
    """At γ = 0 the mean step is that of a sign: 2Φ(μ/σ) - 1."""
    sign = 2 * NormalDist().cdf(ratio) - 1
    assert d2l.mean_step(ratio, 0.0) == pytest.approx(sign, rel=1e-9)


def test_the_means_in_the_integral():
    """E e^(-ag²) and E g e^(-ag²) of a normal distribution are as the function has them."""
    g, a, mu = np.linspace(-15, 15, 3001), 0.7, 0.3
    density = np.exp(-((g - mu) ** 2) / 2 - a * g**2) / np.sqrt(2 * np.pi)
    known = np.exp(-a * mu**2 / (1 + 2 * a)) / np.sqrt(1 + 2 * a)
    assert density.sum() * 0.01 == pytest.approx(known, rel=1e-12)
    assert (g * density).sum() * 0.01 == pytest.approx(known * mu / 2.4, rel=1e-12)


def test_near_one_it_is_the_law_to_first_order():
    """1 - γ times a number that moments give is what it lacks, up to the square."""
    for ratio in (0.3, 1.0):
        for h in (1e-2, 1e-3):
            lacks = 1 - d2l.mean_step(ratio, 1 - h) / d2l.sign_times_variance(ratio)
            assert lacks == pytest.approx(h * facts.slope(ratio), abs=3 * h**2)


def test_what_is_refused():
    """γ so near 1 that nothing is forgotten, or no number, is refused."""
    with pytest.raises(ValueError, match="gamma"):
        d2l.mean_step(0.3, 1.0)
    with pytest.raises(ValueError, match="ratio"):
        d2l.mean_step(float("nan"), 0.9)


@pytest.mark.parametrize("ratio", [-1.1e6, 1.1e6])
def test_a_ratio_beyond_a_million_is_refused(ratio):
    """The ratio is within a million of zero, on either side."""
    with pytest.raises(ValueError, match=r"^ratio must be .*, not -?1100000"):
        d2l.mean_step(ratio, 0.9)
