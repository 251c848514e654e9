"""The page on how the book is made: its drawing and its lists are what the code says."""

import ast
import subprocess
from pathlib import Path
from shutil import copy

import pytest
from bs4 import BeautifulSoup
from small_book import SmallBook

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"
MODULE = """
import json
import house.ground
from . import beside
from ..cellar import wine

def late():
    from ...house.attic import box
"""


@pytest.fixture
def rooms(monkeypatch):
    """Return the extension that looks at the code."""
    pytest.importorskip("sphinx", reason="the group `docs` is not installed")
    monkeypatch.syspath_prepend(ROOT / "docs" / "_ext")
    return __import__("rooms")


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return a small book with the page."""
    pytest.importorskip("myst_nb", reason="the group `docs` is not installed")
    book = SmallBook(tmp_path_factory.mktemp("book"))
    copy(PAGE, book.root / "docs")
    copy(ROOT / "pyproject.toml", book.root)
    index = book.root / "docs" / "index.md"
    text = index.read_text(encoding="utf-8").replace("\none\n", "\none\narchitecture\n")
    index.write_text(text, encoding="utf-8")
    book()
    return book


def shown(book):
    """Return the built page."""
    html = (book.book / "architecture.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser")


def test_each_way_to_import_is_seen(rooms, monkeypatch, tmp_path):
    """What a module imports is read from its code: in full, from beside, above, and late."""
    folder = tmp_path / "house" / "room"
    folder.mkdir(parents=True)
    (folder / "module.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.setattr(rooms, "PACKAGE", tmp_path / "house")
    found = rooms.imported(folder / "module.py")
    assert found == {"ground", "room", "cellar", "attic"}


def test_the_drawing_counts_what_python_loads(rooms):
    """No import of a floor is left out: what is loaded with a floor's file is below it there."""
    found, order = rooms.counts(), rooms.floors()
    for floor in order:
        path = ROOT / "rmsprop_tut" / f"{floor}.py"
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            named = {o for o in order if f"from .{o}" in text or f"import {o}" in text}
            assert named == {o for o in order if found[floor, o]}, floor


def test_nothing_is_imported_upwards(rooms):
    """Nothing stands below the diagonal: no floor imports one above it."""
    order = rooms.floors()
    assert len(rooms.counts()) > 30
    for floor, other in rooms.counts():
        assert order.index(floor) <= order.index(other)


def test_an_import_upwards_is_said(rooms):
    """The drawing's text says of an import upwards that there is one."""
    found = rooms.Counter({("a", "b"): 2})
    assert rooms.in_words(["a", "b"], found).endswith(
        "a imports b in 2. b imports none. No floor imports one above it."
    )
    assert rooms.in_words(["b", "a"], found).endswith("Upwards: a imports b.")


def test_the_page_draws_the_floors(book, rooms):
    """The drawing is an image with its size, turned in the dark, and its text made by code."""
    (image,) = shown(book).select("article img")
    assert image["alt"] == rooms.in_words(rooms.floors(), rooms.counts())
    assert "sphx-glr-single-img" in image["class"]
    assert image["width"].isdigit()
    drawing = (book.book / image["src"]).read_text(encoding="utf-8")
    assert all(f"<!-- {floor} -->" in drawing for floor in rooms.floors())


@pytest.mark.parametrize("folder", ["rmsprop_tut", "docs/_ext"])
def test_the_page_lists_each_room(book, folder):
    """Each module has its one-line docstring on the page."""
    files = [p for p in (ROOT / folder).rglob("*.py") if "datasets" not in p.parts]
    listed = [term.text for term in shown(book).select("dt code")]
    plain = shown(book).text.replace("’", "'").replace("…", "...")
    words = " ".join(plain.split())
    assert len(files) > 10
    for path in files:
        line = ast.get_docstring(ast.parse(path.read_bytes())).partition("\n")[0]
        if path.parts[-2:] != ("rmsprop_tut", "__init__.py"):
            name = path.parent.name if path.stem == "__init__" else path.stem
            assert name in listed
            assert line.split("`")[0].split(":math")[0].strip() in words, name


def test_a_page_that_did_not_change_is_not_made_again(book):
    """The drawing depends on the code alone: it makes no page old."""
    before = book.written()
    assert book() == []
    assert book.written() == before


def test_each_folder_is_on_the_page():
    """The page says of each top-level folder what it is for, and of no other."""
    if not (ROOT / ".git").exists():
        pytest.skip("without git nobody says which folders are the project's")
    command = "git", "ls-files", "--cached", "--others", "--exclude-standard"
    files = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = {p.partition("/")[0] for p in files.stdout.splitlines() if "/" in p}
    text = PAGE.read_text(encoding="utf-8")
    table = text.partition("## The folders")[2].partition("\n\n`noxfile")[0]
    assert found == {r.split("`")[1] for r in table.splitlines() if r[:3] == "| `"}
