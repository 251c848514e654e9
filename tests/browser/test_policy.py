"""Each page's policy in Chromium: what readers use stays within it, and the rest is blocked.

That no page breaks its policy when opened is judged with all that a page may not complain of.
"""

import pytest
from conftest import BOOK, PATIENCE
from playwright.sync_api import expect
from serving import serving

TELL = "addEventListener('securitypolicyviolation', (e) => console.warn(e.effectiveDirective))"
# Each would leave a mark on the window, or ask a server.
INJECTED = {
    "script": ("<script>window.marked = true</script>", "script-src-elem"),
    "from elsewhere": (
        "<script src='http://127.0.0.1:1/script.js'></script>",
        "script-src-elem",
    ),
    "data": (
        "<script src='data:text/javascript,marked=1'></script>",
        "script-src-elem",
    ),
    "handler": ("<img src='none.png' onerror='marked = true'>", "script-src-attr"),
    "style": ("<style>body { color: red }</style>", "style-src-elem"),
    "import": (
        "<link rel='stylesheet' href='http://127.0.0.1:1/style.css'>",
        "style-src-elem",
    ),
    "image": ("<img src='http://127.0.0.1:1/image.png'>", "img-src"),
    "frame": ("<iframe src='http://127.0.0.1:1/'></iframe>", "frame-src"),
    "plugin": ("<object data='http://127.0.0.1:1/film'></object>", "object-src"),
    "base": ("<base href='http://127.0.0.1:1/'>", "base-uri"),
}
INJECT = """(html) => {
  addEventListener("securitypolicyviolation", (e) => (window.blocked = e.effectiveDirective));
  document.body.append(document.createRange().createContextualFragment(html));
}"""
# Later, when the browser no longer takes it for the tester's own.
RUN_TEXT = """new Promise((tell) => setTimeout(() => {
  try {
    tell(eval("'it ran'"));
  } catch (error) {
    tell(error.name);
  }
}))"""


@pytest.fixture(scope="module", params=["folder", "server"])
def book(request):
    """Return where the book is: in its folder, and at its server's address."""
    if request.param == "folder":
        yield BOOK.as_uri()
    else:
        with serving(BOOK) as address:
            yield address.rstrip("/")


@pytest.fixture
def reader(chromium, book):
    """Return a function that opens a page; one that breaks its policy says so, as do faults."""
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    context.add_init_script(TELL)
    faults = []

    def listen(said):
        if said.type != "log":
            faults.append(said.text)

    def opened(name):
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", listen)
        page.goto(f"{book}/{name}", wait_until="networkidle")
        return page

    yield opened
    context.close()
    assert faults == []


@pytest.fixture
def intruder(chromium, book):
    """Return a page that may complain."""
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{book}/rmsprop.html")
    yield page
    context.close()


@pytest.mark.parametrize("what", INJECTED)
def test_what_is_put_into_a_page_is_blocked(intruder, what):
    """A script, handler, style, frame or plugin put in by hand is blocked, from anywhere."""
    html, rule = INJECTED[what]
    intruder.evaluate(INJECT, html)
    assert intruder.wait_for_function("() => window.blocked").json_value() == rule
    assert not intruder.evaluate("'marked' in window")


def test_no_text_is_run(intruder):
    """Text is never run as code."""
    assert intruder.evaluate(RUN_TEXT) == "EvalError"


def test_it_is_the_policy_that_blocks(chromium, tmp_path):
    """A page without a policy runs the same script, and the same text."""
    (tmp_path / "page.html").write_text("<body>Page</body>", encoding="utf-8")
    page = chromium.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    page.evaluate(INJECT, INJECTED["script"][0])
    assert page.evaluate("window.marked")
    assert page.evaluate(RUN_TEXT) == "it ran"
    page.close()


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "rmsprop.html",
        "leaky-averages.html",
        "one-name.html",
        "hosting.html",
        "auto_gallery/index.html",
        "auto_gallery/rmsprop/plot_how_sensitive.html",
        "api/index.html",
        "api/generated/rmsprop_tut.half_life.html",
        "_modules/index.html",
        "genindex.html",
        "search.html?q=RMSProp",
        "404.html",
    ],
)
def test_every_kind_of_page_stays_within_its_policy(reader, name):
    """Every kind of page loads its styles, fonts and images without asking for more."""
    page = reader(name)
    styles = page.locator("link[rel=stylesheet]")
    assert styles.count() > 5
    assert styles.evaluate_all("(all) => all.filter((e) => !e.sheet).map(String)") == []
    expect(page.locator("body")).to_have_attribute("data-theme", "auto")
    broken = (
        "(all) => all.filter((e) => e.complete && !e.naturalWidth).map((e) => e.src)"
    )
    assert page.locator("img").evaluate_all(broken) == []


def test_search_within_the_policy(reader):
    """The search finds a word, and shows where it stands."""
    page = reader("search.html?q=preconditioner")
    expect(page.locator("#search-results li a").first).to_be_visible()
    expect(page.locator("#search-results p.context").first).to_contain_text(
        "precondition", ignore_case=True
    )


def test_theme_and_copying_within_the_policy(reader):
    """The switch of the theme turns, and a button copies a listing."""
    page = reader("rmsprop.html")
    page.locator(".theme-toggle-content .theme-toggle, button.theme-toggle").locator(
        "visible=true"
    ).first.click()
    expect(page.locator("body")).not_to_have_attribute("data-theme", "auto")
    listing = page.locator(".highlight:has(.copybtn)").first
    listing.hover()
    listing.locator(".copybtn").click()
    expect(listing.locator(".copybtn.success")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.split()[0] in listing.inner_text()


def test_figures_and_forms_within_the_policy(reader):
    """The figure is drawn and moves; the translation answers."""
    page = reader("rmsprop.html")
    form = page.locator("form.pg").first
    before = form.locator("[role=status]").inner_text()
    form.locator("input[name=eta]").press("ArrowRight")
    expect(form.locator("[role=status]")).not_to_have_text(before)
    page = reader("one-name.html")
    expect(page.locator("form.translation")).to_be_visible()
    answer = page.locator("form.translation output, form.translation pre").first
    before = answer.inner_text()
    page.locator("form.translation fieldset:visible input").first.fill("0.123")
    expect(answer).not_to_have_text(before)


def test_fonts_of_formulas_within_the_policy(reader):
    """Formulas are drawn in KaTeX's fonts, each part in its place."""
    page = reader("rmsprop.html")
    page.evaluate("document.fonts.ready")
    loaded = (
        "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family)"
    )
    assert {"KaTeX_Main", "KaTeX_Math"} <= set(page.evaluate(loaded))
    part = page.locator(".katex-html .vlist > span[style]").first
    assert part.evaluate("(e) => getComputedStyle(e).top") != "auto"
