"""What docutils and Sphinx write and axe-core objects to, mended in a few words each."""

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

MENDED = {
    # docutils: the role is deprecated, and a list needs items of its own role.
    ' role="doc-biblioentry"': "",
    '<div role="list" class="citation-list">': '<div class="citation-list">',
    # Sphinx: a heading needs a level, and a caption in a sidebar has none.
    '<p class="caption" role="heading">': '<p class="caption">',
}


def mended(html: str) -> str:
    """Return the HTML with each objection taken out."""
    for found, better in MENDED.items():
        html = html.replace(found, better)
    return html


def mend(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Mend a page's text and the sidebar."""
    for part in ("body", "furo_navigation_tree"):
        if context.get(part):
            context[part] = mended(context[part])


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come after the theme, which makes the sidebar."""
    app.connect("html-page-context", mend, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
