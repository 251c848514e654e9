"""The book in words: as plain text, listed in ``llms.txt`` (llmstxt.org), and each page in short.

What a page says of itself, to search engines and on cards, is how it begins: whole sentences
of its first paragraph, those without a formula. sphinxext-opengraph cuts the first letters
off in a word, formulas and notes among them.
"""

import json
import re
from html import escape
from itertools import accumulate
from pathlib import Path
from urllib.parse import urljoin

import sphinxext.opengraph
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.tags import Tags
from sphinx.util.typing import ExtensionMetadata

LONG = 250  # letters, about what a search engine shows
FORMULA = "\ufffc"  # stands for an object in a text


def is_prose(paragraph: nodes.paragraph) -> bool:
    """Say whether a paragraph is one of the page's own, no note and no figure."""
    own = isinstance(paragraph.parent, (nodes.section, addnodes.desc_content))
    return own and not paragraph.astext().startswith("[Figure")


def first_paragraph(doctree: nodes.document) -> nodes.Element:
    """Return the first paragraph of a page's own; a page without one has an empty one."""
    return next(filter(is_prose, doctree.findall(nodes.paragraph)), nodes.paragraph())


def summary(doctree: nodes.document) -> str:
    """Return a page's first sentences, as many as are short together, without formulas."""
    paragraph = first_paragraph(doctree).deepcopy()
    for formula in list(paragraph.findall(nodes.math)):
        formula.replace_self(nodes.Text(FORMULA))
    text = " ".join(paragraph.astext().split())
    sentences = [s for s in re.split(r"(?<=[.?!]) ", text) if FORMULA not in s]
    said = list(accumulate(sentences, "{} {}".format))
    return next((s for s in reversed(said) if len(s) <= LONG), "".join(said[:1]))


def put_in_words(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write what the text writer leaves out: numbers, a figure's text, where a card leads."""
    if app.builder.name != "text":
        return
    for reference in doctree.findall(addnodes.number_reference):
        reference["title"] = reference.astext()
    numbers = app.env.toc_fignumbers.get(docname, {}).get("displaymath", {})
    for formula in doctree.findall(nodes.math_block):
        if number := numbers.get("".join(formula["ids"][:1])):
            formula += nodes.Text(rf" \tag{{{'.'.join(map(str, number))}}}")
    for link in list(doctree.findall(nodes.reference)):
        if "sd-stretched-link" in link["classes"]:
            link.parent.replace_self(nodes.paragraph("", f"See {link.astext()}."))
    for image in list(doctree.findall(nodes.image)):
        words = [nodes.Text(f"[Figure: {image['alt']}]")] if image.get("alt") else []
        inline = isinstance(image.parent, nodes.TextElement)
        image.replace_self(
            words if inline or not words else nodes.paragraph("", "", *words)
        )


def entry(app: Sphinx, name: str) -> str:
    """Return a page's line: its title, its address and its first paragraph."""
    address = urljoin(app.config.html_baseurl, f"{name}.txt")
    paragraph = first_paragraph(app.env.get_doctree(name))
    if next(paragraph.findall(addnodes.pending_xref), None):
        resolved = app.env.get_and_resolve_doctree(name, app.builder, tags=app.tags)
        paragraph = first_paragraph(resolved)
    words = " ".join(paragraph.astext().split())
    return f"- [{app.env.titles[name].astext()}]({address}): {words}\n"


def list_pages(app: Sphinx) -> None:
    """Write ``llms.txt`` beside the plain-text pages."""
    lines = "".join(entry(app, name) for name in app.env.collect_relations())
    opening = summary(app.env.get_doctree(app.config.root_doc))
    title = f"# {app.config.project}\n\n> {opening}\n\n## Pages\n\n"
    Path(app.outdir, "llms.txt").write_text(title + lines, encoding="utf-8")


def carry_texts(app: Sphinx) -> None:
    """Write all texts as one script, by which search shows its finds where nothing is fetched."""
    texts = {
        name: Path(app.outdir, f"{name}.txt").read_text("utf-8")
        for name in sorted(app.env.found_docs)
    }
    script = f"takeTexts({json.dumps(texts)});\n"
    Path(app.outdir, "searchtexts.js").write_text(script, encoding="utf-8")


def write_texts(app: Sphinx, exception: Exception | None) -> None:
    """Write each page that was written as plain text beside it, without a start of its own."""
    written = getattr(app.builder, "wrote", ())
    if exception or app.builder.name != "html" or not written:
        return
    app.tags = Tags()
    app.builder = app.create_builder("text")
    app.env._builder_cls = type(app.builder)  # whose transforms a page goes through
    app.builder.init()
    app.builder.write_documents(written)
    list_pages(app)
    carry_texts(app)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Describe pages so, put references and figures in words, and list the pages at the end."""
    sphinxext.opengraph.get_description = lambda tree, *_: escape(summary(tree), False)
    app.connect("doctree-resolved", put_in_words)
    app.connect("build-finished", write_texts, priority=999)
    return {"parallel_read_safe": True}
