"""``sitemap.xml``, which tells search engines the pages, where the book has an address."""

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


def setup(app: Sphinx) -> ExtensionMetadata:
    """Write when the pages are."""
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
