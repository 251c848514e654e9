"""The tables of what was measured, made from the record of ``nox -s bench``."""

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from ..lab.bench import REFERENCE, Measured, bench_record, measured, ratio

Row: TypeAlias = tuple[str, ...]
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
FIXED = "\N{NO-BREAK SPACE}"
UNITS = (1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")
PACKAGES = {
    "python": "Python",
    "numpy": "NumPy",
    "mxnet": "MXNet",
    "numba": "Numba",
    "torch": "PyTorch",
    "jax": "JAX",
    "optax": "optax",
    "d2l": "d2l",
}
BUILDS = {
    "cold": "from nothing",
    "nothing": "no change",
    "cell": "one cell of one page",
    "docstring": "one docstring",
}
LONG = 20.0  # seconds from which on a page or a script is named


def digits(value: float, count: int = 3) -> str:
    """Return a number to some digits, without an exponent.

    Parameters
    ----------
    value : float
        Positive.
    count : int
        How many digits count.

    Returns
    -------
    str
        Thousands between commas.

    Examples
    --------
    >>> digits(0.01234), digits(12.34), digits(12345, 2)
    ('0.0123', '12.3', '12,000')
    """
    rounded = float(f"{value:.{count}g}")
    places = max(0, count - 1 - math.floor(math.log10(rounded)))
    return f"{rounded:,.{places}f}"


def time(seconds: float) -> str:
    """Return a time to three digits, in the unit that suits it.

    Parameters
    ----------
    seconds : float
        Positive.

    Returns
    -------
    str
        With its unit, from which it does not break.

    Examples
    --------
    >>> time(0.00123).split(), time(61.23).split()
    (['1.23', 'ms'], ['61.2', 's'])
    """
    scale, unit = next((u for u in UNITS if seconds >= u[0]), UNITS[-1])
    return f"{digits(seconds / scale)}{FIXED}{unit}"


def spread(row: Measured) -> str:
    """Return the quartiles, in the unit of the median."""
    scale, unit = next((u for u in UNITS if row.median >= u[0]), UNITS[-1])
    return f"{digits(row.low / scale)} … {digits(row.high / scale)}{FIXED}{unit}"


def power(size: int) -> str:
    """Return a power of ten as such.

    Parameters
    ----------
    size : int
        At least 1.

    Returns
    -------
    str
        Another number as it is.

    Examples
    --------
    >>> power(1000), power(2)
    ('10³', '2')
    """
    exponent = len(str(size)) - 1
    raised = f"10{str(exponent).translate(RAISED)}"
    return raised if size == 10**exponent and exponent else str(size)


def size_of(count: float) -> str:
    """Return bytes in kB or MB.

    Parameters
    ----------
    count : float
        Bytes.

    Returns
    -------
    str
        A thousand bytes are a kB.

    Examples
    --------
    >>> size_of(123_456).split(), size_of(2_500_000).split()
    (['123', 'kB'], ['2.50', 'MB'])
    """
    scale, unit = (1e6, "MB") if count >= 1e6 else (1e3, "kB")
    return f"{digits(count / scale)}{FIXED}{unit}"


def per_parameter(row: Measured) -> str:
    """Return the nanoseconds of a parameter, to two digits: the table is wide."""
    return digits(row.median / row.size * 1e9, 2)


def took(row: Measured) -> str:
    """Return the median."""
    return time(row.median)


COUNTED = {"update": "parameters", "sweep": "trainings", "training": "epochs"}
OVERVIEW: Mapping[str, tuple[str, Callable[[Measured], str]]] = {
    "update": ("ns a parameter", per_parameter),
    "sweep": ("trainings", took),
}


def together(rows: list[Measured]) -> list[list[Measured]]:
    """Return the rows by environment, or in one where no contender ran in two.

    An environment with one contender has nothing to compare.
    """
    names = {(row.environment, row.contender) for row in rows}
    if len({name for _, name in names}) == len(names):
        return [rows]
    places = dict.fromkeys(row.environment for row in rows)
    groups = [[row for row in rows if row.environment == place] for place in places]
    return [g for g in groups if len({row.contender for row in g}) > 1]


def by_size(kind: str, rows: list[Measured]) -> list[Row]:
    """Return a contender a row, with a column for each size."""
    title, cell = OVERVIEW[kind]
    sizes = sorted({row.size for row in rows})
    cells = {(row.contender, row.size): cell(row) for row in rows}
    names = dict.fromkeys(row.contender for row in rows)
    body = [(name, *(cells.get((name, s), "–") for s in sizes)) for name in names]
    return [(title, *map(power, sizes)), *body]


def quotient(row: Measured) -> str:
    """Return the ratio to the reference."""
    found = ratio(row)
    return "–" if found is None else digits(found)


def at_size(rows: list[Measured]) -> list[Row]:
    """Return a contender a row, with median, quartiles, ratio, and the first call."""
    over = "traffic" if REFERENCE[rows[0].kind] == "same traffic" else "ours"
    body = [(r.contender, took(r), spread(r), quotient(r), time(r.first)) for r in rows]
    title = f"{power(rows[0].size)} {COUNTED[rows[0].kind]}"
    return [(title, "median", "quartiles", f"/ {over}", "first call"), *body]


def builds() -> list[Row]:
    """Return how long builds took, as a clock and as the cores have it."""
    made = bench_record()["book"]["builds"]
    rows = [
        (BUILDS[name], time(b["seconds"]), time(b["cpu"])) for name, b in made.items()
    ]
    return [("build", "clock", "of all cores"), *rows]


def called(name: str) -> str:
    """Return a page's or script's name in words.

    Parameters
    ----------
    name : str
        Its path.

    Returns
    -------
    str
        Without folder, and without what marks a script.

    Examples
    --------
    >>> called("rmsprop/plot_which_paths")
    'which paths'
    """
    return name.rpartition("/")[2].removeprefix("plot_").replace("_", " ")


def pages() -> list[Row]:
    """Return the seconds and bytes of each page and script."""
    made = bench_record()["book"]["pages"]
    rows = [
        (called(name), time(p["seconds"]) if p["seconds"] else "–", size_of(p["bytes"]))
        for name, p in made.items()
    ]
    return [("page or script", "runs for", "bytes"), *rows]


def tables(kind: str, size: int | None = None) -> list[list[Row]]:
    """Return the tables of a kind, the heads of columns first in each.

    Parameters
    ----------
    kind : str
        ``"update"``, ``"sweep"`` or ``"training"``, ``"builds"`` or ``"pages"``.
    size : int, optional
        With it, median, quartiles, ratio and first call at this size.

    Returns
    -------
    list of list of tuple of str
        A table for each environment in which there is something to compare.

    Raises
    ------
    ValueError
        If nothing of this kind and size was measured.

    Examples
    --------
    >>> [table[0][:3] for table in tables("training")]
    [('2 epochs', 'median', 'quartiles')]
    """
    if kind in ("builds", "pages"):
        return [{"builds": builds, "pages": pages}[kind]()]
    groups = together(measured(kind, size))
    if kind in OVERVIEW and size is None:
        return [by_size(kind, group) for group in groups]
    return [at_size(group) for group in groups]


def versions(environment: Mapping[str, str]) -> str:
    """Return what an environment has."""
    return ", ".join(f"{PACKAGES[name]} {v}" for name, v in environment.items())


def machine(made: Mapping[str, Any]) -> str:
    """Return on which machine and when something was measured.

    Parameters
    ----------
    made : dict
        Of a part of the record.

    Returns
    -------
    str
        Processor, cores, caches and date.

    Examples
    --------
    >>> made = {"processor": "EPYC", "cores": 2, "date": "2026-11-29"}
    >>> machine({**made, "caches": {"L1": 32768}})
    'EPYC, 2 cores, caches L1 32 KiB, 2026-11-29'
    """
    sizes = [
        f"{name} {f'{v >> 20} MiB' if v >= 1 << 20 else f'{v >> 10} KiB'}"
        for name, v in made["caches"].items()
    ]
    known = [f"caches {', '.join(sizes)}"] if sizes else []
    cores = f"{made['cores']} cores"
    return ", ".join([made["processor"], cores, *known, made["date"]])


def caption(kind: str, size: int | None = None) -> str:
    """Return where, when and with what the tables of a kind were measured.

    Parameters
    ----------
    kind, size : str, int
        As for :func:`tables`.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> caption("training").startswith("Measured on ")
    True
    """
    if kind in ("builds", "pages"):
        return f"Measured on {machine(bench_record()['book']['made'])}."
    fast = bench_record()["fast"]
    groups = together(measured(kind, size))
    counts = [row.rounds for group in groups for row in group]
    rounds = " to ".join(str(n) for n in sorted({min(counts), max(counts)}))
    places = [dict.fromkeys(row.environment for row in group) for group in groups]
    known = [
        "; beside it ".join(versions(fast["environments"][e]) for e in p)
        for p in places
    ]
    with_what = " Then the same with ".join(f"{text}." for text in known)
    said = f"Medians of {rounds} rounds in which all took turns. {with_what}"
    return f"Measured on {machine(fast['made'])}. {said}"


def long_ones() -> str:
    """Say which pages and scripts run for more than twenty seconds.

    Returns
    -------
    str
        A sentence.

    Examples
    --------
    >>> "20 s" in long_ones()
    True
    """
    made = bench_record()["book"]["pages"]
    found = [
        f"{called(name)} ({time(p['seconds'])})"
        for name, p in made.items()
        if p["seconds"] > LONG
    ]
    if not found:
        return f"No page and no script runs for more than {LONG:.0f} s."
    return f"For more than {LONG:.0f} s run: {', '.join(found)}."


def columns(rows: list[Row]) -> str:
    """Return a table as text, its columns one below the other."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join([r[0].ljust(widths[0]), *map(str.rjust, r[1:], widths[1:])])
        for r in rows
    ]
    return "\n".join(lines)


def of_kind(kind: str) -> list[str]:
    """Return a kind's caption and all its tables as text."""
    sizes = sorted({row.size for row in measured(kind)})
    every = [*([None] if kind in OVERVIEW else []), *sizes]
    shown = [table for size in every for table in tables(kind, size)]
    return [caption(kind), *map(columns, shown)]


def as_text() -> str:
    """Return all that was measured, as a terminal shows it.

    Returns
    -------
    str
        For each kind where, when and with what, and its tables.

    Examples
    --------
    >>> "quartiles" in as_text()
    True
    """
    record, parts = bench_record(), []
    if "fast" in record:
        parts += [part for kind in REFERENCE for part in of_kind(kind)]
        parts += record["fast"]["missing"]
    if "book" in record:
        shown = [table for kind in ("builds", "pages") for table in tables(kind)]
        parts += [caption("builds"), *map(columns, shown), long_ones()]
    return "\n\n".join(parts)
