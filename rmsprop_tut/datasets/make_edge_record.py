"""Train the small network of the edge of stability for longer than a build may.

    python -m rmsprop_tut.datasets.make_edge_record

The record, ``edge_record.json``, holds what :func:`rmsprop_tut.edge_record` returns. Commit it:
the book shows it with its machine and date.
"""

import json
from pathlib import Path
from typing import Any

from rmsprop_tut.lab.edge import train_full_batch
from rmsprop_tut.lab.machine import machine_and_date

RECORD = Path(__file__).with_name("edge_record.json")
RUNS = (
    (0.9, 0, 4000),
    (0.99, 0, 4000),
    (0.99, 1, 4000),
    (0.99, 2, 4000),
    (0.999, 0, 8000),
)


def recorded(gamma: float, seed: int, steps: int) -> dict[str, Any]:
    """Return a run as the record has it, with five digits."""
    run = train_full_batch(gamma, steps=steps, seed=seed)
    numbers = {
        name: [float(f"{v:.5g}") for v in values] for name, values in vars(run).items()
    }
    return {"gamma": gamma, "seed": seed, **numbers, "steps": run.steps.tolist()}


def main() -> None:
    """Make the runs, and write them."""
    runs = [recorded(*run) for run in RUNS]
    text = json.dumps({**machine_and_date(), "runs": runs})
    RECORD.write_text(text.replace("}, {", "},\n{") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
