"""Every number that the book's prose quotes: computed here, shown there, asserted in the tests.

A page glues ``texts(page)`` and quotes the numbers by name. A fact's docstring is the
statement that it stands for.
"""

import datetime
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from ...core.averages import first_step_gain, half_life, leaky_weights, memory
from ...core.cycles import (
    final_amplitude,
    scaled_epsilon,
    sign_cycle_multiplier,
    sign_cycles,
    two_cycle_amplitude,
    two_cycle_multiplier,
)
from ...core.objectives import (
    START,
    f_2d,
    f_2d_hessian,
    f_2d_rotated,
    f_2d_rotated_grad,
)
from ...core.schedules import (
    Rate,
    constant_rate,
    cosine_rate,
    inverse_sqrt_rate,
    step_rate,
)
from ...core.updates import (
    adagrad_2d,
    gd_2d,
    momentum_2d,
    rmsprop_2d,
    rmsprop_corrected_2d,
    rmsprop_full_2d,
)
from ...lab.airfoil import optimal_loss_ch11, standardised_airfoil
from ...lab.fashion import full_fashion_record, load_fashion_mnist
from ...lab.grid import best_constant, gamma_schedules, tuned_losses
from ...lab.paths import (
    State,
    quadratic_losses,
    run_2d,
    step_lengths,
    tail_value,
    transformed_path_2d,
)
from ...lab.races import LONG_RACE, tuned_races
from ...lab.regression import RECORD_EVERY
from ..playground import PRESETS, Row, trajectory

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Fact:
    """A number in prose: how it is computed and written, and the pages that quote it."""

    value: Callable[[], float | str]
    form: str
    pages: tuple[str, ...]

    @property
    def text(self) -> str:
        """The number as the page writes it: a true minus, and powers of ten as such."""
        value = self.value()
        if isinstance(value, str):
            return value
        mantissa, _, exponent = format(value, self.form).partition("e")
        power = f" × 10{str(int(exponent)).translate(RAISED)}" if exponent else ""
        return mantissa.replace("-", "−") + power


FACTS: dict[str, Fact] = {}


def fact(form: str, *pages: str) -> Callable:
    """Register a function without arguments as a fact of ``pages``, written with ``form``."""

    def register(value: Callable[[], float]) -> Callable[[], float]:
        FACTS[value.__name__] = Fact(value, form, pages)
        return value

    return register


def texts(page: str) -> dict[str, str]:
    """Return the numbers of one page as it writes them, by name."""
    return {name: fact.text for name, fact in FACTS.items() if page in fact.pages}


@fact(".2f", "leaky-averages", "rmsprop")
def half_life_09() -> float:
    """At γ = 0.9 an observation's weight halves every 6.58 steps."""
    return half_life(0.9)


@fact(".0f", "leaky-averages", "rmsprop")
def memory_09() -> float:
    """At γ = 0.9 the average reaches over about 10 observations."""
    return memory(0.9)


@fact(".3f", "leaky-averages")
def weight_of_40_at_095() -> float:
    """At γ = 0.95 the weights of 40 steps sum to 0.871."""
    return float(leaky_weights(0.95, 40).sum())


@fact(".4f", "leaky-averages")
def weight_of_40_at_09() -> float:
    """At γ = 0.9 the weights of 40 steps sum to 0.9852."""
    return float(leaky_weights(0.9, 40).sum())


@fact(".2f", "leaky-averages")
def momentum_x1() -> float:
    """After 20 steps of momentum x1 is at -0.06."""
    return run_2d(momentum_2d, 20)[-1][0]


@fact(".3f", "leaky-averages")
def momentum_x2() -> float:
    """After 20 steps of momentum x2 is at 0.001."""
    return run_2d(momentum_2d, 20)[-1][1]


@fact(".2f", "leaky-averages")
def gd_x1() -> float:
    """After 20 steps of gradient descent x1 is at -0.94."""
    return run_2d(gd_2d, 20)[-1][0]


@fact(".2f", "adagrad", "rmsprop")
def adagrad_x1() -> float:
    """After 20 steps of Adagrad x1 is still at -2.38."""
    return run_2d(adagrad_2d, 20)[-1][0]


@fact(".2f", "adagrad")
def adagrad_x2() -> float:
    """After 20 steps of Adagrad x2 is at -0.16."""
    return run_2d(adagrad_2d, 20)[-1][1]


@fact(".2f", "adagrad")
def adagrad_limit_s1() -> float:
    """Without noise Adagrad's first sum settles at 14.43."""
    return run_2d(adagrad_2d, 20_000)[-1][2]


@fact(".2f", "adagrad")
def adagrad_limit_s2() -> float:
    """Without noise Adagrad's second sum settles at 232.42."""
    return run_2d(adagrad_2d, 20_000)[-1][3]


@fact(".3f", "adagrad")
def adagrad_gain_s1() -> float:
    """Where the sum has settled the learning rate of x1 is 0.105 for good."""
    return 0.4 / math.sqrt(adagrad_limit_s1() + 1e-6)


@fact(".2f", "rmsprop", "behaviour")
def first_step_gain_09() -> float:
    """At γ = 0.9 the first step is 3.16 times the learning rate."""
    return first_step_gain(0.9)


@fact(".4f", "rmsprop")
def rmsprop_x1() -> float:
    """After 20 steps of RMSProp x1 is at -0.0106."""
    return run_2d(rmsprop_2d, 20)[-1][0]


@fact(".0e", "rmsprop")
def rmsprop_x2() -> float:
    """After 20 steps of RMSProp x2 is at 1e-14."""
    return run_2d(rmsprop_2d, 20)[-1][1]


def value_after_20(update: Callable) -> float:
    """Return the objective after 20 steps from the chapter's start."""
    return f_2d(*run_2d(update, 20)[-1][:2])


@fact(".2f", "index", "rmsprop")
def gd_value() -> float:
    """After 20 steps of gradient descent the objective is 0.09."""
    return value_after_20(gd_2d)


@fact(".1e", "index")
def momentum_value() -> float:
    """After 20 steps of momentum it is 4.0e-04."""
    return value_after_20(momentum_2d)


@fact(".2f", "index", "rmsprop")
def adagrad_value() -> float:
    """After 20 steps of Adagrad it is 0.62."""
    return value_after_20(adagrad_2d)


@fact(".1e", "index", "rmsprop", "behaviour")
def value_at_20() -> float:
    """After 20 steps the objective is 1.1e-05."""
    return value_after_20(rmsprop_2d)


@fact(".2f", "rmsprop")
def value_at_100() -> float:
    """After 100 steps the objective is back at 0.12."""
    return f_2d(*run_2d(rmsprop_2d, 100)[-1][:2])


@fact(",d", "rmsprop")
def airfoil_rows() -> int:
    """The data are 1,503 measurements."""
    return len(standardised_airfoil()[1])


@fact(".4f", "rmsprop")
def loss_at_zero() -> float:
    """With all weights zero the loss is 0.4933."""
    labels = standardised_airfoil(1500)[1]
    return float((labels**2).mean() / 2)


@fact(".4f", "rmsprop")
def optimal_loss() -> float:
    """No linear model has a loss below 0.2417."""
    return optimal_loss_ch11()


def path_from(s0: float, steps: int = 20) -> list[State]:
    """Return the chapter's path with another start of both states."""
    return run_2d(rmsprop_2d, steps, start=(*START, s0, s0))


@fact(".4f", "behaviour")
def x1_from_zero_state() -> float:
    """With the state at zero x1 is at -0.0106 after 20 steps."""
    return path_from(0.0)[-1][0]


@fact(".4f", "behaviour")
def x1_bias_corrected() -> float:
    """With bias correction x1 is at -0.2689 after 20 steps."""
    return run_2d(rmsprop_corrected_2d, 20, start=(*START, 0.0, 0.0, 1.0))[-1][0]


@fact(".3f", "behaviour")
def x1_from_state_one() -> float:
    """With the state at one x1 is at -0.504 after 20 steps."""
    return path_from(1.0)[-1][0]


def heavy_gradients() -> np.ndarray:
    """Return 1,000 gradients without a mean: Cauchy's distribution."""
    return np.random.default_rng(0).standard_cauchy(1000)


@fact(".0e", "behaviour")
def longest_step_lacks() -> float:
    """The longest of 999 later steps with Cauchy gradients is 3e-4 η below the bound."""
    return first_step_gain(0.9) - float(step_lengths(heavy_gradients(), 0.9)[1:].max())


@fact(".0f", "behaviour")
def percent_above_eta() -> float:
    """12 % of those steps are longer than the learning rate."""
    return 100 * float((step_lengths(heavy_gradients(), 0.9) > 1).mean())


def rescaling_gap(factor: float, eps: float) -> float:
    """Return how far the rescaled path gets from the path itself, in any coordinate."""
    path = partial(transformed_path_2d, np.eye(2), eps=eps)
    return float(np.abs(path(factor) - path(1.0)).max())


@fact(".0e", "behaviour")
def gap_of_100_f() -> float:
    """A hundred times the objective moves no point by more than 9e-06."""
    return rescaling_gap(100, 1e-6)


@fact(".0e", "behaviour")
def gap_of_100_f_small_eps() -> float:
    """With ε = 1e-12 it moves none by more than 9e-12."""
    return rescaling_gap(100, 1e-12)


@fact(".1f", "behaviour")
def gap_of_f_over_1000() -> float:
    """A thousandth of the objective moves a point by 2.0."""
    return rescaling_gap(1e-3, 1e-6)


def rotated_path(steps: int) -> list[State]:
    """Return the path on the rotated quadratic from the point of the same value, 10.5."""
    update = partial(rmsprop_2d, grad=f_2d_rotated_grad)
    start = (-3.5, -1.5, 0.0, 0.0)
    return run_2d(update, steps, start)


@fact(".3f", "behaviour")
def value_rotated_20() -> float:
    """On the rotated quadratic the value is 0.046 after 20 steps."""
    return f_2d_rotated(*rotated_path(20)[-1][:2])


@fact(".8f", "behaviour")
def amplitude_shallow() -> float:
    """The cycle of the shallow coordinate has the amplitude 0.19993749."""
    return two_cycle_amplitude(0.4, 0.2)


@fact(".8f", "behaviour")
def amplitude_steep() -> float:
    """The cycle of the steep coordinate has the amplitude 0.19999984."""
    return two_cycle_amplitude(0.4, 4.0)


@fact(".8f", "behaviour")
def simulated_shallow() -> float:
    """After 5,000 steps the shallow coordinate is 0.19993749 from the minimum."""
    return abs(path_from(0.0, 5000)[-1][0])


@fact(".8f", "behaviour")
def simulated_steep() -> float:
    """After 5,000 steps the steep coordinate is 0.19999984 from the minimum."""
    return abs(path_from(0.0, 5000)[-1][1])


@fact(".3f", "behaviour")
def value_in_cycle() -> float:
    """In the cycle the objective is 0.084."""
    return f_2d(amplitude_shallow(), amplitude_steep())


@fact(",.0f", "behaviour")
def flattery_of_20_steps() -> float:
    """At step 20 the value is 7,478 times smaller than where the run ends."""
    return value_in_cycle() / value_at_20()


def steps_a_decade(gamma: float) -> float:
    """Return the steps in which a small deviation from the cycle shrinks tenfold."""
    e = scaled_epsilon(0.4, 0.2)
    return -math.log(10) / math.log(two_cycle_multiplier(gamma, e))


@fact(".3f", "behaviour")
def gap_from_curve() -> float:
    """Simulated for 20,000 steps no amplitude is further than 0.005 from √(1-e), at e = 1."""
    e = np.geomspace(0.01, 10, 61)
    ends = [final_amplitude(gamma, e, steps=20_000) for gamma in (0.5, 0.9, 0.99)]
    return float(np.abs(ends - np.sqrt(np.maximum(0, 1 - e))).max())


@fact(".3f", "behaviour")
def left_after_a_step() -> float:
    """At γ = 0.9, in the middle of its range, 0.949 of a deviation is left after a step."""
    return two_cycle_multiplier(0.9, 0.5)


@fact(".0f", "behaviour")
def decade_at_09() -> float:
    """At γ = 0.9 a deviation shrinks tenfold in 44 steps."""
    return steps_a_decade(0.9)


@fact(",.0f", "behaviour")
def decade_at_0999() -> float:
    """At γ = 0.999 it takes 4,603 steps."""
    return steps_a_decade(0.999)


@fact(".2g", "behaviour")
def rest_eta_shallow() -> float:
    """The shallow coordinate comes to rest for learning rates up to 0.01."""
    return 2 * math.sqrt(1e-6) / 0.2


@fact(".2g", "behaviour")
def rest_eta_steep() -> float:
    """The steep coordinate comes to rest for learning rates up to 0.0005."""
    return 2 * math.sqrt(1e-6) / 4


@fact(".3f", "behaviour")
def tail_at_45() -> float:
    """Turned by 45° the run stays at the value 0.160."""
    return tail_value(f_2d_hessian(math.pi / 4))


@fact(".3f", "behaviour")
def tail_on_exercise() -> float:
    """On the rotated quadratic of the exercise it stays at 0.320."""
    states = rotated_path(5000)[-100:]
    return math.fsum(f_2d_rotated(*state[:2]) for state in states) / 100


@fact(".1f", "behaviour")
def multiplier_soft() -> float:
    """Along the valley a deviation grows 34.9-fold in each step."""
    return sign_cycle_multiplier(f_2d_hessian(math.pi / 4), [1, 1], 0.9)


@fact(".3f", "behaviour")
def multiplier_stiff() -> float:
    """Across the valley 0.949 of the slowest deviation is left after a step."""
    return sign_cycle_multiplier(f_2d_hessian(math.pi / 4), [1, -1], 0.9)


# A positive definite matrix in three dimensions of whose cycles none attracts.
RESTLESS = ((1, -1, -1), (-1, 3, -1), (-1, -1, 4))


@fact(".2f", "behaviour")
def three_d_multiplier() -> float:
    """Near each of the three cycles a deviation grows 1.19-fold or more in a step."""
    cycles = sign_cycles(RESTLESS)
    return min(sign_cycle_multiplier(RESTLESS, sigma, 0.9) for sigma in cycles)


@fact(".2f", "behaviour")
def three_d_mean() -> float:
    """The run wanders about a mean objective of 0.21."""
    return float(quadratic_losses(RESTLESS, (-5, -2, 1), 20_000)[1000:].mean())


@fact(".3f", "behaviour")
def largest_stable_ratio() -> float:
    """At γ = 0.9 a cycle attracts only if no eigenvalue κ is above 1.056."""
    return (1 + 0.9) / (2 * 0.9)


@fact(".2f", "behaviour")
def largest_soft_angle() -> float:
    """At γ = 0.9 the cycle along the valley attracts up to a rotation by 0.15°."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        hessian = f_2d_hessian(math.radians(middle))
        attracts = sign_cycle_multiplier(hessian, [1, 1], 0.9) < 1
        low, high = (middle, high) if attracts else (low, middle)
    return low


RATES: dict[str, Rate] = {
    "constant": constant_rate(0.4),
    "1/√t": inverse_sqrt_rate(0.4),
    "cosine": cosine_rate(0.4, 1000),
    "step": step_rate(0.4, 250),
}


@cache
def scheduled_values() -> dict[str, np.ndarray]:
    """Return the chapter's objective before and after each of 1,000 steps, by schedule."""
    paths = {name: run_2d(rmsprop_2d, 1000, rate=rate) for name, rate in RATES.items()}
    return {
        name: np.array([f_2d(*state[:2]) for state in path])
        for name, path in paths.items()
    }


@fact(".3f", "behaviour")
def end_constant() -> float:
    """With a constant rate the value after 1,000 steps is 0.084."""
    return float(scheduled_values()["constant"][-1])


@fact(".0e", "behaviour")
def end_inverse_sqrt() -> float:
    """With 1/√t it is 8e-05."""
    return float(scheduled_values()["1/√t"][-1])


@fact(".0e", "behaviour")
def end_cosine() -> float:
    """With the cosine it is 8e-34."""
    return float(scheduled_values()["cosine"][-1])


@fact(".0e", "behaviour")
def end_step() -> float:
    """With stairs it is 2e-154."""
    return float(scheduled_values()["step"][-1])


@fact(".4f", "behaviour")
def rate_inverse_sqrt_1000() -> float:
    """At step 1,000 the rate 0.4/√t is 0.0126."""
    return RATES["1/√t"](1000)


@fact(".4f", "behaviour")
def bowl_adagrad() -> float:
    """In the noisy bowl Adagrad ends at 0.0021."""
    return tuned_races("noisy bowl", 4000)["Adagrad"].best


@fact(".4f", "behaviour")
def bowl_rmsprop() -> float:
    """In the noisy bowl RMSProp ends at 0.0039."""
    return tuned_races("noisy bowl", 4000)["RMSProp"].best


@fact(".4f", "behaviour")
def bowl_rmsprop_root() -> float:
    """With the rate η/√t RMSProp ends at 0.0021 too."""
    return tuned_races("noisy bowl", 4000)["RMSProp, 1/√t"].best


@fact(".1g", "behaviour")
def bowl_error() -> float:
    """The largest standard error of the three is 0.0002."""
    return max(run.standard_error for run in tuned_races("noisy bowl", 4000).values())


@fact(".4f", "behaviour")
def well_adagrad() -> float:
    """Over four swings Adagrad follows the well with a loss of 0.0050."""
    return tuned_races("moving well", 4000)["Adagrad"].best


@fact(".4f", "behaviour")
def well_rmsprop() -> float:
    """Over four swings RMSProp follows it with 0.0050."""
    return tuned_races("moving well", 4000)["RMSProp"].best


@fact(".4f", "behaviour")
def well_adagrad_long() -> float:
    """Over 16 swings Adagrad's loss in the last one is 0.0156."""
    return tuned_races("moving well", LONG_RACE)["Adagrad"].best


@fact(".4f", "behaviour")
def well_rmsprop_long() -> float:
    """Over 16 swings RMSProp's loss in the last one is 0.0051."""
    return tuned_races("moving well", LONG_RACE)["RMSProp"].best


@fact(".4f", "behaviour")
def well_error() -> float:
    """The largest standard error of these four is 0.0002."""
    results = (tuned_races("moving well", steps) for steps in (4000, LONG_RACE))
    methods = ("Adagrad", "RMSProp")
    return max(each[name].standard_error for each in results for name in methods)


@fact(".1f", "behaviour")
def well_ratio() -> float:
    """After 16 swings Adagrad's loss is 3.1 times RMSProp's."""
    return well_adagrad_long() / well_rmsprop_long()


@fact(".2f", "behaviour")
def well_eta_adagrad() -> float:
    """Adagrad's best learning rate is 2.37."""
    return tuned_races("moving well", LONG_RACE)["Adagrad"].best_eta


@fact(".3f", "behaviour")
def well_eta_rmsprop() -> float:
    """RMSProp's best learning rate is 0.042."""
    return tuned_races("moving well", LONG_RACE)["RMSProp"].best_eta


@fact(",d", "rmsprop")
def fashion_subset_train() -> int:
    """The subset has 4,000 training images."""
    return len(load_fashion_mnist().train_labels)


@fact(",d", "rmsprop")
def fashion_subset_test() -> int:
    """The subset has 1,000 test images."""
    return len(load_fashion_mnist().test_labels)


@fact(".1f", "rmsprop")
def fashion_full_accuracy() -> float:
    """On the full set a CNN classifies 91.5 % of the test images correctly."""
    return 100 * full_fashion_record()["test_accuracy"]


@fact("d", "rmsprop")
def fashion_full_epochs() -> int:
    """It was trained for 10 epochs."""
    return full_fashion_record()["epochs"]


@fact(".0f", "rmsprop")
def fashion_full_seconds() -> float:
    """It took 131 seconds of training."""
    return full_fashion_record()["seconds"]


@fact("s", "rmsprop")
def fashion_full_where() -> str:
    """The record names the machine, its cores and the date."""
    record = full_fashion_record()
    day = datetime.date.fromisoformat(record["date"])
    return f"{record['processor']}, {record['cores']} cores, {day:%-d %B %Y}"


def _exercise_value(update: Callable, *state: float) -> float:
    """Return the rotated objective after 20 steps from a state."""
    for _ in range(20):
        state = update(*state, grad=f_2d_rotated_grad)
    return f_2d_rotated(*state[:2])


@fact(".2e", "rmsprop")
def gamma_one_x1() -> float:
    """At γ = 1 x1 is at 1.54e10 after five steps."""
    return run_2d(lambda *state: rmsprop_2d(*state, gamma=1), 5)[-1][0]


@fact(".2f", "rmsprop")
def gamma_one_eps() -> float:
    """At γ = 1 any ε above 0.64 saves the run."""
    return (0.4 * 4 / 2) ** 2


@fact(".4f", "rmsprop")
def rotated_from_start() -> float:
    """Rotated, from (-5, -2), the value after 20 steps is 0.3393."""
    return _exercise_value(rmsprop_2d, -5.0, -2.0, 0.0, 0.0)


@fact(".4f", "rmsprop")
def rotated_equal_loss() -> float:
    """Rotated, from a start of equal loss, the value after 20 steps is 0.0460."""
    return _exercise_value(rmsprop_2d, -3.5, -1.5, 0.0, 0.0)


@fact(".1e", "rmsprop")
def rotated_full() -> float:
    """With a full matrix it is 5.7e-09."""
    return _exercise_value(rmsprop_full_2d, -3.5, -1.5, 0.0, 0.0, 0.0)


@fact(".1e", "rmsprop")
def axis_full() -> float:
    """On the axis-aligned problem the full matrix reaches 8.3e-07."""
    state = (-5.0, -2.0, 0.0, 0.0, 0.0)
    for _ in range(20):
        state = rmsprop_full_2d(*state)
    return f_2d(*state[:2])


@cache
def tuned_gamma() -> float:
    """Return the best constant γ of the map."""
    grid = np.geomspace(1e-4, 1, 40)
    return best_constant(grid, 1 - grid, seeds=range(8))


@fact(",.0f", "rmsprop")
def best_constant_memory() -> float:
    """The best constant γ has a memory of 7,897 steps, in a run of 300."""
    return memory(tuned_gamma())


@cache
def schedule_excess() -> dict[str, np.ndarray]:
    """Return the loss above the optimum of each γ schedule, on 32 fresh seeds."""
    etas = np.geomspace(1e-4, 1, 40)
    schedules = gamma_schedules(tuned_gamma())
    results = tuned_losses(schedules, etas, tune=range(8), judge=range(8, 40))
    return {name: losses - optimal_loss_ch11() for name, (_, losses) in results.items()}


def _mean_excess(name: str) -> Callable[[], float]:
    return lambda: float(schedule_excess()[name].mean())


for _key, _name in {
    "excess_gamma_09": "γ = 0.9",
    "excess_best_constant": "best constant γ",
    "excess_gamma_falls": "γ falls",
    "excess_eta_falls": "γ = 0.9, η falls",
}.items():
    FACTS[_key] = Fact(_mean_excess(_name), ".1e", ("rmsprop",))


def _paired(one: str, other: str) -> tuple[float, float]:
    """Return the mean difference of two schedules, seed by seed, and its error."""
    gap = schedule_excess()[one] - schedule_excess()[other]
    return float(gap.mean()), float(gap.std(ddof=1) / math.sqrt(len(gap)))


@fact(".1f", "rmsprop")
def gamma_falls_in_errors() -> float:
    """A falling γ beats the best constant by 5.3 standard errors, seed by seed."""
    mean, error = _paired("best constant γ", "γ falls")
    return mean / error


@fact(".1f", "rmsprop")
def eta_falls_in_errors() -> float:
    """A falling η beats a falling γ by 2.5 standard errors, seed by seed."""
    mean, error = _paired("γ falls", "γ = 0.9, η falls")
    return mean / error


@fact(".1f", "errata")
def stretches_per_epoch() -> float:
    """A stretch of 200 examples is an epoch's 1,500 divided by 7.5."""
    return len(standardised_airfoil(1500)[1]) / RECORD_EVERY


def preset_path(name: str, method: str = "rmsprop") -> list[Row]:
    """Return what the interactive figure draws of a method at a preset."""
    return trajectory(method, PRESETS[name].settings)


@fact(".2f", "rmsprop")
def playground_first_move() -> float:
    """The first step moves both coordinates by 1.26."""
    return preset_path("first-step")[1][0] - preset_path("first-step")[0][0]


@fact(".2f", "rmsprop")
def playground_adagrad_step() -> float:
    """In 20 steps Adagrad's effective step of x1 shrinks from 0.4 to 0.13."""
    return preset_path("stalls", "adagrad")[20][4]


@fact(".2f", "rmsprop")
def playground_cycle() -> float:
    """At η = 1 RMSProp ends 0.50 from the minimum in each coordinate."""
    return abs(preset_path("cycle")[-1][0])


@fact(".0f", "rmsprop")
def playground_exploded() -> float:
    """With γ = 1 one step takes x1 from -5 to 395."""
    return preset_path("explodes")[1][0]


@fact(".2f", "rmsprop")
def playground_rotated() -> float:
    """Turned by 45 degrees, from the same loss, the loss after 20 steps is 0.15."""
    return preset_path("rotation")[-1][6]
