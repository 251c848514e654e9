"""``docs/_ext/in_order.py``: the gallery's order, and what is begun first."""

from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def room(extension):
    """Return the extension."""
    return extension("in_order")


def test_the_order_has_each_script_behind_its_chapter(room):
    """Each chapter has its place, its scripts behind it, and nothing else has one."""
    scripts = {p.stem: p.parent.name for p in (ROOT / "gallery").rglob("plot_*.py")}
    assert sorted(room.ORDER) == sorted([*scripts, *{*scripts.values()}])
    chapter = ""
    for name in room.ORDER:
        chapter = chapter if name in scripts else name
        assert scripts.get(name, chapter) == chapter


def test_what_has_no_place_comes_last_by_name(room):
    """Chapters and scripts are in the order, by the names of their files; others stand behind."""
    names = ["gallery/b.py", "gallery/a.py", "plot_from_scratch.py", "leaky_averages"]
    assert sorted(names, key=room.place) == [
        *("leaky_averages", "plot_from_scratch.py", "gallery/a.py", "gallery/b.py")
    ]
    assert room.place("rmsprop") == (2, "rmsprop")


@pytest.fixture
def gallery(room, tmp_path, monkeypatch):
    """Return the folders of a chapter's scripts and of their copies, beside each other."""
    monkeypatch.setattr(room, "DOCS", tmp_path / "docs")
    folders = tmp_path / "gallery" / "a", tmp_path / "docs" / "auto_gallery" / "a"
    for folder in folders:
        folder.mkdir(parents=True)
    return folders


def test_the_book_s_folder_is_the_one_that_has_it(room):
    """Copies of scripts are looked for where the book's configuration is."""
    assert (room.DOCS / "conf.py").is_file()


@pytest.mark.parametrize(
    ("copy", "checksum", "done"),
    [("1", True, True), ("2", True, False), ("1", False, False), (None, True, False)],
)
def test_a_script_has_run_as_it_is(room, gallery, copy, checksum, done):
    """A script has run if its copy is the same and has its checksum beside it."""
    scripts, copies = gallery
    (scripts / "b.py").write_text("1", encoding="utf-8")
    if copy:
        (copies / "b.py").write_text(copy, encoding="utf-8")
    if checksum:
        (copies / "b.py.md5").touch()
    assert room.is_done(scripts / "b.py") == done


def test_comparisons_are_begun_first(room, gallery):
    """What has run stays with this process; the longest of the others are begun first."""
    scripts, copies = gallery
    names = ["plot_done.py", "plot_b.py", "plot_which_is_best_a.py", "plot_a.py"]
    for name in names:
        (scripts / name).touch()
    (copies / "plot_done.py").touch()
    (copies / "plot_done.py.md5").touch()
    done, others = room.longest_first(names, str(scripts), None)
    assert done == ["plot_done.py"]
    assert others == ["plot_which_is_best_a.py", "plot_b.py", "plot_a.py"]


def test_pages_with_cells_are_shared_out(room, tmp_path):
    """Pages with cells stand at equal distances, the longest first, the others in their order."""
    names = list("abcdefghi")
    for name in names:
        cell = "{code-cell}é" + "x" * ord(name) if name in "cde" else "é"
        (tmp_path / name).write_text(cell, encoding="utf-8")
    env = SimpleNamespace(doc2path=lambda name: tmp_path / name)
    room.share_out(None, env, names)
    assert [names.index(page) for page in "edc"] == [2, 5, 8]
    assert [name for name in names if name not in "cde"] == list("abfghi")


def test_a_build_asks_here(room, tiny_book, monkeypatch):
    """The gallery asks for its order of runs, and a build shares out the pages that it reads."""
    shared = []
    monkeypatch.setattr(room.gen_rst, "_split_parallel", None)
    monkeypatch.setattr(room, "share_out", lambda app, env, names: shared.append(names))
    book = tiny_book("# A\n", "in_order", builder="text")
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
    assert room.gen_rst._split_parallel is room.longest_first
    assert shared == [["index"]]
