"""The gallery's scripts; each is run once, by the test that asks first."""

import os
import pickle
import runpy
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

from filelock import FileLock
from matplotlib import pyplot as plt

GALLERY = Path(__file__).parents[1] / "gallery"
# The longest come first, so that the others fill the time beside them.
SCRIPTS = sorted(
    GALLERY.rglob("*.py"),
    key=lambda path: (not path.stem.startswith("plot_which_is_best"), path),
)


@dataclass(frozen=True)
class Run:
    """How a script ended, and what was kept of it by ``watch_script.py``."""

    returncode: int
    stderr: str
    axes: list | None = None
    compared: dict | None = None


def run_once(script, tmp_path_factory):
    """Return a script's run; whichever worker asks first runs it, the others wait."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # the one that all workers share
    kept = folder / f"{script.stem}.pickle"
    with FileLock(f"{kept}.lock"):
        if not kept.exists():
            run = run_alone(script, tmp_path_factory.mktemp(script.stem))
            kept.write_bytes(pickle.dumps(run))
    return pickle.loads(kept.read_bytes())


def run_alone(script, folder):
    """Run a script in a process and a folder of its own, with warnings as errors.

    Its console knows the letters of ASCII alone, which are those that every console knows.
    """
    watched = folder / "watched.pickle"
    watch = str(Path(__file__).with_name("watch_script.py"))
    done = subprocess.run(
        [sys.executable, "-W", "error", watch, str(script), str(watched)],
        cwd=folder,
        env={**os.environ, "MPLBACKEND": "agg", "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    seen = pickle.loads(watched.read_bytes()) if watched.exists() else {}
    return Run(done.returncode, done.stderr.decode(), **seen)


@cache
def names_of(stem):
    """Return the names that a script, run in this process, has in the end."""
    (script,) = GALLERY.rglob(f"{stem}.py")
    with patch.object(plt, "show"):
        names = runpy.run_path(str(script))
    plt.close("all")
    return names
