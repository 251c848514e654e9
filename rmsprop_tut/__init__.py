"""RMSProp as a book that runs: the chapter's functions, and what is known of them.

Names load on first use, so ``import rmsprop_tut`` needs neither MXNet nor
matplotlib. The list of public names is in ``__init__.pyi``.
"""

from typing import Any as _Any

import lazy_loader as _lazy

_own, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
__version__ = "0.1.0"


def __getattr__(name: str) -> _Any:
    """Load a public name, or what another edition of the book calls so."""
    if name in __all__:
        return _own(name)
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from .editions import other_name

    return other_name(name)
