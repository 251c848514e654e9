"""The numbers on the page of noise, and the point it leads to."""

import math
from functools import cache

import numpy as np

from ..._types import Array
from ...core.averages import leaky_average
from ...core.drifts import drift_threshold
from ...core.levels import frozen_level
from ...core.objectives import CURVATURES, START
from ...core.rest_points import exponential_means, rest_point
from ...core.updates import rmsprop_delayed_step
from ...lab.airfoil import EXAMPLES, airfoil_design
from ...lab.batches import airfoil_excess, airfoil_optimum
from ...lab.floors import noise_floor
from ...lab.streams import stream_means
from ..figure_panels import level
from ..presets import PRESETS
from .registry import fact
from .runs import EPS, ETA, GAMMA

ETAS = np.geomspace(0.2, 20, 7)
BASE, FORGOTTEN = 0.005, 0.01  # η and 1 - γ at the smallest batch
BATCH, LAST = 10, 5  # examples of a batch; epochs that judge
THREE_POINTS = ((-1.0, 0.1, 6.9), (0.4, 0.55, 0.05))
H = np.array([0.01, 0.03, 0.1, 0.3, 0.5])  # 1 - γ of the streams


def gap(gamma: float) -> float:
    """Return by how many per cent a level differs at most from that of a frozen state."""
    gaps = []
    for curvature in CURVATURES:
        level = noise_floor(ETAS, gamma, 1, curvatures=[curvature], steps=4000)
        gaps.append(level / frozen_level(ETAS, curvature, 1.0) - 1)
    return 100 * float(np.abs(gaps).max())


@fact(".1f")
def frozen_gap() -> float:
    """At γ = 0.999 no level is further than 1.3 % from that of a frozen state, rounded up."""
    return math.ceil(10 * gap(0.999)) / 10


@fact(".0f")
def short_memory_gap() -> float:
    """At γ = 0.9 the furthest is 5 % from it."""
    return gap(GAMMA)


@fact(".5f")
def airfoil_floor() -> float:
    """The regression's noise floor at a batch of 10 is 0.00174."""
    return BASE / 4 * float(airfoil_optimum()[2].sum()) / math.sqrt(BATCH)


@cache
def batches(batch: int) -> tuple[Array, Array]:
    """Return the examples seen, and the excess under both rules."""
    kappa = batch / BATCH
    etas = BASE * np.array([kappa**0.5, kappa])
    return airfoil_excess(batch, etas, [1 - FORGOTTEN * kappa] * 2)


def late(batch: int, rule: int) -> float:
    """Return the mean excess of the last epochs under the square-root rule, 0, or the linear."""
    seen, excess = batches(batch)
    return float(excess[rule, seen > seen[-1] - LAST * EXAMPLES].mean())


def early(batch: int, rule: int) -> float:
    """Return the excess after half an epoch under one of the rules."""
    seen, excess = batches(batch)
    return float(np.interp(EXAMPLES / 2, seen, excess[rule]))


@fact(".5f")
def batch_sqrt_10() -> float:
    """In the last epochs a batch of 10 is at 0.00174."""
    return late(10, 0)


@fact(".5f")
def batch_sqrt_40() -> float:
    """Under the square-root rule one of 40 is at 0.00186."""
    return late(40, 0)


@fact(".5f")
def batch_sqrt_160() -> float:
    """Under the square-root rule one of 160 is at 0.00185."""
    return late(160, 0)


@fact(".5f")
def batch_linear_40() -> float:
    """Under the linear rule one of 40 is at 0.00377."""
    return late(40, 1)


@fact(".5f")
def batch_linear_160() -> float:
    """Under the linear rule one of 160 is at 0.01069."""
    return late(160, 1)


@fact(".3f")
def early_sqrt_10() -> float:
    """After half an epoch a batch of 10 is 0.015 above the optimum."""
    return early(10, 0)


@fact(".3f")
def early_sqrt_40() -> float:
    """Then one of 40 is 0.045 above it under the square-root rule."""
    return early(40, 0)


@fact(".3f")
def early_sqrt_160() -> float:
    """Then one of 160 is 0.116 above it under the square-root rule."""
    return early(160, 0)


@fact(".3f")
def early_linear_40() -> float:
    """Then one of 40 is 0.010 above it under the linear rule."""
    return early(40, 1)


@fact(".3f")
def early_linear_160() -> float:
    """Then one of 160 is 0.015 above it under the linear rule."""
    return early(160, 1)


def signal(batch: int) -> float:
    """Return the largest mean gradient at zero weights, over the noise of a minibatch."""
    inputs, labels = airfoil_design()
    gradients = -labels[:, None] * inputs
    ratios = np.abs(gradients.mean(axis=0)) / gradients.std(axis=0)
    return float(ratios.max()) * math.sqrt(batch)


@fact(".1f")
def signal_10() -> float:
    """At zero weights some mean gradient is 1.0 times the noise of a batch of 10."""
    return signal(10)


@fact(".1f")
def signal_160() -> float:
    """And 4.1 times that of one of 160."""
    return signal(160)


@fact(".4f")
def threshold_3() -> float:
    """For C = n = 3 the threshold is 0.4723."""
    return drift_threshold(3, 3)


@fact(".4f")
def threshold_10() -> float:
    """For C = n = 10 it is 0.9554."""
    return drift_threshold(10, 10)


@fact(".5f")
def threshold_100() -> float:
    """For C = n = 100 it is 0.99959."""
    return drift_threshold(100, 100)


def exponential(gamma: float, batch: int = 1) -> float:
    """Return where RMSProp rests on means of exponential numbers."""
    return rest_point(*exponential_means(batch), gamma)


@fact(".3f")
def rest_05() -> float:
    """On exponential data it rests at 0.804 at γ = 0.5."""
    return exponential(0.5)


@fact(".3f")
def rest_09() -> float:
    """At γ = 0.9 it rests at 0.932."""
    return exponential(0.9)


@fact(".3f")
def rest_099() -> float:
    """At γ = 0.99 it rests at 0.991."""
    return exponential(0.99)


@fact(".3f")
def rest_05_of_ten() -> float:
    """On means of ten it rests at 0.978 at γ = 0.5."""
    return exponential(0.5, 10)


@fact(".3f")
def rest_09_of_ten() -> float:
    """On means of ten it rests at 0.992 at γ = 0.9."""
    return exponential(0.9, 10)


@fact(".3f")
def rest_099_of_ten() -> float:
    """On means of ten it rests at 0.999 at γ = 0.99."""
    return exponential(0.99, 10)


@fact(".3f")
def three_points_05() -> float:
    """On the three points it rests at -0.218 at γ = 0.5."""
    return rest_point(*THREE_POINTS, 0.5)


@fact(".3f")
def three_points_09() -> float:
    """At γ = 0.9 it rests at -0.193."""
    return rest_point(*THREE_POINTS, 0.9)


@fact(".3f")
def three_points_099() -> float:
    """At γ = 0.99 it rests at -0.029."""
    return rest_point(*THREE_POINTS, 0.99)


@fact(".3f")
def three_points_first_order() -> float:
    """To first order it is -0.029 there."""
    values, chances = np.array(THREE_POINTS)
    return -0.01 * float(chances @ values**3) / (2 * float(chances @ values**2))


@fact(".3f")
def delayed_gap() -> float:
    """Divided by the state before, all five γ end within 0.005 of the mean, rounded up."""

    def draw(rng: np.random.Generator, size: int) -> Array:
        return rng.exponential(size=size)

    gap = float(np.abs(stream_means(draw, 1 - H, delayed=True) - 1).max())
    return math.ceil(1000 * gap) / 1000


def delayed_lengths() -> Array:
    """Return the lengths of steps along Cauchy gradients, divided by the state before."""
    g = np.random.default_rng(0).standard_cauchy(1000)
    lengths: Array = np.abs(g[1:]) / np.sqrt(leaky_average(g * g, GAMMA)[:-1])
    return lengths


@fact(".0f")
def delayed_longest() -> float:
    """The longest step along Cauchy gradients is 225 η long."""
    return float(delayed_lengths().max())


@fact(".0f")
def delayed_beyond() -> float:
    """Of them 33 are longer than RMSProp's bound."""
    return float(np.sum(delayed_lengths() > (1 - GAMMA) ** -0.5))


@fact(".0f")
def delayed_rms() -> float:
    """The root mean square of these 999 steps is 8 η."""
    return math.sqrt(float(np.mean(delayed_lengths() ** 2)))


@fact(".2f")
def floor_within_a_tenth() -> float:
    """The floor is within a tenth of the level up to ηλ√B/σ = 0.38."""
    return 2 * (1.1 - 1 / 1.1)


@fact(".0f")
def delayed_on_valley() -> float:
    """Divided by the state before, the objective has a mean of 4 on the valley."""
    weights, total = np.array(CURVATURES), 0.0
    x = np.array(START) * np.linspace(0.9, 1.1, 256)[:, None]
    s = (weights * x) ** 2
    for step in range(5000):
        x, s = rmsprop_delayed_step(x, s, weights * x, ETA, GAMMA, EPS)
        total += float(np.mean(x**2 @ weights)) / 2 if step >= 1000 else 0.0
    return total / 4000


@fact(".2f")
def figure_level() -> float:
    """Under its noise the figure's run stays near 0.25."""
    return level(PRESETS["floor"].settings)
