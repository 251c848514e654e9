"""Run a gallery script and keep what its figures say and what it compared.

``python -W error watch_script.py SCRIPT FILE`` writes both to the file, pickled. Where
RMSPROP_TUT_TRAINED names the trainings that a build of the book has kept, they are those.
"""

import os
import pickle
import runpy
import sys
from pathlib import Path

from kept import kept_trainings
from matplotlib import pyplot as plt

from rmsprop_tut.lab import recorded

plt.show = lambda: None


def replay(folder):
    """Take what a build trained a moment ago for what the record in the package holds."""

    def missing():
        raise ImportError(f"{folder} does not hold this training: build the book anew")

    made, trainings = kept_trainings(folder)
    recorded.load_mxnet = missing
    recorded.record = lambda: {"made": made, "trainings": trainings}


def title(ax):
    """Return what an axes is called."""
    return ax.get_title() or ax.get_title("left") or ax.get_label()


def looks(ax):
    """Return what tells the named lines apart in print: their markers and dashes."""
    named = [line for line in ax.lines if not line.get_label().startswith("_")]
    return [(line.get_marker(), line.get_linestyle()) for line in named]


if trained := os.environ.get("RMSPROP_TUT_TRAINED"):
    replay(trained)
names = runpy.run_path(sys.argv[1], run_name="__main__")
axes = [ax for n in plt.get_fignums() for ax in plt.figure(n).axes if ax.has_data()]
kept = {
    "axes": [(title(ax), looks(ax)) for ax in axes],
    "compared": names.get("compared"),
}
Path(sys.argv[2]).write_bytes(pickle.dumps(kept))
