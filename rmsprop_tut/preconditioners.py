"""Preconditioners that see how coordinates are coupled, in two dimensions."""

import sys

import numpy as np

from ._checks import check_gamma, check_number
from .objectives import f_2d_grad


def rmsprop_full_2d(
    x1, x2, s11, s12, s22, *, eta=0.4, gamma=0.9, eps=1e-6, grad=f_2d_grad
):
    r"""One step of RMSProp with a full matrix in place of its diagonal.

    .. math::

        \begin{aligned}
        S_t &= \gamma S_{t-1} + (1 - \gamma)\, \mathbf{g}_t \mathbf{g}_t^\top \\
        \mathbf{x}_t &= \mathbf{x}_{t-1} - \eta\, (S_t + \epsilon I)^{-1/2}\, \mathbf{g}_t
        \end{aligned}

    The diagonal of S is RMSProp's state. What stands beside it is how the partial
    derivatives vary together.

    Parameters
    ----------
    x1, x2 : float
        Where the step starts.
    s11, s12, s22 : float
        Leaky averages of :math:`g_1^2`, :math:`g_1 g_2` and :math:`g_2^2`: a matrix
        without negative eigenvalues.
    eta : float
        Learning rate, finite and at least 0.
    gamma : float
        Fraction of the state kept, in [0, 1].
    eps : float
        Added to each eigenvalue, inside the root, finite and above 0.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, s11, s12, s22`` after the step.

    Raises
    ------
    TypeError, ValueError
        If ``eta`` is not finite and at least 0, ``gamma`` is outside [0, 1], or
        ``eps`` is not finite and above 0.

    See Also
    --------
    rmsprop_2d : the diagonal one.

    Notes
    -----
    Rotate the problem and the path rotates with it. The price is a state of d²
    numbers and a root that costs d³ operations, so that nobody does this for a whole
    network; Shampoo does it for each side of a weight matrix.

    References
    ----------
    :cite:t:`Duchi.Hazan.Singer.2011`, the full-matrix form, with a leaky average.

    Examples
    --------
    The first step follows the gradient, (-1, -8) here, and is √10 η long:

    >>> x1, x2, *_ = rmsprop_full_2d(-5, -2, 0, 0, 0)
    >>> print(f"{x1:.4f} {x2:.4f}")
    -4.8431 -0.7449
    """
    check_number("eta", eta, 0)
    check_gamma(gamma)
    check_number("eps", eps, sys.float_info.min)
    g = np.array(grad(x1, x2), dtype=float)
    s = gamma * np.array([[s11, s12], [s12, s22]]) + (1 - gamma) * np.outer(g, g)
    squares, axes = np.linalg.eigh(s)
    roots = np.sqrt(np.maximum(squares, 0) + eps)  # rounding can leave -1e-17
    step = eta * axes @ ((axes.T @ g) / roots)
    return tuple(map(float, (x1 - step[0], x2 - step[1], s[0, 0], s[0, 1], s[1, 1])))
