"""What MXNet gave when it trained the book's models, for where there is no MXNet.

Where MXNet is, a training runs. Where it is not, the record in the package has what each of
the book's own trainings gave; the result says so. Any other training asks for MXNet.
"""

import hashlib
import importlib
import inspect
import json
import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, partial, singledispatch, wraps
from importlib.metadata import version
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numpy as np

from .._mxnet import load_mxnet, with_mxnet
from .fashion import FashionMNIST
from .machine import machine_and_date
from .minibatches import Minibatches
from .packed import unpack

P = ParamSpec("P")
R = TypeVar("R")

NAME = "mxnet_record.json.gz"
# Names a folder in which each result is kept, for the record and for whoever trains again.
KEPT = "RMSPROP_TUT_KEPT"
UNSEEN = {"progress"}  # changes nothing of a result


class OwnError(Exception):
    """An argument is the reader's own: the record cannot hold its training."""


@cache
def record() -> dict[str, Any]:
    """Return the record: where and when it was ``made``, and its ``trainings`` by call.

    Returns
    -------
    dict
        What the file in the package holds.

    Raises
    ------
    ValueError
        If the file is damaged: its content has another hash than it says.

    Examples
    --------
    >>> record()["made"]["mxnet"]
    '1.9.1'
    """
    made, trainings = unpack(NAME)
    return {"made": made, "trainings": trainings}


def mark() -> str:
    """Return what a result from the record says of itself.

    Returns
    -------
    str
        With the version of MXNet and the date.

    Examples
    --------
    >>> mark()
    'recorded with MXNet 1.9.1 on ...'
    """
    made = record()["made"]
    return f"recorded with MXNet {made['mxnet']} on {made['date']}"


@singledispatch
def describe(value: Any) -> str:
    """Describe an argument of a training, so that equal trainings have equal descriptions.

    Parameters
    ----------
    value : object
        A number, text, array, collection, function of this package or a ``partial`` of
        one, or data.

    Returns
    -------
    str
        The same on each platform: numbers to twelve digits, arrays by their shape and
        the hash of six digits each.

    Raises
    ------
    OwnError
        If it is a function of somebody else's, or an array of what are no real numbers.

    Examples
    --------
    >>> describe({"lr": 0.01, "gamma": 0.9})
    '{gamma: 0.9, lr: 0.01}'
    """
    if hasattr(value, "asnumpy"):
        return describe(value.asnumpy())
    if callable(value):
        return _of_function(value)
    return str(value)


@describe.register
def _of_text(value: str) -> str:
    return repr(value)


@describe.register(float)
@describe.register(int)
@describe.register(np.number)
def _of_number(value: float) -> str:
    return f"{value:.12g}"


@describe.register
def _of_mapping(value: Mapping) -> str:  # type: ignore[type-arg]
    return "{" + ", ".join(f"{k}: {describe(value[k])}" for k in sorted(value)) + "}"


@describe.register(list)
@describe.register(tuple)
def _of_sequence(value: Any) -> str:
    if value and all(isinstance(part, float) for part in value):
        return describe(np.array(value))
    return f"({', '.join(map(describe, value))})"


@describe.register
def _of_array(value: np.ndarray) -> str:  # type: ignore[type-arg]
    if value.dtype.kind not in "fiu" or isinstance(value, np.ma.MaskedArray):
        raise OwnError(f"{value.dtype} is not of numbers that a training takes")
    if value.dtype.kind == "f":
        content = " ".join(f"{v + 0.0:.6g}" for v in value.ravel().tolist()).encode()
    else:
        content = value.astype("int64").tobytes()
    return f"{value.shape}:{hashlib.sha256(content).hexdigest()[:12]}"


@describe.register
def _of_minibatches(value: Minibatches) -> str:
    examples = ", ".join(map(describe, value.examples()))
    return f"{value!r}[{examples}, seed {value.seed}, epoch {value.epochs}]"


@describe.register
def _of_images(value: FashionMNIST) -> str:
    arrays = (
        value.train_images,
        value.train_labels,
        value.test_images,
        value.test_labels,
    )
    return f"images({', '.join(map(describe, arrays))})"


@describe.register
def _of_partial(value: partial) -> str:  # type: ignore[type-arg]
    arguments = [*map(describe, value.args), describe(value.keywords)]
    return f"{describe(value.func)}({', '.join(arguments)})"


def _of_function(value: Callable[..., Any]) -> str:
    """Return the name of a function of this package, or refuse another."""
    room = getattr(value, "__module__", "") or ""
    name = getattr(value, "__qualname__", "")
    ours = room.startswith("rmsprop_tut.")
    if ours and getattr(importlib.import_module(room), name, None) is value:
        return name
    raise OwnError(f"{value!r} is no function of rmsprop_tut")


def recorded(function: Callable[P, R]) -> Callable[P, R]:
    """Run a training with MXNet, or return what the record has of it where there is none.

    Where results are kept, what is kept of a training is returned in its place.
    """
    signature = inspect.signature(function)
    running = with_mxnet(function)

    @wraps(function)
    def trained(*args: P.args, **kwargs: P.kwargs) -> R:
        given = signature.bind(*args, **kwargs)
        given.apply_defaults()
        call = _call(function, given.arguments) if KEPT in os.environ else None
        if call and (path := _place(call)).exists():
            kept = json.loads(path.read_text(encoding="utf-8"))[call]
            return _restore(function, given.arguments, kept)
        try:
            load_mxnet()
        except ImportError as missing:
            return _replay(function, given.arguments, missing)
        result = running(*args, **kwargs)
        if call:
            _keep(call, result, given.arguments)
        return result

    return trained


def _call(function: Callable[..., Any], arguments: Mapping[str, Any]) -> str | None:
    """Return a training's description, or None if an argument is the reader's own."""
    seen = {name: value for name, value in arguments.items() if name not in UNSEEN}
    try:
        return function.__name__.strip("_") + describe(seen)
    except OwnError:
        return None


def _replay(
    function: Callable[..., R], arguments: Mapping[str, Any], missing: ImportError
) -> R:
    """Return what the record has of a training, or say that MXNet is missing."""
    kept = record()["trainings"].get(_call(function, arguments))
    if kept is None:
        raise missing
    return _restore(function, arguments, kept, recorded=mark())


def _restore(
    function: Callable[..., R],
    arguments: Mapping[str, Any],
    kept: Mapping[str, Any],
    **said: str,
) -> R:
    """Return the result of a training, its states and minibatches left as by it."""
    for state, values in zip(
        arguments.get("states") or (), kept["states"], strict=True
    ):
        state[...] = values
    if "data_iter" in arguments:
        arguments["data_iter"].skip(arguments["num_epochs"])
    cls: Any = inspect.signature(function).return_annotation
    result: R = cls(**kept["result"], **said)
    return result


def _place(call: str) -> Path:
    """Return the file in which the result of a call is kept."""
    name = hashlib.sha256(call.encode()).hexdigest()[:16]
    return Path(os.environ[KEPT]) / f"{name}.json"


def _keep(call: str, result: Any, arguments: Mapping[str, Any]) -> None:
    """Write what a training gave into the folder of what is kept."""
    path = _place(call)
    path.parent.mkdir(parents=True, exist_ok=True)
    states = [plain(state) for state in arguments.get("states") or ()]
    entry = {"made": made(), call: {"result": plain(result), "states": states}}
    part = path.with_suffix(f".{os.getpid()}")  # others never see half of it
    part.write_text(json.dumps(entry, indent=1), encoding="utf-8")
    part.replace(path)


@cache
def made() -> dict[str, Any]:
    """Return what makes a record here: versions, machine and date.

    Returns
    -------
    dict
        Versions of MXNet, NumPy and Python, the platform, the processor, the date.

    Examples
    --------
    >>> made()["mxnet"]
    '1.9.1'
    """
    libraries = {name: version(name) for name in ("mxnet", "numpy")}
    system = {"python": platform.python_version(), "platform": platform.platform()}
    return {**libraries, **system, **machine_and_date()}


def plain(value: Any) -> Any:
    """Return a result as JSON has it: its fields by name, arrays as lists.

    Parameters
    ----------
    value : object
        A result, an array, or what JSON has anyway.

    Returns
    -------
    object
        What ``json`` can write.

    Examples
    --------
    >>> plain(np.array([1.5, 2.0]))
    [1.5, 2.0]
    """
    if is_dataclass(value):
        names = [field.name for field in fields(value) if field.name != "recorded"]
        return {name: plain(getattr(value, name)) for name in names}
    array = value.asnumpy() if hasattr(value, "asnumpy") else value
    return array.tolist() if isinstance(array, np.ndarray) else value
