"""``docs/_ext/licences.py``: the list of what is others', and their texts in one file."""

import os
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

LIST = """
[[book]]
name = "Théo's part"
licence = "MIT"
holder = "Théo"
npm = "theo"

[[book]]
name = "Another"
licence = "BSD"
holder = "Ann"
distribution = "another"

[[book]]
name = "Letters"
licence = "Free"
holder = "Lea"
distribution = "another"
text = "LETTERS"

[[book]]
name = "Marked"
licence = "MIT"
holder = "Max"
mark = "max"

[[package]]
name = "Data"
licence = "CC"
holder = "Dan"
"""
WHOLE = """# Théo's part: MIT, Théo

Do as you like, says Théo.

# Another: BSD, Ann

As is.
As ü is.
As text is.
Copy.

# Letters: Free, Lea

Write.

# Marked: MIT, Max"""
FILES = {
    "LICENSE": "As is.\n",
    "LICENSE.rst": "As ü is.\n",
    "LICENSE.txt": "As text is.\n",
    "COPYING": "Copy.\n",
    "LETTERS": "Write.\n",
    "README": "No licence.\n",
}


def file(name, text):
    """Return a file of a distribution."""

    def read_text(encoding):
        return text.encode().decode(encoding)

    return SimpleNamespace(name=name, read_text=read_text)


@pytest.fixture
def room(extension, tmp_path, monkeypatch):
    """Return the extension, with a list of its own and what the parts brought."""
    room = extension("licences")
    (tmp_path / "licences.toml").write_text(LIST, encoding="utf-8")
    (tmp_path / "node_modules" / "theo").mkdir(parents=True)
    theirs = tmp_path / "node_modules" / "theo" / "LICENSE"
    theirs.write_text("Do as you like, says Théo.\n", encoding="utf-8")
    brought = {"another": [file(*pair) for pair in FILES.items()]}
    monkeypatch.setattr(room, "DOCS", tmp_path)
    monkeypatch.setattr(room, "LIST", tmp_path / "licences.toml")
    monkeypatch.setattr(
        room, "distribution", lambda name: SimpleNamespace(files=brought[name])
    )
    return room


def test_the_list_lies_beside_the_pages(extension):
    """The book's own list has parts of the book and of the package."""
    room = extension("licences")
    assert (room.DOCS.name, room.LIST.name) == ("docs", "licences.toml")
    assert {part["name"] for part in room.parts("book")} >= {"Sphinx", "KaTeX"}
    assert [part["holder"] for part in room.parts("package")][1:] == ["Zalando SE"]


def test_texts_are_as_they_came_with_their_parts(room, tmp_path):
    """One file has each part's head, and the text of each licence that came with it."""
    app = SimpleNamespace(
        builder=SimpleNamespace(name="html"), outdir=tmp_path / "html"
    )
    room.write(app)
    place = tmp_path / "html" / "_static" / "licences.md"
    assert place.read_text(encoding="utf-8") == WHOLE
    os.utime(place, ns=(1, 1))
    room.write(app)
    assert place.stat().st_mtime_ns == 1, "the same texts are not written again"
    place.write_text("Other texts.", encoding="utf-8")
    room.write(app)
    assert place.read_text(encoding="utf-8") == WHOLE


def test_a_distribution_that_lists_no_files_has_no_text(room, monkeypatch):
    """A distribution may keep no record of its files: then it brings no text."""
    monkeypatch.setattr(room, "distribution", lambda name: SimpleNamespace(files=None))
    assert room.text({"distribution": "another"}) == ""


@pytest.mark.parametrize("builder", ["epub", "singlehtml", "text"])
def test_only_pages_have_the_texts_beside_them(room, tmp_path, builder):
    """No other shape of the book has the file of texts."""
    app = SimpleNamespace(builder=SimpleNamespace(name=builder), outdir=tmp_path / "b")
    room.write(app)
    assert not (tmp_path / "b").exists()


def test_a_page_lists_the_parts(room, tiny_book):
    """The page has a table of parts, licences and holders, and the texts lie beside it."""
    book = tiny_book("# A\n\n```{licences} package\n```\n", "licences")
    html = (book.outdir / "index.html").read_text(encoding="utf-8")
    rows = BeautifulSoup(html, "html.parser").select("table tr")
    assert [[cell.text.strip() for cell in row(["th", "td"])] for row in rows] == [
        ["Part", "Licence", "Holder"],
        ["Data", "CC", "Dan"],
    ]
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
    texts = (book.outdir / "_static" / "licences.md").read_text(encoding="utf-8")
    assert texts == WHOLE
