"""How long RMSProp's steps are in the long run: their sum of squares, bounded."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import leak, leaky, run
from strategies import inner_gammas

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, text

sizes = st.floats(1e-3, 1e6)
gradients = st.lists(st.just(0.0) | sizes | sizes.map(lambda g: -g), max_size=40)


def bounds(states, gamma, log=math.log):
    """Return what bounds Σ(step/η)²: by the logarithms, and by the geometric mean."""
    first, last, later = states[0], states[-1], len(states) - 1
    loose = 1 - later * log(gamma) + log(last / first)
    ratio = (first / last) ** (1 / type(gamma)(later)) if later else 0
    return loose / (1 - gamma), (1 + later * (1 - gamma * ratio)) / (1 - gamma)


@given(sizes, gradients, inner_gammas)
def test_the_squares_of_the_steps_are_bounded(first, others, gamma):
    """Σ(step/η)² is at most [1 + (T-1) ln(1/γ) + ln(s_T/s_1)]/(1-γ), and the sharper bound."""
    g = np.array([first, *others])
    squares = np.sum(d2l.step_lengths(g, gamma, eps=1e-250) ** 2)
    loose, sharp = bounds(d2l.leaky_average(g * g, gamma), gamma)
    assert squares <= sharp * (1 + 1e-9)
    assert sharp <= loose * (1 + 1e-9)


@given(sizes, gradients, inner_gammas, st.floats(1e-8, 1e2))
def test_epsilon_only_shortens_steps(first, others, gamma, eps):
    """Leave ε out, since it only shortens steps: no step is longer with it."""
    g = np.array([first, *others])
    without = d2l.step_lengths(g, gamma, eps=1e-250)
    assert (d2l.step_lengths(g, gamma, eps=eps) <= without).all()


@given(sizes, st.floats(0, 1e6), inner_gammas)
def test_the_share_of_the_newest_gradient(state, g, gamma):
    """(1-γ)g²/s_t is 1 - γ s_{t-1}/s_t, and at most ln(1/γ) + ln(s_t/s_{t-1})."""
    after = leak(state, g * g, gamma)
    share = (1 - gamma) * g * g / after
    assert share == pytest.approx(1 - gamma * state / after, abs=1e-12)
    assert share <= math.log(1 / gamma) + math.log(after / state) + 1e-9


def exact(values, gamma):
    """Return Σ(step/η)² without ε, and its two bounds, with 50 digits."""
    s, states, squares = Decimal(0), [], Decimal(0)
    for g in map(Decimal, values):
        s = leak(s, g * g, gamma)
        states.append(s)
        squares += g * g / s
    return squares, *bounds(states, gamma, Decimal.ln)


@pytest.mark.parametrize("gamma", ["0.001", "0.5", "0.9", "0.999"])
def test_the_bounds_with_50_digits(gamma):
    """With 50 digits: Cauchy's gradients keep both bounds, and the first of all has the share 1."""
    cauchy = np.random.default_rng(0).standard_cauchy(1000).tolist()
    with localcontext(prec=50):
        for values in (cauchy, cauchy[::-1], sorted(cauchy, key=abs)):
            squares, loose, sharp = exact(values, Decimal(gamma))
            assert squares < sharp < loose
        alone, loose, sharp = exact(cauchy[:1], Decimal(gamma))
        assert alone * (1 - Decimal(gamma)) == pytest.approx(1)
        assert alone == pytest.approx(loose) == pytest.approx(sharp)


def test_what_attains_the_sharper_bound():
    """A state that stays where it is attains it: steps of one size, η long."""
    with localcontext(prec=50):
        gamma = Decimal("0.9")
        first = (1 / (1 - gamma)).sqrt()  # the state is 1 from the first step on
        squares, _, sharp = exact([first] + [Decimal(1)] * 999, gamma)
        assert abs(squares - sharp) < Decimal("1e-40")
        assert squares == pytest.approx(10 + 999)


def test_the_bound_of_the_long_run():
    """At γ = 0.9 the logarithms leave 1.03 η: √(1 + h/2 + h²/3 + …) with h = 1 - γ."""
    series = sum(0.1**k / (k + 1) for k in range(30))
    assert FACTS["rms_bound_09"].value() == pytest.approx(math.sqrt(series))
    assert text("rms_bound_09") == "1.03"


def test_cauchy_s_steps():
    """Half are shorter than 0.16 η; their root mean square is 0.75 η."""
    g = np.random.default_rng(0).standard_cauchy(1000)
    states = [s for _, s in run(leaky(0.9), lambda x, t: g[t - 1], 0, 1000)][1:]
    lengths = sorted(abs(g) / np.sqrt(np.array(states) + 1e-6))
    median = (lengths[499] + lengths[500]) / 2
    assert FACTS["median_step"].value() == pytest.approx(median)
    square = sum(length**2 for length in lengths) / 1000
    assert FACTS["rms_step"].value() == pytest.approx(math.sqrt(square))
    assert (text("median_step"), text("rms_step")) == ("0.16", "0.75")


def test_gradients_that_grow_exponentially():
    """Tenfold at each step they make steps of 3.15 η: √((1 - γ/100)/(1 - γ))."""
    grown = run(leaky(0.9), lambda x, t: 10.0**t, 0, 100, eta=1, eps=0)
    *_, (before, _), (after, _) = grown
    assert FACTS["tenfold_step"].value() == pytest.approx(before - after, rel=1e-9)
    assert text("tenfold_step") == "3.15"


def test_noise_brings_you_less_far():
    """The mean of g/√s is about sign(μ)/√(1 + σ²/μ²) where γ is near 1."""
    rng = np.random.default_rng(0)
    for mean in (-0.3, 0.3, 1.0):
        g = mean + rng.normal(size=200_000)
        s = d2l.leaky_average(g * g, 0.999)
        drift = (g / np.sqrt(s))[20_000:].mean()
        assert drift == pytest.approx(mean / math.sqrt(1 + mean**2), abs=0.01)
