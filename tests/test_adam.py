"""Adam and AdamW: on numbers, on arrays, in place, and in the chapter's training."""

import math

import mx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import decimal_adam
from strategies import coordinates, epsilons, etas, inner_gammas

import rmsprop_tut as d2l
from rmsprop_tut.core.adam import adam_step
from rmsprop_tut.core.conventions import Convention, convention_step, first_state

with_mxnet = pytest.mark.usefixtures("numpy_mode")
FIRST = (-5, -2, 0, 0, 0, 0, 1, 1)
UPDATES_2D = [d2l.adam_2d, d2l.adamw_2d]


@pytest.mark.parametrize(("update", "decay"), [(d2l.adam_2d, 0), (d2l.adamw_2d, 0.01)])
def test_against_fifty_digits(update, decay):
    """Adam and AdamW take the path of Kingma and Ba's, Loshchilov and Hutter's equations."""
    path = np.array(d2l.run_2d(update, 20, FIRST))
    options = {"eta": 0.4, "betas": (0.9, 0.999), "eps": 1e-8, "decay": decay}
    for i, (curvature, x) in enumerate([("0.2", -5), ("4", -2)]):
        exact = decimal_adam(curvature, x, 20, **options)
        assert path[:, i] == pytest.approx(exact, rel=1e-9)


@given(etas, coordinates.filter(lambda x: abs(x) > 1e-3), inner_gammas, inner_gammas)
def test_the_first_step_is_one_rate_long(eta, x, beta1, beta2):
    """The first step has the length η, whatever the gradient and the decays."""
    options = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": 0}
    y, *_ = d2l.adam_2d(x, 1, 0, 0, 0, 0, **options)
    assert x - y == pytest.approx(math.copysign(eta, x), rel=1e-9)


def test_equal_gradients_make_equal_steps():
    """While the gradient stays as it is every step has the length η."""
    states = d2l.run_2d(
        lambda *s: d2l.adam_2d(*s, eps=0, grad=lambda x1, x2: (3.0, 1e-3)), 50, FIRST
    )
    steps = np.diff([s[:2] for s in states], axis=0)
    assert steps == pytest.approx(np.full((50, 2), -0.4), rel=1e-9)


@given(etas, inner_gammas, epsilons)
def test_without_momentum_it_is_rmsprop_with_bias_correction(eta, gamma, eps):
    """At β1 = 0 Adam is RMSProp with bias correction, ε outside the root."""
    c = Convention(eta, gamma, eps, eps_inside=False, corrected=True)
    x, y, v, s, p = -5.0, -5.0, 0.0, 0.0, 1.0
    state = first_state(c)
    for _ in range(10):
        p = gamma * p
        x, v, s = adam_step(x, v, s, 0.2 * x, 0.0, p, eta, 0.0, gamma, eps)
        y, state = convention_step(y, state, 0.2 * y, c)
    assert x == pytest.approx(y, rel=1e-9, abs=1e-9)


@given(coordinates, coordinates, etas, inner_gammas, inner_gammas, epsilons)
def test_two_coordinates_are_two_steps(x1, x2, eta, beta1, beta2, eps):
    """adam_2d applies the step to two coordinates, to the last bit; arrays likewise."""
    options = {"eta": eta, "beta1": beta1, "beta2": beta2, "eps": eps}
    state = (0.5, -0.25, 0.75, 1.5, 0.5, 0.25)
    done = d2l.adam_2d(x1, x2, *state, **options)
    powers = beta1 * 0.5, beta2 * 0.25
    one = adam_step(x1, 0.5, 0.75, 0.2 * x1, *powers, **options)
    two = adam_step(x2, -0.25, 1.5, 4.0 * x2, *powers, **options)
    assert done == (one[0], two[0], one[1], two[1], one[2], two[2], *powers)
    many = d2l.adam_2d(
        *(np.full(3, a) for a in (x1, x2, *state[:4])), *state[4:], **options
    )
    assert many[0].tolist() == [done[0]] * 3


@given(etas, st.floats(0, 1))
def test_weight_decay_takes_a_fraction_of_the_weights(eta, decay):
    """AdamW's step is Adam's, and the fraction ηλ of the weights less."""
    x1, x2, *state = d2l.adamw_2d(*FIRST, eta=eta, weight_decay=decay)
    y1, y2, *other = d2l.adam_2d(*FIRST, eta=eta)
    assert (x1, x2) == pytest.approx((y1 + 5 * eta * decay, y2 + 2 * eta * decay))
    assert state == other


@pytest.mark.parametrize("update", UPDATES_2D)
@pytest.mark.parametrize(
    ("name", "bad", "words"),
    [
        ("eta", -1, "non-negative and finite"),
        ("beta1", 1.5, r"a fraction, in \[0, 1\]"),
        ("beta2", math.nan, r"a fraction, in \[0, 1\]"),
        ("eps", math.inf, "non-negative and finite"),
        ("s1", -1.0, "non-negative"),
        ("power2", 2.0, r"a fraction, in \[0, 1\]"),
    ],
)
def test_2d_arguments_out_of_range(update, name, bad, words):
    """Each argument is refused by name."""
    given = dict(zip(("x1", "x2", "v1", "v2", "s1", "s2"), FIRST, strict=False))
    with pytest.raises(ValueError, match=f"{name} must be {words}, not {bad!r}"):
        update(**given | {name: bad})


def parameter(values, gradient):
    """Return an MXNet parameter that carries a gradient."""
    p = mx.np.array(values, dtype="float32")
    p.attach_grad()
    p.grad[:] = mx.np.array(gradient, dtype="float32")
    return p


def zeros(shape):
    """Return a first state for a parameter of this shape."""
    return mx.np.zeros(shape), mx.np.zeros(shape), np.ones(2)


@with_mxnet
@pytest.mark.parametrize("eps", [1e-8, 0.1])
def test_against_the_live_mxnet(eps):
    """Given the same constants, ours and MXNet's Adam take the same steps.

    MXNet adds its ε to the uncorrected root: ours is that, divided by √(1 - β2ᵗ).
    """
    kernel = mx.optimizer.Adam(learning_rate=0.1, epsilon=eps)
    kernel = mx.optimizer.get_updater(kernel)
    rng = np.random.default_rng(0)
    ours, theirs = mx.np.ones((5, 1)), mx.np.ones((5, 1))
    ours.attach_grad()
    state = zeros((5, 1))
    for t in range(1, 21):
        ours.grad[:] = mx.np.array(rng.normal(size=(5, 1)), dtype="float32")
        kernel(0, ours.grad, theirs)
        corrected = eps / math.sqrt(1 - 0.999**t)
        d2l.adam.unchecked([ours], [state], {"lr": 0.1, "eps": corrected})
    np.testing.assert_allclose(ours.asnumpy(), theirs.asnumpy(), rtol=1e-5, atol=1e-5)


@with_mxnet
@pytest.mark.parametrize(
    ("update", "in_2d"), [(d2l.adam, d2l.adam_2d), (d2l.adamw, d2l.adamw_2d)]
)
def test_arrays_and_numbers_agree(update, in_2d):
    """In place it is the update of two numbers, to float32 rounding."""
    options = {"beta1": 0.5, "beta2": 0.75, "eps": 1e-3}
    p, state, numbers = (
        parameter([1.0, 2.0], [0.5, -3.0]),
        zeros(2),
        (1.0, 2.0, *FIRST[2:]),
    )
    for _ in range(5):
        update([p], [state], {"lr": 0.1, **options})
        numbers = in_2d(*numbers, eta=0.1, grad=lambda *_: (0.5, -3.0), **options)
    v, s, powers = state
    found = [*p.asnumpy(), *v.asnumpy(), *s.asnumpy(), *powers]
    assert found == pytest.approx(numbers, rel=1e-5)


@with_mxnet
@pytest.mark.parametrize("update", [d2l.adam, d2l.adamw])
@pytest.mark.parametrize("hyperparams", [{"lr": 0.01}, {"lr": 0.01, "t": 1}])
def test_the_chapters_training_runs(update, hyperparams):
    """train_ch11(adam, init_adam_states(d), {'lr': 0.01, 't': 1}, …) prints about 0.245."""
    data_iter, d = d2l.get_data_ch11(batch_size=10)
    states = d2l.init_adam_states(d)
    result = d2l.train_regression(update, states, hyperparams, data_iter, d)
    assert 0.24 < result.losses[-1] < 0.255
    assert states[0][2] == pytest.approx([0.9**300, 0.999**300])


def counting_adam(params, states, hyperparams):
    """Do as the book's chapter on Adam: pairs of averages, and t in the hyperparameters."""
    t = hyperparams["t"]
    for p, (v, s) in zip(params, states, strict=True):
        v[:] = 0.9 * v + 0.1 * p.grad
        s[:] = 0.999 * s + 0.001 * np.square(p.grad)
        v_hat, s_hat = v / (1 - 0.9**t), s / (1 - 0.999**t)
        p[:] -= hyperparams["lr"] * v_hat / (np.sqrt(s_hat) + 1e-6)
    hyperparams["t"] += 1


@with_mxnet
def test_an_adam_that_counts_in_its_hyperparameters_trains_as_ours():
    """An Adam of the book's own form, which keeps t in the hyperparameters, runs too."""
    data_iter, d = d2l.get_data_ch11(batch_size=10)
    pairs = [zeros((d, 1))[:2], zeros(1)[:2]]
    hyperparams = {"lr": 0.01, "t": 1}
    theirs = d2l.train_regression(counting_adam, pairs, hyperparams, data_iter, d)
    states, hyperparams = d2l.init_adam_states(d), {"lr": 0.01, "t": 1, "eps": 1e-6}
    data_iter, d = d2l.get_data_ch11(batch_size=10)  # the same minibatches again
    ours = d2l.train_regression(d2l.adam, states, hyperparams, data_iter, d)
    assert ours.losses == pytest.approx(theirs.losses, rel=1e-4)


@with_mxnet
def test_a_training_goes_on():
    """The states count the steps, so that a second training goes on where one ended."""
    data_iter, d = d2l.get_data_ch11(batch_size=10)
    once, twice = d2l.init_adam_states(d), d2l.init_adam_states(d)
    whole = d2l.train_regression(d2l.adam, once, {"lr": 0.01}, data_iter, d, 2)
    half = d2l.train_regression(d2l.adam, twice, {"lr": 0.01}, data_iter, d, 1)
    rest = d2l.train_regression(
        d2l.adam, twice, {"lr": 0.01}, data_iter, d, 1, start=half
    )
    assert twice[0][2].tolist() == once[0][2].tolist()
    assert whole.losses[-1] == pytest.approx(rest.losses[-1], rel=0.02)


WRONG = {
    "a count that goes on": (
        {"t": 3},
        None,
        ValueError,
        r"hyperparams\['t'\] must be 1",
    ),
    "a typo": ({"beta": 0.9}, None, ValueError, r"unknown names \['beta'\]"),
    "a decay": ({"beta1": 1.5}, None, ValueError, r"hyperparams\['beta1'\] must be a"),
    "a decay of 1 in float32": (
        {"beta2": 1 - 1e-12},
        None,
        ValueError,
        r"hyperparams\['beta2'\] must be told from 1",
    ),
    "a pair": (
        {},
        lambda: (mx.np.zeros(1), mx.np.zeros(1)),
        ValueError,
        r"states\[0\] must be two arrays and NumPy's array of two powers",
    ),
    "one array": (
        {},
        lambda: mx.np.zeros(1),
        ValueError,
        r"states\[0\] must be two arrays",
    ),
    "a shape": (
        {},
        lambda: (mx.np.zeros(1), mx.np.zeros(2), np.ones(2)),
        ValueError,
        r"states\[0\] must have the shape \(1,\)",
    ),
    "one array twice": (
        {},
        lambda: (*2 * (mx.np.zeros(1),), np.ones(2)),
        ValueError,
        r"states\[0\]\[1\] must be another array than states\[0\]\[0\]",
    ),
}


@with_mxnet
@pytest.mark.parametrize("update", [d2l.adam, d2l.adamw])
@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_fit_changes_nothing(update, name):
    """A wrong hyperparameter or state is refused by name, and nothing is changed."""
    change, make, error, words = WRONG[name]
    p, state = parameter([1.0], [2.0]), make() if make else zeros(1)
    with pytest.raises(error, match=words):
        update([p], [state], {"lr": 0.1} | change)
    assert p.item() == 1
    assert all((np.asarray(part) <= 1).all() for part in state)


@with_mxnet
def test_states_are_a_sequence_of_one_a_parameter():
    """States that are none, or too few, are refused by name."""
    params = [parameter([1.0], [2.0]), parameter([1.0], [2.0])]
    with pytest.raises(
        TypeError, match="^states must be a sequence of arrays, not None"
    ):
        d2l.adam(params, None, {"lr": 0.1})
    with pytest.raises(
        ValueError, match="^states must hold one array a parameter, 2, not 1"
    ):
        d2l.adam(params, [zeros(1)], {"lr": 0.1})
