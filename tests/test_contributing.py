"""CONTRIBUTING.md: its examples work as they stand, and a step that is left out is refused."""

import os
import re
import shlex
import subprocess
import sys
from shutil import copytree, ignore_patterns

import pytest
from bs4 import BeautifulSoup
from guide import CHECKS, EXAMPLES, GUIDE, LEFT_OUT, ROOT
from small_book import INDEX, PAGE, SmallBook, write

THINGS = ["optimiser", "fact", "figure", "exercise", "convention", "theorem"]
MADE = (
    *(".git", ".nox", ".venv", ".hypothesis", ".*_cache", "dist", "node_modules"),
    *("_build", "auto_gallery", "generated"),
)
HEAD = PAGE.replace("import rmsprop_tut", "import rmsprop_tut as d2l")
ADAGRAD = (
    HEAD.replace("# NAME", "(sec_adagrad)=\n# NAME")
    + "\n## The sum only grows\n\nIt does.\n\n## Summary\n\nIt did.\n"
)
STUBS = {
    "adagrad": ADAGRAD,
    "theorems": "# Theorems\n\n```{theorems} sec_adagrad\n```\n",
    "libraries": "# Libraries\n\n```{libraries} defaults\n```\n",
}
API = "\n```{eval-rst}\n.. autosummary::\n   :toctree: generated\n\n   rmsprop_tut.sign_2d\n```\n"
SHOWN = "rmsprop_tut/", "docs/_solutions/", "docs/adagrad.md"


@pytest.fixture
def project(tmp_path):
    """Return a copy of the project, without what is made."""
    return copytree(ROOT, tmp_path / "project", ignore=ignore_patterns(*MADE))


def run(project, *tests):
    """Run tests of a project in a process of their own."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--no-cov",
            "-vxp",
            "no:cacheprovider",
            *tests,
        ],
        cwd=project,
        env={**env, "PYTHONPATH": str(project), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_guide_has_an_example_of_each():
    """How to add an optimiser, a fact, a figure, an exercise, a convention, a theorem."""
    assert list(EXAMPLES) == THINGS
    assert all(example[0].guards for example in EXAMPLES.values())


def test_all_that_the_guide_says_is_tried():
    """Each block to write is a step, and each sentence that something fails is tried."""
    blocks = re.findall(r"(?m)^(`{3,})(?!console|\1)\w+\n(?s:.*?)^\1$", GUIDE)
    assert len(blocks) == sum(not s.old for e in EXAMPLES.values() for s in e)
    assert len(LEFT_OUT) == len(re.findall(r"`\s+fails\.", GUIDE))


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_works(name, project):
    """Add what an example shows, and the checks below it pass, each test that it names too."""
    for step in EXAMPLES[name]:
        step.do(project)
    done = run(project, *shlex.split(CHECKS[name]))
    assert done.returncode == 0, done.stdout
    passed = set(re.findall(r"(?m)^(\S+?::\w+).* PASSED", done.stdout))
    assert {test for other, _, _, test in LEFT_OUT if other == name} <= passed


@pytest.mark.guide
@pytest.mark.parametrize(("name", "left_out", "part", "test"), LEFT_OUT)
def test_a_step_that_is_left_out_is_refused(name, left_out, part, test, project):
    """Without a step, or a part of it, the test that the guide names fails."""
    for place, step in enumerate(EXAMPLES[name]):
        if place != left_out:
            step.do(project)
        elif part:
            step.do(project, without=part)
    done = run(project, test)
    assert done.returncode == 1, done.stdout
    assert re.search(rf"(?m)^{re.escape(test)}.* FAILED", done.stdout)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Return what a small book shows to which all examples have been added, page by page."""
    pytest.importorskip("myst_nb", reason="the group `docs` is not installed")
    book = SmallBook(tmp_path_factory.mktemp("book"))
    docs = book.root / "docs"
    for name, text in STUBS.items():
        write(docs / f"{name}.md", text)
    names = "\n".join(STUBS)
    index = INDEX.replace("{toctree}\n", f"{{toctree}}\n:numbered:\n\n{names}\n")
    write(docs / "index.md", PAGE + index)
    with (docs / "api" / "index.md").open("a", encoding="utf-8") as api:
        api.write(API)
    for step in (s for example in EXAMPLES.values() for s in example):
        if step.path.startswith(SHOWN):
            step.do(book.root)
    book()
    return lambda page: BeautifulSoup(
        (book.book / f"{page}.html").read_text(encoding="utf-8"), "html.parser"
    )


def test_the_optimiser_has_its_page(book):
    """The optimiser stands in the reference, with its equation and its example."""
    page = book("api/generated/rmsprop_tut.sign_2d")
    assert page.select(".katex")
    assert "-4.60 -1.60" in page.text


def test_the_fact_resolves(book):
    """The page has the number in place of the fact's name."""
    (number,) = book("adagrad").select("p .fact")
    assert number.parent.text.endswith(" is at −0.40.")


def test_the_figure_has_its_text(book):
    """The figure is on its page, and its text has the computed number."""
    (image,) = book("adagrad").select("article img")
    assert image["alt"].endswith("ends at −2.38.")


def test_the_exercise_has_its_solution(book):
    """The solution is folded below its exercise."""
    (fold,) = book("adagrad").select("details")
    assert "Double the objective" in fold.find_previous("p").text
    assert "to the last bit" in fold.text


def test_the_convention_is_in_the_table(book):
    """The tables of the libraries have a row for the record."""
    (row,) = [r.text for r in book("libraries").select("tr") if "MLX" in r.text]
    assert row.split() == ["MLX", "learning_rate", "–", "alpha", "0.99", "eps", "1e-8"]


def test_the_theorem_is_led_to(book):
    """The sentence leads to the theorem, which has its statement and the test that checks it."""
    (link,) = book("adagrad").select('a[href^="theorems.html#"]')
    assert link.text == "proved"
    assert link["href"].endswith("#theorem-adagrad-bound")
    term = book("theorems").select_one("#theorem-adagrad-bound")
    said = term.find_next("dd").text
    assert "in every coordinate" in said
    assert "no step of adagrad is longer" in said
