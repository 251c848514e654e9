"""The interactive figure's methods are the book's own, and its conventions'."""

from functools import partial

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.book.figure_rates import figure_rate
from rmsprop_tut.book.playground import METHODS, Settings, landscape, trajectory
from rmsprop_tut.core.conventions import Convention, convention_2d, first_state

CONVENTIONS = {
    "rmsprop": {},
    "corrected": {"corrected": True},
    "outside": {"eps_inside": False},
    "centred": {"centred": True},
}
Q = Settings(gamma=0.8, beta=0.7, eps=0.01, angle=30.0, condition=7.0, steps=30)
SETTINGS = [
    Q,
    Settings(landscape="wells", x1=0.1, x2=3.0, eta=0.3),
    Settings(landscape="curved", eps=0.0, steps=40),
]


def points(method, settings):
    """Return where a method's path leads."""
    return [row[:2] for row in trajectory(method, settings)]


@pytest.mark.parametrize("q", SETTINGS)
@pytest.mark.parametrize("method", CONVENTIONS)
def test_paths_are_the_convention_s(method, q):
    """Four methods are conventions of RMSProp to the last bit, on every landscape."""
    c = Convention(q.eta, q.gamma, q.eps, **CONVENTIONS[method])
    start = (q.x1, q.x2, *first_state(c), *first_state(c))
    path = d2l.run_2d(convention_2d(c, landscape(q).grad), q.steps, start)
    assert points(method, q) == [state[:2] for state in path]


OWN = {
    "gd": (d2l.gd_2d, {}, 2),
    "momentum": (d2l.momentum_2d, {"beta": Q.beta}, 2),
    "adagrad": (d2l.adagrad_2d, {"eps": Q.eps}, 2),
    "rmsprop": (d2l.rmsprop_2d, {"gamma": Q.gamma, "eps": Q.eps}, 2),
    "adam": (d2l.adam_2d, {"beta1": Q.beta, "beta2": Q.gamma, "eps": Q.eps}, 4),
}


@pytest.mark.parametrize("schedule", ["constant", "root", "cosine", "stairs"])
@pytest.mark.parametrize("method", OWN)
def test_paths_are_the_book_s(method, schedule):
    """Noiseless paths are the book's functions under its schedules, bit for bit."""
    q = Settings(**{**vars(Q), "schedule": schedule, "eta": 0.2})
    update, options, zeros = OWN[method]
    grad = landscape(q).grad
    start = (q.x1, q.x2, *[0.0] * zeros, *[1.0] * (2 * (method == "adam")))
    rate = figure_rate(schedule, q.eta, q.steps)
    path = d2l.run_2d(partial(update, grad=grad, **options), q.steps, start, rate)
    assert points(method, q) == [state[:2] for state in path]


def test_adam_divides_averages_of_all_gradients():
    """Adam's step is η times the mean gradient over the root of the mean square, by weights."""
    rows, grad = trajectory("adam", Q), landscape(Q).grad
    slopes = np.array([grad(*row[:2]) for row in rows[:-1]])
    lags = np.arange(Q.steps)[::-1]
    for t in range(1, Q.steps + 1):
        v, s = (
            np.average(values[:t], axis=0, weights=kept ** lags[-t:])
            for values, kept in ((slopes, Q.beta), (slopes**2, Q.gamma))
        )
        moved = np.subtract(rows[t - 1][:2], rows[t][:2])
        assert moved == pytest.approx(Q.eta * v / (np.sqrt(s) + Q.eps), rel=1e-9)


def test_adam_without_velocity_is_rmsprop():
    """At β = 0 and ε = 0 Adam is bias-corrected RMSProp."""
    q = Settings(beta=0.0, eps=0.0)
    for adam, corrected in zip(
        trajectory("adam", q), trajectory("corrected", q), strict=True
    ):
        assert adam == pytest.approx(corrected, rel=1e-9, abs=1e-12, nan_ok=True)


def test_momentum_without_velocity_is_gradient_descent():
    """At β = 0 momentum is gradient descent; by default it keeps what the book's keeps."""
    assert points("momentum", Settings(beta=0.0)) == points("gd", Settings())
    default = d2l.run_2d(d2l.momentum_2d, 20)
    assert points("momentum", Settings()) == [state[:2] for state in default]


def test_centred_shows_the_variance():
    """The state of centred RMSProp is the leaky mean square less the squared mean."""
    rows, grad = trajectory("centred", Q), landscape(Q).grad
    slopes = np.array([grad(*row[:2]) for row in rows[:-1]])
    for i in (0, 1):
        squares = d2l.leaky_average(slopes[:, i] ** 2, Q.gamma)
        means = d2l.leaky_average(slopes[:, i], Q.gamma)
        shown = [row[2 + i] for row in rows[1:]]
        assert shown == pytest.approx((squares - means**2).tolist(), rel=1e-9)


def test_outside_and_inside_agree_without_epsilon():
    """At ε = 0 it does not matter where ε stands."""
    q = Settings(eps=0.0)
    assert points("outside", q) == points("rmsprop", q)


@pytest.mark.parametrize("method", METHODS)
def test_effective_steps_follow_the_schedule(method):
    """The first effective step has η; at the same state a smaller rate's is smaller by it."""
    constant, stairs = (
        trajectory(method, Settings(schedule=s, steps=4, eta=1e-9, eps=1.0))
        for s in ("constant", "stairs")
    )
    ratios = [a[4] / b[4] for a, b in zip(stairs[1:], constant[1:], strict=True)]
    assert ratios == pytest.approx([1, 0.1, 0.01, 0.001], rel=1e-6)
