"""A book that is built for a server names its address; the others are opened from a folder."""

from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from matplotlib.image import imread
from small_book import SmallBook

ADDRESS = "https://example.org/books/rmsprop"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Return the folder of a small book that was built with an address."""
    pytest.importorskip("myst_nb", reason="the group `docs` is not installed")
    book = SmallBook(tmp_path_factory.mktemp("served"), RMSPROP_TUT_URL=ADDRESS)
    book()
    return book.book


def links(page, *selectors):
    """Return the addresses that a page's elements name."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    found = (soup.select_one(selector) for selector in selectors)
    return [e.get("href") or e.get("content") for e in found]


def test_a_page_names_its_address_and_its_card(served):
    """Social and search metadata: each page's own address, and a picture for cards."""
    canonical, url, card = links(
        served / "auto_gallery" / "plot_script.html",
        'link[rel="canonical"]',
        'meta[property="og:url"]',
        'meta[property="og:image"]',
    )
    assert canonical == url == f"{ADDRESS}/auto_gallery/plot_script.html"
    picture = imread(served / card.removeprefix(f"{ADDRESS}/"))
    assert picture.shape[:2] == (630, 1200)


def test_the_map_lists_every_page_but_one(served):
    """Sitemap where a base URL is given: every page but the one for missing pages."""
    listed = ElementTree.parse(served / "sitemap.xml").findall(".//{*}loc")
    names = [loc.text.removeprefix(f"{ADDRESS}/") for loc in listed]
    assert {"index.html", "one.html", "auto_gallery/plot_script.html"} <= set(names)
    assert all((served / name).is_file() for name in names)
    assert "404.html" not in names


def test_the_page_for_missing_pages_works_at_any_depth(served):
    """404 page: whatever address failed, its links and styles lead into the book."""
    page = BeautifulSoup(
        (served / "404.html").read_text(encoding="utf-8"), "html.parser"
    )
    sources = [e.get("href") or e.get("src") for e in page.select("[href], [src]")]
    paths = [urlsplit(s).path for s in sources if not s.startswith(("#", "http"))]
    base = urlsplit(ADDRESS).path + "/"
    assert len(paths) > 5
    assert not [path for path in paths if not path.startswith(base)]
    files = [served / (path.removeprefix(base) or "index.html") for path in paths]
    assert not [file for file in files if not file.is_file()]
