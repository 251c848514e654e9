"""A formula keeps its comma: no line breaks in a formula with what touches it.

A browser may break a line on either side of a formula, whatever stands there
(https://github.com/KaTeX/KaTeX/issues/1233). ``book.css`` forbids it in what is joined here.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

BEFORE, AFTER = re.compile(r"\S*\Z"), re.compile(r"\S*")


def take(line: nodes.Element, place: int, touching: re.Pattern[str]) -> str:
    """Take from the text at a place in a line what touches the formula beside it."""
    if not (0 <= place < len(line) and isinstance(line[place], nodes.Text)):
        return ""
    text = str(line[place])
    if found := touching.search(text):
        line[place] = nodes.Text(text[: found.start()] + text[found.end() :])
    return found[0] if found else ""


def join(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Join each formula in a line of text to what touches it."""
    if app.builder.format != "html":
        return
    for formula in list(doctree.findall(nodes.math)):
        line, place = formula.parent, formula.parent.index(formula)
        before, after = take(line, place - 1, BEFORE), take(line, place + 1, AFTER)
        if before or after:
            joined = nodes.inline("", before, classes=["joined"])
            line[place] = joined
            joined += [formula, nodes.Text(after)]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come when the page is whole, before it is written."""
    app.connect("doctree-resolved", join)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
