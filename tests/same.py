"""Compare two builds: ``python tests/same.py BUILD OTHER``. Used by ``nox -s twice``."""

import re
import sys
from pathlib import Path
from zipfile import ZipFile

SHAPES = "html", "epub", "one"
# Sphinx's own mark of a build, which hashes the folder's path; no page shows it.
LEFT_OUT = {".buildinfo", ".buildinfo.bak"}
MEASURED = re.compile(rb" *\d+\.\d+ (?:sec/epoch|ms)\b")
# Drawn from times that the build measured.
FIGURES = re.compile(r"sphx_glr_plot_where_is_the_wall_(?:001|thumb)\.")


def content(path: Path) -> bytes:
    """Return a file's bytes, or an EPUB's members', without measured times."""
    if FIGURES.search(path.name):
        return b""
    if path.suffix != ".epub":
        return MEASURED.sub(b"", path.read_bytes())
    with ZipFile(path) as book:
        names = [name for name in book.namelist() if not FIGURES.search(name)]
        members = [name.encode() + book.read(name) for name in names]
    return MEASURED.sub(b"", b"\n".join(members))


def differences(one: Path, other: Path) -> list[str]:
    """Return the names of files that are not in both books, or not the same in both."""
    files = [
        {p.relative_to(b) for p in b.rglob("*") if p.is_file()} for b in (one, other)
    ]
    shared = {name for name in files[0] & files[1] if name.name not in LEFT_OUT}
    unequal = {name for name in shared if content(one / name) != content(other / name)}
    return sorted(map(str, (files[0] ^ files[1]) | unequal))


def compare(one: Path, other: Path) -> str:
    """Say that two builds are the same in every shape, or end with what differs."""
    found = [
        name for shape in SHAPES for name in differences(one / shape, other / shape)
    ]
    if found:
        sys.exit("The two builds differ in " + ", ".join(found))
    files = [sum(p.is_file() for p in (one / s).rglob("*")) for s in SHAPES]
    if not all(files):
        sys.exit(f"There is nothing to compare: {SHAPES} hold {files} files.")
    return f"The two builds are the same: {sum(files)} files."


if __name__ == "__main__":
    print(compare(Path(sys.argv[1]), Path(sys.argv[2])))
