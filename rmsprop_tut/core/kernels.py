"""One step of RMSProp over whole arrays: compiled, fused into one pass, in place."""

from collections.abc import Collection, Hashable, Mapping
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from .._checks import whole
from .._in_place import check_told_apart
from .._numba import ALONE, load_compiled
from .conventions import Convention

SEEN = {  # by a compiled loop: of 16 bits the bits
    "float64": np.dtype(np.float64),
    "float32": np.dtype(np.float32),
    "float16": np.dtype(np.int16),
    "bfloat16": np.dtype(np.uint16),
}


UNSEEN = np.ma.MaskedArray, np.matrix  # their own rules would be passed over
STEP = whole(1, 2**53)
NEEDED = "x", "s", "g"


@lru_cache  # NumPy makes the name of a dtype anew each time
def _seen(dtype: Any) -> Any:
    """Return what a compiled loop sees of a dtype, or None."""
    return SEEN.get(dtype.name) if dtype.isnative else None


def in_one_piece(name: str, value: Any) -> None:
    """Refuse what is no array of floats that lies in one piece."""
    if not isinstance(value, np.ndarray) or isinstance(value, UNSEEN):
        raise TypeError(
            f"{name} must be an array of NumPy's, which is changed in place, not "
            f"{type(value)}: of a PyTorch tensor on the CPU take .detach().numpy()"
        )
    if _seen(value.dtype) is None:
        raise TypeError(f"{name} must hold {', '.join(SEEN)}, not {value.dtype}")
    if not (value.flags.c_contiguous or value.flags.f_contiguous):
        raise ValueError(
            f"{name} must lie in one piece of memory, in C's or Fortran's order, not with "
            f"the strides {value.strides}: a copy does, {name}.copy()"
        )


def check_alike(arrays: Mapping[str, Any]) -> None:
    """Refuse arrays of another shape or order than x, or that are computed with otherwise."""
    x = arrays["x"]
    for name, array in arrays.items():
        if array.shape != x.shape:
            raise ValueError(
                f"{name} must have the shape {x.shape} of x, not {array.shape}"
            )
        if array.flags.c_contiguous != x.flags.c_contiguous:
            raise ValueError(
                f"{name} must lie in memory in the order of x, C's or Fortran's"
            )
        if (array.dtype == np.float64) != (x.dtype == np.float64):
            raise ValueError(
                f"{name} must hold float64 if x does, and only then, not {array.dtype} "
                f"beside {x.dtype}"
            )
        if name != "g" and not array.flags.writeable:
            raise ValueError(f"{name} must be an array that can be changed")
    for (name, array), (other, beside) in combinations(arrays.items(), 2):
        if np.may_share_memory(array, beside):  # by their ends: each lies in one piece
            raise ValueError(f"{other} must not share memory with {name}")


def rmsprop_update_(
    x: Any,
    s: Any,
    g: Any,
    *,
    eta: float,
    gamma: float,
    eps: float,
    mean: Any = None,
    velocity: Any = None,
    t: int = 1,
    **options: Any,
) -> None:
    r"""One step of RMSProp over whole arrays, in place: compiled, in one pass, on all cores.

    .. math::

        s \leftarrow \gamma s + (1 - \gamma)\, g^2, \qquad
        x \leftarrow x - \frac{\eta}{\sqrt{s + \epsilon}}\, g

    A step reads x, g and s and writes x and s: 20 bytes for a parameter in float32. For arrays
    larger than the caches it takes as long as memory needs to move these.

    Parameters
    ----------
    x, s, g : numpy.ndarray
        Parameters, their leaky averages of squared gradients, and their gradients: of one
        shape, each in one piece of memory and in one order, C's or Fortran's. All are
        float64, or each is float32, float16 or bfloat16 (of ``ml_dtypes``). x and s are
        changed.
    eta, gamma, eps : float
        Learning rate, fraction of the averages kept, and ε: see :class:`.Convention`.
    mean : numpy.ndarray, optional
        Leaky averages of the gradients, as s; needed by the centred form and by no other.
    velocity : numpy.ndarray, optional
        What momentum adds up, as s; needed with momentum and not without.
    t : int
        Number of this step, from 1 to 2⁵³; counts where ``corrected`` is set, which takes a γ
        below 1.
    **options
        Every other option of :class:`.Convention` but ``initial``: fill s with that before the
        first step.

    Raises
    ------
    ImportError
        If Numba is missing or cannot be loaded; the message says how to get it.
    TypeError
        If an array is not NumPy's, is masked or holds other numbers, or an option is
        unknown.
    ValueError
        If an array has another shape or order than x, lies in pieces, shares memory with
        another or is read-only; if a number is out of range, or rounds in the precision of
        the arithmetic to one that means something else. Nothing is changed then.

    See Also
    --------
    :func:`.convention_step` : the same step in float64 on numbers and arrays.
    :func:`.rmsprop` : the chapter's lines, which any library's arrays follow.

    Notes
    -----
    The arithmetic is that of :func:`.convention_step`, in its order, in float64 where the
    arrays are, else in float32. What is kept in 16 bits is widened before and rounded to
    nearest after. A number depends neither on its place in an array nor on the count of
    threads (``numba.set_num_threads``). Compiled code is kept: the first call of the first
    process takes about a second.

    A state in float16 becomes infinite if (1 - γ) g² passes 65,504, as for one gradient of 810
    at γ = 0.9, and its weight then stands still: keep s in float32.

    Calls from several threads wait for each other. In a process that was forked after a call
    there is an ``ImportError``: start it with ``spawn``.

    References
    ----------
    :cite:t:`Tieleman.Hinton.2012`, who have no ε.

    Examples
    --------
    >>> x, s, g = np.array([3.0]), np.array([36.0]), np.array([6.0])
    >>> rmsprop_update_(x, s, g, eta=0.5, gamma=0.5, eps=0.0)
    >>> print(s, x)
    [36.] [2.5]
    """
    arrays = {"x": x, "s": s, "g": g, "mean": mean, "velocity": velocity}
    given = {k: v for k, v in arrays.items() if v is not None or k in NEEDED}
    for name, array in given.items():
        in_one_piece(name, array)
    STEP("t", t)
    convention, numbers = _prepared_for(
        x, t, {"eta": eta, "gamma": gamma, "eps": eps, **options}
    )
    _check_states(convention, given)
    check_alike(given)
    loops = _loops(given)  # refuses before the lock, which a fork may have taken along
    with ALONE:
        loops.update(*map(_flat, arrays.values()), *numbers)


def _loops(given: Mapping[str, Any]) -> Any:
    """Return the compiled loops, or refuse what this processor does not convert."""
    loops = load_compiled()
    for name, array in given.items():
        if array.dtype == np.float16 and not loops.FLOAT16:
            raise TypeError(
                f"{name} must hold bfloat16 or wider floats, not float16, which this "
                "processor has no instruction for (F16C)"
            )
    return loops


def _prepared_for(x: Any, t: int, options: dict[str, Any]) -> tuple[Convention, Any]:
    """Return what a step needs of its options; those that cannot be kept are made anew."""
    precision = np.float64 if x.dtype == np.float64 else np.float32
    kept = all(isinstance(value, Hashable) for value in options.values())
    return (_prepared if kept else _prepared.__wrapped__)(precision, t, **options)


def _check_states(convention: Convention, given: Collection[str]) -> None:
    """Refuse a state that is missing, or that has no use."""
    for name, wanted, because in (
        ("mean", convention.centred, "centred is set"),
        ("velocity", convention.momentum > 0, "momentum is above 0"),
    ):
        if (name in given) != wanted:
            raise ValueError(f"{name} must be an array if {because}, and only then")


@lru_cache(typed=True)  # a run asks for the same ones at every step
def _prepared(precision: Any, t: int, **options: Any) -> tuple[Convention, Any]:
    """Return the convention that options make and a step's numbers, or refuse an option."""
    allowed = Convention.__dataclass_fields__.keys() - {"initial"}
    if unknown := sorted(options.keys() - allowed):
        raise TypeError(f"{unknown} are no options of a step: {sorted(allowed)} are")
    convention = Convention(**options)
    return convention, _numbers(convention, t, precision)


def _numbers(c: Convention, t: int, precision: Any) -> tuple[Any, ...]:
    """Return a step's constants in the loop's precision and groups; None is an option not used."""

    def number(name: str, value: float | None, used: bool = True) -> Any:
        if value is None or not used:
            return None
        check_told_apart(name, name, value, np.dtype(precision))
        return precision(value)

    if c.corrected and c.gamma == 1:
        raise ValueError("gamma must be below 1 if corrected is set: 1 - γᵗ would be 0")
    gamma, flag = number("gamma", c.gamma), precision(1)
    eta, coupled = number("eta", c.eta), c.decay > 0 and not c.decoupled
    clip = number("clip", c.clip)
    return (
        (
            eta if c.rate_inside else flag,
            number("eps", c.eps),
            (gamma, precision(1 - c.gamma)),
        ),
        (
            clip if c.clip_first else None,
            number("decay", c.decay, coupled),
            None if c.clip_first else clip,
        ),
        (
            None if c.eps_inside else flag,
            precision(1 - c.gamma**t) if c.corrected else None,
        ),
        (
            number("momentum", c.momentum, c.momentum > 0),
            flag if c.nesterov and c.momentum > 0 else None,
            None if c.rate_inside else eta,
        ),
        (
            number("decay", c.eta * c.decay, c.decay > 0 and c.decoupled),
            number("clip_weights", c.clip_weights),
        ),
    )


def _flat(array: Any) -> Any:
    """Return an array's numbers in the order of memory, those of 16 bits as their bits."""
    if array is None:
        return None
    flat = (array if array.flags.c_contiguous else array.T).reshape(-1)
    seen = _seen(array.dtype)
    return flat if flat.dtype is seen else flat.view(seen)
