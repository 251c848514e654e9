"""What the interactive figure draws under its paths: loss against η, floor, amplitudes.

The twin is ``docs/_static/playground/mathematics.js``.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from .._checks import FRACTION, NON_NEGATIVE, an, checked, one_of, several
from ..core.updates import rmsprop_step
from .playground import METHODS, Settings, trajectory

RENARD = ("1", "1.25", "1.6", "2", "2.5", "3.15", "4", "5", "6.3", "8")
ETAS = [float(f"{RENARD[i % 10]}e{i // 10 - 4}") for i in range(61)]
LONG, OUT = 1000, 1.5  # steps to where a run stays, and where it starts
RATES = several("learning rate", NON_NEGATIVE)


@checked(method=one_of(METHODS), settings=an(Settings), etas=RATES)
def reached(method: str, settings: Settings, etas: Sequence[float]) -> list[float]:
    """Loss after all steps at each of several learning rates.

    Parameters
    ----------
    method : str
        A key of ``METHODS``.
    settings : Settings
        What the controls say, but for the learning rate.
    etas : sequence of float
        Learning rates, each non-negative and finite.

    Returns
    -------
    list of float
        The last loss of :func:`.trajectory` at each of them.

    Examples
    --------
    >>> [f"{loss:.1e}" for loss in reached("rmsprop", Settings(), [0.4, 1.0])]
    ['1.1e-05', '1.1e+00']
    """
    return [trajectory(method, replace(settings, eta=eta))[-1][-1] for eta in etas]


def best_eta(method: str, settings: Settings, etas: Sequence[float]) -> float:
    """Learning rate at which the loss after all steps is lowest.

    Parameters
    ----------
    method, settings, etas
        As for :func:`reached`.

    Returns
    -------
    float
        Of equal losses the first one's; NaN if none is finite.

    Examples
    --------
    >>> best_eta("gd", Settings(), ETAS)
    0.4
    """
    losses = reached(method, settings, etas)
    pairs = zip(losses, etas, strict=True)
    finite = [(loss, eta) for loss, eta in pairs if math.isfinite(loss)]
    return min(finite, key=lambda pair: pair[0])[1] if finite else math.nan


@checked(settings=an(Settings))
def floor(settings: Settings) -> float:
    r"""Loss at which RMSProp stays under noise, at a constant rate.

    .. math:: \frac{\eta}{4} \sum_{i=1}^{2} \sigma

    That is the level of :func:`noise_floor`, whatever the curvature, while the noise is far
    above the gradient and :math:`\eta\lambda` far below the noise.

    Parameters
    ----------
    settings : Settings
        What the controls say.

    Returns
    -------
    float
        The loss.

    Examples
    --------
    >>> floor(Settings(eta=0.5, noise=2.0))
    0.5
    """
    return settings.eta / 4 * (settings.noise + settings.noise)


@checked(gammas=several("gamma", FRACTION), es=several("e", NON_NEGATIVE))
def amplitudes(gammas: Sequence[float], es: Sequence[float]) -> list[list[float]]:
    r"""How far out RMSProp ends on a quadratic, over γ and :math:`e = 4\epsilon/(\eta\lambda)^2`.

    .. math::

        s' = \gamma s + (1 - \gamma) x^2, \qquad x' = x - \frac{2x}{\sqrt{s' + e}}

    Parameters
    ----------
    gammas : sequence of float
        Fractions of the state kept, each in [0, 1].
    es : sequence of float
        ε beside the squared gradient of the cycle, each non-negative and finite.

    Returns
    -------
    list of list
        :math:`|x|` after 1000 steps from 1.5, in units of :math:`\eta/2`: a row a γ. Where
        the run leaves the finite numbers, as it can at γ = 1, it is infinite or NaN.

    See Also
    --------
    :func:`.final_amplitude` : one γ, e above 0, and finite numbers alone.

    Examples
    --------
    >>> [[round(a, 3) for a in row] for row in amplitudes([0.5, 0.9], [0.36, 2.0])]
    [[0.8, 0.0], [0.8, 0.0]]
    """
    gamma, e = np.meshgrid(gammas, es, indexing="ij")
    x, s = np.full_like(e, OUT, dtype=float), np.zeros_like(e, dtype=float)
    with np.errstate(all="ignore"):
        for _ in range(LONG):
            x, s = rmsprop_step(x, s, x, 2.0, gamma, e)
    ends: list[list[float]] = np.abs(x).tolist()
    return ends
