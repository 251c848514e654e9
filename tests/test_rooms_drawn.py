"""``docs/_ext/rooms.py``: the list of modules and the drawing of the floors, of a small house."""

import re
from collections import Counter

import pytest
from docutils import nodes

PROJECT = """
[[tool.importlinter.contracts]]
type = "acyclic_siblings"

[[tool.importlinter.contracts]]
type = "layers"
layers = ["attic", "kitchen | cellar"]
"""
FILES = {
    "pyproject.toml": PROJECT,
    "house/__init__.py": '"""The house."""',
    "house/attic.py": '"""The attic: γ.\n\nMore."""\nimport house.cellar.wine\n'
    "from . import kitchen\nfrom house import kitchen, door\nimport json, house",
    "house/cellar/__init__.py": '"""The cellar."""\n',
    "house/cellar/wine.py": '"""Wine."""\nfrom .. import attic\nimport os.attic',
    "house/cellar/beer.py": '"""Beer."""\nfrom . import wine\nfrom .wine import red',
    "house/kitchen/__init__.py": '"""The kitchen."""\nfrom ..cellar import wine',
    "house/kitchen/oven/__init__.py": '"""The oven."""\nfrom ...cellar.wine import red',
    "house/door.py": '"""The door."""',
    "house/bell.py": '"""The bell."""',
    "house/notes.txt": "",
}
LIST = """\
``attic``
    The attic: γ.

``kitchen``
    The kitchen.

    ``oven``
        The oven.

``cellar``
    The cellar.

    ``beer``
        Beer.

    ``wine``
        Wine.

``bell``
    The bell.

``door``
    The door.

"""
WORDS = (
    "Floors from the top down, and in how many of its files each imports which: "
    "attic imports kitchen in 1, cellar in 1. kitchen imports cellar in 2. "
    "cellar imports attic in 1, cellar in 1. "
    "Upwards: cellar imports attic."
)


@pytest.fixture
def room(extension, tmp_path, monkeypatch):
    """Return the extension, which looks at the house."""
    room = extension("rooms")
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.setattr(room, "ROOT", tmp_path)
    monkeypatch.setattr(room, "PROJECT", tmp_path / "pyproject.toml")
    monkeypatch.setattr(room, "PACKAGE", tmp_path / "house")
    return room


def test_the_book_s_own_house_is_looked_at(extension):
    """The contract is that of the project, and the package is the book's."""
    room = extension("rooms")
    assert room.floors()[:2] == ["__main__", "book"]
    assert (room.PACKAGE / "__init__.py").is_file()
    assert (room.ROOT / "docs" / "conf.py").is_file()


def test_modules_are_listed_by_their_first_lines(room, tmp_path):
    """Floors stand in their order, others by name behind them, packages with what is in them."""
    assert room.floors() == ["attic", "kitchen", "cellar"]
    listed = "\n".join(room.entries(tmp_path / "house"))
    assert listed == LIST.removesuffix("\n")


def test_imports_are_counted_by_floors(room):
    """A file counts once for each floor that it imports, in whatever way it does."""
    assert room.counts() == Counter(
        {
            ("attic", "kitchen"): 1,
            ("attic", "cellar"): 1,
            ("kitchen", "cellar"): 2,
            ("cellar", "attic"): 1,
            ("cellar", "cellar"): 1,
        }
    )


def test_the_drawing_is_said(room):
    """The text says of each floor what it imports, and which import goes upwards."""
    assert room.in_words(room.floors(), room.counts()) == WORDS
    downwards = room.in_words(["a", "b"], Counter({("a", "a"): 1}))
    assert downwards.endswith(
        ": a imports a in 1. b imports none. No floor imports one above it."
    )


def test_the_drawing_has_each_number_in_its_place(room, tmp_path, monkeypatch):
    """Rows import, columns are imported; numbers of ten points stand in squares of sixteen."""
    figures = []
    figure = room.Figure
    monkeypatch.setattr(
        room, "Figure", lambda **given: figures.append(figure(**given)) or figures[0]
    )
    room.draw(room.floors(), room.counts(), tmp_path / "floors.svg")
    (axes,) = figures[0].axes
    assert figures[0].get_size_inches().tolist() == [5.2, 5.2]
    assert {(*text.get_position(), text.get_text()) for text in axes.texts} == {
        (1, 0, "1"),
        (2, 0, "1"),
        (2, 1, "2"),
        (0, 2, "1"),
        (2, 2, "1"),
    }
    drawn = {
        (*(int(n[0]) for n in line.get_data()), line.get_color()) for line in axes.lines
    }
    blue = "#CFE3F1"
    assert drawn == {
        (1, 0, blue),
        (2, 0, blue),
        (2, 1, blue),
        (0, 2, blue),
        (2, 2, "0.9"),
    }
    assert {(line.get_marker(), line.get_linestyle()) for line in axes.lines} == {
        ("s", "None")
    }
    assert {(t.get_ha(), t.get_va()) for t in axes.texts} == {("center", "center")}
    assert {line.get_markersize() for line in axes.lines} == {16}
    assert {text.get_fontsize() for text in axes.texts} == {10}
    for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
        assert [label.get_text() for label in labels] == ["attic", "kitchen", "cellar"]
    assert axes.get_xlim() == pytest.approx((-0.6, 2.6))
    assert axes.get_ylim() == pytest.approx((2.6, -0.6))
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("is imported", "imports")
    drawing = (tmp_path / "floors.svg").read_text(encoding="utf-8")
    assert drawing.startswith("<?xml")
    assert "<dc:date>" not in drawing


def test_names_stand_below_each_other_and_upright(room, tmp_path, monkeypatch):
    """The names of the columns are turned by a right angle; the axes have no marks."""
    set_ticks, marks = [], []
    axes = room.Figure().subplots().__class__
    monkeypatch.setattr(axes, "set_xticks", lambda self, *a, **k: set_ticks.append(k))
    monkeypatch.setattr(axes, "tick_params", lambda self, *a, **k: marks.append(k))
    room.draw(["a"], Counter(), tmp_path / "floors.svg")
    assert set_ticks[-1] == {"rotation": 90}
    assert {"length": 0} in marks


def test_a_page_lists_and_draws(room, tiny_book):
    """The page has list and drawing, and depends on each file that they are made from."""
    book = tiny_book(
        "# A\n\n```{rooms} house\n```\n\n```{floors}\n```\n", "rooms", builder="html"
    )
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
    page = book.env.get_doctree("index")
    terms = [term.astext() for term in page.findall(nodes.term)]
    listed = "attic kitchen oven cellar beer wine bell door"
    assert " ".join(terms) == listed
    (image,) = page.findall(nodes.image)
    assert image["alt"] == WORDS
    assert image["classes"] == ["sphx-glr-single-img"]
    assert (book.outdir / "_images" / "floors.svg").is_file()
    depends = "".join(sorted(map(str, book.env.dependencies["index"])))
    for name in FILES:
        assert (f"/{name}" in depends) == (name != "house/notes.txt"), name


def test_each_directive_depends_on_what_it_reads(room, tiny_book):
    """A list depends on its folder, a drawing on the package, both on the contract."""
    for directive in ("```{rooms} house/cellar\n```", "```{floors}\n```"):
        book = tiny_book(f"# A\n\n{directive}\n", "rooms", builder="html")
        names = re.findall(
            r"(?:house|/)[/\w]*\.\w+",
            " ".join(map(str, book.env.dependencies["index"])),
        )
        found = {name.rpartition("/")[2] for name in names}
        assert {"pyproject.toml", "beer.py", "wine.py"} <= found
        assert ("door.py" in found) == ("floors" in directive)
