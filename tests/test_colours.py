"""The book's colours under the three kinds of colour blindness, and in print."""

from itertools import combinations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb

from rmsprop_tut import (
    ClassifierResult,
    Sweep,
    leaky_weights,
    plot_accuracies,
    plot_curves,
    plot_sweeps,
    plot_weights,
)


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


GAMMAS = (0.95, 0.9, 0.8, 0.7, 0.6, 0.5)
RUN = ClassifierResult((0.9, 0.7), (0.7, 0.9), (0.6, 0.8), np.zeros(4), 1.0)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plot_weights(GAMMAS, [leaky_weights(gamma, 40) for gamma in GAMMAS]),
        lambda: plot_curves([0, 1], {f"{gamma}": [gamma, 1] for gamma in GAMMAS}),
        lambda: plot_accuracies({f"{gamma}": [RUN] for gamma in GAMMAS}),
        lambda: plot_sweeps(
            {f"{g}": Sweep((0.1, 1.0), np.full((2, 1), g)) for g in GAMMAS}
        ),
    ],
)
def test_lines_survive_print(draw):
    """In print without colours the lines of a plot differ in their markers or dashes."""
    lines = [line for line in draw().lines if len(line.get_xdata()) > 1]
    looks = {(line.get_marker(), line.get_linestyle()) for line in lines}
    assert len(looks) == len(lines) >= len(GAMMAS)
