r"""Learning rates over time: each maker returns a function of the step t.

Steps count from 1, so that a schedule starts at its largest rate.
"""

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial, wraps
from importlib import import_module
from typing import Any, ParamSpec

from .._arrays import spread
from .._checks import (
    COUNT,
    FRACTION,
    NON_NEGATIVE,
    Range,
    checked,
    function_of,
    unchecked,
)

P = ParamSpec("P")
Rate = Callable[[int], float]

FROM_ONE = Range("at least 1 and finite", lambda t: t >= 1)


@dataclass(frozen=True)
class Made:
    """A schedule that is its maker's call: written, compared, copied and pickled as such."""

    module: str
    name: str
    arguments: tuple[tuple[str, float], ...]
    __wrapped__: Rate = field(compare=False)

    def __post_init__(self) -> None:
        """Offer the schedule without its check, as checked functions do."""
        vars(self)["unchecked"] = self.__wrapped__

    def __call__(self, t: int) -> float:
        """Return the rate of a step, or refuse one before the first."""
        FROM_ONE("t", t)
        return self.__wrapped__(t)

    def __repr__(self) -> str:
        """Return the call."""
        said = ", ".join(f"{name}={value!r}" for name, value in self.arguments)
        return f"{self.name}({said})"

    def __reduce__(self) -> tuple[Callable[[], Any], tuple[()]]:
        """Return how it is made again, since a function without a name cannot be pickled."""
        maker = getattr(import_module(self.module), self.name)
        return partial(maker, **dict(self.arguments)), ()


def from_step_one(make: Callable[P, Rate]) -> Callable[P, Rate]:
    """Declare of a maker that what it returns refuses a step before the first."""
    signature = inspect.signature(make)

    @wraps(make)
    def making(*args: P.args, **kwargs: P.kwargs) -> Rate:
        given = signature.bind(*args, **kwargs)
        given.apply_defaults()
        arguments = tuple(given.arguments.items())
        return Made(make.__module__, make.__name__, arguments, make(*args, **kwargs))

    return making


def given_by(
    name: str, schedule: Callable[[int], Any], steps: int, allowed: Range
) -> list[Any]:
    """Return what a schedule gives at each step of a run, or refuse it before the run."""
    function_of("the step t")(name, schedule)
    values = list(map(unchecked(schedule), range(1, steps + 1)))
    for t, value in enumerate(values, start=1):
        if hasattr(value, "shape") or isinstance(value, list | tuple):
            values[t - 1] = spread(allowed)(f"{name}({t})", value)[()]
        else:
            taken = allowed(f"{name}({t})", value)
            values[t - 1] = value if taken is None else taken
    return values


@checked(eta=NON_NEGATIVE)
@from_step_one
def constant_rate(eta: float) -> Rate:
    r"""Keep the learning rate as it is.

    .. math:: \eta_t = \eta

    Parameters
    ----------
    eta : float
        Learning rate, non-negative and finite.

    Returns
    -------
    callable
        ``rate(t)`` for the steps t = 1, 2 and so on; an earlier t is a ``ValueError``.

    Examples
    --------
    >>> rate = constant_rate(0.4)
    >>> rate(1), rate(100)
    (0.4, 0.4)
    """
    return lambda t: eta


@checked(eta=NON_NEGATIVE)
@from_step_one
def inverse_sqrt_rate(eta: float) -> Rate:
    r"""Let the learning rate fall like one over the root of time.

    .. math:: \eta_t = \frac{\eta}{\sqrt{t}}

    The rates add up to infinity, so no minimum is out of reach, and go to zero.
    It is the schedule that Adagrad follows under noise of constant size.

    Parameters
    ----------
    eta : float
        Rate of the first step, non-negative and finite.

    Returns
    -------
    callable
        ``rate(t)`` for the steps t = 1, 2 and so on; an earlier t is a ``ValueError``.

    Examples
    --------
    >>> rate = inverse_sqrt_rate(0.4)
    >>> rate(1), rate(4), rate(100)
    (0.4, 0.2, 0.04)
    """
    return lambda t: eta / math.sqrt(t)


@checked(eta=NON_NEGATIVE)
@from_step_one
def inverse_rate(eta: float) -> Rate:
    r"""Let the learning rate fall like one over time.

    .. math:: \eta_t = \frac{\eta}{t}

    The rates still add up to infinity, but so slowly that a small ``eta`` does not get
    far. The first one may be large: noise of constant size is averaged away later.

    Parameters
    ----------
    eta : float
        Rate of the first step, non-negative and finite.

    Returns
    -------
    callable
        ``rate(t)`` for the steps t = 1, 2 and so on; an earlier t is a ``ValueError``.

    See Also
    --------
    inverse_sqrt_rate : falls more slowly.

    Examples
    --------
    >>> rate = inverse_rate(0.4)
    >>> rate(1), rate(4), rate(100)
    (0.4, 0.1, 0.004)
    """
    return lambda t: eta / t


@checked(eta=NON_NEGATIVE, steps=COUNT)
@from_step_one
def cosine_rate(eta: float, steps: int) -> Rate:
    r"""Lower the learning rate along half a cosine, to zero after the last step.

    .. math:: \eta_t = \frac{\eta}{2} \left(1 + \cos \frac{\pi (t - 1)}{T}\right)

    Parameters
    ----------
    eta : float
        Rate of the first step, non-negative and finite.
    steps : int
        T, the length of the run, at least 1. Later steps have the rate 0.

    Returns
    -------
    callable
        ``rate(t)`` for the steps t = 1, 2 and so on; an earlier t is a ``ValueError``.

    References
    ----------
    :cite:t:`Loshchilov.Hutter.2017`, one period without restart.

    Examples
    --------
    >>> rate = cosine_rate(0.4, steps=100)
    >>> rate(1), round(rate(51), 12), rate(101)
    (0.4, 0.2, 0.0)
    """
    return lambda t: eta * (1 + math.cos(math.pi * min((t - 1) / steps, 1))) / 2


@checked(eta=NON_NEGATIVE, every=COUNT, factor=FRACTION)
@from_step_one
def step_rate(eta: float, every: int, factor: float = 0.1) -> Rate:
    r"""Multiply the learning rate by a factor every so many steps.

    .. math:: \eta_t = \eta\, q^{\lfloor (t - 1)/k \rfloor}

    Parameters
    ----------
    eta : float
        Rate of the first ``every`` steps, non-negative and finite.
    every : int
        k, the length of a stair, at least 1 step.
    factor : float
        q in [0, 1]: what remains of the rate after each stair.

    Returns
    -------
    callable
        ``rate(t)`` for the steps t = 1, 2 and so on; an earlier t is a ``ValueError``.

    Examples
    --------
    >>> rate = step_rate(0.4, every=10, factor=0.5)
    >>> rate(1), rate(10), rate(11), rate(21)
    (0.4, 0.4, 0.2, 0.1)
    """
    return lambda t: eta * factor ** ((t - 1) // every)
