"""The numbers in the solutions: each sentence checked by a second way."""

import math

import numpy as np
import pytest
from rmsprop_tut.training import initial_weights

import rmsprop_tut as d2l
from rmsprop_tut import facts


def value(name):
    """Return a fact's number."""
    return facts.FACTS[name].value()


def in_own_axes(u, v, steps=20):
    """Follow the rotated problem in the sum and the difference, u and v."""
    s1 = s2 = 0.0
    for _ in range(steps):
        g1, g2 = 0.2 * u + 4 * v, 0.2 * u - 4 * v
        s1, s2 = 0.9 * s1 + 0.1 * g1**2, 0.9 * s2 + 0.1 * g2**2
        d1, d2 = 0.4 * g1 / math.sqrt(s1 + 1e-6), 0.4 * g2 / math.sqrt(s2 + 1e-6)
        u, v = u - d1 - d2, v - d1 + d2
    return 0.1 * u**2 + 2 * v**2


def root_by_cayley(s):
    """Return the inverse square root of a 2 by 2 matrix, by Cayley and Hamilton."""
    det = math.sqrt(np.linalg.det(s))
    return np.linalg.inv((s + det * np.eye(2)) / math.sqrt(np.trace(s) + 2 * det))


def full_matrix(hessian, x, steps=20):
    """Follow the full-matrix method without eigenvalues."""
    x, s = np.array(x), np.zeros((2, 2))
    for _ in range(steps):
        g = hessian @ x
        s = 0.9 * s + 0.1 * np.outer(g, g)
        x = x - 0.4 * root_by_cayley(s + 1e-6 * np.eye(2)) @ g
    return x @ hessian @ x / 2


def test_gamma_one():
    """At γ = 1 x1 is at 1.54e10 after five steps: -5 times -79 to the fifth power."""
    assert value("gamma_one_x1") == pytest.approx(-5 * (1 - 0.2 * 400) ** 5)
    assert facts.FACTS["gamma_one_x1"].text == "1.54 × 10¹⁰"


def test_which_epsilon_saves_the_run():
    """Any ε above 0.64 saves the run at γ = 1; with ε = 1 it is gradient descent."""
    assert facts.FACTS["gamma_one_eps"].text == "0.64"
    for eps, saved in [(0.63, False), (0.65, True)]:
        path = facts.path_2d(lambda *s, e=eps: d2l.rmsprop_2d(*s, gamma=1, eps=e), 100)
        assert (abs(path[-1][1]) < 2) is saved
    one = d2l.rmsprop_2d(-5, -2, 0, 0, gamma=1, eps=1)
    assert one == d2l.gd_2d(-5, -2, 0, 0)


def test_rotated():
    """Rotated, the value is 0.3393 from (-5, -2) and 0.0460 from (-3.5, -1.5)."""
    texts = facts.texts("rmsprop")
    assert texts["rotated_from_start"] == "0.3393"
    assert texts["rotated_equal_loss"] == "0.0460"
    assert value("rotated_from_start") == pytest.approx(in_own_axes(-7.0, -3.0))
    assert value("rotated_equal_loss") == pytest.approx(in_own_axes(-5.0, -2.0))


def test_full_matrix():
    """With a full matrix it is 5.7e-09, and 8.3e-07 on the axis-aligned problem."""
    texts = facts.texts("rmsprop")
    assert texts["rotated_full"] == "5.7 × 10⁻⁹"
    assert texts["axis_full"] == "8.3 × 10⁻⁷"
    turned = np.array([[4.2, -3.8], [-3.8, 4.2]])
    assert value("rotated_full") == pytest.approx(
        full_matrix(turned, (-3.5, -1.5)), rel=1e-3
    )
    assert value("axis_full") == pytest.approx(
        full_matrix(np.diag([0.2, 4.0]), (-5.0, -2.0)), rel=1e-3
    )


def regression_excess(gamma, rate, eta, seed):
    """Train the airfoil regression in a plain loop; return the loss above the optimum."""
    features, labels = d2l.standardised_airfoil(1500)
    design = np.column_stack([features, np.ones(1500)])
    w = np.append(initial_weights(5, seed).ravel(), 0).astype(float)
    rng, s = np.random.default_rng(seed), np.zeros(6)
    batches = np.concatenate([rng.permutation(1500).reshape(-1, 10) for _ in range(2)])
    for t, rows in enumerate(batches, start=1):
        g = design[rows].T @ (design[rows] @ w - labels[rows]) / 10
        s = gamma(t) * s + (1 - gamma(t)) * g * g
        w = w - eta * rate(t) * g / np.sqrt(s + 1e-6)
    return np.mean((design @ w - labels) ** 2) / 2 - d2l.optimal_loss_ch11()


@pytest.mark.parametrize(
    ("name", "gamma", "rate", "eta", "text"),
    [
        ("excess_gamma_09", lambda t: 0.9, lambda t: 1, 0.0070, "2.1 × 10⁻³"),
        (
            "excess_best_constant",
            lambda t: 0.99987336,
            lambda t: 1,
            0.000838,
            "1.1 × 10⁻³",
        ),
        (
            "excess_gamma_falls",
            lambda t: 1 - 0.001 * 100 ** ((t - 1) / 299),
            lambda t: 1,
            0.003455,
            "7.2 × 10⁻⁴",
        ),
        (
            "excess_eta_falls",
            lambda t: 0.9,
            lambda t: 1 - (t - 1) / 300,
            0.02285,
            "4.4 × 10⁻⁴",
        ),
    ],
)
def test_gamma_schedules(name, gamma, rate, eta, text):
    """The losses above the optimum: 2.1, 1.1, 0.72 and 0.44 thousandths."""
    assert facts.FACTS[name].text == text
    losses = [regression_excess(gamma, rate, eta, seed) for seed in range(8, 40)]
    assert np.mean(losses) == pytest.approx(facts.FACTS[name].value(), rel=0.02)


def test_seed_by_seed():
    """A falling γ wins by 5.3 standard errors and a falling η by 2.5; on other seeds too."""
    texts = facts.texts("rmsprop")
    assert (texts["gamma_falls_in_errors"], texts["eta_falls_in_errors"]) == (
        "5.3",
        "2.5",
    )
    schedules = d2l.gamma_schedules(0.99987336)
    etas = np.geomspace(1e-4, 1, 40)
    fresh = d2l.tuned_losses(schedules, etas, tune=range(8), judge=range(100, 132))
    means = [
        fresh[n][1].mean() for n in ("best constant γ", "γ falls", "γ = 0.9, η falls")
    ]
    assert means == sorted(means, reverse=True)


def test_the_best_constant_is_adagrad():
    """The memory of the map's best constant is 7,897 steps, of a run of 300."""
    assert facts.FACTS["best_constant_memory"].text == "7,897"
    assert facts.best_constant_memory() == pytest.approx(1 / (1 - 0.99987336), rel=1e-4)
