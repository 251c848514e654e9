"""The numbers on the first page."""

from ...core.updates import adagrad_2d, gd_2d, momentum_2d, rmsprop_2d
from .registry import fact
from .runs import value_after


@fact(".2f")
def gd_value() -> float:
    """After 20 steps of gradient descent the objective is 0.09."""
    return value_after(20, gd_2d)


@fact(".1e")
def momentum_value() -> float:
    """After 20 steps of momentum it is 4.0e-04."""
    return value_after(20, momentum_2d)


@fact(".2f")
def adagrad_value() -> float:
    """After 20 steps of Adagrad it is 0.62."""
    return value_after(20, adagrad_2d)


@fact(".1e")
def value_at_20() -> float:
    """After 20 steps of RMSProp it is 1.1e-05."""
    return value_after(20, rmsprop_2d)
