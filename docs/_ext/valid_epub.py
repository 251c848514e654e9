"""An EPUB that epubcheck accepts: mathematics as MathML, and each file as the format has it.

Style sheets that it does not use or hold, drawings' references to their document type, an
attribute of sphinx-gallery's own, chevrons: none is EPUB. What a page contains is declared.
"""

import re
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata
from sphinxcontrib.katex import KATEX_DEFAULT_OPTIONS

FILES = "node_modules/katex/dist"
OUT = {
    ".xhtml": (
        re.compile(r' tooltip="[^"]*"'),
        re.compile(r"<svg .*?</svg>", re.DOTALL),
        re.compile(r'<link [^>]*href="[^"]*(?:katex|mystnb)[^"]*\.css[^>]*/>'),
    ),
    ".svg": (re.compile(r"<!DOCTYPE[^>]*>"),),
}
EMPTY_PATH = re.compile(r"<path (?![^>]*\bd=)")
UNUSED = re.compile(r"(katex|mystnb)[^/]*\.css$")
LISTED = re.compile(r'\s*<item [^>]*href="([^"]*)"[^>]*/>')
DECLARED = re.compile(r'(<item [^>]*href="([^"]+\.xhtml)" media-type="[^"]+") />')


def valid(name: str, content: bytes) -> bytes:
    """Return a file of the archive without what the format forbids."""
    kind = Path(name).suffix
    if kind not in OUT:
        return content
    text = content.decode()
    for unwanted in OUT[kind]:
        text = unwanted.sub("", text)
    return EMPTY_PATH.sub('<path d="" ', text).encode()


def declare(package: bytes, members: dict[str, bytes]) -> bytes:
    """Say of each page with MathML in it that it has some; list no style that is unused."""

    def item(match: re.Match[str]) -> str:
        has = b"<math" in members.get(match[2], b"")
        return str(match[1]) + (' properties="mathml"' if has else "") + " />"

    text = LISTED.sub(lambda m: "" if UNUSED.search(m[1]) else m[0], package.decode())
    return DECLARED.sub(item, text).encode()


def use_mathml(app: Sphinx) -> None:
    """Have KaTeX write MathML alone, which readers of EPUB draw themselves, without its files."""
    epub = app.builder.name == "epub"
    KATEX_DEFAULT_OPTIONS["output"] = "mathml" if epub else "htmlAndMathml"
    if epub:
        app.config.html_static_path.remove(FILES)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the archive anew, all members of one old date, the first uncompressed."""
    if exception is not None or app.builder.name != "epub":
        return
    path = Path(app.outdir, app.config.epub_basename + ".epub")
    with ZipFile(path) as archive:
        names = [name for name in archive.namelist() if not UNUSED.search(name)]
        members = {name: valid(name, archive.read(name)) for name in names}
    members["content.opf"] = declare(members["content.opf"], members)
    with ZipFile(path, "w") as archive:
        for name, content in members.items():
            packing = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(ZipInfo(name), content, packing)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come last, when the archive is there."""
    app.connect("builder-inited", use_mathml)
    app.connect("build-finished", finish, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
