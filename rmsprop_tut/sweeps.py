"""Many trainings at once: RMSProp's final loss as a function of its hyperparameters."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from ._checks import check_count, check_gamma, check_number, check_seed
from .data import standardised_airfoil
from .training import initial_weights

Schedule = Callable[[int], float]


def airfoil_minibatches(
    batch_size: int, num_epochs: int, seed: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield the minibatches that :func:`get_data_ch11` serves, in float64, a 1 appended.

    Parameters
    ----------
    batch_size : int
        Examples a minibatch, at least 1.
    num_epochs : int
        Passes over the 1,500 examples, at least 1.
    seed : int
        Seed of the order.

    Yields
    ------
    tuple of numpy.ndarray
        Inputs (b, 6), whose last column is 1 for the bias, and labels (b,).

    Examples
    --------
    >>> batches = list(airfoil_minibatches(10, num_epochs=2, seed=0))
    >>> print(len(batches), batches[0][0].shape)
    300 (10, 6)
    """
    inputs, labels = _airfoil()
    rng = np.random.default_rng(seed)
    for _ in range(num_epochs):
        order = rng.permutation(len(labels))
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            yield inputs[rows], labels[rows]


def _airfoil() -> tuple[np.ndarray, np.ndarray]:
    """Return the chapter's 1,500 examples, inputs (1500, 6) ending in a 1, and labels."""
    features, labels = standardised_airfoil(1500)
    return np.column_stack([features, np.ones(len(labels))]), labels


def _mean_gradient(w: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the gradients (6, k) of k linear models (6, k) on one minibatch.

    Sums run in a fixed order, whatever k: one training gives what it gives in a crowd.
    """
    errors = sum(map(np.multiply.outer, x.T, w)) - y[:, None]
    return sum(map(np.multiply.outer, x, errors)) / len(y)


def rmsprop_losses(
    etas: npt.ArrayLike,
    gammas: npt.ArrayLike | Schedule,
    *,
    rate: Schedule | None = None,
    eps: float = 1e-6,
    batch_size: int = 10,
    num_epochs: int = 2,
    seed: int = 0,
) -> np.ndarray:
    r"""Final loss of RMSProp on the airfoil data, for many hyperparameters at once.

    .. math::

        L(\mathbf{w}, b) = \frac{1}{2n} \sum_i (\mathbf{x}_i^\top \mathbf{w} + b - y_i)^2

    Each training is that of :func:`train_ch11` with :func:`rmsprop`: the same start,
    the same minibatches in the same order, in float64 instead of float32.

    Parameters
    ----------
    etas : array_like
        Learning rates, finite and at least 0.
    gammas : array_like or callable
        Decay factors in [0, 1], of a shape that goes with that of ``etas`` by NumPy's
        rules: ``rmsprop_losses(etas[None, :], gammas[:, None])`` is a grid. Or a
        schedule: ``gammas(t)`` is the factor of the step t = 1, 2, ….
    rate : callable, optional
        ``rate(t)`` multiplies the learning rates at the step t; at least 0.
    eps : float
        Added inside the root, finite and at least 0.
    batch_size : int
        Examples a minibatch, at least 1.
    num_epochs : int
        Passes over the 1,500 examples, at least 1.
    seed : int
        Seed of the minibatches' order and of the initial weights, at least 0.

    Returns
    -------
    numpy.ndarray
        The loss over all examples after training, of the common shape.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range or two shapes do not go together.

    Examples
    --------
    >>> losses = rmsprop_losses([0.001, 0.01, 0.1], 0.9)
    >>> losses.shape, losses.argmin()
    ((3,), 1)
    """
    _check(etas, None if callable(gammas) else gammas, eps, seed)
    check_count("batch_size", batch_size)
    check_count("num_epochs", num_epochs)
    first = gammas(1) if callable(gammas) else gammas
    shape = np.broadcast(etas, first).shape
    schedule = gammas if callable(gammas) else lambda t: gammas
    rates = rate or (lambda t: 1.0)
    batches = airfoil_minibatches(batch_size, num_epochs, seed)
    w = _train(
        _start(shape, seed),
        batches,
        lambda t: _row(np.asarray(etas, float) * _factor("rate", rates(t)), shape),
        lambda t: _row(_factor("gammas", schedule(t), 1), shape),
        eps,
    )
    inputs, labels = _airfoil()
    return (np.mean((inputs @ w - labels[:, None]) ** 2, axis=0) / 2).reshape(shape)


def best_constant(
    etas: npt.ArrayLike, gammas: npt.ArrayLike, seeds: Iterable[int]
) -> float:
    """Constant γ of a grid whose best learning rate gives the lowest mean loss.

    Parameters
    ----------
    etas, gammas : array_like, one dimension
        The grid: see :func:`rmsprop_losses`.
    seeds : iterable of int
        Seeds that the mean is taken over.

    Returns
    -------
    float
        One of ``gammas``.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range.

    Examples
    --------
    >>> best_constant([0.001, 0.01], [0.5, 0.9], seeds=[0])
    0.9
    """
    seeds = _seeds("seeds", seeds)
    columns = np.asarray(gammas, float)[:, None]
    losses = [rmsprop_losses(np.asarray(etas), columns, seed=seed) for seed in seeds]
    row, _ = np.unravel_index(np.mean(losses, axis=0).argmin(), losses[0].shape)
    return float(np.asarray(gammas)[row])


def tuned_losses(
    schedules: Mapping[str, tuple[Schedule, Schedule]],
    etas: npt.ArrayLike,
    *,
    tune: Iterable[int],
    judge: Iterable[int],
) -> dict[str, tuple[float, np.ndarray]]:
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

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range.

    Examples
    --------
    >>> keep = {"γ = 0.9": (lambda t: 0.9, lambda t: 1.0)}
    >>> eta, losses = tuned_losses(keep, [0.001, 0.01], tune=[0], judge=[1, 2])["γ = 0.9"]
    >>> eta, losses.shape
    (0.01, (2,))
    """
    tune, judge = _seeds("tune", tune), _seeds("judge", judge)
    if set(tune) & set(judge):
        raise ValueError(f"judge must hold other seeds than tune, not {judge!r}")
    rates, chosen = np.asarray(etas, float), {}
    for name, (gamma, rate) in schedules.items():
        trials = [rmsprop_losses(rates, gamma, rate=rate, seed=seed) for seed in tune]
        eta = float(rates[np.mean(trials, axis=0).argmin()])
        fresh = [rmsprop_losses(eta, gamma, rate=rate, seed=seed) for seed in judge]
        chosen[name] = eta, np.array(fresh, dtype=float)
    return chosen


def gamma_schedules(
    constant: float, steps: int = 300
) -> dict[str, tuple[Schedule, Schedule]]:
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

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range.

    Examples
    --------
    >>> gamma, rate = gamma_schedules(0.999)["γ falls"]
    >>> print(f"{gamma(1):.3f} {gamma(300):.3f} {rate(300)}")
    0.999 0.900 1.0
    """
    check_gamma(constant, "constant")
    check_count("steps", steps)
    fall = 100 ** (1 / max(1, steps - 1))

    def keep(t: int) -> float:
        return 1.0

    return {
        "γ = 0.9": (lambda t: 0.9, keep),
        "best constant γ": (lambda t: constant, keep),
        "γ = 1 - 1/t": (lambda t: 1 - 1 / t, keep),
        "γ falls": (lambda t: 1 - 0.001 * fall ** (t - 1), keep),
        "γ = 0.9, η falls": (lambda t: 0.9, lambda t: 1 - (t - 1) / steps),
    }


def _start(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """Return the initial weights and bias (6, k), the same for each training."""
    weights = initial_weights(5, seed).ravel().astype(float)
    return np.repeat(np.append(weights, 0.0)[:, None], math.prod(shape), axis=1)


def _train(
    w: np.ndarray, batches: Iterable, etas: Callable, gammas: Callable, eps: float
) -> np.ndarray:
    """Return k models (6, k) after one step of RMSProp a minibatch."""
    s = np.zeros_like(w)
    for t, (x, y) in enumerate(batches, start=1):
        gamma, g = gammas(t), _mean_gradient(w, x, y)
        s = gamma * s + (1 - gamma) * (g * g)
        w = w - etas(t) * g / np.sqrt(s + eps)
    return w


def _seeds(name: str, seeds: Iterable[int]) -> list[int]:
    """Return the seeds as a list, or refuse none."""
    found = list(seeds)
    if not found:
        raise ValueError(f"{name} must hold at least one seed, not {found!r}")
    return found


def _factor(name: str, value: npt.ArrayLike, high: float = math.inf) -> np.ndarray:
    """Return what a schedule gave, or refuse it."""
    factor = np.asarray(value, float)
    if not (np.isfinite(factor) & (factor >= 0) & (factor <= high)).all():
        allowed = f"in [0, {high}]" if high < math.inf else "finite and >= 0"
        raise ValueError(f"{name} must give values {allowed}, not {value!r}")
    return factor


def _row(values: npt.ArrayLike, shape: tuple[int, ...]) -> np.ndarray:
    """Spread values over the shape of the sweep, in one row."""
    return np.broadcast_to(np.asarray(values, float), shape).reshape(-1)


def _check(
    etas: npt.ArrayLike, gammas: npt.ArrayLike | None, eps: float, seed: int
) -> None:
    """Refuse what is out of range, before anything is trained."""
    rates = np.asarray(etas, float)
    if not (np.isfinite(rates).all() and (rates >= 0).all()):
        raise ValueError(f"etas must be finite and >= 0, not {etas!r}")
    factors = np.asarray(0.0 if gammas is None else gammas, float)
    if not ((factors >= 0) & (factors <= 1)).all():
        raise ValueError(f"gammas must be in [0, 1], not {gammas!r}")
    check_number("eps", eps, 0)
    check_seed(seed)
