"""Mends of HTML that others write: patterns and what takes their place.

A mend that matches nothing in a build of every page has become unnecessary, and is reported.
Every page has those for what axe-core and epubcheck object to:

- docutils gives the entries of a bibliography a role that is no longer one, in a list whose
  items need another (https://github.com/w3c/dpub-aria/pull/22).
- Sphinx calls a caption in the sidebar a heading, without a level
  (https://github.com/sphinx-doc/sphinx/issues/14030).
- The theme gives the box that it draws around a formula or table the formula's name, too,
  and its two drawers none.
- sphinx-gallery has a place for tags in each section of a page, all of one name.
- sphinxext-opengraph says an address where the book has none.

What its menus and folds need for the keyboard (https://github.com/pradyunsg/furo/pull/660,
https://github.com/pradyunsg/furo/pull/940) stands in ``book.js`` and ``book.css``.
"""

import re
from multiprocessing import RawArray

from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


class Mends:
    """Replace each pattern in a text, and keep account of those that matched."""

    all: "list[Mends]" = []  # noqa: RUF012 - all that there are

    def __init__(self, better: dict[str, str], builder: str = "html") -> None:
        self.better, self.builder = better, builder
        self.matched = RawArray("b", len(better))  # shared with processes that write
        self.all.append(self)

    def __call__(self, html: str) -> str:
        """Return the text with each pattern replaced."""
        for place, (pattern, better) in enumerate(self.better.items()):
            html, count = re.subn(pattern, better, html)
            self.matched[place] |= count > 0
        return html

    def unused(self) -> list[str]:
        """Return the patterns that matched nothing."""
        pairs = zip(self.better, self.matched, strict=True)
        return [pattern for pattern, matched in pairs if not matched]


MENDED = Mends(
    {
        r' role="doc-biblioentry"': "",
        r'<div role="list" class="citation-list">': '<div class="citation-list">',
        r'<p class="caption" role="heading">': '<p class="caption">',
        r'(class="(?:math|table)-wrapper docutils container") id="[^"]*"': r"\1",
        r'<aside class="sidebar-drawer"': r'\g<0> aria-label="Book"',
        r'<aside class="toc-drawer"': r'\g<0> aria-label="Page"',
        r"<div id='sg-tag-list'[^>]*></div>": "",
        r'(<meta property="og:url" content="http[^>]*>)|<meta property="og:url"[^>]*>\s*': r"\1",
    }
)


def offer(app: Sphinx) -> None:
    """Give the templates a filter, by which ``page.html`` mends each page."""
    if templates := getattr(app.builder, "templates", None):
        templates.environment.filters["mended"] = MENDED


def report(app: Sphinx, exception: Exception | None) -> None:
    """Name the mends that matched nothing, where every page was there to match."""
    written = getattr(app.builder, "wrote", app.env.found_docs)
    if exception or not app.env.found_docs <= written:
        return
    for mends in Mends.all:
        for pattern in mends.unused() if mends.builder == app.builder.name else ():
            logger.warning("This mend mends nothing: %s", pattern, type="mends")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come when there are templates, and after all mends, before warnings are counted."""
    app.connect("builder-inited", offer)
    app.connect("build-finished", report, priority=900)
    return {"parallel_read_safe": True}
