"""The translation form, used as a reader would, on the page of the built book that holds it."""

import json

import pytest
from conftest import BOOK
from playwright.sync_api import expect
from test_playground_page import AXE
from translation_cases import COMPARE, cases

from rmsprop_tut import translate
from rmsprop_tut.book.translation import (
    COMMON,
    OPENING,
    common_cases,
    data,
    export,
    filled_in,
    reading,
)
from rmsprop_tut.core.libraries import LIBRARIES

FORM = "form.translation"


@pytest.fixture(scope="module")
def place():
    """Return the page that holds the form: there is one."""
    written = [(path, path.read_text(encoding="utf-8")) for path in BOOK.glob("*.html")]
    [page] = [path.name for path, html in written if '<form class="translation' in html]
    return page


@pytest.fixture
def page(visit, place):
    """Return the page, opened."""
    return visit(place)


def expect_answer(page, settings, from_, to):
    """Wait until the form gives Python's answer."""
    found = translate(settings, from_, to)
    expect(page.locator(f"{FORM} [role=status]")).to_have_text(reading(found))
    expect(page.locator(f"{FORM} pre")).to_have_text(found.code)
    same = "the same path" if found.exact else "carried over as near as"
    expect(page.locator(f"{FORM} .tr-head")).to_contain_text(same)


def field(page, name):
    """Return the field of an argument of the library that is translated from."""
    return page.locator(f"{FORM} fieldset:not([hidden]) [name={name}]")


def test_chromium_equals_python(page):
    """Translations are equal to Python's to the last bit in Chromium."""
    both = json.dumps({"data": data(), "cases": json.loads(export(cases(each=3)))})
    compare = f"(data) => ({COMPARE})(translationTwin, JSON.parse(data))"
    assert page.evaluate(compare, both) == []


def test_opens_with_an_answer(page):
    """The form opens with PyTorch's defaults in Keras, written by Python as by its script."""
    source, target = OPENING
    parts = page.locator(f"{FORM} .tr-head, {FORM} pre, {FORM} [role=status]")
    opened = parts.all_text_contents()
    expect_answer(page, filled_in(LIBRARIES[source]), source, target)
    field(page, "lr").fill("0.4")
    expect_answer(page, {"lr": 0.4}, source, target)
    field(page, "lr").fill("0.010")
    expect_answer(page, {}, source, target)
    assert parts.all_text_contents() == opened


@pytest.mark.parametrize("name", LIBRARIES)
def test_each_library_has_its_names_and_defaults(page, name):
    """The fields are the library's own, and say its defaults."""
    page.get_by_label("I have").select_option(name)
    expect_answer(page, filled_in(LIBRARIES[name]), name, OPENING[1])
    fields = page.locator(f"{FORM} fieldset:visible input")
    names = [one.get_attribute("name") for one in fields.all()]
    assert names == [a.name for a in LIBRARIES[name].arguments]


def test_by_keyboard(page):
    """Libraries, numbers and flags are set by keys alone, in the order that is seen."""
    have = page.get_by_label("I have")
    have.focus()
    page.keyboard.type("optax")
    page.keyboard.press("Tab")
    page.keyboard.type("Chainer")
    for text in ("0.4", "0.5", "1e-3", "2"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    settings = {
        "learning_rate": 0.4,
        "decay": 0.5,
        "eps": 1e-3,
        "initial_scale": 2.0,
        "eps_in_sqrt": False,
    }
    expect_answer(page, settings, "optax", "chainer")
    page.keyboard.press("Enter")
    assert page.url.endswith(".html")


def test_what_was_typed_is_kept(page):
    """A library keeps its settings while another is looked at."""
    field(page, "lr").fill("0.4")
    page.get_by_label("I have").select_option("keras")
    page.get_by_label("I have").select_option("pytorch")
    expect_answer(page, {"lr": 0.4}, *OPENING)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (" 0,4 ", 0.4),
        ("−1", -1.0),
        ("1e999", float("inf")),
        ("0.4.1", "0.4.1"),
        ("it's", "it's"),
    ],
)
def test_a_value_is_read_or_refused_as_in_python(page, typed, value):
    """A comma is a point; what is refused is named, marked and said in Python's sentence."""
    field(page, "lr").fill(typed)
    try:
        translate({"lr": value}, *OPENING)
    except (TypeError, ValueError) as error:
        status = page.locator(f"{FORM} [role=status]")
        expect(status).to_have_text(f"{error}.")
        expect(page.locator(f"{FORM} [aria-invalid=true]")).to_have_attribute(
            "name", "lr"
        )
        described = field(page, "lr").get_attribute("aria-describedby")
        assert described == status.get_attribute("id")
        expect(page.locator(f"{FORM} pre")).to_be_hidden()
        field(page, "lr").fill("0.4")
    expect_answer(page, {"lr": 0.4}, *OPENING)
    assert page.locator(f"{FORM} [aria-invalid]").count() == 0


def test_an_empty_field_is_left_out(page):
    """The default stands for what is left empty; what has none is asked for."""
    field(page, "lr").fill("")
    expect_answer(page, {}, *OPENING)
    page.get_by_label("I have").select_option("jax")
    field(page, "step_size").fill("")
    sentence = (
        "settings lacks ['step_size']; it has ['eps', 'gamma']; "
        "allowed are ['eps', 'gamma', 'step_size']."
    )
    expect(page.locator(f"{FORM} [role=status]")).to_have_text(sentence)


def test_the_answer_is_copied(page):
    """A button copies the code as it stands."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field(page, "lr").fill("0.4")
    expect_answer(page, {"lr": 0.4}, *OPENING)
    page.locator(f"{FORM} button.copybtn").press("Enter")
    copied = page.wait_for_function("() => navigator.clipboard.readText()").json_value()
    assert copied.strip() == translate({"lr": 0.4}, *OPENING).code


def test_a_screen_reader_is_told(page):
    """Each field has a name, and the answer is announced whole."""
    for one in page.locator(f"{FORM} fieldset:visible input").all():
        expect(one).to_have_accessible_name(one.get_attribute("name"))
    expect(
        page.locator(f"{FORM} pre[aria-live=polite][aria-atomic=true]")
    ).to_have_count(1)
    expect(page.locator(f"{FORM} [role=status]")).to_have_count(1)


def test_without_scripts(visit, place):
    """Without scripts there is no form, and the table of the common cases unfolds."""
    page = visit(place, java_script_enabled=False)
    expect(page.locator(FORM)).to_be_hidden()
    page.locator("details:has(table.translations) > summary").click()
    rows = page.locator("table.translations tbody tr")
    expect(rows).to_have_count(len(COMMON) * (len(COMMON) - 1))
    for row, (source, target, found) in zip(rows.all(), common_cases(), strict=True):
        expect(row).to_contain_text(f"{source.title} to {target.title}")
        expect(row.locator("code")).to_have_text(found.code)


def test_nothing_moves_while_the_page_loads(visit, place):
    """What stands below the form stays where it is, at 320 pixels too."""
    page = visit(place, width=320)
    shifts = page.evaluate(
        "() => { const seen = new PerformanceObserver(() => {});"
        " seen.observe({ type: 'layout-shift', buffered: true });"
        " return seen.takeRecords().map((shift) => shift.value); }"
    )
    assert sum(shifts) < 0.01
    assert page.locator(FORM).evaluate("(f) => f.scrollWidth <= f.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
@pytest.mark.parametrize("typed", ["0.4", "-1"])
def test_accessible(visit, place, width, scheme, typed):
    """Axe finds nothing to complain about in the form, with an answer and with a refusal."""
    page = visit(place, width=width, color_scheme=scheme)
    field(page, "lr").fill(typed)
    known = "'lr'" if typed == "-1" else "Over the chapter"
    expect(page.locator(f"{FORM} [role=status]")).to_contain_text(known)
    page.locator("details:has(table.translations) > summary").click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run('form.translation, details:has(table.translations)',"
        " { preload: false, resultTypes: ['violations'] }).then((r) => r.violations)"
    )
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


def test_scripts_load_only_where_used(visit):
    """A page without the form loads none of its scripts."""
    page = visit("index.html")
    assert page.locator("script[src*=translat], link[href*=translat]").count() == 0
