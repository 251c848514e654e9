"""Learning rates over time, and how RMSProp settles under them."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import cycle_amplitude

import rmsprop_tut as d2l

rates = st.floats(0, 10)
counts = st.integers(1, 500)
MAKERS = {
    "constant": d2l.constant_rate,
    "1/sqrt(t)": d2l.inverse_sqrt_rate,
    "1/t": d2l.inverse_rate,
    "cosine": lambda eta: d2l.cosine_rate(eta, 400),
    "step": lambda eta: d2l.step_rate(eta, 100),
}


@given(rates, st.sampled_from(sorted(MAKERS)), counts)
def test_a_schedule_starts_at_its_largest_rate_and_never_rises(eta, name, t):
    """Steps count from 1, so that a schedule starts at its largest rate."""
    rate = MAKERS[name](eta)
    assert rate(1) == eta
    assert 0 <= rate(t + 1) <= rate(t) <= eta


@given(rates, counts)
def test_inverse_square_root(eta, t):
    """Four times the steps, half the rate."""
    rate = d2l.inverse_sqrt_rate(eta)
    assert rate(4 * t) == pytest.approx(rate(t) / 2)


@given(rates, counts)
def test_inverse(eta, t):
    """Four times the steps, a quarter of the rate."""
    rate = d2l.inverse_rate(eta)
    assert rate(4 * t) == pytest.approx(rate(t) / 4)


@given(rates, counts)
def test_cosine_is_symmetric_and_ends_at_zero(eta, steps):
    """The rates at equal distances from the middle sum to η; after the last step it is 0."""
    rate = d2l.cosine_rate(eta, steps)
    sums = [rate(1 + k) + rate(1 + steps - k) for k in range(steps + 1)]
    assert sums == pytest.approx([eta] * (steps + 1))
    assert rate(steps + 1) == rate(steps + 50) == 0


@given(rates, st.integers(1, 50), st.floats(0, 1))
def test_stairs(eta, every, factor):
    """The rate is constant on a stair and falls by the factor from one to the next."""
    rate = d2l.step_rate(eta, every, factor)
    stairs = [{rate(1 + n * every + k) for k in range(every)} for n in range(3)]
    (a,), (b,), (c,) = stairs
    assert (b, c) == pytest.approx((a * factor, a * factor * factor))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: d2l.constant_rate(-1), "^eta must be non-negative and finite"),
        (
            lambda: d2l.inverse_sqrt_rate(math.nan),
            "^eta must be non-negative and finite, not nan",
        ),
        (lambda: d2l.cosine_rate(0.1, 0), "^steps must be at least 1"),
        (lambda: d2l.step_rate(0.1, 0), "^every must be at least 1"),
        (
            lambda: d2l.step_rate(0.1, 1, 1.5),
            r"^factor must be a fraction, in \[0, 1\], not 1.5",
        ),
        *(
            (lambda m=m: m(0.4)(0), "^t must be at least 1 and finite")
            for m in MAKERS.values()
        ),
    ],
)
def test_bad_arguments(call, words):
    """Errors name the argument, its range and the value."""
    with pytest.raises(ValueError, match=words):
        call()


def test_constant_schedule_is_the_chapters_run():
    """A constant schedule gives the chapter's path, point for point."""
    constant = d2l.run_2d(d2l.rmsprop_2d, 20, rate=d2l.constant_rate(0.4))
    assert constant == d2l.run_2d(d2l.rmsprop_2d, 20)


def values(steps, rate, start=(-5.0, -2.0, 0.0, 0.0), **options):
    """Return the chapter's function along a run with a schedule."""
    update = partial(d2l.rmsprop_2d, **options)
    return [d2l.f_2d(*x[:2]) for x in d2l.run_2d(update, steps, start, rate)]


@given(st.floats(0.1, 1), st.floats(0.5, 0.95))
def test_all_but_the_constant_settle(eta, gamma):
    """With a constant η it never settles; 1/√t, cosine and step do."""
    start = (-eta, eta, 0.0, 0.0)
    ends = {
        name: max(values(400, make(eta), start, gamma=gamma)[-20:])
        for name, make in MAKERS.items()
    }
    assert max(ends["1/sqrt(t)"], ends["cosine"], ends["step"]) < ends["constant"] / 20


def test_the_cycle_follows_a_slowly_falling_rate():
    """In the cycle of amplitude η/2 the objective is η²(λ1+λ2)/8."""
    found = values(1000, d2l.inverse_sqrt_rate(0.4))
    for t in range(400, 1001, 100):
        eta = 0.4 / math.sqrt(t)
        predicted = sum(c * cycle_amplitude(eta, c) ** 2 / 2 for c in (0.2, 4))
        assert found[t] == pytest.approx(predicted, rel=0.2)


def test_below_the_threshold_it_rests():
    """Once the rate is below 2√ε/λ the minimum attracts, and the value falls to nothing."""
    found = values(1000, d2l.step_rate(0.4, 250))
    assert np.min(found[650:740]) > 1e-6
    assert found[1000] < 1e-100


def test_curves_differ_in_colour_marker_and_line():
    """Each curve has its own colour, marker and line, and its name in the legend."""
    curves = {name: [make(1.0)(t) for t in (1, 2)] for name, make in MAKERS.items()}
    ax = d2l.plot_curves([1, 2], curves, xlabel="step", ylabel="rate", title="falls")
    styles = [(x.get_color(), x.get_marker(), x.get_linestyle()) for x in ax.lines]
    assert all(len(set(kind)) >= 3 for kind in zip(*styles, strict=True))
    assert [label.get_text() for label in ax.get_legend().get_texts()] == list(MAKERS)
