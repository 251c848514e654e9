"""How low a constant learning rate gets where gradients are noisy."""

import numpy as np
import numpy.typing as npt

from .._arrays import floats, spread
from .._checks import COUNT, FRACTION, NON_NEGATIVE, POSITIVE, SEED, checked
from .._finite import kept_finite
from .._types import Array
from ..core.objectives import CURVATURES
from ..core.updates import rmsprop_step

RUNS, EPS = 32, 1e-30


@checked(
    etas=spread(NON_NEGATIVE),
    gammas=spread(FRACTION),
    batches=spread(POSITIVE),
    curvatures=floats("d", each=POSITIVE),
    steps=COUNT,
    seed=SEED,
)
def noise_floor(
    etas: npt.ArrayLike,
    gammas: npt.ArrayLike,
    batches: npt.ArrayLike,
    *,
    curvatures: npt.ArrayLike = CURVATURES,
    steps: int = 3000,
    seed: int = 0,
) -> Array:
    r"""Mean loss at which RMSProp stays under noise, for settings side by side.

    On :math:`\frac12 \sum_i \lambda_i x_i^2`, where each example's gradient has white
    noise of standard deviation 1 in each coordinate, and a minibatch of B averages B of
    them. While noise is far above the gradient and :math:`\eta\lambda` far below its size,
    the level is about

    .. math:: \frac{\eta}{4} \sum_i \frac{1}{\sqrt B}.

    Parameters
    ----------
    etas, gammas, batches : array_like
        Learning rates, decay factors in [0, 1] and sizes of the minibatch, of shapes that
        go together by NumPy's rules.
    curvatures : array_like, shape (d,)
        The λ, positive and finite. By default those of :func:`f_2d`.
    steps : int
        Steps of a run, at least 1. The second half is averaged.
    seed : int
        Seed of the noise, at least 0.

    Returns
    -------
    numpy.ndarray
        The loss, over the second half of 32 runs from the minimum, of the common shape.

    Raises
    ------
    ValueError
        If a number is out of range, or the shapes of the settings do not go together.

    Notes
    -----
    The state starts at the noise's own mean square, 1/B; ε is 1e-30.

    Examples
    --------
    >>> float(noise_floor(0.01, 0.99, 1).round(3))
    0.005
    """
    eta, gamma, batch = _side_by_side(etas, gammas, batches)
    eta, gamma, noise = (v[..., None, None] for v in (eta, gamma, 1 / np.sqrt(batch)))
    weights = np.asarray(curvatures, dtype=float)
    x = np.zeros((*batch.shape, RUNS, len(weights)))
    s, rng, total = x + noise**2, np.random.default_rng(seed), np.zeros(batch.shape)
    with kept_finite("take smaller etas") as numbered:
        for step in numbered(range(steps)):
            g = weights * x + noise * rng.standard_normal(x.shape[-2:])
            x, s = rmsprop_step(x, s, g, eta, gamma, EPS)
            if step >= steps // 2:
                total += np.mean(np.sum(weights * x * x, axis=-1), axis=-1) / 2
    return total / (steps - steps // 2)


def _side_by_side(*settings: npt.ArrayLike) -> list[Array]:
    """Return settings in their common shape, or refuse those that have none."""
    shapes = [np.shape(setting) for setting in settings]
    try:
        return [np.asarray(a, dtype=float) for a in np.broadcast_arrays(*settings)]
    except ValueError as error:
        raise ValueError(
            f"etas, gammas and batches must go together by NumPy's rules, not {shapes}"
        ) from error
