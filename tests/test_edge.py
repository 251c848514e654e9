"""The small network: its gradient, its Hessian, its sharpness, and the recorded trainings."""

import math

import numpy as np
import pytest
from reference import leaky, run

import rmsprop_tut as d2l
from rmsprop_tut.lab import edge

DATA = edge.edge_data()
W = edge.first_weights(4)
RNG = np.random.default_rng(0)


def plain_loss(w):
    """Return the loss by a loop over rows, layer by layer, as the equation is read."""
    W1, b1 = w[:60].reshape(5, 12), w[60:72]
    W2, b2 = w[72:216].reshape(12, 12), w[216:228]
    W3, b3 = w[228:240], w[240]
    total = 0.0
    for x, y in zip(*DATA, strict=True):
        hidden = np.tanh(np.tanh(x @ W1 + b1) @ W2 + b2)
        total += (hidden @ W3 + b3 - y) ** 2 / 2
    return total / 300


def gradient(w):
    """Return the package's gradient."""
    return edge.network_gradient(w, *DATA)[1]


def test_the_gradient():
    """The loss is the loop's; the gradient is its slope along random directions."""
    loss, slope = edge.network_gradient(W, *DATA)
    assert loss == pytest.approx(plain_loss(W))
    for _ in range(6):
        v = RNG.normal(size=241)
        rise = (plain_loss(W + 1e-5 * v) - plain_loss(W - 1e-5 * v)) / 2e-5
        assert slope @ v == pytest.approx(rise, rel=1e-7, abs=1e-9)


def test_each_entry_of_the_gradient():
    """Each of the 241 entries is the slope of the loss."""
    tiny = 1e-30j
    slopes = [
        edge.network_gradient(W + tiny * axis, *DATA)[0].imag / 1e-30
        for axis in np.eye(241)
    ]
    assert gradient(W) == pytest.approx(np.array(slopes), rel=1e-12, abs=1e-15)


def test_the_hessian():
    """Its products are differences of gradients, and it is symmetric."""
    u, v = RNG.normal(size=(2, 241))
    product = edge.hessian_times(W, v, *DATA)
    difference = (gradient(W + 1e-5 * v) - gradient(W - 1e-5 * v)) / 2e-5
    assert product == pytest.approx(difference, rel=1e-6, abs=1e-7)
    assert u @ product == pytest.approx(v @ edge.hessian_times(W, u, *DATA), rel=1e-12)


def test_the_sharpness():
    """It is the largest eigenvalue of diag(1/√s)H, of all 241, found in 16 products."""
    s = gradient(W) ** 2 + 1e-8
    H = np.array([edge.hessian_times(W, axis, *DATA) for axis in np.eye(241)])
    every = np.linalg.eigvals(H / np.sqrt(s)[:, None]).real
    start = np.ones(241)
    for _ in range(3):  # as a training, which begins where it looked before
        value, start = edge.sharpness(W, s, start, DATA)
    assert value == pytest.approx(every.max(), rel=1e-6)


def test_lanczos():
    """With as many products as rows it finds the largest eigenvalue, not the largest size."""
    A = RNG.normal(size=(12, 12))
    A = A + A.T - 4 * np.eye(12)
    value, vector = edge.largest_eigenvalue(lambda v: A @ v, np.ones(12), 12)
    assert value == pytest.approx(np.linalg.eigvalsh(A)[-1])
    assert A @ vector == pytest.approx(value * vector, abs=1e-9)


def test_lanczos_stops_where_nothing_is_left():
    """Where the products span fewer directions it stops: no rounding is taken for one."""
    for diagonal in (np.full(12, 3.0), np.repeat([1.0, 3.0], 6), np.zeros(12)):
        value, vector = edge.largest_eigenvalue(
            lambda v, d=diagonal: d * v, np.ones(12), 12
        )
        assert value == pytest.approx(diagonal.max())
        assert np.linalg.norm(vector) == pytest.approx(1)
        assert diagonal * vector == pytest.approx(value * vector, abs=1e-9)


def test_the_swings_of_a_run():
    """Swings are those of a plain loop's second half, in units of η/2; roots those of its end."""
    start = edge.first_weights(0)
    path = run(
        leaky(0.9),
        lambda w, t: gradient(w),
        start,
        61,
        s=gradient(start) ** 2,
        eta=1e-3,
        eps=0,
    )
    points, states = (np.array(column) for column in zip(*path, strict=True))
    alternating = (points[32:] - 2 * points[31:-1] + points[30:-2]) / 4
    seen = d2l.train_full_batch(0.9, steps=60)
    assert seen.steps.tolist() == [20, 40, 60]
    last = f"loss {seen.losses[-1]:.3g}, sharpness {seen.sharpness[-1]:.3g}"
    assert repr(seen) == f"EdgeRun({last} at step 60)"
    swings = np.sqrt((alternating**2).mean(axis=0)) / 0.5e-3
    assert seen.swings == pytest.approx(swings, rel=1e-6)
    assert seen.roots == pytest.approx(np.sqrt(states[-1]), rel=1e-9)


def test_the_swings_of_a_cycle(monkeypatch):
    """On a parabola in each weight all weights end in the cycle: they swing by η/2."""
    curvatures = np.geomspace(0.5, 50, 241)

    def parabola(w, *_):
        return curvatures @ w**2 / 2, curvatures * w

    monkeypatch.setattr(edge, "network_gradient", parabola)
    monkeypatch.setattr(edge, "first_weights", lambda seed: W + 0.5)
    seen = d2l.train_full_batch(0.9, eta=0.01, steps=4000, seed=9)
    assert seen.swings == pytest.approx(np.ones(241), rel=1e-6)
    assert seen.roots == pytest.approx(0.01 * curvatures / 2, rel=1e-6)
    assert seen.sharpness[-1] == pytest.approx(1, rel=1e-6)


def test_the_record_is_what_the_training_gives():
    """Up to the edge, where nothing is chaotic, a training gives the recorded numbers."""
    run, (runs, made) = d2l.train_full_batch(steps=560), d2l.edge_record()
    there = runs[0.99, 0]
    assert run.sharpness == pytest.approx(there.sharpness[:28], rel=1e-3)
    assert run.losses == pytest.approx(there.losses[:28], rel=1e-4)
    assert sorted(made) == ["cores", "date", "processor"]
    assert {len(each.swings) for each in runs.values()} == {241}


def test_a_run_is_made_once():
    """The same call returns the same run; settings out of range are refused."""
    assert d2l.train_full_batch(0.9, steps=60) is d2l.train_full_batch(0.9, steps=60)
    for options in ({"steps": 19}, {"gamma": 2.0}, {"eta": -1.0}, {"seed": -1}):
        with pytest.raises(ValueError, match=next(iter(options))):
            d2l.train_full_batch(**options)


def test_first_weights():
    """They have the variance 1/inputs, and no bias."""
    assert W[60:72] == pytest.approx(0)
    many = np.concatenate([edge.first_weights(seed)[72:216] for seed in range(40)])
    assert many.std() == pytest.approx(1 / math.sqrt(12), rel=0.05)
