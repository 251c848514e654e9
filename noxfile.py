"""Every task that a person runs here; ``nox -l`` lists them."""

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import nox

nox.needs_version = ">=2025.10.14"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "auto"
nox.options.error_on_missing_interpreters = True
nox.options.reuse_venv = "yes"

if not (find_spec("uv") or shutil.which("uv")):
    raise SystemExit('The sessions need uv beside nox: pip install "nox[uv]".')

PYTHON = "3.11"
BOOK = Path(__file__).parent / "docs" / "_build" / "html"
STRICT = ("-n", "-W", "--keep-going", "-q")
KEPT = ("-d", str(BOOK.parent / "doctrees"), "docs")
PARALLEL = ("--numprocesses=auto",)
SPHINX = (*STRICT, *KEPT, str(BOOK))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPENED_FROM_ITS_FOLDER = {"RMSPROP_TUT_URL": None}  # as the tests judge the book


def install(session: nox.Session, *groups: str) -> None:
    """Install the package and dependency groups at the locked versions, hashes checked."""
    locked = "--constraint=constraints.txt", "--build-constraint=constraints.txt"
    wanted = [f"--group={group}" for group in groups]
    session.install(*locked, *wanted, "--editable=.")


def bring_katex(session: nox.Session, docs: str | Path = "docs") -> None:
    """Fetch KaTeX's style sheet and fonts, locked, which the book carries with it."""
    session.run(*f"npm ci --prefix {docs} --ignore-scripts".split(), silent=True)


def build_book(session: nox.Session, *options: str, env: dict | None = None) -> None:
    """Build the pages, and beside each the same as plain text."""
    bring_katex(session)
    for old in BOOK.glob("rmsprop_tut.*"):  # PDF and EPUB, of other pages than these
        old.unlink()
    session.run("sphinx-build", *SPHINX, *options, env=env)
    # All anew: what a page shows may have changed while its own source has not.
    session.run("sphinx-build", "-a", "-b", "text", *SPHINX, env=env)


def find_browser(session: nox.Session) -> str:
    """Return the browser's path, or end with a sentence that says how to get one."""
    named = os.environ.get("RMSPROP_TUT_CHROMIUM")
    found = next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)
    if named and not found:
        session.error(f"RMSPROP_TUT_CHROMIUM is {named}, which is no program")
    if not found:
        session.error(
            "There is no Chromium: `apt-get install chromium` brings one, "
            "or give the path of yours in RMSPROP_TUT_CHROMIUM"
        )
    return found


def date_of_commit(session: nox.Session) -> dict[str, str]:
    """Return the commit's date as builds read it; a folder without history has none."""
    if not Path(".git").exists():
        return {}
    date = session.run(*"git log -1 --format=%ct".split(), silent=True, external=True)
    return {"SOURCE_DATE_EPOCH": date.strip()}


@nox.session(python=PYTHON, default=False)
def docs(session: nox.Session) -> None:
    """Build the book and say how to open it."""
    install(session, "docs")
    build_book(session, *session.posargs)
    index = BOOK / "index.html"
    session.log(f"The book lies in {BOOK}. Open {index.as_uri()} in a browser.")


@nox.session(python=PYTHON)
def tests(session: nox.Session) -> None:
    """Build the book and run every test, the doctests and the pages' included."""
    install(session, "docs", "test")
    build_book(session, env=OPENED_FROM_ITS_FOLDER)
    how = *PARALLEL, "--dist=loadfile", *session.posargs
    session.run("pytest", *how, env=OPENED_FROM_ITS_FOLDER)


@nox.session(python=PYTHON, default=False)
def browser(session: nox.Session) -> None:
    """Drive pages and figures in Chromium; pictures lie in docs/_build/screenshots."""
    chromium = find_browser(session)
    install(session, "docs", "test", "browser")
    build_book(session, env=OPENED_FROM_ITS_FOLDER)
    env = {"RMSPROP_TUT_CHROMIUM": chromium, **OPENED_FROM_ITS_FOLDER}
    times = BOOK.parent / "screenshots" / "milliseconds-until-loaded.json"
    times.unlink(missing_ok=True)
    session.run(
        "pytest", "--no-cov", *PARALLEL, "tests/browser", *session.posargs, env=env
    )
    if times.is_file():
        session.log(f"Milliseconds until a page can be used: {times.read_text()}")


@nox.session(python=PYTHON, default=False)
def shapes(session: nox.Session) -> None:
    """Build the book as EPUB, checked where epubcheck is, and as PDF, and link to both."""
    chromium = find_browser(session)
    install(session, "docs", "browser")
    build_book(session)
    files, one = BOOK.parent / "shapes", BOOK.parent / "one_page"
    date = date_of_commit(session)
    for kind, folder in {"epub": BOOK.parent / "epub", "singlehtml": one}.items():
        shutil.rmtree(folder, ignore_errors=True)
        session.run("sphinx-build", "-b", kind, *STRICT, *KEPT, str(folder), env=date)
    files.mkdir(exist_ok=True)
    shutil.copy(BOOK.parent / "epub" / "rmsprop_tut.epub", files)
    pdf, page = files / "rmsprop_tut.pdf", one / "index.html"
    session.run("python", "docs/make_pdf.py", chromium, str(page), str(pdf), env=date)
    checker = Path("/usr/share/java/epubcheck.jar")  # Debian's package epubcheck
    if checker.is_file() and shutil.which("java"):
        checked = str(files / "rmsprop_tut.epub")
        session.run("java", "-jar", str(checker), "-q", checked, external=True)
    else:
        session.warn("The EPUB is not checked: `apt-get install epubcheck` brings it.")
    build_book(session, "-t", "shapes", "-D", f"html_extra_path={files}")


@nox.session(python=PYTHON)
def lint(session: nox.Session) -> None:
    """Check style, types and the repository's layout."""
    install(session, "lint", "test")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("sp-repo-review", ".")


@nox.session(python=PYTHON)
def gallery(session: nox.Session) -> None:
    """Run every gallery script alone, without a screen, with warnings as errors."""
    install(session)
    for script in session.posargs or sorted(map(str, Path("gallery").glob("*.py"))):
        session.run("python", "-W", "error", script, env={"MPLBACKEND": "agg"})


def clone(session: nox.Session, copy: Path) -> Path:
    """Return a fresh clone of the commit."""
    shutil.rmtree(copy, ignore_errors=True)
    session.run("git", "clone", "-q", ".", str(copy), external=True)
    bring_katex(session, copy / "docs")
    return copy


def build_copy(session: nox.Session, copy: Path, date: dict, *how: str) -> Path:
    """Build a clone as pages, text, EPUB and the one page of the PDF, of its commit's date."""
    env = {"PYTHONPATH": str(copy), **date}
    build = *how, *STRICT, f"-d{copy}/doctrees"
    docs, book = str(copy / "docs"), copy / "book"
    places = {
        "html": book,
        "text": book,
        "epub": book / "epub",
        "singlehtml": book / "one",
    }
    for kind, place in places.items():
        session.run(*build, "-b", kind, docs, str(place), env=env, external=True)
    return book


@nox.session(python=PYTHON, default=False)
def twice(session: nox.Session) -> None:
    """Build the commit twice, in all shapes, and compare: other folder, day and processes.

    The second build is dated three days later where faketime is installed, and reads and
    writes its pages in parallel. The two run side by side.
    """
    chromium = find_browser(session)
    install(session, "docs", "browser")
    folder = Path(session.create_tmp())
    one, other = clone(session, folder / "one"), clone(session, folder / "other")
    date = date_of_commit(session)
    later = ("faketime", "+3 days") if shutil.which("faketime") else ()
    if not later:
        session.warn("There is no faketime: both builds are of today.")
    with ThreadPoolExecutor() as pool:
        build = partial(pool.submit, build_copy, session)
        first = build(one, date, "sphinx-build")
        second = build(other, date, *later, "sphinx-build", "-jauto")
    books = first.result(), second.result()
    # In a PDF no comparison finds the measured times, so both are prints of one page.
    page = str(books[0] / "one" / "index.html")
    for book in books:
        pdf = str(book / "book.pdf")
        session.run("python", "docs/make_pdf.py", chromium, page, pdf, env=date)
    session.run("python", "tests/same.py", *map(str, books))


@nox.session(python=PYTHON, default=False)
def fashion(session: nox.Session) -> None:
    """Train a CNN on all of Fashion-MNIST and record its accuracy (minutes)."""
    install(session)
    script = "rmsprop_tut/datasets/make_fashion_full.py"
    session.run("python", script, *session.posargs)


@nox.session(python=PYTHON, default=False)
def serve(session: nox.Session) -> None:
    """Rebuild the book whenever you save, and show it at http://127.0.0.1:8000."""
    install(session, "docs", "serve")
    bring_katex(session)
    watch = "--watch=gallery", "--watch=rmsprop_tut"
    made = "--ignore=*/docs/auto_gallery/*", "--ignore=*/docs/api/generated/*"
    session.run("sphinx-autobuild", *SPHINX, *watch, *made, *session.posargs)


@nox.session(python=PYTHON, default=False)
def lock(session: nox.Session) -> None:
    """Choose versions anew and write constraints.txt, hashed, for every platform."""
    session.install("uv")
    groups = nox.project.load_toml()["dependency-groups"]
    session.run(
        *f"uv pip compile pyproject.toml --universal --python-version={PYTHON}".split(),
        *"--generate-hashes --no-emit-index-url --no-header --no-annotate".split(),
        *(f"--group={group}" for group in groups),
        *("--output-file=constraints.txt", *(session.posargs or ["--upgrade"])),
        silent=True,
    )
