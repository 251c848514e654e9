"""The numbers on the page of what to set, and in its solutions."""

import math
from functools import cache

import numpy as np

from ..._types import Array
from ...core.averages import memory
from ...core.cycles import two_cycle_amplitude
from ...core.libraries import LIBRARIES
from ...core.objectives import CURVATURES, f_2d
from ...core.schedules import Rate
from ...core.updates import rmsprop_2d
from ...lab.airfoil import optimal_loss_ch11
from ...lab.floors import noise_floor
from ...lab.grid import rmsprop_losses
from ...lab.paths import run_2d
from ...lab.peers import peers_record
from ...lab.steps import library_steps
from .registry import fact
from .runs import ETA

ETAS = np.geomspace(1e-4, 1, 21)  # five to a power of ten
GAMMAS = np.array([0.5, 0.9, 0.99, 0.999])
SEEDS = range(8)
STEPS = 300  # of two epochs of the chapter's regression
DQN_BATCH = 32  # samples
BATCHES = np.array([1, 4, 16])  # what the batch is multiplied by


def moved(library: str, steps: int, gradient: float = 1.0, **settings: float) -> float:
    """Return how far equal gradients move a weight, in units of the learning rate."""
    name = next(a.name for a in LIBRARIES[library].arguments if a.option == "eta")
    gradients = np.full((steps, 1), gradient)
    return float(library_steps(library, {name: 1.0, **settings}, gradients).sum())


@fact(".0f")
def pytorch_first_step() -> float:
    """PyTorch's first step at α = 0.99 is 10 lr."""
    return moved("pytorch", 1)


@fact(".0f")
def pytorch_hundred_steps() -> float:
    """100 equal gradients move a weight by 203 lr."""
    return moved("pytorch", 100)


@fact(".1f")
def keras_first_step() -> float:
    """Keras's first step at ρ = 0.9 is 3.2 learning rates long."""
    return moved("keras", 1)


@fact(".0f")
def keras_hundred_steps() -> float:
    """There 100 equal gradients move a weight by 109 learning rates."""
    return moved("keras", 100)


@fact(".1f")
def pytorch_default_move() -> float:
    """At PyTorch's lr of 0.01 the first step moves each weight by 0.1."""
    return 0.01 * moved("pytorch", 1)


@fact(".3f")
def weight_of_512() -> float:
    """A weight with the variance 1/512 has the size 0.044."""
    return 1 / math.sqrt(512)


@fact(".4f")
def tensorflow1_small_first() -> float:
    """From a state of 1 a gradient of 0.001 makes a first step of 0.0011 learning rates."""
    return moved("tensorflow1", 1, 1e-3)


@fact(".0f")
def tensorflow1_forgets() -> float:
    """The state of 1 is forgotten, beside such gradients, after 131 steps."""
    return math.log(1e-6) / math.log(0.9)


@fact(".0f")
def huge_gradient_forgotten() -> float:
    """At γ = 0.9 a gradient 1000 times as large as the next ones is forgotten after 109 steps."""
    return math.log((1 - 0.9) * 1000**2) / math.log(1 / 0.9)


@fact(".0f")
def kappa_without_memory() -> float:
    """The square-root rule leads from γ = 0.9 to 0 at 10 times the batch."""
    return memory(0.9)


def linear(t: int) -> float:
    """Return the factor of a learning rate that falls to zero in a straight line."""
    return 1 - (t - 1) / STEPS


def above_optimum(gammas: Array, rate: Rate | None = None) -> Array:
    """Return losses above the optimum of the chapter's regression, by seed, γ and η."""
    grid = ETAS, gammas[:, None]
    runs = [rmsprop_losses(*grid, rate=rate, seed=seed) for seed in SEEDS]
    above: Array = np.array(runs) - optimal_loss_ch11()
    return above


@cache
def constant() -> Array:
    """Return them at constant learning rates, at each of GAMMAS."""
    return above_optimum(GAMMAS)


@cache
def falling() -> Array:
    """Return them at learning rates that fall to zero, by seed and η, at γ = 0.9."""
    return above_optimum(np.array([0.9]), linear)[:, 0]


def excess(gamma: float) -> Array:
    """Return the mean over the seeds at a γ, for each of ETAS."""
    mean: Array = constant().mean(axis=0)[GAMMAS.tolist().index(gamma)]
    return mean


def at_rate(place: int) -> float:
    """Return the excess at γ = 0.9, so many learning rates of the grid from the best."""
    return float(excess(0.9)[excess(0.9).argmin() + place])


@fact(".4f")
def best_rate() -> float:
    """At γ = 0.9 the best learning rate is 0.0063."""
    return float(ETAS[excess(0.9).argmin()])


@fact(".4f")
def best_excess() -> float:
    """With it the loss is 0.0015 above the optimum."""
    return float(excess(0.9).min())


@fact(".0f")
def rate_ten_times_too_small() -> float:
    """A tenth of the best rate multiplies the excess by 91."""
    return at_rate(-5) / best_excess()


@fact(".0f")
def rate_ten_times_too_large() -> float:
    """Ten times the best rate multiplies it by 15."""
    return at_rate(5) / best_excess()


@fact(".1f")
def gamma_matters() -> float:
    """Between the best and the worst of four γ the excess changes 2.4-fold."""
    lowest = [excess(gamma).min() for gamma in GAMMAS.tolist()]
    return float(max(lowest) / min(lowest))


@fact(".4f")
def best_rate_at_0999() -> float:
    """At γ = 0.999 the best learning rate is 0.0025."""
    return float(ETAS[excess(0.999).argmin()])


@fact(".0f")
def memory_of_099() -> float:
    """γ = 0.99 remembers 100 steps."""
    return memory(0.99)


@fact(".1f")
def linear_gains() -> float:
    """A learning rate that falls to zero has an excess 3.1 times smaller, each at its best."""
    return best_excess() / float(falling().mean(axis=0).min())


@fact(".3f")
def best_linear_rate() -> float:
    """Its best learning rate to begin with is 0.025."""
    return float(ETAS[falling().mean(axis=0).argmin()])


@fact(".0f")
def linear_forgives() -> float:
    """A range of rates over a factor of 10 is better than the best constant rate."""
    better = ETAS[falling().mean(axis=0) < best_excess()]
    return float(better.max() / better.min())


@fact(".0f")
def linear_wins() -> float:
    """At these two rates the falling one is better with 7 of the eight seeds."""
    best = constant()[:, 1, excess(0.9).argmin()]
    return float((falling()[:, falling().mean(axis=0).argmin()] < best).sum())


@cache
def floors() -> Array:
    """Return the levels by rule, square root and linear, and by factor of the batch."""
    etas = 0.01 * np.array([np.sqrt(BATCHES), BATCHES])
    return noise_floor(etas, 1 - 0.005 * BATCHES, BATCHES)


@fact(".4f")
def floor_of_one() -> float:
    """At the batch to begin with the loss stays at 0.0049."""
    return float(floors()[0, 0])


@fact(".4f")
def floor_sqrt() -> float:
    """With 16 times the batch and the square-root rule it stays at 0.0053."""
    return float(floors()[0, -1])


@fact(".4f")
def floor_linear() -> float:
    """With the linear rule it stays at 0.0277."""
    return float(floors()[1, -1])


@cache
def spike(gamma: float) -> float:
    """Return the largest later loss on the chapter's problem, over that of its cycle."""
    states = run_2d(lambda *state: rmsprop_2d(*state, gamma=gamma), 5000)
    losses = [f_2d(x1, x2) for x1, x2, *_ in states]
    low = next(i for i, loss in enumerate(losses) if loss < 1e-4)
    cycle = f_2d(*(two_cycle_amplitude(ETA, curvature) for curvature in CURVATURES))
    return float(max(losses[low:]) / cycle)


@fact(".0f")
def spike_09() -> float:
    """At γ = 0.9 the loss comes back to 16 times that of the cycle."""
    return spike(0.9)


@fact(".0f")
def spike_099() -> float:
    """At γ = 0.99 it comes back to 40 times."""
    return spike(0.99)


@fact(".1f")
def dqn_gain() -> float:
    """DQN's ε makes gradient descent of small gradients, with 10.0 η."""
    return 1 / math.sqrt(0.01)


@fact(".1f")
def dqn_takeover() -> float:
    """It takes over below gradients of 0.1."""
    return math.sqrt(0.01)


@fact(".0e")
def dqn_eps_of_mean() -> float:
    """For gradients of a mean over a batch of 32 DQN's ε inside the root is 1e-5."""
    return 0.01 / DQN_BATCH**2


@fact(".4f")
def dqn_eps_of_mean_outside() -> float:
    """Outside the root it is 0.0031."""
    return math.sqrt(0.01) / DQN_BATCH


@fact(".0f")
def dqn_nan_of_200() -> float:
    """With 0.1 outside the root 43 of the gradients 0.1, 0.2, … 20 come to NaN in float32."""
    settings = {"alpha": 0.95, "eps": 0.1, "centered": True}
    same = np.tile(np.arange(1, 201) / 10, (600, 1))
    steps = library_steps("pytorch", settings, same, dtype="float32")
    return float(np.isnan(steps).any(axis=0).sum())


@fact(".0f")
def dqn_nan_in_pytorch() -> float:
    """PyTorch itself comes to NaN along 44 of them."""
    return float(peers_record()["pytorch"]["in few bits"]["dqn, nan in 600 steps"])


@fact(".1f")
def a3c_gain() -> float:
    """An ε of 0.1 inside the root makes gradient descent with 3.2 η."""
    return 1 / math.sqrt(0.1)


@fact(".2f")
def a3c_takeover() -> float:
    """It takes over below gradients of 0.32."""
    return math.sqrt(0.1)


@fact(".2f")
def small_gradient_step() -> float:
    """At ε = 1e-6 inside the root a steady gradient of 1e-5 makes steps of 0.01 η."""
    return 1e-5 / math.sqrt(1e-10 + 1e-6)


@fact(".0e")
def smallest_float16() -> float:
    """The smallest positive float16 is 6e-8."""
    return float(np.nextafter(np.float16(0), np.float16(1)))


@fact(".0f")
def infinite_in_float16() -> float:
    """The square of a gradient of 256 is infinite in float16."""
    return math.sqrt(2.0 ** int(np.finfo(np.float16).maxexp))


@fact(",.0f")
def infinite_in_pytorch_float16() -> float:
    """At α = 0.99 PyTorch's float16 state is infinite after one gradient of 2,560."""
    return float(peers_record()["pytorch"]["in few bits"]["float16"]["infinite from"])


@fact(".5f")
def frozen_float16() -> float:
    """A float16 state never falls if 1 - γ is at most 0.00024."""
    return 2.0**-12


@fact(".5f")
def frozen_bfloat16() -> float:
    """A bfloat16 state never falls if 1 - γ is at most 0.00195."""
    return 2.0**-9


KAPPA = 8  # factor of the batch in the first exercise


@fact(".4f")
def eta_of_eight() -> float:
    """For 8 times the batch the learning rate 0.001 becomes 0.0028."""
    return 0.001 * math.sqrt(KAPPA)


@fact(".2f")
def gamma_of_eight() -> float:
    """γ = 0.99 becomes 0.92."""
    return 1 - KAPPA * (1 - 0.99)


@fact(".2e")
def eps_of_eight() -> float:
    """An ε of 1e-8 inside the root becomes 1.25e-9."""
    return 1e-8 / KAPPA


@fact(",.0f")
def batch_without_memory() -> float:
    """From γ = 0.99 and batches of 32 the rule ends at 3,200."""
    return 32 * memory(0.99)


def short_steps(gamma: float, outlier: float) -> int:
    """Return how many steps are below η/2 after an outlier among gradients of 1."""
    logarithm = math.log((1 - gamma) * (outlier**2 - 1) / 3)
    return max(0, math.floor(logarithm / -math.log(gamma)))


@fact("d")
def short_steps_09() -> int:
    """After a gradient of 1000 among ones 98 steps are below η/2 at γ = 0.9."""
    return short_steps(0.9, 1000)


@fact("d")
def short_steps_099() -> int:
    """At γ = 0.99 it is 807 steps."""
    return short_steps(0.99, 1000)


@fact("d")
def short_steps_clipped() -> int:
    """Clipped to 10 it is 11 steps at γ = 0.9."""
    return short_steps(0.9, 10)


@fact(".1f")
def harmless_outlier() -> float:
    """At γ = 0.99 a gradient up to 17.4 times as large leaves no step below η/2."""
    return math.sqrt(1 + 3 / (0.99 * (1 - 0.99)))


@fact(".4f")
def floor_by_hand() -> float:
    """At η = 0.02 the derivation gives a level of 0.0102."""
    return math.fsum(0.02 / 4 / (1 - 0.02 * c / 2) for c in CURVATURES)


@fact(".4f")
def floor_in_a_run() -> float:
    """At γ = 0.999 the runs stay at 0.0103."""
    return float(noise_floor(0.02, 0.999, 1))


@fact(".3f")
def eta_for_a_floor() -> float:
    """A level of 0.001 wants a learning rate of about 0.002."""
    return 4 * 0.001 / len(CURVATURES)
