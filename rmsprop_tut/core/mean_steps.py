"""How far RMSProp gets a step where gradients are noisy."""

import math

import numpy as np

from .._checks import SQUARABLE, checked, within
from .._types import Array
from .updates import sqrt

LAST, POINTS = 20.0, 201  # of the integral, whose variable grows like its exponential
OLDEST = 1e-3  # weight of an observation, beside the newest, from which on they are one


@checked(ratio=SQUARABLE)
def sign_times_variance(ratio: float) -> float:
    r"""Mean gradient over the root of its mean square.

    .. math::

        \frac{\operatorname{E} g}{\sqrt{\operatorname{E} g^2}}
        = \frac{\operatorname{sign}(\mu)}{\sqrt{1 + \sigma^2/\mu^2}}

    Parameters
    ----------
    ratio : float
        μ/σ, the gradient's mean over its standard deviation, finite with its square.

    Returns
    -------
    float
        Between -1 and 1.

    References
    ----------
    Balles and Hennig 2018, Dissecting Adam.

    Examples
    --------
    >>> round(sign_times_variance(0.75), 12)
    0.6
    """
    root: float = sqrt(1 + ratio * ratio)
    return ratio / root


@checked(ratio=within(-1e6, 1e6), gamma=within(0, 0.9999))
def mean_step(ratio: float, gamma: float) -> float:
    r"""Mean step, in units of η, for independent gradients of a normal distribution.

    The newest gradient is in the state too, so this is not :func:`sign_times_variance`. From
    :math:`s^{-1/2} = \pi^{-1/2} \int e^{-y^2 s} dy` it is an integral of a product, since
    the gradients in :math:`s = (1-\gamma) \sum_k \gamma^k g_{t-k}^2` are independent:

    .. math::

        \frac{1}{\sqrt\pi} \int_{-\infty}^{\infty}
        \operatorname{E}\bigl[g e^{-a_0 g^2}\bigr]
        \prod_{k \ge 1} \operatorname{E}\bigl[e^{-a_k g^2}\bigr]\, dy,
        \qquad a_k = (1-\gamma) \gamma^k y^2.

    Parameters
    ----------
    ratio : float
        μ/σ, the gradient's mean over its standard deviation, in [-1e6, 1e6].
    gamma : float
        γ, in [0, 0.9999].

    Returns
    -------
    float
        The mean step in units of η, once the start is forgotten.

    See Also
    --------
    :func:`.mean_step_at` : the same for gradients of any finite law.

    Notes
    -----
    Both factors are known: :math:`\operatorname{E} e^{-a g^2} = b^{-1/2} e^{-a \mu^2 / b}`
    with :math:`b = 1 + 2a` (σ = 1), and its first one is μ/b times that. At γ = 0 the mean
    step is that of the sign, :math:`2\Phi(\mu/\sigma) - 1`.

    Examples
    --------
    >>> print(round(mean_step(0.3, 0.0), 4), round(mean_step(0.3, 0.99), 4))
    0.2358 0.2858
    """
    x = np.linspace(0, LAST, POINTS)  # y = sinh x, the trapezium rule
    a = (1 - gamma) * np.sinh(x) ** 2
    log = _log_mean(a, ratio) - np.log1p(2 * a)
    count = int(math.log(OLDEST) / math.log(gamma)) if gamma > 0 else 0
    for k in range(1, count + 1):
        log += _log_mean(a * gamma**k, ratio)
    rest = a * gamma ** (count + 1) / (1 - gamma)  # all older ones: s is near its mean
    log -= rest * (1 + ratio**2)
    values = ratio * np.exp(log) * np.cosh(x)
    return float((2 * values.sum() - values[0]) * (x[1] - x[0]) / math.sqrt(math.pi))


def _log_mean(a: Array, ratio: float) -> Array:
    """Return the logarithm of the mean of e^(-a g²)."""
    b = 1 + 2 * a
    return np.asarray(-np.log(b) / 2 - a * ratio**2 / b)
