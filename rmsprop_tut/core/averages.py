r"""The mathematics of leaky averages.

A leaky average keeps a fraction :math:`\gamma` of what it knows and takes the
rest from what it sees, :math:`s_t = \gamma s_{t-1} + (1-\gamma) v_t`.
"""

import math

import numpy as np
import numpy.typing as npt

from .._arrays import floats
from .._checks import COUNT, FINITE, FRACTION, checked
from .._types import Array, Number


def leak(average: Number, value: Number, gamma: float) -> Number:
    r"""Leaky average after one more observation: a number's, or an array's.

    .. math:: s_t = \gamma s_{t-1} + (1 - \gamma) v_t

    Parameters
    ----------
    average, value : float or array
        The average so far, and what is observed.
    gamma : float
        Fraction of the average kept. Nothing is checked.

    Returns
    -------
    float or array
        The new average.

    Examples
    --------
    >>> leak(1.0, 3.0, gamma=0.75)
    1.5
    """
    return gamma * average + (1 - gamma) * value


@checked(values=floats("T"), gamma=FRACTION, initial=FINITE)
def leaky_average(values: npt.ArrayLike, gamma: float, initial: float = 0.0) -> Array:
    r"""Leaky average of a sequence, at each of its steps.

    .. math:: s_t = \gamma s_{t-1} + (1 - \gamma) v_t, \qquad s_0 = \text{initial}

    Parameters
    ----------
    values : array_like, shape (T,)
        What is averaged, :math:`v_1, \ldots, v_T`, finite.
    gamma : float
        Fraction kept at each step, in [0, 1]. 0 keeps nothing, 1 learns nothing.
    initial : float
        The value before the first step. Zero makes the first averages small:
        see :func:`first_step_gain` for what RMSProp makes of that.

    Returns
    -------
    numpy.ndarray, shape (T,)
        :math:`s_1, \ldots, s_T`.

    Examples
    --------
    >>> leaky_average([1, 1, 1], gamma=0.5)
    array([0.5  , 0.75 , 0.875])
    """
    sequence = np.asarray(values, dtype=float)
    averages, state = np.empty_like(sequence), initial
    for t, value in enumerate(sequence):
        averages[t] = state = leak(state, value, gamma)
    return averages


@checked(gamma=FRACTION, steps=COUNT)
def leaky_weights(gamma: float, steps: int) -> Array:
    r"""Weights that a leaky average gives to the last ``steps`` observations.

    .. math:: w_k = (1 - \gamma) \gamma^k, \qquad \sum_{k < t} w_k = 1 - \gamma^t

    Parameters
    ----------
    gamma : float
        Fraction kept at each step, in [0, 1].
    steps : int
        Number of weights, at least 1.

    Returns
    -------
    numpy.ndarray, shape (steps,)
        Weights by lag: entry ``k`` belongs to the observation ``k`` steps back.
        They sum to :math:`1 - \gamma^t` after ``t`` steps, to 1 only in the limit.

    See Also
    --------
    plot_weights : the figure.

    Examples
    --------
    >>> leaky_weights(0.5, 4)
    array([0.5   , 0.25  , 0.125 , 0.0625])
    """
    return (1 - gamma) * gamma ** np.arange(steps)


@checked(gamma=FRACTION)
def half_life(gamma: float) -> float:
    r"""Steps after which an observation weighs half of what it did.

    .. math:: \gamma^h = \tfrac12 \quad\Longrightarrow\quad h = \frac{\ln \frac12}{\ln \gamma}

    Parameters
    ----------
    gamma : float
        Fraction kept at each step, in [0, 1].

    Returns
    -------
    float
        The half-life in steps: 0 for ``gamma=0``, infinite for ``gamma=1``.

    Examples
    --------
    >>> round(half_life(0.9), 2)
    6.58
    """
    if gamma in (0, 1):
        return math.inf if gamma else 0.0
    return math.log(0.5) / math.log(gamma)


@checked(gamma=FRACTION)
def memory(gamma: float) -> float:
    r"""Total weight of a leaky average, in units of the newest observation's.

    .. math:: 1 + \gamma + \gamma^2 + \cdots = \frac{1}{1 - \gamma}

    Parameters
    ----------
    gamma : float
        Fraction kept at each step, in [0, 1].

    Returns
    -------
    float
        The memory in steps, at least 1; infinite for ``gamma=1``.

    Examples
    --------
    >>> round(memory(0.9), 12)
    10.0
    """
    return math.inf if gamma == 1 else 1 / (1 - gamma)


@checked(gamma=FRACTION)
def first_step_gain(gamma: float) -> float:
    r"""Length of RMSProp's first step, in units of the learning rate.

    The state starts at zero, so :math:`s_1 = (1-\gamma) g_1^2` and, as
    :math:`\epsilon \to 0`,

    .. math:: \frac{|x_1 - x_0|}{\eta} = \frac{|g_1|}{\sqrt{s_1}} = \frac{1}{\sqrt{1-\gamma}}

    No later step is longer, since :math:`s_t \ge (1-\gamma) g_t^2`.

    Parameters
    ----------
    gamma : float
        Fraction of the state kept at each step, in [0, 1].

    Returns
    -------
    float
        The gain, at least 1; infinite for ``gamma=1``, where only ε bounds it.

    Examples
    --------
    >>> round(first_step_gain(0.9) ** 2, 12)
    10.0
    """
    return math.sqrt(memory(gamma))
