"""Execute pages and scripts again whenever the package that they show has changed.

Sphinx re-reads a page when the page changes, and sphinx-gallery a script when the script
does. Neither notices a change in an imported module. The package's digest, kept as a
configuration value and beside the gallery, makes them.
"""

import hashlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util.typing import ExtensionMetadata

PACKAGE = Path(__file__).parents[2] / "rmsprop_tut"


def package_digest() -> str:
    """Return a hash of every file of the package that a page's content can depend on."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(
                path.relative_to(PACKAGE).as_posix().encode() + path.read_bytes()
            )
    return digest.hexdigest()


def compare(app: Sphinx, config: Config) -> None:
    """Set the digest that pages depend on; run every script if it is not the last build's."""
    config.package_digest = package_digest()
    seen = Path(app.srcdir, "auto_gallery", ".package_digest")
    changed = not seen.is_file() or seen.read_text() != config.package_digest
    config.sphinx_gallery_conf["run_stale_examples"] = changed


def remember(app: Sphinx, exception: Exception | None) -> None:
    """Keep the digest of a build that went through."""
    if exception is None:
        Path(app.srcdir, "auto_gallery", ".package_digest").write_text(
            app.config.package_digest
        )


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the value before sphinx-gallery reads its configuration."""
    app.add_config_value("package_digest", "", "env", types=frozenset({str}))
    app.connect("config-inited", compare, priority=1)
    app.connect("build-finished", remember)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
