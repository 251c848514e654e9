"""Ranges of arguments: declared once, on the function that has them.

A rule is a function of an argument's name and value. It raises if the value is refused,
and returns nothing, or what the function is given in its place.
"""

import inspect
import itertools
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
Rule = Callable[[str, Any], Any]
Relation = Callable[..., None]

EXACT = 2**53  # a float holds every whole number up to here


def checked(
    *relations: Relation, **rules: Rule
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare what a function's arguments must be, alone and together."""

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @wraps(function)
        def checking(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                bound = signature.bind(*args, **kwargs)
            except TypeError:
                return function(*args, **kwargs)  # Python's own error names it
            given, taken = bound.arguments, {}
            for name, rule in rules.items():
                if name in given and (value := rule(name, given[name])) is not None:
                    taken[name] = value
            given |= taken
            for relation in relations:
                relation(**given)
            if not taken:
                return function(*args, **kwargs)
            return function(*bound.args, **bound.kwargs)

        vars(checking)["unchecked"] = function
        return checking

    return declare


def fields(*relations: Relation, **rules: Rule) -> Callable[[type[T]], type[T]]:
    """Declare what the fields of a dataclass must be, alone and together."""

    def declare(cls: type[T]) -> type[T]:
        made: Any = cls
        made.__init__ = checked(*relations, **rules)(made.__init__)
        return cls

    return declare


def unchecked(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function without its checks, for loops whose first step was checked."""
    if isinstance(function, partial):
        options = {name: unchecked(value) for name, value in function.keywords.items()}
        return partial(unchecked(function.func), *function.args, **options)
    bare: Callable[P, R] = getattr(function, "unchecked", function)
    # A wrapper of somebody else's carries a copy of the attribute.
    if bare is function or getattr(function, "__wrapped__", None) is not bare:
        return function
    return unchecked(bare)


def checked_once(function: Callable[P, R]) -> Iterator[Callable[P, R]]:
    """Yield a function for each step of a loop: once with its checks, then without."""
    return itertools.chain([function], itertools.repeat(unchecked(function)))


def shown(value: object) -> str:
    """Write a value as Python does, in one line, cut where it fills a page.

    What cannot be written, such as a list nested without end, is named by its class.
    """
    try:
        text = re.sub(r"\s*\n\s*", " ", repr(value))
    except Exception:  # a reader's class may raise anything
        return f"<{type(value).__name__}>"
    return text if len(text) <= 200 else f"{text[:200]} ..."


def as_float(value: Any) -> float:
    """Return a number as a float, and one that is too large for a float as infinity."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


@dataclass(frozen=True)
class Range:
    """Finite numbers that an argument may be: in words, and as a test of number or array.

    Called as a rule, it returns a float in place of what does not compute as one: NumPy's
    numbers of other kinds, and whole numbers that a float does not hold.
    """

    words: str
    holds: Callable[[Any], Any]

    def __call__(self, name: str, value: object) -> float | None:
        """Refuse what is no number of this range."""
        if isinstance(value, bool) or not isinstance(
            value, int | float | np.floating | np.integer
        ):
            raise TypeError(
                f"{name} must be a number, {self.words}, not {shown(value)}"
            )
        number = as_float(value)
        if not (math.isfinite(number) and self.holds(number)):
            raise ValueError(f"{name} must be {self.words}, not {shown(value)}")
        plain = isinstance(value, float) or (
            type(value) is int and -EXACT <= value <= EXACT
        )
        return None if plain else number


FINITE = Range("finite", lambda v: v == v)
POSITIVE = Range("positive and finite", lambda v: v > 0)
NON_NEGATIVE = Range("non-negative and finite", lambda v: v >= 0)
SQUARABLE = Range("finite with its square", lambda v: np.abs(v) < 1e154)
FRACTION = Range("a fraction, in [0, 1]", lambda v: (v >= 0) & (v <= 1))


def within(low: float, high: float) -> Range:
    """Return the range of the numbers from ``low`` to ``high``."""
    return Range(f"in [{low:g}, {high:g}]", lambda v: (v >= low) & (v <= high))


def whole(low: int = 1, high: float = math.inf) -> Rule:
    """Return the rule of whole numbers from ``low`` to ``high``."""
    words = f"in [{low}, {high:g}]" if high < math.inf else f"at least {low}"

    def rule(name: str, value: object) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise TypeError(
                f"{name} must be a whole number, {words}, not {shown(value)}"
            )
        if not low <= value <= high:
            raise ValueError(f"{name} must be {words}, not {shown(value)}")
        return None if isinstance(value, int) else int(value)

    return rule


COUNT, SEED = whole(1), whole(0)


def function_of(arguments: str) -> Rule:
    """Return the rule of what can be called with these arguments."""

    def rule(name: str, value: object) -> None:
        if not callable(value):
            raise TypeError(
                f"{name} must be a function of {arguments}, not {shown(value)}"
            )

    return rule


def one_of(allowed: Iterable[str]) -> Rule:
    """Return the rule of a name that is among those allowed."""

    def rule(name: str, value: object) -> None:
        an(str)(name, value)
        check_names(name, [str(value)], allowed)

    return rule


def check_names(name: str, given: Iterable[str], allowed: Iterable[str]) -> None:
    """Refuse names that are not among those allowed, so that no typo goes unseen."""
    unknown = sorted(set(given) - set(allowed), key=str)
    if unknown:
        raise ValueError(
            f"{name} has unknown names {unknown}; allowed are {sorted(allowed)}"
        )


def dictionary(name: str, value: object) -> None:
    """Refuse what is not a dict."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a dict, not {shown(value)}")


def named(what: str, each: Rule | None = None) -> Rule:
    """Return the rule of a dict that holds at least one ``what`` by its name."""

    def rule(name: str, value: object) -> dict[Any, Any]:
        if not isinstance(value, Mapping):
            raise TypeError(
                f"{name} must be a dict from name to {what}, not {shown(value)}"
            )
        if not value:
            raise ValueError(f"{name} must hold at least one {what}, not none")
        return each_of(name, value, each) if each else dict(value)

    return rule


def each_of(name: str, values: Mapping[Any, Any], rule: Rule) -> dict[Any, Any]:
    """Return what a rule makes of each entry."""
    taken = {key: rule(f"{name}[{key!r}]", value) for key, value in values.items()}
    return {key: values[key] if new is None else new for key, new in taken.items()}


def optional(rule: Rule) -> Rule:
    """Return the rule of what may also be None."""
    return lambda name, value: None if value is None else rule(name, value)


def an(kind: type) -> Rule:
    """Return the rule of what is of this class."""

    def rule(name: str, value: object) -> None:
        if not isinstance(value, kind):
            raise TypeError(
                f"{name} must be of the class {kind.__name__}, not {shown(value)}"
            )

    return rule


def is_many(value: object) -> bool:
    """Tell whether a value holds others in an order: a list does, a 0-d array does not."""
    has_axes = getattr(value, "shape", None) != ()
    by_number = hasattr(type(value), "__getitem__")  # all that MXNet's arrays have
    return (
        has_axes
        and (by_number or isinstance(value, Iterable))
        and not isinstance(value, str | bytes | Mapping)
    )


def several(what: str, rule: Rule) -> Rule:
    """Return the rule of a sequence that holds at least one ``what``."""

    def rules(name: str, values: Any) -> tuple[Any, ...]:
        if not is_many(values):
            raise TypeError(
                f"{name} must be a sequence with a {what}, not {shown(values)}"
            )
        taken = each_of(name, dict(enumerate(values)), rule)
        if not taken:
            raise ValueError(
                f"{name} must hold at least one {what}, not {shown(values)}"
            )
        return tuple(taken.values())

    return rules


def settings(*optional: str, **rules: Rule) -> Rule:
    """Return the rule of a dict with these names, some of them optional, and no others."""

    def rule(name: str, value: Any) -> None:
        dictionary(name, value)
        missing = sorted(rules.keys() - value.keys() - set(optional))
        if missing:
            raise ValueError(
                f"{name} lacks {missing}; it has {sorted(value)}; allowed are {sorted(rules)}"
            )
        check_names(name, value, rules)
        for key, setting in value.items():
            rules[key](f"{name}[{key!r}]", setting)

    return rule
