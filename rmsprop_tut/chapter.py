"""The chapter's own names, in its order: a run of the lab, the printed line, the plot."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ._checks import COUNT, SEED, checked, function_of
from ._mxnet import with_mxnet
from .core.objectives import ZERO_STATE, f_2d
from .core.updates import init_rmsprop_states, rmsprop, rmsprop_2d
from .lab.airfoil import EXAMPLES, least_loss, standardised_airfoil
from .lab.minibatches import Minibatches
from .lab.paths import run_2d
from .lab.regression import train_gluon_regression, train_regression
from .plotting import plot_losses, plt, set_figsize, show_trace_2d
from .results import TrainingResult

__all__ = [  # noqa: RUF022 - in the order of the chapter
    "set_figsize",
    "plt",
    "rmsprop_2d",
    "f_2d",
    "train_2d",
    "show_trace_2d",
    "init_rmsprop_states",
    "rmsprop",
    "get_data_ch11",
    "train_ch11",
    "train_gluon_ch11",
]


@checked(trainer=function_of("x1, x2, s1, s2"))
def train_2d(
    trainer: Callable[..., Sequence[float]],
    steps: int = 20,
    *,
    start: Sequence[float] = ZERO_STATE,
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

    See Also
    --------
    run_2d : the same run, with the whole state, and nothing printed.

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
    states = run_2d(trainer, steps, start)
    x1, x2, *_ = states[-1]
    print(f"epoch {steps}, x1 {x1:f}, x2 {x2:f}")
    return [(x1, x2) for x1, x2, *_ in states]


@checked(batch_size=COUNT, seed=SEED)
@with_mxnet
def get_data_ch11(
    batch_size: int = 10, n: int = EXAMPLES, *, seed: int = 0
) -> tuple[Minibatches, int]:
    """Minibatches of the standardised airfoil data, and the number of features.

    Each column is standardised, (v - mean)/deviation, over all 1,503 rows; then
    the first ``n`` rows are used, as in the chapter.

    Parameters
    ----------
    batch_size : int
        Examples a minibatch, at least 1.
    n : int
        Examples used, from 1 to 1503.
    seed : int
        Seed of the order in which they come, at least 0.

    Returns
    -------
    data_iter : Minibatches
        Iterate over it for one epoch: pairs of features (b, 5) and labels (b,),
        float32, in a new order each time.
    feature_dim : int
        5.

    Raises
    ------
    ValueError
        If the data file is damaged.
    ImportError
        If MXNet is missing.

    Examples
    --------
    >>> data_iter, feature_dim = get_data_ch11(batch_size=10)
    >>> X, y = next(iter(data_iter))
    >>> print(X.shape, y.shape, len(data_iter), feature_dim)
    (10, 5) (10,) 150 5
    """
    features, labels = standardised_airfoil(n)
    return Minibatches(features, labels, batch_size, seed), features.shape[1]


def _shown(result: TrainingResult, data_iter: Any) -> TrainingResult:
    """Print the chapter's line and draw the curve, over the optimum of our minibatches."""
    optimum = None
    if isinstance(data_iter, Minibatches):
        optimum = least_loss(*(array.asnumpy() for array in data_iter.whole()))
    print(result)
    plot_losses({"": result}, optimum=optimum)
    return result


def train_ch11(
    trainer_fn: Callable[..., None],
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
    TypeError
        If ``data_iter`` gives its minibatches only once.
    ValueError
        If ``feature_dim`` is not that of the data, or ``trainer_fn`` refuses what it is
        given, as our own updates do.
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
    run = train_regression(
        trainer_fn, states, hyperparams, data_iter, feature_dim, num_epochs, seed=seed
    )
    return _shown(run, data_iter)


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
    TypeError
        If ``data_iter`` gives its minibatches only once.
    ValueError
        If MXNet has no such optimizer, or the optimizer no such hyperparameter.
    ImportError
        If MXNet is missing.

    Examples
    --------
    >>> data_iter, _ = get_data_ch11(batch_size=10)
    >>> hyperparams = {"learning_rate": 0.01, "gamma1": 0.9}
    >>> result = train_gluon_ch11("rmsprop", hyperparams, data_iter)
    loss: 0.24..., ... sec/epoch
    """
    run = train_gluon_regression(tr_name, hyperparams, data_iter, num_epochs, seed=seed)
    return _shown(run, data_iter)
