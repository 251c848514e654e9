"""Every number that the book's prose quotes: computed here, shown there, asserted in the tests.

A page quotes a fact by its name, ``{fact}`name```, and any page may. It is defined in the
file of a page that does; its docstring is the statement that it stands for.
"""

from importlib import import_module
from pkgutil import iter_modules

from .registry import FACTS, Fact, text

__all__ = ["FACTS", "Fact", "text"]

for module in iter_modules(__path__, f"{__name__}."):
    import_module(module.name)
