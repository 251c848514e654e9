"""The interactive figure's mathematics: Python's, JavaScript's and the package's are one."""

import functools
import itertools
import json
import math
from urllib.parse import parse_qsl, quote

import javascript
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playground_cases import COMPARE, EVERYTHING, cases
from reference import cycle_amplitude, rmsprop_run, rotation

from rmsprop_tut import (
    f_2d,
    f_2d_grad,
    half_life,
    leaky_weights,
    memory,
    plot_memory,
    rmsprop_2d,
    run_2d,
)
from rmsprop_tut.book.facts import FACTS
from rmsprop_tut.book.landscapes import half_angle_tangent, quadratic
from rmsprop_tut.book.playground import (
    METHODS,
    SCHEDULES,
    Settings,
    export,
    trajectory,
    weights,
)
from rmsprop_tut.book.presets import PRESETS

numbers = st.floats(-1e3, 1e3)


def preset_path(name, method="rmsprop"):
    """Return what the interactive figure draws of a method at a preset."""
    return trajectory(method, PRESETS[name].settings)


def value(name):
    """Return a fact of the page."""
    return FACTS[name].value()


def in_node(function, data, room="mathematics.js"):
    """Call a JavaScript function of a room of the figure's."""
    return javascript.in_node(function, data, f"playground/{room}")


@functools.cache
def exported():
    """Return what node is to find, written once."""
    return export(cases())


def test_node_equals_python():
    """Equal to Python to the last bit: at least 2,000 settings, edge cases included."""
    assert len(set(cases())) >= 2000
    assert in_node(COMPARE, exported()) == []


def test_every_combination_is_compared():
    """Every method meets every schedule and landscape, with noise and without, ten times."""
    kinds = [(m, q.schedule, q.landscape, q.noise > 0) for m, q in cases()]
    assert min(kinds.count(kind) for kind in EVERYTHING) >= 10


def test_a_single_bit_is_seen():
    """A number that differs in its last bit is reported."""
    [case] = json.loads(export([("rmsprop", Settings())]))
    case["rows"][7][1] = math.nextafter(case["rows"][7][1], 0)
    assert len(in_node(COMPARE, json.dumps([case]))) == 1


def test_edge_cases_reach_what_they_are_for():
    """The cases overflow, divide zero by zero and hold negative zeros."""
    rows = [row for case in json.loads(exported()) for row in case["rows"][1:]]
    values = [float(v) for row in rows for v in row]
    assert {math.inf, -math.inf} <= set(values)
    assert any(map(math.isnan, values))
    assert any(v == 0 and math.copysign(1, v) < 0 for v in values)


def test_methods_are_the_same():
    """Both programs know the same methods and schedules."""
    assert in_node("(m) => m.METHODS", "null") == list(METHODS)
    assert in_node("(m) => m.SCHEDULES", "null") == list(SCHEDULES)


def test_turns_are_equal():
    """The rotation is the same to the last bit at every whole degree."""
    angles = list(range(-90, 91))
    turns = in_node("(m, angles) => angles.map(m.halfAngleTangent)", json.dumps(angles))
    assert turns == [half_angle_tangent(angle) for angle in angles]


def test_weights_are_equal():
    """The weights of the second figure are the same to the last bit."""
    gammas = [i / 100 for i in range(101)]
    found = in_node(
        "(m, gammas) => gammas.map((g) => m.weights(g, 60))", json.dumps(gammas)
    )
    assert found == [weights(gamma, 60) for gamma in gammas]


@pytest.mark.parametrize("gamma", [0.0, 0.5, 0.9, 0.99, 1.0])
def test_weights_are_the_package_s(gamma):
    """Repeated products give the weights that powers give, up to rounding."""
    assert weights(gamma, 60) == pytest.approx(leaky_weights(gamma, 60), rel=1e-13)


@given(numbers, numbers)
def test_quadratic_is_the_chapter_s(x1, x2):
    """At condition number 20, and without rotation, the function is f_2d."""
    grad, loss = quadratic(0, 20)
    assert grad(x1, x2) == f_2d_grad(x1, x2)
    assert loss(x1, x2) == pytest.approx(f_2d(x1, x2), rel=1e-14)


def test_path_is_the_chapter_s():
    """The figure opens with the chapter's own run, bit for bit."""
    path = [row[:4] for row in trajectory("rmsprop", Settings())]
    assert path == run_2d(rmsprop_2d, 20)


@given(numbers, numbers, st.floats(-90, 90), st.floats(1, 100))
def test_rotation_keeps_the_valley(x1, x2, angle, condition):
    """A rotated valley has at a rotated point the value that it had."""
    whole = 2 * math.atan(half_angle_tangent(angle))
    y1, y2 = (rotation(whole) @ (x1, x2)).tolist()
    straight, rotated = quadratic(0, condition)[1], quadratic(angle, condition)[1]
    assert rotated(y1, y2) == pytest.approx(straight(x1, x2), rel=1e-9, abs=1e-20)


@given(numbers, numbers, st.floats(-90, 90), st.floats(1, 100))
def test_gradient_is_the_slope(x1, x2, angle, condition):
    """A quadratic is half the inner product of its gradient and the point."""
    grad, loss = quadratic(angle, condition)
    g1, g2 = grad(x1, x2)
    assert (g1 * x1 + g2 * x2) / 2 == pytest.approx(loss(x1, x2), rel=1e-9, abs=1e-9)


def test_effective_step_is_what_moved():
    """A coordinate moves by its effective step times its gradient."""
    rows = trajectory("corrected", Settings(angle=30))
    grad, _ = quadratic(30, 20)
    for (x1, x2, *_), (y1, y2, _, _, e1, e2, _) in itertools.pairwise(rows):
        g1, g2 = grad(x1, x2)
        assert (x1 - e1 * g1, x2 - e2 * g2) == (y1, y2)


def test_corrected_is_the_leaky_mean():
    """Bias correction divides by what the weights sum to: a constant gradient gives η."""
    rows = trajectory("corrected", Settings(eta=1e-9, eps=0, steps=30))
    assert [row[4] for row in rows[1:]] == pytest.approx([1e-9] * 30, rel=1e-6)


def test_correction_at_gamma_1_is_undefined():
    """At γ = 1 the correction is 0/0."""
    assert math.isnan(trajectory("corrected", Settings(gamma=1, steps=1))[1][0])


@pytest.mark.parametrize(
    "wrong",
    [
        {"eta": -1},
        {"gamma": 1.1},
        {"eps": math.nan},
        {"condition": 0.5},
        {"angle": 91},
        {"beta": -0.1},
        {"noise": math.inf},
    ],
)
def test_settings_refuse(wrong):
    """A setting out of range is refused by name."""
    [name] = wrong
    with pytest.raises(ValueError, match=f"{name} must be"):
        Settings(**wrong)
    with pytest.raises(ValueError, match="^steps must be"):
        Settings(steps=0)
    for name in ("landscape", "schedule"):
        with pytest.raises(ValueError, match=f"{name} has unknown names"):
            Settings(**{name: "none"})


def test_unknown_method_is_refused():
    """A method's typo does not go unseen."""
    with pytest.raises(ValueError, match="unknown names"):
        trajectory("adamw", Settings())


def read_link(*fragments):
    """Return what the figure reads of each fragment: the figure's name and the settings."""
    return in_node("(l, links) => links.map(l.read)", json.dumps(fragments), "link.js")


REWRITTEN = {
    "as it is": lambda text: text,
    "encoded": lambda text: quote(text, safe=""),
    "encoded twice": lambda text: quote(quote(text, safe=""), safe=""),
    "in HTML": lambda text: text.replace("&", "&amp;"),
    "in capitals": str.upper,
    "with spaces": lambda text: text.replace("=", "%20=%20").replace("&", " & "),
    "with semicolons": lambda text: text.replace("&", ";"),
    "with a second ?": lambda text: text.replace("&", "?"),
    "at a sentence's end": lambda text: text + ".",
}


@pytest.mark.parametrize("how", REWRITTEN)
def test_a_link_is_read_however_it_was_rewritten(how):
    """Encoding, HTML's ampersands, capitals, spaces and a full stop change no preset's link."""
    fragments = [preset.fragment for preset in PRESETS.values()]
    found = read_link(*("#" + REWRITTEN[how](text) for text in fragments))
    for (figure, pairs), fragment in zip(found, fragments, strict=True):
        assert figure == "playground"
        assert [tuple(pair) for pair in pairs] == parse_qsl(fragment.partition("?")[2])


def test_an_anchor_is_no_link_to_the_figure():
    """A fragment that names another place has its own name, and no setting."""
    anchors = ["#playground", "#playground-gamma", "#sec_rmsprop", ""]
    assert read_link(*anchors) == [[anchor[1:], []] for anchor in anchors]


def test_what_cannot_be_undone_is_read_as_it_stands():
    """A broken encoding, a name without value and a value with = in it stay, to be said."""
    [(figure, found)] = read_link("playground?%E0%A4%A&foo&m=&eta=1=2")
    assert figure == "playground"
    assert found == [["%e0%a4%a", ""], ["foo", ""], ["m", ""], ["eta", "1=2"]]


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from("-−–"))
@settings(max_examples=25)
def test_a_number_is_read_with_any_minus_and_comma(number, minus):
    """A comma for the point and a typographic minus are understood."""
    said = repr(number).replace("-", minus)
    ways = [said, said.replace(".", ",")]
    found = in_node("(l, said) => said.map(l.number)", json.dumps(ways), "link.js")
    assert [float(value) for value in found] == [number] * 2


def test_what_is_no_number_is_none():
    """Words, nothing and a number with two commas are no numbers."""
    ways = ["x", "", "1,000,000", "."]
    found = in_node("(l, said) => said.map(l.number)", json.dumps(ways), "link.js")
    assert found == [None] * len(ways)


def test_playground_first_move():
    """The first step moves both coordinates by 1.26, which is √10 times η."""
    assert value("playground_first_move") == pytest.approx(
        0.4 * math.sqrt(10), rel=1e-5
    )
    (x1, x2, *_), (y1, y2, *_) = preset_path("first-step")
    assert y1 - x1 == pytest.approx(y2 - x2, rel=1e-4)
    _, (z1, *_) = preset_path("first-step", "corrected")
    assert z1 - x1 == pytest.approx(0.4, rel=1e-5)


def test_playground_adagrad_step():
    """Adagrad's effective step of x1 shrinks from 0.4 to 0.13, and never grows again."""
    squares = [(0.2 * x1) ** 2 for x1, *_ in preset_path("slows", "adagrad")[:20]]
    assert value("playground_adagrad_step") == pytest.approx(
        0.4 / math.sqrt(sum(squares))
    )
    steps = [row[4] for row in preset_path("slows", "adagrad")[1:]]
    assert steps[0] == pytest.approx(0.4)
    assert steps == sorted(steps, reverse=True)


def test_playground_cycle():
    """At η = 1 RMSProp ends in a cycle of two points, 0.50 from the minimum."""
    amplitude = cycle_amplitude(1, 0.2)
    assert value("playground_cycle") == pytest.approx(amplitude, rel=1e-6)
    end, _ = rmsprop_run(lambda x: 0.2 * x, -3.0, 60, gamma=0.5, eta=1.0)
    assert value("playground_cycle") == pytest.approx(abs(end), rel=1e-12)
    *_, before, last = preset_path("cycle")
    assert last[:2] == pytest.approx([-before[0], -before[1]], rel=1e-6)


def test_playground_exploded():
    """With γ = 1 the state stays zero, and one step takes x1 from -5 to 395."""
    assert value("playground_exploded") == pytest.approx(
        -5 + 0.4 / math.sqrt(1e-6), rel=1e-12
    )
    assert all(row[2:4] == (0, 0) for row in preset_path("explodes"))


def test_playground_rotated():
    """Turned by 45 degrees, from the same loss, the loss is 0.15 after 20 steps, not 1.1e-05."""
    H = np.array([[2.1, -1.9], [-1.9, 2.1]])
    x, _ = rmsprop_run(lambda x: H @ x, (-4.95, -2.12), 20)
    loss = 0.05 * (x[0] + x[1]) ** 2 + (x[0] - x[1]) ** 2
    assert value("playground_rotated") == pytest.approx(loss, rel=1e-3)
    assert preset_path("opening")[-1][6] == value("value_at_20")


def test_rotated_start_is_fair():
    """The rotated run starts from the loss of the straight one, up to rounding."""
    assert preset_path("rotation")[0][6] == pytest.approx(10.5, rel=1e-3)


def test_memory_figure_marks_both():
    """The static figure marks half-life and memory where they are."""
    ax = plot_memory(0.9, leaky_weights(0.9, 61), half_life(0.9), memory(0.9))
    marks = [line.get_segments()[0][0][0] for line in ax.collections[1:]]
    assert marks == pytest.approx([half_life(0.9), memory(0.9)])
