"""Adam and AdamW: in two dimensions and in place, as the other updates are."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from .._arrays import coordinate, one_shape
from .._checks import COUNT, FRACTION, NON_NEGATIVE, Rule, checked, settings, shown
from .._in_place import moments, moments_matched, told_apart, with_gradients
from .._mxnet import not_recording
from .._types import Number
from .averages import leak
from .objectives import Gradient
from .updates import (
    AT,
    SQUARES,
    Coefficient,
    f_2d_grad,
    init_momentum_states,
    init_rmsprop_states,
    sqrt,
)

State8: TypeAlias = tuple[float, float, float, float, float, float, float, float]

DECAYS = dict.fromkeys(("beta1", "beta2"), FRACTION)
POWERS = dict.fromkeys(("power1", "power2"), FRACTION)
VELOCITIES = {"v1": coordinate, "v2": coordinate}
IN_2D: dict[str, Rule] = {**AT, **VELOCITIES, **SQUARES, **POWERS, **DECAYS}
IN_PLACE = {"params": with_gradients, "states": moments}


def first_step(name: str, value: object) -> None:
    """Refuse a count that does not start at 1: the states count the steps."""
    if value != 1:
        raise ValueError(
            f"{name} must be 1, where a run starts, not {shown(value)}: the states count its "
            "steps"
        )


HYPERPARAMS: dict[str, Rule] = {
    "lr": NON_NEGATIVE,
    **DECAYS,
    "eps": NON_NEGATIVE,
    "t": first_step,
}


def adam_step(
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
) -> tuple[Number, Number, Number]:
    r"""One step of Adam in one coordinate, or in each of an array.

    .. math::

        \begin{aligned}
        v &\leftarrow \beta_1 v + (1 - \beta_1)\, g, \qquad
        s \leftarrow \beta_2 s + (1 - \beta_2)\, g^2 \\
        x &\leftarrow x - \eta\, \frac{v / (1 - \beta_1^t)}{\sqrt{s / (1 - \beta_2^t)} + \epsilon}
        \end{aligned}

    Parameters
    ----------
    x, v, s, g : float or array
        The coordinate, its leaky averages of gradients and of their squares, and its
        gradient.
    power1, power2 : float or array
        :math:`\beta_1^t` and :math:`\beta_2^t` of this step, t counted from 1.
    eta, beta1, beta2, eps : float or array
        Learning rate, fractions of the averages kept, and what is added outside the root.
        Nothing is checked.

    Returns
    -------
    tuple of float or array
        ``x, v, s`` after the step; v and s are not corrected.

    See Also
    --------
    :func:`.adam_2d` : two coordinates, checked.

    Examples
    --------
    >>> x, v, s = adam_step(-5.0, 0.0, 0.0, -2.0, 0.5, 0.75, 0.5, 0.5, 0.75, eps=0.0)
    >>> print(x, v, s)
    -4.5 -1.0 1.0
    """
    v, s = leak(v, g, beta1), leak(s, g * g, beta2)
    v_hat, s_hat = np.divide(v, 1 - power1), np.divide(s, 1 - power2)
    x = x - eta * v_hat / (sqrt(s_hat) + eps)
    return x, v, s


@checked(one_shape, eta=NON_NEGATIVE, eps=NON_NEGATIVE, **IN_2D)
def adam_2d(
    x1: float,
    x2: float,
    v1: float,
    v2: float,
    s1: float,
    s2: float,
    power1: float = 1.0,
    power2: float = 1.0,
    *,
    eta: float = 0.4,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    grad: Gradient = f_2d_grad,
) -> State8:
    r"""One step of Adam.

    .. math::

        \begin{aligned}
        \mathbf{v}_t &= \beta_1 \mathbf{v}_{t-1} + (1 - \beta_1)\, \mathbf{g}_t, \qquad
        \mathbf{s}_t = \beta_2 \mathbf{s}_{t-1} + (1 - \beta_2)\, \mathbf{g}_t^2 \\
        \hat{\mathbf{v}}_t &= \frac{\mathbf{v}_t}{1 - \beta_1^t}, \qquad
        \hat{\mathbf{s}}_t = \frac{\mathbf{s}_t}{1 - \beta_2^t} \\
        \mathbf{x}_t &= \mathbf{x}_{t-1}
            - \frac{\eta\, \hat{\mathbf{v}}_t}{\sqrt{\hat{\mathbf{s}}_t} + \epsilon}
        \end{aligned}

    Parameters
    ----------
    x1, x2 : float
        Where the step starts. Arrays of one shape, as of many runs, are taken in float64.
    v1, v2 : float
        Leaky averages of the partial derivatives so far, not corrected; zero at the start.
    s1, s2 : float
        Leaky averages of their squares, not corrected, non-negative; zero at the start.
    power1, power2 : float
        :math:`\beta_1^{t-1}` and :math:`\beta_2^{t-1}`, in [0, 1]: 1 before the first step.
        They are state, kept by repeated multiplication.
    eta : float
        Learning rate, non-negative and finite: the length of the first step, and of every
        step while the gradient stays as it is.
    beta1 : float
        Fraction of the average gradient kept, in [0, 1]. At 0 it is RMSProp with bias
        correction, ε outside the root. At 1 the correction is 0/0 and the step NaN.
    beta2 : float
        Fraction of the average square kept, in [0, 1]; RMSProp's γ. At 1 likewise NaN.
    eps : float
        Added outside the root, non-negative and finite.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, v1, v2, s1, s2, power1, power2`` after the step.

    Raises
    ------
    TypeError
        If ``eta``, ``beta1``, ``beta2``, ``eps``, a power or a state is not a number.
    ValueError
        If ``eta`` or ``eps`` is negative or not finite, ``beta1``, ``beta2`` or a power is
        outside [0, 1], or a mean of squares is negative;
        or if arrays have different shapes, or ``grad`` returns no two slopes of the
        shapes of ``x1`` and ``x2``.

    Warns
    -----
    RuntimeWarning
        NumPy's own, where a number overflows or a step is 0/0.

    See Also
    --------
    run_2d : follows it, given a start of x1, x2, four zeros and two ones.
    adam : the same update on arrays.

    References
    ----------
    :cite:t:`Kingma.Ba.2015`, Algorithm 1, with their constants but for the learning rate.

    Examples
    --------
    The first step has the length ``eta`` in both coordinates:

    >>> x1, x2, *state = adam_2d(-5, -2, 0, 0, 0, 0)
    >>> print(f"{x1:.6f} {x2:.6f}")
    -4.600000 -1.600000
    >>> x1, x2, *_ = run_2d(adam_2d, 20, (-5, -2, 0, 0, 0, 0, 1, 1))[-1]
    >>> print(f"{x1:.4f} {x2:.4f}")
    0.9960 -0.2128
    """
    g1, g2 = grad(x1, x2)
    power1, power2 = beta1 * power1, beta2 * power2
    x1, v1, s1 = adam_step(x1, v1, s1, g1, power1, power2, eta, beta1, beta2, eps)
    x2, v2, s2 = adam_step(x2, v2, s2, g2, power1, power2, eta, beta1, beta2, eps)
    return x1, x2, v1, v2, s1, s2, power1, power2


@checked(
    one_shape,
    eta=NON_NEGATIVE,
    eps=NON_NEGATIVE,
    weight_decay=NON_NEGATIVE,
    **IN_2D,
)
def adamw_2d(
    x1: float,
    x2: float,
    v1: float,
    v2: float,
    s1: float,
    s2: float,
    power1: float = 1.0,
    power2: float = 1.0,
    *,
    eta: float = 0.4,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    weight_decay: float = 0.01,
    grad: Gradient = f_2d_grad,
) -> State8:
    r"""One step of Adam with weight decay beside the gradient, AdamW.

    .. math::

        \mathbf{x}_t = \mathbf{x}_{t-1} - \eta \lambda\, \mathbf{x}_{t-1}
            - \frac{\eta\, \hat{\mathbf{v}}_t}{\sqrt{\hat{\mathbf{s}}_t} + \epsilon}

    with Adam's averages, to which the decay does not contribute.

    Parameters
    ----------
    x1, x2, v1, v2, s1, s2, power1, power2 : float
        As for :func:`adam_2d`.
    eta, beta1, beta2, eps : float
        As for :func:`adam_2d`.
    weight_decay : float
        λ, non-negative and finite. Each step also takes the fraction ηλ off the weights;
        with ``eta`` times it above 1 they change sign.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, v1, v2, s1, s2, power1, power2`` after the step.

    Raises
    ------
    TypeError
        If an option or a state is not a number.
    ValueError
        As :func:`adam_2d`, or if ``weight_decay`` is negative or not finite.

    Warns
    -----
    RuntimeWarning
        NumPy's own, where a number overflows or a step is 0/0.

    See Also
    --------
    adamw : the same update on arrays.

    References
    ----------
    :cite:t:`Loshchilov.Hutter.2019`, Algorithm 2, whose schedule multiplies both parts; here,
    as in PyTorch, the learning rate does.

    Examples
    --------
    >>> x1, x2, *state = adamw_2d(-5, -2, 0, 0, 0, 0, weight_decay=0.1)
    >>> print(f"{x1:.6f} {x2:.6f}")
    -4.400000 -1.520000
    """
    g1, g2 = grad(x1, x2)
    power1, power2 = beta1 * power1, beta2 * power2
    x1 = x1 - eta * weight_decay * x1
    x2 = x2 - eta * weight_decay * x2
    x1, v1, s1 = adam_step(x1, v1, s1, g1, power1, power2, eta, beta1, beta2, eps)
    x2, v2, s2 = adam_step(x2, v2, s2, g2, power1, power2, eta, beta1, beta2, eps)
    return x1, x2, v1, v2, s1, s2, power1, power2


@checked(feature_dim=COUNT)
def init_adam_states(feature_dim: int) -> tuple[tuple[Any, Any, Any], ...]:
    r"""First states of Adam for a linear model's weights and bias.

    Parameters
    ----------
    feature_dim : int
        Number of features, at least 1.

    Returns
    -------
    tuple
        For the weights and for the bias: the average gradient and the average square, zeros
        of shape (feature_dim, 1) and (1,), float32, as :func:`init_rmsprop_states` makes
        them; and the powers :math:`\beta_1^0` and :math:`\beta_2^0`, NumPy's ones in float64.

    Examples
    --------
    >>> [[part.shape for part in state] for state in init_adam_states(5)]
    [[(5, 1), (5, 1), (2,)], [(1,), (1,), (2,)]]
    """
    v_w, v_b = init_momentum_states(feature_dim)
    s_w, s_b = init_rmsprop_states(feature_dim)
    return (v_w, s_w, np.ones(2)), (v_b, s_b, np.ones(2))


@checked(
    not_recording,
    moments_matched,
    told_apart,
    hyperparams=settings("beta1", "beta2", "eps", "t", **HYPERPARAMS),
    **IN_PLACE,
)
def adam(
    params: Sequence[Any], states: Sequence[Any], hyperparams: Mapping[str, float]
) -> None:
    r"""One step of Adam, in place.

    .. math::

        \begin{aligned}
        \mathbf{v} &\leftarrow \beta_1 \mathbf{v} + (1 - \beta_1)\, \mathbf{g}, \qquad
        \mathbf{s} \leftarrow \beta_2 \mathbf{s} + (1 - \beta_2)\, \mathbf{g}^2 \\
        \mathbf{p} &\leftarrow \mathbf{p} - \eta\,
            \frac{\mathbf{v} / (1 - \beta_1^t)}{\sqrt{\mathbf{s} / (1 - \beta_2^t)} + \epsilon}
        \end{aligned}

    Parameters
    ----------
    params : sequence of array
        Parameters, each with its gradient in ``.grad``, or Gluon's ``Parameter``; changed
        in place.
    states : sequence of tuple
        One a parameter, as :func:`init_adam_states` makes them: the average gradient and the
        average square, of its shape, and :math:`\beta_1^{t-1}` and :math:`\beta_2^{t-1}` in
        an array of NumPy's; all changed in place.
    hyperparams : dict
        ``lr``, the learning rate η, non-negative and finite; optionally ``beta1`` (0.9) and
        ``beta2`` (0.999) in [0, 1], and ``eps`` (1e-8), non-negative and finite. ``t``, which
        the chapter on Adam keeps there, may be 1: the states count the steps.

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
        (as a state must not be) or has no gradient of its shape and dtype; if a state is not
        two arrays and two powers, or the states do not match the parameters in number, shape
        or dtype, or an array comes twice. Nothing is changed then.
    RuntimeError
        If MXNet is recording, as it does for a gradient.

    See Also
    --------
    adam_2d : the same update on two numbers.

    Notes
    -----
    The book's chapter on Adam has ε = 1e-6, Kingma and Ba, MXNet and PyTorch 1e-8. MXNet's
    own ``adam`` adds its ε to the root of the average that is not corrected, so that early
    steps are shorter where ε is not small.

    References
    ----------
    :cite:t:`Kingma.Ba.2015`, Algorithm 1.

    Examples
    --------
    >>> from mxnet import autograd, np, npx
    >>> npx.set_np()
    >>> p = np.array([3.0])
    >>> p.attach_grad()
    >>> with autograd.record():
    ...     loss = p * p
    >>> loss.backward()
    >>> v_w, s_w, powers = np.zeros(1), np.zeros(1), init_adam_states(1)[0][2]
    >>> adam([p], [(v_w, s_w, powers)], {"lr": 0.5, "beta1": 0.5, "beta2": 0.75, "eps": 0})
    >>> print(v_w, s_w, p)
    [3.] [9.] [2.5]
    """
    lr, eps = hyperparams["lr"], hyperparams.get("eps", 1e-8)
    beta1, beta2 = hyperparams.get("beta1", 0.9), hyperparams.get("beta2", 0.999)
    for p, (v, s, powers) in zip(params, states, strict=True):
        powers *= beta1, beta2
        v *= beta1
        v += (1 - beta1) * p.grad
        s *= beta2
        s += (1 - beta2) * np.square(p.grad)
        v_hat, s_hat = v / (1 - powers[0]), s / (1 - powers[1])
        p -= lr * v_hat / (np.sqrt(s_hat) + eps)


@checked(
    not_recording,
    moments_matched,
    told_apart,
    hyperparams=settings(
        *("beta1", "beta2", "eps", "t", "weight_decay"),
        weight_decay=NON_NEGATIVE,
        **HYPERPARAMS,
    ),
    **IN_PLACE,
)
def adamw(
    params: Sequence[Any], states: Sequence[Any], hyperparams: Mapping[str, float]
) -> None:
    r"""One step of AdamW, in place: the weights shrink, then follows :func:`adam`.

    .. math::

        \mathbf{p} \leftarrow (1 - \eta \lambda)\, \mathbf{p} - \eta\,
            \frac{\mathbf{v} / (1 - \beta_1^t)}{\sqrt{\mathbf{s} / (1 - \beta_2^t)} + \epsilon}

    Parameters
    ----------
    params : sequence of array
        As for :func:`adam`.
    states : sequence of tuple
        As for :func:`adam`.
    hyperparams : dict
        Those of :func:`adam`, and optionally ``weight_decay`` (0.01), λ, non-negative and
        finite. It shrinks every parameter that is passed, a bias too.

    Raises
    ------
    TypeError, ValueError, RuntimeError
        As :func:`adam`.

    See Also
    --------
    adamw_2d : the same update on two numbers.

    References
    ----------
    :cite:t:`Loshchilov.Hutter.2019`.

    Examples
    --------
    >>> from mxnet import autograd, np, npx
    >>> npx.set_np()
    >>> p = np.array([3.0])
    >>> p.attach_grad()
    >>> with autograd.record():
    ...     loss = p * p
    >>> loss.backward()
    >>> states = [(np.zeros(1), np.zeros(1), init_adam_states(1)[0][2])]
    >>> adamw([p], states, {"lr": 0.5, "weight_decay": 0.5, "eps": 0})
    >>> print(p)
    [1.75]
    """
    shrink = hyperparams["lr"] * hyperparams.get("weight_decay", 0.01)
    for p in params:
        p *= 1 - shrink
    adam.unchecked(params, states, hyperparams)  # type: ignore[attr-defined]
