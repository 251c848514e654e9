"""Methods against each other on noisy and moving problems."""

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from .._arrays import coordinate, floats
from .._checks import (
    COUNT,
    FINITE,
    FRACTION,
    NON_NEGATIVE,
    SEED,
    checked,
    function_of,
    one_of,
    optional,
    unchecked,
    whole,
)
from .._finite import kept_finite
from .._types import Array
from ..core.objectives import START, f_2d, f_2d_grad
from ..core.schedules import (
    Rate,
    constant_rate,
    given_by,
    inverse_rate,
    inverse_sqrt_rate,
)
from ..core.updates import adagrad_step, rmsprop_step
from ..results import RaceResult

PERIOD = 1000
ETAS = tuple(10 ** (k / 8) for k in range(-24, 11))  # of the tuned races
LONG_RACE = 16_000


@checked(x=coordinate, t=FINITE)
def moving_well(x: Array, t: int) -> Array:
    r"""A well that swings to and fro.

    .. math:: f_t(x) = \frac{r^2}{1 + r^2}, \qquad r = x - 3 \sin\frac{2\pi t}{1000}

    It is bounded, so not convex: far from the well the gradient vanishes, and who
    falls far behind may lose it.

    Parameters
    ----------
    x : float or array_like
        The coordinate, of any number of points.
    t : int
        Step; the well is at 0 for t = 0 and has the period 1000.

    Returns
    -------
    numpy.ndarray
        Between 0 and 1, in the shape of ``x``.

    See Also
    --------
    moving_well_grad : its gradient.

    Examples
    --------
    >>> moving_well(np.array([0.0, 1.0]), 0)
    array([0. , 0.5])
    """
    square = (x - _center(t)) ** 2
    return square / (1 + square)


@checked(x=coordinate, t=FINITE)
def moving_well_grad(x: Array, t: int) -> Array:
    r"""Gradient of :func:`.moving_well`.

    .. math:: f_t'(x) = \frac{2 r}{(1 + r^2)^2}, \qquad r = x - 3 \sin\frac{2\pi t}{1000}

    Parameters
    ----------
    x : float or array_like
        The coordinate, of any number of points.
    t : int
        Step.

    Returns
    -------
    numpy.ndarray
        Without noise, in the shape of ``x``.

    Examples
    --------
    >>> moving_well_grad(np.array([0.0, 1.0]), 0)
    array([0. , 0.5])
    """
    r = x - _center(t)
    return 2 * r / (1 + r * r) ** 2


def _center(t: int) -> float:
    """Return where the well is at a step."""
    return 3 * math.sin(2 * math.pi * t / PERIOD)


_well = unchecked(moving_well)


class Problem(NamedTuple):
    """What a race runs on: points are stacked coordinates, functions also take the step."""

    loss: Callable[[Array, int], Array]
    gradient: Callable[[Array, int], Array]
    start: tuple[float, ...]
    deviation: float  # of the noise on each gradient


PROBLEMS = {
    "noisy bowl": Problem(
        lambda x, t: f_2d(*x), lambda x, t: np.stack(f_2d_grad(*x)), START, 1.0
    ),
    "moving well": Problem(
        lambda x, t: _well(x[0], t), unchecked(moving_well_grad), (0.0,), 0.3
    ),
}
METHODS = ("Adagrad", "RMSProp")
EPS = 1e-6
RATE = optional(function_of("the step t"))


@checked(
    method=one_of(METHODS),
    problem=one_of(PROBLEMS),
    etas=floats("k", each=NON_NEGATIVE),
    rate=RATE,
    gamma=FRACTION,
    steps=whole(PERIOD),
    runs=COUNT,
    seed=SEED,
)
def race(
    method: str,
    problem: str,
    etas: Sequence[float],
    *,
    rate: Rate | None = None,
    gamma: float = 0.9,
    steps: int = 4000,
    runs: int = 64,
    seed: int = 0,
) -> RaceResult:
    """Run Adagrad or RMSProp under gradient noise, at several learning rates at once.

    Parameters
    ----------
    method : str
        ``"Adagrad"`` or ``"RMSProp"``.
    problem : str
        ``"noisy bowl"``, the chapter's quadratic with noise of deviation 1 on each
        gradient, or ``"moving well"`` (:func:`.moving_well`), deviation 0.3.
    etas : sequence of float
        Learning rates, at least one, each non-negative and finite.
    rate : callable, optional
        ``rate(t)`` multiplies every learning rate at step t; 1 by default.
    gamma : float
        RMSProp's fraction of the state kept, in [0, 1].
    steps, runs, seed : int
        Steps of a run (at least 1000), runs, and the seed of their noise. All
        methods and learning rates meet the same noise.

    Returns
    -------
    RaceResult
        Noiseless losses: curves, tails, and the best learning rate.

    Examples
    --------
    >>> race("RMSProp", "noisy bowl", [0.1, 10.0], steps=1000, runs=4).best_eta
    0.1
    """
    common = steps, gamma, runs, seed
    return _races(method, problem, etas, [rate], *common)[0]


def _races(
    method: str,
    problem: str,
    etas: Sequence[float],
    rates: Sequence[Rate | None],
    steps: int,
    gamma: float = 0.9,
    runs: int = 64,
    seed: int = 0,
) -> list[RaceResult]:
    """Race under several rates side by side, which is faster than one after another."""
    sums, tail = [], deque[Array](maxlen=PERIOD)
    scheduled = _scheduled(etas, rates, steps)
    losses = _losses(_step(method, gamma), problem, scheduled, runs, seed)
    with kept_finite("take smaller learning rates"):
        for loss in losses:
            sums.append(loss.sum(axis=1))
            tail.append(loss)
    count = len(rates)
    curves = np.split(np.array(sums) / runs, count, axis=1)
    tails = np.split(np.mean(list(tail), axis=0), count)
    grid = np.array(etas)
    return [RaceResult(grid, *kept) for kept in zip(curves, tails, strict=True)]


def _scheduled(
    etas: Sequence[float], rates: Sequence[Rate | None], steps: int
) -> Array:
    """Return the learning rates of each step, those of each falling rate side by side."""
    factors = [
        given_by("rate", rate or constant_rate(1.0), steps, NON_NEGATIVE)
        for rate in rates
    ]
    return np.concatenate([np.outer(each, etas) for each in factors], axis=1)


def _step(method: str, gamma: float) -> Callable[..., tuple[Array, Array]]:
    """Return the method's step as a function of x, s, g and η."""
    if method == "Adagrad":
        return partial(adagrad_step, eps=EPS)
    return partial(rmsprop_step, gamma=gamma, eps=EPS)


def _losses(
    step: Callable[..., tuple[Array, Array]],
    problem: str,
    scheduled: Array,
    runs: int,
    seed: int,
) -> Iterator[Array]:
    """Yield the loss of each learning rate and run after each step."""
    loss, gradient, start, deviation = PROBLEMS[problem]
    rng = np.random.default_rng(seed)
    shape = len(start), scheduled.shape[1], runs
    x = np.broadcast_to(np.reshape(start, (-1, 1, 1)), shape)
    s = np.zeros_like(x)
    for t, etas in enumerate(scheduled[:, :, None], start=1):
        noise = deviation * rng.normal(size=(len(x), 1, runs))
        x, s = step(x, s, gradient(x, t) + noise, etas)
        yield loss(x, t)


def tuned_races(problem: str, steps: int) -> dict[str, RaceResult]:
    """Adagrad, RMSProp and RMSProp with two falling rates, at 35 learning rates each.

    Parameters
    ----------
    problem, steps : str, int
        As for :func:`.race`.

    Returns
    -------
    dict of str to RaceResult
        What each method reached, by name.

    Examples
    --------
    >>> list(tuned_races("noisy bowl", 1000))
    ['Adagrad', 'RMSProp', 'RMSProp, 1/sqrt(t)', 'RMSProp, 1/t']
    """
    return deepcopy(_tuned_races(problem, steps))  # what is kept stays as it was run


@cache
def _tuned_races(problem: str, steps: int) -> dict[str, RaceResult]:
    """Run the tuned races, once a process."""
    rates = {
        "RMSProp": None,
        "RMSProp, 1/sqrt(t)": inverse_sqrt_rate(1.0),
        "RMSProp, 1/t": inverse_rate(1.0),
    }
    falling = _races("RMSProp", problem, ETAS, list(rates.values()), steps)
    adagrad = race("Adagrad", problem, ETAS, steps=steps)
    return {"Adagrad": adagrad, **dict(zip(rates, falling, strict=True))}


def swing_losses(problem: str, steps: int) -> dict[str, Array]:
    """Mean loss of each 1,000 steps of the tuned races, at each method's best rate.

    Parameters
    ----------
    problem, steps : str, int
        As for :func:`.race`; ``steps`` a multiple of 1,000.

    Returns
    -------
    dict of str to numpy.ndarray, shape (steps / 1000,)
        The losses by method.

    Examples
    --------
    >>> [len(losses) for losses in swing_losses("noisy bowl", 1000).values()]
    [1, 1, 1, 1]
    """
    races = tuned_races(problem, steps).items()
    return {
        name: run.best_curve.reshape(-1, PERIOD).mean(axis=1) for name, run in races
    }
