r"""Does every run on a quadratic end in the 2-cycle? A proof by intervals, for a box of (γ, e).

The plane of y and u (see :mod:`rmsprop_tut.core.normal`) is cut into cells. Of each cell an
interval computation says which cells a step from it can reach. A cell is crossed out if

- a region around the cycle holds it in which a step shrinks the deviation, or
- no cell that is left can be reached from it, or it can be reached from none.

Cells that are left are halved both ways, and so on. Where none is left, a run has nowhere to
be but in that region.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np

from .._types import Array
from ..core.intervals import Interval, interval
from ..core.normal import (
    energy,
    matrix_to_cycle,
    next_distance,
    next_root,
    share,
    slope_in_distance,
)

LEVELS, MANY = 9, 300_000  # how often cells are halved, and how many are tried in all
SPACING = 0.2  # of the first lines, at most, relatively
PIECES, PARTS = 16, 4  # of the region at the cycle, and of the box, each way
NEARLY = 0.999  # of the largest region that was found
RECORD = Path(__file__).parents[1] / "datasets" / "from_anywhere.json"

Ends = tuple[float, float]
Mask = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Box:
    """All parameters with γ and e between two numbers each.

    Parameters
    ----------
    gamma, e : tuple of float
        The ends of each, 0 <= γ < 1 and 0 < e < 1, the lower first.

    Raises
    ------
    ValueError
        If they are not.

    Examples
    --------
    >>> Box((0.5, 0.6), (0.1, 0.2)).gamma
    (0.5, 0.6)
    """

    gamma: Ends
    e: Ends

    def __post_init__(self) -> None:
        """Refuse ends that say nothing, or of which nothing is proved."""
        (g0, g1), (e0, e1) = self.gamma, self.e
        if not (0 <= g0 <= g1 < 1 and 0 < e0 <= e1 < 1):
            raise ValueError(f"no box of γ in [0, 1) and e in (0, 1): {self}")


def corners(box: Box) -> list[tuple[Interval, Interval]]:
    """Return the different corners of a box."""
    ends = product(sorted({*box.gamma}), sorted({*box.e}))
    return [(interval(g), interval(e)) for g, e in ends]


def parts(box: Box, n: int = PARTS) -> Iterator[Box]:
    """Yield boxes that make up one, n a side; one a side that has no length."""
    gammas, es = cut(box.gamma, n), cut(box.e, n)
    for g, e in product(pairwise(gammas), pairwise(es)):
        yield Box(g, e)


def cut(ends: Ends, n: int) -> list[float]:
    """Return n + 1 points that cut an interval into equal parts."""
    points = np.linspace(*ends, (n if ends[0] < ends[1] else 1) + 1).tolist()
    return [ends[0], *points[1:-1], ends[1]]


@dataclass(frozen=True)
class Level:
    """Cells between lines, and which of them were left."""

    rows: Array  # the lines of y
    columns: Array  # the lines of u
    tried: Mask
    left: Mask
    rounds: int


@dataclass(frozen=True)
class Closing:
    """What became of a box: it is closed if the last level has no cell left.

    Parameters
    ----------
    box : Box
        The parameters.
    levels : list of Level
        The cells of each round: the lines of y, ``rows``, and of u, ``columns``, between
        which they are; which were ``tried``, and which were ``left``.

    Examples
    --------
    >>> closing = close(Box((0.5, 0.5), (0.5, 0.5)))
    >>> closing.closed, len(closing.levels)
    (True, 2)
    """

    box: Box
    levels: list[Level] = field(default_factory=list)

    @property
    def closed(self) -> bool:
        """Whether every run is proved to end in the cycle, but those that land on x = 0."""
        return bool(self.levels) and not self.levels[-1].left.any()

    @property
    def cells(self) -> int:
        """How many cells were looked at."""
        return sum(int(level.tried.sum()) for level in self.levels)


def close(box: Box, many: int = MANY) -> Closing:
    """Try to prove for all parameters of a box that every run ends in the 2-cycle.

    Parameters
    ----------
    box : Box
        The parameters.
    many : int
        How many cells to try before giving up.

    Returns
    -------
    Closing
        With ``closed``, which is a proof, or not, which says nothing.

    Examples
    --------
    >>> close(Box((0.5, 0.5), (0.5, 0.5))).closed
    True
    """
    regions = [Region.around_cycle(part) for part in parts(box)]
    closing = Closing(box)
    if not all(region.radius for region in regions):
        return closing
    rows, columns = first_lines(box)
    if not cover(rows, columns, box):
        return closing
    left = np.ones((len(rows) - 1, len(columns) - 1), bool)
    while left.any() and len(closing.levels) < LEVELS and closing.cells < many:
        tried = left & ~settled(rows, columns, left, box, regions)
        left, rounds = crossed_out(rows, columns, tried, box)
        closing.levels.append(Level(rows, columns, tried, left, rounds))
        rows, columns, left = halved(rows, columns, left)
    return closing


def recorded_boxes() -> dict[str, Any]:
    """Return for which boxes the package's record has the proof.

    Returns
    -------
    dict
        ``closed``: rows of least and largest γ, least and largest e, and how many cells it took;
        ``open``: as many numbers of each box that was tried in vain; ``seconds``, ``processor``,
        ``cores``, ``date``.

    Examples
    --------
    >>> sorted(recorded_boxes())
    ['closed', 'cores', 'date', 'open', 'processor', 'seconds']
    """
    record: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def energy_rises_in(gamma: float, e: float, points: int = 200) -> float:
    """Return at which part of a grid over the triangle the energy rises in a step.

    Parameters
    ----------
    gamma, e : float
        The parameters, each above 0 and below 1.
    points : int
        Points of the grid a side.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> energy_rises_in(0.5, 0.2)
    0.0
    """
    inner = np.linspace(0, 1, points + 2)[1:-1]
    r = math.sqrt(e) + (2 - math.sqrt(e)) * inner
    y, u = inner[:, None] * (2 - r) / math.sqrt(share(gamma, e)), r * r
    after = next_root(y, u, gamma, e)
    change = energy(next_distance(y, after), after, gamma, e) - energy(y, u, gamma, e)
    return float((change > 0).mean())


# The region around the cycle.


@dataclass(frozen=True)
class Region:
    """Where z P z <= radius², for z = (y - 1, u - 1): a step shrinks z P z there."""

    form: Array  # P
    radius: float

    @classmethod
    def around_cycle(cls, box: Box) -> "Region":
        """Return nearly the largest that intervals show to shrink; of radius 0 if none."""
        form, low, high = shrinking_form(box), 0.0, 1.0
        for _ in range(12):
            middle = (low + high) / 2
            shrinks = cls(form, middle).shrinks(box)
            low, high = (middle, high) if shrinks else (low, middle)
        found = cls(form, NEARLY * low)
        return found if low and found.shrinks(box) else cls(form, 0.0)

    def reach(self) -> tuple[float, float]:
        """Return more than the largest deviations of y and u in it."""
        inverse = np.linalg.inv(self.form)
        y, u = 1.000001 * self.radius * np.sqrt(np.diag(inverse))
        return float(y), float(u)

    def shrinks(self, box: Box) -> bool:
        """Show that P - MᵀPM is positive definite for each M(z) of a rectangle around it."""
        (y, u), P = self.reach(), self.form
        if max(y, u) >= 1 or not self.within(y, u):
            return False
        i, j = np.indices((PIECES, PIECES)).reshape(2, -1)
        ys, us = np.linspace(-y, y, PIECES + 1), np.linspace(-u, u, PIECES + 1)
        dy, du = Interval(ys[i], ys[i + 1]), Interval(us[j], us[j + 1])
        try:
            M = matrix_to_cycle(dy, du, Interval(*box.gamma), Interval(*box.e))
        except ValueError:  # a root of what may be negative
            return False
        Q = [
            [P[i, j] - form_of(P, column(M, i), column(M, j)) for j in (0, 1)]
            for i in (0, 1)
        ]
        determinant = Q[0][0] * Q[1][1] - Q[0][1] * Q[0][1]
        return bool(np.all(Q[0][0].lo > 0) and np.all(determinant.lo > 0))

    def within(self, y: float, u: float) -> bool:
        """Show that the form is positive definite, and the region in a rectangle."""
        (a, b), (_, c) = self.form
        determinant = interval(a) * c - interval(b) * b
        square = interval(self.radius) * self.radius
        over = [square * d / determinant for d in (c, a)]
        fits = [o.hi <= (interval(v) * v).lo for o, v in zip(over, (y, u), strict=True)]
        return bool(a > 0 and determinant.lo > 0 and all(fits))

    def holds(self, y: tuple[Array, Array], u: tuple[Array, Array]) -> Mask:
        """Tell of which cells all four corners, and so all points, are in it."""
        square = (interval(self.radius) * self.radius).lo
        at = [(interval(a) - 1, interval(b) - 1) for a, b in product(y, u)]
        return all_of([form_of(self.form, z, z).hi <= square for z in at])


def all_of(masks: list[Mask]) -> Mask:
    """Return where all masks are true."""
    together: Mask = np.logical_and.reduce(masks)
    return together


def column(M: list[list[Any]], j: int) -> tuple[Any, Any]:
    """Return a column of two rows."""
    return M[0][j], M[1][j]


def form_of(P: Array, z: tuple[Any, Any], w: tuple[Any, Any]) -> Any:
    """Return z P w, for a symmetric P."""
    crossed = z[0] * w[1] + z[1] * w[0]
    return P[0, 0] * (z[0] * w[0]) + P[0, 1] * crossed + P[1, 1] * (z[1] * w[1])


def shrinking_form(box: Box) -> Array:
    """Return a P that the Jacobian shrinks, at the middle of a box: a guess, proved nowhere."""
    J = np.array(matrix_to_cycle(0.0, 0.0, sum(box.gamma) / 2, sum(box.e) / 2))
    slow = (1 + np.abs(np.linalg.eigvals(J)).max() ** 2) / 2
    P, power = np.zeros((2, 2)), np.eye(2)
    while np.abs(power).max() > 1e-9:
        P, power = P + power.T @ power, power @ J / math.sqrt(slow)
    form: Array = (P + P.T) / (2 * P[0, 0])
    return form


# The cells.


def highest(box: Box) -> float:
    """Return a bound below 4 of u, from the step after which a run was in the triangle."""
    g, e, least = (interval(v) for v in (box.gamma[1], box.e[1], box.e[0]))
    ends = 4 * g + (1 - g) * e, 2 * least + 4 - 4 * least.sqrt()
    return float(max(end.hi for end in ends))


def first_lines(box: Box) -> tuple[Array, Array]:
    """Return lines that are to go around the triangle, which :func:`cover` shows.

    The first row begins at y = 0, and is so low that few runs should come back to it; the
    first column holds all u that are about e. Of where lines are the proof needs no more.
    """
    (_, g), (least, e), top = box.gamma, box.e, highest(box)
    d = min(SPACING, 0.4 * math.log(2 / math.sqrt(e) - 1))
    dip = 1.8 / -math.log(max(g, 0.05))
    bottom, y_top = 1e-3 * math.sqrt(least) * math.exp(-dip), 2.02 / share(g, e) ** 0.5
    rows = bottom * np.exp(d * np.arange(1 + math.ceil(math.log(y_top / bottom) / d)))
    ratio, width = 1 - min((1 - g) / 2, SPACING), max(0.05 * (1 - e) * e, 1e-13)
    steps = math.ceil(math.log(width / (top - e)) / math.log(ratio))
    columns = e + (top - e) * ratio ** np.arange(steps, 0, -1)
    return np.r_[0, rows], np.r_[least, columns, np.nextafter(top, 4)]


def cover(rows: Array, columns: Array, box: Box) -> bool:
    """Show that the cells between lines cover all that a run visits once it is in the triangle."""
    around = share(*corners(box)[-1]).sqrt() * rows[-1]  # where A is least
    ends = columns[0] <= box.e[0] and highest(box) < columns[-1]
    rise = all(np.all(np.diff(lines) > 0) for lines in (rows, columns))
    return bool(rows[0] == 0 and around.lo > 2 and ends and rise)


def sides(lines: Array, index: Any) -> tuple[Array, Array]:
    """Return the lower and the upper line of cells."""
    return lines[index], lines[index + 1]


def settled(
    rows: Array, columns: Array, cells: Mask, box: Box, regions: list[Region]
) -> Mask:
    """Return which cells are outside the triangle, or in the region of each part of the box."""
    i, j = np.nonzero(cells)
    y, u = sides(rows, i), sides(columns, j)
    reach = share(*corners(box)[-1]).sqrt() * y[0] + interval(u[0]).sqrt()
    done = np.zeros_like(cells)
    done[i, j] = reach.lo > 2
    ranges = [region.reach() for region in regions]
    far = min(y for y, _ in ranges), min(u for _, u in ranges)
    near = (np.abs(y[0] - 1) < far[0]) & (np.abs(u[0] - 1) < far[1])  # a first look
    y, u = (y[0][near], y[1][near]), (u[0][near], u[1][near])
    done[i[near], j[near]] |= all_of([r.holds(y, u) for r in regions])
    return done


def image(
    y: tuple[Array, Array], u: tuple[Array, Array], box: Box
) -> tuple[Interval, Interval]:
    """Return rectangles that hold all of a step from cells, of what is in the triangle.

    y' falls as u' grows, and u' grows with y and u, and is at a corner of the box least and
    largest. For each corner y' is concave in y: least at an end, and below both tangents.
    """
    top = highest(box)
    smallest, largest, ups, downs = [], [], [], []
    for corner in corners(box):
        for end in y:
            after = next_root(interval(end), interval(u[1]), *corner)
            ups.append(after.hi)
            smallest.append(next_distance(interval(end), after).lo)
        tangents = []
        for end in y:
            after = next_root(interval(end), interval(u[0]), *corner)
            downs.append(after.lo)
            slope = slope_in_distance(interval(end), interval(u[0]), *corner)
            rise = slope * (interval(y[1] if end is y[0] else y[0]) - end)
            at = next_distance(interval(end), after)
            tangents.append((at + Interval(0.0, np.maximum(rise.hi, 0))).hi)
        largest.append(np.minimum(*tangents))
    slowest = (y[0] * (2 / interval(top).sqrt() - 1)).lo
    low = np.maximum(reduce(np.minimum, smallest), slowest)
    up = np.minimum(reduce(np.maximum, ups), top)
    ends = low, reduce(np.maximum, largest), reduce(np.minimum, downs), up
    if not all(np.isfinite(end).all() for end in ends):
        raise ArithmeticError("an image has no end")
    return Interval(*ends[:2]), Interval(*ends[2:])


def between(lines: Array, values: Interval) -> tuple[Any, Any, Any]:
    """Return the first and the last cell that intervals meet, and whether they meet any."""
    n = len(lines) - 1
    first = np.searchsorted(lines, values.lo, side="right") - 1
    last = np.searchsorted(lines, values.hi, side="right") - 1
    meets = (last >= 0) & (first < n) & (first <= last)
    return np.clip(first, 0, n - 1), np.clip(last, 0, n - 1), meets


def crossed_out(rows: Array, columns: Array, cells: Mask, box: Box) -> tuple[Mask, int]:
    """Cross out cells that reach none that is left, or are reached by none, until none is.

    No run stays in the first row for ever: u falls to about e there, and then y grows. So a
    cell of it is not counted as its own neighbour.
    """
    i, j = np.nonzero(cells)
    y, u = image(sides(rows, i), sides(columns, j), box)
    (i0, i1, some), (j0, j1, others) = between(rows, y), between(columns, u)
    own = (i == 0) & (rows[0] == 0) & (i0 == 0) & (j0 <= j) & (j <= j1)
    left, good, rounds = cells.copy(), some & others, 0
    while True:
        left[i[~good], j[~good]] = False
        i, j, i0, i1, j0, j1, own = (v[good] for v in (i, j, i0, i1, j0, j1, own))
        reached = within_rectangles(left.shape, i0, i1, j0, j1)[i, j] > own
        good = reached & (how_many_left(left, i0, i1, j0, j1) > own)
        if good.all():
            return left, rounds
        rounds += 1


def how_many_left(left: Mask, i0: Any, i1: Any, j0: Any, j1: Any) -> Any:
    """Return how many cells that are left each rectangle has, from sums over all before it."""
    sums = np.pad(left.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    below = sums[i1 + 1, j1 + 1] - sums[i1 + 1, j0]
    return below - sums[i0, j1 + 1] + sums[i0, j0]


def within_rectangles(
    shape: tuple[int, ...], i0: Any, i1: Any, j0: Any, j1: Any
) -> Any:
    """Return for each cell in how many of the rectangles it is, from their corners."""
    wide = shape[1] + 1
    at = [(i0, j0), (i1 + 1, j1 + 1), (i0, j1 + 1), (i1 + 1, j0)]
    counts = [np.bincount(i * wide + j, minlength=(shape[0] + 1) * wide) for i, j in at]
    marks = counts[0] + counts[1] - counts[2] - counts[3]
    return marks.reshape(-1, wide).cumsum(0).cumsum(1)


def halved(rows: Array, columns: Array, left: Mask) -> tuple[Array, Array, Mask]:
    """Return the cells that are left, each as four; the lines end where they end."""
    if not left.any():
        return rows, columns, left
    i, j = np.nonzero(left)
    a, b, c, d = i.min(), i.max() + 1, j.min(), j.max() + 1
    fours = left[a:b, c:d].repeat(2, 0).repeat(2, 1)
    return with_middles(rows[a : b + 1]), with_middles(columns[c : d + 1]), fours


def with_middles(lines: Array) -> Array:
    """Return lines, and one between each two."""
    return np.sort(np.r_[lines, (lines[1:] + lines[:-1]) / 2])
