"""``playground``: an interactive figure in place of a static one, and links to presets.

The page holds the static figure, which stays where scripts do not run. The directive adds
a form with all controls, hidden until a script draws it, and loads the scripts on its page.
"""

from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from jinja2 import Environment, FileSystemLoader
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import ReferenceRole, SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from rmsprop_tut.book.playground import METHODS, PRESETS, Settings

FORMS = Path(__file__).parents[1] / "_templates" / "playground"
KINDS = tuple(path.stem for path in FORMS.glob("*.html"))
SCRIPTS = ("mathematics.js", "link.js", "view.js")
SHAPES = {
    "gd": "m-3-3h6v6h-6z",
    "momentum": "m0-4l4 4-4 4-4-4z",
    "adagrad": "m0-4l4 7h-8z",
    "rmsprop": "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
    "corrected": "m0 4l4-7h-8z",
}


class Playground(SphinxDirective):
    """``{playground} KIND`` with the option ``:still:``, the name of the static figure."""

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {"still": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Return the form as HTML, at an anchor for each preset."""
        kind = directives.choice(self.arguments[0], KINDS)
        template = FORMS / f"{kind}.html"
        self.env.note_dependency(template)
        html = Environment(loader=FileSystemLoader(FORMS), autoescape=True)
        form = html.get_template(template.name).render(
            still=self.options["still"],
            methods=METHODS,
            shapes=SHAPES,
            presets=PRESETS,
            settings=Settings(),
            shown=PRESETS["opening"].methods,
        )
        anchors = [preset.fragment for preset in PRESETS.values()]
        place = nodes.container(ids=anchors if kind == "playground" else [])
        place += nodes.raw("", form, format="html")
        return [addnodes.only("", place, expr="builder_html")]


class PresetLink(ReferenceRole):
    """``{preset}`sentence <name>```: a link that opens the figure at a preset."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the link; an unknown name ends the build."""
        target = f"#{PRESETS[self.target].fragment}"
        return [nodes.reference("", self.title, refuri=target, internal=True)], []


def load_scripts(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load the scripts and the style on pages that hold a figure."""
    if doctree and any(
        'class="pg"' in raw.astext() for raw in doctree.findall(nodes.raw)
    ):
        app.add_css_file("playground/playground.css")
        for script in SCRIPTS:
            app.add_js_file(f"playground/{script}", loading_method="defer")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and the role."""
    app.add_directive("playground", Playground)
    app.add_role("preset", PresetLink())
    app.connect("html-page-context", load_scripts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
