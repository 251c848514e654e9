"""Learning rates over time, and how RMSProp settles under them."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rmsprop_tut as d2l

rates = st.floats(0, 10)
counts = st.integers(1, 500)
MAKERS = {
    "constant": d2l.constant_rate,
    "1/√t": d2l.inverse_sqrt_rate,
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
        (lambda: d2l.constant_rate(-1), "eta must be finite and >= 0"),
        (lambda: d2l.inverse_sqrt_rate(math.nan), "eta must be finite"),
        (lambda: d2l.cosine_rate(0.1, 0), "steps must be >= 1"),
        (lambda: d2l.step_rate(0.1, 0), "every must be >= 1"),
        (lambda: d2l.step_rate(0.1, 1, 1.5), r"factor must be in \[0, 1\]"),
        (lambda: d2l.scheduled_path_2d(d2l.constant_rate(1), 0), "steps must be >= 1"),
        (lambda: d2l.scheduled_path_2d(lambda t: -t, 3), "eta must be finite and >= 0"),
        *(
            (lambda m=m: m(0.4)(0), "t must be finite and >= 1")
            for m in MAKERS.values()
        ),
    ],
)
def test_bad_arguments(call, words):
    """Errors name the argument, its range and the value."""
    with pytest.raises(ValueError, match=words):
        call()


def test_a_number_is_no_schedule():
    """A learning rate in place of a schedule is refused by name."""
    with pytest.raises(
        TypeError, match=r"rate must be a function of the step t, not 0\.4"
    ):
        d2l.scheduled_path_2d(0.4, 3)


def test_constant_schedule_is_train_2d():
    """A constant schedule gives the chapter's path, point for point."""
    path = d2l.scheduled_path_2d(d2l.constant_rate(0.4), 20)
    assert [state[:2] for state in path] == d2l.train_2d(d2l.rmsprop_2d)


@given(st.floats(0.1, 1), st.floats(0.5, 0.95))
def test_all_but_the_constant_settle(eta, gamma):
    """With a constant η it never settles; 1/√t, cosine and step do."""
    ends = {}
    for name, make in MAKERS.items():
        rate = make(eta)

        def update(*state, eta):
            return d2l.rmsprop_2d(*state, eta=eta, gamma=gamma)

        states = d2l.scheduled_path_2d(
            rate, 400, start=(-eta, eta, 0, 0), update=update
        )
        ends[name] = max(d2l.f_2d(*state[:2]) for state in states[-20:])
    assert max(ends["1/√t"], ends["cosine"], ends["step"]) < ends["constant"] / 20


def test_the_cycle_follows_a_slowly_falling_rate():
    """In the cycle of amplitude η/2 the objective is η²(λ1+λ2)/8."""
    states = d2l.scheduled_path_2d(d2l.inverse_sqrt_rate(0.4), 1000)
    for t, state in itertools.islice(enumerate(states), 400, None, 100):
        predicted = sum(
            c * d2l.two_cycle_amplitude(0.4 / math.sqrt(t), c) ** 2 / 2
            for c in (0.2, 4)
        )
        assert d2l.f_2d(*state[:2]) == pytest.approx(predicted, rel=0.2)


def test_below_the_threshold_it_rests():
    """Once the rate is below 2√ε/λ the minimum attracts, and the value falls to nothing."""
    values = [
        d2l.f_2d(*state[:2])
        for state in d2l.scheduled_path_2d(d2l.step_rate(0.4, 250), 1000)
    ]
    assert np.min(values[650:740]) > 1e-6
    assert values[1000] < 1e-100


def test_curves_differ_in_colour_marker_and_line():
    """Each curve has its own colour, marker and line, and its name in the legend."""
    curves = {name: [make(1.0)(t) for t in (1, 2)] for name, make in MAKERS.items()}
    ax = d2l.plot_curves([1, 2], curves, xlabel="step", ylabel="rate", title="falls")
    styles = [(x.get_color(), x.get_marker(), x.get_linestyle()) for x in ax.lines]
    assert all(len(set(kind)) >= 3 for kind in zip(*styles, strict=True))
    assert [label.get_text() for label in ax.get_legend().get_texts()] == list(MAKERS)
