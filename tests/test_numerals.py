"""No number in prose without its fact."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted(
    page
    for page in [*DOCS.glob("*.md"), *DOCS.glob("_solutions/*.md")]
    if "code-cell" in page.read_text() or page.parent.name == "_solutions"
)

# What is not prose: front matter, code and directives, formulas, roles, code, targets.
NOT_PROSE = [
    r"\A---\n.*?\n---\n",
    r"(?ms)^\s*(`{3,})\{?.*?^\s*\1\s*$",
    r"(?m)^\s*:::.*$|^\s*:[\w-]+:.*$|^\(\w+\)=$",
    r"(?s)\$\$.*?\$\$",
    r"(?s)\$[^$]+\$",
    r"\{[\w:~-]+\}`[^`]+`",
    r"`[^`]+`",
    r"\]\([^)]*\)",
]
NUMERAL = re.compile(r"(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?\b")


def numerals(text):
    """Return the numerals of a page's prose."""
    for pattern in NOT_PROSE:
        flags = re.DOTALL if pattern.startswith(r"\A") else 0
        text = re.sub(pattern, " ", text, flags=flags)
    return NUMERAL.findall(text)


# Settings that the reader is told, not results: each with what it sets.
STEPS = "the length of the run that the sentence speaks of"
LIMIT = "the bound or the limit that the formula beside it proves"
SETTINGS = {
    "index": {"20": STEPS},
    "leaky-averages": {"40": STEPS, "0": "the lag of now", "1": LIMIT},
    "adagrad": {"0.2": "from the equation of f", "4": "likewise", "20": STEPS},
    "rmsprop": {
        "0.4": "the learning rate of the runs",
        "20": STEPS,
        "45": "the angle of the rotated valley",
        "100": STEPS,
        "32": "bits of a number",
        "1": LIMIT + "; the first exercise",
        **dict.fromkeys("234", "an exercise's number"),
    },
    "exercise_1": {"4": "the steep curvature, from the equation of f"},
    "exercise_2": {
        "45": "the angle of the problem",
        "0.4": "a curvature: an eigenvalue of the matrix shown",
        "8": "likewise",
        "20": STEPS,
        **dict.fromkeys(("−5", "−2", "−3.5", "−1.5"), "a start"),
    },
    "exercise_4": {
        "40": "the size of the grid",
        "32": "seeds that judge",
        "0.999": "where γ starts",
        "0.9": "where γ ends",
    },
    "behaviour": {
        "0": "the end of an interval",
        "1": LIMIT + "; a release of TensorFlow; the noise of the bowl",
        "20": STEPS,
        "1,000": STEPS + "; a factor",
        "5,000": STEPS,
        "45": "an angle",
        "0.3": "the noise of the well",
        "35": "learning rates tried",
        "64": "runs at each",
        "16": "swings, of the length in the equation",
    },
    "errata": {
        "0": "the lag of now",
        "1": LIMIT,
        "20": STEPS,
        "0.17": "a release, 0.17.6",
        "200": "the helper's stretch of examples",
        "1,500": "the chapter's n",
    },
}


def test_there_are_pages():
    """The executed pages and the solutions are all looked at."""
    assert {"rmsprop", "behaviour", "errata", "exercise_4"} <= {p.stem for p in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_numerals_are_facts_or_settings(page):
    """Each numeral in prose comes from facts.py or an equation, or is a setting explained."""
    unexplained = set(numerals(page.read_text())) - set(SETTINGS.get(page.stem, {}))
    assert not unexplained


@pytest.mark.parametrize("page", SETTINGS)
def test_no_setting_is_left_over(page):
    """Each explained setting still stands on its page."""
    (path,) = [p for p in PAGES if p.stem == page]
    assert set(SETTINGS[page]) <= set(numerals(path.read_text()))


def test_a_bare_result_is_found():
    """A number typed into prose is found; formulas, code and facts are passed over."""
    text = "The loss is 0.25, not $0.26$, `0.27` or {glue:text}`x_028`.\n\n```\n0.29\n```\n"
    assert numerals(text) == ["0.25"]
