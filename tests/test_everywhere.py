"""Boxes of parameters for which every run ends in the cycle: how that is computed."""

from itertools import combinations, product

import numpy as np
import pytest
import slow_everywhere as slow
from mpmath import iv

from rmsprop_tut.book.facts.from_anywhere import chapter_closing
from rmsprop_tut.core.cycles import scaled_epsilon
from rmsprop_tut.core.normal import next_distance, next_root
from rmsprop_tut.core.updates import rmsprop_step
from rmsprop_tut.lab import everywhere
from rmsprop_tut.lab.everywhere import (
    Box,
    Region,
    close,
    cover,
    crossed_out,
    first_lines,
    highest,
    image,
    parts,
    recorded_boxes,
    settled,
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

    The first lines, which ellipse, and the bound of u are the first proof's. That the ellipse
    shrinks, what a cell reaches and what is crossed out are computed anew, and the images in
    another way.
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

    They hold the true image as ours do; so ours are not much wider than needed. That they are wide
    enough is for the steps of points that are drawn.
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
    """Near γ = e = 0, where steps alternate between any two points, no ellipse is found."""
    box = Box((0.0, 0.01), (1e-9, 1e-3))
    assert not all(Region.around_cycle(part).radius for part in parts(box))
    assert not close(box).closed


def test_lines_that_leave_a_gap_close_nothing(monkeypatch):
    """Lines that end too early, or in the wrong order, are seen, and then nothing is closed."""
    for box in (CHAPTER, HALF):
        rows, columns = first_lines(box)
        assert cover(rows, columns, box)
        assert rows[-1] * np.sqrt((1 - box.gamma[1]) * (1 - box.e[1])) > 2
    for broken in (
        (rows[:-1], columns),
        (rows[1:], columns),
        (rows, columns[:-1]),
        (rows, columns[1:]),
        (rows, np.r_[columns[0], columns[::-1], columns[-1]]),
    ):
        assert not cover(*broken, HALF)
        monkeypatch.setattr(everywhere, "first_lines", lambda _, lines=broken: lines)
        assert not close(HALF).closed


@pytest.mark.parametrize(
    "ends",
    [
        ((0.9, 0.8), (0.1, 0.2)),
        ((0.8, 0.9), (0.2, 0.1)),
        ((-0.1, 0.9), (0.1, 0.2)),
        ((0.9, 1.0), (0.1, 0.2)),
        ((0.8, 0.9), (0.0, 0.2)),
        ((0.8, 0.9), (0.1, 1.0)),
        ((0.8, float("nan")), (0.1, 0.2)),
    ],
)
def test_no_box(ends):
    """Ends in the wrong order or out of range are refused: nothing is proved of them."""
    with pytest.raises(ValueError, match="no box"):
        Box(*ends)


@pytest.mark.parametrize("box", [HALF, Box((0.5, 0.52), (0.3, 0.32))])
def test_crossing_out_by_sets(box):
    """Of each round the same cells are left as with sets of Python, which follow each step."""
    for level in close(box).levels:
        i, j = np.nonzero(level.tried)
        y, u = image(sides(level.rows, i), sides(level.columns, j), box)
        reached = {}
        for k, cell in enumerate(zip(i.tolist(), j.tolist(), strict=True)):
            rows = slow.met(level.rows.tolist(), y.lo[k], y.hi[k])
            columns = slow.met(level.columns.tolist(), u.lo[k], u.hi[k])
            stays = {cell} if level.rows[cell[0]] == 0 else set()
            reached[cell] = {*product(rows, columns)} - stays
        left = np.zeros_like(level.left)
        for cell in slow.crossed_out(reached):
            left[cell] = True
        assert np.array_equal(left, level.left)


def test_some_of_the_record_again():
    """Two boxes of the record are closed again, with about as many cells."""
    rows = sorted(RECORD["closed"], key=lambda row: row[-1])
    for g0, g1, e0, e1, cells in (rows[0], rows[len(rows) // 4]):
        closing = close(Box((g0, g1), (e0, e1)))
        assert closing.closed
        assert closing.cells == pytest.approx(cells, rel=0.01)


def test_only_the_first_row_is_not_its_own_neighbour():
    """A cell about the cycle stays, since a run may; one next to the minimum does not."""
    cycle, minimum, one = (
        np.array([0.99, 1.01]),
        np.array([0, 0.01]),
        np.ones((1, 1), bool),
    )
    assert crossed_out(cycle, cycle, one, HALF)[0].all()
    assert not crossed_out(minimum, np.array([0.5, 0.51]), one, HALF)[0].any()


def test_what_is_settled_is_outside_or_in_each_ellipse():
    """A corner of a settled cell that is in the triangle is in the ellipse of each part."""
    box = Box((0.5, 0.52), (0.3, 0.32))
    regions = [Region.around_cycle(part) for part in parts(box)]
    rows, columns = np.linspace(0, 4, 401), np.linspace(0.3, 4, 401)
    cells = np.ones((400, 400), bool)
    i, j = np.nonzero(settled(rows, columns, cells, box, regions))
    y, u = rows[i], columns[j]
    inside = np.sqrt((1 - box.gamma[1]) * (1 - box.e[1])) * y + np.sqrt(u) <= 2
    z = np.array([y, u])[:, inside] - 1
    assert z.size
    assert not inside.all()
    for region in regions:
        assert np.all((z * (region.form @ z)).sum(axis=0) <= region.radius**2)


def test_an_ellipse_is_held_to_be_within_its_rectangle():
    """A rectangle a little smaller on one side does not hold it, nor one a form with a minus."""
    region = Region.around_cycle(HALF)
    y, u = region.reach()
    assert region.within(y, u)
    assert not region.within(0.999 * y, u)
    assert not region.within(y, 0.999 * u)
    assert not Region(-region.form, region.radius).within(y, u)


def test_boxes_of_the_record_do_not_overlap():
    """No point is within two boxes, closed or open."""
    rows = [*RECORD["closed"], *RECORD["open"]]
    assert all(g0 < g1 and e0 < e1 for g0, g1, e0, e1, _ in rows)
    for (g0, g1, e0, e1, _), (a0, a1, b0, b1, _) in combinations(rows, 2):
        assert g1 <= a0 or a1 <= g0 or e1 <= b0 or b1 <= e0
