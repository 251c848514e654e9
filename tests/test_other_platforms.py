"""What differs on Windows and macOS, simulated: both are tried by nobody here.

There a checkout may end its lines in CR and LF, no process forks, text has the letters of a
code page unless a program says otherwise, paths have backslashes, case makes no name.
"""

import ast
import importlib
import os
from collections import Counter
from pathlib import Path, PureWindowsPath
from unittest.mock import Mock

import pytest
from small_book import SmallBook

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS
from rmsprop_tut.lab.files import as_path

ROOT = Path(__file__).parents[1]
FOLDERS = "docs", "gallery", "rmsprop_tut", "tests"
SOURCES = {
    ".bib",
    ".css",
    ".html",
    ".js",
    ".json",
    ".md",
    ".py",
    ".pyi",
    ".svg",
    ".toml",
}
# A locale of ASCII, without the mode in which Python takes all text for UTF-8.
CODE_PAGE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
NO_FORK = "import os; del os.fork, os.forkpty, os.register_at_fork"
ONE_PROCESS = """
import os
import sphinx.builders
assert not hasattr(os, "fork")
sphinx.builders.parallel_available = False
"""
RESERVED = {
    "aux",
    "con",
    "nul",
    "prn",
    *(f"{n}{i}" for n in ("com", "lpt") for i in "123456789"),
}
FORBIDDEN = set('<>:"\\|?*')
LONGEST = 160  # of Windows' 260, so that the folder itself may have a hundred


def files():
    """Return all files of the folder, the built book's included, but not what npm brings."""
    found = (path for name in FOLDERS for path in (ROOT / name).rglob("*"))
    left_out = {"node_modules", "__pycache__"}
    return [p.relative_to(ROOT) for p in found if not left_out & set(p.parts)]


def end_lines_in_crlf(folder):
    """End each line of a folder's texts as Windows does."""
    for path in folder.rglob("*"):
        if path.suffix in SOURCES and "_build" not in path.parts:
            lines = path.read_bytes().replace(b"\r\n", b"\n")
            path.write_bytes(lines.replace(b"\n", b"\r\n"))


def pages(book):
    """Return the text and the HTML of each page of a book by name."""
    made = (p for kind in ("txt", "html") for p in book.book.rglob(f"*.{kind}"))
    return {p.relative_to(book.book): p.read_text(encoding="utf-8") for p in made}


@pytest.fixture
def module(monkeypatch):
    """Return the book's own modules, by name."""
    pytest.importorskip("myst_nb", reason="the group `docs` is not installed")
    monkeypatch.syspath_prepend(ROOT / "docs")
    monkeypatch.syspath_prepend(ROOT / "docs" / "_ext")
    return importlib.import_module


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """Return a small book that is built as on this machine."""
    pytest.importorskip("myst_nb", reason="the group `docs` is not installed")
    book = SmallBook(tmp_path_factory.mktemp("here"))
    book()
    return book


@pytest.fixture(scope="module")
def there(tmp_path_factory, here):
    """Return the same book, not built yet, where lines end in CR and LF and nothing forks."""
    book = SmallBook(tmp_path_factory.mktemp("there"), **CODE_PAGE)
    (book.root / "sitecustomize.py").write_text(NO_FORK, encoding="utf-8")
    with (book.root / "docs" / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(ONE_PROCESS)
    end_lines_in_crlf(book.root)
    return book


def test_a_book_is_the_same_with_other_line_ends_and_without_fork(here, there):
    """CRLF, one process, no fork, an ASCII locale: the same executions and the same pages."""
    assert b"\r\n" in (there.root / "docs" / "one.md").read_bytes()
    assert there() == ["index", "one", "plot_script", "two"]
    assert there() == []
    assert pages(there) == pages(here)


def test_line_ends_change_no_digest(module, there):
    """What is executed is not executed again because lines end in another way."""
    content = module("rebuild").content
    name = there.module.relative_to(there.root)
    assert content(there.root / name) == content(ROOT / name)


def opens_text(call):
    """Say whether a call opens a text file without saying in which letters it is."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    places = {"read_text": 0, "write_text": 1}
    if any(word.arg in ("encoding", None) for word in call.keywords):
        return False
    if name == "open":
        modes = {a.value for a in call.args if isinstance(a, ast.Constant)}
        return not modes & {"rb", "wb", "ab"}
    return len(call.args) <= places.get(name, -1)


def test_each_text_is_opened_as_utf_8():
    """Without an encoding Python takes the machine's, on Windows a code page."""
    scripts = [
        ROOT / p for p in files() if p.suffix == ".py" and "_build" not in p.parts
    ]
    assert len(scripts) > 100
    found = [
        f"{script}:{node.lineno}"
        for script in [ROOT / "noxfile.py", *scripts]
        for node in ast.walk(ast.parse(script.read_bytes()))
        if isinstance(node, ast.Call) and opens_text(node)
    ]
    assert found == []


def test_every_system_can_have_each_file():
    """No two names differ by case alone, none is reserved or long: sources, API, facts, pages."""
    names = files()
    counted = Counter(name.as_posix().casefold() for name in names)
    assert [name for name, count in counted.items() if count > 1] == []
    parts = {part for name in names for part in name.parts}
    assert not [part for part in parts if FORBIDDEN & set(part) or part[-1] in ". "]
    assert not RESERVED & {part.partition(".")[0].casefold() for part in parts}
    assert max(len(str(name)) for name in names) <= LONGEST
    for made in (d2l.__all__, FACTS):
        assert len({name.casefold() for name in made}) == len(made)


def test_a_page_names_a_figure_with_slashes(module, monkeypatch):
    """A path with a drive and backslashes becomes the address of a figure in the book."""
    figures = module("figures")
    saved = Mock()
    monkeypatch.setattr(figures, "Path", PureWindowsPath)
    monkeypatch.setattr(figures, "describe", lambda figure: "A text.")
    monkeypatch.setattr(figures.plt, "get_fignums", lambda: [1])
    monkeypatch.setattr(figures.plt, "figure", lambda number: saved)
    image = r"C:\My Book\docs\auto_gallery\images\one_001.png"
    block = {"image_path_iterator": iter([image])}
    shown = figures.scrape_figures(None, block, {"src_dir": r"c:\My Book\docs"})
    assert ".. image:: /auto_gallery/images/one_001.svg\n" in shown
    assert saved.savefig.call_args[0] == (PureWindowsPath(image).with_suffix(".svg"),)


def test_a_script_is_found_in_the_order_by_a_path_with_backslashes(module, monkeypatch):
    """The gallery's order asks for the name alone."""
    in_order = module("in_order")
    known = in_order.place("gallery/rmsprop/plot_from_scratch.py")
    monkeypatch.setattr(in_order, "Path", PureWindowsPath)
    assert in_order.place(r"..\gallery\rmsprop\plot_from_scratch.py") == known


def test_an_address_may_name_a_file_on_a_drive(monkeypatch):
    """``file:///C:/...`` is the path that Windows has, and not one in a folder ``C:``."""
    windows = pytest.importorskip("nturl2path", reason="this Python has it no more")
    monkeypatch.setattr("rmsprop_tut.lab.files.url2pathname", windows.url2pathname)
    path = PureWindowsPath(r"C:\My Data\airfoil.dat")
    assert str(as_path("file", path.as_uri())) == str(path)


def test_a_build_needs_no_git(module, monkeypatch):
    """Where there is no git, files have their own dates."""
    build = module("build")
    monkeypatch.setattr(build.shutil, "which", lambda program: None)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    build.date_build()
    assert "SOURCE_DATE_EPOCH" not in os.environ
