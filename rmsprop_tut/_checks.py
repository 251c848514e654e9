"""Ranges of arguments: declared once, on the function that has them.

A rule is a function of an argument's name and value that raises if the value is refused.
"""

import inspect
import itertools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")
Rule = Callable[[str, Any], None]
Relation = Callable[..., None]


def checked(
    *relations: Relation, **rules: Rule
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare what a function's arguments must be, alone and together."""

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @wraps(function)
        def checking(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                given = signature.bind(*args, **kwargs).arguments
            except TypeError:
                return function(*args, **kwargs)  # Python's own error names it
            for name, rule in rules.items():
                if name in given:
                    rule(name, given[name])
            for relation in relations:
                relation(**given)
            return function(*args, **kwargs)

        vars(checking)["unchecked"] = function
        return checking

    return declare


def unchecked(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function without its checks, for loops whose first step was checked."""
    if isinstance(function, partial):
        inner = unchecked(function.func)
        return partial(inner, *function.args, **function.keywords)
    bare: Callable[P, R] = getattr(function, "unchecked", function)
    # A wrapper of somebody else's carries a copy of the attribute.
    if getattr(function, "__wrapped__", None) is not bare:
        return function
    return unchecked(bare)


def checked_once(function: Callable[P, R]) -> Iterator[Callable[P, R]]:
    """Yield a function for each step of a loop: once with its checks, then without."""
    return itertools.chain([function], itertools.repeat(unchecked(function)))


@dataclass(frozen=True)
class Range:
    """Finite numbers that an argument may be: in words, and as a test of number or array."""

    words: str
    holds: Callable[[Any], Any]

    def __call__(self, name: str, value: object) -> None:
        """Refuse what is no number of this range."""
        if isinstance(value, bool) or not isinstance(
            value, int | float | np.floating | np.integer
        ):
            raise TypeError(f"{name} must be a number, {self.words}, not {value!r}")
        if not (math.isfinite(value) and self.holds(value)):
            raise ValueError(f"{name} must be {self.words}, not {value!r}")

    def each(self, name: str, values: object) -> None:
        """Refuse an array, or what becomes one, with a number outside of this range."""
        array = np.asarray(values, dtype=float)
        if not np.all(np.isfinite(array) & self.holds(array)):
            raise ValueError(f"each of {name} must be {self.words}, not {values!r}")


FINITE = Range("finite", lambda v: v == v)
POSITIVE = Range("positive and finite", lambda v: v > 0)
NON_NEGATIVE = Range("non-negative and finite", lambda v: v >= 0)
FRACTION = Range("a fraction, in [0, 1]", lambda v: (v >= 0) & (v <= 1))


def within(low: float, high: float) -> Range:
    """Return the range of the numbers from ``low`` to ``high``."""
    return Range(f"in [{low:g}, {high:g}]", lambda v: (v >= low) & (v <= high))


def mean_of_squares(name: str, value: Any) -> None:
    """Refuse a negative number; what a diverging run has (infinity, NaN) may pass."""
    if value < 0 if isinstance(value, float) else np.any(np.less(value, 0)):
        raise ValueError(f"{name} must be non-negative, not {value!r}")


def whole(low: int = 1, high: float = math.inf) -> Rule:
    """Return the rule of whole numbers from ``low`` to ``high``."""
    words = f"in [{low}, {high:g}]" if high < math.inf else f"at least {low}"

    def rule(name: str, value: object) -> None:
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise TypeError(f"{name} must be a whole number, {words}, not {value!r}")
        if not low <= value <= high:
            raise ValueError(f"{name} must be {words}, not {value!r}")

    return rule


COUNT, SEED = whole(1), whole(0)


def function_of(arguments: str) -> Rule:
    """Return the rule of what can be called with these arguments."""

    def rule(name: str, value: object) -> None:
        if not callable(value):
            raise TypeError(f"{name} must be a function of {arguments}, not {value!r}")

    return rule


def one_of(allowed: Iterable[str]) -> Rule:
    """Return the rule of a name that is among those allowed."""
    return lambda name, value: check_names(name, [value], allowed)


def check_names(name: str, given: Iterable[str], allowed: Iterable[str]) -> None:
    """Refuse names that are not among those allowed, so that no typo goes unseen."""
    unknown = sorted(set(given) - set(allowed))
    if unknown:
        raise ValueError(
            f"{name} has unknown names {unknown}; allowed are {sorted(allowed)}"
        )


def dictionary(name: str, value: object) -> None:
    """Refuse what is not a dict."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a dict, not {value!r}")


def named(what: str) -> Rule:
    """Return the rule of a dict that holds at least one ``what`` by its name."""

    def rule(name: str, value: object) -> None:
        if not isinstance(value, Mapping):
            raise TypeError(f"{name} must be a dict from name to {what}, not {value!r}")
        if not value:
            raise ValueError(f"{name} must hold at least one {what}, not none")

    return rule


def settings(*optional: str, **rules: Rule) -> Rule:
    """Return the rule of a dict with these names, some of them optional, and no others."""

    def rule(name: str, value: Any) -> None:
        dictionary(name, value)
        missing = sorted(rules.keys() - value.keys() - set(optional))
        if missing:
            raise ValueError(f"{name} lacks {missing}; it has {sorted(value)}")
        check_names(name, value, rules)
        for key, setting in value.items():
            rules[key](f"{name}[{key!r}]", setting)

    return rule


def sequence(name: str, value: object) -> None:
    """Refuse what cannot be passed over twice, such as a generator."""
    if not isinstance(value, Collection):
        raise TypeError(f"{name} must be a sequence of arrays, not {value!r}")


def with_gradients(name: str, params: Any) -> None:
    """Refuse a parameter that holds no floats, or has no gradient that is like it."""
    sequence(name, params)
    for i, p in enumerate(params):
        grad = getattr(p, "grad", None)
        if not hasattr(grad, "shape"):
            raise ValueError(
                f"{name}[{i}].grad must be an array, not {grad!r}: "
                "call attach_grad() and backward() before the update"
            )
        check_alike(f"{name}[{i}].grad", grad, f"{name}[{i}]", p)
        check_changeable(f"{name}[{i}]", p)
        if np.dtype(p.dtype).kind != "f":
            raise ValueError(f"{name}[{i}] must hold floats, not {p.dtype}")


def check_changeable(name: str, array: Any) -> None:
    """Refuse an array that NumPy's functions do not take, or that is read-only."""
    if not hasattr(array, "__array_ufunc__"):
        raise TypeError(
            f"{name} must be an array that NumPy's functions take, such as MXNet's "
            f"np.ndarray, not {type(array)}"
        )
    if isinstance(array, np.ndarray) and not array.flags.writeable:
        raise ValueError(f"{name} must be an array that can be changed, not read-only")


def check_alike(name: str, array: Any, other_name: str, other: Any) -> None:
    """Refuse an array that has not the type, the shape and the dtype of another."""
    if _library(array) is not _library(other):
        raise TypeError(
            f"{name} must be an array of the type of {other_name}, "
            f"{type(other)}, not {array!r}"
        )
    for what in ("shape", "dtype"):
        found, wanted = getattr(array, what), getattr(other, what)
        if found != wanted:
            raise ValueError(
                f"{name} must have the {what} {wanted} of {other_name}, not {found}"
            )


def _library(array: object) -> type:
    """Return what an array mixes with: NumPy's mix with all their subclasses."""
    return np.ndarray if isinstance(array, np.ndarray) else type(array)


def matched(params: Any, states: Any, **others: Any) -> None:
    """Refuse states that do not match their parameters in number, type, shape or dtype."""
    sequence("states", states)
    if len(params) != len(states):
        raise ValueError(
            f"states must hold one array a parameter, {len(params)}, not {len(states)}"
        )
    for i, (p, s) in enumerate(zip(params, states, strict=True)):
        check_alike(f"states[{i}]", s, f"params[{i}]", p)
        check_changeable(f"states[{i}]", s)
