"""The numbers on the page of RMSProp's relatives."""

from functools import cache

import numpy as np

from ..._types import Array
from ...core.family import quintic
from ...lab.family import family_steps
from .registry import fact

GRADIENTS = ((-8, 2), (0, -4)), ((1, -1), (3, 2))
KEPT = 0.75
STEPS, OUTLIER = 180, 20
FALLS = 100  # the last step at which the gradient is 1


@cache
def by_hand() -> dict[str, Array]:
    """Return what each member subtracts in the second step of the update by hand."""
    steps = family_steps(GRADIENTS, gamma=KEPT, beta=KEPT)
    return {name: second for name, (_, second) in steps.items()}


def upper_left(name: str) -> float:
    """Return a member's second step in the upper left."""
    return float(by_hand()[name][0, 0])


@fact(".3f")
def hand_rmsprop_short() -> float:
    """RMSProp's second step is 0.286 in the upper left."""
    return upper_left("RMSProp")


@fact(".0f")
def hand_rmsprop_long() -> float:
    """It is 2 in the lower left, where the gradient before was zero."""
    return float(by_hand()["RMSProp"][1, 0])


@fact(".3f")
def hand_adagrad_short() -> float:
    """Adagrad's is 0.124 in the upper left."""
    return upper_left("Adagrad")


@fact(".0f")
def hand_adagrad_long() -> float:
    """It is 1 in the lower left."""
    return float(by_hand()["Adagrad"][1, 0])


@fact(".2f")
def hand_adadelta_rate() -> float:
    """Adadelta's rate has grown to 1.41 in the upper left."""
    return upper_left("Adadelta") / upper_left("RMSProp")


@fact(".2f")
def hand_adam() -> float:
    """Adam's is -0.54 in the upper left."""
    return upper_left("Adam")


@fact(".2f")
def hand_amsgrad() -> float:
    """AMSGrad's is -0.31 in the upper left."""
    return upper_left("AMSGrad")


@fact(".3f")
def hand_muon_right() -> float:
    """Muon's is -0.385 in the upper right."""
    return float(by_hand()["Muon"][0, 1])


@cache
def after_quintic() -> Array:
    """Return the singular values of the update by hand's momentum after five steps."""
    first, second = np.array(GRADIENTS)
    momentum = KEPT * first + second
    matrix = momentum / np.linalg.norm(momentum)
    for _ in range(5):
        matrix = quintic(matrix)
    return np.sort(np.linalg.svd(matrix, compute_uv=False))


@fact(".2f")
def schulz_low() -> float:
    """Five steps of the polynomial leave the smaller singular value at 0.70."""
    return float(after_quintic()[0])


@fact(".2f")
def schulz_high() -> float:
    """They leave the larger one at 0.71."""
    return float(after_quintic()[1])


def steps_above(low: float, polynomial: tuple[float, float, float]) -> int:
    """Return how many steps a polynomial needs to take 0.01 above a bound."""
    value, steps = np.array([[0.01]]), 0
    while value.item() < low:
        value, steps = quintic(value, *polynomial), steps + 1
    return steps


@fact("d")
def quintic_steps() -> int:
    """Muon's polynomial takes 0.01 above 0.68 in 4 steps."""
    return steps_above(0.68, (3.4445, -4.7750, 2.0315))


@fact("d")
def cubic_steps() -> int:
    """The classical one takes 11 steps."""
    return steps_above(0.68, (1.5, -0.5, 0.0))


@cache
def along_the_outlier() -> dict[str, Array]:
    """Return each member's steps along a gradient of 1, with an outlier, and then of 0.1."""
    g = np.ones(STEPS)
    g[OUTLIER - 1], g[FALLS:] = 30, 0.1
    steps = family_steps(g.reshape(-1, 1, 1))
    return {name: taken.ravel() for name, taken in steps.items()}


def at(name: str, step: int) -> float:
    """Return the length of a member's step, counted from 1."""
    return float(along_the_outlier()[name][step - 1])


@fact(".2f")
def outlier_rmsprop() -> float:
    """At the outlier RMSProp's step is 3.15 long, in units of the learning rate."""
    return at("RMSProp", OUTLIER)


@fact(".2f")
def outlier_after() -> float:
    """The step after it is 0.11 long."""
    return at("RMSProp", OUTLIER + 1)


@fact("d")
def outlier_recovery() -> int:
    """RMSProp's steps are 0.9 long again 57 steps after the outlier."""
    after = along_the_outlier()["RMSProp"][OUTLIER:FALLS]
    return int(np.argmax(after >= 0.9)) + 1


@fact(".2f")
def outlier_amsgrad() -> float:
    """AMSGrad's last step before the gradient falls is 0.11 long."""
    return at("AMSGrad", FALLS)


@fact(".3f")
def outlier_amsgrad_end() -> float:
    """Its last of all is 0.011 long."""
    return at("AMSGrad", STEPS)


@fact(".4f")
def outlier_adagrad_end() -> float:
    """Adagrad's last is 0.0032 long."""
    return at("Adagrad", STEPS)
