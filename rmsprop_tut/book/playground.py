"""The paths of the interactive figure, written once here and once in JavaScript.

The twin is ``docs/_static/playground/mathematics.js``. Each step uses only + - × ÷ √,
which IEEE 754 rounds alike everywhere, so both give the same numbers to the last bit; a
test in node and one in a browser hold them together.
"""

import json
import math
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from urllib.parse import urlencode

import numpy as np

from .._checks import (
    COUNT,
    FRACTION,
    NON_NEGATIVE,
    Range,
    Rule,
    checked,
    one_of,
    within,
)
from ..core.objectives import CURVATURES, START, Gradient
from ..core.updates import (
    adagrad_2d,
    gd_2d,
    momentum_2d,
    rmsprop_2d,
    rmsprop_corrected_2d,
    sqrt,
)
from ..lab.paths import State, follow

METHODS = {
    "gd": "gradient descent",
    "momentum": "momentum",
    "adagrad": "Adagrad",
    "rmsprop": "RMSProp",
    "corrected": "RMSProp, bias-corrected",
}
SHALLOW, STEEPEST = CURVATURES
Row = tuple[float, ...]


RANGES: dict[str, Rule] = {
    "eta": NON_NEGATIVE,
    "gamma": FRACTION,
    "eps": NON_NEGATIVE,
    "angle": within(-90, 90),
    "condition": Range("at least 1 and finite", lambda v: v >= 1),
    "steps": COUNT,
}


@dataclass(frozen=True)
class Settings:
    """What the figure's controls say, under the names of the URL's fragment.

    Parameters
    ----------
    x1, x2 : float
        Where the paths start. Any number, since a path may lead anywhere.
    eta : float
        Learning rate, non-negative and finite.
    gamma : float
        Fraction of the state kept, in [0, 1]. Momentum has none of it: it keeps half
        of its velocity, as :func:`momentum_2d` does by default.
    eps : float
        Added inside the root, non-negative and finite.
    angle : float
        Rotation of the valley in degrees, in [-90, 90].
    condition : float
        Ratio of the curvatures, at least 1. The steep one is 4 always.
    steps : int
        Number of steps, at least 1.

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

    def __post_init__(self) -> None:
        """Refuse what no run can start from."""
        for name, allowed in RANGES.items():
            allowed(name, getattr(self, name))


@dataclass(frozen=True)
class Preset:
    """A claim of the book as settings of the figure, with the methods that show it.

    Parameters
    ----------
    title : str
        What the button says.
    settings : Settings
        What the controls are set to.
    methods : tuple of str
        Keys of ``METHODS``.
    """

    title: str
    settings: Settings
    methods: tuple[str, ...]

    @property
    def fragment(self) -> str:
        """The part of the address after # that opens the figure so."""
        changed = {
            name: f"{value:g}"
            for name, value in asdict(self.settings).items()
            if value != getattr(Settings, name)
        }
        return "playground?" + urlencode(
            [*changed.items(), *(("m", m) for m in self.methods)]
        )


PRESETS = {
    "opening": Preset("the chapter's run", Settings(), ("gd", "adagrad", "rmsprop")),
    "first-step": Preset(
        "√10 η: the first step", Settings(steps=1), ("rmsprop", "corrected")
    ),
    "slows": Preset("Adagrad slows down", Settings(), ("adagrad", "rmsprop")),
    "cycle": Preset(
        "the 2-cycle",
        Settings(x1=-3.0, x2=2.0, eta=1.0, gamma=0.5, steps=60),
        ("rmsprop",),
    ),
    "explodes": Preset("γ = 1 explodes", Settings(gamma=1.0, steps=5), ("rmsprop",)),
    "rotation": Preset(
        "rotation hurts", Settings(x1=-4.95, x2=-2.12, angle=45.0), ("rmsprop",)
    ),
}


def half_angle_tangent(angle: float) -> float:
    r"""Tangent of half an angle, rounded to four decimals.

    The rotation's entries follow from it without sine and cosine, which differ between
    engines: :math:`\cos = (1-t^2)/(1+t^2)`, :math:`\sin = 2t/(1+t^2)`. Engines' tangents
    differ too, in the last bits, which the rounding takes away.

    Parameters
    ----------
    angle : float
        In degrees.

    Returns
    -------
    float
        A multiple of 1/10000: 45 degrees become 44.998.

    Examples
    --------
    >>> half_angle_tangent(45)
    0.4142
    """
    return math.floor(math.tan(angle * math.pi / 360) * 10_000 + 0.5) / 10_000


def quadratic(
    angle: float, condition: float
) -> tuple[Gradient, Callable[[float, float], float]]:
    r"""Gradient and value of a rotated quadratic valley.

    .. math::

        f(\mathbf{x}) = \tfrac12 \left(\tfrac{4}{\kappa} u_1^2 + 4 u_2^2\right), \qquad
        \mathbf{u} = R^\top \mathbf{x}

    Parameters
    ----------
    angle : float
        Of the valley's floor against the x1 axis, in degrees.
    condition : float
        κ. At 20, and without rotation, the function is :func:`f_2d`.

    Returns
    -------
    tuple of callable
        ``grad(x1, x2)`` and ``loss(x1, x2)``.

    Examples
    --------
    >>> grad, loss = quadratic(angle=0, condition=20)
    >>> grad(-5, -2), loss(-5, -2)
    ((-1.0, -8.0), 10.5)
    """
    t = half_angle_tangent(angle)
    c, s = (1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)
    shallow = STEEPEST / condition

    def grad(x1: float, x2: float) -> tuple[float, float]:
        w1, w2 = shallow * (c * x1 + s * x2), STEEPEST * (c * x2 - s * x1)
        return c * w1 - s * w2, s * w1 + c * w2

    def loss(x1: float, x2: float) -> float:
        u1, u2 = c * x1 + s * x2, c * x2 - s * x1
        return (shallow * (u1 * u1) + STEEPEST * (u2 * u2)) / 2

    return grad, loss


def _update(method: str, settings: Settings, grad: Gradient) -> Callable[..., State]:
    """Return the step of a method, as a function of x1, x2 and the state."""
    eta, gamma, eps = settings.eta, settings.gamma, settings.eps
    updates: dict[str, Callable[..., State]] = {
        "gd": partial(gd_2d, eta=eta, grad=grad),
        "momentum": partial(momentum_2d, eta=eta, grad=grad),
        "adagrad": partial(adagrad_2d, eta=eta, eps=eps, grad=grad),
        "rmsprop": partial(rmsprop_2d, eta=eta, gamma=gamma, eps=eps, grad=grad),
        "corrected": partial(
            rmsprop_corrected_2d, eta=eta, gamma=gamma, eps=eps, grad=grad
        ),
    }
    return updates[method]


def _effective(method: str, settings: Settings, s: float, *power: float) -> float:
    """Return what a method multiplied the gradient (or the velocity) with."""
    if method in ("gd", "momentum"):
        return settings.eta
    scale = np.divide(s, 1 - power[0]) if power else s
    return float(settings.eta / sqrt(scale + settings.eps))


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
        the velocity for momentum and 0 for gradient descent. The effective steps e are
        what the last step multiplied with, NaN before the first.

    Examples
    --------
    >>> x1, x2, *_, loss = trajectory("rmsprop", Settings())[-1]
    >>> print(f"{x1:.4f} {x2:.0e} {loss:.1e}")
    -0.0106 1e-14 1.1e-05
    """
    grad, loss = quadratic(settings.angle, settings.condition)
    update = _update(method, settings, grad)
    power = (1.0,) if method == "corrected" else ()
    start = (float(settings.x1), float(settings.x2), 0.0, 0.0, *power)
    with np.errstate(all="ignore"):  # infinity and NaN are drawn, and said
        states = follow(update, settings.steps, start)
        effective = [
            [_effective(method, settings, s, *power) for s in (s1, s2)]
            for _, _, s1, s2, *power in states
        ]
        losses = [loss(x1, x2) for x1, x2, *_ in states]
    effective[0] = [math.nan, math.nan]  # no step led to the start
    return [
        tuple(map(float, (*state[:4], *steps, value)))
        for state, steps, value in zip(states, effective, losses, strict=True)
    ]


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


def portable(value: float) -> float | str:
    """Return a number that JSON can hold, or its name in JavaScript."""
    if math.isfinite(value):
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
