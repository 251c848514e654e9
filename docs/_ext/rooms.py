"""``{rooms} FOLDER``: its modules by their first lines; ``{floors}``: what of them imports what.

The floors are those of the contract that import-linter keeps, in ``pyproject.toml``. What each
imports is read from the code, so the drawing shows what is so, and the contract what may be.
"""

import ast
import os
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import matplotlib.style
from docutils import nodes
from matplotlib.figure import Figure
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

ROOT = Path(__file__).parents[2]
PROJECT, PACKAGE = ROOT / "pyproject.toml", ROOT / "rmsprop_tut"
IMPORTS = ast.Import | ast.ImportFrom


def floors() -> list[str]:
    """Return the package's floors from the top down, as the contract has them."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = (c["layers"] for c in contracts if c["type"] == "layers")
    return [floor for layer in layers for floor in layer.split(" | ")]


def modules(folder: Path) -> list[Path]:
    """Return a folder's modules and packages, floors in their order, others by name."""
    order = floors()
    found = [p for p in folder.glob("*.py") if p.name != "__init__.py"]
    found += [p.parent for p in folder.glob("*/__init__.py")]
    known = [path for path in found if path.stem in order]
    others = [path for path in found if path.stem not in order]
    return sorted(known, key=lambda path: order.index(path.stem)) + sorted(others)


def code_of(path: Path) -> Path:
    """Return the file in which a module's or a package's docstring stands."""
    return path / "__init__.py" if path.is_dir() else path


def first_line(path: Path) -> str:
    """Return what a module says of itself first."""
    tree = ast.parse(code_of(path).read_bytes())
    return (ast.get_docstring(tree) or "").partition("\n")[0]


def entries(folder: Path, indent: str = "") -> Iterator[str]:
    """Yield a folder's modules as lines of a list in reStructuredText, as docstrings are."""
    for path in modules(folder):
        yield f"{indent}``{path.stem}``"
        yield f"{indent}    {first_line(path)}\n"
        if path.is_dir():
            yield from entries(path, f"{indent}    ")


def names(node: IMPORTS, package: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield what an import in a module of a package names, in full, part by part."""
    within: tuple[str, ...] = ()
    if isinstance(node, ast.ImportFrom):
        base = package[: len(package) - node.level + 1] if node.level else ()
        within = (*base, *(node.module or "").split(".")) if node.module else base
    for alias in node.names:
        yield (*within, *alias.name.split("."))


def imported(path: Path) -> set[str]:
    """Return the floors that a module imports, wherever in its code."""
    package = path.relative_to(PACKAGE.parent).parent.parts
    found = [
        n for n in ast.walk(ast.parse(path.read_bytes())) if isinstance(n, IMPORTS)
    ]
    parts = (name for node in found for name in names(node, package))
    return {name[1] for name in parts if name[0] == PACKAGE.name and len(name) > 1}


def counts() -> Counter[tuple[str, str]]:
    """Return for each two floors how many modules of the first import the second."""
    known, found = floors(), Counter[tuple[str, str]]()
    for floor in known:
        room = PACKAGE / floor
        files = sorted(room.rglob("*.py")) or [room.with_suffix(".py")]
        for file in files:
            others = sorted(imported(file) & {*known})  # a set has no order
            found.update((floor, other) for other in others)
    return found


def in_words(order: list[str], found: Counter[tuple[str, str]]) -> str:
    """Say what the drawing shows: of each floor what it imports, and whether one above it."""
    said = []
    for floor in order:
        others = [f"{o} in {found[floor, o]}" for o in order if found[floor, o]]
        said.append(f"{floor} imports {', '.join(others) or 'none'}.")
    up = [f"{a} imports {b}" for a, b in found if order.index(b) < order.index(a)]
    last = f"Upwards: {', '.join(up)}." if up else "No floor imports one above it."
    first = "Floors from the top down, and in how many of its files each imports which:"
    return " ".join([first, *said, last])


def draw(order: list[str], found: Counter[tuple[str, str]], path: Path) -> None:
    """Draw the floors as rows and as columns, with a number where a row imports a column."""
    with matplotlib.style.context("rmsprop_tut.book"):
        figure = Figure(figsize=(5.2, 5.2))
        axes = figure.subplots()
        for (floor, other), number in found.items():
            x, y = order.index(other), order.index(floor)
            axes.plot(x, y, "s", color="0.9" if x == y else "#CFE3F1", markersize=16)
            axes.text(x, y, str(number), ha="center", va="center", fontsize=10)
        axes.set_xticks(range(len(order)), order, rotation=90)
        axes.set_yticks(range(len(order)), order)
        edges = -0.6, len(order) - 0.4
        axes.set(xlim=edges, ylim=edges[::-1], xlabel="is imported", ylabel="imports")
        axes.set_title("Nothing stands below the diagonal")
        axes.tick_params(length=0)
        figure.savefig(path, format="svg", metadata={"Date": None})


class Rooms(SphinxDirective):
    """The modules of a folder; the page depends on each, and on the contract."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """List them."""
        folder = ROOT / self.arguments[0]
        for path in (PROJECT, *folder.rglob("*.py")):
            self.env.note_dependency(str(path))
        listed = "\n".join(entries(folder))
        return self.parse_text_to_nodes(f"```{{eval-rst}}\n{listed}\n```")


class Floors(SphinxDirective):
    """The drawing of the floors, in words too."""

    def run(self) -> list[nodes.Node]:
        """Draw them beside what is read, for all shapes of the book."""
        for path in (PROJECT, *PACKAGE.rglob("*.py")):
            self.env.note_dependency(str(path))
        path, order, found = Path(self.env.doctreedir, "floors.svg"), floors(), counts()
        draw(order, found, path)
        place = Path(os.path.relpath(path, self.env.srcdir)).as_posix()
        image = nodes.image(uri=f"/{place}", alt=in_words(order, found))
        image["classes"] = ["sphx-glr-single-img"]  # turned in the dark as all drawings
        return [image]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register both."""
    app.add_directive("floors", Floors)
    app.add_directive("rooms", Rooms)
    return {"parallel_read_safe": True}
