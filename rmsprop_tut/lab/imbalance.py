"""A classifier of many classes of which most are rare, class by class."""

import numpy as np
import numpy.typing as npt

from .._arrays import floats
from .._checks import FRACTION, NON_NEGATIVE, POSITIVE, checked, whole
from .._types import Array
from ..core.updates import rmsprop_step


@checked(classes=whole(2))
def class_frequencies(classes: int = 1000) -> Array:
    r"""Frequencies of classes that fall like those of words.

    .. math:: \pi_k = \frac{1/k}{1 + 1/2 + \dots + 1/c}

    Parameters
    ----------
    classes : int
        How many, at least 2.

    Returns
    -------
    numpy.ndarray, shape (classes,)
        They sum to 1.

    Examples
    --------
    >>> class_frequencies(3).round(4)
    array([0.5455, 0.2727, 0.1818])
    """
    shares = 1 / np.arange(1, classes + 1)
    return np.asarray(shares / shares.sum())


@checked(
    etas=floats("k", each=POSITIVE),
    eps=NON_NEGATIVE,
    gamma=FRACTION,
    steps=whole(1),
    classes=whole(2),
)
def class_losses(
    etas: npt.ArrayLike,
    eps: float = 1e-30,
    *,
    gamma: float = 0.9,
    steps: int = 500,
    classes: int = 1000,
) -> Array:
    r"""Loss of each class after RMSProp's training on all data, for learning rates side by side.

    Each class k has one input of its own, one-hot, and the frequency :math:`\pi_k`. The
    logits of its input are c weights that no other class sees. From zero those of all wrong
    classes stay equal, so that two numbers are left, and

    .. math::

        \ell_k = \ln\left(1 + (c - 1) e^{-d_k}\right),

    where :math:`d_k` is by how much the right logit is above the others.

    Parameters
    ----------
    etas : array_like, shape (k,)
        Learning rates at the start. They fall to zero in a straight line.
    eps : float
        ε inside the root. With ε far above all squares of gradients the run is gradient
        descent at :math:`\eta/\sqrt\epsilon`.
    gamma : float
        γ, in [0, 1].
    steps : int
        Steps, at least 1.
    classes : int
        c, at least 2.

    Returns
    -------
    numpy.ndarray, shape (k, classes)
        The loss of each class, the most frequent first.

    See Also
    --------
    class_frequencies : the frequencies.

    Examples
    --------
    >>> sign, descent = class_losses([0.03])[0], class_losses([1e9], eps=1e12)[0]
    >>> print(f"{sign[0]:.4f} {sign[-1]:.4f}; {descent[0]:.4f} {descent[-1]:.4f}")
    0.0012 0.0012; 0.0000 0.0415
    """
    pi, others = class_frequencies(classes), np.log(classes - 1)
    right, wrong, s, z = np.zeros((4, len(np.atleast_1d(etas)), classes))
    for t in range(steps):
        rate = np.reshape(np.asarray(etas), (-1, 1)) * (1 - t / steps)
        g = pi * np.exp(-np.logaddexp(0, right - wrong - others))
        right, s = rmsprop_step(right, s, -g, rate, gamma, eps)
        wrong, z = rmsprop_step(wrong, z, g / (classes - 1), rate, gamma, eps)
    return np.asarray(np.logaddexp(0, others + wrong - right))
