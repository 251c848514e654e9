r"""Spikes: how long RMSProp stays at a minimum, and when and how far it leaves.

On :math:`\lambda x^2/2` without ε a step multiplies x by :math:`1 - v` with the
preconditioned curvature :math:`v = \eta\lambda/\sqrt{s}`. While x is tiny the state falls like
:math:`\gamma^t`, so v grows by the factor :math:`\gamma^{-1/2}` a step.
"""

import math

import numpy as np
import numpy.typing as npt

from .._arrays import spread, together
from .._checks import NON_NEGATIVE, Range, checked
from .._finite import kept_finite
from .._types import Array

ORDERS = np.arange(1, 46)  # of a series in powers of numbers up to 1/2
HALVINGS = 70  # of an interval in which an exit lies
LARGEST = 1e300  # no exit is looked for beyond
TINY, STEPS = 1e-9, 2000  # where a peak is computed from, and for how long

FORGETTING = Range("above 0 and below 1", lambda v: (v > 0) & (v < 1))
SETTLED = Range("a curvature that draws in, in [0, 2)", lambda v: (v >= 0) & (v < 2))
ENTRY = Range("a curvature that draws in, in (0, 2)", lambda v: (v > 0) & (v < 2))
FLOOR = Range("above 0 and at most 1", lambda v: (v > 0) & (v <= 1))
THROWN = Range("a curvature that throws out, above 2", lambda v: v > 2)


@checked(v=spread(NON_NEGATIVE))
def passage_integral(v: npt.ArrayLike) -> Array:
    r"""Integral that says how near to the minimum a passage brings a run.

    .. math::

        F(v) = \int_0^v \ln|u - 1|\, \frac{du}{u} = \begin{cases}
        -\operatorname{Li}_2(v) & v \le 1 \\
        \frac12 \ln^2 v + \operatorname{Li}_2(1/v) - \frac{\pi^2}{3} & v \ge 1
        \end{cases}

    As :math:`h = 1 - \gamma \to 0` the logarithm of :math:`|x|` changes by
    :math:`\frac{2}{h} (F(v) - F(v_{\mathrm{in}}))` while the curvature grows from
    :math:`v_{\mathrm{in}}` to v.

    Parameters
    ----------
    v : array_like
        Preconditioned curvatures :math:`\eta\lambda/\sqrt{s}`, non-negative and finite.

    Returns
    -------
    numpy.ndarray
        F of each. It falls up to v = 2, and grows from there on.

    See Also
    --------
    exit_curvature : where it is what it was.

    Examples
    --------
    >>> passage_integral([0.0, 2.0, 12.5952]).round(4)
    array([ 0.    , -2.4674,  0.    ])
    """
    given = np.asarray(v, dtype=float)
    below, above = np.minimum(given, 1), np.maximum(given, 1)
    outside = np.log(above) ** 2 / 2 + dilogarithm(1 / above) - math.pi**2 / 3
    values: Array = np.where(given <= 1, 0 - dilogarithm(below), outside)
    return values


def dilogarithm(u: Array) -> Array:
    r"""Return :math:`\operatorname{Li}_2(u) = \sum_k u^k/k^2` of numbers in [0, 1]."""
    near, rest = np.minimum(u, 1 - u), np.maximum(1 - u, np.finfo(float).tiny)
    series = np.sum(near[..., None] ** ORDERS / ORDERS**2, axis=-1)
    crossed = np.log(np.maximum(u, 0.5)) * np.log(rest)
    values: Array = np.where(u <= 0.5, series, math.pi**2 / 6 - crossed - series)
    return values


@checked(v_in=spread(SETTLED))
def exit_curvature(v_in: npt.ArrayLike) -> Array:
    r"""Preconditioned curvature at which a run that settled comes out again.

    The entry and exit law: as γ → 1 a run that settles while its curvature is
    :math:`v_{\mathrm{in}}` is as far from the minimum again when

    .. math:: \int_{v_{\mathrm{in}}}^{v_{\mathrm{out}}} \ln|v - 1|\, \frac{dv}{v} = 0.

    Parameters
    ----------
    v_in : array_like
        Curvatures :math:`\eta\lambda/\sqrt{s}` at which a run settles, in [0, 2).

    Returns
    -------
    numpy.ndarray
        The curvatures :math:`v_{\mathrm{out}} > 2`, each up to 12.595, that of 0.

    See Also
    --------
    spike_wait : how many steps that takes.

    Examples
    --------
    >>> exit_curvature([0.0, 0.05, 0.5]).round(4)
    array([12.5952, 12.3364,  9.792 ])
    """
    return _where_integral_is(passage_integral(v_in))


def _where_integral_is(level: Array) -> Array:
    """Return the curvatures above 2 at which the integral has a value, by halving."""
    low, high = np.full_like(level, 2.0), np.full_like(level, LARGEST)
    for _ in range(HALVINGS):
        middle = np.sqrt(low * high)
        inside = passage_integral(middle) < level
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return low


@checked(gamma=FORGETTING, floor=spread(FLOOR))
def exit_from_floor(gamma: float, floor: npt.ArrayLike) -> Array:
    r"""Preconditioned curvature at which a run comes out that noise keeps from coming nearer.

    Where the distance cannot fall below a fraction δ of the size at which a spike is seen, the
    way back begins at δ when the curvature is 2, and ends where

    .. math:: \int_2^{v_{\mathrm{out}}} \ln(v - 1)\, \frac{dv}{v}
              = \frac{\ln(1/\gamma)}{2} \ln\frac{1}{\delta}.

    Parameters
    ----------
    gamma : float
        Fraction of the state kept, above 0 and below 1.
    floor : array_like
        The fractions δ, above 0 and at most 1.

    Returns
    -------
    numpy.ndarray
        The curvatures, from 2 on. Where one is above that of :func:`exit_curvature`, the run
        comes out before it feels the floor.

    Examples
    --------
    >>> exit_from_floor(0.999, [1e-4, 1e-16]).round(2)
    array([2.14, 2.3 ])
    """
    way = math.log(gamma) / 2 * np.log(np.asarray(floor, dtype=float))
    return _where_integral_is(passage_integral(2.0) + way)


@checked(gamma=FORGETTING, v_in=spread(ENTRY))
def spike_wait(gamma: float, v_in: npt.ArrayLike) -> Array:
    r"""Steps from where a run settles to where it comes out again.

    .. math:: \frac{2 \ln(v_{\mathrm{out}}/v_{\mathrm{in}})}{\ln(1/\gamma)}
              \approx \frac{2}{1 - \gamma} \ln\frac{v_{\mathrm{out}}}{v_{\mathrm{in}}}

    Parameters
    ----------
    gamma : float
        Fraction of the state kept, above 0 and below 1.
    v_in : array_like
        Curvatures :math:`\eta\lambda/\sqrt{s}` at which a run settles, in (0, 2).

    Returns
    -------
    numpy.ndarray
        The steps, by the law of :func:`exit_curvature`. The nearer γ is to 1 the longer,
        and the nearer to the law.

    Examples
    --------
    >>> spike_wait(0.99, [0.5]).round(1)
    array([592.])
    """
    entry = np.asarray(v_in, dtype=float)
    wait: Array = 2 * (np.log(exit_curvature(entry)) - np.log(entry)) / -math.log(gamma)
    return wait


@checked(together("v_out", "phase"), v_out=spread(THROWN), phase=spread())
def peak_constant(v_out: npt.ArrayLike, phase: npt.ArrayLike) -> Array:
    r"""Height of a spike, by a heuristic, in units of η/2 over the root of 1 - γ.

    As γ → 1 the state stands still while x, growing by the factor
    :math:`v_{\mathrm{out}} - 1` a step, reaches the size that the state feels. With
    :math:`X = \sqrt{1-\gamma}\,|x|` in units of :math:`\eta/2`, and s in units of
    :math:`(\eta\lambda/2)^2`, the run is then

    .. math:: s' = s + X^2, \qquad X' = X \left|1 - \frac{2}{\sqrt{s'}}\right|,
              \qquad s = \left(\frac{2}{v_{\mathrm{out}}}\right)^2 \text{ at first.}

    Parameters
    ----------
    v_out : array_like
        Preconditioned curvatures at the exit, above 2.
    phase : array_like
        Where X is in a step's growth: it starts at a tiny number times
        :math:`(v_{\mathrm{out}} - 1)^{\mathrm{phase}}`, so 0 and 1 are the same.

    Returns
    -------
    numpy.ndarray
        The largest X. None reaches 2, the bound of the text.

    Examples
    --------
    >>> heights = peak_constant(12.5952, np.linspace(0, 1, 101))
    >>> print(heights.min().round(2), heights.max().round(2))
    0.98 1.47
    """
    v, lag = np.broadcast_arrays(np.asarray(v_out, float), np.asarray(phase, float))
    with kept_finite("take v_out nearer to 2, or phase nearer to 0"):
        X, s = TINY * (v - 1) ** lag, (2 / v) ** 2
        peak: Array = X
        for _ in range(STEPS):
            s = s + X * X
            X = X * np.abs(1 - 2 / np.sqrt(s))
            peak = np.maximum(peak, X)
    return peak
