"""Boxes of parameters for which every run ends in the cycle: how that is computed."""

import numpy as np
import pytest
import slow_everywhere as slow
from mpmath import iv

from rmsprop_tut.book.facts.from_anywhere import chapter_closing
from rmsprop_tut.core.cycles import scaled_epsilon
from rmsprop_tut.core.normal import next_distance, next_root
from rmsprop_tut.core.updates import rmsprop_step
from rmsprop_tut.lab.everywhere import (
    Box,
    Region,
    close,
    first_lines,
    highest,
    image,
    recorded_boxes,
    sides,
)

HALF = Box((0.5, 0.5), (0.5, 0.5))
CHAPTER = Box((0.899, 0.901), (1e-6, 1e-3))
RECORD = recorded_boxes()


def drawn(rng, ends, n):
    """Return numbers between two."""
    return ends[0] + rng.random(n) * (ends[1] - ends[0])


@pytest.mark.parametrize(
    "box", [CHAPTER, Box((0.3, 0.4), (0.2, 0.3)), Box((0, 0.1), (0.8, 0.9))]
)
def test_a_step_leads_into_the_image(box):
    """Whatever point of a cell and whatever parameters are drawn, the rectangle has the step."""
    rng = np.random.default_rng(0)
    rows, columns = first_lines(box)
    i, j = (
        rng.integers(len(rows) - 1, size=4000),
        rng.integers(len(columns) - 1, size=4000),
    )
    y, u = sides(rows, i), sides(columns, j)
    after_y, after_u = image(y, u, box)
    least, most = np.full(i.size, np.inf), np.full(i.size, -np.inf)
    for _ in range(20):
        gamma, e = drawn(rng, box.gamma, i.size), drawn(rng, box.e, i.size)
        a, b = drawn(rng, y, i.size), drawn(rng, u, i.size)
        there = (np.sqrt((1 - gamma) * (1 - e)) * a + np.sqrt(b) <= 2) & (b >= e)
        new_u = next_root(a, b, gamma, e)
        there &= new_u <= highest(box)
        new_y = next_distance(a, new_u)
        assert np.all((after_y.lo <= new_y) & (new_y <= after_y.hi) | ~there)
        assert np.all((after_u.lo <= new_u) & (new_u <= after_u.hi) | ~there)
        least, most = np.fmin(least, new_y), np.fmax(most, new_y)
    wide = (after_y.hi - after_y.lo) / (most - least)
    assert np.median(wide[there]) < 2  # and it is not much wider than it has to be


def test_a_second_proof():
    """At γ = e = 1/2 mpmath and sets of Python find it too: no cell is left.

    The first lines, the ellipse and the bound of u are the first proof's. That the ellipse shrinks,
    what a cell reaches and what is crossed out are computed anew, and the images in another way.
    """
    closing, region = close(HALF), Region.around_cycle(HALF)
    gamma = e = iv.mpf("0.5")
    assert slow.shrinks(region, gamma, e)
    rows, columns = (lines.tolist() for lines in first_lines(HALF))
    found = [*slow.proof(rows, columns, (gamma, e, highest(HALF)), region, 2)]
    assert closing.closed
    assert found[-1] == 0


def test_images_of_the_chapter_s_cells():
    """Cells drawn at random: mpmath's images, in parts, are at most a little wider than ours.

    They hold the true image as ours do; so ours are no wider than needed, nor too narrow.
    """
    rng, closing = np.random.default_rng(1), chapter_closing()
    box = Box((0.9, 0.9), (6.25e-4, 6.25e-4))
    parameters = iv.mpf(0.9), iv.mpf(6.25e-4), highest(box)
    for level in closing.levels:
        i, j = np.nonzero(level.tried)
        for k in rng.choice(i.size, 5, replace=False):
            y, u = sides(level.rows, i[[k]]), sides(level.columns, j[[k]])
            (ours, ours_u), theirs = (
                image(y, u, box),
                slow.image((y[0][0], y[1][0]), (u[0][0], u[1][0]), *parameters),
            )
            if not theirs:
                assert ours_u.lo[0] > ours_u.hi[0]
                continue
            low, high = min(a for (a, _), _ in theirs), max(b for (_, b), _ in theirs)
            room = 0.5 * (high - low)
            assert low - room <= ours.lo[0] <= ours.hi[0] <= high + room
            assert ours.lo[0] <= low + room
            assert ours.hi[0] >= high - room


def test_a_run_is_in_the_cells_and_then_at_the_cycle():
    """Runs from 500 starts end within the ellipse, as the closed box says."""
    rng = np.random.default_rng(2)
    x, s = 10 ** rng.uniform(-12, 2, 500), 10 ** rng.uniform(-12, 9, 500)
    e = 10 ** rng.uniform(-6, -3, 500)
    for _ in range(3000):
        x, s = rmsprop_step(x, s, x, 2, 0.9, e)
    assert np.abs(x) == pytest.approx(np.sqrt(1 - e), abs=1e-9)
    assert s == pytest.approx(1 - e, abs=1e-9)


def test_the_chapter_s_box():
    """It holds the chapter's γ and both its e."""
    assert CHAPTER.gamma[0] < 0.9 < CHAPTER.gamma[1]
    for curvature in (0.2, 4):
        assert CHAPTER.e[0] < scaled_epsilon(0.4, curvature) < CHAPTER.e[1]


def test_a_broken_box_is_left_open():
    """At γ = 0, e → 0 steps alternate between any two points: no such box can be closed."""
    assert not close(Box((0.0, 0.01), (1e-9, 1e-3)), many=20_000).closed


def test_some_of_the_record_again():
    """Two boxes of the record are closed again, with about as many cells."""
    rows = sorted(RECORD["closed"], key=lambda row: row[-1])
    for g0, g1, e0, e1, cells in (rows[0], rows[len(rows) // 4]):
        closing = close(Box((g0, g1), (e0, e1)))
        assert closing.closed
        assert closing.cells == pytest.approx(cells, rel=0.01)


def test_boxes_of_the_record_do_not_overlap():
    """No point is in two boxes, closed or open."""
    rows, rng = np.array([*RECORD["closed"], *RECORD["open"]]), np.random.default_rng(3)
    assert np.all((rows[:, 0] < rows[:, 1]) & (rows[:, 2] < rows[:, 3]))
    g, e = rng.random(5000), rng.random(5000)
    inside = (
        (rows[:, [0]] < g)
        & (g < rows[:, [1]])
        & (rows[:, [2]] < e)
        & (e < rows[:, [3]])
    )
    assert np.all(inside.sum(axis=0) <= 1)
