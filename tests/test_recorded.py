"""Where there is no MXNet the book's own trainings are replayed, and no others."""

import gzip
import inspect
import json
import sys
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut import results
from rmsprop_tut._mxnet import NEEDED
from rmsprop_tut.book.alt_text import describe as in_words
from rmsprop_tut.book.facts import FACTS, rmsprop
from rmsprop_tut.lab import packed, recorded

SCRATCH = {"lr": 0.01, "gamma": 0.9}
MARK = recorded.mark()


@pytest.fixture
def no_mxnet(monkeypatch):
    """Be on a machine without MXNet."""
    monkeypatch.setitem(sys.modules, "mxnet", None)


def from_scratch(hyperparams=SCRATCH, trainer_fn=d2l.rmsprop):
    """Train as the chapter's cell does; return the result, the states and the minibatches."""
    data_iter, d = d2l.get_data_ch11(batch_size=10)
    states = d2l.init_rmsprop_states(d)
    result = d2l.train_ch11(trainer_fn, states, hyperparams, data_iter, d)
    return result, states, data_iter


@pytest.mark.usefixtures("no_mxnet")
def test_the_chapters_cell_is_replayed_and_says_so(capsys):
    """Printed line and figure say that a training is recorded, with what, and when."""
    result, _, _ = from_scratch()
    assert result.recorded == MARK
    assert capsys.readouterr().out.endswith(f"sec/epoch ({MARK})\n")
    assert f"({MARK})" in in_words(plt.gcf())
    assert len(result.losses) == 15
    assert result.losses[-1] == pytest.approx(0.246, abs=1e-3)


def test_a_replay_leaves_what_a_training_leaves(monkeypatch):
    """Result, states and the place in the minibatches are those of the training itself."""
    pytest.importorskip("mxnet", reason="needs MXNet")
    trained, states, data_iter = from_scratch()
    monkeypatch.setitem(sys.modules, "mxnet", None)
    replayed, again, data_iter_again = from_scratch()
    assert trained.recorded == ""
    assert replayed.losses == pytest.approx(trained.losses, rel=1e-5)
    assert replayed.weight == pytest.approx(trained.weight, rel=1e-4)
    for one, other in zip(states, again, strict=True):
        assert isinstance(other, np.ndarray)
        assert other.ravel().tolist() == pytest.approx(
            one.asnumpy().ravel().tolist(), rel=1e-4
        )
    assert data_iter.epochs == data_iter_again.epochs == 2
    assert data_iter._next_order().tolist() == data_iter_again._next_order().tolist()


@pytest.mark.usefixtures("no_mxnet")
def test_what_is_not_recorded_asks_for_mxnet():
    """A reader's own training gets the one sentence: no replay pretends to have run it."""
    with pytest.raises(ImportError) as raised:
        from_scratch({"lr": 0.02, "gamma": 0.9})
    assert NEEDED in str(raised.value)
    for hyperparams in ({"lr": "0.01", "gamma": 0.9}, {"lr": 0.01}):
        with pytest.raises(ImportError):
            from_scratch(hyperparams)
    for trainer_fn in (lambda params, states, hyperparams: None, d2l.momentum):
        with pytest.raises(ImportError):
            from_scratch(trainer_fn=trainer_fn)
    _, _, data_iter = from_scratch()
    with pytest.raises(ImportError):  # the second training on the same minibatches
        d2l.train_ch11(d2l.rmsprop, d2l.init_rmsprop_states(5), SCRATCH, data_iter, 5)


@pytest.mark.usefixtures("no_mxnet")
def test_refused_arguments_are_refused_first():
    """An argument out of range is refused as where MXNet is."""
    with pytest.raises(ValueError, match="^num_epochs must be"):
        d2l.train_gluon_ch11("rmsprop", {}, d2l.get_data_ch11()[0], num_epochs=0)


@pytest.mark.usefixtures("no_mxnet")
def test_a_classifier_is_replayed():
    """Curves, predictions and a comparison are the record's, in the same result objects."""
    data = d2l.load_fashion_mnist()
    hyperparams = {"learning_rate": 0.003, "gamma1": 0.9, "epsilon": 1e-6}
    train = partial(d2l.train_classifier, d2l.mlp, "rmsprop", hyperparams, data)
    result = train(8, schedule=d2l.cosine_rate)
    assert result.recorded == MARK
    assert len(result.test_accuracies) == 8
    right = np.mean(result.predictions == data.test_labels)
    assert right == pytest.approx(result.test_accuracies[-1])
    same_rates = train(8, schedule=lambda eta, steps: d2l.cosine_rate(eta, steps))
    assert same_rates == result
    with pytest.raises(ImportError):
        train(7, schedule=d2l.cosine_rate)
    assert f"({MARK})" in d2l.plot_accuracies({"MLP": [result]}).get_title()


@pytest.mark.usefixtures("no_mxnet")
def test_the_defaults_of_an_optimizer_are_replayed():
    """MXNet's defaults are recorded too, and their line says so."""
    line = str(d2l.optimizer_defaults("rmsprop"))
    assert "epsilon=1e-08" in line
    assert line.endswith(f"({MARK})")


def test_marks_reach_the_table_and_the_figures():
    """Table, sweep and pictures say what is recorded."""
    run = results.ClassifierResult((1.0,), (0.5,), (0.5,), [0], 1.0, MARK)
    sweep = results.Sweep((0.1,), [[0.5]], MARK)
    comparison = results.Comparison(sweep, (run,))
    assert d2l.tuned_table({"a": comparison}).endswith(f"\n({MARK})")
    assert f"({MARK})" in d2l.plot_sweeps({"a": sweep}).get_title()
    axes = d2l.show_predictions(np.zeros((1, 8, 8)), [0], [0], ["Coat"], title=MARK)
    assert in_words(axes[0].figure).startswith(f"R{MARK[1:]}. 1 pictures")


def test_equal_calls_have_equal_descriptions():
    """A description is the same where arrays differ in a last digit, and else another."""
    array = np.array([0.1, 2.0, -0.0])
    assert recorded.describe(array) == recorded.describe(array * (1 + 1e-12))
    assert recorded.describe(array) != recorded.describe(array * (1 + 1e-4))
    assert recorded.describe({"a": 1, "b": 0.5}) == recorded.describe(
        {"b": 0.5, "a": 1.0}
    )
    assert recorded.describe(partial(d2l.mlp, 64)) == "mlp(64, {})"
    assert recorded.describe(partial(d2l.mlp, 64)) != recorded.describe(d2l.mlp)
    masked = np.ma.array([1], mask=[True])
    for array in (np.array([None]), np.array([1j]), np.array(["1"]), masked):
        with pytest.raises(recorded.OwnError, match="not of numbers"):
            recorded.describe(array)
    with pytest.raises(recorded.OwnError, match="no function of rmsprop_tut"):
        recorded.describe(lambda: None)


def test_a_damaged_record_is_refused(monkeypatch, tmp_path):
    """The record is checked by its hash; a damaged one says what to do."""
    head = {**recorded.record()["made"], "sha256": "0" * 64}
    (tmp_path / "datasets").mkdir()
    damaged = gzip.compress(json.dumps(head).encode() + b"\n{}")
    (tmp_path / "datasets" / recorded.NAME).write_bytes(damaged)
    monkeypatch.setattr(packed, "files", lambda package: tmp_path)
    with pytest.raises(
        ValueError, match=r"is damaged \(.*hash\): install rmsprop_tut again"
    ):
        inspect.unwrap(recorded.record)()


def test_the_record_says_where_and_when_it_was_made():
    """Versions, machine and date stand in the record, which is small."""
    made = recorded.record()["made"]
    assert set(made) == {
        *("mxnet", "numpy", "python", "platform"),
        *("processor", "cores", "date"),
    }
    path = packed.files("rmsprop_tut") / "datasets" / recorded.NAME
    assert len(path.read_bytes()) < 100_000


def test_what_is_kept_is_what_is_replayed(monkeypatch, tmp_path):
    """What a build keeps, packed as a record, gives the training back."""
    pytest.importorskip("mxnet", reason="needs MXNet")
    from rmsprop_tut.datasets import make_mxnet_record as script

    monkeypatch.setenv(recorded.KEPT, str(tmp_path / "kept"))
    trained, states, _ = from_scratch()
    d2l.train_ch11(lambda *_: None, (), {}, d2l.get_data_ch11()[0], 5)  # is not kept
    assert len(list((tmp_path / "kept").iterdir())) == 1
    (tmp_path / "datasets").mkdir()
    monkeypatch.setattr(script, "RECORD", tmp_path / "datasets" / recorded.NAME)
    script.main(str(tmp_path / "kept"))
    monkeypatch.setattr(packed, "files", lambda package: tmp_path)
    made = inspect.unwrap(recorded.record)()
    monkeypatch.setattr(recorded, "record", lambda: made)
    monkeypatch.delenv(recorded.KEPT)
    monkeypatch.setitem(sys.modules, "mxnet", None)
    replayed, again, _ = from_scratch()
    assert replayed.losses == trained.losses
    assert replayed.weight.tolist() == trained.weight.tolist()
    assert [s.tolist() for s in again] == [s.asnumpy().tolist() for s in states]
    with pytest.raises(SystemExit, match="holds nothing"):
        script.main(str(tmp_path / "none"))


def test_a_training_whose_result_is_kept_is_not_run_again(monkeypatch, tmp_path):
    """Where results are kept a second call gives the first's, measured times and all."""
    pytest.importorskip("mxnet", reason="needs MXNet")
    monkeypatch.setenv(recorded.KEPT, str(tmp_path))
    trained, states, data_iter = from_scratch()
    kept, again, data_iter_again = from_scratch()
    assert kept.times == trained.times
    assert kept.losses == trained.losses
    assert kept.recorded == ""
    assert [s.asnumpy().tolist() for s in again] == [
        s.asnumpy().tolist() for s in states
    ]
    assert data_iter._next_order().tolist() == data_iter_again._next_order().tolist()
    other, _, _ = from_scratch({"lr": 0.02, "gamma": 0.9})
    assert other.losses != trained.losses


@pytest.mark.parametrize(("found", "said"), [(None, f" ({MARK})"), (object(), "")])
def test_the_page_says_whether_its_trainings_are_replayed(monkeypatch, found, said):
    """Without MXNet the page's trainings come from a record, and the page says so."""
    monkeypatch.setattr(rmsprop, "find_spec", {"mxnet": found}.__getitem__)
    assert FACTS["replayed"].value.__wrapped__() == said
