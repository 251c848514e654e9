"""Archives of one old date, equal in two builds, and an EPUB that epubcheck accepts.

The EPUB has mathematics as MathML, and says where. It lists and holds no style sheet of
others' that it does not use; a page has no attribute of sphinx-gallery's own and no chevrons,
a drawing no reference to its document type.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from mends import Mends
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinxcontrib.katex import KATEX_DEFAULT_OPTIONS

FILES = "node_modules/katex/dist"
UNUSED = r'[^"]*(?:katex|mystnb|pages)[^"/]*\.css'
MENDED = {
    ".xhtml": Mends(
        {
            r' tooltip="[^"]*"': "",
            r"(?s)<svg .*?</svg>": "",
            rf'<link [^>]*href="{UNUSED}[^>]*/>': "",
        },
        builder="epub",
    ),
    ".svg": Mends(
        {r"<!DOCTYPE[^>]*>": "", r"<path (?![^>]*\bd=)": '<path d="" '}, builder="epub"
    ),
}
LISTED = Mends({rf'\s*<item [^>]*href="{UNUSED}"[^>]*/>': ""}, builder="epub")
PAGE = 'href="{}" media-type="application/xhtml+xml"'


def without_dates(path: Path, mended: Callable[..., dict[str, bytes]] = dict) -> None:
    """Write an archive anew, all members of one old date, an EPUB's first uncompressed."""
    with ZipFile(path) as archive:
        members = mended((name, archive.read(name)) for name in archive.namelist())
    with ZipFile(path, "w") as archive:
        for name, content in members.items():
            packing = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(ZipInfo(name), content, packing)


def valid(name: str, content: bytes) -> bytes:
    """Return a file of the EPUB without what the format forbids."""
    mends = MENDED.get(Path(name).suffix)
    return mends(content.decode()).encode() if mends else content


def declare(package: bytes, members: dict[str, bytes]) -> bytes:
    """Say of each page with MathML in it that it has some; list no style that is unused."""
    text = LISTED(package.decode())
    for name in (name for name, content in members.items() if b"<math" in content):
        text = text.replace(
            PAGE.format(name), PAGE.format(name) + ' properties="mathml"'
        )
    return text.encode()


def valid_members(members: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return the EPUB's files as the format has them, without the unused."""
    kept = {
        n: valid(n, content) for n, content in members if not re.fullmatch(UNUSED, n)
    }
    kept["content.opf"] = declare(kept["content.opf"], kept)
    return kept


def use_mathml(app: Sphinx) -> None:
    """Have KaTeX write MathML alone, which readers of EPUB draw themselves, without its files."""
    epub = app.builder.name == "epub"
    KATEX_DEFAULT_OPTIONS["output"] = "mathml" if epub else "htmlAndMathml"
    if epub:
        app.config.html_static_path.remove(FILES)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write every archive anew that this build has made."""
    if exception is not None:
        return
    for path in Path(app.outdir, "_downloads").rglob("*.zip"):
        without_dates(path)
    if app.builder.name == "epub":
        without_dates(
            Path(app.outdir, app.config.epub_basename + ".epub"), valid_members
        )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come when the archives are there."""
    app.connect("builder-inited", use_mathml)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
