"""MXNet, loaded on first use, with one sentence where it is missing."""

import sys
import warnings
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

NEEDED = (
    "This function needs MXNet 1.9.1, which exists for Python up to 3.11 on Linux "
    "(x86-64, arm64) and Intel macOS with NumPy below 1.24: install rmsprop_tut there."
)


def load_mxnet() -> ModuleType:
    """Return MXNet with its NumPy arrays switched on.

    Raises
    ------
    ImportError
        If MXNet is missing or cannot be loaded; the message says what it needs.
    """
    try:
        with warnings.catch_warnings():  # 1.9.1 uses names that NumPy 1.20 deprecated
            warnings.simplefilter("ignore", DeprecationWarning)
            mxnet = import_module("mxnet")
    except (ImportError, AttributeError, OSError) as error:
        raise ImportError(f"{NEEDED} (The import said: {error})") from error
    if not mxnet.util.is_np_array():
        mxnet.npx.set_np()
    return mxnet


def with_mxnet(function: Callable[P, R]) -> Callable[P, R]:
    """Load MXNet before a function is run, so that it can import from it."""

    @wraps(function)
    def loading(*args: P.args, **kwargs: P.kwargs) -> R:
        load_mxnet()
        return function(*args, **kwargs)

    return loading


def not_recording(**arguments: object) -> None:
    """Refuse to change arrays while MXNet records what is done to them."""
    mxnet = sys.modules.get("mxnet")
    if mxnet and mxnet.autograd.is_recording():
        raise RuntimeError(
            "an update must be called outside of autograd.record(): "
            "MXNet changes no array in place while it records"
        )
