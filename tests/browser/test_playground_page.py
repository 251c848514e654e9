"""The interactive figures, driven as a reader would, in the built book."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from conftest import TELEPHONE
from playground_cases import COMPARE, cases
from playwright.sync_api import expect

from rmsprop_tut import half_life, memory
from rmsprop_tut.book.landscapes import quadratic
from rmsprop_tut.book.playground import METHODS, Settings, export, trajectory
from rmsprop_tut.book.presets import PLACES, PRESETS

CHAPTER = "rmsprop.html"
AVERAGES = "leaky-averages.html"
CYCLE = "behaviour.html"
HERE = {name: PRESETS[name] for name in PLACES["rmsprop"].presets}
AXE = Path(__file__).parents[2] / "docs/node_modules/axe-core/axe.min.js"
SLIDERS = {  # with the positions of their ends
    "gamma": "1",
    "beta": "1",
    "eta": "2",
    "eps": "2",
    "angle": "90",
    "condition": "100",
    "steps": "200",
    "noise": "4",
}
SHOWN_BY = {"beta": "&m=momentum"}  # which the chapter's run does not show
PHONE = {"width": TELEPHONE, "has_touch": True, "is_mobile": True}


def picture(page):
    """Return all that the figure draws, once the frame after the next has been drawn."""
    page.evaluate(
        "() => new Promise((f) =>"
        " requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(f))))"
    )
    return page.locator("form.pg").evaluate(
        "(form) => [...form.querySelectorAll('.pg-plot')].map((svg) =>"
        " svg.innerHTML.replace(/<text[^>]*><.text>/g, ''))"
    )


def dots(page, method):
    """Return how many points of a method's path lie in the picture."""
    path = page.locator(f".pg-main [data-m={method}] .pg-dots").first
    return path.get_attribute("d").count("M")


def expect_dots(page, method, count):
    """Wait until so many points of a method's path lie in the picture."""
    path = page.locator(f".pg-main [data-m={method}] .pg-dots").first
    expect(path).to_have_attribute("d", re.compile(f"^(M[^M]*){{{count}}}$"))


def bring(page):
    """Scroll to the start at once: the page's own scrolling is smooth."""
    page.locator(".pg-start").evaluate(
        "(g) => g.scrollIntoView({ block: 'center', behavior: 'instant' })"
    )


def status(page):
    """Return the text that a screen reader is told."""
    return page.locator("form.pg [role=status]")


def test_chromium_equals_python(visit):
    """Trajectories are equal to Python's to the last bit in Chromium."""
    page = visit(CHAPTER)
    compare = f"(data) => ({COMPARE})(playgroundMathematics, JSON.parse(data))"
    assert page.evaluate(compare, export(cases())) == []


def still(page):
    """Return the static figure that a page's form names."""
    return page.locator("#" + page.locator("form.pg").get_attribute("data-still"))


@pytest.mark.parametrize("place", [*(f"{name}.html" for name in PLACES), AVERAGES])
def test_without_scripts(visit, place):
    """Without scripts there is the static figure with its caption."""
    page = visit(place, java_script_enabled=False)
    expect(still(page).locator("img")).to_be_visible()
    expect(still(page).locator("figcaption")).to_be_visible()
    expect(page.locator("form.pg")).to_be_hidden()


@pytest.mark.parametrize("place", ["index.html", CHAPTER, AVERAGES])
def test_on_paper(visit, place):
    """Printed, there is the static figure, and no control."""
    page = visit(place)
    expect(page.locator("form.pg")).to_be_visible()
    expect(still(page).locator("img")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("form.pg")).to_be_hidden()
    expect(still(page).locator("img")).to_be_visible()


def test_scripts_load_only_where_used(visit):
    """A page without a figure loads none of its scripts."""
    page = visit("search.html")
    assert page.locator("script[src*=playground]").count() == 0


def test_a_page_loads_little(visit):
    """Scripts and style of the figure have at most 32 KB together, on any page."""
    for place in (CHAPTER, CYCLE):
        loaded = visit(place).evaluate(
            "() => [...document.querySelectorAll('script[src*=playground],"
            " link[href*=playground]')].map((e) => e.src || e.href)"
        )
        files = [url.partition("?")[0].removeprefix("file://") for url in loaded]
        assert len(files) == 7
        assert sum(Path(name).stat().st_size for name in files) <= 32 * 1024


@pytest.mark.parametrize("name", PLACES)
def test_each_place_opens_with_its_own_preset(visit, name):
    """Each place has its own opening state, which is chosen in its one list of presets."""
    page, place = visit(f"{name}.html"), PLACES[name]
    links = page.locator(".pg-presets a")
    titles = [PRESETS[preset].title for preset in place.presets]
    assert links.all_text_contents() == titles
    chosen = page.locator(".pg-presets a[aria-current=true]")
    expect(chosen).to_have_text(PRESETS[place.opening].title)
    shown = page.locator("form.pg [name=m]:checked")
    methods = shown.evaluate_all("(all) => all.map((box) => box.value)")
    assert methods == [*PRESETS[place.opening].methods]
    twice = page.evaluate(
        "() => [...document.querySelectorAll('[id]')].map((e) => e.id)"
        ".filter((id, i, all) => all.indexOf(id) !== i)"
    )
    assert twice == []
    links.last.click()
    expect(chosen).to_have_text(titles[-1])
    page.get_by_role("button", name="Reset").click()
    expect(chosen).to_have_text(titles[0])


def test_opens_with_the_chapters_run(visit):
    """The figure opens with the paths that the caption names."""
    page = visit(CHAPTER)
    expect(status(page)).to_contain_text("RMSProp is at (−0.0106")
    assert page.locator("a form").count() == 0
    for method in METHODS:
        shown = method in PRESETS["opening"].methods
        expect_dots(page, method, 20 * shown)


@pytest.mark.parametrize("name", SLIDERS)
def test_slider_by_keyboard(visit, name):
    """Each control works by keyboard, changes the picture and says its value."""
    page = visit(f"{CHAPTER}#playground?steps=20{SHOWN_BY.get(name, '')}")
    before, slider = picture(page), page.locator(f"#playground-{name}")
    start = float(slider.input_value())
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    start = float(slider.input_value())
    slider.press("ArrowLeft")
    assert float(slider.input_value()) < start
    slider.press("End")
    assert slider.input_value() == SLIDERS[name]
    assert picture(page) != before
    shown = page.locator(f"output[for=playground-{name}]").inner_text()
    assert slider.get_attribute("aria-valuetext") == shown


@pytest.mark.parametrize("name", SLIDERS)
def test_slider_by_mouse(visit, name):
    """Each control works by mouse."""
    page = visit(f"{CHAPTER}#playground?steps=20{SHOWN_BY.get(name, '')}")
    before, slider = picture(page), page.locator(f"#playground-{name}")
    box = slider.bounding_box()
    slider.click(position={"x": box["width"] * 0.97, "y": box["height"] / 2})
    assert picture(page) != before


@pytest.mark.parametrize("method", METHODS)
def test_method_by_mouse_and_keyboard(visit, method):
    """Each method is drawn and taken away, by mouse and by keyboard."""
    page = visit(CHAPTER)
    box = page.locator(f"#playground-{method}")
    shown = bool(dots(page, method))
    page.locator(f"label[for=playground-{method}]").click()
    picture(page)
    assert bool(dots(page, method)) != shown
    box.press("Space")
    picture(page)
    assert bool(dots(page, method)) == shown


def test_start_by_number(visit):
    """The start can be typed."""
    page = visit(CHAPTER)
    page.locator("#playground-x1").fill("3.5")
    page.locator("#playground-x2").fill("")
    expect(page.locator(".pg-start")).to_have_attribute(
        "aria-valuetext", "x1 = 3.5, x2 = −2"
    )


def test_start_by_arrow_keys(visit):
    """The start is moved by arrow keys, in larger steps with shift, within the picture."""
    page = visit(CHAPTER)
    start = page.get_by_role("slider", name="Start of the paths")
    start.press("ArrowRight")
    start.press("ArrowUp")
    start.press("Shift+ArrowUp")
    expect(start).to_have_attribute("aria-valuetext", "x1 = −4.9, x2 = −0.9")
    for _ in range(3):
        start.press("Shift+ArrowLeft")
    expect(start).to_have_attribute("aria-valuetext", "x1 = −6, x2 = −0.9")


def target(page):
    """Return the middle of the start, and a point right of and above it."""
    box = page.locator(".pg-start").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return (x, y), (x + 150, y - 60)


def test_drag_by_mouse(visit):
    """The start is dragged by mouse, and the paths follow."""
    page = visit(CHAPTER)
    bring(page)
    before, (here, there) = picture(page), target(page)
    page.mouse.move(*here)
    page.mouse.down()
    page.mouse.move(*there, steps=5)
    page.mouse.up()
    assert picture(page) != before
    assert target(page)[0] == pytest.approx(there, abs=1)
    assert "x1=" in page.url


def test_drag_by_finger(visit):
    """The start is dragged by finger."""
    page = visit(CHAPTER, width=400, has_touch=True)
    bring(page)
    picture(page)
    here, there = target(page)
    touch = page.context.new_cdp_session(page)
    for kind, points in (
        ("touchStart", [here]),
        ("touchMove", [there]),
        ("touchEnd", []),
    ):
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )
    picture(page)
    assert target(page)[0] == pytest.approx(there, abs=1)


@pytest.mark.parametrize("key", [None, "Enter"])
def test_step_and_reset(visit, key):
    """Step begins anew at the end, reset returns to the chapter's run, by mouse and keyboard."""
    page = visit(CHAPTER)
    before = picture(page)

    def use(name):
        button = page.get_by_role("button", name=name, exact=True)
        button.press(key) if key else button.click()
        return picture(page)

    assert use("Step") != before
    assert dots(page, "rmsprop") == 1
    expect(status(page)).to_contain_text("After 1 step:")
    assert use("Reset") == before


def scrub(page):
    """Return the slider over the steps."""
    return page.get_by_label("step", exact=True)


@pytest.mark.parametrize("key", [None, "Space"])
def test_play(visit, key):
    """Play runs the path from its start to its end; a pause keeps the step, play goes on."""
    page = visit(CHAPTER)
    page.clock.install()
    button = page.locator("button[name=play]")
    button.press(key) if key else button.click()
    page.clock.run_for(1000)
    picture(page)
    assert 0 < dots(page, "rmsprop") < 20
    expect(button).to_have_text("Pause")
    button.press("Enter")
    expect(button).to_have_text("Play")
    reached = int(scrub(page).input_value())
    page.clock.run_for(1000)
    assert int(scrub(page).input_value()) == reached
    expect(status(page)).to_contain_text(f"After {reached} steps")
    button.press("Enter")
    page.clock.run_for(6000)
    picture(page)
    assert dots(page, "rmsprop") == 20
    expect(button).to_have_text("Play")


def test_scrub(visit):
    """Any step can be gone to, the status follows, and Step goes on from there."""
    page = visit(CHAPTER)
    scrub(page).fill("7")
    expect_dots(page, "rmsprop", 7)
    x1 = trajectory("rmsprop", Settings())[7][0]
    expect(status(page)).to_contain_text("After 7 steps: gradient descent is at")
    expect(status(page)).to_contain_text(f"RMSProp is at (−{abs(x1):.3g}, ")
    assert scrub(page).get_attribute("aria-valuetext") == "7 of 20"
    page.get_by_role("button", name="Step", exact=True).click()
    expect_dots(page, "rmsprop", 8)
    scrub(page).press("Home")
    expect(status(page)).to_contain_text("After 0 steps")
    assert "#" not in page.url


def test_reduced_motion(visit):
    """Where less motion is asked for nothing plays: there is Step, and no Play."""
    page = visit(CHAPTER, reduced_motion="reduce")
    expect(page.locator("button[name=next]")).to_be_visible()
    expect(page.locator("button[name=play]")).to_be_hidden()


def test_typed_numbers_are_those_used(visit):
    """A number out of range is put back into it, where it was typed."""
    page = visit(CHAPTER)
    for name, typed, used in (
        ("x1", "50", "6"),
        ("x2", "-9", "-4.5"),
        ("seed", "", "0"),
    ):
        field = page.locator(f"#playground-{name}")
        field.fill(typed)
        field.press("Enter")
        expect(field).to_have_value(used)


@pytest.mark.parametrize("name", HERE)
@pytest.mark.parametrize("inside", [True, False])
def test_presets(visit, name, inside):
    """Each claim, in the prose or over the figure, is a link that shows it."""
    page, preset = visit(CHAPTER), PRESETS[name]
    links = page.locator(f'a[href="#{preset.fragment}"]')
    if not inside and name == "opening":
        return
    links.locator(f"xpath=self::*[{'' if inside else 'not'}(ancestor::form)]").click()
    steps = preset.settings.steps
    expect(status(page)).to_contain_text(f"After {steps} step")
    for method in METHODS:
        rows = trajectory(method, preset.settings)[1:]
        seen = sum(abs(row[0]) <= 6 and abs(row[1]) <= 4.5 for row in rows)
        expect_dots(page, method, seen * (method in preset.methods))
    expect(page.locator(".pg-main")).to_be_in_viewport()


def test_back_returns_to_the_picture_before(visit):
    """The browser's own back button returns to the picture before."""
    page = visit(CHAPTER)
    page.locator(f'form a[href="#{PRESETS["explodes"].fragment}"]').click()
    expect(status(page)).to_contain_text("diverges")
    page.locator(f'form a[href="#{PRESETS["cycle"].fragment}"]').click()
    expect(status(page)).to_contain_text("After 60 steps")
    page.go_back()
    expect(status(page)).to_contain_text("diverges")


def test_back_undoes_a_change(visit):
    """Back undoes what was changed by mouse, and all that keys did to one control at once."""
    page = visit(CHAPTER)
    gamma, first = page.locator("#playground-gamma"), page.url
    page.locator("label[for=playground-momentum]").click()
    for _ in range(4):
        gamma.press("ArrowLeft")
    assert page.url.endswith(
        "#playground?gamma=0.86&m=gd&m=momentum&m=adagrad&m=rmsprop"
    )
    page.go_back()
    expect(gamma).to_have_value("0.9")
    assert page.locator("#playground-momentum").is_checked()
    page.go_back()
    expect(page.locator("#playground-momentum")).not_to_be_checked()
    assert page.url == first
    page.go_forward()
    expect(page.locator("#playground-momentum")).to_be_checked()


def test_the_chosen_preset_looks_chosen(visit):
    """Of the presets the one that is shown has aria-current; after a change none has it."""
    page = visit(f"{CHAPTER}#{PRESETS['cycle'].fragment}")
    chosen = page.locator(".pg-presets a[aria-current=true]")
    expect(chosen).to_have_text(PRESETS["cycle"].title)
    ground = "(e) => getComputedStyle(e).backgroundColor"
    other = page.locator(".pg-presets a[aria-current=false]").first
    assert chosen.evaluate(ground) != other.evaluate(ground)
    page.locator("#playground-gamma").press("ArrowLeft")
    expect(chosen).to_have_count(0)
    page.locator("#playground-gamma").press("ArrowRight")
    expect(chosen).to_have_count(1)


def test_an_empty_selection_stays_empty(visit):
    """A shared link to a figure without a method opens it without one, unremarked."""
    page = visit(CHAPTER)
    for method in PRESETS["opening"].methods:
        page.locator(f"label[for=playground-{method}]").click()
    assert page.url.endswith("#playground?m=")
    page.reload()
    expect(status(page)).to_have_text("After 20 steps: no method is chosen.")
    assert page.locator("form.pg [name=m]:checked").count() == 0


ANY_FRAGMENT = """(count) => {
  const form = document.querySelector("form.pg"), F = playgroundForm;
  const presets = [...form.querySelectorAll(".pg-presets a")].map((link) => link.hash);
  const fields = [...form.querySelectorAll("[type=range], [type=number]")];
  const within = ({ value, min, max }) => value !== "" && +min <= +value && +value <= +max;
  const open = (text) => F.apply(form, playgroundLink.read(text)[1]);
  const below = random(1), found = [];
  for (let k = 0; k < count; k++) {
    const text = fragment(below, presets);
    try {
      open(text);
      const right = fields.every(within), kept = F.fragment(form), said = open(kept);
      if (!right || said || F.fragment(form) !== kept) found.push([text, kept, said]);
    } catch (error) {
      found.push([text, String(error)]);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("name", PLACES)
def test_any_fragment_sets_the_form(visit, name):
    """Whatever a fragment says, each field is in its range, and its own link gives the same."""
    page = visit(f"{name}.html")
    rules = (Path(__file__).parents[1] / "odd_fragments.js").read_text(encoding="utf-8")
    run = f"(count) => {{ {rules} return ({ANY_FRAGMENT})(count); }}"
    assert page.evaluate(run, 2000) == []


def test_share_and_reload(visit):
    """A shared link opens the same picture, and so does a reload."""
    page = visit(CHAPTER)
    for name in SLIDERS:
        page.locator(f"#playground-{name}").press("PageUp")
    page.locator("label[for=playground-momentum]").click()
    page.get_by_role("button", name="Share").click()
    expect(status(page)).to_contain_text("link")
    shared = picture(page)
    other = visit(f"{CHAPTER}#{page.url.partition('#')[2]}")
    assert picture(other) == shared
    page.reload()
    assert picture(page) == shared


@pytest.mark.parametrize(
    ("fragment", "said", "name", "value"),
    [
        ("gamma=7", "gamma = 7 became 1", "gamma", "1"),
        ("eta=-1", "eta = -1 became 0.0001", "eta", "-4"),
        ("steps=1e9", "steps = 1e9 became 200", "steps", "200"),
        ("eps=1e-30", "eps = 1e-30 became 0", "eps", "-13"),
        ("angle=x", "angle = x became 0", "angle", "0"),
        ("x1=99", "x1 = 99 became 6", "x1", "6"),
        ("condition=", "condition =  became 20", "condition", "20"),
        ("eta=Infinity", "eta = Infinity became 100", "eta", "2"),
        ("m=adamw", "m = adamw is unknown", "gamma", "0.9"),
        ("best=2", "best = 2 is unknown", "gamma", "0.9"),
        ("landscape=sea", "landscape = sea became valley", "landscape", "valley"),
        ("schedule=2", "schedule = 2 became constant", "schedule", "constant"),
        ("seed=1.5", "seed = 1.5 became 2", "seed", "1.5"),
        ("x1=−3", "x1 = −3 became -3", "x1", "-3"),
        ("m=gd,momentum", "m = gd,momentum is unknown", "gamma", "0.9"),
        ("foo=rmsprop&m=rmsprop", "foo = rmsprop is unknown", "gamma", "0.9"),
        ("gamma=0,5", "gamma = 0,5 became 0.5", "gamma", "0.5"),
        ("gamma=0.5&gamma=0.7", "gamma = 0.5 became 0.7", "gamma", "0.7"),
        ("%E0%A4%A&foo", "foo =  is unknown", "gamma", "0.9"),
    ],
)
def test_invalid_settings(visit, fragment, said, name, value):
    """Invalid settings are clamped and said, and the figure is never blank."""
    page = visit(f"{CHAPTER}#playground?{fragment}")
    expect(status(page)).to_contain_text(said)
    assert page.locator(f"#playground-{name}").input_value() == value
    assert page.locator(".pg-main [data-m=rmsprop] .pg-line").first.get_attribute("d")


@pytest.mark.parametrize(
    "fragment",
    [
        "playground%3Fgamma=0.5&m=rmsprop",
        "playground%253Fgamma%253D0.5%2526m%253Drmsprop",
        "playground?gamma=0.5&amp;m=rmsprop",
        "Playground?GAMMA=0.5&M=RMSProp",
        "playground?gamma%20=%200.5&m=rmsprop.",
        "playground?gamma=0.5&LANDSCAPE=Valley&m=rmsprop",
    ],
)
def test_a_link_as_it_was_typed_or_rewritten(visit, fragment):
    """A link that a program encoded or a person typed opens the same picture, unremarked."""
    page = visit(f"{CHAPTER}#{fragment}")
    expect(status(page)).to_contain_text(re.compile("^After 20 steps: RMSProp is at"))
    assert page.locator("#playground-gamma").input_value() == "0.5"


def test_divergence_is_drawn_to_the_edge_and_said(visit):
    """A diverging run is drawn to the edge and said."""
    page = visit(f"{CHAPTER}#{PRESETS['explodes'].fragment}")
    expect(status(page)).to_contain_text(
        "RMSProp diverges: it left the picture at step 1"
    )
    arrow = page.locator(".pg-main [data-m=rmsprop] [marker-end]")
    end = arrow.evaluate("(p) => p.getPointAtLength(p.getTotalLength()).y")
    assert abs(end) < 2
    calm = visit(f"{CHAPTER}#{PRESETS['opening'].fragment}")
    expect(calm.locator(".pg-main [data-m=rmsprop] [marker-end]")).to_have_attribute(
        "d", ""
    )


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        (
            "eta=20&steps=200&m=rmsprop",
            "RMSProp is outside: it left the picture at step",
        ),
        ("eta=100&steps=200&m=adam", "Adam is outside: it left the picture at step 1"),
        ("gamma=1&eps=0&m=rmsprop", "RMSProp is infinite (divided by 0) from step 1"),
        ("eta=100&steps=200&m=gd", "it left the picture at step 1, loss ∞"),
    ],
)
def test_what_is_outside_and_bounded_does_not_diverge(visit, fragment, said):
    """A bounded run outside the picture does not diverge; a division by zero is infinite."""
    page = visit(f"{CHAPTER}#playground?{fragment}")
    expect(status(page)).to_contain_text(said)


def test_a_loss_of_zero_falls_out_of_the_picture(visit):
    """A loss that is exactly 0 is drawn to the foot of the plot, where its mark stays."""
    page = visit(f"{CHAPTER}#playground?condition=1&eta=0.25&m=gd")
    expect(status(page)).to_contain_text("loss 0")
    line, mark = (
        page.locator(f".pg-loss [data-m=gd] .pg-{p}") for p in ("line", "dots")
    )
    assert line.get_attribute("d").count("L") == 1
    assert mark.get_attribute("d")


def test_undefined_run_is_said(visit):
    """At γ = 1 bias correction divides zero by zero; the figure says so and stays."""
    page = visit(f"{CHAPTER}#playground?gamma=1&m=corrected")
    expect(status(page)).to_contain_text(
        "bias-corrected is undefined (0/0) from step 1"
    )
    assert "NaN" not in "".join(picture(page)[:1])


def test_no_method(visit):
    """With no method chosen the valley stays, and that is said."""
    page = visit(CHAPTER)
    for method in PRESETS["opening"].methods:
        page.locator(f"label[for=playground-{method}]").click()
    expect(status(page)).to_contain_text("no method is chosen")


@pytest.mark.parametrize("place", [CHAPTER, AVERAGES])
def test_resize(visit, place):
    """The figure fits its page at every width down to 320 pixels."""
    page = visit(place)
    wide = picture(page)
    page.set_viewport_size({"width": 320, "height": 700})
    expect(page.locator(".pg-plot").first).not_to_have_attribute("viewBox", wide[0][:1])
    assert picture(page) != wide
    form = page.locator("form.pg")
    assert form.evaluate(
        "(f) => f.scrollWidth <= f.clientWidth && f.clientWidth <= 320"
    )
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_function("document.querySelector('form.pg').clientWidth > 500")
    assert picture(page) == wide


def placed(page):
    """Return where the start is."""
    return [
        float(page.locator(f"#playground-{name}").input_value())
        for name in ("x1", "x2")
    ]


def middle(page, part):
    """Return the middle of a part of the page."""
    box = page.locator(part).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_click_places_the_start(visit):
    """A click on the plane places the start there, and Back takes it back."""
    page = visit(CHAPTER)
    bring(page)
    x, y = middle(page, ".pg-main")
    unit = page.locator(".pg-main").bounding_box()["width"] / 12
    page.mouse.click(x + 2 * unit, y - 3 * unit)
    assert placed(page) == pytest.approx([2, 3], abs=0.03)
    assert "x1=" in page.url
    page.go_back()
    expect(page.locator("#playground-x1")).to_have_value("-5")


def test_a_tap_places_the_start(visit):
    """So does a tap."""
    page = visit(CHAPTER, **PHONE)
    bring(page)
    x, y = middle(page, ".pg-main")
    page.touchscreen.tap(x, y - 50)
    picture(page)
    assert placed(page)[0] == pytest.approx(0, abs=0.05)
    assert placed(page)[1] > 1


def drag(page, here, there):
    """Drag a finger."""
    touch = page.context.new_cdp_session(page)
    way = [
        [a + (b - a) * part / 4 for a, b in zip(here, there, strict=True)]
        for part in range(5)
    ]
    for i, (x, y) in enumerate(way):
        kind = "touchMove" if i else "touchStart"
        touch.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y}]},
        )
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


TOUCHED = "#playground-gamma", "#playground-eta", ".pg-scrub", ".pg-rate .pg-reach"


@pytest.mark.parametrize("part", [".pg-main", ".pg-rates", *TOUCHED])
def test_the_page_scrolls_under_a_finger(visit, part):
    """A finger that does not drag a handle scrolls the page, and changes nothing."""
    page = visit(CHAPTER, **PHONE)
    page.locator(part).evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    before, settings, seen = page.evaluate("scrollY"), page.url, picture(page)
    box = page.locator(part).bounding_box()
    x, y = box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.8
    drag(page, (x, y), (x, y - 120))
    page.wait_for_function("(before) => scrollY > before + 60", arg=before)
    assert page.url == settings
    assert picture(page) == seen


def test_a_finger_on_a_handle_does_not_scroll(visit):
    """The handle of the learning rate follows a finger, and the page stays."""
    page = visit(CHAPTER, **PHONE)
    page.locator(".pg-rates").evaluate("(e) => e.scrollIntoView({ block: 'center' })")
    picture(page)
    before, (x, y) = page.evaluate("scrollY"), middle(page, ".pg-rate")
    drag(page, (x, y), (x + 60, y - 20))
    picture(page)
    assert page.evaluate("scrollY") == before
    assert float(page.locator("#playground-eta").input_value()) > 0


CONTROLS = "form.pg :is(button, input, select, .pg-presets a, .pg-rate, .pg-start)"


def test_on_a_telephone_the_plane_stays_in_view(visit):
    """At 375 x 812 the whole plane is in view while each control is used, under no header."""
    page = visit(CHAPTER, **PHONE)
    page.set_viewport_size({"width": TELEPHONE, "height": 812})
    picture(page)
    plane, header = page.locator(".pg-main"), page.locator(".mobile-header")
    for control in page.locator(CONTROLS).all():
        control.evaluate(
            "(e) => e.scrollIntoView({ block: 'center', behavior: 'instant' })"
        )
        control.evaluate("(e) => e.focus()")
        box, seen = plane.bounding_box(), control.bounding_box()
        below = header.bounding_box()["y"] + header.bounding_box()["height"]
        if control.evaluate("(e) => Boolean(e.closest('.pg-presets'))"):
            assert box["y"] + box["height"] <= 812  # it stands above the plane
            continue
        assert box["y"] >= below - 1
        assert box["y"] + box["height"] <= 812
        inside = control.evaluate("(e) => Boolean(e.closest('.pg-main'))")
        assert inside or seen["y"] >= box["y"] + box["height"]


def test_on_a_telephone_targets_are_large_and_letters_legible(visit):
    """At 375 x 812 fingers have 44 px, letters at least 12 px, and nothing scrolls sideways."""
    page = visit(CYCLE, **PHONE)
    picture(page)
    small = page.locator(CONTROLS).evaluate_all(
        "(all) => all.map((e) => e.type === 'checkbox' ? e.parentNode : e)"
        ".map((e) => [e.outerHTML, e.getBoundingClientRect()])"
        ".filter(([, box]) => Math.min(box.width, box.height) < 43.9).map(([html]) => html)"
    )
    assert small == []
    sizes = page.locator(
        "form.pg :is(text, p, label, output, a, button, legend)"
    ).evaluate_all(
        "(all) => all.map((e) => parseFloat(getComputedStyle(e).fontSize) *"
        " (e.ownerSVGElement?.getScreenCTM?.().a ?? 1))"
    )
    assert min(sizes) >= 12
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE


def test_ticks_lie_over_the_paths(visit):
    """In each plot the ticks are drawn after the paths, with a halo of the ground's colour."""
    page = visit(CYCLE)
    for plot in page.locator("form.pg .pg-plot").all():
        order = plot.evaluate(
            "(svg) => [...svg.querySelectorAll('[data-m]')].every((g) =>"
            " g.compareDocumentPosition(svg.querySelector('.pg-ticks')) & 4)"
        )
        assert order
    halo = page.locator(".pg-ticks text").first.evaluate(
        "(t) => { const s = getComputedStyle(t); return [s.paintOrder, s.stroke] }"
    )
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert halo == ["stroke", ground]


def test_learning_rate_by_its_handle(visit):
    """The loss against η has the learning rate as a handle, for keys and for the mouse."""
    page = visit(CHAPTER)
    handle = page.get_by_role("slider", name="Learning rate η")
    slider = page.locator("#playground-eta")
    handle.press("ArrowRight")
    expect(slider).to_have_value("-0.35")
    expect(handle).to_have_attribute("aria-valuetext", "0.45")
    handle.press("Shift+ArrowLeft")
    expect(handle).to_have_attribute("aria-valuetext", "0.14")
    handle.press("Home")
    expect(slider).to_have_value("-4")
    handle.press("End")
    expect(slider).to_have_value("2")
    picture(page)
    x, y = middle(page, ".pg-rate")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 150, y)
    page.mouse.up()
    assert 0 < float(slider.input_value()) + 2 < 3
    assert "eta=" in page.url
    before = slider.input_value()
    box = page.locator(".pg-rates").bounding_box()
    page.mouse.click(box["x"] + 60, box["y"] + 40)
    assert float(slider.input_value()) < float(before)


def test_loss_against_the_learning_rate_is_drawn_for_each_method(visit):
    """Each chosen method has its curve, and its mark lies on it, over the handle."""
    page = visit(CHAPTER)
    picture(page)
    for method in METHODS:
        line, mark = page.locator(f".pg-rates [data-m={method}] path").all()
        shown = method in PRESETS["opening"].methods
        assert bool(line.get_attribute("d")) == shown
        if not shown:
            continue
        near = mark.evaluate(
            "(p) => { const [, x, y] = p.getAttribute('d').match(/M([\\d.]+) ([\\d.]+)/);"
            " const line = p.previousElementSibling; let best = 1e9;"
            " for (let s = 0; s <= line.getTotalLength(); s += 0.25) {"
            " const at = line.getPointAtLength(s);"
            " best = Math.min(best, Math.hypot(at.x - x, at.y - y)); } return best }"
        )
        assert near < 1
    assert middle(page, ".pg-rates [data-m=gd] .pg-dots")[0] == pytest.approx(
        middle(page, ".pg-rate")[0], abs=1
    )


def test_each_at_its_best(visit):
    """One press gives each method its own best η, which is shown and shared; another undoes it."""
    page = visit(CHAPTER)
    before, best = picture(page), page.get_by_label("Each at its best η")
    best.press("Space")
    etas = page.evaluate(
        "([methods, settings]) => methods.map((m) => playgroundMathematics.bestEta("
        "playgroundMathematics.reached(m, settings, playgroundMathematics.ETAS),"
        " playgroundMathematics.ETAS))",
        [[*PRESETS["opening"].methods], asdict(Settings())],
    )
    for method, eta in zip(PRESETS["opening"].methods, etas, strict=True):
        output = page.locator(f"output[for=playground-{method}]")
        expect(output).to_have_text(re.compile(f"^η {eta:.3g}: "))
        expect(status(page)).to_contain_text(f"η = {eta:.3g}, is at")
    assert "best=1" in page.url
    tuned = picture(page)
    other = visit(f"{CHAPTER}#{page.url.partition('#')[2]}")
    assert picture(other) == tuned
    best.press("Space")
    assert picture(page) == before
    best.check()
    page.locator("#playground-eta").press("ArrowRight")
    expect(best).not_to_be_checked()


@pytest.mark.parametrize("angle", [-90, -45, -20, 30, 45, 90])
def test_rotation_keeps_the_loss(visit, angle):
    """When the valley turns the start turns with it, within the picture, and keeps its loss."""
    page = visit(CHAPTER)
    page.locator("#playground-angle").fill(str(angle))
    picture(page)
    x1, x2 = placed(page)
    loss = quadratic(angle, 20)[1](x1, x2)
    assert loss == pytest.approx(10.5, rel=1e-3)
    assert (abs(x1) <= 6, abs(x2) <= 4.5) == (True, True)
    page.locator("#playground-angle").fill("0")
    picture(page)
    assert placed(page) == pytest.approx([-5, -2], abs=1e-3)


def test_rotation_from_a_corner(visit):
    """From a corner the loss is kept where the picture has it, and where not that is said."""
    page = visit(f"{CHAPTER}#playground?x1=-6&x2=-4.5&m=rmsprop")
    before = quadratic(0, 20)[1](*placed(page))
    page.locator("#playground-angle").fill("15")
    picture(page)
    assert quadratic(15, 20)[1](*placed(page)) == pytest.approx(before, rel=1e-3)
    page = visit(f"{CHAPTER}#playground?x1=-6&x2=-4.5&condition=100&angle=-53&m=gd")
    page.locator("#playground-angle").fill("0")
    expect(status(page)).to_contain_text(
        "No place in the picture has the loss of before."
    )


@pytest.mark.parametrize(
    ("fragment", "drawn"),
    [
        ("noise=1&m=rmsprop", True),
        ("noise=1&m=gd", False),
        ("noise=0&m=rmsprop", False),
        ("noise=1&schedule=cosine&m=rmsprop", False),
        ("noise=1&landscape=wells&m=rmsprop", False),
        ("noise=1&gamma=1&m=rmsprop", False),
        ("noise=1&eps=10&m=rmsprop", False),
    ],
)
def test_level_under_noise(visit, fragment, drawn):
    """The level is drawn and said where there is noise, for RMSProp, where its law holds."""
    page = visit(f"{CHAPTER}#playground?{fragment}")
    expect(status(page)).to_contain_text("After 20 steps")
    floor = page.locator(".pg-floor")
    expect(floor).to_have_attribute("visibility", "visible" if drawn else "hidden")
    said = "Under this noise the loss of RMSProp stays near 0.25."
    assert (said in status(page).inner_text()) == drawn


@pytest.mark.parametrize(
    ("name", "minima"), [("valley", 1), ("curved", 1), ("wells", 2)]
)
def test_landscapes(visit, name, minima):
    """Each landscape has its contours and its minima; what does not shape it is not offered."""
    page = visit(CHAPTER)
    before = picture(page)
    page.locator("#playground-landscape").select_option(name)
    assert (picture(page) != before) == (name != "valley")
    cross = page.locator(".pg-minimum").get_attribute("d")
    assert cross.count("M") == minima
    assert page.locator("#playground-angle").is_disabled() == (name != "valley")
    areas = page.locator(".pg-contours path").evaluate_all(
        "(all) => all.map((e) => e.getAttribute('d').length)"
    )
    assert len([size for size in areas if size > 50]) >= 5


@pytest.mark.parametrize("name", ["root", "cosine", "stairs"])
def test_schedules(visit, name):
    """Each schedule changes the run, and its link is kept."""
    page = visit(CHAPTER)
    before = picture(page)
    page.locator("#playground-schedule").select_option(name)
    assert picture(page) != before
    assert f"schedule={name}" in page.url


def test_the_map_of_the_cycle(visit):
    """In the stability section a map marks both coordinates, and a click chooses γ and ε."""
    page = visit(CYCLE)
    picture(page)
    assert visit(CHAPTER).locator(".pg-map").count() == 0
    chart = page.locator(".pg-map")
    box = chart.bounding_box()
    unit = box["width"] / 350
    chart.click(position={"x": 235 * unit, "y": (108 - 30) * unit})  # e = 1, γ = 0.3
    expect(page.locator("output[for=playground-gamma]")).to_have_text(
        re.compile("0.[23]")
    )
    eps = float(page.locator("#playground-eps").evaluate("(e) => e.kept.value"))
    assert 4 * eps / (1 * 0.2) ** 2 == pytest.approx(1, rel=0.1)
    picture(page)
    x1 = page.locator(".pg-here").first.get_attribute("transform")
    assert [float(n) for n in re.findall(r"-?[\d.]+", x1)] == pytest.approx(
        [0, -30], abs=3
    )
    page.locator("#playground-schedule").select_option("cosine")
    picture(page)
    assert page.locator(".pg-here:visible").count() == 0


def test_announcements_are_few(visit):
    """Only the status is announced: values beside the controls are read, not called out."""
    page = visit(CHAPTER)
    live = page.locator("form.pg :is(output, [role=status], [aria-live])").evaluate_all(
        "(all) => all.filter((e) => e.ariaLive !== 'off').map((e) => e.getAttribute('role'))"
    )
    assert live == ["status"]


def test_forced_colours(visit):
    """With forced colours lines, handles and the chosen preset stand out from the ground."""
    page = visit(CHAPTER, forced_colors="active")
    expect(status(page)).not_to_be_empty()
    colours = page.evaluate(
        "() => { const of = (e, what) => getComputedStyle(document.querySelector(e))[what];"
        " return [of('body', 'backgroundColor'), of('.pg-start', 'stroke'),"
        " of('.pg-main .pg-rmsprop .pg-line', 'stroke'), of('.pg-minimum', 'stroke')] }"
    )
    assert colours[0] not in colours[1:]
    link = page.locator(".pg-presets a[aria-current=true]")
    assert (
        link.evaluate(
            "(e) => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        )
        != [colours[0]] * 2
    )
    assert (
        page.locator(".pg-presets a[aria-current=true]").evaluate(
            "(e) => getComputedStyle(e).outlineStyle"
        )
        == "solid"
    )


def ink(page):
    """Return the colour of RMSProp's line."""
    line = page.locator(".pg-rmsprop").first
    return line.evaluate("(g) => getComputedStyle(g.firstElementChild || g).stroke")


@pytest.mark.parametrize("place", [CHAPTER, AVERAGES])
def test_dark_mode(visit, place):
    """Colours follow the system's scheme, and the page's own switch goes before it."""
    light, dark = visit(place), visit(place, color_scheme="dark")
    assert ink(light) != ink(dark)
    light.evaluate("document.body.dataset.theme = 'dark'")
    assert ink(light) == ink(dark)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("place", [CHAPTER, CYCLE, AVERAGES])
def test_accessible(visit, place, width, scheme):
    """Axe finds nothing to complain about in the figure."""
    page = visit(place, width=width, color_scheme=scheme)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "axe.run('figure:has(form.pg)', { preload: false, resultTypes: ['violations'] })"
        ".then((r) => r.violations)"
    )
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


def test_weights(visit):
    """The second figure marks half-life and memory at every γ."""
    page = visit(AVERAGES)
    slider = page.get_by_label("γ, the fraction kept")
    for gamma in (0.9, 0.901):
        text = (
            f"half-life {half_life(gamma):.2f} steps, memory {memory(gamma):.2f} steps"
        )
        expect(status(page)).to_contain_text(text)
        slider.press("ArrowRight")
    marks = page.locator("form.pg .pg-mark text").all_text_contents()
    assert [mark.split()[0] for mark in marks] == ["half-life", "memory"]


@pytest.mark.parametrize("gamma", [0.7, 0.9, 0.98, 0.99, 0.999])
@pytest.mark.parametrize("width", [375, 1280])
def test_weights_fill_their_picture_up_to_0999(visit, gamma, width):
    """Up to γ = 0.999 the marks lie in the picture, the first weight is seen, axes are named."""
    page = visit(f"{AVERAGES}#weights?gamma={gamma}", width=width)
    expect(status(page)).to_contain_text(f"memory {memory(gamma):.2f} steps")
    box = page.locator("form.pg svg").bounding_box()
    for mark in page.locator("form.pg .pg-mark text, form.pg .pg-ticks text").all():
        if mark.text_content():
            text = mark.bounding_box()
            assert text["x"] >= box["x"]
            assert text["x"] + text["width"] <= box["x"] + box["width"]
    highest = page.locator(".pg-stems").first.bounding_box()["height"]
    assert highest > 0.3 * box["height"]
    for label in ("weight of the observation", "lag (steps back)"):
        expect(page.locator("form.pg p", has_text=label)).to_be_visible()


def test_weights_are_shared(visit):
    """The second figure keeps its setting in the address too."""
    page = visit(f"{AVERAGES}#weights?gamma=0.8")
    assert page.locator("#weights-gamma").input_value() == "0.8"
    page.locator("#weights-gamma").press("ArrowLeft")
    assert page.url.endswith("#weights?gamma=0.799")
