"""The races on the page of RMSProp's behaviour: run by plain updates, and by other noise."""

import math

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import text
from rmsprop_tut.lab.races import ETAS


def noisy_gradient(problem, t, noise):
    """Return the gradient of a race's problem at step t, on plain numbers."""
    if problem == "noisy bowl":
        return lambda a, b: (0.2 * a + noise[0], 4 * b + noise[1])
    return lambda a, b: (well_gradient(a - center(t)) + 0.3 * noise[0], 0.0)


def center(t):
    """Return where the well is."""
    return 3 * math.sin(2 * math.pi * t / 1000)


def well_gradient(r):
    """Return the derivative of r²/(1+r²)."""
    return 2 * r / (1 + r**2) ** 2


def plain_race(method, problem, eta, steps, rate=lambda t: 1.0, *, runs):
    """Run one learning rate with the package's own scalar updates, run by run."""
    bowl = problem == "noisy bowl"
    rng = np.random.default_rng(0)
    noise = [rng.normal(size=(1 + bowl, 1, runs)) for _ in range(steps)]
    update = d2l.adagrad_2d if method == "Adagrad" else d2l.rmsprop_2d
    tails = np.zeros(runs)
    for run in range(runs):
        state = (-5.0, -2.0, 0.0, 0.0) if bowl else (0.0, 0.0, 0.0, 0.0)
        for t in range(1, steps + 1):
            grad = noisy_gradient(problem, t, noise[t - 1][:, 0, run])
            state = update(*state, eta=eta * rate(t), grad=grad)
            if t > steps - 1000:
                r = (state[0] - center(t)) ** 2
                tails[run] += d2l.f_2d(*state[:2]) if bowl else r / (1 + r)
    return tails / 1000


@pytest.mark.parametrize("problem", ["noisy bowl", "moving well"])
@pytest.mark.parametrize("method", ["Adagrad", "RMSProp"])
def test_races_are_the_package_s_own_updates(method, problem):
    """The races' array updates agree with adagrad_2d and rmsprop_2d, run by run."""
    fast = d2l.race(method, problem, [0.05], steps=1200, runs=3).tails[0]
    assert fast == pytest.approx(
        plain_race(method, problem, 0.05, 1200, runs=3), rel=1e-6
    )


def test_races_with_a_schedule_are_too():
    """With the rate η/√t likewise."""
    rate = d2l.inverse_sqrt_rate(1.0)
    fast = d2l.race(
        "RMSProp", "noisy bowl", [0.2], rate=rate, steps=1000, runs=2
    ).tails[0]
    slow = plain_race("RMSProp", "noisy bowl", 0.2, 1000, rate, runs=2)
    assert fast == pytest.approx(slow, rel=1e-6)


@pytest.mark.parametrize(
    ("names", "sentences"),
    [
        (
            ("bowl_adagrad", "bowl_rmsprop", "bowl_rmsprop_root"),
            ("0.0021", "0.0039", "0.0021"),
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
    """Adagrad 0.0021, RMSProp 0.0039 in the bowl; 0.0156 and 0.0051 in the well."""
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
    assert (swings["RMSProp, 1/√t"] > 10 * swings["Adagrad"][1:].max()).all()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "Adam"}, "method has unknown names"),
        ({"problem": "bowl"}, "problem has unknown names"),
        ({"etas": [-1]}, "etas must be"),
        ({"gamma": 2}, "gamma must be"),
        ({"steps": 10}, "steps must be"),
        ({"runs": 0}, "runs must be"),
    ],
)
def test_race_refuses(options, words):
    """ValueError if an argument is out of range; the message names it."""
    with pytest.raises(ValueError, match=words):
        d2l.race(
            **{"method": "RMSProp", "problem": "noisy bowl", "etas": [0.1], **options}
        )
