"""Figures as every reader needs them: with a text, and with their size in the page.

The gallery's figures are saved as SVG and described by ``rmsprop_tut.book.alt_text``. The
text of a notebook's figure stands in the cell's metadata and quotes facts as prose does.
"""

from pathlib import Path
from typing import Any

import imagesize
import matplotlib.pyplot as plt
from docutils import nodes
from facts import filled
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from rmsprop_tut.book.alt_text import describe

IMAGE = """
.. image:: /{path}
   :alt: {alt}
   :class: sphx-glr-single-img
"""


def scrape_figures(
    block: object, block_vars: dict[str, Any], gallery_conf: dict[str, Any]
) -> str:
    """Save the open figures for sphinx-gallery, and return the text that shows them."""
    shown = []
    for number in plt.get_fignums():
        figure, path = plt.figure(number), next(block_vars["image_path_iterator"])
        path = Path(path).with_suffix(".svg")
        figure.savefig(path, bbox_inches="tight", metadata={"Date": None})
        place = path.relative_to(gallery_conf["src_dir"]).as_posix()
        shown.append(IMAGE.format(path=place, alt=describe(figure)))
    plt.close("all")
    return "".join(shown)


def finish_images(app: Sphinx, doctree: nodes.document) -> None:
    """Fill in the numbers of each figure's text and write its size into the page."""
    for image in doctree.findall(nodes.image):
        path = Path(app.srcdir, image["uri"])
        if not path.is_file():
            continue
        image["alt"] = filled(app.env, image.get("alt", ""), image)
        if path.stem.endswith("_thumb"):
            image["loading"] = "lazy"  # the gallery has many
        drawing = path.read_bytes()
        # A photograph, or a map.
        if b"<image " in drawing or b'id="QuadMesh' in drawing:
            image["classes"].append("true-colours")
        image["width"], image["height"] = (f"{n:.0f}" for n in imagesize.get(path))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Finish the images once a page is read."""
    app.connect("doctree-read", finish_images)
    return {"parallel_read_safe": True}
