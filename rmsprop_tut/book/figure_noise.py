"""Noise on the interactive figure's gradients, the same in two languages to the last bit.

Whole numbers of 32 bits are mixed, and twelve of them added up: integers and one division
are exact everywhere, which logarithms and cosines of a normal generator are not. The twin
is ``docs/_static/playground/mathematics.js``.
"""

from .._checks import COUNT, NON_NEGATIVE, checked, unchecked, whole
from ..core.objectives import Gradient

WORD, GOLDEN = 0xFFFFFFFF, 0x9E3779B9  # 2³² - 1, and 2³² over the golden ratio
UNIFORMS = 12  # their variances, 1/12 each, add up to 1
SEED, INDEX = whole(0, WORD), whole(0)


def mixed(number: int) -> int:
    """Return 32 bits that look random, made of a whole number.

    Each number of 32 bits comes from one: the mixing can be undone.

    Parameters
    ----------
    number : int
        Any whole number; its last 32 bits count.

    Returns
    -------
    int
        In [0, 2³²).

    References
    ----------
    The last step of Appleby's MurmurHash3, without its length.

    Examples
    --------
    >>> mixed(0), mixed(1)
    (0, 1364076727)
    """
    z = number & WORD
    z = (z ^ (z >> 16)) * 0x85EBCA6B & WORD
    z = (z ^ (z >> 13)) * 0xC2B2AE35 & WORD
    return z ^ (z >> 16)


@checked(seed=SEED, n=INDEX)
def noise_at(seed: int, n: int) -> float:
    r"""Return the n-th number of a seed's noise, of mean 0 and variance 1.

    .. math:: z_n = \sum_{k=1}^{12} u_{12n+k} - 6, \qquad u \text{ uniform in } [0, 1)

    Parameters
    ----------
    seed : int
        In [0, 2³²). Seeds are places in one sequence: two far from each other as numbers can be
        near each other there. Of those below 1000 none shares a number within 200 steps.
    n : int
        Place in the sequence, at least 0.

    Returns
    -------
    float
        In [-6, 6], symmetric around 0; close to normal.

    Examples
    --------
    >>> [round(noise_at(1, n), 2) for n in range(4)]
    [0.2, 1.07, -0.1, -1.41]
    """
    first = mixed(seed)
    places = range(UNIFORMS * n + 1, UNIFORMS * (n + 1) + 1)
    total = sum(mixed(first + k * GOLDEN) for k in places)
    return (total - UNIFORMS * WORD // 2) / (WORD + 1)


@checked(noise=NON_NEGATIVE, seed=SEED, steps=COUNT)
def noises(noise: float, seed: int, steps: int) -> list[tuple[float, float]]:
    """Noise of each step's two partial derivatives.

    Parameters
    ----------
    noise : float
        Its standard deviation σ, non-negative and finite.
    seed : int
        In [0, 2³²).
    steps : int
        Length of the run, at least 1.

    Returns
    -------
    list of tuple
        A pair a step.

    Examples
    --------
    >>> noises(2.0, seed=1, steps=1) == [(2 * noise_at(1, 0), 2 * noise_at(1, 1))]
    True
    """
    at = unchecked(noise_at)
    values = [noise * at(seed, n) for n in range(2 * steps)]
    return list(zip(values[::2], values[1::2], strict=True))


def noisy(grad: Gradient, noise: float, seed: int, steps: int) -> Gradient:
    """Return a gradient to which each call adds the next step's noise.

    Parameters
    ----------
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.
    noise, seed, steps
        As for :func:`noises`. Without noise nothing is added, not even 0.

    Returns
    -------
    callable
        For one run of ``steps`` calls.

    Examples
    --------
    >>> grad = noisy(lambda x1, x2: (x1, x2), noise=1.0, seed=1, steps=1)
    >>> grad(3.0, 4.0) == (3 + noise_at(1, 0), 4 + noise_at(1, 1))
    True
    """
    added = iter(noises(noise, seed, steps))

    def with_noise(x1: float, x2: float) -> tuple[float, float]:
        (g1, g2), (z1, z2) = grad(x1, x2), next(added)
        return g1 + z1, g2 + z2

    return with_noise if noise else grad
