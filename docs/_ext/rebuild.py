"""A build executes and writes again what has changed, and only that.

Pages are executed when their cells are not in the notebooks' cache, scripts when they are
not as their checksum says; a training that they call is not run where its result is kept. None
of these notices a change in an imported module: when the package's digest is not the last
build's, all are emptied. The digest is also a
configuration value, so that Sphinx reads every page again. Comments and docstrings do not
count in it. Nor does Sphinx notice a change of an extension, so their digest is one too: what
they make is made again, and nothing is executed.

Sphinx compares a page with its source. What a page shows can change without it, and several
builders share what one of them has read: so each page is compared with what was read. The
lists of pages (index, search, code) are written whenever a page is. Which environment builds
does not matter: its path and the age of its files are left out, the theme's version counts.
"""

import ast
import hashlib
import shutil
from collections.abc import Iterator, Set
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jupyter_cache import get_cache
from jupyter_cache.cache.main import JupyterCacheBase
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.html._build_info import BuildInfo
from sphinx.config import Config
from sphinx.ext.autosummary.generate import find_autosummary_in_files
from sphinx.util.index_entries import split_index_msg
from sphinx.util.typing import ExtensionMetadata

from rmsprop_tut.lab.recorded import NAME

ROOT = Path(__file__).parents[2]
PACKAGE, GALLERY = ROOT / "rmsprop_tut", ROOT / "gallery"
LISTED = PACKAGE / "book" / "theorems.py"  # its page alone depends on it, and says so
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def content(path: Path) -> bytes:
    """Return what a page can depend on: of code the syntax tree without docstrings."""
    if path.suffix not in {".py", ".pyi"}:
        return path.read_bytes()
    tree = ast.parse(path.read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False):
            del node.body[0]
    return ast.dump(tree).encode()


def package_digest() -> str:
    """Return a hash of the package's code and data, with the record where it is replayed."""
    trains = find_spec("mxnet") is not None
    digest = hashlib.sha256(str(trains).encode())
    for path in sorted(PACKAGE.rglob("*")):
        unread = path == LISTED or (path.name == NAME and trains)
        if path.is_file() and "__pycache__" not in path.parts and not unread:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + content(path))
    return digest.hexdigest()


def extensions_digest() -> str:
    """Return a hash of the code that makes the pages."""
    made_by = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(map(content, made_by))).hexdigest()


def follow(app: Sphinx, config: Config) -> None:
    """Forget what an other package computed, and set the digests that pages depend on."""
    config.extensions_digest = extensions_digest()
    config.package_digest = package_digest()
    results = Path(config.nb_execution_cache_path)
    seen = results / "package_digest"
    if seen.is_file() and seen.read_text("ascii") == config.package_digest:
        return
    get_cache(results).clear_cache()
    for checksum in Path(app.srcdir, "auto_gallery").rglob("*.md5"):
        checksum.unlink()
    _ = get_cache(results).db  # made here: processes that read in parallel would each
    seen.write_text(config.package_digest, "ascii")


def keep(_cache: JupyterCacheBase) -> None:
    """Keep all results, in place of a method that asks twice which of them are old.

    What another process stores between its two questions it takes for old, and deletes.
    """


def sweep(app: Sphinx) -> None:
    """Remove the generated pages whose source is gone: their makers leave them."""
    made, api = Path(app.srcdir, "auto_gallery"), Path(app.srcdir, "api")
    scripts = [made / path.relative_to(GALLERY) for path in GALLERY.rglob("*.*")]
    listed = find_autosummary_in_files(sorted(api.glob("*.md")))
    wanted = {api / "generated" / f"{entry.name}.rst" for entry in listed}
    wanted.update(path.with_suffix(".rst") for path in scripts)
    wanted.update(path.with_name("index.rst") for path in scripts)
    for page in {*made.rglob("*.rst"), *api.glob("generated/*.rst")} - wanted:
        page.unlink()
    # A page of code is made again for its source alone; extensions and the lists mark it too.
    code, extensions = Path(app.outdir, "_modules"), Path(__file__).parent.glob("*.py")
    if max(map(modified, [*api.glob("*.md"), *extensions])) > modified(
        code / "index.html"
    ):
        shutil.rmtree(code, ignore_errors=True)


def modified(path: Path) -> int:
    """Return when a file was written, in nanoseconds; one that is not there, never."""
    return path.stat().st_mtime_ns if path.is_file() else 0


class Pages(StandaloneHTMLBuilder):
    """A builder that knows which pages it wrote, and ends at once where that is none."""

    wrote: Set[str] = frozenset()

    def is_old(self, name: str) -> bool:
        """Say whether a page, or its text, is older than what it is made from."""
        templates = Path(self.srcdir, "_templates").glob("*.html")
        made_from = Path(self.doctreedir, f"{name}.doctree"), *templates
        written = (Path(self.outdir, f"{name}.{kind}") for kind in ("html", "txt"))
        return max(map(modified, made_from)) > min(map(modified, written))

    def get_outdated_docs(self) -> Iterator[str]:
        """Return the pages that are older than their sources, whatever the theme's age."""
        templates, self.templates = self.templates, None
        found = set(super().get_outdated_docs())
        self.templates = templates
        yield from found | set(filter(self.is_old, self.env.found_docs))

    def write_documents(self, docnames: Set[str]) -> None:
        """Write the pages."""
        self.wrote = docnames
        super().write_documents(docnames)

    def finish(self) -> None:
        """Write the lists of pages."""
        if self.wrote:
            super().finish()

    def dump_search_index(self) -> None:
        """Give the search the entries of pages that are not written, which Sphinx forgets."""
        indexer: Any = self.indexer
        for page, entries in self.env.domains.index_domain.entries.items():
            found = {
                (word, target, main)
                for kind, value, target, main, _ in entries
                for word in split_index_msg(kind, value)
            }
            indexer._index_entries.setdefault(page, sorted(found))
        super().dump_search_index()

    def create_build_info(self) -> BuildInfo:
        """Return the mark of the configuration, without the paths that libraries add."""
        names = "templates_path", "html_static_path"
        whole = {name: self.config[name] for name in names}
        own = {n: [p for p in whole[n] if not Path(p).is_absolute()] for n in names}
        vars(self.config).update(own)
        info = super().create_build_info()
        vars(self.config).update(whole)
        return info


def setup(app: Sphinx) -> ExtensionMetadata:
    """Take the place of Sphinx's builder; come before sphinx-gallery and autosummary."""
    JupyterCacheBase.truncate_caches = keep
    app.add_builder(Pages, override=True)
    for digest in ("package_digest", "extensions_digest"):
        app.add_config_value(digest, "", "env", types=frozenset({str}))
    app.connect("config-inited", follow, priority=1)
    app.connect("builder-inited", sweep, priority=1)
    return {"parallel_read_safe": True}
