"""The numbers on the first page."""

import math
from collections.abc import Callable
from functools import cache

import numpy as np

from ...core.objectives import CURVATURES
from ...core.schedules import constant_rate
from ...core.updates import adagrad_2d, gd_2d, momentum_2d, rmsprop_2d
from ...lab.paths import State, losses_by_rate, run_2d
from .registry import fact
from .runs import EPS, value_after

RATES = np.geomspace(0.01, 30, 200)  # 200 learning rates up to 30, at equal ratios


@fact(".2f")
def gd_value() -> float:
    """After 20 steps of gradient descent the objective is 0.09."""
    return value_after(20, gd_2d)


@fact(".1e")
def momentum_value() -> float:
    """After 20 steps of momentum it is 4.0e-4."""
    return value_after(20, momentum_2d)


@fact(".2f")
def adagrad_value() -> float:
    """After 20 steps of Adagrad it is 0.62."""
    return value_after(20, adagrad_2d)


@fact(".1e")
def value_at_20() -> float:
    """After 20 steps of RMSProp it is 1.1e-5."""
    return value_after(20, rmsprop_2d)


@fact(".0e")
def gd_at_200() -> float:
    """After 200 steps of gradient descent the objective is 8e-15."""
    return value_after(200, gd_2d)


@fact(".0e")
def momentum_at_200() -> float:
    """After 200 steps of momentum it is 4e-44."""
    return value_after(200, momentum_2d)


@fact(".0e")
def adagrad_at_200() -> float:
    """After 200 steps of Adagrad it is 2e-4."""
    return value_after(200, adagrad_2d)


@fact(".3f")
def rmsprop_at_200() -> float:
    """After 200 steps of RMSProp it is 0.084."""
    return value_after(200, rmsprop_2d)


@fact(".3f")
def adagrad_at_eta_1() -> float:
    """At the learning rate 1 Adagrad is at 0.016 after 20 steps."""
    return losses_by_rate(adagrad_2d, [1.0])[0]


@fact(".1f")
def rmsprop_at_eta_1() -> float:
    """At the learning rate 1 RMSProp is at 1.1 after 20 steps."""
    return losses_by_rate(rmsprop_2d, [1.0])[0]


@cache
def best(update: Callable[..., State]) -> tuple[float, float]:
    """Return the lowest objective after 20 steps, and the learning rate that reaches it."""
    losses = losses_by_rate(update, RATES.tolist())
    return min(zip(losses, RATES.tolist(), strict=True))


@fact(".2f")
def best_gd() -> float:
    """At its best rate gradient descent reaches 0.06 in 20 steps."""
    return best(gd_2d)[0]


@fact(".0e")
def best_momentum() -> float:
    """At its best rate momentum reaches 1e-7."""
    return best(momentum_2d)[0]


@fact(".0e")
def best_adagrad() -> float:
    """At its best rate Adagrad reaches 3e-29."""
    return best(adagrad_2d)[0]


@fact(".0e")
def best_rmsprop() -> float:
    """At its best rate RMSProp reaches 2e-14."""
    return best(rmsprop_2d)[0]


@fact(".0f")
def best_adagrad_eta() -> float:
    """Adagrad's best rate is 30, the largest tried."""
    return best(adagrad_2d)[1]


def newton_share(coordinate: int) -> float:
    """Return the step of Adagrad's best run at its end, in units of Newton's step."""
    eta = best(adagrad_2d)[1]
    state = run_2d(adagrad_2d, 20, rate=constant_rate(eta))[-1][2:]
    return eta * CURVATURES[coordinate] / math.sqrt(state[coordinate] + EPS)


@fact(".2f")
def adagrad_newton_shallow() -> float:
    """There Adagrad's steps in x1 are 1.16 of Newton's."""
    return newton_share(0)


@fact(".2f")
def adagrad_newton_steep() -> float:
    """In x2 they are 1.07 of Newton's."""
    return newton_share(1)


@fact(".2f")
def best_rmsprop_eta() -> float:
    """RMSProp's best rate is 0.63."""
    return best(rmsprop_2d)[1]


@fact(".2f")
def best_rmsprop_at_200() -> float:
    """With that rate RMSProp is at 0.21 after 200 steps."""
    return losses_by_rate(rmsprop_2d, [best(rmsprop_2d)[1]], 200)[0]
