"""Arguments near to right ones, and of every other kind, as a source of choices has them.

A source is atheris's ``FuzzedDataProvider``, :class:`Drawn`, which asks Hypothesis, or
:class:`Chance`.
"""

import math
import random
import struct
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

TINY, LARGE = 5e-324, 1.7e308
FLOATS = (
    *(0.0, -0.0, 1.0, -1.0, 0.5, 1 - 2**-53, 1 + 2**-52, 1e154, 1e-154, 1e-308),
    *(math.nan, math.inf, -math.inf, TINY, -TINY, LARGE, -LARGE, 2.0**53),
)
MOST = 40  # steps, rows and what else is counted: as many as cost nothing
DTYPES = ("f2", "f4", "f8", "g", "i1", "u1", "i8", "u8", "?", "c16", "O", "U9", "S3")


class OddError(Exception):
    """What a reader's own function may raise."""


class Drawn:
    """A source whose choices Hypothesis makes, and makes smaller where a test fails."""

    def __init__(self, data):
        self.data = data

    def ConsumeIntInRange(self, low, high):
        """Return a whole number."""
        return self.data.draw(st.integers(low, high))

    def ConsumeFloat(self):
        """Return any float."""
        return self.data.draw(st.floats())

    def ConsumeBytes(self, most):
        """Return any bytes."""
        return self.data.draw(st.binary(max_size=most))

    def ConsumeUnicode(self, most):
        """Return any text, half of a surrogate pair included."""
        return self.data.draw(st.text(st.characters(), max_size=most))


class Chance:
    """A source whose choices a seed makes, led by nothing, and faster for it."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def ConsumeIntInRange(self, low, high):
        """Return a whole number."""
        return self.random.randint(low, high)

    def ConsumeFloat(self):
        """Return any float: of any bits, or of a common size."""
        size = self.random.randint(0, 1)
        any_bits = struct.unpack("<d", self.random.randbytes(8))[0]
        return any_bits if size else self.random.uniform(-10, 10)

    def ConsumeBytes(self, most):
        """Return any bytes."""
        return self.random.randbytes(self.random.randint(0, most))

    def ConsumeUnicode(self, most):
        """Return any text, half of a surrogate pair included."""
        count = self.random.randint(0, most)
        return "".join(chr(self.random.randint(0, 0x10FFFF)) for _ in range(count))


def one_in(source, chances):
    """Say yes once in so many times."""
    return source.ConsumeIntInRange(1, chances) == 1


def pick(source, things):
    """Return one of several things."""
    return things[source.ConsumeIntInRange(0, len(things) - 1)]


def number(source):
    """Return any float, often one at which arithmetic turns."""
    return pick(source, FLOATS) if one_in(source, 2) else source.ConsumeFloat()


def raising(*args, **kwargs):
    """Raise an error of the reader's own."""
    raise OddError


def itself():
    """Return a list that holds itself."""
    endless = [1.0]
    endless.append(endless)
    return endless


def deep(depth=3000):
    """Return a number in more lists than Python calls functions in each other."""
    nested = 1.0
    for _ in range(depth):
        nested = [nested]
    return nested


def read_only():
    """Return an array that cannot be changed."""
    array = np.ones(2)
    array.flags.writeable = False
    return array


ODD = (
    *(lambda: None, lambda: True, lambda: "", lambda: "0.4", lambda: "η", lambda: b"x"),
    *(lambda: 1j, lambda: Decimal("0.5"), lambda: Fraction(1, 3), object, float),
    *(list, dict, tuple, set, lambda: [[]], lambda: [None], lambda: [math.nan]),
    *(lambda: {"a": 1}, lambda: {1: 2}, lambda: iter([1.0]), lambda: range(3)),
    *(itself, deep, lambda: [[1.0], [1.0, 2.0]], lambda: [1.0, "a"], lambda: (1, 2)),
    *(lambda: np.float16(0.1), lambda: np.longdouble("1e-4000"), lambda: np.int8(3)),
    *(lambda: np.bool_(True), lambda: np.datetime64("NaT", "s"), lambda: np.ma.masked),
    *(lambda: np.ma.array([1.0, 2.0], mask=[0, 1]), lambda: np.array(1.0), read_only),
    *(lambda: np.zeros(0), lambda: np.zeros((2, 0)), lambda: np.ones((1, 2, 3))),
    *(lambda: np.ones(3, "f8,i4"), lambda: np.array([1.0, None])),
    *(lambda: np.arange(6.0)[::-2], lambda: np.eye(2).T, lambda: np.array("a")),
    *(lambda: raising, lambda: print, lambda: lambda *args, **kwargs: None),
)
HUGE = (2**63, -(2**64), 10**5000)  # no steps: those would be made


def anything(source, huge=True):
    """Return a value of any kind; a huge whole number only where it counts nothing."""
    if one_in(source, 3):
        return number(source)
    kind = source.ConsumeIntInRange(0, len(ODD) + (len(HUGE) - 1 if huge else -1))
    return ODD[kind]() if kind < len(ODD) else HUGE[kind - len(ODD)]


def near_number(value, source):
    """Return another number."""
    k = source.ConsumeIntInRange(-60, 60)
    near = float(value) * 2.0**k
    return pick(source, (near, -near, 1 - near, number(source)))


def near_whole(value, source):
    """Return another whole number, of those that can be counted to."""
    return source.ConsumeIntInRange(-2, MOST)


def near_text(value, source):
    """Return another text."""
    return pick(source, (value[:-1], value.upper(), source.ConsumeUnicode(8)))


def near_array(value, source):
    """Return another array: of another dtype, shape, order, or with another number."""
    ways = (
        lambda: value.astype(pick(source, DTYPES)),
        lambda: value.reshape(-1),
        lambda: value[..., None],
        lambda: value[::-1],
        lambda: value[:0],
        lambda: value.T,
        lambda: value.tolist(),
        lambda: with_number(value, source),
    )
    try:
        return pick(source, ways)()
    except (ValueError, TypeError, IndexError, OverflowError):
        return value


def with_number(value, source):
    """Return an array of floats with one other number."""
    array = np.array(value, dtype=float)
    array.flat[source.ConsumeIntInRange(0, max(0, array.size - 1))] = number(source)
    return array


def near_list(value, source):
    """Return another list or tuple."""
    parts = list(value)
    where = source.ConsumeIntInRange(0, len(parts))
    if where < len(parts):
        parts[where] = near(parts[where], source)
    ways = (parts, parts, parts[:where], parts[::-1], parts + parts[:where])
    return type(value)(pick(source, ways)) if type(value) in (list, tuple) else parts


def near_dict(value, source):
    """Return another dict."""
    parts = dict(value)
    if parts and not one_in(source, 4):
        key = pick(source, list(parts))
        new = near(parts.pop(key), source)
        return parts if one_in(source, 6) else {**parts, key: new}
    return {**parts, source.ConsumeUnicode(4): anything(source)}


def near_function(value, source):
    """Return a function whose results are near to those of another."""

    def function(*args, **kwargs):
        return near(value(*args, **kwargs), source)

    return function


NEAR = {
    bool: lambda value, source: not value,
    int: near_whole,
    float: near_number,
    str: near_text,
    np.ndarray: near_array,
    list: near_list,
    tuple: near_list,
    Mapping: near_dict,
}


def near(value, source):
    """Return a value that is near to another, or of any kind."""
    if one_in(source, 4):
        return anything(source, huge=not isinstance(value, int | None))
    for kind, change in NEAR.items():
        if isinstance(value, kind):
            return change(value, source)
    is_function = callable(value) and not isinstance(value, type)
    return near_function(value, source) if is_function else value
