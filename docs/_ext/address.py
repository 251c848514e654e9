"""Where the book is served: ``sitemap.xml`` for search engines, and each page's own address.

A book without an address has no sitemap, and its pages name none.
"""

import re
from pathlib import Path
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

SITEMAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{}</urlset>
"""


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the addresses of all pages but the one for those that do not exist."""
    base = app.config.html_baseurl
    if exception is not None or not base or app.builder.name != "html":
        return
    pages = (urljoin(base, f"{n}.html") for n in sorted(app.env.found_docs - {"404"}))
    lines = "".join(f"<url><loc>{escape(page)}</loc></url>\n" for page in pages)
    Path(app.outdir, "sitemap.xml").write_text(SITEMAP.format(lines), encoding="utf-8")


def leave_out(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Take out the address that sphinxext-opengraph writes where there is none."""
    if not app.config.html_baseurl:
        tags = context.get("metatags", "")
        context["metatags"] = re.sub(r'<meta property="og:url"[^>]*>\s*', "", tags)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come after the tags, and when the pages are written."""
    app.connect("html-page-context", leave_out, priority=900)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
