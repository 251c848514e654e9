"""The update rules, on numbers and on arrays."""

import inspect
import math
from decimal import Decimal, getcontext

import numpy as np
import pytest
from hypothesis import given
from strategies import coordinates, epsilons, etas, gammas

import rmsprop_tut as d2l
from rmsprop_tut._mxnet import load_mxnet

mx = load_mxnet()

UPDATES_2D = [d2l.gd_2d, d2l.momentum_2d, d2l.adagrad_2d, d2l.rmsprop_2d]
UPDATES = {
    d2l.sgd: {"lr": 0.1},
    d2l.momentum: {"lr": 0.1, "momentum": 0.5},
    d2l.adagrad: {"lr": 0.1},
    d2l.rmsprop: {"lr": 0.1, "gamma": 0.9},
}


def high_precision(rule, steps):
    """Follow a rule from the chapter's start with 50 digits: (x, s) of each coordinate."""
    getcontext().prec = 50
    eta, eps = Decimal("0.4"), Decimal("1e-6")
    xs, ss = [Decimal(-5), Decimal(-2)], [Decimal(0), Decimal(0)]
    for _ in range(steps):
        for i, curvature in enumerate([Decimal("0.2"), Decimal(4)]):
            g = curvature * xs[i]
            ss[i] = rule(ss[i], g)
            xs[i] -= eta * g / (ss[i] + eps).sqrt()
    return [float(x) for x in xs]


def test_rmsprop_2d_against_fifty_digits():
    """train_2d(rmsprop_2d) ends at x1 = -0.010599, x2 = 0.000000 (1.036e-14)."""
    points = d2l.train_2d(d2l.rmsprop_2d)
    rule = lambda s, g: Decimal("0.9") * s + Decimal("0.1") * g * g  # noqa: E731
    assert points[-1] == pytest.approx(high_precision(rule, 20), rel=1e-6)
    assert points[-1] == pytest.approx((-1.05986721e-2, 1.03621213e-14), rel=1e-6)


def test_adagrad_2d_against_fifty_digits():
    """Adagrad with η = 0.4 ends at (-2.382563, -0.158591)."""
    points = d2l.train_2d(d2l.adagrad_2d)
    assert points[-1] == pytest.approx(
        high_precision(lambda s, g: s + g * g, 20), rel=1e-12
    )
    assert points[-1] == pytest.approx((-2.38256277, -0.15859055), abs=1e-8)


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
    x1, x2, *_ = d2l.rmsprop_2d(0, 1, 0, 0, gamma=1, eps=0)
    assert math.isnan(x1)
    assert x2 == -math.inf


@pytest.mark.parametrize("update", UPDATES_2D)
@pytest.mark.parametrize("bad", [-1, math.nan, math.inf])
def test_2d_arguments_out_of_range(update, bad):
    """η and ε must be finite and not negative, γ and β within [0, 1]."""
    for name in set(inspect.signature(update).parameters) & {
        "eta",
        "eps",
        "gamma",
        "beta",
    }:
        with pytest.raises(ValueError, match=f"{name} must be .*, not {bad!r}"):
            update(-5, -2, 0, 0, **{name: bad})
        with pytest.raises(TypeError, match=f"{name} must be a number"):
            update(-5, -2, 0, 0, **{name: "1"})


def trained(values, gradients):
    """Return MXNet parameters that carry the given gradients."""
    params = [mx.np.array(v, dtype="float32") for v in values]
    for p, g in zip(params, gradients, strict=True):
        p.attach_grad()
        p.grad[:] = mx.np.array(g, dtype="float32")
    return params


@given(gammas, etas, epsilons, coordinates)
def test_arrays_and_numbers_agree(gamma, eta, eps, g):
    """rmsprop is rmsprop_2d on arrays, to float32 rounding."""
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
    with pytest.raises(ValueError, match="s2 must be >= 0, not -1"):
        update(1, 1, 0, -1)
    assert update(1, 1, math.inf, 0)[0] == 1


def test_an_unknown_option_of_the_corrected_trainer():
    """A typo is refused before the run."""
    with pytest.raises(ValueError, match=r"hyperparams has unknown names \['gama'\]"):
        d2l.corrected_trainer_2d(gama=0.9)


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
        ({"lr": -1}, r"hyperparams\['lr'\] must be finite and >= 0, not -1"),
        ({"lr": math.nan}, r"hyperparams\['lr'\] must be finite and >= 0, not nan"),
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
        ValueError, match=rf"hyperparams\['{name}'\] must be in \[0, 1\], not 1.5"
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
    with pytest.raises(TypeError, match="hyperparams must be a dict"):
        update([], [], [0.1])
    with pytest.raises(
        ValueError, match=r"params\[0\].grad must be an array, not None"
    ):
        update([mx.np.ones(1)], [mx.np.ones(1)], UPDATES[update])


@pytest.mark.parametrize(
    "init", [d2l.init_momentum_states, d2l.init_adagrad_states, d2l.init_rmsprop_states]
)
def test_initial_states(init):
    """States start at zero, in the shapes of weights and bias."""
    weight, bias = init(5)
    assert (weight.shape, bias.shape) == ((5, 1), (1,))
    assert not weight.any()
    assert not bias.any()
    with pytest.raises(ValueError, match="feature_dim must be >= 1, not 0"):
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
