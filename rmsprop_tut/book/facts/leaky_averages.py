"""The numbers on the page of leaky averages and momentum, and in its solutions."""

import math
from functools import cache, partial

import numpy as np

from ...core.averages import half_life, leaky_average, leaky_weights, memory
from ...core.objectives import CURVATURES
from ...core.updates import gd_2d, momentum_2d
from .registry import fact
from .runs import ETA, end, value_after

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


HALVING = 2 ** (-1 / 100)  # the γ of the first exercise
DRIFT, NOISE = 0.01, 1.0  # of the third exercise's stream, a step and an observation
SHALLOW, STEEP = CURVATURES


@fact(".5f")
def gamma_of_half_life_100() -> float:
    """A weight halves every 100 steps at γ = 0.99309."""
    return HALVING


@fact(".1f")
def memory_of_half_life_100() -> float:
    """The memory is then 144.8 steps."""
    return memory(HALVING)


@fact("d")
def steps_to_95_percent() -> int:
    """From zero the average of a constant is within 5 % of it after 433 steps."""
    return math.ceil(math.log(0.05) / math.log(HALVING))


@fact(".0f")
def lag_09() -> float:
    """Of a stream that rises by one the average is 9 behind, in the end, at γ = 0.9."""
    return memory(0.9) - 1


@fact(".2f")
def lag_at_40() -> float:
    """At step 40 it is 8.87 behind."""
    return 40 - float(leaky_average(np.arange(1, 41), 0.9)[-1])


@fact(".2f")
def lag_corrected_at_40() -> float:
    """At step 40 the corrected average is 8.40 behind."""
    return 40 - float(leaky_average(np.arange(1, 41), 0.9)[-1]) / (1 - 0.9**40)


@fact(".0f")
def worth_of_09() -> float:
    """Against noise the average at γ = 0.9 is worth a mean of 19 observations."""
    return 2 * memory(0.9) - 1


def error_of_memory(steps: float) -> float:
    """Return the mean squared error of a memory on a stream with drift and noise."""
    return (DRIFT * (steps - 1)) ** 2 + NOISE**2 / (2 * steps - 1)


@cache
def memory_of_least_error() -> float:
    """Return where (M - 1)(2M - 1)² is the square of noise over drift."""
    roots = np.roots([4, -8, 5, -1 - (NOISE / DRIFT) ** 2])  # one is real
    return float(roots[roots.imag == 0].real[0])


@fact(".1f")
def best_memory() -> float:
    """Where the stream drifts by a hundredth of the noise the best memory is 14.2 steps."""
    return memory_of_least_error()


@fact(".3f")
def best_gamma() -> float:
    """That is γ = 0.930."""
    return 1 - 1 / memory_of_least_error()


@fact(".3f")
def error_at_best_gamma() -> float:
    """Its mean squared error is 0.054."""
    return error_of_memory(memory_of_least_error())


@fact(".3f")
def error_at_09() -> float:
    """At γ = 0.9 the mean squared error is 0.061."""
    return error_of_memory(memory(0.9))


@fact(".3f")
def error_at_099() -> float:
    """At γ = 0.99 it is 0.985."""
    return error_of_memory(memory(0.99))


@fact(".3f")
def error_in_a_run() -> float:
    """A run of 20,000 observations at γ = 0.93 has the mean squared error 0.054."""
    t = np.arange(20_000)
    noise = np.random.default_rng(0).standard_normal(20_000)
    error = leaky_average(DRIFT * t + NOISE * noise, 0.93) - DRIFT * t
    return float((error[1000:] ** 2).mean())


@fact(".3f")
def best_beta() -> float:
    """At η = 0.4 momentum is fastest in the long run with β = 0.514."""
    return (1 - math.sqrt(ETA * SHALLOW)) ** 2


@fact(".3f")
def left_at_best_beta() -> float:
    """A step then leaves 0.717."""
    return 1 - math.sqrt(ETA * SHALLOW)


@fact(".3f")
def polyak_eta() -> float:
    """With η free too the best learning rate is 0.668."""
    return 4 / (math.sqrt(STEEP) + math.sqrt(SHALLOW)) ** 2


@fact(".3f")
def polyak_beta() -> float:
    """Its β is 0.403."""
    return polyak_left() ** 2


@fact(".3f")
def polyak_left() -> float:
    """A step then leaves 0.635."""
    root = math.sqrt(STEEP / SHALLOW)
    return (root - 1) / (root + 1)


@fact(".3f")
def gd_best_left() -> float:
    """Of gradient descent at its best rate a step leaves 0.905."""
    return (STEEP - SHALLOW) / (STEEP + SHALLOW)


@fact(".0e")
def polyak_value() -> float:
    """After 20 steps of it the loss is 1e-4."""
    fastest = partial(momentum_2d, eta=polyak_eta(), beta=polyak_beta())
    return value_after(20, fastest)
