"""A rebuild executes what changed and writes what shows it; each test counts both.

The book lies in a folder named as readers name theirs, and is built on a console of ASCII.
"""

import os

import pytest
from small_book import SmallBook

EVERYTHING = ["index", "one", "plot_script", "two"]
FOLDER = "My Böök #1 [x] 100% & co 'q'" + (' "Q"' if os.name == "posix" else "")
CONSOLE = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return a small book that is built, and counts what its builds execute."""
    pytest.importorskip("myst_nb", reason="the group `docs` is not installed")
    book = SmallBook(tmp_path_factory.mktemp("book") / FOLDER, **CONSOLE)
    assert book() == EVERYTHING
    return book


@pytest.fixture
def rebuild(book):
    """Return a function that builds again: what is executed, and the pages written."""

    def rebuilt():
        before = book.written()
        ran = book()
        after = book.written()
        return ran, {name for name in after if before.get(name) != after[name]}

    return rebuilt


def change(path, old, new):
    """Replace a text in a file, where it stands first."""
    assert old in path.read_text(encoding="utf-8")
    path.write_text(
        path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8"
    )


def test_a_folder_may_have_any_name(book):
    """The book is built, its figure drawn, whatever the folders above it are called."""
    images = (book.book / "_images").glob("*.svg")
    assert sorted(path.name for path in images) == [
        "sphx_glr_plot_script_001.svg",
        "sphx_glr_plot_script_thumb.svg",
    ]
    assert "rmsprop_tut" in (book.book / "one.txt").read_text(encoding="utf-8")


def test_nothing(rebuild):
    """A rebuild without a change executes nothing and writes no page, HTML nor text."""
    assert rebuild() == ([], set())


def test_a_sentence(book, rebuild):
    """A changed sentence executes nothing; its page is written."""
    with (book.root / "docs" / "one.md").open("a", encoding="utf-8") as page:
        page.write("\nMore.\n")
    ran, written = rebuild()
    assert ran == []
    assert {"one.html", "one.txt"} <= written
    assert not {"two.html", "two.txt", "auto_gallery/plot_script.html"} & written
    assert "More." in (book.book / "one.txt").read_text(encoding="utf-8")


def test_a_cell(book, rebuild):
    """A changed cell executes its page, and only that."""
    change(
        book.root / "docs" / "one.md", "import rmsprop_tut", "import rmsprop_tut as d2l"
    )
    ran, written = rebuild()
    assert ran == ["one"]
    assert {"one.html", "one.txt"} <= written
    assert not {"two.html", "two.txt"} & written


def test_a_script(book, rebuild):
    """A changed script is executed, and only that."""
    change(book.root / "gallery" / "plot_script.py", "[1, 2]", "[2, 1]")
    ran, written = rebuild()
    assert ran == ["plot_script"]
    assert "auto_gallery/plot_script.html" in written
    assert "one.html" not in written


def test_a_docstring_and_a_comment(book, rebuild):
    """A changed docstring or comment executes nothing; what shows them is written."""
    before, function, after = book.module.read_text(encoding="utf-8").partition(
        "def half_life("
    )
    after = after.replace('"""', '"""Changed words. ', 1)
    after = after.replace("\n    return ", "\n    # A changed comment.\n    return ", 1)
    book.module.write_text(before + function + after, encoding="utf-8")
    ran, written = rebuild()
    assert ran == []
    reference = "api/generated/rmsprop_tut.half_life"
    assert {f"{reference}.html", f"{reference}.txt", "two.html", "two.txt"} <= written
    assert not {"one.html", "one.txt", "auto_gallery/plot_script.html"} & written
    assert "Changed words." in (book.book / f"{reference}.txt").read_text(
        encoding="utf-8"
    )
    assert "A changed comment." in (book.book / "two.txt").read_text(encoding="utf-8")


def test_the_code(book, rebuild):
    """Changed code of the package executes everything, once, and forgets what was trained."""
    kept = book.root / "docs" / "_build" / "executed" / "kept"
    kept.mkdir(exist_ok=True)
    (kept / "training.json").touch()
    assert rebuild() == ([], set())
    assert (kept / "training.json").exists()
    with book.module.open("a", encoding="utf-8") as module:
        module.write("\nMORE = 1\n")
    assert rebuild()[0] == EVERYTHING
    assert not (kept / "training.json").exists()
    assert rebuild() == ([], set())


def test_an_extension(book, rebuild):
    """A changed extension executes nothing; each page that it may have made is written."""
    with (book.root / "docs" / "_ext" / "mends.py").open("a", encoding="utf-8") as made:
        made.write("\nMORE = 1\n")
    ran, written = rebuild()
    assert ran == []
    code = "_modules/rmsprop_tut/core/averages.html"
    assert {"one.html", "two.html", "index.html", code} <= written
    assert rebuild() == ([], set())


def test_leftovers_are_removed(book):
    """The page of a script or of a name that is gone goes with it."""
    docs = book.root / "docs"
    gone = (
        docs / "auto_gallery/plot_gone.rst",
        docs / "auto_gallery/chapter/index.rst",
        docs / "auto_gallery/chapter/plot_gone.rst",
        docs / "api/generated/rmsprop_tut.gone.rst",
    )
    for page in gone:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("Gone\n====\n", encoding="utf-8")
    book()
    assert not [page for page in gone if page.exists()]
