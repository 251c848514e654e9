"""File names of the book: on file systems that ignore case, and by what a server calls them."""

import runpy
from pathlib import Path

from serving import SERVER

BOOK = Path(__file__).parents[2] / "docs" / "_build" / "html"


def test_no_two_files_differ_in_case_alone():
    """The book opens on any file system: no two names differ in case alone."""
    names = [p.relative_to(BOOK).as_posix() for p in BOOK.rglob("*") if p.is_file()]
    assert names
    assert len({name.lower() for name in names}) == len(names)


def test_the_server_knows_every_kind_of_file():
    """Every kind of file in the book has its type at the server, but an inventory and marks."""
    types = runpy.run_path(str(SERVER))["types"]()
    kinds = {path.suffix for path in BOOK.rglob("*") if path.is_file()}
    assert kinds > {".html", ".css", ".js", ".svg"}
    assert kinds - set(types) <= {"", ".inv", ".bak"}
