"""Archives without dates: two builds of one commit give the same bytes."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata


def without_dates(path: Path) -> None:
    """Write a zip file anew, its members in order and all of the same old date."""
    with ZipFile(path) as archive:
        members = {name: archive.read(name) for name in sorted(archive.namelist())}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Take the dates out of every archive that the book offers."""
    if exception is None:
        for path in Path(app.outdir, "_downloads").rglob("*.zip"):
            without_dates(path)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect to the end of the build."""
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
