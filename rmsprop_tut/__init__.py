"""RMSProp as a book that runs: the chapter's functions, and what is known of them.

Names load on first use, so ``import rmsprop_tut`` needs neither MXNet nor
matplotlib. The list of public names is in ``__init__.pyi``.
"""

import lazy_loader as _lazy

__getattr__, __dir__, __all__ = _lazy.attach_stub(__name__, __file__)
__version__ = "0.1.0"
