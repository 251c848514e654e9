"""A fair comparison: the same budget, the choice without the test set, other seeds."""

import math
from itertools import combinations

import numpy as np
import pytest
from gallery_scripts import GALLERY, run_once
from hypothesis import given
from hypothesis import strategies as st

import rmsprop_tut as d2l
from rmsprop_tut.lab import tuning
from rmsprop_tut.lab.fashion import FashionMNIST
from rmsprop_tut.results import ClassifierResult, Comparison, Sweep

RMSPROP = {"gamma1": 0.9, "epsilon": 1e-6}


@pytest.fixture
def asked(monkeypatch):
    """Replace training by a note of what was asked; the accuracy is best at η = 0.1."""
    notes = []

    def train(make_net, tr_name, hyperparams, data, *, seed, **options):
        notes.append((hyperparams["learning_rate"], seed, len(data.train_labels)))
        accuracy = 1 - abs(math.log10(hyperparams["learning_rate"]) + 1) / 10
        return ClassifierResult((0.5,), (1.0,), (accuracy,), np.zeros(1), 0.0)

    monkeypatch.setattr(tuning, "train_classifier", train)
    return notes


@given(st.floats(1e-6, 1), st.floats(1.5, 1e6), st.integers(2, 20))
def test_grid_has_equal_ratios(low, ratio, count):
    """Numbers at equal ratios, both ends included."""
    grid = np.array(d2l.log_grid(low, low * ratio, count))
    np.testing.assert_allclose(grid[[0, -1]], [low, low * ratio])
    np.testing.assert_allclose(grid[1:] / grid[:-1], ratio ** (1 / (count - 1)))


@pytest.mark.parametrize("args", [(0, 1, 3), (1, 0, 3), (1, 2, 1)])
def test_grid_refuses(args):
    """The ends, above 0; how many, at least 2."""
    with pytest.raises(ValueError, match="must be"):
        d2l.log_grid(*args)


def test_best_at_the_edge_is_said():
    """Whether the best rate has neighbours on both sides."""
    accuracies = np.array([[0.3], [0.2], [0.1]])
    assert not Sweep((0.1, 1, 10), accuracies).inside
    assert not Sweep((0.1, 1, 10), accuracies[::-1]).inside
    assert Sweep((0.1, 1, 10), accuracies[[1, 0, 2]]).inside


def test_choice_and_test_are_apart(asked):
    """The choice sees 3,000 images, the test seeds train on 4,000 with the best rate."""
    contender = d2l.Contender("sgd", (0.01, 0.1, 1.0))
    data = d2l.load_fashion_mnist()
    options = {"tuning_seeds": [0, 1], "test_seeds": [2, 3, 4]}
    compared = d2l.compare_tuned({"SGD": contender}, d2l.mlp, data, **options)
    tuning = [(rate, seed, 3000) for rate in (0.01, 0.1, 1.0) for seed in (0, 1)]
    assert asked == tuning + [(0.1, seed, 4000) for seed in (2, 3, 4)]
    assert compared["SGD"].sweep.best == 0.1
    assert (compared["SGD"].mean, compared["SGD"].deviation) == (1.0, 0.0)


def test_budgets_must_be_equal(asked):
    """Each must have as many tries as the others, of whatever it tunes."""
    rivals = {"a": d2l.Contender("sgd", (0.1,)), "b": d2l.Contender("sgd", (0.1, 1.0))}
    with pytest.raises(ValueError, match="equally many tries, not {'a': 1, 'b': 2}"):
        d2l.compare_tuned(rivals, d2l.mlp, d2l.load_fashion_mnist())
    assert not asked
    momenta = [{"momentum": beta} for beta in (0.5, 0.9)]
    rivals["a"] = d2l.Contender("sgd", (0.1,), momenta)
    d2l.compare_tuned(rivals, d2l.mlp, d2l.load_fashion_mnist(), tuning_seeds=[0])


def test_each_rate_is_tried_with_each_setting(asked):
    """Several are tried with each rate, and the best is taken."""
    momenta = [{"momentum": beta} for beta in (0.5, 0.9, 0.99)]
    contender = d2l.Contender("sgd", (0.01, 0.1, 1.0), momenta)
    data = d2l.load_fashion_mnist()
    seeds = {"tuning_seeds": [0], "test_seeds": [1]}
    compared = d2l.compare_tuned({"SGD": contender}, d2l.mlp, data, **seeds)
    sweep = compared["SGD"].sweep
    assert len(asked) == 9 + 1
    assert sweep.best_try == {"learning_rate": 0.1, "momentum": 0.5}
    assert sweep.chosen == {"momentum": 0.5}
    assert list(sweep.by_rate) == [0.01, 0.1, 1.0]
    assert "momentum=0.5" in d2l.tuned_table(compared)


def test_the_best_of_each_rate_is_that_of_its_best_setting():
    """Highest mean accuracy of each rate, ascending, whatever else was tried with it."""
    tries = [{"momentum": beta, "wd": 0.1} for beta in (0.9, 0.99, 0.9, 0.99)]
    accuracies = [[0.1, 0.3], [0.4, 0.4], [0.9, 0.7], [0.6, 0.6]]
    sweep = Sweep((1, 1, 0.1, 0.1), accuracies, hyperparams=tries)
    assert sweep.by_rate == {0.1: 0.8, 1: 0.4}
    assert sweep.best == 0.1
    assert sweep.chosen == {"momentum": 0.9}
    with pytest.raises(ValueError, match="one dict a rate, 4, not 3"):
        Sweep((1, 1, 0.1, 0.1), accuracies, hyperparams=tries[:3])


@pytest.mark.parametrize(
    ("tuning", "testing"), [([0, 1], [1, 2]), ([], [1]), ([1], [])]
)
def test_seeds_are_not_used_twice(asked, tuning, testing):
    """Seeds are not used twice."""
    rivals = {"a": d2l.Contender("sgd", (0.1,))}
    options = {"tuning_seeds": tuning, "test_seeds": testing}
    with pytest.raises(ValueError, match="none in common|must hold at least one seed"):
        d2l.compare_tuned(rivals, d2l.mlp, d2l.load_fashion_mnist(), **options)
    assert not asked


def test_a_contender_has_one_place_for_its_rates():
    """All of it but the learning rate: one among the other hyperparameters is refused."""
    with pytest.raises(ValueError, match="^hyperparams must not have 'learning_rate'"):
        d2l.Contender("sgd", (0.1, 1.0), {"learning_rate": 0.1})
    with pytest.raises(
        ValueError, match=r"hyperparams\[1\] must not have 'learning_ra"
    ):
        d2l.Contender("sgd", (0.1, 1.0), [{}, {"learning_rate": 0.1}])
    with pytest.raises(ValueError, match="^hyperparams must hold at least one dict"):
        d2l.Contender("sgd", (0.1, 1.0), [])


def test_one_seed_has_no_deviation():
    """Standard deviation over the seeds; 0 for one seed."""
    one = ClassifierResult((0.5,), (1.0,), (0.8,), np.zeros(1), 0.0)
    assert Comparison(Sweep((0.1,), np.array([[0.8]])), (one,)).deviation == 0


def compared_by(script, tmp_path_factory):
    """Return what a gallery script compared, in the one run that all tests judge."""
    run = run_once(GALLERY / "rmsprop" / script, tmp_path_factory)
    assert run.returncode == 0, run.stderr
    return run.compared


@pytest.fixture(scope="module")
def gallery(tmp_path_factory):
    """Return what the script with the perceptron compared."""
    return compared_by("plot_which_is_best_when_tuned.py", tmp_path_factory)


@pytest.fixture(scope="module")
def convolutional(tmp_path_factory):
    """Return what the script with the convolutional network compared."""
    return compared_by("plot_which_is_best_for_a_cnn.py", tmp_path_factory)


FORGETTING = ("RMSProp", "SGD + momentum", "Adam", "AdamW")
FIVE = (*FORGETTING, "Adagrad")


def level(one, other):
    """Tell whether two differ by less than the larger deviation of their seeds."""
    return abs(one.mean - other.mean) < max(one.deviation, other.deviation)


def ahead(one, other):
    """Tell whether one's mean is higher by more than the larger deviation."""
    return one.mean > other.mean and not level(one, other)


def test_grids_are_wide_enough(gallery, convolutional):
    """Every best rate has neighbours on both sides."""
    assert (len(gallery), len(convolutional)) == (12, 5)
    for comparison in (*gallery.values(), *convolutional.values()):
        assert comparison.sweep.inside


def test_budgets_are_equal(gallery, convolutional):
    """Each contender has fifteen tries, over two decades of rates."""
    for comparison in (*gallery.values(), *convolutional.values()):
        assert comparison.sweep.accuracies.shape == (15, 1)
        rates = comparison.sweep.rates
        assert max(rates) / min(rates) == pytest.approx(100)
        assert len(comparison.results) == 5


def test_schedules_move_the_best_rate_up(gallery):
    """A schedule's best first rate is larger than RMSProp's best constant one."""
    best = {name: comparison.sweep.best for name, comparison in gallery.items()}
    for name in ("1/sqrt(t)", "step", "cosine"):
        assert best[f"RMSProp, {name}"] > best["RMSProp, constant"]


def best_by_first_beta(sweep, rate=None):
    """Return the best accuracy on held-out images with each first β, at all rates or one."""
    best = {}
    for tried, accuracy in zip(sweep.hyperparams, sweep.accuracies[:, 0], strict=True):
        if rate in (None, tried["learning_rate"]):
            best[tried["beta1"]] = max(accuracy, best.get(tried["beta1"], 0))
    return best


def test_a_small_first_beta_lets_larger_rates_be_taken(gallery):
    """At its largest rate, Adam's first β of 0.5 is nine points above 0.9."""
    sweep = gallery["Adam, cosine"].sweep
    best = best_by_first_beta(sweep, max(sweep.rates))
    assert best.keys() == {0.5, 0.9}
    assert best[0.5] - best[0.9] == pytest.approx(0.09, abs=0.02)


def test_rmsprop_takes_no_long_memory(gallery):
    """None of RMSProp's four takes the largest γ, in a run of about two hundred steps."""
    four = [c for name, c in gallery.items() if name.startswith("RMSProp")]
    assert len(four) == 4
    assert all(c.sweep.chosen["gamma1"] < 0.99 for c in four)


def test_cosine_is_the_best_of_rmsprops_schedules(gallery):
    """The cosine is ahead of the other three; the constant rate begins above it."""
    cosine = gallery["RMSProp, cosine"]
    for name in ("constant", "1/sqrt(t)", "step"):
        other = gallery[f"RMSProp, {name}"]
        assert cosine.mean - other.mean > cosine.deviation
    first = [
        np.mean([run.test_accuracies[0] for run in gallery[name].results])
        for name in ("RMSProp, constant", "RMSProp, cosine")
    ]
    assert first[0] > first[1]


def test_all_gain_from_the_cosine(gallery):
    """All five gain from it, in the mean and in the spread, which hid the differences."""
    for name in FIVE:
        constant, cosine = (gallery[f"{name}, {s}"] for s in ("constant", "cosine"))
        assert cosine.mean > constant.mean
        assert cosine.deviation < constant.deviation


def test_cosine_against_cosine(gallery):
    """RMSProp, Adam, AdamW are level, SGD within one point of each; Adagrad is behind all."""
    rmsprop, sgd, adam, decayed, adagrad = (
        gallery[f"{name}, cosine"] for name in (*FORGETTING, "Adagrad")
    )
    for one, other in combinations((rmsprop, adam, decayed), 2):
        assert level(one, other)
    assert all(abs(sgd.mean - one.mean) < 0.01 for one in (rmsprop, adam, decayed))
    assert all(ahead(one, adagrad) for one in (rmsprop, sgd, adam, decayed))


def test_a_cnn_shows_a_ranking(convolutional):
    """RMSProp and Adam are level, ahead of AdamW, and that ahead of SGD and Adagrad."""
    rmsprop, sgd, adam, decayed = (convolutional[name] for name in FORGETTING)
    assert level(rmsprop, adam)
    for one in (rmsprop, adam):
        assert ahead(one, decayed)
    for one in (sgd, convolutional["Adagrad"]):
        assert ahead(decayed, one)


def test_tuning_the_first_beta_moves_the_ranking(convolutional):
    """At 0.9, its default, Adam's best try on held-out images is two points below that at 0.5."""
    best = best_by_first_beta(convolutional["Adam"].sweep)
    assert best[0.5] - best[0.9] == pytest.approx(0.02, abs=0.01)


def test_the_shortest_memory_was_chosen(convolutional):
    """All four that forget took the shortest memory of their three."""
    for name in FORGETTING:
        sweep = convolutional[name].sweep
        for constant in ("gamma1", "momentum", "beta1", "beta2"):
            if constant in sweep.best_try:
                tried = [one[constant] for one in sweep.hyperparams]
                assert sweep.best_try[constant] == min(tried)


def test_images_of_another_set_fit():
    """The comparison takes any images of this form."""
    rng = np.random.default_rng(0)
    images, labels = rng.integers(0, 256, (40, 28, 28), "uint8"), np.arange(40) % 10
    data = FashionMNIST(images, labels, images, labels, "noise")
    contender = d2l.Contender("rmsprop", (1e-4, 1e-2), RMSPROP)
    sweep = tuning.sweep_rates(contender, d2l.mlp, data, num_epochs=5, batch_size=10)
    assert sweep.accuracies.shape == (2, 1)
    assert sweep.best == 1e-2
