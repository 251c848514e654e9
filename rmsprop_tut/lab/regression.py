"""One training of linear regression, from scratch or with MXNet's own optimizers."""

import inspect
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from .._checks import (
    COUNT,
    FRACTION,
    NON_NEGATIVE,
    SEED,
    Range,
    an,
    check_names,
    checked,
    checked_once,
    dictionary,
    function_of,
    shown,
)
from .._finite import warn_not_finite
from .._in_place import twins
from .._mxnet import load_mxnet
from ..results import OptimizerDefaults, TrainingResult
from .decoupled import register_decoupled_adam
from .minibatches import batches, whole_set
from .recorded import recorded

RECORD_EVERY = 200
RANGES = {
    **dict.fromkeys(
        ("beta1", "beta2", "gamma1", "gamma2", "momentum", "rho"), FRACTION
    ),
    **dict.fromkeys(
        ("epsilon", "eps", "learning_rate", "wd", "weight_decay"), NON_NEGATIVE
    ),
}


SINGLE = np.finfo(np.float32)
OF_KERNELS = Range(
    f"0, or in [{SINGLE.tiny:.2g}, {SINGLE.max:.2g}] as MXNet's kernels take it",
    lambda v: v == 0 or SINGLE.tiny <= v <= SINGLE.max,
)


@dataclass
class _Recorder:
    """Counts examples, times the training alone, and records the loss now and then.

    Warns once of a loss, or of a state, that is not finite.
    """

    loss: Callable[[], float]
    wait: Callable[[], None]
    epoch_size: int
    states: Any = None
    seen: int = 0
    steps: int = 0
    warned: bool = False
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
        self.steps += 1
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
        self._warn_once()
        self.start()

    def _warn_once(self) -> None:
        loss = self.losses[-1]
        finite = bool(np.isfinite(loss))
        if not self.warned and not (finite and _all_finite(self.states)):
            self.warned = True
            what = "a state is not finite" if finite else f"the loss is {loss}"
            warn_not_finite(what, self.steps)


def _all_finite(states: Any) -> bool:
    """Tell whether the arrays in the states, if there are any, hold finite numbers."""
    if isinstance(states, Mapping):
        return _all_finite(list(states.values()))
    if isinstance(states, tuple | list):
        return all(map(_all_finite, states))
    array = states.asnumpy() if hasattr(states, "asnumpy") else states
    floats = isinstance(array, np.ndarray) and array.dtype.kind == "f"
    return not floats or bool(np.isfinite(array).all())


def _run(
    step: Callable[[Any, Any], None],
    recorder: _Recorder,
    epoch: Callable[[], Iterator[tuple[Any, Any]]],
    num_epochs: int,
) -> _Recorder:
    """Make one step a minibatch for some epochs, recording the loss on the way."""
    recorder.start()
    for _ in range(num_epochs):
        for X, y in epoch():
            step(X, y)
            recorder.count(len(X))
    if recorder.epochs[-1:] != [num_epochs]:
        recorder.record()
    return recorder


def _result(run: _Recorder, weight: Any, bias: Any) -> TrainingResult:
    """Turn a run into its result."""
    return TrainingResult(
        tuple(run.times),
        tuple(run.epochs),
        tuple(run.losses),
        weight.asnumpy().ravel(),
        float(bias.asnumpy().item()),
    )


def _check_features(features: Any, feature_dim: int) -> None:
    """Refuse another number of features than the data have."""
    if features.shape[1] != feature_dim:
        raise ValueError(
            f"feature_dim must be {features.shape[1]}, as in data_iter, not {feature_dim}"
        )


@checked(feature_dim=COUNT, seed=SEED)
def initial_weights(feature_dim: int, seed: int) -> npt.NDArray[np.float32]:
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
    draw = np.random.default_rng(seed).normal(scale=0.01, size=(feature_dim, 1))
    return draw.astype("float32")


def _initial(
    feature_dim: int, seed: int, start: Any
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return the weights (d, 1) and the bias (1,) that a training starts from."""
    if start is None:
        return initial_weights(feature_dim, seed), np.zeros(1, "float32")
    if not isinstance(start, TrainingResult) or start.weight.shape != (feature_dim,):
        raise ValueError(
            f"start must be a TrainingResult with {feature_dim} weights, not {shown(start)}"
        )
    return start.weight.reshape(-1, 1).astype("float32"), np.array(
        [start.bias], "float32"
    )


@checked(
    trainer_fn=function_of("params, states, hyperparams"),
    feature_dim=COUNT,
    num_epochs=COUNT,
    seed=SEED,
)
@recorded
def train_regression(
    trainer_fn: Callable[..., None],
    states: Any,
    hyperparams: Mapping[str, Any],
    data_iter: Any,
    feature_dim: int,
    num_epochs: int = 2,
    *,
    seed: int = 0,
    start: TrainingResult | None = None,
) -> TrainingResult:
    """Train linear regression from scratch, and print and draw nothing.

    Parameters
    ----------
    trainer_fn, states, hyperparams, data_iter : callable, object, dict, iterable
        As for :func:`.train_ch11`, which is this, with a line and a curve.
    feature_dim, num_epochs, seed : int
        Likewise.
    start : TrainingResult, optional
        Likewise.

    Returns
    -------
    TrainingResult
        Times, epochs, losses, weights and bias.

    Raises
    ------
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS, and the training is not one of the book's, which are
        replayed from a record.

    Warns
    -----
    RuntimeWarning
        If the loss or a state is not finite, once, with the number of the step.

    Examples
    --------
    >>> data_iter, d = get_data_ch11(batch_size=10)
    >>> hyperparams = {"lr": 0.01, "gamma": 0.9}
    >>> print(train_regression(rmsprop, init_rmsprop_states(d), hyperparams, data_iter, d))
    loss: 0.24..., ... sec/epoch...
    """
    mx = load_mxnet()
    features, labels = whole_set(data_iter)
    _check_features(features, feature_dim)
    states = twins("states", states)
    w, b = map(mx.np.array, _initial(feature_dim, seed, start))
    for p in (w, b):
        p.attach_grad()

    def mean_loss(X: Any, y: Any) -> Any:
        return (mx.np.square((mx.np.dot(X, w) + b).reshape(-1) - y) / 2).mean()

    updates = checked_once(trainer_fn)

    def step(X: Any, y: Any) -> None:
        with mx.autograd.record():
            loss = mean_loss(X, y)
        loss.backward()
        next(updates)([w, b], states, hyperparams)

    recorder = _Recorder(
        lambda: float(mean_loss(features, labels)), mx.npx.waitall, len(labels), states
    )
    epoch = partial(batches, data_iter, feature_dim)
    return _result(_run(step, recorder, epoch, num_epochs), w, b)


def _optimizer(tr_name: str) -> type[Any]:
    """Return the optimizer that MXNet has by a name, ours among them, or refuse the name."""
    register_decoupled_adam()
    optimizers = load_mxnet().optimizer.Optimizer.opt_registry
    an(str)("tr_name", tr_name)
    if tr_name.lower() not in optimizers:
        raise ValueError(
            f"tr_name must be one of {sorted(optimizers)}, not {shown(tr_name)}"
        )
    optimizer: type[Any] = optimizers[tr_name.lower()]
    return optimizer


@recorded
def optimizer_defaults(tr_name: str) -> OptimizerDefaults:
    """Return the hyperparameters of an optimizer of MXNet's, with its defaults.

    Parameters
    ----------
    tr_name : str
        Name of an MXNet optimizer, such as ``"rmsprop"``.

    Returns
    -------
    OptimizerDefaults
        As its signature has them; those that every optimizer takes, such as ``wd``, are
        not among them.

    Raises
    ------
    ValueError
        If MXNet has no such optimizer.
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS, and the record does not hold the optimizer.

    Examples
    --------
    >>> optimizer_defaults("rmsprop").values["epsilon"]
    1e-08
    """
    parameters = inspect.signature(_optimizer(tr_name)).parameters.values()
    return OptimizerDefaults(
        {p.name: p.default for p in parameters if p.default is not p.empty}
    )


def check_gluon(tr_name: str, hyperparams: Mapping[str, Any]) -> None:
    """Refuse an unknown trainer, or a hyperparameter that it would not understand."""
    optimizer = _optimizer(tr_name)
    dictionary("hyperparams", hyperparams)
    lineage = inspect.getmro(optimizer)[:-1]
    known = {name for cls in lineage for name in inspect.signature(cls).parameters}
    check_names(f"hyperparams of {tr_name!r}", hyperparams, known - {"kwargs"})
    for name, value in hyperparams.items():
        if name in RANGES:
            RANGES[name](f"hyperparams[{name!r}]", value)
            OF_KERNELS(f"hyperparams[{name!r}]", value)


@checked(num_epochs=COUNT, seed=SEED)
@recorded
def train_gluon_regression(
    tr_name: str,
    hyperparams: Mapping[str, Any],
    data_iter: Any,
    num_epochs: int = 2,
    *,
    seed: int = 0,
    start: TrainingResult | None = None,
) -> TrainingResult:
    """Train linear regression with Gluon, and print and draw nothing.

    Parameters
    ----------
    tr_name, hyperparams, data_iter : str, dict, iterable
        As for :func:`.train_gluon_ch11`, which is this, with a line and a curve.
    num_epochs, seed : int
        Likewise.
    start : TrainingResult, optional
        Likewise.

    Returns
    -------
    TrainingResult
        Times, epochs, losses, weights and bias.

    Raises
    ------
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS, and the training is not one of the book's, which are
        replayed from a record.

    Warns
    -----
    RuntimeWarning
        If the loss or a state is not finite, once, with the number of the step.

    Examples
    --------
    >>> data_iter, _ = get_data_ch11(batch_size=10)
    >>> hyperparams = {"learning_rate": 0.01, "gamma1": 0.9}
    >>> print(train_gluon_regression("rmsprop", hyperparams, data_iter))
    loss: 0.24..., ... sec/epoch...
    """
    mx = load_mxnet()
    check_gluon(tr_name, hyperparams)
    features, labels = whole_set(data_iter)
    net = mx.gluon.nn.Dense(1, in_units=features.shape[1])
    net.initialize(mx.init.Zero())
    w, b = map(mx.np.array, _initial(features.shape[1], seed, start))
    net.weight.set_data(w.T)
    net.bias.set_data(b)
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
    epoch = partial(batches, data_iter, features.shape[1])
    run = _run(step, recorder, epoch, num_epochs)
    return _result(run, net.weight.data(), net.bias.data())
