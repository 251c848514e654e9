"""The numbers on the page of RMSProp's behaviour, and in its solutions."""

import math
from functools import cache, partial

import numpy as np

from ..._types import Array
from ...core.averages import first_step_gain
from ...core.cycles import (
    final_amplitude,
    scaled_epsilon,
    sign_cycle_multiplier,
    sign_cycles,
    two_cycle_amplitude,
    two_cycle_multiplier,
)
from ...core.objectives import CURVATURES, START, f_2d, f_2d_hessian, f_2d_rotated
from ...core.schedules import (
    Rate,
    constant_rate,
    cosine_rate,
    inverse_sqrt_rate,
    step_rate,
)
from ...core.updates import rmsprop_2d, rmsprop_corrected_2d, rmsprop_step
from ...lab.paths import (
    quadratic_losses,
    run_2d,
    step_lengths,
    tail_value,
    transformed_path_2d,
)
from ...lab.races import LONG_RACE, METHODS, TRIES, race, tuned_races
from ...results import RaceResult
from .index import value_at_20
from .registry import fact
from .runs import (
    EPS,
    ETA,
    GAMMA,
    ROTATED_START,
    end,
    rotated_rmsprop_2d,
    rotated_value_after_20,
    states,
)

SHALLOW, STEEP = CURVATURES
TURNED = f_2d_hessian(math.pi / 4)  # the valley, turned by 45°
ALONG, ACROSS = (1, 1), (1, -1)
# A positive definite matrix in three dimensions of whose cycles none attracts.
RESTLESS = ((1, -1, -1), (-1, 3, -1), (-1, -1, 4))

STEPS = 1000
RATES: dict[str, Rate] = {
    "constant": constant_rate(ETA),
    "1/sqrt(t)": inverse_sqrt_rate(ETA),
    "cosine": cosine_rate(ETA, STEPS),
    "step": step_rate(ETA, 250),
}


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


@fact(".2f")
def median_step() -> float:
    """Half of those steps are shorter than 0.16 η."""
    return float(np.median(heavy_steps()))


@fact(".2f")
def rms_step() -> float:
    """Their root mean square is 0.75 η."""
    return math.sqrt(float((heavy_steps() ** 2).mean()))


@fact(".2f")
def rms_bound_09() -> float:
    """At γ = 0.9 the logarithms bound it by 1.03 η in the long run."""
    return math.sqrt(math.log(1 / GAMMA) / (1 - GAMMA))


@fact(".2f")
def tenfold_step() -> float:
    """Gradients that grow tenfold at each step make steps of 3.15 η."""
    return math.sqrt((1 - GAMMA / 10**2) / (1 - GAMMA))


def rescaling_gap(factor: float, eps: float) -> float:
    """Return how far the rescaled path gets from the path itself, in any coordinate."""
    path = partial(transformed_path_2d, np.eye(2), eps=eps)
    return float(np.abs(path(factor) - path(1.0)).max())


@fact(".0e")
def gap_of_100_f() -> float:
    """A hundred times the objective moves no point by more than 9e-6."""
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
    return sign_cycle_multiplier(TURNED, ALONG, GAMMA)


@fact(".3f")
def multiplier_stiff() -> float:
    """Across the valley 0.949 of the slowest deviation is left after a step."""
    return sign_cycle_multiplier(TURNED, ACROSS, GAMMA)


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
    return tail_value(TURNED)


@fact(".3f")
def tail_on_exercise() -> float:
    """On the rotated quadratic of the exercise it stays at 0.320."""
    last = states(rotated_rmsprop_2d, 5000, (*ROTATED_START, 0.0, 0.0))[-100:]
    return math.fsum(f_2d_rotated(*state[:2]) for state in last) / 100


@fact(".2f")
def three_d_multiplier() -> float:
    """Near each of the three cycles a deviation grows 1.19-fold or more in a step."""
    cycles = sign_cycles(RESTLESS)
    return min(sign_cycle_multiplier(RESTLESS, sigma, GAMMA) for sigma in cycles)


@fact(".2f")
def three_d_mean() -> float:
    """The run wanders about a mean objective of 0.21."""
    return float(quadratic_losses(RESTLESS, (-5, -2, 1), 20_000)[1000:].mean())


@cache
def end_value(name: str) -> float:
    """Return the chapter's objective after 1,000 steps with a schedule."""
    return f_2d(*run_2d(rmsprop_2d, STEPS, rate=RATES[name])[-1][:2])


@fact(".3f")
def end_constant() -> float:
    """With a constant rate the value after 1,000 steps is 0.084."""
    return end_value("constant")


@fact(".0e")
def end_inverse_sqrt() -> float:
    """With 1/√t it is 8e-5."""
    return end_value("1/sqrt(t)")


@fact(".0e")
def end_cosine() -> float:
    """With the cosine it is 8e-34."""
    return end_value("cosine")


@fact(".0e")
def end_step() -> float:
    """With stairs it is 2e-154."""
    return end_value("step")


@fact(".4f")
def rate_inverse_sqrt_1000() -> float:
    """At step 1,000 the rate 0.4/√t is 0.0126."""
    return RATES["1/sqrt(t)"](STEPS)


def bowl() -> dict[str, RaceResult]:
    """Return what each method reached in the noisy bowl."""
    return tuned_races("noisy bowl", 4000)


def well(steps: int = LONG_RACE) -> dict[str, RaceResult]:
    """Return what each method reached in the moving well."""
    return tuned_races("moving well", steps)


@fact("d")
def tries() -> int:
    """Each contender of the races has 39 tries."""
    return TRIES


@fact("d")
def rates_tried() -> int:
    """RMSProp and Adam try 13 learning rates with each of what they forget with."""
    return len(bowl()["RMSProp, constant"].etas)


@fact(".4f")
def bowl_adagrad() -> float:
    """In the noisy bowl, with a constant rate, Adagrad ends at 0.0021."""
    return bowl()["Adagrad, constant"].best


@fact(".4f")
def bowl_rmsprop() -> float:
    """With a constant rate RMSProp ends at 0.0030."""
    return bowl()["RMSProp, constant"].best


@fact(".4f")
def bowl_adam() -> float:
    """With a constant rate Adam ends at 0.0036."""
    return bowl()["Adam, constant"].best


@fact(".4f")
def bowl_adagrad_root() -> float:
    """With the rate η/√t Adagrad ends at 0.0011."""
    return bowl()["Adagrad, 1/sqrt(t)"].best


@fact(".4f")
def bowl_rmsprop_root() -> float:
    """With the rate η/√t RMSProp ends at 0.0013."""
    return bowl()["RMSProp, 1/sqrt(t)"].best


@fact(".4f")
def bowl_adam_root() -> float:
    """With the rate η/√t Adam ends at 0.0020."""
    return bowl()["Adam, 1/sqrt(t)"].best


@fact(".3f")
def bowl_adagrad_inverse() -> float:
    """With the rate η/t Adagrad ends at 0.021."""
    return bowl()["Adagrad, 1/t"].best


@fact(".4f")
def bowl_rmsprop_inverse() -> float:
    """With the rate η/t RMSProp ends at 0.0012."""
    return bowl()["RMSProp, 1/t"].best


@fact(".4f")
def bowl_adam_inverse() -> float:
    """With the rate η/t Adam ends at 0.0011."""
    return bowl()["Adam, 1/t"].best


@fact(".1g")
def bowl_error() -> float:
    """The largest standard error of the nine is 0.0003, but for Adagrad's with η/t."""
    races = bowl().items()
    return max(run.standard_error for name, run in races if name != "Adagrad, 1/t")


@fact(".1g")
def bowl_error_adagrad_inverse() -> float:
    """That of Adagrad with η/t is 0.004."""
    return bowl()["Adagrad, 1/t"].standard_error


@fact("g")
def bowl_gamma() -> float:
    """With a constant rate, and with η/√t, RMSProp's best γ is 0.999."""
    (gamma,) = {
        bowl()[f"RMSProp, {name}"].chosen["gamma"] for name in ("constant", "1/sqrt(t)")
    }
    return gamma


@fact("g")
def bowl_gamma_inverse() -> float:
    """With η/t RMSProp's best γ is 0.9."""
    return bowl()["RMSProp, 1/t"].chosen["gamma"]


@fact(".4f")
def well_adagrad() -> float:
    """Over four swings Adagrad follows the well with a loss of 0.0050."""
    return well(4000)["Adagrad, constant"].best


@fact(".4f")
def well_rmsprop() -> float:
    """Over four swings RMSProp follows it with 0.0052."""
    return well(4000)["RMSProp, constant"].best


@fact(".4f")
def well_adam() -> float:
    """Over four swings Adam follows it with 0.0044."""
    return well(4000)["Adam, constant"].best


@fact(".4f")
def well_adagrad_long() -> float:
    """Over 16 swings Adagrad's loss in the last one is 0.0162."""
    return well()["Adagrad, constant"].best


@fact(".4f")
def well_rmsprop_long() -> float:
    """Over 16 swings RMSProp's loss in the last one is 0.0052."""
    return well()["RMSProp, constant"].best


@fact(".4f")
def well_adam_long() -> float:
    """Over 16 swings Adam's loss in the last one is 0.0046."""
    return well()["Adam, constant"].best


@fact(".4f")
def well_error() -> float:
    """The largest standard error of these six is 0.0002."""
    methods = [race[f"{m}, constant"] for race in (well(4000), well()) for m in METHODS]
    return max(run.standard_error for run in methods)


@fact(".2f")
def well_falling() -> float:
    """With a falling rate the lowest loss after 16 swings is 0.07."""
    return min(run.best for name, run in well().items() if "constant" not in name)


@fact(".1f")
def well_ratio() -> float:
    """After 16 swings Adagrad's loss is 3.1 times RMSProp's."""
    return well_adagrad_long() / well_rmsprop_long()


@fact("d")
def well_lost() -> int:
    """At the next larger rate Adagrad loses the well in 2 of the 64 runs."""
    adagrad = well()["Adagrad, constant"]
    beyond = adagrad.etas > adagrad.best_eta
    return int((adagrad.tails[beyond][0] > 1 / 2).sum())


@fact(".4f")
@cache
def well_adagrad_other() -> float:
    """Under other noise Adagrad ends at 0.0104."""
    etas = well()["Adagrad, constant"].etas.tolist()
    return race("Adagrad", "moving well", etas, steps=LONG_RACE, seed=1).best


@fact(".2f")
def well_eta_adagrad() -> float:
    """Adagrad's best learning rate is 2.34, for both lengths."""
    return well()["Adagrad, constant"].best_eta


@fact(".3f")
def well_eta_rmsprop() -> float:
    """RMSProp's best learning rate is 0.056, for both lengths."""
    return well()["RMSProp, constant"].best_eta


@fact(".4f")
def eps_of_half_a_cycle() -> float:
    """The shallow coordinate's cycle has half of its amplitude with ε = 0.0012."""
    return 3 / 16 * (ETA * SHALLOW) ** 2


@cache
def half_a_cycle() -> tuple[float, ...]:
    """Return the state after 5,000 steps with that ε."""
    return run_2d(partial(rmsprop_2d, eps=eps_of_half_a_cycle()), 5000)[-1]


@fact(".4f")
def half_cycle_shallow() -> float:
    """A run ends 0.1000 from the minimum in the shallow coordinate."""
    return abs(half_a_cycle()[0])


@fact(".4f")
def half_cycle_steep() -> float:
    """It ends 0.1998 from it in the steep one."""
    return abs(half_a_cycle()[1])


LONG_RUN, SLOW, GROWN = 10_000, 0.99, 1e6  # steps, γ and growth of the second exercise


@fact(",.0f")
def farthest_by_steps() -> float:
    """10,000 steps of the largest length add up to 100,000 η at γ = 0.99."""
    return LONG_RUN * first_step_gain(SLOW)


@fact(",.0f")
def farthest_by_squares() -> float:
    """By their squares they lead no farther than 10,738 η, if s grows up to a millionfold."""
    logarithms = (LONG_RUN - 1) * math.log(1 / SLOW) + math.log(GROWN)
    return math.sqrt(LONG_RUN * (1 + logarithms) / (1 - SLOW))


@fact(",.0f")
def way_of_equal_gradients() -> float:
    """Equal gradients lead 10,124 η far."""
    return float(step_lengths(np.ones(LONG_RUN), SLOW, eps=1e-300).sum())


def pulses(every: int) -> Array:
    """Return the lengths of the steps of 50 gradients of 1, so many steps apart."""
    gradients = (np.arange(1, 50 * every + 1) % every == 0).astype(float)
    return step_lengths(gradients, GAMMA, eps=1e-300)


@fact("d")
def pulse_apart() -> int:
    """Gradients have to come 22 steps apart to make steps of 3 η."""
    return math.ceil(math.log(1 - 9 * (1 - GAMMA)) / math.log(GAMMA))


@fact(".2f")
def pulse_step() -> float:
    """Those steps are 3.00 η long."""
    return float(pulses(pulse_apart())[-1])


@fact(".2f")
def pulse_rms() -> float:
    """The root mean square of all steps is then 0.64 η."""
    return pulse_step() / math.sqrt(pulse_apart())


QUARTIC = 4  # the power p of x⁴


def matrix_of_kappa(kappa: float, gamma: float = GAMMA) -> Array:
    """Return the matrix along an eigenvector of the chapter's map."""
    rows = [2 * gamma * kappa - 1, -gamma], [2 * (1 - gamma) * kappa, gamma]
    return np.array(rows)


@fact(".2f")
def largest_power() -> float:
    """At γ = 0.9 the cycle of |x|ᵖ attracts for powers below 2.06."""
    return 1 + largest_stable_ratio()


@fact(".1f")
def largest_gamma_of_quartic() -> float:
    """That of x⁴ attracts for γ below 0.2."""
    kappa = QUARTIC - 1
    return 1 / (2 * kappa - 1)


@fact(".1f")
def quartic_multiplier() -> float:
    """At γ = 0.9 a deviation from it grows 4.2-fold in a step."""
    return float(abs(np.linalg.eigvals(matrix_of_kappa(QUARTIC - 1))).max())


@cache
def power_run(power: float, gamma: float) -> list[float]:
    """Follow RMSProp on |x|ᵖ/p without ε, in units of η/2, from near the cycle."""
    x, s, path = 1.1, 1.0, [1.1]
    for _ in range(1000):
        gradient = math.copysign(abs(x) ** (power - 1), x)
        x, s = rmsprop_step(x, s, gradient, 2.0, gamma, 0.0)
        path.append(x)
    return path


@fact(".3f")
def end_of_power_15() -> float:
    """On |x|^1.5 a run at γ = 0.9 ends at 1.000 times η/2."""
    return abs(power_run(1.5, GAMMA)[-1])


@fact(".3f")
def end_of_quartic_01() -> float:
    """On x⁴ a run at γ = 0.1 ends at 1.000 times η/2."""
    return abs(power_run(QUARTIC, 0.1)[-1])


@fact(".3f")
def end_of_quartic_09() -> float:
    """At γ = 0.9 it ends at 0.000."""
    return abs(power_run(QUARTIC, GAMMA)[-1])


@fact(".3f")
def quartic_shrinks() -> float:
    """On x⁴ at γ = 0.9 a step leaves the fourth root of γ, 0.974."""
    return math.sqrt(math.sqrt(GAMMA))


@fact(".3f")
def quartic_shrinks_in_a_run() -> float:
    """In a run it leaves 0.974."""
    before, after = power_run(QUARTIC, GAMMA)[-2:]
    return after / before
