"""File names of the book: the same book on file systems that ignore case."""

from pathlib import Path

BOOK = Path(__file__).parents[2] / "docs" / "_build" / "html"


def test_no_two_files_differ_in_case_alone():
    """The book opens on any file system: no two names differ in case alone."""
    names = [p.relative_to(BOOK).as_posix() for p in BOOK.rglob("*") if p.is_file()]
    assert names
    assert len({name.lower() for name in names}) == len(names)
