"""A rule followed over steps: the whole state, checks in the first step, and what is measured."""

import inspect
import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import decimal_path, rmsprop_run
from strategies import coordinates, epsilons, etas, gammas, inner_gammas

import rmsprop_tut as d2l
from rmsprop_tut._checks import checked
from rmsprop_tut.core.updates import rmsprop_step

UPDATES = {
    d2l.gd_2d: (-5.0, -2.0, 0.0, 0.0),
    d2l.momentum_2d: (-5.0, -2.0, 0.0, 0.0),
    d2l.adagrad_2d: (-5.0, -2.0, 0.0, 0.0),
    d2l.rmsprop_2d: (-5.0, -2.0, 0.0, 0.0),
    d2l.rmsprop_corrected_2d: (-5.0, -2.0, 0.0, 0.0, 1.0),
    d2l.rmsprop_full_2d: (-5.0, -2.0, 0.0, 0.0, 0.0),
}


@pytest.mark.parametrize("update", UPDATES)
def test_a_run_is_a_plain_loop_of_the_update(update):
    """x1, x2 and the state, before the first step and after each, to the last bit."""
    states = [UPDATES[update]]
    for _ in range(20):
        states.append(update(*states[-1]))
    assert d2l.run_2d(update, 20, UPDATES[update]) == states


@given(coordinates, coordinates, st.floats(0, 10), etas, gammas, epsilons)
def test_a_run_from_any_state_is_too(x1, x2, s, eta, gamma, eps):
    """Whatever the start and the constants, the run is the loop, to the last bit."""
    update = partial(d2l.rmsprop_2d, eta=eta, gamma=gamma, eps=eps)
    states = [(x1, x2, s, s)]
    for _ in range(5):
        states.append(update(*states[-1]))
    assert d2l.run_2d(update, 5, start=states[0]) == states


def test_the_state_may_be_of_any_length():
    """The whole state is kept, six numbers too."""
    states = d2l.run_2d(lambda *state: np.add(state, 1), 2, start=range(6))
    assert states == [tuple(range(k, k + 6)) for k in range(3)]


def test_nothing_is_printed(capsys):
    """A run prints nothing."""
    d2l.run_2d(d2l.rmsprop_2d)
    assert capsys.readouterr() == ("", "")


def counted(calls):
    """Return an update whose check and whose step each leave a mark when they run."""

    @checked(eta=lambda name, value: calls.append("check"))
    def update(x1, x2, s1, s2, *, eta=0.4):
        calls.append(eta)
        return x1, x2, s1, s2

    return update


def test_checks_are_made_in_the_first_step_only():
    """The first step is made with the update's own checks, the others without."""
    calls = []
    d2l.run_2d(partial(counted(calls), eta=0.1), 3)
    assert calls == ["check", 0.1, 0.1, 0.1]


def test_the_first_step_refuses():
    """A constant that is out of range is refused before anything is computed."""
    grad = lambda x1, x2: pytest.fail("too late")  # noqa: E731
    with pytest.raises(ValueError, match="^gamma must be a fraction, in"):
        d2l.run_2d(partial(d2l.rmsprop_2d, gamma=2, grad=grad))


def test_a_readers_own_decorator_is_not_taken_off():
    """Only our checks are left out: what a reader put around an update runs every step."""
    calls = []

    def watched(*state, **options):
        calls.append(state[0])
        return d2l.gd_2d(*state, **options)

    d2l.run_2d(watched, 3)
    assert len(calls) == 3


def test_each_step_has_its_rate():
    """``rate(t)`` is the learning rate of the step t = 1, 2, …."""
    calls = []
    d2l.run_2d(counted(calls), 3, rate=lambda t: t / 10)
    assert calls == ["check", 0.1, 0.2, 0.3]


def test_a_schedule_is_a_plain_loop():
    """With a rate the run is the loop of the update with that rate, to the last bit."""
    rate, states = d2l.inverse_sqrt_rate(0.4), [(-5.0, -2.0, 0.0, 0.0)]
    for t in range(1, 51):
        states.append(d2l.rmsprop_2d(*states[-1], eta=rate(t)))
    assert d2l.run_2d(d2l.rmsprop_2d, 50, rate=rate) == states


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf])
def test_rates_are_looked_at_first(bad):
    """A rate that is none is refused before the first step, whichever step it is of."""
    calls = []
    with pytest.raises(ValueError, match=rf"rate\(3\) must be non-neg.*, not {bad!r}"):
        d2l.run_2d(counted(calls), 3, rate=lambda t: bad if t == 3 else 0.1)
    with pytest.raises(TypeError, match=r"rate\(1\) must be a number, non-negative"):
        d2l.run_2d(counted(calls), 3, rate=lambda t: "0.1")
    assert calls == []


def test_a_number_is_no_schedule():
    """A learning rate in place of a schedule is refused by name."""
    with pytest.raises(
        TypeError, match=r"^rate must be a function of the step t, not 0\.4"
    ):
        d2l.run_2d(d2l.rmsprop_2d, 3, rate=0.4)


@pytest.mark.parametrize("start", [(), (1, 2), (1, 2, 3), 5, np.zeros((2, 4))])
def test_a_start_has_a_state(start):
    """A start without state is refused, and the message says what one is."""
    with pytest.raises(
        ValueError, match="^start must be x1, x2 and the state, 4 numbers or more, not"
    ):
        d2l.run_2d(d2l.rmsprop_2d, 3, start)


@pytest.mark.parametrize("returned", [3, (1.0,), (1.0, 2.0, 0.0), (1.0,) * 5])
def test_an_update_returns_what_it_is_given(returned):
    """An update that returns another number of values is refused by what it returned."""
    with pytest.raises(
        ValueError, match=r"must return x1, x2 and the state, 4 numbers, not"
    ):
        d2l.run_2d(lambda *state: returned)


@pytest.mark.parametrize(
    ("steps", "error", "message"),
    [
        (0, ValueError, "^steps must be at least 1, not 0"),
        (1.5, TypeError, "^steps must be a whole number, at least 1, not 1.5"),
        (True, TypeError, "^steps must be a whole number, at least 1, not True"),
    ],
)
def test_steps_are_counted(steps, error, message):
    """Less than a step, or half of one, is refused by name."""
    with pytest.raises(error, match=message):
        d2l.run_2d(d2l.rmsprop_2d, steps)


@pytest.mark.parametrize(
    ("update", "options", "said"),
    [
        (
            d2l.rmsprop_full_2d,
            {},
            "the state, with the 4 numbers of start: missing a required argument: 's22'",
        ),
        (
            lambda x1, x2, s1, s2: (x1, x2, s1, s2),
            {"rate": d2l.constant_rate(0.1)},
            "the state, and eta, with the 4 numbers of start: got an unexpected keyword",
        ),
        (d2l.rmsprop_2d, {"start": (1, 2, 0, 0, 0, 0, 0, 0, 0)}, "too many positional"),
    ],
)
def test_an_update_takes_what_it_is_given(update, options, said):
    """An update of another number of values, or without a rate, is refused by what it lacks."""
    with pytest.raises(TypeError, match=r"^update must take x1, x2 and ") as caught:
        d2l.run_2d(update, **options)
    assert said in str(caught.value)


def test_an_update_of_which_nothing_is_known_is_tried():
    """The arguments of some functions in C are not known: those are called."""
    with pytest.raises(ValueError, match="no signature"):
        inspect.signature(max)
    with pytest.raises(ValueError, match=r"^the update must return .* not 0\.0$"):
        d2l.run_2d(max, 1)


def test_what_is_no_function_is_refused():
    """A name in place of an update is refused by name."""
    with pytest.raises(
        TypeError, match="^update must be a function of x1, x2 and the state, not 'rms"
    ):
        d2l.run_2d("rmsprop")


def test_a_corrected_run_against_fifty_digits():
    """Given a start that ends with the power, 1, it follows the bias-corrected update."""
    *_, end = d2l.run_2d(d2l.rmsprop_corrected_2d, 20, start=(-5, -2, 0, 0, 1))
    x1 = decimal_path("0.2", -5, 20, corrected=True)[-1]
    assert end[0] == pytest.approx(float(x1), rel=1e-9)
    assert end[4] == pytest.approx(0.9**20)


def test_any_dimensions_are_two_dimensions():
    """On the chapter's problem the losses are those of the chapter's path."""
    states = d2l.run_2d(d2l.rmsprop_2d, 20)[1:]
    losses = d2l.quadratic_losses(np.diag([0.2, 4.0]), (-5, -2), 20)
    assert losses == pytest.approx([d2l.f_2d(*state[:2]) for state in states])


@given(st.integers(0, 1000), inner_gammas, etas, epsilons)
def test_losses_go_through_the_step(seed, gamma, eta, eps):
    """The losses are those of a plain loop of the package's step, to the last bit."""
    rng = np.random.default_rng(seed)
    H, x, s = rng.normal(size=(3, 3)), rng.normal(size=3), np.zeros(3)
    H, start, losses = H + H.T, x, []
    for _ in range(10):
        x, s = rmsprop_step(x, s, H @ x, eta, gamma, eps)
        losses.append(x @ H @ x / 2)
    found = d2l.quadratic_losses(H, start, 10, eta=eta, gamma=gamma, eps=eps)
    assert found.tolist() == losses


def test_losses_against_a_loop_of_their_own():
    """A plain loop of the equation gives the same losses, up to rounding."""
    H = d2l.f_2d_hessian(0.3)
    x, _ = rmsprop_run(lambda x: H @ x, (-5, -2), 20)
    losses = d2l.quadratic_losses(H, (-5, -2), 20)
    assert losses[-1] == pytest.approx(x @ H @ x / 2, rel=1e-9)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: d2l.tail_value(np.eye(3)), r"^hessian must have the shape \(2, 2\)"),
        (lambda: d2l.tail_value(np.eye(2), steps=10), "^steps must be at least 100"),
        (
            lambda: d2l.tail_value([[1, 2], [0, 1]]),
            "^hessian must be a symmetric matrix",
        ),
        (
            lambda: d2l.quadratic_losses(np.eye(3), (1, 2), 5),
            r"^start must have the shape \(3,\), not \(2,\)",
        ),
        (
            lambda: d2l.quadratic_losses(np.eye(2), (1, 2), 0),
            "^steps must be at least 1",
        ),
        (
            lambda: d2l.quadratic_losses(np.eye(2), (1, 2), 5, eta=-1),
            "^eta must be non-negative and finite, not -1",
        ),
    ],
)
def test_shapes_are_checked(call, words):
    """A start and a matrix that do not fit, or are none, are refused by name."""
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize("bad", [np.ones((2, 2)), [[2, 0], [0, 2]]])
def test_axes_must_be_orthogonal(bad):
    """Axes that are not orthogonal are refused."""
    with pytest.raises(ValueError, match="^axes must be an orthogonal"):
        d2l.transformed_path_2d(bad)


def test_step_lengths_refuse_a_zero_epsilon():
    """ε must be above 0: a zero gradient at a zero state would be 0/0."""
    with pytest.raises(ValueError, match="^eps must be positive and finite, not 0"):
        d2l.step_lengths([0.0], 0.9, eps=0)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30), inner_gammas, epsilons)
def test_step_lengths_are_those_of_the_steps(gradients, gamma, eps):
    """|x_t - x_{t-1}|/η of the steps with these gradients, started at 0 each."""
    s, lengths = 0.0, []
    for g in gradients:
        x, s = rmsprop_step(0.0, s, g, 1.0, gamma, eps)
        lengths.append(abs(x))
    assert d2l.step_lengths(gradients, gamma, eps) == pytest.approx(lengths)
