"""What ``nox -s bench`` measured: speed beside other libraries, and the book's own cost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

NAME = "bench_record.json"
RECORD = files("rmsprop_tut") / "datasets" / NAME
# What the times of each kind are divided by.
REFERENCE: Mapping[str, str] = {
    "update": "same traffic",
    "sweep": "rmsprop_tut",
    "training": "rmsprop_tut",
}


@dataclass(frozen=True)
class Measured:
    """A contender's seconds at one size.

    Attributes
    ----------
    kind : str
        ``"update"``, ``"sweep"`` or ``"training"``.
    size : int
        Parameters, trainings, or epochs.
    environment : str
        Where it ran, by its name in the record.
    contender : str
        Its name.
    first : float
        Seconds of the first call, compilation included.
    low, median, high : float
        Quartiles of a later call's seconds.
    rounds : int
        How many were measured.
    """

    kind: str
    size: int
    environment: str
    contender: str
    first: float
    low: float
    median: float
    high: float
    rounds: int


@cache
def bench_record() -> dict[str, Any]:
    """Return what ``nox -s bench`` last measured.

    Returns
    -------
    dict
        Two parts, each with the machine on which it was ``made``: ``fast`` has the
        ``environments`` with their versions, the ``rows``, and what was ``missing``;
        ``book`` has the ``builds`` and the ``pages``.

    Examples
    --------
    >>> sorted(bench_record())
    ['book', 'fast']
    """
    content: dict[str, Any] = json.loads(RECORD.read_text("utf-8"))
    return content


def measured(kind: str, size: int | None = None) -> list[Measured]:
    """Return what was measured of a kind, at all sizes or at one.

    Parameters
    ----------
    kind : str
        ``"update"``, ``"sweep"`` or ``"training"``.
    size : int, optional
        Parameters, trainings, or epochs.

    Returns
    -------
    list of Measured
        In the order of the record.

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    >>> sorted({row.size for row in measured("training")})
    [2]
    """
    rows = [Measured(**row) for row in bench_record()["fast"]["rows"]]
    found = [row for row in rows if row.kind == kind and size in (None, row.size)]
    if not found:
        raise ValueError(
            f"{NAME} has no {kind!r} of the size {size}: run `nox -s bench`"
        )
    return found


def ratio(row: Measured) -> float | None:
    """Return a contender's median over the reference's of its kind and size.

    Parameters
    ----------
    row : Measured
        Of :func:`measured`.

    Returns
    -------
    float or None
        The reference is the one that ran in the same environment. Where there is none, it is
        the only one of the sitting, in which all took turns; None if nothing is left.

    Examples
    --------
    >>> [ratio(row) for row in measured("training") if row.contender == "rmsprop_tut"]
    [1.0]
    """
    name, rows = REFERENCE[row.kind], measured(row.kind, row.size)
    references = [other for other in rows if other.contender == name]
    here = [other for other in references if other.environment == row.environment]
    chosen = here or references
    return row.median / chosen[0].median if len(chosen) == 1 else None
