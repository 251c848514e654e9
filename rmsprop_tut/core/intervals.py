"""Numbers that are known to lie between two others: arithmetic that never loses a value.

IEEE 754 rounds the exact result of each + - * / and root to a nearest number. So the next
number below what is returned is below the exact result, and the next above is above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .._types import Array


@dataclass(frozen=True)
class Interval:
    """All numbers from ``lo`` to ``hi``, or an array of such intervals.

    Every operation returns an interval that holds the exact result for each choice of numbers
    from its operands. Plain numbers and arrays stand for themselves, exactly. That needs
    IEEE 754's rounding to nearest, with gradual underflow where results are that small.

    Parameters
    ----------
    lo, hi : float or numpy.ndarray
        The ends, ``lo <= hi``.

    References
    ----------
    :cite:t:`Moore.Kearfott.Cloud.2009`

    Examples
    --------
    >>> third = Interval(1.0, 1.0) / 3
    >>> print(third.lo < third.hi, (3 * third).lo < 1 < (3 * third).hi)
    True True
    """

    lo: Any
    hi: Any
    __array_priority__ = (
        1000  # so that an array leaves `array * interval` to the interval
    )

    def __neg__(self) -> Interval:
        """Return the interval of all -x, without rounding."""
        return Interval(-self.hi, -self.lo)

    def __add__(self, other: Any) -> Interval:
        """Return an interval of all x + y."""
        y = interval(other)
        return outward(self.lo + y.lo, self.hi + y.hi)

    def __sub__(self, other: Any) -> Interval:
        """Return an interval of all x - y."""
        return self + -interval(other)

    def __rsub__(self, other: Any) -> Interval:
        """Return an interval of all y - x."""
        return interval(other) + -self

    def __mul__(self, other: Any) -> Interval:
        """Return an interval of all x y: the ends are among the products of ends."""
        y = interval(other)
        return hull(self.lo * y.lo, self.lo * y.hi, self.hi * y.lo, self.hi * y.hi)

    def __truediv__(self, other: Any) -> Interval:
        """Return an interval of all x / y, where no y is zero."""
        y = interval(other)
        if np.any((y.lo <= 0) & (y.hi >= 0)):
            raise ZeroDivisionError("a divisor may be zero")
        return hull(self.lo / y.lo, self.lo / y.hi, self.hi / y.lo, self.hi / y.hi)

    def __rtruediv__(self, other: Any) -> Interval:
        """Return an interval of all y / x."""
        return interval(other) / self

    def sqrt(self) -> Interval:
        """Return an interval of all roots, where no x is negative.

        Returns
        -------
        Interval
            Of the roots.
        """
        if np.any(np.less(self.lo, 0)):
            raise ValueError("what stands under a root may be negative")
        return outward(np.sqrt(self.lo), np.sqrt(self.hi))

    __radd__, __rmul__ = __add__, __mul__


def interval(value: Any) -> Interval:
    """Return a number or an array as the interval of itself alone."""
    return value if isinstance(value, Interval) else Interval(value, value)


def outward(lo: Any, hi: Any) -> Interval:
    """Return the next number below the one end and the next above the other."""
    return Interval(np.nextafter(lo, -np.inf), np.nextafter(hi, np.inf))


def hull(*results: Array) -> Interval:
    """Return an interval of all results, each of which was rounded once."""
    lo, hi = results[0], results[0]
    for result in results[1:]:
        lo, hi = np.minimum(lo, result), np.maximum(hi, result)
    return outward(lo, hi)
