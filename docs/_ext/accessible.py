"""What docutils, Sphinx and the theme write and axe-core objects to, mended in a few words.

Each is known where it comes from:

- docutils gives the entries of a bibliography a role that is no longer one, in a list whose
  items need another (https://github.com/w3c/dpub-aria/pull/22).
- Sphinx calls a caption in the sidebar a heading, without a level
  (https://github.com/sphinx-doc/sphinx/issues/14030).
- The theme gives the box that it draws around a formula or table the formula's name, too.

What its menus and folds need for the keyboard (https://github.com/pradyunsg/furo/pull/660,
https://github.com/pradyunsg/furo/pull/940) stands in ``book.js`` and ``book.css``.
"""

import re

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

MENDED = {
    ' role="doc-biblioentry"': "",
    '<div role="list" class="citation-list">': '<div class="citation-list">',
    '<p class="caption" role="heading">': '<p class="caption">',
}
NAMED_TWICE = re.compile(
    r'(class="(?:math|table)-wrapper docutils container") id="[^"]*"'
)


def mended(html: str) -> str:
    """Return the HTML with each objection taken out."""
    for found, better in MENDED.items():
        html = html.replace(found, better)
    return NAMED_TWICE.sub(r"\1", html)


def mend(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Mend a page's text and the sidebar."""
    for part in ("body", "furo_navigation_tree"):
        if context.get(part):
            context[part] = mended(context[part])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come after the theme, which makes the sidebar."""
    app.connect("html-page-context", mend, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
