"""``{nginx}``: a configuration in which nginx says what the book's own server says."""

from typing import ClassVar

import serve_book
from docutils import nodes
from docutils.parsers.rst import directives
from serve_book import ASKED_AGAIN, CHECKSUM, FILES, HEADERS, KEPT, OTHER, TEXTS
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

SITE = """\
map "$status $args" $kept {{
    "~^[23].. {checksum}$" "{for_long}";
    default "{asked_again}";
}}
server {{
    server_name {host};
    location {place} {{
        alias {folder};
        error_page 403 404 =404 {place}404.html;
{headers}
        add_header Cache-Control $kept always;
        charset utf-8;
        charset_types {texts};
        default_type {other};
        types {{
{types}
        }}
    }}
}}"""


def lines(template: str, pairs: dict[str, str]) -> str:
    """Return a line for each pair."""
    return "\n".join(template.format(*pair) for pair in pairs.items())


def nginx(host: str, place: str, folder: str) -> str:
    """Return what nginx has to read in order to serve a folder at a host, below a path."""
    return SITE.format(
        host=host,
        place=place,
        folder=folder,
        headers=lines('        add_header {} "{}" always;', HEADERS),
        checksum=CHECKSUM,
        for_long=KEPT,
        asked_again=ASKED_AGAIN,
        texts=" ".join(filter("text/html".__ne__, TEXTS)),  # which nginx knows
        other=OTHER,
        types=lines("            {} {};", TEXTS | FILES),
    )


class Nginx(SphinxDirective):
    """A listing of it, for ``:host:``, ``:place:`` and ``:folder:``."""

    option_spec: ClassVar[OptionSpec] = dict.fromkeys(
        ("host", "place", "folder"), directives.unchanged_required
    )

    def run(self) -> list[nodes.Node]:
        """Show it; the page depends on the server's file."""
        self.env.note_dependency(serve_book.__file__)
        text = nginx(**self.options)
        return [nodes.literal_block(text, text, language="nginx")]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directive."""
    app.add_directive("nginx", Nginx)
    return {"parallel_read_safe": True}
