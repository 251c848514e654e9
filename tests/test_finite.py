"""Runs that leave the finite numbers say so: with the step, once, or before they start."""

import math
import warnings
from functools import partial

import mx
import numpy as np
import pytest
from matplotlib.contour import QuadContourSet

import rmsprop_tut as d2l
from rmsprop_tut._finite import least
from rmsprop_tut.book.playground import Settings, trajectory
from rmsprop_tut.results import TrainingResult

pytestmark = pytest.mark.usefixtures("numpy_mode")

DIVERGING = partial(d2l.gd_2d, eta=0.6)
PATH = [(-5.0, -2.0), (-3.0, -1.0)]


def test_a_run_says_at_which_step_it_left_the_finite_numbers():
    """It warns once, with the number of the step; what was before is finite."""
    with pytest.warns(RuntimeWarning, match=r"inf, 0.0, 0.0\) at step 2105") as caught:
        states = d2l.run_2d(DIVERGING, 2500)
    assert len(caught) == 1
    assert np.isfinite(states[2104]).all()
    assert not np.isfinite(states[2105]).all()
    assert np.isfinite(d2l.run_2d(DIVERGING, 2104)).all()


def test_a_state_that_stops_the_weights_is_said():
    """A squared gradient above 1.8e308 leaves an infinite state, and every later step is 0."""
    with pytest.warns(RuntimeWarning, match="an infinite state makes every later"):
        states = d2l.run_2d(d2l.rmsprop_2d, 3, (1e200, 1, 0, 0))
    assert {x1 for x1, *_ in states} == {1e200}


def test_the_figure_draws_without_a_word():
    """The interactive figure shows infinity and NaN: its paths warn of neither."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isnan(trajectory("gd", Settings(eta=100, steps=500))[-1][1])


def training(train, loader):
    """Train, and return what was warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", RuntimeWarning)
        train(loader)
    return [str(w.message) for w in caught if "at step" in str(w.message)]


def ours(loader):
    """Train with a rate that is far too large."""
    d2l.train_ch11(d2l.sgd, None, {"lr": 1e3}, loader, 2)


def gluons(loader):
    """Train likewise with MXNet's own."""
    d2l.train_gluon_ch11("sgd", {"learning_rate": 1e3}, loader)


@pytest.mark.parametrize("train", [ours, gluons])
def test_a_training_warns_once(train):
    """A loss that is not finite is said once, with the number of the step."""
    loader = [(np.ones((200, 2)) * 3, np.arange(200.0))] * 30
    (message,) = training(train, loader)
    assert message.startswith(("the loss is nan at step", "the loss is inf at step"))


@pytest.mark.parametrize(
    ("states", "first"),
    [
        (lambda: [mx.np.zeros(1)], lambda s: s[0]),
        (
            lambda: ((mx.np.zeros(1), mx.np.ones(1)), (mx.np.zeros(1),)),
            lambda s: s[0][1],
        ),
        (lambda: {"s": mx.np.zeros(1), "t": 1}, lambda s: s["s"]),
        (lambda: mx.np.zeros(1), lambda s: s),
        (lambda: [np.zeros(1), "a"], lambda s: s[0]),
        (lambda: (mx.nd.zeros(1),), lambda s: s[0]),
    ],
)
def test_a_training_warns_of_an_infinite_state(states, first):
    """Finite losses hide weights that an infinite state, wherever it is kept, has stopped."""

    def stop(params, states, hyperparams):
        first(states)[:] = np.inf

    loader = [(np.ones((200, 2)), np.ones(200))] * 2
    run = partial(d2l.train_ch11, stop, states(), {})
    assert training(lambda data: run(data, 2), loader) == [
        "a state is not finite at step 1: NaN stays NaN, and an infinite state makes every "
        "later step 0. A smaller learning rate, or arrays of smaller numbers, may help."
    ]


@pytest.mark.parametrize(
    "run",
    [
        lambda: d2l.quadratic_losses([[1e150]], [1e100], 3),
        lambda: d2l.final_amplitude(0.9, [0.5], 3, start=1e200),
        lambda: d2l.race("RMSProp", "noisy bowl", [1e200], steps=1000, runs=1),
        lambda: d2l.rmsprop_losses([1e200], 0.9, batch_size=500),
    ],
)
def test_a_run_of_arrays_that_overflows_is_refused(run):
    """Many runs at once return no number where one of them left the finite ones."""
    with pytest.raises(
        ValueError, match=r"leaves the finite numbers \(.*\): .*take|start"
    ):
        run()


def test_the_smallest_is_no_nan():
    """What is not finite is not the best."""
    assert least("losses", np.array([3.0, np.nan, 1.0, np.inf])) == 2
    with pytest.raises(ValueError, match="^losses must hold a finite number"):
        least("losses", np.array([np.nan, np.inf]))


def contours(ax):
    """Return how many contours an axes has."""
    sets = [c for c in ax.collections if isinstance(c, QuadContourSet)]
    return sum(len(level) > 0 for c in sets for level in c.allsegs)


OUTSIDE = {
    "a logarithm": lambda a, b: np.log(a + 2) + b * b,
    "a root": lambda a, b: np.sqrt(a) + b,
    "a pole": lambda a, b: 1 / (a * b),
    "an infinite wall": lambda a, b: np.where(a < -3, np.inf, a * a + b * b),
    "large": lambda a, b: np.exp(-200 * a),
}


@pytest.mark.parametrize("f", OUTSIDE.values(), ids=OUTSIDE)
def test_contours_are_those_of_what_is_finite(f):
    """Where f is NaN or infinite somewhere, its other contours are drawn all the same."""
    assert contours(d2l.show_trace_2d(f, PATH)) > 0
    assert all(contours(ax) > 0 for ax in d2l.show_traces_2d(f, {"a": PATH, "b": PATH}))


NOWHERE = {
    "NaN": lambda a, b: a * np.nan,
    "infinite": lambda a, b: a * 0 + np.inf,
    "constant": lambda a, b: 3.0,
}


@pytest.mark.parametrize("f", NOWHERE.values(), ids=NOWHERE)
def test_no_contour_is_said(f):
    """A sentence says that no contour is drawn; the path is."""
    with pytest.warns(UserWarning, match="no contour is drawn: on these axes f has"):
        ax = d2l.show_trace_2d(f, PATH)
    assert contours(ax) == 0
    assert ax.lines[0].get_xydata().tolist() == [list(point) for point in PATH]


def test_a_path_that_diverges_for_1100_steps():
    """f is infinite on axes that wide: that is said, and the path is drawn."""
    points = [state[:2] for state in d2l.run_2d(DIVERGING, 1100)]
    with pytest.warns(UserWarning, match="at 0 of 10611 points"):
        ax = d2l.show_trace_2d(d2l.f_2d, points)
    ax.figure.canvas.draw()
    assert len(ax.lines[0].get_xydata()) == 1101


@pytest.mark.parametrize(
    "f", [lambda a, b: float(a), lambda a, b: a if a > 0 else b, lambda a, b: [a, [b]]]
)
def test_an_objective_takes_arrays(f):
    """An objective of numbers alone is refused with the way to make it one of arrays."""
    with pytest.raises((TypeError, ValueError), match=r"^f"):
        d2l.show_trace_2d(f, PATH)


NAN = math.nan
IN_PART = {
    "a curve": (
        lambda: d2l.plot_curves([5, 6, 7], {"a": [1, NAN, 3], "b": [1, 2, 3]}),
        r"^curves\['a'\] is not finite at 1 of 3 points, first at x = 6: they are not",
    ),
    "a curve that is not seen": (
        lambda: d2l.plot_curves([5, 6], {"a": [math.inf, NAN]}),
        r"^curves\['a'\] is not finite at 2 of 2 points, first at x = 5",
    ),
    "one of the book's helper": (
        lambda: d2l.plot([5, 6], [[1, 2], [1, NAN]]),
        r"^curve 1 of X and Y is not finite at 1 of 2 points, first at x = 6",
    ),
    "a path": (
        lambda: d2l.show_trace_2d(d2l.f_2d, [*PATH, (1, NAN), (NAN, NAN)]),
        r"^results is not finite at 2 of 4 points, first at step 2",
    ),
    "one of several paths": (
        lambda: d2l.show_traces_2d(d2l.f_2d, {"a": PATH, "b": [*PATH, (-math.inf, 0)]}),
        r"^traces\['b'\] is not finite at 1 of 3 points, first at step 2",
    ),
    "a training": (
        lambda: d2l.plot_losses({"a": trained((0.3, NAN))}),
        r"^the loss of results\['a'\] is not finite at 1 of 2 points, first at epoch 2",
    ),
}


def trained(losses):
    """Return a training's result with these losses, one an epoch."""
    return TrainingResult((0.1, 0.2), (1.0, 2.0), losses, np.zeros(5), 0.0)


@pytest.mark.parametrize(("draw", "message"), IN_PART.values(), ids=IN_PART)
def test_what_is_not_drawn_is_said(draw, message):
    """Each figure says once which points are not finite, and the first step of them."""
    with pytest.warns(UserWarning, match=message) as caught:
        draw()
    assert len(caught) == 1


def test_what_is_finite_is_drawn_without_a_word():
    """A figure of finite numbers warns of nothing: each of these lines, without NaN."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        d2l.plot_curves([5, 6, 7], {"a": [1, 2, 3]})
        d2l.plot([5, 6], [[1, 2], [1, 3]])
        d2l.show_trace_2d(d2l.f_2d, PATH)
        d2l.plot_losses({"a": trained((0.3, 0.2))})


def test_a_run_of_arrays_names_its_step():
    """The refusal of a run names the step at which it overflowed, counted from 1."""
    hessian = [[1e100]]  # the square of the second gradient overflows
    with pytest.raises(ValueError, match=r"\(overflow encountered .* at step 2\)"):
        d2l.quadratic_losses(hessian, [1e-60], 3, eta=1e60, eps=0)
