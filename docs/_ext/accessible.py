"""What docutils, Sphinx and the theme write and axe-core objects to, mended in a few words.

Each is known where it comes from:

- docutils gives the entries of a bibliography a role that is no longer one, in a list whose
  items need another (https://github.com/w3c/dpub-aria/pull/22).
- Sphinx calls a caption in the sidebar a heading, without a level
  (https://github.com/sphinx-doc/sphinx/issues/14030).
- The theme gives the box that it draws around a formula or table the formula's name, too,
  and its two drawers none.

What its menus and folds need for the keyboard (https://github.com/pradyunsg/furo/pull/660,
https://github.com/pradyunsg/furo/pull/940) stands in ``book.js`` and ``book.css``.
"""

from markupsafe import Markup
from mends import Mends
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

MENDED = Mends(
    {
        r' role="doc-biblioentry"': "",
        r'<div role="list" class="citation-list">': '<div class="citation-list">',
        r'<p class="caption" role="heading">': '<p class="caption">',
        r'(class="(?:math|table)-wrapper docutils container") id="[^"]*"': r"\1",
        r'<aside class="sidebar-drawer"': r'\g<0> aria-label="Book"',
        r'<aside class="toc-drawer"': r'\g<0> aria-label="Page"',
    }
)


def mended(html: str) -> Markup:
    """Return a page's body with each objection taken out: a filter of ``page.html``."""
    return Markup(MENDED(html))


def offer(app: Sphinx) -> None:
    """Give the filter to the templates."""
    if templates := getattr(app.builder, "templates", None):
        templates.environment.filters["mended"] = mended


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come when the builder has its templates."""
    app.connect("builder-inited", offer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
