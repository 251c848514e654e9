"""Where the book is served: a map for search engines, a picture for cards, each page's address.

A book without an address has no sitemap and no cards, and its pages name none.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from docutils import nodes
from make_traces import draw
from mends import Mends
from notfound.utils import replace_uris
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

SITEMAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{}</urlset>
"""
NO_ADDRESS = Mends({r'<meta property="og:url"[^>]*>\s*': ""})


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the addresses of all pages but the one for those that do not exist."""
    base = app.config.html_baseurl
    if exception is not None or not base or app.builder.name != "html":
        return
    pages = (urljoin(base, f"{n}.html") for n in sorted(app.env.found_docs - {"404"}))
    lines = "".join(f"<url><loc>{escape(page)}</loc></url>\n" for page in pages)
    Path(app.outdir, "sitemap.xml").write_text(SITEMAP.format(lines), encoding="utf-8")


def draw_card(app: Sphinx) -> None:
    """Draw the picture that pages name, 1200 by 630 dots, as social networks ask for."""
    if app.config.ogp_image and app.builder.name == "html":
        card = Path(app.outdir, app.config.ogp_image)
        card.parent.mkdir(parents=True, exist_ok=True)
        draw(card, size=(7.5, 3.9375), dpi=160)


def leave_out(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Take out the address that is none."""
    if not app.config.html_baseurl:
        context["metatags"] = NO_ADDRESS(context.get("metatags", ""))


def lead_back(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give the links of the page for missing pages the whole path, as its library does images."""
    if docname == "404" and app.config.html_baseurl and app.builder.name == "html":
        replace_uris(app, doctree, nodes.reference, "refuri")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come before the pages, in one of them, after the tags, and at the end."""
    NO_ADDRESS.expected = not app.config.html_baseurl
    app.connect("builder-inited", draw_card)
    app.connect("doctree-resolved", lead_back)
    app.connect("html-page-context", leave_out, priority=900)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
