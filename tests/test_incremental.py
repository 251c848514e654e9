"""A rebuild executes what changed and nothing else; each test counts executions."""

import pytest
from small_book import SmallBook


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return a small book, which counts what its builds execute."""
    pytest.importorskip("myst_nb", reason="the group `docs` is not installed")
    return SmallBook(tmp_path_factory.mktemp("book"))


def change(path, more):
    """Add to a file."""
    path.write_text(path.read_text() + more)


def test_rebuilds_execute_what_changed(book):
    """Unchanged: nothing; one page changed: that page; the package: everything that shows it."""
    everything = ["index", "one", "plot_script", "two"]
    assert book() == everything
    assert book() == []
    change(book.root / "docs" / "one.md", "\nMore.\n")
    assert book() == ["one"]
    change(book.root / "gallery" / "plot_script.py", "plt.plot([2, 1])\n")
    assert book() == ["plot_script"]
    change(book.root / "rmsprop_tut" / "averages.py", "\n")
    assert book() == everything
    assert book() == []


def test_leftovers_are_removed(book):
    """The page of a script or of a name that is gone goes with it."""
    docs = book.root / "docs"
    gone = (
        docs / "auto_gallery/plot_gone.rst",
        docs / "api/generated/rmsprop_tut.gone.rst",
    )
    for page in gone:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("Gone\n====\n")
    book()
    assert not [page for page in gone if page.exists()]
