"""Minibatches: of arrays in a new order every epoch, or a reader's own put together."""

import mx
import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.lab.airfoil import standardised_airfoil
from rmsprop_tut.lab.minibatches import Minibatches, whole_set


def test_an_epoch_has_every_example_once():
    """An epoch is a permutation of the examples, the last minibatch what is left."""
    data_iter, dim = d2l.get_data_ch11(batch_size=64, n=1000)
    batches = [y.asnumpy() for _, y in data_iter]
    assert [len(y) for y in batches] == [64] * 15 + [40]
    assert (len(data_iter), dim) == (16, 5)
    whole = data_iter.whole()[1].asnumpy()
    np.testing.assert_array_equal(np.sort(np.concatenate(batches)), np.sort(whole))


def test_features_and_labels_stay_together():
    """A minibatch pairs each example's features with its own label."""
    data_iter, _ = d2l.get_data_ch11(batch_size=100, n=300)
    rows = np.column_stack([a.asnumpy() for a in data_iter.whole()])
    known = {row.tobytes() for row in rows}
    for X, y in data_iter:
        seen = np.column_stack([X.asnumpy(), y.asnumpy()])
        assert {row.tobytes() for row in seen} <= known


def order(data_iter):
    """Return the labels in the order of one epoch."""
    return np.concatenate([y.asnumpy() for _, y in data_iter]).tolist()


def test_order_changes_every_epoch_and_follows_the_seed():
    """The minibatches are reshuffled every epoch, and the seed decides how."""
    first, again, other = (d2l.get_data_ch11(seed=seed)[0] for seed in (1, 1, 2))
    one, two = order(first), order(first)
    assert one != two
    assert (order(again), order(again)) == (one, two)
    assert order(other) != one


def test_arrays_are_mxnet_float32():
    """Minibatches are MXNet arrays of float32."""
    X, y = next(iter(d2l.get_data_ch11(batch_size=3)[0]))
    assert isinstance(X, mx.np.ndarray)
    assert (X.shape, y.shape, X.dtype, y.dtype) == (
        (3, 5),
        (3,),
        np.float32,
        np.float32,
    )


def test_the_same_seed_gives_the_same_sequence_of_epochs():
    """The same seed gives the same sequence of epochs, whatever the arrays hold."""
    rows = np.arange(12.0)
    one, other = (Minibatches(rows[:, None], rows, 5, seed=2) for _ in range(2))
    assert len(one) == 3
    assert [order(one), order(one)] == [order(other), order(other)]


def test_the_pair_in_place_of_the_iterator():
    """Who forgets to unpack what get_data_ch11 returns is told so."""
    pair = d2l.get_data_ch11(10)
    with pytest.raises(TypeError, match="must be the first of the two that get_data"):
        d2l.train_gluon_ch11("sgd", {"learning_rate": 0.1}, pair)


def test_a_readers_minibatches_are_put_together():
    """All examples of an iterator, ours or the reader's own, as two arrays."""
    batches = [
        (mx.np.ones((2, 5)), mx.np.zeros(2)),
        (mx.np.zeros((1, 5)), mx.np.ones(1)),
    ]
    features, labels = whole_set(batches)
    assert features.shape == (3, 5)
    assert labels.asnumpy().tolist() == [0, 0, 1]


def test_your_own_iterator_serves():
    """Any iterable of minibatches serves, such as a Gluon DataLoader."""
    features, labels = standardised_airfoil(200)
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


def test_what_cannot_be_passed_over_twice_is_refused():
    """A generator would be used up by the first look: it is refused by name."""
    batches = [(mx.np.zeros((2, 5)), mx.np.zeros(2))]
    for bad in (iter(batches), (b for b in batches), None):
        with pytest.raises(
            TypeError, match="^data_iter must give its minibatches anew"
        ):
            d2l.train_ch11(d2l.sgd, None, {"lr": 0.1}, bad, 5)


class Changing:
    """Minibatches that are others when a training reads them than when it looks first."""

    def __init__(self, later):
        self.later, self.passes = later, 0

    def __iter__(self):
        """Return the first minibatches twice, then the others."""
        self.passes += 1
        return iter([(np.ones((2, 5)), np.ones(2))] if self.passes < 3 else self.later)


@pytest.mark.parametrize(
    ("later", "message"),
    [
        ([], "^data_iter must give a minibatch at each pass, not none"),
        (
            [(np.ones((2, 3)), np.ones(2))],
            r"must have the shape \(b, 5\), not \(2, 3\)",
        ),
    ],
)
def test_each_pass_is_looked_at(later, message):
    """A later pass with no minibatch, or with others, is refused as the first would be."""
    for train in (
        lambda data: d2l.train_regression(d2l.sgd, None, {"lr": 0.1}, data, 5),
        lambda data: d2l.train_gluon_regression("sgd", {"learning_rate": 0.1}, data),
    ):
        with pytest.raises(ValueError, match=message):
            train(Changing(later))


@pytest.mark.parametrize("workers", [0, 1])
@pytest.mark.parametrize("older", [True, False])
def test_a_data_set_of_mxnets_arrays(older, workers):
    """A DataLoader serves in the reader's mode, or is told which arrays serve in any."""
    data, nd = mx.gluon.data, mx.nd if older else mx.np
    rows = data.ArrayDataset(nd.ones((4, 5)), nd.ones(4))
    with mx.util.np_array(False):
        loader = data.DataLoader(rows, 2, num_workers=workers, thread_pool=True)
        train = (d2l.sgd, None, {"lr": 0.1}, loader, 5)
        if older == bool(workers):
            assert d2l.train_regression(*train).epochs == (2,)
            return
        with pytest.raises(
            TypeError, match="^data_iter must be made of NumPy's arrays"
        ):
            d2l.train_regression(*train)


def test_a_readers_own_type_error_is_his():
    """An error of an iterator's own passes as it is."""
    with pytest.raises(TypeError, match="unsupported operand"):
        d2l.train_regression(
            d2l.sgd, None, {"lr": 0.1}, Changing(None + 1 for _ in "a"), 5
        )


class ByNumber:
    """Minibatches as a sequence that only gives what stands at a number."""

    def __getitem__(self, i):
        """Return one of two minibatches."""
        return [(np.eye(5), np.ones(5)), (np.ones((1, 5)), [1])][i]


def test_what_gives_its_minibatches_by_number_serves():
    """Each pass over it is an epoch: a sequence need not have ``__iter__``."""
    features, labels = whole_set(ByNumber())
    assert (features.shape, labels.shape) == ((6, 5), (6,))
