r"""One step of RMSProp with every option that a library or a paper gives it.

A :class:`Convention` says which algorithm is meant by the name RMSProp; a step follows it.
The options' names are this book's; what the libraries call them is in
:mod:`rmsprop_tut.core.libraries`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np

from .._checks import FRACTION, NON_NEGATIVE, Rule, an, fields, optional
from .._types import Number
from .averages import leak
from .objectives import Gradient
from .updates import sqrt

State: TypeAlias = tuple[Any, Any, Any, float]  # mean square, mean, velocity, power
FLAGS = (
    *("eps_inside", "centred", "rate_inside", "nesterov"),
    *("decoupled", "clip_first", "corrected"),
)
RANGES: Mapping[str, Rule] = {
    **dict.fromkeys(("eta", "eps", "decay", "initial"), NON_NEGATIVE),
    **dict.fromkeys(("gamma", "momentum"), FRACTION),
    **dict.fromkeys(FLAGS, an(bool)),
    **dict.fromkeys(("clip", "clip_weights"), optional(NON_NEGATIVE)),
}


@fields(**RANGES)
@dataclass(frozen=True)
class Convention:
    r"""Which RMSProp: every option of a step. As it stands, the chapter's.

    Parameters
    ----------
    eta : float
        Learning rate η, non-negative and finite.
    gamma : float
        Fraction γ of the averages kept, in [0, 1].
    eps : float
        ε, non-negative and finite.
    eps_inside : bool
        Whether the root is :math:`\sqrt{s + \epsilon}`; else :math:`\sqrt{s} + \epsilon`.
    centred : bool
        Whether the square of the gradient's own average is taken off the mean square.
        What is left is a variance, which rounding can make negative: its root is NaN.
    momentum : float
        Fraction μ of the velocity kept, in [0, 1]. 0 is none.
    rate_inside : bool
        Whether η is part of what the velocity adds up; else it multiplies the velocity. At
        a constant rate the paths are the same.
    nesterov : bool
        Whether the step looks ahead by one more multiple of the velocity.
    decay : float
        Weight decay, non-negative and finite. 0 is none.
    decoupled : bool
        Whether the weights shrink by η times the decay, as in AdamW; else the decay is part
        of the gradient, and is divided by the root as the gradient is.
    clip : float, optional
        The gradient is clipped to this size, number by number. None does not clip.
    clip_first : bool
        Whether it is clipped before the weight decay is added, or the sum is.
    clip_weights : float, optional
        The weights are clipped to this size after the step. None does not clip.
    initial : float
        What the mean square starts from, non-negative and finite.
    corrected : bool
        Whether the averages are divided by :math:`1 - \gamma^t`.

    Examples
    --------
    >>> Convention(0.01, 0.99, 1e-8, eps_inside=False).momentum
    0.0
    """

    eta: float
    gamma: float
    eps: float
    eps_inside: bool = True
    centred: bool = False
    momentum: float = 0.0
    rate_inside: bool = True
    nesterov: bool = False
    decay: float = 0.0
    decoupled: bool = False
    clip: float | None = None
    clip_first: bool = True
    clip_weights: float | None = None
    initial: float = 0.0
    corrected: bool = False


def first_state(convention: Convention) -> State:
    r"""Return what a coordinate remembers before its first step.

    Parameters
    ----------
    convention : Convention
        Which RMSProp.

    Returns
    -------
    tuple of float
        The mean square, the mean, the velocity, and :math:`\gamma^0 = 1`.

    Examples
    --------
    >>> first_state(Convention(0.01, 0.9, 1e-10, initial=1.0))
    (1.0, 0.0, 0.0, 1.0)
    """
    return convention.initial, 0.0, 0.0, 1.0


def convention_step(
    x: Number, state: State, g: Number, convention: Convention
) -> tuple[Number, State]:
    r"""One step of a convention in one coordinate, or in each of an array.

    .. math::

        \begin{aligned}
        s &\leftarrow \gamma s + (1 - \gamma)\, g^2, \qquad
        m \leftarrow \gamma m + (1 - \gamma)\, g \\
        v &\leftarrow \mu v + \frac{\eta}{\sqrt{s - m^2 + \epsilon}}\, g, \qquad
        x \leftarrow x - v
        \end{aligned}

    That is with momentum μ, the variance and ε inside the root; each option leaves out a
    part or puts it elsewhere, as :class:`Convention` says.

    Parameters
    ----------
    x : float or array
        The coordinate.
    state : tuple
        What :func:`first_state` or the step before returned.
    g : float or array
        The gradient at the coordinate.
    convention : Convention
        Which RMSProp. Nothing else is checked.

    Returns
    -------
    tuple
        ``x, state`` after the step.

    See Also
    --------
    :func:`.rmsprop_step` : the chapter's convention, to the last bit.

    Notes
    -----
    The arithmetic is + - × ÷ and √ alone, the power :math:`\gamma^t` is a product, so that
    another language can follow to the last bit.

    Examples
    --------
    >>> c = Convention(eta=0.5, gamma=0.75, eps=1.0, eps_inside=False)
    >>> x, state = convention_step(-5.0, first_state(c), -2.0, c)
    >>> print(x, state)
    -4.5 (1.0, -0.5, -0.5, 0.75)
    """
    c, (s, mean, velocity, power) = convention, state
    g = _effective(g, x, c)
    s, mean, power = leak(s, g * g, c.gamma), leak(mean, g, c.gamma), c.gamma * power
    added = (c.eta if c.rate_inside else 1.0) / _root(s, mean, power, c) * g
    velocity = c.momentum * velocity + added
    step = added + c.momentum * velocity if c.nesterov else velocity
    if c.decoupled:
        x = x - c.eta * c.decay * x
    x = clipped(x - (step if c.rate_inside else c.eta * step), c.clip_weights)
    return x, (s, mean, velocity, power)


def _effective(g: Number, x: Number, c: Convention) -> Any:
    """Return the gradient that a step uses: clipped, with weight decay, in either order."""
    coupled = c.decay > 0 and not c.decoupled
    if c.clip_first:
        g = clipped(g, c.clip)
    if coupled:
        g = g + c.decay * x
    return g if c.clip_first else clipped(g, c.clip)


def _root(s: Any, mean: Any, power: float, c: Convention) -> Any:
    """Return what the gradient is divided by."""
    if c.corrected:
        s, mean = np.divide(s, 1 - power), np.divide(mean, 1 - power)
    spread = s - mean * mean if c.centred else s
    return sqrt(spread + c.eps) if c.eps_inside else sqrt(spread) + c.eps


def clipped(value: Any, size: float | None) -> Any:
    """Return a number, or each of an array, brought to at most this size."""
    return value if size is None else np.minimum(np.maximum(value, -size), size)


def convention_2d(
    convention: Convention, grad: Gradient
) -> Callable[..., tuple[Any, ...]]:
    """Return the step of two coordinates, as :func:`.run_2d` follows it.

    Parameters
    ----------
    convention : Convention
        Which RMSProp.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives. It is not checked.

    Returns
    -------
    callable
        ``x1, x2, *state = update(x1, x2, *state)``, with the state of the first coordinate
        before that of the second.

    Examples
    --------
    >>> from rmsprop_tut.core.objectives import f_2d_grad
    >>> c = Convention(0.4, 0.9, 1e-6)
    >>> x1, x2, *_ = convention_2d(c, f_2d_grad)(-5, -2, *first_state(c), *first_state(c))
    >>> print(f"{x1:.6f} {x2:.6f}")
    -3.735095 -0.735089
    """

    def update(x1: Any, x2: Any, *state: Any) -> tuple[Any, ...]:
        g1, g2 = grad(x1, x2)
        s1, mean1, velocity1, power1, s2, mean2, velocity2, power2 = state
        one = s1, mean1, velocity1, power1
        other = s2, mean2, velocity2, power2
        x1, one = convention_step(x1, one, g1, convention)
        x2, other = convention_step(x2, other, g2, convention)
        return x1, x2, *one, *other

    return update


def plainest(convention: Convention) -> Convention:
    """Return the convention with each option that does nothing put as in the chapter.

    Two conventions take the same path at a constant rate, to rounding and while it is finite,
    from every start on every objective, if this makes them equal.

    Parameters
    ----------
    convention : Convention
        Which RMSProp.

    Returns
    -------
    Convention
        One that takes the same path.

    Examples
    --------
    >>> outside = Convention(0.4, 0.9, 0.0, eps_inside=False)
    >>> plainest(outside) == Convention(0.4, 0.9, 0.0)
    True
    """
    c = replace(convention, rate_inside=True)
    if c.eps == 0:
        c = replace(c, eps_inside=True)
    if c.momentum == 0:
        c = replace(c, nesterov=False)
    if c.decay == 0:
        c = replace(c, decoupled=False)
    if c.decay == 0 or c.decoupled or c.clip is None:
        c = replace(c, clip_first=True)
    if c.gamma == 0:
        c = replace(c, initial=0.0, corrected=False)
    return c


def one_divisor(convention: Convention) -> bool:
    """Tell whether every gradient is divided by one number, whatever the gradients are.

    Parameters
    ----------
    convention : Convention
        Which RMSProp.

    Returns
    -------
    bool
        Whether it is gradient descent by another name: the state never moves, or the
        variance of the last gradient alone, which is 0, is taken.

    Examples
    --------
    >>> one_divisor(Convention(0.4, 1.0, 1e-6)), one_divisor(Convention(0.4, 0.9, 1e-6))
    (True, False)
    """
    still = convention.gamma == 1 and not convention.corrected
    return still or (convention.gamma == 0 and convention.centred)


def as_descent(convention: Convention) -> Convention:
    """Return the convention, with one divisor as an ε outside the root of a state of 0.

    Parameters
    ----------
    convention : Convention
        Which RMSProp.

    Returns
    -------
    Convention
        One that takes the same path, to the last bit.

    Examples
    --------
    >>> as_descent(Convention(0.4, 1.0, 0.25, initial=2.0)).eps
    1.5
    """
    c = convention
    if not one_divisor(c):
        return c
    divisor = float(_root(c.initial if c.gamma == 1 else 0.0, 0.0, 0.0, c))
    if not math.isfinite(divisor):
        return c
    still = replace(c, gamma=1.0, initial=0.0, centred=False, corrected=False)
    return plainest(replace(still, eps=divisor, eps_inside=False))


def same_path(convention: Convention, other: Convention) -> bool:
    """Tell whether two conventions take one path at a constant rate, to rounding.

    Parameters
    ----------
    convention, other : Convention
        Two meanings of RMSProp.

    Returns
    -------
    bool
        Whether :func:`plainest` and :func:`as_descent` make them equal, or neither moves.

    Examples
    --------
    >>> inside = Convention(0.4, 0.9, 1e-6, momentum=0.5)
    >>> same_path(inside, replace(inside, rate_inside=False))
    True
    """
    still = convention.eta == other.eta == 0
    boxes = convention.clip_weights == other.clip_weights
    one, two = (as_descent(plainest(c)) for c in (convention, other))
    return one == two or (still and boxes)
