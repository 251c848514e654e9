"""The airfoil data set: checked, standardised, and served in minibatches."""

import hashlib
import io
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np

from ._checks import check_count, check_seed
from ._mxnet import load_mxnet

AIRFOIL_ROWS = 1503
AIRFOIL_SHA256 = "74c75fd71783f1e6b71f8a622b993dc592897a97cd689c5090a07147a1b097b3"


def load_airfoil(path: str | Path | None = None) -> np.ndarray:
    """Read NASA's airfoil self-noise table, after checking its hash.

    Parameters
    ----------
    path : path, optional
        Where the file lies; by default the copy inside the package.

    Returns
    -------
    numpy.ndarray, shape (1503, 6), float64
        Frequency (Hz), angle of attack (degree), chord length (m), free-stream
        velocity (m/s), displacement thickness (m), sound pressure level (dB).

    Raises
    ------
    FileNotFoundError
        If the file is not there.
    ValueError
        If its content is not what UCI publishes; the message has both hashes.

    References
    ----------
    :cite:t:`Brooks.Pope.Marcolini.1989`; UCI Machine Learning Repository, CC BY 4.0.

    Examples
    --------
    >>> table = load_airfoil()
    >>> print(table.shape, table[0, 0], table[0, -1])
    (1503, 6) 800.0 126.201
    """
    shipped = files(__package__) / "datasets" / "airfoil_self_noise.dat"
    content = _read(shipped if path is None else Path(path))
    return np.loadtxt(io.BytesIO(content), delimiter="\t")


def _read(source: Traversable | Path) -> bytes:
    """Return the file's bytes, or say how it differs from the published file."""
    if not source.is_file():
        raise FileNotFoundError(f"{source} is missing: install rmsprop_tut again.")
    content = source.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != AIRFOIL_SHA256:
        raise ValueError(
            f"{source} is damaged: expected SHA-256 {AIRFOIL_SHA256}, found {found} in "
            f"{len(content)} bytes. Install rmsprop_tut again, or fetch the file from UCI anew."
        )
    return content


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
        self, features: np.ndarray, labels: np.ndarray, batch_size: int, seed: int
    ):
        self._np = load_mxnet().np
        self._features, self._labels = features, labels
        self.batch_size = batch_size
        self._rng = np.random.default_rng(seed)

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

    def _arrays(self, rows: np.ndarray | slice) -> tuple[Any, Any]:
        return (
            self._np.array(self._features[rows], dtype="float32"),
            self._np.array(self._labels[rows], dtype="float32"),
        )


def standardised_airfoil(n: int = AIRFOIL_ROWS) -> tuple[np.ndarray, np.ndarray]:
    """First rows of the airfoil table, each column standardised over all rows.

    Parameters
    ----------
    n : int
        Rows returned, from 1 to 1503.

    Returns
    -------
    features : numpy.ndarray, shape (n, 5), float64
        (v - mean)/deviation of each column.
    labels : numpy.ndarray, shape (n,), float64
        The sound pressure level, standardised likewise.

    Raises
    ------
    TypeError, ValueError
        If ``n`` is out of range, or the data file is damaged.

    Examples
    --------
    >>> features, labels = standardised_airfoil()
    >>> print(features.shape, abs(labels.mean()) < 1e-12, round(labels.std(), 12))
    (1503, 5) True 1.0
    """
    check_count("n", n, AIRFOIL_ROWS)
    table = load_airfoil()
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    return table[:n, :-1], table[:n, -1]


def get_data_ch11(
    batch_size: int = 10, n: int = 1500, *, seed: int = 0
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
    TypeError, ValueError
        If an argument is out of range, or the data file is damaged.
    ImportError
        If MXNet is missing.

    Examples
    --------
    >>> data_iter, feature_dim = get_data_ch11(batch_size=10)
    >>> X, y = next(iter(data_iter))
    >>> print(X.shape, y.shape, len(data_iter), feature_dim)
    (10, 5) (10,) 150 5
    """
    check_count("batch_size", batch_size)
    check_seed(seed)
    features, labels = standardised_airfoil(n)
    return Minibatches(features, labels, batch_size, seed), features.shape[1]
