"""Experiments on how RMSProp behaves; figures and tests share their numbers."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ._checks import (
    check_count,
    check_function,
    check_gamma,
    check_names,
    check_number,
    check_seed,
)
from .averages import leaky_average
from .cycles import symmetric
from .optimizers import rmsprop_2d
from .schedules import Rate

State2D = tuple[float, float, float, float]
Gradient = Callable[[float, float], tuple[float, float]]

START = (-5.0, -2.0, 0.0, 0.0)
PERIOD = 1000


def scheduled_path_2d(
    rate: Rate, steps: int, *, start: State2D = START, update: Callable = rmsprop_2d
) -> list[State2D]:
    """Run an update in two dimensions with a learning rate that changes from step to step.

    Parameters
    ----------
    rate : callable
        ``rate(t)`` is the learning rate of the step t = 1, 2, …: what the makers in
        ``schedules`` return.
    steps : int
        Number of steps, at least 1.
    start : tuple of float
        x1, x2, s1, s2 before the first step; the chapter's by default.
    update : callable
        Called as ``update(x1, x2, s1, s2, eta=...)``, such as :func:`rmsprop_2d`.

    Returns
    -------
    list of tuple
        The numbers x1, x2, s1, s2 before the first step and after each.

    Raises
    ------
    TypeError, ValueError
        If ``steps`` is below 1, ``rate`` is not a function, or what it gives is no
        learning rate.

    Examples
    --------
    >>> from rmsprop_tut import constant_rate
    >>> states = scheduled_path_2d(constant_rate(0.4), 20)
    >>> print(len(states), f"{states[-1][0]:.4f}")
    21 -0.0106
    """
    check_count("steps", steps)
    check_function("rate", rate, "the step t")
    states = [start]
    for t in range(1, steps + 1):
        states.append(update(*states[-1], eta=rate(t)))
    return states


def step_lengths(
    gradients: npt.ArrayLike, gamma: float, eps: float = 1e-6
) -> np.ndarray:
    r"""Lengths of RMSProp's steps in one coordinate, in units of the learning rate.

    .. math:: \frac{|x_t - x_{t-1}|}{\eta} = \frac{|g_t|}{\sqrt{s_t + \epsilon}}
              \le \frac{1}{\sqrt{1 - \gamma}}

    Parameters
    ----------
    gradients : array_like, shape (T,)
        The gradients :math:`g_1, \ldots, g_T`, whatever they are.
    gamma : float
        Fraction of the state kept, in [0, 1].
    eps : float
        ε inside the root, finite and above 0.

    Returns
    -------
    numpy.ndarray, shape (T,)
        The lengths; none is above :func:`first_step_gain`.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range.

    Examples
    --------
    >>> step_lengths([1.0, 1.0, 100.0], gamma=0.75, eps=1e-12).round(3)
    array([2.   , 1.512, 2.   ])
    """
    check_number("eps", eps, np.nextafter(0, 1))
    g = np.asarray(gradients, dtype=float)
    return np.abs(g) / np.sqrt(leaky_average(g * g, gamma) + eps)


def changed_path_2d(
    axes: npt.ArrayLike, factor: float = 1.0, *, steps: int = 20, **options: float
) -> np.ndarray:
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
        c, in front of the objective, finite and at least 0.
    steps : int
        Number of steps, at least 1.
    **options
        ``eta``, ``gamma`` and ``eps`` of :func:`rmsprop_2d`.

    Returns
    -------
    numpy.ndarray, shape (steps + 1, 2)
        The points :math:`\mathbf{x}_t`, the start included.

    Raises
    ------
    TypeError, ValueError
        If ``axes`` is not orthogonal or another argument out of range.

    Examples
    --------
    >>> exchanged = changed_path_2d([[0, 1], [1, 0]])
    >>> print(bool((exchanged == changed_path_2d(np.eye(2))).all()))
    True
    """
    Q = np.asarray(axes, dtype=float)
    if Q.shape != (2, 2) or not np.allclose(Q @ Q.T, np.eye(2)):
        raise ValueError(f"axes must be an orthogonal 2 by 2 matrix, not {axes!r}")
    check_number("factor", factor, 0)
    check_count("steps", steps)
    hessian = factor * (Q @ np.diag([0.2, 4.0]) @ Q.T)
    y1, y2 = (Q @ START[:2]).tolist()
    grad = _quadratic_gradient(hessian)
    states = [(y1, y2, 0.0, 0.0)]
    for _ in range(steps):
        states.append(rmsprop_2d(*states[-1], grad=grad, **options))
    return np.array(states)[:, :2] @ Q


def _quadratic_gradient(hessian: npt.ArrayLike) -> Gradient:
    """Return the gradient of half the quadratic form, on plain numbers."""
    (a, b), (c, d) = np.asarray(hessian, dtype=float).tolist()
    return lambda x1, x2: (a * x1 + b * x2, c * x1 + d * x2)


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

    Raises
    ------
    TypeError, ValueError
        If ``hessian`` is not symmetric, ``steps`` is below 100, or an option out of
        range.

    Examples
    --------
    >>> from rmsprop_tut import f_2d_hessian
    >>> round(tail_value(f_2d_hessian()), 6)
    0.083997
    """
    check_count("steps", steps, low=100)
    if np.shape(hessian) != (2, 2):
        raise ValueError(f"hessian must have the shape (2, 2), not {np.shape(hessian)}")
    losses = quadratic_losses(hessian, START[:2], steps, **options)
    return math.fsum(losses[-100:]) / 100


def quadratic_losses(
    hessian: npt.ArrayLike,
    start: npt.ArrayLike,
    steps: int,
    *,
    eta: float = 0.4,
    gamma: float = 0.9,
    eps: float = 1e-6,
) -> np.ndarray:
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
    TypeError, ValueError
        If ``hessian`` is not symmetric, ``start`` has not its length, or another
        argument is out of range.

    Examples
    --------
    >>> losses = quadratic_losses([[0.2, 0], [0, 4]], start=(-5, -2), steps=20)
    >>> print(f"{losses[-1]:.2e}")
    1.12e-05
    """
    check_count("steps", steps)
    check_number("eta", eta, 0)
    check_gamma(gamma)
    check_number("eps", eps, 0)
    H, x = symmetric(hessian), np.asarray(start, dtype=float)
    if x.shape != H.shape[:1]:
        raise ValueError(f"start must have the shape {H.shape[:1]}, not {x.shape}")
    s, losses = np.zeros_like(x), np.empty(steps)
    for t in range(steps):
        g = H @ x
        s = gamma * s + (1 - gamma) * g * g
        x = x - eta * g / np.sqrt(s + eps)
        losses[t] = x @ H @ x / 2
    return losses


@dataclass(frozen=True)
class RaceResult:
    """Losses of one method at several learning rates, over many noisy runs.

    Parameters
    ----------
    etas : numpy.ndarray, shape (k,)
        The learning rates.
    curves : numpy.ndarray, shape (steps, k)
        Noiseless loss after each step, averaged over the runs.
    tails : numpy.ndarray, shape (k, runs)
        Noiseless loss of each run, averaged over the last 1000 steps.

    Examples
    --------
    >>> tails = np.array([[2.0, 4.0], [9.0, 9.0]])
    >>> race = RaceResult(np.array([0.1, 1.0]), np.ones((1, 2)), tails)
    >>> race.best, race.best_eta, race.standard_error
    (3.0, 0.1, 1.0)
    """

    etas: np.ndarray
    curves: np.ndarray
    tails: np.ndarray

    @property
    def _best(self) -> int:
        return int(self.tails.mean(axis=1).argmin())

    @property
    def best(self) -> float:
        """Mean tail loss at the best learning rate."""
        return float(self.tails[self._best].mean())

    @property
    def best_eta(self) -> float:
        """The learning rate with the lowest mean tail loss."""
        return float(self.etas[self._best])

    @property
    def best_curve(self) -> np.ndarray:
        """Loss after each step at the best learning rate, shape (steps,)."""
        return self.curves[:, self._best]

    @property
    def standard_error(self) -> float:
        """Standard error of ``best`` over the runs."""
        tail = self.tails[self._best]
        return float(tail.std(ddof=1) / math.sqrt(len(tail)))


def noisy_bowl(x: np.ndarray, t: int) -> tuple[np.ndarray, np.ndarray]:
    """The chapter's quadratic: loss and gradient of points of shape (2, ...).

    Parameters
    ----------
    x : numpy.ndarray, shape (2, ...)
        Coordinates x1 and x2.
    t : int
        Step, not used: this objective stands still.

    Returns
    -------
    loss : numpy.ndarray, shape (...)
        0.1 x1² + 2 x2².
    gradient : numpy.ndarray, shape (2, ...)
        Without noise.

    Examples
    --------
    >>> loss, gradient = noisy_bowl(np.array([-5.0, -2.0]), 1)
    >>> print(loss, gradient)
    10.5 [-1. -8.]
    """
    curvatures = np.array([0.2, 4.0]).reshape(2, *[1] * (x.ndim - 1))
    return (curvatures * x * x).sum(axis=0) / 2, curvatures * x


def moving_well(x: np.ndarray, t: int) -> tuple[np.ndarray, np.ndarray]:
    r"""A well that swings to and fro: loss and gradient of points of shape (1, ...).

    .. math:: f_t(x) = \frac{r^2}{1 + r^2}, \qquad r = x - 3 \sin\frac{2\pi t}{1000}

    It is bounded, so not convex: far from the well the gradient vanishes, and who
    falls behind is lost.

    Parameters
    ----------
    x : numpy.ndarray, shape (1, ...)
        The coordinate.
    t : int
        Step; the well is at 0 for t = 0 and has the period 1000.

    Returns
    -------
    loss : numpy.ndarray, shape (...)
        Between 0 and 1.
    gradient : numpy.ndarray, shape (1, ...)
        Without noise.

    Examples
    --------
    >>> loss, gradient = moving_well(np.array([1.0]), 0)
    >>> print(loss, gradient)
    0.5 [0.5]
    """
    r = x - 3 * math.sin(2 * math.pi * t / PERIOD)
    square = r * r
    return (square / (1 + square)).sum(axis=0), 2 * r / (1 + square) ** 2


# Objective, start, and the deviation of the noise on each gradient.
PROBLEMS: dict[str, tuple[Callable, tuple[float, ...], float]] = {
    "noisy bowl": (noisy_bowl, (-5.0, -2.0), 1.0),
    "moving well": (moving_well, (0.0,), 0.3),
}
METHODS = ("Adagrad", "RMSProp")


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
        gradient, or ``"moving well"`` (:func:`moving_well`), deviation 0.3.
    etas : sequence of float
        Learning rates, each finite and at least 0.
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

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range.

    Examples
    --------
    >>> race("RMSProp", "noisy bowl", [0.1, 10.0], steps=1000, runs=4).best_eta
    0.1
    """
    check_names("method", [method], METHODS)
    check_names("problem", [problem], PROBLEMS)
    for eta in etas:
        check_number("etas", eta, 0)
    check_gamma(gamma)
    check_count("steps", steps, low=PERIOD)
    check_count("runs", runs)
    check_seed(seed)
    keep, add = (1.0, 1.0) if method == "Adagrad" else (gamma, 1 - gamma)
    losses = _noisy_losses(problem, keep, add, etas, rate, steps, runs, seed)
    return RaceResult(
        np.array(etas), losses.mean(axis=2), losses[-PERIOD:].mean(axis=0)
    )


def _noisy_losses(problem, keep, add, etas, rate, steps, runs, seed) -> np.ndarray:
    """Return the loss of each step, learning rate and run; s ← keep·s + add·g²."""
    objective, start, deviation = PROBLEMS[problem]
    rng = np.random.default_rng(seed)
    eta = np.array(etas, dtype=float)[:, None]
    x = np.broadcast_to(np.reshape(start, (-1, 1, 1)), (len(start), len(eta), runs))
    s, losses = np.zeros_like(x), np.empty((steps, len(eta), runs))
    for t in range(1, steps + 1):
        factor = rate(t) if rate else 1.0
        check_number("rate", factor, 0)
        noise = deviation * rng.normal(size=(len(x), 1, runs))
        g = objective(x, t)[1] + noise
        s = keep * s + add * (g * g)
        x = x - eta * factor * g / np.sqrt(s + 1e-6)
        losses[t - 1] = objective(x, t)[0]
    return losses
