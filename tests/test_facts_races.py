"""The races on the page of RMSProp's behaviour: by a loop of their own, and by other noise."""

import math
from functools import cache

import numpy as np
import pytest
from reference import race_tails

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, text
from rmsprop_tut.lab.races import ETAS

# Steps of a race, its best learning rate as k of 10^(k/8), and a falling rate.
RACES = {
    "bowl_adagrad": (4000, -5),
    "bowl_rmsprop": (4000, -17),
    "bowl_rmsprop_root": (4000, -5, lambda t: 1 / math.sqrt(t)),
    "bowl_rmsprop_inverse": (4000, 6, lambda t: 1 / t),
    "well_adagrad": (4000, 3),
    "well_rmsprop": (4000, -11),
    "well_adagrad_long": (16_000, 3),
    "well_rmsprop_long": (16_000, -11),
}


@cache
def tails(name):
    """Return the losses of 64 runs at the best learning rate, and at those beside it."""
    problem, method, *_ = name.split("_")
    steps, best, *rate = RACES[name]
    etas = [10 ** (k / 8) for k in (best, best - 1, best + 1)]
    return race_tails(problem, method, etas, steps, *rate)


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


@pytest.mark.parametrize("name", RACES)
def test_a_race_s_loss(name):
    """A plain loop has the same loss at the best learning rate, and larger ones beside it."""
    best, *others = tails(name).mean(axis=1)
    assert value(name) == pytest.approx(best, rel=1e-6)
    assert best < min(others)


@pytest.mark.parametrize("problem", ["bowl", "well"])
def test_a_race_s_error(problem):
    """The largest standard error of a problem's races, by the plain loop too."""
    runs = [tails(name)[0] for name in RACES if name.startswith(problem)]
    error = max(np.std(run, ddof=1) / 8 for run in runs)
    assert value(f"{problem}_error") == pytest.approx(error, rel=1e-6)


def test_a_race_s_ratio_and_rates():
    """Adagrad's loss is 3.1 times RMSProp's; their best rates are 10^(3/8) and 10^(-11/8)."""
    adagrad, rmsprop = (tails(f"well_{n}_long")[0] for n in ("adagrad", "rmsprop"))
    ratio = adagrad.mean() / rmsprop.mean()
    assert value("well_ratio") == pytest.approx(ratio, rel=1e-6)
    assert value("well_eta_adagrad") == pytest.approx(10 ** (3 / 8))
    assert value("well_eta_rmsprop") == pytest.approx(10 ** (-11 / 8))


@pytest.mark.parametrize(
    ("names", "sentences"),
    [
        (
            ("bowl_adagrad", "bowl_rmsprop", "bowl_rmsprop_root"),
            ("0.0021", "0.0039", "0.0021"),
        ),
        (
            ("bowl_rmsprop_inverse",),
            ("0.0012",),
        ),
        (("well_adagrad", "well_rmsprop"), ("0.0050", "0.0050")),
        (("well_adagrad_long", "well_rmsprop_long"), ("0.0156", "0.0051")),
        (("bowl_error", "well_error"), ("0.0002", "0.0002")),
        (
            ("well_ratio", "well_eta_adagrad", "well_eta_rmsprop"),
            ("3.1", "2.37", "0.042"),
        ),
    ],
)
def test_the_race_s_numbers(names, sentences):
    """Adagrad 0.0021, RMSProp 0.0039, with η/t 0.0012 in the bowl; 0.0156, 0.0051 in the well."""
    assert tuple(map(text, names)) == sentences


def test_who_wins_does_not_hang_on_the_seed():
    """With other noise the bowl is Adagrad's and the well RMSProp's, by several errors."""
    for problem, steps, winner in (("noisy bowl", 4000, 0), ("moving well", 16_000, 1)):
        runs = [
            d2l.race(method, problem, ETAS, steps=steps, seed=1)
            for method in ("Adagrad", "RMSProp")
        ]
        better, worse = runs[winner], runs[1 - winner]
        error = math.hypot(better.standard_error, worse.standard_error)
        assert worse.best - better.best > 4 * error
        old = list(d2l.tuned_races(problem, steps).values())
        for run, before in zip(runs, old[:2], strict=True):
            spread = math.hypot(run.standard_error, before.standard_error)
            assert abs(run.best - before.best) < 4 * spread


def test_the_best_rates_lie_inside_the_sweep():
    """Each method is judged by its best: no best rate lies at an end of the sweep."""
    for problem, steps in (
        ("noisy bowl", 4000),
        ("moving well", 4000),
        ("moving well", 16_000),
    ):
        for run in d2l.tuned_races(problem, steps).values():
            assert run.etas[0] < run.best_eta < run.etas[-1]
    assert len(run.etas) == 35


def test_one_rate_of_rmsprop_suits_both_lengths():
    """RMSProp's learning rate, 0.042, is the best for both lengths."""
    short, long = (d2l.tuned_races("moving well", n)["RMSProp"] for n in (4000, 16_000))
    assert short.best_eta == long.best_eta == pytest.approx(10 ** (-11 / 8))


def test_adagrad_climbs_and_rmsprop_stays():
    """From the fourth swing on Adagrad's loss climbs from swing to swing; RMSProp's stays."""
    swings = d2l.swing_losses("moving well", 16_000)
    assert (np.diff(swings["Adagrad"][3:]) > 0).all()
    assert np.ptp(swings["RMSProp"]) < 0.0004
    for falling in ("RMSProp, 1/sqrt(t)", "RMSProp, 1/t"):
        assert (swings[falling] > 10 * swings["Adagrad"][1:].max()).all()
