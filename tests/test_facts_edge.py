"""The numbers on the page of the edge of stability, each by a second way."""

import itertools
import json
import math
from pathlib import Path
from statistics import fmean, quantiles

import numpy as np
import pytest
from reference import leaky, run

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, edge, text

ROOT = Path(__file__).parents[1]
H = np.array([[1.0, -1, -1], [-1, 3, -1], [-1, -1, 4]])
RECORD = json.loads((ROOT / "rmsprop_tut/datasets/edge_record.json").read_text("utf-8"))


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def recorded(gamma, seed=0):
    """Return a run of the record as it is written."""
    (found,) = [r for r in RECORD["runs"] if (r["gamma"], r["seed"]) == (gamma, seed)]
    return found


def late(gamma, seed=0):
    """Return the sharpness over the second half of a recorded run."""
    run = recorded(gamma, seed)
    return run["sharpness"][len(run["sharpness"]) // 2 :]


def agrees(name, number):
    """Say whether a fact's value, not only what is shown of it, is a number."""
    return value(name) == pytest.approx(number, abs=0, rel=1e-9)


def means(gamma, steps, start):
    """Return the mean of f and the law's right side from a loop of one run."""
    start = np.array(start)
    path = run(
        leaky(gamma), lambda x, t: H @ x, start, steps, s=(H @ start) ** 2, eps=0
    )
    points = np.array([x for x, _ in path][steps // 4 :])
    squares = ((points @ H) ** 2).mean(axis=0)
    return ((points @ H) * points).sum(axis=1).mean() / 2, 0.1 * np.sqrt(squares).sum()


def test_the_law_where_the_state_moves():
    """At γ = 0.9 the mean is 0.97 of the law and 95 % of the plateau; later within 1 %."""
    mean, law = means(0.9, 8000, (0.2, -0.1, 0.15))
    assert (text("law_at_09"), text("three_d_percent_09")) == ("0.97", "95")
    assert mean / law == pytest.approx(value("law_at_09"), abs=0.005)
    assert 100 * mean / 0.22 == pytest.approx(value("three_d_percent_09"), abs=0.6)
    assert (text("law_gap_later"), text("three_d_gap_later")) == ("1", "1")
    mean, law = means(0.99, 12_000, (0.2, -0.1, 0.15))
    assert mean == pytest.approx(law, rel=0.01)
    assert mean == pytest.approx(0.22, rel=0.012)


def test_when_the_network_reaches_the_edge():
    """From 0.05 of it, at step 540, at a loss of 0.0531; then it shoots up to 1.54."""
    assert text("edge_at_first") == "0.05"
    live = d2l.train_full_batch(steps=560)
    assert live.sharpness[0] == pytest.approx(value("edge_at_first"), rel=1e-3)
    past = [t for t, v in zip(live.steps, live.sharpness, strict=True) if v > 1]
    assert text("edge_reached") == str(past[0]) == "540"
    assert live.losses[-2] == pytest.approx(value("edge_loss_there"), rel=1e-3)
    assert text("edge_loss_there") == "0.0531"
    assert text("edge_overshoot") == f"{max(recorded(0.99)['sharpness']):.2f}" == "1.54"


def test_where_the_sharpness_stays():
    """At 1.01 of the edge in the mean; three seeds from 0.998 to 1.011; γ = 0.9 1.09 to 1.22."""
    of_seeds = [fmean(late(0.99, seed)) for seed in range(3)]
    assert agrees("edge_mean", of_seeds[0])
    assert agrees("edge_lowest_seed", min(of_seeds))
    assert agrees("edge_highest_seed", max(of_seeds))
    assert agrees("edge_mean_09", fmean(late(0.9)))
    assert agrees("edge_high_09", max(late(0.9)))
    assert agrees("edge_loss_at_end", recorded(0.99)["losses"][-1])
    names = "mean", "lowest_seed", "highest_seed", "mean_09", "high_09", "loss_at_end"
    shown = ["1.01", "0.998", "1.011", "1.09", "1.22", "0.0048"]
    assert [text(f"edge_{name}") for name in names] == shown
    assert value("edge_high_09") > value("largest_stable_ratio")


def test_a_long_memory_waits():
    """At γ = 0.999 it is at the edge at step 3,360 only, then at 1.00, and not settled."""
    run = recorded(0.999)
    below = [v <= 1 for v in run["sharpness"]]
    first = run["steps"][below.index(False)]
    assert text("edge_reached_0999") == f"{first:,}" == "3,360"
    assert agrees("edge_mean_0999", fmean(late(0.999)))
    assert text("edge_mean_0999") == "1.00"
    assert (text("swing_low_0999"), text("swing_high_0999")) == ("0.37", "1.23")
    tenths = quantiles(run["swings"], n=10, method="inclusive")
    assert tenths[0] == pytest.approx(value("swing_low_0999"))
    assert tenths[-1] == pytest.approx(value("swing_high_0999"))


def test_each_weight_trembles():
    """10, 50 and 90 % swing by less than 0.96, 1.00 and 1.02; states' roots differ 512-fold."""
    run = recorded(0.99)
    low, *_, high = quantiles(run["swings"], n=10, method="inclusive")
    assert agrees("swing_low", low)
    assert agrees("swing_median", sorted(run["swings"])[120])
    assert agrees("swing_high", high)
    roots = sorted(run["roots"])
    assert agrees("root_spread", roots[-1] / roots[0])
    names = "swing_low", "swing_median", "swing_high", "root_spread"
    assert [*map(text, names)] == ["0.96", "1.00", "1.02", "512"]
    assert (
        text("edge_weights") == str(len(roots)) == str(6 * 12 + 13 * 12 + 13) == "241"
    )
    assert RECORD["date"][:4] in text("edge_day")
    assert RECORD["processor"] == text("edge_processor")


def test_a_training_of_our_own_comes_to_the_edge():
    """Another training, shorter and live, ends at the edge too, and its weights tremble."""
    live = d2l.train_full_batch(steps=900, seed=1)
    assert live.sharpness[-10:].mean() == pytest.approx(value("edge_mean"), abs=0.2)
    assert np.median(live.swings) == pytest.approx(value("swing_median"), abs=0.5)


def test_three_dimensions():
    """The relaxation is 11 and the best corner 10, so the plateau is 0.22."""
    thirds = [np.exp(2j * np.pi * k / 3) for k in range(3)]  # unit vectors 120° apart
    X = np.array([[(a * b.conjugate()).real for a in thirds] for b in thirds])
    assert np.trace(H @ X) == pytest.approx(value("three_d_relaxation"))
    assert np.diag([2, 4, 5]) - H == pytest.approx(np.ones((3, 3)))
    corners = itertools.product((1, -1), repeat=3)
    assert max(c @ H @ c for c in map(np.array, corners)) == value("three_d_corner")
    shown = [text(f"three_d_{name}") for name in ("relaxation", "corner", "plateau")]
    assert shown == ["11", "10", "0.22"]
    assert value("three_d_plateau") == pytest.approx(0.4**2 / 8 * 11)


def test_twelve_plateaus():
    """The best corners are 0.7 to 4.2 % below; runs within 5 % at γ = 0.9, then 1 and 0.5 %."""
    names = "plateau_gap_09", "plateau_gap_later"
    assert [text(name) for name in names] == ["5", "1"]
    drawn, *_ = edge.frustrated()
    gaps, plateau = [], []
    for H in drawn:
        y = d2l.cut_relaxation(H).multipliers
        plateau.append(0.02 * y.sum())
        assert np.linalg.eigvalsh(np.diag(y) - H).min() > -1e-9
        corners = np.array(list(itertools.product((1, -1), repeat=5)))
        best = np.einsum("ki,ij,kj->k", corners, H, corners).max()
        gaps.append(100 * (1 - best / y.sum()))
    assert value("corner_gap_small") == pytest.approx(min(gaps), rel=1e-6)
    assert value("corner_gap_large") == pytest.approx(max(gaps), rel=1e-6)
    assert (text("corner_gap_small"), text("corner_gap_large")) == ("0.7", "4.2")
    other = d2l.plateaus(drawn, gamma=0.99, steps=3000, seed=7)[0] / plateau
    assert np.abs(other - 1).max() < 0.015
    assert text("plateau_gap_0999") == "0.5"
    longer = d2l.plateaus(drawn, gamma=0.999, steps=10_000, runs=64, seed=7)[0]
    assert 100 * np.abs(longer / plateau - 1).max() < min(gaps)


def test_which_gammas_leave_a_cycle():
    """A cycle is at most 5.3 % below at γ = 0.9; none from 0.833 on, and the last to 0.633."""
    assert agrees("short_of_best_09", 100 / 19)
    assert agrees("no_cycle_from", 10 / 12)
    assert (text("short_of_best_09"), text("no_cycle_from")) == ("5.3", "0.833")
    until = value("last_cycle_until")
    assert text("last_cycle_until") == "0.633"

    def attracting(gamma):
        left = [d2l.sign_cycle_multiplier(H, s, gamma) for s in d2l.sign_cycles(H)]
        return sum(each < 1 for each in left)

    assert attracting(until - 1e-6) == 1
    assert attracting(until + 1e-6) == 0


def test_the_relaxation_in_two_dimensions():
    """It is H₁₁ + H₂₂ + 2|H₁₂|; the bowl's plateau is 0.084, turned by 45° 0.160."""
    for angle, name, shown in (
        (0, "bowl_plateau", "0.084"),
        (45, "turned_plateau", "0.160"),
    ):
        (a, b), (_, c) = d2l.f_2d_hessian(math.radians(angle))
        assert value(name) == pytest.approx(0.02 * (a + c + 2 * abs(b)))
        assert text(name) == shown
        y = np.diag([a + abs(b), c + abs(b)])
        gap = np.linalg.eigvalsh(y - [[a, b], [b, c]])
        assert gap == pytest.approx([0, 2 * abs(b)], abs=1e-12)


def test_the_regression():
    """On 1,500 examples the relaxation and the best corner are 10.1091, of 22 cycles 1 attracts.

    The loss stays 1.26e-04 above the smallest, as predicted.
    """
    table = d2l.load_airfoil()
    table = ((table - table.mean(axis=0)) / table.std(axis=0))[:1500]
    inputs, labels = np.column_stack([table[:, :5], np.ones(1500)]), table[:, 5]
    hessian, cycles = inputs.T @ inputs / 1500, 0
    values = []
    for sigma in map(np.array, itertools.product((1, -1), repeat=6)):
        values.append(sigma @ hessian @ sigma)
        cycles += ((hessian @ sigma) * sigma > 0).all()
    assert text("regression_cycles") == str(cycles // 2) == "22"
    best = max(values)
    assert text("regression_relaxation") == text("regression_corner") == f"{best:.4f}"
    assert value("regression_corner") == pytest.approx(best)
    assert text("regression_attracting") == "1"
    assert value("regression_predicted") == pytest.approx(1e-4 / 8 * best)

    def slope(w, t):
        return inputs.T @ (inputs @ w - labels) / 1500

    start = np.linalg.lstsq(inputs, labels, rcond=None)[0]
    smallest = np.mean((inputs @ start - labels) ** 2) / 2
    start = start + 0.005 * np.array([1, 1, -1, -1, 1, 1])
    *_, (w, _) = run(
        leaky(0.99), slope, start, 3000, s=slope(start, 0) ** 2, eta=0.01, eps=0
    )
    excess = np.mean((inputs @ w - labels) ** 2) / 2 - smallest
    assert excess == pytest.approx(value("regression_measured"), rel=0.02)
    assert text("regression_predicted") == text("regression_measured") == "1.26 × 10⁻⁴"
