"""The package's code: ``code-of`` shows the algorithm, and each source leads to the reference.

Docstring, decorators and type annotations stay in the file. ``viewcode`` leads from a module
back to the reference by one module name for all that it holds (``collect_pages``), whatever
each is listed under: so all have an anchor under the package's name and under their room's.
"""

import ast
import sys
from pathlib import Path
from textwrap import fill, indent
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.directives.code import CodeBlock
from sphinx.util.typing import ExtensionMetadata, OptionSpec

PACKAGE = "rmsprop_tut"
WIDTH = 88  # letters that a page shows without scrolling


def heading(function: ast.FunctionDef, source: str) -> str:
    """Return ``def name(arguments):`` without annotations, defaults as they are spelled."""
    for part in ast.walk(function.args):
        if isinstance(part, ast.arg):
            part.annotation = None
    for defaults in (function.args.defaults, function.args.kw_defaults):
        for place, default in enumerate(defaults):
            if default:
                spelled = ast.get_source_segment(source, default)
                defaults[place] = ast.Name(spelled or "")
    line = f"def {function.name}({ast.unparse(function.args)}):"
    if len(line) <= WIDTH:
        return line
    arguments = indent(fill(ast.unparse(function.args), WIDTH - 4), " " * 4)
    return f"def {function.name}(\n{arguments}\n):"


def body(function: ast.FunctionDef, source: str) -> str:
    """Return what follows the docstring, as it stands in the file."""
    first = function.body[0].lineno - 1
    if ast.get_docstring(function):
        first = function.body[0].end_lineno or first
    lines = source.splitlines()[first : function.end_lineno]
    return "\n".join(lines).strip("\n")


def listing(source: str, name: str) -> str:
    """Return a top-level function of a module as a page shows it."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return f"{heading(node, source)}\n{body(node, source)}"
    raise ValueError(f"the module has no function {name!r} to show")


class CodeOf(CodeBlock):
    """``{code-of} ../rmsprop_tut/MODULE.py``, in ``:pyobject:`` names between commas."""

    option_spec: ClassVar[OptionSpec] = {
        **CodeBlock.option_spec,
        "pyobject": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Show the functions one below the other; the page depends on their file."""
        name, path = self.env.relfn2path(self.arguments[0])
        self.env.note_dependency(name)
        source = Path(path).read_text(encoding="utf-8")
        names = map(str.strip, self.options["pyobject"].split(","))
        try:
            code = "\n\n\n".join(listing(source, name) for name in names)
        except ValueError as error:
            raise self.error(str(error)) from error
        self.arguments[:] = ["python"]
        self.content = StringList(code.splitlines(), path)
        return super().run()


def add_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Give each signature the anchor that it lacks."""
    for signature in doctree.findall(addnodes.desc_signature):
        name, listed = signature.get("fullname"), sys.modules.get(signature["module"])
        room = getattr(listed, name.partition(".")[0]).__module__
        for anchor in (f"{PACKAGE}.{name}", f"{room}.{name}"):
            if anchor not in signature["ids"]:
                signature["ids"].append(anchor)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, and come when a page is read."""
    app.add_directive("code-of", CodeOf)
    app.connect("doctree-read", add_anchors)
    return {"parallel_read_safe": True}
