r"""Where RMSProp comes to rest on :math:`\mathrm{E}(x - \xi)^2/2` as η → 0.

Then x stands still while the state forgets, and the mean step is a mean over independent
gradients :math:`g_j = x - \xi_j`. With
:math:`s^{-1/2} = \pi^{-1/2} \int_0^\infty u^{-1/2} e^{-us}\, du` it is one integral,

.. math::

    \mathrm{E}\, \frac{g}{\sqrt{s}} = \frac{1}{\sqrt\pi} \int_0^\infty \frac{du}{\sqrt{u}}\;
    \mathrm{E}\, g e^{-uhg^2} \prod_{j \ge 1} \mathrm{E}\, e^{-uh\gamma^j g^2},
    \qquad h = 1 - \gamma.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from .._arrays import as_long, floats
from .._checks import COUNT, FINITE, NON_NEGATIVE, checked, within
from .._finite import kept_finite
from .._types import Array

INNER = within(1e-4, 0.9995)  # nearer to the ends the integral has too many nodes
FIRST, LAST, WIDEST = -30.0, 14.0, 0.1  # of ln(u h E g²), and its step
NODES, HALVINGS = 80, 24
WIDTH = 5.3  # of the root of a mean; what lies beyond has a chance below 1e-16


def sum_to_one(*, chances: Array, **others: object) -> None:
    """Refuse chances that are no distribution's."""
    with np.errstate(over="ignore"):
        total = np.sum(chances)
    if not abs(total - 1) < 1e-6:
        raise ValueError(f"chances must sum to 1, not to {total}")


@checked(batch=COUNT)
def exponential_means(batch: int = 1) -> tuple[Array, Array]:
    """Means of ``batch`` exponential numbers: values, and their chances.

    Parameters
    ----------
    batch : int
        How many independent numbers of mean 1 are averaged, at least 1.

    Returns
    -------
    values : numpy.ndarray, shape (80,)
        What a mean may be: Gauss's nodes in its root.
    chances : numpy.ndarray, shape (80,)
        How likely each is. They sum to 1.

    Notes
    -----
    So many values stand for the law's density where the state is seldom tiny: points of rest
    are right to three digits from γ = 0.3 on.

    Examples
    --------
    >>> values, chances = exponential_means(10)
    >>> mean = chances @ values
    >>> print(round(mean, 9), round(chances @ (values - mean) ** 2, 9))
    1.0 0.1
    """
    legendre: Any = np.polynomial.legendre
    nodes, weights = legendre.leggauss(NODES)
    high = 1 + WIDTH / math.sqrt(batch)
    low = max(0.0, 2 - high)
    root = low + (high - low) * (nodes + 1) / 2
    logs = batch * (2 * np.log(root) - root**2) - np.log(root)
    chances = weights * np.exp(logs - logs.max())
    return root**2, chances / chances.sum()


@checked(
    as_long("values", "chances"),
    sum_to_one,
    x=FINITE,
    values=floats("n"),
    chances=floats("n", each=NON_NEGATIVE),
    gamma=INNER,
)
def mean_step_at(
    x: float, values: npt.ArrayLike, chances: npt.ArrayLike, gamma: float
) -> float:
    r"""Mean step, in units of η, at a point that stands still, for gradients x - ξ.

    Parameters
    ----------
    x : float
        The point.
    values, chances : array_like, shape (n,)
        What ξ may be, and how likely. The chances sum to 1.
    gamma : float
        Fraction of the state kept, in [0.0001, 0.9995].

    Returns
    -------
    float
        The mean step against the gradient, in units of the learning rate.

    See Also
    --------
    :func:`.mean_step` : the same for gradients of a normal distribution, by its closed forms.

    Examples
    --------
    >>> abs(mean_step_at(0.5, [0, 1], [0.5, 0.5], 0.9)) < 1e-12
    True
    """
    g, weights = x - np.asarray(values), np.asarray(chances)
    with kept_finite("take values that are nearer to each other"):
        square = float(weights @ g**2)
        return _integral(g, weights, square, gamma) if square > 0 else 0.0


def _integral(g: Array, weights: Array, square: float, gamma: float) -> float:
    """Return the mean step for gradients whose mean square is positive."""
    decade = -math.log(gamma)
    stride = math.ceil(decade / WIDEST)
    step = decade / stride
    logs = np.arange(FIRST, LAST, step)
    kept = np.exp(-np.multiply.outer(np.exp(logs) / square, g**2))
    factors = np.log(np.maximum(kept @ weights, 1e-300))
    older = np.zeros_like(factors)
    for start in range(stride):
        each = factors[start::stride]
        older[start::stride] = np.cumsum(each) - each
    integrand = np.exp(logs / 2 + older) * (kept @ (weights * g))
    scale = math.pi * (1 - gamma) * square
    return float(step * integrand.sum() / math.sqrt(scale))


@checked(
    as_long("values", "chances"),
    sum_to_one,
    values=floats("n"),
    chances=floats("n", each=NON_NEGATIVE),
    gamma=INNER,
)
def rest_point(values: npt.ArrayLike, chances: npt.ArrayLike, gamma: float) -> float:
    r"""Where RMSProp's mean step on a mean of squares is zero, as η → 0.

    The loss is :math:`\mathrm{E}(x - \xi)^2/2`.

    To first order in :math:`h = 1 - \gamma` it is
    :math:`\mathrm{E}\xi - h \mu_3/(2\sigma^2)`, off the mean against the sign of the third
    central moment :math:`\mu_3`.

    Parameters
    ----------
    values, chances : array_like, shape (n,)
        What ξ may be, and how likely. The chances sum to 1.
    gamma : float
        Fraction of the state kept, in [0.0001, 0.9995]. Near 0 it is the median, near 1 the mean.

    Returns
    -------
    float
        A zero of :func:`.mean_step_at`, by bisection. That there is no other is open.

    Examples
    --------
    >>> round(rest_point(*exponential_means(), gamma=0.9), 3)
    0.932
    """
    low, high = float(np.min(values)), float(np.max(values))
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        right = mean_step_at(middle, values, chances, gamma) > 0
        low, high = (low, middle) if right else (middle, high)
    return (low + high) / 2
