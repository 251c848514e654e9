"""Numbers of few significant bits, and a state that is kept in them."""

from typing import Any

import numpy as np
import numpy.typing as npt

from .._arrays import floats, spread, together, wholes
from .._checks import FINITE, FRACTION, SQUARABLE, checked, unchecked
from .._finite import kept_finite
from .._types import Array
from .averages import leak


@checked(together("values", "bits"), values=spread(FINITE), bits=wholes(53))
def rounded(values: npt.ArrayLike, bits: npt.ArrayLike) -> Array:
    """Round to so many significant bits: to the nearest, and of two to the even.

    Parameters
    ----------
    values : array_like
        Numbers, finite. The exponent may be any: nothing is subnormal, and only what rounds
        to 2¹⁰²⁴ is refused.
    bits : int or array_like
        Significant bits, at most 53: 8 as in bfloat16, 11 as in float16, 24 as in float32.

    Returns
    -------
    numpy.ndarray
        The rounded numbers, in float64.

    Examples
    --------
    >>> rounded([1.003, 257, 259], 8)
    array([  1., 256., 260.])
    """
    significand, exponent = np.frexp(np.asarray(values, dtype=float))
    whole = np.rint(np.ldexp(significand, bits))
    with kept_finite("take values that do not round to 2**1024"):
        return np.asarray(np.ldexp(whole, exponent - bits))


_rounded = unchecked(rounded)


@checked(
    together("gammas", "bits"),
    gradients=floats("T", each=SQUARABLE),
    gammas=spread(FRACTION),
    bits=wholes(53),
)
def states_in_bits(
    gradients: npt.ArrayLike, gammas: npt.ArrayLike, bits: npt.ArrayLike
) -> Array:
    r"""Follow RMSProp's state that is rounded once in each update.

    .. math:: s_t = \operatorname{round}_p\bigl(\gamma s_{t-1} + (1-\gamma) g_t^2\bigr)

    Parameters
    ----------
    gradients : array_like, shape (T,)
        Gradients, finite with their squares.
    gammas : float or array_like
        γ, in [0, 1], of each run.
    bits : int or array_like
        Significant bits of each run, as in :func:`rounded`.

    Returns
    -------
    numpy.ndarray, shape (T + 1, ...)
        The states, from zero on, of the runs side by side.

    Examples
    --------
    >>> states_in_bits([1] * 2000 + [0] * 2000, 0.999, [8, 24])[[2000, 4000]].round(3)
    array([[0.25 , 0.865],
           [0.25 , 0.117]])
    """
    gamma: Any
    gamma, kept = np.broadcast_arrays(np.asarray(gammas, dtype=float), bits)
    states = np.zeros((len(np.asarray(gradients)) + 1, *gamma.shape))
    for t, g in enumerate(np.asarray(gradients, dtype=float)):
        states[t + 1] = _rounded(leak(states[t], g * g, gamma), kept)
    return states
