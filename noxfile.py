"""Every task that a person runs here; ``nox -l`` lists them.

What a session installs is in constraints.txt with its hash, or is refused. Four install what is
not there: ``newest`` takes the newest of all, to see what breaks; ``peers`` and ``bench`` take
libraries that do not go together, and ``fuzz`` one that has wheels for Linux alone, in versions
that pyproject.toml names.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import nox
from nox.virtualenv import HAS_UV, UV

nox.needs_version = ">=2025.10.14"
nox.options.default_venv_backend = "uv"
nox.options.download_python = "auto"
nox.options.error_on_missing_interpreters = True
nox.options.reuse_venv = "yes"

if not HAS_UV:
    raise SystemExit('The sessions need uv beside nox: pip install "nox[uv]".')

MXNET, NEWEST = "3.11", "3.13"
SUPPORTED = NEWEST, "3.12", MXNET
PEERS = "peers", "peers-of-old"  # groups that do not go together, and not into the lock
BENCH = "bench", "bench-of-old", "bench-alone"  # likewise
FUZZ = "fuzz"  # likewise, and for Linux alone
FUZZED = "quick", "core", "lab", "plotting", "chapter", "editions", "files"
RUN_MXNET = ("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "x86_64")
HERE = Path(__file__).parent
BOOK = HERE / "docs" / "_build"
SECOND = HERE / ".nox" / "second-build"
COUNTED = HERE / ".nox" / "bench-book"
WITHOUT = HERE / ".nox" / "without-mxnet"
BROKEN = HERE / ".nox" / "broken"
DIST = HERE / "dist"
PACKED = HERE / ".nox" / "packed"
FILES = "epub", "one", "pdf"  # "one" is the page that the PDF is printed from
PARALLEL = "--numprocesses=auto", "--dist=loadgroup", "--no-loadscope-reorder"
HOSTED = {  # what a host runs, by the schema that it must have
    "dependabot": ".github/dependabot.yml",
    "github-workflows": ".github/workflows/gate.yml",
    "gitlab-ci": ".gitlab-ci.yml",
}
BROWSERS = (  # the first has no window and is the fastest
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
LOCKED = (
    "--constraint=constraints.txt",
    *("--build-constraint=constraints.txt", "--require-hashes"),
)
INSTALLED = (  # what the rule, the data and the record do where nothing but the wheel is
    *("tests/test_doctests.py", "tests/test_steps.py", "tests/test_updates.py"),
    *("tests/test_averages.py", "tests/test_airfoil.py", "tests/test_recorded.py"),
)
OPENED_FROM_ITS_FOLDER = {"RMSPROP_TUT_URL": None}  # as the tests judge the book


def offer_all_of_pyenv() -> None:
    """Let nox find every Python that pyenv has, where pyenv is: else it offers the chosen one.

    On Windows another program has this name, and uv finds what it has.
    """
    if os.name == "posix" and (program := shutil.which("pyenv")):
        command = program, "versions", "--bare"
        versions = subprocess.run(command, capture_output=True, text=True, check=False)
        os.environ["PYENV_VERSION"] = ":".join(versions.stdout.split())


def uv(*arguments: str) -> bool:
    """Say whether uv does what it is asked."""
    done = subprocess.run((UV, *arguments), capture_output=True, check=False)
    return done.returncode == 0


def best_python() -> tuple[str, bool, str]:
    """Return 3.11 if MXNet can be had, else the newest Python here; whether it can; and why."""
    system = platform.system(), platform.machine()
    if system not in RUN_MXNET:
        why = f"MXNet 1.9.1 has nothing for {' '.join(system)}"
    elif uv("python", "find", MXNET) or uv("python", "install", MXNET):
        return (
            MXNET,
            True,
            f"Python {MXNET}, on which MXNet 1.9.1 trains what the book shows",
        )
    else:
        why = (
            f"MXNet 1.9.1 needs Python {MXNET}, which is not here and cannot be fetched"
        )
    here = (version for version in SUPPORTED if uv("python", "find", version))
    best = next(here, NEWEST)
    return best, False, f"Python {best}, which replays MXNet's trainings: {why}"


offer_all_of_pyenv()
PYTHON, TRAINS, WHY = best_python()


def install(session: nox.Session, *groups: str) -> None:
    """Install what package and groups need at the locked versions, hashes required.

    The package is found by its path: an editable install would name it in a file that
    Python 3.11 reads in the letters of the locale, which a folder's name need not have.
    """
    session.log(WHY)
    session.env["PYTHONPATH"] = str(HERE)
    wanted = [f"--group={group}" for group in groups]
    package = "--requirements=pyproject.toml", "--extra=mxnet", "--extra=fast"
    session.install(*LOCKED, "--compile-bytecode", *package, *wanted)


def beside(session: nox.Session, *alone: str) -> Path:
    """Put what is measured beside us into an environment of its own; return its Python.

    With pip: uv takes a PyTorch of 3 GB.
    """
    python = HERE / ".nox" / "bench-peers" / "bin" / "python"
    session.run("python", "-m", "venv", str(python.parents[1]))
    pip = str(python), "-m", "pip", "install", "-q"
    project = nox.project.load_toml()
    wanted = nox.project.dependency_groups(project, "bench")
    needed = project["project"]["dependencies"]
    session.run(*pip, *needed, *wanted, external=True)
    session.run(*pip, "--no-deps", *alone, external=True)
    return python


def clone(session: nox.Session, folder: Path) -> None:
    """Put the commit into another folder, and find the package there."""
    for file in (folder / ".git").rglob("*"):
        file.chmod(0o700)  # git's are read-only, which Windows does not delete
    shutil.rmtree(folder, ignore_errors=True)
    session.run("git", "clone", "-q", ".", str(folder), external=True)
    session.env["PYTHONPATH"] = str(folder)


def pack(session: nox.Session, folder: Path, dist: Path) -> list[Path]:
    """Build the commit's sdist, and its wheel from that, in a folder; return wheel and sdist."""
    clone(session, folder)
    shutil.rmtree(dist, ignore_errors=True)
    command = UV, "build", "--quiet", *LOCKED[1:], f"--out-dir={dist}", str(folder)
    session.run(*command, external=True)
    return sorted(dist.glob("rmsprop_tut-*"))


def unpack(session: nox.Session, wheel: Path, sdist: Path) -> Path:
    """Install a wheel where nothing else is, unpack the sdist but for the package, go there."""
    place = PACKED / "environment"
    session.run(UV, "venv", "-q", "--clear", f"-p{PYTHON}", str(place), external=True)
    hashed = hashlib.sha256(wheel.read_bytes()).hexdigest()
    wanted = f"rmsprop_tut[mxnet,fast] @ {wheel.as_uri()}#sha256={hashed}"
    pip = UV, "pip", "install", "-q", f"--python={place}", *LOCKED
    session.run(*pip, wanted, external=True)
    parts = "--output-reproducible", f"--output-file={DIST / 'sbom.json'}", str(place)
    session.run("cyclonedx-py", "environment", "--pyproject=pyproject.toml", *parts)
    session.run(*pip, "--group=test", external=True)
    shutil.unpack_archive(sdist, PACKED, filter="data")
    session.chdir(PACKED / sdist.name.removesuffix(".tar.gz"))
    shutil.rmtree("rmsprop_tut")
    return place


def build(session: nox.Session, *shapes: str) -> None:
    """Build the book in the shapes named."""
    session.run("python", "docs/build.py", *shapes)


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


@nox.session(python=PYTHON, default=False)
def docs(session: nox.Session) -> None:
    """Build the book and say how to open it."""
    install(session, "docs")
    build(session, "html", *session.posargs)
    index = BOOK / "html" / "index.html"
    session.log(f"The book lies in {index.parent}. Open {index.as_uri()} in a browser.")


@nox.session(python=PYTHON)
def tests(session: nox.Session) -> None:
    """Build the book and run every test, the doctests and the pages' included."""
    session.env.update(OPENED_FROM_ITS_FOLDER)
    session.env["RMSPROP_TUT_UV"] = UV
    install(session, "docs", "test")
    build(session, "html")
    session.env["RMSPROP_TUT_TRAINED"] = str(BOOK / "executed" / "kept")
    covered = ["--cov-fail-under=98"] if TRAINS else ["--no-cov"]
    session.run("pytest", *covered, *PARALLEL, *session.posargs)


@nox.session(python=NEWEST, default=False)
def newest(session: nox.Session) -> None:
    """Build and test the book without MXNet, all of it at its newest; compare it with ours."""
    session.env.update(OPENED_FROM_ITS_FOLDER)
    wanted = "--group=docs", "--group=test", "--extra=fast", "-r", "pyproject.toml"
    session.install("--upgrade", *wanted)
    clone(session, WITHOUT)
    # The record of this very book: another processor's may differ in what rounding decides.
    script = str(WITHOUT / "rmsprop_tut" / "datasets" / "make_mxnet_record.py")
    session.run("python", script, str(BOOK / "executed" / "kept"))
    session.run("python", str(WITHOUT / "docs" / "build.py"), "html")
    pages = str(BOOK / "html"), str(WITHOUT / "docs" / "_build" / "html")
    session.run("python", "tests/same_but_replayed.py", *pages)
    session.chdir(WITHOUT)
    counted = "--no-cov", "--at-least=2200", "--ignore=tests/browser"
    session.run("pytest", *counted, *PARALLEL, *session.posargs)


@nox.session(python=PYTHON, default=False)
def browser(session: nox.Session) -> None:
    """Drive pages and figures in Chromium; ``-- --screenshots`` leaves pictures of them."""
    session.env["RMSPROP_TUT_CHROMIUM"] = find_browser(session)
    session.env.update(OPENED_FROM_ITS_FOLDER)
    install(session, "docs", "test", "browser")
    build(session, "html")
    session.run("pytest", "--no-cov", *PARALLEL, "tests/browser", *session.posargs)


@nox.session(python=PYTHON, default=False)
def shapes(session: nox.Session) -> None:
    """Build the book as EPUB, checked where epubcheck is, and as PDF, and link to both."""
    session.env["RMSPROP_TUT_CHROMIUM"] = find_browser(session)
    install(session, "docs", "browser")
    build(session, "html", *FILES)
    checker = Path("/usr/share/java/epubcheck.jar")  # Debian's package epubcheck
    if checker.is_file() and shutil.which("java"):
        epub = str(BOOK / "html" / "rmsprop_tut.epub")
        command = "java", "-jar", str(checker), "-q", epub
        named = {"LC_ALL": "C.UTF-8"}  # Java reads a path in the letters of the locale
        session.run(*command, env=named, external=True)
    else:
        session.warn("The EPUB is not checked: `apt-get install epubcheck` brings it.")


@nox.session(python=PYTHON)
def lint(session: nox.Session) -> None:
    """Check style, types, imports, what is unsafe, JavaScript, what the hosts run, the layout."""
    install(session, "docs", "lint", "browser")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run(
        *"bandit -q -c pyproject.toml -r rmsprop_tut docs gallery noxfile.py".split()
    )
    session.run("mypy")
    session.run("lint-imports")
    session.run("npm", "ci", "--prefix=docs", "--ignore-scripts", silent=True)
    session.run("npm", "run", "--prefix=docs", "--silent", "lint")
    session.run("sp-repo-review", ".")
    for schema, file in HOSTED.items():
        session.run("check-jsonschema", f"--builtin-schema=vendor.{schema}", file)
    session.run("zizmor", "--offline", "--quiet", ".")


@nox.session(python=PYTHON, default=False)
def package(session: nox.Session) -> None:
    """Build wheel and sdist twice, alike to a byte, test them, list their parts, in dist/."""
    install(session, "package")
    shutil.rmtree(PACKED, ignore_errors=True)
    wheel, sdist = pack(session, PACKED / "once", DIST)
    for file in pack(session, PACKED / "once more", PACKED / "dist"):
        if file.read_bytes() != (DIST / file.name).read_bytes():
            session.error(f"{file} is not the same as that in {DIST}")
    session.run("twine", "check", "--strict", str(wheel), str(sdist))
    session.run("check-wheel-contents", str(wheel))
    python = unpack(session, wheel, sdist) / "bin" / "python"
    tests = "-m", "pytest", "--no-cov", "-q", *INSTALLED
    session.run(str(python), *tests, env={"PYTHONPATH": None}, external=True)


@nox.session(python=PYTHON, default=False)
def only(session: nox.Session) -> None:
    """Run the tests that you name, without the book: ``-- tests/test_averages.py``."""
    install(session, "docs", "test")
    session.run("pytest", "--no-cov", *session.posargs)


@nox.session(python=PYTHON, default=False)
def mutants(session: nox.Session) -> None:
    """Break the commit's code in small ways, count what no test notices: ``-- --sample=200``.

    ``-- rmsprop_tut/core/averages.py`` breaks one room, ``-- --again=.nox/mutants.csv`` what
    survived. All take many hours.
    """
    install(session, "docs", "test")
    clone(session, BROKEN)
    table = f"--table={BROKEN.parent / 'mutants.csv'}"
    script = str(BROKEN / "tests" / "mutants.py")
    session.run("python", script, table, *session.posargs)
    session.log(f"What became of each stands in {BROKEN.parent / 'mutants.csv'}.")


@nox.session(python=PYTHON, default=False)
def gallery(session: nox.Session) -> None:
    """Run every gallery script alone, without a screen, with warnings as errors."""
    install(session, "test")
    scripts = "tests/test_gallery.py"
    session.run("pytest", "--no-cov", *PARALLEL, scripts, *session.posargs)


@nox.session(python=PYTHON, default=False)
def distributed(session: nox.Session) -> None:
    """Train on MXNet's parameter server with 1, 2 and 4 workers, and let things go wrong."""
    install(session, "test")
    marked = "--no-cov", "-m", "cluster", "-rP", "tests/test_distributed.py"
    session.run("pytest", *marked, *session.posargs)


@nox.session(python=PYTHON, default=False)
def faults(session: nox.Session) -> None:
    """Let things go wrong around a build, on Linux, and write what happens for its page."""
    install(session, "docs", "test")
    for part in ("html", "doctrees"):  # builds on top of others leave their marks
        shutil.rmtree(BOOK / part, ignore_errors=True)
    build(session, "html")
    session.env["RMSPROP_TUT_UV"] = UV
    marked = "--no-cov", "-m", "faults", "tests/test_faults.py"
    session.run("pytest", *marked, *session.posargs)


@nox.session(python=PYTHON, default=False)
def second(session: nox.Session) -> None:
    """Build the commit in another folder, three days later, with parallel processes.

    What MXNet has trained for this book is held to its record by the tests, and taken over.
    """
    install(session, "docs")
    session.env["RMSPROP_TUT_KEPT"] = str(BOOK / "executed" / "kept")
    clone(session, SECOND)
    later = ("faketime", "+3 days") if shutil.which("faketime") else ()
    if not later:
        session.warn("There is no faketime: both builds are of today.")
    program = str(SECOND / "docs" / "build.py")
    command = *later, "python", program, "html", "epub", "one", "--jobs=2"
    session.run(*command, external=True)


@nox.session(python=PYTHON, default=False)
def twice(session: nox.Session) -> None:
    """Compare what ``nox -s shapes`` and ``nox -s second`` built, both printed from one page."""
    session.env["RMSPROP_TUT_CHROMIUM"] = find_browser(session)
    install(session, "docs", "browser")
    if not (SECOND.is_dir() and (BOOK / "one").is_dir()):
        session.error("There is nothing to compare: run `nox -s shapes second` first")
    # In a PDF no comparison finds the measured times, so both are prints of one page.
    program, page = str(SECOND / "docs" / "build.py"), str(BOOK / "one" / "index.html")
    command = "python", program, "html", "pdf", f"--print={page}"
    session.run(*command, env={"PYTHONPATH": str(SECOND)})
    session.run("python", "tests/same.py", str(BOOK), str(SECOND / "docs" / "_build"))


@nox.session(python=MXNET, default=False)
def record(session: nox.Session) -> None:
    """Record anew what MXNet gives in the book, for where there is no MXNet (minutes)."""
    install(session, "docs")
    executed = BOOK / "executed"
    shutil.rmtree(executed, ignore_errors=True)
    build(session, "html")
    script = "rmsprop_tut/datasets/make_mxnet_record.py"
    session.run("python", script, str(executed / "kept"))


@nox.session(python=MXNET, venv_backend="venv", default=False)
@nox.parametrize("group", PEERS)
def peers(session: nox.Session, group: str) -> None:
    """Record what RMSProp is in other libraries, and what the page's programs print."""
    session.env["PYTHONPATH"] = str(HERE)
    project = nox.project.load_toml()
    session.install("setuptools<81", "wheel")  # Chainer's build asks for no version
    wanted = nox.project.dependency_groups(project, group)
    needed = project["project"]["dependencies"]
    session.install("--no-build-isolation", *needed, *wanted)
    session.run("python", "rmsprop_tut/datasets/make_peers_record.py")


@nox.session(python=MXNET, default=False)
def bench(session: nox.Session) -> None:
    """Measure updates, sweeps, trainings (``-- fast``), what the book costs (``-- book``)."""
    install(session, "docs")
    project = nox.project.load_toml()
    old = nox.project.dependency_groups(project, "bench-of-old")
    alone = nox.project.dependency_groups(project, "bench-alone")
    session.install(LOCKED[0], *old)
    session.install("--no-deps", *alone)
    places = []
    if "book" not in session.posargs:
        places += [f"--peers={beside(session, *alone)}"]
    if "fast" not in session.posargs:
        clone(session, COUNTED)
        places += [f"--folder={COUNTED}"]
    session.env["PYTHONPATH"] = str(HERE)
    script = "rmsprop_tut/datasets/make_bench_record.py"
    session.run("python", script, *places, *session.posargs)


@nox.session(python=MXNET, default=False)
def fuzz(session: nox.Session) -> None:
    """Call what is public with anything, a minute each, or ``-- core -runs=1000``."""
    if platform.system() != "Linux":
        session.error("atheris has wheels for Linux alone: run this session there")
    install(session, "docs", "test")
    wanted = nox.project.dependency_groups(nox.project.load_toml(), FUZZ)
    session.install(*wanted)
    if session.posargs:
        session.run("python", "tests/fuzz.py", *session.posargs)
        return
    session.run("python", "tests/fuzz.py", "fragments", "--unled=1000000")
    for what in FUZZED:
        session.run("python", "tests/fuzz.py", what, "-max_total_time=60")


@nox.session(python=MXNET, default=False)
def fashion(session: nox.Session) -> None:
    """Train a CNN on all of Fashion-MNIST and record its accuracy (minutes)."""
    install(session)
    script = "rmsprop_tut/datasets/make_fashion_full.py"
    session.run("python", script, *session.posargs)


@nox.session(python=PYTHON, default=False)
def serve(session: nox.Session) -> None:
    """Rebuild the book whenever you save, and show it at http://127.0.0.1:8000."""
    install(session, "docs", "serve")
    build(session, "html")
    watch = "--watch=gallery", "--watch=rmsprop_tut"
    made = "--ignore=*/docs/auto_gallery/*", "--ignore=*/docs/api/generated/*"
    places = "-d", str(BOOK / "doctrees"), "docs", str(BOOK / "html")
    session.run("sphinx-autobuild", *watch, *made, *places, *session.posargs)


@nox.session(name="serve-book", python=False, default=False)
def serve_book(session: nox.Session) -> None:
    """Serve the built book at http://127.0.0.1:8000 as a host does; ``-- PORT`` for another."""
    session.run(sys.executable, "docs/serve_book.py", *session.posargs)


@nox.session(python=PYTHON, default=False)
def lock(session: nox.Session) -> None:
    """Choose versions anew and write constraints.txt, hashed, for every platform."""
    groups = nox.project.load_toml()["dependency-groups"].keys() - {
        *PEERS,
        *BENCH,
        FUZZ,
    }
    session.run(
        *(UV, *"pip compile pyproject.toml --universal".split()),
        f"--python-version={PYTHON}",
        *"--extra=mxnet --extra=fast --generate-hashes --no-emit-index-url".split(),
        *("--no-header", "--no-annotate"),
        *(f"--group={group}" for group in sorted(groups)),
        *("--output-file=constraints.txt", *(session.posargs or ["--upgrade"])),
        silent=True,
        external=True,
    )
