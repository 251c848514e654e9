"""The path that a library's settings take, and the settings of another that take it too."""

import math
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from .._arrays import floats
from .._checks import COUNT, an, check_names, checked, dictionary, optional
from .._types import Array
from ..core.conventions import (
    Convention,
    as_descent,
    convention_2d,
    first_state,
    one_divisor,
    plainest,
    same_path,
)
from ..core.libraries import LIBRARIES, Argument, Library, Settings, Value
from ..core.objectives import START, Gradient, gradient
from ..core.updates import f_2d_grad
from ..results import Translation
from .paths import follow, run_2d

STEPS = 20  # of the chapter's run, on which translations are compared
REASONS: Mapping[
    str, tuple[str, str]
] = {  # what a target has instead: nothing, or this
    "gamma": ("its γ cannot be set", "its γ cannot be set"),
    "eps": ("it has no ε", "its ε cannot be set"),
    "eps_inside": ("it adds ε outside the root", "it adds ε inside the root"),
    "centred": ("it has no centred form", "it is always centred"),
    "momentum": ("it has no momentum", ""),
    "nesterov": ("its momentum does not look ahead", ""),
    "decay": ("it has no weight decay", ""),
    "decoupled": (
        "its weight decay is part of the gradient",
        "its weight decay is apart from the gradient",
    ),
    "clip": ("it does not clip the gradient number by number", ""),
    "clip_first": (
        "it clips the gradient after weight decay is added",
        "it clips the gradient before weight decay is added",
    ),
    "clip_weights": ("it does not clip the weights", ""),
    "initial": ("its state starts from 0", "its state starts from 1"),
    "corrected": ("it has no bias correction", ""),
}
ONLY_CENTRED = "its momentum acts only when centred"
SAME = "The same path, to rounding."
RATE_AT = {  # by whether the learning rate is part of what momentum adds up
    True: " Its learning rate is part of what momentum adds up: the same at a constant rate.",
    False: " Its learning rate multiplies what momentum adds up: the same at a constant rate.",
}
NO_EPS = " Without ε it does not matter where ε would stand."
EPS_CARRIED = {  # by whether the target adds ε inside the root
    True: " ε is carried over by its square: along the same gradients that alone changes "
    "the divisor by a factor of at most √2.",
    False: " ε is carried over by its root: along the same gradients that alone changes "
    "the divisor by a factor of at most √2.",
}
SQUARES = sys.float_info.min, sys.float_info.max
EPS_HELD = " The square of ε is beyond what floats hold in full; the nearest that they do is taken."
RATE_TRIED = " Of η and η/(1 - momentum), that whose path is nearer is taken."
NONE_FOUND = "No setting of {title} was found that does the same: {reasons}."
DESCENT = {  # by whether the path is the same
    True: " Every gradient is divided by one number, so it is gradient descent.",
    False: " Every gradient is divided by one number, so it is gradient descent: other "
    "settings may do the same.",
}
ROUNDING = 1e-12
NO_MATTER = " On the chapter's run that makes no difference."


def library_named(name: str, value: object) -> None:
    """Refuse what is not the name of a library, and say which there are."""
    an(str)(name, value)
    check_names(name, [str(value)], LIBRARIES)


@checked(
    library=library_named,
    settings=optional(dictionary),
    start=floats(2),
    grad=gradient,
    steps=COUNT,
)
def library_path(
    library: str,
    settings: Settings | None = None,
    *,
    start: npt.ArrayLike = START,
    grad: Gradient = f_2d_grad,
    steps: int = STEPS,
) -> Array:
    """Follow the algorithm that a library calls RMSProp, in float64.

    Parameters
    ----------
    library : str
        A name in ``LIBRARIES``, such as ``"pytorch"``.
    settings : dict, optional
        Value by the library's own name; its defaults where left out. What a library has no
        default for, as optax's learning rate, must be given.
    start : array_like, shape (2,)
        Where the path begins, finite.
    grad : callable
        ``grad(x1, x2)`` gives the two partial derivatives.
    steps : int
        Number of steps, at least 1.

    Returns
    -------
    numpy.ndarray, shape (steps + 1, 2)
        The points, x1 and x2, before the first step and after each.

    Raises
    ------
    TypeError
        If a setting is no number, or no True or False where the library wants one.
    ValueError
        If the library is unknown, an argument is one that it does not have, lacks or that
        is not followed here and neither None nor False, or a value is out of range.

    Warns
    -----
    RuntimeWarning
        If the run leaves the finite numbers, as where a centred variance turns negative.

    See Also
    --------
    translate : settings of another library for the same path.

    Notes
    -----
    The step is ``convention_step``; what a library calls its options, and where it was read,
    is in ``LIBRARIES``.

    Examples
    --------
    >>> path = library_path("mxnet", {"learning_rate": 0.4, "epsilon": 1e-6})
    >>> print(f"{path[-1][0]:.6f}")
    -0.010599
    >>> path = library_path("pytorch", {"lr": 0.4})
    >>> print(f"{path[1][0] - path[0][0]:.4f}")
    4.0000
    """
    convention = LIBRARIES[library].convention(settings or {})
    x1, x2 = np.asarray(start, dtype=float).tolist()
    state = first_state(convention)
    with np.errstate(all="ignore"):
        states = run_2d(
            convention_2d(convention, grad), steps, (x1, x2, *state, *state)
        )
    return np.array([state[:2] for state in states], dtype=float)


@checked(settings=dictionary, from_=library_named, to=library_named)
def translate(settings: Settings, from_: str, to: str) -> Translation:
    r"""Carry the settings of one library over to another, as near as its arguments allow.

    Parameters
    ----------
    settings : dict
        Value by the first library's own name; its defaults where left out.
    from_, to : str
        Names in ``LIBRARIES``.

    Returns
    -------
    Translation
        The second library's settings, the line to paste, how far apart the two paths are,
        whether they are the same, and why not.

    Raises
    ------
    TypeError, ValueError
        As :func:`library_path` of the first library.

    Notes
    -----
    Each argument is carried over to the one that means the same. Nothing is fitted: a search
    over all arguments can come nearer on these 20 steps, and would answer for one problem and
    one start, where what is carried over means the same on every problem. Two settings are the same
    path if their conventions are, once each option that does nothing is put aside: momentum
    inside and outside a constant learning rate, or the place of an ε that is 0. That the two
    are one on the chapter's run alone, as where clipping never acts, is not enough.

    With γ = 1, or centred with γ = 0, every gradient is divided by one number, which is
    gradient descent by another name. Such a divisor is also tried as an ε. That no setting
    was found is then no proof that there is none, and the answer says so.

    An ε that has to stand elsewhere is carried over by its square into the root, and by its
    root out of it. Along the same gradients the divisor then differs by at most a factor of
    :math:`\sqrt 2`, as the page *One name, many algorithms* proves, so ε takes over at the
    same gradient. A square beyond the floats becomes the nearest that they hold in full:
    never 0, which would let a gradient of 0 be divided by 0. Where there is no momentum μ,
    that of the learning rates η and :math:`\eta / (1 - \mu)` is taken whose path is nearer,
    the first of equals. The centred form is never switched on for its momentum.

    The distance is the largest over the chapter's 20 steps, on :func:`f_2d` from (-5, -2), of
    the straight line between the two points after the same number of steps. It is infinite
    if one path leaves the finite numbers and the other does not do the same.

    Examples
    --------
    >>> found = translate({"lr": 0.4, "momentum": 0.5, "eps": 0.0}, "pytorch", "keras")
    >>> print(found.code)
    keras.optimizers.RMSprop(learning_rate=0.4, rho=0.99, momentum=0.5, epsilon=0.0)
    >>> found.exact
    True
    >>> found = translate({"lr": 0.4}, "pytorch", "autograd")
    >>> print(f"{found.distance:.2f}")
    4.08
    """
    asked = LIBRARIES[from_].convention(settings)
    target = LIBRARIES[to]
    with np.errstate(all="ignore"):
        found, far = _nearer(asked, target)
    got = target.convention(found)
    exact = same_path(asked, got)
    why = _why_same(asked, got) if exact else _why_not(asked, got, target, far)
    return Translation(found, target.call(found), far, exact, why)


def _nearer(asked: Convention, target: Library) -> tuple[dict[str, Value], float]:
    """Return the candidate whose path is nearer, the first of equals, and its distance."""
    wanted = _path(asked)
    plain = plainest(asked)
    meanings = [plain, as_descent(plain)] if one_divisor(plain) else [plain]
    tried = [
        (settings, _distance(wanted, _path(target.convention(settings))))
        for meaning in meanings
        for settings in _candidates(meaning, target)
    ]
    return min(tried, key=lambda one: one[1])


def _candidates(asked: Convention, target: Library) -> list[dict[str, Value]]:
    """Return one or two settings to try: the learning rate as it is first."""
    settings = _carried(asked, target)
    got = target.convention(settings)
    eps = _epsilon(asked, got, target)
    return [_with(target, settings, eta=eta, eps=eps) for eta in _rates(asked, got)]


def _rates(asked: Convention, got: Convention) -> list[float]:
    """Return the learning rates to try."""
    if not _lost(asked, got):
        return [asked.eta]
    etas = [asked.eta, asked.eta / (1 - asked.momentum)]
    return [eta for eta in etas if math.isfinite(eta)]


def _lost(asked: Convention, got: Convention) -> bool:
    """Tell whether a momentum below 1 is asked for and there is none."""
    return got.momentum == 0 < asked.momentum < 1


def _moved(asked: Convention, got: Convention, target: Library) -> bool:
    """Tell whether ε stands elsewhere, and can be set there."""
    settable = any(a.option == "eps" for a in target.arguments)
    return settable and asked.eps > 0 and got.eps_inside != asked.eps_inside


def _epsilon(asked: Convention, got: Convention, target: Library) -> float:
    """Return the ε that takes over at the same gradient."""
    if not _moved(asked, got, target):
        return asked.eps
    low, high = SQUARES
    square = min(max(asked.eps * asked.eps, low), high)
    return square if got.eps_inside else math.sqrt(asked.eps)


def _carried(asked: Convention, target: Library) -> dict[str, Value]:
    """Return each of the target's arguments as what means the same."""
    return {a.name: _written(a, vars(asked)) for a in target.arguments}


def _written(argument: Argument, options: Mapping[str, Any]) -> Value:
    """Return what an argument is for an option; the default where that does the same."""
    value: Value = options[argument.option]
    inert = argument.acts_if and not options[argument.acts_if]
    same = not (value or argument.default) and not argument.required
    return argument.default if inert or same else value


def _with(target: Library, settings: Settings, **options: float) -> dict[str, Value]:
    """Return settings in which the arguments of these options are replaced."""
    names = {a.name: a.option for a in target.arguments}
    return {n: options.get(names[n], value) for n, value in settings.items()}


def _path(convention: Convention) -> list[tuple[float, ...]]:
    """Return the points of the chapter's run, on which translations are compared."""
    state = first_state(convention)
    update = convention_2d(convention, f_2d_grad)
    states = follow(update, STEPS, (*START, *state, *state))
    return [(float(x1), float(x2)) for x1, x2, *_ in states]


def _distance(path: list[tuple[float, ...]], other: list[tuple[float, ...]]) -> float:
    """Return the largest distance of two paths' points after the same number of steps."""
    return max(map(_apart, path, other))


def _apart(point: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the distance of two points: 0 if both are no numbers, infinite if one is."""
    if all(a == b or (a != a and b != b) for a, b in zip(point, other, strict=True)):
        return 0.0
    d1, d2 = point[0] - other[0], point[1] - other[1]
    far = math.sqrt(d1 * d1 + d2 * d2)
    return far if far == far else math.inf


def _why_same(asked: Convention, got: Convention) -> str:
    """Say that the paths are the same, and what looks as if they were not."""
    if plainest(asked) != plainest(got) and one_divisor(asked):
        return SAME + DESCENT[True]
    if got.momentum > 0 and got.rate_inside != asked.rate_inside:
        return SAME + RATE_AT[got.rate_inside]
    return SAME + (
        NO_EPS if got.eps == 0 and got.eps_inside != asked.eps_inside else ""
    )


def _why_not(asked: Convention, got: Convention, target: Library, far: float) -> str:
    """Say what the target has not."""
    reasons = "; ".join(_reasons(plainest(asked), plainest(got), target))
    said = NONE_FOUND.format(title=target.title, reasons=reasons)
    said += DESCENT[False] if one_divisor(asked) else ""
    return said + (NO_MATTER if far <= ROUNDING else "") + _done(asked, got, target)


def _reasons(asked: Convention, got: Convention, target: Library) -> list[str]:
    """Return what the target has instead of what was asked for, option by option."""
    differ = {o for o in REASONS if vars(asked)[o] != vars(got)[o]}
    if {"eps", "eps_inside"} <= differ:  # without ε it stands nowhere
        differ.remove("eps" if got.eps > 0 else "eps_inside")
    if one_divisor(asked) and any(a.option == "eps" for a in target.arguments):
        differ.discard("eps")  # it is what the divisor was carried over to
    return [_reason(o, got, target) for o in REASONS if o in differ]


def _reason(option: str, got: Convention, target: Library) -> str:
    """Return what the target has instead of what was asked for."""
    if option == "momentum" and any(
        a.option == option and a.acts_if for a in target.arguments
    ):
        return ONLY_CENTRED
    return REASONS[option][bool(vars(got)[option])]


def _done(asked: Convention, got: Convention, target: Library) -> str:
    """Say how ε was carried over, and which learning rates were tried."""
    return _place(asked, got, target) + (RATE_TRIED if _lost(asked, got) else "")


def _place(asked: Convention, got: Convention, target: Library) -> str:
    """Say how ε was carried over, if it stands elsewhere."""
    if not _moved(asked, got, target):
        return ""
    held = got.eps_inside and got.eps != asked.eps * asked.eps
    return EPS_HELD if held else EPS_CARRIED[got.eps_inside]
