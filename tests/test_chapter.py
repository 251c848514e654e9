"""The chapter's names: a run, the printed line and the plot."""

import inspect

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut import chapter
from rmsprop_tut.lab.regression import train_gluon_regression, train_regression

SETTINGS = {"lr": 0.01, "gamma": 0.9}
GLUON = {"learning_rate": 0.01, "gamma1": 0.9, "epsilon": 1e-6}


def scratch(train):
    """Train RMSProp at the chapter's settings."""
    data_iter, d = d2l.get_data_ch11(batch_size=10)
    return train(d2l.rmsprop, d2l.init_rmsprop_states(d), SETTINGS, data_iter, d)


def gluon(train):
    """Train MXNet's RMSProp at the chapter's settings."""
    return train("rmsprop", GLUON, d2l.get_data_ch11(batch_size=10)[0])


def test_train_2d_prints_the_chapters_line(capsys):
    """train_2d returns the 21 points and prints the last, with its step."""
    points = d2l.train_2d(d2l.rmsprop_2d)
    assert capsys.readouterr().out == "step 20, x1: -0.010599, x2: 0.000000\n"
    assert (len(points), points[0]) == (21, (-5, -2))


def test_train_2d_takes_your_own_update():
    """A reader's own update function serves in place of ours."""
    points = d2l.train_2d(lambda x1, x2, s1, s2: (x1 / 2, x2 / 2, s1, s2), steps=2)
    assert points == [(-5, -2), (-2.5, -1), (-1.25, -0.5)]


def test_train_2d_refuses():
    """Steps below 1 and what is no function are refused by name."""
    with pytest.raises(ValueError, match="^steps must be at least 1, not 0"):
        d2l.train_2d(d2l.rmsprop_2d, steps=0)
    with pytest.raises(
        TypeError, match="^trainer must be a function of x1, x2, s1, s2"
    ):
        d2l.train_2d("rmsprop")
    with pytest.raises(ValueError, match="^start must be x1, x2 and the state, 4 num"):
        d2l.train_2d(d2l.rmsprop_2d, start=(1, 2))


def test_train_2d_is_run_2d_and_the_line(capsys):
    """train_2d is the pure run, plus the chapter's line."""
    start = (1.0, 2.0, 0.0, 0.0, 0.0)
    states = d2l.run_2d(d2l.rmsprop_full_2d, 7, start)
    assert capsys.readouterr().out == ""
    points = d2l.train_2d(d2l.rmsprop_full_2d, 7, start=start)
    assert points == [state[:2] for state in states]
    x1, x2 = points[-1]
    assert capsys.readouterr().out == f"step 7, x1: {x1:f}, x2: {x2:f}\n"


def test_result_and_its_line(capsys):
    """Loss is recorded every 200 examples; loss and seconds per epoch are printed."""
    result = scratch(d2l.train_ch11)
    assert result.epochs == pytest.approx(np.arange(1, 16) * 200 / 1500)
    assert len(result.losses) == len(result.times) == 15
    assert list(result.times) == sorted(result.times)
    assert capsys.readouterr().out == f"{result}\n"
    line = f"loss: {result.losses[-1]:.3f}, {result.times[-1] / 2:.3f} sec/epoch"
    assert str(result) == line + f" ({result.recorded})" * bool(result.recorded)
    assert repr(result) == f"TrainingResult({result})"
    times, losses = result
    assert (times, losses) == (result.times, result.losses)
    assert d2l.plt.gca().lines[0].get_ydata().tolist() == list(result.losses)


@pytest.mark.parametrize(
    ("call", "train", "pure"),
    [
        (scratch, d2l.train_ch11, train_regression),
        (gluon, d2l.train_gluon_ch11, train_gluon_regression),
    ],
)
def test_trainings_are_the_lab_s_with_a_line_and_a_curve(call, train, pure, capsys):
    """The lab's training prints and draws nothing; the chapter's is it, with both."""
    quiet = call(pure)
    assert (capsys.readouterr().out, d2l.plt.get_fignums()) == ("", [])
    loud = call(train)
    assert capsys.readouterr().out == f"{loud}\n"
    assert d2l.plt.gca().lines[0].get_ydata().tolist() == list(loud.losses)
    assert loud.losses == quiet.losses
    assert (loud.weight == quiet.weight).all()


def test_the_optimum_stands_in_the_picture():
    """A training on the chapter's data is drawn over their optimum, on other data without."""
    scratch(d2l.train_ch11)
    line = d2l.plt.gca().lines[1]
    assert line.get_ydata()[0] == pytest.approx(d2l.optimal_loss_ch11(), rel=1e-6)
    assert line.get_label() == "optimum 0.2417"
    data_iter, d = d2l.get_data_ch11(batch_size=10)
    own = list(data_iter)
    d2l.train_ch11(
        d2l.rmsprop, d2l.init_rmsprop_states(d), {"lr": 0.01, "gamma": 0.9}, own, d
    )
    assert len(d2l.plt.gca().lines) == 1


def test_seed_is_whole():
    """A seed that is no whole number is refused by name."""
    with pytest.raises(
        TypeError, match="^seed must be a whole number, at least 0, not 0.5"
    ):
        d2l.get_data_ch11(seed=0.5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"batch_size": 0}, "^batch_size must be at least 1, not 0"),
        ({"n": 0}, r"^n must be in \[1, 1503\], not 0"),
        ({"n": 1504}, r"^n must be in \[1, 1503\], not 1504"),
        ({"seed": -1}, "^seed must be at least 0, not -1"),
    ],
)
def test_get_data_refuses(arguments, message):
    """batch_size or n below 1 gets an error that names it."""
    with pytest.raises(ValueError, match=message):
        d2l.get_data_ch11(**arguments)


def test_the_chapters_names_stand_in_its_order():
    """The chapter's own names, in its order, each the façade's."""
    assert chapter.__all__[:5] == [
        "set_figsize",
        "plt",
        "rmsprop_2d",
        "f_2d",
        "train_2d",
    ]
    for name in chapter.__all__:
        assert getattr(chapter, name) is getattr(d2l, name)


@pytest.mark.parametrize(
    ("name", "positional"),
    [
        ("train_2d", ["trainer", "steps", "f_grad"]),
        ("show_trace_2d", ["f", "results"]),
        ("rmsprop_2d", ["x1", "x2", "s1", "s2"]),
        ("init_rmsprop_states", ["feature_dim"]),
        ("rmsprop", ["params", "states", "hyperparams"]),
        ("get_data_ch11", ["batch_size", "n"]),
        (
            "train_ch11",
            [
                "trainer_fn",
                "states",
                "hyperparams",
                "data_iter",
                "feature_dim",
                "num_epochs",
            ],
        ),
        ("train_gluon_ch11", ["tr_name", "hyperparams", "data_iter", "num_epochs"]),
        ("set_figsize", ["figsize"]),
    ],
)
def test_positional_arguments_are_the_chapter_s(name, positional):
    """A notebook of the chapter's calls runs: the same positional arguments."""
    parameters = inspect.signature(getattr(d2l, name)).parameters.values()
    found = [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert found == positional
