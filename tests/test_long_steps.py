"""The script on long steps: shares by an integral, and on other gradients."""

import itertools
import math

import numpy as np
import pytest
from gallery_scripts import names_of

import rmsprop_tut as d2l


def kept_of_cauchy(a):
    """Return E e^(-a g²) for Cauchy's g: e^a erfc(√a), for large a by its continued fraction."""
    root = math.sqrt(a)
    if a < 25:
        return math.exp(a) * math.erfc(root)
    return 1 / (math.sqrt(math.pi) * (root + 1 / (2 * root + 2 / (root + 1.5 / root))))


def inverse_root(h):
    """Return E 1/√s under Cauchy's noise: an integral over ln u, u = v / h as a unit."""
    gamma, total, stride = 1 - h, 0.0, 0.1
    for log in np.arange(-40, 16, stride):
        a, product = h * math.exp(log), 0.0
        while a > 1e-14 and product > -40:
            product += math.log(kept_of_cauchy(a))
            a *= gamma
        product -= 2 * math.sqrt(a / math.pi) / (1 - math.sqrt(gamma))
        total += stride * math.exp(log / 2 + product)
    return total / math.sqrt(math.pi)


def test_the_mean_of_the_inverse_root():
    """For Cauchy's noise and γ near 1 the mean of 1/√s is √h/2; tails are 2/(πy)."""
    near = [inverse_root(h) / math.sqrt(h) for h in (0.02, 0.005)]
    assert near == pytest.approx([0.5, 0.5], rel=0.02)
    assert abs(near[1] - 0.5) < abs(near[0] - 0.5)
    y = 300.0
    assert 1 - 2 / math.pi * math.atan(y) == pytest.approx(2 / (math.pi * y), rel=1e-4)


def test_one_step_in_pi_memories():
    """Under Cauchy's noise a share of h/π is beyond the bound; under normal noise they die out."""
    script = names_of("plot_how_often_is_a_step_long")
    h, shares = script["h"], script["shares"]
    near = h < 0.05
    assert shares["Cauchy"][near] == pytest.approx(h[near] / math.pi, rel=0.2)
    assert shares["normal"][0] == shares["normal"][1] == 0
    rng, g, bound = np.random.default_rng(7), None, d2l.first_step_gain(0.98)
    g = rng.standard_cauchy((2000, 200))
    s, beyond = np.full(200, 100.0), []
    for row in g:
        beyond.append(np.abs(row) > bound * np.sqrt(s))
        s = 0.98 * s + 0.02 * row**2
    assert np.mean(beyond[500:]) == pytest.approx(0.02 / math.pi, rel=0.1)


def test_shares_of_longer_steps():
    """Under Cauchy's noise the share beyond r is 2 E s^(-1/2)/(π r): it falls like 1/r."""
    script = names_of("plot_how_often_is_a_step_long")
    lengths = script["before"]["Cauchy"]
    constant = 2 / math.pi * inverse_root(0.1)
    for r, error in ((10, 0.1), (100, 0.2)):
        assert np.mean(lengths > r) * r == pytest.approx(constant, rel=error)


def test_normal_steps_hardly_pass_the_bound():
    """Under normal noise few pass the bound, and none by far; RMSProp's own never do."""
    script = names_of("plot_how_often_is_a_step_long")
    bound = script["bound"]
    assert all(sizes[-1] <= bound for sizes in script["own"].values())
    rng, s, seen = np.random.default_rng(8), np.ones(500), []
    for _ in range(400):
        g = rng.standard_normal(500)
        seen.append(np.abs(g) / np.sqrt(s))
        s = 0.9 * s + 0.1 * g * g
    for lengths in (script["before"]["normal"], np.ravel(seen[100:])):
        assert np.mean(lengths > bound) < 0.01
        assert lengths.max() < 3 * bound
    assert math.isclose(bound, math.sqrt(10))


def test_a_state_of_its_own_is_the_bound():
    """No sequence of three gradients gives RMSProp a longer step than 1/√(1-γ)."""
    for g in itertools.product((-3.0, 0.1, 40.0), repeat=3):
        state = 0.0
        for v in g:
            state = 0.9 * state + 0.1 * v * v
            assert abs(v) <= math.sqrt(10 * state) * (1 + 1e-12)
