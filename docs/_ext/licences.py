"""``{licences} KIND``: what the book or the package carries of others, by ``licences.toml``.

Their texts lie beside the pages, in one file, as their distributions have them.
"""

import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from docutils import nodes
from libraries import table
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

DOCS = Path(__file__).parents[1]
LIST = DOCS / "licences.toml"
HEAD = "Part", "Licence", "Holder"
USUAL = "LICENSE", "LICENSE.rst", "LICENSE.txt", "COPYING"


def parts(kind: str) -> list[dict[str, Any]]:
    """Return the parts that the book or the package carries."""
    found: list[dict[str, Any]] = tomllib.loads(LIST.read_text("utf-8"))[kind]
    return found


def text(part: dict[str, Any]) -> str:
    """Return a licence's text as it came with the part, or nothing where none did."""
    if "npm" in part:
        return Path(DOCS, "node_modules", part["npm"], "LICENSE").read_text("utf-8")
    if "distribution" not in part:
        return ""
    names = (part["text"],) if "text" in part else USUAL
    files = distribution(part["distribution"]).files or []
    return "".join(file.read_text("utf-8") for file in files if file.name in names)


def write(app: Sphinx) -> None:
    """Write the texts where they are not yet as they should be."""
    if app.builder.name != "html":
        return
    place = Path(app.outdir, "_static", "licences.md")
    heads = [(f"{p['name']}: {p['licence']}, {p['holder']}", p) for p in parts("book")]
    whole = "\n\n".join(f"# {head}\n\n{text(part)}".strip() for head, part in heads)
    if not place.is_file() or place.read_text("utf-8") != whole:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(whole, encoding="utf-8")


class Licences(SphinxDirective):
    """A table of parts, with their licences and holders."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Make it; the page depends on the list."""
        self.env.note_dependency(str(LIST))
        rows = [
            (p["name"], p["licence"], p["holder"]) for p in parts(self.arguments[0])
        ]
        return [table([HEAD, *rows])]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive; write before the pages, as their theme does."""
    app.add_directive("licences", Licences)
    app.connect("builder-inited", write)
    return {"parallel_read_safe": True}
