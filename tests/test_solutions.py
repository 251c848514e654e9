"""The exercises: each has its solution, whose code prints what its prose says."""

import re
from functools import cache
from pathlib import Path

import pytest
from numerals import FACT, of_page, stated

from rmsprop_tut.book.facts import text

DOCS = Path(__file__).parents[1] / "docs"
SOLUTIONS = sorted(DOCS.glob("_solutions/*.md"))
WITHOUT = {"index", "404", "cost", "errata", "hosting", "references", "theorems"}
EXERCISE = re.compile(r"(?m)^\*\*(\d)\.\*\* ")
INCLUDED = re.compile(r"(?m)^```\{include\} _solutions/(.+)\.md\n```$")
BLOCK = re.compile(r"(?ms)^```python\n(.*?)^```$")
PRINTED = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?")
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@cache
def exercises(page):
    """Return the part of a page that has its exercises."""
    return page.read_text(encoding="utf-8").partition("\n## Exercises\n")[2]


PAGES = [page for page in sorted(DOCS.glob("*.md")) if exercises(page)]
RUN = [s for s in SOLUTIONS if BLOCK.search(s.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_exercise_has_its_solution_below(page):
    """Two to four exercises, numbered, each followed by its solution, of the page's name."""
    numbers = [int(n) for n in EXERCISE.findall(exercises(page))]
    assert numbers == [*range(1, len(numbers) + 1)]
    assert 2 <= len(numbers) <= 4
    name = "exercise" if page.stem == "rmsprop" else page.stem
    assert INCLUDED.findall(exercises(page)) == [f"{name}_{n}" for n in numbers]
    assert exercises(page).count(":::{dropdown} Solution\n") == len(numbers)


def test_each_solution_is_of_a_page():
    """No solution is left of an exercise that is gone."""
    included = [s for page in PAGES for s in INCLUDED.findall(exercises(page))]
    assert sorted(included) == [s.stem for s in SOLUTIONS]


def number(written):
    """Return a number as code or a page writes it."""
    mantissa, _, power = written.replace(",", "").replace("−", "-").partition(" × 10")
    return float(f"{mantissa}e{power.translate(RAISED)}" if power else mantissa)


def said(path):
    """Return the numbers that a solution says: its facts and the numerals of its prose."""
    page = path.read_text(encoding="utf-8")
    facts = [number(text(name)) for name in FACT.findall(page)]
    return {*facts, *(number(n) for s in of_page(page) for n in stated(s))}


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_a_solution_prints_what_it_says(path, capsys):
    """Each number that a solution's code prints stands in its prose; no check comes out false."""
    (code,) = BLOCK.findall(path.read_text(encoding="utf-8"))
    exec(compile(code, path.name, "exec"), {})
    printed = capsys.readouterr().out
    assert printed
    assert "False" not in printed
    numbers = {number(n) for n in PRINTED.findall(printed)}
    assert numbers <= said(path), numbers - said(path)
