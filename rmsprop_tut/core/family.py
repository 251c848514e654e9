"""RMSProp's relatives, each as one step: what is divided by what.

The steps of Adagrad and RMSProp are in ``updates``, Adam's is in ``adam``. As there, a step takes
an array, its state and its gradient, returns the array and the state, and checks nothing. Those
of Shampoo and Muon take matrices; the others numbers, or arrays of any shape.
"""

from typing import Any

import numpy as np

from .._types import Array, Number
from .adam import adam_step
from .averages import leak
from .updates import Coefficient, sqrt


def rprop_step(
    x: Number,
    size: Any,
    before: Number,
    g: Number,
    up: float = 1.2,
    down: float = 0.5,
) -> tuple[Number, Any, Number]:
    r"""One step of Rprop: each coordinate has a size of step, which its gradient's signs change.

    .. math::

        \Delta \leftarrow \Delta \cdot \begin{cases}
            u & \text{if } g_{t-1} g_t > 0 \\
            d & \text{if } g_{t-1} g_t < 0 \\
            1 & \text{else}
        \end{cases} \qquad
        x \leftarrow x - \Delta \operatorname{sign}(g_t)

    Parameters
    ----------
    x, size, before, g : float or array
        The coordinate, its size of step Δ, its gradient of the step before (zero at the start),
        and its gradient.
    up, down : float
        By what Δ grows where two signs agree, and shrinks where they differ; with 1 and 1 it
        is sign descent. Nothing is checked.

    Returns
    -------
    tuple of float or array
        ``x, size, g`` after the step.

    Notes
    -----
    Left out are the bounds of Δ, and that the paper takes back a step after which the sign
    turned.

    References
    ----------
    :cite:t:`Riedmiller.Braun.1993`.

    Examples
    --------
    >>> x, size, before = rprop_step(-5.0, 0.5, 1.0, -0.1)
    >>> print(f"{x} {size} {before}")
    -4.75 0.25 -0.1
    """
    agree = np.sign(before * g)
    size = size * np.where(agree > 0, up, np.where(agree < 0, down, 1.0))
    x = x - size * np.sign(g)
    return x, size, g


def adadelta_step(
    x: Number,
    s: Number,
    u: Number,
    g: Number,
    gamma: Coefficient,
    eps: Coefficient,
    eps_x: Coefficient,
) -> tuple[Number, Number, Number]:
    r"""One step of Adadelta: RMSProp, whose rate is the root mean square of its own steps.

    .. math::

        \begin{aligned}
        s &\leftarrow \gamma s + (1 - \gamma)\, g^2, \qquad
        \Delta = \frac{\sqrt{u + \epsilon_x}}{\sqrt{s + \epsilon}}\, g \\
        u &\leftarrow \gamma u + (1 - \gamma)\, \Delta^2, \qquad
        x \leftarrow x - \Delta
        \end{aligned}

    Parameters
    ----------
    x, s, u, g : float or array
        The coordinate, its leaky averages of squared gradients and of squared steps, and its
        gradient.
    gamma, eps, eps_x : float or array
        Fraction of the averages kept, what is added to the squared gradients, and what to
        the squared steps. With ``eps_x=0`` it never leaves where it starts. Nothing is checked.

    Returns
    -------
    tuple of float or array
        ``x, s, u`` after the step.

    Notes
    -----
    The paper has one ε in both places, though they have different units.

    References
    ----------
    :cite:t:`Zeiler.2012`, Algorithm 1.

    Examples
    --------
    >>> x, s, u = adadelta_step(-5.0, 0.0, 0.0, -2.0, gamma=0.75, eps=0.0, eps_x=0.25)
    >>> print(x, s, u)
    -4.0 1.0 0.25
    """
    s = leak(s, g * g, gamma)
    step = sqrt(u + eps_x) / sqrt(s + eps) * g
    u = leak(u, step * step, gamma)
    return x - step, s, u


def adamw_step(
    x: Number,
    v: Number,
    s: Number,
    g: Number,
    power1: Coefficient,
    power2: Coefficient,
    eta: Coefficient,
    beta1: Coefficient,
    beta2: Coefficient,
    eps: Coefficient,
    weight_decay: Coefficient,
) -> tuple[Number, Number, Number]:
    r"""One step of AdamW: the weights shrink, and nothing divides that; then Adam's step.

    .. math:: x \leftarrow x - \eta \lambda x

    Parameters
    ----------
    x, v, s, g, power1, power2, eta, beta1, beta2, eps : float or array
        As for :func:`.adam_step`.
    weight_decay : float or array
        λ. Nothing is checked.

    Returns
    -------
    tuple of float or array
        ``x, v, s`` after the step.

    References
    ----------
    :cite:t:`Loshchilov.Hutter.2019`.

    Examples
    --------
    >>> first = 0.0, 0.0, -2.0, 0.5, 0.75, 0.5, 0.5, 0.75, 0.0
    >>> print(adamw_step(-5.0, *first, weight_decay=0.5)[0])
    -3.25
    """
    x = x - eta * weight_decay * x
    return adam_step(x, v, s, g, power1, power2, eta, beta1, beta2, eps)


def amsgrad_step(
    x: Number,
    v: Number,
    s: Number,
    peak: Number,
    g: Number,
    eta: Coefficient,
    beta1: Coefficient,
    beta2: Coefficient,
    eps: Coefficient,
) -> tuple[Number, Number, Number, Number]:
    r"""One step of AMSGrad: Adam that divides by the largest average so far.

    .. math::

        \begin{aligned}
        v &\leftarrow \beta_1 v + (1 - \beta_1)\, g, \qquad
        s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2 \\
        \hat s &\leftarrow \max(\hat s, s), \qquad
        x \leftarrow x - \frac{\eta\, v}{\sqrt{\hat s} + \epsilon}
        \end{aligned}

    Parameters
    ----------
    x, v, s, peak, g : float or array
        The coordinate, its leaky averages of gradients and of their squares, the largest of
        the latter so far, and its gradient.
    eta, beta1, beta2, eps : float or array
        Learning rate, fractions of the averages kept, and what is added outside the root (zero
        in the paper). Nothing is checked.

    Returns
    -------
    tuple of float or array
        ``x, v, s, peak`` after the step.

    References
    ----------
    :cite:t:`Reddi.Kale.Kumar.2018`, Algorithm 2, which does not correct the bias.

    Examples
    --------
    >>> x, v, s, peak = amsgrad_step(-5.0, -4.0, 4.0, 4.0, -2.0, 0.5, 0.5, 0.75, eps=0.0)
    >>> print(x, v, s, peak)
    -4.25 -3.0 4.0 4.0
    """
    v, s = leak(v, g, beta1), leak(s, g * g, beta2)
    peak = np.maximum(peak, s)
    x = x - eta * v / (sqrt(peak) + eps)
    return x, v, s, peak


def lion_step(
    x: Number,
    v: Number,
    g: Number,
    eta: Coefficient,
    beta1: Coefficient,
    beta2: Coefficient,
    weight_decay: Coefficient = 0.0,
) -> tuple[Number, Number]:
    r"""One step of Lion: the sign of a leaky average, of which another one is kept.

    .. math::

        \begin{aligned}
        x &\leftarrow x - \eta \bigl(\operatorname{sign}(\beta_1 v + (1 - \beta_1)\, g)
            + \lambda x \bigr) \\
        v &\leftarrow \beta_2 v + (1 - \beta_2)\, g
        \end{aligned}

    Parameters
    ----------
    x, v, g : float or array
        The coordinate, its leaky average of gradients, and its gradient.
    eta, beta1, beta2 : float or array
        Learning rate, and the fractions of v in the sign and in what is kept; with one number
        for both it is the sign of momentum. Nothing is checked.
    weight_decay : float or array
        λ, decoupled as AdamW's.

    Returns
    -------
    tuple of float or array
        ``x, v`` after the step.

    References
    ----------
    :cite:t:`Chen.Liang.Huang.ea.2023`, with 0.9 and 0.99.

    Examples
    --------
    >>> x, v = lion_step(-5.0, 1.0, -2.0, eta=0.5, beta1=0.5, beta2=0.75)
    >>> print(x, v)
    -4.5 0.25
    """
    x = x - eta * (np.sign(leak(v, g, beta1)) + weight_decay * x)
    return x, leak(v, g, beta2)


def inverse_root(matrix: Array, k: int) -> Array:
    r"""Power -1/k of a symmetric, positive definite matrix.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (n, n)
        Symmetric and positive definite; an eigenvalue of zero gives infinity.
    k : int
        Which root. Nothing is checked.

    Returns
    -------
    numpy.ndarray, shape (n, n)
        The matrix whose k-th power is the inverse.

    Examples
    --------
    >>> print(inverse_root(np.diag([16.0, 81.0]), 4).round(4))
    [[0.5    0.    ]
     [0.     0.3333]]
    """
    values, vectors = np.linalg.eigh(matrix)
    root: Array = (vectors * values ** (-1 / k)) @ vectors.T
    return root


def shampoo_step(
    x: Array, left: Array, right: Array, g: Array, eta: Coefficient
) -> tuple[Array, Array, Array]:
    r"""One step of Shampoo: a matrix's gradient is divided from both sides.

    .. math::

        \begin{aligned}
        L &\leftarrow L + G G^\top, \qquad R \leftarrow R + G^\top G \\
        X &\leftarrow X - \eta\, L^{-1/4}\, G\, R^{-1/4}
        \end{aligned}

    Parameters
    ----------
    x : numpy.ndarray, shape (m, n)
        The matrix.
    left, right : numpy.ndarray, shape (m, m) and (n, n)
        The sums so far; the paper begins with ε times the unit matrices.
    g : numpy.ndarray, shape (m, n)
        The gradient.
    eta : float
        Learning rate. Nothing is checked.

    Returns
    -------
    tuple of numpy.ndarray
        ``x, left, right`` after the step.

    References
    ----------
    :cite:t:`Gupta.Koren.Singer.2018`, Algorithm 1.

    Examples
    --------
    >>> zero, g = np.zeros((2, 2)), np.array([[0.0, 4.0], [-3.0, 0.0]])
    >>> print(shampoo_step(zero, zero, zero, g, eta=0.5)[0].round(4) + 0)
    [[ 0.  -0.5]
     [ 0.5  0. ]]
    """
    left, right = left + g @ g.T, right + g.T @ g
    x = x - eta * (inverse_root(left, 4) @ g @ inverse_root(right, 4))
    return x, left, right


def orthogonal_factor(matrix: Array) -> Array:
    r"""What is left of a matrix without its singular values.

    .. math:: U \Sigma V^\top \to U V^\top

    Parameters
    ----------
    matrix : numpy.ndarray, shape (m, n)
        Of full rank; else the factor is not unique. Nothing is checked.

    Returns
    -------
    numpy.ndarray, shape (m, n)
        The nearest matrix with orthonormal rows or columns, whichever are fewer.

    Examples
    --------
    >>> print(orthogonal_factor(np.array([[-5.0, 0.5], [3.0, -1.0]])) * 13)
    [[-12.  -5.]
     [  5. -12.]]
    """
    left, _, right = np.linalg.svd(matrix, full_matrices=False)
    factor: Array = left @ right
    return factor


def muon_step(
    x: Array, v: Array, g: Array, eta: Coefficient, beta: Coefficient
) -> tuple[Array, Array]:
    r"""One step of Muon: momentum without its singular values.

    .. math::

        V \leftarrow \beta V + G, \qquad X \leftarrow X - \eta\, V (V^\top V)^{-1/2}

    Parameters
    ----------
    x, v, g : numpy.ndarray, shape (m, n)
        The matrix, its velocity, and its gradient.
    eta, beta : float
        Learning rate, and fraction of the velocity kept. Nothing is checked.

    Returns
    -------
    tuple of numpy.ndarray
        ``x, v`` after the step.

    Notes
    -----
    Here the factor is exact. Muon comes near it by five steps of :func:`quintic`, and takes
    Nesterov's form of momentum by default.

    References
    ----------
    :cite:t:`Jordan.Jin.Boza.ea.2024`.

    Examples
    --------
    >>> zero, g = np.zeros((2, 2)), np.array([[0.0, 4.0], [-3.0, 0.0]])
    >>> print(muon_step(zero, zero, g, eta=0.5, beta=0.9)[0] + 0)
    [[ 0.  -0.5]
     [ 0.5  0. ]]
    """
    v = beta * v + g
    x = x - eta * orthogonal_factor(v)
    return x, v


def quintic(
    matrix: Array, a: float = 3.4445, b: float = -4.7750, c: float = 2.0315
) -> Any:
    r"""One step of Muon's Newton-Schulz iteration, a polynomial of the singular values.

    .. math:: X \leftarrow a X + b\, X X^\top X + c\, (X X^\top)^2 X

    Parameters
    ----------
    matrix : numpy.ndarray, shape (m, n)
        Divided by its norm before the first step, so that no singular value is above 1.
    a, b, c : float
        The coefficients, by default Muon's. Nothing is checked.

    Returns
    -------
    numpy.ndarray, shape (m, n)
        The matrix with σ replaced by :math:`a\sigma + b\sigma^3 + c\sigma^5`.

    References
    ----------
    :cite:t:`Jordan.Jin.Boza.ea.2024`.

    Examples
    --------
    >>> print(f"{quintic(np.array([[1.0]])).item():.3f}")
    0.701
    """
    square = matrix @ matrix.T
    return matrix * a + (square * b + square @ square * c) @ matrix
