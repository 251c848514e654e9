"""The numbers on RMSProp's page, and in the solutions of its exercises."""

import datetime
import math
from functools import cache, partial
from importlib.util import find_spec

import numpy as np

from ..._types import Array
from ...core.averages import first_step_gain, memory
from ...core.objectives import CURVATURES, START, ZERO_STATE, f_2d, f_2d_rotated_grad
from ...core.updates import rmsprop_2d, rmsprop_full_2d
from ...lab.airfoil import EXAMPLES, optimal_loss_ch11, standardised_airfoil
from ...lab.fashion import full_fashion_record, load_fashion_mnist
from ...lab.grid import best_constant, gamma_schedules, tuned_losses
from ...lab.peers import printed_losses
from ...lab.recorded import mark
from ..playground import Row, trajectory
from ..presets import PRESETS
from .registry import fact
from .runs import (
    EPS,
    ETA,
    GAMMA,
    ROTATED_START,
    end,
    rotated_rmsprop_2d,
    rotated_value_after_20,
    value_after,
)

ZERO_MATRIX = (0.0, 0.0, 0.0)


@fact(".2f")
def first_step_gain_09() -> float:
    """At γ = 0.9 the first step is 3.16 times the learning rate."""
    return first_step_gain(GAMMA)


@fact(".4f")
def rmsprop_x1() -> float:
    """After 20 steps of RMSProp x1 is at -0.0106."""
    return end(rmsprop_2d, 20)[0]


@fact(".0e")
def rmsprop_x2() -> float:
    """After 20 steps of RMSProp x2 is at 1e-14."""
    return end(rmsprop_2d, 20)[1]


@fact(".2f")
def value_at_100() -> float:
    """After 100 steps the objective is back at 0.12."""
    return value_after(100, rmsprop_2d)


def preset_path(name: str, method: str = "rmsprop") -> list[Row]:
    """Return what the interactive figure draws of a method at a preset."""
    return trajectory(method, PRESETS[name].settings)


def first_move(method: str) -> float:
    """Return the length of the first step of x1 at the preset that shows it."""
    start, first, *_ = preset_path("first-step", method)
    return first[0] - start[0]


@fact(".2f")
def playground_first_move() -> float:
    """The first step moves both coordinates by 1.26."""
    return first_move("rmsprop")


@fact(".1f")
def playground_corrected_move() -> float:
    """With bias correction it moves them by 0.4."""
    return first_move("corrected")


@fact(".1f")
def playground_adagrad_first_rate() -> float:
    """Adagrad's learning rate of x1 is 0.4 in the first step."""
    return preset_path("slows", "adagrad")[1][4]


@fact(".2f")
def playground_adagrad_step() -> float:
    """In 20 steps Adagrad's learning rate of x1 shrinks from 0.4 to 0.13."""
    return preset_path("slows", "adagrad")[20][4]


@fact(".2f")
def playground_cycle() -> float:
    """At η = 1 RMSProp ends 0.50 from the minimum in each coordinate."""
    return abs(preset_path("cycle")[-1][0])


@fact(".0f")
def playground_exploded() -> float:
    """With γ = 1 one step takes x1 from -5 to 395."""
    return preset_path("explodes")[1][0]


@fact(".2f")
def playground_rotated() -> float:
    """Turned by 45 degrees, from the same loss, the loss after 20 steps is 0.15."""
    return preset_path("rotation")[-1][6]


@fact(",d")
def airfoil_rows() -> int:
    """The data are 1,503 measurements."""
    return len(standardised_airfoil()[1])


@fact(".4f")
def loss_at_zero() -> float:
    """With all weights zero the loss is 0.4933."""
    labels = standardised_airfoil(EXAMPLES)[1]
    return float((labels**2).mean() / 2)


@fact(".4f")
def optimal_loss() -> float:
    """No linear model has a loss below 0.2417."""
    return optimal_loss_ch11()


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
    """With a full matrix it is 5.7e-9."""
    full = partial(rmsprop_full_2d, grad=f_2d_rotated_grad)
    return rotated_value_after_20(full, (*ROTATED_START, *ZERO_MATRIX))


@fact(".1e")
def axis_full() -> float:
    """On the axis-aligned problem the full matrix reaches 8.3e-7."""
    return f_2d(*end(rmsprop_full_2d, 20, (*START, *ZERO_MATRIX))[:2])


@fact("s")
def replayed() -> str:
    """Without MXNet the trainings of this page come from a record, and say so."""
    return f" ({mark()})" if find_spec("mxnet") is None else ""


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
    """The constant γ = 0.9 ends 2.1e-3 above the optimum."""
    return mean_excess("gamma = 0.9")


@fact(".1e")
def excess_best_constant() -> float:
    """The best constant of the map ends 1.1e-3 above it."""
    return mean_excess("best constant gamma")


@fact(".1e")
def excess_gamma_falls() -> float:
    """A γ that falls ends 7.2e-4 above it."""
    return mean_excess("gamma falls")


@fact(".1e")
def excess_eta_falls() -> float:
    """A constant γ with an η that falls ends 4.4e-4 above it."""
    return mean_excess("gamma = 0.9, eta falls")


def gap_in_errors(one: str, other: str) -> float:
    """Return the mean difference of two schedules, seed by seed, in standard errors."""
    gap = schedule_excess()[one] - schedule_excess()[other]
    return float(gap.mean() / (gap.std(ddof=1) / math.sqrt(len(gap))))


@fact(".1f")
def gamma_falls_in_errors() -> float:
    """A falling γ beats the best constant by 5.3 standard errors, seed by seed."""
    return gap_in_errors("best constant gamma", "gamma falls")


@fact(".1f")
def eta_falls_in_errors() -> float:
    """A falling η beats a falling γ by 2.5 standard errors, seed by seed."""
    return gap_in_errors("gamma falls", "gamma = 0.9, eta falls")


def from_mxnet(library: str, line: int = 0) -> float:
    """Return how far from MXNet's loss a library's is, with the chapter's constants at first."""
    mxnet, other = (printed_losses(name)[line] for name in ("mxnet", library))
    return abs(other - mxnet) / mxnet


@fact(".0e")
def keras_from_mxnet() -> float:
    """Keras reaches MXNet's loss to 8e-8 of it."""
    return from_mxnet("keras")


@fact(".0e")
def optax_from_mxnet() -> float:
    """Optax reaches MXNet's loss to 8e-8 of it."""
    return from_mxnet("optax")


@fact(".0e")
def pytorch_from_mxnet() -> float:
    """PyTorch, with ε outside the root, is 3e-6 of the loss away from MXNet."""
    return from_mxnet("pytorch")


@fact(".0e")
def pytorch_own_from_mxnet() -> float:
    """With their own ε, 1e-8 in both, PyTorch reaches MXNet's loss to 8e-8 of it."""
    return from_mxnet("pytorch", line=1)


@fact(".3f")
def mxnet_at_its_defaults() -> float:
    """At its defaults MXNet is at a loss of 0.335 after two epochs."""
    return printed_losses("mxnet")[-1]


@fact(".3f")
def pytorch_at_its_defaults() -> float:
    """At its defaults PyTorch is at a loss of 0.246 after two epochs."""
    return printed_losses("pytorch")[-1]
