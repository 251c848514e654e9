r"""Which way RMSProp drifts along gradients that repeat: C, -1, ..., -1, of period n.

They are those of a linear loss on an interval, as in :cite:t:`Reddi.Kale.Kumar.2018`. Their sum
is positive for C > n - 1, so the loss is lowest at the left end. RMSProp may drift to the right.
"""

import numpy as np

from .._checks import FRACTION, POSITIVE, an, checked, shown, whole
from .._finite import kept_finite
from .._types import Array

PERIOD = whole(2)
HALVINGS = 60


def outweighs(*, large: float, period: int, **others: object) -> None:
    """Refuse a large gradient that does not outweigh the others of its period."""
    if not large > period - 1:
        raise ValueError(
            f"large must be above period - 1 = {period - 1}, or the left end is not the best, "
            f"not {shown(large)}"
        )


@checked(large=POSITIVE, period=PERIOD, gamma=FRACTION)
def cyclic_states(large: float, period: int, gamma: float) -> Array:
    r"""RMSProp's states along gradients C, -1, ..., -1, once they repeat too.

    .. math:: s_k = 1 + (C^2 - 1)\, \frac{\gamma^k}{1 + \gamma + \cdots + \gamma^{n-1}}

    Parameters
    ----------
    large : float
        C, the size of the large gradient, positive and finite.
    period : int
        n, at least 2.
    gamma : float
        Fraction of the state kept, in [0, 1]; 1 stands for its limit.

    Returns
    -------
    numpy.ndarray, shape (period,)
        :math:`s_0` after the large gradient, then those after each -1.

    Examples
    --------
    >>> cyclic_states(3.0, 3, 0.5).round(3)
    array([5.571, 3.286, 2.143])
    """
    powers = gamma ** np.arange(period)
    with kept_finite("take a smaller large"):
        states: Array = 1 + (large**2 - 1) * powers / powers.sum()
    return states


@checked(large=POSITIVE, period=PERIOD, gamma=FRACTION, delayed=an(bool))
def cyclic_drift(
    large: float, period: int, gamma: float, *, delayed: bool = False
) -> float:
    r"""How far RMSProp drifts to the right in a period of gradients C, -1, ..., -1.

    .. math:: -\frac{C}{\sqrt{s_0}} + \sum_{k=1}^{n-1} \frac{1}{\sqrt{s_k}}

    Parameters
    ----------
    large : float
        C, the size of the large gradient, positive and finite.
    period : int
        n, at least 2.
    gamma : float
        Fraction of the state kept, in [0, 1]; 1 stands for its limit.
    delayed : bool
        Whether to divide by the root of the state of the step before.

    Returns
    -------
    float
        The drift in units of the learning rate. Where C > n - 1, positive is the wrong way.

    See Also
    --------
    drift_threshold : the γ at which it turns round.

    Examples
    --------
    >>> round(cyclic_drift(3.0, 3, 0.25), 3)
    0.354
    >>> round(cyclic_drift(3.0, 3, 0.25, delayed=True), 3)
    -1.548
    """
    roots = np.sqrt(cyclic_states(large, period, gamma))
    if delayed:
        roots = np.roll(roots, 1)
    with kept_finite("take a large that is not so near to 0"):
        return float(np.sum(1 / roots[1:]) - large / roots[0])


@checked(outweighs, large=POSITIVE, period=whole(3))
def drift_threshold(large: float, period: int) -> float:
    r"""The γ below which RMSProp drifts the wrong way along gradients C, -1, ..., -1.

    Where C > n - 1, each :math:`\sqrt{s_0/s_k}` falls as γ rises. So
    :math:`\sum_k \sqrt{s_0/s_k}` takes the value C once.

    Parameters
    ----------
    large : float
        C, above ``period - 1``.
    period : int
        n, at least 3: with 2 it never drifts the wrong way.

    Returns
    -------
    float
        The only zero of :func:`cyclic_drift`, by bisection.

    Raises
    ------
    ValueError
        If ``large`` does not outweigh the others.

    Examples
    --------
    >>> round(drift_threshold(3.0, 3), 4)
    0.4723
    """
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        wrong = cyclic_drift(large, period, middle) > 0
        low, high = (middle, high) if wrong else (low, middle)
    return low
