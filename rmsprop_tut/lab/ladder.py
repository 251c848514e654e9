"""A step of RMSProp over large arrays, made ever faster by moving fewer bytes.

Each function changes x and s in place and gives the same numbers, up to rounding. The first
is the chapter's two lines; each next one changes one thing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from .._checks import COUNT, checked, one_of
from .._numba import ALONE, load_compiled
from ..core.kernels import check_alike, in_one_piece, rmsprop_update_

Update = Callable[..., None]
BLOCK = (
    2**15
)  # numbers: four arrays of them in float32 are 512 KiB, which a core's cache holds


def line_by_line(
    x: Any, s: Any, g: Any, *, eta: float, gamma: float, eps: float
) -> None:
    """Make the chapter's step as it is written: each operation is a pass, into a new array.

    Parameters
    ----------
    x, s, g : numpy.ndarray
        Parameters, states and gradients, of one shape and dtype. x and s are changed.
    eta, gamma, eps : float
        As in :func:`.rmsprop`. Nothing is checked.

    Examples
    --------
    >>> x, s, g = np.array([3.0]), np.array([36.0]), np.array([6.0])
    >>> line_by_line(x, s, g, eta=0.5, gamma=0.5, eps=0)
    >>> print(s, x)
    [36.] [2.5]
    """
    s *= gamma
    s += (1 - gamma) * np.square(g)
    x -= eta * g / np.sqrt(s + eps)


def without_new_arrays(
    x: Any, s: Any, g: Any, *, eta: float, gamma: float, eps: float, buffer: Any = None
) -> None:
    """Make the same passes, into one buffer: no memory is asked for.

    Parameters
    ----------
    x, s, g : numpy.ndarray
        Parameters, states and gradients, of one shape and dtype. x and s are changed.
    eta, gamma, eps : float
        As in :func:`.rmsprop`. Nothing is checked.
    buffer : numpy.ndarray, optional
        An array like x, overwritten. Without it one is made.

    Examples
    --------
    >>> x, s, g = np.array([3.0]), np.array([36.0]), np.array([6.0])
    >>> without_new_arrays(x, s, g, eta=0.5, gamma=0.5, eps=0, buffer=np.empty(1))
    >>> print(s, x)
    [36.] [2.5]
    """
    b = np.empty_like(x) if buffer is None else buffer
    np.square(g, out=b)
    b *= 1 - gamma
    s *= gamma
    s += b
    np.add(s, eps, out=b)
    np.sqrt(b, out=b)
    np.divide(g, b, out=b)
    b *= eta
    x -= b


@checked(block=COUNT)
def in_blocks(
    x: Any,
    s: Any,
    g: Any,
    *,
    eta: float,
    gamma: float,
    eps: float,
    buffer: Any = None,
    block: int = BLOCK,
) -> None:
    """Make all passes over one block before the next: it comes from memory once.

    Parameters
    ----------
    x, s, g : numpy.ndarray, one dimension
        Parameters, states and gradients, of one length and dtype. x and s are changed.
    eta, gamma, eps : float
        As in :func:`.rmsprop`. Nothing is checked.
    buffer : numpy.ndarray, optional
        As many numbers as a block at least, overwritten. Without it one is made.
    block : int
        Numbers of each array that are worked on at a time, at least 1; four such pieces should
        fit into a core's cache.

    Examples
    --------
    >>> x, s, g = np.array([3.0, 3.0]), np.array([36.0, 36.0]), np.array([6.0, 6.0])
    >>> in_blocks(x, s, g, eta=0.5, gamma=0.5, eps=0, block=1)
    >>> print(s, x)
    [36. 36.] [2.5 2.5]
    """
    b = np.empty_like(x[:block]) if buffer is None else buffer[:block]
    for low in range(0, len(x), block):
        part = slice(low, low + block)
        rest = b[: len(x[part])]
        without_new_arrays(
            x[part], s[part], g[part], eta=eta, gamma=gamma, eps=eps, buffer=rest
        )


def on_one_core(call: Callable[[], None]) -> None:
    """Make a compiled call on one core.

    Parameters
    ----------
    call : callable
        Takes nothing.

    Raises
    ------
    ImportError
        If Numba is missing.

    Examples
    --------
    >>> x, s, g = np.array([3.0]), np.array([36.0]), np.array([6.0])
    >>> on_one_core(lambda: rmsprop_update_(x, s, g, eta=0.5, gamma=0.5, eps=0.0))
    >>> print(s, x)
    [36.] [2.5]
    """
    load_compiled()
    import numba

    threads = numba.get_num_threads()
    numba.set_num_threads(1)
    try:
        call()
    finally:
        numba.set_num_threads(threads)


def compiled_on_one_core(x: Any, s: Any, g: Any, **options: Any) -> None:
    """Make the compiled step on one core: one pass, nothing in between but registers.

    Parameters
    ----------
    x, s, g : numpy.ndarray
        As in :func:`.rmsprop_update_`.
    **options
        ``eta``, ``gamma`` and ``eps``, and what else that function takes.

    Examples
    --------
    >>> x, s, g = np.array([3.0]), np.array([36.0]), np.array([6.0])
    >>> compiled_on_one_core(x, s, g, eta=0.5, gamma=0.5, eps=0.0)
    >>> print(s, x)
    [36.] [2.5]
    """
    on_one_core(partial(rmsprop_update_, x, s, g, **options))


def same_traffic(x: Any, s: Any, g: Any) -> None:
    """Move the bytes of a step and do next to nothing with them: what memory allows.

    Parameters
    ----------
    x, s, g : numpy.ndarray
        Of one shape, each in one piece of memory; all of float32 or all of float64. To x and
        to s 0 times g is added, on all cores: they stay as they are if g is finite, so that
        the loop can take turns with a step on the same arrays.

    Raises
    ------
    ImportError
        If Numba is missing.
    TypeError
        If one is not NumPy's, or they hold other numbers.
    ValueError
        If shapes or orders differ, memory is shared, or x or s is read-only.

    Examples
    --------
    >>> x, s, g = np.array([3.0]), np.array([36.0]), np.array([6.0])
    >>> same_traffic(x, s, g)
    >>> print(s, x)
    [36.] [3.]
    """
    arrays = {"x": x, "s": s, "g": g}
    for name, array in arrays.items():
        in_one_piece(name, array)
        if array.dtype != x.dtype or array.dtype.itemsize < 4:
            raise TypeError(
                f"{name} must hold float32 or float64, as x, not {array.dtype}"
            )
    check_alike(arrays)
    with ALONE:
        flat = (array.reshape(-1, order="A") for array in arrays.values())
        load_compiled().traffic(*flat, x.dtype.type(0))


LADDER: Mapping[str, Update] = MappingProxyType(
    {
        "line by line": line_by_line,
        "without new arrays": without_new_arrays,
        "in blocks": in_blocks,
        "compiled, one core": compiled_on_one_core,
        "compiled, all cores": rmsprop_update_,
    }
)
PASSES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {  # numbers that come from memory and go there, for each parameter
        "line by line": (12, 9),
        "without new arrays": (12, 9),
        "in blocks": (3, 2),
        "compiled, one core": (3, 2),
        "compiled, all cores": (3, 2),
    }
)


@checked(way=one_of(PASSES), itemsize=COUNT)
def bytes_moved(way: str, itemsize: int = 4) -> int:
    """Bytes that a way of the ladder moves for a parameter, if a pass leaves nothing in caches.

    Parameters
    ----------
    way : str
        One of ``LADDER``.
    itemsize : int
        Bytes of a number.

    Returns
    -------
    int
        What is read and what is written. A processor that reads a line of memory before it
        writes it moves more.

    Examples
    --------
    >>> bytes_moved("line by line"), bytes_moved("compiled, all cores")
    (84, 20)
    """
    return sum(PASSES[way]) * itemsize


@dataclass(frozen=True)
class Stored:
    """How weights and states are kept: bytes of each number, and how often g is read."""

    weight: float = 4
    state: float = 4
    gradient: float = 4
    reads: int = 1


SCALED = 1 + 4 / 2048  # a byte, and a float32 for each block of 2,048
FACTORED = 4 * (4096 + 4096) / 4096**2  # means of the rows and columns of a matrix
STORED: Mapping[str, Stored] = MappingProxyType(
    {
        "float32": Stored(),
        "state in bfloat16": Stored(state=2),
        "all in bfloat16": Stored(2, 2, 2),
        "state in 8 bits": Stored(state=SCALED),
        "factored state, 4096 x 4096": Stored(state=FACTORED, reads=2),
    }
)


@checked(name=one_of(STORED))
def stored_bytes(name: str) -> tuple[float, float]:
    """Bytes for each weight: what a step moves at least, and what the optimizer keeps.

    Parameters
    ----------
    name : str
        One of ``STORED``.

    Returns
    -------
    tuple of float
        Moved: weights and states, read and written, and gradients, read; kept: the state.

    Examples
    --------
    >>> stored_bytes("float32"), stored_bytes("all in bfloat16")
    ((20, 4), (10, 2))
    """
    kept = STORED[name]
    moved = 2 * kept.weight + 2 * kept.state + kept.reads * kept.gradient
    return moved, kept.state
