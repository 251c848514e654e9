"""The script on the noise's shape: levels by integrals, and of signs by a walk's balance."""

import math
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
from gallery_scripts import names_of

import rmsprop_tut as d2l
from rmsprop_tut.core.rest_points import mean_step_at

ROOT = math.sqrt(2)
# Of deviation 1: the density at 0, the chance of a value below v, and E n⁴.
SHAPES = {
    "uniform": (12**-0.5, lambda v: min(1, max(0, 0.5 + v / 12**0.5)), 9 / 5),
    "normal": (1 / math.sqrt(2 * math.pi), NormalDist().cdf, 3),
    "Laplace": (
        1 / ROOT,
        lambda v: 0.5 + math.copysign(0.5 - math.exp(-ROOT * abs(v)) / 2, v),
        6,
    ),
}


def law_of(name):
    """Return 400 values of a noise and their chances, by Gauss's nodes on both sides of 0."""
    nodes, weights = np.polynomial.legendre.leggauss(200)
    values = (nodes + 1) * {"uniform": 3**0.5 / 2, "normal": 5, "Laplace": 12}[name]
    density = {
        "uniform": lambda v: np.ones_like(v),
        "normal": lambda v: np.exp(-v * v / 2),
        "Laplace": lambda v: np.exp(-ROOT * v),
    }[name]
    chances = weights * density(values)
    return np.append(-values, values), np.append(chances, chances) / 2 / chances.sum()


def mean_square_step(values, chances, gamma):
    """Return E g²/s, the integral over u of E g² e^(-uhg²) and the older factors."""
    stride = max(1, math.ceil(-math.log(gamma) / 0.05))
    step = -math.log(gamma) / stride
    logs = np.arange(-30, 30, step)
    kept = np.exp(-np.multiply.outer(np.exp(logs), values**2))
    factors, older = np.log(np.maximum(kept @ chances, 1e-300)), np.zeros(len(logs))
    for start in range(stride):
        each = factors[start::stride]
        older[start::stride] = np.cumsum(each) - each
    integrand = np.exp(logs + older) * (kept @ (chances * values**2))
    return step * integrand.sum() / (1 - gamma)


def level_over_floor(name, gamma):
    """Return the level over the floor as η → 0: E g²/s over the slope of the mean step."""
    values, chances = law_of(name)
    slope = mean_step_at(1e-3, values, chances, gamma) / 1e-3
    return mean_square_step(values, chances, gamma) / slope


@pytest.mark.parametrize("name", SHAPES)
def test_the_shapes_have_one_deviation(name):
    """Three noises have the same deviation and different shapes; κ = 9/5, 3 and 6."""
    values, chances = law_of(name)
    assert chances @ values**2 == pytest.approx(1, abs=1e-4)
    script = names_of("plot_does_the_shape_matter")
    assert chances @ values**4 == pytest.approx(SHAPES[name][2], rel=1e-3)
    assert script["kurtosis"][name] == SHAPES[name][2]
    assert script["density"][name] == pytest.approx(SHAPES[name][0])
    drawn = np.array([script["shapes"][name]() for _ in range(500)])
    assert np.mean(drawn**2) == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("name", SHAPES)
def test_the_first_order_of_the_level(name):
    """To first order in h the level is the formula's times 1 + h (1 - 11/16 (κ - 1)).

    So it is lower where κ is above 27/11: under normal noise and Laplace's.
    """
    slope = 1 - Fraction(11, 16) * (Fraction(SHAPES[name][2]) - 1)
    assert (slope < 0) == (SHAPES[name][2] > 27 / 11) == (name != "uniform")
    script = names_of("plot_does_the_shape_matter")
    assert script["slope"] == 1 - 11 / 16 * (SHAPES["Laplace"][2] - 1)  # the last drawn
    lacks = [(level_over_floor(name, 1 - h) - 1) / h for h in (0.004, 0.002)]
    assert 2 * lacks[1] - lacks[0] == pytest.approx(float(slope), abs=0.02)


@pytest.mark.parametrize("name", SHAPES)
def test_with_a_long_memory_only_the_deviation_counts(name):
    """At γ = 0.999 each level is the formula's: by the integral, and in the script's runs."""
    assert level_over_floor(name, 0.999) == pytest.approx(1, abs=0.003)
    script = names_of("plot_does_the_shape_matter")
    etas = script["etas"][:5, 0]
    formula = d2l.frozen_level(etas, script["curvature"], 1.0)
    assert script["levels"][name][:5] == pytest.approx(formula, rel=0.04)


def sign_level(below, eta, curvature):
    """Return the level of steps ±η: detailed balance of a walk over multiples of η."""
    down = np.array([below(curvature * eta * k) for k in range(2000)])
    up = np.cumsum(np.log(1 - down[:-1] + 1e-300) - np.log(down[1:]))
    weights = np.exp(np.append(0, up))
    squares = (np.arange(2000) * eta) ** 2
    return curvature * (weights @ squares) / (2 * weights.sum() - weights[0])


@pytest.mark.parametrize("name", SHAPES)
def test_the_level_of_signs(name):
    """At h = 1 and for a small η the level is the formula's over 2 σ p(0); slow for Laplace's."""
    limit = 1 / (2 * SHAPES[name][0])
    ratios = [
        sign_level(SHAPES[name][1], eta, 0.5) / float(d2l.frozen_level(eta, 0.5, 1.0))
        for eta in (0.02, 0.0005)
    ]
    assert ratios[1] == pytest.approx(limit, rel=0.015)
    assert (abs(ratios[0] / limit - 1) > 0.01) == (name == "Laplace")
    script = names_of("plot_does_the_shape_matter")
    found = script["levels"][name][-1] / script["formula"]
    assert found == pytest.approx(ratios[0], rel=0.05)


@pytest.mark.parametrize("gamma", [0.5, 0.9])
def test_long_tails_lower_the_level(gamma):
    """Laplace's noise has a lower level than the formula, and uniform noise a higher one."""
    assert level_over_floor("Laplace", gamma) < 0.9
    assert level_over_floor("uniform", gamma) > 1.01
