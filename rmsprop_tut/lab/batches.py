"""What a larger batch makes of the chapter's regression, from the start to where it stays."""

import numpy as np
import numpy.typing as npt

from .._arrays import as_long, floats
from .._checks import COUNT, FRACTION, NON_NEGATIVE, SEED, checked
from .._finite import kept_finite
from .._types import Array
from ..core.updates import rmsprop_step
from .airfoil import EXAMPLES, airfoil_design

RUNS, EPS = 24, 1e-6


def airfoil_optimum() -> tuple[Array, Array, Array]:
    """Return the regression's best weights, its Hessian, and each gradient's deviation there.

    Returns
    -------
    tuple of numpy.ndarray
        Weights (6,), the Hessian (6, 6), and of each weight the standard deviation (6,) of an
        example's gradient.

    Examples
    --------
    >>> weights, hessian, sigmas = airfoil_optimum()
    >>> np.linalg.eigvalsh(hessian)[[0, -1]].round(4)
    array([0.1737, 2.0985])
    """
    inputs, labels = airfoil_design()
    weights = np.linalg.lstsq(inputs, labels, rcond=None)[0]
    gradients = (inputs @ weights - labels)[:, None] * inputs
    return weights, inputs.T @ inputs / EXAMPLES, gradients.std(axis=0)


@checked(
    as_long("etas", "gammas"),
    batch=COUNT,
    etas=floats("k", each=NON_NEGATIVE),
    gammas=floats("k", each=FRACTION),
    examples=COUNT,
    seed=SEED,
)
def airfoil_excess(
    batch: int,
    etas: npt.ArrayLike,
    gammas: npt.ArrayLike,
    *,
    examples: int = 22_500,
    seed: int = 0,
) -> tuple[Array, Array]:
    r"""Mean loss above the optimum along trainings of the chapter's regression.

    Each minibatch is drawn afresh from the 1,500 examples, with replacement: its noise is
    white. Runs start at zero weights and a state of zero; ε is 1e-6.

    Parameters
    ----------
    batch : int
        Examples a minibatch, at least 1.
    etas, gammas : array_like, shape (k,)
        Learning rates, and decay factors in [0, 1], of trainings side by side.
    examples : int
        Examples seen, at least one minibatch.
    seed : int
        Seed of the minibatches, at least 0.

    Returns
    -------
    seen : numpy.ndarray, shape (t,)
        Examples seen after each step.
    excess : numpy.ndarray, shape (k, t)
        The mean over 24 runs of the loss above the optimum.

    Raises
    ------
    ValueError
        If a number is out of range, or a run leaves the finite numbers.

    Examples
    --------
    >>> seen, excess = airfoil_excess(10, [0.005], [0.99], examples=1500)
    >>> print(seen[-1], excess.shape)
    1500.0 (1, 150)
    """
    inputs, labels = airfoil_design()
    best, hessian, _ = airfoil_optimum()
    rng, count = np.random.default_rng(seed), max(1, examples // batch)
    eta, gamma = (np.asarray(v, dtype=float)[:, None, None] for v in (etas, gammas))
    w = np.zeros((len(eta), RUNS, len(best)))
    s, excess = np.zeros_like(w), np.empty((len(eta), count))
    with kept_finite("take smaller etas") as numbered:
        for step in numbered(range(count)):
            rows = rng.integers(EXAMPLES, size=(RUNS, batch))
            x, y = inputs[rows], labels[rows]
            errors = np.einsum("rbd,krd->krb", x, w) - y
            g = np.einsum("krb,rbd->krd", errors, x) / batch
            w, s = rmsprop_step(w, s, g, eta, gamma, EPS)
            away = w - best
            excess[:, step] = (
                np.mean(np.sum(away @ hessian * away, axis=-1), axis=1) / 2
            )
    return batch * np.arange(1.0, count + 1), excess
