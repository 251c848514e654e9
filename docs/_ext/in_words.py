"""The book in words: as plain text, listed in ``llms.txt`` (llmstxt.org), and each page in short.

What a page says of itself, to search engines and on cards, is how it begins: whole sentences
of its first paragraph, those without a formula. sphinxext-opengraph cuts the first letters
off in a word, formulas and notes among them.
"""

import json
import re
from html import escape
from pathlib import Path
from urllib.parse import urljoin

import sphinxext.opengraph
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.tags import Tags
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


def put_in_words(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Write what the text writer leaves out: numbers, a figure's text, where a card leads."""
    if app.builder.name != "text":
        return
    for reference in doctree.findall(addnodes.number_reference):
        reference["title"] = reference.astext()
    for formula in doctree.findall(nodes.math_block):
        if numbers := numbers_of(app, docname, formula):
            formula += nodes.Text(rf" \tag{{{'.'.join(map(str, numbers))}}}")
    for link in list(doctree.findall(nodes.reference)):
        if "sd-stretched-link" in link["classes"]:
            link.parent.replace_self(nodes.paragraph("", f"See {link.astext()}."))
    for image in list(doctree.findall(nodes.image)):
        words = [nodes.Text(f"[Figure: {image['alt']}]")] if image.get("alt") else []
        inline = isinstance(image.parent, nodes.TextElement)
        image.replace_self(
            words if inline or not words else nodes.paragraph("", "", *words)
        )


def numbers_of(app: Sphinx, docname: str, formula: nodes.math_block) -> tuple[int, ...]:
    """Return the numbers of an equation, chapter and place, if it has any."""
    numbered = app.env.toc_fignumbers.get(docname, {}).get("displaymath", {})
    return numbered.get(formula["ids"][0], ()) if formula["ids"] else ()


def pages(app: Sphinx) -> list[str]:
    """Return the pages' names in the order of the book."""
    found = [app.config.root_doc]
    for name in found:
        found += [n for n in app.env.toctree_includes.get(name, []) if n not in found]
    return found


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
    lines = "".join(entry(app, name) for name in pages(app))
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
    return {"parallel_read_safe": True, "parallel_write_safe": True}
