"""Prove for many boxes of parameters that every run ends in the 2-cycle, and record which.

    python rmsprop_tut/datasets/make_from_anywhere.py [--again]

A box that is not closed is cut in four, thrice at most. The record, ``from_anywhere.json``, has the
boxes that are closed, with the number of cells of each, and those that are left open. The script
goes on from the record that is there, or with ``--again`` from none. Commit it: the book shows it
with its machine and date.
"""

import itertools
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rmsprop_tut.lab.everywhere import Box, Closing, close, parts
from rmsprop_tut.lab.machine import machine_and_date

RECORD = Path(__file__).with_name("from_anywhere.json")
BELOW = (0.91, 0.89, 0.87, 0.84, 0.8, 0.76, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0)
ABOVE = (0.91, 0.92, 0.93, 0.94, 0.95)
ES = (1e-20, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
CUTS = 3


def attempts(box: Box, cuts: int = CUTS) -> Iterator[Closing]:
    """Yield closed boxes that make up a box, and of what is left the smallest tried."""
    closing = close(box)
    if closing.closed or not cuts:
        yield closing
        return
    for part in parts(box, 2):
        yield from attempts(part, cuts - 1)


def row(closing: Closing) -> list[float]:
    """Return a box and how many cells it took."""
    return [*closing.box.gamma, *closing.box.e, closing.cells]


def write(record: dict[str, Any]) -> None:
    """Write the record, in rows that change little."""
    for kind in ("closed", "open"):
        record[kind].sort()
    text = json.dumps(record | machine_and_date())
    lines = text.replace("[[", "[\n[").replace("], [", "],\n[")
    RECORD.write_text(lines + "\n", encoding="utf-8")


def has(record: dict[str, Any], box: Box) -> bool:
    """Tell whether a box, or what it was cut into, is in the record."""
    (a, b), (c, d) = box.gamma, box.e
    rows = [*record["closed"], *record["open"]]
    return any(a <= r[0] and r[1] <= b and c <= r[2] and r[3] <= d for r in rows)


def main(*again: str) -> None:
    """Try box by box, those next to 0.9 first, and write the record after each."""
    record: dict[str, Any] = {"closed": [], "open": [], "seconds": 0}
    if RECORD.exists() and "--again" not in again:
        record = json.loads(RECORD.read_text(encoding="utf-8"))
    below = [(b, a) for a, b in itertools.pairwise(BELOW)]
    strips = [*below, *itertools.pairwise(ABOVE)]
    boxes = (Box(*ends) for ends in itertools.product(strips, itertools.pairwise(ES)))
    for box in boxes:
        if has(record, box):
            continue
        began = time.process_time()
        tried = [*attempts(box)]
        for closing in tried:
            record["closed" if closing.closed else "open"].append(row(closing))
        record["seconds"] += round(time.process_time() - began, 1)
        print(box, sum(c.closed for c in tried), "closed of", len(tried), flush=True)
        write(record)


if __name__ == "__main__":
    main(*sys.argv[1:])
