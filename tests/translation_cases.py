"""What the translation form's two programs are compared on, and how."""

import itertools
import random

from rmsprop_tut.core.libraries import LIBRARIES

COMPARE = """
(twin, { data, cases }) => {
  const { translate, reading } = twin.translator(data), bad = [];
  const flat = ({ settings, ...answer }) =>
    [...Object.entries(settings), ...Object.entries(answer)].sort().flat();
  for (const { settings, from, to, found } of cases) {
    const answer = translate(settings, from, to);
    const got = flat({ ...answer, reading: reading(answer) });
    const wanted = flat({ ...found, distance: Number(found.distance) });
    const same = wanted.every((value, i) => Object.is(value, got[i]));
    if (!same || got.length !== wanted.length) bad.push([settings, from, to, wanted, got]);
  }
  return bad;
}
"""

VALUES = {
    "eta": (0.0, -0.0, 1e-3, 0.01, 0.4, 1.5, 1e300),
    "gamma": (0.0, 0.5, 0.9, 0.99, 0.999, 1.0),
    "eps": (0.0, -0.0, 5e-324, 1e-10, 1e-8, 1e-6, 1e-2, 1.0, 1e200),
    "momentum": (0.0, 0.5, 0.9, 0.999, 1.0),
    "decay": (0.0, -0.0, 1e-4, 0.1, 2.5),
    "clip": (0.0, 1e-3, 0.5, 1.0, 100.0),
    "clip_weights": (0.0, 0.5, 3.0, 100.0),
    "initial": (0.0, 1e-3, 1.0, 30.0),
}


def drawn(draw, argument):
    """Return a value of an argument: one of those where something happens, or any."""
    if argument.option not in VALUES:
        return draw.random() < 0.5
    if draw.random() < 0.3:
        return draw.random()
    none = [None] if argument.default is None and not argument.required else []
    return draw.choice([*VALUES[argument.option], *none])


def settings_of(draw, library):
    """Return settings of a library, some left out."""
    return {
        a.name: drawn(draw, a)
        for a in library.arguments
        if a.required or draw.random() < 0.6
    }


def cases(each=16):
    """Draw settings for each ordered pair of libraries."""
    draw = random.Random(14)
    pairs = itertools.product(LIBRARIES.values(), repeat=2)
    return [
        (settings_of(draw, source), source.name, target.name)
        for source, target in pairs
        for _ in range(each)
    ]
