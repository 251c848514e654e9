"""Learning rates over the interactive figure's run: the book's schedules.

The twin is ``docs/_static/playground/mathematics.js``. Its cosine is rounded to four
decimals, as its tangent is, because engines' cosines differ in the last bits.
"""

import math

from .._checks import COUNT, NON_NEGATIVE, checked, one_of
from ..core.schedules import (
    Rate,
    constant_rate,
    from_step_one,
    inverse_sqrt_rate,
    step_rate,
)
from .landscapes import four_decimals

STAIRS = 4  # of a run, each a tenth as high as the one before
SCHEDULES = {
    "constant": "constant",
    "root": "1/√t",
    "cosine": "cosine",
    "stairs": "stairs",
}


@checked(eta=NON_NEGATIVE, steps=COUNT)
@from_step_one
def rounded_cosine_rate(eta: float, steps: int) -> Rate:
    r"""Lower the learning rate as :func:`cosine_rate` does, by a cosine of four decimals.

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

    Examples
    --------
    >>> rate = rounded_cosine_rate(0.4, steps=100)
    >>> rate(1), rate(51), rate(101)
    (0.4, 0.2, 0.0)
    """
    return lambda t: (
        eta * (1 + four_decimals(math.cos(math.pi * min((t - 1) / steps, 1)))) / 2
    )


@checked(schedule=one_of(SCHEDULES), eta=NON_NEGATIVE, steps=COUNT)
def figure_rate(schedule: str, eta: float, steps: int) -> Rate:
    """Return a schedule of the figure's, over a run of its length.

    Parameters
    ----------
    schedule : str
        A key of ``SCHEDULES``. The stairs are at most four, each a tenth of the one before.
    eta : float
        Rate of the first step, non-negative and finite.
    steps : int
        Length of the run, at least 1.

    Returns
    -------
    callable
        ``rate(t)`` for the steps t = 1, 2 and so on.

    Examples
    --------
    >>> figure_rate("stairs", 0.5, steps=20)
    step_rate(eta=0.5, every=5, factor=0.1)
    """
    makers = {
        "constant": lambda: constant_rate(eta),
        "root": lambda: inverse_sqrt_rate(eta),
        "cosine": lambda: rounded_cosine_rate(eta, steps),
        "stairs": lambda: step_rate(eta, math.ceil(steps / STAIRS)),
    }
    return makers[schedule]()
