"""The benchmark measures what it says, and its tables are made from its record; none is judged."""

import re
import sys
from difflib import unified_diff
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmsprop_tut.book import benchmark
from rmsprop_tut.datasets import make_bench_record
from rmsprop_tut.datasets.bench import book, contenders, rounds, sweeps, updates, worker
from rmsprop_tut.lab import bench
from rmsprop_tut.lab.machine import caches

ROOT = Path(__file__).parents[1]
ROWS = bench.bench_record()["fast"]["rows"]
USED = re.compile(r"\{benchmark\} (\w+)\n(?::size: (\d+)\n)?")
SHOWN = sorted(
    {
        (kind, int(size) if size else None)
        for page in (ROOT / "docs").glob("*.md")
        for kind, size in USED.findall(page.read_text(encoding="utf-8"))
    },
    key=str,
)


@pytest.mark.parametrize(("kind", "size"), [s for s in SHOWN if s[0] != "long"])
def test_the_record_has_what_pages_show(kind, size):
    """The tables of each page are filled, and say machine, cores and date."""
    for table in benchmark.tables(kind, size):
        assert len(table) > 1
        assert len({len(row) for row in table}) == 1
        assert all(cell for row in table[1:] for cell in row)
    said = benchmark.caption(kind, size)
    assert re.search(r", \d+ cores, .*\d{4}-\d\d-\d\d", said)


@pytest.mark.parametrize("kind", bench.REFERENCE)
def test_a_ratio_is_a_quotient_of_one_sitting(kind):
    """A ratio divides two medians of one run; both of one environment where that can be."""
    reference = bench.REFERENCE[kind]
    for row in bench.measured(kind):
        alike = [
            r
            for r in ROWS
            if (r["kind"], r["size"]) == (kind, row.size)
            if r["contender"] == reference
        ]
        here = [r for r in alike if r["environment"] == row.environment] or alike
        medians = {row.median / r["median"] for r in here}
        found = bench.ratio(row)
        assert {found} == medians if len(here) == 1 else found is None


def test_what_was_not_measured_is_refused():
    """A size that was not measured has no table; the message says what to run."""
    with pytest.raises(
        ValueError, match="no 'update' of the size 7: run `nox -s bench`"
    ):
        benchmark.tables("update", 7)


def test_each_table_compares():
    """No contender is alone in a table, and each is in it once."""
    for kind in bench.REFERENCE:
        for table in benchmark.tables(kind):
            names = [row[0] for row in table[1:]]
            assert len(names) == len(set(names)) > 1


def test_the_text_has_every_time():
    """What the terminal shows has the median of each row and what was missing."""
    text = benchmark.as_text()
    for row in bench.measured("update") + bench.measured("training"):
        assert benchmark.time(row.median) in text
    for sentence in bench.bench_record()["fast"]["missing"]:
        assert sentence in text


@given(st.floats(1e-8, 1e8), st.integers(1, 5))
def test_some_digits(value, count):
    """Numbers are rounded to some digits and written without an exponent."""
    text = benchmark.digits(value, count)
    assert re.fullmatch(r"[\d,]+(\.\d+)?", text)
    assert float(text.replace(",", "")) == float(f"{value:.{count - 1}e}")
    significant = text.replace(",", "").lstrip("0.").replace(".", "")
    assert len(significant) == count or "." not in text


@given(st.floats(1e-8, 1e6))
def test_a_time_in_the_unit_that_suits_it(seconds):
    """A time is one number from 1 to 1000 with its unit, but for seconds."""
    number, unit = benchmark.time(seconds).split()
    factor = {"s": 1, "ms": 1e-3, "µs": 1e-6, "ns": 1e-9}[unit]
    assert float(number.replace(",", "")) * factor == pytest.approx(seconds, rel=0.006)


def test_quartiles():
    """A row has median and quartiles of its rounds."""
    shuffled = [3.0, 1.0, 2.0, 5.0, 4.0]
    assert rounds.row(shuffled) == {"low": 2.0, "median": 3.0, "high": 4.0}


def test_the_time_of_a_call_is_a_mean_of_many():
    """A short call is made as often untimed as timed; one that is long only timed."""
    calls = []
    timed = contenders.Timed(
        contenders.Contender(lambda size: lambda: calls.append(size)), 7
    )
    timed.number, made = 20, len(calls)
    assert timed.seconds() < 0.1
    assert len(calls) == made + 40
    timed.number, timed.again, made = 1, 1.0, len(calls)
    timed.seconds()
    assert len(calls) == made + 1
    assert set(calls) == {7}


@pytest.mark.parametrize(
    "name", [n for n in updates.CONTENDERS if n.startswith("NumPy")]
)
def test_numpys_updates_are_the_rule(name):
    """After three calls NumPy's updates have made three steps of RMSProp, in any block."""
    updates.forget()
    n = updates.BLOCK + 7
    call = updates.CONTENDERS[name].prepare(n)
    for _ in range(3):
        x = call()
    g = updates.arrays(n)[2].astype(float)
    states = [(1 - updates.GAMMA**t) * g**2 for t in (1, 2, 3)]
    expected = sum(-updates.ETA * g / np.sqrt(s + updates.EPS) for s in states)
    np.testing.assert_allclose(x, expected, rtol=1e-4)
    updates.forget()


def test_both_of_jaxs_gradients_are_one():
    """A minibatch's normal matrix gives the gradient of its half mean square."""
    x, y = sweeps.plain_batches()[0]
    a, b = sweeps.normal(x, y)
    w, h = np.linspace(-1, 1, 6), 1e-6

    def loss(w):
        return ((x @ w - y) ** 2).mean() / 2

    ends = [loss(w + h * e) - loss(w - h * e) for e in np.eye(6)]
    reduced = sweeps.reduced_gradient(w, a, b)
    np.testing.assert_allclose(reduced, np.array(ends) / (2 * h), rtol=1e-6)


@pytest.fixture(scope="module")
def here():
    """Return a process that measures in this environment."""
    process = rounds.Worker("here")
    yield process
    process.end()


def test_a_tiny_run_measures_what_is_there(here, monkeypatch):
    """All that is installed takes part and agrees; of the rest a sentence says what lacks."""
    pytest.importorskip("mxnet", reason="needs MXNet, for one training at least")
    tiny = {"update": {1000: 2}, "sweep": {100: 1}, "training": {1: 1}}
    monkeypatch.setattr(rounds, "ROUNDS", tiny)
    part = rounds.fast([here], largest=10**4, most=2)
    assert part["environments"]["here"]["numpy"] == np.__version__
    for kind, known in worker.KINDS.items():
        measured = {r["contender"] for r in part["rows"] if r["kind"] == kind}
        said = {
            line.partition(" (")[0] for line in part["missing"] if f"({kind})" in line
        }
        assert measured | said == set(known)
        assert not measured & said
        assert all(not c.lacks() for n, c in known.items() if n in measured)
    for row in part["rows"]:
        assert 0 < row["low"] <= row["median"] <= row["high"]
        bench.Measured(**row)


class Told:
    """An environment in which these contenders lack nothing, and none of the others is known."""

    def __init__(self, *names):
        self.names = names

    def ask(self, task, **given):
        """Say what each lacks."""
        return {name: [] for name in self.names}


def test_who_is_alone_takes_part_once():
    """A contender that would be alone in an environment is measured in the other."""
    old, new = Told("ours"), Told("ours", "JAX")
    assert rounds.taking_part([old, new], "sweep") == [(new, "ours"), (new, "JAX")]
    assert rounds.taking_part([old], "sweep") == [(old, "ours")]
    other = Told("d2l")
    assert (other, "d2l") in rounds.taking_part([other, new], "training")


def test_a_contender_that_does_something_else_ends_it(here):
    """Results are compared before anything is measured."""

    class Other:
        name = "other"

        def ask(self, task, **given):
            return 2 * here.ask(task, **given)

    turns = [(here, "NumPy"), (here, "NumPy, in place"), (Other(), "NumPy")]
    with pytest.raises(SystemExit, match="differ from .*: {'NumPy, other': "):
        rounds.check(turns, "update")


def test_an_environment_that_fails_is_named():
    """A process that ends says in which environment and at what."""
    gone = rounds.Worker("gone")
    with pytest.raises(SystemExit, match="environment gone failed in seconds"):
        gone.ask("seconds", name="nobody")
    gone.end()


def test_sizes_that_are_left_out_are_named(capsys, monkeypatch):
    """A size above what was asked for, or above what memory holds, is said to be left out."""
    monkeypatch.setattr(rounds, "memory", lambda: 1e6)
    assert list(rounds.chosen("update", 10**6, 4)) == [(10**3, 4)]
    said = capsys.readouterr().out
    assert (
        "update of 100,000,000 is left out: the largest asked for is 1,000,000." in said
    )
    assert "update of 1,000,000 is left out: it needs more memory than is free." in said


def test_an_unknown_part(monkeypatch, capsys):
    """There are two parts; another is refused by its name."""
    monkeypatch.setattr(sys, "argv", ["bench", "slow"])
    with pytest.raises(SystemExit):
        make_bench_record.arguments()
    assert "invalid choice: 'slow'" in capsys.readouterr().err


def test_caches(tmp_path):
    """Each level's cache for data, in bytes, as Linux says it; instructions are left out."""
    for i, said in enumerate(["1 Data 32K", "1 Instruction 64K", "2 Unified 1M"]):
        place = tmp_path / f"index{i}"
        place.mkdir()
        for name, value in zip(("level", "type", "size"), said.split(), strict=True):
            (place / name).write_text(f"{value}\n", encoding="ascii")
    assert caches(tmp_path) == {"L1": 32768, "L2": 1048576}


def test_the_bytes_of_a_page(tmp_path):
    """A page weighs what its file and the images weigh that it shows, each once."""
    (tmp_path / "_images").mkdir()
    (tmp_path / "_images" / "a b.png").write_bytes(bytes(1000))
    image = '<img src="_images/a%20b.png">'
    text = f'<p>{image}{image}<img src="https://example.org/b.png">'
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert book.weight(tmp_path / "page.html") == 1000 + len(text)


@pytest.mark.parametrize(
    ("name", "pattern", "new", "added"),
    [
        (book.PAGE, book.CELL, r"\1\n# a comment", "\n# a comment"),
        (book.MODULE, book.SUMMARY, book.OTHER, "A step"),
    ],
)
def test_what_the_book_s_changes_change(name, pattern, new, added, tmp_path):
    """One cell of one page gets a comment, one docstring another word; nothing else changes."""
    before, path = (ROOT / name).read_text(encoding="utf-8"), tmp_path / "changed"
    path.write_text(before, encoding="utf-8")
    book.change(path, pattern, new)
    after = path.read_text(encoding="utf-8")
    assert after.count(added) == before.count(added) + 1
    lines = before.splitlines(), after.splitlines()
    changed = [line for line in unified_diff(*lines, n=0) if line[0] in "+-"]
    assert len(changed) <= 4  # two of them name the files
    with pytest.raises(SystemExit, match="has nothing like"):
        book.change(path, "there is no such text", "")


def test_long_ones(monkeypatch):
    """The sentence names what runs for more than 20 s, and nothing else."""
    pages = {"a": {"seconds": 21.0, "bytes": 1}, "b": {"seconds": 19.0, "bytes": 1}}
    monkeypatch.setattr(benchmark, "bench_record", lambda: {"book": {"pages": pages}})
    assert (
        benchmark.long_ones() == "For more than 20 s run: a (21.0\N{NO-BREAK SPACE}s)."
    )
    pages["a"]["seconds"] = 1.0
    assert benchmark.long_ones() == "No page and no script runs for more than 20 s."
