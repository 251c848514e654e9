"""The numbers on the page of RMSProp's behaviour: where a run ends."""

import math

import numpy as np

from ...core.cycles import (
    final_amplitude,
    scaled_epsilon,
    sign_cycle_multiplier,
    sign_cycles,
    two_cycle_amplitude,
    two_cycle_multiplier,
)
from ...core.objectives import CURVATURES, f_2d, f_2d_hessian, f_2d_rotated
from ...core.updates import rmsprop_2d
from ...lab.paths import quadratic_losses, tail_value
from .index import value_at_20
from .registry import fact
from .runs import EPS, ETA, GAMMA, ROTATED_START, end, rotated_rmsprop_2d, states

SHALLOW, STEEP = CURVATURES
ALONG, ACROSS = (1, 1), (1, -1)  # the valley, turned by 45°


@fact(".8f")
def amplitude_shallow() -> float:
    """The cycle of the shallow coordinate has the amplitude 0.19993749."""
    return two_cycle_amplitude(ETA, SHALLOW)


@fact(".8f")
def amplitude_steep() -> float:
    """The cycle of the steep coordinate has the amplitude 0.19999984."""
    return two_cycle_amplitude(ETA, STEEP)


@fact(".8f")
def simulated_shallow() -> float:
    """After 5,000 steps the shallow coordinate is 0.19993749 from the minimum."""
    return abs(end(rmsprop_2d, 5000)[0])


@fact(".8f")
def simulated_steep() -> float:
    """After 5,000 steps the steep coordinate is 0.19999984 from the minimum."""
    return abs(end(rmsprop_2d, 5000)[1])


@fact(".3f")
def value_in_cycle() -> float:
    """In the cycle the objective is 0.084."""
    return f_2d(amplitude_shallow(), amplitude_steep())


@fact(",.0f")
def flattery_of_20_steps() -> float:
    """At step 20 the value is 7,478 times smaller than where the run ends."""
    return value_in_cycle() / value_at_20()


@fact(".3f")
def gap_from_curve() -> float:
    """Simulated for 20,000 steps no amplitude is further than 0.005 from √(1-e), at e = 1."""
    e = np.geomspace(0.01, 10, 61)
    ends = [final_amplitude(gamma, e, steps=20_000) for gamma in (0.5, 0.9, 0.99)]
    return float(np.abs(ends - np.sqrt(np.maximum(0, 1 - e))).max())


@fact(".2g")
def rest_eta_shallow() -> float:
    """The shallow coordinate comes to rest for learning rates up to 0.01."""
    return 2 * math.sqrt(EPS) / SHALLOW


@fact(".2g")
def rest_eta_steep() -> float:
    """The steep coordinate comes to rest for learning rates up to 0.0005."""
    return 2 * math.sqrt(EPS) / STEEP


@fact(".3f")
def left_after_a_step() -> float:
    """At γ = 0.9, in the middle of its range, 0.949 of a deviation is left after a step."""
    return two_cycle_multiplier(GAMMA, 0.5)


def steps_a_decade(gamma: float) -> float:
    """Return the steps in which a small deviation from the cycle shrinks tenfold."""
    e = scaled_epsilon(ETA, SHALLOW)
    return -math.log(10) / math.log(two_cycle_multiplier(gamma, e))


@fact(".0f")
def decade_at_09() -> float:
    """At γ = 0.9 a deviation shrinks tenfold in 44 steps."""
    return steps_a_decade(0.9)


@fact(",.0f")
def decade_at_0999() -> float:
    """At γ = 0.999 it takes 4,603 steps."""
    return steps_a_decade(0.999)


@fact(".3f")
def largest_stable_ratio() -> float:
    """At γ = 0.9 a cycle attracts only if no eigenvalue κ is above 1.056."""
    return (1 + GAMMA) / (2 * GAMMA)


@fact(".0f")
def curvature_ratio() -> float:
    """Across the valley the curvature is 20 times that along it."""
    return STEEP / SHALLOW


@fact(".1f")
def multiplier_soft() -> float:
    """Along the valley a deviation grows 34.9-fold in each step."""
    return sign_cycle_multiplier(f_2d_hessian(math.pi / 4), ALONG, GAMMA)


@fact(".3f")
def multiplier_stiff() -> float:
    """Across the valley 0.949 of the slowest deviation is left after a step."""
    return sign_cycle_multiplier(f_2d_hessian(math.pi / 4), ACROSS, GAMMA)


@fact(".2f")
def largest_soft_angle() -> float:
    """At γ = 0.9 the cycle along the valley attracts up to a rotation by 0.15°."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        hessian = f_2d_hessian(math.radians(middle))
        attracts = sign_cycle_multiplier(hessian, ALONG, GAMMA) < 1
        low, high = (middle, high) if attracts else (low, middle)
    return low


@fact(".3f")
def tail_at_45() -> float:
    """Turned by 45° the run stays at the value 0.160."""
    return tail_value(f_2d_hessian(math.pi / 4))


@fact(".3f")
def tail_on_exercise() -> float:
    """On the rotated quadratic of the exercise it stays at 0.320."""
    last = states(rotated_rmsprop_2d, 5000, (*ROTATED_START, 0.0, 0.0))[-100:]
    return math.fsum(f_2d_rotated(*state[:2]) for state in last) / 100


# A positive definite matrix in three dimensions of whose cycles none attracts.
RESTLESS = ((1, -1, -1), (-1, 3, -1), (-1, -1, 4))


@fact(".2f")
def three_d_multiplier() -> float:
    """Near each of the three cycles a deviation grows 1.19-fold or more in a step."""
    cycles = sign_cycles(RESTLESS)
    return min(sign_cycle_multiplier(RESTLESS, sigma, GAMMA) for sigma in cycles)


@fact(".2f")
def three_d_mean() -> float:
    """The run wanders about a mean objective of 0.21."""
    return float(quadratic_losses(RESTLESS, (-5, -2, 1), 20_000)[1000:].mean())
