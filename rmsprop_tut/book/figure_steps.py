"""Two steps of the interactive figure's beside the chapter's: ε outside, and centred.

A :class:`.Convention` has both among its options. Here each is one line, as its twin in
``docs/_static/playground/mathematics.js`` is; a test holds them to the convention's.
"""

from ..core.averages import leak
from ..core.objectives import Gradient
from ..core.updates import State4, sqrt

State6 = tuple[float, float, float, float, float, float]


def outside_step(
    x: float, s: float, g: float, eta: float, gamma: float, eps: float
) -> tuple[float, float]:
    r"""One step of RMSProp with ε outside the root, in one coordinate.

    .. math::

        s \leftarrow \gamma s + (1 - \gamma)\, g^2, \qquad
        x \leftarrow x - \frac{\eta}{\sqrt{s} + \epsilon}\, g

    Parameters
    ----------
    x, s, g : float
        The coordinate, its leaky average of squared gradients, and its gradient.
    eta, gamma, eps : float
        Learning rate, fraction of the state kept, and what is added outside the root.
        Nothing is checked.

    Returns
    -------
    tuple of float
        ``x, s`` after the step.

    See Also
    --------
    :func:`.convention_step` : the same with every option, and a velocity.

    Examples
    --------
    >>> outside_step(-5.0, 0.0, -2.0, eta=0.5, gamma=0.75, eps=1.0)
    (-4.5, 1.0)
    """
    s = leak(s, g * g, gamma)
    x = x - eta / (sqrt(s) + eps) * g
    return x, s


def centred_step(
    x: float, r: float, m: float, g: float, eta: float, gamma: float, eps: float
) -> tuple[float, float, float]:
    r"""One step of centred RMSProp, which divides by a standard deviation.

    .. math::

        r \leftarrow \gamma r + (1 - \gamma)\, g^2, \qquad
        m \leftarrow \gamma m + (1 - \gamma)\, g, \qquad
        x \leftarrow x - \frac{\eta}{\sqrt{r - m^2 + \epsilon}}\, g

    Parameters
    ----------
    x, r, m, g : float
        The coordinate, its leaky averages of squared gradients and of gradients, and its
        gradient.
    eta, gamma, eps : float
        Learning rate, fraction of the averages kept, and what is added inside the root.
        Nothing is checked.

    Returns
    -------
    tuple of float
        ``x, r, m`` after the step. Rounding can make :math:`r - m^2` negative: the root of
        what is below zero is NaN.

    See Also
    --------
    :func:`.convention_step` : the same with every option, and a velocity.

    Examples
    --------
    >>> centred_step(-5.0, 0.0, 0.0, -2.0, eta=0.5, gamma=0.5, eps=0.0)
    (-4.0, 2.0, -1.0)
    """
    r, m = leak(r, g * g, gamma), leak(m, g, gamma)
    x = x - eta / sqrt(r - m * m + eps) * g
    return x, r, m


def outside_2d(
    x1: float,
    x2: float,
    s1: float,
    s2: float,
    *,
    eta: float,
    gamma: float,
    eps: float,
    grad: Gradient,
) -> State4:
    """One :func:`outside_step` in each of two coordinates.

    Parameters
    ----------
    x1, x2, s1, s2 : float
        Where the step starts, and its state.
    eta, gamma, eps : float
        As for :func:`outside_step`. Nothing is checked.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, s1, s2`` after the step.

    Examples
    --------
    >>> options = {"eta": 0.5, "gamma": 0.75, "eps": 1.0}
    >>> outside_2d(-5.0, -2.0, 0.0, 0.0, grad=lambda x1, x2: (-2.0, -2.0), **options)
    (-4.5, -1.5, 1.0, 1.0)
    """
    g1, g2 = grad(x1, x2)
    x1, s1 = outside_step(x1, s1, g1, eta, gamma, eps)
    x2, s2 = outside_step(x2, s2, g2, eta, gamma, eps)
    return x1, x2, s1, s2


def centred_2d(
    x1: float,
    x2: float,
    r1: float,
    r2: float,
    m1: float,
    m2: float,
    *,
    eta: float,
    gamma: float,
    eps: float,
    grad: Gradient,
) -> State6:
    """One :func:`centred_step` in each of two coordinates.

    Parameters
    ----------
    x1, x2, r1, r2, m1, m2 : float
        Where the step starts, and its state.
    eta, gamma, eps : float
        As for :func:`centred_step`. Nothing is checked.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.

    Returns
    -------
    tuple of float
        ``x1, x2, r1, r2, m1, m2`` after the step.

    Examples
    --------
    >>> options = {"eta": 0.5, "gamma": 0.5, "eps": 0.0}
    >>> centred_2d(-5.0, 1.0, *[0.0] * 4, grad=lambda x1, x2: (-2.0, 2.0), **options)
    (-4.0, 0.0, 2.0, 2.0, -1.0, 1.0)
    """
    g1, g2 = grad(x1, x2)
    x1, r1, m1 = centred_step(x1, r1, m1, g1, eta, gamma, eps)
    x2, r2, m2 = centred_step(x2, r2, m2, g2, eta, gamma, eps)
    return x1, x2, r1, r2, m1, m2
