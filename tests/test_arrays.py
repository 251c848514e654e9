"""Readers' arrays: taken where no value is lost, refused in a sentence with the argument's name."""

import decimal

import mx
import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut import _arrays, results
from rmsprop_tut._checks import FRACTION, POSITIVE
from rmsprop_tut.core.objectives import quadratic_grad
from rmsprop_tut.lab import fashion, races
from rmsprop_tut.lab.minibatches import Minibatches

pytestmark = pytest.mark.usefixtures("numpy_mode")


def uninitialised():
    """Return a Gluon parameter that holds no array yet."""
    return mx.gluon.Parameter("weight", shape=(3,))


def parameter(array):
    """Return a Gluon parameter that holds an array, in float32."""
    made = mx.gluon.Parameter("weight", shape=np.shape(array), grad_req="null")
    made.initialize()
    made.set_data(mx.np.array(array))
    return made


def read_only(array):
    """Return a copy that cannot be written to."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy


TAKEN = {
    "a list": np.ndarray.tolist,
    "tuples": lambda a: tuple(tuple(r) if a.ndim > 1 else r for r in a.tolist()),
    "whole numbers": lambda a: a.astype("int8"),
    "float16": lambda a: a.astype("float16"),
    "float32": lambda a: a.astype("float32"),
    "long double": lambda a: a.astype(np.longdouble),
    "every second": lambda a: np.repeat(a, 2, axis=0)[::2],
    "read-only": read_only,
    "objects": lambda a: a.astype(object),
    "MXNet's": lambda a: mx.np.array(a),
    "MXNet's older": lambda a: mx.nd.array(a),
    "a list of MXNet's": lambda a: [mx.np.array(part) for part in a],
    "Gluon's": parameter,
}
LINE, SQUARE = np.array([1.0, 0.0, 1.0]), np.array([[2.0, 1.0], [1.0, 2.0]])
PICTURES = np.zeros((3, 28, 28))


def labels(ax):
    """Return what a figure's lines are."""
    return [line.get_xydata() for line in ax.lines]


def classes(given):
    """Return the titles of three pictures."""
    drawn = d2l.show_predictions(PICTURES, given, [0, 1, 2], ["a", "b", "c"])
    return [len(ax.get_title()) for ax in drawn]


def size(given):
    """Return the size of the figures that follow."""
    d2l.set_figsize(given)
    return d2l.plt.rcParams["figure.figsize"]


def noise(etas):
    """Return what a short race gives."""
    return d2l.race("RMSProp", "noisy bowl", etas, steps=1000, runs=2).tails


def trained(X, y):
    """Return the weights of a training on one minibatch."""
    return d2l.train_ch11(d2l.sgd, None, {"lr": 0.1}, [(X, y)], 2).weight


FUNCTIONS = {  # by the argument: a function of it, and an array that it takes
    "values": (lambda a: d2l.leaky_average(a, 0.9), LINE),
    "gradients": (lambda a: d2l.step_lengths(a, 0.9), LINE),
    "scaled_eps": (lambda a: d2l.final_amplitude(0.9, a, 3), LINE + 1),
    "hessian": (lambda a: d2l.quadratic_losses(a, [1, 2], 3), SQUARE),
    "hessian of sign_cycles": (d2l.sign_cycles, SQUARE),
    "hessian of tail_value": (lambda a: d2l.tail_value(a, steps=100), SQUARE),
    "hessian of a gradient": (lambda a: quadratic_grad(a)(1, 2), SQUARE),
    "sigma": (lambda a: d2l.sign_cycle_multiplier(np.eye(3), a, 0.9), LINE * 0 + 1),
    "start": (lambda a: d2l.quadratic_losses(np.eye(3), a, 3), LINE),
    "start of run_2d": (lambda a: d2l.run_2d(d2l.gd_2d, 2, a), np.arange(4.0)),
    "axes": (d2l.transformed_path_2d, np.eye(2)),
    "x1": (lambda a: d2l.rmsprop_2d(a, a, 0.5, a), LINE),
    "x1 of f_2d": (lambda a: d2l.f_2d(a, 1.0), LINE),
    "x1 of its gradient": (lambda a: d2l.f_2d_rotated_grad(a, 1.0), LINE),
    "x": (lambda a: races.moving_well(a, 1), LINE),
    "etas": (noise, LINE),
    "etas of the grid": (lambda a: d2l.rmsprop_losses(a, 0.9, batch_size=500), LINE),
    "gammas": (lambda a: d2l.rmsprop_losses(0.1, a, batch_size=500), LINE),
    "weights": (lambda a: labels(d2l.plot_weights([0.1], [a])), LINE),
    "curves": (lambda a: labels(d2l.plot_curves([1, 2, 3], {"c": a})), LINE),
    "figsize": (size, LINE[1:] + 1),
    "results": (lambda a: labels(d2l.show_trace_2d(d2l.f_2d, a))[0], SQUARE),
    "valley": (
        lambda a: labels(
            d2l.plot_heatmap([1, 2], [1, 2, 3], np.ones((3, 2)), valley=a)
        ),
        LINE + 1,
    ),
    "labels": (classes, LINE),
    "images": (
        lambda a: fashion.FashionMNIST(a, LINE, a, LINE, "").train_images,
        PICTURES,
    ),
    "rates": (lambda a: results.Sweep(a, np.ones((3, 1))).best, LINE),
    "array": (lambda a: list(fashion.encode_idx(a)), LINE),
    "features": (lambda a: trained(a, [1, 2]), SQUARE),
    "labels of a minibatch": (lambda a: trained(np.ones((3, 2)), a), LINE),
    "labels of Minibatches": (
        lambda a: Minibatches(SQUARE, a, 1, 0).whole()[1].asnumpy(),
        LINE[:2],
    ),
}


@pytest.mark.parametrize("kind", TAKEN)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_holds_the_same_numbers_gives_the_same(name, kind):
    """Lists, NumPy's arrays of any real dtype, MXNet's and Gluon's are taken by their numbers."""
    function, array = FUNCTIONS[name]
    given, same = function(TAKEN[kind](array)), function(array)
    given = _arrays.numbers("", given).astype(float)
    np.testing.assert_allclose(given, np.array(same), rtol=1e-6)


REFUSED = {
    "truths": np.array([True, False, True]),
    "objects": np.array([None, 1, 2]),
    "decimals": [decimal.Decimal(1)] * 3,
    "complex": np.array([1j, 2, 3]),
    "strings": ["1", "2", "3"],
    "a string": "123",
    "dates": np.array(["2020-01-01"] * 3, "datetime64[D]"),
    "a generator": (i for i in range(3)),
    "a set": {1, 2, 3},
    "a dict": {"a": 1},
    "nothing": None,
    "a function": len,
    "ragged": [[1], [2, 3], [4]],
    "masked rows": [np.ma.array([1, 2], mask=[False, True])] * 3,
    "masked": np.ma.array([1, 2, 3], mask=[False, True, False]),
    "too large a whole number": [2**63 - 1, 0, 0],
    "not initialised": uninitialised,
}
FINE = {  # a schedule, no valley at all, and what float32 rounds as it does all numbers
    ("gammas", "a function"),
    ("valley", "nothing"),
    ("features", "too large a whole number"),
    ("labels of a minibatch", "too large a whole number"),
    ("labels of Minibatches", "too large a whole number"),
}


@pytest.mark.parametrize(
    ("name", "kind"), sorted({(n, k) for n in FUNCTIONS for k in REFUSED} - FINE)
)
def test_what_is_no_array_of_numbers_is_refused_by_name(name, kind):
    """One sentence names the argument, before a figure is opened or a step made."""
    function, _ = FUNCTIONS[name]
    figures = d2l.plt.get_fignums()
    with pytest.raises((TypeError, ValueError)) as caught:
        function(uninitialised() if kind == "not initialised" else REFUSED[kind])
    assert name.split()[0] in str(caught.value)
    assert "rmsprop_tut" in str(caught.traceback[-1].path)
    assert d2l.plt.get_fignums() == figures


SHAPES = {
    "values": [(3, 1), (1, 3), (0,), ()],
    "gradients": [(3, 1), (0,), ()],
    "scaled_eps": [(0,)],
    "hessian": [(2,), (2, 3), (0, 0), (2, 2, 1)],
    "hessian of sign_cycles": [(2,), (2, 1), (0, 0)],
    "sigma": [(2,), (3, 1), ()],
    "start": [(2,), (3, 1), ()],
    "start of run_2d": [(3,), (4, 1), (1, 4), ()],
    "axes": [(3, 3), (2,), (2, 1)],
    "etas": [(3, 1), (), (0,)],
    "weights": [(3, 1), (), (0,)],
    "curves": [(2,), (3, 1), (0,)],
    "figsize": [(3,), (2, 1), ()],
    "results": [(2,), (2, 3), (0, 2), ()],
    "valley": [(2,), (3, 1), ()],
    "labels": [(2,), (3, 2), (0,), ()],
    "images": [(28, 28), (3, 784), (0, 28, 28), (2, 28, 28)],
    "rates": [(2,), (3, 1), ()],
    "features": [(2,), (3, 2), (2, 2, 1), (0, 2), ()],
    "labels of a minibatch": [(2,), (4,), (3, 2), (0,), ()],
    "labels of Minibatches": [(3,), (2, 2), (0,), ()],
}


@pytest.mark.parametrize(
    ("name", "shape"), [(n, s) for n, shapes in SHAPES.items() for s in shapes]
)
def test_another_shape_is_refused_by_name(name, shape):
    """The sentence names the argument and the shape that it got, or shows it."""
    function, _ = FUNCTIONS[name]
    with pytest.raises((TypeError, ValueError)) as caught:
        function(np.ones(shape))
    assert name.split()[0].removesuffix("s") in str(caught.value)
    assert "rmsprop_tut" in str(caught.traceback[-1].path)


FINITE_ONLY = [
    *("values", "gradients", "scaled_eps", "start", "etas", "gammas", "weights"),
    *("valley", "labels", "labels of a minibatch"),
]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", FINITE_ONLY)
def test_a_number_that_is_not_finite_is_refused_with_its_place(name, bad):
    """Where NaN or infinity would spread in silence, the sentence says where it stands."""
    function, array = FUNCTIONS[name]
    wrong = array.copy()
    wrong[1] = bad
    with pytest.raises(ValueError, match=rf"{name.split()[0]}.*\[1\] is {bad}$"):
        function(wrong)


@pytest.mark.parametrize("shape", [(3, 1), (1, 3)])
@pytest.mark.parametrize("name", ["labels", "labels of a minibatch"])
def test_labels_in_a_column_are_labels(name, shape):
    """Labels (b, 1) are reshaped to (b,), since the sizes agree."""
    function, array = FUNCTIONS[name]
    np.testing.assert_array_equal(function(array.reshape(shape)), function(array))


def test_an_array_may_be_any_of_what_numpy_takes():
    """A number is an array of no axes, and what has __array__ or a buffer is one too."""
    numbers = _arrays.spread(None)
    assert numbers("x", 3).shape == ()
    assert numbers("x", memoryview(np.arange(3.0))).tolist() == [0, 1, 2]
    assert numbers("x", range(3)).tolist() == [0, 1, 2]
    assert np.isnan(numbers("x", [np.nan])).all()


def test_a_letter_is_one_length():
    """A letter that comes twice is one length; a number is the length itself."""
    square = _arrays.floats("d", "d")
    assert square("H", [[1, 2], [3, 4]]).dtype == float
    with pytest.raises(
        ValueError, match=r"H must have the shape \(d, d\), not \(1, 2\)"
    ):
        square("H", [[1, 2]])
    with pytest.raises(ValueError, match=r"^q must have the shape \(2,\), not \(1,\)"):
        _arrays.floats(2)("q", [1])
    with pytest.raises(ValueError, match=r"H must not be empty, as the shape \(0, 0\)"):
        square("H", np.ones((0, 0)))


def test_the_first_number_out_of_range_is_named():
    """The sentence says which number is out of range, and where."""
    with pytest.raises(
        ValueError, match=r"each of v must be a fraction.*, but v\[1, 0\] is 2"
    ):
        _arrays.floats("n", "m", each=FRACTION)("v", [[0, 1], [2, 3]])
    with pytest.raises(ValueError, match="each of v must be positive.*, but v is -1"):
        _arrays.spread(POSITIVE)("v", -1)


@pytest.mark.parametrize("bad", [-1, 256, 0.5, np.nan])
def test_a_byte_is_no_other_number(bad):
    """What a byte does not hold is refused, not wrapped."""
    with pytest.raises(ValueError, match=r"a whole number in \[0, 255\]"):
        fashion.encode_idx([0, bad])


def test_squares_of_small_whole_numbers_do_not_overflow():
    """f_2d of an array of int8 is f_2d of its numbers."""
    given = np.array([100, -100], "int8")
    assert d2l.f_2d(given, given).tolist() == [d2l.f_2d(100, 100)] * 2


def test_a_symbol_and_mxnets_arrays_go_through_f_2d():
    """MXNet can differentiate f_2d: its arrays are taken as they are."""
    x = mx.np.array([3.0])
    x.attach_grad()
    with mx.autograd.record():
        value = d2l.f_2d(x, x)
    value.backward()
    assert x.grad.item() == pytest.approx(sum(d2l.f_2d_grad(3, 3)))


@pytest.mark.parametrize(
    "update",
    [d2l.momentum_2d, d2l.adagrad_2d, d2l.rmsprop_2d, d2l.rmsprop_corrected_2d],
)
def test_arrays_do_not_spread_over_each_other(update):
    """A state (3, 1) at a point (3,) would become (3, 3): shapes must be one."""
    column = np.ones((3, 1))
    with pytest.raises(ValueError, match="must have one shape, not"):
        update(np.ones(3), np.ones(3), column, np.ones(3))
    assert update(np.ones(3), np.ones(3), 0.0, 0.0)[2].shape == (3,)


@pytest.mark.parametrize("update", [d2l.adagrad_2d, d2l.rmsprop_2d])
def test_an_epsilon_is_one_in_half_precision_too(update):
    """Arrays of float16 are taken in float64: an ε of 1e-8 is not 0 there."""
    zero = np.zeros(1, "float16")
    assert update(zero, zero, zero, zero, eps=1e-8)[0] == 0


@pytest.mark.parametrize("state", [0, 0.0, np.inf, np.nan, np.array([0.0, np.inf])])
def test_a_diverging_run_s_state_may_pass(state):
    """A mean of squares may be infinite or NaN, but not negative."""
    _arrays.mean_of_squares("s1", state)
    for bad in (-1, -1e-300, np.array([0.0, -1.0]), [-1.0]):
        with pytest.raises(ValueError, match="^s1 must be non-negative, not "):
            _arrays.mean_of_squares("s1", bad)


def test_results_are_of_one_length():
    """The parts of a result go together, or a sentence says how long each is."""
    with pytest.raises(ValueError, match="must have one length, not {'times': 1"):
        results.TrainingResult((1,), (1, 2), (1,), [1], 0)
    with pytest.raises(TypeError, match=r"results\[0\] must be of the class Classifi"):
        results.Comparison(results.Sweep((0.1,), [[0.5]]), [0.8])
    with pytest.raises(ValueError, match="^rates must ascend"):
        d2l.Contender("sgd", [0.1, 0.01])
