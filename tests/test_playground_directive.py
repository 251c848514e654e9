"""``docs/_ext/playground.py``: the figure's form, the links to its presets, what a page loads."""

import re
from types import SimpleNamespace

import numpy as np
import pytest
from bs4 import BeautifulSoup

HELD = """# A

```{playground} playground
:still: drawn
:place: noise
```

{preset}`It falls <noise-lowered>`.
"""
WEIGHTS = """# B

```{playground} weights
:still: weighed
```
"""
TWO = """# C

```{raw} html
<b>raw</b>
```

```{playground} playground
:still: drawn
:id: second
```

```{playground} weights
:still: weighed
```
"""
ROOMS = "mathematics", "link", "form", "plots", "life"
SHARED = [f"_static/playground/{room}.js" for room in ROOMS]
MAIN, OTHER = "_static/playground/view.js", "_static/weights/weights.js"
STYLE = "_static/playground/playground.css"
SCRIPT = "/* What\n   it does. */\n  let γ = '/* b */';\n"


@pytest.fixture
def room(extension):
    """Return the extension."""
    return extension("playground")


@pytest.fixture(scope="module")
def book(tiny_book):
    """Return a book of pages with figures, and one without."""
    files = {"rmsprop.md": WEIGHTS, "behaviour.md": TWO, "none.md": "# D\n"}
    files["static/playground/view.js"] = SCRIPT
    files["static/other.js"] = SCRIPT
    return tiny_book(
        HELD,
        "playground",
        pages=files,
        html_static_path=["static"],
        suppress_warnings=["toc.not_included"],
    )


def page(book, name):
    """Return a page, parsed."""
    html = (book.outdir / f"{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize(
    ("name", "scripts", "styles"),
    [
        ("index", [*SHARED, MAIN], [STYLE]),
        ("rmsprop", [*SHARED, OTHER], [STYLE, "_static/weights/weights.css"]),
        ("behaviour", [*SHARED, MAIN, OTHER], [STYLE, "_static/weights/weights.css"]),
        ("none", [], []),
        ("genindex", [], []),
    ],
)
def test_a_page_loads_what_its_figures_need(book, name, scripts, styles):
    """Scripts and styles of a figure are loaded on its pages, each once, when all is read."""
    found = page(book, name)
    loaded = [s["src"].partition("?")[0] for s in found.select("script[src][defer]")]
    assert sorted(loaded) == sorted(scripts)
    assert [s for s in loaded if s in SHARED] == (SHARED if scripts else [])
    linked = [link["href"].partition("?")[0] for link in found.select("link[href]")]
    folders = "_static/playground/", "_static/weights/"
    assert [name for name in linked if name.startswith(folders)] == styles


def test_a_figure_opens_with_what_its_place_has(book):
    """A form says its kind, its still figure and what it opens with, and hides until drawn."""
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
    form = page(book, "index").select_one("form.pg")
    assert (form["id"], form["data-kind"]) == ("playground", "playground")
    assert form["data-still"] == "drawn"
    assert form["data-opening"] == "#playground?gamma=0.99&steps=200&noise=1&m=rmsprop"
    assert form.has_attr("hidden")
    titles = [link.text for link in form.select(".pg-presets a")]
    assert titles == ["the noise floor", "η/4, floor/4", "η that falls"]
    shown = [box["value"] for box in form.select('input[name="m"][checked]')]
    assert shown == ["gd", "adagrad", "rmsprop"]
    assert not form.select(".pg-map")


def corners(path):
    """Return the corners of a path of relative steps, arcs by their ends."""
    assert re.fullmatch(r"m([-\d ]+|[lhva])+z?", path)
    here, found = np.zeros(2, int), set()
    for step, given in re.findall(r"([mlhva])([-\d ]+)", path):
        n = [int(number) for number in re.findall(r"-?\d+", given)]
        n = {"h": [*n, 0], "v": [0, *n], "a": n[-2:]}.get(step, n)
        for move in np.reshape(n, (-1, 2)):
            here = here + move
            found.add(tuple(here.tolist()))
    return found


def test_each_method_has_its_shape(book):
    """No two methods are drawn alike, and each shape is its own mirror image, round its point."""
    form = page(book, "index").select_one("form.pg")
    shapes = {g["data-m"]: g["data-shape"] for g in form.select("g[data-m]")}
    assert len({*shapes.values()}) == len(shapes) == 8
    for shape in shapes.values():
        assert {(-x, y) for x, y in corners(shape)} == corners(shape)
        assert {1, -1} == {np.sign(x) for x, _ in corners(shape)} - {0}


def test_a_link_leads_to_a_preset_of_the_page(book):
    """The role makes a sentence a link within the page, to an anchor that stands there."""
    found = page(book, "index")
    (link,) = [a for a in found.select("p > a.reference") if a.text == "It falls"]
    assert "internal" in link["class"]
    assert found.find(id=link["href"][1:])
    assert "schedule=cosine" in link["href"]


def test_a_page_without_a_place_has_the_chapter_s(book):
    """A page that is no place opens as the chapter does; a second figure has its own name."""
    first = page(book, "behaviour").select_one("form.pg")
    assert first["id"] == "second"
    assert first["data-opening"].startswith("#second?x1=-3&x2=2&eta=1&gamma=0.5")
    assert first.select(".pg-map path[fill-opacity]")
    weights = page(book, "rmsprop").select_one("form.pg")
    assert (weights["id"], weights["data-kind"]) == ("weights", "weights")
    assert not page(book, "rmsprop").select("[id*='?']")


def opening(room, place, kind="playground", **options):
    """Return the directive's form of a page, parsed, and what stands around it."""
    made = SimpleNamespace(
        arguments=[kind],
        options={"still": "still", **options},
        env=SimpleNamespace(note_dependency=lambda path: None, docname=place),
    )
    (only,) = room.Playground.run(made)
    return only, BeautifulSoup(only.astext(), "html.parser").form


def test_a_form_is_for_pages_alone(room):
    """Other shapes keep the static figure, without controls."""
    only, form = opening(room, "elsewhere")
    assert only["expr"] == "builder_html"
    ((raw,),) = only
    assert raw["format"] == "html"
    assert form["data-opening"] == "#playground?m=gd&m=adagrad&m=rmsprop"


def test_what_a_preset_is_called_is_no_markup(room):
    """A title with a sign of HTML in it is shown as it is."""
    only, form = opening(room, "index", still="<b>")
    assert form["data-still"] == "<b>"
    assert 'data-still="&lt;b&gt;"' in only.astext()


def test_a_script_is_lean(room):
    """Pages load scripts without comments and indentation; all code is left."""
    assert room.lean(SCRIPT) == "let γ = '/* b */';\n"
    assert room.lean("a;\n  /* b */\nc; /* d */\n") == "a;\nc; /* d */\n"


def test_the_book_s_scripts_are_lean_and_others_are_not(book):
    """Of the static files the figures' scripts alone are made lean."""
    static = book.outdir / "_static"
    lean = (static / "playground" / "view.js").read_text(encoding="utf-8")
    assert lean == "let γ = '/* b */';\n"
    assert (static / "other.js").read_text(encoding="utf-8") == SCRIPT


@pytest.mark.parametrize(
    ("kind", "failed"), [("html", OSError()), ("text", None), ("text", OSError())]
)
def test_only_pages_load_lean_scripts(room, tmp_path, kind, failed):
    """A build that failed, and one of no pages, leave scripts as they are."""
    script = tmp_path / "_static" / "playground" / "view.js"
    script.parent.mkdir(parents=True)
    script.write_text(SCRIPT, encoding="utf-8")
    builder = SimpleNamespace(format=kind)
    room.write_lean(SimpleNamespace(builder=builder, outdir=tmp_path), failed)
    assert script.read_text(encoding="utf-8") == SCRIPT


def test_the_map_of_the_cycle_is_as_dark_as_the_amplitude(room, monkeypatch):
    """Rows are γ from 1 down, columns powers of ten of e; below 1/20 there is no shade."""
    asked = []

    def amplitude(gamma, e, steps):
        asked.append((gamma, e, steps))
        return np.linspace(0, 1, 60) if len(asked) == 1 else np.full(60, 0.05)

    monkeypatch.setattr(room, "final_amplitude", amplitude)
    shown = room.cells.__wrapped__()
    assert [round(gamma, 3) for gamma, *_ in asked] == [
        *(0.975, 0.925, 0.875, 0.825, 0.775, 0.725, 0.675, 0.625, 0.575, 0.525),
        *(0.475, 0.425, 0.375, 0.325, 0.275, 0.225, 0.175, 0.125, 0.075, 0.025),
    ]
    for _, e, steps in asked:
        assert steps == 2000
        assert len(e) == 60
        assert e[[0, 59]] == pytest.approx([10**-3.95, 10**1.95])
    assert list(shown) == [0.07, 0.14, 0.21, 0.28, 0.35, 0.42, 0.49, 0.56, 0.63, 0.7]
    assert shown[0.07] == "M3 0h6v1h-6z"
    assert shown[0.7] == "M57 0h3v1h-3z"
    assert not re.search(r" [1-9]", "".join(shown.values()))


def test_the_map_has_each_row(room, monkeypatch):
    """Where all ends alike, a shade has one path for each of the twenty rows."""
    monkeypatch.setattr(room, "final_amplitude", lambda *_: np.full(60, 2.0))
    assert room.cells.__wrapped__() == {
        0.7: "".join(f"M0 {row}h60v1h-60z" for row in range(20))
    }
