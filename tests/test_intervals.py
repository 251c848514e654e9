"""Intervals: no result is lost, whatever is rounded."""

from contextlib import contextmanager
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import iv, mp

from rmsprop_tut.core.intervals import Interval, interval
from rmsprop_tut.core.normal import next_distance, next_root, slope_in_distance

SIZES = st.floats(1e-60, 1e60)
NUMBERS = st.one_of(SIZES, SIZES.map(lambda v: -v), st.just(0.0))
PAIRS = st.tuples(NUMBERS, NUMBERS).map(sorted)
WITHIN = st.floats(0, 1)


def drawn(ends, share):
    """Return an interval, and an exact number in it."""
    low, high = map(Fraction, ends)
    return Interval(*ends), low + Fraction(share) * (high - low)


@given(PAIRS, PAIRS, WITHIN, WITHIN)
def test_no_result_is_lost(one, other, a, b):
    """The interval of x + y, x - y, x y, x / y holds the exact result, for all x and y."""
    (X, x), (Y, y) = drawn(one, a), drawn(other, b)
    results = [(X + Y, x + y), (X - Y, x - y), (X * Y, x * y)]
    if not Y.lo <= 0 <= Y.hi:
        results.append((X / Y, x / y))
    for found, exact in results:
        assert Fraction(float(found.lo)) <= exact <= Fraction(float(found.hi))


@given(st.tuples(SIZES, SIZES).map(sorted), WITHIN)
def test_no_root_is_lost(ends, a):
    """The square of the lower end of a root is below the number, that of the upper above."""
    X, x = drawn(ends, a)
    root = X.sqrt()
    assert Fraction(float(root.lo)) ** 2 < x < Fraction(float(root.hi)) ** 2


def test_what_has_no_result_is_refused():
    """A divisor that may be zero, and a root of what may be negative."""
    for ends in ((-1.0, 1.0), (-1.0, 0.5), (-1.0, 0.0), (0.0, 1.0), (0.0, 0.0)):
        with pytest.raises(ZeroDivisionError, match="divisor may be zero"):
            1 / Interval(*ends)
    with pytest.raises(ValueError, match="may be negative"):
        Interval(np.array([-1e-9, 1]), np.array([1.0, 2])).sqrt()


def test_arrays_leave_it_to_intervals():
    """An array times an interval is an interval of arrays, and so for numbers of NumPy."""
    for number in (np.array([1.0, 2.0]), np.float64(2), 2):
        for result in (
            number * interval(0.5),
            number - interval(0.5),
            number + interval(1),
        ):
            assert isinstance(result, Interval)
        assert np.all((number / interval(2.0)).lo < np.divide(number, 2))


@contextmanager
def digits(number):
    """Let mpmath's intervals have this many digits."""
    before, iv.dps = iv.dps, number
    try:
        yield
    finally:
        iv.dps = before


def in_mpmath(value):
    """Return a number as mpmath's interval of itself."""
    return iv.mpf(float(value))


def ends(value):
    """Return the ends of an interval of mpmath's as exact numbers."""
    return [mp.make_mpf(end) for end in value._mpi_]


@given(
    st.floats(1e-30, 50),
    st.floats(1e-6, 3.9),
    st.floats(0, 0.99),
    st.floats(1e-20, 0.99),
)
def test_a_step_is_mpmath_s(y, u, gamma, e):
    """The same step in mpmath's intervals, of 40 digits, lies within ours, which are as tight.

    Both compute with the same numbers; only one's rounding is ours.
    """
    ours = [interval(v) for v in (y, u, gamma, e)]
    with mp.workdps(40), digits(40):
        theirs = [in_mpmath(v) for v in (y, u, gamma, e)]
        A = (1 - theirs[2]) * (1 - theirs[3])
        rest = theirs[2] * theirs[1] + (1 - theirs[2]) * theirs[3]
        after = rest + A * theirs[0] ** 2
        pairs = [
            (next_root(*ours), after),
            (
                next_distance(ours[0], next_root(*ours)),
                theirs[0] * (2 / iv.sqrt(after) - 1),
            ),
            (slope_in_distance(*ours), 2 * rest / after / iv.sqrt(after) - 1),
        ]
        for found, exact in pairs:
            low, high = ends(exact)
            assert found.lo <= low <= high <= found.hi
            assert found.hi - found.lo <= 1e-13 * (1 + abs(high) + y)
