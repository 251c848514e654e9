"""The numbers in the solutions on leaky averages, each by a second way than its fact goes."""

from fractions import Fraction

import numpy as np
import pytest
from reference import leak

from rmsprop_tut.book.facts import FACTS, text


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def test_a_half_life_of_a_hundred():
    """Weights halve every 100 steps at γ = 0.99309; the memory is 144.8 steps."""
    gamma = value("gamma_of_half_life_100")
    names = ("gamma_of_half_life_100", "memory_of_half_life_100")
    assert tuple(map(text, names)) == ("0.99309", "144.8")
    assert gamma**100 == pytest.approx(0.5)
    total = sum(gamma**k for k in range(10_000))
    assert value("memory_of_half_life_100") == pytest.approx(total)


def test_within_five_percent_of_a_constant():
    """From zero the average of ones is within 5 % after 433 steps, and not before."""
    averages = [0.0]
    for _ in range(433):
        averages.append(leak(averages[-1], 1, 2**-0.01))
    assert text("steps_to_95_percent") == "433"
    assert averages[432] < 0.95 <= averages[433]


def test_how_far_an_average_is_behind_a_ramp():
    """It is 9 behind in the end, 8.87 at step 40; corrected it is 8.40 behind there."""
    gamma, s = Fraction(9, 10), Fraction(0)
    for t in range(1, 41):
        s = leak(s, Fraction(t), gamma)
        assert t - s == 9 * (1 - gamma**t)
    assert value("lag_at_40") == pytest.approx(float(40 - s))
    corrected = float(40 - s / (1 - gamma**40))
    assert value("lag_corrected_at_40") == pytest.approx(corrected)
    names = ("lag_09", "lag_at_40", "lag_corrected_at_40")
    assert tuple(map(text, names)) == ("9", "8.87", "8.40")


def test_what_an_average_is_worth_against_noise():
    """At γ = 0.9 the squares of its weights sum to 1/19."""
    weights = 0.1 * 0.9 ** np.arange(1000)
    assert text("worth_of_09") == "19"
    assert 1 / (weights**2).sum() == pytest.approx(value("worth_of_09"))


def error(gamma):
    """Return the mean squared error on a drift of 0.01 and noise of 1, weight by weight."""
    k = np.arange(20_000)
    weights = (1 - gamma) * gamma**k
    return (0.01 * weights @ k) ** 2 + weights @ weights


def test_the_best_memory():
    """It is 14.2 steps, γ = 0.930, with the error 0.054; 0.061 at 0.9 and 0.985 at 0.99."""
    names = ("best_memory", "best_gamma", "error_at_best_gamma")
    assert tuple(map(text, names)) == ("14.2", "0.930", "0.054")
    assert (text("error_at_09"), text("error_at_099")) == ("0.061", "0.985")
    gammas = 1 - 1 / np.linspace(5, 40, 3501)
    errors = [error(gamma) for gamma in gammas[::25]]
    best = gammas[::25][np.argmin(errors)]
    memory = value("best_memory")
    assert 1 / (1 - best) == pytest.approx(memory, abs=0.3)
    assert (memory - 1) * (2 * memory - 1) ** 2 == pytest.approx(100**2, rel=1e-9)
    assert value("best_gamma") == pytest.approx(1 - 1 / value("best_memory"))
    assert min(errors) == pytest.approx(value("error_at_best_gamma"), rel=1e-3)
    assert value("error_at_09") == pytest.approx(error(0.9))
    assert value("error_at_099") == pytest.approx(error(0.99))


def test_the_error_in_a_run():
    """20,000 observations at γ = 0.93 have the mean squared error 0.054."""
    t, s, squares = 0.01 * np.arange(20_000), 0.0, []
    for wanted, noise in zip(
        t, np.random.default_rng(0).normal(size=20_000), strict=True
    ):
        s = leak(s, wanted + noise, 0.93)
        squares.append((s - wanted) ** 2)
    assert value("error_in_a_run") == pytest.approx(np.mean(squares[1000:]))
    assert value("error_in_a_run") == pytest.approx(error(0.93), rel=0.1)


def left(eta, beta):
    """Return what a step of momentum leaves in the long run, of the slower coordinate."""
    steps = [[[1 - eta * c, -eta * beta], [c, beta]] for c in (0.2, 4.0)]
    return abs(np.linalg.eigvals(steps)).max()


def test_the_best_beta():
    """At η = 0.4 it is 0.514, and 0.717 is left; no other of a grid leaves less."""
    assert (text("best_beta"), text("left_at_best_beta")) == ("0.514", "0.717")
    assert left(0.4, value("best_beta")) == pytest.approx(
        value("left_at_best_beta"), rel=1e-6
    )
    others = [left(0.4, beta) for beta in np.linspace(0, 0.99, 100)]
    assert min(others) >= value("left_at_best_beta") - 1e-9


def test_the_best_of_both():
    """η = 0.668 and β = 0.403 leave 0.635; gradient descent leaves 0.905 at its best."""
    names = ("polyak_eta", "polyak_beta", "polyak_left", "gd_best_left")
    assert tuple(map(text, names)) == ("0.668", "0.403", "0.635", "0.905")
    there = left(value("polyak_eta"), value("polyak_beta"))
    assert there == pytest.approx(value("polyak_left"), rel=1e-6)
    etas, betas = np.linspace(0.01, 1, 60), np.linspace(0, 0.99, 60)
    assert min(left(eta, beta) for eta in etas for beta in betas) > there - 1e-6
    plain = min(left(eta, 0) for eta in np.linspace(0.01, 1, 1000))
    assert plain == pytest.approx(value("gd_best_left"), rel=1e-2)
    assert plain > value("gd_best_left") - 1e-9


def test_the_fastest_momentum_after_twenty_steps():
    """The loss is 1e-05."""
    eta, beta = 4 / (2 + 0.2**0.5) ** 2, ((20**0.5 - 1) / (20**0.5 + 1)) ** 2
    loss = 0.0
    for curvature, start in ((0.2, -5), (4.0, -2)):
        step = np.array([[1 - eta * curvature, -eta * beta], [curvature, beta]])
        loss += curvature / 2 * (np.linalg.matrix_power(step, 20)[0, 0] * start) ** 2
    assert value("polyak_value") == pytest.approx(loss)
