"""Fuzz what is public: ``nox -s fuzz``.

The first argument says what: a floor (core, lab, plotting, chapter, editions), one function,
``quick`` for all functions that take no time, ``files``, or ``fragments`` of the figure. atheris
leads, by what of the package has run, and takes what follows, such as ``-runs=100000``. With
``--unled=100000``, and a ``--seed=1``, chance makes so many calls, ten times as fast.
"""

import collections
import json
import math
import os
import pkgutil
import re
import sys
import time
import warnings
from importlib import import_module
from pathlib import Path

import matplotlib

matplotlib.use("agg")
EVERY = 60  # seconds from one line about what came of the calls to the next
QUICK = 5e-4  # seconds that the call in an example takes
# Reads a file, starts processes, or goes round as long as it is told.
NEVER_QUICK = re.compile("record|workers|distributed|kill|train")
NOT_LED = ".datasets", ".__main__", "core.compiled", "lab.node"
AT_ONCE = 250_000  # fragments that node is given


def instrument(atheris):
    """Import the package so that atheris sees which of its branches are taken."""
    with atheris.instrument_imports(include=["rmsprop_tut"]):
        import rmsprop_tut

        for room in pkgutil.walk_packages(rmsprop_tut.__path__, "rmsprop_tut."):
            if not any(part in room.name for part in NOT_LED):
                import_module(room.name)


def seconds(fuzzing, name):
    """Return how long the call in a function's example takes, the fastest of three."""
    if fuzzing.floor(name) == "plotting" or NEVER_QUICK.search(name):
        return math.inf
    times = []
    for _ in range(3):
        start = time.perf_counter()
        fuzzing.ran(name, fuzzing.call_of(name))
        times.append(time.perf_counter() - start)
    return min(times)


class Target:
    """Counts what comes of the calls of some functions, or of the readers of files."""

    def __init__(self, what):
        import damaged
        import fuzzing

        fuzzing.prepare()
        self.judge = damaged.judge if what == "files" else fuzzing.judge
        self.names = [n for n in fuzzing.FUNCTIONS if what in (n, fuzzing.floor(n))]
        if what == "quick":
            quick = (n for n in fuzzing.FUNCTIONS if seconds(fuzzing, n) < QUICK)
            self.names = list(quick)
        elif what == "files":
            self.names = [*damaged.READ]
        self.counts, self.said = collections.Counter(), time.monotonic()

    def __call__(self, source):
        """Judge one call, whose function and arguments a source chooses."""
        name = self.names[source.ConsumeIntInRange(0, len(self.names) - 1)]
        self.counts[self.judge(name, source)] += 1
        if time.monotonic() - self.said > EVERY:
            self.say()

    def say(self):
        """Say how many calls there were, and what came of them."""
        self.said = time.monotonic()
        print(
            f"{sum(self.counts.values()):,} calls:", dict(self.counts), file=sys.stderr
        )


def led(what, options):
    """Let atheris lead until libFuzzer's limits, or the first finding."""
    import atheris

    instrument(atheris)
    target = Target(what)
    atheris.Setup(
        [sys.argv[0], "-timeout=60", "-max_len=4096", *options],
        lambda content: target(atheris.FuzzedDataProvider(content)),
    )
    atheris.Fuzz()


def unled(what, runs, seed):
    """Let chance make so many calls, or end with the first finding."""
    import odd

    target, source = Target(what), odd.Chance(seed)
    for _ in range(runs):
        target(source)
    target.say()


def fragments(runs, seed):
    """Let node read so many fragments of addresses, or end with the first that it does not."""
    from javascript import in_node

    from rmsprop_tut.book.presets import PRESETS

    rules = str(Path(__file__).with_name("odd_fragments.js"))
    links = [f"#{preset.fragment}" for preset in PRESETS.values()]
    call = "(link, data) => require(data.rules).faults(link, data)"
    for start in range(0, runs, AT_ONCE):
        data = {"rules": rules, "links": links, "seed": seed + start}
        data |= {"count": min(AT_ONCE, runs - start)}
        if found := in_node(call, json.dumps(data), "playground/link.js"):
            sys.exit(f"not read: {found[0]}")
    print(f"{runs:,} fragments are read", file=sys.stderr)


def main():
    """Fuzz what the arguments say."""
    what, *options = sys.argv[1:]
    named = dict(option.lstrip("-").split("=") for option in options)
    warnings.simplefilter("ignore")
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    runs, seed = int(named.get("unled", 0)), int(named.get("seed", 1))
    if what == "fragments":
        fragments(runs, seed)
    elif runs:
        unled(what, runs, seed)
    else:
        led(what, options)


if __name__ == "__main__":
    main()
