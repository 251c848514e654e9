"""What the interactive figure draws under its paths, in both languages and by other ways."""

import json
import math
from dataclasses import asdict, replace

import javascript
import numpy as np
import pytest

from rmsprop_tut.book.figure_panels import (
    ETAS,
    best_eta,
    level,
    reached,
)
from rmsprop_tut.book.playground import METHODS, Settings, trajectory
from rmsprop_tut.lab.floors import noise_floor

NOISY = Settings(steps=15, noise=0.3, schedule="cosine", landscape="curved", seed=4)
PANELS = [Settings(steps=12), NOISY, replace(NOISY, landscape="wells", eps=0.0)]


def in_node(function, *data):
    """Call a JavaScript function of the mathematics and of data; all numbers come as words."""
    words = '(v) => JSON.parse(JSON.stringify(v, (k, x) => typeof x === "number" ? String(x) : x))'
    return javascript.in_node(
        f"(m, data) => ({words})(({function})(m, ...data))",
        json.dumps(data),
        "playground/mathematics.js",
    )


def numbers(found):
    """Return a list of JavaScript's numbers, from words: NaN is None, equal to itself."""
    values = [float(word) for word in found]
    return [None if math.isnan(value) else value for value in values]


def test_rates_are_six_decades():
    """The panel's rates are ten a decade from 1e-4 to 100, as evenly as round numbers are."""
    assert numbers(in_node("(m) => m.ETAS")) == ETAS
    assert (len(ETAS), ETAS[0], ETAS[-1]) == (61, 1e-4, 100)
    assert pytest.approx(10 ** np.linspace(-4, 2, 61), rel=0.015) == ETAS
    assert Settings().eta in ETAS


@pytest.mark.parametrize("q", PANELS)
def test_reached_is_equal(q):
    """The loss at each of the panel's rates is the same to the last bit, for every method."""
    found = in_node(
        "(m, q) => m.METHODS.map((method) => m.reached(method, q, m.ETAS))", asdict(q)
    )
    for method, row in zip(METHODS, found, strict=True):
        assert numbers(row) == numbers(reached(method, q, ETAS))


@pytest.mark.parametrize("q", PANELS)
def test_best_rate_is_the_lowest(q):
    """No rate of the panel reaches a lower loss than the best one; both languages find it."""
    best = [best_eta(reached(method, q, ETAS), ETAS) for method in METHODS]
    for method, eta in zip(METHODS, best, strict=True):
        ends = [trajectory(method, replace(q, eta=e))[-1][6] for e in ETAS]
        assert eta == ETAS[int(np.nanargmin(ends))]
    found = in_node(
        "(m, q) => m.METHODS.map((n) => m.bestEta(m.reached(n, q, m.ETAS), m.ETAS))",
        asdict(q),
    )
    assert numbers(found) == best


def test_no_best_rate_without_a_finite_loss():
    """Where every run leaves the finite numbers no rate is best; of equal ones the first."""
    lost = reached("gd", Settings(x1=1e300, steps=3), [0.1, 1.0])
    assert math.isnan(best_eta(lost, [0.1, 1.0]))
    assert best_eta([math.nan, 2.0, 2.0], [0.1, 0.5, 1.0]) == 0.5
    find = "(m) => [[NaN, Infinity], [2, 2]].map((all) => m.bestEta(all, [0.1, 1]))"
    assert numbers(in_node(find)) == [None, 0.1]


def test_best_rate_of_gradient_descent_is_the_formula():
    """On the straight valley gradient descent is fastest near 2/(0.2 + 4)."""
    assert best_eta(reached("gd", Settings(steps=200), ETAS), ETAS) == pytest.approx(
        2 / 4.2, rel=0.3
    )


def test_wrong_rates_are_refused():
    """No rate, a negative one and what is no settings are refused by name."""
    with pytest.raises(ValueError, match=r"etas\[0\] must be non-negative"):
        reached("gd", Settings(), [-1.0])
    with pytest.raises(ValueError, match="^etas must hold at least one"):
        reached("gd", Settings(), [])
    with pytest.raises(TypeError, match="^settings must be of the class Settings"):
        level(0.4)


@pytest.mark.parametrize(("eta", "noise"), [(0.01, 1.0), (0.005, 0.5)])
def test_level_is_what_the_book_measures(eta, noise):
    """The level is where the book's simulation under white noise stays, to a twentieth."""
    measured = float(noise_floor(eta, 0.99, 1 / noise**2))
    assert level(Settings(eta=eta, noise=noise)) == pytest.approx(measured, rel=0.05)


@pytest.mark.parametrize("q", PANELS)
def test_level_is_the_same_in_both_languages(q):
    """Both languages find the level, to the last bit."""
    assert float(in_node("(m, q) => m.level(q)", asdict(q))) == level(q)


@pytest.mark.parametrize(
    ("eta", "noise", "condition", "angle"),
    [
        (0.05, 3.0, 20.0, 0.0),
        (0.05, 3.0, 20.0, 45.0),
        (0.4, 1.0, 20.0, 0.0),
        (4.0, 1.0, 20.0, 0.0),
        (0.4, 0.1, 20.0, 0.0),
        (0.4, 1.0, 1.0, 0.0),
    ],
)
def test_level_is_where_the_figure_s_own_paths_stay(eta, noise, condition, angle):
    """The mean loss of the figure's long noisy runs is near the level, turned or not."""
    q = Settings(x1=0.0, x2=0.0, eta=eta, gamma=0.99, noise=noise, steps=4000)
    q = replace(q, condition=condition, angle=angle)
    runs = [replace(q, seed=seed) for seed in range(4)]
    losses = [row[6] for run in runs for row in trajectory("rmsprop", run)[1000:]]
    assert level(q) == pytest.approx(np.mean(losses), rel=0.2)
