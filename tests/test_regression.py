"""One training of a linear model on real data, from scratch and by Gluon."""

import time

import mx
import numpy as np
import pytest
from reference import mean_loss, regression_run

import rmsprop_tut as d2l
from rmsprop_tut._checks import checked
from rmsprop_tut.lab import regression
from rmsprop_tut.lab.airfoil import airfoil_design, airfoil_minibatches
from rmsprop_tut.lab.regression import (
    initial_weights,
    train_gluon_regression,
    train_regression,
)

GLUON = {"learning_rate": 0.01, "gamma1": 0.9, "epsilon": 1e-6}


def from_scratch(seed=0):
    """Train with our RMSProp at the chapter's settings."""
    data_iter, d = d2l.get_data_ch11(batch_size=10, seed=seed)
    states, hyperparams = d2l.init_rmsprop_states(d), {"lr": 0.01, "gamma": 0.9}
    return train_regression(d2l.rmsprop, states, hyperparams, data_iter, d, seed=seed)


def with_gluon(seed=0):
    """Train with MXNet's RMSProp at the chapter's settings."""
    data_iter, _ = d2l.get_data_ch11(batch_size=10, seed=seed)
    return train_gluon_regression("rmsprop", GLUON, data_iter, seed=seed)


def test_ten_seeds_reach_the_published_band():
    """Over ten seeds: median loss in [0.2425, 0.2460], every one in [0.2417, 0.2540]."""
    for train in (from_scratch, with_gluon):
        losses = [train(seed).losses[-1] for seed in range(10)]
        assert 0.2425 <= np.median(losses) <= 0.2460
        assert min(losses) >= 0.2417
        assert max(losses) <= 0.2540


@pytest.mark.parametrize("seed", range(3))
def test_both_implementations_agree_step_by_step(seed):
    """With epsilon=1e-6, one seed and one order, scratch and Gluon agree to rounding."""
    scratch, gluon = from_scratch(seed), with_gluon(seed)
    np.testing.assert_allclose(scratch.losses, gluon.losses, rtol=0, atol=2e-7)
    np.testing.assert_allclose(scratch.weight, gluon.weight, rtol=0, atol=1e-6)
    assert scratch.bias == pytest.approx(gluon.bias, abs=1e-6)


def test_training_against_float64_by_hand():
    """Autograd, minibatches and update together are the equations, to float32 rounding."""
    w = np.append(initial_weights(5, 4).ravel(), 0)
    batches = list(airfoil_minibatches(10, num_epochs=2, seed=4))
    path = regression_run(w, batches, eta=lambda t: 0.01, gamma=lambda t: 0.9)
    inputs, labels = airfoil_design()
    losses = [mean_loss(inputs, w, labels) for w in path[19::20]]
    np.testing.assert_allclose(from_scratch(4).losses, losses, atol=1e-5)


def test_checks_are_made_in_the_first_step_only():
    """The first update is made with its checks, the others without."""
    calls = []

    @checked(hyperparams=lambda name, value: calls.append("check"))
    def update(params, states, hyperparams):
        calls.append("step")

    data_iter, d = d2l.get_data_ch11(n=30)
    train_regression(update, None, {}, data_iter, d, num_epochs=1)
    assert calls == ["check", "step", "step", "step"]


@pytest.mark.parametrize(
    ("update", "states", "hyperparams"),
    [
        (d2l.rmsprop, lambda: d2l.init_rmsprop_states(5), {"lr": 0.1}),
        (d2l.rmsprop, lambda: d2l.init_rmsprop_states(4), {"lr": 0.1, "gamma": 0.9}),
        (d2l.adagrad, lambda: None, {"lr": 0.1}),
        (d2l.sgd, lambda: None, {"lr": -1}),
    ],
)
def test_an_update_s_own_checks_hold_in_a_training(update, states, hyperparams):
    """Our own update functions check their arguments, in the first step of a training."""
    data_iter, d = d2l.get_data_ch11(n=30)
    with pytest.raises((ValueError, TypeError), match=r"hyperparams|states"):
        train_regression(update, states(), hyperparams, data_iter, d)


def test_seconds_leave_evaluation_and_drawing_out(monkeypatch):
    """Seconds per epoch are training time alone, and asynchronous work is waited for."""
    now, waits = [0.0], []
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])

    def step(X, y):
        now[0] += 1

    def loss():
        now[0] += 1000
        return 0.0

    data_iter = [(np.zeros((100, 5)), np.zeros(100))] * 4
    recorder = regression._Recorder(loss, lambda: waits.append(now[0]), 400)
    run = regression._run(step, recorder, lambda: iter(data_iter), num_epochs=2)
    assert run.times == [2, 4, 6, 8]
    assert waits[:2] == [0, 2]


def test_last_loss_is_recorded_whatever_the_batch_size():
    """The curve ends at the end of training, also where 200 does not divide the examples."""
    data_iter, d = d2l.get_data_ch11(batch_size=7, n=90)
    states = d2l.init_rmsprop_states(d)
    result = d2l.train_ch11(
        d2l.rmsprop, states, {"lr": 0.01, "gamma": 0.9}, data_iter, d, num_epochs=3
    )
    assert result.epochs == pytest.approx((201 / 90, 3))


def test_your_own_update_serves():
    """A reader's own update function serves in place of ours."""

    def halve(params, states, hyperparams):
        params[1][:] = hyperparams["bias"]

    data_iter, d = d2l.get_data_ch11(n=200)
    assert d2l.train_ch11(halve, None, {"bias": 0.25}, data_iter, d).bias == 0.25


@pytest.mark.parametrize(
    ("name", "hyperparams", "message"),
    [
        ("rmsprob", {}, "^tr_name must be one of .*'rmsprop'.*, not 'rmsprob'"),
        (
            "rmsprop",
            {"gamma": 0.9},
            r"hyperparams of 'rmsprop' has unknown names \['gamma'\]",
        ),
        (
            "rmsprop",
            {"gamma1": 1.5},
            r"hyperparams\['gamma1'\] must be a fraction, in \[0, 1\], not 1.5",
        ),
        (
            "adam",
            {"learning_rate": -1},
            r"'learning_rate'\] must be non-negative and finite, not -1",
        ),
    ],
)
def test_gluon_refuses_what_it_would_not_understand(name, hyperparams, message):
    """Unknown trainers and hyperparameters, and values out of range, are refused."""
    data_iter, _ = d2l.get_data_ch11()
    with pytest.raises(ValueError, match=message):
        d2l.train_gluon_ch11(name, hyperparams, data_iter)


def test_gluon_takes_every_documented_hyperparameter():
    """MXNet's own names pass, in the base class as in the optimizer."""
    data_iter, _ = d2l.get_data_ch11(n=100)
    hyperparams = {"gamma1": 0.9, "gamma2": 0.9, "centered": True, "wd": 0.0}
    assert np.isfinite(
        d2l.train_gluon_ch11("RMSProp", hyperparams, data_iter).losses
    ).all()


def test_gluon_hyperparameters_are_a_dict():
    """What is no dict is refused by name."""
    with pytest.raises(TypeError, match="^hyperparams must be a dict, not None"):
        d2l.train_gluon_ch11("rmsprop", None, d2l.get_data_ch11()[0])


def test_sizes_are_checked():
    """feature_dim, num_epochs and seed are refused by name where they do not fit."""
    data_iter, d = d2l.get_data_ch11()
    with pytest.raises(
        ValueError, match="^feature_dim must be 5, as in data_iter, not 4"
    ):
        d2l.train_ch11(d2l.sgd, None, {"lr": 0.1}, data_iter, 4)
    with pytest.raises(ValueError, match="^num_epochs must be at least 1, not 0"):
        d2l.train_ch11(d2l.sgd, None, {"lr": 0.1}, data_iter, d, 0)
    with pytest.raises(ValueError, match="^seed must be .*not -1"):
        d2l.train_ch11(d2l.sgd, None, {"lr": 0.1}, data_iter, d, seed=-1)
    with pytest.raises(ValueError, match="^num_epochs must be at least 1, not 0"):
        d2l.train_gluon_ch11("sgd", {}, data_iter, 0)


def test_most_of_the_fall_is_over_after_half_an_epoch():
    """Most of the fall is over after half an epoch."""
    result = from_scratch()
    curve = zip(result.epochs, result.losses, strict=True)
    after_half = next(loss for epoch, loss in curve if epoch > 0.5)
    start, end = 0.4933, min(result.losses)
    assert (start - after_half) / (start - end) > 0.9


def test_two_trainings_with_the_same_states_are_one():
    """With the same states, going on from a result's weights is one longer training."""
    rule = {"lr": 0.01, "gamma": 0.9}
    (once, d), (parts, _) = d2l.get_data_ch11(), d2l.get_data_ch11()
    whole = train_regression(d2l.rmsprop, d2l.init_rmsprop_states(d), rule, once, d, 2)
    states = d2l.init_rmsprop_states(d)
    first = train_regression(d2l.rmsprop, states, rule, parts, d, 1)
    second = train_regression(d2l.rmsprop, states, rule, parts, d, 1, start=first)
    assert (second.weight == whole.weight).all()
    assert second.bias == whole.bias


def test_older_states_serve_each_step():
    """Legacy arrays are states as their newer twins are, and go on holding the state."""
    d, rule = 5, {"lr": 0.01, "gamma": 0.9}
    older = [mx.nd.zeros((d, 1)), mx.nd.zeros(1)]
    newer = d2l.init_rmsprop_states(d)
    results = []
    for states in (older, newer):
        minibatches, _ = d2l.get_data_ch11(10, n=100)
        results.append(train_regression(d2l.rmsprop, states, rule, minibatches, d))
    assert results[0].losses == results[1].losses
    assert [s.asnumpy().tolist() for s in older] == [s.tolist() for s in newer]


def test_a_training_without_a_start_starts_anew():
    """The same states in a second training carry on, while its weights start anew."""
    rule = {"lr": 0.0, "gamma": 0.9}
    data_iter, d = d2l.get_data_ch11(500)
    states = d2l.init_rmsprop_states(d)
    first = train_regression(d2l.rmsprop, states, rule, data_iter, d, 1)
    kept = states[0].asnumpy()
    assert (first.weight == initial_weights(d, 0).ravel()).all()
    assert train_regression(d2l.rmsprop, states, rule, data_iter, d, 1) != first
    assert (states[0].asnumpy() != kept).any()


def test_gluon_goes_on_from_a_result():
    """Gluon's training, too, starts from the weights and the bias of a result."""
    data_iter, _ = d2l.get_data_ch11(500)
    start = regression.TrainingResult((1.0,), (1.0,), (0.5,), np.arange(5.0), 0.5)
    result = train_gluon_regression(
        "sgd", {"learning_rate": 0.0}, data_iter, start=start
    )
    assert (result.weight.tolist(), result.bias) == ([0, 1, 2, 3, 4], 0.5)
    for wrong in (
        3,
        regression.TrainingResult((1.0,), (1.0,), (0.5,), np.ones(4), 0.5),
    ):
        with pytest.raises(
            ValueError, match="^start must be a TrainingResult with 5 weig"
        ):
            train_gluon_regression("sgd", {}, data_iter, start=wrong)
