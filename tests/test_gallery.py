"""The gallery scripts: each runs alone, draws, and keeps to the form."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).parents[1] / "gallery").glob("*.py"))

# Runs the script named, then names the axes without a title or a label, and those whose
# named lines differ in nothing but colour.
RUN = """
import runpy, sys
from matplotlib import pyplot as plt
plt.show = lambda: None
runpy.run_path(sys.argv[1], run_name="__main__")
axes = [ax for n in plt.get_fignums() for ax in plt.figure(n).axes if ax.has_data()]
spoken = [ax.get_title() or ax.get_title("left") or ax.get_label() for ax in axes]
if not axes or not all(spoken):
    sys.exit(f"axes without a title: {spoken}")
for ax in axes:
    named = [line for line in ax.lines if not line.get_label().startswith("_")]
    looks = {(line.get_marker(), line.get_linestyle()) for line in named}
    if len(looks) < len(named):
        sys.exit(f"lines alike in print: {ax.get_title('left') or ax.get_title()}")
"""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_script_runs_alone_and_says_what_to_see(script, tmp_path):
    """Every gallery script runs alone, from any folder; its figures have titles, and print."""
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
