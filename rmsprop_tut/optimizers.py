"""The update rules: on two plain numbers, and on arrays that carry a gradient."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ._checks import (
    check_count,
    check_gamma,
    check_gradients,
    check_hyperparams,
    check_names,
    check_number,
    check_squares,
    check_states,
)
from ._mxnet import load_mxnet
from .objectives import f_2d_grad


def effective_step(eta: float, s: float, eps: float) -> float:
    """Return η/√(s+ε), infinite where the root is 0 (as IEEE arithmetic has it)."""
    root = math.sqrt(s + eps)
    return math.inf if root == 0 else eta / root


def gd_2d(x1, x2, s1, s2, *, eta=0.4, grad=f_2d_grad):
    r"""One step of gradient descent.

    .. math:: \mathbf{x}_t = \mathbf{x}_{t-1} - \eta\, \mathbf{g}_t

    Parameters
    ----------
    x1, x2 : float
        Where the step starts.
    s1, s2 : float
        State of the other methods, returned as it came: gradient descent has none.
    eta : float
        Learning rate, finite and at least 0. On :func:`f_2d` the steps diverge
        above 2/4 = 0.5, the inverse of half its largest curvature.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, s1, s2`` after the step.

    Raises
    ------
    TypeError, ValueError
        If ``eta`` is not a finite number of at least 0.

    Examples
    --------
    >>> x1, x2, _, _ = gd_2d(-5, -2, 0, 0)
    >>> print(f"{x1:.2f} {x2:.2f}")
    -4.60 1.20
    """
    check_number("eta", eta, 0)
    g1, g2 = grad(x1, x2)
    return x1 - eta * g1, x2 - eta * g2, s1, s2


def momentum_2d(x1, x2, v1, v2, *, eta=0.4, beta=0.5, grad=f_2d_grad):
    r"""One step of gradient descent with momentum (the heavy ball).

    .. math::

        \begin{aligned}
        \mathbf{v}_t &= \beta \mathbf{v}_{t-1} + \mathbf{g}_t \\
        \mathbf{x}_t &= \mathbf{x}_{t-1} - \eta\, \mathbf{v}_t
        \end{aligned}

    Parameters
    ----------
    x1, x2 : float
        Where the step starts.
    v1, v2 : float
        Velocity, the leaky sum of the gradients so far.
    eta : float
        Learning rate, finite and at least 0.
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
    TypeError, ValueError
        If ``eta`` is not finite and at least 0, or ``beta`` is outside [0, 1].

    References
    ----------
    :cite:t:`Polyak.1964`.

    Examples
    --------
    >>> x1, x2, v1, v2 = momentum_2d(-5, -2, 0, 0)
    >>> print(f"{x1:.2f} {x2:.2f} {v1:.2f} {v2:.2f}")
    -4.60 1.20 -1.00 -8.00
    """
    check_number("eta", eta, 0)
    check_gamma(beta, "beta")
    g1, g2 = grad(x1, x2)
    v1, v2 = beta * v1 + g1, beta * v2 + g2
    return x1 - eta * v1, x2 - eta * v2, v1, v2


def adagrad_2d(x1, x2, s1, s2, *, eta=0.4, eps=1e-6, grad=f_2d_grad):
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
        Where the step starts.
    s1, s2 : float
        Sums of the squared partial derivatives so far, at least 0.
    eta : float
        Learning rate, finite and at least 0.
    eps : float
        Added inside the root, finite and at least 0.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, s1, s2`` after the step.

    Raises
    ------
    TypeError, ValueError
        If ``eta`` or ``eps`` is not a finite number of at least 0, or a state is negative.

    References
    ----------
    :cite:t:`Duchi.Hazan.Singer.2011`, in the diagonal form.

    Examples
    --------
    >>> x1, x2, s1, s2 = adagrad_2d(-5, -2, 0, 0)
    >>> print(f"{x1:.2f} {x2:.2f} {s1:.0f} {s2:.0f}")
    -4.60 -1.60 1 64
    """
    check_number("eta", eta, 0)
    check_number("eps", eps, 0)
    check_squares(s1=s1, s2=s2)
    g1, g2 = grad(x1, x2)
    s1, s2 = s1 + g1 * g1, s2 + g2 * g2
    x1 = x1 - effective_step(eta, s1, eps) * g1
    x2 = x2 - effective_step(eta, s2, eps) * g2
    return x1, x2, s1, s2


def rmsprop_2d(x1, x2, s1, s2, *, eta=0.4, gamma=0.9, eps=1e-6, grad=f_2d_grad):
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
        Where the step starts.
    s1, s2 : float
        Leaky averages of the squared partial derivatives, at least 0.
    eta : float
        Learning rate, finite and at least 0: about the length of a step.
    gamma : float
        Fraction of the state kept, in [0, 1]. At 1 the state never moves; at 0,
        with ``eps=0``, every step has length ``eta`` (the sign of the gradient).
    eps : float
        Added inside the root, finite and at least 0. With ``eps=0`` a zero state
        and a zero gradient give NaN, as 0/0 does.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, s1, s2`` after the step.

    Raises
    ------
    TypeError, ValueError
        If ``eta`` or ``eps`` is not finite and at least 0, or ``gamma`` is
        outside [0, 1].

    See Also
    --------
    rmsprop : the same update on arrays.

    Notes
    -----
    ε stands inside the root, as in the chapter and in MXNet. PyTorch adds it
    after the root and takes γ = 0.99 unless told otherwise; TensorFlow 1 started
    the state at 1. Their numbers are not interchangeable.

    References
    ----------
    :cite:t:`Tieleman.Hinton.2012`.

    Examples
    --------
    The first step is longer than ``eta`` by 1/√(1-γ), √10 here:

    >>> x1, x2, s1, s2 = rmsprop_2d(-5, -2, 0, 0)
    >>> print(f"{x1:.6f} {x2:.6f} {s1:.1f} {s2:.1f}")
    -3.735095 -0.735089 0.1 6.4
    """
    check_number("eta", eta, 0)
    check_gamma(gamma)
    check_number("eps", eps, 0)
    check_squares(s1=s1, s2=s2)
    g1, g2 = grad(x1, x2)
    s1 = gamma * s1 + (1 - gamma) * (g1 * g1)
    s2 = gamma * s2 + (1 - gamma) * (g2 * g2)
    x1 = x1 - effective_step(eta, s1, eps) * g1
    x2 = x2 - effective_step(eta, s2, eps) * g2
    return x1, x2, s1, s2


def rmsprop_corrected_2d(
    x1, x2, s1, s2, power=1.0, *, eta=0.4, gamma=0.9, eps=1e-6, grad=f_2d_grad
):
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
        Where the step starts.
    s1, s2 : float
        Leaky averages so far, not corrected. The correction assumes that they
        started at zero.
    power : float
        :math:`\gamma^{t-1}`, in [0, 1]: 1 before the first step. It is state, kept
        by repeated multiplication, so that a step needs no count and no power.
    eta : float
        Learning rate, finite and at least 0.
    gamma : float
        Fraction of the state kept, in [0, 1]. At 1 the correction is 0/0 and the
        step NaN.
    eps : float
        Added inside the root, to the corrected average, finite and at least 0.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, s1, s2, power`` after the step.

    Raises
    ------
    TypeError, ValueError
        If ``eta`` or ``eps`` is not finite and at least 0, or ``gamma`` or
        ``power`` is outside [0, 1].

    See Also
    --------
    corrected_trainer_2d : the same with the signature that :func:`train_2d` wants.

    References
    ----------
    :cite:t:`Kingma.Ba.2015`, where Adam corrects its averages so.

    Examples
    --------
    The first step has the length ``eta`` in both coordinates:

    >>> x1, x2, s1, s2, power = rmsprop_corrected_2d(-5, -2, 0, 0)
    >>> print(f"{x1:.6f} {x2:.6f} {s1:.1f} {s2:.1f} {power:.1f}")
    -4.600000 -1.600000 0.1 6.4 0.9
    """
    check_gamma(power, "power")
    check_number("eta", eta, 0)
    check_gamma(gamma)
    check_number("eps", eps, 0)
    check_squares(s1=s1, s2=s2)
    g1, g2 = grad(x1, x2)
    s1 = gamma * s1 + (1 - gamma) * (g1 * g1)
    s2 = gamma * s2 + (1 - gamma) * (g2 * g2)
    power *= gamma
    x1 = x1 - effective_step(eta, without_bias(s1, power), eps) * g1
    x2 = x2 - effective_step(eta, without_bias(s2, power), eps) * g2
    return x1, x2, s1, s2, power


def without_bias(s: float, power: float) -> float:
    """Return s/(1-γᵗ), NaN where γ is 1 (0/0)."""
    return s / (1 - power) if power < 1 else math.nan


def corrected_trainer_2d(**hyperparams: Any) -> Callable:
    """RMSProp with bias correction, in the form that :func:`train_2d` runs.

    That form carries four numbers, and the correction needs a fifth. The trainer
    keeps it, so make a new one for each run.

    Parameters
    ----------
    **hyperparams
        ``eta``, ``gamma``, ``eps`` and ``grad`` of :func:`rmsprop_corrected_2d`.

    Returns
    -------
    callable
        ``x1, x2, s1, s2 = trainer(x1, x2, s1, s2)``, counting its own calls.

    See Also
    --------
    rmsprop_corrected_2d : the step itself, without memory of its own.

    Examples
    --------
    >>> from rmsprop_tut import train_2d
    >>> points = train_2d(corrected_trainer_2d())
    epoch 20, x1 -0.268908, x2 -0.000000
    """
    check_names("hyperparams", hyperparams, ("eta", "gamma", "eps", "grad"))
    power = 1.0

    def trainer(x1, x2, s1, s2):
        nonlocal power
        x1, x2, s1, s2, power = rmsprop_corrected_2d(
            x1, x2, s1, s2, power, **hyperparams
        )
        return x1, x2, s1, s2

    return trainer


def _init_states(feature_dim: int) -> tuple[Any, Any]:
    """Return zeros for the weights, shape (feature_dim, 1), and the bias, shape (1,)."""
    check_count("feature_dim", feature_dim)
    mx = load_mxnet()
    return mx.np.zeros((feature_dim, 1)), mx.np.zeros(1)


def sgd(
    params: Sequence[Any], states: object, hyperparams: Mapping[str, float]
) -> None:
    r"""One step of minibatch stochastic gradient descent, in place.

    .. math:: \mathbf{p} \leftarrow \mathbf{p} - \eta\, \mathbf{g}

    Parameters
    ----------
    params : sequence of array
        Parameters, each with its gradient in ``.grad``; changed in place.
    states : object
        Not used: this method has no state. Pass None.
    hyperparams : dict
        ``lr``, the learning rate η, finite and at least 0.

    Raises
    ------
    TypeError, ValueError
        If a hyperparameter is missing, unknown or out of range, or a gradient is
        missing; nothing is changed then.

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
    check_hyperparams(hyperparams, ("lr",))
    check_gradients(params)
    for p in params:
        p -= hyperparams["lr"] * p.grad


def init_momentum_states(feature_dim: int) -> tuple[Any, Any]:
    """Zero velocities of a linear model's weights and bias.

    Parameters
    ----------
    feature_dim : int
        Number of features, at least 1.

    Returns
    -------
    tuple of mxnet.np.ndarray
        Zeros of shape (feature_dim, 1) and (1,), float32.

    Raises
    ------
    TypeError, ValueError
        If ``feature_dim`` is not a whole number of at least 1.
    ImportError
        If MXNet is missing.

    Examples
    --------
    >>> [v.shape for v in init_momentum_states(5)]
    [(5, 1), (1,)]
    """
    return _init_states(feature_dim)


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
        Parameters, each with its gradient in ``.grad``; changed in place.
    states : sequence of array
        Velocities, one a parameter, of its shape; changed in place.
    hyperparams : dict
        ``lr``, the learning rate η, finite and at least 0; ``momentum``, β in [0, 1].

    Raises
    ------
    TypeError, ValueError
        If states do not match parameters in number or shape, a hyperparameter is
        missing, unknown or out of range, or a gradient is missing; nothing is
        changed then.

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
    check_hyperparams(hyperparams, ("lr", "momentum"))
    check_states(params, states)
    check_gradients(params)
    for p, v in zip(params, states, strict=True):
        v *= hyperparams["momentum"]
        v += p.grad
        p -= hyperparams["lr"] * v


def init_adagrad_states(feature_dim: int) -> tuple[Any, Any]:
    """Zero sums of squares for a linear model's weights and bias.

    Parameters
    ----------
    feature_dim : int
        Number of features, at least 1.

    Returns
    -------
    tuple of mxnet.np.ndarray
        Zeros of shape (feature_dim, 1) and (1,), float32.

    Raises
    ------
    TypeError, ValueError
        If ``feature_dim`` is not a whole number of at least 1.
    ImportError
        If MXNet is missing.

    Examples
    --------
    >>> [s.shape for s in init_adagrad_states(5)]
    [(5, 1), (1,)]
    """
    return _init_states(feature_dim)


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
        Parameters, each with its gradient in ``.grad``; changed in place.
    states : sequence of array
        Sums of squared gradients, one a parameter, of its shape; changed in place.
    hyperparams : dict
        ``lr``, the learning rate η, and optionally ``eps`` (1e-6), each finite
        and at least 0.

    Raises
    ------
    TypeError, ValueError
        If states do not match parameters in number or shape, a hyperparameter is
        missing, unknown or out of range, or a gradient is missing; nothing is
        changed then.

    References
    ----------
    :cite:t:`Duchi.Hazan.Singer.2011`, in the diagonal form.

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
    check_hyperparams(hyperparams, ("lr",), ("eps",))
    check_states(params, states)
    check_gradients(params)
    eps = hyperparams.get("eps", 1e-6)
    for p, s in zip(params, states, strict=True):
        s += np.square(p.grad)
        p -= hyperparams["lr"] * p.grad / np.sqrt(s + eps)


def init_rmsprop_states(feature_dim: int) -> tuple[Any, Any]:
    """Zero states of RMSProp for a linear model's weights and bias.

    Parameters
    ----------
    feature_dim : int
        Number of features, at least 1.

    Returns
    -------
    tuple of mxnet.np.ndarray
        Zeros of shape (feature_dim, 1) and (1,), float32.

    Raises
    ------
    TypeError, ValueError
        If ``feature_dim`` is not a whole number of at least 1.
    ImportError
        If MXNet is missing.

    Notes
    -----
    Zero is the chapter's and MXNet's choice, and it makes the first step
    1/√(1-γ) times the learning rate: see :func:`first_step_gain`.

    Examples
    --------
    >>> [s.shape for s in init_rmsprop_states(5)]
    [(5, 1), (1,)]
    """
    return _init_states(feature_dim)


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
        Parameters, each with its gradient in ``.grad``; changed in place.
    states : sequence of array
        Leaky averages of squared gradients, one a parameter, of its shape;
        changed in place.
    hyperparams : dict
        ``lr``, the learning rate η, finite and at least 0; ``gamma``, γ in
        [0, 1]; optionally ``eps`` (1e-6), finite and at least 0.

    Raises
    ------
    TypeError, ValueError
        If states do not match parameters in number or shape, a hyperparameter is
        missing, unknown or out of range, or a gradient is missing; nothing is
        changed then.

    See Also
    --------
    rmsprop_2d : the same update on two numbers.

    Notes
    -----
    MXNet's own ``rmsprop`` calls γ ``gamma1`` and has ``epsilon=1e-8``; given
    ``epsilon=1e-6`` the two agree to float32 rounding.

    References
    ----------
    :cite:t:`Tieleman.Hinton.2012`.

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
    check_hyperparams(hyperparams, ("lr", "gamma"), ("eps",))
    check_states(params, states)
    check_gradients(params)
    lr, gamma, eps = (
        hyperparams["lr"],
        hyperparams["gamma"],
        hyperparams.get("eps", 1e-6),
    )
    for p, s in zip(params, states, strict=True):
        s *= gamma
        s += (1 - gamma) * np.square(p.grad)
        p -= lr * p.grad / np.sqrt(s + eps)
