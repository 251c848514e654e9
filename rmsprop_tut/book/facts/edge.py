"""The numbers on the page of the edge of stability."""

import datetime
import math
from functools import cache
from typing import Any

import numpy as np

from ..._types import Array
from ...core.cycles import sign_cycle_multiplier, sign_cycles
from ...core.objectives import f_2d_hessian
from ...core.relaxation import best_cut, cut_relaxation, frustrated_quadratics
from ...lab.airfoil import airfoil_design
from ...lab.edge import WEIGHTS, EdgeRun, edge_record
from ...lab.plateaus import plateaus
from .behaviour import RESTLESS, TURNED
from .registry import fact
from .runs import ETA, GAMMA

STEPS = {0.9: 4000, 0.99: 4000, 0.999: 10_000}  # until the means stand still
UNIT = ETA**2 / 8  # the plateau of a relaxation of 1
REGRESSION_ETA, REGRESSION_GAMMA = 0.01, 0.99


@cache
def wandering(gamma: float) -> tuple[float, float]:
    """Return the mean objective of our run in three dimensions, and the law's."""
    (loss,), (law,) = plateaus([RESTLESS], gamma=gamma, steps=STEPS[gamma])
    return loss, law


def law_ratio(gamma: float) -> float:
    """Return the mean objective over what the law says of it."""
    loss, law = wandering(gamma)
    return loss / law


@fact(".2f")
def law_at_09() -> float:
    """At γ = 0.9 the mean objective is 0.97 of what the law says."""
    return law_ratio(0.9)


@fact("d")
def law_gap_later() -> int:
    """At γ = 0.99 and 0.999 the two differ by less than 1 %."""
    return math.ceil(100 * max(abs(law_ratio(gamma) - 1) for gamma in (0.99, 0.999)))


@cache
def network() -> tuple[dict[tuple[float, int], EdgeRun], dict[str, Any]]:
    """Return the recorded trainings, and where and when they were made."""
    return edge_record()


def late(gamma: float, seed: int = 0) -> Array:
    """Return the sharpness over the second half of a training."""
    run = network()[0][gamma, seed]
    return np.asarray(run.sharpness[run.steps > run.steps[-1] // 2])


def arrival(gamma: float) -> float:
    """Return the first step looked at that is past the edge."""
    run = network()[0][gamma, 0]
    return float(run.steps[np.argmax(run.sharpness > 1)])


@fact("d")
def edge_weights() -> int:
    """The network has 241 weights."""
    return WEIGHTS


@fact("s")
def edge_processor() -> str:
    """The record names the processor."""
    return str(network()[1]["processor"])


@fact("s")
def edge_day() -> str:
    """And the day."""
    return f"{datetime.date.fromisoformat(network()[1]['date']):%-d %B %Y}"


@fact(".2f")
def edge_at_first() -> float:
    """After 20 steps the sharpness is at 0.05 of the edge."""
    return float(network()[0][0.99, 0].sharpness[0])


@fact(",.0f")
def edge_reached() -> float:
    """At γ = 0.99 it is past the edge at step 540."""
    return arrival(0.99)


@fact(".2f")
def edge_overshoot() -> float:
    """It shoots up to 1.54 of the edge."""
    return float(network()[0][0.99, 0].sharpness.max())


@fact(".2f")
def edge_mean() -> float:
    """Over the second half of the training it is at 1.01 of the edge in the mean."""
    return float(late(0.99).mean())


def seeds_mean() -> list[float]:
    """Return the means of the three trainings at γ = 0.99."""
    return [float(late(0.99, seed).mean()) for seed in range(3)]


@fact(".3f")
def edge_lowest_seed() -> float:
    """The lowest mean of three trainings is 0.998."""
    return min(seeds_mean())


@fact(".3f")
def edge_highest_seed() -> float:
    """The highest is 1.011."""
    return max(seeds_mean())


@fact(".4f")
def edge_loss_there() -> float:
    """Where it arrives the loss is 0.0531."""
    run = network()[0][0.99, 0]
    return float(run.losses[np.argmax(run.sharpness > 1)])


@fact(".4f")
def edge_loss_at_end() -> float:
    """After 4,000 steps the loss is 0.0048."""
    return float(network()[0][0.99, 0].losses[-1])


def swing(share: float, gamma: float = 0.99) -> float:
    """Return a quantile of the weights' swings in units of η/2."""
    return float(np.quantile(network()[0][gamma, 0].swings, share))


@fact(".2f")
def swing_low() -> float:
    """A tenth of the weights swings by less than 0.96 of η/2."""
    return swing(0.1)


@fact(".2f")
def swing_median() -> float:
    """Half of them swing by less than 1.00 of it."""
    return swing(0.5)


@fact(".2f")
def swing_high() -> float:
    """A tenth of them swings by more than 1.02 of it."""
    return swing(0.9)


@fact(".0f")
def root_spread() -> float:
    """The largest root of a state is 512 times the smallest."""
    roots = network()[0][0.99, 0].roots
    return float(roots.max() / roots.min())


@fact(".2f")
def edge_mean_09() -> float:
    """At γ = 0.9 the sharpness is at 1.09 of the edge in the mean."""
    return float(late(0.9).mean())


@fact(".2f")
def edge_high_09() -> float:
    """There it goes up to 1.22 of the edge, even late."""
    return float(late(0.9).max())


@fact(",.0f")
def edge_reached_0999() -> float:
    """At γ = 0.999 it is past the edge at step 3,360 only."""
    return arrival(0.999)


@fact(".2f")
def edge_mean_0999() -> float:
    """Over the second half it is then at 1.00 in the mean."""
    return float(late(0.999).mean())


@fact(".2f")
def swing_low_0999() -> float:
    """A tenth of the weights still swings by less than 0.37 of η/2."""
    return swing(0.1, 0.999)


@fact(".2f")
def swing_high_0999() -> float:
    """Another tenth swings by more than 1.23 of it."""
    return swing(0.9, 0.999)


@fact(".0f")
def three_d_relaxation() -> float:
    """The relaxation has the value 11 on our matrix in three dimensions."""
    return cut_relaxation(RESTLESS).below


@fact(".0f")
def three_d_corner() -> float:
    """The best corner has the value 10."""
    return best_cut(RESTLESS)


@fact(".2f")
def three_d_plateau() -> float:
    """So the plateau should be at 0.22."""
    return UNIT * three_d_relaxation()


@fact(".0f")
def three_d_percent_09() -> float:
    """At γ = 0.9 the mean objective is at 95 % of that."""
    return 100 * wandering(0.9)[0] / three_d_plateau()


@fact("d")
def three_d_gap_later() -> int:
    """At γ = 0.99 and 0.999 it is within 1 % of it."""
    ratios = [wandering(gamma)[0] / three_d_plateau() for gamma in (0.99, 0.999)]
    return math.ceil(100 * max(abs(ratio - 1) for ratio in ratios))


@cache
def frustrated() -> tuple[list[Array], Array, Array]:
    """Return twelve matrices, and the plateaus of their relaxations and best corners."""
    drawn = frustrated_quadratics()
    relaxed = np.array([UNIT * cut_relaxation(H).below for H in drawn])
    return drawn, relaxed, np.array([UNIT * best_cut(H) for H in drawn])


@cache
def plateau_gaps(gamma: float) -> float:
    """Return by how many per cent the mean objectives differ from the relaxation at most."""
    drawn, relaxed, _ = frustrated()
    loss, _ = plateaus(drawn, gamma=gamma, steps=STEPS[gamma])
    return 100 * float(np.abs(loss / relaxed - 1).max())


def plateau_gap(gamma: float) -> int:
    """Return this rounded up to the next per cent."""
    return math.ceil(plateau_gaps(gamma))


@fact("d")
def plateau_gap_09() -> int:
    """At γ = 0.9 all twelve mean objectives are within 5 % of the relaxation."""
    return plateau_gap(0.9)


@fact("d")
def plateau_gap_later() -> int:
    """At γ = 0.99 and 0.999 they are within 1 %."""
    return max(plateau_gap(0.99), plateau_gap(0.999))


@fact(".1f")
def plateau_gap_0999() -> float:
    """At γ = 0.999 they are within 0.5 %, nearer than any best corner."""
    return math.ceil(2 * plateau_gaps(0.999)) / 2


@fact(".1f")
def corner_gap_large() -> float:
    """The best corner is up to 4.2 % below."""
    _, relaxed, corners = frustrated()
    return 100 * float((1 - corners / relaxed).max())


@fact(".1f")
def corner_gap_small() -> float:
    """It is at least 0.7 % below."""
    _, relaxed, corners = frustrated()
    return 100 * float((1 - corners / relaxed).min())


@fact(".1f")
def short_of_best_09() -> float:
    """At γ = 0.9 a cycle that attracts is at most 5.3 % below the relaxation."""
    return 100 * (1 - 2 * GAMMA / (1 + GAMMA))


@fact(".3f")
def no_cycle_from() -> float:
    """From γ = 0.833 on no cycle of our matrix attracts."""
    cut = three_d_corner()
    return cut / (2 * three_d_relaxation() - cut)


@fact(".3f")
def last_cycle_until() -> float:
    """The last of the three attracts up to γ = 0.633."""
    return max(1 / (2 * largest_kappa(sigma) - 1) for sigma in sign_cycles(RESTLESS))


def largest_kappa(sigma: Array) -> float:
    """Return the largest eigenvalue of K at a cycle of our matrix."""
    turned = np.array(RESTLESS) * np.outer(sigma, sigma)
    K = turned / turned.sum(axis=1, keepdims=True)
    return float(np.linalg.eigvals(K).real.max())


@cache
def regression_hessian() -> Array:
    """Return the Hessian of the chapter's regression over all of its examples."""
    inputs, _ = airfoil_design()
    product = inputs.T @ inputs / len(inputs)
    return np.asarray((product + product.T) / 2)


@fact("d")
def regression_cycles() -> int:
    """The chapter's regression has 22 pairs of corners that reproduce their signs."""
    return len(sign_cycles(regression_hessian()))


@fact("d")
def regression_attracting() -> int:
    """Of them 1 attracts at γ = 0.99."""
    H = regression_hessian()
    left = [sign_cycle_multiplier(H, s, REGRESSION_GAMMA) for s in sign_cycles(H)]
    return sum(each < 1 for each in left)


@fact(".4f")
def regression_relaxation() -> float:
    """The relaxation of its Hessian is 10.1091."""
    return cut_relaxation(regression_hessian()).below


@fact(".4f")
def regression_corner() -> float:
    """Its best corner has the same value, 10.1091."""
    return best_cut(regression_hessian())


@fact(".2e")
def regression_predicted() -> float:
    """At η = 0.01 its loss should stay 1.26e-4 above the smallest."""
    return REGRESSION_ETA**2 / 8 * regression_relaxation()


@fact(".2e")
def regression_measured() -> float:
    """It stays 1.26e-4 above it."""
    eta, gamma = REGRESSION_ETA, REGRESSION_GAMMA
    (loss,), _ = plateaus([regression_hessian()], steps=4000, eta=eta, gamma=gamma)
    return float(loss)


@fact(".3f")
def bowl_plateau() -> float:
    """On the chapter's bowl the plateau is 0.084."""
    return UNIT * cut_relaxation(f_2d_hessian()).below


@fact(".3f")
def turned_plateau() -> float:
    """On the bowl turned by 45° it is 0.160."""
    return UNIT * cut_relaxation(TURNED).below
