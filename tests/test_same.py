"""The comparison of two builds finds what differs, and measured times do not count."""

import itertools
import zipfile

import pytest
from same import SHAPES, compare, differences


@pytest.fixture
def books(tmp_path):
    """Return two folders with a page each that differ in a measured time alone."""
    folders = tmp_path / "one", tmp_path / "other"
    for folder, seconds in zip(folders, ("0.123", "0.456"), strict=True):
        folder.mkdir()
        (folder / "index.html").write_text(
            f"loss: 0.246, {seconds} sec/epoch", encoding="utf-8"
        )
        (folder / ".buildinfo").write_text(str(folder), encoding="utf-8")
    return folders


def test_measured_times_may_differ(books):
    """Two builds differ in nothing but measured times."""
    assert differences(*books) == []


def test_what_is_drawn_from_measured_times_may_differ(books):
    """Times in ms, and the figure that is drawn from them, may differ; no other figure may."""
    for folder, time in zip(books, ("8.55", "12.31"), strict=True):
        for name in ("where_is_the_wall", "which_paths"):
            drawing = folder / f"sphx_glr_plot_{name}_001.svg"
            drawing.write_text(f"drawn from {time}", encoding="utf-8")
        (folder / "page.txt").write_text(f"in blocks {time:>8} ms", encoding="utf-8")
    assert differences(*books) == ["sphx_glr_plot_which_paths_001.svg"]


def test_an_epub_is_compared_by_what_it_holds(books):
    """In an EPUB, too, measured times may differ and nothing else."""
    for folder, seconds in zip(books, ("0.123", "0.456"), strict=True):
        with zipfile.ZipFile(folder / "book.epub", "w") as book:
            book.writestr("a.xhtml", f"{seconds} sec/epoch")
    assert differences(*books) == []
    with zipfile.ZipFile(books[1] / "book.epub", "a") as book:
        book.writestr("b.xhtml", "more")
    assert differences(*books) == ["book.epub"]


def test_any_other_difference_is_named(books):
    """A page that differs, or is missing in one, is named."""
    (books[0] / "index.html").write_text(
        "loss: 0.247, 0.123 sec/epoch", encoding="utf-8"
    )
    (books[1] / "more.html").touch()
    assert differences(*books) == ["index.html", "more.html"]


def test_every_shape_is_compared(tmp_path):
    """The two builds are compared in all shapes, and none may be missing."""
    builds = tmp_path / "one", tmp_path / "other"
    for build, shape in itertools.product(builds, SHAPES):
        (build / shape).mkdir(parents=True)
        (build / shape / "page").write_text("0.1 sec/epoch", encoding="utf-8")
    assert "the same: 3 files" in compare(*builds)
    (builds[1] / "one" / "page").write_text("other", encoding="utf-8")
    with pytest.raises(SystemExit, match="differ in page"):
        compare(*builds)
    for build in builds:
        (build / "one" / "page").unlink()
    with pytest.raises(SystemExit, match="nothing to compare"):
        compare(*builds)


def test_a_pdf_has_the_date_that_it_is_given(monkeypatch):
    """Two prints of one page on two days become the same bytes, dated by the commit."""
    monkeypatch.syspath_prepend("docs")
    from make_pdf import dated

    prints = [
        b"/CreationDate (D:%d1123090000+02'00')\n/ID 1" % year for year in (2001, 2026)
    ]
    given = b"/CreationDate (D:20010909014640+00'00')\n/ID 1"
    assert [dated(pdf, 1_000_000_000) for pdf in prints] == [given, given]


def test_archives_lose_their_dates(tmp_path, monkeypatch):
    """Two archives of the same files on two days become the same bytes."""
    monkeypatch.syspath_prepend("docs/_ext")
    from whole_book import without_dates

    archives = []
    for year in (2001, 2026):
        path = tmp_path / f"{year}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(zipfile.ZipInfo("a.py", (year, 1, 1, 0, 0, 0)), "print()")
        without_dates(path)
        archives.append(path.read_bytes())
    assert archives[0] == archives[1]
    assert zipfile.ZipFile(path).read("a.py") == b"print()"
