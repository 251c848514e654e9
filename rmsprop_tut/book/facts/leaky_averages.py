"""The numbers on the page of leaky averages and momentum."""

import math

from ...core.averages import half_life, leaky_weights, memory
from ...core.objectives import CURVATURES
from ...core.updates import gd_2d, momentum_2d
from .registry import fact
from .runs import ETA, end

BETA = 0.5  # of momentum_2d


@fact(".2f")
def first_weight_095() -> float:
    """At γ = 0.95 the newest observation weighs 0.05."""
    return float(leaky_weights(0.95, 1)[0])


@fact(".1f")
def first_weight_07() -> float:
    """At γ = 0.7 the newest observation weighs 0.3."""
    return float(leaky_weights(0.7, 1)[0])


@fact(".2f")
def half_life_09() -> float:
    """At γ = 0.9 an observation's weight halves every 6.58 steps."""
    return half_life(0.9)


@fact(".0f")
def memory_09() -> float:
    """At γ = 0.9 the average reaches over about 10 observations."""
    return memory(0.9)


@fact(".3f")
def weight_of_40_at_095() -> float:
    """At γ = 0.95 the weights of 40 steps sum to 0.871."""
    return float(leaky_weights(0.95, 40).sum())


@fact(".4f")
def weight_of_40_at_09() -> float:
    """At γ = 0.9 the weights of 40 steps sum to 0.9852."""
    return float(leaky_weights(0.9, 40).sum())


@fact(".2f")
def momentum_x1() -> float:
    """After 20 steps of momentum x1 is at -0.06."""
    return end(momentum_2d, 20)[0]


@fact(".3f")
def momentum_x2() -> float:
    """After 20 steps of momentum x2 is at 0.001."""
    return end(momentum_2d, 20)[1]


@fact(".2f")
def gd_x1() -> float:
    """After 20 steps of gradient descent x1 is at -0.94."""
    return end(gd_2d, 20)[0]


@fact(".2f")
def swing_left_by_momentum() -> float:
    """Across the valley a step of momentum leaves √β of a swing, 0.71."""
    return math.sqrt(BETA)


@fact(".1f")
def swing_left_by_gd() -> float:
    """Across the valley a step of gradient descent leaves |1 - ηλ| of a swing, 0.6."""
    return abs(1 - ETA * CURVATURES[1])
