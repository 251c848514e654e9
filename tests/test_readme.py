"""The README: its figure is the book's, its commands are the gate's."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def coordinates(svg):
    """Return every decimal number of a drawing."""
    return [float(x) for x in re.findall(r"-?\d+\.\d+", svg)]


def test_figure_is_what_the_package_draws(tmp_path):
    """The README shows a figure of the book; it is redrawn with `python docs/make_traces.py`."""
    runpy.run_path(str(ROOT / "docs/make_traces.py"))["draw"](tmp_path / "new.svg")
    drawn = coordinates((tmp_path / "new.svg").read_text())
    shown = coordinates((ROOT / "docs/_static/traces.svg").read_text())
    assert shown == pytest.approx(drawn, abs=1e-3)


def test_readme_is_a_screenful_with_two_commands():
    """README.md says in a screenful what this is; two commands build and test the book."""
    text = (ROOT / "README.md").read_text()
    assert len(text.splitlines()) <= 55
    commands = re.findall(r"^\$ (.+)$", text, re.MULTILINE)
    assert commands == [
        "python3 -m venv .venv && .venv/bin/pip install "
        f'"nox[uv]" && .venv/bin/nox -s {s}'
        for s in ("docs", "tests")
    ]
