"""Test functions of two variables, with their gradients."""


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
