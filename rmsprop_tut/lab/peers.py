"""Problems that other libraries' RMSProp was run on, and the record of what it did there."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..core.objectives import START, Gradient, f_2d_grad
from .packed import unpack

NAME = "peers_record.json.gz"
STEPS = 20
POINTS = [(i - 3.0, 5.0 * i % 8) for i in range(8)]  # of the line through eight points


@dataclass(frozen=True)
class Problem:
    """A function of two variables, by its gradient, and a learning rate that suits it."""

    grad: Gradient
    rate: float
    start: tuple[float, float] = START


def badly_scaled_grad(x1: float, x2: float) -> tuple[float, float]:
    """Gradient of (10⁻⁴ x1² + 10⁴ x2²)/2, whose curvatures differ by eight powers of ten.

    Parameters
    ----------
    x1, x2 : float
        Coordinates, without units.

    Returns
    -------
    tuple
        The partial derivatives with respect to x1 and x2.

    Examples
    --------
    >>> badly_scaled_grad(-5, -2)
    (-0.0005, -20000.0)
    """
    return 1e-4 * x1, 1e4 * x2


def line_grad(slope: float, height: float) -> tuple[float, float]:
    """Gradient of the mean of (slope·u + height - v)²/2 over eight points (u, v).

    Parameters
    ----------
    slope, height : float
        Of the line.

    Returns
    -------
    tuple
        The partial derivatives with respect to slope and height.

    Examples
    --------
    The points have u from -3 to 4 and v from 0 to 7:

    >>> line_grad(0, 0)
    (-3.0, -3.5)
    """
    rests = [(u, slope * u + height - v) for u, v in POINTS]
    return sum(u * r for u, r in rests) / 8, sum(r for _, r in rests) / 8


PROBLEMS: Mapping[str, Problem] = {
    "quadratic": Problem(f_2d_grad, 0.4),
    "badly scaled": Problem(badly_scaled_grad, 0.1),
    "line": Problem(line_grad, 0.05),
}


@cache
def peers_record() -> dict[str, Any]:
    """Return what other libraries did when ``nox -s peers`` last ran them.

    Returns
    -------
    dict
        By library: where, when and with which version it was ``made``; its ``paths``, each
        with the ``call``, the ``settings`` and the ``problem``; what the page's ``program``
        printed; where rounding decides, what it came to ``in few bits``.

    Raises
    ------
    ValueError
        If the file is damaged: its content has another hash than it says.

    Examples
    --------
    >>> sorted(peers_record())
    ['autograd', 'chainer', 'jax', 'keras', 'mxnet', 'optax', 'pytorch', 'tensorflow1']
    """
    return unpack(NAME)[1]


def printed_losses(library: str) -> list[float]:
    """Return the losses that the book's program for a library printed, line by line.

    Parameters
    ----------
    library : str
        ``"mxnet"``, ``"pytorch"``, ``"keras"`` or ``"optax"``.

    Returns
    -------
    list of float
        With the chapter's constants, with the library's own ε, and with its own learning
        rate and constants.

    Examples
    --------
    >>> printed_losses("mxnet")[0]
    0.24549541
    """
    lines = peers_record()[library]["program"].splitlines()
    return [float(line.split()[-1]) for line in lines]
