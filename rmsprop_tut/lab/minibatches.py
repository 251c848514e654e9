"""Minibatches of arrays, and a reader's own minibatches put together."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from .._mxnet import load_mxnet


class Minibatches:
    """Minibatches of MXNet arrays, in a new order every epoch.

    Parameters
    ----------
    features : numpy.ndarray, shape (n, d)
        One example a row.
    labels : numpy.ndarray, shape (n,)
        One target an example.
    batch_size : int
        Examples a minibatch, at least 1; the last minibatch may be smaller.
    seed : int
        Seed of the order. The same seed gives the same sequence of epochs.

    Notes
    -----
    An epoch permutes the arrays once and takes slices, which is about ten times
    faster than collating examples one by one.
    """

    def __init__(
        self,
        features: npt.NDArray[Any],
        labels: npt.NDArray[Any],
        batch_size: int,
        seed: int,
    ) -> None:
        self._features, self._labels = features, labels
        self.batch_size = batch_size
        self._rng = np.random.default_rng(seed)

    def __repr__(self) -> str:
        """Return the sizes, not where the object lies."""
        return f"Minibatches({len(self._labels)} examples, {self.batch_size} at a time)"

    def __len__(self) -> int:
        """Return the number of minibatches in an epoch."""
        return -(-len(self._labels) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Yield the features (b, d) and labels (b,) of one epoch."""
        order = self._rng.permutation(len(self._labels))
        features, labels = self._arrays(order)
        for start in range(0, len(order), self.batch_size):
            stop = start + self.batch_size
            yield features[start:stop], labels[start:stop]

    def whole(self) -> tuple[Any, Any]:
        """Return all features (n, d) and labels (n,), in their own order."""
        return self._arrays(slice(None))

    def _arrays(self, rows: npt.NDArray[np.int64] | slice) -> tuple[Any, Any]:
        np_ = load_mxnet().np
        return (
            np_.array(self._features[rows], dtype="float32"),
            np_.array(self._labels[rows], dtype="float32"),
        )


def whole_set(data_iter: Any) -> tuple[Any, Any]:
    """Return all examples of an iterator, ours or the reader's own, as two arrays."""
    if hasattr(data_iter, "whole"):
        examples: tuple[Any, Any] = data_iter.whole()
        return examples
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
