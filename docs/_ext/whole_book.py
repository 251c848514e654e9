"""The book as one file, PDF or EPUB, and what leads to it.

What only a page in a browser can do is left out of it: downloads, links to a drawing by
script. The EPUB is one that epubcheck accepts: its mathematics is MathML, and it says where;
it has no style sheet of others' that it does not use; a page has no attribute of
sphinx-gallery's own and no chevrons, a drawing no reference to its document type. Every
archive is of one old date, equal in two builds.

Where the files lie beside the pages, and are of them, the first page leads to them, in an
``only`` of the tag ``whole_book``.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docutils import nodes
from mends import Mends
from rebuild import modified
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata
from sphinxcontrib.katex import KATEX_DEFAULT_OPTIONS

FILES = PDF, EPUB = "rmsprop_tut.pdf", "rmsprop_tut.epub"
DOWNLOADS = {"sphx-glr-download-link-note", "sphx-glr-footer"}
KATEX = "node_modules/katex/dist"
UNUSED = re.compile("katex|mystnb")
MENDED = {
    ".xhtml": Mends(
        {r' tooltip="[^"]*"': "", r"(?s)<svg .*?</svg>": ""}, builder="epub"
    ),
    ".svg": Mends(
        {r"<!DOCTYPE[^>]*>": "", r"<path (?![^>]*\bd=)": '<path d="" '}, builder="epub"
    ),
}
PAGE = 'href="{}" media-type="application/xhtml+xml"'


def leave_out(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Keep the sentences alone."""
    if app.builder.name not in ("epub", "singlehtml"):
        return
    for part in list(doctree.findall(nodes.Element)):
        if DOWNLOADS & set(part.get("classes", ())):
            part.parent.remove(part)
    for link in list(doctree.findall(nodes.reference)):
        if link.get("refuri", "").startswith("#playground?"):
            link.replace_self(nodes.Text(link.astext()))


def use_mathml(app: Sphinx) -> None:
    """Have KaTeX write MathML alone, which readers of EPUB draw themselves, without styles."""
    epub = app.builder.name == "epub"
    KATEX_DEFAULT_OPTIONS["output"] = "mathml" if epub else "htmlAndMathml"
    if epub:
        app.config.html_static_path.remove(KATEX)
        leave_out_styles(app, app.builder)


def leave_out_styles(app: Sphinx, builder: Any) -> None:
    """Have the EPUB neither link to nor hold the styles that it does not use."""
    styles = app.registry.css_files
    unused = [name for name, _ in styles if UNUSED.search(name)]
    styles[:] = [style for style in styles if style[0] not in unused]
    builder.init_css_files()
    app.config.epub_exclude_files += [f"_static/{name}" for name in unused]


def valid(name: str, content: bytes) -> bytes:
    """Return a file of the EPUB without what the format forbids."""
    mends = MENDED.get(Path(name).suffix)
    return mends(content.decode()).encode() if mends else content


def declare(package: bytes, members: dict[str, bytes]) -> bytes:
    """Say of each page with MathML in it that it has some."""
    text = package.decode()
    for page in (
        PAGE.format(n) for n, content in members.items() if b"<math" in content
    ):
        text = text.replace(page, f'{page} properties="mathml"')
    return text.encode()


def valid_members(members: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return the EPUB's files as the format has them."""
    mended = {name: valid(name, content) for name, content in members}
    return mended | {"content.opf": declare(mended["content.opf"], mended)}


def without_dates(path: Path, mended: Callable[..., dict[str, bytes]] = dict) -> None:
    """Write an archive anew, all members of one old date, an EPUB's first uncompressed."""
    with ZipFile(path) as archive:
        members = mended((name, archive.read(name)) for name in archive.namelist())
    with ZipFile(path, "w") as archive:
        for name, content in members.items():
            packing = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
            archive.writestr(ZipInfo(name), content, packing)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write every archive anew that this build has made."""
    if exception is not None:
        return
    for path in Path(app.outdir, "_downloads").rglob("*.zip"):
        without_dates(path)
    if app.builder.name == "epub":
        without_dates(Path(app.outdir, EPUB), valid_members)


def renew(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Remove files of other pages; have the first page written when files came or went."""
    if app.builder.name != "html":
        return []
    files = [Path(app.outdir, name) for name in FILES]
    read = max(map(modified, Path(app.doctreedir).rglob("*.doctree")), default=0)
    gone = [file for file in files if 0 < modified(file) < read]
    for file in gone:
        file.unlink()
    if all(map(modified, files)):
        app.tags.add("whole_book")
    page = Path(app.outdir, f"{env.config.root_doc}.html")
    came = max(map(modified, files)) > modified(page)
    return [env.config.root_doc] if gone or came else []


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come when others have named their styles, once all is read, in each page, at the end."""
    app.connect("builder-inited", use_mathml, priority=900)
    app.connect("env-updated", renew)
    app.connect("doctree-resolved", leave_out)
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True}
