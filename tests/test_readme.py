"""The README: its figure is the book's, its commands are the gate's."""

import re
import runpy
from inspect import signature
from pathlib import Path

import pytest

import rmsprop_tut as d2l
from rmsprop_tut.core.libraries import LIBRARIES

ROOT = Path(__file__).parents[1]
COUNTS = {14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen"}
README = (ROOT / "README.md").read_text(encoding="utf-8")


def coordinates(svg):
    """Return every decimal number of a drawing."""
    return [float(x) for x in re.findall(r"-?\d+\.\d+", svg)]


def maker(svg):
    """Return the program that a drawing names."""
    return re.search(r"Matplotlib v[\d.]+", svg)[0]


def test_figure_is_what_the_package_draws(tmp_path):
    """The README shows a figure of the book; it is redrawn with `python docs/make_traces.py`."""
    runpy.run_path(str(ROOT / "docs/make_traces.py"))["draw"](tmp_path / "new.svg")
    new = (tmp_path / "new.svg").read_text(encoding="utf-8")
    old = (ROOT / "docs/_static/traces.svg").read_text(encoding="utf-8")
    if maker(new) != maker(old):
        pytest.skip(f"it was drawn by {maker(old)}, which sets texts in its own way")
    drawn, shown = coordinates(new), coordinates(old)
    assert shown == pytest.approx(drawn, abs=1e-3)


def test_readme_is_short_and_has_two_commands():
    """README.md says in short what this is; two commands build and test the book."""
    assert len(README.splitlines()) <= 70
    commands = re.findall(r"^\$ (.+)$", README, re.MULTILINE)
    assert commands == [
        "python3 -m venv .venv && .venv/bin/pip install "
        f'"nox[uv]" && .venv/bin/nox -s {s}'
        for s in ("docs", "tests")
    ]


def test_readme_translates_to_pytorch():
    """Near a state of 0 an ε of 1e-6 in the root is 1e-3 outside; the first steps are gains."""
    eps = signature(d2l.rmsprop_2d).parameters["eps"].default
    theirs, ours = (f"{d2l.first_step_gain(gamma):.3g} η" for gamma in (0.99, 0.9))
    words = " ".join(README.split())
    assert (
        f"near a state of 0 our ε = 1e-6 is its {eps**0.5:g}".replace("0.001", "1e-3")
        in words
    )
    assert f"first step is {theirs} long by its default, {ours} here" in words


def test_readme_counts_the_algorithms():
    """The page on the libraries has fourteen algorithms side by side."""
    (count,) = re.findall(r"has (\w+) such algorithms", README)
    assert count == COUNTS[len(LIBRARIES)]
