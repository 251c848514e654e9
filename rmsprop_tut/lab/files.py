"""Paths as people type them."""

import os
import re
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from .._checks import shown

# A path object of an address has one slash left of two or three.
ADDRESS = re.compile(r"\w\w+://|(file|https?):/", re.IGNORECASE)


def as_path(name: str, value: str | os.PathLike[str]) -> Path:
    """Return a path, with ``~`` as the home folder, or that of a ``file:`` address.

    Parameters
    ----------
    name : str
        The argument's name, for the message.
    value : str or path
        What was typed.

    Returns
    -------
    pathlib.Path
        The path, which need not exist.

    Raises
    ------
    TypeError
        If it is no path at all.
    ValueError
        If it is blank, an address of another machine, or ``~somebody`` has no home here.

    Examples
    --------
    >>> as_path("folder", "~") == Path.home()
    True
    >>> as_path("folder", "")
    Traceback (most recent call last):
    ...
    ValueError: folder must be a path, not ''
    """
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"{name} must be a path, not {shown(value)}")
    text = os.fsdecode(value)
    if not text.strip():
        raise ValueError(f"{name} must be a path, not {shown(value)}")
    if ADDRESS.match(text):
        text = _of_address(name, text)
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError(
            f"{name} must begin with a home folder that there is, not {shown(value)}"
        ) from error


def _of_address(name: str, text: str) -> str:
    """Return the path that a file's address has on this machine, or refuse the address."""
    typed = text.replace("#", "%23").replace("?", "%3F")  # which end no path here
    scheme, host, path, *_ = urlsplit(typed)
    if scheme != "file" or host not in ("", "localhost") or not path:
        raise ValueError(
            f"{name} must be a path or file:// address on this machine, not {shown(text)}"
        )
    return url2pathname(path)


def check_file(source: Traversable | Path, advice: str) -> None:
    """Refuse what is no file that can be read, and say what it is.

    Parameters
    ----------
    source : path
        Where the file lies.
    advice : str
        What the message ends with.

    Raises
    ------
    FileNotFoundError
        If it is missing, a folder, or a device.

    Examples
    --------
    >>> check_file(Path("/"), "Name a file.")
    Traceback (most recent call last):
    ...
    FileNotFoundError: / is a folder, not the file. Name a file.
    """
    if source.is_file():
        return
    there = isinstance(source, Path) and source.exists()
    what = "is no plain file" if there else "is missing"
    what = "is a folder, not the file" if source.is_dir() else what
    raise FileNotFoundError(f"{source} {what}. {advice}")


def read_at_most(source: Traversable | Path, limit: int, advice: str) -> bytes:
    """Return a file's bytes, or refuse one that is too long to be the file, unread.

    Parameters
    ----------
    source : path
        Where the file lies.
    limit : int
        The most bytes that the file may have.
    advice : str
        What the message ends with.

    Returns
    -------
    bytes
        What it holds.

    Raises
    ------
    FileNotFoundError
        If it is missing, a folder, or a device.
    ValueError
        If it is longer.

    Examples
    --------
    >>> read_at_most(Path(__file__), 10, "Name a file of ten bytes.")
    Traceback (most recent call last):
    ...
    ValueError: ... has more than 10 bytes, and is not the file. Name a file of ten bytes.
    """
    check_file(source, advice)
    with source.open("rb") as file:
        content: bytes = file.read(limit + 1)
    return refuse_longer(content, limit, source, advice)


def refuse_longer(
    content: bytes, limit: int, source: Traversable | Path, advice: str
) -> bytes:
    """Return what was read of a source, or refuse it if there is more than there may be."""
    if len(content) > limit:
        raise ValueError(
            f"{source} has more than {limit:,} bytes, and is not the file. {advice}"
        )
    return content
