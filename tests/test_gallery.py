"""The gallery scripts: each runs alone, draws, and keeps to the form."""

import pytest
from gallery_scripts import SCRIPTS, run_once


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_script_runs_alone_and_says_what_to_see(script, tmp_path_factory):
    """Every gallery script runs alone, from any folder; its figures have titles, and print."""
    run = run_once(script, tmp_path_factory)
    assert run.returncode == 0, run.stderr
    assert run.axes
    for title, looks in run.axes:
        assert title
        assert len(set(looks)) == len(looks), f"lines alike in print: {title}"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_form(script):
    """One script, one question: no __main__, no helper functions, about 90 lines."""
    text = script.read_text(encoding="utf-8")
    assert "__main__" not in text
    assert "\ndef " not in text
    assert len(text.splitlines()) <= 95
