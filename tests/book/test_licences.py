"""What the book carries of others: each file has a part, each part a file, a licence, a holder."""

import importlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BOOK = DOCS / "_build" / "html"
DATASETS = ROOT / "rmsprop_tut" / "datasets"
TEXTS = "_static/licences.md"
SAYS = {  # what stands in the text of each licence, and in no other's
    "BSD-2-Clause": "Redistributions in binary form must reproduce",
    "BSD-3-Clause": "may be used to endorse or promote products derived",
    "Bitstream-Vera": "Bitstream Vera Fonts Copyright",
    "MIT": "to deal in the Software without restriction",
}


@pytest.fixture
def licences(monkeypatch):
    """Return the extension that reads the list."""
    monkeypatch.syspath_prepend(DOCS)
    monkeypatch.syspath_prepend(DOCS / "_ext")
    return importlib.import_module("licences")


def of_others():
    """Return the book's static files that are not its own."""
    static = BOOK / "_static"
    names = {p.relative_to(static) for p in static.rglob("*") if p.is_file()}
    own = {p.relative_to(DOCS / "_static") for p in (DOCS / "_static").rglob("*")}
    made = {"licences.md", "card.png"}  # the second where the book has an address
    return {f"_static/{n.as_posix()}" for n in names - own if n.name not in made}


def test_each_file_of_others_has_its_part(licences):
    """These parts lie among the book's own files: no file is without one, no part without files."""
    of_parts = set()
    for part in licences.parts("book"):
        for pattern in part["files"]:
            found = {p.relative_to(BOOK).as_posix() for p in BOOK.glob(pattern)}
            assert found, pattern
            of_parts |= found
    assert len(of_others()) > 40
    assert not of_others() - of_parts


def test_each_licence_is_what_its_text_says(licences):
    """The text of each licence came with the part: it is that licence's, and names the holder."""
    for part in licences.parts("book"):
        if "mark" not in part:
            said = " ".join(licences.text(part).split())
            assert part["holder"] in said
            assert SAYS[part["licence"]] in said
            two = part["licence"] == "BSD-2-Clause"
            assert not (two and SAYS["BSD-3-Clause"] in said)


def test_what_came_without_a_text_is_known_by_its_mark(licences):
    """What another part has taken over without a text is known by a mark in its files."""
    marked = [part for part in licences.parts("book") if "mark" in part]
    assert len(marked) == 5
    for part in marked:
        for path in (path for name in part["files"] for path in BOOK.glob(name)):
            assert part["mark"].encode() in path.read_bytes()


def test_the_fonts_hold_the_text_of_their_licence():
    """KaTeX's fonts are under the OFL, of Design Science and Khan Academy: they say so."""
    fonts = sorted((DOCS / "node_modules" / "katex" / "dist" / "fonts").glob("*.ttf"))
    shown = {p.stem for p in (BOOK / "_static" / "fonts").iterdir()}
    assert {font.stem for font in fonts} == shown
    for font in fonts:
        said = str(TTFont(font)["name"].getName(13, 3, 1))
        assert "SIL Open Font License, Version 1.1" in said
        assert "Design Science" in said
        assert "Khan Academy" in said


def test_the_texts_lie_in_the_book(licences):
    """The text of each licence is in `_static/licences.md`, as it came with the part."""
    whole = (BOOK / TEXTS).read_text(encoding="utf-8")
    for part in licences.parts("book"):
        assert (
            f"# {part['name']}: {part['licence']}, {part['holder']}\n" in whole + "\n"
        )
        assert licences.text(part).strip() in whole


def test_the_data_of_others_are_as_their_note_says(licences):
    """The package carries two sets of data of others; the note beside them names each licence."""
    parts = {part["licence"]: part for part in licences.parts("package")}
    note = (DATASETS / "README.md").read_text(encoding="utf-8").split("\n## ")
    airfoil, fashion = (
        n for n in note if "airfoil_self_n" in n or "`fashion_mnist" in n
    )
    assert "(CC BY 4.0)" in airfoil
    assert parts["MIT"]["holder"] in fashion
    assert all(list(DATASETS.glob(f)) for p in parts.values() for f in p["files"])
    assert sum("MIT, as the code" not in n for n in note[1:]) == len(parts)
