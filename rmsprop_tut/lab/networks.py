"""Networks that learn to name images, trained by any of MXNet's optimizers."""

import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from .._arrays import check_axes
from .._checks import (
    COUNT,
    NON_NEGATIVE,
    POSITIVE,
    SEED,
    an,
    checked,
    dictionary,
    function_of,
    optional,
    several,
    whole,
)
from .._mxnet import load_mxnet, with_mxnet
from .._types import Array
from ..core.schedules import Rate, given_by
from ..results import ClassifierResult
from .fashion import Bytes, FashionMNIST
from .minibatches import Minibatches
from .recorded import recorded
from .regression import check_gluon

EVALUATED_AT_ONCE = 2000
CLASSES = len(FashionMNIST.classes)

RateMaker = Callable[[float, int], Rate]


def _maker(name: str, value: Any) -> None:
    """Refuse what makes no network, and a network in place of what makes one."""
    if hasattr(value, "collect_params"):
        raise TypeError(
            f"{name} must be a function that makes a network, such as mlp, not a network"
        )
    function_of("no arguments")(name, value)


def _filters(name: str, value: Any) -> tuple[Any, ...]:
    """Refuse what is not one to four whole numbers of at least 1."""
    counts: tuple[Any, ...] = several("number of filters", COUNT)(name, value)
    whole(1, 4)(f"len({name})", len(counts))
    return counts


@checked(hidden=COUNT)
@with_mxnet
def mlp(hidden: int = 128) -> Any:
    """Multilayer perceptron with one hidden layer of rectified units.

    Parameters
    ----------
    hidden : int
        Hidden units, at least 1.

    Returns
    -------
    mxnet.gluon.nn.HybridSequential
        The network, not initialised: 784 pixels to ``hidden`` units to 10 scores.

    Raises
    ------
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS.

    Examples
    --------
    >>> len(mlp(64))
    3
    """
    from mxnet.gluon import nn

    net = nn.HybridSequential()
    net.add(nn.Flatten(), nn.Dense(hidden, activation="relu"), nn.Dense(10))
    return net


@checked(channels=_filters, hidden=COUNT, stride=whole(1, 2))
@with_mxnet
def cnn(
    channels: tuple[int, ...] = (16, 32), hidden: int = 128, *, stride: int = 1
) -> Any:
    """Small convolutional network: 3 × 3 filters, each layer halves the image.

    Parameters
    ----------
    channels : tuple of int
        Filters of each convolution, one to four of them, each at least 1.
    hidden : int
        Units of the dense layer before the scores, at least 1.
    stride : int
        From filter to filter, in [1, 2]. At 1 max pooling halves the image; at 2 the
        filters do themselves, which costs about a quarter.

    Returns
    -------
    mxnet.gluon.nn.HybridSequential
        The network, not initialised: images (b, 1, 28, 28) to 10 scores.

    Raises
    ------
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS.

    References
    ----------
    :cite:t:`Springenberg.Dosovitskiy.Brox.ea.2015` for the stride in place of pooling.

    Examples
    --------
    >>> len(cnn((8,))), len(cnn((8,), stride=2))
    (5, 4)
    """
    from mxnet.gluon import nn

    net = nn.HybridSequential()
    for count in channels:
        net.add(nn.Conv2D(count, 3, strides=stride, padding=1, activation="relu"))
        if stride == 1:
            net.add(nn.MaxPool2D(2, 2))
    net.add(nn.Flatten(), nn.Dense(hidden, activation="relu"), nn.Dense(10))
    return net


@checked(
    make_net=_maker,
    data=an(FashionMNIST),
    hyperparams=dictionary,
    schedule=optional(function_of("eta, steps")),
    num_epochs=COUNT,
    batch_size=COUNT,
    evaluate_every=COUNT,
    seed=SEED,
    progress=optional(an(bool)),
)
def train_classifier(
    make_net: Callable[[], Any],
    tr_name: str,
    hyperparams: Mapping[str, Any],
    data: FashionMNIST,
    num_epochs: int = 10,
    *,
    batch_size: int = 128,
    schedule: RateMaker | None = None,
    evaluate_every: int = 1,
    seed: int = 0,
    progress: bool | None = None,
) -> ClassifierResult:
    r"""Train a network on images with a Gluon ``Trainer`` and watch its accuracy.

    The loss is the mean cross-entropy of the softmax over a minibatch. Pixels are
    standardised with the mean and deviation of the training images; weights start
    normal with the deviation :math:`\sqrt{2/n}`, n the inputs of a unit.

    Parameters
    ----------
    make_net : callable
        Makes the network, not initialised: :func:`mlp`, :func:`cnn` or your own, from
        images (b, 1, 28, 28) to scores (b, 10).
    tr_name : str
        Name of an MXNet optimizer, such as ``"rmsprop"``, or ``"decoupledadam"``, which
        is MXNet's Adam with the weight decay of AdamW: ``weight_decay``, 0.01.
    hyperparams : dict
        Its hyperparameters by MXNet's names; ``learning_rate`` must be among them.
    data : FashionMNIST
        The images.
    num_epochs : int
        Passes over the training images, at least 1.
    batch_size : int
        Images a minibatch, at least 1.
    schedule : callable, optional
        ``schedule(eta, steps)`` returns a function of the step t = 1 … ``steps`` that
        gives the learning rate; η is ``hyperparams["learning_rate"]``. By default the
        rate is constant.
    evaluate_every : int
        Epochs from one evaluation to the next, at least 1; after the last there always
        is one.
    seed : int
        Seed of the weights and of the order of the images, at least 0. Nothing global
        is seeded.
    progress : bool, optional
        Whether to show a progress bar on stderr; by default on a terminal.

    Returns
    -------
    ClassifierResult
        Losses, accuracies, predictions and time.

    Raises
    ------
    ValueError
        If MXNet has no such optimizer, the optimizer no such hyperparameter,
        ``hyperparams`` no ``learning_rate``, ``schedule`` gives what is no learning rate,
        the network has not ten scores, or all pixels are alike.
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS, and the training is not one of the book's, which are
        replayed from a record.

    Notes
    -----
    A training that diverges is recorded and not warned of, as a sweep of learning rates
    has some: its losses are NaN.

    References
    ----------
    :cite:t:`He.Zhang.Ren.ea.2015` for the deviation of the weights.

    Examples
    --------
    >>> data = load_fashion_mnist()
    >>> hyperparams = {"learning_rate": 0.001, "gamma1": 0.9, "epsilon": 1e-6}
    >>> result = train_classifier(mlp, "rmsprop", hyperparams, data, num_epochs=1)
    >>> result.test_accuracies[-1] > 0.6
    True
    """
    if "learning_rate" not in hyperparams:
        raise ValueError(
            f"hyperparams lacks 'learning_rate'; it has {sorted(hyperparams)}"
        )
    rates = None
    if schedule is not None:
        steps = num_epochs * math.ceil(len(data.train_labels) / batch_size)
        rate = schedule(hyperparams["learning_rate"], steps)
        rates = given_by("schedule(eta, steps)", rate, steps, NON_NEGATIVE)
    run = num_epochs, batch_size, evaluate_every, seed, progress
    return _train_classifier(make_net, tr_name, hyperparams, data, rates, *run)


@recorded
def _train_classifier(
    make_net: Callable[[], Any],
    tr_name: str,
    hyperparams: Mapping[str, Any],
    data: FashionMNIST,
    rates: list[float] | None,
    num_epochs: int,
    batch_size: int,
    evaluate_every: int,
    seed: int,
    progress: bool | None,
) -> ClassifierResult:
    """Train a network, with a learning rate for each step, or with one for all."""
    mx = load_mxnet()
    check_gluon(tr_name, hyperparams)
    train, test = prepared(data, batch_size, seed)
    net = make_net()
    an(mx.gluon.Block)("what make_net returns", net)
    initialise(net, train, seed)
    trainer = mx.gluon.Trainer(net.collect_params(), tr_name, dict(hyperparams))
    step = _stepper(net, trainer, rates)
    return _run(net, step, train, test, num_epochs, evaluate_every, progress)


def prepared(
    data: FashionMNIST, batch_size: int, seed: int
) -> tuple[Minibatches, tuple[Any, Any]]:
    """Return minibatches of the training images, and all test images, standardised."""
    np_ = load_mxnet().np
    mean, deviation = data.train_images.mean(), data.train_images.std()
    POSITIVE("the deviation of data.train_images", deviation)

    def standardised(images: Bytes) -> npt.NDArray[Any]:
        pixels: Array = (images[:, None] - mean) / deviation
        return pixels.astype("float32")

    train = Minibatches(
        standardised(data.train_images), data.train_labels, batch_size, seed
    )
    return train, (np_.array(standardised(data.test_images)), data.test_labels)


def initialise(net: Any, train: Minibatches, seed: int) -> None:
    """Draw the weights with NumPy, so that no global generator is touched."""
    mx = load_mxnet()
    net.initialize(mx.init.Zero())
    scores = net(train.whole()[0][:1])
    check_axes("the scores of the network for one image", scores.shape, (1, CLASSES))
    rng = np.random.default_rng(seed)
    for parameter in net.collect_params().values():
        if len(parameter.shape) > 1:
            deviation = math.sqrt(2 / math.prod(parameter.shape[1:]))
            parameter.set_data(mx.np.array(rng.normal(0, deviation, parameter.shape)))
    net.hybridize(static_alloc=True, static_shape=True)


def _stepper(
    net: Any, trainer: Any, rates: list[float] | None
) -> Callable[[Any, Any, int], None]:
    """Return the function that makes step t, with the learning rate of that step."""
    mx = load_mxnet()
    cross_entropy = mx.gluon.loss.SoftmaxCrossEntropyLoss()
    cross_entropy.hybridize(static_alloc=True, static_shape=True)

    def step(X: Any, y: Any, t: int) -> None:
        if rates is not None:
            trainer.set_learning_rate(rates[t - 1])
        with mx.autograd.record():
            loss = cross_entropy(net(X), y)
        loss.backward()
        trainer.step(len(X))

    return step


def _run(
    net: Any,
    step: Callable[[Any, Any, int], None],
    train: Minibatches,
    test: tuple[Any, Any],
    num_epochs: int,
    evaluate_every: int,
    progress: bool | None,
) -> ClassifierResult:
    """Train for some epochs, evaluating now and then."""
    from tqdm import tqdm

    wait, whole = load_mxnet().npx.waitall, train.whole()
    train_labels, test_labels = whole[1].asnumpy(), test[1]
    losses, train_accuracies, test_accuracies, seconds, t = [], [], [], 0.0, 0
    disable = None if progress is None else not progress
    with tqdm(total=num_epochs * len(train), unit="step", disable=disable) as bar:
        for epoch in range(1, num_epochs + 1):
            start = time.perf_counter()
            for X, y in train:
                t += 1
                step(X, y, t)
                bar.update()
            wait()
            seconds += time.perf_counter() - start
            if epoch % evaluate_every and epoch < num_epochs:
                continue
            loss, predictions = evaluate(net, whole[0], train_labels)
            losses.append(loss)
            train_accuracies.append(float(np.mean(predictions == train_labels)))
            _, predictions = evaluate(net, test[0], test_labels)
            test_accuracies.append(float(np.mean(predictions == test_labels)))
            bar.set_postfix(test=f"{test_accuracies[-1]:.3f}")
    curves = (tuple(losses), tuple(train_accuracies), tuple(test_accuracies))
    return ClassifierResult(*curves, predictions, seconds)


def evaluate(
    net: Any, images: Any, labels: Bytes
) -> tuple[float, npt.NDArray[np.int64]]:
    """Return the mean cross-entropy and the class of highest score of each image."""
    batches = range(0, len(labels), EVALUATED_AT_ONCE)
    scores = np.concatenate(
        [net(images[i : i + EVALUATED_AT_ONCE]).asnumpy() for i in batches]
    ).astype(float)
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1))
    own = shifted[np.arange(len(labels)), labels.astype(int)]
    return float(np.mean(log_sum - own)), scores.argmax(axis=1)
