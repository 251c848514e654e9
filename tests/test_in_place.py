"""Updates in place are all or nothing, whatever does not match, and take Gluon's parameters."""

import mx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rmsprop_tut as d2l

pytestmark = pytest.mark.usefixtures("numpy_mode")

UPDATES = {
    d2l.sgd: {"lr": 0.1},
    d2l.momentum: {"lr": 0.1, "momentum": 0.5},
    d2l.adagrad: {"lr": 0.1},
    d2l.rmsprop: {"lr": 0.1, "gamma": 0.9},
}
WITH_STATE = list(UPDATES)[1:]
DTYPES = ("float16", "float32", "float64")


def parameter(shape, dtype, grad=True):
    """Return ones, with ones as their gradient."""
    p = mx.np.ones(shape, dtype=dtype)
    if grad:
        p.attach_grad()
        p.grad[:] = 1
    return p


def bits(arrays):
    """Return what arrays hold, to the last bit."""
    return [a.asnumpy().tobytes() for a in arrays]


MISMATCHES = {
    "dtype": lambda p, s, other: (p, s.astype(other)),
    "shape": lambda p, s, other: (p, mx.np.ones((*s.shape, 1), dtype=s.dtype)),
    "size": lambda p, s, other: (p, mx.np.ones(7, dtype=s.dtype)),
    "no gradient": lambda p, s, other: (parameter(p.shape, p.dtype, grad=False), s),
    "the parameter itself": lambda p, s, other: (p, p),
}


@given(st.data(), st.sampled_from(WITH_STATE), st.sampled_from(sorted(MISMATCHES)))
def test_one_mismatch_anywhere_changes_nothing(data, update, kind):
    """Anything refused is refused before the first array changes, wherever it stands."""
    dtypes = data.draw(st.lists(st.sampled_from(DTYPES), min_size=1, max_size=4))
    wrong = data.draw(st.integers(0, len(dtypes) - 1))
    other = data.draw(st.sampled_from([d for d in DTYPES if d != dtypes[wrong]]))
    params = [parameter((2, i + 1), dtype) for i, dtype in enumerate(dtypes)]
    states = [mx.np.ones(p.shape, dtype=p.dtype) for p in params]
    params[wrong], states[wrong] = MISMATCHES[kind](params[wrong], states[wrong], other)
    before = bits([*params, *states])
    with pytest.raises(ValueError, match=rf"(params|states)\[{wrong}\]"):
        update(params, states, UPDATES[update])
    assert bits([*params, *states]) == before


@given(st.sampled_from(WITH_STATE), st.integers(1, 3), st.integers(0, 4))
def test_another_number_of_states_changes_nothing(update, n, m):
    """There is one state a parameter, or nothing is changed."""
    params = [parameter(2, "float32") for _ in range(n)]
    states = [mx.np.ones(2) for _ in range(m if m != n else m + 1)]
    with pytest.raises(ValueError, match=f"one array a parameter, {n}, not"):
        update(params, states, UPDATES[update])
    assert bits([*params, *states]) == bits([mx.np.ones(2)] * (n + len(states)))


@pytest.mark.parametrize("update", UPDATES)
def test_one_array_is_not_changed_twice(update):
    """A parameter that comes twice, or a state for two, is refused."""
    p, s = parameter(2, "float32"), mx.np.ones(2)
    with pytest.raises(ValueError, match=r"params\[1\] must be another array than par"):
        update([p, p], [s, mx.np.ones(2)], UPDATES[update])
    if update in WITH_STATE:
        q = parameter(2, "float32")
        with pytest.raises(ValueError, match=r"states\[1\] must be another array than"):
            update([p, q], [s, s], UPDATES[update])
    assert bits([p, s]) == bits([mx.np.ones(2)] * 2)


class Kept(np.ndarray):
    """NumPy's array with a gradient."""


def kept(grad):
    """Return three ones with a gradient, zeros by default."""
    p = np.ones(3).view(Kept)
    p.grad = np.zeros(3) if grad is None else grad(p)
    return p


def tied():
    """Return one weight of two older networks, as Gluon ties them."""
    with mx.util.np_array(False):
        one = mx.gluon.nn.Dense(1, in_units=3)
        two = mx.gluon.nn.Dense(1, in_units=3, params=one.params)
        one.initialize()
    return [one.weight, two.weight], [mx.nd.zeros((1, 3)), mx.nd.zeros((1, 3))]


def older():
    """Return one older array as parameter and as state."""
    p = mx.nd.ones(3)
    p.attach_grad()
    return [p], [p]


def its_gradient(p):
    """Return a parameter with its own gradient as state."""
    return [p], [p.grad]


SHARED = {
    "a tied weight": (tied, r"params\[1\] must be another array than params\[0\]"),
    "an older array": (older, r"states\[0\] must be another array than params\[0\]"),
    "MXNet's gradient": (
        lambda: its_gradient(parameter(3, "float32")),
        r"states\[0\] must be another array than params\[0\].grad",
    ),
    "NumPy's gradient": (
        lambda: its_gradient(kept(None)),
        r"states\[0\] must be another array than params\[0\].grad",
    ),
    "a view": (
        lambda: ([p := kept(None)], [p.reshape(3)]),
        r"states\[0\] must be another array than params\[0\]",
    ),
    "a gradient of itself": (
        lambda: ([kept(np.asarray)], [np.zeros(3)]),
        r"params\[0\].grad must be another array than params\[0\]",
    ),
}


@pytest.mark.parametrize("kind", SHARED)
@pytest.mark.parametrize("update", WITH_STATE)
def test_what_shares_its_numbers_is_one_array(update, kind):
    """Numbers that begin at one place under two names are refused: they would change twice."""
    make, message = SHARED[kind]
    params, states = make()
    with pytest.raises(ValueError, match=message):
        update(params, states, UPDATES[update])


def test_empty_arrays_share_nothing():
    """An array of no numbers has no place, and is another than each other."""
    params = [np.ones(0).view(Kept) for _ in range(2)]
    for p in params:
        p.grad = np.ones(0)
    assert (
        d2l.momentum(params, [np.ones(0)] * 1 + [np.zeros(0)], UPDATES[d2l.momentum])
        is None
    )


def backward(net):
    """Give a network's parameters gradients."""
    with mx.autograd.record():
        loss = mx.np.square(net(mx.np.array([[1.0, 2.0], [3.0, -1.0]]))).sum()
    loss.backward()


@pytest.mark.parametrize("update", UPDATES)
def test_a_parameter_of_gluon_is_the_array_that_it_holds(update):
    """A Gluon parameter is trained in place, as its array is."""
    net = mx.gluon.nn.Dense(1, in_units=2)
    net.initialize(mx.init.One())
    backward(net)
    arrays = [parameter(p.shape, "float32") for p in (net.weight, net.bias)]
    for array, p in zip(arrays, (net.weight, net.bias), strict=True):
        array[:], array.grad[:] = p.data(), p.grad()
    for params in ([net.weight, net.bias], arrays):
        update(params, [mx.np.ones((1, 2)), mx.np.ones(1)], UPDATES[update])
    assert bits([net.weight.data(), net.bias.data()]) == bits(arrays)
    assert (net.weight.data() != 1).any()


def frozen():
    """Return a parameter without a gradient."""
    p = mx.gluon.Parameter("weight", shape=(1,), grad_req="null")
    p.initialize()
    return p


def spread():
    """Return a parameter on two devices."""
    p = mx.gluon.Parameter("weight", shape=(1,))
    p.initialize(ctx=[mx.cpu(0), mx.cpu(1)])
    return p


def deferred():
    """Return a parameter whose shape is not known yet."""
    layer = mx.gluon.nn.Dense(1)
    layer.initialize()
    return layer.weight


NOT_READY = {
    "new": (lambda: mx.gluon.Parameter("weight", shape=(1,)), "initialised Parameter"),
    "deferred": (deferred, "initialised Parameter.*: call initialize"),
    "frozen": (frozen, "grad must be an array, not None.*grad_req='write'"),
    "on two devices": (spread, r"on one device, not on \[cpu\(0\), cpu\(1\)\]"),
}


@pytest.mark.parametrize("update", UPDATES)
@pytest.mark.parametrize("kind", NOT_READY)
def test_a_parameter_that_is_not_ready_changes_nothing(update, kind):
    """A parameter without array or gradient is refused by name, in second place too."""
    make, message = NOT_READY[kind]
    first, state = parameter(2, "float32"), mx.np.ones(2)
    with pytest.raises(ValueError, match=rf"params\[1\].*{message}"):
        update([first, make()], [state, mx.np.ones(1)], UPDATES[update])
    assert bits([first, state]) == bits([mx.np.ones(2)] * 2)


@pytest.mark.parametrize("update", UPDATES)
def test_a_network_s_parameters_are_listed(update):
    """What collect_params returns is a dict: its values are wanted, and that is said."""
    net = mx.gluon.nn.Dense(1, in_units=2)
    net.initialize()
    states = [mx.np.ones((1, 2)), mx.np.ones(1)]
    with pytest.raises(TypeError, match=r"take list\(params.values\(\)\)"):
        update(net.collect_params(), states, UPDATES[update])
    backward(net)
    assert update(net.collect_params().values(), states, UPDATES[update]) is None


@pytest.mark.parametrize("update", UPDATES)
def test_mxnets_older_arrays_serve(update):
    """A legacy array is changed as its newer twin, with which it shares memory."""
    p, s = mx.nd.ones(2), mx.nd.ones(2)
    p.attach_grad()
    p.grad[:] = 1
    q, t = parameter(2, "float32"), mx.np.ones(2)
    update([p], [s], UPDATES[update])
    update([q], [t], UPDATES[update])
    assert bits([p, s]) == bits([q, t])


ROUNDED = [
    (d2l.rmsprop, "float16", "eps", 1e-8, "told from 0 in float16.*smallest is 6e-08"),
    (d2l.adagrad, "float16", "eps", 1e-8, "told from 0 in float16.*smallest is 6e-08"),
    (d2l.rmsprop, "float32", "eps", 1e-50, "told from 0 in float32"),
    (d2l.rmsprop, "float64", "eps", 5e-324, "told from .* in float64.*is 2.2e-308"),
    (d2l.rmsprop, "float64", "gamma", 1e-310, "told from .* in float64"),
    (d2l.rmsprop, "float16", "eps", 1e6, "told from inf in float16.*largest is 65504"),
    (d2l.sgd, "float16", "lr", 1e-9, "told from 0 in float16"),
    (d2l.sgd, "float16", "lr", 1e9, "told from inf in float16"),
    (d2l.rmsprop, "float16", "gamma", 0.9999, "told from 1 in float16.*is 0.99951172"),
    (d2l.rmsprop, "float32", "gamma", 1 - 1e-9, "told from 1 in float32.*0.99999994"),
    (d2l.momentum, "float16", "momentum", 0.9999, "told from 1 in float16"),
]


@pytest.mark.parametrize(("update", "dtype", "name", "value", "message"), ROUNDED)
def test_a_constant_that_rounds_to_another_kind_changes_nothing(
    update, dtype, name, value, message
):
    """An ε that is 0 in the state's dtype is refused, with the smallest that is not."""
    p, s = parameter(2, dtype), mx.np.zeros(2, dtype=dtype)
    p.grad[:] = 0
    before = bits([p, s])
    with pytest.raises(ValueError, match=rf"hyperparams\['{name}'\] must be {message}"):
        update([p], [s], UPDATES[update] | {name: value})
    assert bits([p, s]) == before


@pytest.mark.parametrize("update", [d2l.adagrad, d2l.rmsprop])
@pytest.mark.parametrize("dtype", DTYPES)
def test_the_smallest_epsilon_works(update, dtype):
    """The smallest ε that is named leaves a weight without a gradient where it is."""
    smallest = float(max(np.finfo(dtype).smallest_subnormal, np.finfo(float).tiny))
    p, s = parameter(1, dtype), mx.np.zeros(1, dtype=dtype)
    p.grad[:] = 0
    update([p], [s], UPDATES[update] | {"eps": smallest})
    assert (p.item(), s.item()) == (1, 0)


@pytest.mark.parametrize("update", [d2l.momentum, d2l.rmsprop])
def test_one_and_zero_are_meant(update):
    """A fraction of exactly 1, and an ε or η of exactly 0, are the reader's choice."""
    p, s = parameter(1, "float16"), mx.np.ones(1, dtype="float16")
    name = "momentum" if update is d2l.momentum else "gamma"
    update([p], [s], {"lr": 0, name: 1})
    assert p.item() == 1


@pytest.mark.parametrize("update", [d2l.adagrad, d2l.rmsprop])
def test_an_infinite_state_makes_every_later_step_zero(update):
    """From 256 on the square of a gradient is infinite in float16, and the step is 0."""
    p, s = parameter(2, "float16"), mx.np.zeros(2, dtype="float16")
    p.grad[:] = mx.np.array([255, 256])
    update([p], [s], UPDATES[update])
    assert np.isinf(s.asnumpy()).tolist() == [False, True]
    assert (p.asnumpy() == 1).tolist() == [False, True]


class Tensor:
    """What is asked of a tensor of PyTorch's: NumPy sees its memory, not its gradient's."""

    def __init__(self, values, grad=None, error=None):
        self.values, self.grad, self.error = np.array(values), grad, error

    def detach(self):
        """Return a tensor of the same memory, without its gradient, as PyTorch does."""
        return Tensor.of(self.values, self.error)

    @classmethod
    def of(cls, values, error):
        """Return a tensor that shares memory."""
        made = cls(0.0, error=error)
        made.values = values
        return made

    def numpy(self):
        """Return the memory as NumPy's array, or raise what PyTorch raises."""
        if self.error:
            raise self.error
        return self.values


@pytest.mark.parametrize("update", WITH_STATE)
@pytest.mark.parametrize("dtype", DTYPES)
def test_a_tensor_of_pytorch_s_is_changed_in_its_memory(update, dtype):
    """A tensor takes the step that MXNet's array takes, to rounding, in its own memory."""
    p = parameter((2, 3), dtype)
    s = mx.np.ones((2, 3), dtype=dtype)
    grad = Tensor(np.ones((2, 3), dtype))
    tensor, state = Tensor(np.ones((2, 3), dtype), grad), Tensor(np.ones((2, 3), dtype))
    for _ in range(3):
        update([p], [s], UPDATES[update])
        update([tensor], [state], UPDATES[update])
    rounding = {"rtol": 2 * np.finfo(dtype).eps}
    np.testing.assert_allclose(tensor.values, p.asnumpy(), **rounding)
    np.testing.assert_allclose(state.values, s.asnumpy(), **rounding)
    np.testing.assert_array_equal(grad.values, 1)


@pytest.mark.parametrize("error", [TypeError("on a GPU"), RuntimeError("conjugate")])
def test_a_tensor_that_numpy_cannot_see_changes_nothing(error):
    """A tensor on a GPU, sparse, or in bfloat16, is refused by its name before any changes."""
    ones = np.ones(2)
    params = [Tensor(ones, Tensor(ones)), Tensor(ones, Tensor(ones), error)]
    states = [Tensor(ones), Tensor(ones)]
    with pytest.raises(TypeError, match=rf"params\[1\] .* NumPy can see.*{error}"):
        d2l.rmsprop(params, states, UPDATES[d2l.rmsprop])
    with pytest.raises(
        ValueError, match=r"params\[0\].grad must be an array, not None"
    ):
        d2l.rmsprop([Tensor(ones)], [Tensor(ones)], UPDATES[d2l.rmsprop])
    assert params[0].values.tolist() == states[0].values.tolist() == [1, 1]
