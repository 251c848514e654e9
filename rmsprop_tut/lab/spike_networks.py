"""Small networks that RMSProp trains until they leap, and a record of many of them."""

import json
import math
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from .._arrays import floats, spread
from .._checks import COUNT, NON_NEGATIVE, POSITIVE, checked, shown
from .._finite import kept_finite
from .._types import Array
from ..core.schedules import Rate, given_by
from ..core.spikes import FORGETTING
from ..core.updates import rmsprop_step
from .airfoil import standardised_airfoil

ROWS, HIDDEN = 20, 20


def limits(name: str, values: object) -> Array:
    """Return limits as an array, infinite where there is none, or refuse them."""
    array = spread(None)(name, values)
    if not (array >= 0).all():
        raise ValueError(f"each of {name} must be non-negative, not {shown(values)}")
    return array


def one_each(*, gammas: Array, **others: Any) -> None:
    """Refuse settings that are neither one for all trainings nor one each."""
    for name in ("eps", "clip", "longest"):
        shape = np.shape(others.get(name, 0))
        if shape not in ((), (len(gammas),)):
            raise ValueError(
                f"{name} must be one number or {len(gammas)}, not of the shape {shape}"
            )


@checked(
    one_each,
    gammas=floats("k", each=FORGETTING),
    steps=COUNT,
    eta=NON_NEGATIVE,
    eps=spread(NON_NEGATIVE),
    clip=limits,
    longest=limits,
    seeds=floats("n", each=NON_NEGATIVE),
)
def spiking_networks(
    gammas: npt.ArrayLike,
    steps: int,
    *,
    eta: float = 0.01,
    eps: npt.ArrayLike = 1e-16,
    clip: npt.ArrayLike = math.inf,
    longest: npt.ArrayLike = math.inf,
    rate: Rate | None = None,
    seeds: Sequence[int] = (0,),
) -> Array:
    r"""Train small networks on 20 rows of the airfoil data, on all of them at each step.

    A network is :math:`\hat y = W_2 \tanh(W_1 \mathbf{x})` with 20 hidden units and a bias in
    each layer, and the loss the mean of :math:`(\hat y - y)^2/2`.

    Parameters
    ----------
    gammas : array_like, shape (k,)
        Fractions of the state kept, above 0 and below 1; a training each, from the same
        weights and a state of zero.
    steps : int
        Steps of a training, at least 1.
    eta : float
        Learning rate, non-negative.
    eps, clip, longest : array_like
        ε inside the root; the norm to which the gradient of all weights is clipped; and the
        size to which each weight's step is, both non-negative. One for all trainings, or one each.
    rate : callable, optional
        ``rate(t)`` is the learning rate of the step t = 1, 2, … in place of ``eta``.
    seeds : sequence of int, shape (n,)
        Seeds of the weights, each at least 0.

    Returns
    -------
    numpy.ndarray, shape (steps, n, k)
        The loss before each step. A training is chaotic: after some hundred steps another
        processor's rounding gives another run of the same kind.

    Examples
    --------
    >>> print(spiking_networks([0.9, 0.99], steps=3).shape)
    (3, 1, 2)
    """
    rates = (
        [eta] * steps if rate is None else given_by("rate", rate, steps, NON_NEGATIVE)
    )
    gamma, *bounds = (
        np.asarray(a, dtype=float)[..., None] for a in (gammas, eps, clip, longest)
    )
    inputs, labels = spread_rows()
    w = np.repeat(first_weights(seeds)[:, None], len(gamma), axis=1)
    s, losses = np.zeros_like(w), []
    with kept_finite("take a smaller eta") as numbered:
        for size in numbered(rates):
            g, loss = slopes(w, inputs, labels)
            w, s = _limited_step(w, s, g, size, gamma, *bounds)
            losses.append(loss)
    return np.array(losses)


def spread_rows() -> tuple[Array, Array]:
    """Return rows spread over the airfoil data: inputs, with a column of ones, and labels."""
    table = np.column_stack(standardised_airfoil())
    chosen = table[:: len(table) // ROWS][:ROWS]
    return np.column_stack([chosen[:, :-1], np.ones(ROWS)]), chosen[:, -1:]


def first_weights(seeds: Sequence[int]) -> Array:
    """Return normal weights of deviation 1/3, a row each seed."""
    count = (6 + 1) * HIDDEN + 1
    drawn = [np.random.default_rng(int(n)).standard_normal(count) for n in seeds]
    return np.array(drawn) / 3


def _limited_step(
    w: Array,
    s: Array,
    g: Array,
    eta: float,
    gamma: Array,
    eps: Array,
    clip: Array,
    longest: Array,
) -> tuple[Array, Array]:
    """Make a step with the gradient clipped by its norm and the step number by number."""
    norm = np.sqrt(np.sum(g * g, axis=-1, keepdims=True))
    after, s = rmsprop_step(w, s, g / np.maximum(1, norm / clip), eta, gamma, eps)
    return w + np.clip(after - w, -longest, longest), s


def slopes(w: Array, inputs: Array, labels: Array) -> tuple[Array, Array]:
    """Return the gradients of trainings side by side, and their losses."""
    lead, split = w.shape[:-1], inputs.shape[1] * HIDDEN
    below, above = w[..., :split].reshape(*lead, -1, HIDDEN), w[..., split:-1, None]
    units = np.tanh(inputs @ below)
    error = units @ above + w[..., -1:, None] - labels
    share = error / len(labels)
    back = share * np.swapaxes(above, -1, -2) * (1 - units * units)
    parts = (inputs.T @ back).reshape(*lead, -1), (units * share).sum(axis=-2)
    g = np.concatenate([*parts, share.sum(axis=-2)], axis=-1)
    return g, np.mean(error * error, axis=(-2, -1)) / 2


@checked(losses=spread(None), factor=POSITIVE)
def leaps(losses: npt.ArrayLike, factor: float = 100.0) -> npt.NDArray[np.int64]:
    """Count how often a loss rises above a multiple of the lowest so far.

    Parameters
    ----------
    losses : array_like, shape (steps, ...)
        Losses, step by step; NaN counts as no rise.
    factor : float
        The multiple, positive and finite.

    Returns
    -------
    numpy.ndarray
        The count for each training.

    Examples
    --------
    >>> print(leaps([1.0, 0.001, 0.05, 0.5, 0.6, 0.01, 0.2]))
    2
    """
    values = np.atleast_1d(np.asarray(losses, dtype=float))
    with np.errstate(over="ignore", invalid="ignore"):
        high = values > factor * np.minimum.accumulate(values, axis=0)
    counted: npt.NDArray[np.int64] = np.sum(high[1:] & ~high[:-1], axis=0)
    return counted


def spikes_record() -> dict[str, Any]:
    """Return what small networks did in 10,000 steps, where and when.

    ``make_spikes_record.py`` beside the record trains them with :func:`spiking_networks`
    and writes it.

    Returns
    -------
    dict
        ``gammas``, ``seeds`` and ``steps``; ``leaps``, ``highest`` and ``lowest`` loss, a row
        each seed; ``curve``, the largest loss of each ``every`` steps of one training each
        γ; ``longer``, of the last γ in ``longer_steps`` steps; ``remedies``, of each the
        leaps, the highest and the lowest loss by seed; ``processor``, ``cores``, ``date``.
        The highest loss is that after ``settled`` steps.

    Examples
    --------
    >>> record = spikes_record()
    >>> record["steps"], record["gammas"]
    (10000, [0.9, 0.99, 0.999, 0.9999])
    """
    place = files("rmsprop_tut") / "datasets" / "spikes_record.json"
    record: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    return record
