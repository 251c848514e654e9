"""The numbers in the solutions: each sentence checked by a second way."""

import datetime
import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from reference import full_matrix_run, leaky, mean_loss, rmsprop_run, run

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, text
from rmsprop_tut.lab.airfoil import standardised_airfoil
from rmsprop_tut.lab.regression import initial_weights

DATASETS = Path(__file__).parents[1] / "rmsprop_tut" / "datasets"
TURNED = np.array([[4.2, -3.8], [-3.8, 4.2]])


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def rotated_value(x):
    """Return the rotated objective after 20 steps of RMSProp."""
    x, _ = rmsprop_run(lambda x: TURNED @ x, x, 20)
    return x @ TURNED @ x / 2


def test_gamma_one():
    """At γ = 1 x1 is at 1.54e10 after five steps: -5 times -79 to the fifth power."""
    assert value("gamma_one_x1") == pytest.approx(-5 * (1 - 0.2 * 400) ** 5)
    assert text("gamma_one_x1") == "1.54 × 10¹⁰"
    assert text("gamma_one_gain") == "1000"
    x1, *_ = d2l.rmsprop_2d(-5, -2, 0, 0, eta=1, gamma=1)
    assert (-5 - x1) / d2l.f_2d_grad(-5, -2)[0] == pytest.approx(
        value("gamma_one_gain")
    )


def test_which_epsilon_saves_the_run():
    """Any ε above 0.64 saves the run at γ = 1; with ε = 1 it is gradient descent."""
    assert text("gamma_one_eps") == "0.64"
    for eps, saved in [(0.63, False), (0.65, True)]:
        path = d2l.run_2d(partial(d2l.rmsprop_2d, gamma=1, eps=eps), 100)
        assert (abs(path[-1][1]) < 2) is saved
    one = d2l.rmsprop_2d(-5, -2, 0, 0, gamma=1, eps=1)
    assert one == d2l.gd_2d(-5, -2, 0, 0)


def test_rotated():
    """Rotated, the value is 0.3393 from (-5, -2) and 0.0460 from (-3.5, -1.5)."""
    assert text("rotated_from_start") == "0.3393"
    assert text("rotated_equal_loss") == "0.0460"
    assert value("rotated_from_start") == pytest.approx(rotated_value((-5, -2)))
    assert value("rotated_equal_loss") == pytest.approx(rotated_value((-3.5, -1.5)))


def test_full_matrix():
    """With a full matrix it is 5.7e-09, and 8.3e-07 on the axis-aligned problem."""
    assert text("rotated_full") == "5.7 × 10⁻⁹"
    assert text("axis_full") == "8.3 × 10⁻⁷"
    rotated = full_matrix_run(TURNED, (-3.5, -1.5), 20)
    straight = full_matrix_run(np.diag([0.2, 4.0]), (-5.0, -2.0), 20)
    assert value("rotated_full") == pytest.approx(rotated, abs=0, rel=1e-6)
    assert value("axis_full") == pytest.approx(straight, abs=0, rel=1e-6)


def test_curvatures_of_the_rotated_problem():
    """Its curvatures are twice as large, 0.4 and 8: of length √2 are (1, 1) and (1, -1)."""
    assert value("rotated_curvature_shallow") == pytest.approx(d2l.f_2d_rotated(1, 1))
    assert value("rotated_curvature_steep") == pytest.approx(d2l.f_2d_rotated(1, -1))
    assert text("rotated_curvature_shallow") == "0.4"
    assert text("rotated_curvature_steep") == "8"


def regression_excess(gamma, rate, eta, seed):
    """Train the airfoil regression with NumPy; return the loss above the optimum."""
    features, labels = standardised_airfoil(1500)
    design = np.column_stack([features, np.ones(1500)])
    w = np.append(initial_weights(5, seed).ravel(), 0).astype(float)
    rng = np.random.default_rng(seed)
    batches = np.concatenate([rng.permutation(1500).reshape(-1, 10) for _ in range(2)])

    def gradient(w, t):
        rows = batches[t - 1]
        return design[rows].T @ (design[rows] @ w - labels[rows]) / 10

    *_, (w, _) = run(leaky(gamma), gradient, w, 300, eta=lambda t: eta * rate(t))
    return mean_loss(design, w, labels) - d2l.optimal_loss_ch11()


@pytest.mark.parametrize(
    ("name", "gamma", "rate", "eta", "sentence"),
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
def test_gamma_schedules(name, gamma, rate, eta, sentence):
    """The losses above the optimum: 2.1, 1.1, 0.72 and 0.44 thousandths."""
    assert text(name) == sentence
    losses = [regression_excess(gamma, rate, eta, seed) for seed in range(8, 40)]
    assert np.mean(losses) == pytest.approx(value(name), rel=0.02)


def test_seed_by_seed():
    """A falling γ wins by 5.3 standard errors and a falling η by 2.5; on other seeds too."""
    assert (text("gamma_falls_in_errors"), text("eta_falls_in_errors")) == (
        "5.3",
        "2.5",
    )
    schedules = d2l.gamma_schedules(0.99987336)
    etas = np.geomspace(1e-4, 1, 40)
    fresh = d2l.tuned_losses(schedules, etas, tune=range(8), judge=range(100, 132))
    means = [
        fresh[n][1].mean()
        for n in ("best constant gamma", "gamma falls", "gamma = 0.9, eta falls")
    ]
    assert means == sorted(means, reverse=True)


def test_the_best_constant_is_adagrad():
    """The memory of the map's best constant is 7,897 steps, of a run of 300."""
    assert text("best_constant_memory") == "7,897"
    assert value("best_constant_memory") == pytest.approx(
        1 / (1 - 0.99987336), rel=1e-4
    )


def test_fashion_subset():
    """4,000 training and 1,000 test images, equally many of each class."""
    data = d2l.load_fashion_mnist()
    counts = np.bincount(data.train_labels), np.bincount(data.test_labels)
    assert [set(count) for count in counts] == [{400}, {100}]
    assert text("fashion_subset_train") == f"{counts[0].sum():,}" == "4,000"
    assert text("fashion_subset_test") == f"{counts[1].sum():,}" == "1,000"


def test_fashion_record():
    """A CNN named at least 90 % of the test images rightly; machine and date are said."""
    record = json.loads((DATASETS / "fashion_full.json").read_text(encoding="utf-8"))
    assert text("fashion_full_accuracy") == f"{record['test_accuracies'][-1]:.1%}"[:-1]
    assert float(text("fashion_full_accuracy")) >= 90
    assert int(text("fashion_full_epochs")) == len(record["test_accuracies"])
    assert text("fashion_full_seconds") == str(round(record["seconds"]))
    day = datetime.date.fromisoformat(record["date"]).strftime("%-d %B %Y")
    where = f"{record['processor']}, {record['cores']} cores, {day}"
    assert text("fashion_full_where") == where
