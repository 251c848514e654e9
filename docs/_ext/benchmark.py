"""``{benchmark} KIND``: what was measured, as tables of ``rmsprop_tut.book.benchmark``.

``:size:`` chooses one size. Below the tables a line says where, when and with what.
"""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from libraries import table
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from rmsprop_tut.book import benchmark
from rmsprop_tut.lab import bench


class Benchmark(SphinxDirective):
    """The tables of a kind, or the sentence that names what runs ``long``."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {"size": directives.positive_int}

    def run(self) -> list[nodes.Node]:
        """Make them; the page depends on the record and on what words it is put in."""
        for path in (benchmark.__file__, bench.__file__, bench.RECORD):
            self.env.note_dependency(str(path))
        kind, size = self.arguments[0], self.options.get("size")
        if kind == "long":
            return [nodes.paragraph("", benchmark.long_ones())]
        try:
            made = benchmark.tables(kind, size)
        except ValueError as error:
            raise self.error(str(error)) from error
        said = nodes.paragraph("", benchmark.caption(kind, size), classes=["measured"])
        return [*map(table, made), said]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("benchmark", Benchmark)
    return {"parallel_read_safe": True}
