"""``docs/_ext/hosting.py``: what nginx is told, to the letter."""

import pytest
from docutils import nodes

PAGE = """# A

```{nginx}
:host: example.org
:place: /book/
:folder: /srv/book/
```
"""
SITE = """\
map "$status $args" $kept {
    "~^[23].. v=[0-9]+$" "for long";
    default "asked again";
}
server {
    server_name example.org;
    location /book/ {
        alias /srv/book/;
        error_page 403 404 =404 /book/404.html;
        add_header One "1" always;
        add_header Two "2" always;
        add_header Cache-Control $kept always;
        charset utf-8;
        charset_types text/css text/plain;
        default_type something;
        types {
            text/css css;
            text/html html;
            text/plain txt;
            image/png png;
        }
    }
}"""


@pytest.fixture
def room(extension, monkeypatch):
    """Return the extension, of a server that says less."""
    room = extension("hosting")
    texts = {"text/css": "css", "text/html": "html", "text/plain": "txt"}
    monkeypatch.setattr(room, "HEADERS", {"One": "1", "Two": "2"})
    monkeypatch.setattr(room, "CHECKSUM", "v=[0-9]+")
    monkeypatch.setattr(room, "KEPT", "for long")
    monkeypatch.setattr(room, "ASKED_AGAIN", "asked again")
    monkeypatch.setattr(room, "TEXTS", texts)
    monkeypatch.setattr(room, "FILES", {"image/png": "png"})
    monkeypatch.setattr(room, "OTHER", "something")
    return room


def test_nginx_is_told_all_that_the_server_says(room):
    """Headers, types, letters, and how long a browser may keep a file are the server's own."""
    assert room.nginx("example.org", "/book/", "/srv/book/") == SITE


def test_a_page_shows_it(room, tiny_book):
    """The page shows it for its host, path and folder, and depends on the server's file."""
    book = tiny_book(PAGE, "hosting", builder="text")
    (shown,) = book.env.get_doctree("index").findall(nodes.literal_block)
    assert (shown.astext(), shown["language"]) == (SITE, "nginx")
    (path,) = book.env.dependencies["index"]
    assert str(path).endswith("docs/serve_book.py")
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
