"""``docs/_ext/figures.py``: a figure is saved with its text, and has its size in the page."""

import pytest
from docutils import nodes

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="12" height="34">{}</svg>'
PAGE = """# A

```{eval-rst}
.. image:: drawn.svg
   :alt: At {fact}`gd_x1`.
.. image:: drawn_thumb.svg
.. image:: photograph.svg
.. image:: map.svg
.. image:: dots.png
.. image:: https://example.org/elsewhere.svg
```
"""
FILES = {
    "drawn.svg": DRAWING.format("γ"),
    "drawn_thumb.svg": DRAWING.format(""),
    "photograph.svg": DRAWING.format('<image href="data:"/>'),
    "map.svg": DRAWING.format('<g id="QuadMesh_1"/>'),
    "dots.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x0c\0\0\0\x22\x08\0",
}


@pytest.fixture
def room(extension):
    """Return the extension."""
    return extension("figures")


def test_the_gallery_s_figures_are_saved_with_their_texts(room, tmp_path, monkeypatch):
    """Each open figure becomes a drawing without a date, named in the page with its text."""
    monkeypatch.setattr(room, "describe", lambda figure: f"{figure.number} lines.")
    for number in (3, 5):
        room.plt.figure(number).subplots().plot([1, 2])
    (tmp_path / "images").mkdir()
    paths = (str(tmp_path / "images" / f"a_{n}.png") for n in (1, 2))
    found = {"image_path_iterator": paths}
    shown = room.scrape_figures(None, found, {"src_dir": str(tmp_path)})
    assert shown == (
        "\n.. image:: /images/a_1.svg\n"
        "   :alt: 3 lines.\n"
        "   :class: sphx-glr-single-img\n"
        "\n.. image:: /images/a_2.svg\n"
        "   :alt: 5 lines.\n"
        "   :class: sphx-glr-single-img\n"
    )
    assert room.plt.get_fignums() == []
    drawings = [p.read_text(encoding="utf-8") for p in (tmp_path / "images").iterdir()]
    assert len(drawings) == 2
    assert not [drawing for drawing in drawings if "<dc:date>" in drawing]


def test_images_have_their_size_and_their_numbers(tiny_book):
    """An image has size and text; thumbnails wait; photographs and maps keep their colours."""
    book = tiny_book(PAGE, "figures", builder="html", pages=FILES)
    images = {
        image["uri"]: {
            name: image.get(name)
            for name in ("alt", "loading", "classes", "width", "height")
        }
        for image in book.env.get_doctree("index").findall(nodes.image)
    }
    sized = {"loading": None, "classes": [], "width": "12", "height": "34", "alt": ""}
    assert images == {
        "drawn.svg": sized | {"alt": "At −0.94."},
        "drawn_thumb.svg": sized | {"loading": "lazy"},
        "photograph.svg": sized | {"classes": ["true-colours"]},
        "map.svg": sized | {"classes": ["true-colours"]},
        "dots.png": sized,
        "https://example.org/elsewhere.svg": {
            **dict.fromkeys(("alt", "loading", "width", "height")),
            "classes": [],
        },
    }
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
