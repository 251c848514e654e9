"""What is true of the book as plain text and as EPUB, and of what leads to it."""

import ast
import importlib
import itertools
import os
import re
import socket
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.config import Config
from sphinx.util.tags import Tags

GALLERY = Path(__file__).parents[2] / "gallery"
BOOK = Path(__file__).parents[2] / "docs" / "_build" / "html"


@pytest.fixture
def extension(monkeypatch):
    """Return the book's own extensions, by name."""
    docs = Path(__file__).parents[2] / "docs"
    monkeypatch.syspath_prepend(docs)
    monkeypatch.syspath_prepend(docs / "_ext")
    return importlib.import_module


@pytest.fixture
def whole_book(extension):
    """Return the extension that makes the EPUB valid, and leads to it."""
    return extension("whole_book")


def built(builder, **config):
    """Return what an extension sees of a build."""
    return SimpleNamespace(
        builder=SimpleNamespace(name=builder, format="html"),
        config=SimpleNamespace(**config),
    )


def test_a_book_with_an_address_has_a_sitemap(extension, tmp_path):
    """A sitemap where a base URL is given: every page but the one for missing pages."""
    app = built("html", html_baseurl="https://example.org/book/")
    app.outdir, app.env = tmp_path, SimpleNamespace(found_docs={"index", "a/b", "404"})
    extension("address").write(app, None)
    lines = (tmp_path / "sitemap.xml").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("<url>")] == [
        "<url><loc>https://example.org/book/a/b.html</loc></url>",
        "<url><loc>https://example.org/book/index.html</loc></url>",
    ]


def test_a_book_without_an_address_has_none(extension):
    """A book without an address has no sitemap, and its pages name none."""
    mended, named = extension("mends").MENDED, '<meta property="og:url" content="{}" />'
    assert mended(named.format("index.html")) == mended(named.format("")) == ""
    assert mended(named.format("https://a.b/c")) == named.format("https://a.b/c")
    assert not (BOOK / "sitemap.xml").exists()


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("of (", "), and", "($x$),"),
        ("of ", ", and", "$x$,"),
        ("of ", " and", None),
        ("", "-axis", "$x$-axis"),
    ],
)
def test_a_formula_keeps_its_comma(extension, before, after, joined):
    """No line breaks between a formula and what touches it; nothing else is joined."""
    line = nodes.paragraph("", before, nodes.math("", "$x$"), nodes.Text(after))
    whole = line.astext()
    extension("formulas").join(built("html"), line, "index")
    assert line.astext() == whole
    found = [n.astext() for n in line.findall(nodes.inline) if n["classes"]]
    assert found == ([joined] if joined else [])


def test_the_gallery_s_order_is_whole(extension):
    """Every script and every chapter's folder has its place, and nothing else has one."""
    order = extension("in_order").ORDER
    folders = [header.parent.name for header in GALLERY.glob("*/GALLERY_HEADER.rst")]
    scripts = {path.stem: path.parent.name for path in GALLERY.rglob("*.py")}
    assert sorted(order) == sorted([*folders, *scripts])
    chapters = [name for name in order if name in folders]
    last = itertools.accumulate(order, lambda a, b: b if b in folders else a)
    assert [scripts.get(name, name) for name in order] == [*last]
    contents = (GALLERY.parent / "docs" / "index.md").read_text(encoding="utf-8")
    places = [contents.index(f"\n{name.replace('_', '-')}\n") for name in chapters]
    assert places == sorted(places)


@pytest.mark.parametrize("builder", ["epub", "singlehtml", "html"])
def test_what_needs_a_browser_is_left_out_elsewhere(extension, builder):
    """EPUB and PDF keep the sentences, without downloads and links to what is drawn."""
    link = "#playground?gamma=1"
    page = nodes.section(
        "",
        nodes.container("", nodes.Text("Download"), classes=["sphx-glr-footer"]),
        nodes.paragraph("", "", nodes.reference("", "It explodes", refuri=link)),
    )
    extension("whole_book").leave_out(built(builder), page, "rmsprop")
    kept = {"html": ["Download", "It explodes"]}.get(builder, ["It explodes"])
    assert [n.astext() for n in page] == kept
    assert bool(page.next_node(nodes.reference)) == (builder == "html")


def test_tabs_of_a_file_stand_one_below_the_other(extension):
    """EPUB and PDF have the labels and contents of tabs in their order, without inputs."""
    part = nodes.container
    tabs = [
        part(
            "",
            nodes.rubric("", label),
            part(
                "", nodes.paragraph("", label.lower()), design_component="tab-content"
            ),
            design_component="tab-item",
        )
        for label in ("MXNet", "PyTorch")
    ]
    page = nodes.section("", part("", *tabs, design_component="tab-set"))
    extension("programs").take_apart(page)
    assert [n.astext() for n in page] == ["MXNet", "mxnet", "PyTorch", "pytorch"]
    assert not list(page.findall(part))


def test_a_figure_s_controls_are_for_a_browser_alone(extension):
    """EPUB and PDF keep the static figures, without controls."""
    form = SimpleNamespace(
        arguments=["playground"],
        options={"still": "still"},
        env=SimpleNamespace(note_dependency=lambda path: None, docname="rmsprop"),
    )
    (only,) = extension("playground").Playground.run(form)
    assert only["expr"] == "builder_html"
    assert 'class="pg' in only.astext()


def figure_scripts(kind):
    """Return the scripts and styles of a figure's folder."""
    folder = GALLERY.parent / "docs" / "_static" / "playground"
    return [path.read_text(encoding="utf-8") for path in folder.glob(f"*.{kind}")]


def test_the_figure_is_small(extension):
    """What pages load of the figure, scripts without comments and the style, has at most 32 KB."""
    lean = extension("playground").lean
    loaded = [*map(lean, figure_scripts("js")), *figure_scripts("css")]
    assert sum(len(text.encode()) for text in loaded) <= 32 * 1024


def test_a_lean_script_has_its_code(extension):
    """Without comments and indentation all code is left; no string goes over lines."""
    lean = extension("playground").lean
    assert lean("/* What\n   it does. */\nlet a = '/* b */';\n  f(a);\n") == (
        "let a = '/* b */';\nf(a);\n"
    )
    for script in figure_scripts("js"):
        assert "/*" not in lean(script)
        assert all(line.count("`") % 2 == 0 for line in script.splitlines())


def test_the_map_of_the_cycle_is_the_formula_s(extension):
    """The map's cells are as dark as √(1-e) says, but for γ near 1, and none from e = 1 on."""
    cells = extension("playground").cells()
    shown = {}
    for share, d in cells.items():
        for column, row, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1", d):
            for k in range(int(column), int(column) + int(wide)):
                shown[k, int(row)] = share
    for row in range(1, 20):
        for column in range(60):
            e = 10 ** ((column + 0.5) / 10 - 4)
            share = shown.get((column, row), 0)
            assert share / 0.7 == pytest.approx(max(0, 1 - e) ** 0.5, abs=0.08)


@pytest.fixture
def beside(whole_book, tmp_path):
    """Return a function that gives files their times and says what is written and linked."""
    app = built("html")
    app.outdir, app.doctreedir = tmp_path, tmp_path
    env = SimpleNamespace(config=SimpleNamespace(root_doc="index"))

    def renewed(**times):
        for name, time in times.items():
            (tmp_path / name).touch()
            os.utime(tmp_path / name, (time, time))
        app.tags = Tags()
        return whole_book.renew(app, env), app.tags.has("whole_book")

    return renewed


@pytest.mark.parametrize("files", [(), ("pdf",), ("pdf", "epub")])
def test_the_whole_book_is_linked_to_where_it_is(beside, files):
    """The first page leads to PDF and EPUB if both lie beside it."""
    linked = beside(**{f"rmsprop_tut.{kind}": 1 for kind in files})[1]
    assert linked == (len(files) == 2)
    source = (GALLERY.parent / "docs" / "index.md").read_text(encoding="utf-8")
    assert ":::{only} whole_book\n" in source


def test_files_of_other_pages_are_removed(beside, tmp_path):
    """PDF and EPUB of other pages than these are removed, and the first page says so."""
    pdf, epub = (tmp_path / f"rmsprop_tut.{kind}" for kind in ("pdf", "epub"))
    pages, both = {"index.doctree": 1, "index.html": 2}, {pdf.name: 3, epub.name: 3}
    assert beside(**pages) == ([], False)
    assert beside(**pages, **both) == (["index"], True)
    assert beside(**both, **{"index.html": 4}) == ([], True)
    assert beside(**both, **{"other.doctree": 5}) == (["index"], False)
    assert not pdf.exists()
    assert not epub.exists()


def test_a_mend_that_mends_nothing_is_named(extension, monkeypatch):
    """A mend of somebody else's HTML warns when it no longer matches anything."""
    mends = extension("mends")
    mend = mends.Mends({"<(b)>": r"<\1 class=''>", "<i>": ""})
    said = []
    monkeypatch.setattr(mends.Mends, "all", [mend])
    monkeypatch.setattr(
        mends.logger, "warning", lambda *words, **_: said.append(words[1])
    )
    app = built("html")
    app.env, app.builder.wrote = SimpleNamespace(found_docs={"a", "b"}), {"a"}
    assert mend("<b>") == "<b class=''>"
    mends.report(app, None)
    assert said == []
    app.builder.wrote = {"a", "b"}
    mends.report(app, None)
    assert said == ["<i>"]


def test_a_mend_of_the_epub_is_named_after_an_epub(extension, monkeypatch):
    """A mend of the EPUB, which is always made whole, is expected there and nowhere else."""
    mends = extension("mends")
    monkeypatch.setattr(mends.Mends, "all", [])
    pages, mended = mends.Mends({"<i>": ""}), mends.Mends({"<b>": ""}, builder="epub")
    said = []
    monkeypatch.setattr(
        mends.logger, "warning", lambda *words, **_: said.append(words[1])
    )
    for builder in ("singlehtml", "epub", "html"):
        app = built(builder)
        app.env = SimpleNamespace(found_docs={"a"})
        mends.report(app, None)
    assert said == ["<b>", "<i>"]
    assert pages.matched[:] == mended.matched[:] == [0]


ONE_CONNECTION = """
const net = require("node:net");
net.Socket.prototype.setNoDelay = () => console.log("at once");
const server = net.createServer(() => setImmediate(process.exit));
server.listen(0, () => net.connect(server.address().port));
"""


def test_formulas_are_asked_for_and_sent_at_once(extension):
    """No part of a message waits until the other side has acknowledged the part before it."""
    katex = extension("formulas")
    with socket.socket() as line:
        katex.at_once(line)
        assert line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    program, *options = katex.command(port=1)[:3]
    command = [program, *options, "--eval", ONE_CONNECTION]
    said = subprocess.run(command, check=True, capture_output=True, timeout=60)
    assert said.stdout == b"at once\n"


MODULE = '''
@checked(rate=POSITIVE)
def step(state: Array, rate: float = 1e-6, *, note: str = "x, y") -> Array:
    """Say something.

    At length.
    """
    # Why.
    return state * rate  # so


def wide(first_of_many_arguments: int, second_of_many_arguments: int, third: float = 1_000.0):
    return third
'''


def test_a_listing_is_the_algorithm(extension):
    """A listing shows a function without docstring, decorators and type annotations."""
    listing = extension("code_of").listing
    assert listing(MODULE, "step").splitlines() == [
        'def step(state, rate=1e-6, *, note="x, y"):',
        "    # Why.",
        "    return state * rate  # so",
    ]
    assert listing(MODULE, "wide").splitlines() == [
        "def wide(first_of_many_arguments, second_of_many_arguments, third=1_000.0):",
        "    return third",
    ]
    with pytest.raises(ValueError, match="no function 'gone'"):
        listing(MODULE, "gone")


def test_a_long_heading_is_broken(extension):
    """A heading of more than 88 letters is broken over lines, and stays Python."""
    names = [f"argument_number_{n}" for n in range(8)]
    shown = extension("code_of").listing(f"def f({', '.join(names)}):\n    pass", "f")
    assert max(map(len, shown.splitlines())) <= 88
    assert [a.arg for a in ast.parse(shown).body[0].args.args] == names


def test_every_page_is_there_as_plain_text():
    """Each page has its plain text, with numbers and figures in words."""
    texts = {
        p.relative_to(BOOK).as_posix(): p.read_text(encoding="utf-8")
        for p in BOOK.rglob("*.txt")
    }
    assert {"rmsprop.txt", "adagrad.txt", "api/index.txt"} <= texts.keys()
    unfilled = ("%s", "<Figure size", "[image")
    assert not [name for name, t in texts.items() if any(u in t for u in unfilled)]
    assert "[Figure: " in texts["rmsprop.txt"]
    assert "\\tag{3.1}" in texts["rmsprop.txt"]
    assert "See RMSProp.\n" in texts["index.txt"]


def test_translations_are_a_table_in_words():
    """Where no script runs the common translations are a table; the form is for pages alone."""
    pages = [
        p
        for p in BOOK.glob("*.html")
        if '<form class="translation' in p.read_text("utf-8")
    ]
    [text] = [page.with_suffix(".txt").read_text(encoding="utf-8") for page in pages]
    assert "| from, to " in text
    assert "I have" not in text


def test_llms_txt_lists_every_page():
    """Every page of ``llms.txt`` lies beside it."""
    lines = (BOOK / "llms.txt").read_text(encoding="utf-8").splitlines()
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
    """Each page has a description for search engines and messages, in whole sentences."""
    lists = {"genindex.html", "search.html"}
    for path in sorted(BOOK.rglob("*.html")):
        name = path.relative_to(BOOK).as_posix()
        if name in lists or name.startswith("_modules/"):
            continue
        head = path.read_text(encoding="utf-8").partition("</head>")[0]
        page = BeautifulSoup(head, "html.parser")
        assert page.select('meta[name="description"]'), name
        said = page.select_one('meta[name="description"]')["content"]
        assert page.select_one('meta[property="og:description"]')["content"] == said
        assert page.select_one('meta[property="og:title"]')["content"]
        assert re.fullmatch(r"[\w“][^\\\ufffc\n]{15,400}[.?!]", said), (name, said)
        assert "gallery:" not in said, name
        assert not page.select('[property="og:url"]'), name


def test_epub_drops_what_the_format_forbids(whole_book):
    """A drawing loses its document type, and a path without a course gets an empty one."""
    drawing = b'<!DOCTYPE svg PUBLIC "x">\n<svg><path id="a"/><path d="M0 0"/></svg>'
    wanted = b'\n<svg><path d="" id="a"/><path d="M0 0"/></svg>'
    assert whole_book.valid("a.svg", drawing) == wanted


def test_epub_declares_mathematics(whole_book):
    """The package says which pages hold MathML."""
    item = b'<item id="a" href="%s.xhtml" media-type="application/xhtml+xml" />'
    members = {"a.xhtml": b"<math></math>", "b.xhtml": b"<p></p>"}
    assert b"mathml" in whole_book.declare(item % b"a", members)
    assert b"mathml" not in whole_book.declare(item % b"b", members)


def test_epub_lists_no_unused_style(whole_book):
    """Styles for the pages of notebooks and of drawn formulas alone are not in it."""
    names = ["book.css", "katex-math.css", "mystnb.0a1b.css"]
    app = built("epub", html_static_path=[whole_book.KATEX], epub_exclude_files=[])
    app.registry = SimpleNamespace(css_files=[(name, {}) for name in names])
    linked = []
    app.builder.init_css_files = lambda: linked.extend(app.registry.css_files)
    whole_book.use_mathml(app)
    assert linked == [("book.css", {})]
    assert app.config.epub_exclude_files == [f"_static/{name}" for name in names[1:]]
    assert app.config.html_static_path == []


def build_info(extension, *places):
    """Return the mark of a configuration with these folders of templates and files."""
    config = Config({}, {"templates_path": list(places)})
    config.add("html_static_path", list(places), "html", frozenset({list}))
    pages = object.__new__(extension("rebuild").Pages)
    pages.config, pages.tags = config, Tags()
    info = pages.create_build_info()
    assert config.templates_path == config.html_static_path == list(places)
    return info


def test_the_path_of_an_environment_does_not_make_pages_old(extension):
    """Folders that libraries add do not count in the configuration's mark, the book's own do."""
    one, other = (build_info(extension, "own", f"/{env}/library") for env in "ab")
    assert one == other
    assert one != build_info(extension, "another")


def test_pages_with_cells_are_shared_out(extension, tmp_path):
    """Pages with cells stand at equal distances, the longest first, and none is lost."""
    names = [f"page{i}" for i in range(9)]
    for i, name in enumerate(names):
        (tmp_path / name).write_text(
            "{code-cell}" + "x" * i if i in (3, 4, 5) else "", encoding="utf-8"
        )
    shared, env = list(names), SimpleNamespace(doc2path=lambda name: tmp_path / name)
    extension("in_order").share_out(None, env, shared)
    assert sorted(shared) == names
    assert [shared.index(f"page{i}") for i in (5, 4, 3)] == [2, 5, 8]


def test_the_longest_scripts_run_first(extension, tmp_path, monkeypatch):
    """Comparisons are begun first; a script that has run as it is needs no other process."""
    order, folder = extension("in_order"), tmp_path / "gallery" / "a"
    monkeypatch.setattr(order, "DOCS", tmp_path / "docs")
    copies = tmp_path / "docs" / "auto_gallery" / "a"
    for place in (folder, copies):
        place.mkdir(parents=True)
    names = ["plot_done.py", "plot_short.py", "plot_which_is_best.py"]
    for name in names:
        (folder / name).write_text(name, encoding="utf-8")
    (copies / "plot_done.py").write_text("plot_done.py", encoding="utf-8")
    assert order.longest_first(names, str(folder), None)[0] == []
    (copies / "plot_done.py.md5").touch()
    done, others = order.longest_first(names, str(folder), None)
    assert (done, others) == (names[:1], ["plot_which_is_best.py", "plot_short.py"])
