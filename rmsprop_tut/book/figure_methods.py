"""The methods of the interactive figure, and what it shows of their states.

The twin is ``docs/_static/playground/mathematics.js``, with one step function a method.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..core.adam import adam_2d
from ..core.updates import (
    adagrad_2d,
    gd_2d,
    momentum_2d,
    rmsprop_2d,
    rmsprop_corrected_2d,
    sqrt,
)
from .figure_steps import centred_2d, outside_2d

State = tuple[Any, ...]
LEAKY = {"gamma": "gamma", "eps": "eps"}


def after_x(state: State) -> State:
    """Return the two numbers of state that follow x1 and x2.

    Parameters
    ----------
    state : tuple of float
        x1, x2 and the state.

    Returns
    -------
    tuple of float
        Of both coordinates.

    Examples
    --------
    >>> after_x((-5.0, -2.0, 0.1, 6.4, 0.9))
    (0.1, 6.4)
    """
    return state[2:4]


def second_moments(state: State) -> State:
    """Return Adam's leaky averages of squared gradients.

    Parameters
    ----------
    state : tuple of float
        ``x1, x2, v1, v2, s1, s2, power1, power2``.

    Returns
    -------
    tuple of float
        s of both coordinates.

    Examples
    --------
    >>> second_moments((-4.6, -1.6, -0.1, -0.8, 0.1, 6.4, 0.9, 0.9))
    (0.1, 6.4)
    """
    return state[4:6]


def variances(state: State) -> State:
    """Return what centred RMSProp divides by, before ε and the root.

    Parameters
    ----------
    state : tuple of float
        ``x1, x2, r1, r2, m1, m2``.

    Returns
    -------
    tuple of float
        :math:`r - m^2` of both coordinates.

    Examples
    --------
    >>> variances((-4.0, 0.0, 2.0, 2.0, -1.0, 1.0))
    (1.0, 1.0)
    """
    _, _, r1, r2, m1, m2 = state
    return r1 - m1 * m1, r2 - m2 * m2


@dataclass(frozen=True)
class Method:
    """How the figure runs a method, and what it shows of it.

    Parameters
    ----------
    title : str
        Its name.
    update : callable
        A step from x1, x2 and the state, with ``eta`` and ``grad``.
    options : dict
        What else the step takes, each with the setting that gives it.
    state : tuple of float
        Before the first step. A power that corrects is the last number.
    shown : callable
        Gives, from x1, x2 and the state, what is drawn as each coordinate's s.
    divides, corrected, eps_inside : bool
        Whether the learning rate is divided by a root of s, s before by 1 - γ^t, and where ε
        stands.

    Examples
    --------
    >>> RUN["outside"].eps_inside
    False
    """

    title: str
    update: Callable[..., State]
    options: dict[str, str] = field(default_factory=dict)
    state: State = (0.0, 0.0)
    shown: Callable[[State], State] = after_x
    divides: bool = True
    corrected: bool = False
    eps_inside: bool = True


RUN = {
    "gd": Method("gradient descent", gd_2d, divides=False),
    "momentum": Method("momentum", momentum_2d, {"beta": "beta"}, divides=False),
    "adagrad": Method("Adagrad", adagrad_2d, {"eps": "eps"}),
    "rmsprop": Method("RMSProp", rmsprop_2d, LEAKY),
    "corrected": Method(
        "RMSProp, bias-corrected",
        rmsprop_corrected_2d,
        LEAKY,
        (0.0, 0.0, 1.0),
        corrected=True,
    ),
    "outside": Method(
        "RMSProp, ε outside the root", outside_2d, LEAKY, eps_inside=False
    ),
    "centred": Method(
        "RMSProp, centred", centred_2d, LEAKY, (0.0, 0.0, 0.0, 0.0), variances
    ),
    "adam": Method(
        "Adam",
        adam_2d,
        {"beta1": "beta", "beta2": "gamma", "eps": "eps"},
        (0.0, 0.0, 0.0, 0.0, 1.0, 1.0),
        second_moments,
        corrected=True,
        eps_inside=False,
    ),
}


def effective(method: Method, eta: float, eps: float, state: State) -> list[float]:
    """Return what a method multiplied its gradient (velocity, average) with.

    Parameters
    ----------
    method : Method
        One of ``RUN``.
    eta : float
        Learning rate of the step.
    eps : float
        ε of the step.
    state : tuple of float
        x1, x2 and the state after the step.

    Returns
    -------
    list of float
        The effective step of each coordinate.

    Examples
    --------
    >>> effective(RUN["rmsprop"], 0.5, 0.0, (0.0, 0.0, 4.0, 16.0))
    [0.25, 0.125]
    """
    if not method.divides:
        return [eta, eta]
    squares = method.shown(state)
    if method.corrected:
        squares = tuple(np.divide(s, 1 - state[-1]) for s in squares)
    if method.eps_inside:
        return [float(eta / sqrt(s + eps)) for s in squares]
    return [float(eta / (sqrt(s) + eps)) for s in squares]
