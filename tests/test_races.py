"""Races: methods under gradient noise, by the package's own steps."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rmsprop_tut as d2l
from rmsprop_tut.lab import races
from rmsprop_tut.lab.races import (
    moving_well,
    moving_well_grad,
    swing_losses,
    tuned_races,
)

# The update and the first state of each coordinate's averages, and of Adam's powers.
UPDATES = {
    "Adagrad": (d2l.adagrad_2d, (0.0, 0.0)),
    "RMSProp": (d2l.rmsprop_2d, (0.0, 0.0)),
    "Adam": (d2l.adam_2d, (0.0, 0.0, 0.0, 0.0, 1.0, 1.0)),
}


def bowl(x1, x2, t):
    """Return the value and the gradient of the chapter's quadratic."""
    return d2l.f_2d(x1, x2), d2l.f_2d_grad(x1, x2)


def well(x1, x2, t):
    """Return the value and the gradient of r²/(1+r²), the well being where it is at t."""
    r = x1 - 3 * math.sin(2 * math.pi * t / 1000)
    return r * r / (1 + r * r), (2 * r / (1 + r * r) ** 2, 0.0)


# Objective, start, the noise's deviation, and how many coordinates it has.
PROBLEMS = {
    "noisy bowl": (bowl, (-5.0, -2.0), 1.0, 2),
    "moving well": (well, (0.0, 0.0), 0.3, 1),
}


def noisy(objective, t, noise):
    """Return the objective's gradient at step t with noise on it, on numbers."""
    return lambda *x: tuple(map(sum, zip(objective(*x, t)[1], noise, strict=True)))


def plain_race(method, problem, eta, steps, runs, rate=lambda t: 1.0):
    """Race by the package's updates in two dimensions, run by run: the losses."""
    objective, start, deviation, size = PROBLEMS[problem]
    rng, losses = np.random.default_rng(0), np.empty((steps, runs))
    noise = np.zeros((steps, 2, runs))
    for t in range(steps):
        noise[t, :size] = deviation * rng.normal(size=(size, 1, runs))[:, 0]
    for run in range(runs):
        update, before = UPDATES[method]
        state = (*start, *before)
        for t in range(1, steps + 1):
            grad = noisy(objective, t, noise[t - 1, :, run].tolist())
            state = update(*state, eta=eta * rate(t), grad=grad)
            losses[t - 1, run] = objective(*state[:2], t)[0]
    return losses


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("method", UPDATES)
def test_races_are_the_package_s_own_updates(method, problem):
    """A race's runs are those of the updates in two dimensions on numbers, to the last bit."""
    found = d2l.race(method, problem, [0.05, 0.2], steps=1200, runs=3)
    for k, eta in enumerate((0.05, 0.2)):
        losses = plain_race(method, problem, eta, 1200, 3)
        assert found.tails[k].tolist() == losses[-1000:].mean(axis=0).tolist()
        assert found.curves[:, k].tolist() == losses.mean(axis=1).tolist()


@pytest.mark.parametrize("method", UPDATES)
def test_a_rate_multiplies_every_learning_rate(method):
    """``rate(t)`` multiplies every learning rate at step t."""
    options = {"steps": 1000, "runs": 2}
    rate = d2l.inverse_sqrt_rate(1.0)
    found = d2l.race(method, "noisy bowl", [0.2], rate=rate, **options)
    losses = plain_race(method, "noisy bowl", 0.2, **options, rate=rate)
    assert found.tails[0].tolist() == losses.mean(axis=0).tolist()


@pytest.mark.parametrize("method", UPDATES)
def test_races_go_through_the_step(method, monkeypatch):
    """Another step in the room gives another race: there is no second recursion."""
    name = "adam_counted" if method == "Adam" else f"{method.lower()}_step"
    monkeypatch.setattr(races, name, lambda x, *state, **_: (x, *state[:-1]))
    still = d2l.race(method, "noisy bowl", [0.1], steps=1000, runs=1)
    assert set(still.curves.ravel()) == {10.5}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "AdamW"}, "method has unknown names"),
        ({"problem": "bowl"}, "problem has unknown names"),
        ({"etas": [-1]}, "^each of etas must be"),
        ({"gamma": 2}, "^gamma must be"),
        ({"betas": (0.9, 1)}, "^each of betas must be"),
        ({"steps": 10}, "^steps must be"),
        ({"runs": 0}, "^runs must be"),
    ],
)
def test_race_refuses(options, words):
    """ValueError if an argument is out of range; the message names it."""
    with pytest.raises(ValueError, match=words):
        d2l.race(
            **{"method": "RMSProp", "problem": "noisy bowl", "etas": [0.1], **options}
        )


def test_a_rate_below_zero_is_refused():
    """A schedule that leaves its range is refused by name."""
    words = r"rate\(1\) must be non-negative and finite, not -1"
    with pytest.raises(ValueError, match=words):
        d2l.race("RMSProp", "noisy bowl", [0.1], steps=1000, runs=1, rate=lambda t: -1)


@given(st.floats(-9, 9), st.integers(0, 5000))
def test_the_well_s_gradient_is_its_slope(x, t):
    """A well that swings to and fro, between 0 and 1, and its gradient."""
    h = 1e-5
    down, loss, up = moving_well(np.array([x - h, x, x + h]), t)
    assert 0 <= loss <= 1
    slope = (up - down) / (2 * h)
    assert moving_well_grad(np.array([x]), t)[0] == pytest.approx(slope, abs=1e-8)


def test_the_well_has_its_period():
    """The well is at 0 for t = 0 and has the period 1000."""
    for t, center in ((0, 0), (250, 3), (500, 0), (750, -3), (1250, 3)):
        assert moving_well(np.array(float(center)), t) == pytest.approx(0, abs=1e-25)


MEMORIES = {
    "Adagrad": [{}],
    "RMSProp": [{"gamma": 0.9}, {"gamma": 0.99}, {"gamma": 0.999}],
    "Adam": [{"betas": b} for b in ((0.5, 0.99), (0.9, 0.999), (0.99, 0.999))],
}


@pytest.mark.parametrize("method", MEMORIES)
def test_the_tuned_races_are_races(method):
    """Each has 39 tries: RMSProp and Adam 13 rates with each of three, Adagrad 39 rates."""
    tuned = tuned_races("noisy bowl", 1000)[f"{method}, 1/sqrt(t)"]
    etas = np.logspace(-1, 2, 39) if method == "Adagrad" else np.logspace(-2, 1, 13)
    options = {"steps": 1000, "rate": d2l.inverse_sqrt_rate(1.0)}
    tried = [
        d2l.race(method, "noisy bowl", etas, **options, **memory)
        for memory in MEMORIES[method]
    ]
    assert sum(len(run.etas) for run in tried) == races.TRIES == 39
    best = min(tried, key=lambda run: run.best)
    assert tuned.tails == pytest.approx(best.tails, rel=1e-9)
    assert tuned.chosen == best.chosen


def test_tuned_races_are_kept_as_they_were_run():
    """What is changed in the races that are returned is not changed in those that are kept."""
    tuned = tuned_races("noisy bowl", 1000)
    assert len(tuned) == 9
    assert tuned == tuned_races("noisy bowl", 1000)
    tuned["RMSProp, constant"].curves[:] = 0
    tuned["RMSProp, constant"].chosen.clear()
    tuned.pop("Adagrad, constant")
    kept = tuned_races("noisy bowl", 1000)
    assert kept["RMSProp, constant"].best_curve.all()
    assert set(kept["RMSProp, constant"].chosen) == {"gamma"}
    assert "Adagrad, constant" in kept


def test_swings_are_means_of_the_best_curve():
    """Mean loss of each 1,000 steps, at each method's best rate."""
    for name, means in swing_losses("moving well", 2000).items():
        curve = tuned_races("moving well", 2000)[name].best_curve
        assert means == pytest.approx([curve[:1000].mean(), curve[1000:].mean()])
