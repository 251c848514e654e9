"""RMSProp behind a stream of numbers: where it stays, at their mean or beside it."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from .._arrays import floats
from .._checks import COUNT, FRACTION, POSITIVE, SEED, an, checked, function_of
from .._finite import kept_finite
from .._types import Array
from ..core.updates import rmsprop_delayed_step, rmsprop_step

Draw = Callable[[np.random.Generator, int], Array]
RUNS, EPS = 200, 1e-30


@checked(
    draw=function_of("a generator and a size"),
    gammas=floats("k", each=FRACTION),
    eta=POSITIVE,
    delayed=an(bool),
    steps=COUNT,
    seed=SEED,
)
def stream_means(
    draw: Draw,
    gammas: npt.ArrayLike,
    *,
    eta: float = 0.003,
    delayed: bool = False,
    steps: int = 6000,
    seed: int = 0,
) -> Array:
    r"""Mean position of RMSProp where each step has a square of its own.

    .. math:: f_t(x) = (x - \xi_t)^2/2

    Parameters
    ----------
    draw : callable
        ``draw(rng, size)`` returns so many independent ξ.
    gammas : array_like, shape (k,)
        Fractions of the state kept, in [0, 1].
    eta : float
        Learning rate, positive and finite.
    delayed : bool
        Whether to divide by the root of the state of the step before.
    steps : int
        Steps of a run, at least 1. The second half is averaged.
    seed : int
        Seed of the stream, at least 0.

    Returns
    -------
    numpy.ndarray, shape (k,)
        The mean of x over 200 runs, by γ. All see the same ξ.

    Notes
    -----
    Runs start at the mean of their first 100 ξ, and the state at the mean of their squared
    gradients there; ε is 1e-30.

    Examples
    --------
    >>> stream_means(lambda rng, size: rng.exponential(size=size), [0.9]).round(2)
    array([0.93])
    """
    rng = np.random.default_rng(seed)
    early = np.array([_drawn(draw, rng) for _ in range(100)])
    x = np.zeros((len(np.asarray(gammas)), RUNS)) + early.mean(axis=0)
    s, total = x * 0 + early.var(axis=0), np.zeros(len(x))
    decay = np.asarray(gammas, dtype=float)[:, None]
    step = rmsprop_delayed_step if delayed else rmsprop_step
    with kept_finite("take a smaller eta") as numbered:
        for t in numbered(range(steps)):
            x, s = step(x, s, x - _drawn(draw, rng), eta, decay, EPS)
            if t >= steps // 2:
                total += x.mean(axis=1)
    return total / (steps - steps // 2)


def _drawn(draw: Draw, rng: np.random.Generator) -> Array:
    """Return what is drawn for a step of the runs, or refuse it."""
    return floats(RUNS)("draw(rng, size)", draw(rng, RUNS))
