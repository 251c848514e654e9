"""No number in prose without its fact."""

import math
import re
from pathlib import Path

import pytest

import rmsprop_tut as d2l

DOCS = Path(__file__).parents[1] / "docs"
SCRIPTS = sorted((DOCS.parent / "gallery").glob("*.py"))
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
ALT = re.compile(r"alt: >-\n((?: {6}.*\n)+)")
NUMERAL = re.compile(r"(?<![\w.])[-−]?\d[\d,]*(?:\.\d+)?\b")


def numerals(text):
    """Return the numerals of a page's prose, and of the texts of its figures."""
    alts = " ".join(re.sub(r"\{\w+\}", " ", alt) for alt in ALT.findall(text))
    for pattern in NOT_PROSE:
        flags = re.DOTALL if pattern.startswith(r"\A") else 0
        text = re.sub(pattern, " ", text, flags=flags)
    return NUMERAL.findall(text + alts)


def comments(script):
    """Return the prose of a gallery script: its header and its comments."""
    header, code = script.split('"""', 2)[1:]
    lines = [line[2:] for line in code.splitlines() if line.startswith("# ")]
    return re.sub(r":\w+:`[^`]*`|``[^`]*``", " ", "\n".join([header, *lines]))


# Settings that the reader is told, not results: each with what it sets.
STEPS = "the length of the run that the sentence speaks of"
LIMIT = "the bound or the limit that the formula beside it proves"
GAMMAS = ("0.95", "0.9", "0.7", "0.05", "0.3")
SETTINGS = {
    "index": {"20": STEPS},
    "leaky-averages": {
        "40": STEPS,
        "20": STEPS,
        "0": "the lag of now",
        "1": LIMIT,
        **dict.fromkeys(GAMMAS, "a γ of the figure, or its first weight 1 - γ"),
        **dict.fromkeys(("−5", "−2"), "the start"),
    },
    "adagrad": {
        "0.2": "from the equation of f",
        "4": "likewise",
        "20": STEPS,
        **dict.fromkeys(("−5", "−2"), "the start"),
    },
    "rmsprop": {
        "0.4": "the learning rate of the runs",
        "20": STEPS,
        "45": "the angle of the rotated valley",
        "100": STEPS,
        "40": STEPS,
        **dict.fromkeys(("0.95", "0.9", "0.8", "0.7"), "a γ of the figure"),
        "32": "bits of a number",
        "1,500": "the chapter's n",
        **dict.fromkeys(("−5", "−2"), "the start"),
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
        "300": STEPS,
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
        "30": "an angle",
        "100": "a factor",
        "300": STEPS,
        "20,000": STEPS,
        "0.3": "the noise of the well",
        "0.9": "γ",
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

# The same for the gallery's prose. A result among them names the test that shows it.
GALLERY_SETTINGS = {
    "plot_1_weights": {"40": STEPS, "1": LIMIT},
    "plot_2_traces": {"0.4": "η", "20": STEPS, "0.5": "2/λ for λ = 4"},
    "plot_3_scratch": {
        "10": "the batch",
        "1,500": "the chapter's n",
        "0.01": "η",
        "0.9": "γ",
    },
    "plot_4_concise": {"8": "1e-8", "6": "1e-6"},
    "plot_5_both": {"32": "bits of a number"},
    "plot_60_first_step": {
        "20": STEPS,
        "0.4": "η",
        **dict.fromkeys(("1.26", "1"), "test_results_in_the_gallery"),
    },
    "plot_61_invariance": {"100": "a factor", "30": "an angle", "1": LIMIT},
    "plot_62_two_cycle": {"20": STEPS, "1": LIMIT, "0.999": "γ"},
    "plot_63_schedules": {"1,000": STEPS, "1": "in 1/√t", "2": "in 2√ε/λ and η/2"},
    "plot_64_adagrad": {
        "35": "learning rates tried",
        "64": "runs at each",
        "1,000": STEPS,
        "16": "swings",
    },
    "plot_71_gamma_one": {
        "1": LIMIT,
        "4": "the steep curvature",
        "200": "values of ε tried",
        "40": STEPS,
        **dict.fromkeys(("1000", "400", "0.64"), "test_results_in_the_gallery"),
        **dict.fromkeys(("0.7056", "19", "21"), "test_results_in_the_gallery"),
    },
    "plot_72_rotation": {
        "45": "an angle",
        "10.5": "f at the start",
        **dict.fromkeys(
            ("0.4", "8", "1", "2"), "an eigenvalue or an entry of the Hessian"
        ),
        **dict.fromkeys(("-3.5", "-1.5"), "the start"),
    },
    "plot_73_fashion_mnist": {"28": "pixels"},
    "plot_75_sensitivity": {
        **dict.fromkeys(("0.999", "0.9"), "where γ starts and ends"),
        "1,600": "the size of the grid",
        "10": "the batch",
        "40": "the side of the grid",
        "300": STEPS,
        "32": "seeds that judge",
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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_figures_are_said_with_a_computed_number(page):
    """Every figure has a sentence of alt text with its numbers computed."""
    figures = re.findall(r"(?m)^  image:$", page.read_text())
    alts = ALT.findall(page.read_text())
    assert len(alts) == len(figures)
    assert all(re.search(r"\{\w+\}", alt) for alt in alts), alts


@pytest.mark.parametrize("page", SETTINGS)
def test_no_setting_is_left_over(page):
    """Each explained setting still stands on its page."""
    (path,) = [p for p in PAGES if p.stem == page]
    assert set(SETTINGS[page]) <= set(numerals(path.read_text()))


def test_a_bare_result_is_found():
    """A number typed into prose is found; formulas, code and facts are passed over."""
    text = "The loss is 0.25, not $0.26$, `0.27` or {glue:text}`x_028`.\n\n```\n0.29\n```\n"
    assert numerals(text) == ["0.25"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_numerals_in_the_gallery_are_settings_or_tested(script):
    """The gallery's prose, too, holds only settings and tested results."""
    explained = set(GALLERY_SETTINGS.get(script.stem, {}))
    assert set(NUMERAL.findall(comments(script.read_text()))) == explained


def test_results_in_the_gallery():
    """1.26 = √10 · 0.4; at γ = 1 the gain is 1000 η = 400; 0.7056 shrinks both to 19/21.

    The gradient of x1 has the size 1 at the start; after 40 steps a larger ε is ahead of 0.7056.
    """
    assert abs(d2l.f_2d_grad(-5, -2)[0]) == 1
    loss = {}
    for eps in (0.7056, 0.75):
        loss[eps] = sum(
            weight * (1 - 0.4 * 2 * weight / math.sqrt(eps)) ** 80 * x**2
            for weight, x in ((0.1, -5), (2, -2))
        )
    assert loss[0.75] < loss[0.7056]
    assert round(math.sqrt(10) * 0.4, 2) == 1.26
    assert 0.4 / math.sqrt(1e-6) == pytest.approx(400) == pytest.approx(1000 * 0.4)
    assert pytest.approx(0.64) == (0.4 * 4 / 2) ** 2
    shrunk = [abs(1 - 0.4 * curvature / math.sqrt(0.7056)) for curvature in (0.2, 4)]
    assert shrunk == pytest.approx([19 / 21, 19 / 21])
    start = d2l.rmsprop_2d(-5, -2, 0, 0, gamma=1, eps=0.7056)
    assert start[0] / -5 == pytest.approx(19 / 21)
    assert start[1] / -2 == pytest.approx(-19 / 21)
