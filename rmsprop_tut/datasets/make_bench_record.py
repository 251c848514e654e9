"""Measure how fast RMSProp is here beside other libraries, and what the book costs.

    nox -s bench            # all of it
    nox -s bench -- fast    # updates, sweeps, trainings: eight minutes
    nox -s bench -- book    # builds of the book, in a clone

Nothing else should run on the machine. What is measured takes the place of what the record
had; commit it, for the page shows it with machine, versions and date. It gates nothing.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from rmsprop_tut.book.benchmark import as_text
from rmsprop_tut.datasets.bench.book import book
from rmsprop_tut.datasets.bench.rounds import Worker, fast
from rmsprop_tut.lab.bench import NAME
from rmsprop_tut.lab.machine import caches, machine_and_date

RECORD = Path(__file__).with_name(NAME)


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=("fast", "book"), help="or both")
    parser.add_argument(
        "--peers", type=Path, help="the Python of the other environment"
    )
    parser.add_argument("--folder", type=Path, help="of the clone that is built")
    parser.add_argument("--largest", type=int, default=10**8, help="size measured")
    parser.add_argument("--rounds", type=int, default=100, help="at most")
    return parser.parse_args()


def measured(asked: argparse.Namespace) -> dict[str, Any]:
    """Return the parts that were asked for."""
    parts = {}
    if asked.part != "book":
        workers = [Worker("mxnet")]
        workers += [Worker("peers", asked.peers)] if asked.peers else []
        parts["fast"] = fast(workers, asked.largest, asked.rounds)
        for worker in workers:
            worker.end()
    if asked.part != "fast":
        parts["book"] = book(asked.folder)
    made = {**machine_and_date(), "caches": caches()}
    return {name: {"made": made, **part} for name, part in parts.items()}


def main() -> None:
    """Measure, write the record and print its tables."""
    parts = measured(arguments())
    before = json.loads(RECORD.read_text("utf-8")) if RECORD.is_file() else {}
    text = json.dumps({**before, **parts}, indent=1) + "\n"
    RECORD.write_text(text, encoding="utf-8")
    print(as_text())


if __name__ == "__main__":
    main()
