"""The role that quotes a fact: in prose, in a figure's text, and of a name that is none."""

import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from rmsprop_tut.book.facts import text

EXTENSIONS = Path(__file__).parents[1] / "docs" / "_ext"
IMAGE = "```{{image}} drawn.svg\n:alt: At {{fact}}`{}`\n```\n"
FIGURE = '<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt"/>'


def build(folder, page, builder):
    """Build a book of one page, with warnings as errors; return what it says and the page."""
    source, out = folder / "source", folder / builder
    source.mkdir(exist_ok=True)
    (source / "conf.py").write_text(
        'extensions = ["myst_parser", "facts", "figures"]', encoding="utf-8"
    )
    (source / "index.md").write_text(page, encoding="utf-8")
    (source / "drawn.svg").write_text(
        f"<?xml version='1.0'?>\n{FIGURE}", encoding="utf-8"
    )
    command = (sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E")
    done = subprocess.run(
        [*command, "-b", builder, source, out],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(EXTENSIONS), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    suffix = {"html": "html", "text": "txt"}[builder]
    return done, (out / f"index.{suffix}").read_text(encoding="utf-8")


@pytest.mark.parametrize("builder", ["html", "text"])
def test_a_fact_is_its_number_on_the_page(tmp_path, builder):
    """The role puts the number where it stands, in prose and in a figure's text."""
    page = "# A\n\nIt is {fact}`half_life_09`.\n\n" + IMAGE.format("gd_x1")
    done, written = build(tmp_path, page, builder)
    assert done.returncode == 0, done.stderr
    assert "{fact}" not in written
    assert f"At {text('gd_x1')}" in written
    shown = '<span class="fact">6.58</span>' if builder == "html" else "6.58"
    assert f"It is {shown}." in written


def test_an_unknown_name_is_a_warning_with_its_place(tmp_path):
    """A name that is no fact ends a strict build, and the warning says where it stands."""
    page = "# A\n\nIt is {fact}`no_such`.\n\n" + IMAGE.format("nor_this")
    done, _ = build(tmp_path, page, "html")
    assert done.returncode != 0
    for line, name in ((3, "no_such"), (5, "nor_this")):
        said = f"index.md:{line}: WARNING: there is no fact '{name}' [fact]"
        assert said in done.stderr


def test_the_numbers_are_kept_until_the_package_changes(tmp_path, monkeypatch):
    """A fact is computed once; the next build takes its number, one of another package none."""
    monkeypatch.syspath_prepend(EXTENSIONS)
    role = importlib.import_module("facts")
    asked = []
    monkeypatch.setattr(role.facts, "text", lambda name: asked.append(name) or "7")
    for package, times in (("one", 1), ("one", 1), ("other", 2)):
        config = SimpleNamespace(package_digest=package)
        env = SimpleNamespace(doctreedir=tmp_path, config=config)
        assert role.number(env, "gd_x1", None) == "7"
        assert len(asked) == times
        kept = tmp_path / "facts" / package / "gd_x1"
        assert kept.read_text(encoding="utf-8") == "7"


def test_the_numbers_of_a_package_lie_together(tmp_path, monkeypatch):
    """A second fact finds the place of the first; nothing else is left there."""
    monkeypatch.syspath_prepend(EXTENSIONS)
    role = importlib.import_module("facts")
    monkeypatch.setattr(role.facts, "text", lambda name: f"−{len(name)}")
    env = SimpleNamespace(doctreedir=tmp_path, config=SimpleNamespace())
    assert role.number(env, "gd_x1", None) == "−5"
    assert role.number(env, "half_life_09", None) == "−12"
    names = sorted(path.name for path in (tmp_path / "facts").iterdir())
    assert names == ["gd_x1", "half_life_09"]


def test_pages_with_facts_are_read_in_parallel(tiny_book):
    """Processes that read pages side by side may all quote facts."""
    book = tiny_book("# A\n\n{fact}`half_life_09`\n", "facts", builder="text")
    assert book.is_parallel_allowed("read")
    assert "6.58" in (book.outdir / "index.txt").read_text(encoding="utf-8")
