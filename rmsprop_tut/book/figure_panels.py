"""What the interactive figure draws under its paths: loss against η, and the floor.

The twin is ``docs/_static/playground/mathematics.js``.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from .._checks import NON_NEGATIVE, an, checked, one_of, several
from .playground import METHODS, Settings, trajectory

RENARD = ("1", "1.25", "1.6", "2", "2.5", "3.15", "4", "5", "6.3", "8")
ETAS = [float(f"{RENARD[i % 10]}e{i // 10 - 4}") for i in range(61)]
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


def best_eta(losses: Sequence[float], etas: Sequence[float]) -> float:
    """Learning rate at which the loss after all steps is lowest.

    Parameters
    ----------
    losses : sequence of float
        What :func:`reached` gives at each learning rate.
    etas : sequence of float
        As many learning rates.

    Returns
    -------
    float
        Of equal losses the first one's; NaN if none is finite.

    Examples
    --------
    >>> best_eta(reached("gd", Settings(), ETAS), ETAS)
    0.4
    """
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
