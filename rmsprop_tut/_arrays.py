"""Readers' arrays: taken as NumPy's where no value is lost, refused in one sentence else.

What is taken: numbers, lists and tuples of them, NumPy's and MXNet's arrays (of either kind),
Gluon's parameters, and whatever else ``numpy.asarray`` turns into real numbers.
"""

import math
import sys
import warnings
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ._checks import EXACT, FINITE, Range, Relation, Rule, shown
from ._types import Array

DEEPEST = 32  # lists in each other, as many as NumPy's arrays have axes
Axis: TypeAlias = str | int  # a letter for any length from 1 on, or the length itself


def held(name: str, value: Any) -> Any:
    """Return the array that a Gluon parameter holds, and anything else as it is."""
    mxnet = sys.modules.get("mxnet")
    if mxnet is None or not isinstance(value, mxnet.gluon.Parameter):
        return value
    try:
        arrays = value.list_data()
    except RuntimeError as error:
        raise ValueError(
            f"{name} must be an initialised Parameter, not {value}: call initialize(), "
            "and run the network once if it infers its shapes"
        ) from error
    if len(arrays) != 1:
        raise ValueError(
            f"{name} must be a Parameter on one device, not on {value.list_ctx()}"
        )
    return arrays[0]


def numbers(name: str, values: Any) -> npt.NDArray[Any]:
    """Return what a reader brings as NumPy's array of real numbers, or refuse it."""
    array = _plain(name, values)
    if array.dtype == object and array.size:
        array = _plain(name, array.tolist())  # numbers kept one by one
    if array.dtype.kind not in "fiu":
        what = f"{array.dtype}" if array.dtype != object else f"{shown(values)}"
        raise TypeError(f"{name} must be an array of real numbers, not {what}")
    return array


def doubles(name: str, values: Any) -> Array:
    """Return what a reader brings as float64, or refuse what that would change."""
    array = numbers(name, values)
    with np.errstate(over="ignore", invalid="ignore"):
        cast = np.asarray(array, dtype=float)
        kept = array.dtype.itemsize < 8 or array.dtype == float
        if not kept and not np.array_equal(cast.astype(array.dtype), array):
            raise ValueError(
                f"{name} must hold numbers that float64 holds, not those of {array.dtype}"
            )
    return cast


def _plain(name: str, values: Any) -> npt.NDArray[Any]:
    """Return NumPy's array of anything, or refuse what has no shape or hides numbers."""
    bare = _bare(name, values)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # NumPy below 1.24 warns of ragged rows
            return np.asarray(bare)
    except (ValueError, Warning) as error:
        raise ValueError(
            f"{name} must be an array with rows of equal length, not {shown(values)}"
        ) from error


def _bare(name: str, value: Any, depth: int = 0) -> Any:
    """Return a value with NumPy's arrays in place of MXNet's, also in lists."""
    if depth > DEEPEST:
        raise ValueError(f"{name} must have at most {DEEPEST} lists in each other")
    value = held(name, value)
    if isinstance(value, np.ma.MaskedArray) and np.any(value.mask):
        raise ValueError(f"{name} must have no masked numbers: fill them first")
    if isinstance(value, list | tuple):
        return [_bare(name, part, depth + 1) for part in value]
    return value.asnumpy() if hasattr(value, "asnumpy") else value


def check_axes(name: str, shape: tuple[int, ...], axes: tuple[Axis, ...]) -> None:
    """Refuse a shape that has other axes, or one of length 0."""
    lengths: dict[Axis, int] = {}
    fits = len(shape) == len(axes) and all(
        lengths.setdefault(axis, n if isinstance(axis, str) else axis) == n
        for axis, n in zip(axes, shape, strict=True)
    )
    words = f"({', '.join(map(str, axes))}{',' if len(axes) == 1 else ''})"
    if not fits:
        raise ValueError(f"{name} must have the shape {words}, not {shape}")
    if 0 in shape:
        raise ValueError(f"{name} must not be empty, as the shape {shape} is")


def check_each(name: str, array: npt.NDArray[Any], allowed: Range) -> None:
    """Refuse an array with a number outside of a range, and say which it is."""
    wrong = ~(np.isfinite(array) & allowed.holds(array))
    if wrong.any():
        place = ", ".join(map(str, np.argwhere(wrong)[0]))
        which = f"{name}[{place}]" if place else name
        raise ValueError(
            f"each of {name} must be {allowed.words}, but {which} is {array[wrong][0]}"
        )


@dataclass(frozen=True)
class Floats:
    """Arrays that an argument may be: their axes, and the range of each number.

    Called as a rule, it returns them as NumPy's of float64. Without axes any shape is taken;
    without a range also NaN and infinity.
    """

    axes: tuple[Axis, ...] | None
    each: Range | None

    def __call__(self, name: str, values: object) -> Array:
        """Return the array, or refuse it."""
        array = doubles(name, values)
        if self.axes is not None:
            check_axes(name, array.shape, self.axes)
        elif not array.size:
            raise ValueError(f"{name} must not be empty, as {shown(values)} is")
        if self.each is not None:
            check_each(name, array, self.each)
        return array


def floats(*axes: Axis, each: Range | None = FINITE) -> Floats:
    """Return the rule of arrays with these axes; a letter that comes twice is one length."""
    return Floats(axes, each)


def spread(each: Range | None = FINITE) -> Floats:
    """Return the rule of arrays of any shape, a number included."""
    return Floats(None, each)


def column(name: str, array: Any, count: int, beside: str) -> Any:
    """Return an array of ``count`` numbers, such as (b, 1), with one axis, or refuse it."""
    shape = tuple(array.shape)
    if math.prod(shape) != count or max(shape, default=1) != count:
        raise ValueError(
            f"{name} must have the shape ({count},), to go with {beside}, not {shape}"
        )
    return array if shape == (count,) else array.reshape(count)


def reals(*axes: Axis) -> Rule:
    """Return the rule of arrays with these axes that keep their dtype."""

    def rule(name: str, values: object) -> npt.NDArray[Any]:
        array = numbers(name, values)
        check_axes(name, array.shape, axes)
        return array

    return rule


def row(each: Range | None = None) -> Rule:
    """Return the rule of numbers in a row, which become a tuple of floats."""
    taken = floats("n", each=each)
    return lambda name, values: tuple(taken(name, values).tolist())


def wholes(high: int, *axes: Axis, dtype: str = "int64") -> Rule:
    """Return the rule of whole numbers from 0 to ``high``; without axes, of any shape."""
    words = f"a whole number in [0, {high}]"
    top = np.int64(high)  # has a dtype, so that NumPy 2 does not round it to float16
    allowed = Range(words, lambda v: (v >= 0) & (v <= top) & (v == np.trunc(v)))

    def rule(name: str, values: object) -> npt.NDArray[Any]:
        array = numbers(name, values)
        if axes:
            check_axes(name, array.shape, axes)
        if array.dtype != np.uint8 or high < np.iinfo(np.uint8).max:
            check_each(name, array, allowed)
        return array.astype(dtype, copy=False)

    return rule


def flat(rule: Rule) -> Rule:
    """Return a rule that sees a column (n, 1), or a row (1, n), as (n,)."""

    def flattened(name: str, values: object) -> Any:
        array = numbers(name, values)
        long = array.size == max(array.shape, default=0)
        return rule(name, array.reshape(-1) if long else array)

    return flattened


def as_long(*names: str) -> Relation:
    """Return the relation of arrays whose first axes have one length."""

    def relation(**given: Any) -> None:
        lengths = {name: len(given[name]) for name in names}
        if len(set(lengths.values())) > 1:
            raise ValueError(
                f"{' and '.join(names)} must have one length, not {lengths}"
            )

    return relation


def together(*names: str) -> Relation:
    """Return the relation of arrays whose shapes go together by NumPy's rules."""

    def relation(**given: Any) -> None:
        shapes = {name: getattr(given[name], "shape", ()) for name in names}
        try:
            np.broadcast_shapes(*shapes.values())
        except ValueError as error:
            raise ValueError(
                f"{' and '.join(names)} must have shapes that go together, not {shapes}"
            ) from error

    return relation


def scalar(name: str, value: object) -> float:
    """Return the one number that an array holds, whatever its shape."""
    array = doubles(name, value)
    if array.size != 1:
        raise ValueError(f"{name} must be one number, not of the shape {array.shape}")
    return float(array.item())


def is_plain(value: object) -> bool:
    """Tell whether a value is Python's own number, and one that a float holds."""
    return type(value) is float or (type(value) is int and abs(value) <= EXACT)


def coordinate(name: str, value: Any) -> Any:
    """Return a number, or an array of any shape in float64; a diverging run's may pass."""
    return None if is_plain(value) else doubles(name, value)[()]


def one_shape(**given: Any) -> None:
    """Refuse arrays of different shapes, which would spread over each other; not numbers."""
    shapes = {}
    for name, value in given.items():
        if isinstance(value, np.ndarray):
            shapes[name] = value.shape
    if shapes and len(set(shapes.values())) > 1:
        raise ValueError(f"{' and '.join(shapes)} must have one shape, not {shapes}")


def mean_of_squares(name: str, value: Any) -> Any:
    """Refuse a negative number; what a diverging run has (infinity, NaN) may pass."""
    taken = None if type(value) is float else coordinate(name, value)
    state = value if taken is None else taken
    if state < 0 if taken is None else np.any(state < 0):
        raise ValueError(f"{name} must be non-negative, not {shown(value)}")
    return taken
