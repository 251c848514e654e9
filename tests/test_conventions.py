"""One step with every option: against the chapter's, fifty digits and closed forms."""

import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from reference import decimal_convention
from strategies import coordinates, epsilons, etas, gammas, inner_gammas

import rmsprop_tut as d2l
from rmsprop_tut.core.conventions import (
    Convention,
    as_descent,
    convention_2d,
    convention_step,
    first_state,
    one_divisor,
    plainest,
    same_path,
)
from rmsprop_tut.core.updates import rmsprop_corrected_step, rmsprop_step

OPTIONS = {
    "eps_inside": st.booleans(),
    "centred": st.booleans(),
    "momentum": st.just(0.0) | inner_gammas,
    "rate_inside": st.booleans(),
    "nesterov": st.booleans(),
    "decay": st.just(0.0) | st.floats(1e-3, 0.5),
    "decoupled": st.booleans(),
    "clip": st.none() | st.floats(0.1, 5),
    "clip_first": st.booleans(),
    "clip_weights": st.none() | st.floats(0.1, 5),
    "initial": st.just(0.0) | st.floats(0.1, 2),
    "corrected": st.booleans(),
}
conventions = st.builds(
    Convention, etas, st.just(0.0) | inner_gammas, st.just(0.0) | epsilons, **OPTIONS
)


def follow(convention, curvature, x, steps):
    """Return x before the first step on λx²/2 and after each."""
    state, points = first_state(convention), [x]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            x, state = convention_step(x, state, curvature * x, convention)
            points.append(float(x))
    return points


@given(coordinates, st.floats(0, 100), coordinates, etas, gammas, epsilons)
def test_at_the_chapters_options_it_is_the_chapters_step(x, s, g, eta, gamma, eps):
    """As it stands a convention is the chapter's step, to the last bit."""
    y, state = convention_step(x, (s, 0.0, 0.0, 1.0), g, Convention(eta, gamma, eps))
    assert (y, state[0]) == rmsprop_step(x, s, g, eta, gamma, eps)


@given(coordinates, st.floats(0, 9), coordinates, etas, inner_gammas, epsilons)
def test_corrected_it_is_the_corrected_step(x, s, g, eta, gamma, eps):
    """With bias correction a convention is rmsprop_corrected_step, to the last bit."""
    c = Convention(eta, gamma, eps, corrected=True)
    y, state = convention_step(x, (s, 0.0, 0.0, gamma), g, c)
    expected = rmsprop_corrected_step(x, s, g, gamma * gamma, eta, gamma, eps)
    assert (y, state[0]) == expected


COMMON = {"eta": 0.05, "gamma": 0.9, "eps": 0.01}
EACH = {
    "eps_inside": ({"eps_inside": False}, {"inside": False}),
    "centred": ({"centred": True}, {"centred": True}),
    "centred outside": (
        {"centred": True, "eps_inside": False},
        {"centred": True, "inside": False},
    ),
    "momentum": ({"momentum": 0.9}, {"mu": 0.9}),
    "rate outside": ({"momentum": 0.9, "rate_inside": False}, {"mu": 0.9}),
    "nesterov": ({"momentum": 0.9, "nesterov": True}, {"mu": 0.9, "nesterov": True}),
    "decay": ({"decay": 0.3}, {"l2": 0.3}),
    "decoupled": ({"decay": 0.3, "decoupled": True}, {"shrink": 0.3}),
    "clip": ({"clip": 2.0, "decay": 0.3}, {"clip": 2, "l2": 0.3}),
    "clip last": (
        {"clip": 2.0, "clip_first": False, "decay": 0.3},
        {"clip": 2, "then": True, "l2": 0.3},
    ),
    "clip_weights": ({"clip_weights": 1.5}, {"box": 1.5}),
    "initial": ({"initial": 1.0}, {"s": 1}),
    "corrected": ({"corrected": True}, {"corrected": True}),
    "centred and corrected": (
        {"centred": True, "corrected": True},
        {"centred": True, "corrected": True},
    ),
}


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("curvature", [0.2, 4.0])
def test_each_option_against_fifty_digits(name, curvature):
    """Each option gives the path that its equation gives, computed with 50 digits."""
    options, words = EACH[name]
    path = follow(Convention(**COMMON, **options), curvature, -2.0, 20)
    exact = decimal_convention(curvature, -2.0, 20, **COMMON, **words)
    assert path == pytest.approx(exact, rel=1e-10)
    assert name == "eps_inside" or path != follow(
        Convention(**COMMON), curvature, -2.0, 20
    )


@given(conventions, st.lists(coordinates, min_size=1, max_size=5))
def test_a_step_of_arrays_is_the_step_of_each_number(convention, xs):
    """A step works on numbers and on arrays of any shape, to the last bit."""
    together = follow_many(convention, np.array(xs))
    apart = [follow(convention, 4.0, x, 3)[-1] for x in xs]
    np.testing.assert_array_equal(together, apart)


def follow_many(convention, x):
    """Return where three steps on 4x²/2 end from many places at once."""
    state = first_state(convention)
    with np.errstate(all="ignore"):
        for _ in range(3):
            x, state = convention_step(x, state, 4.0 * x, convention)
    return x


slopes = st.lists(st.floats(0.01, 10) | st.floats(-10, -0.01), min_size=1, max_size=10)


def pushed(convention, gradients):
    """Return where gradients that do not depend on x take it, so that rounding stays small."""
    x, state, points = -5.0, first_state(convention), []
    with np.errstate(all="ignore"):
        for g in gradients:
            x, state = convention_step(x, state, g, convention)
            points.append(float(x))
    assume(np.isfinite(points).all())
    return points


@given(conventions, slopes)
def test_what_does_nothing_changes_no_path(convention, gradients):
    """`plainest` puts aside what does nothing: the path stays, and there is no more of it."""
    plain = plainest(replace(convention, decay=0.0))
    assert plainest(plain) == plain
    path = pushed(replace(convention, decay=0.0), gradients)
    assert path == pytest.approx(pushed(plain, gradients), rel=1e-9)


@pytest.mark.parametrize(
    "idle",
    [
        {"gamma": 0.0, "corrected": True, "initial": 1.0},
        {"eps": 0.0, "eps_inside": False},
        *({name: True} for name in ("nesterov", "decoupled")),
        *({name: False} for name in ("clip_first", "rate_inside")),
    ],
)
def test_what_does_nothing_is_put_as_in_the_chapter(idle):
    """Each option that does nothing is put as in the chapter; what makes it idle stays."""
    chapter = Convention(0.4, 0.9, 1e-6)
    kept = {name: idle[name] for name in idle.keys() & {"gamma", "eps"}}
    assert plainest(replace(chapter, **idle)) == replace(chapter, **kept)


@given(conventions, st.booleans(), st.booleans(), slopes)
def test_one_divisor_is_an_epsilon(convention, still, inside, gradients):
    """With γ = 1, or centred with γ = 0, the divisor is an ε: the same path, to the last bit."""
    kind = (
        {"gamma": 1.0, "corrected": False} if still else {"gamma": 0.0, "centred": True}
    )
    c = plainest(replace(convention, **kind, eps_inside=inside, rate_inside=True))
    descent = as_descent(c)
    assert one_divisor(c)
    assert (descent.gamma, descent.initial, descent.centred) == (1, 0, False)
    assert pushed(c, gradients) == pushed(descent, gradients)
    assert same_path(c, descent)
    assert as_descent(descent) == descent


@given(conventions)
def test_elsewhere_the_divisor_is_not_one_number(convention):
    """A state that moves is left as it is."""
    c = replace(convention, centred=False)
    assert not one_divisor(c)
    assert as_descent(c) == c


@given(conventions, slopes)
def test_momentum_inside_and_outside_the_rate_is_one_path(convention, gradients):
    """At a constant rate, momentum inside and outside the learning rate are one path."""
    inside, outside = (
        replace(convention, decay=0.0, rate_inside=inside) for inside in (True, False)
    )
    assert same_path(inside, outside)
    path = pushed(inside, gradients)
    assert path == pytest.approx(pushed(outside, gradients), rel=1e-9)


def test_with_a_falling_rate_it_is_not():
    """With a rate that falls, the two momenta part: the velocity holds old rates."""
    xs = []
    for inside in (True, False):
        c = Convention(0.4, 0.9, 1e-6, momentum=0.9, rate_inside=inside)
        x, state = -5.0, first_state(c)
        for t in range(1, 6):
            x, state = convention_step(x, state, 0.2 * x, replace(c, eta=0.4 / t))
        xs.append(x)
    assert xs[0] != pytest.approx(xs[1], rel=1e-2)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("eps", [0.0, 0.01, 0.03])
def test_outside_the_root_it_ends_in_a_cycle_of_its_own(gamma, eps):
    """For ε outside the root the cycle of λx²/2 is |x| = η/2 - ε/λ."""
    eta, curvature = 0.4, 0.2
    c = Convention(eta, gamma, eps, eps_inside=False)
    end = follow(c, curvature, -1.0, 4000)[-2:]
    amplitude = eta / 2 - eps / curvature
    assert np.abs(end) == pytest.approx([amplitude, amplitude], rel=1e-9)
    assert end[0] * end[1] < 0


def test_outside_the_root_a_large_epsilon_ends_at_the_minimum():
    """From ε = ηλ/2 on there is no cycle, and the run goes to the minimum."""
    c = Convention(0.4, 0.9, 0.05, eps_inside=False)
    assert abs(follow(c, 0.2, -1.0, 4000)[-1]) < 1e-9


@given(etas, coordinates.filter(lambda g: abs(g) > 1e-3))
def test_the_first_step_at_pytorchs_default_is_ten_rates(eta, g):
    """At α = 0.99 the first step is 10 η long."""
    c = Convention(eta, 0.99, 0.0, eps_inside=False)
    x, _ = convention_step(0.0, first_state(c), g, c)
    assert x == pytest.approx(-math.copysign(10 * eta, g))


def test_a_hundred_equal_gradients_at_pytorchs_default():
    """At α = 0.99, 100 equal gradients move 203 η: the sum of 1/√(1 - 0.99ᵗ)."""
    c = Convention(1.0, 0.99, 0.0, eps_inside=False)
    x, state = 0.0, first_state(c)
    for _ in range(100):
        x, state = convention_step(x, state, -3.0, c)
    assert x == pytest.approx(sum(1 / math.sqrt(1 - 0.99**t) for t in range(1, 101)))
    assert round(x) == 203


def test_a_state_that_starts_from_one_makes_the_first_step_short():
    """From s = 1 a first gradient g moves ηg/√(γ + (1-γ)g²)."""
    c = Convention(0.4, 0.9, 0.0, initial=1.0)
    x, _ = convention_step(0.0, first_state(c), -0.5, c)
    assert x == pytest.approx(0.4 * 0.5 / math.sqrt(0.9 + 0.1 * 0.25))


def test_a_negative_variance_is_nan_and_no_exception():
    """A centred variance below zero gives NaN, as it does in the libraries."""
    c = Convention(0.4, 0.9, 0.0, centred=True)
    with np.errstate(all="ignore"):
        x, _ = convention_step(0.0, (0.0, 5.0, 0.0, 1.0), 1.0, c)
        assert math.isnan(x)


@given(conventions)
def test_two_coordinates_are_two_steps(convention):
    """convention_2d applies the step to each coordinate, the states one after the other."""
    s = first_state(convention)
    with np.errstate(all="ignore"):
        x1, x2, *state = convention_2d(convention, d2l.f_2d_grad)(-5.0, -2.0, *s, *s)
        one = convention_step(-5.0, s, -1.0, convention)
        two = convention_step(-2.0, s, -8.0, convention)
    np.testing.assert_array_equal([x1, x2, *state], [one[0], two[0], *one[1], *two[1]])


@pytest.mark.parametrize("field", [f.name for f in fields(Convention)])
def test_a_convention_refuses_what_no_option_is(field):
    """Each option is checked by name."""
    good = {"eta": 0.1, "gamma": 0.9, "eps": 1e-8}
    with pytest.raises(TypeError, match=f"{field} must be"):
        Convention(**good | {field: "yes"})
