"""Runs that leave the finite numbers, which Python and MXNet let pass in silence."""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T")

ERRORS = FloatingPointError, OverflowError, ZeroDivisionError, np.linalg.LinAlgError


class Steps:
    """Counts the steps of a run, to say at which one it ended."""

    made = 0

    def __call__(self, steps: Iterable[T]) -> Iterator[T]:
        """Yield steps as they are."""
        for self.made, step in enumerate(steps, start=1):
            yield step


@contextmanager
def kept_finite(advice: str) -> Iterator[Steps]:
    """Refuse a run at the step that overflows or divides by zero."""
    numbered = Steps()
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        try:
            yield numbered
        except ERRORS as error:
            where = f" at step {numbered.made}" if numbered.made else ""
            raise ValueError(
                f"the run leaves the finite numbers ({error}{where}): {advice}"
            ) from error


def warn_not_finite(what: str, step: int) -> None:
    """Say once of a run at which step it left the finite numbers, and what that means."""
    warnings.warn(
        f"{what} at step {step}: NaN stays NaN, and an infinite state makes every later "
        "step 0. A smaller learning rate, or arrays of smaller numbers, may help.",
        RuntimeWarning,
        stacklevel=2,
    )


def least(name: str, values: npt.NDArray[np.float64]) -> int:
    """Return where the smallest number stands; refuse numbers of which none is finite."""
    if not np.isfinite(values).any():
        raise ValueError(f"{name} must hold a finite number to choose, not {values!r}")
    return int(np.nanargmin(values))
