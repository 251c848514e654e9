"""The numbers on the page of where RMSProp ends from anywhere."""

import datetime
import math
from functools import cache
from itertools import pairwise

import numpy as np

from ...core.cycles import scaled_epsilon
from ...core.objectives import CURVATURES
from ...lab.everywhere import (
    Box,
    Closing,
    close,
    energy_rises_in,
    highest,
    recorded_boxes,
)
from .registry import fact
from .runs import EPS, ETA, GAMMA

LEAST_E, LARGEST_E = 1e-20, 0.9  # of the boxes that were tried
CHAPTER = Box((0.899, 0.901), (1e-6, 1e-3))


@fact(".2e")
def chapter_e_shallow() -> float:
    """In the shallow coordinate e is 6.25e-4."""
    return scaled_epsilon(ETA, CURVATURES[0], EPS)


@fact(".2e")
def chapter_e_steep() -> float:
    """In the steep one it is 1.56e-6."""
    return scaled_epsilon(ETA, CURVATURES[1], EPS)


@fact(".2f")
def energy_gamma() -> float:
    """At e = 0.2 the energy falls on the grid for multiples of 0.05 up to γ = 0.55."""
    gammas = np.arange(5, 100, 5) / 100
    rises = (g for g in gammas if energy_rises_in(float(g), 0.2) > 0)
    return float(next(rises)) - 0.05


@fact(".0f")
def energy_rises() -> float:
    """At γ = 0.9 it rises at 17 % of the grid's points."""
    return 100 * energy_rises_in(GAMMA, 0.2)


@cache
def chapter_closing() -> Closing:
    """Return what became of the box that holds the chapter's parameters."""
    return close(CHAPTER)


@fact(",d")
def chapter_cells() -> int:
    """The chapter's box takes 67,876 cells."""
    return chapter_closing().cells


@fact("d")
def chapter_levels() -> int:
    """The chapter's box takes 7 rounds."""
    return len(chapter_closing().levels)


@fact("d")
def record_closed() -> int:
    """The record has 156 closed boxes."""
    return len(recorded_boxes()["closed"])


@cache
def closed_gammas() -> tuple[float, float]:
    """Return the γ about 0.9 between which all e of the record are closed."""
    rows = recorded_boxes()["closed"]
    edges = sorted({g for row in rows for g in row[:2]})
    whole = [(a, b) for a, b in pairwise(edges) if is_whole(rows, a, b)]
    low = high = next(a for a, b in whole if a <= GAMMA < b)
    for a, b in whole:
        high = b if a == high else high
    for a, b in reversed(whole):
        low = a if b == low else low
    return low, high


def is_whole(rows: list[list[float]], low: float, high: float) -> bool:
    """Return whether boxes over all γ between two numbers follow each other in e."""
    ends = sorted(tuple(row[2:4]) for row in rows if row[0] <= low and high <= row[1])
    return (
        bool(ends)
        and (ends[0][0], ends[-1][1]) == (LEAST_E, LARGEST_E)
        and all(a[1] == b[0] for a, b in pairwise(ends))
    )


@fact("g")
def record_low_gamma() -> float:
    """All e of the record are closed from γ = 0.3 on."""
    return closed_gammas()[0]


@fact("g")
def record_top_gamma() -> float:
    """And up to γ = 0.91."""
    return closed_gammas()[1]


@fact("g")
def record_top_e() -> float:
    """The record's e go up to 0.9."""
    return LARGEST_E


@fact(".0e")
def record_low_e() -> float:
    """They begin at 1e-20."""
    return LEAST_E


@fact(".0f")
def record_minutes() -> float:
    """The record took 5 minutes."""
    return float(recorded_boxes()["seconds"]) / 60


@fact("s")
def record_machine() -> str:
    """The record names the processor."""
    return str(recorded_boxes()["processor"])


@fact("s")
def record_day() -> str:
    """And the day of its last box."""
    return f"{datetime.date.fromisoformat(recorded_boxes()['date']):%-d %B %Y}"


@fact(".2f")
def landing_x() -> float:
    """At γ = 0.9, e = 0.19 the first step lands on the minimum from x = 6.17 η/2."""
    return math.sqrt((4 - 0.19) / (1 - GAMMA))


@fact(".2f")
def landing_x_without_memory() -> float:
    """Without memory that is 1.95."""
    return math.sqrt(4 - 0.19)


@fact(".3f")
def least_factor() -> float:
    """At γ = 0.9, e = 0.2 a step in the triangle leaves at least 0.051 of |x|."""
    return 2 / math.sqrt(highest(Box((GAMMA, GAMMA), (0.2, 0.2)))) - 1
