"""What the interactive figure's two programs are compared on, and how."""

import itertools
import math
import random

from rmsprop_tut.book.playground import METHODS, PRESETS, Settings

COMPARE = """
(mathematics, cases) => {
  const bad = [];
  for (const { method, settings, rows } of cases) {
    for (const key in settings) settings[key] = Number(settings[key]);
    const got = mathematics.trajectory(method, settings).flat();
    const wanted = rows.flat().map(Number);
    const at = wanted.findIndex((value, i) => !Object.is(value, got[i]));
    if (at >= 0 || got.length !== wanted.length)
      bad.push([method, settings, at, String(wanted[at]), String(got[at])]);
  }
  return bad;
}
"""


def edge_cases() -> list[tuple[str, Settings]]:
    """Every method at the ends of its ranges, on zero gradients, and past overflow."""
    corners = [
        {"gamma": gamma, "eps": eps, "eta": eta}
        for gamma, eps, eta in itertools.product(
            (0.0, 1.0), (0.0, 1e-6), (0.0, 0.4, 1e300)
        )
    ]
    starts = [
        (-5.0, -2.0),
        (0.0, -0.0),
        (math.nan, 1.0),
        (1e200, -1e200),
        (5e-324, math.inf),
    ]
    return [
        (method, Settings(x1=x1, x2=x2, steps=8, **corner))
        for method, corner, (x1, x2) in itertools.product(METHODS, corners, starts)
    ]


def usual_cases(count: int = 400) -> list[tuple[str, Settings]]:
    """Every method in turn, at settings drawn over and beyond the controls' ranges."""
    draw = random.Random(5)
    return [
        (
            list(METHODS)[i % len(METHODS)],
            Settings(
                x1=draw.uniform(-6, 6),
                x2=draw.uniform(-5, 5),
                eta=draw.choice([0.01, 0.4, 1.5]) * draw.random(),
                gamma=draw.random(),
                eps=draw.choice([0.0, 1e-12, 1e-6, 1.0]),
                angle=draw.choice(
                    [0.0, float(draw.randint(-90, 90)), draw.uniform(-90, 90)]
                ),
                condition=draw.choice([1.0, 20.0, draw.uniform(1, 100)]),
                steps=draw.randint(1, 40),
            ),
        )
        for i in range(count)
    ]


def cases() -> list[tuple[str, Settings]]:
    """All of them, with the presets of the page."""
    presets = [(method, p.settings) for p in PRESETS.values() for method in p.methods]
    return presets + edge_cases() + usual_cases()
