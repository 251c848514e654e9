"""The book as one file, PDF or EPUB.

What only a page in a browser can do is left out of it: downloads, links to a drawing by
script. Where it lies beside the pages, and is of them, the first page leads to it, in a
container of the class ``whole-book``.
"""

from pathlib import Path

from docutils import nodes
from rebuild import modified
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata

FILES = "rmsprop_tut.pdf", "rmsprop_tut.epub"
DOWNLOADS = {"sphx-glr-download-link-note", "sphx-glr-footer"}


def leave_out(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the sentences alone."""
    if app.builder.name not in ("epub", "singlehtml"):
        return
    for part in list(doctree.findall(nodes.Element)):
        if DOWNLOADS & set(part.get("classes", ())):
            part.parent.remove(part)
    for link in list(doctree.findall(nodes.reference)):
        if link.get("refuri", "").startswith("#playground?"):
            link.replace_self(nodes.Text(link.astext()))


def renew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Remove files of other pages; have the first page written when files came or went."""
    if app.builder.name != "html":
        return []
    files = [Path(app.outdir, name) for name in FILES]
    read = max(map(modified, Path(app.doctreedir).rglob("*.doctree")), default=0)
    gone = [file for file in files if 0 < modified(file) < read]
    for file in gone:
        file.unlink()
    page = Path(app.outdir, f"{env.config.root_doc}.html")
    came = max(map(modified, files)) > modified(page)
    return [env.config.root_doc] if gone or came else []


def link(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Leave the sentence out where it would lead nowhere."""
    there = all(Path(app.outdir, name).is_file() for name in FILES)
    for sentence in list(doctree.findall(nodes.container)):
        if "whole-book" in sentence["classes"] and not (
            there and app.builder.name == "html"
        ):
            sentence.parent.remove(sentence)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come once all is read, and in each page."""
    app.connect("env-updated", renew)
    app.connect("doctree-resolved", link)
    app.connect("doctree-resolved", leave_out)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
