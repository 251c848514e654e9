"""Numba, loaded on first use, with one sentence where it is missing."""

from importlib import import_module
from types import ModuleType

NEEDED = (
    "This function is compiled with Numba, which is not here or cannot be loaded: "
    "`pip install numba` brings it."
)


def load_compiled() -> ModuleType:
    """Return the compiled loops.

    Raises
    ------
    ImportError
        If Numba is missing or cannot be loaded; the message says how to get it.
    """
    try:
        return import_module("rmsprop_tut.core.compiled")
    except (ImportError, SystemError, OSError) as error:
        raise ImportError(f"{NEEDED} (The import said: {error})") from error
