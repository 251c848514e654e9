"""``playground``: an interactive figure in place of a static one, and links to presets.

The page holds the static figure, which stays where scripts do not run. The directive adds
a form with all controls, hidden until a script draws it, and loads the scripts on its page.
"""

import itertools
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from docutils import nodes
from docutils.parsers.rst import directives
from jinja2 import Environment, FileSystemLoader
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import ReferenceRole, SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from rmsprop_tut.book.figure_rates import SCHEDULES
from rmsprop_tut.book.landscapes import LANDSCAPES
from rmsprop_tut.book.playground import METHODS, Settings
from rmsprop_tut.book.presets import PLACES, PRESETS
from rmsprop_tut.core.cycles import final_amplitude

FORMS = Path(__file__).parents[1] / "_templates" / "playground"
KINDS = tuple(path.stem for path in FORMS.glob("*.html"))
ROOMS = ("mathematics", "link", "form", "plots", "life")
SHARED = tuple(f"playground/{room}.js" for room in ROOMS)
SCRIPTS = {
    "playground": (*SHARED, "playground/view.js"),
    "weights": (*SHARED, "weights/weights.js"),
}
CHAPTER = PLACES["rmsprop"]
SHAPES = {
    "gd": "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
    "momentum": "m-3-3h6v6h-6z",
    "adagrad": "m0-4l4 4-4 4-4-4z",
    "rmsprop": "m0-4l4 7h-8z",
    "corrected": "m0 4l4-7h-8z",
    "outside": "m-4-1h8v2h-8z",
    "centred": "m-1-4h2v8h-2z",
    "adam": "m-4-1h3v-3h2v3h3v2h-3v3h-2v-3h-3z",
}


@cache
def cells() -> dict[float, str]:
    """Return the map of the cycle: paths of its cells, by how dark they are.

    Columns are 60 values of e from 1/10,000 to 100, rows 20 of γ from 0 to 1, that on top.
    """
    shades: dict[float, str] = defaultdict(str)
    for row in range(20):
        ends = final_amplitude(
            (19.5 - row) / 20, 10 ** ((np.arange(60) + 0.5) / 10 - 4), 2000
        )
        levels = np.clip(np.ceil(10 * ends - 0.5), 0, 10)
        for level, run in itertools.groupby(range(60), levels.__getitem__):
            across = list(run)
            shades[round(0.07 * level, 2)] += (
                f"M{across[0]} {row}h{len(across)}v1h-{len(across)}z"
            )
    shades.pop(0, None)
    return dict(shades)


class Playground(SphinxDirective):
    """``{playground} KIND``; ``:still:`` names the static figure.

    ``:place:`` is a key of ``PLACES``, by default the page's name. A second figure of a page
    needs an ``:id:`` of its own.
    """

    required_arguments = 1
    option_spec: ClassVar[OptionSpec] = {
        "still": directives.unchanged_required,
        "place": directives.unchanged_required,
        "id": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Return the form as HTML, at an anchor for each preset of its place."""
        kind = directives.choice(self.arguments[0], KINDS)
        template = FORMS / f"{kind}.html"
        self.env.note_dependency(template)
        figure = self.options.get("id", kind)
        place = PLACES.get(self.options.get("place", self.env.docname), CHAPTER)
        presets = [PRESETS[name] for name in place.presets]
        html = Environment(loader=FileSystemLoader(FORMS), autoescape=True)
        form = html.get_template(template.name).render(
            id=figure,
            still=self.options["still"],
            methods=METHODS,
            shapes=SHAPES,
            landscapes=LANDSCAPES,
            schedules=SCHEDULES,
            presets=presets,
            opening=PRESETS[place.opening],
            cells=cells() if place.cycle else {},
            settings=Settings(),
            shown=PRESETS["opening"].methods,
        )
        anchors = [preset.link(figure) for preset in presets]
        here = nodes.container(ids=anchors if kind == "playground" else [])
        here += nodes.raw("", form, format="html")
        return [addnodes.only("", here, expr="builder_html")]


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
    forms = [raw.astext() for raw in doctree.findall(nodes.raw)] if doctree else []
    kinds = [k for k in KINDS if any(f'data-kind="{k}"' in form for form in forms)]
    if kinds:
        app.add_css_file("playground/playground.css")
    if "weights" in kinds:
        app.add_css_file("weights/weights.css")
    for script in dict.fromkeys(itertools.chain(*(SCRIPTS[kind] for kind in kinds))):
        app.add_js_file(script, loading_method="defer")


def lean(script: str) -> str:
    """Return a script without the comments that begin a line, and without indentation."""
    return re.sub(r"(?m)^ +", "", re.sub(r"(?ms)^ */\*.*?\*/\n", "", script))


def write_lean(app: Sphinx, exception: Exception | None) -> None:
    """Have pages load lean scripts; readers of the sources have the comments."""
    if exception is None and app.builder.format == "html":
        for script in dict.fromkeys(itertools.chain(*SCRIPTS.values())):
            file = Path(app.outdir, "_static", script)
            if file.is_file():
                text = file.read_text(encoding="utf-8")
                file.write_text(lean(text), encoding="utf-8")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive and the role."""
    app.add_directive("playground", Playground)
    app.add_role("preset", PresetLink())
    app.connect("html-page-context", load_scripts)
    app.connect("build-finished", write_lean)
    return {"parallel_read_safe": True}
