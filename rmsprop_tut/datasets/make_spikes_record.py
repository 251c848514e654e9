"""Train small networks until they leap, and record how often and how high.

    python rmsprop_tut/datasets/make_spikes_record.py

It takes about a minute. Commit the record, ``spikes_record.json``: the book shows it with its
machine and date, and does not train these networks itself, since trainings are chaotic and
another processor's differ from them.
"""

import json
from math import inf
from pathlib import Path
from typing import Any

import numpy as np

from rmsprop_tut._types import Array
from rmsprop_tut.core.schedules import cosine_rate
from rmsprop_tut.lab.machine import machine_and_date
from rmsprop_tut.lab.spike_networks import leaps, spiking_networks

RECORD = Path(__file__).with_name("spikes_record.json")
GAMMAS, SEEDS, STEPS, SETTLED, EVERY = (
    [0.9, 0.99, 0.999, 0.9999],
    range(5),
    10_000,
    1000,
    25,
)
SHOWN, ETA, GAMMA = 1, 0.01, 0.999
LAST, LONGER = 0.9999, 60_000
REMEDIES: dict[str, dict[str, float]] = {
    "nothing": {},
    "gradients clipped at norm 1": {"clip": 1.0},
    "gradients clipped at norm 0.01": {"clip": 0.01},
    "steps clipped at η": {"longest": ETA},
    "ε = 1e-8": {"eps": 1e-8},
    "ε = 1e-4": {"eps": 1e-4},
}


def rounded(values: Array) -> Any:
    """Return numbers with four digits, as lists of lists."""
    if np.ndim(values):
        return [rounded(value) for value in values]
    return float(f"{values:.3e}")


def summary(losses: Array) -> dict[str, Any]:
    """Return of each training how often it leaps, and its highest and lowest loss."""
    return {
        "leaps": leaps(losses).tolist(),
        "highest": rounded(losses[SETTLED:].max(axis=0)),
        "lowest": rounded(losses.min(axis=0)),
    }


def remedies() -> dict[str, Any]:
    """Return what each remedy does at one γ."""
    limits = {"clip": inf, "longest": inf, "eps": 1e-16}
    clip, longest, eps = (
        [remedy.get(key, none) for remedy in REMEDIES.values()]
        for key, none in limits.items()
    )
    many = [GAMMA] * len(REMEDIES)
    runs = spiking_networks(
        many, STEPS, eta=ETA, eps=eps, clip=clip, longest=longest, seeds=SEEDS
    )
    found = {name: summary(runs[:, :, k]) for k, name in enumerate(REMEDIES)}
    rate = cosine_rate(ETA, STEPS)
    falling = spiking_networks([GAMMA], STEPS, rate=rate, seeds=SEEDS)
    return found | {"η falls as a cosine": summary(falling[:, :, 0])}


def main() -> None:
    """Train, and write the record."""
    losses = spiking_networks(GAMMAS, STEPS, seeds=SEEDS, eta=ETA)
    shown = losses[:, SHOWN].reshape(STEPS // EVERY, EVERY, -1).max(axis=1)
    record = {
        "gammas": GAMMAS,
        "seeds": list(SEEDS),
        "steps": STEPS,
        "settled": SETTLED,
        "every": EVERY,
        "eta": ETA,
        "shown": SHOWN,
        **summary(losses),
        "longer": summary(spiking_networks([LAST], LONGER, seeds=SEEDS)[:, :, 0]),
        "longer_steps": LONGER,
        "remedied": GAMMA,
        "remedies": remedies(),
        "curve": rounded(shown.T),
        **machine_and_date(),
    }
    RECORD.write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
