"""The numbers on the page of RMSProp's behaviour: its steps, and what they do not see."""

from functools import partial

import numpy as np

from ..._types import Array
from ...core.averages import first_step_gain
from ...core.objectives import START
from ...core.updates import rmsprop_2d, rmsprop_corrected_2d
from ...lab.paths import step_lengths, transformed_path_2d
from .registry import fact
from .runs import (
    EPS,
    GAMMA,
    ROTATED_START,
    end,
    rotated_rmsprop_2d,
    rotated_value_after_20,
)


@fact(".4f")
def x1_from_zero_state() -> float:
    """With the state at zero x1 is at -0.0106 after 20 steps."""
    return end(rmsprop_2d, 20)[0]


@fact(".4f")
def x1_bias_corrected() -> float:
    """With bias correction x1 is at -0.2689 after 20 steps."""
    return end(rmsprop_corrected_2d, 20, (*START, 0.0, 0.0, 1.0))[0]


@fact(".3f")
def x1_from_state_one() -> float:
    """With the state at one x1 is at -0.504 after 20 steps."""
    return end(rmsprop_2d, 20, (*START, 1.0, 1.0))[0]


def heavy_steps() -> Array:
    """Return the lengths of 1,000 steps with gradients without a mean: Cauchy's."""
    return step_lengths(np.random.default_rng(0).standard_cauchy(1000), GAMMA)


@fact(".0e")
def longest_step_lacks() -> float:
    """The longest of 999 later steps with Cauchy gradients is 3e-4 η below the bound."""
    return first_step_gain(GAMMA) - float(heavy_steps()[1:].max())


@fact(".0f")
def percent_above_eta() -> float:
    """12 % of those steps are longer than the learning rate."""
    return 100 * float((heavy_steps() > 1).mean())


def rescaling_gap(factor: float, eps: float) -> float:
    """Return how far the rescaled path gets from the path itself, in any coordinate."""
    path = partial(transformed_path_2d, np.eye(2), eps=eps)
    return float(np.abs(path(factor) - path(1.0)).max())


@fact(".0e")
def gap_of_100_f() -> float:
    """A hundred times the objective moves no point by more than 9e-06."""
    return rescaling_gap(100, EPS)


@fact(".0e")
def gap_of_100_f_small_eps() -> float:
    """With ε = 1e-12 it moves none by more than 9e-12."""
    return rescaling_gap(100, 1e-12)


@fact(".1f")
def gap_of_f_over_1000() -> float:
    """A thousandth of the objective moves a point by 2.0."""
    return rescaling_gap(1e-3, EPS)


@fact(".3f")
def value_rotated_20() -> float:
    """On the rotated quadratic the value is 0.046 after 20 steps."""
    return rotated_value_after_20(rotated_rmsprop_2d, (*ROTATED_START, 0.0, 0.0))
