"""Minibatches of arrays, and a reader's own minibatches put together."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from .._arrays import Axis, check_axes, check_each, column, numbers
from .._checks import COUNT, FINITE, SEED, checked, is_many, shown
from .._mxnet import load_mxnet

Float32 = npt.NDArray[np.float32]


class Minibatches:
    """Minibatches of MXNet arrays, in a new order every epoch.

    Parameters
    ----------
    features : array_like, shape (n, d)
        One example a row, or an image of more axes.
    labels : array_like, shape (n,)
        One target an example; a column (n, 1) is reshaped.
    batch_size : int
        Examples a minibatch, at least 1; the last minibatch may be smaller.
    seed : int
        Seed of the order. The same seed gives the same sequence of epochs.

    Attributes
    ----------
    epochs : int
        How many have begun.

    Notes
    -----
    An epoch permutes the arrays once and takes slices, which is about ten times
    faster than collating examples one by one.
    """

    @checked(batch_size=COUNT, seed=SEED, features=numbers, labels=numbers)
    def __init__(
        self,
        features: npt.NDArray[Any],
        labels: npt.NDArray[Any],
        batch_size: int,
        seed: int,
    ) -> None:
        axes = ("n", *"dhw"[: max(1, features.ndim - 1)])
        check_axes("features", features.shape, axes)
        self._features = features
        self._labels = column("labels", labels, len(features), _shape(features))
        self.batch_size, self.seed, self.epochs = batch_size, seed, 0
        self._rng = np.random.default_rng(seed)

    def __repr__(self) -> str:
        """Return the sizes, not where the object lies."""
        return f"Minibatches({len(self._labels)} examples, {self.batch_size} at a time)"

    def __len__(self) -> int:
        """Return the number of minibatches in an epoch."""
        return -(-len(self._labels) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Yield the features (b, d) and labels (b,) of one epoch."""
        order = self._next_order()
        features, labels = map(_to_mxnet, self.examples(order))
        for start in range(0, len(order), self.batch_size):
            stop = start + self.batch_size
            yield features[start:stop], labels[start:stop]

    def whole(self) -> tuple[Any, Any]:
        """Return all features (n, d) and labels (n,), in their own order."""
        features, labels = map(_to_mxnet, self.examples())
        return features, labels

    def examples(self, rows: Any = slice(None)) -> tuple[Float32, Float32]:
        """Return features and labels as NumPy's arrays, all or the rows named."""
        return (
            self._features[rows].astype("float32", copy=False),
            self._labels[rows].astype("float32", copy=False),
        )

    def skip(self, epochs: int) -> None:
        """Pass over epochs, as if they had been trained on."""
        for _ in range(epochs):
            self._next_order()

    def _next_order(self) -> npt.NDArray[np.int64]:
        self.epochs += 1
        return self._rng.permutation(len(self._labels))


def _to_mxnet(array: Float32) -> Any:
    return load_mxnet().np.array(array, dtype="float32")


def whole_set(data_iter: Any) -> tuple[Any, Any]:
    """Return all examples of an iterator, ours or the reader's own, as two arrays."""
    if isinstance(data_iter, Minibatches):
        return data_iter.whole()
    if isinstance(data_iter, tuple) and any(
        isinstance(part, Minibatches) for part in data_iter
    ):
        raise TypeError(
            "data_iter must be the first of the two that get_data_ch11 returns, "
            f"not both: {shown(data_iter)}"
        )
    if not is_many(data_iter) or iter(data_iter) is data_iter:
        raise TypeError(
            "data_iter must give its minibatches anew at each pass, as a list or a "
            f"DataLoader does, not {shown(data_iter)}"
        )
    return _together(list(batches(data_iter)))


def _together(pairs: list[tuple[Any, Any]]) -> tuple[Any, Any]:
    """Return all features and labels, or refuse what is not finite."""
    np_, examples = load_mxnet().np, []
    for name, parts in zip(
        ("features", "labels"), zip(*pairs, strict=True), strict=True
    ):
        examples.append(np_.concatenate(parts))
        check_each(f"float32({name})", examples[-1].asnumpy(), FINITE)
    return examples[0], examples[1]


def batches(data_iter: Any, width: Axis = "d") -> Iterator[tuple[Any, Any]]:
    """Yield the minibatches of one epoch: ours as they are, a reader's as float32.

    A reader's have as many features, ``width``, as the first or as it is told.
    """
    if isinstance(data_iter, Minibatches):
        yield from data_iter
        return
    count = 0
    for batch in _made(data_iter):
        features, labels = _taken(count, batch, width)
        width, count = features.shape[1], count + 1
        yield features, labels
    if not count:
        raise ValueError("data_iter must give a minibatch at each pass, not none")


def _made(data_iter: Any) -> Iterator[Any]:
    """Yield a reader's minibatches; say which arrays serve where MXNet refuses a mode's."""
    try:
        yield from data_iter
    except TypeError as error:
        if "numpy ndarray" not in str(error):
            raise
        raise TypeError(
            "data_iter must be made of NumPy's arrays, which MXNet takes in either mode "
            f"and in workers: of these it says: {error}"
        ) from error


def _taken(i: int, batch: Any, width: Axis) -> tuple[Any, Any]:
    """Return features (b, d) and labels (b,) in float32, or refuse the minibatch."""
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        raise TypeError(
            "data_iter must give pairs of features and labels, in a tuple or list, but "
            f"minibatch {i} is {shown(batch)}"
        )
    features = _float32(f"the features of minibatch {i}", batch[0])
    labels = _float32(f"the labels of minibatch {i}", batch[1])
    check_axes(f"the features of minibatch {i}", features.shape, ("b", width))
    beside = _shape(features)
    return features, column(
        f"the labels of minibatch {i}", labels, len(features), beside
    )


def _float32(name: str, values: Any) -> Any:
    """Return MXNet's array of float32, which is what the trainings compute in."""
    np_ = load_mxnet().np
    if isinstance(values, np_.ndarray) and values.dtype == np.float32:
        return values
    with np.errstate(over="ignore"):
        return np_.array(numbers(name, values).astype("float32"), dtype="float32")


def _shape(features: Any) -> str:
    return f"features of shape {features.shape}"
