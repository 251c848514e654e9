"""The gallery scripts: each runs alone, draws, and keeps to the form."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[1] / "gallery").glob("*.py"))

# Runs the script named, then names the axes without a title or a label.
RUN = """
import runpy, sys
from matplotlib import pyplot as plt
plt.show = lambda: None
runpy.run_path(sys.argv[1], run_name="__main__")
axes = [ax for n in plt.get_fignums() for ax in plt.figure(n).axes if ax.has_data()]
spoken = [ax.get_title() or ax.get_title("left") or ax.get_label() for ax in axes]
sys.exit(None if axes and all(spoken) else f"axes without a title: {spoken}")
"""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_script_runs_alone_and_says_what_to_see(script, tmp_path):
    """Every gallery script runs alone, from any folder; each figure has a title."""
    command = [sys.executable, "-W", "error", "-c", RUN, str(script)]
    env = {**os.environ, "MPLBACKEND": "agg"}
    done = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_form(script):
    """One script, one question: no __main__, no helper functions, about 90 lines."""
    text = script.read_text()
    assert "__main__" not in text
    assert "\ndef " not in text
    assert len(text.splitlines()) <= 95
