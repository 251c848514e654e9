"""Runs that settle at a minimum and are thrown out again, and what stops that."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from .._arrays import spread
from .._checks import (
    COUNT,
    POSITIVE,
    SEED,
    checked,
    function_of,
    optional,
)
from .._finite import kept_finite
from .._types import Array
from ..core.averages import leak
from ..core.cycles import two_cycle_amplitude
from ..core.objectives import CURVATURES, ZERO_STATE, f_2d
from ..core.schedules import Rate
from ..core.spikes import ENTRY, FORGETTING, spike_wait
from ..core.updates import rmsprop_step
from .paths import State, at_start, follow

LONGER = 1.5  # than the law's wait a run is followed
ETA = 0.4  # of the chapter's run
LULL, PATIENCE = 1e-4, 1000  # it has settled below that, and has to within these steps
MOST = 1_000_000  # steps, in some seconds
Update = Callable[..., Sequence[float]]


@checked(gamma=FORGETTING, v_in=spread(ENTRY), steps=optional(COUNT))
def settled_run(
    gamma: float, v_in: npt.ArrayLike, steps: int | None = None
) -> tuple[Array, Array]:
    r"""Follow RMSProp from where it settles to a minimum, in the logarithm of its distance.

    On :math:`\lambda x^2/2` without ε, with x in units of :math:`\eta/2`. The distance falls
    far below the smallest float64, its logarithm does not:

    .. math:: \ln|x'| = \ln|x| + \ln|v - 1|, \qquad v = \frac{\eta\lambda}{\sqrt{s'}}

    Parameters
    ----------
    gamma : float
        Fraction of the state kept, above 0 and below 1.
    v_in : array_like
        Preconditioned curvatures at the start, in (0, 2). The squared gradient is there as
        large as the state.
    steps : int, optional
        Steps of the run, at least 1; by default half as many again as
        :func:`spike_wait` says.

    Returns
    -------
    log_x : numpy.ndarray, shape (steps + 1, ...)
        :math:`\ln|x|`, at the start and after each step.
    v : numpy.ndarray, shape (steps, ...)
        The preconditioned curvature of each step. It is largest where a run comes out.

    Raises
    ------
    ValueError
        If a run lands on the minimum itself, as it does where v is just 1; or if γ is so
        near to 1 that it would take more than a million steps.

    Examples
    --------
    >>> log_x, v = settled_run(0.99, 0.5)
    >>> print(v.max().round(2), log_x.min().round())
    9.72 -374.0
    """
    entry = np.asarray(v_in, dtype=float)
    count = steps or _steps_to_exit(gamma, entry, LONGER)
    curvatures: list[Array] = []
    with kept_finite("take another v_in") as numbered:
        s = (2 / entry) ** 2
        logs = [np.log(s) / 2]
        for _ in numbered(range(count)):
            s = leak(s, np.exp(2 * logs[-1]), gamma)
            curvatures.append(2 / np.sqrt(s))
            logs.append(logs[-1] + np.log(np.abs(curvatures[-1] - 1)))
    return np.array(logs), np.array(curvatures)


def _steps_to_exit(gamma: float, v_in: npt.ArrayLike, longer: float = 1.0) -> int:
    """Return after how many steps the last of the runs is out, or refuse what takes days."""
    wait = longer * float(np.max(spike_wait(gamma, v_in)))
    if not wait <= MOST:
        raise ValueError(
            f"gamma must be farther below 1 than {gamma!r}: a run takes {wait:.3g} steps, "
            f"and at most {MOST:,} are made"
        )
    return math.ceil(wait)


@checked(gamma=FORGETTING, v_in=ENTRY, phases=COUNT)
def measured_exits(gamma: float, v_in: float, phases: int = 16) -> Array:
    """Preconditioned curvatures at which runs come out, over the phases of a step.

    Parameters
    ----------
    gamma : float
        Fraction of the state kept, above 0 and below 1.
    v_in : float
        Preconditioned curvature where the runs settle, in (0, 2).
    phases : int
        Runs, at least 1. Their starts lie evenly within a step's growth about ``v_in``.

    Returns
    -------
    numpy.ndarray, shape (phases,)
        The largest curvature of each run.

    See Also
    --------
    exit_curvature : the law that they approach as γ → 1.

    Examples
    --------
    >>> print(measured_exits(0.99, 0.5).mean().round(1))
    9.7
    """
    lag = (np.arange(phases) + 0.5) / phases - 0.5
    _, curvatures = settled_run(gamma, v_in * gamma ** (-lag / 2))
    largest: Array = curvatures.max(axis=0)
    return largest


@checked(gamma=FORGETTING, noise=POSITIVE, v_in=ENTRY, runs=COUNT, seed=SEED)
def noisy_exits(
    gamma: float, noise: float, v_in: float = 0.5, runs: int = 16, seed: int = 0
) -> tuple[Array, Array]:
    r"""Where and how far runs come out that have noise in their gradients.

    Parameters
    ----------
    gamma : float
        Fraction of the state kept, above 0 and below 1.
    noise : float
        Standard deviation of the noise, in units of the cycle's gradient
        :math:`\eta\lambda/2`, positive and finite.
    v_in : float
        Preconditioned curvature where the runs settle, in (0, 2).
    runs : int
        Runs, at least 1, each as long as the law's wait without noise.
    seed : int
        Seed of the noise, at least 0.

    Returns
    -------
    curvatures : numpy.ndarray, shape (runs,)
        The largest curvature of each run.
    distances : numpy.ndarray, shape (runs,)
        The largest distance after the curvature has passed 2, in units of :math:`\eta/2`.

    See Also
    --------
    exit_from_floor : what the curvature should be.

    Examples
    --------
    >>> curvatures, _ = noisy_exits(0.99, 1e-8)
    >>> print(curvatures.mean().round(1))
    2.7
    """
    rng, s = np.random.default_rng(seed), np.full(runs, 2 / v_in * (2 / v_in))
    x, largest, furthest = np.sqrt(s), np.zeros(runs), np.zeros(runs)
    count = _steps_to_exit(gamma, v_in)
    with kept_finite("take a v_in that is not so near to 0, or less noise") as numbered:
        for _ in numbered(range(count)):
            g = x + noise * rng.standard_normal(runs)
            x, s = rmsprop_step(x, s, g, 2.0, gamma, 0.0)
            largest = np.maximum(largest, 2 / np.sqrt(s))
            furthest = np.where(largest > 2, np.maximum(furthest, np.abs(x)), 0)
    return largest, furthest


@checked(update=function_of("x1, x2 and the state"))
def settled_state(update: Update) -> State:
    """Run the chapter's problem until its objective is below 1e-4.

    Parameters
    ----------
    update : callable
        One step, as :func:`run_2d` takes it, which gets there within 1,000 steps.

    Returns
    -------
    tuple of float
        The coordinates x1 and x2, and the state.

    Raises
    ------
    ValueError
        If the run does not settle.

    Examples
    --------
    >>> x1, x2, s1, s2 = settled_state(rmsprop_2d)
    >>> print(f"{x1:.3f} {s1:.3f}")
    -0.028 0.052
    """
    states = follow(update, PATIENCE, ZERO_STATE)
    low = (state for state in states if f_2d(*state[:2]) < LULL)
    if (settled := next(low, None)) is None:
        raise ValueError(f"update must bring f below {LULL} within {PATIENCE} steps")
    return settled


@checked(update=function_of("x1, x2 and the state"), start=at_start, steps=COUNT)
def spike_height(
    update: Update, start: Sequence[float], steps: int, rate: Rate | None = None
) -> float:
    """Largest objective of the chapter's problem, in units of that of its cycle at η = 0.4.

    Parameters
    ----------
    update : callable
        One step, as :func:`run_2d` takes it.
    start : sequence of float
        x1, x2 and the state, such as those of :func:`settled_state`.
    steps : int
        Steps of the run, at least 1.
    rate : callable, optional
        ``rate(t)`` is the learning rate of the step t = 1, 2, …; by default the update's own.

    Returns
    -------
    float
        The largest value of the run over that of the cycle.

    Examples
    --------
    >>> print(f"{spike_height(rmsprop_2d, settled_state(rmsprop_2d), 500):.1f}")
    16.2
    """
    cycle = f_2d(*(two_cycle_amplitude(ETA, curvature) for curvature in CURVATURES))
    states = follow(update, steps, tuple(start), rate)
    return max(f_2d(x1, x2) for x1, x2, *_ in states) / cycle


@checked(update=function_of("x1, x2 and the state"), size=POSITIVE)
def with_clipped_steps(update: Update, size: float) -> Callable[..., State]:
    """Make of an update one whose steps are clipped, in each coordinate.

    Parameters
    ----------
    update : callable
        One step, as :func:`run_2d` takes it.
    size : float
        The longest step, positive and finite. The state is left as it is.

    Returns
    -------
    callable
        The clipped update.

    References
    ----------
    :cite:t:`Shazeer.Stern.2018` clip the root mean square of a matrix's steps.

    Examples
    --------
    >>> print(with_clipped_steps(rmsprop_2d, 0.4)(-5.0, -2.0, 0.0, 0.0)[:2])
    (-4.6, -1.6)
    """

    def clipped(x1: float, x2: float, *state: float, **options: float) -> State:
        y1, y2, *rest = update(x1, x2, *state, **options)
        near = [x + min(max(y - x, -size), size) for x, y in ((x1, y1), (x2, y2))]
        return (*near, *rest)

    return clipped
