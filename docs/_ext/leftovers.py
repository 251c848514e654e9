"""Remove the generated pages whose source is gone: their makers leave them, and Sphinx warns."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

import rmsprop_tut

GALLERY = Path(__file__).parents[2] / "gallery"


def sweep(app: Sphinx) -> None:
    """Remove pages of names that the package lost and of scripts that the gallery lost."""
    scripts = {path.stem for path in GALLERY.glob("*.py")}
    names = {f"rmsprop_tut.{name}" for name in rmsprop_tut.__all__}
    for folder, pattern, kept in (
        ("auto_gallery", "plot_*.rst", scripts),
        ("api/generated", "*.rst", names),
    ):
        for page in Path(app.srcdir, folder).glob(pattern):
            if page.stem not in kept:
                page.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come before the makers."""
    app.connect("builder-inited", sweep, priority=1)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
