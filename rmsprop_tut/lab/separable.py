"""Which of the separating lines a training comes to, and how large its margins are."""

from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt

from .._arrays import floats, spread
from .._checks import COUNT, FRACTION, NON_NEGATIVE, POSITIVE, SQUARABLE, checked
from .._finite import kept_finite
from .._types import Array
from ..core.updates import rmsprop_step

POINTS = ((1.0, 3.0), (2.5, 0.5), (4.0, 1.0))


def _pairs(name: str, values: object) -> Array:
    """Return pairs of numbers, of any shape before their axis, or refuse others."""
    array = spread()(name, values)
    if array.shape[-1:] != (2,):
        raise ValueError(f"{name} must have the shape (..., 2), not {array.shape}")
    return array


@checked(points=floats("n", 2, each=SQUARABLE))
def largest_margins(points: npt.ArrayLike = POINTS) -> tuple[float, float]:
    r"""Largest margins of a line through the origin, in two norms of its normal vector.

    .. math:: \max_{\|w\| \le 1} \min_i x_i \cdot w = \min_{p \in \text{hull}} \|p\|_*

    The largest margin is the distance of the points' convex hull from the origin, in the dual
    norm: in :math:`\ell_1` for :math:`\|w\|_\infty`, and in :math:`\ell_2` for
    :math:`\|w\|_2`. In the plane the nearest point lies on the segment of two of them.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Each example, multiplied by its label 1 or -1.

    Returns
    -------
    tuple of float
        For :math:`\|w\|_\infty` and for :math:`\|w\|_2`.

    Raises
    ------
    ValueError
        If no line through the origin has all of the points on one side.

    Examples
    --------
    >>> flat, round_ = largest_margins()
    >>> print(flat, round(round_, 6))
    3.0 2.40098
    """
    pairs = [*combinations_with_replacement(np.asarray(points, dtype=float), 2)]
    nearest = min(
        (_nearest(a, b - a) for a, b in pairs), key=lambda p: float(np.hypot(*p))
    )
    if not (np.asarray(points) @ nearest > 0).all():
        raise ValueError("points must lie on one side of a line through the origin")
    shares = [p for a, b in pairs for p in _corners(a, b - a)]
    return float(np.abs(shares).sum(axis=1).min()), float(np.hypot(*nearest))


def _nearest(start: Array, along: Array) -> Array:
    """Return a segment's point that is nearest to the origin."""
    share = -(start @ along) / ((along @ along) or 1.0)
    return start + np.clip(share, 0, 1) * along


def _corners(start: Array, along: Array) -> list[Array]:
    """Return a segment's ends, and its points with a coordinate of zero."""
    moving = along != 0
    shares = np.clip(-start[moving] / along[moving], 0, 1)
    return [start + share * along for share in (0.0, 1.0, *shares)]


@checked(weights=_pairs, points=floats("n", 2, each=SQUARABLE))
def margin_shares(weights: npt.ArrayLike, points: npt.ArrayLike = POINTS) -> Array:
    r"""Margins of lines through the origin, over the largest possible ones.

    Parameters
    ----------
    weights : array_like, shape (..., 2)
        The lines' normal vectors.
    points : array_like, shape (n, 2)
        Each example, multiplied by its label 1 or -1.

    Returns
    -------
    numpy.ndarray, shape (..., 2)
        The share in the largest margin with :math:`|w|_\infty = 1`, and with
        :math:`|w|_2 = 1`. Negative where a point is on the wrong side; NaN for no weight.

    Examples
    --------
    >>> margin_shares([[1, 1], [5, 3]]).round(4)
    array([[1.    , 0.8835],
           [0.9333, 1.    ]])
    """
    w = np.asarray(weights, dtype=float)
    least = (w @ np.asarray(points, dtype=float).T).min(axis=-1)
    sizes = np.stack([np.abs(w).max(axis=-1), np.hypot(w[..., 0], w[..., 1])], axis=-1)
    with np.errstate(invalid="ignore"):
        return np.asarray(least[..., None] / sizes / largest_margins(points))


@checked(
    eps=floats("k", each=NON_NEGATIVE),
    eta=spread(POSITIVE),
    gamma=FRACTION,
    steps=COUNT,
    points=floats("n", 2, each=SQUARABLE),
)
def classifier_paths(
    eps: npt.ArrayLike,
    eta: npt.ArrayLike = 0.1,
    *,
    gamma: float = 0.9,
    steps: int = 10_000,
    points: npt.ArrayLike = POINTS,
) -> Array:
    r"""Weights of a logistic regression that RMSProp trains on all data at once.

    The loss is the mean of :math:`\ln(1 + e^{-x_i \cdot w})`, the rate
    :math:`\eta/\sqrt t`, the start the origin.

    Parameters
    ----------
    eps : array_like, shape (k,)
        One ε inside the root for each run; it may be 0.
    eta : float or array_like, shape (k,)
        The learning rate at the first step. With ε far above all squares of gradients the
        run is gradient descent at :math:`\eta/\sqrt\epsilon`.
    gamma : float
        γ, in [0, 1].
    steps : int
        Steps, at least 1.
    points : array_like, shape (n, 2)
        Each example, multiplied by its label 1 or -1.

    Returns
    -------
    numpy.ndarray, shape (steps + 1, k, 2)
        The weights, from the start on.

    Raises
    ------
    ValueError
        If a number is out of range.

    Notes
    -----
    As the weights grow, gradients shrink exponentially, and their squares would soon be zero
    in float64. So gradient and state are kept in units of the largest example's share, whose
    logarithm is kept beside them: that is the same run, and exact for ε = 0 too.

    Examples
    --------
    >>> ends = classifier_paths([0, 1e-6], steps=1000)[-1]
    >>> margin_shares(ends).round(2)
    array([[1.  , 0.89],
           [0.96, 0.95]])
    """
    x, rate = np.asarray(points, dtype=float), np.reshape(np.asarray(eta), (-1, 1))
    with np.errstate(divide="ignore"):
        log_eps = np.log(np.reshape(np.asarray(eps, dtype=float), (-1, 1)))
    s = np.zeros((len(log_eps), 2))
    path, before = np.zeros((steps + 1, *s.shape)), np.zeros((len(s), 1))
    with kept_finite("take a smaller eta") as numbered:
        for t in numbered(range(steps)):
            size, g = _gradient(path[t], x)
            kept, small = s * np.exp(2 * (before - size)), np.exp(log_eps - 2 * size)
            path[t + 1], s = rmsprop_step(
                path[t], kept, g, rate / np.sqrt(t + 1), gamma, small
            )
            before = size
    return path


@checked(eta=POSITIVE, steps=COUNT, points=floats("n", 2, each=SQUARABLE))
def normalised_path(
    eta: float = 0.1, *, steps: int = 10_000, points: npt.ArrayLike = POINTS
) -> Array:
    r"""Weights of the same regression under descent along the gradient, of a set length.

    .. math:: w \leftarrow w - \frac{\eta}{\sqrt t}\, \frac{g}{\|g\|_2}

    It goes where gradient descent goes, without its wait for gradients that vanish.

    Parameters
    ----------
    eta : float
        Length of the first step, positive and finite.
    steps : int
        Steps, at least 1.
    points : array_like, shape (n, 2)
        Each example, multiplied by its label 1 or -1.

    Returns
    -------
    numpy.ndarray, shape (steps + 1, 2)
        The weights, from the origin on.

    Examples
    --------
    >>> margin_shares(normalised_path()[-1]).round(2)
    array([0.94, 0.99])
    """
    x, path = np.asarray(points, dtype=float), np.zeros((steps + 1, 2))
    with kept_finite("take a smaller eta, or smaller points") as numbered:
        for t in numbered(range(steps)):
            _, g = _gradient(path[t], x)
            path[t + 1] = path[t] - eta / np.sqrt(t + 1) / np.hypot(*g) * g
    return path


def _gradient(w: Array, x: Array) -> tuple[Array, Array]:
    """Return the loss's gradient as the logarithm of a factor, and what is left."""
    logs = -np.logaddexp(0, w @ x.T)  # ln of 1/(1 + e^(x·w))
    size = logs.max(axis=-1, keepdims=True)
    return size, -np.exp(logs - size) @ x / len(x)
