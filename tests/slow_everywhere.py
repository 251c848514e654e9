"""The proof by intervals once more: in mpmath, cell by cell, with sets, and by other enclosures."""

from bisect import bisect_right
from itertools import pairwise, product

from mpmath import iv, mp


def ends(value):
    """Return the ends of an interval of mpmath's as exact numbers."""
    return [mp.make_mpf(end) for end in value._mpi_]


def joined(low, high):
    """Return the interval between two numbers."""
    return iv.mpf([low, high])


def parts(low, high, n):
    """Yield n intervals that make up one."""
    points = [low + (mp.mpf(high) - low) * k / n for k in range(n + 1)]
    for a, b in pairwise([low, *points[1:-1], high]):
        yield joined(a, b)


def step(y, u, gamma, e):
    """Return y and u after a step, from their definitions."""
    after = gamma * u + (1 - gamma) * (e + (1 - e) * y * y)
    return y * (2 / iv.sqrt(after) - 1), after


def image(y, u, gamma, e, top):
    """Return where a cell is mapped, in parts, without what is known of the map's shape."""
    found = []
    for a, b in product(parts(*y, 3), parts(*u, 2)):
        low, high = ends(step(a, b, gamma, e)[1])
        if low <= top:
            after = joined(low, min(high, top))
            found.append((ends(a * (2 / iv.sqrt(after) - 1)), ends(after)))
    return found


def met(lines, low, high):
    """Return the cells that a range meets."""
    first = max(0, bisect_right(lines, low) - 1)
    return range(first, min(len(lines) - 1, bisect_right(lines, high)))


def neighbours(cell, rows, columns, parameters):
    """Return the cells that a step from a cell can reach."""
    (i, j), reached = cell, set()
    for y, u in image(rows[i : i + 2], columns[j : j + 2], *parameters):
        reached |= {*product(met(rows, *y), met(columns, *u))}
    return reached - (
        {cell} if rows[i] == 0 else set()
    )  # no run stays in the first row


def settled(cell, rows, columns, parameters, region):
    """Tell whether a cell is in the region, or outside the triangle."""
    (i, j), (gamma, e, _) = cell, parameters
    y, u = rows[i : i + 2], columns[j : j + 2]
    if ends(iv.sqrt((1 - gamma) * (1 - e)) * y[0] + iv.sqrt(iv.mpf(u[0])))[0] > 2:
        return True
    (a, b), (_, c) = region.form.tolist()
    z = [(iv.mpf(v) - 1, iv.mpf(w) - 1) for v, w in product(y, u)]
    forms = [a * v * v + 2 * b * v * w + c * w * w for v, w in z]
    least = ends(iv.mpf(region.radius) ** 2)[0]
    return all(ends(f)[1] <= least for f in forms)


def crossed_out(reached):
    """Return which cells are left, from what each reaches."""
    left = set(reached)
    while True:
        sources = set().union(*(reached[c] for c in left))
        kept = {c for c in left & sources if reached[c] & left}
        if kept == left:
            return left
        left = kept


def proof(rows, columns, parameters, region, rounds):
    """Yield how many cells are left after each round."""
    cells = {*product(range(len(rows) - 1), range(len(columns) - 1))}
    for _ in range(rounds):
        of = rows, columns, parameters
        cells = {c for c in cells if not settled(c, *of, region)}
        left = crossed_out({c: neighbours(c, *of) for c in cells})
        yield len(left)
        cells = {
            (2 * i + a, 2 * j + b)
            for i, j in left
            for a, b in product((0, 1), repeat=2)
        }
        rows, columns = halved(rows), halved(columns)


def halved(lines):
    """Return lines with one between each two."""
    return sorted([*lines, *((a + b) / 2 for a, b in pairwise(lines))])


def shrinks(region, gamma, e, n=16):
    """Tell whether z P z falls at each z of the region: P - MᵀPM is positive definite.

    So it is at each z of a rectangle, in which the ellipse is; and P is positive definite.
    """
    (a, b), (_, c) = region.form.tolist()
    y, u = region.reach()
    det, square = iv.mpf(a) * c - iv.mpf(b) ** 2, iv.mpf(region.radius) ** 2
    if not (a > 0 and ends(det)[0] > 0):
        return False
    for side, entry in ((y, c), (u, a)):
        if ends(square * entry / det)[1] > ends(iv.mpf(side) ** 2)[0]:
            return False
    for dy, du in product(parts(-y, y, n), parts(-u, u, n)):
        k = (1 - gamma) * (1 - e) * (2 + dy)
        r = iv.sqrt(1 + gamma * du + k * dy)
        q = 2 / (r * (1 + r))
        M = iv.matrix([[2 / r - 1 - q * k, -q * gamma], [k, gamma]])
        P = iv.matrix([[a, b], [b, c]])
        Q = P - M.T * P * M
        if ends(Q[0, 0])[0] <= 0 or ends(Q[0, 0] * Q[1, 1] - Q[0, 1] * Q[1, 0])[0] <= 0:
            return False
    return True
