"""Spikes: the law of entry and exit, runs that follow it, and what stops them."""

import json
import math
from functools import partial
from pathlib import Path

import mpmath
import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.core.spikes import dilogarithm
from rmsprop_tut.lab import spike_networks
from rmsprop_tut.lab.spike_networks import first_weights, slopes, spread_rows

WIDE = np.finfo(np.longdouble).minexp < -16_000  # x itself, where numbers go so low


def exits(gamma, v_in, steps, noise=None):
    """Follow runs in x itself; return their largest curvature, its step and the peak."""
    s = (2 / np.asarray(v_in, np.longdouble)) ** 2
    x, largest, last = np.sqrt(s), np.zeros_like(s), np.zeros(s.shape, int)
    far = np.zeros_like(s)
    for step in range(1, steps + 1):
        s = np.longdouble(gamma) * s + (1 - np.longdouble(gamma)) * x * x
        v = 2 / np.sqrt(s)
        last, largest = np.where(v > largest, step, last), np.maximum(v, largest)
        x = x * (1 - v)
        far = np.where(largest > 3, np.maximum(far, abs(x)), 0)
    return largest, last, far


def test_the_integral_is_the_integral():
    """F(v) is the integral of ln|u - 1|/u from 0 to v."""

    def integrand(u):
        return mpmath.log(abs(u - 1)) / u

    for v in (0.1, 0.9, 1.0, 1.1, 2.0, 7.0, 1e3):
        other = mpmath.quad(integrand, sorted({0, min(v, 1), v}))
        assert float(d2l.passage_integral(v)) == pytest.approx(float(other), abs=1e-9)
    u = np.linspace(0, 1, 41)
    series = [float(mpmath.polylog(2, a).real) for a in u]
    np.testing.assert_allclose(dilogarithm(u), series, rtol=1e-14)


def test_an_exit_is_at_the_height_of_its_entry():
    """The integral at the exit is that at the entry, and the exit is above 2."""
    entry = np.linspace(0, 1.9, 39)
    out = d2l.exit_curvature(entry)
    np.testing.assert_allclose(
        d2l.passage_integral(out), d2l.passage_integral(entry), atol=1e-12
    )
    assert (out > 2).all()
    assert (np.diff(out) < 0).all()


def test_with_a_low_floor_the_exit_is_that_without():
    """The exit from the floor meets the law where the floor is the nearest point."""
    gamma, entry = 0.99, 0.5
    nearest = 2 / np.log(1 / gamma) * np.diff(d2l.passage_integral([entry, 2.0]))
    floor = np.exp(nearest)
    np.testing.assert_allclose(
        d2l.exit_from_floor(gamma, floor), d2l.exit_curvature([entry]), rtol=1e-12
    )


@pytest.mark.skipif(not WIDE, reason="numbers of this machine do not go so low")
@pytest.mark.parametrize(("gamma", "v_in"), [(0.9, 0.05), (0.99, 0.5), (0.99, 1.3)])
def test_a_run_in_logarithms_is_the_run(gamma, v_in):
    """The logarithm's run has the curvatures and the distances of the run in x."""
    logs, v = d2l.settled_run(gamma, v_in)
    largest, step, far = exits(gamma, v_in, len(v))
    assert v.max() == pytest.approx(float(largest), rel=1e-9)
    assert v.argmax() + 1 == step
    if largest > 3:
        assert np.exp(logs[step:].max()) == pytest.approx(float(far), rel=1e-9)


def test_a_run_that_lands_on_the_minimum_is_refused():
    """A run whose curvature is just 1 has no logarithm."""
    with pytest.raises(ValueError, match="take another v_in"):
        d2l.settled_run(0.9, 1.0)


def test_no_peak_of_the_heuristic_reaches_the_bound():
    """The heuristic's peak is below 2 for each exit and phase, and has the period 1."""
    v, phase = np.meshgrid(np.geomspace(2.1, 1e3, 60), np.linspace(0, 1, 41))
    heights = d2l.peak_constant(v, phase)
    assert heights.max() < 2
    np.testing.assert_allclose(heights[0], heights[-1], rtol=1e-6)
    X, s, peak = 1e-9 * 7**0.3, (2 / 8) ** 2, 0.0  # from the exit at v = 8, in words
    for _ in range(100):
        s += X * X
        X *= abs(1 - 2 / math.sqrt(s))
        peak = max(peak, X)
    assert d2l.peak_constant(8.0, 0.3) == pytest.approx(peak, rel=1e-5)
    assert peak != pytest.approx(float(d2l.peak_constant(8.0, 0.7)), rel=1e-2)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 0.9, 0.99])
def test_no_spike_is_higher_than_the_longest_step(gamma):
    """On convex functions of one variable |x| ≤ max(|x₀|, η/√(1-γ)), from random starts."""
    rng = np.random.default_rng(0)
    x, s = 3 * rng.standard_normal(4000), rng.exponential(size=4000) ** 4
    power = rng.choice([0.0, 0.3, 1.0, 3.0], size=4000)
    allowed = np.maximum(np.abs(x), 1 / np.sqrt(1 - gamma))
    for _ in range(300):
        g = np.sign(x) * np.abs(x) ** power
        s = gamma * s + (1 - gamma) * g * g
        x = x - g / np.sqrt(s + 1e-300)
        assert (np.abs(x) <= allowed * (1 + 1e-12)).all()


def test_a_settled_state_is_the_first_below():
    """The settled state is the first of the run with an objective below 1e-4."""
    states = d2l.run_2d(d2l.rmsprop_2d, 40)
    low = next(state for state in states if d2l.f_2d(*state[:2]) < 1e-4)
    assert d2l.settled_state(d2l.rmsprop_2d) == low
    with pytest.raises(ValueError, match="^update must bring f below 0.0001"):
        d2l.settled_state(partial(d2l.rmsprop_2d, eta=0.0))


def test_clipped_steps_are_no_longer():
    """No step is longer than the size, and a shorter one is as it was."""
    states = d2l.run_2d(d2l.with_clipped_steps(d2l.rmsprop_2d, 0.3), 200)
    steps = np.diff([state[:2] for state in states], axis=0)
    assert np.abs(steps).max() <= 0.3 + 1e-12
    free = d2l.run_2d(d2l.with_clipped_steps(d2l.rmsprop_2d, 9.0), 200)
    np.testing.assert_allclose(free, d2l.run_2d(d2l.rmsprop_2d, 200), atol=1e-12)


def test_the_slopes_of_the_networks():
    """The gradients of the networks are those of finite differences."""
    inputs, labels = spread_rows()
    w = first_weights([0, 1])[:, None]
    g, loss = slopes(w, inputs, labels)
    assert loss.shape == (2, 1)
    assert inputs.shape == (20, 6)
    for k in (0, 57, 119, 120, 139, 140):
        h = np.zeros(w.shape[-1])
        h[k] = 1e-6
        up, down = (slopes(w + sign * h, inputs, labels)[1] for sign in (1, -1))
        np.testing.assert_allclose(g[..., k], (up - down) / 2e-6, rtol=1e-6, atol=1e-9)


def test_a_network_s_steps_are_limited():
    """Trainings side by side are those alone, and a clip at 0 stops the weights."""
    both = d2l.spiking_networks([0.9, 0.99], 30, clip=[np.inf, 1.0], seeds=[3, 4])
    alone = d2l.spiking_networks([0.99], 30, clip=1.0, seeds=[4])
    np.testing.assert_allclose(both[:, 1, 1], alone[:, 0, 0], rtol=1e-9)
    still = d2l.spiking_networks([0.9], 5, longest=0.0)
    assert (still == still[0]).all()
    falling = d2l.spiking_networks([0.9], 5, rate=d2l.constant_rate(0.01))
    assert (falling == d2l.spiking_networks([0.9], 5)).all()


def test_leaps_are_counted_once():
    """A loss that stays high has leaped once, and a new low begins anew."""
    loss = [1.0, 1e-3, 1e-3, 0.2, 0.3, 1e-3, 0.05, 1e-5, 0.05]
    assert d2l.leaps(loss) == 2
    assert (d2l.leaps(np.transpose([loss, [1.0] * 9])) == [2, 0]).all()


def test_the_record_begins_as_a_run_begins():
    """The first losses of the record are those of a run of the first steps."""
    record = d2l.spikes_record()
    steps = 8 * record["every"]
    losses = d2l.spiking_networks(record["gammas"], steps, seeds=[record["shown"]])
    largest = losses[:, 0].reshape(8, record["every"], -1).max(axis=1)
    np.testing.assert_allclose(np.transpose(record["curve"])[:8], largest, rtol=1e-2)


def test_the_record_s_script(monkeypatch, tmp_path):
    """The script writes what the record holds: shown here on few steps."""
    from rmsprop_tut.datasets import make_spikes_record as script

    for name, value in {"STEPS": 50, "SETTLED": 10, "LONGER": 60}.items():
        monkeypatch.setattr(script, name, value)
    monkeypatch.setattr(script, "RECORD", tmp_path / "record.json")
    script.main()
    record = json.loads(script.RECORD.read_text(encoding="utf-8"))
    assert record.keys() == spike_networks.spikes_record().keys()
    assert record["steps"] == 50
    assert Path(script.__file__).with_name("spikes_record.json").is_file()
