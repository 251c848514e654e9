"""Leaky averages: weights, half-life, memory and the first step's gain."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import gammas, inner_gammas

import rmsprop_tut as d2l
from rmsprop_tut.core.averages import leak
from rmsprop_tut.core.updates import rmsprop_step


@given(inner_gammas, st.integers(1, 300))
def test_weights_sum(gamma, steps):
    """The weights sum to 1 - γᵗ after t steps, to 1 only in the limit."""
    assert d2l.leaky_weights(gamma, steps).sum() == pytest.approx(1 - gamma**steps)


def test_weights_are_exact_in_binary_fractions():
    """The observation k steps back has the weight (1-γ)γᵏ."""
    expected = [float(Fraction(1, 4) * Fraction(3, 4) ** k) for k in range(12)]
    assert d2l.leaky_weights(0.75, 12).tolist() == expected


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=60), gammas)
def test_average_of_squares_is_the_state_of_rmsprop(gradients, gamma):
    """RMSProp's state is the leaky average of its squared gradients, to the last bit."""
    s, states = 0.0, []
    for g in gradients:
        _, s = rmsprop_step(0.0, s, g, 0.1, gamma, 1e-6)
        states.append(s)
    assert d2l.leaky_average(np.square(gradients), gamma).tolist() == states


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), gammas)
def test_leak_is_one_step_of_the_average(average, value, gamma):
    """The new average of a number, or of each of an array."""
    [expected] = d2l.leaky_average([value], gamma, initial=average)
    assert leak(average, value, gamma) == expected
    pair = leak(np.array([average, 1.0]), np.array([value, 3.0]), gamma)
    assert pair.tolist() == [expected, leak(1.0, 3.0, gamma)]


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=60), gammas)
def test_average_is_the_weighted_sum(values, gamma):
    """Unrolled, the average is the sum of the observations times their weights."""
    weights = d2l.leaky_weights(gamma, len(values))
    expected = weights @ np.array(values[::-1])
    assert d2l.leaky_average(values, gamma)[-1] == pytest.approx(expected, abs=1e-9)


@given(st.floats(-1e3, 1e3), gammas)
def test_average_started_at_a_constant_stays(value, gamma):
    """What a zero start lacks is the weight of the start."""
    averages = d2l.leaky_average([value] * 10, gamma, initial=value)
    assert averages == pytest.approx([value] * 10)


@given(inner_gammas)
def test_half_life(gamma):
    """The half-life is the lag at which a weight has halved."""
    assert gamma ** d2l.half_life(gamma) == pytest.approx(0.5)


def test_memory_is_the_geometric_series():
    """1 + γ + γ² + … = 1/(1-γ)."""
    assert d2l.memory(0.9) == pytest.approx(sum(0.9**k for k in range(1000)))


def test_limits():
    """γ = 0 keeps nothing and γ = 1 learns nothing."""
    assert (d2l.half_life(0), d2l.memory(0), d2l.first_step_gain(0)) == (0, 1, 1)
    ends = d2l.half_life(1), d2l.memory(1), d2l.first_step_gain(1)
    assert ends == (math.inf,) * 3


@given(st.floats(0.01, 0.99), st.floats(0.1, 5), st.floats(0.1, 5))
def test_first_step_gain_is_the_first_step(gamma, eta, x):
    """As ε → 0 the first step's length is η/√(1-γ), whatever the gradient."""
    x1, *_ = d2l.rmsprop_2d(x, 1, 0, 0, eta=eta, gamma=gamma, eps=0)
    assert abs(x1 - x) == pytest.approx(eta * d2l.first_step_gain(gamma))


@pytest.mark.parametrize("gamma", [-0.1, 1.1, math.nan, math.inf])
@pytest.mark.parametrize(
    "call",
    [
        d2l.half_life,
        d2l.memory,
        d2l.first_step_gain,
        lambda gamma: d2l.leaky_weights(gamma, 3),
        lambda gamma: d2l.leaky_average([1], gamma),
    ],
)
def test_gamma_outside_its_range(call, gamma):
    """γ outside [0, 1] gets an error that names it, its value and its range."""
    words = rf"^gamma must be a fraction, in \[0, 1\], not {gamma!r}"
    with pytest.raises(ValueError, match=words):
        call(gamma)


def test_other_bad_arguments():
    """Bad steps, values and starts are refused by name."""
    with pytest.raises(ValueError, match="^steps must be at least 1, not 0"):
        d2l.leaky_weights(0.9, 0)
    with pytest.raises(
        TypeError, match="^steps must be a whole number, at least 1, not 2.5"
    ):
        d2l.leaky_weights(0.9, 2.5)
    with pytest.raises(
        ValueError, match=r"^values must have the shape \(T,\), not \(1, 1\)"
    ):
        d2l.leaky_average([[1.0]], 0.9)
    with pytest.raises(ValueError, match="^initial must be finite, not inf"):
        d2l.leaky_average([1.0], 0.9, initial=math.inf)
    with pytest.raises(TypeError, match="^gamma must be a number, a fraction, in"):
        d2l.half_life("0.9")


@given(inner_gammas)
def test_weights_before_the_half_life_are_at_least_half(gamma):
    """With h rounded up to whole steps the weights before it sum to at least ½."""
    steps = max(1, math.ceil(d2l.half_life(gamma)))
    assert d2l.leaky_weights(gamma, steps).sum() >= 0.5 - 1e-12
