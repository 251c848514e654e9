"""What the interactive figure draws under its paths: loss against η, and the level of noise.

The twin is ``docs/_static/playground/mathematics.js``.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from .._checks import NON_NEGATIVE, an, checked, one_of, several
from ..core.levels import frozen_level
from .landscapes import STEEPEST
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
def level(settings: Settings) -> float:
    r"""Mean loss that RMSProp keeps under noise in the straight valley, at a constant rate.

    .. math::

        \sum_{i=1}^{2} \frac{\eta}{4} \Bigl(\frac{\eta\lambda_i}{4}
        + \sqrt{\Bigl(\frac{\eta\lambda_i}{4}\Bigr)^2 + \sigma^2}\Bigr)

    It is :func:`.frozen_level` of both coordinates, so it asks for a γ near 1, an ε far below
    σ² and a run that has arrived; turning the valley raises it by a few percent.

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
    >>> round(level(Settings(eta=0.4, noise=1.0)), 3)
    0.25
    """
    curvatures = STEEPEST / settings.condition, STEEPEST
    first, second = frozen_level(settings.eta, curvatures, settings.noise)
    return float(first + second)
