"""What the interactive figure's paths go down: polynomials of two variables.

The twin is ``docs/_static/playground/mathematics.js``. Only + - × ÷ are used, in the same
order in both.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from .._checks import Range, checked, within
from ..core.objectives import CURVATURES, Gradient

SHALLOW, STEEPEST = CURVATURES
LANDSCAPES = {
    "valley": "a straight valley",
    "curved": "a curved valley",
    "wells": "two wells",
}
TURN = within(-90, 90)
CONDITION = Range("at least 1 and finite", lambda v: v >= 1)


class Landscape(NamedTuple):
    """A function of two variables whose least value is 0.

    Parameters
    ----------
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.
    loss : callable
        ``loss(x1, x2)`` gives the value.
    minima : tuple of tuple
        Where the value is 0.

    Examples
    --------
    >>> wells = POLYNOMIALS["wells"]
    >>> [wells.loss(x1, x2) for x1, x2 in wells.minima]
    [0.0, 0.0]
    """

    grad: Gradient
    loss: Callable[[float, float], float]
    minima: tuple[tuple[float, float], ...]


def four_decimals(value: float) -> float:
    """Return a number rounded to four decimals, by operations that all engines share.

    Engines' tangents and cosines differ in the last bits, which the rounding takes away.

    Parameters
    ----------
    value : float
        A number of moderate size.

    Returns
    -------
    float
        A multiple of 1/10000.

    Examples
    --------
    >>> four_decimals(1 / 3), four_decimals(-1 / 3)
    (0.3333, -0.3333)
    """
    return math.floor(value * 10_000 + 0.5) / 10_000


@checked(angle=TURN)
def half_angle_tangent(angle: float) -> float:
    r"""Tangent of half an angle, rounded to four decimals.

    The rotation's entries follow from it without sine and cosine, which differ between
    engines: :math:`\cos = (1-t^2)/(1+t^2)`, :math:`\sin = 2t/(1+t^2)`. The tangent itself
    is :func:`four_decimals`.

    Parameters
    ----------
    angle : float
        In degrees, in [-90, 90].

    Returns
    -------
    float
        A multiple of 1/10000: 45 degrees become 44.998.

    Examples
    --------
    >>> half_angle_tangent(45)
    0.4142
    """
    return four_decimals(math.tan(angle * math.pi / 360))


@checked(angle=TURN, condition=CONDITION)
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
        Of the valley's floor against the x1 axis, in degrees, in [-90, 90].
    condition : float
        κ, at least 1. At 20, and without rotation, the function is :func:`f_2d`.

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


def curved_grad(x1: float, x2: float) -> tuple[float, float]:
    """Gradient of :func:`curved_loss`.

    Parameters
    ----------
    x1, x2 : float
        Coordinates.

    Returns
    -------
    tuple of float
        The two partial derivatives.

    Examples
    --------
    >>> curved_grad(4.0, 1.0)
    (-1.8, 2.0)
    """
    u = x2 + 2 - x1 * x1 / 8
    return 0.1 * (x1 - 2) - u * x1 / 2, 2 * u


def curved_loss(x1: float, x2: float) -> float:
    r"""Value of a valley along a parabola.

    .. math:: f(\mathbf{x}) = 0.05\, (x_1 - 2)^2 + \left(x_2 + 2 - \tfrac18 x_1^2\right)^2

    Parameters
    ----------
    x1, x2 : float
        Coordinates.

    Returns
    -------
    float
        The value; 0 at (2, -1.5) alone.

    Examples
    --------
    >>> curved_loss(4.0, 1.0)
    1.2
    """
    d, u = x1 - 2, x2 + 2 - x1 * x1 / 8
    return 0.05 * (d * d) + u * u


def wells_grad(x1: float, x2: float) -> tuple[float, float]:
    """Gradient of :func:`wells_loss`.

    Parameters
    ----------
    x1, x2 : float
        Coordinates.

    Returns
    -------
    tuple of float
        The two partial derivatives.

    Examples
    --------
    >>> wells_grad(-5.0, -2.0)
    (-5.5, 1.0)
    """
    u = x2 - x1 / 2
    return x1 * (x1 * x1 - 9) / 16 - u, 2 * u


def wells_loss(x1: float, x2: float) -> float:
    r"""Value of two wells with a saddle between them.

    .. math::

        f(\mathbf{x}) = \tfrac1{64} (x_1^2 - 9)^2 + \left(x_2 - \tfrac12 x_1\right)^2

    Parameters
    ----------
    x1, x2 : float
        Coordinates.

    Returns
    -------
    float
        The value; 0 at (-3, -1.5) and (3, 1.5) alone, 81/64 at the saddle (0, 0).

    Examples
    --------
    >>> wells_loss(-5.0, -2.0)
    4.25
    """
    w, u = x1 * x1 - 9, x2 - x1 / 2
    return w * w / 64 + u * u


POLYNOMIALS = {
    "curved": Landscape(curved_grad, curved_loss, ((2.0, -1.5),)),
    "wells": Landscape(wells_grad, wells_loss, ((-3.0, -1.5), (3.0, 1.5))),
}
