"""The steps that a library's RMSProp takes along gradients that are given."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from .._arrays import floats
from .._checks import FINITE, NON_NEGATIVE, checked, dictionary, one_of
from .._types import Array
from ..core.conventions import convention_step, first_state
from ..core.libraries import LIBRARIES, Settings
from ..core.schedules import Rate, constant_rate, given_by
from .translation import library_named

DTYPES = ("float64", "float32", "float16")


@checked(
    library=library_named,
    settings=dictionary,
    gradients=floats("T", "k", each=FINITE),
    dtype=one_of(DTYPES),
)
def library_steps(
    library: str,
    settings: Settings,
    gradients: npt.ArrayLike,
    *,
    rate: Rate | None = None,
    dtype: str = "float64",
) -> Array:
    """Follow a library's RMSProp along given gradients, whatever the weights are.

    Parameters
    ----------
    library : str
        A name in ``LIBRARIES``, such as ``"pytorch"``.
    settings : dict
        Value by the library's own name; its defaults where left out. With the learning
        rate 1 steps are in units of it.
    gradients : array_like, shape (T, k)
        T gradients of k weights, finite.
    rate : callable, optional
        ``rate(t)`` multiplies the learning rate at the step t = 1, 2 and so on.
    dtype : {"float64", "float32", "float16"}
        The numbers with which weights and state are kept.

    Returns
    -------
    numpy.ndarray, shape (T, k)
        How far each step leads against the gradient's direction. NaN where the algorithm
        takes the root of a negative number.

    Raises
    ------
    TypeError, ValueError
        As :func:`library_path`.

    Notes
    -----
    The weights start at 0; they matter where the settings have weight decay.

    Examples
    --------
    >>> steps = library_steps("pytorch", {"lr": 1.0}, [[1.0]] * 100)
    >>> print(f"{steps[0, 0]:.4f} {steps.sum():.1f}")
    10.0000 202.6
    """
    convention = LIBRARIES[library].convention(settings)
    given = np.asarray(gradients, dtype=dtype)
    rates = given_by(
        "rate", constant_rate(1.0) if rate is None else rate, len(given), NON_NEGATIVE
    )
    x, state, steps = np.zeros_like(given[0]), first_state(convention), []
    with np.errstate(all="ignore"):
        for g, factor in zip(given, rates, strict=True):
            c = replace(convention, eta=convention.eta * factor)
            after, state = convention_step(x, state, g, c)
            steps.append(x - after)
            x = after
    return np.array(steps)
