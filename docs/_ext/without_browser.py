"""What only a page in a browser can do is left out elsewhere: downloads, links to a drawing.

That is in the EPUB, and in the one page that is made to be printed as PDF.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

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


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come when the page is whole, before it is written."""
    app.connect("doctree-resolved", leave_out)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
