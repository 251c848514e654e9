"""The paths of the interactive figure, written once here and once in JavaScript.

The twin is ``docs/_static/playground/mathematics.js``. Each step uses only + - × ÷ √,
which IEEE 754 rounds alike everywhere, the noise whole numbers of 32 bits, and tangent and
cosine are rounded to four decimals. So both give the same numbers to the last bit; a test
in node and one in a browser hold them together.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial

import numpy as np

from .._checks import COUNT, FRACTION, NON_NEGATIVE, Rule, checked, one_of
from ..core.objectives import START
from ..lab.paths import follow
from .figure_methods import RUN, effective
from .figure_noise import SEED, noisy
from .figure_rates import SCHEDULES, figure_rate
from .landscapes import (
    CONDITION,
    LANDSCAPES,
    POLYNOMIALS,
    SHALLOW,
    STEEPEST,
    TURN,
    Landscape,
    quadratic,
)

METHODS = {name: method.title for name, method in RUN.items()}
Row = tuple[float, ...]


RANGES: dict[str, Rule] = {
    "eta": NON_NEGATIVE,
    "gamma": FRACTION,
    "eps": NON_NEGATIVE,
    "angle": TURN,
    "condition": CONDITION,
    "steps": COUNT,
    "beta": FRACTION,
    "landscape": one_of(LANDSCAPES),
    "schedule": one_of(SCHEDULES),
    "noise": NON_NEGATIVE,
    "seed": SEED,
}


@dataclass(frozen=True)
class Settings:
    """What the figure's controls say, under the names of the URL's fragment.

    Parameters
    ----------
    x1, x2 : float
        Where the paths start. Any number, since a path may lead anywhere.
    eta : float
        Learning rate of the first step, non-negative and finite.
    gamma : float
        Fraction of the state kept, in [0, 1]; Adam's second β.
    eps : float
        Added inside the root, or outside of it, non-negative and finite.
    angle : float
        Rotation of the straight valley in degrees, in [-90, 90].
    condition : float
        Ratio of the straight valley's curvatures, at least 1. The steep one is 4 always.
    steps : int
        Number of steps, at least 1.
    beta : float
        Fraction of the velocity that momentum keeps, in [0, 1]; Adam's first β.
    landscape : str
        What the paths go down, a key of ``LANDSCAPES``.
    schedule : str
        The learning rate over the steps, a key of ``SCHEDULES``.
    noise : float
        Standard deviation of what is added to each partial derivative, non-negative and
        finite.
    seed : int
        Which noise, in [0, 2³²). All methods are given the same at the same step.

    Examples
    --------
    >>> Settings(gamma=0.99).eta
    0.4
    >>> Settings(gamma=2)
    Traceback (most recent call last):
    ...
    ValueError: gamma must be a fraction, in [0, 1], not 2
    """

    x1: float = START[0]
    x2: float = START[1]
    eta: float = 0.4
    gamma: float = 0.9
    eps: float = 1e-6
    angle: float = 0.0
    condition: float = STEEPEST / SHALLOW
    steps: int = 20
    beta: float = 0.5
    landscape: str = "valley"
    schedule: str = "constant"
    noise: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse what no run can start from."""
        for name, allowed in RANGES.items():
            allowed(name, getattr(self, name))


def landscape(settings: Settings) -> Landscape:
    """Return what the paths go down.

    Parameters
    ----------
    settings : Settings
        What the controls say.

    Returns
    -------
    Landscape
        Its gradient, its value and its minima.

    Examples
    --------
    >>> landscape(Settings(landscape="curved")).minima
    ((2.0, -1.5),)
    """
    if settings.landscape == "valley":
        valley = quadratic(settings.angle, settings.condition)
        return Landscape(*valley, minima=((0.0, 0.0),))
    return POLYNOMIALS[settings.landscape]


@checked(method=one_of(METHODS))
def trajectory(method: str, settings: Settings) -> list[Row]:
    """Path of one method, with all that the figure draws.

    Parameters
    ----------
    method : str
        A key of ``METHODS``.
    settings : Settings
        What the controls say.

    Returns
    -------
    list of tuple
        ``x1, x2, s1, s2, e1, e2, loss`` at the start and after each step. The state s is
        the velocity for momentum, the variance for centred RMSProp and 0 for gradient
        descent. The effective steps e are what the last step multiplied with, NaN before
        the first. The loss is without noise.

    Examples
    --------
    >>> x1, x2, *_, loss = trajectory("rmsprop", Settings())[-1]
    >>> print(f"{x1:.4f} {x2:.0e} {loss:.1e}")
    -0.0106 1e-14 1.1e-05
    """
    run, loss = RUN[method], landscape(settings).loss
    rate = figure_rate(settings.schedule, settings.eta, settings.steps)
    with np.errstate(all="ignore"):  # infinity and NaN are drawn, and said
        states = _states(method, settings)
        shown = [run.shown(state) for state in states]
        steps = [
            effective(run, rate(t), settings.eps, state)
            for t, state in enumerate(states[1:], start=1)
        ]
        losses = [loss(x1, x2) for x1, x2, *_ in states]
    steps.insert(0, [math.nan, math.nan])  # no step led to the start
    return [
        tuple(map(float, (*state[:2], *s, *e, value)))
        for state, s, e, value in zip(states, shown, steps, losses, strict=True)
    ]


def _states(method: str, settings: Settings) -> list[tuple[float, ...]]:
    """Return x1, x2 and a method's whole state, before the first step and after each."""
    run, q = RUN[method], settings
    update = partial(
        run.update,
        grad=noisy(landscape(q).grad, q.noise, q.seed, q.steps),
        **{option: getattr(q, setting) for option, setting in run.options.items()},
    )
    start = (float(q.x1), float(q.x2), *run.state)
    return follow(update, q.steps, start, figure_rate(q.schedule, q.eta, q.steps))


@checked(gamma=FRACTION, steps=COUNT)
def weights(gamma: float, steps: int) -> list[float]:
    """Weights of a leaky average, as :func:`leaky_weights` but by repeated products.

    Parameters
    ----------
    gamma : float
        Fraction kept at each step, in [0, 1].
    steps : int
        Number of weights, at least 1.

    Returns
    -------
    list of float
        Weights by lag.

    Examples
    --------
    >>> weights(0.5, 4)
    [0.5, 0.25, 0.125, 0.0625]
    """
    values, power = [], 1.0
    for _ in range(steps):
        values.append((1 - gamma) * power)
        power *= gamma
    return values


def portable(value: float | str) -> float | str:
    """Return a number that JSON can hold, or its name in JavaScript."""
    if isinstance(value, str) or math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def export(cases: Iterable[tuple[str, Settings]]) -> str:
    """Write trajectories as JSON, every bit kept, for the twin to be compared with.

    Parameters
    ----------
    cases : iterable of tuple
        Pairs of a method and settings.

    Returns
    -------
    str
        A list of objects with ``method``, ``settings`` and ``rows``. Infinities and NaN
        are strings that JavaScript's ``Number`` reads.

    Examples
    --------
    >>> json.loads(export([("gd", Settings(steps=1))]))[0]["rows"][0]
    [-5.0, -2.0, 0.0, 0.0, 'NaN', 'NaN', 10.5]
    """
    return json.dumps(
        [
            {
                "method": method,
                "settings": {k: portable(v) for k, v in asdict(settings).items()},
                "rows": [
                    [portable(v) for v in row] for row in trajectory(method, settings)
                ],
            }
            for method, settings in cases
        ]
    )
