"""``{fact}`name```: a number of ``rmsprop_tut.book.facts``, in prose and in a figure's text.

Each process that reads pages computes a fact once, for the first of them that quotes it.
"""

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.typing import ExtensionMetadata

from rmsprop_tut.book import facts

QUOTED = re.compile(r"\{fact\}`([^`]*)`")
logger = logging.getLogger(__name__)


def number(name: str, place: nodes.Node | str | None) -> str:
    """Return a fact as pages write it; of an unknown one the name, with a warning."""
    if name in facts.FACTS:
        return facts.text(name)
    logger.warning("there is no fact %r", name, location=place, type="fact")
    return name


def filled(text: str, place: nodes.Node) -> str:
    """Return a figure's text with its facts in place of their names."""
    return QUOTED.sub(lambda match: number(match[1], place), text)


class FactRole(SphinxRole):
    """A number in a line of text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number, in the class by which tests find it."""
        quoted = number(self.text, self.get_location())
        return [nodes.inline("", quoted, classes=["fact"])], []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the role."""
    app.add_role("fact", FactRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
