"""Pages that execute cells are spread among the others, the longest first.

Processes that read in parallel each take a run of pages; in the order of their names all
pages with cells would fall to one of them.
"""

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata


def share_out(app: Sphinx, env: BuildEnvironment, names: list[str]) -> None:
    """Put the pages with cells at equal distances."""
    sources = {name: env.doc2path(name).read_text(encoding="utf-8") for name in names}
    cells = [name for name in names if "{code-cell}" in sources[name]]
    cells.sort(key=lambda name: len(sources[name]), reverse=True)
    shared = [name for name in names if name not in cells]
    for place, name in enumerate(cells, start=1):
        shared.insert(place * len(names) // len(cells) - 1, name)
    names[:] = shared


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come before pages are read."""
    app.connect("env-before-read-docs", share_out)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
