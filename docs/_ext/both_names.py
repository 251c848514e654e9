"""What the reference documents has an anchor under the package's name and under its room's.

``viewcode`` leads from a module's source back to the reference by one module name for all
that it holds (``sphinx/ext/viewcode.py``, ``collect_pages``), whatever each is listed under.
"""

import sys

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

PACKAGE = "rmsprop_tut"


def add_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """Give each signature the anchor that it lacks."""
    for signature in doctree.findall(addnodes.desc_signature):
        name, listed = signature.get("fullname"), sys.modules.get(signature["module"])
        room = getattr(listed, name.partition(".")[0]).__module__
        for anchor in (f"{PACKAGE}.{name}", f"{room}.{name}"):
            if anchor not in signature["ids"]:
                signature["ids"].append(anchor)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come when a page is read."""
    app.connect("doctree-read", add_anchors)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
