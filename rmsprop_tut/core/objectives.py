"""Test functions of two variables, with their gradients, and where the runs start."""

import math
from collections.abc import Callable
from decimal import Decimal
from functools import partial, wraps
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt

from .._arrays import coordinate, doubles, floats, together
from .._checks import EXACT, Range, checked, function_of, is_many, shown
from .._types import Array, Number

F = TypeVar("F", bound=Callable[..., Any])
Gradient: TypeAlias = Callable[[float, float], tuple[float, float]]

CURVATURES = (0.2, 4.0)  # of the chapter's quadratic, along x1 and x2
START = (-5.0, -2.0)  # of the chapter's runs
LARGE = (np.dtype(float), np.dtype(np.longdouble))  # dtypes that stay what they are
ZERO_STATE = (*START, 0.0, 0.0)
TURN = Range("finite when it is doubled", lambda v: np.isfinite(2 * v))


def coordinates(name: str, values: Any) -> Any:
    """Return numbers, MXNet's arrays and symbols as they are, other arrays in float64.

    Squares of small numbers would overflow, as large whole numbers do in a product; lists
    have none.
    """
    small = isinstance(values, np.ndarray | np.generic) and values.dtype not in LARGE
    large = isinstance(values, int) and abs(values) > EXACT
    plain = isinstance(values, list | tuple | str | bytes | Decimal | np.ma.MaskedArray)
    other = not hasattr(values, "__mul__")
    return doubles(name, values)[()] if small or large or plain or other else values


def pointwise(function: F) -> F:
    """Let a function of x1 and x2 take what readers have; two floats go straight through."""

    @wraps(function)
    def taking(x1: Any, x2: Any) -> Any:
        if type(x1) is type(x2) is float:
            return function(x1, x2)
        given = {"x1": coordinates("x1", x1), "x2": coordinates("x2", x2)}
        together("x1", "x2")(**given)
        return function(**given)

    vars(taking)["unchecked"] = function
    return cast(F, taking)


def gradient(name: str, value: Any) -> Gradient:
    """Return a gradient that refuses what is no pair of slopes, one a coordinate."""
    function_of("x1, x2")(name, value)

    def looked_at(x1: Any, x2: Any) -> Any:
        slopes = value(x1, x2)
        pair = tuple(slopes) if is_many(slopes) else ()
        if len(pair) != 2:
            raise ValueError(
                f"{name} must return the two partial derivatives, not {shown(slopes)}"
            )
        return tuple(
            _slope(f"{name}(x1, x2)[{i}]", g, x)
            for i, (g, x) in enumerate(zip(pair, (x1, x2), strict=True))
        )

    return looked_at


def _slope(name: str, given: Any, x: Any) -> Any:
    """Return a slope as a number or an array, or refuse one that would spread over x."""
    taken = coordinate(name, given)
    g, shape = given if taken is None else taken, np.shape(x)
    one_number = np.size(g) == 1 and (np.ndim(g) == 0 or shape == ())
    if np.shape(g) != shape and not one_number:
        raise ValueError(
            f"{name} must have the shape {shape} of its coordinate, not {np.shape(g)}"
        )
    return g


@pointwise
def f_2d(x1: Number, x2: Number) -> Number:
    r"""The chapter's quadratic, shallow in x1 and steep in x2.

    .. math:: f(\mathbf{x}) = 0.1 x_1^2 + 2 x_2^2

    Parameters
    ----------
    x1, x2 : float or array
        Coordinates, without units; arrays of one shape give values pointwise. Lists and
        arrays of smaller dtypes are taken in float64, MXNet's arrays as they are.

    Returns
    -------
    float or array
        The value, non-negative; 0 only at the minimum (0, 0).

    Warns
    -----
    RuntimeWarning
        NumPy's own, where numbers of arrays overflow.

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
    shallow, steep = CURVATURES
    return (shallow * (x1 * x1) + steep * (x2 * x2)) / 2


@pointwise
def f_2d_grad(x1: Number, x2: Number) -> tuple[Number, Number]:
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

    Warns
    -----
    RuntimeWarning
        NumPy's own, where numbers of arrays overflow.

    Examples
    --------
    >>> f_2d_grad(-5, -2)
    (-1.0, -8.0)
    """
    shallow, steep = CURVATURES
    return shallow * x1, steep * x2


@pointwise
def f_2d_rotated(x1: Number, x2: Number) -> Number:
    r"""The chapter's rotated quadratic, whose valley runs along the diagonal.

    .. math:: f(\mathbf{x}) = 0.1 (x_1 + x_2)^2 + 2 (x_1 - x_2)^2

    Parameters
    ----------
    x1, x2 : float or array
        Coordinates, without units; arrays of one shape give values pointwise. Lists and
        arrays of smaller dtypes are taken in float64, MXNet's arrays as they are.

    Returns
    -------
    float or array
        The value, non-negative; 0 only at the minimum (0, 0).

    Warns
    -----
    RuntimeWarning
        NumPy's own, where numbers of arrays overflow.

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
    return f_2d(x1 + x2, x1 - x2)


@pointwise
def f_2d_rotated_grad(x1: Number, x2: Number) -> tuple[Number, Number]:
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

    Warns
    -----
    RuntimeWarning
        NumPy's own, where numbers of arrays overflow.

    Examples
    --------
    >>> f_2d_rotated_grad(-3.5, -1.5)
    (-9.0, 7.0)
    """
    along, across = f_2d_grad(x1 + x2, x1 - x2)
    return along + across, along - across


@checked(angle=TURN)
def f_2d_hessian(angle: float = 0.0) -> Array:
    r"""Hessian of :func:`f_2d` after its axes have been turned.

    .. math::

        H = R \begin{pmatrix} 0.2 & 0 \\ 0 & 4 \end{pmatrix} R^\top, \qquad
        R = \begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{pmatrix}

    Parameters
    ----------
    angle : float
        θ in radians, finite when it is doubled; counter-clockwise.

    Returns
    -------
    numpy.ndarray, shape (2, 2)
        H, symmetric to the last bit. At π/4 it is half that of
        :func:`f_2d_rotated`, with the valley on the same diagonal.

    Examples
    --------
    >>> f_2d_hessian(np.pi / 4).round(12)
    array([[ 2.1, -1.9],
           [-1.9,  2.1]])
    """
    shallow, steep = CURVATURES
    mean, half = (steep + shallow) / 2, (steep - shallow) / 2
    cos, sin = math.cos(2 * angle), math.sin(2 * angle)
    return np.array(
        [[mean - half * cos, -half * sin], [-half * sin, mean + half * cos]]
    )


@checked(hessian=floats(2, 2))
def quadratic_grad(hessian: npt.ArrayLike) -> Gradient:
    r"""Gradient of a quadratic of two variables, on plain numbers.

    .. math:: \nabla \tfrac12 \mathbf{x}^\top H \mathbf{x} = H \mathbf{x}

    Parameters
    ----------
    hessian : array_like, shape (2, 2)
        H, symmetric, finite.

    Returns
    -------
    callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Examples
    --------
    >>> quadratic_grad([[0.2, 0], [0, 4]])(-5, -2)
    (-1.0, -8.0)
    """
    (a, b), (c, d) = np.asarray(hessian, dtype=float).tolist()
    return partial(_product, a, b, c, d)


def _product(
    a: float, b: float, c: float, d: float, x1: float, x2: float
) -> tuple[float, float]:
    """Return a matrix, row by row, times a vector."""
    return a * x1 + b * x2, c * x1 + d * x2
