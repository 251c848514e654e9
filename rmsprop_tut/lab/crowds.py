r"""Crowds of linear regressions, trained side by side by RMSProp.

A minibatch enters the gradient of a linear model by two numbers of fixed size alone, whatever
its own: :math:`\mathbf{g} = A\mathbf{w} - \mathbf{b}` with the normal matrix
:math:`A = X^\top X/n` and :math:`\mathbf{b} = X^\top \mathbf{y}/n`. All trainings share them.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from itertools import groupby
from typing import Any

import numpy as np

from .._finite import kept_finite
from .._numba import ALONE, load_compiled
from .._types import Array
from ..core.updates import rmsprop_step
from .airfoil import EXAMPLES, airfoil_design

AT_ONCE = 2**20  # numbers that one of the crowd's arrays may hold
ADVICE = "take smaller etas, or a larger eps"


def normal_matrices(batches: Iterable[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Return of each minibatch what its gradient needs.

    Parameters
    ----------
    batches : iterable of tuple
        Inputs (b, d), with a column of ones for the bias, and labels (b,).

    Returns
    -------
    tuple of numpy.ndarray
        The normal matrices (t, d, d) and the vectors (t, d).

    Examples
    --------
    >>> x, y = np.array([[1.0, 1.0], [3.0, 1.0]]), np.array([2.0, 4.0])
    >>> matrices, vectors = normal_matrices([(x, y)])
    >>> print(matrices.tolist(), vectors.tolist())
    [[[5.0, 2.0], [2.0, 1.0]]] [[7.0, 3.0]]
    """
    made = [
        _of_one_size(*zip(*group, strict=True)) for _, group in groupby(batches, _size)
    ]
    joined = np.concatenate(made)
    return np.ascontiguousarray(joined[..., :-1]), np.ascontiguousarray(joined[..., -1])


def _size(batch: tuple[Array, Array]) -> int:
    return len(batch[1])


def _of_one_size(inputs: Sequence[Array], labels: Sequence[Array]) -> Array:
    """Return normal matrices and, as their last columns, vectors of minibatches of one size.

    They are summed example by example, as no library of matrices does: whose order differs from
    version to version, and trainings at large rates make much of a last bit.
    """
    x, y = np.stack(inputs), np.stack(labels)
    both = np.concatenate([x, y[..., None]], axis=2)
    products = (x[:, i, :, None] * both[:, i, None, :] for i in range(x.shape[1]))
    return np.asarray(reduce(np.add, products) / x.shape[1])


def by_numpy(
    matrices: Array,
    vectors: Array,
    start: Array,
    etas: Array,
    gammas: Array,
    eps: float,
) -> Array:
    """Return weights and states (2d, k) after training, as the compiled loop does, to the bit."""
    w = np.repeat(start[:, None], etas.shape[1], axis=1)
    s = np.zeros_like(w)
    for t, (matrix, vector) in enumerate(zip(matrices, vectors, strict=True)):
        g = reduce(np.add, map(np.multiply.outer, matrix.T, w)) - vector[:, None]
        eta, gamma = etas[min(t, len(etas) - 1)], gammas[min(t, len(gammas) - 1)]
        w, s = rmsprop_step(w, s, g, eta, gamma, eps)
    return np.concatenate([w, s])


def trained_crowd(
    matrices: Array,
    vectors: Array,
    start: Array,
    etas: Array,
    gammas: Array,
    eps: float,
) -> Array:
    """Train linear models side by side from one start; return their weights.

    Parameters
    ----------
    matrices, vectors : numpy.ndarray, shape (t, 6, 6) and (t, 6)
        What :func:`normal_matrices` returns.
    start : numpy.ndarray, shape (6,)
        Weights at the start.
    etas, gammas : numpy.ndarray, shape (t, k) or (1, k)
        Learning rate and decay factor of each of k trainings, at each step or at all.
    eps : float
        Added inside the root.

    Returns
    -------
    numpy.ndarray, shape (6, k)
        Weights after the last step.

    Raises
    ------
    ValueError
        If a training leaves the finite numbers.

    Notes
    -----
    Where Numba is, the loop is compiled and runs on all cores; else NumPy makes the same
    operations in the same order, some ten times slower, and gives the same to the last bit. One
    training gives what it gives in a crowd.

    Examples
    --------
    >>> matrices, vectors = np.eye(6)[None], np.ones((1, 6))
    >>> rates, decays = np.array([[0.1, 0.2]]), np.array([[0.0, 0.0]])
    >>> trained_crowd(matrices, vectors, np.zeros(6), rates, decays, 0.0)[0].tolist()
    [0.1, 0.2]
    """
    given = matrices, vectors, start, etas, gammas, eps
    try:
        train = load_compiled().train
    except ImportError:
        train = by_numpy
    with ALONE, np.errstate(all="ignore"):
        weights, states = np.split(train(*given), 2)
    if not (np.isfinite(weights).all() and np.isfinite(states).all()):
        raise ValueError(f"the run leaves the finite numbers (of float64): {ADVICE}")
    return np.asarray(weights)


def pieces(
    etas: Array, decays: Sequence[Array], factors: Array
) -> Iterator[tuple[Array, Array]]:
    """Yield learning rates and decay factors of a crowd in pieces of bounded size.

    ``etas`` and each of ``decays``, one a step or one for all, have the crowd's shape, and may
    be broadcast to it; ``factors`` (t,) or (1,) multiply the rates.
    """
    size = max(1, AT_ONCE // max(12, len(factors), len(decays)))
    for low in range(0, etas.size, size):
        part = slice(low, low + size)
        kept = np.stack([decay.flat[part] for decay in decays])
        yield np.multiply.outer(factors, etas.flat[part]), kept


@cache
def _factor() -> Array:
    """Return the triangular factor of the examples and, as its last column, their labels."""
    factor: Any = np.linalg.qr(np.column_stack(airfoil_design()), mode="r")
    return np.asarray(factor)


def airfoil_losses(weights: Array) -> Array:
    """Return the loss of each model (6, k) over the chapter's 1,500 examples.

    Seven rows have the same sum of squares as all: the triangular factor of the examples and
    their labels.
    """
    factor = _factor()
    with kept_finite(ADVICE):
        errors = reduce(np.add, map(np.multiply.outer, factor[:, :-1].T, weights))
        squares = (errors - factor[:, -1:]) ** 2
        losses: Array = reduce(np.add, squares) / (2 * EXAMPLES)
    return losses
