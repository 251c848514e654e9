"""What a page says of itself, for search engines, cards and ``llms.txt``: how it begins.

sphinxext-opengraph cuts a page's first letters off in a word, formulas and notes among
them. Here it is given whole sentences of the first paragraph, those without a formula.
"""

import re
from html import escape

import sphinxext.opengraph
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

LONG = 250  # letters, about what a search engine shows
FORMULA = "\0"


def is_prose(paragraph: nodes.paragraph) -> bool:
    """Say whether a paragraph is one of the page's own, no note and no figure."""
    own = isinstance(paragraph.parent, (nodes.section, addnodes.desc_content))
    return own and not paragraph.astext().startswith("[Figure")


def first_paragraph(doctree: nodes.document) -> nodes.Element:
    """Return the first paragraph of a page's own; a page without one has an empty one."""
    return next(filter(is_prose, doctree.findall(nodes.paragraph)), nodes.paragraph())


def words(node: nodes.Node) -> str:
    """Return a text with a mark for each formula."""
    if isinstance(node, nodes.math):
        return FORMULA
    if isinstance(node, nodes.Text):
        return str(node.astext())
    return "".join(map(words, node.children))


def summary(doctree: nodes.document) -> str:
    """Return a page's first sentences, as many as are short together, without formulas."""
    text = " ".join(words(first_paragraph(doctree)).split())
    sentences = [s for s in re.split(r"(?<=[.?!]) ", text) if FORMULA not in s]
    said = "".join(sentences[:1])
    for sentence in sentences[1:]:
        if len(said) + len(sentence) > LONG:
            break
        said += f" {sentence}"
    return said


def setup(app: Sphinx) -> ExtensionMetadata:
    """Have the tags' library take this in place of its own."""
    sphinxext.opengraph.get_description = lambda tree, *_: escape(summary(tree), False)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
