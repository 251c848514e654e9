"""The tables of what libraries mean by RMSProp, made from the records in ``LIBRARIES``.

A cell is text in which what stands between backticks is code.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ..core.libraries import LIBRARIES, Argument, Library, Value

Row: TypeAlias = tuple[str, ...]
Column: TypeAlias = Callable[[Library], str]


def argument(library: Library, option: str) -> Argument | None:
    """Return the argument that sets an option of a convention."""
    return next((a for a in library.arguments if a.option == option), None)


def number(value: Value) -> str:
    """Return a number as code has it, in its short form."""
    return f"{value:g}".replace("e-0", "e-")


def default(option: str) -> Column:
    """Return the column of a number's name and default."""

    def cell(library: Library) -> str:
        found = argument(library, option)
        if found is None:
            fixed = library.fixed.get(option)
            return f"{number(fixed)}, fixed" if fixed else "none"
        return f"`{found.name}` " + ("–" if found.required else number(found.default))

    return cell


def place_of_eps(library: Library) -> str:
    """Say on which side of the root ε stands."""
    found = argument(library, "eps_inside")
    if found is not None:
        side = "inside" if found.default else "outside"
        return f"{side}, or `{found.name}`"
    if "eps_inside" in library.follows:
        return "outside; inside when centred"
    if argument(library, "eps") is None and "eps" not in library.fixed:
        return "no ε"
    return "inside" if library.fixed.get("eps_inside", True) else "outside"


def start_of_state(library: Library) -> str:
    """Say what the mean square starts from."""
    found = argument(library, "initial")
    if found is not None:
        return f"{number(found.default)}, or `{found.name}`"
    return number(library.fixed.get("initial", 0.0))


def centred(library: Library) -> str:
    """Say whether the gradient's mean is taken off."""
    found = argument(library, "centred")
    if found is not None:
        return "optional"
    return "always" if library.fixed.get("centred") else "no"


def momentum(library: Library) -> str:
    """Say whether there is momentum, and where the learning rate acts."""
    found = argument(library, "momentum")
    if found is None:
        return "no"
    outside = library.fixed.get("rate_inside") is False
    side = "rate outside" if outside else "rate inside"
    only = ", when centred" if found.acts_if else ""
    return f"`{found.name}` {number(found.default or 0.0)}, {side}{only}"


def decay(library: Library) -> str:
    """Say whether there is weight decay, and where it acts."""
    found = argument(library, "decay")
    if found is None:
        return "no"
    apart = library.fixed.get("decoupled")
    return f"`{found.name}`, " + ("apart" if apart else "in the gradient")


def others(library: Library) -> str:
    """Return the arguments that have no column of their own."""
    options = ("nesterov", "corrected", "clip", "clip_weights")
    found = [f"`{a.name}`" for a in library.arguments if a.option in options]
    return ", ".join(found) or "–"


TABLES: Mapping[str, Mapping[str, Column]] = {
    "defaults": {
        "library": lambda library: library.title,
        "learning rate": default("eta"),
        "γ": default("gamma"),
        "ε": default("eps"),
    },
    "algorithm": {
        "library": lambda library: library.title,
        "ε and the root": place_of_eps,
        "state from": start_of_state,
        "centred": centred,
        "momentum": momentum,
    },
    "extras": {
        "library": lambda library: library.title,
        "weight decay": decay,
        "also": others,
    },
}
NOTES: Mapping[str, Column] = {
    "differs": lambda library: library.differs,
    "sources": lambda library: f"{library.version}: {library.source}.",
}


def table(kind: str, names: tuple[str, ...] = tuple(LIBRARIES)) -> list[Row]:
    """Return a table's rows, the heads of its columns first.

    Parameters
    ----------
    kind : str
        A key of ``TABLES``.
    names : tuple of str
        Keys of ``LIBRARIES``.

    Returns
    -------
    list of tuple of str
        A library a row.

    Examples
    --------
    >>> table("defaults", ("pytorch",))[1]
    ('PyTorch', '`lr` 0.01', '`alpha` 0.99', '`eps` 1e-8')
    """
    columns = TABLES[kind]
    rows = [tuple(cell(LIBRARIES[n]) for cell in columns.values()) for n in names]
    return [tuple(columns), *rows]


def notes(kind: str) -> list[tuple[str, str]]:
    """Return a title and a note for each library that has one.

    Parameters
    ----------
    kind : str
        A key of ``NOTES``.

    Returns
    -------
    list of tuple of str
        Title and note.

    Examples
    --------
    >>> notes("sources")[0][1][:6]
    '1.9.1:'
    """
    said = [(library.title, NOTES[kind](library)) for library in LIBRARIES.values()]
    return [(title, note) for title, note in said if note]
