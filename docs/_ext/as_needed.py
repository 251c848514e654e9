"""Write a page when what it shows has changed, and no page when nothing has.

Sphinx compares a page with its source. What a page shows can change without it, and several
builders share what one of them has read: so each page is compared with what was read. The
lists of pages (index, search, code) are written whenever a page is. Which environment builds
does not matter: its path and the age of its files are left out, the theme's version counts.
"""

from collections.abc import Iterator, Set
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.html._build_info import BuildInfo
from sphinx.util.typing import ExtensionMetadata


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

    def create_build_info(self) -> BuildInfo:
        """Return the mark of the configuration, without the paths that libraries add."""
        names = "templates_path", "html_static_path"
        whole = {name: self.config[name] for name in names}
        for name, paths in whole.items():
            self.config[name] = [p for p in paths if not Path(p).is_absolute()]
        info = super().create_build_info()
        for name, paths in whole.items():
            self.config[name] = paths
        return info


def setup(app: Sphinx) -> ExtensionMetadata:
    """Take the place of Sphinx's builder."""
    app.add_builder(Pages, override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
