"""What is changed in place: looked at whole, before the first of the arrays changes."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from ._arrays import DEEPEST, held
from ._checks import is_many, shown
from ._mxnet import address
from ._types import Array


def changed(name: str, values: Any) -> list[Any]:
    """Return arrays that share memory with what a reader lists, or refuse the list.

    A Gluon parameter is the array that it holds, a legacy array of MXNet's the same as its
    ``mxnet.np.ndarray``, a tensor of PyTorch's the array that NumPy sees in its memory.
    """
    check_sequence(name, values)
    return [_array(f"{name}[{i}]", value) for i, value in enumerate(values)]


def check_sequence(name: str, values: Any) -> None:
    """Refuse what does not list arrays."""
    if not (is_many(values) and isinstance(values, Collection)):
        named = f": take list({name}.values())" if hasattr(values, "values") else ""
        raise TypeError(
            f"{name} must be a sequence of arrays, not {shown(values)}{named}"
        )


class Seen(np.ndarray[Any, Any]):
    """A tensor's memory as NumPy sees it, and its gradient's."""

    grad: Array | None = None


def _seen(name: str, tensor: Any) -> Seen:
    """Return NumPy's view of a tensor, or refuse one that NumPy cannot see."""
    try:
        array: Seen = tensor.detach().numpy().view(Seen)
        grad = tensor.grad
        array.grad = None if grad is None else grad.detach().numpy()
    except (TypeError, RuntimeError) as error:
        raise TypeError(
            f"{name} must be a tensor whose memory NumPy can see, dense, on the CPU, of a "
            f"dtype that NumPy has: {error}"
        ) from error
    return array


def _array(name: str, value: Any) -> Any:
    array = held(name, value)
    if hasattr(array, "detach") and hasattr(array, "numpy"):
        return _seen(name, array)
    legacy = hasattr(array, "as_np_ndarray") and not hasattr(array, "__array_ufunc__")
    return array.as_np_ndarray() if legacy and array.stype == "default" else array


def twins(name: str, states: Any, depth: int = 0) -> Any:
    """Return states with each array, in lists and tuples too, as :func:`changed` has it.

    A loop that makes its checks once needs them so: no later step would convert them.
    """
    if depth > DEEPEST:
        raise ValueError(f"states must have at most {DEEPEST} lists in each other")
    if not isinstance(states, list | tuple):
        return _array(name, states)
    made = [twins(f"{name}[{i}]", state, depth + 1) for i, state in enumerate(states)]
    kept = all(new is old for new, old in zip(made, states, strict=True))
    return states if kept else made


def with_gradients(name: str, values: Any) -> list[Any]:
    """Refuse a parameter that holds no floats, or has no gradient that is like it."""
    params = changed(name, values)
    for i, p in enumerate(params):
        grad = getattr(p, "grad", None)
        if not hasattr(grad, "shape"):
            raise ValueError(
                f"{name}[{i}].grad must be an array, not {shown(grad)}: "
                "call attach_grad() (a Parameter has grad_req='write', a tensor "
                "requires_grad) and backward() before the update"
            )
        check_alike(f"{name}[{i}].grad", grad, f"{name}[{i}]", p)
        check_changeable(f"{name}[{i}]", p)
        check_distinct({f"{name}[{i}]": p, f"{name}[{i}].grad": grad})
        if np.dtype(p.dtype).kind != "f":
            raise ValueError(f"{name}[{i}] must hold floats, not {p.dtype}")
    check_distinct({f"{name}[{i}]": p for i, p in enumerate(params)})
    return params


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
            f"{type(other)}, not {shown(array)}"
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


def check_distinct(arrays: Mapping[str, Any]) -> None:
    """Refuse numbers that begin at one place under two names: they would change twice."""
    seen: dict[object, str] = {}
    for name, array in arrays.items():
        first = seen.setdefault(_place(array), name)
        if first != name:
            raise ValueError(f"{name} must be another array than {first}")


def _place(array: Any) -> object:
    """Return where an array's numbers begin, or the array's own number if it has none."""
    if isinstance(array, np.ndarray) and array.size:
        return array.__array_interface__["data"][0]
    return address(array) or ("object", id(array))


def matched(params: Any, states: Any, **others: Any) -> None:
    """Refuse states that do not match their parameters in number, type, shape or dtype."""
    if len(params) != len(states):
        raise ValueError(
            f"states must hold one array a parameter, {len(params)}, not {len(states)}"
        )
    for i, (p, s) in enumerate(zip(params, states, strict=True)):
        check_alike(f"states[{i}]", s, f"params[{i}]", p)
        check_changeable(f"states[{i}]", s)
        check_distinct({f"params[{i}].grad": p.grad, f"states[{i}]": s})
    named = {f"params[{i}]": p for i, p in enumerate(params)}
    check_distinct(named | {f"states[{i}]": s for i, s in enumerate(states)})


def moments(name: str, values: Any) -> list[Any]:
    """Return Adam's states, arrays as :func:`changed` has them, or refuse what is none.

    Each is an average of gradients, one of their squares, and the powers of their decays.
    """
    check_sequence(name, values)
    for i, state in enumerate(values):
        parts = tuple(state) if isinstance(state, tuple | list) else ()
        if len(parts) != 3 or not _are_powers(parts[2]):
            raise ValueError(
                f"{name}[{i}] must be two arrays and NumPy's array of two powers, as "
                f"init_adam_states returns, not {shown(state)}"
            )
    return [twins(f"{name}[{i}]", state) for i, state in enumerate(values)]


def _are_powers(powers: object) -> bool:
    """Tell whether an array holds two powers that can be multiplied."""
    if not (isinstance(powers, np.ndarray) and powers.shape == (2,)):
        return False
    return powers.dtype == float and powers.flags.writeable


def moments_matched(params: Any, states: Any, **others: Any) -> None:
    """Refuse Adam's states that do not match their parameters, or that share an array."""
    averages = [[state[k] for state in states] for k in (0, 1)]
    for each in averages:
        matched(params, each)
    names = ((i, k) for k in (0, 1, 2) for i in range(len(states)))
    check_distinct({f"states[{i}][{k}]": states[i][k] for i, k in names})


FRACTIONS = ("gamma", "momentum", "beta1", "beta2")
TINY = np.finfo(float).tiny  # MXNet takes no constant between 0 and this


def told_apart(params: Any, hyperparams: Mapping[str, Any], **others: Any) -> None:
    """Refuse a constant that a parameter's dtype rounds to one that means something else.

    An ε or η of 0 divides by zero or trains nothing, an infinite one stops the weights, and a
    γ or β of 1 forgets nothing.
    """
    for dtype in {np.dtype(p.dtype) for p in params}:
        for name, value in hyperparams.items():
            check_told_apart(f"hyperparams[{name!r}]", name, value, dtype)


def check_told_apart(label: str, name: str, value: float, dtype: Any) -> None:
    """Refuse a constant, of this name, that a dtype rounds to one of another meaning."""
    with np.errstate(over="ignore", under="ignore"):
        rounded = dtype.type(value)
    limit = _limit(np.finfo(dtype), name in FRACTIONS, float(value), rounded)
    if limit:
        raise ValueError(
            f"{label} must be told from {rounded:.3g} in {dtype}, the "
            f"dtype of the parameters, which {shown(value)} is not: {limit}"
        )


def _limit(info: Any, fraction: bool, value: float, rounded: Any) -> str | None:
    """Return the constant nearest to one that rounds to another kind, in words."""
    if 0 < value < TINY or (rounded == 0 != value and not fraction):
        return f"the smallest is {max(info.smallest_subnormal, TINY):.2g}"
    if fraction and rounded == 1 != value:
        return f"the largest below 1 is {1 - info.epsneg:.8g}"
    return f"the largest is {info.max:.6g}" if np.isinf(rounded) else None
