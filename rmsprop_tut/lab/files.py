"""Paths as people type them."""

import os
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname


def as_path(name: str, value: str | os.PathLike[str]) -> Path:
    """Return a path, with ``~`` as the home folder, or that of a ``file://`` address.

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
        If it is empty, or ``~somebody`` has no home here.

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
        raise TypeError(f"{name} must be a path, not {value!r}")
    text = os.fspath(value)
    if not text:
        raise ValueError(f"{name} must be a path, not {value!r}")
    if text.startswith("file://"):
        text = url2pathname(urlsplit(text).path)
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ValueError(
            f"{name} must begin with a home folder that there is, not {value!r}"
        ) from error
