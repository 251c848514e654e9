r"""Learning rates over time: each maker returns a function of the step t.

Steps count from 1, so that a schedule starts at its largest rate.
"""

import math
from collections.abc import Callable

from .._checks import COUNT, FRACTION, NON_NEGATIVE, Range, checked

Rate = Callable[[int], float]

FROM_ONE = Range("at least 1 and finite", lambda t: t >= 1)


def _from_step_one(rule: Rate) -> Rate:
    """Return the rule, which then refuses a step before the first."""

    @checked(t=FROM_ONE)
    def rate(t: int) -> float:
        return rule(t)

    return rate


@checked(eta=NON_NEGATIVE)
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
    return _from_step_one(lambda t: eta)


@checked(eta=NON_NEGATIVE)
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
    return _from_step_one(lambda t: eta / math.sqrt(t))


@checked(eta=NON_NEGATIVE, steps=COUNT)
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
    return _from_step_one(
        lambda t: eta * (1 + math.cos(math.pi * min((t - 1) / steps, 1))) / 2
    )


@checked(eta=NON_NEGATIVE, every=COUNT, factor=FRACTION)
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
    return _from_step_one(lambda t: eta * factor ** ((t - 1) // every))
