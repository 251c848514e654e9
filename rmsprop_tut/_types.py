"""What is computed with: numbers, arrays of them, and what is equal by its arrays."""

from dataclasses import fields
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
Number = TypeVar("Number", float, Array)


class ByValue:
    """A dataclass whose fields may be arrays: equal where all of its fields are.

    NaN is equal to NaN here, so that a run that diverged is equal to its copy.
    """

    def __eq__(self, other: object) -> bool:
        """Return whether the other is of this class and holds the same."""
        if type(other) is not type(self):
            return NotImplemented
        return all(map(_same, self._values(), other._values()))

    def __hash__(self) -> int:
        """Return what equal ones have in common, without reading arrays."""
        plain = (v for v in self._values() if isinstance(v, str | float | int))
        return hash((type(self), *(v for v in plain if v == v)))

    def _values(self) -> list[Any]:
        return [getattr(self, field.name) for field in fields(self)]  # type: ignore[arg-type]


def _same(one: Any, other: Any) -> bool:
    """Compare two fields, arrays by what they hold, and NaN as equal to NaN."""
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other or (one != one and other != other))
