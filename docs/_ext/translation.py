"""``translation``: a form that translates settings between libraries, and the common cases.

The form is for pages in a browser that runs scripts, which are loaded on its page alone. The
table of the common cases is in every shape of the book.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from jinja2 import Environment, FileSystemLoader
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata

from rmsprop_tut.book import translation
from rmsprop_tut.core.libraries import LIBRARIES
from rmsprop_tut.lab.translation import STEPS, translate

FORM = Path(__file__).parents[1] / "_templates" / "translation" / "form.html"
SCRIPTS = "playground/link.js", "translation/translate.js", "translation/form.js"
TABLE = """
::::{{dropdown}} The defaults of five libraries, in each of the others
Each line is translated from the first library's defaults; a learning rate that has no default
is {rate}. "Apart" is the largest distance of the two paths over the chapter's {steps} steps.

:::{{list-table}}
:class: translations
:header-rows: 1
:widths: 16 70 14

* - from, to
  - write
  - apart
{rows}
:::
::::
"""
ROW = """* - {source.title} to {target.title}
  - `{found.code}`

    {found.why}
  - {apart}
"""


def form() -> str:
    """Return the form as HTML, with its first answer in it."""
    source, target = (LIBRARIES[name] for name in translation.OPENING)
    found = translate(translation.filled_in(source), source.name, target.name)
    html = Environment(loader=FileSystemLoader(FORM.parent), autoescape=True)
    return html.get_template(FORM.name).render(
        records=LIBRARIES,
        source=source,
        target=target,
        filled_in=translation.filled_in,
        hint=translation.hint,
        words=re.split(r"(?<=[( ])", found.code),
        head=translation.head(target.title, found),
        reading=translation.reading(found),
        data=translation.data(),
    )


def table() -> str:
    """Return the common cases as a folded table."""
    rows = (
        ROW.format(
            source=source, target=target, found=found, apart=translation.apart(found)
        )
        for source, target, found in translation.common_cases()
    )
    return TABLE.format(rate=translation.RATE, steps=STEPS, rows="".join(rows))


class TranslationForm(SphinxDirective):
    """``{translation}``, without arguments."""

    def run(self) -> list[nodes.Node]:
        """Return the form, for pages, and the table."""
        self.env.note_dependency(FORM)
        place = addnodes.only(
            "", nodes.raw("", form(), format="html"), expr="builder_html"
        )
        return [place, *self.parse_text_to_nodes(table())]


def load_scripts(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load the scripts and the style on pages that hold the form."""
    if doctree and any(
        'class="translation' in raw.astext() for raw in doctree.findall(nodes.raw)
    ):
        app.add_css_file("translation/translation.css")
        for script in SCRIPTS:
            app.add_js_file(script, loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("translation", TranslationForm)
    app.connect("html-page-context", load_scripts)
    return {"parallel_read_safe": True}
