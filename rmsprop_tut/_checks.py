"""Argument checks: each raises before anything is changed, or returns nothing."""

import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np


def check_number(name: str, value: object, low: float, high: float = math.inf) -> None:
    """Refuse what is not a finite real number in ``[low, high]``."""
    allowed = f"in [{low:g}, {high:g}]" if high < math.inf else f"finite and >= {low:g}"
    if low == -sys.float_info.max:
        allowed = "finite"
    if isinstance(value, bool) or not isinstance(
        value, int | float | np.floating | np.integer
    ):
        raise TypeError(f"{name} must be a number {allowed}, not {value!r}")
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(f"{name} must be {allowed}, not {value!r}")


def check_gamma(value: object, name: str = "gamma") -> None:
    """Refuse a decay factor outside [0, 1]."""
    check_number(name, value, 0, 1)


def check_count(name: str, value: object, high: float = math.inf, low: int = 1) -> None:
    """Refuse what is not a whole number of at least ``low`` and at most ``high``."""
    allowed = f"in [{low}, {high:g}]" if high < math.inf else f">= {low}"
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name} must be a whole number {allowed}, not {value!r}")
    if not low <= value <= high:
        raise ValueError(f"{name} must be {allowed}, not {value!r}")


def check_squares(**states: float) -> None:
    """Refuse a negative mean of squares; what a diverging run has (inf, NaN) may pass."""
    for name, value in states.items():
        if value < 0:
            raise ValueError(f"{name} must be >= 0, not {value!r}")


def check_function(name: str, value: object, of: str) -> None:
    """Refuse what cannot be called."""
    if not callable(value):
        raise TypeError(f"{name} must be a function of {of}, not {value!r}")


def check_names(name: str, given: Iterable[str], allowed: Iterable[str]) -> None:
    """Refuse a name that is not among those allowed, so that no typo goes unseen."""
    unknown = sorted(set(given) - set(allowed))
    if unknown:
        raise ValueError(
            f"{name} has unknown names {unknown}; allowed are {sorted(allowed)}"
        )


def check_dict(name: str, value: object) -> None:
    """Refuse what is not a dict."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a dict, not {value!r}")


def check_named(name: str, value: object, what: str) -> None:
    """Refuse what is not a dict of at least one ``what`` by its name."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a dict from name to {what}, not {value!r}")
    if not value:
        raise ValueError(f"{name} must hold at least one {what}, not none")


def check_seed(value: object) -> None:
    """Refuse what is not a whole number of at least 0."""
    check_count("seed", value, low=0)


def check_hyperparams(
    hyperparams: Mapping[str, Any],
    required: Iterable[str],
    optional: Iterable[str] = (),
) -> None:
    """Refuse missing, unknown or out-of-range hyperparameters of an array update."""
    check_dict("hyperparams", hyperparams)
    missing = sorted(set(required) - set(hyperparams))
    if missing:
        raise ValueError(f"hyperparams lacks {missing}; it has {sorted(hyperparams)}")
    check_names("hyperparams", hyperparams, {*required, *optional})
    for key, value in hyperparams.items():
        high = 1 if key in ("gamma", "momentum") else math.inf
        check_number(f"hyperparams[{key!r}]", value, 0, high)


def check_states(params: Sequence[Any], states: Sequence[Any]) -> None:
    """Refuse states that do not match their parameters in number or shape."""
    if len(params) != len(states):
        raise ValueError(
            f"states must hold one array a parameter, {len(params)}, not {len(states)}"
        )
    for i, (p, s) in enumerate(zip(params, states, strict=True)):
        if p.shape != s.shape:
            raise ValueError(
                f"states[{i}] must have the shape {p.shape} of params[{i}], not {s.shape}"
            )


def check_gradients(params: Sequence[Any]) -> None:
    """Refuse a parameter that carries no gradient."""
    for i, p in enumerate(params):
        if getattr(p, "grad", None) is None:
            raise ValueError(
                f"params[{i}].grad must be an array, not None: "
                "call attach_grad() and backward() before the update"
            )
