"""The airfoil data set: checked, standardised, and what a linear model can make of it."""

import hashlib
import io
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .._checks import COUNT, SEED, checked, whole
from .._types import Array
from .files import as_path, read_at_most

AIRFOIL_ROWS = 1503
EXAMPLES = 1500  # that the chapter uses
LINE_END = b"\r\n"
ADVICE = (
    "path must name a copy of UCI's airfoil_self_noise.dat: fetch it anew, or leave path "
    "out and the package's own copy is read."
)
LONGEST = 1_000_000  # bytes of a file that is read; the table has 59,984
AIRFOIL_SHA256 = "74c75fd71783f1e6b71f8a622b993dc592897a97cd689c5090a07147a1b097b3"


def load_airfoil(path: str | Path | None = None) -> Array:
    """Read NASA's airfoil self-noise table, after checking its hash.

    Parameters
    ----------
    path : path, optional
        Where the file lies, ``~`` for your home folder; by default the copy inside the
        package.

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
        If its content is not what UCI publishes; the message has both hashes. Line ends
        may be of any kind, as programs that copy text change them.

    References
    ----------
    :cite:t:`Brooks.Pope.Marcolini.1989`; UCI Machine Learning Repository, CC BY 4.0.

    Examples
    --------
    >>> table = load_airfoil()
    >>> print(table.shape, table[0, 0], table[0, -1])
    (1503, 6) 800.0 126.201
    """
    if path is None:
        shipped = files("rmsprop_tut") / "datasets" / "airfoil_self_noise.dat"
        content = _read(shipped, "Install rmsprop_tut again.")
    else:
        content = _read(as_path("path", path), ADVICE)
    return np.loadtxt(io.BytesIO(content), delimiter="\t")


def _read(source: Traversable | Path, advice: str) -> bytes:
    """Return the published file's bytes, or say how the file differs from it."""
    content = read_at_most(source, LONGEST, advice)
    published = b"".join(line + LINE_END for line in content.splitlines())
    if hashlib.sha256(published).hexdigest() != AIRFOIL_SHA256:
        found = hashlib.sha256(content).hexdigest()
        raise ValueError(
            f"{source} is not the table that UCI publishes: expected SHA-256 "
            f"{AIRFOIL_SHA256}, found {found} in {len(content)} bytes. {advice}"
        )
    return published


@checked(n=whole(1, AIRFOIL_ROWS))
def standardised_airfoil(n: int = AIRFOIL_ROWS) -> tuple[Array, Array]:
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

    Examples
    --------
    >>> features, labels = standardised_airfoil()
    >>> print(features.shape, abs(labels.mean()) < 1e-12, round(labels.std(), 12))
    (1503, 5) True 1.0
    """
    table = load_airfoil()
    table = (table - table.mean(axis=0)) / table.std(axis=0)
    return table[:n, :-1], table[:n, -1]


def optimal_loss_ch11(n: int = EXAMPLES) -> float:
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

    Examples
    --------
    >>> round(optimal_loss_ch11(), 6)
    0.241688
    """
    return least_loss(*standardised_airfoil(n))


def least_loss(features: npt.NDArray[Any], labels: npt.NDArray[Any]) -> float:
    """Return the smallest loss of a linear model with a bias, mean of (ŷ - y)²/2."""
    design = np.column_stack([features, np.ones(len(labels))]).astype(float)
    solution = np.linalg.lstsq(design, labels, rcond=None)[0]
    return float(np.mean((design @ solution - labels) ** 2) / 2)


@checked(batch_size=COUNT, num_epochs=COUNT, seed=SEED)
def airfoil_minibatches(
    batch_size: int, num_epochs: int, seed: int
) -> Iterator[tuple[Array, Array]]:
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
    inputs, labels = airfoil_design()
    rng = np.random.default_rng(seed)
    for _ in range(num_epochs):
        order = rng.permutation(len(labels))
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            yield inputs[rows], labels[rows]


@cache
def airfoil_design() -> tuple[Array, Array]:
    """Return the chapter's examples: inputs (1500, 6) whose last column is 1, and labels.

    They are read once and can only be read.
    """
    features, labels = standardised_airfoil(EXAMPLES)
    made = np.column_stack([features, np.ones(len(labels))]), labels
    for array in made:
        array.flags.writeable = False
    return made
