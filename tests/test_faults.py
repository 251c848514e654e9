"""What happens to a build, and what it says: ``nox -s faults`` runs these, and writes a table.

A small book is built under each fault by the program that builds the whole one; that one is
killed itself. Faults of the system are made in namespaces of Linux, which need no rights.
"""

import csv
import os
import pty
import random
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from same import differences
from small_book import ROOT, SmallBook

pytestmark = pytest.mark.faults

TABLE = ROOT / "docs" / "faults.csv"
BUILD = sys.executable, "docs/build.py", "html"
WORKS = "the book is built"
DATED = {"SOURCE_DATE_EPOCH": "1790000000"}  # a small book has no commit to be of
ALONE = "unshare", "--map-root-user"


@pytest.fixture(scope="module")
def table(request):
    """Return rows of fault and outcome; the page's table is written when each has one."""
    rows = []
    yield rows
    chosen = sum(item.path == request.path for item in request.session.items)
    if len(rows) == chosen and not request.config.getoption("keyword"):
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Return the folder of a small book that nothing has happened to."""
    book = SmallBook(tmp_path_factory.mktemp("plain") / "book", **DATED)
    book()
    return book.book


@pytest.fixture
def book(tmp_path):
    """Return a small book that is not built yet."""
    return SmallBook(tmp_path / "book", **DATED)


def run(book, *command, **env):
    """Run a command in a book's folder."""
    place = {"cwd": book.root, "env": {**book.env, **env}}
    return subprocess.run(command, **place, capture_output=True, text=True, check=False)


@pytest.fixture
def works(plain):
    """Return a function that builds under a fault: the book is the same as without it."""

    def build(book, *command, **env):
        done = run(book, *command, *BUILD, **env)
        assert done.returncode == 0, done.stderr
        assert differences(plain, book.book) == []
        return WORKS

    return build


def last_words(done):
    """Return the sentence with which a command ended, without this machine's paths."""
    assert done.returncode
    sentence = done.stderr.strip().splitlines()[-1]
    return re.sub(r"/\S*/", "", sentence.removeprefix("nox > "))


def only(book, *programs):
    """Return a folder with these programs alone, as a search path."""
    folder = book.root / "programs"
    folder.mkdir()
    for program in programs:
        (folder / Path(program).name).symlink_to(shutil.which(program))
    return str(folder)


def test_killed(table, tmp_path):
    """A build killed at twenty random moments and started again gives the same book."""
    folder, moments = tmp_path / "book", random.Random(20)
    git = shutil.which("git")
    subprocess.run([git, "clone", "-q", ROOT, folder], check=True)
    shutil.copytree(ROOT / "docs" / "node_modules", folder / "docs" / "node_modules")
    env = {**os.environ, "PYTHONPATH": str(folder), "RMSPROP_TUT_URL": ""}
    killed = 0
    for _ in range(20):
        building = subprocess.Popen(BUILD, cwd=folder, env=env, start_new_session=True)
        try:
            building.wait(moments.uniform(0, 30))
        except subprocess.TimeoutExpired:
            os.killpg(building.pid, signal.SIGKILL)
            killed += building.wait() == -signal.SIGKILL
        else:
            shutil.rmtree(folder / "docs" / "_build")
    subprocess.run(BUILD, cwd=folder, env=env, check=True)
    built = (each / "docs" / "_build" / "html" for each in (ROOT, folder))
    assert differences(*built) == []
    table.append([f"killed (SIGKILL) {killed} times", f"{WORKS}, the same"])


def test_full_disk(table, works, book):
    """A disk without room for a book: a sentence says so, at once or in the end."""
    (book.root / "docs" / "_build").mkdir()
    for size, begun in ((1, ""), (2, "touch docs/_build/begun &&")):
        mount = f"mount -t tmpfs -o size={size}M none docs/_build && {begun}"
        done = run(book, *ALONE, "-m", "sh", "-c", f"{mount} exec {' '.join(BUILD)}")
        said = last_words(done)
        assert re.search(
            r"has \d MB free, and a build takes up to 200: make room", said
        )
    table.append(["a full disk", said])
    works(book)


def test_read_only(table, book):
    """A checkout that cannot be written: one sentence says what to do."""
    read_only = f"mount --bind . {book.root} && mount -o remount,ro,bind {book.root}"
    command = f"{read_only} && cd {book.root} && exec {' '.join(BUILD)}"
    said = last_words(run(book, *ALONE, "-m", "sh", "-c", command))
    assert "cannot be written" in said
    assert "copy the project" in said
    table.append(["a checkout that is read-only", said])


def test_odd_path(table, works, tmp_path):
    """A folder with spaces and letters beyond ASCII, where the locale knows only ASCII."""
    book = SmallBook(tmp_path / "Mein Bücherbrett – ελλ", **DATED)
    table.append(
        [
            "a path with spaces and letters beyond ASCII, and LC_ALL=C",
            works(book, LC_ALL="C"),
        ]
    )


def test_home(table, works, book):
    """A home that cannot be written."""
    table.append(["a home without write permission", works(book, HOME="/proc")])


def test_two_at_once(table, book):
    """Two builds in one folder at once: the second waits, and says so."""
    start = {"cwd": book.root, "env": book.env, "text": True}
    both = [subprocess.Popen(BUILD, **start, stdout=subprocess.PIPE) for _ in range(2)]
    said = "".join(building.communicate()[0] for building in both)
    assert [building.returncode for building in both] == [0, 0]
    assert said.count("this one waits for it") == 1
    table.append(["two builds at once", "the second waits, and says so"])


def test_clock_in_1970(table, works, book):
    """A clock in 1970."""
    table.append(["a clock in 1970", works(book, "faketime", "1970-01-02 12:00")])


def test_clock_in_2100(table, works, book):
    """A clock in 2100, with what has been executed before.

    No cell runs: what fakes the clock fakes the time since the start too, and ZeroMQ, over
    which cells are sent, holds no such time after 2038.
    """
    book()
    for folder in ("html", "doctrees"):
        shutil.rmtree(book.root / "docs" / "_build" / folder)
    said = works(book, "faketime", "2100-01-02 12:00")
    table.append(["a clock in 2100, cells executed before", said])


def test_no_network(table, works, book):
    """No network but the machine's own: KaTeX is there; where not, a sentence says so."""
    lonely = *ALONE, "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"
    said = works(book, *lonely)
    shutil.rmtree(book.root / "docs" / "node_modules")
    done = run(book, *lonely, *BUILD, npm_config_cache=str(book.root / "cache"))
    assert "the first build needs a network" in last_words(done)
    table.append(["no network, once KaTeX is there", said])


def test_no_browser(table, book):
    """No browser: the sessions that need one say how to get it."""
    nox = sys.executable, "-m", "nox", "-f", ROOT / "noxfile.py", "--no-venv", "-s"
    path = only(book, os.environ["RMSPROP_TUT_UV"])
    done = run(book, *nox, "shapes", RMSPROP_TUT_CHROMIUM="", PATH=path)
    said = re.search("There is no Chromium: .*", done.stderr)[0]
    assert "apt-get install chromium" in said
    assert done.returncode
    table.append(["no browser", said])


def test_no_compiler_no_node(table, works, book):
    """Neither compiler nor node: the book needs none, but what its wheels bring."""
    said = works(book, PATH=only(book))
    table.append(["no compiler, no node, no git", said])


def test_one_core(table, works, book):
    """One core."""
    table.append(["one core", works(book, "taskset", "-c", "0")])


def test_narrow_terminal(table, book):
    """A terminal of 20 columns, in which the build and the doctor write."""
    settings = [f"{name}={value}" for name, value in book.env.items()]
    for command in (BUILD, (sys.executable, "-m", "rmsprop_tut")):
        shell = "stty cols 20 rows 5; exec " + " ".join(command)
        assert pty.spawn(["env", "-C", book.root, *settings, "sh", "-c", shell]) == 0
    table.append(["a terminal of 20 columns", WORKS])
