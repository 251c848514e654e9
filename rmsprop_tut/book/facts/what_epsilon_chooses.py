"""The numbers on the page of what ε chooses."""

import math
from functools import cache

import numpy as np

from ..._types import Array
from ...core.few_bits import states_in_bits
from ...core.mean_steps import mean_step, sign_times_variance
from ...lab.imbalance import class_frequencies, class_losses
from ...lab.separable import (
    POINTS,
    classifier_paths,
    largest_margins,
    margin_shares,
    normalised_path,
)
from ..playground import trajectory
from ..presets import PRESETS
from .registry import fact

STEPS = 10_000
LINES = ("none", "tiny", "usual", "descent")
LINE_EPS, LINE_ETAS = (0, 1e-16, 1e-6, 1e12), (0.1, 0.1, 0.1, 1e5)
FREQUENT, RARE = slice(10), slice(100, None)
FALL = [1.0] * 4000 + [0.1] * 4000
RUNS = ("exact", "frozen", "stuck", "free")
RUN_GAMMAS, RUN_BITS = (0.999, 0.999, 0.997, 0.99), (53, 8, 8, 8)


@cache
def line_paths() -> Array:
    """Return the paths of the weights without ε, with two, and of gradient descent."""
    return classifier_paths(LINE_EPS, LINE_ETAS, steps=STEPS)


@cache
def line_shares() -> Array:
    """Return the shares in the largest margins, with the larger component 1 and with length 1."""
    return margin_shares([*line_paths()[-1], normalised_path(steps=STEPS)[-1]])


def angle(name: str, step: int = STEPS) -> float:
    """Return the angle of a run's weights with the first axis, in degrees."""
    w1, w2 = line_paths()[step, LINES.index(name)]
    return math.degrees(math.atan2(w2, w1))


@fact(".3f")
def largest_round() -> float:
    """Among weights of length 1 the largest margin is 2.401."""
    return largest_margins()[1]


@fact(".0f")
def angle_round() -> float:
    """The weights (5, 3) have the angle 31°."""
    return math.degrees(math.atan2(3, 5))


@fact(".1f")
def angle_none() -> float:
    """Without ε the angle is 44.8° after 10,000 steps."""
    return angle("none")


@fact(".1f")
def angle_tiny() -> float:
    """With ε = 1e-16 it is 38.7°."""
    return angle("tiny")


@fact(".1f")
def angle_usual() -> float:
    """With ε = 1e-6 it is 36.3°."""
    return angle("usual")


@fact(".1f")
def angle_descent() -> float:
    """With gradient descent it is 35.7°."""
    return angle("descent")


@fact(".3f")
def flat_none() -> float:
    """Without ε the run has 0.999 of the largest margin in the first norm."""
    return float(line_shares()[0, 0])


@fact(".3f")
def round_none() -> float:
    """And 0.885 of the largest in the second."""
    return float(line_shares()[0, 1])


@fact(".3f")
def round_normalised() -> float:
    """Normalised descent has 0.994 of the largest margin in the second norm."""
    return float(line_shares()[-1, 1])


@fact(",.0f")
def step_of_tiny_eps() -> float:
    """The gradient's larger component is below 1e-8 from step 1,388 on."""
    w = line_paths()[:, LINES.index("tiny")]
    x = np.array(POINTS)
    g = np.exp(-np.logaddexp(0, w @ x.T)) @ x / 3
    return float((g.max(axis=1) < 1e-8).argmax())


@fact(".1e")
def square_is_zero() -> float:
    """In float64 the square of a gradient of 1.6e-162 is zero."""
    return math.exp2(-537.5)


@fact(".0f")
def weight_at_zero() -> float:
    """On the way to (1, 1) that is at weights of 124."""
    return 537.5 * math.log(2) / 3


@fact(".3f")
def law_03() -> float:
    """At μ/σ = 0.3 a step of the law is 0.287 η long."""
    return sign_times_variance(0.3)


@cache
def relative(gamma: float) -> float:
    """Return the mean step over the law's, at μ/σ = 0.3."""
    return mean_step(0.3, gamma) / sign_times_variance(0.3)


@fact(".3f")
def relative_05() -> float:
    """At γ = 0.5 the mean step is 0.847 of it."""
    return relative(0.5)


@fact(".3f")
def relative_09() -> float:
    """At γ = 0.9 it is 0.953 of it."""
    return relative(0.9)


@fact(".4f")
def relative_099() -> float:
    """At γ = 0.99 it is 0.9946 of it."""
    return relative(0.99)


@fact(".4f")
def relative_0999() -> float:
    """At γ = 0.999 it is 0.9995 of it."""
    return relative(0.999)


def slope(ratio: float) -> float:
    """Return by how much of 1 - γ the mean step is below the law's, to first order."""
    square = 1 + ratio**2
    third = (ratio**2 + 3) / square - 1
    return third / 2 - 3 / 16 * (2 + 4 * ratio**2) / square**2


@fact(".3f")
def first_order() -> float:
    """To first order the mean step is 1 - 0.545 (1-γ) of it."""
    return slope(0.3)


@fact(".4f")
def first_order_099() -> float:
    """At γ = 0.99 that is 0.9946."""
    return 1 - 0.01 * slope(0.3)


@cache
def class_loss(eta: float, eps: float) -> Array:
    """Return the loss of each class after 500 steps."""
    return np.asarray(class_losses([eta], eps)[0])


@fact(".4f")
def rare_free() -> float:
    """Without ε the 900 rarest classes end at 0.0012, as all do."""
    return float(class_loss(0.03, 1e-30)[RARE].mean())


@fact(".2f")
def frequent_usual() -> float:
    """With ε = 1e-6 the frequent ones end at 0.33."""
    return float(class_loss(0.03, 1e-6)[FREQUENT].mean())


@fact(".2f")
def rare_usual() -> float:
    """And the rare ones at 4.69."""
    return float(class_loss(0.03, 1e-6)[RARE].mean())


@fact(".4f")
def rare_usual_1() -> float:
    """With ε = 1e-6 and η = 1 the rare ones end at 0.0206."""
    return float(class_loss(1.0, 1e-6)[RARE].mean())


@fact(".4f")
def rare_descent() -> float:
    """With gradient descent at η = 1000 at 0.0205."""
    return float(class_loss(1e9, 1e12)[RARE].mean())


@fact(".2f")
def loss_at_start() -> float:
    """At the start each class has the loss ln 1000 = 6.91."""
    return math.log(1000)


@fact(".0f")
def times_rarer() -> float:
    """With gradient descent at η = 1000 the rare classes end at 451 times the frequent ones."""
    losses = class_loss(1e9, 1e12)
    return float(losses[RARE].mean() / losses[FREQUENT].mean())


@fact(".0f")
def classes_above_border() -> float:
    """The right logits of 133 classes have gradients above 1e-3 at the start."""
    return float((class_frequencies() * (1 - 1e-3) > 1e-3).sum())


@fact(".0f")
def scaled_eps_of_last() -> float:
    """For the last class ε/π² is 56."""
    return float(1e-6 / class_frequencies()[-1] ** 2)


@fact(".2g")
def rest_factor() -> float:
    """At the smallest ε with which the chapter's problem rests x1 keeps 0.9 of itself a step."""
    return 1 - 2 * 0.2 / 4


@cache
def kept() -> Array:
    """Return the states along 4,000 gradients of 1 and as many of 0.1, in few bits and exact."""
    return states_in_bits(FALL, RUN_GAMMAS, RUN_BITS)


def kept_root(name: str, step: int) -> float:
    """Return the root of a state."""
    return math.sqrt(kept()[step, RUNS.index(name)])


@fact(".2f")
def top_exact() -> float:
    """After 4,000 gradients of 1 the root of the exact state is 0.99."""
    return kept_root("exact", 4000)


@fact(".2f")
def top_frozen() -> float:
    """In bfloat16 and at γ = 0.999 it is 0.50."""
    return kept_root("frozen", 4000)


@fact(".2f")
def end_exact() -> float:
    """After as many of 0.1 the exact one is 0.17."""
    return kept_root("exact", 8000)


@fact(".2f")
def end_frozen() -> float:
    """The frozen one is still 0.50."""
    return kept_root("frozen", 8000)


@fact(".2f")
def end_stuck() -> float:
    """At γ = 0.997 it is stuck at 0.58."""
    return kept_root("stuck", 8000)


@fact(".2f")
def end_free() -> float:
    """At γ = 0.99 it has come down to 0.13."""
    return kept_root("free", 8000)


@fact(".4f")
def forgets_bfloat16() -> float:
    """A bfloat16 state forgets if 1 - γ is at least 0.0039."""
    return 1 / (2**8 + 2)


@fact(".5f")
def forgets_float16() -> float:
    """A float16 state does if it is at least 0.00049."""
    return 1 / (2**11 + 2)


@fact(".2f")
def raises_bfloat16() -> float:
    """At γ = 0.999 a bfloat16 state rises only for gradients of 1.72 √s and more."""
    return math.sqrt(1 + 2**-9 / (1 - 0.999))


@fact(".2f")
def figure_trembles() -> float:
    """In the figure's run the steep coordinate jumps between two points 0.20 from the minimum."""
    return abs(trajectory("rmsprop", PRESETS["between"].settings)[-1][1])
