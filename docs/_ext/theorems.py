"""``{theorems} PAGE`` lists what a page of the book proves; ``{proved}`name``` leads there.

Both read ``rmsprop_tut.book.theorems``. The role says *proved*, or other words that are given
to it: ``{proved}`both are proved <name>```.
"""

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import ReferenceRole, SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from rmsprop_tut.book import theorems
from rmsprop_tut.book.theorems import Theorem

logger = logging.getLogger(__name__)


def label(name: str) -> str:
    """Return the label of a theorem's entry."""
    return f"theorem-{name}"


def named(tests: tuple[str, ...]) -> str:
    """Return files as code, and tests in words: as code their names break on a telephone."""
    parts = (test.removeprefix("tests/") for test in tests)
    return ", ".join(
        f"`{part}`" if part.endswith(".py") else f"*{in_words(part)}*" for part in parts
    )


def in_words(test: str) -> str:
    """Return what a test's name says."""
    return test.removeprefix("test_").replace("_", " ")


def said(theorem: Theorem) -> str:
    """Return what an entry says, in MyST."""
    return "\n\n".join(
        (
            theorem.claim,
            f"*Given:* {theorem.given}",
            f"*Proof:* {theorem.proof}.",
            f"*Machine:* {theorem.by}, in {named(theorem.tests)}.",
            f"*Assumed:* {theorem.assumed}",
        )
    )


class Theorems(SphinxDirective):
    """The theorems of a page, which is named by its label."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """List them; the page depends on the records."""
        self.env.note_dependency(str(theorems.__file__))
        listed = theorems.on_page(self.arguments[0])
        if not listed:
            raise self.error(f"no theorem is of {self.arguments[0]}")
        entries = [self.entry(*record) for record in listed.items()]
        return [nodes.definition_list("", *entries, classes=["theorems"])]

    def entry(self, name: str, theorem: Theorem) -> nodes.Node:
        """Return an entry, to which the role leads."""
        term = nodes.term("", theorem.title, names=[label(name)])
        self.state.document.note_explicit_target(term, term)
        claim = nodes.definition("", *self.parse_text_to_nodes(said(theorem)))
        return nodes.definition_list_item("", term, claim)


class ProvedRole(ReferenceRole):
    """The word that a claim is proved, which leads to the theorem."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the link."""
        if self.target not in theorems.THEOREMS:
            place = self.get_location()
            logger.warning("there is no theorem %r", self.target, location=place)
        words = self.title if self.has_explicit_title else "proved"
        link = addnodes.pending_xref(
            "",
            nodes.inline("", words),
            refdomain="std",
            reftype="ref",
            reftarget=label(self.target),
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        return [link], []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register both."""
    app.add_directive("theorems", Theorems)
    app.add_role("proved", ProvedRole())
    return {"parallel_read_safe": True}
