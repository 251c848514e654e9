"""How high RMSProp stays above the minimum of a quadratic without noise."""

import numpy as np
import numpy.typing as npt

from .._arrays import floats
from .._checks import COUNT, FRACTION, POSITIVE, SEED, checked, whole
from .._finite import kept_finite
from .._types import Array
from ..core.updates import rmsprop_step


@checked(
    hessians=floats("k", "d", "d"),
    steps=whole(2),
    runs=COUNT,
    eta=POSITIVE,
    gamma=FRACTION,
    seed=SEED,
)
def plateaus(
    hessians: npt.ArrayLike,
    *,
    steps: int = 10_000,
    runs: int = 32,
    eta: float = 0.4,
    gamma: float = 0.9,
    seed: int = 0,
) -> tuple[Array, Array]:
    r"""Mean objective of runs on quadratics side by side, and what the energy law says of it.

    On :math:`\mathbf x^\top H \mathbf x/2`, without :math:`\epsilon`. With a state that stays
    at the mean squares of the gradients both are equal:

    .. math:: \overline f = \frac{\eta}{4} \sum_i \sqrt{\overline{g_i^2}}

    Parameters
    ----------
    hessians : array_like, shape (k, d, d)
        The H, symmetric and positive definite.
    steps : int
        Steps of each run, at least 2. The second half is averaged.
    runs : int
        Runs on each, over which is averaged too, at least 1. Their starts are normal, of
        deviation η/2 in each coordinate, and the state starts at the first squared gradients.
    eta, gamma : float
        Learning rate, positive, and fraction of the state kept, in [0, 1].
    seed : int
        Seed of the starts, at least 0.

    Returns
    -------
    tuple of numpy.ndarray, shape (k,)
        The mean objective, and the law's right-hand side.

    Raises
    ------
    ValueError
        If a number is out of range, or a run leaves the finite numbers.

    See Also
    --------
    cut_relaxation : where both come to for γ near 1.

    Examples
    --------
    >>> loss, law = plateaus([[[0.2, 0.0], [0.0, 4.0]]], steps=2000)
    >>> print(loss.round(6), law.round(6))
    [0.084] [0.084]
    """
    H = np.asarray(hessians, dtype=float)
    x = eta / 2 * np.random.default_rng(seed).standard_normal((*H.shape[:2], runs))
    loss, squares = np.zeros(len(H)), np.zeros(H.shape[:2])
    with kept_finite("take other hessians, a smaller eta, or fewer steps") as numbered:
        s = (H @ x) ** 2
        for step in numbered(range(steps)):
            g = H @ x
            if step >= steps // 2:
                loss += (x * g).sum(axis=1).mean(axis=1) / 2
                squares += (g * g).mean(axis=2)
            x, s = rmsprop_step(x, s, g, eta, gamma, 0.0)
    kept = steps - steps // 2
    return loss / kept, eta / 4 * np.sqrt(squares / kept).sum(axis=1)
