r"""RMSProp on a quadratic in the units of its 2-cycle, which is at (1, 1) for all parameters.

With :math:`y = |x|/|x_{\text{cycle}}|` and :math:`u = (s + \epsilon)` in units of
:math:`(\eta\lambda/2)^2` a step depends on :math:`\gamma` and
:math:`e = 4\epsilon/(\eta\lambda)^2` alone. The functions take numbers, arrays, symbols and
:class:`.Interval`; they check nothing.
"""

from typing import Any

import numpy as np

from .averages import leak
from .updates import sqrt


def share(gamma: Any, e: Any) -> Any:
    r"""Return A, the weight of the squared distance in the state.

    .. math:: A = (1 - \gamma)(1 - e)

    Parameters
    ----------
    gamma, e : float, array or Interval
        The two parameters.

    Returns
    -------
    float, array or Interval
        A.

    Examples
    --------
    >>> share(0.5, 0.5)
    0.25
    """
    return (1 - gamma) * (1 - e)


def next_root(y: Any, u: Any, gamma: Any, e: Any) -> Any:
    r"""Return the new u, whose root divides.

    .. math:: u' = \gamma u + (1-\gamma) e + A y^2

    It is linear in :math:`\gamma` and in e, so its extremes are at corners of a box.

    Parameters
    ----------
    y, u, gamma, e : float, array or Interval
        The state and the two parameters.

    Returns
    -------
    float, array or Interval
        :math:`u'`.

    Examples
    --------
    >>> next_root(2.0, 3.0, 0.5, 0.5)
    2.75
    """
    return leak(u, e, gamma) + share(gamma, e) * (y * y)


def next_distance(y: Any, after: Any) -> Any:
    r"""Return the new y, where the new u is below 4.

    .. math:: y' = y\,(2/\sqrt{u'} - 1)

    Parameters
    ----------
    y, after : float, array or Interval
        y, and :math:`u'` of :func:`next_root`.

    Returns
    -------
    float, array or Interval
        :math:`y'`; x has the other sign than before.

    Examples
    --------
    >>> next_distance(2.0, 2.25)
    0.6666666666666665
    """
    return y * (2 / sqrt(after) - 1)


def slope_in_distance(y: Any, u: Any, gamma: Any, e: Any) -> Any:
    r"""Return the derivative of the new y with respect to y, which falls as y grows.

    .. math:: \frac{2 (\gamma u + (1-\gamma) e)}{u' \sqrt{u'}} - 1

    So :math:`y'` is a concave function of y: it lies above its chords, below its tangents.

    Parameters
    ----------
    y, u, gamma, e : float, array or Interval
        The state and the two parameters.

    Returns
    -------
    float, array or Interval
        The slope.

    Examples
    --------
    >>> slope_in_distance(0.0, 1.0, 0.5, 1.0)
    1.0
    """
    after = next_root(y, u, gamma, e)
    return 2 * leak(u, e, gamma) / (after * sqrt(after)) - 1


def matrix_to_cycle(dy: Any, du: Any, gamma: Any, e: Any) -> list[list[Any]]:
    r"""Return the matrix by which a step multiplies the deviation from the cycle.

    The deviation is :math:`z = (y-1, u-1)`. With :math:`k = A (2 + \delta y)`,
    :math:`r' = \sqrt{1 + \gamma\,\delta u + k\,\delta y}` and :math:`q = 2/(r'(1 + r'))`,
    without any approximation,

    .. math::

        z' = \begin{pmatrix} 2/r' - 1 - q k & -q \gamma \\ k & \gamma \end{pmatrix} z.

    Parameters
    ----------
    dy, du, gamma, e : float, array or Interval
        The deviation and the two parameters.

    Returns
    -------
    list of list
        The four entries, by rows. At z = 0 it is the Jacobian.

    Examples
    --------
    >>> matrix_to_cycle(0.0, 0.0, 0.5, 0.5)
    [[0.5, -0.5], [0.5, 0.5]]
    """
    k = share(gamma, e) * (2 + dy)
    root = sqrt(1 + gamma * du + k * dy)
    q = 2 / (root * (1 + root))
    return [[2 / root - 1 - q * k, -(q * gamma)], [k, gamma]]


def energy(y: Any, u: Any, gamma: float, e: float) -> Any:
    r"""Return a function that is least at the cycle, and along runs falls near it.

    .. math::

        V = y^2 - \ln y^2 + \frac{\gamma}{A}\, \Psi(u), \qquad
        \Psi'(u) = -2 \ln\Bigl(\frac{2}{\sqrt u} - 1\Bigr)

    Parameters
    ----------
    y, u : float or array
        The state, y > 0 and 0 < u < 4.
    gamma, e : float
        The two parameters, each in [0, 1).

    Returns
    -------
    float or array
        V.

    Examples
    --------
    >>> bool(energy(1.0, 1.0, 0.5, 0.5) < energy(1.1, 1.0, 0.5, 0.5))
    True
    """
    r = np.sqrt(u)
    psi = -2 * (u * np.log(2 / r - 1) - 2 * r - 4 * np.log(2 - r))
    return y * y - 2 * np.log(y) + gamma / share(gamma, e) * psi
