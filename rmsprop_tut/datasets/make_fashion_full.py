"""Train a small CNN with RMSProp on all of Fashion-MNIST and record how well it does.

    nox -s fashion

The record, ``fashion_full.json``, is written only if the accuracy is at least 90 %. Commit
it: the book shows it with its machine and date, and does not train on the full set itself.
"""

import json
import sys
from pathlib import Path
from typing import Any

from rmsprop_tut.core.schedules import cosine_rate
from rmsprop_tut.lab.fashion import load_fashion_mnist
from rmsprop_tut.lab.machine import machine_and_date
from rmsprop_tut.lab.networks import cnn, train_classifier
from rmsprop_tut.results import ClassifierResult

RECORD = Path(__file__).with_name("fashion_full.json")
EPOCHS, BATCH_SIZE, REQUIRED = 10, 128, 0.9
HYPERPARAMS = {"learning_rate": 0.001, "gamma1": 0.9, "epsilon": 1e-6}


def record(result: ClassifierResult, source: str) -> dict[str, Any]:
    """Say what was reached, how, on which machine and when."""
    return {
        "test_accuracy": result.test_accuracies[-1],
        "train_accuracy": result.train_accuracies[-1],
        "test_accuracies": result.test_accuracies,
        "seconds": round(result.seconds, 1),
        "epochs": EPOCHS,
        "batch_size": BATCH_SIZE,
        "optimizer": "rmsprop",
        "hyperparams": HYPERPARAMS,
        "schedule": "cosine to zero",
        "images": source.partition(": ")[2],
        **machine_and_date(),
    }


def main(folder: str | None = None) -> None:
    """Train, and write the record if it is good enough."""
    data = load_fashion_mnist("full", folder=folder)
    result = train_classifier(
        cnn,
        "rmsprop",
        HYPERPARAMS,
        data,
        EPOCHS,
        batch_size=BATCH_SIZE,
        schedule=cosine_rate,
    )
    print(f"{data.source}\n{result}, {result.seconds:.0f} s of training")
    if result.test_accuracies[-1] < REQUIRED:
        sys.exit(f"The test accuracy is below {REQUIRED:.0%}: nothing is recorded.")
    RECORD.write_text(
        json.dumps(record(result, data.source), indent=2) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
