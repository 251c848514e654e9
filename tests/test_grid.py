"""Grids: many trainings at once give what each gives alone."""

import numpy as np
import pytest
from reference import mean_loss, normal_run, regression_run

import rmsprop_tut as d2l
from rmsprop_tut.lab import grid
from rmsprop_tut.lab.airfoil import airfoil_design, airfoil_minibatches
from rmsprop_tut.lab.crowds import normal_matrices
from rmsprop_tut.lab.regression import initial_weights, train_regression


def start():
    """Return the weights and the bias that a training starts from."""
    return np.append(initial_weights(5, 0).ravel(), 0)


def plain_weights(eta, gamma, rate=lambda t: 1.0):
    """Train with plain numbers, one after the other; return the weights and the bias."""
    batches = airfoil_minibatches(10, num_epochs=2, seed=0)
    return regression_run(start(), batches, lambda t: eta * rate(t), gamma)[-1]


def loss(w):
    """Return the loss of a model over the whole set."""
    inputs, labels = airfoil_design()
    return mean_loss(inputs, np.asarray(w), labels)


@pytest.fixture
def last_weights(monkeypatch):
    """Return a function that gives the weights after the last step of a training."""
    seen, trained = [], grid.trained_crowd

    def train(*args):
        seen.append(trained(*args))
        return seen[-1]

    monkeypatch.setattr(grid, "trained_crowd", train)
    return lambda: seen[-1]


@pytest.mark.parametrize(
    ("eta", "gamma"), [(0.01, 0.9), (0.3, 0.0), (1e-3, 0.9999), (0.005, "1 - 1/t")]
)
def test_a_plain_loop_gives_the_same(eta, gamma, last_weights):
    """A training in a grid is that of a plain loop, to the last bit."""
    factor = (lambda t: 1 - 1 / t) if gamma == "1 - 1/t" else (lambda t: gamma)
    found = d2l.rmsprop_losses(eta, factor if gamma == "1 - 1/t" else gamma)
    normal = normal_matrices(airfoil_minibatches(10, num_epochs=2, seed=0))
    alone = normal_run(start(), normal, lambda t: eta, factor)
    assert last_weights()[:, 0].tolist() == alone
    assert found == pytest.approx(loss(last_weights()[:, 0]), rel=1e-13)


@pytest.mark.parametrize(("eta", "gamma"), [(0.01, 0.9), (1e-3, 0.9999)])
def test_a_loop_over_the_examples_gives_the_same(eta, gamma):
    """A normal matrix gives what the examples of its minibatch give, up to rounding."""
    examples = plain_weights(eta, lambda t: gamma)
    assert d2l.rmsprop_losses(eta, gamma) == pytest.approx(loss(examples), rel=1e-11)


def test_a_training_does_not_see_the_others(last_weights):
    """One training gives bit for bit what it gives in a crowd."""
    etas = np.geomspace(1e-3, 1, 37)
    d2l.rmsprop_losses(etas, 0.9, num_epochs=1)
    crowd = last_weights()
    for i in (5, 31, 36):
        d2l.rmsprop_losses(etas[i : i + 1], 0.9, num_epochs=1)
        assert (crowd[:, i : i + 1] == last_weights()).all()


def test_a_grid_is_broadcast():
    """``rmsprop_losses(etas[None, :], gammas[:, None])`` is a grid."""
    etas, gammas = np.array([0.003, 0.01, 0.1]), np.array([0.5, 0.9])
    losses = d2l.rmsprop_losses(etas[None, :], gammas[:, None], num_epochs=1)
    alone = [[d2l.rmsprop_losses(e, g, num_epochs=1) for e in etas] for g in gammas]
    assert losses.tolist() == np.array(alone).tolist()


@pytest.mark.parametrize(("eta", "gamma"), [(0.01, 0.9), (0.05, 0.5), (0.003, 0.99)])
def test_train_ch11_gives_the_same(eta, gamma):
    """Each training is that of train_ch11, up to the rounding of 32-bit numbers."""
    data_iter, d = d2l.get_data_ch11(batch_size=10)
    hyperparams = {"lr": eta, "gamma": gamma}
    result = train_regression(
        d2l.rmsprop, d2l.init_rmsprop_states(d), hyperparams, data_iter, d
    )
    assert d2l.rmsprop_losses(eta, gamma) == pytest.approx(result.losses[-1], rel=2e-5)


def test_a_long_memory_is_adagrad():
    """Where γᵗ is still 1, RMSProp is Adagrad with the learning rate η/√(1-γ)."""
    keep, eta = 1e-8, 0.05
    w, s = np.append(initial_weights(5, 0).astype(float), 0.0), np.zeros(6)
    for x, y in airfoil_minibatches(10, num_epochs=2, seed=0):
        g = x.T @ (x @ w - y) / len(y)
        s += g * g
        w -= eta * g / np.sqrt(s + 1e-6)
    ours = d2l.rmsprop_losses(eta * keep**0.5, 1 - keep, eps=1e-6 * keep)
    assert ours == pytest.approx(loss(w), rel=1e-5)


def test_rate_scales_the_learning_rate():
    """rate(t) multiplies the learning rates at the step t."""
    scheduled = d2l.rmsprop_losses(0.01, 0.9, rate=lambda t: t**-0.5)
    loop = plain_weights(0.01, lambda t: 0.9, rate=lambda t: t**-0.5)
    assert scheduled == pytest.approx(loss(loop), rel=1e-11)


def test_more_trainings_in_smaller_batches_and_other_orders():
    """Seed, size of the minibatches and number of epochs reach the training."""
    options = [{"seed": 1}, {"batch_size": 100}, {"num_epochs": 1}]
    losses = [d2l.rmsprop_losses(0.01, 0.9, **o).item() for o in ({}, *options)]
    assert len(set(losses)) == 4


@pytest.mark.parametrize(
    ("etas", "gammas", "name"),
    [
        ([-1], 0.9, "etas"),
        ([np.inf], 0.9, "etas"),
        ([0.1], 1.1, "gammas"),
        (1, np.nan, "gammas"),
    ],
)
def test_bad_arguments(etas, gammas, name):
    """What is out of range is refused by name before anything is trained."""
    with pytest.raises(ValueError, match=f"each of {name} must be"):
        d2l.rmsprop_losses(etas, gammas)


def test_best_constant_is_the_grid_s():
    """The constant is the γ whose best learning rate gives the lowest mean loss."""
    etas, gammas = [0.003, 0.01], [0.5, 0.9, 0.999]
    means = [
        min(np.mean([d2l.rmsprop_losses(e, g, seed=s) for s in (0, 1)]) for e in etas)
        for g in gammas
    ]
    expected = gammas[int(np.argmin(means))]
    assert d2l.best_constant(etas, gammas, seeds=(0, 1)) == expected


def test_tuning_and_judging_use_their_own_seeds():
    """Each schedule has its best η from some seeds and is judged on others."""
    schedules = {"gamma = 0.9": (lambda t: 0.9, lambda t: 1.0)}
    etas = [0.001, 0.01, 0.1]
    eta, losses = d2l.tuned_losses(schedules, etas, tune=[0], judge=[5, 6])[
        "gamma = 0.9"
    ]
    assert eta == etas[d2l.rmsprop_losses(etas, 0.9, seed=0).argmin()]
    assert losses.tolist() == [d2l.rmsprop_losses(eta, 0.9, seed=s) for s in (5, 6)]


def test_seeds_are_asked_for():
    """No seed, or a judge that has tuned, is refused by name."""
    keep = {"gamma = 0.9": (lambda t: 0.9, lambda t: 1.0)}
    with pytest.raises(ValueError, match="^seeds must hold at least one seed"):
        d2l.best_constant([0.01], [0.9], seeds=[])
    with pytest.raises(ValueError, match="^judge must hold at least one seed"):
        d2l.tuned_losses(keep, [0.01], tune=[0], judge=[])
    with pytest.raises(ValueError, match="^judge must hold other seeds than tune"):
        d2l.tuned_losses(keep, [0.01], tune=[0, 1], judge=[1])


def test_schedules_are_what_they_are_called():
    """γ falls from 0.999 to 0.9; η falls in a line towards zero; the rest keeps still."""
    schedules = d2l.gamma_schedules(0.99, steps=300)
    gamma, rate = schedules["gamma falls"]
    assert (gamma(1), gamma(300), rate(300)) == pytest.approx((0.999, 0.9, 1))
    assert schedules["best constant gamma"][0](7) == 0.99
    assert schedules["gamma = 1 - 1/t"][0](4) == 0.75
    assert [schedules["gamma = 0.9, eta falls"][1](t) for t in (1, 151)] == [1, 0.5]
    with pytest.raises(
        ValueError, match=r"^constant must be a fraction, in \[0, 1\], not 1.5"
    ):
        d2l.gamma_schedules(1.5)


def test_schedules_are_checked_at_every_step():
    """A schedule that leaves its range is refused by name."""
    words = r"gammas\(1\) must be a fraction, in .0, 1., not 2.0"
    with pytest.raises(ValueError, match=words):
        d2l.rmsprop_losses([0.01], lambda t: 2.0)
    words = r"rate\(5\) must be non-negative and finite, not -1.0"
    with pytest.raises(ValueError, match=words):
        d2l.rmsprop_losses([0.01], 0.9, rate=lambda t: 1.0 if t < 5 else -1.0)


@pytest.fixture(scope="module")
def valley():
    """Return 1 - γ and the best η of each, as the script's map has them."""
    etas, keep = np.geomspace(1e-4, 1, 40), np.geomspace(1e-4, 1, 40)
    grid = [etas[None, :], 1 - keep[:, None]]
    losses = np.mean([d2l.rmsprop_losses(*grid, seed=s) for s in range(4)], axis=0)
    return keep, etas[losses.argmin(axis=1)]


def test_best_rate_hardly_depends_on_a_short_memory(valley):
    """While the memory is shorter than the run, the best η hardly depends on γ."""
    keep, best = valley
    short = best[(1 / keep > 2) & (1 / keep < 70)]
    assert len(short) > 10
    assert short.max() / short.min() < 1.5


def test_best_rate_falls_with_the_root_of_a_long_memory(valley):
    """Where the memory is longer, the best η falls in proportion to √(1-γ)."""
    keep, best = valley
    adagrads = (best / np.sqrt(keep))[1 / keep > 300]
    assert len(adagrads) > 10
    assert adagrads.max() / adagrads.min() < 1.3


def test_a_loss_grid_is_the_mean_of_its_trainings():
    """The mean final loss at each point, over the seeds; one row a point in its tidy array."""
    etas, gammas = [0.003, 0.01, 0.1], [0.5, 0.9]
    made = d2l.loss_grid(etas, gammas, seeds=[0, 1], num_epochs=1)
    for eta, gamma, found in made.tidy:
        each = [d2l.rmsprop_losses(eta, gamma, seed=s, num_epochs=1) for s in (0, 1)]
        assert found == np.mean(each)
    assert made.tidy[:, :2].tolist() == [[e, g] for g in gammas for e in etas]
    for gamma, best in zip(gammas, made.best_etas, strict=True):
        each = made.tidy[made.tidy[:, 1] == gamma]
        assert best == each[each[:, 2].argmin(), 0]
    assert made.excess == pytest.approx(made.losses - d2l.optimal_loss_ch11())


def test_progress_is_shown_when_asked(capsys):
    """A progress bar on stderr when asked; a short sweep shows none."""
    d2l.rmsprop_losses([0.01], 0.9, num_epochs=1, progress=False)
    assert capsys.readouterr().err == ""
    with pytest.raises(TypeError, match="^progress must be"):
        d2l.rmsprop_losses([0.01], 0.9, progress="yes")
