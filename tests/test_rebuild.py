"""``docs/_ext/rebuild.py``: what a build looks at to know what is old."""

import os
from types import SimpleNamespace

import pytest

CODE = '''"""A module."""

def f(x):
    """Say something."""
    return x

class A:
    """   A class. """
    async def g(self):
        """Say more."""
        return "text"
'''


@pytest.fixture
def room(extension):
    """Return the extension."""
    pytest.importorskip("myst_nb", reason="the group `docs` is not installed")
    return extension("rebuild")


def write(folder, files):
    """Write files, each with its time in nanoseconds or its text."""
    for name, given in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(given if isinstance(given, str) else "", encoding="utf-8")
        if not isinstance(given, str):
            os.utime(path, ns=(given, given))


@pytest.mark.parametrize("suffix", ["py", "pyi"])
@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ('"""A module."""', '"""Another."""', True),
        ('"""Say something."""', '"""."""', True),
        ('"""   A class. """', '"""B"""', True),
        ('"""Say more."""', '"""Less."""', True),
        ("return x", "return x  # why", True),
        ("return x", "return  x", True),
        ("return x", "return y", False),
        ('return "text"', 'return "other"', False),
        ("async def", "def", False),
    ],
)
def test_docstrings_and_comments_are_no_content(room, tmp_path, suffix, old, new, same):
    """Of code the syntax counts, without docstrings, comments and blanks."""
    one, other = tmp_path / f"one.{suffix}", tmp_path / f"other.{suffix}"
    one.write_text(CODE, encoding="utf-8")
    other.write_text(CODE.replace(old, new), encoding="utf-8")
    assert CODE.replace(old, new) != CODE
    assert (room.content(one) == room.content(other)) == same


def test_a_docstring_of_blanks_is_one(room, tmp_path):
    """A docstring that holds blanks alone is left out as any other."""
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text('def f():\n    """ """\n    return 1\n', encoding="utf-8")
    other.write_text('def f():\n    """A."""\n    return 1\n', encoding="utf-8")
    assert room.content(one) == room.content(other)


def test_of_other_files_each_byte_counts(room, tmp_path):
    """Data are compared as they are."""
    (tmp_path / "a.csv").write_bytes(b'"""A."""\n# 1\r\n')
    assert room.content(tmp_path / "a.csv") == b'"""A."""\n# 1\r\n'


PACKAGE = {
    "a.py": "x = 1",
    "data/b.csv": "1",
    "data/mxnet_record.json": "1",
    "book/theorems.py": "x = 1",
    "__pycache__/a.pyc": "1",
}


@pytest.mark.parametrize(
    ("name", "trains", "counts"),
    [
        ("a.py", True, True),
        ("data/b.csv", True, True),
        ("data/b.csv", False, True),
        ("data/mxnet_record.json", True, False),
        ("data/mxnet_record.json", False, True),
        ("book/theorems.py", True, False),
        ("book/theorems.py", False, False),
        ("__pycache__/a.pyc", False, False),
        ("data/new.csv", True, True),
    ],
)
def test_the_package_is_what_pages_can_depend_on(
    room, tmp_path, monkeypatch, name, trains, counts
):
    """Code and data count, the record where it is replayed; no cache, and no list of theorems."""
    asked = []
    monkeypatch.setattr(room, "find_spec", lambda n: asked.append(n) or trains or None)
    monkeypatch.setattr(room, "PACKAGE", tmp_path)
    monkeypatch.setattr(room, "LISTED", tmp_path / "book" / "theorems.py")
    monkeypatch.setattr(room, "NAME", "mxnet_record.json")
    write(tmp_path, PACKAGE)
    before = room.package_digest()
    write(tmp_path, {name: "x = 2"})
    assert (room.package_digest() != before) == counts
    assert {*asked} == {"mxnet"}


def test_a_name_counts(room, tmp_path, monkeypatch):
    """A module that is called otherwise is another package, and so is one that trains."""
    monkeypatch.setattr(room, "PACKAGE", tmp_path)
    digests = set()
    for name in ("a.py", "b.py"):
        write(tmp_path, {name: "x = 1"})
        for trains in (None, True):
            monkeypatch.setattr(room, "find_spec", lambda name, found=trains: found)
            digests.add(room.package_digest())
        (tmp_path / name).unlink()
    assert len(digests) == 4


def test_the_book_s_own_package_is_looked_at(room):
    """Package, gallery and list of theorems are those of this book."""
    assert (room.PACKAGE / "__init__.py").is_file()
    assert list(room.GALLERY.rglob("plot_*.py"))
    assert room.LISTED.is_file()


def test_an_extension_is_what_its_code_says(room, tmp_path, monkeypatch):
    """The extensions' digest is that of their code alone."""
    write(tmp_path, {"a.py": "x = 1", "b.py": "y = 1", "notes.md": "1"})
    monkeypatch.setattr(room, "__file__", str(tmp_path / "a.py"))
    before = room.extensions_digest()
    write(tmp_path, {"a.py": "x = 1  # why", "notes.md": "2"})
    assert room.extensions_digest() == before
    write(tmp_path, {"b.py": "y = 2"})
    assert room.extensions_digest() != before


@pytest.fixture
def follow(room, tmp_path, monkeypatch):
    """Return a function that begins a build of a package.

    It says whether the checksum of a script was kept, and what the cache had to do.
    """
    cleared, results = [], tmp_path / "executed"
    results.mkdir()
    (tmp_path / "auto_gallery" / "a").mkdir(parents=True)

    class Cache:
        """A cache of notebooks, whose base is made when it is asked for."""

        def clear_cache(self):
            cleared.append("cleared")

        @property
        def db(self):
            cleared.append("made")

    monkeypatch.setattr(room, "get_cache", lambda path: Cache())
    monkeypatch.setattr(room, "extensions_digest", lambda: "the extensions")

    def begin(package):
        cleared.clear()
        checksum = tmp_path / "auto_gallery" / "a" / "b.md5"
        checksum.touch()
        (tmp_path / "c.md5").touch()
        monkeypatch.setattr(room, "package_digest", lambda: package)
        config = SimpleNamespace(nb_execution_cache_path=str(results))
        room.follow(SimpleNamespace(srcdir=tmp_path), config)
        assert config.package_digest == package
        assert config.extensions_digest == "the extensions"
        assert (results / "package_digest").read_text("ascii") == package
        assert (tmp_path / "c.md5").exists()
        return checksum.exists(), cleared

    return begin


def test_another_package_forgets_what_was_computed(follow):
    """The first build and one of another package keep nothing; the same package keeps all."""
    emptied, kept = (False, ["cleared", "made"]), (True, [])
    assert follow("one") == emptied
    assert follow("one") == kept
    assert follow("other") == emptied
    assert follow("other") == kept


@pytest.fixture
def sources(room, tmp_path, monkeypatch):
    """Return a book with a gallery and a reference, and what was made from them before."""
    write(
        tmp_path,
        {
            **dict.fromkeys(("gallery/a/b.py", "gallery/a/GALLERY_HEADER.rst"), ""),
            **dict.fromkeys(("docs/auto_gallery/a/b.rst",), ""),
            **dict.fromkeys(("docs/auto_gallery/a/index.rst",), ""),
            **dict.fromkeys(("docs/auto_gallery/a/gone.rst",), ""),
            **dict.fromkeys(("docs/auto_gallery/gone/index.rst",), ""),
            "docs/auto_gallery/a/kept.py": "",
            "docs/api/index.md": "```{eval-rst}\n.. autosummary::\n"
            "   :toctree: generated\n\n   house.door\n```\n",
            "docs/api/other.txt": "   house.gone\n",
            "docs/api/generated/house.door.rst": "",
            "docs/api/generated/house.gone.rst": "",
            "docs/gone.rst": "",
            "ext/a.py": 5,
            "out/_modules/index.html": 7,
            "out/_modules/a.html": 7,
        },
    )
    os.utime(tmp_path / "docs" / "api" / "index.md", ns=(6, 6))
    monkeypatch.setattr(room, "GALLERY", tmp_path / "gallery")
    monkeypatch.setattr(room, "__file__", str(tmp_path / "ext" / "a.py"))
    return SimpleNamespace(srcdir=tmp_path / "docs", outdir=tmp_path / "out")


def test_pages_without_a_source_are_removed(room, sources):
    """The pages of scripts, chapters and names that are gone go; nothing else does."""
    room.sweep(sources)
    left = sources.srcdir.rglob("*.*")
    assert sorted(p.relative_to(sources.srcdir).as_posix() for p in left) == [
        "api/generated/house.door.rst",
        "api/index.md",
        "api/other.txt",
        "auto_gallery/a/b.rst",
        "auto_gallery/a/index.rst",
        "auto_gallery/a/kept.py",
        "gone.rst",
    ]


@pytest.mark.parametrize(
    ("times", "kept"),
    [
        ({}, True),
        ({"docs/api/index.md": 7, "ext/a.py": 7}, True),
        ({"docs/api/index.md": 8}, False),
        ({"ext/a.py": 8}, False),
        ({"ext/b.py": 8}, False),
        ({"ext/b.txt": 8, "docs/api/b.txt": 8}, True),
        ({"docs/api/index.md": 1, "ext/a.py": 1, "out/_modules/index.html": 0}, False),
    ],
)
def test_pages_of_code_are_made_again(room, sources, tmp_path, times, kept):
    """All pages of code go when an extension or a list of the reference is newer than them."""
    for name, time in times.items():
        if not (tmp_path / name).exists():
            (tmp_path / name).touch()
        os.utime(tmp_path / name, ns=(time, time))
    if times.get("out/_modules/index.html") == 0:
        (tmp_path / "out" / "_modules" / "index.html").unlink()
    room.sweep(sources)
    assert (tmp_path / "out" / "_modules").exists() == kept


def test_a_book_without_pages_of_code_has_none_to_remove(room, sources, tmp_path):
    """The first build finds no pages of code."""
    room.shutil.rmtree(tmp_path / "out")
    room.sweep(sources)
    assert not (tmp_path / "out").exists()


def test_what_is_not_there_was_never_written(room, tmp_path):
    """A file has its time, a folder and a file that is gone have none."""
    write(tmp_path, {"a": 5})
    assert [room.modified(p) for p in (tmp_path / "a", tmp_path, tmp_path / "b")] == [
        *(5, 0, 0)
    ]


@pytest.mark.parametrize(
    ("times", "old"),
    [
        ({}, False),
        ({"tree/a.doctree": 7}, False),
        ({"tree/a.doctree": 8}, True),
        ({"docs/_templates/page.html": 8}, True),
        ({"docs/_templates/notes.txt": 8}, False),
        ({"docs/other.html": 8}, False),
        ({"out/a.txt": 5}, True),
        ({"out/a.html": 5}, True),
        ({"tree/a.doctree": 1, "docs/_templates/page.html": 8}, True),
    ],
)
def test_a_page_is_older_than_what_it_is_made_from(room, tmp_path, times, old):
    """A page is old when what was read, or a template, is newer than it or than its text."""
    made = {"tree/a.doctree": 6, "docs/_templates/page.html": 6}
    write(tmp_path, {**made, "out/a.html": 7, "out/a.txt": 7, **times})
    pages = object.__new__(room.Pages)
    pages.srcdir, pages.doctreedir, pages.outdir = (
        tmp_path / name for name in ("docs", "tree", "out")
    )
    assert pages.is_old("a") == old


def test_the_paths_of_libraries_do_not_count(room):
    """The configuration's mark has the book's own folders, and the configuration keeps all."""
    from sphinx.config import Config
    from sphinx.util.tags import Tags

    def mark(templates, files):
        config = Config({}, {"templates_path": list(templates)})
        config.add("html_static_path", list(files), "html", frozenset({list}))
        pages = object.__new__(room.Pages)
        pages.config, pages.tags = config, Tags()
        info = pages.create_build_info()
        assert config.templates_path == list(templates)
        assert config.html_static_path == list(files)
        return info.config_hash

    own = mark(["own"], ["own"])
    assert own == mark(["own", "/a/library"], ["own", "/b/library"])
    assert own != mark(["own"], ["own", "another"])
    assert own != mark(["another"], ["own"])


def test_no_result_is_deleted_as_old(room):
    """What another process stores is never taken for old."""
    assert room.keep(None) is None


@pytest.fixture
def built(room, tiny_book, monkeypatch):
    """Return a function that builds a page, and says what the build did first."""

    def build(**given):
        done = []
        monkeypatch.setattr(room.JupyterCacheBase, "truncate_caches", None)
        monkeypatch.setattr(room, "sweep", lambda app: done.append("sweep"))

        def follow(app, config):
            done.append("follow")
            config.package_digest, config.extensions_digest = "one", "two"

        monkeypatch.setattr(room, "follow", follow)
        return tiny_book("# A\n", "rebuild", **given), done

    return build


def test_a_build_looks_first(room, built):
    """Before anything is read, old results are forgotten and old pages removed."""
    book, done = built()
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
    assert done == ["follow", "sweep"]
    assert room.JupyterCacheBase.truncate_caches is room.keep
    assert type(book.builder) is room.Pages
    assert book.builder.wrote == {"index"}
    assert (book.outdir / "searchindex.js").is_file()
    values = {value.name: value for value in book.config}
    for name, digest in (("package_digest", "one"), ("extensions_digest", "two")):
        assert (values[name].value, values[name].rebuild) == (digest, "env")


def test_no_list_is_written_where_no_page_is(room):
    """A build that wrote no page ends at once."""
    assert object.__new__(room.Pages).finish() is None
