"""Test functions of two variables, with their gradients."""

import math
import sys

import numpy as np

from ._checks import check_number


def f_2d(x1, x2):
    r"""The chapter's quadratic, shallow in x1 and steep in x2.

    .. math:: f(\mathbf{x}) = 0.1 x_1^2 + 2 x_2^2

    Parameters
    ----------
    x1, x2 : float or array
        Coordinates, without units; arrays of one shape give values pointwise.

    Returns
    -------
    float or array
        The value, at least 0; 0 only at the minimum (0, 0).

    See Also
    --------
    f_2d_grad : its gradient.

    References
    ----------
    :cite:t:`Zhang.Lipton.Li.ea.2023`, section on Adagrad.

    Examples
    --------
    >>> f_2d(-5, -2)
    10.5
    """
    return 0.1 * (x1 * x1) + 2 * (x2 * x2)


def f_2d_grad(x1, x2):
    r"""Gradient of :func:`f_2d`.

    .. math:: \nabla f(\mathbf{x}) = (0.2 x_1,\; 4 x_2)

    The second derivatives are 0.2 and 4: the condition number is 20.

    Parameters
    ----------
    x1, x2 : float or array
        Coordinates, without units.

    Returns
    -------
    tuple
        The partial derivatives with respect to x1 and x2.

    Examples
    --------
    >>> f_2d_grad(-5, -2)
    (-1.0, -8)
    """
    return 0.2 * x1, 4 * x2


def f_2d_rotated(x1, x2):
    r"""The chapter's rotated quadratic, whose valley runs along the diagonal.

    .. math:: f(\mathbf{x}) = 0.1 (x_1 + x_2)^2 + 2 (x_1 - x_2)^2

    Parameters
    ----------
    x1, x2 : float or array
        Coordinates, without units; arrays of one shape give values pointwise.

    Returns
    -------
    float or array
        The value, at least 0; 0 only at the minimum (0, 0).

    See Also
    --------
    f_2d_rotated_grad : its gradient.

    References
    ----------
    :cite:t:`Zhang.Lipton.Li.ea.2023`, exercise on RMSProp.

    Examples
    --------
    >>> f_2d_rotated(-3.5, -1.5)
    10.5
    """
    along, across = x1 + x2, x1 - x2
    return 0.1 * (along * along) + 2 * (across * across)


def f_2d_rotated_grad(x1, x2):
    r"""Gradient of :func:`f_2d_rotated`.

    .. math::

        \nabla f(\mathbf{x}) = \begin{pmatrix}
            0.2 (x_1 + x_2) + 4 (x_1 - x_2) \\
            0.2 (x_1 + x_2) - 4 (x_1 - x_2) \end{pmatrix}

    Its Hessian has the eigenvalues 0.4 and 8, twice those of :func:`f_2d`: the
    sum and the difference are coordinates √2 times too long.

    Parameters
    ----------
    x1, x2 : float or array
        Coordinates, without units.

    Returns
    -------
    tuple
        The partial derivatives with respect to x1 and x2.

    Examples
    --------
    >>> f_2d_rotated_grad(-3.5, -1.5)
    (-9.0, 7.0)
    """
    along, across = 0.2 * (x1 + x2), 4 * (x1 - x2)
    return along + across, along - across


def f_2d_hessian(angle: float = 0.0) -> np.ndarray:
    r"""Hessian of :func:`f_2d` after its axes have been turned.

    .. math::

        H = R \begin{pmatrix} 0.2 & 0 \\ 0 & 4 \end{pmatrix} R^\top, \qquad
        R = \begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{pmatrix}

    Parameters
    ----------
    angle : float
        θ in radians, finite; counter-clockwise.

    Returns
    -------
    numpy.ndarray, shape (2, 2)
        H, symmetric to the last bit. At π/4 it is half that of
        :func:`f_2d_rotated`, with the valley on the same diagonal.

    Raises
    ------
    TypeError, ValueError
        If ``angle`` is not a finite number.

    Examples
    --------
    >>> f_2d_hessian(np.pi / 4).round(12)
    array([[ 2.1, -1.9],
           [-1.9,  2.1]])
    """
    check_number("angle", angle, -sys.float_info.max)
    mean, half = 2.1, 1.9
    cos, sin = math.cos(2 * angle), math.sin(2 * angle)
    return np.array(
        [[mean - half * cos, -half * sin], [-half * sin, mean + half * cos]]
    )
