"""``docs/_ext/mends.py``: what others write is mended, and a mend without use is named."""

import re
from types import SimpleNamespace

import pytest

TEMPLATE = (
    '{{ \'<p class="caption" role="heading">\' | mended | safe }} of {{ pagename }}'
)
UNUSED = [
    r' role="doc-biblioentry"',
    r'<div role="list" class="citation-list">',
    r'(class="(?:math|table)-wrapper docutils container") id="[^"]*"',
    r'<aside class="sidebar-drawer"',
    r'<aside class="toc-drawer"',
    r"<div id='sg-tag-list'[^>]*></div>",
    r'(<meta property="og:url" content="http[^>]*>)|<meta property="og:url"[^>]*>\s*',
]


@pytest.fixture
def room(extension, monkeypatch):
    """Return the extension, whose mends nothing has needed yet, alone."""
    room = extension("mends")
    monkeypatch.setattr(room.Mends, "all", [room.MENDED])
    room.MENDED.matched[:] = [0] * len(room.MENDED.matched)
    return room


@pytest.mark.parametrize(
    ("html", "mended"),
    [
        ('<div class="citation" role="doc-biblioentry">', '<div class="citation">'),
        ('<div role="list" class="citation-list">', '<div class="citation-list">'),
        ('<div role="list" class="other">', '<div role="list" class="other">'),
        ('<p class="caption" role="heading">', '<p class="caption">'),
        (
            '<div class="math-wrapper docutils container" id="eq-1">',
            '<div class="math-wrapper docutils container">',
        ),
        (
            '<div class="table-wrapper docutils container" id="t" x="">',
            '<div class="table-wrapper docutils container" x="">',
        ),
        (
            '<aside class="sidebar-drawer">',
            '<aside class="sidebar-drawer" aria-label="Book">',
        ),
        (
            '<aside class="toc-drawer no-toc">',
            '<aside class="toc-drawer no-toc">',
        ),
        (
            '<aside class="toc-drawer">',
            '<aside class="toc-drawer" aria-label="Page">',
        ),
        ("<div id='sg-tag-list' class='x'></div>.", "."),
        ('<meta property="og:url" content="index.html" />\n  <p>', "<p>"),
        ('<meta property="og:url" content="http://a" />', None),
        ("<p class='caption'>", None),
    ],
)
def test_what_others_write_is_mended(room, html, mended):
    """Each mend changes what it is for, and nothing else."""
    assert room.MENDED(f"<i>{html}</i>") == f"<i>{mended or html}</i>"


def test_a_mend_that_matched_once_is_used(room):
    """A mend is used as soon as one page had what it mends, whatever the next page has."""
    mends = room.Mends({"<b>": "<i>", "<u>": "<s>"})
    assert room.Mends.all == [room.MENDED, mends]
    assert mends("<b>") == "<i>"
    assert mends("<p>") == "<p>"
    assert mends.unused() == ["<u>"]


@pytest.mark.parametrize(
    ("builder", "wrote", "failed", "named"),
    [
        ("html", {"a", "b"}, None, True),
        ("html", {"a", "b", "c"}, None, True),
        ("html", {"a"}, None, False),
        ("html", {"a", "b"}, OSError(), False),
        ("html", None, None, True),
        ("epub", None, None, False),
    ],
)
def test_a_mend_is_missed_where_every_page_was_written(
    room, monkeypatch, builder, wrote, failed, named
):
    """A mend that matched nothing is named after a whole build of its shape that did not fail."""
    said = []
    monkeypatch.setattr(
        room.logger, "warning", lambda *words, **_: said.append(words[1])
    )
    app = SimpleNamespace(builder=SimpleNamespace(name=builder))
    app.env = SimpleNamespace(found_docs={"a", "b"})
    if wrote is not None:
        app.builder.wrote = wrote
    room.MENDED('<p class="caption" role="heading">')
    room.report(app, failed)
    assert said == (UNUSED if named else [])


def test_pages_are_mended_by_their_template(room, tiny_book):
    """A template mends a page by a filter; what was mended in no page is a warning at the end."""
    book = tiny_book(
        "# A\n",
        "mends",
        pages={"_templates/page.html": TEMPLATE},
        templates_path=["_templates"],
    )
    page = (book.outdir / "index.html").read_text(encoding="utf-8")
    assert page == '<p class="caption"> of index'
    said = re.sub(r"\x1b\[[\d;]*m", "", book.warning.getvalue()).splitlines()
    assert said == [f"WARNING: This mend mends nothing: {p} [mends]" for p in UNUSED]
    assert book.is_parallel_allowed("read")


def test_a_shape_without_templates_has_nothing_to_mend(room):
    """A builder that has no templates is given no filter."""
    assert room.offer(SimpleNamespace(builder=SimpleNamespace())) is None
