"""``docs/_ext/address.py``: a book with an address has a map, a card and a page for the rest."""

from types import SimpleNamespace

import pytest

MAP = """<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://a.org/é/a/b&amp;c.html</loc></url>
<url><loc>https://a.org/é/index.html</loc></url>
</urlset>
"""
LINKED = "# {}\n\n[there](there.md)\n"


@pytest.fixture
def room(extension):
    """Return the extension."""
    return extension("address")


def build(folder, builder="html"):
    """Return what the extension sees of a build."""
    return SimpleNamespace(
        builder=SimpleNamespace(name=builder),
        config=SimpleNamespace(
            html_baseurl="https://a.org/é/", ogp_image="static/new/card.png"
        ),
        env=SimpleNamespace(found_docs={"index", "404", "a/b&c"}),
        outdir=folder,
    )


def test_the_map_has_each_page_s_address(room, tmp_path):
    """The map is XML with the pages in order, but for the page of those that do not exist."""
    room.write(build(tmp_path), None)
    assert (tmp_path / "sitemap.xml").read_text(encoding="utf-8") == MAP


@pytest.mark.parametrize(
    ("builder", "failed"), [("html", OSError()), ("epub", None), ("text", OSError())]
)
def test_only_whole_pages_have_a_map(room, tmp_path, builder, failed):
    """A build that failed, and one of another shape, write no map."""
    room.write(build(tmp_path, builder), failed)
    assert not list(tmp_path.iterdir())


def test_a_card_is_as_large_as_social_networks_ask(room, monkeypatch, tmp_path):
    """The card has 1200 by 630 dots, in a folder that is made where it is not there."""

    def draw(path, size, dpi):
        path.write_text(f"{size[0] * dpi:g} by {size[1] * dpi:g}", encoding="utf-8")

    monkeypatch.setattr(room, "draw", draw)
    card = tmp_path / "static" / "new" / "card.png"
    for _ in range(2):
        room.draw_card(build(tmp_path))
        assert card.read_text(encoding="utf-8") == "1200 by 630"
        card.unlink()


def test_only_pages_have_a_card(room, tmp_path):
    """No card is drawn for another shape."""
    room.draw_card(build(tmp_path, "epub"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("builder", "page", "led"),
    [("html", "404", True), ("html", "index", False), ("epub", "404", False)],
)
def test_only_the_page_for_missing_pages_is_led_back(
    room, monkeypatch, tmp_path, builder, page, led
):
    """Links have the whole path on the page for missing pages alone."""
    kinds = []
    monkeypatch.setattr(
        room, "replace_uris", lambda app, tree, kind, name: kinds.append((kind, name))
    )
    room.lead_back(build(tmp_path, builder), None, page)
    assert kinds == [(room.nodes.reference, "refuri")] * led


def test_a_build_does_all_of_it(room, tiny_book, monkeypatch):
    """A book with an address has its card and its map; a missing page leads to its pages."""
    drawn = []
    monkeypatch.setattr(room, "draw", lambda path, **_: drawn.append(path.name))
    book = tiny_book(
        LINKED.format("A"),
        *("address", "notfound.extension", "sphinxext.opengraph"),
        pages={"404.md": LINKED.format("Not here"), "there.md": "# There\n"},
        html_baseurl="https://a.org/b/",
        notfound_urls_prefix="/b/",
        ogp_image="_static/card.png",
        suppress_warnings=["toc.not_included"],
    )
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
    assert drawn == ["card.png"]
    texts = {p.name: p.read_text(encoding="utf-8") for p in book.outdir.glob("*.*ml")}
    assert texts["sitemap.xml"].count("<loc>https://a.org/b/") == 2
    assert 'href="/b/there.html"' in texts["404.html"]
    assert 'href="there.html"' in texts["index.html"]
