"""Every number that the book's prose quotes: computed here, shown there, asserted in the tests.

A page quotes a fact by its name, ``{fact}`name```, and any page may. It is defined in the
file of a page that does; its docstring is the statement that it stands for.
"""

from . import (
    adagrad,
    behaviour,
    behaviour_ends,
    behaviour_schedules,
    errata,
    index,
    leaky_averages,
    rmsprop,
    rmsprop_exercises,
)
from .registry import FACTS, Fact, text

__all__ = [
    "FACTS",
    "Fact",
    "adagrad",
    "behaviour",
    "behaviour_ends",
    "behaviour_schedules",
    "errata",
    "index",
    "leaky_averages",
    "rmsprop",
    "rmsprop_exercises",
    "text",
]
