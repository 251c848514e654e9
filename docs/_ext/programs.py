"""``{program-in} LIBRARY``: a program of ``docs/programs``, and what it printed when recorded.

Where tabs cannot be turned, in a file and on paper, the programs stand one below the other.
"""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.directives.code import CodeBlock
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.typing import ExtensionMetadata

from rmsprop_tut.lab.peers import peers_record

FILES = "epub", "singlehtml"


def block(text: str, language: str) -> nodes.literal_block:
    """Return a listing."""
    return nodes.literal_block(text, text, language=language, force=False)


class Program(CodeBlock):
    """A listing of the file, and below it what the library's record has of it."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Show both; the page depends on the file."""
        library = self.arguments[0]
        name, path = self.env.relfn2path(f"/programs/with_{library}.py")
        self.env.note_dependency(name)
        recorded = peers_record()[library]
        made = recorded["made"]
        said = f"Printed with version {made['version']} on {made['date']}:"
        return [
            block(Path(path).read_text(encoding="utf-8").rstrip(), "python"),
            nodes.paragraph("", said),
            block(recorded["program"].rstrip(), "text"),
        ]


def take_apart(document: nodes.document) -> None:
    """Leave labels and contents of tabs, in their order."""
    for part in list(document.findall(nodes.container)):
        if part.get("design_component", "").startswith("tab-"):
            place = part.parent.index(part)
            part.parent[place : place + 1] = part.children


class OneBelowTheOther(SphinxPostTransform):
    """Take the tabs of a file apart, before sphinx-design makes inputs of them."""

    default_priority = 100

    def run(self, **kwargs: object) -> None:
        """Come where the book becomes one file."""
        if self.app.builder.name in FILES:
            take_apart(self.document)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive, and come before the tabs are made."""
    app.add_directive("program-in", Program)
    app.add_post_transform(OneBelowTheOther)
    return {"parallel_read_safe": True}
