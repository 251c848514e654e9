"""KaTeX's style sheet and woff2 fonts, and nothing else of its folder, beside the pages."""

import shutil
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.typing import ExtensionMetadata

WANTED = ("katex.min.css", "fonts/*.woff2")


def copy(app: Sphinx) -> None:
    """Copy them before a page is written: its links carry the files' checksums."""
    if app.builder.format != "html" or app.builder.name == "epub":
        return
    source, static = (
        Path(app.srcdir, "node_modules/katex/dist"),
        Path(app.outdir, "_static"),
    )
    if not source.is_dir():
        raise ExtensionError(
            "KaTeX is missing: run `npm ci` in docs, or `nox -s docs`."
        )
    for path in (path for pattern in WANTED for path in source.glob(pattern)):
        target = static / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Copy when the builder is known."""
    app.connect("builder-inited", copy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
