"""Mends of HTML that others write: patterns and what takes their place.

A mend that matches nothing in a build of every page has become unnecessary, and is reported.
"""

import re
from multiprocessing import RawArray

from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata

logger = logging.getLogger(__name__)


class Mends:
    """Replace each pattern in a text, and keep account of those that matched."""

    all: "list[Mends]" = []  # noqa: RUF012 - all that there are
    expected = True

    def __init__(self, better: dict[str, str]) -> None:
        self.better = {re.compile(pattern): text for pattern, text in better.items()}
        self.matched = RawArray("b", len(better))  # shared with processes that write
        self.all.append(self)

    def __call__(self, html: str) -> str:
        """Return the text with each pattern replaced."""
        for place, (pattern, better) in enumerate(self.better.items()):
            html, count = pattern.subn(better, html)
            self.matched[place] |= count > 0
        return html

    def unused(self) -> list[str]:
        """Return the patterns that were expected and matched nothing."""
        pairs = zip(self.better, self.matched, strict=True)
        return [pattern.pattern for pattern, matched in pairs if not matched]


def report(app: Sphinx, exception: Exception | None) -> None:
    """Name the mends that matched nothing, where every page was there to match."""
    whole = app.env.found_docs <= getattr(app.builder, "wrote", set())
    if exception or app.builder.name != "html" or not whole:
        return
    for mends in Mends.all:
        for pattern in mends.unused() if mends.expected else []:
            logger.warning("This mend mends nothing: %s", pattern, type="mends")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Report before Sphinx counts its warnings."""
    app.connect("build-finished", report)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
