"""RMSProp and its relatives along one sequence of gradients."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .._arrays import floats
from .._checks import NON_NEGATIVE, POSITIVE, Range, checked
from .._types import Array
from ..core.adam import adam_step
from ..core.family import (
    adadelta_step,
    amsgrad_step,
    lion_step,
    muon_step,
    rprop_step,
    shampoo_step,
)
from ..core.updates import adagrad_step, rmsprop_step

Member: TypeAlias = tuple[Callable[..., Sequence[Any]], tuple[Any, ...]]

DECAY = Range("in [0, 1)", lambda v: (v >= 0) & (v < 1))


def adam_counted(
    x: Array,
    v: Array,
    s: Array,
    power1: float,
    power2: float,
    g: Array,
    **options: Any,
) -> tuple[Any, ...]:
    """Make Adam's step, with the powers of its betas as a part of the state."""
    power1, power2 = power1 * options["beta1"], power2 * options["beta2"]
    x, v, s = adam_step(x, v, s, g, power1, power2, **options)
    return x, v, s, power1, power2


def _members(
    shape: tuple[int, ...], eta: float, gamma: float, beta: float, eps: float
) -> dict[str, Member]:
    """Return each member's step, and its state before the first."""
    zero, (rows, columns) = np.zeros(shape), shape
    betas: dict[str, Any] = {"beta1": beta, "beta2": gamma, "eps": eps}
    rprop = rprop_step, (np.full(shape, eta), zero)
    adagrad = partial(adagrad_step, eta=eta, eps=eps), (zero,)
    rmsprop = partial(rmsprop_step, eta=eta, gamma=gamma, eps=eps), (zero,)
    own_rate = {"gamma": gamma, "eps": eps, "eps_x": eta * eta}
    adadelta = partial(adadelta_step, **own_rate), (zero, zero)
    adam = partial(adam_counted, eta=eta, **betas), (zero, zero, 1.0, 1.0)
    amsgrad = partial(amsgrad_step, eta=eta, **betas), (zero, zero, zero)
    lion = partial(lion_step, eta=eta, beta1=beta, beta2=beta), (zero,)
    sides = eps * np.eye(rows), eps * np.eye(columns)
    shampoo = partial(shampoo_step, eta=eta), sides
    muon = partial(muon_step, eta=eta, beta=beta), (zero,)
    return {
        **{"Rprop": rprop, "Adagrad": adagrad, "RMSProp": rmsprop},
        **{"Adadelta": adadelta, "Adam": adam, "AMSGrad": amsgrad},
        **{"Lion": lion, "Shampoo": shampoo, "Muon": muon},
    }


def _followed(member: Member, gradients: Array) -> Array:
    """Return what a member subtracts at each step."""
    step, state = member
    steps = []
    for g in gradients:
        minus, *state_after = step(np.zeros(g.shape), *state, g)
        state = tuple(state_after)
        steps.append(-minus)
    return np.array(steps)


@checked(
    gradients=floats("T", "m", "n"),
    eta=POSITIVE,
    gamma=DECAY,
    beta=DECAY,
    eps=NON_NEGATIVE,
)
def family_steps(
    gradients: npt.ArrayLike,
    *,
    eta: float = 1.0,
    gamma: float = 0.9,
    beta: float = 0.9,
    eps: float = 1e-12,
) -> dict[str, Array]:
    r"""What RMSProp and its relatives make of one sequence of gradients of a matrix.

    Parameters
    ----------
    gradients : array_like, shape (T, m, n)
        The gradients, finite. A vector's are a matrix of one row.
    eta : float
        Learning rate, positive; the first size of Rprop's steps, and the root of what
        Adadelta adds to its squared steps.
    gamma : float
        Fraction kept of averages of squares, in [0, 1).
    beta : float
        Fraction kept of averages of gradients, in [0, 1), both of Lion's too.
    eps : float
        Added to squares inside the root, or outside in Adam and AMSGrad; Shampoo's sums begin
        with it. With 0 a first gradient of zero gives NaN.

    Returns
    -------
    dict of str to numpy.ndarray, shape (T, m, n)
        By the member's name what it subtracts at each step, from a state of zero.

    Warns
    -----
    RuntimeWarning
        NumPy's own, where a number overflows or a step is 0/0.

    See Also
    --------
    library_steps : RMSProp alone, with the options of a library.

    Examples
    --------
    >>> steps = family_steps([[[-8, 2], [0, -4]], [[1, -1], [3, 2]]], gamma=0.75, beta=0.75)
    >>> print(steps["RMSProp"][-1].round(3))
    [[ 0.286 -1.   ]
     [ 2.     1.   ]]
    """
    gradients = np.asarray(gradients, dtype=float)
    members = _members(gradients.shape[1:], eta, gamma, beta, eps)
    return {name: _followed(member, gradients) for name, member in members.items()}
