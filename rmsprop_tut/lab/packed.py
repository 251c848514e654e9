"""Recorded data in the package: JSON, gzipped, with a first line that has its hash."""

import gzip
import hashlib
import json
import zlib
from importlib.resources import files
from typing import Any

DAMAGED = OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError


def pack(made: dict[str, Any], content: dict[str, Any]) -> bytes:
    r"""Return the bytes of a record: a line with the hash of the rest, and the rest.

    Parameters
    ----------
    made : dict
        Where, when and with what it was made.
    content : dict
        What is recorded; sorted by its keys, so that equal records are equal files.

    Returns
    -------
    bytes
        What the file holds.

    Examples
    --------
    >>> pack({"date": "2026-11-25"}, {"loss": 0.25})[:2]  # gzip's own mark
    b'\x1f\x8b'
    """
    ordered = dict(sorted(content.items()))
    rest = json.dumps(ordered, separators=(",", ":")).encode()
    head = {**made, "sha256": hashlib.sha256(rest).hexdigest()}
    return gzip.compress(json.dumps(head).encode() + b"\n" + rest, 9, mtime=0)


def unpack(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a record in the package says of its making, and what it holds.

    Parameters
    ----------
    name : str
        The file's name in the package's folder ``datasets``.

    Returns
    -------
    made, content : dict
        As they were packed.

    Raises
    ------
    ValueError
        If the file is damaged: its content has another hash than it says.

    Examples
    --------
    >>> made, trainings = unpack("mxnet_record.json.gz")
    >>> made["mxnet"]
    '1.9.1'
    """
    packed = (files("rmsprop_tut") / "datasets" / name).read_bytes()
    try:
        return unpacked(packed)
    except DAMAGED as error:
        raise ValueError(
            f"{name} in the package is damaged ({error}): install rmsprop_tut again"
        ) from error


def unpacked(packed: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what :func:`pack` was given; what is damaged ends in one of many errors."""
    head, _, rest = gzip.decompress(packed).partition(b"\n")
    made = json.loads(head)
    if hashlib.sha256(rest).hexdigest() != made.pop("sha256"):
        raise ValueError("its content has another hash")
    return made, json.loads(rest)
