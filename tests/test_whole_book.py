"""``docs/_ext/whole_book.py``: the book as one file, and what leads to it."""

import io
import os
import zipfile
from types import SimpleNamespace

import pytest
from docutils import nodes

PACKAGE = b"""<item id="a" href="a.xhtml" media-type="application/xhtml+xml" />
<item id="b" href="b.xhtml" media-type="application/xhtml+xml" />"""
DECLARED = b"""<item id="a" href="a.xhtml" media-type="application/xhtml+xml" properties="mathml" />
<item id="b" href="b.xhtml" media-type="application/xhtml+xml" />"""
EPUB = {
    "mimetype": b"application/epub+zip",
    "content.opf": PACKAGE,
    "a.xhtml": b'<a tooltip="A letter"><math></math></a><svg class="c">\n</svg>.',
    "b.xhtml": b"<p>svg</p>",
    "a.svg": b'<!DOCTYPE svg PUBLIC "x">\n<svg><path id="a"/><path d="M0"/></svg>',
    "a.css": b"a { }",
}
PAGE = """# A

```{eval-rst}
It is `drawn <#playground?gamma=1>`__.
```

{download}`a.zip`
"""
OLD = (1980, 1, 1, 0, 0, 0)


@pytest.fixture
def room(extension):
    """Return the extension."""
    return extension("whole_book")


def build(name, folder=None, **more):
    """Return what the extension sees of a build."""
    builder = SimpleNamespace(name=name)
    return SimpleNamespace(builder=builder, outdir=folder, doctreedir=folder, **more)


def archive(members):
    """Return an archive of this year, uncompressed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in members.items():
            made.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return file.getvalue()


@pytest.mark.parametrize(
    ("builder", "left"),
    [
        ("epub", ["Kept", "drawn, listed, named"]),
        ("singlehtml", ["Kept", "drawn, listed, named"]),
        ("html", ["note", "footer", "Kept", "drawn, listed, named"]),
    ],
)
def test_one_file_has_no_downloads_and_no_links_to_drawings(room, builder, left):
    """Downloads and links to a drawing by script are left out of one file, other links stay."""
    links = [
        nodes.reference("", "drawn", refuri="#playground?gamma=1"),
        nodes.reference("", "listed", refuri="#weights"),
        nodes.reference("", "named", refid="here"),
    ]
    line = [part for link in links for part in (link, nodes.Text(", "))][:-1]
    page = nodes.section(
        "",
        nodes.container(
            "", nodes.Text("note"), classes=["sphx-glr-download-link-note"]
        ),
        nodes.container("", nodes.Text("footer"), classes=["sphx-glr-footer", "x"]),
        nodes.container("", nodes.Text("Kept"), classes=["sphx-glr"]),
        nodes.paragraph("", "", *line),
    )
    room.leave_out(build(builder), page, "index")
    assert [part.astext() for part in page] == left
    shown = [link.astext() for link in page.findall(nodes.reference)]
    assert shown == ["drawn"] * (builder == "html") + ["listed", "named"]


@pytest.mark.parametrize(
    ("builder", "output", "styles"),
    [
        ("epub", "mathml", ["book.css"]),
        ("html", "htmlAndMathml", ["book.css", "katex-math.css", "mystnb.0a.css"]),
    ],
)
def test_an_epub_has_mathml_and_no_style_that_it_does_not_use(
    room, monkeypatch, builder, output, styles
):
    """The EPUB's formulas are MathML: it holds no styles of KaTeX, nor of notebooks."""
    monkeypatch.setitem(room.KATEX_DEFAULT_OPTIONS, "output", "another")
    folders, excluded, linked = ["_static", "node_modules/katex/dist"], ["a"], []
    config = SimpleNamespace(html_static_path=folders, epub_exclude_files=excluded)
    names = "book.css", "katex-math.css", "mystnb.0a.css"
    registry = SimpleNamespace(css_files=[(name, {}) for name in names])
    app = build(builder, config=config, registry=registry)
    app.builder.init_css_files = lambda: linked.append(len(registry.css_files))
    room.use_mathml(app)
    assert room.KATEX_DEFAULT_OPTIONS["output"] == output
    assert [name for name, _ in registry.css_files] == styles
    if builder == "epub":
        assert config.html_static_path == ["_static"]
        assert linked == [1]
        left_out = ["a", "_static/katex-math.css", "_static/mystnb.0a.css"]
        assert config.epub_exclude_files == left_out
    else:
        assert (folders[1:], excluded) == (["node_modules/katex/dist"], ["a"])


def test_what_is_made_valid_is_expected_in_an_epub(room):
    """What mends pages and drawings of the EPUB belongs to its build alone."""
    assert {kind: mend.builder for kind, mend in room.MENDED.items()} == {
        ".xhtml": "epub",
        ".svg": "epub",
    }


def test_an_epub_is_made_valid(room, tmp_path):
    """Forbidden parts go, pages with MathML say so, and only the first member is not packed."""
    (tmp_path / "rmsprop_tut.epub").write_bytes(archive(EPUB))
    room.finish(build("epub", tmp_path), None)
    with zipfile.ZipFile(tmp_path / "rmsprop_tut.epub") as made:
        assert {name: made.read(name) for name in made.namelist()} == EPUB | {
            "content.opf": DECLARED,
            "a.xhtml": b"<a><math></math></a>.",
            "a.svg": b'\n<svg><path d="" id="a"/><path d="M0"/></svg>',
        }
        assert made.namelist()[0] == "mimetype"
        assert {member.date_time for member in made.infolist()} == {OLD}
        packing = [member.compress_type for member in made.infolist()]
    assert packing == [zipfile.ZIP_STORED, *[zipfile.ZIP_DEFLATED] * 5]


@pytest.mark.parametrize(
    ("builder", "failed", "renewed"),
    [("html", None, True), ("html", OSError(), False), ("epub", OSError(), False)],
)
def test_archives_of_a_whole_build_lose_their_dates(
    room, tmp_path, builder, failed, renewed
):
    """What a build gives to download is of one old date, in any shape, if nothing failed."""
    folder = tmp_path / "_downloads" / "0a"
    folder.mkdir(parents=True)
    kept = tmp_path / "rmsprop_tut.epub", folder / "a.txt", tmp_path / "a.zip"
    for file in (folder / "a.zip", *kept):
        file.write_bytes(archive({"a.py": b"print()"}))
    room.finish(build(builder, tmp_path), failed)
    with zipfile.ZipFile(folder / "a.zip") as made:
        assert (made.getinfo("a.py").date_time == OLD) == renewed
        assert made.read("a.py") == b"print()"
    for file in kept:
        assert file.read_bytes() == archive({"a.py": b"print()"})


@pytest.mark.parametrize(
    ("times", "written", "left", "linked"),
    [
        (
            {"a.doctree": 3, "index.html": 4, "pdf": 5, "epub": 6},
            True,
            "pdf epub",
            True,
        ),
        (
            {"a.doctree": 3, "index.html": 5, "pdf": 5, "epub": 5},
            False,
            "pdf epub",
            True,
        ),
        (
            {"a.doctree": 3, "index.html": 5, "pdf": 4, "epub": 6},
            True,
            "pdf epub",
            True,
        ),
        (
            {"a.doctree": 3, "index.html": 5, "pdf": 3, "epub": 3},
            False,
            "pdf epub",
            True,
        ),
        ({"a.doctree": 3, "index.html": 5, "pdf": 4}, False, "pdf", False),
        ({"a.doctree": 3, "index.html": 2, "pdf": 4}, True, "pdf", False),
        ({"a.doctree": 3, "index.html": 5, "pdf": 2, "epub": 1}, True, "", False),
        ({"a.doctree": 1, "b.doctree": 3, "index.html": 5, "pdf": 2}, True, "", False),
        ({"a.doctree": 3, "index.html": 5, "pdf": 1, "epub": 4}, True, "epub", False),
        ({"a.doctree": 3, "index.html": 5}, False, "", False),
        ({"index.html": 5, "pdf": 1, "epub": 1}, False, "pdf epub", True),
    ],
)
def test_the_first_page_leads_to_files_of_its_pages(
    room, tmp_path, times, written, left, linked
):
    """Files that are older than what was read go; the first page is written when that changes."""
    names = {"pdf": "rmsprop_tut.pdf", "epub": "rmsprop_tut.epub"}
    for name, time in times.items():
        file = tmp_path / names.get(name, name)
        file.touch()
        os.utime(file, ns=(time, time))
    app = build("html", tmp_path, tags=set())
    env = SimpleNamespace(config=SimpleNamespace(root_doc="index"))
    assert room.renew(app, env) == ["index"] * written
    assert (
        " ".join(kind for kind, n in names.items() if (tmp_path / n).exists()) == left
    )
    assert app.tags == ({"whole_book"} if linked else set())


def test_only_pages_lead_to_files(room, tmp_path):
    """Where no pages are made, nothing is removed and no page is written for the files."""
    (tmp_path / "rmsprop_tut.pdf").touch()
    (tmp_path / "a.doctree").touch()
    os.utime(tmp_path / "rmsprop_tut.pdf", ns=(1, 1))
    assert room.renew(build("epub", tmp_path, tags=set()), None) == []
    assert (tmp_path / "rmsprop_tut.pdf").exists()


@pytest.mark.parametrize("builder", ["html", "singlehtml"])
def test_a_build_does_all_of_it(room, tiny_book, monkeypatch, builder):
    """A build leaves out what one file cannot have, dates its archives, removes old files."""
    monkeypatch.setitem(room.KATEX_DEFAULT_OPTIONS, "output", "another")
    book = tiny_book(
        PAGE,
        "whole_book",
        builder=builder,
        pages={"a.zip": archive({"a": b""}), f"_build/{builder}/rmsprop_tut.pdf": ""},
    )
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
    assert room.KATEX_DEFAULT_OPTIONS["output"] == "htmlAndMathml"
    html = (book.outdir / "index.html").read_text(encoding="utf-8")
    assert ('href="#playground?gamma=1"' in html) == (builder == "html")
    (zipped,) = (book.outdir / "_downloads").rglob("a.zip")
    assert zipfile.ZipFile(zipped).getinfo("a").date_time == OLD
    assert (book.outdir / "rmsprop_tut.pdf").exists() == (builder == "singlehtml")
