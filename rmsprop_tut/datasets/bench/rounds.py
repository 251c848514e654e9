"""Contenders of several environments take turns: what disturbs the machine disturbs all alike."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[3]
# By kind, for each size the rounds; sizes are parameters, trainings, epochs. Trainings come first:
# threads and memory of what ran before slow their many small steps down.
ROUNDS: Mapping[str, Mapping[int, int]] = {
    "training": {2: 21},
    "update": {10**3: 15, 10**4: 15, 10**5: 15, 10**6: 15, 10**7: 31, 10**8: 11},
    "sweep": {10**3: 11, 10**4: 9, 10**5: 5, 10**6: 3},
}
BYTES = {"update": 120, "sweep": 1000, "training": 0}  # of memory, for each of a size
# At which size results are compared, and how far apart their medians may be: PyTorch's update
# has its ε elsewhere, and trainings have minibatches in orders of their own.
SAME = {"update": (1000, 0.01), "sweep": (100, 1e-6), "training": (2, 0.05)}


class Worker:
    """A process in an environment, by the path of its Python."""

    def __init__(self, name: str, python: str | Path = sys.executable) -> None:
        self.name = name
        self.process = subprocess.Popen(
            [python, "-m", "rmsprop_tut.datasets.bench.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            encoding="utf-8",
        )

    def ask(self, task: str, **given: Any) -> Any:
        """Have it do a task, and return its answer."""
        asked, answered = self.process.stdin, self.process.stdout
        print(json.dumps([task, given]), file=asked, flush=True)
        line = answered.readline() if answered else ""
        if not line:
            raise SystemExit(
                f"The environment {self.name} failed in {task} of {given}."
            )
        return json.loads(line)

    def end(self) -> None:
        """Let it end."""
        self.process.communicate()


def taking_part(workers: list[Worker], kind: str) -> list[tuple[Worker, str]]:
    """Return who can take part, and where.

    One that would be alone in an environment takes no part there if it does in another.
    """
    lacks = [(worker, worker.ask("lacking", kind=kind)) for worker in workers]
    able = [(w, [name for name in found if not found[name]]) for w, found in lacks]
    places = Counter(name for _, names in able for name in names)
    return [
        (w, n) for w, names in able for n in names if places[n] == 1 or len(names) > 1
    ]


def missing(workers: list[Worker], kind: str) -> Iterator[str]:
    """Yield a sentence for each contender that can take part nowhere."""
    lacks = [worker.ask("lacking", kind=kind) for worker in workers]
    for name in lacks[0]:
        nearest = min((found[name] for found in lacks), key=len)
        if nearest:
            needed = " and ".join(nearest)
            yield f"{name} ({kind}) is not measured: {needed} is not installed."


def check(turns: list[tuple[Worker, str]], kind: str) -> None:
    """End if two contenders do not do the same."""
    size, tolerance = SAME[kind]
    found = {
        f"{name}, {worker.name}": worker.ask("result", kind=kind, name=name, size=size)
        for worker, name in turns
    }
    given = {name: value for name, value in found.items() if value is not None}
    middle = np.median([*given.values()])
    apart = {n: v for n, v in given.items() if not abs(v / middle - 1) < tolerance}
    if apart:
        raise SystemExit(f"Results of {kind} differ from {middle}: {apart}")


def row(seconds: list[float]) -> dict[str, Any]:
    """Return median and quartiles of seconds, to four digits."""
    low, median, high = np.percentile(seconds, [25, 50, 75])
    named = {"low": low, "median": median, "high": high}
    return {name: float(f"{value:.4g}") for name, value in named.items()}


def measure(
    turns: list[tuple[Worker, str]], kind: str, size: int, rounds: int
) -> Iterator[dict[str, Any]]:
    """Yield a row for each contender: in each round each takes its turn."""
    first = [w.ask("prepare", kind=kind, name=name, size=size) for w, name in turns]
    times = [
        [worker.ask("seconds", name=name) for worker, name in turns]
        for _ in range(rounds)
    ]
    columns = zip(turns, first, zip(*times, strict=True), strict=True)
    for (worker, name), one, seconds in columns:
        where = {"kind": kind, "size": size, "environment": worker.name}
        took = {"contender": name, "first": float(f"{one:.4g}"), **row([*seconds])}
        yield {**where, **took, "rounds": rounds}
    for worker, _ in turns:
        worker.ask("forget")


def memory() -> float:
    """Return the bytes of memory that are free, where the system says so."""
    try:
        return float(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError):  # as on Windows and macOS
        return float("inf")


def chosen(kind: str, largest: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield sizes and rounds, none larger than told; say what needs too much memory."""
    for size, rounds in ROUNDS[kind].items():
        if size > largest:
            print(
                f"{kind} of {size:,} is left out: the largest asked for is {largest:,}."
            )
        elif BYTES[kind] * size > memory():
            print(f"{kind} of {size:,} is left out: it needs more memory than is free.")
        else:
            yield size, min(rounds, most)


def fast(workers: list[Worker], largest: int, most: int) -> dict[str, Any]:
    """Measure updates, sweeps and trainings, and return the record's part."""
    rows: list[dict[str, Any]] = []
    sentences: list[str] = []
    for kind in ROUNDS:
        turns = taking_part(workers, kind)
        sentences += [*missing(workers, kind)]
        check(turns, kind)
        for size, rounds in chosen(kind, largest, most):
            print(
                f"{kind} of {size:,}: {len(turns)} take {rounds} turns each", flush=True
            )
            rows += measure(turns, kind, size, rounds)
    versions = {worker.name: worker.ask("versions") for worker in workers}
    return {"environments": versions, "missing": sentences, "rows": rows}
