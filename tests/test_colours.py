"""The book's colours, light and dark, under three kinds of colour blindness, and in print."""

import re
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE
from matplotlib.colors import to_rgb

from rmsprop_tut import (
    leaky_weights,
    plot_accuracies,
    plot_curves,
    plot_sweeps,
    plot_weights,
)
from rmsprop_tut.results import ClassifierResult, Sweep

# The filter functions of CSS: invert(0.92), then hue-rotate(180deg).
TURNED = [
    [-0.574, 1.43, 0.144],
    [0.426, 0.43, 0.144],
    [0.426, 1.43, -0.856],
]


STYLES = Path(__file__).parents[1] / "docs" / "_static"
GROUNDS = ["#ffffff", "#131416"]  # the theme's, light and dark


def cycle():
    """Return the colours of the book's figures, in order, and their ground."""
    with plt.style.context("rmsprop_tut.book"):
        colours = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    return [to_rgb(colour) for colour in [*colours, "white"]]


def interactive(place):
    """Return the colours of the interactive figures, light (0) or dark (1), and the ground."""
    css = (STYLES / "playground" / "playground.css").read_text(encoding="utf-8")
    pairs = re.findall(r"--\w+: light-dark\((#\w{6}), (#\w{6})\)", css)
    assert len(pairs) == 7
    return [to_rgb(pair[place]) for pair in [*pairs, GROUNDS]]


PALETTES = {
    "figures, light": cycle,
    "figures, dark": lambda: [TURNED @ (0.92 - 0.84 * np.array(c)) for c in cycle()],
    "interactive, light": lambda: interactive(0),
    "interactive, dark": lambda: interactive(1),
}


def luminance(colour):
    """Return the relative luminance of WCAG."""
    linear = np.where(
        colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4
    )
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.fixture(scope="module", params=PALETTES)
def colours(request):
    """Return the colours of lines as a page shows them, and last the ground."""
    return np.clip(PALETTES[request.param](), 0, 1)


def test_dark_pages_turn_the_colours_as_simulated_here():
    """On dark pages the lightness of plots is turned round and their hues kept."""
    css = (STYLES / "book.css").read_text(encoding="utf-8")
    assert "--turned: invert(0.92) hue-rotate(180deg);" in css


def test_lines_stand_out_from_the_page(colours):
    """Each line has a contrast of at least 3 to the ground (WCAG 2.2, 1.4.11)."""
    *lines, ground = luminance(colours)
    ratios = [(max(y, ground) + 0.05) / (min(y, ground) + 0.05) for y in lines]
    assert min(ratios) >= 3


@pytest.mark.parametrize("kind", ["deuteranomaly", "protanomaly", "tritanomaly"])
def test_colours_survive_colour_blindness(colours, kind):
    """Colours survive the three kinds of colour blindness, simulated in full strength.

    The simulation is that of Machado, Oliveira and Fernandes (2009), the distance CAM02-UCS,
    in which 1 is just noticeable.
    """
    blind = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    seen = cspace_convert(colours, blind, "sRGB1").clip(0, 1)
    assert all(deltaE(a, b, input_space="sRGB1") > 9 for a, b in combinations(seen, 2))


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
