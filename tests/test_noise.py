"""Under noise: levels, drifts and points of rest, by runs and by what they must be."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import inner_gammas

import rmsprop_tut as d2l
from rmsprop_tut.core import rest_points
from rmsprop_tut.core.rest_points import mean_step_at

periods = st.integers(3, 30)


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3), st.floats(0, 1e3))
def test_a_frozen_state_s_equation(eta, curvature, noise):
    """The root of the state r is positive, and r² = (ηλ/2) r + σ²/B."""
    root = 4 * float(d2l.frozen_level(eta, curvature, noise)) / eta
    square = eta * curvature / 2 * root + noise**2
    assert root**2 == pytest.approx(square, rel=1e-9)


def test_the_floor_does_not_ask_for_axes():
    """Turned, and with correlated noise, the level is (η/4) Σ σ_i too."""
    rng = np.random.default_rng(0)
    H = np.array([[2.0, -0.9, 0.3], [-0.9, 1.0, 0.2], [0.3, 0.2, 0.5]])
    mixing = np.array([[1.0, 0, 0], [0.8, 0.5, 0], [-0.5, 0.2, 2.0]])
    sigmas = np.sqrt((mixing**2).sum(axis=1))
    x, s, total, eta = np.zeros((100, 3)), np.tile(sigmas**2, (100, 1)), 0.0, 0.04
    for step in range(4000):
        g = x @ H + rng.normal(size=(100, 3)) @ mixing.T
        s = 0.999 * s + 0.001 * g**2
        x = x - eta * g / np.sqrt(s)
        total += np.mean(np.sum(x @ H * x, axis=1)) / 2 if step >= 1000 else 0.0
    assert total / 3000 == pytest.approx(eta / 4 * sigmas.sum(), rel=0.04)


@settings(max_examples=30)
@given(periods, st.floats(0.01, 50), st.floats(0, 0.999))
def test_states_of_a_period(n, more, gamma):
    """The states repeat: a step of -1 leads from each to the next, that of C from the last."""
    large = n - 1 + more
    states = d2l.cyclic_states(large, n, gamma)
    squares = np.array([large**2] + [1.0] * (n - 1))
    before = np.roll(states, 1)
    assert states == pytest.approx(gamma * before + (1 - gamma) * squares, rel=1e-9)


@settings(max_examples=30)
@given(periods, st.floats(0.01, 50), inner_gammas)
def test_the_side_of_the_threshold(n, more, gamma):
    """Below its one threshold RMSProp drifts the wrong way, above it the right way."""
    large = n - 1 + more
    threshold = d2l.drift_threshold(large, n)
    assert 0 < threshold < 1
    if abs(gamma - threshold) > 1e-9:
        assert (d2l.cyclic_drift(large, n, gamma) > 0) == (gamma < threshold)
    assert d2l.cyclic_drift(large, n, gamma, delayed=True) < 0


@pytest.mark.parametrize(
    ("gamma", "delayed"), [(0.46, False), (0.48, False), (0.2, True)]
)
def test_runs_on_an_interval(gamma, delayed):
    """With C = n = 3, on [-1, 1], a run ends right below 0.4723, left above; the cure left."""
    x, s = 0.0, 1.0
    for t in range(30_000):
        g = 3.0 if t % 3 == 0 else -1.0
        before, s = s, gamma * s + (1 - gamma) * g * g
        x = min(1.0, max(-1.0, x - 0.01 * g / math.sqrt(before if delayed else s)))
    wrong = gamma < d2l.drift_threshold(3, 3) and not delayed
    assert x * (1 if wrong else -1) > 0.95


def test_no_decay_does_for_all_periods():
    """For C = n the threshold comes near 1: no γ is above all of them."""
    found = [d2l.drift_threshold(n, n) for n in (3, 10, 30, 100, 300, 1000)]
    assert found == sorted(found)
    assert found[-1] > 0.99999


@settings(max_examples=10)
@given(st.floats(-5, 5), st.floats(0.1, 5), inner_gammas.filter(lambda g: g < 0.95))
def test_symmetric_data_are_left_alone(middle, spread, gamma):
    """Of symmetric data the mean is a point of rest, at each γ."""
    values = middle + spread * np.array([-2.0, -1.0, 1.0, 2.0])
    chances = [0.1, 0.4, 0.4, 0.1]
    assert mean_step_at(middle, values, chances, gamma) == pytest.approx(0, abs=1e-9)
    rest = d2l.rest_point(values, chances, gamma)
    assert rest == pytest.approx(middle, abs=1e-5 * spread)


@pytest.mark.parametrize(
    "law", [([0.0, 1.0, 4.0], [0.3, 0.5, 0.2]), ([-1, 0.1, 6.9], [0.4, 0.55, 0.05])]
)
def test_the_first_order(law):
    """The offset is -hμ₃/(2σ²) to first order: what is left falls like h²."""
    values, chances = np.array(law)
    centred = values - chances @ values
    first = (chances @ centred**3) / (2 * chances @ centred**2)
    left = []
    for h in (0.04, 0.02, 0.01):
        rest = d2l.rest_point(values, chances, 1 - h) - chances @ values
        assert rest * first < 0  # against the sign of the third moment
        left.append((rest + h * first) / h**2)
    assert max(map(abs, left)) < 8


def test_the_square_root_rule_keeps_the_offset():
    """The offset is proportional to h/B, to first order."""
    offsets = [
        1 - d2l.rest_point(*d2l.exponential_means(batch), gamma=1 - 0.005 * batch)
        for batch in (1, 3, 10)
    ]
    assert offsets == pytest.approx([0.005] * 3, rel=0.2)


def test_the_ends_of_gamma():
    """Near γ = 0 it rests at the median, near 1 at the mean."""
    values, chances = d2l.exponential_means()
    assert d2l.rest_point(values, chances, 0.02) == pytest.approx(math.log(2), abs=0.03)
    assert d2l.rest_point(values, chances, 0.99) == pytest.approx(0.99, abs=0.002)


@pytest.mark.parametrize(("gamma", "batch"), [(0.3, 1), (0.5, 1), (0.5, 10), (0.9, 1)])
def test_so_many_values_stand_for_the_density(gamma, batch, monkeypatch):
    """Points of rest are right to three digits from γ = 0.3 on: five times the nodes move none."""
    rest = d2l.rest_point(*d2l.exponential_means(batch), gamma)
    monkeypatch.setattr(rest_points, "NODES", 400)
    finer = d2l.rest_point(*d2l.exponential_means(batch), gamma)
    assert rest == pytest.approx(finer, abs=1e-4)


def test_both_mean_steps_are_one():
    """That of a finite law is that of a normal one, if its values stand for the density."""
    g = np.linspace(-8.7, 9.3, 1501)
    chances = np.exp(-((g - 0.3) ** 2) / 2)
    for gamma in (0.3, 0.9):
        finite = mean_step_at(0.0, -g, chances / chances.sum(), gamma)
        assert finite == pytest.approx(d2l.mean_step(0.3, gamma), abs=1e-6)


@pytest.mark.parametrize("batch", [1, 3, 10, 100, 2000])
def test_means_of_exponential_numbers(batch):
    """Means of B have the mean 1, the variance 1/B and the third moment 2/B²."""
    values, chances = d2l.exponential_means(batch)
    moments = [chances @ (values - 1) ** k for k in range(4)]
    assert moments == pytest.approx([1, 0, 1 / batch, 2 / batch**2], abs=1e-7)
    assert values.shape == chances.shape == (80,)


def test_what_lies_beyond_the_nodes_is_never_seen():
    """One exponential number is beyond the last node with a chance below 1e-16; not in vain."""
    assert 1e-19 < math.exp(-d2l.exponential_means(1)[0].max()) < 1e-16


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: d2l.drift_threshold(2.0, 3), "large"),
        (lambda: d2l.drift_threshold(3.0, 2), "period"),
        (lambda: d2l.rest_point([0, 1], [1.0], 0.5), "values and chances"),
        (lambda: d2l.rest_point([0, 1], [0.5, 0.5], 1.0), "gamma"),
        (lambda: d2l.airfoil_excess(10, [0.1], [0.9, 0.99]), "etas and gammas"),
        (lambda: d2l.airfoil_excess(0, [0.1], [0.9]), "batch"),
        (lambda: d2l.frozen_level(-1, 1, 1), "etas"),
        (lambda: d2l.stream_means(lambda rng, n: rng.normal(size=n), [2.0]), "gammas"),
    ],
)
def test_what_fits_nothing_is_refused(call, words):
    """A setting out of range, or a length that does not fit, is refused by its name."""
    with pytest.raises(ValueError, match=words):
        call()


def test_trainings_side_by_side():
    """A training of the regression does not notice those beside it; it starts at zero weights."""
    _, many = d2l.airfoil_excess(10, [0.01, 0.02], [0.9, 0.99], examples=500)
    seen, alone = d2l.airfoil_excess(10, [0.02], [0.99], examples=500)
    assert many[1] == pytest.approx(alone[0])
    assert list(seen[:2]) == [10, 20]
    _, still = d2l.airfoil_excess(10, [0.0], [0.9], examples=10)
    assert still[0, 0] == pytest.approx(0.493259 - d2l.optimal_loss_ch11(), abs=1e-6)
