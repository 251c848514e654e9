"""``code-of``: literalinclude of a function of the package, without its docstring."""

import ast
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.directives.code import LiteralInclude
from sphinx.util.typing import ExtensionMetadata


def lines_without_docstring(source: str, name: str) -> str:
    """Return the line ranges of a top-level function, relative to it, less its docstring."""
    tree = ast.parse(source)
    function = next(node for node in tree.body if getattr(node, "name", None) == name)
    first, docstring = function.lineno, function.body[0]
    return f"1-{docstring.lineno - first},{docstring.end_lineno - first + 2}-"


class CodeOf(LiteralInclude):
    """``{code-of} ../rmsprop_tut/MODULE.py`` with the option ``:pyobject:``."""

    def run(self):
        """Leave the docstring out, then include as usual."""
        _, path = self.env.relfn2path(self.arguments[0])
        source = Path(path).read_text(encoding="utf-8")
        self.options["lines"] = lines_without_docstring(
            source, self.options["pyobject"]
        )
        self.options.setdefault("language", "python")
        return super().run()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("code-of", CodeOf)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
