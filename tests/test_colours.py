"""The book's colours under the three kinds of colour blindness, and in print."""

from itertools import combinations

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb

from rmsprop_tut import leaky_weights, plot_weights


@pytest.fixture(scope="module")
def colours():
    """Return the colours of the book's style, in order."""
    with plt.style.context("rmsprop_tut.book"):
        cycle = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    return [to_rgb(colour) for colour in cycle]


@pytest.mark.parametrize("kind", ["deuteranomaly", "protanomaly", "tritanomaly"])
def test_colours_survive_colour_blindness(colours, kind):
    """Colours survive the three kinds of colour blindness, simulated in full strength.

    The simulation is that of Machado, Oliveira and Fernandes (2009), the distance CAM02-UCS,
    in which 1 is just noticeable.
    """
    blind = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    seen = [cspace_convert(colour, blind, "sRGB1").clip(0, 1) for colour in colours]
    assert all(deltaE(a, b, input_space="sRGB1") > 10 for a, b in combinations(seen, 2))


def test_lines_survive_print():
    """In print without colours the lines of a plot differ in their markers."""
    gammas = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5)
    ax = plot_weights(gammas, [leaky_weights(gamma, 40) for gamma in gammas])
    assert len({line.get_marker() for line in ax.lines}) == len(gammas)
