"""What the interactive figure opens with: each claim holds where its link leads."""

import math
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import numpy as np
import pytest
from reference import rmsprop_run

from rmsprop_tut import f_2d, first_step_gain, scaled_epsilon
from rmsprop_tut.book.facts import FACTS
from rmsprop_tut.book.figure_panels import level
from rmsprop_tut.book.playground import METHODS, Settings, trajectory
from rmsprop_tut.book.presets import PLACES, PRESETS, Preset, paths

DOCS = Path(__file__).parents[1] / "docs"
CURVATURES = 0.2, 4


def rows(name, method="rmsprop"):
    """Return what the figure draws of a method at a preset."""
    return trajectory(method, PRESETS[name].settings)


def losses(name):
    """Return the loss that each method of a preset reaches, at the preset's learning rate."""
    return {method: rows(name, method)[-1][6] for method in PRESETS[name].methods}


def amplitudes(name, method="rmsprop"):
    """Return how far from the minimum both coordinates are after the last step."""
    return np.abs(rows(name, method)[-1][:2])


def test_a_fragment_holds_what_differs():
    """A preset's fragment holds what differs from the chapter's settings."""
    assert PRESETS["explodes"].fragment == "playground?gamma=1&steps=5&m=rmsprop"
    assert PRESETS["tuned"].fragment.startswith("playground?best=1&m=gd&m=momentum")
    curved = parse_qs(PRESETS["curved"].fragment.partition("?")[2])
    assert (curved["landscape"], curved["eta"]) == (["curved"], ["0.1"])


def test_a_second_figure_has_links_of_its_own():
    """A figure's links name it, so that a page can hold more than one."""
    preset = Preset("γ = 1", Settings(gamma=1), ("rmsprop",))
    assert preset.link("other") == "other?gamma=1&m=rmsprop"


def test_methods_are_known():
    """A preset shows methods that the figure has, in their order."""
    for preset in PRESETS.values():
        assert [m for m in METHODS if m in preset.methods] == [*preset.methods]


@pytest.mark.parametrize("name", PLACES)
def test_a_place_has_its_list_and_its_page(name):
    """Each place is a page with the figure; all its links are in its list, and no other's."""
    place, page = PLACES[name], (DOCS / f"{name}.md").read_text(encoding="utf-8")
    assert place.presets[0] == place.opening
    assert page.count("```{playground} playground") == 1
    assert len({PRESETS[preset].title for preset in place.presets}) == len(
        place.presets
    )
    linked = {part.split(">`")[0] for part in page.split("{preset}")[1:]}
    names = {part.rpartition("<")[2] for part in linked}
    assert names <= set(place.presets)
    assert len(names) >= 2


def test_every_preset_has_a_place():
    """No preset is without a page that lists it."""
    assert {name for place in PLACES.values() for name in place.presets} == set(PRESETS)


def test_the_static_figure_is_the_opening():
    """Where no script runs there are the paths that the figure opens with."""
    for place in PLACES.values():
        opening = PRESETS[place.opening]
        ends = [points[-1] for points in paths(place.opening).values()]
        assert ends == [rows(place.opening, m)[-1][:2] for m in opening.methods]
    with pytest.raises(ValueError, match="unknown names"):
        paths("nowhere")


def test_first_and_last():
    """RMSProp is first of four methods at step 20, and last at step 200."""
    first, last = losses("first"), losses("last")
    assert min(first, key=first.get) == "rmsprop"
    assert max(last, key=last.get) == "rmsprop"
    assert first["gd"] == pytest.approx(f_2d(-5 * 0.92**20, -2 * 0.6**20))


def test_at_a_larger_rate():
    """At η = 1 gradient descent and momentum diverge; Adagrad is lower than RMSProp."""
    reached = losses("larger")
    assert min(reached["gd"], reached["momentum"]) > 10.5 > reached["rmsprop"]
    assert reached["adagrad"] < reached["rmsprop"]


def test_a_rate_that_falls():
    """Where the learning rate falls the cycle shrinks with it: 200 steps end far below it."""
    constant = rows("last")[-1][6]
    assert losses("lowered")["rmsprop"] < constant / 100


def test_the_first_step():
    """The first step is √10 η long, and η long where the state is corrected."""
    for method, length in (("rmsprop", 0.4 * first_step_gain(0.9)), ("corrected", 0.4)):
        (x1, *_), (y1, *_) = rows("first-step", method)
        assert y1 - x1 == pytest.approx(length, rel=1e-5)


def test_a_larger_gamma_comes_to_the_same_cycle_later():
    """At γ = 0.9 the run ends in the cycle of γ = 0.5, and takes longer."""
    assert amplitudes("slow-cycle") == pytest.approx(amplitudes("cycle"), rel=1e-3)
    for name, soon in (("cycle", True), ("slow-cycle", False)):
        early = np.abs(rows(name)[40][:2])
        assert np.allclose(early, amplitudes(name), rtol=1e-3) == soon


def test_rest_and_cycle():
    """One coordinate rests where e > 1 for it, the other is in its cycle; then both rest."""
    run = PRESETS["between"].settings
    shallow, steep = (scaled_epsilon(run.eta, c, run.eps) for c in CURVATURES)
    assert shallow > 1 > steep
    assert amplitudes("between")[1] == pytest.approx(
        0.2 * math.sqrt(1 - steep), rel=0.01
    )
    before, after = (row[0] for row in rows("between")[-2:])
    assert 0 < after / before < 1
    trembles = FACTS["figure_trembles"].value()
    assert trembles == pytest.approx(math.sqrt(0.04 - 0.01 / 16), rel=0.01)
    end, _ = rmsprop_run(lambda x: 4 * x, -2.0, 200, eps=0.01)
    assert trembles == pytest.approx(abs(end), rel=1e-12)
    rests = PRESETS["rests"].settings
    assert all(scaled_epsilon(rests.eta, c, rests.eps) > 1 for c in CURVATURES)
    assert max(amplitudes("rests")) < 1e-5


def test_inside_and_outside_have_two_borders():
    """Between the borders a run rests with ε inside the root and trembles with it outside."""
    run = PRESETS["outside"].settings
    assert (run.eta * 4 / 2) ** 2 < run.eps < run.eta * 4 / 2
    assert amplitudes("outside")[1] < 1e-6
    assert amplitudes("outside", "outside")[1] == pytest.approx(0.2 - run.eps / 4)


def test_the_floor():
    """Under noise the runs stay near 0.25, and with a quarter of η below a quarter of that."""
    assert PRESETS["lower-floor"].settings.eta == PRESETS["floor"].settings.eta / 4
    high, low = (level(PRESETS[name].settings) for name in ("floor", "lower-floor"))
    assert (high, low) == pytest.approx((0.25, 0.053), rel=0.01)
    assert low < FACTS["figure_level"].value() / 4 == high / 4
    seeds = [replace(PRESETS["floor"].settings, seed=seed) for seed in range(30)]
    late = [row[6] for run in seeds for row in trajectory("rmsprop", run)[100:]]
    assert high == pytest.approx(np.mean(late), rel=0.15)


def test_a_rate_that_falls_comes_closer_than_the_floor():
    """Under noise a learning rate that falls to zero ends far below the level of its start."""
    run = PRESETS["noise-lowered"].settings
    ends = [trajectory("rmsprop", replace(run, seed=s))[-1][6] for s in range(50)]
    assert np.mean(ends) < FACTS["figure_level"].value() / 5
    assert rows("noise-lowered")[-1][6] < FACTS["figure_level"].value() / 5


def test_rotation_is_the_reference_s():
    """The rotated preset ends where a run of the reference does."""
    H = np.array([[2.1, -1.9], [-1.9, 2.1]])
    x, _ = rmsprop_run(lambda x: H @ x, (-4.95, -2.12), 20)
    assert rows("rotation")[-1][:2] == pytest.approx(x, rel=1e-2)
