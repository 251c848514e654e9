"""What the interactive figure's two programs are compared on, and how."""

import itertools
import math
import random
from typing import Any

from rmsprop_tut.book.playground import LANDSCAPES, METHODS, SCHEDULES, Settings
from rmsprop_tut.book.presets import PRESETS

COMPARE = """
(mathematics, cases) => {
  const numbers = { NaN, Infinity, "-Infinity": -Infinity };
  const number = (value) => numbers[value] ?? value;
  const bad = [];
  for (const { method, settings, rows } of cases) {
    for (const key in settings) settings[key] = number(settings[key]);
    const got = mathematics.trajectory(method, settings).flat();
    const wanted = rows.flat().map(number);
    got.push(...mathematics.reached(method, settings, [settings.eta]));
    wanted.push(wanted.at(-1));
    const at = wanted.findIndex((value, i) => !Object.is(value, got[i]));
    if (at >= 0 || got.length !== wanted.length)
      bad.push([method, settings, at, String(wanted[at]), String(got[at])]);
  }
  return bad;
}
"""
EVERYTHING = list(itertools.product(METHODS, SCHEDULES, LANDSCAPES, (False, True)))
DRAWS = 11  # of each


def edge_cases() -> list[tuple[str, Settings]]:
    """Every method at the ends of its ranges, on zero gradients, and past overflow."""
    corners = [
        {"gamma": gamma, "eps": eps, "eta": eta}
        for gamma, eps, eta in itertools.product(
            (0.0, 1.0), (0.0, 1e-6), (0.0, 1e-300, 0.4, 1e300)
        )
    ]
    starts = [
        (-5.0, -2.0),
        (0.0, -0.0),
        (math.nan, 1.0),
        (1e200, -1e200),
        (5e-324, math.inf),
    ]
    draw = random.Random(7)
    return [
        (method, Settings(x1=x1, x2=x2, steps=8, **corner, **other(draw)))
        for method, corner, (x1, x2) in itertools.product(METHODS, corners, starts)
    ]


def other(draw: random.Random) -> dict[str, Any]:
    """Draw what an edge case has besides."""
    return {
        "beta": draw.choice([0.0, 0.5, 1.0]),
        "landscape": draw.choice(list(LANDSCAPES)),
        "schedule": draw.choice(list(SCHEDULES)),
        "noise": draw.choice([0.0, 0.0, 1.0, 1e300, 5e-324]),
        "seed": draw.choice([0, 1, 2**32 - 1]),
    }


def usual_cases() -> list[tuple[str, Settings]]:
    """Each method, schedule and landscape, with and without noise, over and beyond controls."""
    draw = random.Random(5)
    return [
        (
            method,
            Settings(
                x1=draw.uniform(-6, 6),
                x2=draw.uniform(-5, 5),
                eta=draw.choice([0.01, 0.4, 1.5]) * draw.random(),
                gamma=draw.random(),
                beta=draw.random(),
                eps=draw.choice([0.0, 1e-12, 1e-6, 1.0]),
                angle=draw.choice(
                    [0.0, float(draw.randint(-90, 90)), draw.uniform(-90, 90)]
                ),
                condition=draw.choice([1.0, 20.0, draw.uniform(1, 100)]),
                steps=draw.randint(1, 40),
                landscape=landscape,
                schedule=schedule,
                noise=draw.choice([0.1, 1.0, 10 * draw.random()]) * noise,
                seed=draw.choice([draw.randint(0, 99), draw.getrandbits(32)]),
            ),
        )
        for method, schedule, landscape, noise in EVERYTHING * DRAWS
    ]


def cases() -> list[tuple[str, Settings]]:
    """All of them, with the presets of the page."""
    presets = [(method, p.settings) for p in PRESETS.values() for method in p.methods]
    return presets + edge_cases() + usual_cases()
