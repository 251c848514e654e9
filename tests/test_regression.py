"""The experiments: two numbers, and a linear model on real data."""

import time

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.lab import regression
from rmsprop_tut._mxnet import load_mxnet

mx = load_mxnet()

GLUON = {"learning_rate": 0.01, "gamma1": 0.9, "epsilon": 1e-6}


def from_scratch(seed=0, num_epochs=2, **options):
    """Train with our RMSProp at the chapter's settings."""
    data_iter, d = d2l.get_data_ch11(batch_size=10, seed=seed)
    states = d2l.init_rmsprop_states(d)
    hyperparams = {"lr": 0.01, "gamma": 0.9}
    return d2l.train_ch11(
        d2l.rmsprop, states, hyperparams, data_iter, d, num_epochs, seed=seed, **options
    )


def with_gluon(seed=0, **hyperparams):
    """Train with MXNet's RMSProp at the chapter's settings."""
    data_iter, _ = d2l.get_data_ch11(batch_size=10, seed=seed)
    return d2l.train_gluon_ch11("rmsprop", GLUON | hyperparams, data_iter, seed=seed)


def test_train_2d_prints_the_chapters_line(capsys):
    """train_2d returns the 21 points and prints the last as the chapter does."""
    points = d2l.train_2d(d2l.rmsprop_2d)
    assert capsys.readouterr().out == "epoch 20, x1 -0.010599, x2 0.000000\n"
    assert (len(points), points[0]) == (21, (-5, -2))


def test_train_2d_takes_your_own_update():
    """A reader's own update function serves in place of ours."""
    points = d2l.train_2d(lambda x1, x2, s1, s2: (x1 / 2, x2 / 2, s1, s2), steps=2)
    assert points == [(-5, -2), (-2.5, -1), (-1.25, -0.5)]


def test_train_2d_refuses():
    """Steps below 1 and what is no function are refused by name."""
    with pytest.raises(ValueError, match="steps must be at least 1, not 0"):
        d2l.train_2d(d2l.rmsprop_2d, steps=0)
    with pytest.raises(TypeError, match="trainer must be a function of x1, x2, s1, s2"):
        d2l.train_2d("rmsprop")
    with pytest.raises(ValueError, match="start must be x1, x2 and the state, 4 num"):
        d2l.train_2d(d2l.rmsprop_2d, start=(1, 2))


def test_the_pair_in_place_of_the_iterator():
    """Who forgets to unpack what get_data_ch11 returns is told so."""
    pair = d2l.get_data_ch11(10)
    with pytest.raises(TypeError, match="must be the first of the two that get_data"):
        d2l.train_gluon_ch11("sgd", {"learning_rate": 0.1}, pair)


def test_optimum_has_no_gradient():
    """The least-squares optimum is 0.241688: the residuals are orthogonal to the features."""
    features, labels = d2l.standardised_airfoil(1500)
    design = np.column_stack([features, np.ones(1500)])
    solution = np.linalg.solve(design.T @ design, design.T @ labels)
    residual = design @ solution - labels
    assert d2l.optimal_loss_ch11() == pytest.approx((residual**2).mean() / 2)
    assert d2l.optimal_loss_ch11() == pytest.approx(0.24168796, abs=5e-9)


def test_ten_seeds_reach_the_published_band():
    """Over ten seeds: median loss in [0.2425, 0.2460], every one in [0.2417, 0.2540]."""
    for train in (from_scratch, with_gluon):
        losses = []
        for seed in range(10):
            losses.append(train(seed).losses[-1])
            d2l.plt.close("all")
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


def numpy_losses(seed):
    """Train in float64 NumPy with a gradient written by hand; the loss every 200 examples."""
    features, labels = d2l.standardised_airfoil(1500)
    rng = np.random.default_rng(seed)
    design = np.column_stack([features, np.ones(1500)])
    w = np.append(regression.initial_weights(5, seed).ravel(), 0).astype(float)
    s, losses, seen = np.zeros(6), [], 0
    for _ in range(2):
        order = rng.permutation(1500)
        for rows in order.reshape(-1, 10):
            g = design[rows].T @ (design[rows] @ w - labels[rows]) / 10
            s = 0.9 * s + 0.1 * g * g
            w = w - 0.01 * g / np.sqrt(s + 1e-6)
            seen += 10
            if seen % 200 == 0:
                losses.append(np.mean((design @ w - labels) ** 2) / 2)
    return losses


def test_training_against_float64_by_hand():
    """Autograd, minibatches and update together are the equations, to float32 rounding."""
    np.testing.assert_allclose(from_scratch(4).losses, numpy_losses(4), atol=1e-5)


def test_result_and_its_line(capsys):
    """Loss is recorded every 200 examples; loss and seconds per epoch are printed."""
    result = from_scratch()
    assert result.epochs == pytest.approx(np.arange(1, 16) * 200 / 1500)
    assert len(result.losses) == len(result.times) == 15
    assert list(result.times) == sorted(result.times)
    assert capsys.readouterr().out == f"{result}\n"
    assert (
        str(result)
        == f"loss: {result.losses[-1]:.3f}, {result.times[-1] / 2:.3f} sec/epoch"
    )
    assert repr(result) == f"TrainingResult({result})"
    times, losses = result
    assert (times, losses) == (result.times, result.losses)
    assert d2l.plt.gca().lines[0].get_ydata().tolist() == list(result.losses)


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
    run = regression._run(step, recorder, data_iter, num_epochs=2)
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


def test_your_own_iterator_serves():
    """Any iterable of minibatches serves, such as a Gluon DataLoader."""
    features, labels = d2l.standardised_airfoil(200)
    arrays = (
        mx.np.array(features, dtype="float32"),
        mx.np.array(labels, dtype="float32"),
    )
    loader = mx.gluon.data.DataLoader(
        mx.gluon.data.ArrayDataset(*arrays), batch_size=10
    )
    result = d2l.train_ch11(d2l.sgd, None, {"lr": 0.05}, loader, 5)
    assert result.epochs == (1, 2)
    assert result.losses[1] < result.losses[0]


def test_your_own_update_serves():
    """A reader's own update function serves in place of ours."""

    def halve(params, states, hyperparams):
        params[1][:] = hyperparams["bias"]

    data_iter, d = d2l.get_data_ch11(n=200)
    assert d2l.train_ch11(halve, None, {"bias": 0.25}, data_iter, d).bias == 0.25


@pytest.mark.parametrize(
    ("name", "hyperparams", "message"),
    [
        ("rmsprob", {}, "tr_name must be one of .*'rmsprop'.*, not 'rmsprob'"),
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


def test_what_cannot_be_passed_over_twice_is_refused():
    """A generator would be used up by the first look: it is refused by name."""
    batches = [(mx.np.zeros((2, 5)), mx.np.zeros(2))]
    for bad in (iter(batches), (b for b in batches), None):
        with pytest.raises(TypeError, match="data_iter must give its minibatches anew"):
            d2l.train_ch11(d2l.sgd, None, {"lr": 0.1}, bad, 5)


def test_gluon_hyperparameters_are_a_dict():
    """What is no dict is refused by name."""
    with pytest.raises(TypeError, match="hyperparams must be a dict, not None"):
        d2l.train_gluon_ch11("rmsprop", None, d2l.get_data_ch11()[0])


def test_sizes_are_checked():
    """feature_dim, num_epochs and seed are refused by name where they do not fit."""
    data_iter, d = d2l.get_data_ch11()
    with pytest.raises(
        ValueError, match="feature_dim must be 5, as in data_iter, not 4"
    ):
        d2l.train_ch11(d2l.sgd, None, {"lr": 0.1}, data_iter, 4)
    with pytest.raises(ValueError, match="num_epochs must be at least 1, not 0"):
        d2l.train_ch11(d2l.sgd, None, {"lr": 0.1}, data_iter, d, 0)
    with pytest.raises(ValueError, match="seed must be .*not -1"):
        d2l.train_ch11(d2l.sgd, None, {"lr": 0.1}, data_iter, d, seed=-1)
    with pytest.raises(ValueError, match="num_epochs must be at least 1, not 0"):
        d2l.train_gluon_ch11("sgd", {}, data_iter, 0)


def test_most_of_the_fall_is_over_after_half_an_epoch():
    """Most of the fall is over after half an epoch."""
    result = from_scratch()
    curve = zip(result.epochs, result.losses, strict=True)
    after_half = next(loss for epoch, loss in curve if epoch > 0.5)
    start, end = 0.4933, min(result.losses)
    assert (start - after_half) / (start - end) > 0.9


@pytest.mark.parametrize("returned", [3, (1.0,), (1.0, 2.0, 0.0), (1.0,) * 5])
def test_a_trainer_returns_what_it_is_given(returned):
    """An update that returns another number of values is refused by what it returned."""
    with pytest.raises(
        ValueError, match=r"trainer must return x1, x2 and the state, 4"
    ):
        d2l.train_2d(lambda *state: returned)
