"""The errata: what is right, each by a computation of its own."""

import inspect
import math
from fractions import Fraction

import mx
import pytest
from reference import leak

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import text


def test_the_expansion_needs_its_square():
    """The expansion with γ² g²_{t-2} equals the recursion; without the square it does not."""
    g, gamma, s = (
        [Fraction(3), Fraction(-2), Fraction(1, 2)],
        Fraction(9, 10),
        Fraction(0),
    )
    for value in g:
        s = leak(s, value**2, gamma)
    squared = (1 - gamma) * (g[2] ** 2 + gamma * g[1] ** 2 + gamma**2 * g[0] ** 2)
    as_printed = (1 - gamma) * (g[2] ** 2 + gamma * g[1] ** 2 + gamma**2 * g[0])
    assert s == squared != as_printed
    assert d2l.leaky_average([9, 4, 0.25], 0.9)[-1] == pytest.approx(float(s))


@pytest.mark.parametrize("gamma", [0.95, 0.9, 0.8, 0.7])
def test_half_life_is_not_the_inverse(gamma):
    """The half-life is ln ½ / ln γ, not γ⁻¹: at the lag 1/γ far more than half is left."""
    assert gamma ** (1 / gamma) > 0.55
    assert gamma ** d2l.half_life(gamma) == pytest.approx(0.5)


def test_weights_above_one_are_negative():
    """Above 1 the weights are negative: (1-γ)γᵏ < 0, and grow."""
    weights = [(1 - 1.1) * 1.1**k for k in range(5)]
    assert weights == sorted(weights, reverse=True)
    assert weights[0] < 0


def test_the_two_programs_have_two_epsilons():
    """ε is 1e-6 from scratch, and MXNet's default is 1e-8."""
    signature = inspect.signature(mx.optimizer.RMSProp)
    assert signature.parameters["epsilon"].default == 1e-8
    ends = []
    for hyperparams in ({}, {"eps": 1e-6}, {"eps": 1e-8}):
        p, s = mx.np.array([1.0]), mx.np.zeros(1)
        p.attach_grad()
        p.grad[:] = 1e-3
        d2l.rmsprop([p], [s], {"lr": 0.1, "gamma": 0.9, **hyperparams})
        ends.append(p.item())
    assert ends[0] == ends[1] != ends[2]


def test_path_does_not_settle():
    """With a constant η the path does not settle: it is far from 0 after 5,000 steps."""
    x1, x2, *_ = d2l.run_2d(d2l.rmsprop_2d, 5000)[-1]
    assert min(abs(x1), abs(x2)) > 0.19


@pytest.mark.parametrize("g", [1e-6, 1e-4, 1e-2, 1.0])
def test_what_epsilon_bounds(g):
    """ε lowers the step's bound only where the squared gradient is about as small as ε."""
    x, *_ = d2l.rmsprop_2d(0, 0, 0, 0, grad=lambda x1, x2: (g, 0.0))
    share = abs(x) / (0.4 * d2l.first_step_gain(0.9))
    assert share == pytest.approx(1 / math.sqrt(1 + 1e-6 / (0.1 * g * g)))
    assert (share > 0.9) == (0.1 * g * g > 5e-6)


def test_seconds_per_epoch():
    """A stretch of 200 examples is an epoch's 1,500 divided by 7.5."""
    assert text("stretches_per_epoch") == str(Fraction(1500, 200) / 1.0) == "7.5"
