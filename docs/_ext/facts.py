"""``{fact}`name```: a number of ``rmsprop_tut.book.facts``, in prose and in a figure's text.

A fact is computed for the first page that quotes it. The numbers are kept beside the pages
that were read, from build to build, until the package changes.
"""

import os
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole
from sphinx.util.typing import ExtensionMetadata

from rmsprop_tut.book import facts

QUOTED = re.compile(r"\{fact\}`([^`]*)`")
logger = logging.getLogger(__name__)


def number(env: BuildEnvironment, name: str, place: nodes.Node | str | None) -> str:
    """Return a fact as pages write it; of an unknown one the name, with a warning."""
    if name not in facts.FACTS:
        logger.warning("there is no fact %r", name, location=place, type="fact")
        return name
    package = getattr(env.config, "package_digest", "")
    kept = Path(env.doctreedir, "facts", package, name)
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f"{name}.{os.getpid()}")  # others never see half of it
        part.write_text(facts.text(name), encoding="utf-8")
        part.replace(kept)
    return kept.read_text(encoding="utf-8")


def filled(env: BuildEnvironment, text: str, place: nodes.Node) -> str:
    """Return a figure's text with its facts in place of their names."""
    return QUOTED.sub(lambda match: number(env, match[1], place), text)


class FactRole(SphinxRole):
    """A number in a line of text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number, in the class by which tests find it."""
        quoted = number(self.env, self.text, self.get_location())
        return [nodes.inline("", quoted, classes=["fact"])], []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the role."""
    app.add_role("fact", FactRole())
    return {"parallel_read_safe": True}
