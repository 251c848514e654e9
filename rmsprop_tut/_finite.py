"""Runs that leave the finite numbers, which Python and MXNet let pass in silence."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt


@contextmanager
def kept_finite(advice: str) -> Iterator[None]:
    """Refuse a run of NumPy's arrays at the step that overflows or divides by zero."""
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        try:
            yield
        except FloatingPointError as error:
            raise ValueError(
                f"the run leaves the finite numbers ({error}): {advice}"
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
