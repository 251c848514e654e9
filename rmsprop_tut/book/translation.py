"""What the translation form shows, and the data of its twin in JavaScript.

The twin is ``docs/_static/translation/translate.js``. It has the arithmetic and the search of
:mod:`rmsprop_tut.core.conventions` and :mod:`rmsprop_tut.lab.translation` once more; the
libraries, the ranges and the sentences it is given from here. A test in node and one in a
browser hold the two together, to the last bit.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import MISSING, asdict, fields
from itertools import permutations
from typing import Any

from .._checks import FRACTION, Range
from ..core.conventions import Convention
from ..core.libraries import (
    LIBRARIES,
    NONE_IF_ZERO,
    RULES,
    ZERO_IF_NONE,
    Argument,
    Library,
    Settings,
    Value,
)
from ..core.objectives import CURVATURES, START
from ..lab import translation
from ..lab.translation import translate
from ..results import Translation
from .playground import portable

OPENING = "pytorch", "keras"
RATE = 0.001  # where a library has no default for it
COMMON = "pytorch", "keras", "optax", "tensorflow1", "mxnet"
Case = tuple[Settings, str, str]

HEADS = {  # by whether the path is the same
    True: "Write in {title}, for the same path:",
    False: "Write in {title}, carried over as near as its arguments allow:",
}
APART = (
    f"Over the chapter's {translation.STEPS} steps the two paths are at most {{distance}} "
    "apart."
)
NOT_FINITE = (
    "One of the two paths leaves the finite numbers, and the other does not follow."
)
SENTENCES: dict[str, Any] = {
    "reasons": translation.REASONS,
    "only_centred": translation.ONLY_CENTRED,
    "same": translation.SAME,
    "rate_at": translation.RATE_AT,
    "no_eps": translation.NO_EPS,
    "eps_carried": translation.EPS_CARRIED,
    "eps_held": translation.EPS_HELD,
    "rate_tried": translation.RATE_TRIED,
    "none_found": translation.NONE_FOUND,
    "descent": translation.DESCENT,
    "no_matter": translation.NO_MATTER,
    "heads": HEADS,
    "apart": APART,
    "not_finite": NOT_FINITE,
}


def filled_in(library: Library) -> dict[str, Value]:
    """Return what the form's fields of a library say at first: its defaults.

    Parameters
    ----------
    library : Library
        A record.

    Returns
    -------
    dict
        Value by argument; a learning rate that has no default is 0.001.

    Examples
    --------
    >>> filled_in(LIBRARIES["jax"])
    {'step_size': 0.001, 'gamma': 0.9, 'eps': 1e-08}
    """
    return {a.name: RATE if a.required else a.default for a in library.arguments}


def hint(library: Library, argument: Argument) -> str:
    """Return what a reader should know of a field, or nothing.

    Parameters
    ----------
    library : Library
        A record.
    argument : Argument
        One of its arguments.

    Returns
    -------
    str
        That it has no default, or what it acts with.

    Examples
    --------
    >>> mxnet = LIBRARIES["mxnet"]
    >>> hint(mxnet, mxnet.arguments[2])
    'acts if centered'
    """
    if argument.required:
        return "has no default"
    with_it = [a.name for a in library.arguments if a.option == argument.acts_if]
    return " ".join(["acts if", *with_it]) if with_it else ""


def head(title: str, found: Translation) -> str:
    """Return the line above the code.

    Parameters
    ----------
    title : str
        The library that is translated to.
    found : Translation
        The answer.

    Returns
    -------
    str
        A sentence's beginning.

    Examples
    --------
    >>> head("optax", translate({}, "mxnet", "optax"))
    'Write in optax, for the same path:'
    """
    return HEADS[found.exact].format(title=title)


def apart(found: Translation) -> float:
    """Return how far off a translation is, to three digits.

    Parameters
    ----------
    found : Translation
        The answer.

    Returns
    -------
    float
        Its distance, rounded.

    Examples
    --------
    >>> apart(translate({"lr": 0.4}, "pytorch", "autograd"))
    4.08
    """
    return float(f"{found.distance:.3g}")


def reading(found: Translation) -> str:
    """Return why a translation is as it is, and how far off.

    Parameters
    ----------
    found : Translation
        The answer.

    Returns
    -------
    str
        Two or more sentences.

    Examples
    --------
    >>> print(reading(translate({}, "mxnet", "optax")))
    The same path, to rounding. Over the chapter's 20 steps the two paths are at most 0.0 apart.
    """
    far = APART.format(distance=apart(found))
    return f"{found.why} {far if math.isfinite(found.distance) else NOT_FINITE}"


def common_cases() -> list[tuple[Library, Library, Translation]]:
    """Translate the defaults of five libraries into each other.

    Returns
    -------
    list of tuple
        The library translated from, the one translated to, and the answer.

    Examples
    --------
    >>> source, target, found = common_cases()[0]
    >>> print(source.title, "to", target.title, found.exact)
    PyTorch to Keras 3 False
    """
    pairs = permutations((LIBRARIES[name] for name in COMMON), 2)
    return [
        (source, target, translate(filled_in(source), source.name, target.name))
        for source, target in pairs
    ]


def data() -> dict[str, Any]:
    """Return all that the twin does not compute, as JSON can hold it.

    Returns
    -------
    dict
        ``libraries``, ``convention`` (an option's default where it has one), ``ranges``,
        ``sentences`` and the run that translations are compared on, among others.

    Examples
    --------
    >>> data()["ranges"]["gamma"]
    {'words': 'a fraction, in [0, 1]', 'high': 1}
    """
    return {
        "libraries": {name: _record(library) for name, library in LIBRARIES.items()},
        "convention": {
            f.name: f.default for f in fields(Convention) if f.default is not MISSING
        },
        "ranges": {
            option: {"words": rule.words, "high": 1 if rule is FRACTION else None}
            for option, rule in RULES.items()
            if isinstance(rule, Range)
        },
        "none_if_zero": NONE_IF_ZERO,
        "zero_if_none": ZERO_IF_NONE,
        "sentences": SENTENCES,
        "start": START,
        "curvatures": CURVATURES,
        "steps": translation.STEPS,
        "squares": translation.SQUARES,
        "rounding": translation.ROUNDING,
    }


def _record(library: Library) -> dict[str, Any]:
    """Return what of a record the twin computes with."""
    record = asdict(library)
    wanted = "title", "code", "arguments", "fixed", "follows"
    return {name: record[name] for name in wanted}


def export(cases: Iterable[Case]) -> str:
    """Write translations as JSON, every bit kept, for the twin to be compared with.

    Parameters
    ----------
    cases : iterable of tuple
        Settings, the library that has them, and the one that they are translated to.

    Returns
    -------
    str
        A list of the cases with their answers.

    Examples
    --------
    >>> json.loads(export([({}, "mxnet", "optax")]))[0]["found"]["exact"]
    True
    """
    return json.dumps(
        [
            {"settings": settings, "from": from_, "to": to, "found": _answer(*case)}
            for case in cases
            for settings, from_, to in [case]
        ]
    )


def _answer(settings: Settings, from_: str, to: str) -> dict[str, Any]:
    """Return a translation as JSON can hold it."""
    found = translate(settings, from_, to)
    return {
        **vars(found),
        "settings": dict(found.settings),
        "distance": portable(found.distance),
        "reading": reading(found),
    }
