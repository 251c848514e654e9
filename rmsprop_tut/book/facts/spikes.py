"""The numbers on the page of spikes."""

import datetime
import math
from functools import cache, partial
from statistics import median
from typing import Any

import numpy as np

from ..._types import Array
from ...core.cycles import scaled_epsilon
from ...core.objectives import CURVATURES, f_2d_grad
from ...core.schedules import Rate, cosine_rate, inverse_sqrt_rate
from ...core.spikes import (
    exit_curvature,
    exit_from_floor,
    passage_integral,
    peak_constant,
    spike_wait,
)
from ...core.updates import rmsprop_2d, rmsprop_step
from ...lab.paths import run_2d
from ...lab.spike_networks import spikes_record
from ...lab.spikes import (
    Update,
    measured_exits,
    noisy_exits,
    settled_run,
    settled_state,
    spike_height,
    with_clipped_steps,
)
from .registry import fact
from .runs import EPS, ETA, states

PHASES = np.linspace(0, 1, 100, endpoint=False)
STEADY = partial(rmsprop_2d, gamma=0.99)  # what the remedies begin from


def shallow() -> Array:
    """Return x1 and its state over 150 steps of the chapter's run."""
    return np.array([(x1, s1) for x1, _, s1, _ in states(rmsprop_2d, 150)])


@fact(".0e")
def nearest_x1() -> float:
    """x1 comes as near as 3e-19 to the minimum."""
    return float(np.abs(shallow()[:, 0]).min())


@fact("d")
def step_past_two() -> int:
    """Its preconditioned curvature passes 2 in step 51."""
    curvature = ETA * CURVATURES[0] / np.sqrt(shallow()[1:, 1] + EPS)
    return int(np.argmax(curvature > 2)) + 1


@fact("d")
def spike_peak_step() -> int:
    """x1 has its peak in step 84."""
    return int(np.abs(shallow()[51:, 0]).argmax()) + 51


@fact(".3f")
def spike_peak_x1() -> float:
    """There it is 0.890 from the minimum."""
    return float(np.abs(shallow()[51:, 0]).max())


@fact(".2f")
def spike_peak_ratio() -> float:
    """That is 4.45 times half the learning rate."""
    return spike_peak_x1() / (ETA / 2)


@fact(".2f")
def deepest() -> float:
    """The integral is lowest at 2, where it is -2.47."""
    return float(passage_integral(2.0))


@fact(".4f")
def exit_limit() -> float:
    """From a curvature of 0 a run comes out at 12.5952."""
    return float(exit_curvature(0.0))


@fact(".2f")
def overshoot_limit() -> float:
    """That is 6.30 times the curvature at which the minimum becomes unstable."""
    return exit_limit() / 2


@fact(".2f")
def law_05() -> float:
    """From 0.5 it comes out at 9.79."""
    return float(exit_curvature(0.5))


@fact(".2f")
def law_005() -> float:
    """From 0.05 it comes out at 12.34."""
    return float(exit_curvature(0.05))


@cache
def mean_exit(gamma: float, v_in: float) -> float:
    """Return where runs come out, in the mean over the phases of a step."""
    return float(measured_exits(gamma, v_in).mean())


@fact(".2f")
def exit_05_09() -> float:
    """Runs with γ = 0.9 that settle at 0.5 come out at 9.16."""
    return mean_exit(0.9, 0.5)


@fact(".2f")
def exit_05_099() -> float:
    """With γ = 0.99 they come out at 9.73."""
    return mean_exit(0.99, 0.5)


@fact(".2f")
def exit_05_0999() -> float:
    """With γ = 0.999 they come out at 9.79."""
    return mean_exit(0.999, 0.5)


@fact(".2f")
def exit_005_09() -> float:
    """Runs with γ = 0.9 that settle at 0.05 come out at 11.00."""
    return mean_exit(0.9, 0.05)


@fact(".2f")
def exit_005_099() -> float:
    """With γ = 0.99 they come out at 12.20."""
    return mean_exit(0.99, 0.05)


@fact(".2f")
def exit_005_0999() -> float:
    """With γ = 0.999 they come out at 12.32."""
    return mean_exit(0.999, 0.05)


@fact(".2f")
def lowest_exit_05_09() -> float:
    """The lowest of them at γ = 0.9, from 0.5, is 8.88."""
    return float(measured_exits(0.9, 0.5).min())


@fact(".2f")
def highest_exit_05_09() -> float:
    """The highest is 10.02."""
    return float(measured_exits(0.9, 0.5).max())


@fact(",.0f")
def wait_05_099() -> float:
    """From 0.5 the law says 592 steps at γ = 0.99."""
    return float(spike_wait(0.99, 0.5))


@fact(",.0f")
def wait_05_0999() -> float:
    """At γ = 0.999 it says 5,946."""
    return float(spike_wait(0.999, 0.5))


@fact(",d")
def waited_05_099() -> int:
    """A run with γ = 0.99 has its largest curvature in step 592."""
    return int(settled_run(0.99, 0.5)[1].argmax()) + 1


@fact(",d")
def waited_05_0999() -> int:
    """A run with γ = 0.999 has it in step 5,947."""
    return int(settled_run(0.999, 0.5)[1].argmax()) + 1


@fact(",.0f")
def warned_05_0999() -> float:
    """For 3,175 of these steps the curvature has been above 2."""
    return 2 * math.log(law_05() / 2) / math.log(1 / 0.999)


@fact(".1f")
def overshoot_of_a_lucky_start() -> float:
    """From x = 1 + 1e-6 with γ = 0.5 a run comes out at 11.1 times 2."""
    x, largest = 1 + 1e-6, 0.0
    s = x * x
    for _ in range(100):
        x, s = rmsprop_step(x, s, x, 1.0, 0.5, 0.0)
        largest = max(largest, 1 / math.sqrt(s))
    return largest / 2


@fact(".2f")
def peak_lowest() -> float:
    """By the phase the constant of the peak is 0.98 or more."""
    return float(peak_constant(exit_limit(), PHASES).min())


@fact(".2f")
def peak_highest() -> float:
    """It is at most 1.47."""
    return float(peak_constant(exit_limit(), PHASES).max())


@fact(".2f")
def peak_mean_05() -> float:
    """From 0.5 its mean is 1.23."""
    return float(peak_constant(law_05(), PHASES).mean())


@cache
def peaks(gamma: float) -> Array:
    """Return the peaks of runs from 0.5 in units of (η/2)/√(1-γ), over the phases."""
    lag = (np.arange(16) + 0.5) / 16 - 0.5
    logs, curvatures = settled_run(gamma, 0.5 * gamma ** (-lag / 2))
    late = logs[1:][curvatures.max(axis=1).argmax() // 2 :]
    found: Array = np.exp(late.max(axis=0)) * math.sqrt(1 - gamma)
    return found


@fact(".2f")
def peak_09() -> float:
    """Measured at γ = 0.9 the mean is 1.23."""
    return float(peaks(0.9).mean())


@fact(".2f")
def peak_099() -> float:
    """Measured at γ = 0.99 the mean is 1.28."""
    return float(peaks(0.99).mean())


@fact(".2f")
def peak_0999() -> float:
    """Measured at γ = 0.999 the mean is 1.20."""
    return float(peaks(0.999).mean())


@fact(".2f")
def bound_09() -> float:
    """At γ = 0.9 the bound is 6.32 times half the learning rate."""
    return 2 / math.sqrt(1 - 0.9)


@fact(".0f")
def spike_0999() -> float:
    """At γ = 0.999 it comes back to 700 times: the next digit depends on how it is rounded."""
    update = partial(rmsprop_2d, gamma=0.999)
    return round(spike_height(update, settled_state(update), 4000), -2)


def height(update: Update, rate: Rate | None = None) -> float:
    """Return the largest loss in 2,000 steps from where the run with γ = 0.99 settled."""
    return spike_height(update, settled_state(STEADY), 2000, rate)


def clipped_at(size: float) -> Update:
    """Return the update whose gradient is clipped, number by number."""
    return partial(STEADY, grad=lambda a, b: np.clip(f_2d_grad(a, b), -size, size))


@fact(".1f")
def height_of_none() -> float:
    """Left alone it comes back to 40.2 times the cycle's loss."""
    return height(STEADY)


@fact(".1f")
def height_small_gamma() -> float:
    """With γ = 0.9 from there on to 6.7 times."""
    return height(partial(STEADY, gamma=0.9))


@fact(".1f")
def height_quarter_eta() -> float:
    """With a quarter of the learning rate to 10.8 times."""
    return height(partial(STEADY, eta=ETA / 4))


@fact(".2f")
def height_inverse_sqrt() -> float:
    """With a rate that falls like 1/√t to 0.18 times."""
    return height(STEADY, inverse_sqrt_rate(ETA))


@fact(".1f")
def height_cosine() -> float:
    """With a cosine over the 2,000 steps to 38.3 times."""
    return height(STEADY, cosine_rate(ETA, 2000))


@fact(".1f")
def height_some_eps() -> float:
    """With ε = 0.01 to 41.0 times."""
    return height(partial(STEADY, eps=0.01))


@fact(".1f")
def height_half_eps() -> float:
    """With ε = 0.32 to 21.4 times."""
    return height(partial(STEADY, eps=0.32))


@fact(".4f")
def height_large_eps() -> float:
    """With ε = 0.65 it never comes above 0.0009 times."""
    return height(partial(STEADY, eps=0.65))


@fact(".2f")
def eps_that_rests() -> float:
    """The steep coordinate rests from ε = 0.64 on."""
    return EPS / scaled_epsilon(ETA, CURVATURES[1], EPS)


@fact(".1f")
def height_clipped_10() -> float:
    """With gradients clipped at 10 it comes to 40.2 times."""
    return height(clipped_at(10))


@fact(".1f")
def height_clipped_1() -> float:
    """With gradients clipped at 1 to 8.5 times."""
    return height(clipped_at(1))


@fact(".1f")
def height_clipped_steps() -> float:
    """With steps clipped at η to 1.4 times."""
    return height(with_clipped_steps(STEADY, ETA))


@fact(".2f")
def floor_law() -> float:
    """With noise of 1e-8 the law says 2.20 at γ = 0.999."""
    return float(exit_from_floor(0.999, 1e-8))


@fact(".2f")
def floor_run() -> float:
    """Runs come out at 2.19."""
    return float(noisy_exits(0.999, 1e-8)[0].mean())


@fact(".2f")
def floor_peak_law() -> float:
    """The constant of the peak is then 0.18 by the heuristic."""
    return float(peak_constant(floor_law(), PHASES).mean())


@fact(".2f")
def floor_peak_run() -> float:
    """It is 0.18 in the runs."""
    return float(noisy_exits(0.999, 1e-8)[1].mean()) * math.sqrt(1 - 0.999)


@fact("s")
def spikes_processor() -> str:
    """The record names the processor."""
    return str(spikes_record()["processor"])


@fact("s")
def spikes_day() -> str:
    """The record names the day."""
    return f"{datetime.date.fromisoformat(spikes_record()['date']):%-d %B %Y}"


def of_gamma(what: str, gamma: float) -> list[Any]:
    """Return what was recorded at one γ, for each seed."""
    record = spikes_record()
    return [row[record["gammas"].index(gamma)] for row in record[what]]


def remedied(what: str, name: str) -> list[Any]:
    """Return what was recorded of a remedy, for each seed."""
    found: list[Any] = spikes_record()["remedies"][name][what]
    return found


@fact("d")
def leaps_09() -> int:
    """In five networks there were 11 leaps at γ = 0.9."""
    return int(sum(of_gamma("leaps", 0.9)))


@fact("d")
def leaps_099() -> int:
    """At γ = 0.99 there were 125."""
    return int(sum(of_gamma("leaps", 0.99)))


@fact("d")
def leaps_0999() -> int:
    """At γ = 0.999 there were 191."""
    return int(sum(of_gamma("leaps", 0.999)))


@fact("d")
def leaps_09999() -> int:
    """At γ = 0.9999 there were 10."""
    return int(sum(of_gamma("leaps", 0.9999)))


@fact(".3f")
def highest_09() -> float:
    """The highest loss after 1,000 steps is at γ = 0.9 in the median 0.005."""
    return float(median(of_gamma("highest", 0.9)))


@fact(".3f")
def highest_099() -> float:
    """At γ = 0.99 it is 0.052."""
    return float(median(of_gamma("highest", 0.99)))


@fact(".3f")
def highest_0999() -> float:
    """At γ = 0.999 it is 0.498."""
    return float(median(of_gamma("highest", 0.999)))


@fact(".3f")
def highest_09999() -> float:
    """At γ = 0.9999 it is 0.001."""
    return float(median(of_gamma("highest", 0.9999)))


@fact(".3f")
def highest_longer() -> float:
    """In 60,000 steps it is 0.010."""
    return float(median(spikes_record()["longer"]["highest"]))


@fact(".0e")
def lowest_shown() -> float:
    """The network of the figure falls to 1e-14 at γ = 0.999."""
    return float(of_gamma("lowest", 0.999)[spikes_record()["shown"]])


@fact(".1f")
def highest_shown() -> float:
    """And leaps to 1.7."""
    return float(of_gamma("highest", 0.999)[spikes_record()["shown"]])


@fact(".2f")
def network_clip_1() -> float:
    """With gradients clipped at the norm 1 it is 0.57 at γ = 0.999."""
    return float(median(remedied("highest", "gradients clipped at norm 1")))


@fact(".2f")
def network_clip_001() -> float:
    """Clipped at the norm 0.01 it is 0.03."""
    return float(median(remedied("highest", "gradients clipped at norm 0.01")))


@fact(".2f")
def network_eps_8() -> float:
    """With ε = 1e-8 it is 0.77."""
    return float(median(remedied("highest", "ε = 1e-8")))


@fact(".3f")
def network_eps_4() -> float:
    """With ε = 1e-4 it is 0.003."""
    return float(median(remedied("highest", "ε = 1e-4")))


@fact(".3f")
def network_cosine() -> float:
    """With a rate that falls as a cosine it is 0.005."""
    return float(median(remedied("highest", "η falls as a cosine")))


@fact(".0e")
def network_cosine_end() -> float:
    """That one reaches 5e-31."""
    return float(median(remedied("lowest", "η falls as a cosine")))


@fact(".3f")
def network_steps() -> float:
    """With steps clipped at η it is 0.004."""
    return float(median(remedied("highest", "steps clipped at η")))


@fact(".0e")
def network_steps_lowest() -> float:
    """That one never comes below 5e-4 in the median."""
    return float(median(remedied("lowest", "steps clipped at η")))


@fact("d")
def network_steps_leaps() -> int:
    """And it never leaps: 0 times."""
    return int(sum(remedied("leaps", "steps clipped at η")))


def quartic_path(steps: int) -> Array:
    """Return the distances on x⁴/4 with γ = 0.9 and η = 0.1, from 1."""
    x, s, path = 1.0, 0.0, []
    for _ in range(steps):
        x, s = rmsprop_step(x, s, x**3, 0.1, 0.9, 0.0)
        path.append(abs(x))
    return np.array(path)


@fact(".4f")
def quartic_factor() -> float:
    """On x⁴/4 a step leaves in the end 0.9740 of the distance at γ = 0.9."""
    return math.sqrt(math.sqrt(0.9))


@fact(".4f")
def quartic_measured() -> float:
    """In the run it leaves 0.9740."""
    path = quartic_path(1000)
    return float(path[-1] / path[-2])


def far_minimum(at: float) -> float:
    """Return the largest distance after 100 steps from a minimum at a place, γ = 0.99."""
    update = partial(
        rmsprop_2d, gamma=0.99, eps=1e-300, grad=lambda a, b: (a - at, 0.0)
    )
    path = run_2d(update, 1000, start=(at + 0.8, 0.0, 0.64, 0.0))
    return float(max(abs(x1 - at) for x1, *_ in path[100:]))


@fact(".2f")
def spike_at_zero() -> float:
    """A run with its minimum at 0 is thrown to 2.68."""
    return far_minimum(0.0)


@fact(".2f")
def spike_at_one() -> float:
    """One with its minimum at 1 stays at 0.00: it lands on it."""
    return far_minimum(1.0)
