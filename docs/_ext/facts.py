"""``{fact}`name```: a number of ``rmsprop_tut.book.facts``, in prose and in a figure's text.

Each process that reads pages computes a fact once, for the first of them that quotes it.
The numbers are kept from build to build, until the package changes.
"""

import re

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
    known: dict[str, str] = vars(env)["facts"]
    if name not in known:
        known[name] = facts.text(name)
    return known[name]


def filled(env: BuildEnvironment, text: str, place: nodes.Node) -> str:
    """Return a figure's text with its facts in place of their names."""
    return QUOTED.sub(lambda match: number(env, match[1], place), text)


def forget(app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
    """Begin anew where the numbers are those of another package."""
    digest = getattr(app.config, "package_digest", "")
    if vars(env).get("facts_of") != digest:
        vars(env).update(facts={}, facts_of=digest)


def gather(
    app: Sphinx, env: BuildEnvironment, names: set[str], other: BuildEnvironment
) -> None:
    """Take what another process has computed."""
    vars(env)["facts"].update(vars(other)["facts"])


class FactRole(SphinxRole):
    """A number in a line of text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number, in the class by which tests find it."""
        quoted = number(self.env, self.text, self.get_location())
        return [nodes.inline("", quoted, classes=["fact"])], []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the role, and keep its numbers with the pages that were read."""
    app.add_role("fact", FactRole())
    app.connect("env-before-read-docs", forget)
    app.connect("env-merge-info", gather)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
