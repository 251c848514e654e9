"""Every task that a person runs here. ``nox -l`` lists them; each installs what it needs."""

from pathlib import Path

import nox

nox.needs_version = ">=2025.10.14"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "auto"
nox.options.error_on_missing_interpreters = True
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "tests", "gallery"]

PYTHON = "3.11"
ROOT = Path(__file__).parent
BOOK = ROOT / "docs" / "_build" / "html"


def install(session: nox.Session, *groups: str) -> None:
    """Install the package and some dependency groups, at the locked versions, hashes checked."""
    locked = ("--constraint", "constraints.txt", "--build-constraint", "constraints.txt")
    session.install(*locked, *(f"--group={group}" for group in groups), "--editable", ".")


def build_book(session: nox.Session, builder: str = "sphinx-build") -> None:
    """Fetch KaTeX's style sheet and fonts, locked, and build the book."""
    session.run(
        "npm",
        "ci",
        "--prefix",
        "docs",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        silent=True,
    )
    session.run(
        builder, "-n", "-W", "--keep-going", "-q", "docs", str(BOOK), *session.posargs
    )


@nox.session(python=PYTHON)
def docs(session: nox.Session) -> None:
    """Build the book and say how to open it."""
    install(session, "docs")
    build_book(session)
    session.log(
        f"The book lies in {BOOK}. Open {(BOOK / 'index.html').as_uri()} in a browser."
    )


@nox.session(python=PYTHON)
def tests(session: nox.Session) -> None:
    """Build the book and run every test, the doctests and the pages' included."""
    install(session, "docs", "test")
    posargs, session.posargs[:] = list(session.posargs), []
    build_book(session)
    session.run("pytest", *posargs)


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


@nox.session(python=PYTHON)
def serve(session: nox.Session) -> None:
    """Rebuild the book whenever you save, and show it at http://127.0.0.1:8000."""
    install(session, "docs", "serve")
    watch = [arg for folder in ("gallery", "rmsprop_tut") for arg in ("--watch", folder)]
    ignore = [
        arg
        for folder in ("docs/api/generated", "docs/auto_gallery")
        for arg in ("--ignore", folder)
    ]
    session.posargs[:0] = [*watch, *ignore]
    build_book(session, "sphinx-autobuild")


@nox.session(python=PYTHON)
def lock(session: nox.Session) -> None:
    """Choose all versions anew and write constraints.txt, with hashes for every platform."""
    groups = [f"--group={group}" for group in nox.project.load_toml()["dependency-groups"]]
    session.install("uv")
    session.run(
        *(
            "uv",
            "pip",
            "compile",
            "pyproject.toml",
            "--universal",
            f"--python-version={PYTHON}",
        ),
        *(
            "--generate-hashes",
            "--no-emit-index-url",
            "--no-header",
            "--no-annotate",
            "--upgrade",
        ),
        *(*groups, "--output-file", "constraints.txt", *session.posargs),
        silent=True,
    )
