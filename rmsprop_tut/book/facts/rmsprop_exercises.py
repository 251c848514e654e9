"""The numbers in the solutions of RMSProp's exercises."""

import datetime
import math
from functools import cache, partial

import numpy as np

from ..._types import Array
from ...core.averages import memory
from ...core.objectives import CURVATURES, START, ZERO_STATE, f_2d, f_2d_rotated_grad
from ...core.updates import rmsprop_2d, rmsprop_full_2d
from ...lab.airfoil import optimal_loss_ch11
from ...lab.fashion import full_fashion_record, load_fashion_mnist
from ...lab.grid import best_constant, gamma_schedules, tuned_losses
from .registry import fact
from .runs import (
    EPS,
    ETA,
    ROTATED_START,
    end,
    rotated_rmsprop_2d,
    rotated_value_after_20,
)

ZERO_MATRIX = (0.0, 0.0, 0.0)


@fact(".0f")
def gamma_one_gain() -> float:
    """At γ = 1 every gradient is multiplied by 1000 η."""
    return 1 / math.sqrt(EPS)


@fact(".2e")
def gamma_one_x1() -> float:
    """At γ = 1 x1 is at 1.54e10 after five steps."""
    return end(partial(rmsprop_2d, gamma=1), 5)[0]


@fact(".2f")
def gamma_one_eps() -> float:
    """At γ = 1 any ε above 0.64 saves the run."""
    return (ETA * CURVATURES[1] / 2) ** 2


def rotated_curvatures() -> Array:
    """Return the eigenvalues of the rotated problem's Hessian, the smaller first."""
    rows = [f_2d_rotated_grad(*axis) for axis in np.eye(2)]
    return np.linalg.eigvalsh(rows)


@fact(".1f")
def rotated_curvature_shallow() -> float:
    """The rotated problem's smaller curvature is 0.4."""
    return float(rotated_curvatures()[0])


@fact(".0f")
def rotated_curvature_steep() -> float:
    """The rotated problem's larger curvature is 8."""
    return float(rotated_curvatures()[1])


@fact(".4f")
def rotated_from_start() -> float:
    """Rotated, from (-5, -2), the value after 20 steps is 0.3393."""
    return rotated_value_after_20(rotated_rmsprop_2d, ZERO_STATE)


@fact(".4f")
def rotated_equal_loss() -> float:
    """Rotated, from a start of equal loss, the value after 20 steps is 0.0460."""
    return rotated_value_after_20(rotated_rmsprop_2d, (*ROTATED_START, 0.0, 0.0))


@fact(".1e")
def rotated_full() -> float:
    """With a full matrix it is 5.7e-09."""
    full = partial(rmsprop_full_2d, grad=f_2d_rotated_grad)
    return rotated_value_after_20(full, (*ROTATED_START, *ZERO_MATRIX))


@fact(".1e")
def axis_full() -> float:
    """On the axis-aligned problem the full matrix reaches 8.3e-07."""
    return f_2d(*end(rmsprop_full_2d, 20, (*START, *ZERO_MATRIX))[:2])


@fact(",d")
def fashion_subset_train() -> int:
    """The subset has 4,000 training images."""
    return len(load_fashion_mnist().train_labels)


@fact(",d")
def fashion_subset_test() -> int:
    """The subset has 1,000 test images."""
    return len(load_fashion_mnist().test_labels)


@fact(".1f")
def fashion_full_accuracy() -> float:
    """On the full set a CNN classifies 91.5 % of the test images correctly."""
    return 100 * float(full_fashion_record()["test_accuracy"])


@fact("d")
def fashion_full_epochs() -> int:
    """It was trained for 10 epochs."""
    return int(full_fashion_record()["epochs"])


@fact(".0f")
def fashion_full_seconds() -> float:
    """It took 131 seconds of training."""
    return float(full_fashion_record()["seconds"])


@fact("s")
def fashion_full_where() -> str:
    """The record names the machine, its cores and the date."""
    record = full_fashion_record()
    day = datetime.date.fromisoformat(record["date"])
    return f"{record['processor']}, {record['cores']} cores, {day:%-d %B %Y}"


@cache
def tuned_gamma() -> float:
    """Return the best constant γ of the map."""
    grid = np.geomspace(1e-4, 1, 40)
    return best_constant(grid, 1 - grid, seeds=range(8))


@fact(",.0f")
def best_constant_memory() -> float:
    """The best constant γ has a memory of 7,897 steps, in a run of 300."""
    return memory(tuned_gamma())


@cache
def schedule_excess() -> dict[str, Array]:
    """Return the loss above the optimum of each γ schedule, on 32 fresh seeds."""
    etas = np.geomspace(1e-4, 1, 40)
    schedules = gamma_schedules(tuned_gamma())
    results = tuned_losses(schedules, etas, tune=range(8), judge=range(8, 40))
    return {name: losses - optimal_loss_ch11() for name, (_, losses) in results.items()}


def mean_excess(name: str) -> float:
    """Return the mean of a schedule's losses above the optimum."""
    return float(schedule_excess()[name].mean())


@fact(".1e")
def excess_gamma_09() -> float:
    """The constant γ = 0.9 ends 2.1e-03 above the optimum."""
    return mean_excess("γ = 0.9")


@fact(".1e")
def excess_best_constant() -> float:
    """The best constant of the map ends 1.1e-03 above it."""
    return mean_excess("best constant γ")


@fact(".1e")
def excess_gamma_falls() -> float:
    """A γ that falls ends 7.2e-04 above it."""
    return mean_excess("γ falls")


@fact(".1e")
def excess_eta_falls() -> float:
    """A constant γ with an η that falls ends 4.4e-04 above it."""
    return mean_excess("γ = 0.9, η falls")


def gap_in_errors(one: str, other: str) -> float:
    """Return the mean difference of two schedules, seed by seed, in standard errors."""
    gap = schedule_excess()[one] - schedule_excess()[other]
    return float(gap.mean() / (gap.std(ddof=1) / math.sqrt(len(gap))))


@fact(".1f")
def gamma_falls_in_errors() -> float:
    """A falling γ beats the best constant by 5.3 standard errors, seed by seed."""
    return gap_in_errors("best constant γ", "γ falls")


@fact(".1f")
def eta_falls_in_errors() -> float:
    """A falling η beats a falling γ by 2.5 standard errors, seed by seed."""
    return gap_in_errors("γ falls", "γ = 0.9, η falls")
