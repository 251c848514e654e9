"""The update rules: each written once for numbers and NumPy arrays, and once in place.

A step takes a coordinate, its state and its gradient, and returns the coordinate and the
state. It is pure, and works on numbers and on NumPy arrays of any shape. The functions
that end in ``_2d`` apply it to two coordinates; those that take ``params`` change arrays
that carry a gradient, such as MXNet's.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from .._arrays import coordinate, mean_of_squares, one_shape
from .._checks import (
    COUNT,
    FINITE,
    FRACTION,
    NON_NEGATIVE,
    POSITIVE,
    checked,
    settings,
    shown,
    unchecked,
)
from .._in_place import changed, matched, told_apart, with_gradients
from .._mxnet import as_mxnet, not_recording
from .._types import Number
from . import objectives
from .averages import leak
from .objectives import Gradient, gradient

Coefficient: TypeAlias = Any  # a number, or an array that NumPy spreads over the others
State4: TypeAlias = tuple[float, float, float, float]
State5: TypeAlias = tuple[float, float, float, float, float]

f_2d_grad = unchecked(objectives.f_2d_grad)  # a step's own numbers need no look
AT = {"x1": coordinate, "x2": coordinate, "grad": gradient}
TINY = 1e-300  # below, squares and their products lose digits
SQUARES = {"s1": mean_of_squares, "s2": mean_of_squares}
IN_PLACE = {"params": with_gradients, "states": changed}


def sqrt(value: Any) -> Any:
    """Return the root as NumPy does, whose zero can divide and whose root of -1 is NaN."""
    return math.sqrt(value) if type(value) is float and value > 0 else np.sqrt(value)


def adagrad_step(
    x: Number, s: Number, g: Number, eta: Coefficient, eps: Coefficient
) -> tuple[Number, Number]:
    r"""One step of Adagrad in one coordinate, or in each of an array.

    .. math:: s \leftarrow s + g^2, \qquad x \leftarrow x - \frac{\eta}{\sqrt{s + \epsilon}}\, g

    Parameters
    ----------
    x, s, g : float or array
        The coordinate, the sum of its squared gradients so far, and its gradient.
    eta, eps : float or array
        Learning rate, and what is added inside the root. Nothing is checked.

    Returns
    -------
    tuple of float or array
        ``x, s`` after the step.

    See Also
    --------
    :func:`.adagrad_2d` : two coordinates, checked.

    Examples
    --------
    >>> adagrad_step(-5.0, 0.0, -1.0, eta=0.5, eps=0.0)
    (-4.5, 1.0)
    """
    s = s + g * g
    x = x - eta / sqrt(s + eps) * g
    return x, s


def rmsprop_step(
    x: Number,
    s: Number,
    g: Number,
    eta: Coefficient,
    gamma: Coefficient,
    eps: Coefficient,
) -> tuple[Number, Number]:
    r"""One step of RMSProp in one coordinate, or in each of an array.

    .. math::

        s \leftarrow \gamma s + (1 - \gamma)\, g^2, \qquad
        x \leftarrow x - \frac{\eta}{\sqrt{s + \epsilon}}\, g

    Parameters
    ----------
    x, s, g : float or array
        The coordinate, its leaky average of squared gradients, and its gradient.
    eta, gamma, eps : float or array
        Learning rate, fraction of the state kept, and what is added inside the root.
        Nothing is checked.

    Returns
    -------
    tuple of float or array
        ``x, s`` after the step.

    See Also
    --------
    :func:`.rmsprop_2d` : two coordinates, checked.

    Examples
    --------
    >>> rmsprop_step(-5.0, 0.0, -2.0, eta=0.5, gamma=0.75, eps=0.0)
    (-4.0, 1.0)
    """
    s = gamma * s + (1 - gamma) * (g * g)
    x = x - eta / sqrt(s + eps) * g
    return x, s


def rmsprop_delayed_step(
    x: Number,
    s: Number,
    g: Number,
    eta: Coefficient,
    gamma: Coefficient,
    eps: Coefficient,
) -> tuple[Number, Number]:
    r"""One step that divides by the root of the state of the step before.

    .. math::

        x \leftarrow x - \frac{\eta}{\sqrt{s + \epsilon}}\, g, \qquad
        s \leftarrow \gamma s + (1 - \gamma)\, g^2

    Parameters
    ----------
    x, s, g : float or array
        The coordinate, its leaky average of squared gradients, and its gradient.
    eta, gamma, eps : float or array
        Learning rate, fraction of the state kept, and what is added inside the root.
        Nothing is checked. A state of 0 makes the first step :math:`\eta g/\sqrt\epsilon`.

    Returns
    -------
    tuple of float or array
        ``x, s`` after the step.

    References
    ----------
    :cite:t:`Zhou.Zhang.Lu.ea.2019`, who take the state of n steps before.

    Examples
    --------
    >>> rmsprop_delayed_step(-5.0, 4.0, -2.0, eta=0.5, gamma=0.75, eps=0.0)
    (-4.5, 4.0)
    """
    x = x - eta / sqrt(s + eps) * g
    s = leak(s, g * g, gamma)
    return x, s


def rmsprop_corrected_step(
    x: Number,
    s: Number,
    g: Number,
    power: Coefficient,
    eta: Coefficient,
    gamma: Coefficient,
    eps: Coefficient,
) -> tuple[Number, Number]:
    r"""One step of RMSProp with bias correction, in one coordinate or in each of an array.

    .. math::

        s \leftarrow \gamma s + (1 - \gamma)\, g^2, \qquad
        \hat s = \frac{s}{1 - \gamma^t}, \qquad
        x \leftarrow x - \frac{\eta}{\sqrt{\hat s + \epsilon}}\, g

    Parameters
    ----------
    x, s, g : float or array
        The coordinate, its leaky average of squared gradients, and its gradient.
    power : float or array
        :math:`\gamma^t` of this step, t counted from 1.
    eta, gamma, eps : float or array
        Learning rate, fraction of the state kept, and what is added inside the root.
        Nothing is checked.

    Returns
    -------
    tuple of float or array
        ``x, s`` after the step; s is not corrected.

    See Also
    --------
    :func:`.rmsprop_corrected_2d` : two coordinates, checked.

    Examples
    --------
    >>> x, s = rmsprop_corrected_step(-5.0, 0.0, -2.0, 0.75, eta=0.5, gamma=0.75, eps=0.0)
    >>> print(x, s)
    -4.5 1.0
    """
    s = gamma * s + (1 - gamma) * (g * g)
    s_hat = np.divide(s, 1 - power)
    x = x - eta / sqrt(s_hat + eps) * g
    return x, s


@checked(one_shape, eta=NON_NEGATIVE, **AT)
def gd_2d(
    x1: float,
    x2: float,
    s1: float,
    s2: float,
    *,
    eta: float = 0.4,
    grad: Gradient = f_2d_grad,
) -> State4:
    r"""One step of gradient descent.

    .. math:: \mathbf{x}_t = \mathbf{x}_{t-1} - \eta\, \mathbf{g}_t

    Parameters
    ----------
    x1, x2 : float
        Where the step starts. Arrays of one shape, as of many runs, are taken in float64.
    s1, s2 : float
        State of the other methods, returned as it came: gradient descent has none.
    eta : float
        Learning rate, non-negative and finite. On :func:`f_2d` the steps diverge
        above 2/4 = 0.5, the inverse of half its largest curvature.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, s1, s2`` after the step.

    Raises
    ------
    TypeError
        If ``eta`` is not a number.
    ValueError
        If ``eta`` is negative or not finite;
        or if arrays have different shapes, or ``grad`` returns no two slopes of the
        shapes of ``x1`` and ``x2``.

    Warns
    -----
    RuntimeWarning
        NumPy's own, where a number overflows or a step is 0/0.

    Examples
    --------
    >>> x1, x2, _, _ = gd_2d(-5, -2, 0, 0)
    >>> print(f"{x1:.2f} {x2:.2f}")
    -4.60 1.20
    """
    g1, g2 = grad(x1, x2)
    x1 = x1 - eta * g1
    x2 = x2 - eta * g2
    return x1, x2, s1, s2


@checked(one_shape, eta=NON_NEGATIVE, beta=FRACTION, v1=coordinate, v2=coordinate, **AT)
def momentum_2d(
    x1: float,
    x2: float,
    v1: float,
    v2: float,
    *,
    eta: float = 0.4,
    beta: float = 0.5,
    grad: Gradient = f_2d_grad,
) -> State4:
    r"""One step of gradient descent with momentum (the heavy ball).

    .. math::

        \begin{aligned}
        \mathbf{v}_t &= \beta \mathbf{v}_{t-1} + \mathbf{g}_t \\
        \mathbf{x}_t &= \mathbf{x}_{t-1} - \eta\, \mathbf{v}_t
        \end{aligned}

    Parameters
    ----------
    x1, x2 : float
        Where the step starts. Arrays of one shape, as of many runs, are taken in float64.
    v1, v2 : float
        Velocity, the leaky sum of the gradients so far.
    eta : float
        Learning rate, non-negative and finite.
    beta : float
        Fraction of the velocity kept, in [0, 1]. A constant gradient is
        amplified by 1/(1-β): the sum is not normalised.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, v1, v2`` after the step.

    Raises
    ------
    TypeError
        If ``eta`` or ``beta`` is not a number.
    ValueError
        If ``eta`` is negative or not finite, or ``beta`` is outside [0, 1];
        or if arrays have different shapes, or ``grad`` returns no two slopes of the
        shapes of ``x1`` and ``x2``.

    Warns
    -----
    RuntimeWarning
        NumPy's own, where a number overflows or a step is 0/0.

    References
    ----------
    :cite:t:`Polyak.1964`.

    Examples
    --------
    >>> x1, x2, v1, v2 = momentum_2d(-5, -2, 0, 0)
    >>> print(f"{x1:.2f} {x2:.2f} {v1:.2f} {v2:.2f}")
    -4.60 1.20 -1.00 -8.00
    """
    g1, g2 = grad(x1, x2)
    v1 = beta * v1 + g1
    v2 = beta * v2 + g2
    x1 = x1 - eta * v1
    x2 = x2 - eta * v2
    return x1, x2, v1, v2


@checked(one_shape, eta=NON_NEGATIVE, eps=NON_NEGATIVE, **AT, **SQUARES)
def adagrad_2d(
    x1: float,
    x2: float,
    s1: float,
    s2: float,
    *,
    eta: float = 0.4,
    eps: float = 1e-6,
    grad: Gradient = f_2d_grad,
) -> State4:
    r"""One step of Adagrad.

    .. math::

        \begin{aligned}
        \mathbf{s}_t &= \mathbf{s}_{t-1} + \mathbf{g}_t^2 \\
        \mathbf{x}_t &= \mathbf{x}_{t-1}
            - \frac{\eta\, \mathbf{g}_t}{\sqrt{\mathbf{s}_t + \epsilon}}
        \end{aligned}

    Parameters
    ----------
    x1, x2 : float
        Where the step starts. Arrays of one shape, as of many runs, are taken in float64.
    s1, s2 : float
        Sums of the squared partial derivatives so far, non-negative. An infinite one
        makes every later step 0; :func:`run_2d` warns of it.
    eta : float
        Learning rate, non-negative and finite.
    eps : float
        Added inside the root, non-negative and finite.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, s1, s2`` after the step.

    Raises
    ------
    TypeError
        If ``eta``, ``eps`` or a state is not a number.
    ValueError
        If ``eta`` or ``eps`` is negative or not finite, or a state is negative;
        or if arrays have different shapes, or ``grad`` returns no two slopes of the
        shapes of ``x1`` and ``x2``.

    Warns
    -----
    RuntimeWarning
        NumPy's own, where a number overflows or a step is 0/0.

    References
    ----------
    :cite:t:`Duchi.Hazan.Singer.2011`, in the diagonal form; they add their constant
    after the root.

    Examples
    --------
    >>> x1, x2, s1, s2 = adagrad_2d(-5, -2, 0, 0)
    >>> print(f"{x1:.2f} {x2:.2f} {s1:.0f} {s2:.0f}")
    -4.60 -1.60 1 64
    """
    g1, g2 = grad(x1, x2)
    x1, s1 = adagrad_step(x1, s1, g1, eta, eps)
    x2, s2 = adagrad_step(x2, s2, g2, eta, eps)
    return x1, x2, s1, s2


@checked(one_shape, eta=NON_NEGATIVE, gamma=FRACTION, eps=NON_NEGATIVE, **AT, **SQUARES)
def rmsprop_2d(
    x1: float,
    x2: float,
    s1: float,
    s2: float,
    *,
    eta: float = 0.4,
    gamma: float = 0.9,
    eps: float = 1e-6,
    grad: Gradient = f_2d_grad,
) -> State4:
    r"""One step of RMSProp.

    .. math::

        \begin{aligned}
        \mathbf{s}_t &= \gamma \mathbf{s}_{t-1} + (1 - \gamma)\, \mathbf{g}_t^2 \\
        \mathbf{x}_t &= \mathbf{x}_{t-1}
            - \frac{\eta\, \mathbf{g}_t}{\sqrt{\mathbf{s}_t + \epsilon}}
        \end{aligned}

    Parameters
    ----------
    x1, x2 : float
        Where the step starts. Arrays of one shape, as of many runs, are taken in float64.
    s1, s2 : float
        Leaky averages of the squared partial derivatives, non-negative. An infinite one,
        as a squared gradient above 1.8e308 leaves, makes every later step 0;
        :func:`run_2d` warns of it.
    eta : float
        Learning rate, non-negative and finite. While gradients keep their size it is
        the length of a step; where they vary most steps are shorter.
    gamma : float
        Fraction of the state kept, in [0, 1]. At 1 the state never moves; at 0,
        with ``eps=0``, every step has length ``eta`` (the sign of the gradient).
    eps : float
        Added inside the root, non-negative and finite. With ``eps=0`` a zero state
        and a zero gradient give NaN, as 0/0 does.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, s1, s2`` after the step.

    Raises
    ------
    TypeError
        If ``eta``, ``gamma``, ``eps`` or a state is not a number.
    ValueError
        If ``eta`` or ``eps`` is negative or not finite, ``gamma`` is outside [0, 1],
        or a state is negative;
        or if arrays have different shapes, or ``grad`` returns no two slopes of the
        shapes of ``x1`` and ``x2``.

    Warns
    -----
    RuntimeWarning
        NumPy's own, where a number overflows or a step is 0/0.

    See Also
    --------
    rmsprop : the same update on arrays.
    translate : the same path in another library.

    Notes
    -----
    ε stands inside the root, as in the chapter and in MXNet. PyTorch adds it
    after the root and takes γ = 0.99 unless told otherwise; TensorFlow 1 started
    the state at 1. Their numbers are not interchangeable.

    References
    ----------
    :cite:t:`Tieleman.Hinton.2012`, who have no ε.

    Examples
    --------
    The first step is longer than ``eta`` by 1/√(1-γ), √10 here:

    >>> x1, x2, s1, s2 = rmsprop_2d(-5, -2, 0, 0)
    >>> print(f"{x1:.6f} {x2:.6f} {s1:.1f} {s2:.1f}")
    -3.735095 -0.735089 0.1 6.4
    """
    g1, g2 = grad(x1, x2)
    x1, s1 = rmsprop_step(x1, s1, g1, eta, gamma, eps)
    x2, s2 = rmsprop_step(x2, s2, g2, eta, gamma, eps)
    return x1, x2, s1, s2


@checked(
    one_shape,
    eta=NON_NEGATIVE,
    gamma=FRACTION,
    eps=NON_NEGATIVE,
    power=FRACTION,
    **AT,
    **SQUARES,
)
def rmsprop_corrected_2d(
    x1: float,
    x2: float,
    s1: float,
    s2: float,
    power: float = 1.0,
    *,
    eta: float = 0.4,
    gamma: float = 0.9,
    eps: float = 1e-6,
    grad: Gradient = f_2d_grad,
) -> State5:
    r"""One step of RMSProp with bias correction.

    .. math::

        \begin{aligned}
        \mathbf{s}_t &= \gamma \mathbf{s}_{t-1} + (1 - \gamma)\, \mathbf{g}_t^2,
        \qquad \hat{\mathbf{s}}_t = \frac{\mathbf{s}_t}{1 - \gamma^t} \\
        \mathbf{x}_t &= \mathbf{x}_{t-1}
            - \frac{\eta\, \mathbf{g}_t}{\sqrt{\hat{\mathbf{s}}_t + \epsilon}}
        \end{aligned}

    The weights in the corrected average sum to 1, so the first step has the
    length η, not :math:`\eta/\sqrt{1-\gamma}`.

    Parameters
    ----------
    x1, x2 : float
        Where the step starts. Arrays of one shape, as of many runs, are taken in float64.
    s1, s2 : float
        Leaky averages so far, not corrected. The correction assumes that they
        started at zero.
    power : float
        :math:`\gamma^{t-1}`, in [0, 1]: 1 before the first step. It is state, kept
        by repeated multiplication, so that a step needs no count and no power.
    eta : float
        Learning rate, non-negative and finite.
    gamma : float
        Fraction of the state kept, in [0, 1]. At 1 the correction is 0/0 and the
        step NaN.
    eps : float
        Added inside the root, to the corrected average, non-negative and finite.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, s1, s2, power`` after the step.

    Raises
    ------
    TypeError
        If ``eta``, ``gamma``, ``eps``, ``power`` or a state is not a number.
    ValueError
        If ``eta`` or ``eps`` is negative or not finite, ``gamma`` or ``power`` is outside
        [0, 1], or a state is negative;
        or if arrays have different shapes, or ``grad`` returns no two slopes of the
        shapes of ``x1`` and ``x2``.

    Warns
    -----
    RuntimeWarning
        NumPy's own, where a number overflows or a step is 0/0.

    See Also
    --------
    run_2d : follows it, given a start that ends with the power, 1.

    References
    ----------
    :cite:t:`Kingma.Ba.2015`, where Adam corrects its averages so, with ε after the root.

    Examples
    --------
    The first step has the length ``eta`` in both coordinates:

    >>> x1, x2, s1, s2, power = rmsprop_corrected_2d(-5, -2, 0, 0)
    >>> print(f"{x1:.6f} {x2:.6f} {s1:.1f} {s2:.1f} {power:.1f}")
    -4.600000 -1.600000 0.1 6.4 0.9
    """
    g1, g2 = grad(x1, x2)
    power = gamma * power
    x1, s1 = rmsprop_corrected_step(x1, s1, g1, power, eta, gamma, eps)
    x2, s2 = rmsprop_corrected_step(x2, s2, g2, power, eta, gamma, eps)
    return x1, x2, s1, s2, power


def _no_negative_square(s11: float, s12: float, s22: float, **others: object) -> None:
    """Refuse a matrix with a negative eigenvalue, which no average of squares has."""
    most = math.sqrt(s11) * math.sqrt(s22)
    if abs(s12) > most * (1 + 1e-9) + TINY:
        raise ValueError(
            f"s12 must be at most sqrt(s11 s22) = {most:g} in size, not {shown(s12)}"
        )


@checked(
    _no_negative_square,
    eta=NON_NEGATIVE,
    gamma=FRACTION,
    eps=POSITIVE,
    grad=gradient,
    **dict.fromkeys(("x1", "x2", "s12"), FINITE),
    **dict.fromkeys(("s11", "s22"), NON_NEGATIVE),
)
def rmsprop_full_2d(
    x1: float,
    x2: float,
    s11: float,
    s12: float,
    s22: float,
    *,
    eta: float = 0.4,
    gamma: float = 0.9,
    eps: float = 1e-6,
    grad: Gradient = f_2d_grad,
) -> State5:
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
        Learning rate, non-negative and finite.
    gamma : float
        Fraction of the state kept, in [0, 1].
    eps : float
        Added to each eigenvalue, inside the root, positive and finite.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, s11, s12, s22`` after the step.

    Raises
    ------
    TypeError
        If ``eta``, ``gamma`` or ``eps`` is not a number.
    ValueError
        If ``eta`` is negative or not finite, ``gamma`` is outside [0, 1], or ``eps`` is
        not positive and finite; if the state has a negative eigenvalue; or if ``grad``
        returns no two numbers.

    Warns
    -----
    RuntimeWarning
        NumPy's own, where a number overflows or a step is 0/0.

    See Also
    --------
    rmsprop_2d : the diagonal one.

    Notes
    -----
    Rotate the problem and the path rotates with it. The price is a state of d²
    numbers and a root that costs d³ operations, too much for a whole network;
    Shampoo does it for each side of a weight matrix.

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
    g = np.hstack(grad(x1, x2)).astype(float)
    s = leak(np.array([[s11, s12], [s12, s22]]), np.outer(g, g), gamma)
    squares, axes = np.linalg.eigh(s)
    roots = np.sqrt(np.maximum(squares, 0) + eps)  # rounding can leave -1e-17
    y1, y2 = np.array([x1, x2]) - eta * (axes @ ((axes.T @ g) / roots))
    return float(y1), float(y2), float(s[0, 0]), float(s[0, 1]), float(s[1, 1])


@checked(
    not_recording,
    told_apart,
    hyperparams=settings(lr=NON_NEGATIVE),
    params=with_gradients,
)
def sgd(
    params: Sequence[Any], states: object, hyperparams: Mapping[str, float]
) -> None:
    r"""One step of minibatch stochastic gradient descent, in place.

    .. math:: \mathbf{p} \leftarrow \mathbf{p} - \eta\, \mathbf{g}

    Parameters
    ----------
    params : sequence of array
        Parameters, each with its gradient in ``.grad``, or Gluon's ``Parameter``, or
        PyTorch's tensors; changed in place.
    states : object
        Not used: this method has no state. Pass None.
    hyperparams : dict
        ``lr``, the learning rate η, non-negative and finite.

    Raises
    ------
    TypeError
        If ``hyperparams`` is not a dict, one of them not a number, ``params`` no
        sequence, a parameter no array that NumPy's functions take, or a gradient an
        array of another library than its parameter.
    ValueError
        If a hyperparameter is missing, unknown or out of range, or η rounds to 0 or infinity
        in the parameters' dtype; or if a parameter holds no floats, is not initialised, is
        read-only, comes twice or has no gradient of its shape and dtype. Nothing is
        changed then.
    RuntimeError
        If MXNet is recording, as it does for a gradient.

    Examples
    --------
    >>> from mxnet import autograd, np, npx
    >>> npx.set_np()
    >>> p = np.array([3.0])
    >>> p.attach_grad()
    >>> with autograd.record():
    ...     loss = p * p
    >>> loss.backward()
    >>> sgd([p], None, {"lr": 0.25})
    >>> print(p)
    [1.5]
    """
    for p in params:
        p -= hyperparams["lr"] * p.grad


@checked(feature_dim=COUNT)
@as_mxnet
def init_momentum_states(feature_dim: int) -> tuple[Any, Any]:
    """Zero velocities of a linear model's weights and bias.

    Parameters
    ----------
    feature_dim : int
        Number of features, at least 1.

    Returns
    -------
    tuple of array
        Zeros of shape (feature_dim, 1) and (1,), float32: MXNet's arrays, or NumPy's where
        MXNet is missing.

    Examples
    --------
    >>> [v.shape for v in init_momentum_states(5)]
    [(5, 1), (1,)]
    """
    s_w = np.zeros((feature_dim, 1), dtype="float32")
    s_b = np.zeros(1, dtype="float32")
    return s_w, s_b


@checked(
    not_recording,
    matched,
    told_apart,
    hyperparams=settings(lr=NON_NEGATIVE, momentum=FRACTION),
    **IN_PLACE,
)
def momentum(
    params: Sequence[Any], states: Sequence[Any], hyperparams: Mapping[str, float]
) -> None:
    r"""One step of stochastic gradient descent with momentum, in place.

    .. math::

        \begin{aligned}
        \mathbf{v} &\leftarrow \beta \mathbf{v} + \mathbf{g} \\
        \mathbf{p} &\leftarrow \mathbf{p} - \eta\, \mathbf{v}
        \end{aligned}

    Parameters
    ----------
    params : sequence of array
        Parameters, each with its gradient in ``.grad``, or Gluon's ``Parameter``, or
        PyTorch's tensors; changed in place.
    states : sequence of array
        Velocities, one a parameter, of its shape; changed in place.
    hyperparams : dict
        ``lr``, the learning rate η, non-negative and finite; ``momentum``, β in [0, 1].

    Raises
    ------
    TypeError
        If ``hyperparams`` is not a dict, one of them not a number, ``params`` or
        ``states`` no sequence, a parameter no array that NumPy's functions take, or a
        gradient or a state an array of another library than its parameter.
    ValueError
        If a hyperparameter is missing, unknown or out of range, or rounds in the
        parameters' dtype to what means something else (an ε or η to 0 or infinity, a
        fraction to 1); if a parameter holds no floats, is not initialised, is read-only
        (as a state must not be) or has no gradient of its shape and dtype; if the states
        do not match the parameters in number, shape or dtype, or an array comes twice.
        Nothing is changed then.
    RuntimeError
        If MXNet is recording, as it does for a gradient.

    References
    ----------
    :cite:t:`Polyak.1964`.

    Examples
    --------
    >>> from mxnet import autograd, np, npx
    >>> npx.set_np()
    >>> p, v = np.array([3.0]), np.array([2.0])
    >>> p.attach_grad()
    >>> with autograd.record():
    ...     loss = p * p
    >>> loss.backward()
    >>> momentum([p], [v], {"lr": 0.25, "momentum": 0.5})
    >>> print(v, p)
    [7.] [1.25]
    """
    lr, beta = hyperparams["lr"], hyperparams["momentum"]
    for p, v in zip(params, states, strict=True):
        v *= beta
        v += p.grad
        p -= lr * v


@checked(feature_dim=COUNT)
@as_mxnet
def init_adagrad_states(feature_dim: int) -> tuple[Any, Any]:
    """Zero sums of squares for a linear model's weights and bias.

    Parameters
    ----------
    feature_dim : int
        Number of features, at least 1.

    Returns
    -------
    tuple of array
        Zeros of shape (feature_dim, 1) and (1,), float32: MXNet's arrays, or NumPy's where
        MXNet is missing.

    Examples
    --------
    >>> [s.shape for s in init_adagrad_states(5)]
    [(5, 1), (1,)]
    """
    s_w = np.zeros((feature_dim, 1), dtype="float32")
    s_b = np.zeros(1, dtype="float32")
    return s_w, s_b


@checked(
    not_recording,
    matched,
    told_apart,
    hyperparams=settings("eps", lr=NON_NEGATIVE, eps=NON_NEGATIVE),
    **IN_PLACE,
)
def adagrad(
    params: Sequence[Any], states: Sequence[Any], hyperparams: Mapping[str, float]
) -> None:
    r"""One step of Adagrad, in place.

    .. math::

        \begin{aligned}
        \mathbf{s} &\leftarrow \mathbf{s} + \mathbf{g}^2 \\
        \mathbf{p} &\leftarrow \mathbf{p} - \frac{\eta\, \mathbf{g}}{\sqrt{\mathbf{s} + \epsilon}}
        \end{aligned}

    Parameters
    ----------
    params : sequence of array
        Parameters, each with its gradient in ``.grad``, or Gluon's ``Parameter``, or
        PyTorch's tensors; changed in place.
    states : sequence of array
        Sums of squared gradients, one a parameter, of its shape; changed in place.
    hyperparams : dict
        ``lr``, the learning rate η, and optionally ``eps`` (1e-6), each non-negative
        and finite.

    Raises
    ------
    TypeError
        If ``hyperparams`` is not a dict, one of them not a number, ``params`` or
        ``states`` no sequence, a parameter no array that NumPy's functions take, or a
        gradient or a state an array of another library than its parameter.
    ValueError
        If a hyperparameter is missing, unknown or out of range, or rounds in the
        parameters' dtype to what means something else (an ε or η to 0 or infinity, a
        fraction to 1); if a parameter holds no floats, is not initialised, is read-only
        (as a state must not be) or has no gradient of its shape and dtype; if the states
        do not match the parameters in number, shape or dtype, or an array comes twice.
        Nothing is changed then.
    RuntimeError
        If MXNet is recording, as it does for a gradient.

    Notes
    -----
    A gradient whose square is above what the dtype holds (from 256 on in float16, 1.8e19 in
    float32) makes the state infinite, and from then on the step is 0; NaN makes both NaN.
    With ``eps`` 0 a zero gradient at a zero state is 0/0. None of this is looked for at
    each step, which would have to wait for MXNet: :func:`train_ch11` warns.

    References
    ----------
    :cite:t:`Duchi.Hazan.Singer.2011`, in the diagonal form; they add their constant
    after the root.

    Examples
    --------
    >>> from mxnet import autograd, np, npx
    >>> npx.set_np()
    >>> p, s = np.array([3.0]), np.array([64.0])
    >>> p.attach_grad()
    >>> with autograd.record():
    ...     loss = p * p
    >>> loss.backward()
    >>> adagrad([p], [s], {"lr": 0.5, "eps": 0})
    >>> print(s, p)
    [100.] [2.7]
    """
    lr, eps = hyperparams["lr"], hyperparams.get("eps", 1e-6)
    for p, s in zip(params, states, strict=True):
        s += np.square(p.grad)
        p -= lr * p.grad / np.sqrt(s + eps)


@checked(feature_dim=COUNT)
@as_mxnet
def init_rmsprop_states(feature_dim: int) -> tuple[Any, Any]:
    """Zero states of RMSProp for a linear model's weights and bias.

    Parameters
    ----------
    feature_dim : int
        Number of features, at least 1.

    Returns
    -------
    tuple of array
        Zeros of shape (feature_dim, 1) and (1,), float32: MXNet's arrays, or NumPy's where
        MXNet is missing.

    Notes
    -----
    Zero is the chapter's and MXNet's choice, and it makes the first step
    1/√(1-γ) times the learning rate: see :func:`first_step_gain`.

    Examples
    --------
    >>> [s.shape for s in init_rmsprop_states(5)]
    [(5, 1), (1,)]
    """
    s_w = np.zeros((feature_dim, 1), dtype="float32")
    s_b = np.zeros(1, dtype="float32")
    return s_w, s_b


@checked(
    not_recording,
    matched,
    told_apart,
    hyperparams=settings("eps", lr=NON_NEGATIVE, gamma=FRACTION, eps=NON_NEGATIVE),
    **IN_PLACE,
)
def rmsprop(
    params: Sequence[Any], states: Sequence[Any], hyperparams: Mapping[str, float]
) -> None:
    r"""One step of RMSProp, in place.

    .. math::

        \begin{aligned}
        \mathbf{s} &\leftarrow \gamma \mathbf{s} + (1 - \gamma)\, \mathbf{g}^2 \\
        \mathbf{p} &\leftarrow \mathbf{p} - \frac{\eta\, \mathbf{g}}{\sqrt{\mathbf{s} + \epsilon}}
        \end{aligned}

    Parameters
    ----------
    params : sequence of array
        Parameters, each with its gradient in ``.grad``, or Gluon's ``Parameter``, or
        PyTorch's tensors; changed in place.
    states : sequence of array
        Leaky averages of squared gradients, one a parameter, of its shape;
        changed in place.
    hyperparams : dict
        ``lr``, the learning rate η, non-negative and finite; ``gamma``, γ in
        [0, 1]; optionally ``eps`` (1e-6), non-negative and finite.

    Raises
    ------
    TypeError
        If ``hyperparams`` is not a dict, one of them not a number, ``params`` or
        ``states`` no sequence, a parameter no array that NumPy's functions take, or a
        gradient or a state an array of another library than its parameter.
    ValueError
        If a hyperparameter is missing, unknown or out of range, or rounds in the
        parameters' dtype to what means something else (an ε or η to 0 or infinity, a
        fraction to 1); if a parameter holds no floats, is not initialised, is read-only
        (as a state must not be) or has no gradient of its shape and dtype; if the states
        do not match the parameters in number, shape or dtype, or an array comes twice.
        Nothing is changed then.
    RuntimeError
        If MXNet is recording, as it does for a gradient.

    See Also
    --------
    rmsprop_2d : the same update on two numbers.

    Notes
    -----
    A gradient whose square is above what the dtype holds (from 256 on in float16, 1.8e19 in
    float32) makes the state infinite, and from then on the step is 0; NaN makes both NaN.
    With ``eps`` 0 a zero gradient at a zero state is 0/0. None of this is looked for at
    each step, which would have to wait for MXNet: :func:`train_ch11` warns.

    MXNet's own ``rmsprop`` calls γ ``gamma1`` and has ``epsilon=1e-8``; given
    ``epsilon=1e-6`` the two agree to float32 rounding.

    PyTorch's tensors serve, under ``no_grad`` or not, where NumPy sees their memory: dense
    ones on the CPU, in float16, float32 or float64. On a GPU and in bfloat16 they do not.
    PyTorch's graph does not see the change: a later ``backward()`` through what was computed
    before it takes the new weights, where PyTorch's own optimizers raise an error. An array of
    NumPy's serves if its class has ``.grad``. JAX's arrays, and Keras's variables on JAX,
    cannot be changed in place and have no ``.grad``.

    References
    ----------
    :cite:t:`Tieleman.Hinton.2012`, who have no ε.

    Examples
    --------
    >>> from mxnet import autograd, np, npx
    >>> npx.set_np()
    >>> p, s = np.array([3.0]), np.array([36.0])
    >>> p.attach_grad()
    >>> with autograd.record():
    ...     loss = p * p
    >>> loss.backward()
    >>> rmsprop([p], [s], {"lr": 0.5, "gamma": 0.5, "eps": 0})
    >>> print(s, p)
    [36.] [2.5]
    """
    lr, gamma = hyperparams["lr"], hyperparams["gamma"]
    eps = hyperparams.get("eps", 1e-6)
    for p, s in zip(params, states, strict=True):
        s *= gamma
        s += (1 - gamma) * np.square(p.grad)
        p -= lr * p.grad / np.sqrt(s + eps)
