"""A rule followed over steps, and what is measured on its path."""

import inspect
import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from .._arrays import doubles, floats, is_plain, scalar
from .._checks import (
    COUNT,
    FRACTION,
    NON_NEGATIVE,
    POSITIVE,
    SQUARABLE,
    checked,
    checked_once,
    function_of,
    is_many,
    shown,
    whole,
)
from .._finite import kept_finite, warn_not_finite
from .._types import Array
from ..core.averages import leaky_average
from ..core.cycles import symmetric
from ..core.objectives import CURVATURES, START, ZERO_STATE, f_2d, quadratic_grad
from ..core.schedules import Rate, constant_rate, given_by
from ..core.updates import rmsprop_2d, rmsprop_step

State = tuple[float, ...]


def at_start(name: str, value: Any) -> State:
    """Return x1, x2 and a state as numbers, or refuse them."""
    start = doubles(name, value)
    if start.ndim != 1 or len(start) < 4:
        raise ValueError(
            f"{name} must be x1, x2 and the state, 4 numbers or more, not {shown(value)}"
        )
    return tuple(start.tolist())


@checked(update=function_of("x1, x2 and the state"), steps=COUNT, start=at_start)
def run_2d(
    update: Callable[..., Sequence[float]],
    steps: int = 20,
    start: Sequence[float] = ZERO_STATE,
    rate: Rate | None = None,
) -> list[State]:
    """Follow an update in two dimensions, and keep its whole state.

    Parameters
    ----------
    update : callable
        ``x1, x2, *state = update(x1, x2, *state)`` makes one step: ours, such as
        :func:`rmsprop_2d`, or your own. With a ``rate`` it is also given ``eta``.
    steps : int
        Number of steps, at least 1.
    start : sequence of float
        x1, x2 and the state before the first step: two numbers of state for the
        chapter's updates, which start at zero; a third one, the power 1, for
        :func:`rmsprop_corrected_2d`; three for :func:`rmsprop_full_2d`.
    rate : callable, optional
        ``rate(t)`` is the learning rate of the step t = 1, 2, …: what the makers of
        schedules return. By default the update's own.

    Returns
    -------
    list of tuple
        The numbers x1, x2 and the state, before the first step and after each.

    Raises
    ------
    TypeError
        If the update does not take as many numbers as ``start`` has, or no ``eta`` where a
        rate is given.
    ValueError
        If ``start`` has no state, the update returns less or more than it was given,
        or ``rate`` gives what is no learning rate; the rates are looked at first.

    Warns
    -----
    RuntimeWarning
        If the run leaves the finite numbers, once, with the number of the step. NaN then
        stays, and an infinite state makes every later step 0.

    Notes
    -----
    The first step is made with the update's own checks, the others without.

    Examples
    --------
    >>> states = run_2d(rmsprop_2d, 20)
    >>> print(len(states), f"{states[-1][0]:.4f}")
    21 -0.0106
    >>> print(f"{run_2d(rmsprop_2d, 200, rate=inverse_sqrt_rate(0.4))[-1][0]:.4f}")
    0.0096
    """
    states = [_numbers(state) for state in follow(update, steps, start, rate)]
    if not all(np.isfinite(states[-1])):
        step = next(t for t, s in enumerate(states) if not all(np.isfinite(s)))
        warn_not_finite(f"x1, x2 and the state are {states[step]}", step)
    return states


def _numbers(state: tuple[Any, ...]) -> State:
    """Return the numbers of a state, of which some may be arrays of one number."""
    if all(is_plain(value) for value in state):
        return state
    return tuple(scalar("what the update returns", value) for value in state)


def follow(
    update: Callable[..., Sequence[float]],
    steps: int,
    start: Sequence[float],
    rate: Rate | None = None,
) -> list[State]:
    """Do what :func:`run_2d` does, unchecked, with no word about infinity and NaN."""
    options: list[dict[str, float]] = [{}] * steps
    if rate is not None:
        etas = given_by("rate", rate, steps, NON_NEGATIVE)
        options = [{"eta": eta} for eta in etas]
    _check_takes(update, start, options[0])
    states = [tuple(start)]
    with np.errstate(all="ignore"):
        for step, option in zip(checked_once(update), options, strict=False):
            states.append(_same_length(step(*states[-1], **option), states[0]))
    return states


def _check_takes(
    update: Callable[..., Any], start: Sequence[float], option: dict[str, float]
) -> None:
    """Refuse an update that cannot be called so; of some in C it is not known."""
    try:
        signature = inspect.signature(update)
    except ValueError:
        return
    try:
        signature.bind(*start, **option)
    except TypeError as error:
        named = ", and ".join(["x1, x2 and the state", *option])
        wanted = f"{named}, with the {len(start)} numbers of start"
        raise TypeError(f"update must take {wanted}: {error}") from None


def _same_length(after: Any, before: State) -> State:
    """Return the state after a step, or refuse what the update returned."""
    state: State = tuple(after) if is_many(after) else ()
    if len(state) != len(before):
        raise ValueError(
            f"the update must return x1, x2 and the state, {len(before)} numbers, "
            f"not {shown(after)}"
        )
    return state


@checked(etas=floats("k", each=NON_NEGATIVE))
def losses_by_rate(
    update: Callable[..., Sequence[float]], etas: Sequence[float], steps: int = 20
) -> list[float]:
    """Run an update at many learning rates, and return the objective where each ends.

    The objective is the chapter's, :func:`f_2d`, and the run that of :func:`run_2d`.

    Parameters
    ----------
    update : callable
        ``x1, x2, s1, s2 = update(x1, x2, s1, s2, eta=eta)`` makes one step.
    etas : array_like, shape (k,)
        Learning rates, each non-negative and finite.
    steps : int
        Number of steps, at least 1.

    Returns
    -------
    list of float
        The objective after the last step, for each learning rate.

    Warns
    -----
    RuntimeWarning
        If a run is not finite, once, with the number of the step.

    Examples
    --------
    >>> [f"{loss:.1e}" for loss in losses_by_rate(rmsprop_2d, [0.4, 1.0])]
    ['1.1e-05', '1.1e+00']
    """
    ends = [run_2d(update, steps, rate=constant_rate(float(eta)))[-1] for eta in etas]
    return [f_2d(x1, x2) for x1, x2, *_ in ends]


@checked(gradients=floats("T", each=SQUARABLE), gamma=FRACTION, eps=POSITIVE)
def step_lengths(gradients: npt.ArrayLike, gamma: float, eps: float = 1e-6) -> Array:
    r"""Lengths of RMSProp's steps in one coordinate, in units of the learning rate.

    .. math:: \frac{|x_t - x_{t-1}|}{\eta} = \frac{|g_t|}{\sqrt{s_t + \epsilon}}
              \le \frac{1}{\sqrt{1 - \gamma}}

    Parameters
    ----------
    gradients : array_like, shape (T,)
        The gradients :math:`g_1, \ldots, g_T`, whatever they are, if below 1e154, where
        the square of a float64 overflows.
    gamma : float
        Fraction of the state kept, in [0, 1].
    eps : float
        ε inside the root, positive and finite.

    Returns
    -------
    numpy.ndarray, shape (T,)
        The lengths; none is above :func:`first_step_gain`. Their root mean square is in
        the long run at most :math:`\sqrt{\ln(1/\gamma)/(1-\gamma)}`, unless the state
        keeps growing exponentially.

    Examples
    --------
    >>> step_lengths([1.0, 1.0, 100.0], gamma=0.75, eps=1e-12).round(3)
    array([2.   , 1.512, 2.   ])
    """
    g = np.asarray(gradients, dtype=float)
    lengths: Array = np.abs(g) / np.sqrt(leaky_average(g * g, gamma) + eps)
    return lengths


@checked(axes=floats(2, 2, each=SQUARABLE), factor=NON_NEGATIVE)
def transformed_path_2d(
    axes: npt.ArrayLike, factor: float = 1.0, *, steps: int = 20, **options: float
) -> Array:
    r"""Path of RMSProp on the chapter's quadratic in other axes, brought back.

    With :math:`\mathbf{y} = Q\mathbf{x}` the objective
    :math:`c\, f(Q^\top \mathbf{y})` is minimised from :math:`Q (-5, -2)^\top`.
    Gradient descent, its rate divided by c, would give the same points
    :math:`\mathbf{x}_t = Q^\top \mathbf{y}_t` for every Q and c.

    Parameters
    ----------
    axes : array_like, shape (2, 2)
        Q, orthogonal: a rotation, or an exchange of the coordinates.
    factor : float
        c, in front of the objective, non-negative and finite.
    steps : int
        Number of steps, at least 1.
    **options
        ``eta``, ``gamma`` and ``eps`` of :func:`rmsprop_2d`.

    Returns
    -------
    numpy.ndarray, shape (steps + 1, 2)
        The points :math:`\mathbf{x}_t`, the start included.

    Warns
    -----
    RuntimeWarning
        If a run is not finite, once, with the number of the step.

    Examples
    --------
    >>> exchanged = transformed_path_2d([[0, 1], [1, 0]])
    >>> print(bool((exchanged == transformed_path_2d(np.eye(2))).all()))
    True
    """
    Q = np.asarray(axes, dtype=float)
    if Q.shape != (2, 2) or not np.allclose(Q @ Q.T, np.eye(2)):
        raise ValueError(f"axes must be an orthogonal 2 by 2 matrix, not {shown(axes)}")
    with kept_finite("take a smaller factor"):
        grad = quadratic_grad(factor * (Q @ np.diag(CURVATURES) @ Q.T))
    update = partial(rmsprop_2d, grad=grad, **options)
    states = run_2d(update, steps, start=(*(Q @ START).tolist(), 0.0, 0.0))
    points: Array = np.array(states)[:, :2] @ Q
    return points


@checked(hessian=floats(2, 2), steps=whole(100))
def tail_value(hessian: npt.ArrayLike, *, steps: int = 5000, **options: float) -> float:
    r"""Run RMSProp on a quadratic, and average its values where the run stays.

    The objective is :math:`\mathbf{x}^\top H \mathbf{x}/2`.

    Parameters
    ----------
    hessian : array_like, shape (2, 2)
        H, symmetric.
    steps : int
        Number of steps from (-5, -2), at least 100.
    **options
        ``eta``, ``gamma`` and ``eps`` of :func:`rmsprop_2d`.

    Returns
    -------
    float
        Mean of the objective over the last 100 points.

    Examples
    --------
    >>> from rmsprop_tut import f_2d_hessian
    >>> round(tail_value(f_2d_hessian()), 6)
    0.083997
    """
    losses = quadratic_losses(hessian, START, steps, **options)
    return math.fsum(losses[-100:]) / 100


@checked(
    start=floats("n"),
    steps=COUNT,
    eta=NON_NEGATIVE,
    gamma=FRACTION,
    eps=NON_NEGATIVE,
)
def quadratic_losses(
    hessian: npt.ArrayLike,
    start: npt.ArrayLike,
    steps: int,
    *,
    eta: float = 0.4,
    gamma: float = 0.9,
    eps: float = 1e-6,
) -> Array:
    r"""Run RMSProp on a quadratic in any number of dimensions.

    The objective is :math:`\mathbf{x}^\top H \mathbf{x}/2`.

    Parameters
    ----------
    hessian : array_like, shape (n, n)
        H, symmetric.
    start : array_like, shape (n,)
        Where the run starts; its state starts at zero.
    steps : int
        Number of steps, at least 1.
    eta, gamma, eps : float
        Constants of :func:`rmsprop_2d`, in its ranges.

    Returns
    -------
    numpy.ndarray, shape (steps,)
        The objective after each step.

    Raises
    ------
    ValueError
        If ``hessian`` is not symmetric and finite, ``start`` not of its size, or the run
        overflows, as it does where a squared gradient leaves the range of float64.

    Examples
    --------
    >>> losses = quadratic_losses([[0.2, 0], [0, 4]], start=(-5, -2), steps=20)
    >>> print(f"{losses[-1]:.2e}")
    1.12e-05
    """
    H, x = symmetric(hessian), np.asarray(start, dtype=float)
    if x.shape != H.shape[:1]:
        raise ValueError(f"start must have the shape {H.shape[:1]}, not {x.shape}")
    s, losses = np.zeros_like(x), np.empty(steps)
    with kept_finite(
        "take a smaller start, hessian or eta, or a larger eps"
    ) as numbered:
        for t in numbered(range(steps)):
            x, s = rmsprop_step(x, s, H @ x, eta, gamma, eps)
            losses[t] = x @ H @ x / 2
    return losses
