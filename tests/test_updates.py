"""The update rules: on numbers, on arrays, in place, and with a full matrix."""

import inspect
import math
from functools import partial

import mx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from reference import decimal_ends, decimal_path, rotation
from strategies import coordinates, epsilons, etas, gammas, inner_gammas

import rmsprop_tut as d2l
from rmsprop_tut.core.updates import (
    adagrad_step,
    rmsprop_corrected_step,
    rmsprop_step,
)

pytestmark = pytest.mark.usefixtures("numpy_mode")

UPDATES_2D = [d2l.gd_2d, d2l.momentum_2d, d2l.adagrad_2d, d2l.rmsprop_2d]
UPDATES = {
    d2l.sgd: {"lr": 0.1},
    d2l.momentum: {"lr": 0.1, "momentum": 0.5},
    d2l.adagrad: {"lr": 0.1},
    d2l.rmsprop: {"lr": 0.1, "gamma": 0.9},
}


def test_rmsprop_2d_against_fifty_digits():
    """train_2d(rmsprop_2d) ends at x1 = -0.010599, x2 = 0.000000 (1.036e-14)."""
    end = d2l.run_2d(d2l.rmsprop_2d, 20)[-1][:2]
    exact = [float(decimal_path(*c, 20)[-1]) for c in (("0.2", -5), ("4", -2))]
    assert end == pytest.approx(exact, rel=1e-6)
    assert end == pytest.approx((-1.05986721e-2, 1.03621213e-14), rel=1e-6)


def test_adagrad_2d_against_fifty_digits():
    """Adagrad with η = 0.4 ends at (-2.382563, -0.158591)."""
    end = d2l.run_2d(d2l.adagrad_2d, 20)[-1]
    exact = decimal_ends(lambda s, square: s + square, 20)
    assert end == pytest.approx(exact, rel=1e-12)
    assert end[:2] == pytest.approx((-2.38256277, -0.15859055), abs=1e-8)


STEPS = {
    adagrad_step: ("eta", "eps"),
    rmsprop_step: ("eta", "gamma", "eps"),
    partial(rmsprop_corrected_step, power=0.5): ("eta", "gamma", "eps"),
}


@pytest.mark.parametrize("step", STEPS)
@given(st.data(), st.integers(1, 6))
def test_a_step_of_arrays_is_the_step_of_each_number(step, data, n):
    """A step works on numbers and on arrays of any shape, to the last bit."""
    column = st.lists(coordinates, min_size=n, max_size=n).map(np.array)
    x, s, g = data.draw(column), np.abs(data.draw(column)), data.draw(column)
    constants = {"eta": etas, "gamma": gammas, "eps": epsilons}
    options = {name: data.draw(constants[name]) for name in STEPS[step]}
    together = np.transpose(step(x, s, g, **options)).tolist()
    numbers = zip(x.tolist(), s.tolist(), g.tolist(), strict=True)
    assert together == [list(step(*three, **options)) for three in numbers]


@given(coordinates, coordinates, st.floats(0, 100), etas, gammas, epsilons)
def test_two_coordinates_are_two_steps(x1, x2, s, eta, gamma, eps):
    """The functions that end in _2d apply the step to two coordinates, to the last bit."""
    g1, g2 = d2l.f_2d_grad(x1, x2)
    options = {"eta": eta, "eps": eps}
    assert d2l.adagrad_2d(x1, x2, s, 2 * s, **options)[::2] == adagrad_step(
        x1, s, g1, **options
    )
    assert d2l.rmsprop_2d(x1, x2, s, 2 * s, gamma=gamma, **options)[1::2] == (
        rmsprop_step(x2, 2 * s, g2, gamma=gamma, **options)
    )
    corrected = d2l.rmsprop_corrected_2d(x1, x2, s, s, 0.5, gamma=0.5, **options)
    assert corrected[1:5:2] == rmsprop_corrected_step(
        x2, s, g2, 0.25, gamma=0.5, **options
    )


def test_a_step_changes_no_array():
    """A step is pure: state in, state out."""
    x, s, g = np.ones(2), np.ones(2), np.ones(2)
    rmsprop_step(x, s, g, 0.1, 0.9, 1e-6)
    adagrad_step(x, s, g, 0.1, 1e-6)
    rmsprop_corrected_step(x, s, g, 0.9, 0.1, 0.9, 1e-6)
    assert (np.array([x, s, g]) == 1).all()


@given(etas, coordinates, coordinates)
def test_gradient_descent_contracts_by_a_factor(eta, x1, x2):
    """On a quadratic each step multiplies a coordinate by 1 - ηλ."""
    y1, y2, s1, s2 = d2l.gd_2d(x1, x2, 7, 8, eta=eta)
    assert y1 == pytest.approx(x1 * (1 - 0.2 * eta), abs=1e-12)
    assert y2 == pytest.approx(x2 * (1 - 4 * eta), abs=1e-12)
    assert (s1, s2) == (7, 8)


@given(etas)
def test_momentum_without_memory_is_gradient_descent(eta):
    """With β = 0 momentum is gradient descent."""
    assert (
        d2l.momentum_2d(-5, -2, 3, 4, eta=eta, beta=0)[:2]
        == d2l.gd_2d(-5, -2, 0, 0, eta=eta)[:2]
    )


def test_momentum_amplifies_a_constant_gradient():
    """A constant gradient is amplified by 1/(1-β)."""
    state = (0.0, 0.0, 0.0, 0.0)
    for _ in range(200):
        state = d2l.momentum_2d(*state, beta=0.75, grad=lambda x1, x2: (1.0, 2.0))
    assert state[2:] == pytest.approx((4, 8))


def test_gamma_one_never_moves_the_state():
    """At γ = 1 the state never moves, so the gain stays η/√ε = 1000 η."""
    x1, _, s1, s2 = d2l.rmsprop_2d(-5, -2, 0, 0, gamma=1)
    assert (s1, s2) == (0, 0)
    assert x1 == pytest.approx(-5 + 1000 * 0.4 * 0.2 * 5)


@given(etas, coordinates.filter(lambda x: abs(x) > 1e-3))
def test_gamma_zero_is_the_sign_of_the_gradient(eta, x):
    """At γ = 0 with ε = 0 every step has length η."""
    x1, *_ = d2l.rmsprop_2d(x, 1, 0, 0, eta=eta, gamma=0, eps=0)
    assert x - x1 == pytest.approx(math.copysign(eta, x))


def test_zero_over_zero_is_nan_and_a_vanished_root_infinite():
    """With ε = 0 a zero state and a zero gradient give NaN, as 0/0 does."""
    with np.errstate(divide="ignore", invalid="ignore"):
        x1, x2, *_ = d2l.rmsprop_2d(0, 1, 0, 0, gamma=1, eps=0)
    assert math.isnan(x1)
    assert x2 == -math.inf


@pytest.mark.parametrize("zero", [0.0, 0, np.float64(0), np.zeros(1)])
def test_dividing_by_zero_warns_as_numpy_does(zero):
    """A root that vanishes divides as NumPy's: numbers and arrays warn alike."""
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        x, _ = rmsprop_step(1.0, zero, 1.0, 0.4, 1, 0)
    assert x == -math.inf


START = (-5, -2, 0, 0)
WORDS = dict.fromkeys(("gamma", "beta"), r"a fraction, in \[0, 1\]")


@pytest.mark.parametrize("update", [*UPDATES_2D, d2l.rmsprop_corrected_2d])
@pytest.mark.parametrize("bad", [-1, math.nan, math.inf])
def test_2d_arguments_out_of_range(update, bad):
    """η and ε must be finite and not negative, γ and β within [0, 1]."""
    for name in set(inspect.signature(update).parameters) & {
        "eta",
        "eps",
        "gamma",
        "beta",
    }:
        words = WORDS.get(name, "non-negative and finite")
        with pytest.raises(ValueError, match=f"{name} must be {words}, not {bad!r}"):
            update(*START, **{name: bad})
        with pytest.raises(
            TypeError, match=f"{name} must be a number, {words}, not '1'"
        ):
            update(*START, **{name: "1"})


def trained(values, gradients):
    """Return MXNet parameters that carry the given gradients."""
    params = [mx.np.array(v, dtype="float32") for v in values]
    for p, g in zip(params, gradients, strict=True):
        p.attach_grad()
        p.grad[:] = mx.np.array(g, dtype="float32")
    return params


@given(gammas, etas, epsilons, coordinates)
def test_arrays_and_numbers_agree(gamma, eta, eps, g):
    """rmsprop is rmsprop_2d on arrays, to float32 rounding, where that changes no meaning."""
    assume((np.float32(gamma) == 1) == (gamma == 1))
    assume(all((np.float32(v) == 0) == (v == 0) for v in (eta, eps)))
    (p,), s = trained([[1.0, 2.0]], [[g, -g]]), mx.np.array([0.5, 0.25])
    d2l.rmsprop([p], [s], {"lr": eta, "gamma": gamma, "eps": eps})
    expected = d2l.rmsprop_2d(
        1.0, 2.0, 0.5, 0.25, eta=eta, gamma=gamma, eps=eps, grad=lambda *_: (g, -g)
    )
    assert [*p.asnumpy(), *s.asnumpy()] == pytest.approx(expected, rel=1e-5, abs=1e-5)


MXNET = {
    d2l.sgd: ("sgd", {"learning_rate": 0.1}),
    d2l.adagrad: ("adagrad", {"learning_rate": 0.1, "eps": 1e-6}),
    d2l.rmsprop: ("rmsprop", {"learning_rate": 0.1, "gamma1": 0.9, "epsilon": 1e-6}),
}


@pytest.mark.parametrize("update", MXNET)
def test_against_mxnet_kernels(update):
    """Given the same constants, ours and MXNet's optimizers take the same steps."""
    name, options = MXNET[update]
    kernel = mx.optimizer.get_updater(mx.optimizer.create(name, **options))
    rng = np.random.default_rng(0)
    ours, theirs = mx.np.ones((5, 1)), mx.np.ones((5, 1))
    ours.attach_grad()
    mine = mx.np.zeros((5, 1))
    for _ in range(20):
        ours.grad[:] = mx.np.array(rng.normal(size=(5, 1)), dtype="float32")
        kernel(0, ours.grad, theirs)
        update([ours], [mine], UPDATES[update])
    np.testing.assert_allclose(ours.asnumpy(), theirs.asnumpy(), rtol=2e-6, atol=2e-6)


def test_momentum_against_mxnet_with_its_other_sign():
    """MXNet's momentum keeps ηv: with a constant η the steps are the same."""
    kernel = mx.optimizer.create("sgd", learning_rate=0.1, momentum=0.5)
    kernel = mx.optimizer.get_updater(kernel)
    (p,), v = trained([[1.0, 1.0]], [[0.3, -0.7]]), mx.np.zeros(2)
    q = mx.np.array([1.0, 1.0])
    for _ in range(10):
        kernel(0, p.grad, q)
        d2l.momentum([p], [v], {"lr": 0.1, "momentum": 0.5})
    np.testing.assert_allclose(p.asnumpy(), q.asnumpy(), rtol=1e-6)


@pytest.mark.parametrize(
    "update", [d2l.adagrad_2d, d2l.rmsprop_2d, d2l.rmsprop_corrected_2d]
)
def test_a_mean_of_squares_is_not_negative(update):
    """A negative state is refused by name; infinity, as a diverging run has it, is not."""
    with pytest.raises(ValueError, match="^s2 must be non-negative, not -1"):
        update(1, 1, 0, -1)
    assert update(1, 1, math.inf, 0)[0] == 1


@pytest.mark.parametrize("update", UPDATES_2D)
def test_a_typo_is_no_option(update):
    """A typo must not run with a default in silence."""
    with pytest.raises(TypeError, match="got an unexpected keyword argument 'gama'"):
        update(-5, -2, 0, 0, gama=0.9)


@pytest.mark.parametrize("update", UPDATES)
def test_updates_are_in_place(update):
    """Parameters and states are updated in place."""
    (p,), s = trained([[1.0]], [[2.0]]), mx.np.zeros(1)
    before = p
    update([p], [s], UPDATES[update])
    assert before is p
    assert p.item() < 1
    assert update is d2l.sgd or s.item() > 0


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gama": 0.9}, r"hyperparams has unknown names \['gama'\]; allowed are"),
        ({"lr": -1}, r"hyperparams\['lr'\] must be non-negative and finite, not -1"),
        (
            {"lr": math.nan},
            r"hyperparams\['lr'\] must be non-negative and finite, not nan",
        ),
    ],
)
def test_bad_hyperparameters_change_nothing(update, change, message):
    """A typo must not train with a default in silence; nothing is changed."""
    (p,), s = trained([[1.0]], [[2.0]]), mx.np.zeros(1)
    with pytest.raises(ValueError, match=message):
        update([p], [s], UPDATES[update] | change)
    assert (p.item(), s.item()) == (1, 0)


@pytest.mark.parametrize(
    ("update", "name"), [(d2l.rmsprop, "gamma"), (d2l.momentum, "momentum")]
)
def test_decay_outside_its_range(update, name):
    """γ and β outside [0, 1] are refused."""
    (p,) = trained([[1.0]], [[2.0]])
    with pytest.raises(
        ValueError, match=rf"hyperparams\['{name}'\] must be a fraction, in \[0, 1\]"
    ):
        update([p], [mx.np.zeros(1)], UPDATES[update] | {name: 1.5})


@pytest.mark.parametrize("update", list(UPDATES)[1:])
def test_states_must_match_parameters(update):
    """States that do not match their parameters in number or shape are refused."""
    params = trained([[1.0], [1.0, 1.0]], [[2.0], [2.0, 2.0]])
    with pytest.raises(ValueError, match="one array a parameter, 2, not 1"):
        update(params, [mx.np.zeros(1)], UPDATES[update])
    with pytest.raises(ValueError, match=r"states\[1\] must have the shape \(2,\)"):
        update(params, [mx.np.zeros(1), mx.np.zeros(3)], UPDATES[update])
    assert [p.asnumpy().tolist() for p in params] == [[1], [1, 1]]


@pytest.mark.parametrize("update", UPDATES)
def test_missing_pieces(update):
    """A missing hyperparameter, a list for a dict, a missing gradient: each is named."""
    with pytest.raises(ValueError, match=r"hyperparams lacks .*'lr'"):
        update([], [], {})
    with pytest.raises(TypeError, match="^hyperparams must be a dict"):
        update([], [], [0.1])
    with pytest.raises(
        ValueError, match=r"params\[0\].grad must be an array, not None"
    ):
        update([mx.np.ones(1)], [mx.np.ones(1)], UPDATES[update])


def two():
    """Return two parameters with gradients, and a state for each."""
    params = trained([[1.0, 2.0], [3.0]], [[0.5, 0.25], [2.0]])
    return params, [mx.np.ones(2), mx.np.ones(1)]


def whole_numbers():
    """Return a parameter of whole numbers, with its gradient."""
    p = mx.np.array([3], dtype="int32")
    p.attach_grad()
    return p


def double():
    """Return a parameter of float64 with its gradient."""
    p = mx.np.array([3.0], dtype="float64")
    p.attach_grad()
    return p


def of_gluon():
    """Return a Gluon parameter, whose ``grad`` is a method."""
    p = mx.gluon.Parameter("weight", shape=(1,))
    p.initialize(mx.init.One())
    return p


WRONG_PARAMS = {
    "no gradient": (
        lambda: mx.np.ones(1),
        ValueError,
        r"grad must be an array, not No",
    ),
    "none": (lambda: None, ValueError, r"grad must be an array, not None"),
    "whole numbers": (whole_numbers, ValueError, "must hold floats, not int32"),
}
WRONG_STATES = {
    "shape": (
        lambda: mx.np.ones(3),
        ValueError,
        r"must have the shape \(1,\) of params",
    ),
    "dtype": (
        lambda: mx.np.ones(1, dtype="float64"),
        ValueError,
        r"must have the dtype float32 of params\[1\], not float64",
    ),
    "NumPy's": (
        lambda: np.ones(1, "float32"),
        TypeError,
        r"must be an array of the type of params\[1\]",
    ),
    "none": (
        lambda: None,
        TypeError,
        r"must be an array of the type of params\[1\], .*, not None",
    ),
}


def bits(arrays):
    """Return what arrays hold, to the last bit."""
    return [a.asnumpy().tobytes() for a in arrays if isinstance(a, mx.nd.NDArray)]


def assert_refused(update, params, states, error, message, **hyperparams):
    """Call an update, which must refuse, and leave every array as it is."""
    before = bits([*params, *states])
    with pytest.raises(error, match=message):
        update(params, states, UPDATES[update] | hyperparams)
    assert bits([*params, *states]) == before


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("wrong", WRONG_PARAMS)
def test_a_bad_second_parameter_changes_nothing(update, wrong):
    """An update is all or nothing: the second parameter is looked at before the first moves."""
    make, error, message = WRONG_PARAMS[wrong]
    params, states = two()
    assert_refused(
        update, [params[0], make()], states, error, rf"params\[1\].*{message}"
    )


@pytest.mark.parametrize("update", list(UPDATES)[1:])
@pytest.mark.parametrize("wrong", WRONG_STATES)
def test_a_bad_second_state_changes_nothing(update, wrong):
    """States that do not match their parameters are refused before the first array moves."""
    make, error, message = WRONG_STATES[wrong]
    params, states = two()
    bad = [states[0], make()]
    assert_refused(update, params, bad, error, rf"states\[1\] {message}")


@pytest.mark.parametrize("update", list(UPDATES)[1:])
def test_a_double_parameter_wants_a_double_state(update):
    """A float64 parameter with a float32 state is refused by name."""
    params, states = two()
    message = r"states\[1\] must have the dtype float64 of params\[1\], not float32"
    assert_refused(update, [params[0], double()], states, ValueError, message)


def numpy_parameter(size, grad_size):
    """Return ones of NumPy with ones as their gradient."""
    p = np.ones(size).view(type("Parameter", (np.ndarray,), {}))
    p.grad = np.ones(grad_size)
    return p


@pytest.mark.parametrize("update", UPDATES)
def test_a_gradient_of_another_shape_changes_nothing(update):
    """A gradient that has not its parameter's shape is refused by name."""
    params = [numpy_parameter(2, 2), numpy_parameter(1, 2)]
    message = r"params\[1\].grad must have the shape \(1,\) of params\[1\], not \(2,\)"
    with pytest.raises(ValueError, match=message):
        update(params, [np.ones(2), np.ones(1)], UPDATES[update])
    assert params[0].tolist() == [1, 1]


@pytest.mark.parametrize("update", UPDATES)
def test_arrays_of_numpy_serve(update):
    """Any arrays that carry a gradient are changed in place."""
    p, s = numpy_parameter(2, 2), np.zeros(2)
    update([p], [s], UPDATES[update])
    assert (p < 1).all()
    assert update is d2l.sgd or (s > 0).all()


@pytest.mark.parametrize("update", UPDATES)
def test_what_cannot_be_passed_over_twice_is_refused(update):
    """A generator would be used up by the first look: it is refused by name."""
    params, states = two()
    with pytest.raises(
        TypeError, match="^params must be a sequence of arrays, not <gen"
    ):
        update((p for p in params), states, UPDATES[update])
    if update is not d2l.sgd:
        for bad in ((s for s in states), None):
            message = "^states must be a sequence of arrays, not"
            with pytest.raises(TypeError, match=message):
                update(params, bad, UPDATES[update])
    assert params[0].asnumpy().tolist() == [1, 2]


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("number", [np.float32, np.float64, np.float16])
def test_tuples_and_numbers_of_numpy_serve(update, number):
    """Hyperparameters may be numbers of NumPy, and arrays may come in tuples."""
    plain, states = two()
    update(plain, states, UPDATES[update])
    params, states = two()
    update(
        tuple(params), tuple(states), {k: number(v) for k, v in UPDATES[update].items()}
    )
    for ours, theirs in zip(plain, params, strict=True):
        assert ours.asnumpy() == pytest.approx(theirs.asnumpy(), rel=1e-3)


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("bad", [True, "0.1", None, [0.1]])
def test_a_hyperparameter_is_a_number(update, bad):
    """What is no number is refused by name before the first array moves."""
    message = r"hyperparams\['lr'\] must be a number, non-negative and finite, not"
    assert_refused(update, *two(), TypeError, message, lr=bad)


@pytest.mark.parametrize(
    "init", [d2l.init_momentum_states, d2l.init_adagrad_states, d2l.init_rmsprop_states]
)
def test_initial_states(init):
    """States start at zero, in the shapes of weights and bias."""
    weight, bias = init(5)
    assert (weight.shape, bias.shape) == ((5, 1), (1,))
    assert not weight.any()
    assert not bias.any()
    with pytest.raises(ValueError, match="^feature_dim must be at least 1, not 0"):
        init(0)


@pytest.mark.parametrize("update", [d2l.sgd, d2l.momentum])
def test_eps_is_unknown_where_there_is_none(update):
    """An ε given to a rule without one is refused, not ignored."""
    (p,) = trained([[1.0]], [[2.0]])
    with pytest.raises(ValueError, match=r"unknown names \['eps'\]"):
        update([p], [mx.np.zeros(1)], UPDATES[update] | {"eps": 5})
    assert p.item() == 1


@pytest.mark.parametrize("update", [d2l.adagrad, d2l.rmsprop])
def test_eps_is_taken_where_there_is_one(update):
    """A larger ε makes the first step shorter."""
    ends = []
    for eps in (1e-6, 4.0):
        (p,) = trained([[1.0]], [[2.0]])
        update([p], [mx.np.zeros(1)], UPDATES[update] | {"eps": eps})
        ends.append(p.item())
    assert ends[0] < ends[1] < 1


@given(st.floats(0.1, 10), etas, inner_gammas)
def test_with_bias_correction_the_first_step_is_eta(x, eta, gamma):
    """With bias correction the first step is η long."""
    step = d2l.rmsprop_corrected_2d(x, -x, 0, 0, eta=eta, gamma=gamma, eps=0)
    assert step[:2] == pytest.approx((x - eta, eta - x), abs=1e-12)


@given(inner_gammas, st.integers(1, 30))
def test_the_corrected_average_divides_by_the_sum_of_weights(gamma, steps):
    """Bias correction divides the state by the sum of its weights, 1-γᵗ."""
    update = partial(d2l.rmsprop_corrected_2d, gamma=gamma, eps=0)
    before, state = d2l.run_2d(update, steps, (-5.0, -2.0, 0.0, 0.0, 1.0))[-2:]
    corrected = state[2] / d2l.leaky_weights(gamma, steps).sum()
    moved = 0.4 * 0.2 * before[0] / math.sqrt(corrected)
    assert before[0] - state[0] == pytest.approx(moved, rel=1e-6, abs=1e-12)


def test_correction_at_gamma_one_is_not_a_number():
    """At γ = 1 the correction is 0/0 and the step NaN."""
    with pytest.warns(RuntimeWarning, match="invalid value"):
        x1, x2, s1, s2, power = d2l.rmsprop_corrected_2d(-5, -2, 0, 0, gamma=1)
    assert math.isnan(x1)
    assert math.isnan(x2)
    assert (s1, s2, power) == (0, 0, 1)


@pytest.mark.parametrize(
    "bad", [{"power": 1.5}, {"gamma": -1}, {"eta": -1}, {"eps": -1}]
)
def test_correction_refuses(bad):
    """What is out of its range is refused by name."""
    with pytest.raises(ValueError, match=f"{next(iter(bad))} must be"):
        d2l.rmsprop_corrected_2d(-5, -2, 0, 0, **bad)


def turned(angle):
    """Return the rotation and the gradient of f_2d in coordinates that it has turned."""
    turn = rotation(angle)
    return turn, lambda x1, x2: turn @ d2l.f_2d_grad(*(turn.T @ (x1, x2)))


def points(update, start, steps):
    """Return where each step of an update ends."""
    return np.array(d2l.run_2d(update, steps, start))[1:, :2]


@given(st.floats(-math.pi, math.pi))
@settings(deadline=None)
def test_the_path_of_the_full_matrix_turns_with_the_problem(angle):
    """Rotate the problem and the path rotates with it."""
    turn, grad = turned(angle)
    straight = points(d2l.rmsprop_full_2d, (-5.0, -2.0, 0, 0, 0), 15)
    start = (*(turn @ (-5.0, -2.0)), 0, 0, 0)
    other = points(partial(d2l.rmsprop_full_2d, grad=grad), start, 15)
    assert other == pytest.approx(straight @ turn.T, abs=1e-6)


@given(st.floats(0.05, 1.5))
def test_the_diagonal_does_not_turn(angle):
    """A diagonal preconditioner cannot see that the coordinates are coupled."""
    turn, grad = turned(angle)
    straight = points(d2l.rmsprop_2d, (-5.0, -2.0, 0, 0), 1)
    start = (*(turn @ (-5.0, -2.0)), 0, 0)
    other = points(partial(d2l.rmsprop_2d, grad=grad), start, 1)
    assert np.abs(other - straight @ turn.T).max() > 1e-3


@given(coordinates, coordinates, st.floats(0, 9), st.floats(-3, 3), gammas)
def test_the_diagonal_of_the_full_matrix_is_the_state_of_rmsprop(x1, x2, s, s12, gamma):
    """The diagonal of S is RMSProp's state, to the last bit."""
    s11, _, s22 = d2l.rmsprop_full_2d(x1, x2, s + 3, s12, s + 3, gamma=gamma)[2:]
    assert (s11, s22) == d2l.rmsprop_2d(x1, x2, s + 3, s + 3, gamma=gamma)[2:]


@given(coordinates, gammas, epsilons)
def test_along_an_axis_the_full_matrix_is_rmsprop(x, gamma, eps):
    """Where only one partial derivative is not zero, both are one algorithm."""
    options = {"gamma": gamma, "eps": eps}
    full = d2l.rmsprop_full_2d(0, x, 0, 0, 0, **options)
    assert full[:2] == pytest.approx(d2l.rmsprop_2d(0, x, 0, 0, **options)[:2])


def test_the_first_step_of_the_full_matrix_follows_the_gradient():
    """The first step follows the gradient and is √10 η long."""
    step = np.subtract(d2l.rmsprop_full_2d(-5, -2, 0, 0, 0)[:2], (-5, -2))
    assert step / np.hypot(*step) == pytest.approx(np.array([1, 8]) / math.sqrt(65))
    assert np.hypot(*step) == pytest.approx(0.4 * math.sqrt(10), rel=1e-5)


@pytest.mark.parametrize("bad", [{"eps": 0}, {"gamma": 1.5}, {"eta": -1}])
def test_the_full_matrix_refuses(bad):
    """What is out of range is refused by name."""
    with pytest.raises(ValueError, match=f"{next(iter(bad))} must be"):
        d2l.rmsprop_full_2d(-5, -2, 0, 0, 0, **bad)


@pytest.mark.parametrize("update", UPDATES)
def test_a_read_only_parameter_changes_nothing(update):
    """A parameter that cannot be changed is refused before the first array moves."""
    params = [numpy_parameter(2, 2), numpy_parameter(1, 1)]
    params[1].flags.writeable = False
    with pytest.raises(ValueError, match=r"params\[1\] must be .*not read-only"):
        update(params, [np.ones(2), np.ones(1)], UPDATES[update])
    assert params[0].tolist() == [1, 1]


@pytest.mark.parametrize("update", UPDATES)
def test_arrays_that_numpy_does_not_take_change_nothing(update):
    """MXNet's sparse arrays, which NumPy's functions do not take, are refused by name."""
    params = [mx.nd.ones(2), mx.nd.ones((1, 1)).tostype("row_sparse")]
    states = [mx.nd.ones(2), mx.nd.ones((1, 1))]
    for p in params:
        p.attach_grad()
    with pytest.raises(TypeError, match=r"params\[1\] must be an array that NumPy's"):
        update(params, states, UPDATES[update])
    assert [a.asnumpy().tolist() for a in (*params, *states)] == 2 * [[1, 1], [[1]]]


@pytest.mark.parametrize("update", UPDATES)
def test_an_update_while_mxnet_records_changes_nothing(update):
    """An update inside of record() is refused before the first array moves."""
    params, states = two()
    with mx.autograd.record():
        assert_refused(update, params, states, RuntimeError, "outside of autograd")


SLOPES = {  # by the sentence: what a gradient may wrongly give, at a number and at (3,)
    "^grad must return the two partial derivatives": [
        *[(0.0, wrong) for wrong in (None, 1.0, (1, 2, 3), [], "ab", {1: 2})],
    ],
    r"grad\(x1, x2\)\[0\] must have the shape": [
        (0.0, (np.ones(3), 1.0)),
        (np.ones(3), (np.ones((3, 1)), 1.0)),
        (np.ones(3), (np.ones(1), 1.0)),
    ],
    r"grad\(x1, x2\)\[1\] must be an array of real numbers": [
        (0.0, (1.0, None)),
        (0.0, (1.0, "2")),
        (0.0, (1.0, 2j)),
    ],
}


@pytest.mark.parametrize("update", [*UPDATES_2D, d2l.rmsprop_corrected_2d])
@pytest.mark.parametrize(
    ("sentence", "x", "slopes"), [(s, *case) for s in SLOPES for case in SLOPES[s]]
)
def test_a_gradient_gives_a_slope_a_coordinate(update, sentence, x, slopes):
    """Refused if ``grad`` returns no two slopes of the shapes of ``x1`` and ``x2``."""
    with pytest.raises((TypeError, ValueError), match=sentence):
        update(x, x, 0.0, 0.0, grad=lambda x1, x2: slopes)
    with pytest.raises(TypeError, match="^grad must be a function of x1, x2, not 3"):
        update(x, x, 0.0, 0.0, grad=3)


@pytest.mark.parametrize("kind", [list, np.array, lambda pair: mx.np.array(pair)])
def test_a_gradient_may_be_of_any_library(kind):
    """A pair in a list or an array, of numbers or of arrays of one, makes the same step."""
    step = d2l.rmsprop_2d(-5.0, -2.0, 0.0, 0.0)
    given = d2l.rmsprop_2d(-5.0, -2.0, 0.0, 0.0, grad=lambda *x: kind([-1.0, -8.0]))
    np.testing.assert_allclose(given, step, rtol=1e-6)
    ones = d2l.rmsprop_2d(-5.0, -2.0, 0.0, 0.0, grad=lambda *x: [[-1.0], [-8.0]])
    np.testing.assert_allclose(np.ravel(ones), step, rtol=1e-12)


def test_a_whole_number_that_no_float_holds():
    """Whole numbers of Python's have no end: what a float64 does not hold is refused."""
    with pytest.raises(
        ValueError, match="^eta must be non-negative and finite, not 100"
    ):
        d2l.rmsprop_2d(1, 1, 0, 0, eta=10**400)
    with pytest.raises(TypeError, match="^x1 must be an array of real numbers, not"):
        d2l.rmsprop_2d(10**400, 1, 0, 0)
    with pytest.raises(TypeError, match="^x1 must be an array of real numbers, not"):
        d2l.f_2d(10**400, 1)
    with pytest.raises(ValueError, match="^x1 must hold numbers that float64 holds"):
        d2l.gd_2d(2**60 + 1, 1, 0, 0)


def test_a_full_state_has_no_negative_eigenvalue():
    """A matrix without negative eigenvalues, to a billionth; others are refused, not cut."""
    d2l.rmsprop_full_2d(1, 1, 1, 1 + 0.9e-9, 1)
    d2l.rmsprop_full_2d(1, 1, 0, 1e-300, 0)  # which is what an underflow may leave
    for state in ((0, 5, 0), (1, -1 - 1.1e-9, 1), (0, 1e-100, 0), (0, 2e-300, 0)):
        with pytest.raises(
            ValueError, match=r"^s12 must be at most sqrt\(s11 s22\) = "
        ):
            d2l.rmsprop_full_2d(1, 1, *state)
    state = d2l.rmsprop_full_2d(-5.0, -2.0, 0.0, 0.0, 0.0, grad=lambda *x: (-1.0, 3.0))
    for _ in range(8000):  # down to where an average loses its last digits
        state = d2l.rmsprop_full_2d(*state, grad=lambda *x: (0.0, 0.0))
    assert max(map(abs, state[2:])) < 1e-320
