"""Prove for many boxes of parameters that every run ends in the 2-cycle, and record which.

    python rmsprop_tut/datasets/make_from_anywhere.py

A box that is not closed is cut in four, thrice at most. The record, ``from_anywhere.json``, has the
boxes that are closed, with the number of cells of each, and those that are left open. Commit it:
the book shows it with its machine and date, and proves one of the boxes itself.
"""

import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rmsprop_tut.lab.everywhere import Box, Closing, close
from rmsprop_tut.lab.machine import machine_and_date

RECORD = Path(__file__).with_name("from_anywhere.json")
EDGES = (
    0,
    0.1,
    0.2,
    0.3,
    0.4,
    0.5,
    0.6,
    0.7,
    0.76,
    0.8,
    0.84,
    0.87,
    0.89,
    0.91,
    0.92,
    0.93,
    0.94,
    0.95,
)
ES = (1e-20, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
CUTS = 3


def attempts(box: Box, cuts: int = CUTS) -> Iterator[Closing]:
    """Yield closed boxes that make up a box, and of what is left the smallest tried."""
    closing = close(box)
    if closing.closed or not cuts:
        yield closing
        return
    for part in box.parts(2):
        yield from attempts(part, cuts - 1)


def row(closing: Closing) -> list[float]:
    """Return a box and how many cells it took."""
    return [*closing.box.gamma, *closing.box.e, closing.cells]


def write(done: list[Closing], seconds: float) -> None:
    """Write the record, in rows that change little."""
    boxes: dict[str, Any] = {
        "closed": sorted(row(c) for c in done if c.closed),
        "open": sorted(row(c) for c in done if not c.closed),
        "seconds": round(seconds),
        **machine_and_date(),
    }
    text = json.dumps(boxes).replace("[[", "[\n[").replace("], [", "],\n[")
    RECORD.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Try box by box, those next to 0.9 first, and write the record after each."""
    strips = sorted(
        itertools.pairwise(EDGES), key=lambda ends: abs(sum(ends) / 2 - 0.9)
    )
    began, done = time.process_time(), []
    for gamma, e in itertools.product(strips, itertools.pairwise(ES)):
        tried = [*attempts(Box(gamma, e))]
        done += tried
        seconds = time.process_time() - began
        print(
            gamma,
            e,
            sum(c.closed for c in tried),
            len(tried),
            round(seconds),
            flush=True,
        )
        write(done, seconds)


if __name__ == "__main__":
    main()
