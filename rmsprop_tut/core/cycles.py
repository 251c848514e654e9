r"""Where RMSProp ends with a constant learning rate: 2-cycles, and their stability.

On :math:`\lambda x^2/2` a step maps :math:`(x, s)` to :math:`s' = \gamma s + (1-\gamma)
\lambda^2 x^2`, :math:`x' = x - \eta\lambda x/\sqrt{s' + \epsilon}`. In units of
:math:`\eta/2` for x and :math:`(\eta\lambda/2)^2` for s only two numbers are left,
:math:`\gamma` and :math:`e = 4\epsilon/(\eta\lambda)^2`.
"""

import itertools
import math

import numpy as np
import numpy.typing as npt

from .._arrays import floats, spread
from .._checks import (
    COUNT,
    FRACTION,
    NON_NEGATIVE,
    POSITIVE,
    SQUARABLE,
    Range,
    checked,
    shown,
    whole,
    within,
)
from .._finite import kept_finite
from .._types import Array
from .updates import rmsprop_step

LARGEST = 20  # rows of a matrix whose sign vectors are all tried

SQUARE = floats("d", "d", each=SQUARABLE)
NOT_ZERO = Range("finite and not 0", lambda v: v != 0)


@checked(eta=POSITIVE, curvature=POSITIVE, eps=NON_NEGATIVE)
def scaled_epsilon(eta: float, curvature: float, eps: float = 1e-6) -> float:
    r"""Size of ε beside the squared gradient of the cycle.

    .. math:: e = \frac{4 \epsilon}{(\eta \lambda)^2}

    Parameters
    ----------
    eta : float
        Learning rate, positive and finite.
    curvature : float
        λ, the second derivative of the quadratic, positive and finite.
    eps : float
        ε inside the root, non-negative and finite.

    Returns
    -------
    float
        Below 1 a cycle of two points attracts its neighbourhood (0 < γ < 1), from 1
        on the minimum attracts.

    Examples
    --------
    >>> round(scaled_epsilon(0.4, 0.2), 12)
    0.000625
    """
    square = (eta * curvature) * (eta * curvature)
    POSITIVE("(eta * curvature)**2", square)
    return 4 * eps / square


@checked(eta=POSITIVE, curvature=POSITIVE, eps=NON_NEGATIVE)
def two_cycle_amplitude(eta: float, curvature: float, eps: float = 1e-6) -> float:
    r"""Distance from the minimum of RMSProp's 2-cycle on a quadratic.

    On :math:`\lambda x^2/2` a cycle x → -x has the state :math:`s = \lambda^2 x^2`,
    and each step is twice x. Hence, whatever γ,

    .. math::

        2 = \frac{\eta \lambda}{\sqrt{\lambda^2 x^2 + \epsilon}}
        \quad\Longrightarrow\quad
        |x| = \sqrt{\frac{\eta^2}{4} - \frac{\epsilon}{\lambda^2}}.

    Parameters
    ----------
    eta : float
        Learning rate, positive and finite.
    curvature : float
        λ, the second derivative of the quadratic, positive and finite.
    eps : float
        ε inside the root, non-negative and finite.

    Returns
    -------
    float
        The amplitude, about ``eta / 2``; 0 where the root is imaginary, since
        RMSProp then goes to the minimum.

    See Also
    --------
    two_cycle_multiplier : how fast it gets there.

    Examples
    --------
    >>> two_cycle_amplitude(0.4, 4.0)
    0.19999984...
    >>> two_cycle_amplitude(0.001, 1.0)
    0.0
    """
    return eta / 2 * math.sqrt(max(0.0, 1 - scaled_epsilon(eta, curvature, eps)))


@checked(eta=POSITIVE, curvature=POSITIVE, eps=NON_NEGATIVE)
def two_cycle_eps_outside(eta: float, curvature: float, eps: float = 1e-8) -> float:
    r"""Distance from the minimum of the 2-cycle of an RMSProp with ε outside the root.

    On :math:`\lambda x^2/2` a cycle x → -x has the state :math:`s = \lambda^2 x^2`,
    and each step is twice x. Hence, whatever γ,

    .. math::

        2 = \frac{\eta \lambda}{\lambda |x| + \epsilon}
        \quad\Longrightarrow\quad
        |x| = \frac{\eta}{2} - \frac{\epsilon}{\lambda}.

    Parameters
    ----------
    eta : float
        Learning rate, positive and finite.
    curvature : float
        λ, the second derivative of the quadratic, positive and finite.
    eps : float
        ε outside the root, as in PyTorch, non-negative and finite.

    Returns
    -------
    float
        The amplitude, about ``eta / 2``; 0 from :math:`\epsilon = \eta\lambda/2` on, since
        RMSProp then goes to the minimum.

    See Also
    --------
    two_cycle_amplitude : with ε inside the root.

    Examples
    --------
    >>> two_cycle_eps_outside(0.5, 2.0, eps=0.25)
    0.125
    >>> two_cycle_eps_outside(0.5, 2.0, eps=0.5)
    0.0
    """
    return max(0.0, eta / 2 - eps / curvature)


@checked(gamma=FRACTION, scaled_eps=within(0, 1))
def two_cycle_multiplier(gamma: float, scaled_eps: float) -> float:
    r"""Factor by which a small deviation from the 2-cycle shrinks in one step.

    In :math:`p = x^2` and s the cycle is a fixed point, :math:`p = s = a` with
    :math:`a = 1 - e`, and the step has there the Jacobian

    .. math::

        J = \begin{pmatrix} 1 - 2a(1-\gamma) & -2a\gamma \\ 1-\gamma & \gamma \end{pmatrix},
        \qquad \det J = \gamma, \quad \operatorname{tr} J = 1 + \gamma - 2a(1-\gamma).

    Both eigenvalues lie inside the unit circle exactly if
    :math:`|\operatorname{tr} J| < 1 + \det J < 2`: for all 0 < γ < 1 and 0 ≤ e < 1,
    and for γ = 0 if 0 < e < 1.

    Parameters
    ----------
    gamma : float
        Fraction of the state kept, in [0, 1].
    scaled_eps : float
        :math:`e = 4\epsilon/(\eta\lambda)^2` in [0, 1]: see :func:`scaled_epsilon`.

    Returns
    -------
    float
        Spectral radius of J. Where the eigenvalues are complex it is √γ.

    Examples
    --------
    >>> round(two_cycle_multiplier(0.9, 0.000625) ** 2, 12)
    0.9
    """
    a = 1 - scaled_eps
    jacobian = [[1 - 2 * a * (1 - gamma), -2 * a * gamma], [1 - gamma, gamma]]
    return float(abs(np.linalg.eigvals(jacobian)).max())


@checked(gamma=FRACTION, scaled_eps=POSITIVE)
def rest_multiplier(gamma: float, scaled_eps: float) -> float:
    r"""Factor by which a small deviation from the minimum changes in one step.

    Where x and s are small, :math:`s' = \gamma s` and
    :math:`x' = x - \eta\lambda x/\sqrt{\epsilon} = x (1 - 2/\sqrt{e})`. So the
    deviation shrinks exactly if e > 1, that is :math:`\eta\lambda < 2\sqrt{\epsilon}`.

    Parameters
    ----------
    gamma : float
        Fraction of the state kept, in [0, 1].
    scaled_eps : float
        :math:`e = 4\epsilon/(\eta\lambda)^2`, positive and finite.

    Returns
    -------
    float
        The larger of γ and :math:`|1 - 2/\sqrt{e}|`; above 1 the minimum repels.

    Examples
    --------
    >>> rest_multiplier(0.9, 0.25), rest_multiplier(0.9, 4.0)
    (3.0, 0.9)
    """
    return max(gamma, abs(1 - 2 / math.sqrt(scaled_eps)))


@checked(gamma=FRACTION, scaled_eps=spread(POSITIVE), steps=COUNT, start=NOT_ZERO)
def final_amplitude(
    gamma: float, scaled_eps: npt.ArrayLike, steps: int, start: float = 1.5
) -> Array:
    r"""Simulate RMSProp on a quadratic in scaled units, and return how far out it ends.

    .. math::

        s' = \gamma s + (1 - \gamma) x^2, \qquad x' = x - \frac{2x}{\sqrt{s' + e}}

    Parameters
    ----------
    gamma : float
        Fraction of the state kept, in [0, 1].
    scaled_eps : array_like
        Values of :math:`e = 4\epsilon/(\eta\lambda)^2`, each positive and finite.
    steps : int
        Steps of the simulation, at least 1.
    start : float
        First x, in units of :math:`\eta/2`; not 0. The state starts at zero.

    Returns
    -------
    numpy.ndarray
        :math:`|x|` in units of :math:`\eta/2` after the last step, for each e.

    Examples
    --------
    >>> final_amplitude(0.9, [0.36, 2.0], steps=1000).round(9)
    array([0.8, 0. ])
    """
    e = np.asarray(scaled_eps, dtype=float)
    x, s = np.full_like(e, start), np.zeros_like(e)
    with kept_finite("take a start nearer to 0") as numbered:
        for _ in numbered(range(steps)):
            x, s = rmsprop_step(x, s, x, 2.0, gamma, e)
    amplitudes: Array = np.abs(x)
    return amplitudes


def sign_cycles(hessian: npt.ArrayLike) -> list[Array]:
    r"""Corners between which RMSProp can alternate on a quadratic that is not separable.

    On :math:`\mathbf{x}^\top H \mathbf{x}/2` with ε → 0 each coordinate of a cycle
    x → -x moves by η, against the sign of its gradient. So
    :math:`\mathbf{x} = \frac{\eta}{2} \boldsymbol\sigma` with signs that reproduce
    themselves,

    .. math:: \boldsymbol\sigma = \operatorname{sign}(H \boldsymbol\sigma).

    Parameters
    ----------
    hessian : array_like, shape (d, d)
        H, symmetric.

    Returns
    -------
    list of numpy.ndarray, shape (d,)
        The sign vectors, one of each pair ±σ: the first sign is +.

    Raises
    ------
    ValueError
        If ``hessian`` is not symmetric, or not finite.

    See Also
    --------
    sign_cycle_multiplier : which of them attract.

    Examples
    --------
    >>> [sigma.tolist() for sigma in sign_cycles([[4.2, -3.8], [-3.8, 4.2]])]
    [[1.0, 1.0], [1.0, -1.0]]
    """
    H = symmetric(hessian)
    whole(1, LARGEST)("rows of hessian", len(H))
    rest = itertools.product((1.0, -1.0), repeat=len(H) - 1)
    corners = [np.array((1.0, *signs)) for signs in rest]
    return [sigma for sigma in corners if ((H @ sigma) * sigma > 0).all()]


@checked(sigma=floats("d"), gamma=FRACTION)
def sign_cycle_multiplier(
    hessian: npt.ArrayLike, sigma: npt.ArrayLike, gamma: float
) -> float:
    r"""Factor by which a small deviation from a cycle between corners changes in one step.

    With :math:`\mathbf{c} = H\boldsymbol\sigma`, relative deviations
    :math:`u_i = (H\,\delta\mathbf{x})_i/c_i` of the gradient and :math:`w_i` of the
    state, with x in units of :math:`\eta/2`, a step followed by x → -x is, to first
    order,

    .. math::

        \delta x_i' = -\delta x_i + \gamma \sigma_i (2 u_i - w_i), \qquad
        w_i' = \gamma w_i + 2 (1 - \gamma) u_i.

    For a positive definite H it attracts exactly if every eigenvalue of the matrix
    :math:`\sigma_i H_{ij} \sigma_j/|c_i|` is below :math:`(1+\gamma)/(2\gamma)`.

    Parameters
    ----------
    hessian : array_like, shape (d, d)
        H, symmetric.
    sigma : array_like, shape (d,)
        Signs of the cycle, one of :func:`sign_cycles`.
    gamma : float
        Fraction of the state kept, in [0, 1].

    Returns
    -------
    float
        Spectral radius of this map for ε → 0: below 1 the cycle attracts.

    Raises
    ------
    ValueError
        If ``hessian`` is not symmetric and finite, or ``sigma`` is no cycle of it.

    Examples
    --------
    >>> H = [[4.2, -3.8], [-3.8, 4.2]]
    >>> round(sign_cycle_multiplier(H, [1, -1], 0.9), 3)
    0.949
    >>> round(sign_cycle_multiplier(H, [1, 1], 0.9), 3)
    34.894
    """
    H, signs = symmetric(hessian), np.asarray(sigma, dtype=float)
    if signs.shape != H.shape[:1] or not (np.abs(signs) == 1).all():
        raise ValueError(f"sigma must be {len(H)} signs, not {shown(sigma)}")
    c = H @ signs
    if not (c * signs > 0).all():
        raise ValueError(
            f"sigma must be the signs of hessian @ sigma, not {shown(sigma)}"
        )
    relative, eye = H / c[:, None], np.eye(len(H))
    turned = gamma * signs[:, None]
    jacobian = np.block(
        [
            [2 * turned * relative - eye, -turned * eye],
            [2 * (1 - gamma) * relative, gamma * eye],
        ]
    )
    return float(abs(np.linalg.eigvals(jacobian)).max())


def symmetric(hessian: npt.ArrayLike) -> Array:
    """Return the matrix, or refuse it."""
    H = SQUARE("hessian", hessian)
    if not np.array_equal(H, H.T):
        raise ValueError(
            f"hessian must be a symmetric matrix, such as (H + H.T) / 2, not {shown(hessian)}"
        )
    return H
