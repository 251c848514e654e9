"""A process that prepares contenders in its environment, and times one when it is asked to.

It reads tasks from its input and writes answers to its output, each a line of JSON. What a
library prints goes with the errors.
"""

import json
import os
import platform
import sys
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np

from . import sweeps, trainings, updates
from .contenders import Contender, Timed

KINDS: dict[str, dict[str, Contender]] = {
    "update": updates.CONTENDERS,
    "sweep": sweeps.CONTENDERS,
    "training": trainings.CONTENDERS,
}
PACKAGES = "numpy", "mxnet", "numba", "torch", "jax", "optax", "d2l"
prepared: dict[str, Timed] = {}


def versions() -> dict[str, str]:
    """Return the versions of Python and of what is installed here of the packages."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def lacking(kind: str) -> dict[str, list[str]]:
    """Return what each contender of a kind lacks here."""
    return {name: contender.lacks() for name, contender in KINDS[kind].items()}


def result(kind: str, name: str, size: int) -> float | None:
    """Return the median of what a contender's first call gives, to compare it with others'."""
    updates.forget()
    contender = KINDS[kind][name]
    call = contender.prepare(size)
    given = call() if contender.peer else None
    return None if given is None else float(np.median(np.abs(np.asarray(given))))


def prepare(kind: str, name: str, size: int) -> float:
    """Prepare a contender; return the seconds of its first call."""
    prepared[name] = Timed(KINDS[kind][name], size)
    return prepared[name].first


def seconds(name: str) -> float:
    """Return the seconds of a call."""
    return prepared[name].seconds()


def forget() -> None:
    """Let what is prepared go, and its memory."""
    prepared.clear()
    updates.forget()


TASKS = {f.__name__: f for f in (versions, lacking, result, prepare, seconds, forget)}


def answer(line: str) -> Any:
    """Do a task that is put into a line."""
    task, given = json.loads(line)
    return TASKS[task](**given)


def main() -> None:
    """Answer until there is no more to read."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    say = partial(print, file=answers, flush=True)
    for line in sys.stdin:
        say(json.dumps(answer(line)))


if __name__ == "__main__":
    main()
