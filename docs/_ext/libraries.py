"""``{libraries} KIND``: a table of ``rmsprop_tut.book.libraries``, or its notes as a list."""

import re
from collections.abc import Iterator
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from rmsprop_tut.book import libraries
from rmsprop_tut.core import libraries as records

ALL = " ".join(records.LIBRARIES)


def inline(text: str) -> Iterator[nodes.Node]:
    """Yield a cell's text, and its code as such."""
    for i, part in enumerate(text.split("`")):
        if part:
            yield nodes.literal(part, part) if i % 2 else nodes.Text(part)


def row(cells: tuple[str, ...]) -> nodes.row:
    """Return a row."""
    entries = [nodes.entry("", nodes.paragraph("", "", *inline(c))) for c in cells]
    return nodes.row("", *entries)


def table(rows: list[tuple[str, ...]]) -> nodes.table:
    """Return a table whose first row and first column are heads."""
    head, *body = rows
    widths = [max(len(r[i]) for r in rows) for i in range(len(head))]
    columns = [nodes.colspec(colwidth=width) for width in widths]
    columns[0]["stub"] = 1
    parts = nodes.thead("", row(head)), nodes.tbody("", *map(row, body))
    group = nodes.tgroup("", *columns, *parts, cols=len(head))
    return nodes.table("", group, classes=["libraries", "colwidths-auto"])


def breakable(text: str) -> str:
    """Return a text in which a path may break behind each of its slashes."""
    return re.sub(r"(?<=\w)/(?=\w)", "/\u200b", text)


def item(title: str, note: str) -> nodes.definition_list_item:
    """Return a library's note."""
    said = nodes.definition("", nodes.paragraph("", breakable(note)))
    return nodes.definition_list_item("", nodes.term("", title), said)


class Libraries(SphinxDirective):
    """A table or a list, of all libraries or of those that ``:only:`` names."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {"only": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Make it; the page depends on the records and on what words they are put in."""
        for module in (libraries, records):
            self.env.note_dependency(str(module.__file__))
        (kind,) = self.arguments
        if kind in libraries.NOTES:
            items = [item(*note) for note in libraries.notes(kind)]
            return [nodes.definition_list("", *items)]
        names = tuple(self.options.get("only", ALL).split())
        return [table(libraries.table(kind, names))]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("libraries", Libraries)
    return {"parallel_read_safe": True}
