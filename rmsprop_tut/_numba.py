"""Numba, loaded on first use, with one sentence where it is missing."""

import os
from importlib import import_module
from threading import Lock
from types import ModuleType

NEEDED = (
    "This function is compiled with Numba, which is not here or cannot be loaded: "
    "`pip install numba` brings it."
)
FORKED = (
    "This function is compiled, and its threads do not outlive a fork: start the process with "
    'multiprocessing.get_context("spawn"), or call nothing compiled before it is forked.'
)
ALONE = Lock()  # not all of Numba's ways to run threads take two calls at once
_process: list[int] = []  # that loaded the loops


def load_compiled() -> ModuleType:
    """Return the compiled loops.

    Raises
    ------
    ImportError
        If Numba is missing or cannot be loaded, or this process was forked from one that had
        loaded it, whose threads it lacks; the message says what to do.
    """
    if _process and _process != [os.getpid()]:
        raise ImportError(FORKED)
    try:
        loaded = import_module("rmsprop_tut.core.compiled")
    except (ImportError, RuntimeError, SystemError, OSError) as error:
        raise ImportError(f"{NEEDED} (The import said: {error})") from error
    _process[:] = [os.getpid()]
    return loaded
