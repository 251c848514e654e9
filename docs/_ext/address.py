"""A book with an address, where it is served: a map for search engines, a picture for cards."""

from html import escape
from pathlib import Path
from urllib.parse import urljoin

from docutils import nodes
from make_traces import draw
from notfound.utils import replace_uris
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

SITEMAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{}</urlset>
"""


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the addresses of all pages but the one for those that do not exist."""
    if exception is not None or app.builder.name != "html":
        return
    names = (f"{name}.html" for name in sorted(app.env.found_docs - {"404"}))
    pages = (escape(urljoin(app.config.html_baseurl, name)) for name in names)
    lines = "".join(f"<url><loc>{page}</loc></url>\n" for page in pages)
    Path(app.outdir, "sitemap.xml").write_text(SITEMAP.format(lines), encoding="utf-8")


def draw_card(app: Sphinx) -> None:
    """Draw the picture that pages name, 1200 by 630 dots, as social networks ask for."""
    if app.builder.name == "html":
        card = Path(app.outdir, app.config.ogp_image)
        card.parent.mkdir(parents=True, exist_ok=True)
        draw(card, size=(7.5, 3.9375), dpi=160)


def lead_back(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give the links of the page for missing pages the whole path, as its library does images."""
    if docname == "404" and app.builder.name == "html":
        replace_uris(app, doctree, nodes.reference, "refuri")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come before the pages, in one of them, and at the end."""
    app.connect("builder-inited", draw_card)
    app.connect("doctree-resolved", lead_back)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True}
