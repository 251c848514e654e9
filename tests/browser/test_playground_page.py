"""The interactive figures, driven as a reader would, in the built book."""

import re
from pathlib import Path

import pytest
from playground_cases import COMPARE, cases
from playwright.sync_api import expect

from rmsprop_tut import half_life, memory
from rmsprop_tut.book.playground import METHODS, PRESETS, export, trajectory

CHAPTER = "rmsprop.html"
AVERAGES = "leaky-averages.html"
AXE = Path(__file__).parents[2] / "docs/node_modules/axe-core/axe.min.js"
SLIDERS = {
    "gamma": "1",
    "eta": "1.5",
    "eps": "0",
    "angle": "90",
    "condition": "100",
    "steps": "200",
}


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


@pytest.mark.parametrize("place", [CHAPTER, AVERAGES])
def test_without_scripts(visit, place):
    """Without scripts there is the static figure with its caption."""
    page = visit(place, java_script_enabled=False)
    figure = page.locator("#fig-playground, #fig-weights")
    expect(figure.locator("img")).to_be_visible()
    expect(figure.locator("figcaption")).to_be_visible()
    expect(page.locator("form.pg")).to_be_hidden()


def test_scripts_load_only_where_used(visit):
    """A page without a figure loads none of its scripts."""
    page = visit("adagrad.html")
    assert page.locator("script[src*=playground]").count() == 0


def test_opens_with_the_chapters_run(visit):
    """The figure opens with the paths that the caption names."""
    page = visit(CHAPTER)
    expect(status(page)).to_contain_text("RMSProp is at (−0.0106")
    assert page.locator("a form, figure img").count() == 0
    for method in METHODS:
        shown = method in PRESETS["opening"].methods
        expect_dots(page, method, 20 * shown)


@pytest.mark.parametrize("name", SLIDERS)
def test_slider_by_keyboard(visit, name):
    """Each control works by keyboard, changes the picture and says its value."""
    page = visit(CHAPTER)
    before, slider = picture(page), page.locator(f"#playground-{name}")
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
    page = visit(CHAPTER)
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
    """Step adds a step and reset returns to the chapter's run, by mouse and by keyboard."""
    page = visit(CHAPTER)
    before = picture(page)

    def use(name):
        button = page.get_by_role("button", name=name, exact=True)
        button.press(key) if key else button.click()
        return picture(page)

    assert use("Step") != before
    assert dots(page, "rmsprop") == 21
    expect(status(page)).to_contain_text("After 21 steps")
    assert use("Reset") == before


@pytest.mark.parametrize("key", [None, "Space"])
def test_play(visit, key):
    """Play runs the path from its start to its end; stop ends that."""
    page = visit(CHAPTER)
    page.clock.install()
    button = page.locator("button[name=play]")
    button.press(key) if key else button.click()
    page.clock.run_for(1000)
    assert 0 < dots(page, "rmsprop") < 20
    expect(button).to_have_text("Stop")
    page.clock.run_for(6000)
    assert dots(page, "rmsprop") == 20
    expect(button).to_have_text("Play")
    button.press("Enter")
    page.clock.run_for(1000)
    button.press("Enter")
    page.clock.run_for(1000)
    assert dots(page, "rmsprop") == 20


def test_reduced_motion(visit):
    """Where less motion is asked for nothing plays, and that is said."""
    page = visit(CHAPTER, reduced_motion="reduce")
    before = picture(page)
    page.get_by_role("button", name="Play").click()
    expect(status(page)).to_contain_text("asks for less motion")
    assert picture(page) == before


@pytest.mark.parametrize("name", PRESETS)
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
        ("eta=-1", "eta = -1 became 0", "eta", "0"),
        ("steps=1e9", "steps = 1e9 became 200", "steps", "200"),
        ("eps=3e-6", "eps = 3e-6 became 0.000001", "eps", "-6"),
        ("angle=x", "angle = x became 0", "angle", "0"),
        ("x1=99", "x1 = 99 became 6", "x1", "6"),
        ("condition=", "condition =  became 20", "condition", "20"),
        ("eta=Infinity", "eta = Infinity became 1.5", "eta", "1.5"),
        ("m=adam", "m = adam is unknown", "gamma", "0.9"),
        ("m=", "m =  is unknown", "gamma", "0.9"),
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
    assert page.locator(".pg-main [data-m=rmsprop] .pg-line").get_attribute("d")


@pytest.mark.parametrize(
    "fragment",
    [
        "playground%3Fgamma=0.5&m=rmsprop",
        "playground%253Fgamma%253D0.5%2526m%253Drmsprop",
        "playground?gamma=0.5&amp;m=rmsprop",
        "Playground?GAMMA=0.5&M=RMSProp",
        "playground?gamma%20=%200.5&m=rmsprop.",
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
    arrow = page.locator(".pg-main [data-m=rmsprop] path").last
    expect(arrow).to_have_attribute("visibility", "visible")
    gap = arrow.evaluate(
        "(p) => p.getBoundingClientRect().top"
        " - p.ownerSVGElement.getBoundingClientRect().top"
    )
    assert abs(gap) < 2


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
@pytest.mark.parametrize("place", [CHAPTER, AVERAGES])
def test_accessible(visit, place, width, scheme):
    """Axe finds nothing to complain about in the figure."""
    page = visit(place, width=width, color_scheme=scheme)
    page.add_script_tag(path=AXE)
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
