r"""A small network trained on all of its data at once, and how near to the edge it is.

The network has 5 inputs, two layers of 12 with tanh, and one output: 241 weights. Its loss is
the mean of :math:`(\hat y - y)^2/2` over the first 300 rows of the airfoil data. It is small
enough that the eigenvalues of its Hessian can be looked at in each training.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from .._checks import FRACTION, POSITIVE, SEED, checked, whole
from .._finite import kept_finite
from .._types import Array, ByValue
from ..core.updates import rmsprop_step
from .airfoil import standardised_airfoil

SHAPES = (6, 12), (13, 12), (13, 1)  # of each layer's weights; the last row is the bias
WEIGHTS = sum(rows * columns for rows, columns in SHAPES)
ROWS, EVERY, LOOKS = 300, 20, 16
TINY = 1e-30  # ε, and the step of complex arithmetic: both below all rounding
NOTHING = 1e-13  # of a product: what is left of it is rounding


@dataclass(frozen=True, eq=False)
class EdgeRun(ByValue):
    r"""What was seen of a training on all data.

    Parameters
    ----------
    steps : numpy.ndarray, shape (k,)
        The steps at which it was looked at.
    losses : numpy.ndarray, shape (k,)
        The loss there.
    sharpness : numpy.ndarray, shape (k,)
        :math:`\eta\lambda/2` there, with λ the largest eigenvalue of the Hessian divided by
        :math:`\sqrt s`: 1 at the edge of stability.
    swings : numpy.ndarray, shape (241,)
        For each weight the root mean square, over the second half of the run, of the part
        that alternates, :math:`(x_{t+1} - 2x_t + x_{t-1})/4`, in units of :math:`\eta/2`.
    roots : numpy.ndarray, shape (241,)
        Its :math:`\sqrt s` after the last step.

    Examples
    --------
    >>> run = train_full_batch(steps=40)
    >>> print(run.steps, run.swings.shape)
    [20 40] (241,)
    """

    steps: Array
    losses: Array
    sharpness: Array
    swings: Array
    roots: Array

    def __repr__(self) -> str:
        """Return the last of what was seen, not all of it."""
        last = f"loss {self.losses[-1]:.3g}, sharpness {self.sharpness[-1]:.3g}"
        return f"EdgeRun({last} at step {self.steps[-1]:,})"


def network_gradient(
    weights: npt.NDArray[Any], inputs: Array, labels: Array
) -> tuple[Any, npt.NDArray[Any]]:
    r"""Loss of the network, and its gradient.

    .. math::

        \hat y = W_3 \tanh(W_2 \tanh(W_1 x + b_1) + b_2) + b_3, \qquad
        f = \frac{1}{2n} \sum (\hat y - y)^2

    Parameters
    ----------
    weights : numpy.ndarray, shape (241,)
        All weights and biases, real or complex.
    inputs, labels : numpy.ndarray, shape (n, 5) and (n,)
        The data.

    Returns
    -------
    loss : float or complex
        The mean of half the squared errors, f.
    gradient : numpy.ndarray, shape (241,)
        Its derivative with respect to each weight.

    Examples
    --------
    >>> loss, gradient = network_gradient(np.zeros(241), np.ones((1, 5)), np.ones(1))
    >>> print(loss, gradient[-1])
    0.5 -1.0
    """
    first, second, third = _layers(weights)
    one = np.tanh(inputs @ first[:-1] + first[-1])
    two = np.tanh(one @ second[:-1] + second[-1])
    error = two @ third[:-1] + third[-1] - labels[:, None]
    back_two = error @ third[:-1].T * (1 - two * two)
    back_one = back_two @ second[:-1].T * (1 - one * one)
    pairs = (inputs, back_one), (one, back_two), (two, error)
    parts = [np.vstack([into.T @ back, back.sum(axis=0)]) for into, back in pairs]
    gradient = np.concatenate([part.ravel() for part in parts]) / len(labels)
    return (error * error).mean() / 2, gradient


def _layers(weights: npt.NDArray[Any]) -> list[npt.NDArray[Any]]:
    """Return the weights of each layer, with its biases as the last row."""
    sizes = [rows * columns for rows, columns in SHAPES]
    parts = np.split(weights, np.cumsum(sizes)[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, SHAPES, strict=True)]


def hessian_times(weights: Array, vector: Array, inputs: Array, labels: Array) -> Array:
    r"""Product of the loss's Hessian with a vector, to the last digits.

    .. math:: H\mathbf v = \operatorname{Im} \nabla f(\mathbf w + i h \mathbf v)/h + O(h^2)

    No difference is taken, so h may be as small as :math:`10^{-30}`.

    Parameters
    ----------
    weights, vector : numpy.ndarray, shape (241,)
        Where, and which vector.
    inputs, labels : numpy.ndarray, shape (n, 5) and (n,)
        The data.

    Returns
    -------
    numpy.ndarray, shape (241,)
        The product.

    References
    ----------
    :cite:t:`Squire.Trapp.1998`.

    Examples
    --------
    >>> last = np.eye(241)[-1]  # the last bias, in which the loss is a parabola
    >>> print(hessian_times(np.zeros(241), last, np.ones((1, 5)), np.ones(1))[-1])
    1.0
    """
    _, gradient = network_gradient(weights + 1j * TINY * vector, inputs, labels)
    product: Array = gradient.imag / TINY
    return product


def largest_eigenvalue(
    times: Callable[[Array], Array], start: Array, looks: int
) -> tuple[float, Array]:
    """Look for the largest eigenvalue of a matrix that is known by its products (Lanczos).

    Parameters
    ----------
    times : callable
        ``times(v)`` is the matrix times v.
    start : numpy.ndarray, shape (n,)
        Where to begin, not zero: best near to the eigenvector.
    looks : int
        Products taken, at most n; fewer where they span no further direction.

    Returns
    -------
    value : float
        The eigenvalue. It is never above the largest one, but for rounding.
    vector : numpy.ndarray, shape (n,)
        Its eigenvector, of length 1.

    Examples
    --------
    >>> value, vector = largest_eigenvalue(lambda v: v * [1, 2, 4], np.ones(3), looks=3)
    >>> print(round(value, 9), abs(vector).round(6))
    4.0 [0. 0. 1.]
    """
    basis, images = np.empty((looks, len(start))), np.empty((looks, len(start)))
    rest = start
    for i in range(looks):
        basis[i] = rest / np.linalg.norm(rest)
        rest = images[i] = times(basis[i])
        for _ in range(2):  # once leaves too much of the basis in it
            rest = rest - (basis[: i + 1] @ rest) @ basis[: i + 1]
        if np.linalg.norm(rest) <= NOTHING * np.linalg.norm(images[i]):
            break
    basis, images = basis[: i + 1], images[: i + 1]
    values, vectors = np.linalg.eigh(basis @ images.T)
    return float(values[-1]), vectors[:, -1] @ basis


def edge_data() -> tuple[Array, Array]:
    """Return the inputs (300, 5) and the labels (300,)."""
    return standardised_airfoil(ROWS)


def first_weights(seed: int) -> Array:
    """Return weights to begin with: normal, of variance 1/inputs, and biases of zero."""
    rng = np.random.default_rng(seed)
    layers = [
        np.vstack([rng.standard_normal((r - 1, c)) / np.sqrt(r - 1), np.zeros((1, c))])
        for r, c in SHAPES
    ]
    return np.concatenate([layer.ravel() for layer in layers])


@checked(gamma=FRACTION, eta=POSITIVE, steps=whole(EVERY), seed=SEED)
@cache
def train_full_batch(
    gamma: float = 0.99, *, eta: float = 1e-3, steps: int = 2000, seed: int = 0
) -> EdgeRun:
    r"""Train the network with RMSProp on all rows at once, and look at each 20th step.

    The state starts at the first squared gradients, and ε is :math:`10^{-30}`.

    Parameters
    ----------
    gamma : float
        Fraction of the state kept, in [0, 1].
    eta : float
        Learning rate, positive.
    steps : int
        Steps, at least 20.
    seed : int
        Seed of the first weights, at least 0.

    Returns
    -------
    EdgeRun
        Losses, sharpness and swings.

    Raises
    ------
    ValueError
        If a number is out of range, or the run leaves the finite numbers.

    References
    ----------
    :cite:t:`Cohen.Ghorbani.ea.2022`.

    Examples
    --------
    >>> run = train_full_batch(steps=100)
    >>> bool(run.losses[-1] < run.losses[0]), bool(run.sharpness[-1] < 1)
    (True, True)
    """
    data, w, looks = edge_data(), first_weights(seed), []
    loss, g = network_gradient(w, *data)
    s, vector, before, squares = g * g, g, w, np.zeros(WEIGHTS)
    with kept_finite("take a smaller eta") as numbered:
        for t in numbered(range(steps + 1)):
            loss, g = network_gradient(w, *data)
            after, s = rmsprop_step(w, s, g, eta, gamma, TINY)
            if t and t % EVERY == 0:
                value, vector = sharpness(w, s, vector, data)
                looks.append((t, loss, eta * value / 2))
            if t > steps // 2:
                squares += ((after - 2 * w + before) / (2 * eta)) ** 2
            before, w = w, after
    seen, losses, sharp = (np.array(column) for column in zip(*looks, strict=True))
    swings = np.sqrt(squares / (steps - steps // 2))
    return EdgeRun(seen, losses, sharp, swings, np.sqrt(s))


def sharpness(
    weights: Array, state: Array, start: Array, data: tuple[Array, Array]
) -> tuple[float, Array]:
    r"""Return the largest eigenvalue of the Hessian divided by √s, and where to begin next.

    Divided by :math:`s^{1/4}` from both sides the matrix is symmetric, with the same
    eigenvalues.
    """
    fourth = np.sqrt(np.sqrt(state + TINY))

    def times(vector: Array) -> Array:
        return np.asarray(hessian_times(weights, vector / fourth, *data) / fourth)

    return largest_eigenvalue(times, start, LOOKS)


def edge_record() -> tuple[dict[tuple[float, int], EdgeRun], dict[str, Any]]:
    """Return longer runs of :func:`train_full_batch`, and where and when they were made.

    They are what was measured once; this function trains nothing. The script
    ``make_edge_record.py`` beside the record made them.

    Returns
    -------
    runs : dict
        An :class:`.EdgeRun` by γ and seed, with five digits.
    made : dict
        ``processor``, ``cores`` and ``date``.

    Examples
    --------
    >>> runs, made = edge_record()
    >>> sorted(runs)
    [(0.9, 0), (0.99, 0), (0.99, 1), (0.99, 2), (0.999, 0)]
    """
    place = files("rmsprop_tut") / "datasets" / "edge_record.json"
    record = json.loads(place.read_text(encoding="utf-8"))
    runs = {
        (run.pop("gamma"), run.pop("seed")): EdgeRun(
            **{name: np.array(values) for name, values in run.items()}
        )
        for run in record.pop("runs")
    }
    return runs, record
