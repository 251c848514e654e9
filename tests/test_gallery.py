"""The gallery scripts: each runs alone, draws, and keeps to the form."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import rmsprop_tut as d2l

SCRIPTS = sorted((Path(__file__).parents[1] / "gallery").glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_script_runs_alone(script, tmp_path):
    """Every gallery script runs alone with `python gallery/NAME.py`, from any folder."""
    command = [sys.executable, "-W", "error", str(script)]
    env = {**os.environ, "MPLBACKEND": "agg"}
    done = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_every_axes_is_labelled(script, monkeypatch):
    """Each figure has a title that says what to see, and labels on its axes."""
    monkeypatch.setattr(d2l.plt, "show", lambda: None)
    monkeypatch.setattr(d2l.plt, "close", lambda *_: None)
    runpy.run_path(str(script))
    axes = [ax for n in d2l.plt.get_fignums() for ax in d2l.plt.figure(n).axes]
    assert axes
    assert all(ax.get_title() or ax.get_title("left") for ax in axes)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_form(script):
    """One script, one question: no __main__, no helper functions, about 90 lines."""
    text = script.read_text()
    assert "__main__" not in text
    assert "\ndef " not in text
    assert len(text.splitlines()) <= 95
