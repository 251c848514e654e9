"""The script on rounding at random: by all ways to round, and against exact states."""

import math
from fractions import Fraction

import numpy as np
import pytest
from gallery_scripts import names_of

import rmsprop_tut as d2l


def after_all_roundings(bits, h, steps):
    """Return the exact law of a state that is rounded at random, from zero and squares of 1."""
    law = {Fraction(0): Fraction(1)}
    for _ in range(steps):
        after = {}
        for s, p in law.items():
            exact = (1 - h) * s + h
            digit = Fraction(2) ** (math.frexp(float(exact))[1] - bits)
            down = math.floor(exact / digit)
            up = exact / digit - down
            for value, chance in ((down, 1 - up), (down + 1, up)):
                if chance:
                    after[value * digit] = after.get(value * digit, 0) + p * chance
        law = after
    return law


def test_rounding_at_random_is_right_in_the_mean():
    """In the mean updates are right: over all ways to round, exactly 1 - (1-h)^t."""
    h = Fraction(1, 32)
    law = after_all_roundings(3, h, 12)
    assert len(law) > 3
    assert sum(law.values()) == 1
    assert sum(s * p for s, p in law.items()) == 1 - (1 - h) ** 12


def test_the_states_of_the_script():
    """At random it keeps up for each γ; to the nearest it does not, left of the border."""
    script = names_of("plot_does_rounding_at_random_help")
    h, random = script["h"], script["random"]
    g = np.sqrt(script["squares"])
    gammas = 1 - h[:, None]
    exact = np.zeros(len(h))
    for square in g**2:
        exact = exact + (1 - gammas[:, 0]) * (square - exact)
    assert np.sqrt(random[-1]).mean(axis=0) == pytest.approx(np.sqrt(exact), rel=0.04)
    nearest = np.sqrt(script["nearest"][-1])
    left = h < 1 / 258
    assert np.all(np.abs(nearest / np.sqrt(exact) - 1)[left & (h > 6e-4)] > 0.3)
    assert np.all(nearest[h > 0.02] / np.sqrt(exact[h > 0.02]) < 1.1)
    assert script["border"] == 1 / 258
    down = random[4000:, :, -1]  # at γ = 0.999
    changes = np.mean(np.diff(down, axis=0) != 0)
    assert h[-1] == 0.001
    assert 0.05 < changes < 0.3  # most updates are lost
    kept = d2l.rounded(random[1:8001:100], 8)
    assert np.array_equal(kept, random[1:8001:100])


def test_the_scatter():
    """A last digit is at most 1/256 of the root; scatter is below it, or above with long memory."""
    states = np.arange(128, 256) / 128
    assert (np.sqrt(states + 1 / 128) / np.sqrt(states)).max() - 1 < 1 / 256
    script = names_of("plot_does_rounding_at_random_help")
    late, h = script["late"], script["h"]
    scatter = (late.std(axis=1) / late.mean(axis=1)).mean(axis=0)
    assert np.all(scatter[(h > 0.007)] < 1 / 256)
    assert np.all(scatter[h < 0.0015] > 1 / 256)
