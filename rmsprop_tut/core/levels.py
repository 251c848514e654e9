"""The level at which RMSProp stays under noise, if its state stood still at its mean."""

import numpy as np
import numpy.typing as npt

from .._arrays import spread, together
from .._checks import NON_NEGATIVE, checked
from .._finite import kept_finite
from .._types import Array


@checked(
    together("etas", "curvatures", "noises"),
    etas=spread(NON_NEGATIVE),
    curvatures=spread(NON_NEGATIVE),
    noises=spread(NON_NEGATIVE),
)
def frozen_level(
    etas: npt.ArrayLike, curvatures: npt.ArrayLike, noises: npt.ArrayLike
) -> Array:
    r"""Mean loss of one coordinate of a quadratic, where the state stands still.

    .. math::

        s = \mathrm{E} g^2, \qquad
        \mathrm{E} f = \frac{\eta}{4} \sqrt{s}, \qquad
        \sqrt{s} = \frac{\eta\lambda}{4}
                   + \sqrt{\Bigl(\frac{\eta\lambda}{4}\Bigr)^2 + \frac{\sigma^2}{B}}

    Parameters
    ----------
    etas, curvatures, noises : array_like
        Learning rates η, curvatures λ, and the noise's standard deviation in a minibatch's
        gradient, :math:`\sigma/\sqrt{B}`; of shapes that go together by NumPy's rules.

    Returns
    -------
    numpy.ndarray
        Without noise the height of the 2-cycle, :math:`\eta^2\lambda/8`; where noise
        dominates :math:`\eta\sigma/(4\sqrt{B})`, whatever the curvature.

    Examples
    --------
    >>> print(frozen_level(0.5, 4.0, 0.0), frozen_level(0.5, 0.0, 1.0))
    0.125 0.125
    """
    eta = np.asarray(etas, dtype=float)
    with kept_finite("take smaller etas, curvatures or noises"):
        quarter = eta * curvatures / 4
        level: Array = eta / 4 * (quarter + np.sqrt(quarter**2 + np.square(noises)))
    return level
