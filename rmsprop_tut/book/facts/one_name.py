"""The numbers on the page of one name and many algorithms, and in its solutions."""

import math
from functools import cache
from typing import Any

import numpy as np

from ..._types import Array
from ...core.averages import leak
from ...core.cycles import two_cycle_eps_outside
from ...core.libraries import LIBRARIES
from ...core.objectives import START
from ...core.updates import f_2d_grad
from ...lab.peers import peers_record
from ...lab.steps import library_steps
from ...lab.translation import library_path, translate
from .registry import fact
from .runs import ETA

ONES = np.ones((200, 1))
RATIOS = np.array([0.1, 3.0])  # of the gradient's mean and its spread
DROP = 100  # the step after which the learning rate is a tenth
SMALL = 1e-5  # what makes the chapter's gradients small


def rate_named(name: str) -> str:
    """Return what a library calls its learning rate."""
    return next(a.name for a in LIBRARIES[name].arguments if a.option == "eta")


@cache
def at_defaults(name: str) -> Array:
    """Return the path at the chapter's learning rate and a library's other defaults."""
    return library_path(name, {rate_named(name): ETA})


def apart(path: Array, other: Array) -> float:
    """Return the largest distance of two paths' points after the same number of steps."""
    return float(np.hypot(*(path - other).T).max())


def from_mxnet(name: str) -> float:
    """Return how far a library's path at its defaults gets from MXNet's."""
    return apart(at_defaults(name), at_defaults("mxnet"))


@fact(".0e")
def keras_apart() -> float:
    """Keras's path at its defaults stays within 8e-7 of MXNet's."""
    return from_mxnet("keras")


@fact(".0e")
def left_out_apart() -> float:
    """Those of MXNet 2 and of the slide stay within 9e-8 of MXNet's."""
    return max(map(from_mxnet, ("mxnet2", "tieleman-hinton")))


@fact(".1f")
def pytorch_apart() -> float:
    """PyTorch's path at its defaults gets 3.9 away from MXNet's."""
    return from_mxnet("pytorch")


@fact(".1f")
def tensorflow1_apart() -> float:
    """TensorFlow 1's path at its defaults gets 1.7 away from MXNet's."""
    return from_mxnet("tensorflow1")


@fact(".1f")
def dqn_apart() -> float:
    """DQN's path gets 0.7 away from MXNet's."""
    return from_mxnet("dqn")


@fact(".1f")
def graves_apart() -> float:
    """Graves's path gets 5.8 away from MXNet's."""
    return from_mxnet("graves")


@fact(".1f")
def jax_momentum_apart() -> float:
    """JAX's with momentum gets 5.0 away from MXNet's."""
    return from_mxnet("jax-momentum")


def first_move(name: str) -> float:
    """Return how far x1 goes in the first step at a library's defaults."""
    return float(at_defaults(name)[1][0] - START[0])


@fact(".2f")
def first_move_pytorch() -> float:
    """PyTorch's first step along x1 is 4.00 long."""
    return first_move("pytorch")


@fact(".2f")
def first_move_mxnet() -> float:
    """MXNet's first step along x1 is 1.26 long."""
    return first_move("mxnet")


@fact(".2f")
def first_move_tensorflow1() -> float:
    """TensorFlow 1's first step along x1 is 0.40 long."""
    return first_move("tensorflow1")


def place_of_eps(factor: float) -> float:
    """Return how far ε's place alone takes PyTorch from MXNet, on a multiple of f."""

    def grad(x1: float, x2: float) -> tuple[float, float]:
        g1, g2 = f_2d_grad(x1, x2)
        return factor * g1, factor * g2

    pytorch = library_path("pytorch", {"lr": ETA, "alpha": 0.9}, grad=grad)
    return apart(pytorch, library_path("mxnet", {"learning_rate": ETA}, grad=grad))


@fact(".0e")
def place_of_eps_large() -> float:
    """On f the place of ε = 1e-8 alone moves no point by more than 3e-8."""
    return place_of_eps(1.0)


@fact(".1f")
def place_of_eps_small() -> float:
    """On f/100,000 it moves a point by 4.3."""
    return place_of_eps(SMALL)


@fact(".0e")
def takeover_chapter() -> float:
    """The chapter's ε equals the squared gradient at |g| = 1e-3."""
    return math.sqrt(1e-6)


@fact(".0e")
def takeover_keras() -> float:
    """Keras's ε equals it at 3e-4."""
    return math.sqrt(1e-7)


@fact(".0e")
def takeover_mxnet() -> float:
    """MXNet's ε equals it at 1e-4."""
    return math.sqrt(1e-8)


@fact(".0e")
def takeover_pytorch() -> float:
    """PyTorch's ε equals the gradient at 1e-8."""
    return 1e-8


@fact(".2f")
def step_at_takeover() -> float:
    """Where ε inside equals the squared gradient a steady step is 0.71 η."""
    return 1 / math.sqrt(2)


@fact(".2f")
def step_of_mxnet_at_1e5() -> float:
    """At |g| = 1e-5 a steady step of MXNet is 0.10 η."""
    return 1e-5 / math.sqrt(1e-10 + 1e-8)


@fact(".3f")
def step_of_pytorch_at_1e5() -> float:
    """At |g| = 1e-5 a steady step of PyTorch is 0.999 η."""
    return 1e-5 / (1e-5 + 1e-8)


@cache
def drift(library: str, **settings: bool | float) -> Array:
    """Return the mean step, in units of η, under noise, for each of the ratios."""
    noise = np.random.default_rng(0).standard_normal((900, 100, 1))
    gradients = (RATIOS + noise).reshape(900, -1)
    rate = {rate_named(library): 1.0}
    steps = library_steps(library, {**rate, **settings}, gradients)[500:]
    mean: Array = steps.reshape(400, 100, -1).mean(axis=(0, 1))
    return mean


@fact(".2f")
def drift_plain_at_3() -> float:
    """Where the mean is 3 times the spread the plain mean step is 0.95 η."""
    return float(drift("keras", rho=0.99)[-1])


@fact(".1f")
def drift_centred_at_3() -> float:
    """There the centred mean step is 3.0 η."""
    return float(drift("keras", rho=0.99, centered=True)[-1])


@fact(".2f")
def drift_plain_at_01() -> float:
    """Where the mean is a tenth of the spread the plain mean step is 0.10 η."""
    return float(drift("keras", rho=0.99)[0])


@fact(".2f")
def drift_centred_at_01() -> float:
    """There the centred one is 0.10 η too."""
    return float(drift("keras", rho=0.99, centered=True)[0])


def last_step_on_equal(library: str, **settings: bool | float) -> float:
    """Return the 200th step along gradients of 1, in units of η."""
    rate = {rate_named(library): 1.0}
    return float(library_steps(library, {**rate, **settings}, ONES)[-1, 0])


@fact(",.0f")
def equal_centred_keras() -> float:
    """After 200 gradients of 1 Keras's centred step is 3,151 η."""
    return last_step_on_equal("keras", centered=True)


@fact(",.0f")
def equal_centred_pytorch() -> float:
    """PyTorch's centred step, at α = 0.9, is then 37,634 η."""
    return last_step_on_equal("pytorch", alpha=0.9, centered=True)


@fact(".0f")
def equal_dqn() -> float:
    """DQN's is 10 η."""
    return last_step_on_equal("dqn")


@cache
def negative_variance() -> tuple[int, float, float]:
    """Return step, gradient and variance where equal float32 gradients first give one below 0.

    The gradients tried are 0.1, 0.2, … 20; γ = 0.9, and both averages start from 0.
    """
    g: Any = np.arange(1, 201, dtype=np.float32) / np.float32(10)
    s = mean = np.zeros_like(g)
    for t in range(1, 1000):
        s, mean = leak(s, g * g, 0.9), leak(mean, g, 0.9)
        variance = s - mean * mean
        if (variance < 0).any():
            first = int(np.argmax(variance < 0))
            return t, float(g[first]), float(variance[first])
    raise AssertionError("no variance below 0 was found")


@fact(".0f")
def negative_step() -> float:
    """The first variance below 0 comes after 134 equal gradients."""
    return negative_variance()[0]


@fact(".1f")
def negative_gradient() -> float:
    """The smallest gradient that gives it is 8.9."""
    return negative_variance()[1]


@fact(".0e")
def negative_value() -> float:
    """The variance there is -8e-6."""
    return negative_variance()[2]


def excess_of_correction(gamma: float) -> float:
    """Return by which part 1 - γ is larger than what float32 computes for it."""
    return (1 - gamma) / float(np.float32(1) - np.float32(gamma)) - 1


@fact(".1e")
def corrected_shortfall() -> float:
    """At γ = 0.99 it is larger by 9.5e-7."""
    return excess_of_correction(0.99)


@fact(".1e")
def corrected_surplus() -> float:
    """At γ = 0.9 by -2.4e-7: it is smaller."""
    return excess_of_correction(0.9)


@fact(".0f")
def corrected_optax_first() -> float:
    """At 0.9 the first steps of optax's corrected, centred form are 918 η long at least."""
    return float(
        peers_record()["optax"]["in few bits"]["decay 0.9"]["least first step"]
    )


@fact(".0f")
def corrected_optax_nan() -> float:
    """137 of 200 come to NaN within 300 steps."""
    return float(
        peers_record()["optax"]["in few bits"]["decay 0.9"]["nan in 300 steps"]
    )


def tenth(t: int) -> float:
    """Return the learning rate's factor: 1, and a tenth after the drop."""
    return 1.0 if t <= DROP else 0.1


@cache
def dropped(library: str, momentum: float = 0.9) -> Array:
    """Return steps along gradients of 1 with momentum, when the learning rate drops."""
    gamma, eps = {"pytorch": ("alpha", "eps"), "keras": ("rho", "epsilon")}[library]
    settings = {rate_named(library): 1.0, gamma: 0.9, eps: 0.0, "momentum": momentum}
    steps: Array = library_steps(library, settings, np.ones((2 * DROP, 1)), rate=tenth)[
        :, 0
    ]
    return steps


@fact(".1f")
def before_the_drop() -> float:
    """Before the drop a step is 10.0 η, in both."""
    return float(dropped("keras")[DROP - 1])


@fact(".1f")
def inside_after_drop() -> float:
    """With the learning rate inside the first step after the drop is 9.1 η."""
    return float(dropped("keras")[DROP])


@fact(".1f")
def outside_after_drop() -> float:
    """With the learning rate outside it is 1.0 η."""
    return float(dropped("pytorch")[DROP])


@fact(".0f")
def steps_to_settle() -> float:
    """With it inside the step is within a tenth of its new length after 43 steps."""
    steps = dropped("keras")[DROP:]
    return 1 + int(np.argmax(steps < 1.1 * steps[-1]))


def end_outside(e: float) -> float:
    """Return how far PyTorch ends from the minimum, in units of η/2, at e = 2ε/(ηλ)."""
    settings = {"lr": 2.0, "alpha": 0.9, "eps": 1.0}
    path = library_path(
        "pytorch", settings, grad=lambda x1, x2: (x1 / e, x2 / e), steps=1000
    )
    return float(abs(path[-1][0]))


@fact(".0e")
def gap_from_line() -> float:
    """PyTorch's ends lie within 8e-16 of 1 - e."""
    tried = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85)
    return max(abs(end_outside(e) - two_cycle_eps_outside(2, 1 / e, 1)) for e in tried)


@fact(".0e")
def translated_apart() -> float:
    """PyTorch's settings of the first exercise and Keras's are 3e-8 apart."""
    settings = {"lr": 0.001, "alpha": 0.99, "eps": 1e-8, "momentum": 0.9}
    return translate(settings, "pytorch", "keras").distance


def steady(library: str, gradient: float, **settings: float) -> float:
    """Return the 500th step along equal gradients, in units of η."""
    rate = {rate_named(library): 1.0}
    steps = library_steps(library, {**rate, **settings}, np.full((500, 1), gradient))
    return float(steps[-1, 0])


@fact(".2f")
def tiny_gradient_in_mxnet() -> float:
    """At a gradient of 1e-6 MXNet's steady step is 0.01 η."""
    return steady("mxnet", 1e-6)


@fact(".2f")
def tiny_gradient_in_pytorch() -> float:
    """PyTorch's is 0.99 η."""
    return steady("pytorch", 1e-6, alpha=0.9)


@fact(",.0f")
def most_by_place() -> float:
    """With 1e-8 in both places one step can be 10,000 times the other."""
    return 1 / math.sqrt(1e-8)


WARM_UP, MU = 100, 0.9  # steps and momentum of the third exercise


def warm_up(t: int) -> float:
    """Return the factor of a learning rate that rises to one in a straight line."""
    return min(1.0, t / WARM_UP)


@cache
def warmed_up(library: str) -> float:
    """Return how far 400 gradients of 1 lead, with momentum and a warm-up."""
    gamma, eps = {"pytorch": ("alpha", "eps"), "keras": ("rho", "epsilon")}[library]
    settings = {rate_named(library): 1.0, gamma: 0.0, eps: 0.0, "momentum": MU}
    same = np.ones((400, 1))
    return float(library_steps(library, settings, same, rate=warm_up).sum())


@fact(".0f")
def warm_up_lag() -> float:
    """With the rate inside a step is as long as the other's 9 steps before."""
    return MU / (1 - MU)


@fact(".1f")
def warm_up_behind() -> float:
    """In the end the rate inside is 81.0 η behind."""
    return warmed_up("pytorch") - warmed_up("keras")


@fact(".1f")
def warm_up_limit() -> float:
    """A very long warm-up would leave it 90.0 η behind."""
    return MU / (1 - MU) ** 2


@cache
def momentum_end(library: str, mu: float, **settings: bool | float) -> float:
    """Return how far x2 is from the minimum after 2,000 steps with momentum."""
    rate = {rate_named(library): ETA, "momentum": mu}
    path = library_path(library, {**rate, **settings}, steps=2000)
    return float(abs(path[-1][1]))


@fact(".4f")
def momentum_cycle() -> float:
    """With momentum 0.5 the cycle is 0.1333 from the minimum."""
    return ETA / 2 / (1 + 0.5)


@fact(".4f")
def momentum_cycle_run() -> float:
    """At γ = 0.2 a run ends 0.1333 from it."""
    return momentum_end("keras", 0.5, rho=0.2, epsilon=1e-14)


@fact(".4f")
def nesterov_cycle() -> float:
    """With Nesterov's momentum it is 0.2667 from the minimum."""
    return ETA / 2 * (1 + 2 * 0.5) / (1 + 0.5)


@fact(".4f")
def nesterov_cycle_run() -> float:
    """At γ = 0.9 a run with it ends 0.2667 from it."""
    return momentum_end("optax", 0.5, eps=1e-14, nesterov=True)


@fact(".2f")
def momentum_cycle_gamma() -> float:
    """With momentum 0.5 the cycle attracts up to γ = 0.29."""
    return (1 - 0.5) / (0.5 * (3 + 0.5))


@fact(".3f")
def momentum_for_every_gamma() -> float:
    """Up to a momentum of 0.236 it attracts at every γ."""
    return math.sqrt(5) - 2


@fact(".3f")
def momentum_cycle_multiplier() -> float:
    """At γ = 0.9 and with momentum 0.5 a deviation grows 1.098-fold in a step."""
    gamma, mu = 0.9, 0.5
    trace, det = 2 * (1 + mu) * gamma - 1 + gamma - mu, gamma * mu
    return float(abs(np.roots([1, -trace, gamma + mu + gamma * mu, -det])).max())
