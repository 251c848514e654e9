"""The chapter's own names, in its order: a run of the lab, the printed line, the plot."""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from ._checks import COUNT, SEED, checked, function_of, unchecked
from .core.objectives import ZERO_STATE, f_2d
from .core.updates import init_rmsprop_states, rmsprop, rmsprop_2d
from .lab.airfoil import EXAMPLES, least_loss, standardised_airfoil
from .lab.minibatches import Minibatches
from .lab.paths import run_2d
from .lab.regression import train_gluon_regression, train_regression
from .plotting import close_but_last, plot_losses, plt, set_figsize, show_trace_2d
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
    "train_concise_ch11",
]

CURVE = "training curve"
CURVES_KEPT = 10


@checked(trainer=function_of("x1, x2, s1, s2"))
def train_2d(
    trainer: Callable[..., Sequence[float]],
    steps: int = 20,
    f_grad: Callable[..., Any] | None = None,
    *,
    start: Sequence[float] = ZERO_STATE,
) -> list[tuple[float, float]]:
    """Run an update from (-5, -2) with zero state, and print where it ends.

    Parameters
    ----------
    trainer : callable
        ``x1, x2, s1, s2 = trainer(x1, x2, s1, s2)`` makes one step: ours, such
        as :func:`rmsprop_2d`, or your own. Its numbers may be arrays of one number.
    steps : int
        Number of steps, at least 1.
    f_grad : callable, optional
        Handed to ``trainer`` after the state, as the book's chapter on gradient descent
        has it: ``trainer(x1, x2, s1, s2, f_grad)``. One of ours takes it as its ``grad``.
    start : sequence of float
        x1, x2 and the state before the first step: two numbers of state for the
        chapter's updates, three for :func:`rmsprop_full_2d`.

    Returns
    -------
    list of tuple
        The ``steps + 1`` points, the start included, as floats.

    Warns
    -----
    RuntimeWarning
        If the run is not finite, once, with the number of the step.

    See Also
    --------
    run_2d : the same run, with the whole state, and nothing printed.

    Notes
    -----
    The line printed is the book's but for its first word and the minus sign of a zero. The
    book says "epoch", which is a pass over data: there are none here, and each is a step.

    Examples
    --------
    >>> points = train_2d(rmsprop_2d)
    step 20, x1: -0.010599, x2: 0.000000
    >>> len(points)
    21
    """
    update = trainer if f_grad is None else _given(trainer, f_grad)
    states = run_2d(update, steps, start)
    x1, x2, *_ = states[-1]
    print(f"step {steps}, x1: {x1:zf}, x2: {x2:zf}")
    return [(x1, x2) for x1, x2, *_ in states]


def _given(
    trainer: Callable[..., Any], f_grad: Callable[..., Any]
) -> Callable[..., Any]:
    """Return an update with its gradient: by name where it has one, else the last."""
    function_of("x1, x2")("f_grad", f_grad)
    names: Collection[str] = ()
    with suppress(ValueError):  # a function written in C may say nothing of itself
        names = inspect.signature(trainer).parameters
    for name in ("grad", "f_grad"):
        if name in names:
            return partial(trainer, **{name: f_grad})
    return lambda *state: trainer(*state, f_grad)


@checked(batch_size=COUNT, seed=SEED)
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
        arrays of ``mxnet.np`` in float32, in a new order each time; an ``ImportError``
        where MXNet is missing.
    feature_dim : int
        5.

    Raises
    ------
    ValueError
        If the data file is damaged.

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
    """Print the line and draw the curve over our data's optimum, with no pile of figures."""
    optimum = None
    if isinstance(data_iter, Minibatches):
        optimum = least_loss(*data_iter.examples())
    print(result)
    draw = unchecked(plot_losses)  # whose warning would repeat the training's
    draw({"": result}, optimum=optimum).figure.set_label(CURVE)
    close_but_last(CURVES_KEPT, CURVE)
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
    start: TrainingResult | None = None,
) -> TrainingResult:
    r"""Train linear regression from scratch, with MXNet's automatic gradients.

    .. math::

        L(\mathbf{w}, b) = \frac{1}{2n} \sum_i (\mathbf{x}_i^\top \mathbf{w} + b - y_i)^2

    The loss over the whole set is recorded every 200 examples. At the end its
    curve is drawn and its last value printed with the seconds per epoch: training
    alone, without evaluation and drawing, with asynchronous work waited for. The last ten
    curves stay open, older ones are closed.

    Parameters
    ----------
    trainer_fn : callable
        ``trainer_fn([w, b], states, hyperparams)`` updates weights (d, 1) and
        bias (1,) in place from their ``.grad``: :func:`rmsprop`, or your own.
    states : object
        Handed to ``trainer_fn``; for :func:`rmsprop`, what
        :func:`init_rmsprop_states` returns. Updated in place: a second training with the
        same ``states`` carries them on, while its weights start anew, unless you give
        ``start``.
    hyperparams : dict
        Handed to ``trainer_fn``.
    data_iter : iterable
        Each pass over it is an epoch of pairs of features (b, d) and labels (b,):
        what :func:`get_data_ch11` returns, a Gluon ``DataLoader``, or a list. Yours may
        be NumPy's or MXNet's arrays or lists of numbers: they are cast to float32, which
        is what is trained in, and labels of shape (b, 1) are reshaped to (b,). A
        ``DataLoader`` is best over NumPy's arrays: whether it can stack MXNet's depends on
        MXNet's mode, which in its workers is yours.
    feature_dim : int
        d, the number of features.
    num_epochs : int
        Passes over the data, at least 1.
    seed : int
        Seed of the initial weights, normal with deviation 0.01.
    start : TrainingResult, optional
        Go on from the weights and bias of this result; ``seed`` then draws nothing. With
        the same ``states`` the two trainings are one.

    Returns
    -------
    TrainingResult
        Times, epochs, losses, weights and bias.

    Raises
    ------
    TypeError
        If ``data_iter`` gives its minibatches only once, or what is no pair of arrays of
        real numbers.
    ValueError
        If a minibatch's labels do not go with its features, a number is not finite in
        float32, ``feature_dim`` is not that of the data, or ``trainer_fn`` refuses what
        it is given, as our own updates do.
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS, and the training is not one of the book's, which are
        replayed from a record.

    Warns
    -----
    RuntimeWarning
        If the loss or a state is found not finite, once, with the number of the step.

    See Also
    --------
    train_gluon_ch11 : the same with MXNet's own optimizers.
    train_regression : the same, with nothing printed and nothing drawn.

    Notes
    -----
    MXNet's NumPy mode is on while this runs, in ``trainer_fn`` too, and afterwards what
    it was before: your other networks do not notice.

    Examples
    --------
    >>> data_iter, d = get_data_ch11(batch_size=10)
    >>> hyperparams = {"lr": 0.01, "gamma": 0.9}
    >>> result = train_ch11(rmsprop, init_rmsprop_states(d), hyperparams, data_iter, d)
    loss: 0.24..., ... sec/epoch...
    """
    settings = (hyperparams, data_iter, feature_dim, num_epochs)
    return _shown(
        train_regression(trainer_fn, states, *settings, seed=seed, start=start),
        data_iter,
    )


def train_gluon_ch11(
    tr_name: str,
    hyperparams: Mapping[str, Any],
    data_iter: Any,
    num_epochs: int = 2,
    *,
    seed: int = 0,
    start: TrainingResult | None = None,
) -> TrainingResult:
    """Train linear regression with Gluon: ``Dense(1)``, ``L2Loss`` and ``Trainer``.

    Records, prints and draws what :func:`train_ch11` does, from the same start. Editions
    of the book from 2020 on call it ``train_concise_ch11``, which is a second name of it.

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
    start : TrainingResult, optional
        Go on from the weights and bias of this result; ``seed`` then draws nothing. The
        optimizer's state starts anew.

    Returns
    -------
    TrainingResult
        Times, epochs, losses, weights and bias.

    Raises
    ------
    TypeError
        If ``data_iter`` gives its minibatches only once, or what is no pair of arrays of
        real numbers.
    ValueError
        If MXNet has no such optimizer, the optimizer no such hyperparameter, a
        minibatch's labels do not go with its features, or a number is not finite in float32.
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS, and the training is not one of the book's, which are
        replayed from a record.

    Warns
    -----
    RuntimeWarning
        If the loss is found not finite, once, with the number of the step.

    See Also
    --------
    train_gluon_regression : the same, with nothing printed and nothing drawn.

    Examples
    --------
    >>> data_iter, _ = get_data_ch11(batch_size=10)
    >>> hyperparams = {"learning_rate": 0.01, "gamma1": 0.9}
    >>> result = train_gluon_ch11("rmsprop", hyperparams, data_iter)
    loss: 0.24..., ... sec/epoch...
    """
    settings = (tr_name, hyperparams, data_iter, num_epochs)
    return _shown(train_gluon_regression(*settings, seed=seed, start=start), data_iter)


train_concise_ch11 = train_gluon_ch11
