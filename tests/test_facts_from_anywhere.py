"""The numbers on the page of where a run ends from anywhere, each by a second way."""

import math
from fractions import Fraction

import numpy as np
import pytest
from mpmath import mp

from rmsprop_tut.book.facts import FACTS, from_anywhere, text
from rmsprop_tut.core.normal import energy, next_distance, next_root
from rmsprop_tut.core.updates import rmsprop_step
from rmsprop_tut.lab.everywhere import Box, highest, recorded_boxes


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def test_the_chapter_s_e():
    """e is 6.25e-04 in the shallow coordinate and 1.56e-06 in the steep one: 4ε/(ηλ)²."""
    assert text("chapter_e_shallow") == "6.25 × 10⁻⁴"
    assert text("chapter_e_steep") == "1.56 × 10⁻⁶"
    exact = [
        4 * Fraction(1, 10**6) / (Fraction(4, 10) * c) ** 2 for c in (Fraction(1, 5), 4)
    ]
    found = [value("chapter_e_shallow"), value("chapter_e_steep")]
    assert found == pytest.approx([float(v) for v in exact])


def psi(u):
    """Return the energy's integral, by quadrature."""
    return mp.quad(lambda v: -2 * mp.log(2 / mp.sqrt(v) - 1), [1, u])


def test_the_energy_by_quadrature():
    """V = y² - ln y² + γ/A ∫ -2 ln(2/√u - 1) du, with the integral computed."""
    y, u, gamma, e = np.array([0.3, 1.2]), np.array([0.7, 2.9]), 0.9, 0.2
    found = np.diff(energy(y, u, gamma, e))[0]
    exact = [
        v * v - 2 * mp.log(v) + gamma / 0.08 * psi(w) for v, w in zip(y, u, strict=True)
    ]
    assert found == pytest.approx(float(exact[1] - exact[0]))


def rising(gamma, e, points):
    """Return at which part of a grid in the triangle the energy rises, row by row."""
    rises, least = 0, math.sqrt(e)
    A = (1 - gamma) * (1 - e)
    parts = np.arange(1, points + 1) / (points + 1)
    for r in least + (2 - least) * parts:
        y, u = parts * (2 - r) / math.sqrt(A), r * r
        after = next_root(y, u, gamma, e)
        new = next_distance(y, after)
        rises += np.sum(energy(new, after, gamma, e) > energy(y, u, gamma, e))
    return rises / points**2


def test_where_the_energy_falls():
    """At e = 0.2 V falls everywhere up to γ = 0.55 among multiples of 0.05; at 0.9 17 % rise."""
    assert (text("energy_gamma"), text("energy_rises")) == ("0.55", "17")
    assert rising(0.55, 0.2, 40) == 0
    assert rising(0.6, 0.2, 40) > 0
    assert value("energy_rises") == pytest.approx(100 * rising(0.9, 0.2, 200), rel=1e-9)


def test_the_first_step_that_lands():
    """At γ = 0.9, e = 0.19 x = 6.17 lands from s = 0; without memory x = 1.95."""
    assert (text("landing_x"), text("landing_x_without_memory")) == ("6.17", "1.95")
    for name, gamma in (("landing_x", 0.9), ("landing_x_without_memory", 0.0)):
        x, _ = rmsprop_step(value(name), 0.0, value(name), 2, gamma, 0.19)
        assert abs(x) < 1e-14


def test_the_least_factor():
    """At γ = 0.9, e = 0.2 a step in the triangle leaves at least 0.051 of |x|."""
    assert text("least_factor") == "0.051"
    r = np.linspace(math.sqrt(0.2), 2, 500)[:, None]
    after = 0.9 * r * r + 0.1 * 0.2 + ((2 - r) * np.linspace(0, 1, 50)) ** 2
    least = (2 / np.sqrt(after) - 1).min()
    assert least == pytest.approx(value("least_factor"), rel=1e-6)
    assert highest(Box((0.9, 0.9), (0.2, 0.2))) >= after.max() - 1e-12


def test_the_chapter_s_cells():
    """What the page says of the chapter's box is of the box that the proofs close."""
    closing = from_anywhere.chapter_closing()
    assert closing.closed
    assert text("chapter_levels") == str(len(closing.levels)) == "7"
    assert (
        text("chapter_cells")
        == f"{sum(level.tried.sum() for level in closing.levels):,}"
    )


def test_what_the_record_says():
    """The record's boxes, their number, their ends, its minutes and its machine."""
    record = recorded_boxes()
    closed = np.array(record["closed"])
    assert text("record_closed") == str(len(closed))
    assert text("record_minutes") == f"{value('record_minutes'):.0f}"
    assert value("record_minutes") * 60 == pytest.approx(record["seconds"])
    assert record["processor"] == text("record_machine")
    assert record["date"][:4] in text("record_day")


def test_no_gap_in_the_record():
    """Each γ from the one number to the other, and each e from 1e-20 to 0.9, is in a closed box.

    The ends are the floating-point numbers next to the decimals that the page prints.
    """
    assert text("record_low_e") == "1 × 10⁻²⁰"
    assert text("record_top_e") == "0.9"
    low, high = value("record_low_gamma"), value("record_top_gamma")
    assert low < 0.9 < high
    area = Fraction(0)  # exactly, of what closed boxes have of it; they do not overlap
    for g0, g1, e0, e1, _ in recorded_boxes()["closed"]:
        wide = Fraction(min(g1, high)) - Fraction(max(g0, low))
        area += max(wide, 0) * (Fraction(e1) - Fraction(e0))
        assert 1e-20 <= e0 <= e1 <= 0.9
    assert area == (Fraction(high) - Fraction(low)) * (Fraction(0.9) - Fraction(1e-20))
