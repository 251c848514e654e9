"""What is true of the book as plain text and as EPUB, and of what leads to it."""

import os
from pathlib import Path

import pytest

BOOK = Path(__file__).parents[2] / "docs" / "_build" / "html"


@pytest.fixture
def valid_epub(monkeypatch):
    """Return the extension that makes the EPUB valid."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "docs" / "_ext")
    import valid_epub

    return valid_epub


def test_every_page_is_there_as_plain_text():
    """Each page has its plain text, with numbers and figures in words."""
    texts = {p.relative_to(BOOK).as_posix(): p.read_text() for p in BOOK.rglob("*.txt")}
    assert {"rmsprop.txt", "adagrad.txt", "api/index.txt"} <= texts.keys()
    unfilled = ("%s", "<Figure size", "[image")
    assert not [name for name, t in texts.items() if any(u in t for u in unfilled)]
    assert "[Figure: " in texts["rmsprop.txt"]


def test_llms_txt_lists_every_page():
    """Every page of ``llms.txt`` lies beside it."""
    lines = (BOOK / "llms.txt").read_text().splitlines()
    assert lines[0].startswith("# ")
    listed = [line.split("](")[1].split(")")[0] for line in lines if line[:3] == "- ["]
    assert "rmsprop.txt" in listed
    assert all((BOOK / name).is_file() for name in listed)


def test_other_projects_can_link_in():
    """Other projects can link in: there is an inventory."""
    assert (
        (BOOK / "objects.inv").read_bytes().startswith(b"# Sphinx inventory version 2")
    )


def test_pages_describe_themselves():
    """Each chapter has a description for search engines and for links in messages."""
    page = (BOOK / "rmsprop.html").read_text()
    assert '<meta name="description" content="You will learn' in page
    assert '<meta property="og:title" content=' in page
    assert ("og:url" in page) == bool(os.environ.get("RMSPROP_TUT_URL"))


def test_epub_drops_what_the_format_forbids(valid_epub):
    """A drawing loses its document type, and a path without a course gets an empty one."""
    drawing = b'<!DOCTYPE svg PUBLIC "x">\n<svg><path id="a"/><path d="M0 0"/></svg>'
    wanted = b'\n<svg><path d="" id="a"/><path d="M0 0"/></svg>'
    assert valid_epub.valid("a.svg", drawing) == wanted


def test_epub_declares_mathematics(valid_epub):
    """The package says which pages hold MathML."""
    item = b'<item id="a" href="%s.xhtml" media-type="application/xhtml+xml" />'
    members = {"a.xhtml": b"<math></math>", "b.xhtml": b"<p></p>"}
    assert b"mathml" in valid_epub.declare(item % b"a", members)
    assert b"mathml" not in valid_epub.declare(item % b"b", members)


def test_epub_lists_no_unused_style(valid_epub):
    """Styles for the pages of notebooks alone are not listed."""
    style = b'\n<item href="_static/%s.css" id="a" media-type="text/css" />'
    assert valid_epub.declare(style % b"mystnb.0a1b", {}) == b""
    assert valid_epub.declare(style % b"book", {}) == style % b"book"
