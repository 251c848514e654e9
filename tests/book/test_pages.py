"""What is true of the built pages. Build them first: ``nox -s docs``."""

import ast
import builtins
import hashlib
import itertools
import json
import re
from base64 import b64encode
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from bs4 import BeautifulSoup
from numerals import FACT, of_page

from rmsprop_tut.book import benchmark, facts
from rmsprop_tut.lab.peers import peers_record

DOCS = Path(__file__).parents[2] / "docs"
BOOK = DOCS / "_build" / "html"
SOURCES = {p.stem: p.read_text(encoding="utf-8") for p in sorted(DOCS.glob("*.md"))}
SPAN = re.compile(r"<(/?)span\b[^>]*>")
SIDEBAR = re.compile(r'(?s)<div class="sidebar-tree">.*?(?=</aside>)')
INCLUDED = re.compile(r"\{include\} (\S+)")


def pages_with(directive):
    """Return the names of the book's own pages that use a directive or role."""
    return [name for name, source in SOURCES.items() if f"{{{directive}}}" in source]


def after_drawing(text):
    """Return what stands after the element of spans in which a text begins."""
    depth = 1
    for tag in SPAN.finditer(text):
        depth += -1 if tag[1] else 1
        if not depth:
            return text[tag.end() :]
    raise ValueError(f"no end of {text[:80]!r}")


def undrawn(html):
    """Return a page without the drawings of its formulas, which stand there as MathML too."""
    first, *rest = html.split('<span class="katex-html" aria-hidden="true">')
    return first + "".join(map(after_drawing, rest))


@pytest.fixture(scope="module")
def pages():
    """Return every page of the book, parsed, by its path in the book.

    The sidebar's list of all pages, which is half of all elements, is left on one page a folder.
    """
    found, folders = {}, set()
    for path in sorted(BOOK.rglob("*.html")):
        html = undrawn(path.read_text(encoding="utf-8"))
        if path.parent in folders:
            html = SIDEBAR.sub("", html)
        folders.add(path.parent)
        found[path.relative_to(BOOK).as_posix()] = BeautifulSoup(html, "html.parser")
    if not found:
        pytest.fail("There is no built book to test: run `nox -s docs` first.")
    return found


@pytest.fixture(scope="module")
def names(pages):
    """Return the names of each page's elements, which links lead to."""
    return {n: [e["id"] for e in page.find_all(id=True)] for n, page in pages.items()}


def test_no_traceback(pages):
    """No traceback and no warning stands in any output."""
    run = {
        name: page
        for name, page in pages.items()
        if not name.startswith(("_modules/", "api/generated/"))
    }
    outputs = [
        out for page in run.values() for out in page.select(".output, .cell_output")
    ]
    assert outputs
    assert not [o for o in outputs if "Traceback" in o.text or "Warning" in o.text]
    assert not [name for name, page in run.items() if page.select(".stderr")]


@pytest.mark.parametrize(
    ("directive", "name"),
    [("code-cell", "index"), ("code-of", "adagrad"), ("fact", "errata")],
)
def test_pages_are_found_by_what_they_use(directive, name):
    """Pages are judged because of what stands in them, and some have it."""
    assert {name, "rmsprop", "behaviour"} <= set(pages_with(directive))


@pytest.mark.parametrize("name", pages_with("code-cell"))
def test_every_cell_that_draws_has_its_figure(pages, name):
    """Every figure is there: as many images as cells that draw."""
    images = pages[f"{name}.html"].select(".cell_output img")
    assert len(images) == SOURCES[name].count("    alt: >-")
    assert all(" " in image["alt"] and image["alt"].endswith(".") for image in images)


def test_every_gallery_script_has_page_figure_thumbnail_and_downloads(pages):
    """Each script has its page, with figures, a thumbnail, and script and notebook to download."""
    overview = pages["auto_gallery/index.html"]
    scripts = list((DOCS.parent / "gallery").rglob("*.py"))
    assert len(scripts) > 15
    for script in scripts:
        chapter, name = script.parent.name, f"{script.stem}.html"
        page = pages[f"auto_gallery/{chapter}/{name}"]
        assert page.select("img.sphx-glr-single-img")
        links = [a["href"] for a in page.select("a.download")]
        assert {Path(link).suffix for link in links} >= {".py", ".ipynb"}
        folder = BOOK / "auto_gallery" / chapter
        assert all((folder / link).resolve().is_file() for link in links)
        assert overview.select(f'a[href^="{chapter}/{name}"]')


def test_no_name_is_given_twice(names):
    """No two elements of a page have the same name to link to."""
    assert len(names) > 50
    twice = {
        n: [k for k, v in Counter(ids).items() if v > 1] for n, ids in names.items()
    }
    assert {path: found for path, found in twice.items() if found} == {}


def test_every_reference_resolves(pages, names):
    """Every link within the book leads to a page and an anchor that exist."""
    broken = []
    for name, page in pages.items():
        for link in page.find_all("a", href=True):
            target, anchor = urldefrag(link["href"])
            if "://" in target or target.startswith("mailto:"):
                continue
            path = (BOOK / name).parent / unquote(target) if target else BOOK / name
            known = path.resolve().is_file()
            if known and anchor and path.suffix == ".html":
                other = path.resolve().relative_to(BOOK.resolve()).as_posix()
                known = unquote(anchor) in names[other]
            if not known:
                broken.append((name, link["href"]))
    assert not broken


def policy_of(page):
    """Return what a page lets in, by kind, as it says before all that it loads."""
    first, *more = page.select("meta[http-equiv]")
    assert not more
    assert first.find_previous_siblings(True) == page.select("meta[charset]")
    rules = (rule.split() for rule in first["content"].split("; "))
    return {name: said for name, *said in rules}


def test_every_page_lets_in_nothing_from_elsewhere(pages):
    """Every page has a policy: nothing from elsewhere, no text run as code."""
    for name, page in pages.items():
        policy = policy_of(page)
        assert policy.pop("default-src") == ["'self'"], name
        assert policy.pop("style-src-attr") == ["'unsafe-inline'"], name
        assert {"script-src", "style-src-elem", "form-action"} <= set(policy), name
        for rule in ("frame-src", "object-src", "base-uri"):
            assert policy.pop(rule) == ["'none'"], name
        said = {source for sources in policy.values() for source in sources}
        hashed = {source for source in said if source.startswith("'sha256-")}
        assert said - hashed == {"'self'", "data:"}, name


def test_what_stands_in_a_page_is_let_in_by_its_hash(pages):
    """What stands in a page is let in by its hash: in all the book two scripts and one style."""
    kinds = {"script": "script-src", "style": "style-src-elem"}
    texts = {kind: set() for kind in kinds}
    for name, page in pages.items():
        for kind, rule in kinds.items():
            plain = [e.string for e in page.find_all(kind, src=False, type=False)]
            digests = (hashlib.sha256(text.encode()).digest() for text in plain)
            hashes = {f"'sha256-{b64encode(digest).decode()}'" for digest in digests}
            assert set(policy_of(page)[rule]) == {"'self'", *hashes}, name
            texts[kind].update(plain)
    assert len(texts["script"]) == 2
    assert len(texts["style"]) == 1


def test_every_image_is_there(pages):
    """Every image that a page shows lies in the book."""
    shown = [
        (n, i["src"]) for n, page in pages.items() for i in page.select("img[src]")
    ]
    missing = [s for s in shown if not ((BOOK / s[0]).parent / unquote(s[1])).is_file()]
    assert shown
    assert not missing


def test_no_broken_formula(pages):
    """A formula that KaTeX cannot read would be red: there is none."""
    assert len(pages["behaviour.html"].select(".katex")) > 50
    texts = {name: (BOOK / name).read_text(encoding="utf-8") for name in pages}
    assert not [name for name, text in texts.items() if "#cc0000" in text]


def test_code_links_to_the_reference_and_back(pages):
    """Gallery code links to the API, and the API to the examples that use a function."""
    links = [
        a["href"]
        for a in pages["auto_gallery/rmsprop/plot_which_paths.html"].select(
            ".highlight a"
        )
    ]
    assert any("rmsprop_tut.rmsprop_2d" in link for link in links)
    examples = pages["api/generated/rmsprop_tut.rmsprop_2d.html"].select(
        ".sphx-glr-thumbcontainer"
    )
    assert examples


def listed(page):
    """Return the functions that a page shows of the package, as code; not whole programs."""
    found = page.select(".highlight-python")
    blocks = [
        block.text for block in found if not block.find_parent(class_="sd-tab-set")
    ]
    return [code for code in blocks if re.search(r"(?m)^def ", code)]


def of_kind(kind, code):
    """Return the parts of code that are of a kind."""
    return [node for node in ast.walk(ast.parse(code)) if isinstance(node, kind)]


@pytest.mark.parametrize("name", pages_with("code-of"))
def test_a_listing_is_the_algorithm(pages, name):
    """The code that a page shows is the package's, without docstring, decorator and type."""
    rooms = (DOCS.parent / "rmsprop_tut").rglob("*.py")
    package = "".join(room.read_text(encoding="utf-8") for room in rooms)
    listings = listed(pages[f"{name}.html"])
    assert listings
    for code in listings:
        lines = re.sub(r"(?s)def .*?\):\n", "", code).splitlines()
        assert [line for line in lines if line not in package] == []
        assert not [a for a in of_kind(ast.arg, code) if a.annotation]
        assert not of_kind(ast.AnnAssign, code)
        for function in of_kind(ast.FunctionDef, code):
            assert not function.decorator_list
            assert not function.returns
            assert not ast.get_docstring(function)


def called(code):
    """Return the names that code calls, of ``np.square`` and the like the first part."""
    functions = [call.func for call in of_kind(ast.Call, code)]
    return {ast.unparse(function).split(".")[0] for function in functions}


SAID = {
    "sqrt",
    "leak",
    "Interval",
    "inverse_root",
    "orthogonal_factor",
}  # a few words say what they are


def unexplained(listings, prose):
    """Return what listings call and a reader of them and of a page's prose cannot know."""
    known = {"np", "math", *dir(builtins)} | (SAID & prose)
    known |= {f.name for code in listings for f in of_kind(ast.FunctionDef, code)}
    arguments = {code: {a.arg for a in of_kind(ast.arg, code)} for code in listings}
    return {name for c in listings for name in called(c) - known - arguments[c]}


@pytest.mark.parametrize("name", pages_with("code-of"))
def test_a_listing_calls_what_its_page_shows(pages, name):
    """What a listing calls is Python's, NumPy's, an argument, shown too, or said."""
    page = pages[f"{name}.html"]
    said = {code.text for code in page.select("p code")}
    assert unexplained(listed(page), said) == set()


@pytest.mark.parametrize(
    ("code", "unknown"),
    [
        ("def f(x): return hidden(x)", {"hidden"}),
        ("def f(x): return room.step(x)", {"room"}),
        ("def f(x): return min(np.square(x), math.sin(x), x.get(f))", set()),
        ("def f(x): return lambda t: x(t) + step(t)\ndef step(t): return t", set()),
        ("def f(x): return sqrt(x)", {"sqrt"}),
    ],
)
def test_a_call_of_something_unseen_is_found(code, unknown):
    """A call of what no reader has seen is found, and the root where no prose says it."""
    assert unexplained([code], set()) == unknown
    assert unexplained([code], {"sqrt", "hidden"}) == unknown - {"sqrt"}


def test_rmsprop_is_shown_with_its_step(pages):
    """The listing of an update in two dimensions holds the equation that it applies."""
    code = "".join(b.text for b in pages["rmsprop.html"].select(".highlight-python"))
    step, update = code.index("def rmsprop_step("), code.index("def rmsprop_2d(")
    assert "s = gamma * s + (1 - gamma) * (g * g)\n" in code[step:update]
    assert code[update:].count("rmsprop_step(") == 2


@pytest.mark.parametrize("library", ["mxnet", "pytorch", "keras", "optax"])
def test_the_programs_that_are_run_are_shown_with_what_they_print(pages, library):
    """A tab has the program's file, and the recorded output with its version and date."""
    program = DOCS / "programs" / f"with_{library}.py"
    recorded = peers_record()[library]
    made = recorded["made"]
    ran = hashlib.sha256(program.read_bytes()).hexdigest()
    assert recorded["program_sha256"] == ran, "run `nox -s peers` again"
    tabs = [tab.text for tab in pages["rmsprop.html"].select(".sd-tab-content")]
    (tab,) = [t for t in tabs if program.read_text(encoding="utf-8").strip() in t]
    assert recorded["program"].strip() in tab
    assert f"version {made['version']} on {made['date']}" in tab


@pytest.mark.parametrize("kind", ["builds", "pages"])
def test_the_book_s_own_cost_is_the_record_s(pages, kind):
    """The page of the book's cost has the tables that the record makes, cell by cell."""
    (wanted,) = benchmark.tables(kind)
    shown = [
        [
            tuple(cell.text.strip() for cell in row.select("th, td"))
            for row in table("tr")
        ]
        for table in pages["cost.html"].select("article table")
    ]
    assert wanted in shown
    assert benchmark.caption(kind) in pages["cost.html"].text
    assert benchmark.long_ones() in pages["cost.html"].text


def test_every_public_name_has_its_page(pages):
    """The API reference holds every public name."""
    import rmsprop_tut

    names = set(rmsprop_tut.__all__) - {"plt"}
    assert names
    assert not [n for n in names if f"api/generated/rmsprop_tut.{n}.html" not in pages]


@pytest.mark.parametrize("name", pages_with("fact"))
def test_numbers_in_prose_are_filled_in(pages, name):
    """Every number that a page quotes stands there as its fact is written."""
    parts = [DOCS / part for part in INCLUDED.findall(SOURCES[name])]
    sources = [SOURCES[name], *(part.read_text(encoding="utf-8") for part in parts)]
    said = [sentence for source in sources for sentence in of_page(source)]
    quoted = {facts.text(fact) for s in said for fact in FACT.findall(s)}
    page = pages[f"{name}.html"]
    shown = {number.text for number in page.select(".fact")}
    alts = " ".join(image["alt"] for image in page.select("img[alt]"))
    assert shown <= quoted
    assert {text for text in quoted - shown if text not in alts} == set()
    assert "{fact}" not in str(page)


def test_headings_nest(pages):
    """Headings nest: one of the first level, and none skips a level downwards."""
    for name, page in pages.items():
        headings = page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])
        levels = [int(heading.name[1]) for heading in headings]
        assert levels.count(1) == levels[:1].count(1) == 1, name
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), name


def test_figures_are_light_and_sized(pages):
    """Figures are at most 150 KB each, with their size in the HTML."""
    for name, page in pages.items():
        for image in page.select("article img"):
            assert image["width"].isdigit(), name
            assert image["height"].isdigit(), name
            file = BOOK / name / ".." / image["src"]
            assert file.resolve().stat().st_size <= 150_000, file


CELLS = [*DOCS.glob("*.md"), *(DOCS.parent / "gallery").rglob("*.py")]
ACROSS = re.compile(r'\.ax[hv]line\([^;]*?label="([^"]+)"|\.ax[hv]line\(')


def test_every_line_across_a_figure_is_labelled():
    """A line across a figure has a label, in the legend or, after an underscore, beside it."""
    codes = [path.read_text(encoding="utf-8") for path in CELLS]
    drawn = [(code, label) for code in codes for label in ACROSS.findall(code)]
    assert len(drawn) >= 8
    beside = [(c, label) for c, label in drawn if label[:1] in ("", "_")]
    assert [x for c, x in beside if f'annotate("{x[1:]}"' not in c] == []


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("behaviour", "step 20, where the chapter stops"),
        ("behaviour", "η/2, where the cycle is"),
        ("rmsprop", "optimum 0.2417"),
    ],
)
def test_labels_stand_in_the_pictures(pages, name, label):
    """Every line is labelled in the picture itself."""
    shown = [BOOK / i["src"] for i in pages[f"{name}.html"].select(".cell_output img")]
    assert any(f"<!-- {label} -->" in path.read_text("utf-8") for path in shown)


def search_index():
    """Return what the search of the built book reads."""
    text = (BOOK / "searchindex.js").read_text(encoding="utf-8")
    return json.loads(text[text.index("(") + 1 : text.rindex(")")])


@pytest.mark.parametrize("word", ["alpha", "rho", "eps", "rmsprop"])
def test_a_search_for_a_setting_leads_to_what_to_set(word):
    """Searching the book for alpha, rho, eps or RMSprop leads to the page of what to set."""
    index = search_index()
    place = index["docnames"].index("what-to-set")
    (found,) = index["indexentries"][word]
    assert found[0] == place
    assert found[2], "a main entry stands before what is found in texts"
