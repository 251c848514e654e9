"""What a page is to the eyes: on a telephone's screen, in the dark, and behind a search."""

import re

import pytest
from conftest import BOOK, TELEPHONE
from playwright.sync_api import expect

PAGES = sorted(path.relative_to(BOOK).as_posix() for path in BOOK.rglob("*.html"))
FIGURE = re.compile(r'_images/[^"]+(?<!_thumb)\.svg"')
WITH_FIGURES = [
    name for name in PAGES if FIGURE.search((BOOK / name).read_text(encoding="utf-8"))
]
LETTERS = re.compile(r"scale\(([\d.]+) -[\d.]+\)")  # of a text, from hundredths
SMALLER = re.compile(
    r"<use [^>]*scale\((0\.\d+)\)"
)  # of letters within it, such as exponents


def drawings(page):
    """Return each figure of a page: its file, the width that it is shown with, its filter."""
    shown = page.locator(
        "article img:not([src*='_thumb']):not(.pg-still)"
    ).evaluate_all(
        "(all) => all.map((e) => [e.src, e.clientWidth, getComputedStyle(e).filter])"
    )
    folder = BOOK / "_images"
    return [
        ((folder / s.rsplit("/", 1)[1]).read_text(encoding="utf-8"), w, f)
        for s, w, f in shown
    ]


def least_letter(drawing, width):
    """Return the height of the smallest letters of a figure that is shown with a width."""
    own = float(re.search(r'viewBox="0 0 ([\d.]+)', drawing)[1])
    least = min(map(float, LETTERS.findall(drawing)))
    least *= min(map(float, SMALLER.findall(drawing)), default=1)
    return 100 * least * width / own


def test_figures_on_a_telephone_in_the_dark(visit):
    """At 375 px a figure's letters are at least 9 px high, exponents included.

    On dark pages lines are turned, and maps and photographs keep their colours.
    """
    page = visit("index.html", width=TELEPHONE, color_scheme="dark")
    small, kept = {}, set()
    for name in WITH_FIGURES:
        page.goto((BOOK / name).as_uri())
        for drawing, width, seen in drawings(page):
            if (height := least_letter(drawing, width)) < 9:
                small[name] = height
            coloured = "<image " in drawing or 'id="QuadMesh' in drawing
            assert (seen == "none") == coloured, name
            kept |= {name} if coloured else set()
    assert len(WITH_FIGURES) > 20
    assert small == {}
    assert {"behaviour.html", "auto_gallery/rmsprop/plot_how_sensitive.html"} <= kept


def test_what_scrolls_takes_the_keyboard(visit):
    """A box that scrolls is a stop of the keyboard, and no longer where it does not."""
    page = visit("rmsprop.html", width=TELEPHONE)
    listing = page.locator("pre", has_text="def rmsprop_2d").first
    expect(listing).to_have_attribute("tabindex", "0")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(listing).not_to_have_attribute("tabindex", "0")


def test_a_map_s_thumbnail_keeps_its_colours(visit):
    """In the gallery's overview, too, a map keeps its colours in the dark, and lines do not."""
    page = visit("auto_gallery/index.html", color_scheme="dark")
    for name, kept in {"how_sensitive": True, "which_paths": False}.items():
        image = page.locator(f"img[src*='{name}_thumb']").first
        seen = image.evaluate("(e) => getComputedStyle(e).filter")
        assert (seen == "none") == kept


def test_the_first_page_leads_to_all(visit):
    """The landing page links to all chapters and to the interactive figure."""
    page = visit("index.html")
    hrefs = "(all) => all.map((e) => e.getAttribute('href').split('#'))"
    cards = page.locator("article a.sd-stretched-link").evaluate_all(hrefs)
    parts = page.locator(".sidebar-tree .toctree-l1 > a").evaluate_all(hrefs)
    assert {part for part, *_ in parts} - {card for card, *_ in cards} == {
        "architecture.html",
        "cost.html",
        "faults.html",
        "hosting.html",
        "references.html",
    }
    assert ["rmsprop.html", "fig-playground"] in cards
    page.locator(".sd-card", has_text="The interactive figure").click()
    expect(page.locator("#fig-playground form.pg")).to_be_in_viewport()


@pytest.mark.parametrize("word", ["learning", "weight"])
def test_a_search_marks_words_and_no_labels(visit, word):
    """The search marks words without breaking the interactive figure's labels."""
    name = {"learning": "rmsprop.html", "weight": "leaky-averages.html"}[word]
    inside = (
        "(form) => [...form.querySelectorAll('label, legend, text, p')]"
        ".map((e) => e.outerHTML)"
    )
    page = visit(name)
    form = page.locator("form.pg")
    expect(form).to_contain_text(word)
    expect(form.locator("[role=status]")).not_to_be_empty()  # all is drawn
    before = form.evaluate(inside)
    page.goto((BOOK / "search.html").as_uri() + f"?q={word}")
    expect(page.locator(".search-summary")).to_contain_text("finished")  # nothing moves
    page.locator(f"#search-results a[href^='{name}']").first.click()
    expect(page.locator("article p span.highlighted").first).to_have_text(
        word, ignore_case=True
    )
    expect(form.locator("[role=status]")).not_to_be_empty()
    assert form.evaluate(inside) == before
    assert page.locator("form.pg .highlighted").count() == 0


@pytest.mark.parametrize("word", ["preconditioner", "half-life"])
def test_a_search_shows_where_it_found(visit, word):
    """From a folder, too, the search shows where in a page it found the words."""
    page = visit("search.html")
    page.goto((BOOK / "search.html").as_uri() + f"?q={word}")
    found = page.locator("#search-results p.context", has_text=word)
    expect(found.first).to_be_visible()
    marked = found.first.locator(".highlighted").first
    expect(marked).to_have_text(word.split("-")[0], ignore_case=True)


def test_the_texts_of_a_search_are_light():
    """What a search in a folder reads is no more than the texts of the pages."""
    texts = (BOOK / "searchtexts.js").stat().st_size
    assert texts < 1.2 * sum(path.stat().st_size for path in BOOK.rglob("*.txt"))


@pytest.mark.parametrize(
    ("name", "number"), [("rmsprop.html", "3.1"), ("leaky-averages.html", "1.1")]
)
def test_figures_are_called_by_their_numbers(visit, name, number):
    """Where the text speaks of a figure it has a number, which leads to it."""
    page = visit(name)
    page.locator("p a", has_text=f"Fig. {number}").click()
    named = page.locator("figcaption", has_text=f"Fig. {number}")
    expect(page.locator("figure", has=named)).to_be_in_viewport()
