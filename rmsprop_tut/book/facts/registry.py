"""What a fact is: a number in prose, computed once a process and written in one way."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

Value = TypeVar("Value", bound=float | str)

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Fact:
    """A number in prose: how it is computed, and with which format it is written."""

    value: Callable[[], float | str]
    form: str

    @property
    def text(self) -> str:
        """The number as pages write it: a true minus, and powers of ten as such."""
        value = self.value()
        if isinstance(value, str):
            return value
        mantissa, _, exponent = format(value, self.form).partition("e")
        power = f" × 10{str(int(exponent)).translate(RAISED)}" if exponent else ""
        return mantissa.replace("-", "−") + power


FACTS: dict[str, Fact] = {}


def fact(form: str) -> Callable[[Callable[[], Value]], Callable[[], Value]]:
    """Register a function without arguments as the fact of its name, written with ``form``."""

    def register(value: Callable[[], Value]) -> Callable[[], Value]:
        if value.__name__ in FACTS:
            raise ValueError(f"there is a fact {value.__name__!r} already")
        once = cache(value)
        FACTS[value.__name__] = Fact(once, form)
        return once

    return register


def text(name: str) -> str:
    """Return a number as pages write it."""
    return FACTS[name].text
