"""Networks that name images: what is trained, recorded and refused."""

import dataclasses
import math
from functools import partial

import mx
import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.core.adam import adam_step
from rmsprop_tut.lab import networks
from rmsprop_tut.lab.decoupled import register_decoupled_adam
from rmsprop_tut.lab.fashion import FashionMNIST

RMSPROP = {"learning_rate": 0.003, "gamma1": 0.9, "epsilon": 1e-6}


def tiny(n=200, m=100):
    """Return the first images of the subset."""
    data = d2l.load_fashion_mnist()
    train = data.train_images[:n], data.train_labels[:n]
    return FashionMNIST(*train, data.test_images[:m], data.test_labels[:m], "a few")


def small():
    """Make a network that trains in no time."""
    return d2l.mlp(8)


def weights(net):
    """Return all weights of a network."""
    return [p.data().asnumpy() for p in net.collect_params().values()]


@pytest.mark.parametrize(
    "make_net", [small, lambda: d2l.cnn((4,), 8), lambda: d2l.cnn((4,), 8, stride=2)]
)
def test_learns(make_net):
    """The loss falls below that of a guess, ln 10, and the accuracy above 1/10."""
    result = d2l.train_classifier(
        make_net, "rmsprop", RMSPROP, tiny(), 6, batch_size=20
    )
    assert len(result.train_losses) == len(result.test_accuracies) == 6
    assert result.train_losses[-1] < 0.8 * math.log(10)
    assert result.test_accuracies[-1] > 0.3
    assert result.seconds > 0


def test_same_seed_same_result():
    """The same seed gives the same training, another seed another one."""
    runs = [
        d2l.train_classifier(small, "rmsprop", RMSPROP, tiny(), 2, seed=seed)
        for seed in (3, 3, 4)
    ]
    assert runs[0].train_losses == runs[1].train_losses != runs[2].train_losses
    np.testing.assert_array_equal(runs[0].predictions, runs[1].predictions)


def test_nothing_global_is_seeded():
    """Nothing global is seeded, and no global draw changes a training."""
    np.random.seed(0)  # noqa: NPY002 - the global generator is what is asked about
    mx.random.seed(0)
    expected = np.random.rand(), mx.np.random.uniform().item()  # noqa: NPY002
    first = d2l.train_classifier(small, "rmsprop", RMSPROP, tiny(), 1)
    np.random.seed(0)  # noqa: NPY002
    mx.random.seed(0)
    d2l.train_classifier(small, "rmsprop", RMSPROP, tiny(), 1)
    assert (np.random.rand(), mx.np.random.uniform().item()) == expected  # noqa: NPY002
    again = d2l.train_classifier(small, "rmsprop", RMSPROP, tiny(), 1)
    assert again.train_losses == first.train_losses


def test_accuracy_is_that_of_the_predictions():
    """``predictions``: the class that the trained network gives to each test image."""
    data = tiny()
    result = d2l.train_classifier(small, "sgd", {"learning_rate": 0.1}, data, 1)
    assert result.test_accuracies[-1] == np.mean(result.predictions == data.test_labels)


def test_schedule_sets_every_rate():
    """``schedule(eta, steps)`` returns a function of the step t = 1 … steps."""
    asked = []

    def schedule(eta, steps):
        asked.append((eta, steps))
        return lambda t: asked.append(t) or 0.0

    options = {"batch_size": 60, "schedule": schedule}
    result = d2l.train_classifier(small, "rmsprop", RMSPROP, tiny(), 2, **options)
    assert asked == [(0.003, 8), *range(1, 9)]
    assert result.train_losses[0] == result.train_losses[1]


def test_first_step_is_the_chapters():
    """The first step of RMSProp has the length η/√(1-γ) where the gradient is large."""
    nets = []

    def make_net():
        nets.append(d2l.mlp(8))
        return nets[-1]

    hyperparams = {"learning_rate": 0.01, "gamma1": 0.9, "epsilon": 1e-20}
    for rate in (0.0, 1.0):
        d2l.train_classifier(
            make_net,
            "rmsprop",
            hyperparams,
            tiny(),
            1,
            batch_size=200,
            schedule=lambda eta, steps, rate=rate: lambda t: rate * eta,
        )
    before, after = (weights(net)[-2] for net in nets)
    step = 0.01 * d2l.first_step_gain(0.9)
    moved = np.abs(after - before)
    np.testing.assert_allclose(moved[moved > 0], step, rtol=1e-4)
    assert np.mean(moved > 0) > 0.9


def test_a_stride_halves_as_pooling_does():
    """The image is halved by either: the layers behind are of one shape."""
    shapes = []
    for stride in (1, 2):
        net = d2l.cnn((4, 6), 8, stride=stride)
        d2l.train_classifier(lambda net=net: net, "rmsprop", RMSPROP, tiny(), 1)
        shapes.append([w.shape for w in weights(net)])
    assert shapes[0] == shapes[1]
    assert (8, 6 * 7 * 7) in shapes[0]


def trained_by(tr_name, hyperparams):
    """Return the weights that an optimizer leaves after four steps."""
    nets = []

    def make_net():
        nets.append(d2l.mlp(8))
        return nets[-1]

    d2l.train_classifier(make_net, tr_name, hyperparams, tiny(), 1, batch_size=50)
    return weights(nets[0])


def test_decoupled_adam_without_decay_is_adam():
    """It is MXNet's Adam, with weight decay beside the gradient: without it, Adam itself."""
    adam = trained_by("adam", {"learning_rate": 0.01})
    without = {"learning_rate": 0.01, "weight_decay": 0}
    for one, other in zip(adam, trained_by("decoupledadam", without), strict=True):
        np.testing.assert_array_equal(one, other)


def test_decoupled_adam_takes_the_steps_of_adamw():
    """Its steps are those of the book's ``adamw``, gradient by gradient."""
    decoupled = register_decoupled_adam()
    settings = {"learning_rate": 0.1, "beta1": 0.8, "beta2": 0.9, "weight_decay": 0.5}
    optimizer = decoupled(epsilon=1e-12, **settings)
    x, gradients = 3.0, (2.0, -1.0, 0.5, 4.0)
    weight = mx.nd.array([x])
    state = optimizer.create_state(0, weight)
    v, s, power1, power2 = 0.0, 0.0, 1.0, 1.0
    for g in gradients:
        optimizer.update(0, weight, mx.nd.array([g]), state)
        power1, power2 = power1 * 0.8, power2 * 0.9
        x *= 1 - 0.1 * 0.5
        x, v, s = adam_step(x, v, s, g, power1, power2, 0.1, 0.8, 0.9, 1e-12)
        assert weight.asscalar() == pytest.approx(x, rel=1e-5)


def test_a_weight_decay_below_0_is_refused():
    """λ, non-negative: below 0 the weights would grow."""
    hyperparams = {"learning_rate": 0.01, "weight_decay": -1}
    with pytest.raises(ValueError, match="'weight_decay'] must be non-negative"):
        d2l.train_classifier(small, "decoupledadam", hyperparams, tiny(), 1)


def test_weights_start_as_he_says():
    """Weights start normal with the deviation √(2/n), n the inputs of a unit; biases 0."""
    nets = []

    def make_net():
        nets.append(d2l.mlp(64))
        return nets[-1]

    still = {"learning_rate": 0.0}
    d2l.train_classifier(make_net, "sgd", still, tiny(), 1)
    first, bias, second, _ = weights(nets[0])
    assert first.std() == pytest.approx(math.sqrt(2 / 784), rel=0.02)
    assert second.std() == pytest.approx(math.sqrt(2 / 64), rel=0.1)
    assert not bias.any()


def test_loss_is_the_mean_cross_entropy(monkeypatch):
    """Mean cross-entropy (nats), evaluated in batches: checked against the definition."""
    monkeypatch.setattr(networks, "EVALUATED_AT_ONCE", 3)
    scores = np.array([[0, 1, 2], [1e4, 0, 0], [0, 0, 0], [3, 1, 2.0]], "float32")
    labels = np.array([2, 0, 1, 1])
    loss, guesses = networks.evaluate(lambda x: x, mx.np.array(scores), labels)
    own = [np.exp(2) / np.exp([0, 1, 2]).sum(), 1, 1 / 3]
    own.append(np.exp(1) / np.exp([3, 1, 2]).sum())
    assert loss == pytest.approx(-np.mean(np.log(own)), rel=1e-6)
    assert guesses.tolist() == [2, 0, 0, 0]


def test_diverged_training_is_recorded():
    """A rate far too large gives a poor accuracy, not an error."""
    result = d2l.train_classifier(small, "sgd", {"learning_rate": 1e9}, tiny(), 1)
    assert result.test_accuracies[-1] < 0.4


def test_progress_goes_to_stderr(capsys):
    """A progress bar on stderr on wish, and none where nobody looks."""
    d2l.train_classifier(small, "rmsprop", RMSPROP, tiny(), 1, progress=True)
    assert "step/s" in capsys.readouterr().err
    d2l.train_classifier(small, "rmsprop", RMSPROP, tiny(), 1)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_epochs": 0}, "^num_epochs must be"),
        ({"batch_size": 0}, "^batch_size must be"),
        ({"seed": -1}, "^seed must be"),
        ({"tr_name": "rmsprob"}, "^tr_name must be one of"),
        ({"hyperparams": {"gamma1": 0.9}}, "lacks 'learning_rate'"),
        ({"hyperparams": {**RMSPROP, "gama1": 0.9}}, "unknown names"),
    ],
)
def test_refuses(options, message):
    """Raised if an argument is out of range, before anything is trained."""
    given = {"tr_name": "rmsprop", "hyperparams": RMSPROP, **options}
    with pytest.raises(ValueError, match=message):
        d2l.train_classifier(lambda: pytest.fail("too late"), data=tiny(), **given)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"schedule": lambda eta, steps: None},
            TypeError,
            r"steps\) must be a function of",
        ),
        (
            {"schedule": lambda eta, steps: lambda t: 2 - t},
            ValueError,
            r"schedule\(eta, steps\)\(3\) must be non-negative and finite, not -1",
        ),
        (
            {"make_net": lambda: mx.gluon.nn.Dense(9)},
            ValueError,
            r"\(1, 10\), not \(1, 9\)",
        ),
        (
            {"make_net": lambda: mx.gluon.nn.Dense(10, flatten=False)},
            ValueError,
            r"the scores of the network for one image must have the shape \(1, 10\)",
        ),
        (
            {"data": dataclasses.replace(tiny(), train_images=np.zeros((200, 28, 28)))},
            ValueError,
            "the deviation of data.train_images must be positive",
        ),
    ],
)
def test_what_would_train_nothing_is_refused(options, error, message):
    """A network of other scores, a schedule of no rates, images of one grey: by name."""
    given = {"make_net": small, "data": tiny(), "batch_size": 60, **options}
    with pytest.raises(error, match=message):
        d2l.train_classifier(tr_name="sgd", hyperparams={"learning_rate": 0.1}, **given)


def test_a_network_is_no_maker():
    """Who gives a network in place of what makes it is told so."""
    with pytest.raises(
        TypeError, match="^make_net must be a function that makes a network"
    ):
        d2l.train_classifier(small(), "sgd", {"learning_rate": 0.1}, tiny())


def test_networks_refuse():
    """Layers of no units are refused by name."""
    with pytest.raises(ValueError, match="^hidden must be at least 1, not 0"):
        d2l.mlp(0)
    with pytest.raises(ValueError, match=r"channels\[1\] must be at least 1, not 0"):
        d2l.cnn((4, 0))
    with pytest.raises(
        ValueError, match="^channels must hold at least one number of fil"
    ):
        d2l.cnn(())


def test_an_evaluation_now_and_then_changes_no_training():
    """Epochs from one evaluation to the next; after the last there always is one."""
    data = d2l.load_fashion_mnist().hold_out(100)
    train = partial(d2l.train_classifier, d2l.mlp, "sgd", {"learning_rate": 0.1}, data)
    often, rarely = (train(5, evaluate_every=n) for n in (1, 2))
    assert rarely.test_accuracies == tuple(often.test_accuracies[i] for i in (1, 3, 4))
    assert rarely.train_losses == tuple(often.train_losses[i] for i in (1, 3, 4))
    assert (rarely.predictions == often.predictions).all()
