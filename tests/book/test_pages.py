"""What is true of the built pages. Build them first: ``nox -s docs``."""

import itertools
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from bs4 import BeautifulSoup
from numerals import FACT, of_page

from rmsprop_tut.book import facts

DOCS = Path(__file__).parents[2] / "docs"
BOOK = DOCS / "_build" / "html"
CHAPTERS = ["index", "leaky-averages", "adagrad", "rmsprop", "behaviour"]


def soup(path):
    """Parse one page."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(scope="module")
def pages():
    """Return every page of the book, parsed, by its path in the book."""
    found = {
        p.relative_to(BOOK).as_posix(): soup(p) for p in sorted(BOOK.rglob("*.html"))
    }
    if not found:
        pytest.fail("There is no built book to test: run `nox -s docs` first.")
    return found


def test_no_traceback(pages):
    """No traceback and no warning stands in any output."""
    outputs = [
        out for page in pages.values() for out in page.select(".output, .cell_output")
    ]
    assert outputs
    assert not [o for o in outputs if "Traceback" in o.text or "Warning" in o.text]
    assert not [p for p, page in pages.items() if page.select(".stderr")]


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_cell_that_draws_has_its_figure(pages, name):
    """Every figure is there: as many images as cells that draw."""
    source = (DOCS / f"{name}.md").read_text()
    wanted = source.count("    alt: >-")
    images = pages[f"{name}.html"].select(".cell_output img")
    assert wanted > 0
    assert len(images) == wanted
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


def test_every_reference_resolves(pages):
    """Every link within the book leads to a page and an anchor that exist."""
    broken = []
    for name, page in pages.items():
        for link in page.select("a[href]"):
            target, anchor = urldefrag(link["href"])
            if "://" in target or target.startswith("mailto:"):
                continue
            path = (BOOK / name).parent / unquote(target) if target else BOOK / name
            known = path.resolve().is_file()
            if known and anchor and path.suffix == ".html":
                other = pages[path.resolve().relative_to(BOOK.resolve()).as_posix()]
                known = other.find(id=unquote(anchor)) is not None
            if not known:
                broken.append((name, link["href"]))
    assert not broken


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
    assert sum(len(page.select(".katex")) for page in pages.values()) > 50
    assert not [name for name, page in pages.items() if "#cc0000" in str(page)]


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


LISTED = ["leaky-averages", "adagrad", "rmsprop", "behaviour"]


@pytest.mark.parametrize("name", LISTED)
def test_a_listing_is_the_algorithm(pages, name):
    """The code that a page shows is the package's, and no check, docstring or type is in it."""
    blocks = [block.text for block in pages[f"{name}.html"].select(".highlight-python")]
    listings = [code for code in blocks if code.startswith("def ")]
    package = "".join(
        p.read_text() for p in (DOCS.parent / "rmsprop_tut").rglob("*.py")
    )
    assert listings
    for code in listings:
        assert not [w for w in ('"""', "@", "->", "check", ": float") if w in code]
        lines = re.sub(r"(?s)def .*?\):\n", "", code).splitlines()
        assert [line for line in lines if line not in package] == []


def test_rmsprop_is_shown_with_its_step(pages):
    """The listing of an update in two dimensions holds the equation that it applies."""
    code = "".join(b.text for b in pages["rmsprop.html"].select(".highlight-python"))
    step, update = code.index("def rmsprop_step("), code.index("def rmsprop_2d(")
    assert "s = gamma * s + (1 - gamma) * (g * g)\n" in code[step:update]
    assert code[update:].count("rmsprop_step(") == 2


def test_every_public_name_has_its_page(pages):
    """The API reference holds every public name."""
    import rmsprop_tut

    names = set(rmsprop_tut.__all__) - {"plt"}
    assert names
    assert not [n for n in names if f"api/generated/rmsprop_tut.{n}.html" not in pages]


@pytest.mark.parametrize("name", [*CHAPTERS, "errata"])
def test_numbers_in_prose_are_filled_in(pages, name):
    """Every number that a page quotes stands there as its fact is written."""
    sources = [DOCS / f"{name}.md"]
    if name == "rmsprop":
        sources += sorted((DOCS / "_solutions").glob("*.md"))
    said = [
        s for source in sources for s in of_page(source.read_text(encoding="utf-8"))
    ]
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
