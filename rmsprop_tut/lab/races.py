"""Methods against each other on noisy and moving problems."""

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import cache, partial
from itertools import islice
from typing import Any, NamedTuple

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
from .family import DECAY, Member, adam_counted

PERIOD = 1000
LONG_RACE = 16_000
TRIES = 39  # of each contender in the tuned races
SCHEDULES: dict[str, Rate] = {
    "constant": constant_rate(1.0),
    "1/sqrt(t)": inverse_sqrt_rate(1.0),
    "1/t": inverse_rate(1.0),
}
MEMORIES: dict[str, tuple[dict[str, float], ...]] = {  # tried with each learning rate
    "Adagrad": ({},),
    "RMSProp": ({"gamma": 0.9}, {"gamma": 0.99}, {"gamma": 0.999}),
    "Adam": (
        {"beta1": 0.5, "beta2": 0.99},
        {"beta1": 0.9, "beta2": 0.999},
        {"beta1": 0.99, "beta2": 0.999},
    ),
}


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
METHODS = ("Adagrad", "RMSProp", "Adam")
EPS, ADAM_EPS = 1e-6, 1e-8  # the book's, inside the root and outside
RATE = optional(function_of("the step t"))


@checked(
    method=one_of(METHODS),
    problem=one_of(PROBLEMS),
    etas=floats("k", each=NON_NEGATIVE),
    rate=RATE,
    gamma=FRACTION,
    betas=floats(2, each=DECAY),
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
    betas: Sequence[float] = (0.9, 0.999),
    steps: int = 4000,
    runs: int = 64,
    seed: int = 0,
) -> RaceResult:
    """Run Adagrad, RMSProp or Adam under gradient noise, at several learning rates at once.

    Parameters
    ----------
    method : str
        ``"Adagrad"``, ``"RMSProp"`` or ``"Adam"``.
    problem : str
        ``"noisy bowl"``, the chapter's quadratic with noise of deviation 1 on each
        gradient, or ``"moving well"`` (:func:`.moving_well`), deviation 0.3.
    etas : array_like, shape (k,)
        Learning rates, at least one, each non-negative and finite.
    rate : callable, optional
        ``rate(t)`` multiplies every learning rate at step t; 1 by default.
    gamma : float
        RMSProp's fraction of the state kept, in [0, 1].
    betas : sequence of float
        Adam's two fractions kept, each in [0, 1).
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
    entry = Entry(etas, rate, _memory(method, gamma, betas))
    return _races(method, problem, [entry], steps, runs, seed)[0]


class Entry(NamedTuple):
    """What a method races with: learning rates, their schedule, what it forgets with."""

    etas: Sequence[float] | Array
    rate: Rate | None
    memory: dict[str, float]

    def scheduled(self, steps: int) -> Array:
        """Return the learning rates of each step."""
        rate = constant_rate(1.0) if self.rate is None else self.rate
        return np.outer(given_by("rate", rate, steps, NON_NEGATIVE), self.etas)


def _memory(method: str, gamma: float, betas: Sequence[float]) -> dict[str, float]:
    """Return what a method forgets with, by the names that its step has for it."""
    if method == "Adam":
        return dict(zip(("beta1", "beta2"), betas, strict=True))
    return {"gamma": gamma} if method == "RMSProp" else {}


def _races(
    method: str,
    problem: str,
    entries: Sequence[Entry],
    steps: int,
    runs: int = 64,
    seed: int = 0,
) -> list[RaceResult]:
    """Race all entries side by side, which is faster than one after another."""
    sums, tail = [], deque[Array](maxlen=PERIOD)
    losses = _losses(method, problem, entries, steps, runs, seed)
    with kept_finite("take smaller etas") as numbered:
        for loss in numbered(losses):
            sums.append(loss.sum(axis=1))
            tail.append(loss)
    ends = np.cumsum([len(entry.etas) for entry in entries])[:-1]
    curves = np.split(np.array(sums) / runs, ends, axis=1)
    tails = np.split(np.mean(list(tail), axis=0), ends)
    return [
        RaceResult(np.array(entry.etas), curve, last, entry.memory)
        for entry, curve, last in zip(entries, curves, tails, strict=True)
    ]


def _losses(
    method: str,
    problem: str,
    entries: Sequence[Entry],
    steps: int,
    runs: int,
    seed: int,
) -> Iterator[Array]:
    """Yield the loss of each learning rate and run after each step."""
    loss, gradient, start, deviation = PROBLEMS[problem]
    rng = np.random.default_rng(seed)
    scheduled = np.concatenate([entry.scheduled(steps) for entry in entries], axis=1)
    shape = len(start), scheduled.shape[1], runs
    x = np.broadcast_to(np.reshape(start, (-1, 1, 1)), shape)
    step, state = _member(method, entries, np.zeros(shape))
    for t, etas in enumerate(scheduled[:, :, None], start=1):
        noise = deviation * rng.normal(size=(len(x), 1, runs))
        x, *now = step(x, *state, gradient(x, t) + noise, eta=etas)
        state = tuple(now)
        yield loss(x, t)


def _member(method: str, entries: Sequence[Entry], zero: Array) -> Member:
    """Return the method's step, and its state before the first."""
    kept: Any = {name: _column(name, entries) for name in entries[0].memory}
    if method == "Adam":
        return partial(adam_counted, eps=ADAM_EPS, **kept), (zero, zero, 1.0, 1.0)
    step = adagrad_step if method == "Adagrad" else rmsprop_step
    return partial(step, eps=EPS, **kept), (zero,)


def _column(name: str, entries: Sequence[Entry]) -> Array:
    """Return what each learning rate of the entries has for one setting, one a row."""
    values = [entry.memory[name] for entry in entries]
    return np.repeat(values, [len(entry.etas) for entry in entries])[:, None]


def _rates(method: str, schedule: str) -> Array:
    """Return the learning rates that a contender tries, over three decades.

    A rate that falls begins higher. So does Adagrad's, whose steps fall by themselves.
    """
    low = {"constant": 1e-3, "1/sqrt(t)": 1e-2, "1/t": 1e-1}[schedule]
    low = 10 * low if method == "Adagrad" else low
    return np.geomspace(low, 1000 * low, TRIES // len(MEMORIES[method]))


def whole_periods(*, steps: int, **others: object) -> None:
    """Refuse steps whose last period is cut short."""
    if steps % PERIOD:
        raise ValueError(f"steps must be a multiple of {PERIOD}, not {steps}")


@checked(problem=one_of(PROBLEMS), steps=whole(PERIOD))
def tuned_races(problem: str, steps: int) -> dict[str, RaceResult]:
    """Adagrad, RMSProp and Adam, each with three schedules, and with 39 tries each.

    RMSProp tries 13 learning rates with each of three γ, Adam with each of three pairs of
    β. Adagrad, which has a learning rate alone, tries 39.

    Parameters
    ----------
    problem : str
        As for :func:`.race`.
    steps : int
        Number of steps, at least 1000: the last 1,000 are judged.

    Returns
    -------
    dict of str to RaceResult
        What each reached, by name, with the γ or the β that suited it best.

    Examples
    --------
    >>> races = tuned_races("noisy bowl", 1000)
    >>> list(races)[:4]
    ['Adagrad, constant', 'Adagrad, 1/sqrt(t)', 'Adagrad, 1/t', 'RMSProp, constant']
    >>> races["RMSProp, 1/t"].chosen
    {'gamma': 0.9}
    """
    return deepcopy(_tuned_races(problem, steps))  # what is kept stays as it was run


@cache
def _tuned_races(problem: str, steps: int) -> dict[str, RaceResult]:
    """Run the tuned races, once a process."""
    tuned = {}
    for method, memories in MEMORIES.items():
        entries = [
            Entry(_rates(method, name), rate, memory)
            for name, rate in SCHEDULES.items()
            for memory in memories
        ]
        races = iter(_races(method, problem, entries, steps))
        for name in SCHEDULES:
            tried = islice(races, len(memories))
            tuned[f"{method}, {name}"] = min(tried, key=lambda run: run.best)
    return tuned


@checked(whole_periods, problem=one_of(PROBLEMS), steps=whole(PERIOD))
def swing_losses(problem: str, steps: int) -> dict[str, Array]:
    """Mean loss of each 1,000 steps of the tuned races, at each method's best rate.

    Parameters
    ----------
    problem : str
        As for :func:`.race`.
    steps : int
        Number of steps, at least 1000 and a multiple of it.

    Returns
    -------
    dict of str to numpy.ndarray, shape (steps / 1000,)
        The losses by method.

    Examples
    --------
    >>> swing_losses("noisy bowl", 2000)["Adagrad, constant"].shape
    (2,)
    """
    races = tuned_races(problem, steps).items()
    return {
        name: run.best_curve.reshape(-1, PERIOD).mean(axis=1) for name, run in races
    }
