"""Many trainings at once: RMSProp's final loss as a function of its hyperparameters."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from .._arrays import floats, spread
from .._checks import (
    COUNT,
    FRACTION,
    NON_NEGATIVE,
    SEED,
    an,
    checked,
    function_of,
    named,
    optional,
    several,
    shown,
)
from .._finite import least
from .._types import Array
from ..core.schedules import Rate, constant_rate, from_step_one, given_by
from ..results import LossGrid
from .airfoil import airfoil_minibatches, optimal_loss_ch11
from .crowds import airfoil_losses, normal_matrices, pieces, trained_crowd
from .regression import initial_weights


def _decays(name: str, value: Any) -> Any:
    """Refuse decay factors outside [0, 1]; a schedule's are looked at as it gives them."""
    return None if callable(value) else spread(FRACTION)(name, value)


def _pair(name: str, value: Any) -> None:
    """Refuse what is not a schedule of γ and one of η."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise ValueError(
            f"{name} must be a pair, gamma(t) and rate(t), not {shown(value)}"
        )
    for schedule in value:
        function_of("the step t")(f"each of {name}", schedule)


LINE = floats("k", each=NON_NEGATIVE)
SEEDS = several("seed", SEED)


@checked(
    etas=spread(NON_NEGATIVE),
    gammas=_decays,
    rate=optional(function_of("the step t")),
    eps=NON_NEGATIVE,
    batch_size=COUNT,
    num_epochs=COUNT,
    seed=SEED,
    progress=optional(an(bool)),
)
def rmsprop_losses(
    etas: npt.ArrayLike,
    gammas: npt.ArrayLike | Rate,
    *,
    rate: Rate | None = None,
    eps: float = 1e-6,
    batch_size: int = 10,
    num_epochs: int = 2,
    seed: int = 0,
    progress: bool | None = None,
) -> Array:
    r"""Final loss of RMSProp on the airfoil data, for many hyperparameters at once.

    .. math::

        L(\mathbf{w}, b) = \frac{1}{2n} \sum_i (\mathbf{x}_i^\top \mathbf{w} + b - y_i)^2

    Each training is that of :func:`train_ch11` with :func:`rmsprop`: the same start,
    the same minibatches in the same order, in float64 instead of float32. A minibatch is
    reduced once, to its normal matrix, and a training gives alone what it gives in a crowd,
    to the last bit: see :func:`.trained_crowd`.

    Parameters
    ----------
    etas : array_like
        Learning rates, non-negative and finite.
    gammas : array_like or callable
        Decay factors in [0, 1], of a shape that goes with that of ``etas`` by NumPy's
        rules: ``rmsprop_losses(etas[None, :], gammas[:, None])`` is a grid. Or a
        schedule: ``gammas(t)`` is the factor of the step t = 1, 2, ….
    rate : callable, optional
        ``rate(t)`` multiplies the learning rates at the step t; non-negative and finite.
    eps : float
        Added inside the root, non-negative and finite.
    batch_size : int
        Examples a minibatch, at least 1.
    num_epochs : int
        Passes over the 1,500 examples, at least 1.
    seed : int
        Seed of the minibatches' order and of the initial weights, at least 0.
    progress : bool, optional
        Whether to show a progress bar on stderr; by default on a terminal. A short sweep
        shows none.

    Returns
    -------
    numpy.ndarray
        The loss over all examples after training, of the common shape.

    Raises
    ------
    ValueError
        If a number is out of range, the shapes of ``etas`` and ``gammas`` do not go
        together, or a training leaves the range of float64.

    Examples
    --------
    >>> losses = rmsprop_losses([0.001, 0.01, 0.1], 0.9)
    >>> losses.shape, int(losses.argmin())
    ((3,), 1)
    """
    normal = normal_matrices(airfoil_minibatches(batch_size, num_epochs, seed))
    steps = len(normal[0])
    decays = (
        given_by("gammas", gammas, steps, FRACTION) if callable(gammas) else [gammas]
    )
    factors = given_by("rate", rate, steps, NON_NEGATIVE) if rate else [1.0]
    shape = _common_shape(np.shape(etas), decays)
    kept = [_spread(decay, shape) for decay in decays]
    crowd = pieces(_spread(etas, shape), kept, np.array(factors, dtype=float))
    start = np.append(initial_weights(5, seed).ravel().astype(float), 0.0)
    with _bar(math.prod(shape), progress) as bar:
        losses = [np.empty(0)]
        for piece in crowd:
            losses.append(airfoil_losses(trained_crowd(*normal, start, *piece, eps)))
            bar.update(len(losses[-1]))
    return np.concatenate(losses).reshape(shape)


@checked(etas=LINE, gammas=floats("m", each=FRACTION), seeds=SEEDS)
def loss_grid(
    etas: npt.ArrayLike, gammas: npt.ArrayLike, *, seeds: Iterable[int], **options: Any
) -> LossGrid:
    """Train over a grid of learning rates and decay factors, from several seeds.

    Parameters
    ----------
    etas, gammas : array_like, shapes (k,) and (m,)
        The grid; see :func:`rmsprop_losses`.
    seeds : iterable of int
        Seeds that the mean is taken over.
    **options
        Further arguments of :func:`rmsprop_losses`.

    Returns
    -------
    LossGrid
        The mean losses, which :func:`plot_loss_grid` draws.

    Examples
    --------
    >>> loss_grid([0.001, 0.01, 0.1], [0.5, 0.9], seeds=[0, 1])
    LossGrid(2 gammas by 3 etas)
    """
    rates, columns = np.asarray(etas, float), np.asarray(gammas, float)
    each = [
        rmsprop_losses(rates, columns[:, None], seed=seed, **options) for seed in seeds
    ]
    return LossGrid(rates, columns, np.mean(each, axis=0), optimal_loss_ch11())


def _bar(total: int, progress: bool | None) -> Any:
    """Return a bar that is shown of a sweep that takes more than half a second."""
    from tqdm import tqdm

    disable = None if progress is None else not progress
    return tqdm(
        total=total, unit="training", unit_scale=True, disable=disable, delay=0.5
    )


@checked(etas=LINE, gammas=floats("m", each=FRACTION), seeds=SEEDS)
def best_constant(
    etas: npt.ArrayLike, gammas: npt.ArrayLike, seeds: Iterable[int]
) -> float:
    """Constant γ of a grid whose best learning rate gives the lowest mean loss.

    Parameters
    ----------
    etas, gammas : array_like, shapes (k,) and (m,)
        The grid: see :func:`rmsprop_losses`.
    seeds : iterable of int
        Seeds that the mean is taken over.

    Returns
    -------
    float
        One of ``gammas``.

    Examples
    --------
    >>> best_constant([0.001, 0.01], [0.5, 0.9], seeds=[0])
    0.9
    """
    columns = np.asarray(gammas, float)[:, None]
    losses = [rmsprop_losses(np.asarray(etas), columns, seed=seed) for seed in seeds]
    best = least("the losses", np.mean(losses, axis=0))
    row, _ = np.unravel_index(best, losses[0].shape)
    return float(np.asarray(gammas)[row])


@checked(
    schedules=named("pair of schedules", _pair), etas=LINE, tune=SEEDS, judge=SEEDS
)
def tuned_losses(
    schedules: Mapping[str, tuple[Rate, Rate]],
    etas: npt.ArrayLike,
    *,
    tune: Iterable[int],
    judge: Iterable[int],
) -> dict[str, tuple[float, Array]]:
    """Losses of schedules, each at the learning rate that suits it, on fresh seeds.

    Parameters
    ----------
    schedules : mapping of str to pair of callables
        ``gamma(t)`` in [0, 1] and ``rate(t)``, the learning rate's factor, by name.
    etas : array_like, shape (k,)
        Learning rates to choose from.
    tune, judge : iterable of int
        Seeds that choose the learning rate, and others that judge it.

    Returns
    -------
    dict of str to tuple
        Of each schedule the learning rate chosen, and the final losses, one a seed
        of ``judge``.

    Examples
    --------
    >>> steady = {"gamma = 0.9": (lambda t: 0.9, lambda t: 1.0)}
    >>> eta, losses = tuned_losses(steady, [0.001, 0.01], tune=[0], judge=[1, 2])["gamma = 0.9"]
    >>> eta, losses.shape
    (0.01, (2,))
    """
    if set(tune) & set(judge):
        raise ValueError(f"judge must hold other seeds than tune, not {shown(judge)}")
    rates, chosen = np.asarray(etas, float), {}
    for name, (gamma, rate) in schedules.items():
        trials = [rmsprop_losses(rates, gamma, rate=rate, seed=seed) for seed in tune]
        eta = float(rates[least(f"the losses of {name!r}", np.mean(trials, axis=0))])
        fresh = [rmsprop_losses(eta, gamma, rate=rate, seed=seed) for seed in judge]
        chosen[name] = eta, np.array(fresh, dtype=float)
    return chosen


@checked(constant=FRACTION, steps=COUNT)
def gamma_schedules(constant: float, steps: int = 300) -> dict[str, tuple[Rate, Rate]]:
    """Ways to choose γ over a run, and one to let η fall instead, for comparison.

    Parameters
    ----------
    constant : float
        A constant γ to compare with, in [0, 1].
    steps : int
        Length of the run, at least 1.

    Returns
    -------
    dict of str to pair of callables
        Factors of the state and of the learning rate, as functions of the step t = 1, 2, ….

    Examples
    --------
    >>> gamma, rate = gamma_schedules(0.999)["gamma falls"]
    >>> print(f"{gamma(1):.3f} {gamma(300):.3f} {rate(300)}")
    0.999 0.900 1.0
    """
    return {
        "gamma = 0.9": (constant_rate(0.9), constant_rate(1.0)),
        "best constant gamma": (constant_rate(constant), constant_rate(1.0)),
        "gamma = 1 - 1/t": (plain_mean_decay(), constant_rate(1.0)),
        "gamma falls": (falling_decay(steps), constant_rate(1.0)),
        "gamma = 0.9, eta falls": (constant_rate(0.9), straight_rate(steps)),
    }


@from_step_one
def plain_mean_decay() -> Rate:
    """Let γ rise so that all squares so far weigh the same: 1 - 1/t."""
    return lambda t: 1 - 1 / t


@from_step_one
def falling_decay(steps: int) -> Rate:
    """Let γ fall from 0.999 to 0.9, the memory by equal ratios."""
    fall = 100 ** (1 / max(1, steps - 1))
    return lambda t: 1 - 0.001 * fall ** (t - 1)


@from_step_one
def straight_rate(steps: int) -> Rate:
    """Lower the rate from 1 along a straight line, to zero after the last step."""
    return lambda t: 1 - (t - 1) / steps


def _common_shape(shape: tuple[int, ...], decays: list[Any]) -> tuple[int, ...]:
    """Return the shape of the sweep, or refuse learning rates and factors that have none."""
    shapes = {np.shape(decay) for decay in decays}
    try:
        (common,) = {np.broadcast_shapes(shape, other) for other in shapes}
    except ValueError as error:
        raise ValueError(
            f"gammas must have a shape that goes with that of etas, {shape}, "
            f"at each step, not {', '.join(map(str, sorted(shapes)))}"
        ) from error
    return common


def _spread(values: npt.ArrayLike, shape: tuple[int, ...]) -> Array:
    """Spread values over the shape of the sweep, without a copy."""
    return np.broadcast_to(np.asarray(values, float), shape)
