"""The list of theorems: each names its test, each proof is listed, each claim leads there."""

import ast
import re
from pathlib import Path

import pytest
from numerals import of_page

from rmsprop_tut.book import theorems
from rmsprop_tut.book.theorems import THEOREMS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PROOFS = sorted((ROOT / "tests" / "proofs").glob("test_*.py"))
PAGES = sorted([*DOCS.glob("*.md"), *DOCS.glob("_solutions/*.md")])
GREEN = {"proved", "same", "zero", "closed"}
RED = {"refuted", "different", "raises", "left_open"}
LEADS = re.compile(r"\{proved\}`(?:[^`<]*<)?([\w-]+)>?`")
CITED = "{cite"  # a claim that others proved


def functions(path):
    """Return the tests of a file."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    found = [f for f in body if isinstance(f, ast.FunctionDef)]
    return {f.name: f for f in found if f.name.startswith("test_")}


def listed():
    """Return each test that a theorem names, with its file, as (file, test)."""
    for theorem in THEOREMS.values():
        file = None
        for part in theorem.tests:
            if part.endswith(".py"):
                file = part
            else:
                yield file, part


def called(function):
    """Return the names that a test calls."""
    calls = [c.func for c in ast.walk(function) if isinstance(c, ast.Call)]
    return {ast.unparse(name).split(".")[-1] for name in calls}


PROVED = {
    (f"tests/proofs/{p.name}", t): f for p in PROOFS for t, f in functions(p).items()
}


@pytest.mark.parametrize("name", THEOREMS)
def test_a_theorem_names_tests_that_exist(name):
    """Each record names at least one test, and each of them is there."""
    first, *_ = tests = THEOREMS[name].tests
    assert first.endswith(".py")
    assert not tests[-1].endswith(".py")
    for file, test in [pair for pair in listed() if pair[1] in tests]:
        assert test in functions(ROOT / file)


def test_each_proof_is_listed():
    """Each test among the proofs is named by a theorem."""
    assert len(PROVED) > 30
    assert set(PROVED) - set(listed()) == set()


@pytest.mark.parametrize(("file", "test"), PROVED)
def test_a_proof_goes_red_where_its_claim_is_broken(file, test):
    """A proof shows its claim, and a broken twin of it that goes red."""
    names = called(PROVED[file, test])
    assert names & GREEN
    assert names & RED


@pytest.mark.parametrize("name", THEOREMS)
def test_what_proves_it(name):
    """A theorem that a machine proves has its tests among the proofs; z3 or SymPy runs in them."""
    theorem = THEOREMS[name]
    named = [pair for pair in listed() if pair[1] in theorem.tests]
    if theorem.by == theorems.SAMPLES:
        assert not set(named) & set(PROVED)
        return
    names = set().union(*(called(PROVED[pair]) for pair in named))
    assert ("proved" in names) == (theorem.by in (theorems.Z3, theorems.BOTH))
    assert bool(names & {"same", "zero"}) == (
        theorem.by in (theorems.SYMPY, theorems.BOTH)
    )
    assert ("closed" in names) == (theorem.by == theorems.INTERVALS)


def test_the_page_lists_each_theorem():
    """The page asks for the theorems of each page that has some, once."""
    page = (DOCS / "theorems.md").read_text(encoding="utf-8")
    asked = re.findall(r"```\{theorems\} (\w+)", page)
    assert sorted(asked) == sorted({t.page for t in THEOREMS.values()})


def test_what_is_called_proved_leads_to_its_theorem():
    """A sentence that calls something proved leads to a theorem, or cites who proved it."""
    sentences = {
        s: p.stem for p in PAGES for s in of_page(p.read_text(encoding="utf-8"))
    }
    loose = [
        s
        for s, page in sentences.items()
        if re.search(r"\b(?<!not a )[Pp](roved|roof)\b", s) and page != "theorems"
        if not LEADS.search(s) and CITED not in s and "sec_theorems" not in s
    ]
    assert loose == []


def test_the_pages_name_theorems_that_exist():
    """Each name that a page gives the role is a theorem's, and many pages do."""
    text = "".join(p.read_text(encoding="utf-8") for p in PAGES)
    named = set(LEADS.findall(text))
    assert len(named) > 10
    assert named <= set(THEOREMS)


def test_another_theorem_executes_no_page(monkeypatch):
    """The records are no part of the package's digest: their own page alone depends on them."""
    monkeypatch.syspath_prepend(str(DOCS / "_ext"))
    rebuild = pytest.importorskip("rebuild")
    looked_at = []
    monkeypatch.setattr(
        rebuild, "content", lambda path: looked_at.append(path.name) or b""
    )
    rebuild.package_digest()
    assert "libraries.py" in looked_at
    assert "theorems.py" not in looked_at
