"""MXNet, loaded on first use, with one sentence where it is missing."""

import ctypes
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

NEEDED = (
    "This function needs MXNet 1.9.1, which exists for Python up to 3.11 on Linux "
    "(x86-64, arm64) and Intel macOS with NumPy below 1.24: in the folder of rmsprop_tut "
    'there, `pip install ".[mxnet]"` brings both.'
)


def _import_quietly() -> None:
    """Import MXNet without the warnings of its own names, and keep the reader's filters."""
    with warnings.catch_warnings():  # 1.9.1 uses names that NumPy 1.20 deprecated
        warnings.simplefilter("ignore", DeprecationWarning)
        import_module("mxnet")


def load_mxnet() -> ModuleType:
    """Return MXNet, in the mode that the reader chose.

    Raises
    ------
    ImportError
        If MXNet is missing or cannot be loaded; the message says what it needs.
    """
    try:
        if "mxnet" not in sys.modules:
            _import_quietly()
        return import_module("mxnet")
    except (ImportError, AttributeError, OSError) as error:
        raise ImportError(f"{NEEDED} (The import said: {error})") from error


@contextmanager
def numpy_mode() -> Iterator[None]:
    """Switch MXNet's NumPy mode on, and then back to what the reader has.

    The first time, MXNet logs that it did, which gives a root logger without handlers
    one: the reader's own ``logging.basicConfig`` would then do nothing.
    """
    util = load_mxnet().util
    handlers = list(logging.root.handlers)
    with util.np_shape(True), util.np_array(True):
        logging.root.handlers[:] = handlers
        yield


def with_mxnet(function: Callable[P, R]) -> Callable[P, R]:
    """Load MXNet before a function is run, and run it in NumPy mode."""

    @wraps(function)
    def loading(*args: P.args, **kwargs: P.kwargs) -> R:
        with numpy_mode():
            return function(*args, **kwargs)

    return loading


def as_mxnet(function: Callable[P, tuple[Any, ...]]) -> Callable[P, tuple[Any, ...]]:
    """Turn the arrays that a function returns into MXNet's, where there is MXNet."""

    @wraps(function)
    def turning(*args: P.args, **kwargs: P.kwargs) -> tuple[Any, ...]:
        arrays = function(*args, **kwargs)
        try:
            load_mxnet()
        except ImportError:
            return arrays
        with numpy_mode():
            return tuple(map(load_mxnet().np.array, arrays))

    return turning


def address(array: Any) -> int | None:
    """Return where the numbers of a dense array of MXNet's begin, if it has them yet."""
    mxnet = sys.modules.get("mxnet")
    if mxnet is None or not isinstance(array, mxnet.nd.NDArray):
        return None
    if array.stype != "default":
        return None
    place = ctypes.c_void_p()
    data_of = mxnet.base._LIB.MXNDArrayGetData  # no function of Python's says it
    mxnet.base.check_call(data_of(array.handle, ctypes.byref(place)))
    return place.value


def not_recording(**arguments: object) -> None:
    """Refuse to change arrays while MXNet records what is done to them."""
    mxnet = sys.modules.get("mxnet")
    if mxnet and mxnet.autograd.is_recording():
        raise RuntimeError(
            "an update must be called outside of autograd.record(): "
            "MXNet changes no array in place while it records"
        )
