"""The experiments: two numbers rolling downhill, and a linear model learning."""

import inspect
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ._checks import (
    check_count,
    check_dict,
    check_function,
    check_names,
    check_number,
    check_seed,
)
from ._mxnet import load_mxnet
from .data import standardised_airfoil

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RECORD_EVERY = 200
FRACTIONS = ("beta1", "beta2", "gamma1", "gamma2", "momentum", "rho")
NON_NEGATIVE = ("epsilon", "eps", "learning_rate", "wd")


def train_2d(
    trainer: Callable,
    steps: int = 20,
    *,
    start: Sequence[float] = (-5.0, -2.0, 0.0, 0.0),
) -> list[tuple[float, float]]:
    """Run an update from (-5, -2) with zero state, and print where it ends.

    Parameters
    ----------
    trainer : callable
        ``x1, x2, s1, s2 = trainer(x1, x2, s1, s2)`` makes one step: ours, such
        as :func:`rmsprop_2d`, or your own.
    steps : int
        Number of steps, at least 1.
    start : sequence of float
        x1, x2 and the state before the first step: two numbers of state for the
        chapter's updates, three for :func:`rmsprop_full_2d`.

    Returns
    -------
    list of tuple
        The ``steps + 1`` points, the start included.

    Raises
    ------
    TypeError, ValueError
        If ``trainer`` cannot be called or returns less than it was given, ``steps`` is
        below 1, or ``start`` lacks a state.

    Notes
    -----
    The line printed is the chapter's; what it calls an epoch is one step.

    Examples
    --------
    >>> points = train_2d(rmsprop_2d)
    epoch 20, x1 -0.010599, x2 0.000000
    >>> len(points)
    21
    """
    check_count("steps", steps)
    check_function("trainer", trainer, "x1, x2, s1, s2")
    if np.ndim(start) != 1 or len(start) < 4:
        raise ValueError(
            f"start must be x1, x2 and the state, 4 numbers or more, not {start!r}"
        )
    state, results = start, [(start[0], start[1])]
    for _ in range(steps):
        state = _step(trainer, state)
        results.append((state[0], state[1]))
    print(f"epoch {steps}, x1 {state[0]:f}, x2 {state[1]:f}")
    return results


def _step(trainer: Callable, state: Sequence[float]) -> Sequence[float]:
    """Return the state after one step, or refuse what the trainer returned."""
    after = trainer(*state)
    if np.size(after) != len(state):
        raise ValueError(
            f"trainer must return x1, x2 and the state, {len(state)} numbers, not {after!r}"
        )
    return after


@dataclass(frozen=True)
class TrainingResult:
    """What a training gave: its loss curve, its time and its parameters.

    It unpacks as ``times, losses``, which is what the chapter's helper returns.

    Parameters
    ----------
    times : tuple of float
        Seconds of training until each record, evaluation and drawing excluded.
    epochs : tuple of float
        Passes over the data until each record.
    losses : tuple of float
        Mean of (ŷ - y)²/2 over the whole set at each record.
    weight : numpy.ndarray, shape (d,)
        Fitted weights.
    bias : float
        Fitted intercept.

    Examples
    --------
    >>> result = TrainingResult((0.1, 0.2), (1.0, 2.0), (0.3, 0.25), np.zeros(5), 0.0)
    >>> result
    TrainingResult(loss: 0.250, 0.100 sec/epoch)
    >>> times, losses = result
    """

    times: tuple[float, ...]
    epochs: tuple[float, ...]
    losses: tuple[float, ...]
    weight: np.ndarray
    bias: float

    @property
    def seconds_per_epoch(self) -> float:
        """Seconds of training that one pass over the data took, on average."""
        return self.times[-1] / self.epochs[-1]

    def plot(self, **options: Any) -> "Axes":
        """Draw the loss curve.

        Parameters
        ----------
        **options
            Options of :func:`plot_losses`.

        Returns
        -------
        matplotlib.axes.Axes
            The axes drawn on, in a new figure.
        """
        from .plotting import plot_losses

        return plot_losses({"": self}, **options)

    def __iter__(self) -> Iterator[tuple[float, ...]]:
        """Yield the times, then the losses."""
        return iter((self.times, self.losses))

    def __str__(self) -> str:
        """Return the line that the chapter prints."""
        return f"loss: {self.losses[-1]:.3f}, {self.seconds_per_epoch:.3f} sec/epoch"

    def __repr__(self) -> str:
        """Return the name and the chapter's line, not a page of numbers."""
        return f"TrainingResult({self})"


@dataclass
class _Recorder:
    """Counts examples, times the training alone, and records the loss now and then."""

    loss: Callable[[], float]
    wait: Callable[[], None]
    epoch_size: int
    seen: int = 0
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    epochs: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the clock, once nothing is left to do from before."""
        self.wait()
        self._since = time.perf_counter()

    def count(self, examples: int) -> None:
        """Record the loss whenever another 200 examples have been seen."""
        before, self.seen = self.seen, self.seen + examples
        if self.seen // RECORD_EVERY > before // RECORD_EVERY:
            self.record()

    def record(self) -> None:
        """Stop the clock, evaluate the loss, and start it again."""
        self.wait()
        self.seconds += time.perf_counter() - self._since
        self.times.append(self.seconds)
        self.epochs.append(self.seen / self.epoch_size)
        self.losses.append(self.loss())
        self.start()


def _whole(data_iter: Any) -> tuple[Any, Any]:
    """Return all examples of an iterator, ours or the reader's own, as two arrays."""
    if hasattr(data_iter, "whole"):
        return data_iter.whole()
    if isinstance(data_iter, tuple) and hasattr(data_iter[0], "whole"):
        raise TypeError(
            "data_iter must be the first of the two that get_data_ch11 returns, "
            f"not both: {data_iter!r}"
        )
    if not isinstance(data_iter, Iterable) or iter(data_iter) is data_iter:
        raise TypeError(
            "data_iter must give its minibatches anew at each pass, as a list or a "
            f"DataLoader does, not {data_iter!r}"
        )
    np_ = load_mxnet().np
    features, labels = zip(*data_iter, strict=True)
    return np_.concatenate(features), np_.concatenate(labels)


def _run(
    step: Callable, recorder: _Recorder, data_iter: Any, num_epochs: int
) -> _Recorder:
    """Make one step a minibatch for some epochs, recording the loss on the way."""
    recorder.start()
    for _ in range(num_epochs):
        for X, y in data_iter:
            step(X, y)
            recorder.count(len(X))
    if recorder.epochs[-1:] != [num_epochs]:
        recorder.record()
    return recorder


def _finish(run: _Recorder, weight: Any, bias: Any) -> TrainingResult:
    """Turn a run into its result, print the chapter's line and draw the curve."""
    curve = (tuple(run.times), tuple(run.epochs), tuple(run.losses))
    result = TrainingResult(
        *curve, weight.asnumpy().ravel(), float(bias.asnumpy().item())
    )
    print(result)
    result.plot()
    return result


def _check_features(features: Any, feature_dim: int) -> None:
    check_count("feature_dim", feature_dim)
    if features.shape[1] != feature_dim:
        raise ValueError(
            f"feature_dim must be {features.shape[1]}, as in data_iter, not {feature_dim}"
        )


def optimal_loss_ch11(n: int = 1500) -> float:
    r"""Smallest loss that linear regression can reach on the airfoil data.

    .. math::

        \min_{\mathbf{w}, b} \frac{1}{2n} \sum_i (\mathbf{x}_i^\top \mathbf{w} + b - y_i)^2

    Parameters
    ----------
    n : int
        Examples used, from 1 to 1503.

    Returns
    -------
    float
        The loss of the least-squares solution, in float64.

    Raises
    ------
    TypeError, ValueError
        If ``n`` is out of range, or the data file is damaged.

    Examples
    --------
    >>> round(optimal_loss_ch11(), 6)
    0.241688
    """
    features, labels = standardised_airfoil(n)
    design = np.column_stack([features, np.ones(n)])
    solution = np.linalg.lstsq(design, labels, rcond=None)[0]
    return float(np.mean((design @ solution - labels) ** 2) / 2)


def initial_weights(feature_dim: int, seed: int) -> np.ndarray:
    """Draw the weights that both trainings start from: normal, deviation 0.01.

    Parameters
    ----------
    feature_dim : int
        Number of features, at least 1.
    seed : int
        Seed of the draw, at least 0.

    Returns
    -------
    numpy.ndarray, shape (feature_dim, 1)
        The weights.

    Examples
    --------
    >>> initial_weights(5, seed=0).shape
    (5, 1)
    """
    check_seed(seed)
    draw = np.random.default_rng(seed).normal(scale=0.01, size=(feature_dim, 1))
    return draw.astype("float32")


def train_ch11(
    trainer_fn: Callable,
    states: Any,
    hyperparams: Mapping[str, Any],
    data_iter: Any,
    feature_dim: int,
    num_epochs: int = 2,
    *,
    seed: int = 0,
) -> TrainingResult:
    r"""Train linear regression from scratch, with MXNet's automatic gradients.

    .. math::

        L(\mathbf{w}, b) = \frac{1}{2n} \sum_i (\mathbf{x}_i^\top \mathbf{w} + b - y_i)^2

    The loss over the whole set is recorded every 200 examples. At the end its
    curve is drawn and its last value printed with the seconds per epoch: training
    alone, without evaluation and drawing, with asynchronous work waited for.

    Parameters
    ----------
    trainer_fn : callable
        ``trainer_fn([w, b], states, hyperparams)`` updates weights (d, 1) and
        bias (1,) in place from their ``.grad``: :func:`rmsprop`, or your own.
    states : object
        Handed to ``trainer_fn``; for :func:`rmsprop`, what
        :func:`init_rmsprop_states` returns. Updated in place.
    hyperparams : dict
        Handed to ``trainer_fn``.
    data_iter : iterable
        Each pass over it is an epoch of pairs of features (b, d) and labels (b,):
        what :func:`get_data_ch11` returns, or a Gluon ``DataLoader``.
    feature_dim : int
        d, the number of features.
    num_epochs : int
        Passes over the data, at least 1.
    seed : int
        Seed of the initial weights, normal with deviation 0.01.

    Returns
    -------
    TrainingResult
        Times, epochs, losses, weights and bias.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range; our own update functions check theirs.
    ImportError
        If MXNet is missing.

    See Also
    --------
    train_gluon_ch11 : the same with MXNet's own optimizers.

    Examples
    --------
    >>> data_iter, d = get_data_ch11(batch_size=10)
    >>> hyperparams = {"lr": 0.01, "gamma": 0.9}
    >>> result = train_ch11(rmsprop, init_rmsprop_states(d), hyperparams, data_iter, d)
    loss: 0.24..., ... sec/epoch
    """
    check_count("num_epochs", num_epochs)
    mx = load_mxnet()
    features, labels = _whole(data_iter)
    _check_features(features, feature_dim)
    w, b = mx.np.array(initial_weights(feature_dim, seed)), mx.np.zeros(1)
    for p in (w, b):
        p.attach_grad()

    def mean_loss(X: Any, y: Any) -> Any:
        return (mx.np.square((mx.np.dot(X, w) + b).reshape(-1) - y) / 2).mean()

    def step(X: Any, y: Any) -> None:
        with mx.autograd.record():
            loss = mean_loss(X, y)
        loss.backward()
        trainer_fn([w, b], states, hyperparams)

    recorder = _Recorder(
        lambda: float(mean_loss(features, labels)), mx.npx.waitall, len(labels)
    )
    return _finish(_run(step, recorder, data_iter, num_epochs), w, b)


def check_gluon(
    tr_name: str, hyperparams: Mapping[str, Any], optimizers: Mapping[str, type]
) -> None:
    """Refuse an unknown trainer, or a hyperparameter that it would not understand."""
    if str(tr_name).lower() not in optimizers:
        raise ValueError(
            f"tr_name must be one of {sorted(optimizers)}, not {tr_name!r}"
        )
    check_dict("hyperparams", hyperparams)
    lineage = inspect.getmro(optimizers[tr_name.lower()])[:-1]
    known = {name for cls in lineage for name in inspect.signature(cls).parameters}
    check_names(f"hyperparams of {tr_name!r}", hyperparams, known - {"kwargs"})
    for name, value in hyperparams.items():
        if name in FRACTIONS + NON_NEGATIVE:
            check_number(
                f"hyperparams[{name!r}]", value, 0, 1 if name in FRACTIONS else math.inf
            )


def train_gluon_ch11(
    tr_name: str,
    hyperparams: Mapping[str, Any],
    data_iter: Any,
    num_epochs: int = 2,
    *,
    seed: int = 0,
) -> TrainingResult:
    """Train linear regression with Gluon: ``Dense(1)``, ``L2Loss`` and ``Trainer``.

    Records, prints and draws what :func:`train_ch11` does, from the same start.

    Parameters
    ----------
    tr_name : str
        Name of an MXNet optimizer, such as ``"rmsprop"``.
    hyperparams : dict
        Its hyperparameters by MXNet's names. For ``rmsprop``: ``learning_rate``
        (0.001), ``gamma1`` (γ, 0.9), ``epsilon`` (1e-8, where :func:`rmsprop` has
        1e-6), and with ``centered=True`` also ``gamma2`` (0.9).
    data_iter : iterable
        As for :func:`train_ch11`.
    num_epochs : int
        Passes over the data, at least 1.
    seed : int
        Seed of the initial weights, normal with deviation 0.01.

    Returns
    -------
    TrainingResult
        Times, epochs, losses, weights and bias.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range, or MXNet has no such optimizer, or the
        optimizer no such hyperparameter.
    ImportError
        If MXNet is missing.

    Examples
    --------
    >>> data_iter, _ = get_data_ch11(batch_size=10)
    >>> hyperparams = {"learning_rate": 0.01, "gamma1": 0.9}
    >>> result = train_gluon_ch11("rmsprop", hyperparams, data_iter)
    loss: 0.24..., ... sec/epoch
    """
    check_count("num_epochs", num_epochs)
    mx = load_mxnet()
    check_gluon(tr_name, hyperparams, mx.optimizer.Optimizer.opt_registry)
    features, labels = _whole(data_iter)
    net = mx.gluon.nn.Dense(1, in_units=features.shape[1])
    net.initialize(mx.init.Zero())
    net.weight.set_data(mx.np.array(initial_weights(features.shape[1], seed).T))
    trainer = mx.gluon.Trainer(net.collect_params(), tr_name, dict(hyperparams))
    l2_loss = mx.gluon.loss.L2Loss()

    def step(X: Any, y: Any) -> None:
        with mx.autograd.record():
            loss = l2_loss(net(X), y)
        loss.backward()
        trainer.step(len(X))

    def mean_loss() -> float:
        return float(l2_loss(net(features), labels).mean())

    recorder = _Recorder(mean_loss, mx.npx.waitall, len(labels))
    run = _run(step, recorder, data_iter, num_epochs)
    return _finish(run, net.weight.data(), net.bias.data())
