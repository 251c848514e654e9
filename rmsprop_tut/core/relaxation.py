r"""Max-cut and its relaxation, which say how high RMSProp stays above a quadratic's minimum.

A corner :math:`\boldsymbol\sigma` of the cube has the value
:math:`\boldsymbol\sigma^\top H \boldsymbol\sigma`. The relaxation replaces its signs by unit
vectors, and the products of signs by their inner products.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .._checks import COUNT, SEED, checked, whole
from .._finite import kept_finite
from .._types import Array, ByValue
from .cycles import LARGEST, symmetric


@dataclass(frozen=True, eq=False)
class Relaxation(ByValue):
    r"""Two numbers between which the relaxation's maximum lies, and what shows it.

    For each :math:`X \succeq 0` with :math:`X_{ii} = 1` and each y with
    :math:`\operatorname{Diag}(\mathbf y) \succeq H` is
    :math:`\operatorname{tr}(HX) \le \sum_i y_i`, so the maximum lies between the two.

    Parameters
    ----------
    below : float
        :math:`\operatorname{tr}(HX)`, which the maximum is not below.
    above : float
        :math:`\sum_i y_i`, which it is not above.
    gram : numpy.ndarray, shape (d, d)
        X, the inner products of the unit vectors.
    multipliers : numpy.ndarray, shape (d,)
        y.

    Examples
    --------
    >>> found = cut_relaxation([[1.0, -2.0], [-2.0, 5.0]])
    >>> round(found.below, 9), found.multipliers.round(6).tolist()
    (10.0, [3.0, 7.0])
    """

    below: float
    above: float
    gram: Array
    multipliers: Array

    def __repr__(self) -> str:
        """Return the two numbers, not the matrix."""
        return f"Relaxation({self.below:.6g} to {self.above:.6g}, d = {len(self.gram)})"


@checked(steps=COUNT)
def cut_relaxation(hessian: npt.ArrayLike, *, steps: int = 3000) -> Relaxation:
    r"""Largest value of a quadratic form when signs become unit vectors.

    .. math::

        \operatorname{SDP}(H) = \max_{X \succeq 0,\; X_{ii} = 1} \operatorname{tr}(HX)
        = \min_{\operatorname{Diag}(\mathbf y) \succeq H} \sum_i y_i

    The unit vectors are the columns of V. Each step replaces V by VH with its columns made
    unit vectors again: with one row it would be
    :math:`\boldsymbol\sigma \leftarrow \operatorname{sign}(H\boldsymbol\sigma)`, of which
    RMSProp's cycles are the fixed points. (The *mixing method* renews one column at a time.)
    At a fixed point :math:`VH = V\operatorname{Diag}(y)`, and y is raised until it is feasible.

    Parameters
    ----------
    hessian : array_like, shape (d, d)
        H, symmetric.
    steps : int
        Most steps of the iteration, at least 1.

    Returns
    -------
    Relaxation
        Both bounds, with X and y. They meet where the steps were enough.

    Raises
    ------
    ValueError
        If ``hessian`` is not symmetric, or not finite.

    See Also
    --------
    best_cut : the best corner.

    References
    ----------
    :cite:t:`Goemans.Williamson.1995`; :cite:t:`Wang.Chang.Kolter.2017`.

    Examples
    --------
    >>> found = cut_relaxation([[1, -1, -1], [-1, 3, -1], [-1, -1, 4]])
    >>> round(found.below, 9), round(found.above, 9)
    (11.0, 11.0)
    """
    with kept_finite("take smaller numbers in hessian"):
        return _mixed(symmetric(hessian), steps)


def _mixed(H: Array, steps: int) -> Relaxation:
    """Return what the iteration finds for a symmetric matrix."""
    eigenvalues = np.linalg.eigvalsh(H)
    lift = 0.05 * (np.abs(eigenvalues).max() or 1.0) - eigenvalues[0]
    V, raised = np.eye(len(H)), H + lift * np.eye(len(H))
    for _ in range(steps):
        before, V = V, V @ raised
        V /= np.sqrt((V * V).sum(axis=0))
        if np.abs(V - before).max() < 1e-13:
            break
    gram = V.T @ V
    y = (H * gram).sum(axis=0)
    y += max(0.0, np.linalg.eigvalsh(H - np.diag(y))[-1])
    return Relaxation(float((H * gram).sum()), float(y.sum()), gram, y)


def best_cut(hessian: npt.ArrayLike) -> float:
    r"""Largest value of a quadratic form over the corners of the cube.

    .. math:: \max_{\sigma_i = \pm 1} \boldsymbol\sigma^\top H \boldsymbol\sigma

    All corners are tried.

    Parameters
    ----------
    hessian : array_like, shape (d, d)
        H, symmetric, of at most 20 rows.

    Returns
    -------
    float
        The maximum; :func:`cut_relaxation` is not below it.

    Raises
    ------
    ValueError
        If ``hessian`` is not symmetric, not finite, or larger.

    Examples
    --------
    >>> best_cut([[1, -1, -1], [-1, 3, -1], [-1, -1, 4]])
    10.0
    """
    H = symmetric(hessian)
    whole(1, LARGEST)("rows of hessian", len(H))
    rest = itertools.product((1.0, -1.0), repeat=len(H) - 1)
    corners = np.array([(1.0, *signs) for signs in rest])
    with kept_finite("take smaller numbers in hessian"):
        return float(((corners @ H) * corners).sum(axis=1).max())


@checked(count=COUNT, d=whole(3, LARGEST), seed=SEED)
def frustrated_quadratics(count: int = 12, d: int = 5, seed: int = 0) -> list[Array]:
    r"""Draw quadratics whose best corner stays below the relaxation.

    They are :math:`AA^\top` with normal A, of which those are kept whose best corner is at
    least 0.5 % below. As the signs of a frustrated magnet, those of such a corner cannot all be
    as they should.

    Parameters
    ----------
    count : int
        How many, at least 1.
    d : int
        Their rows, from 3 to 20: with two the best corner attains the relaxation.
    seed : int
        Seed, at least 0.

    Returns
    -------
    list of numpy.ndarray, shape (d, d)
        The matrices, the one with the worst best corner first.

    Examples
    --------
    >>> (H,) = frustrated_quadratics(1)
    >>> best_cut(H) < 0.995 * cut_relaxation(H).below
    True
    """
    rng = np.random.default_rng(seed)
    found: list[tuple[float, Array]] = []
    while len(found) < count:
        A = rng.standard_normal((d, d))
        H = (A @ A.T + (A @ A.T).T) / 2
        share = best_cut(H) / cut_relaxation(H).below
        if share < 0.995:
            found.append((share, H))
    return [H for _, H in sorted(found, key=lambda pair: pair[0])]
