"""Write a page when what it shows has changed, and no page when nothing has.

Sphinx compares a page with its source. What a page shows can change without it, and several
builders share what one of them has read: so each page is compared with what was read, and
its text also with the page beside it, whose numbers another page may have changed. The lists
of pages (index, search, code) are written whenever a page is. Which environment builds does
not matter: its path and the age of its files are left out, the theme's version counts.
"""

from collections.abc import Iterator, Set
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.html._build_info import BuildInfo
from sphinx.builders.text import TextBuilder
from sphinx.environment import BuildEnvironment
from sphinx.util.typing import ExtensionMetadata


def modified(path: Path) -> int:
    """Return when a file was written, in nanoseconds; one that is not there, never."""
    return path.stat().st_mtime_ns if path.is_file() else 0


def outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages that are older than what they are made from."""
    read, written = Path(app.doctreedir), Path(app.outdir)
    suffix = getattr(app.builder, "out_suffix", ".html")
    templates = tuple(Path(app.srcdir, "_templates").glob("*.html"))

    def older(name: str) -> bool:
        made_from = read / f"{name}.doctree", written / f"{name}.html", *templates
        return max(map(modified, made_from)) > modified(written / f"{name}{suffix}")

    return list(filter(older, env.found_docs))


class AsNeeded(Builder):
    """A builder that knows which pages it wrote, and ends at once where that is none."""

    wrote: Set[str] = frozenset()

    def write_documents(self, docnames: Set[str]) -> None:
        """Write the pages."""
        self.wrote = docnames
        super().write_documents(docnames)

    def finish(self) -> None:
        """Write the lists of pages."""
        if self.wrote:
            super().finish()


class Pages(AsNeeded, StandaloneHTMLBuilder):
    """The pages as HTML."""

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

    def get_outdated_docs(self) -> Iterator[str]:
        """Return the pages that are older than their sources, whatever the theme's age."""
        templates, self.templates = self.templates, None
        found = list(super().get_outdated_docs())
        self.templates = templates
        return iter(found)


class Texts(AsNeeded, TextBuilder):
    """The pages as plain text."""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Take the place of Sphinx's builders, and add to what every builder writes."""
    app.add_builder(Pages, override=True)
    app.add_builder(Texts, override=True)
    app.connect("env-updated", outdated)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
