"""The built book as a reader has it: opened from its folder, without a network."""

import itertools
import json
import re
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from conftest import BOOK, TELEPHONE
from playwright.sync_api import expect
from serving import serving
from telephone import broken

AXE = Path(__file__).parents[2] / "docs/node_modules/axe-core/axe.min.js"
SHOTS = BOOK.parent / "screenshots"
PAGES = sorted(path.relative_to(BOOK).as_posix() for path in BOOK.rglob("*.html"))
WRITTEN = [
    page for page in PAGES if not page.startswith(("_modules/", "api/generated/"))
]
MADE = [page for page in PAGES if page not in WRITTEN]  # from docstrings and code
JUDGED = {*WRITTEN, *MADE[::8]}
DOZENS = [[page] for page in WRITTEN] + [
    MADE[i : i + 12] for i in range(0, len(MADE), 12)
]
WIDTHS = {"wide": 1280, "narrow": 320}
FORMS = list(itertools.product(WIDTHS, ("light", "dark")))
LAYOUTS = {  # a page of each, judged in all forms; others in two that differ in both
    *("index.html", "rmsprop.html", "theorems.html", "search.html", "404.html"),
    *("api/index.html", "auto_gallery/index.html", "what-to-set.html"),
}
KEYS = [  # scripts' pages share their layout, whose narrow form is that of the others
    (name, width)
    for name, width in itertools.product(WRITTEN, WIDTHS.values())
    if width > 320 or "/plot_" not in name
]
# Formulas are drawn by many parts that no screen reader meets: a box of its size for each.
BOXES = """() => {
  const drawn = [...document.querySelectorAll(".katex-html .base")];
  const sizes = drawn.map((base) => base.getBoundingClientRect());
  drawn.forEach((base, i) => {
    const box = document.createElement("span");
    box.style.cssText = "display: inline-block";
    box.style.width = sizes[i].width + "px";
    box.style.height = sizes[i].height + "px";
    base.replaceChildren(box);
  });
}"""
# Take down each stop of the keyboard, and the element where neither it nor its label shows it.
FOLLOW = """() => {
  window.seen = {};
  const shown = (e) => {
    const style = getComputedStyle(e);
    return style.outlineStyle !== "none" && style.opacity !== "0";
  };
  addEventListener("focusin", ({ target: e }) => {
    seen[e.dataset.stop] = [e, ...(e.labels ?? [])].some(shown) ? "" : e.outerHTML;
  });
}"""
FOCUSABLE = "a[href]:not(.back-to-top), button, input, summary, select, textarea, [tabindex='0']"


@pytest.fixture(scope="module")
def server():
    """Serve the book on this machine as its own server does, and return the address."""
    with serving(BOOK) as address:
        yield address.rstrip("/")


def objections(page):
    """Return what axe-core finds, best practices included.

    Only that leaves the page: all that axe-core looked at is far more, and slow to copy.
    It looks once the page has been drawn at its size: only then do pages know what scrolls.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(BOXES)
        page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate(
        "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
    )
    return page.evaluate(
        "axe.run(document, { preload: false, resultTypes: ['violations'] }).then("
        "({ violations }) => violations.flatMap((rule) =>"
        " rule.nodes.map((node) => [rule.id, node.html])))"
    )


def shown(page, forms):
    """Show a page in one form after the other."""
    for shape, scheme in forms:
        page.set_viewport_size({"width": WIDTHS[shape], "height": 900})
        page.emulate_media(color_scheme=scheme)
        yield shape, scheme


def sideways(page):
    """Return the widths at which a page is wider than its window, with what it takes."""
    wider = {}
    for width in (1280, 400, 320, TELEPHONE):
        page.set_viewport_size({"width": width, "height": 900})
        seen = page.evaluate(
            "Math.max(...[document.documentElement, document.querySelector('.content')]"
            ".map((e) => e.scrollWidth))"
        )
        wider |= {width: seen} if seen > width else {}
    return wider


def test_there_is_a_book():
    """The pages to test are there: build them first."""
    assert set(PAGES) >= LAYOUTS


@pytest.mark.parametrize("word", ["preconditioner", "half-life"])
def test_search_works_offline(visit, word):
    """Search finds "preconditioner" and "half-life" offline."""
    page = visit("rmsprop.html")
    page.locator("input[name=q]").fill(word)
    page.locator("input[name=q]").press("Enter")
    page.locator("#search-results li a").first.click()
    expect(page.locator("article")).to_contain_text(word, ignore_case=True)
    assert page.url.startswith("file:")


@pytest.mark.parametrize("word", ["alpha", "rho", "eps", "RMSprop"])
def test_a_search_for_a_setting_leads_to_what_to_set(visit, word):
    """Searching for alpha, rho, eps or RMSprop shows the page of what to set first."""
    page = visit("search.html")
    page.goto((BOOK / "search.html").as_uri() + f"?q={word}")
    expect(page.locator(".search-summary")).to_contain_text("finished")
    first = page.locator("#search-results li > a").first
    expect(first).to_have_attribute("href", re.compile("^what-to-set.html"))


@pytest.mark.parametrize("kind", ["py", "ipynb"])
def test_downloads_work(visit, server, kind):
    """Downloads (script, notebook) work; in a folder the link shows the very file."""
    name, link = (
        "auto_gallery/leaky_averages/plot_how_far_back.html",
        f"a.download[href$='.{kind}']",
    )
    page = visit(name)
    page.locator(link).first.click()
    shown = page.locator("body").inner_text()
    page.goto(f"{server}/{name}")
    with page.expect_download() as download:
        page.locator(link).first.click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "rmsprop_tut" in (text if kind == "py" else str(json.loads(text)["cells"]))
    assert shown.split() == text.split()


def bytes_of(urls):
    """Return the size of the files asked for, without the mathematics library."""
    files = {url2pathname(urlsplit(u).path) for u in urls if u.startswith("file:")}
    return sum(Path(f).stat().st_size for f in files if "katex" not in f.lower())


def forms_of(name):
    """Return the forms in which axe-core judges a page: all, or two where another is like it."""
    if name not in JUDGED:
        return []
    return FORMS if name in LAYOUTS else FORMS[::3]


def judge(page, name, asked, pictures):
    """Hold a page that is open to all that each page is held to."""
    wider, found = sideways(page), {}
    in_parts = {} if name.startswith("_modules/") else broken(page)
    if pictures:
        for shape, scheme in shown(page, forms_of(name)):
            shot = SHOTS / f"{shape}-{scheme}" / name
            page.screenshot(path=shot.with_suffix(".png"), full_page=True)
    for form in shown(page, forms_of(name)):
        found[form] = objections(page)
    assert len(asked) > 1, name
    assert not [url for url in asked if not url.startswith((BOOK.as_uri(), "data:"))]
    assert (wider, in_parts) == ({}, {}), name
    assert not any(found.values()), (name, found)
    if name in WRITTEN:
        # The overview has a picture of each script, the search the texts of all pages.
        large = {"auto_gallery/index.html": 2e6, "search.html": 2e6}
        limits = {"rmsprop.html": 1e6, **large}
        assert 1e4 < bytes_of(asked) <= limits.get(name, 1.5e6)


@pytest.mark.parametrize("names", DOZENS, ids=lambda names: names[0])
def test_pages_in_their_folder(visit, names, request):
    """No request leaves the folder, no page scrolls sideways, axe-core finds nothing.

    A 320 px screen works, and so does zoom to 400 %, which makes 1280 px as wide. At 375 px
    tables and code scroll in their boxes, and names do not break. Axe-core judges best
    practices, too: a page of each layout wide and narrow, light and dark, others wide and light,
    and narrow and dark; of those made from docstrings and code, each eighth so. The
    chapter page's own bytes, without the mathematics library, are at most 1 MB; any other
    written page may have half as much again: two show more than ten figures. The gallery's
    overview has one for each script, and twice as much. With ``--screenshots`` a picture of
    each form is left.
    """
    page, asked = visit("about:blank"), []
    page.on("request", lambda request: asked.append(request.url))
    for name in names:
        asked.clear()
        page.goto((BOOK / name).as_uri())
        judge(page, name, asked, request.config.getoption("--screenshots"))


def test_skip_link_comes_first(visit):
    """The first key leads past the sidebar to the text."""
    page = visit("rmsprop.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#furo-main-content")


@pytest.mark.parametrize(("name", "width"), KEYS)
def test_keyboard_reaches_everything(visit, name, width):
    """Everything can be reached by keyboard, and shows that it was, itself or by its label.

    Of several choices of one name the chosen one is a stop, and arrow keys reach the others.
    """
    page = visit(name, width=width, reduced_motion="reduce")
    page.locator("html, .sidebar-scroll, .toc-scroll").evaluate_all(
        "(all) => all.forEach((e) => (e.style.scrollBehavior = 'auto'))"
    )
    wanted = page.locator(FOCUSABLE).evaluate_all(
        "(all) => all.filter((e) => e.checkVisibility({ visibilityProperty: true }) &&"
        " e.tabIndex >= 0 && !(e.type === 'radio' && !e.checked))"
        ".map((e, i) => (e.dataset.stop = String(i)))"
    )
    folds = page.locator(".toctree-checkbox[data-stop]").count()
    assert folds == page.locator(".toctree-checkbox:visible").count()
    assert width == 320 or folds >= 2
    page.evaluate(FOLLOW)
    for _ in range(
        len(wanted) + 20
    ):  # formulas that scroll are the browser's own stops
        page.keyboard.press("Tab")
    seen = page.evaluate("seen")
    assert set(wanted) <= set(seen)
    assert [hidden for hidden in seen.values() if hidden] == []


def test_folds_of_the_sidebar_by_keyboard(visit):
    """The parts of the sidebar that are folded open by keyboard."""
    page = visit("rmsprop.html")
    fold = page.locator(".toctree-checkbox").first
    fold.press("Space")
    expect(fold).to_be_checked()
    expect(page.locator(".toctree-checkbox ~ ul a").first).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "place",
    [
        "rmsprop.html#implementation-from-scratch",
        "leaky-averages.html#the-first-steps-are-special",
    ],
)
def test_a_link_leads_to_its_heading(visit, place, width):
    """A link leads to its heading, also below a figure that a script draws."""
    page = visit(place, width=width)
    section = page.locator("#" + place.partition("#")[2])
    page.wait_for_function("document.readyState === 'complete'")
    page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    )
    gap = section.evaluate(
        "(e) => e.getBoundingClientRect().top - parseFloat(getComputedStyle(e).scrollMarginTop)"
    )
    assert abs(gap) < 3


@pytest.fixture(params=["nav", "toc"])
def opened_menu(visit, request):
    """Return the page, the button and the menu that it has opened, by keyboard."""
    page = visit("rmsprop.html", width=320)
    button = page.locator(f"header button.{request.param}-overlay-icon")
    menu = page.locator("#" + button.get_attribute("aria-controls"))
    expect(menu).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")
    button.press("Enter")
    expect(menu).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(menu.locator(":focus")).to_have_count(1)
    return page, button, menu


def test_escape_closes_a_menu(opened_menu):
    """On a narrow screen the two menus open and close by keyboard; the button gets it back."""
    page, button, menu = opened_menu
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_a_menu_closes_behind_the_key_that_leaves_it(opened_menu):
    """After its last link the key goes on in the page, which nothing covers."""
    page, button, menu = opened_menu
    menu.locator("a:visible, input:visible").last.focus()
    expect(menu).to_be_visible()
    page.keyboard.press("Tab")
    expect(menu).to_be_hidden()
    expect(button).to_have_attribute("aria-expanded", "false")


def test_a_menu_closes_behind_a_link(opened_menu):
    """Where a link leads on the page is seen: the menu closes."""
    page, _, menu = opened_menu
    link = menu.locator("a[href^='#']:visible").last
    place = link.get_attribute("href")
    link.press("Enter")
    expect(menu).to_be_hidden()
    assert place == "#" or page.url.endswith(place)


@pytest.mark.parametrize(
    "name", ["index.html", "rmsprop.html", "auto_gallery/index.html", "404.html"]
)
def test_a_page_from_a_server(visit, server, name):
    """No request leaves the server either, and each is answered."""
    page, asked = visit("about:blank"), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server}/{name}", wait_until="networkidle")
    assert len(asked) > 1
    assert not [url for url in asked if not url.startswith((server, "data:"))]


def test_loading_is_measured(visit, request):
    """How long a page takes until it can be used is written down.

    Of the chapter; with ``--screenshots``, of each written page.
    """
    page, ready = visit("index.html"), {}
    all_of_them = request.config.getoption("--screenshots")
    for name in WRITTEN if all_of_them else ["rmsprop.html"]:
        page.goto((BOOK / name).as_uri())
        ready[name] = page.evaluate(
            "performance.getEntriesByType('navigation')[0].loadEventEnd"
        )
    SHOTS.mkdir(parents=True, exist_ok=True)
    (SHOTS / "milliseconds-until-loaded.json").write_text(
        json.dumps(ready, indent=1), encoding="utf-8"
    )
    assert all(ready.values())
