"""Execute pages and scripts again whenever the code that they show has changed, and only then.

Pages are executed when their cells are not in the notebooks' cache, scripts when they are
not as their checksum says. Neither notices a change in an imported module: when the
package's digest is not the last build's, both caches are emptied. The digest is also a
configuration value, so that Sphinx reads every page again. Comments and docstrings do not
count in it.
"""

import ast
import hashlib
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.cache.main import JupyterCacheBase
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.ext.autosummary.generate import find_autosummary_in_files
from sphinx.util.typing import ExtensionMetadata

ROOT = Path(__file__).parents[2]
PACKAGE, GALLERY = ROOT / "rmsprop_tut", ROOT / "gallery"
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def code_of(source: str) -> str:
    """Return a module's syntax tree without docstrings, as text."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False):
            del node.body[0]
    return ast.dump(tree)


def content(path: Path) -> bytes:
    """Return what in a file of the package a page's content can depend on."""
    if path.suffix not in {".py", ".pyi"}:
        return path.read_bytes()
    return code_of(path.read_text(encoding="utf-8")).encode()


def package_digest() -> str:
    """Return a hash of the package's code and data."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + content(path))
    return digest.hexdigest()


def follow(app: Sphinx, config: Config) -> None:
    """Forget what an other package computed, and set the digest that pages depend on."""
    config.package_digest = package_digest()
    results = Path(config.nb_execution_cache_path)
    seen = results / "package_digest"
    if seen.is_file() and seen.read_text() == config.package_digest:
        return
    get_cache(results).clear_cache()
    for checksum in Path(app.srcdir, "auto_gallery").rglob("*.md5"):
        checksum.unlink()
    _ = get_cache(results).db  # made here: processes that read in parallel would each
    seen.write_text(config.package_digest)


def keep(_cache: JupyterCacheBase) -> None:
    """Keep all results, in place of a method that asks twice which of them are old.

    What another process stores between its two questions it takes for old, and deletes.
    """


def sweep(app: Sphinx) -> None:
    """Remove the generated pages whose source is gone: their makers leave them."""
    made, api = Path(app.srcdir, "auto_gallery"), Path(app.srcdir, "api")
    scripts = [path.relative_to(GALLERY) for path in GALLERY.rglob("*.*")]
    wanted = {made / path.with_suffix(".rst") for path in scripts}
    wanted |= {made / path.with_name("index.rst") for path in scripts}
    listed = find_autosummary_in_files(sorted(api.glob("*.md")))
    wanted |= {api / "generated" / f"{entry.name}.rst" for entry in listed}
    for page in {*made.rglob("*.rst"), *api.glob("generated/*.rst")} - wanted:
        page.unlink()


def setup(app: Sphinx) -> ExtensionMetadata:
    """Come before sphinx-gallery and autosummary, which make pages."""
    JupyterCacheBase.truncate_caches = keep  # type: ignore[method-assign]
    app.add_config_value("package_digest", "", "env", types=frozenset({str}))
    app.connect("config-inited", follow, priority=1)
    app.connect("builder-inited", sweep, priority=1)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
