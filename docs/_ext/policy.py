"""A content-security policy in every page: what it may load, and which scripts it may run.

Nothing comes from elsewhere. Of the scripts and styles that stand in a page itself those of
its templates are let in, by hashes that are computed from the page as it is written. Text
is never run as code. ``style`` attributes are let in: KaTeX places each part of a drawn
formula by one.
"""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

from sphinx.builders import Builder
from sphinx.jinja2glue import BuiltinTemplateLoader
from sphinx.theming import Theme

FIRST = '<meta charset="utf-8">'  # what follows it obeys the policy
RULES = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src-elem": "'self'",
    "style-src-attr": "'unsafe-inline'",
    "img-src": "'self' data:",
    "frame-src": "'none'",
    "object-src": "'none'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
INLINE = {"script-src": "script", "style-src-elem": "style"}


def hashes(page: str, element: str) -> list[str]:
    """Return the hashes of what stands in a page's elements without attributes, each once."""
    found = dict.fromkeys(re.findall(rf"(?s)<{element}>(.*?)</{element}>", page))
    digests = (sha256(text.encode()).digest() for text in found)
    return [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]


def policy(page: str) -> str:
    """Return the rules, with the hashes of a page."""
    let_in = {rule: hashes(page, element) for rule, element in INLINE.items()}
    return "; ".join(
        " ".join([r, said, *let_in.get(r, [])]) for r, said in RULES.items()
    )


def governed(page: str) -> str:
    """Return a page with its policy, before all that it loads."""
    said = f'<meta http-equiv="Content-Security-Policy" content="{policy(page)}">'
    return page.replace(FIRST, f"{FIRST}\n    {said}", 1)


class Templates(BuiltinTemplateLoader):
    """Sphinx's templates, which give each page its policy; a file of the whole book has none."""

    def init(
        self,
        builder: Builder,
        theme: Theme | None = None,
        dirs: list[str] | None = None,
    ) -> None:
        """Learn in which shape the book is made."""
        super().init(builder, theme, dirs)
        self.governs = builder.name == "html"

    def render(self, template: str, context: dict[str, Any]) -> str:  # type: ignore[override]
        """Return a page, with its policy where it has one."""
        page = super().render(template, context)
        return governed(page) if self.governs else page
