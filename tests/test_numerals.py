"""No number in prose without its fact: the guard, and proofs that it bites."""

import math
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
from numerals import FACT, FENCE, SAID, of_page, of_script, stated

import rmsprop_tut as d2l

TESTS = Path(__file__).parent
DOCS = TESTS.parent / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *DOCS.glob("_solutions/*.md")])
SCRIPTS = sorted((TESTS.parent / "gallery").rglob("plot_*.py"))
EXEMPT = tomllib.loads((TESTS / "exempt_numerals.toml").read_text(encoding="utf-8"))


def prose(path):
    """Return the sentences of a page or script."""
    read = of_script if path.suffix == ".py" else of_page
    return read(path.read_text(encoding="utf-8"))


def explained(reasons):
    """Return the numerals of ``1 2: why; 3: why``, sorted."""
    parts = (part.split(": ", 1) for part in reasons.split("; "))
    return sorted(n for numerals, _ in parts for n in numerals.split())


def judge(sentences, exempt):
    """Return what is wrong: sentences not explained, and explanations of none."""
    wrong = []
    for sentence in sentences:
        reasons = [why for begins, why in exempt.items() if sentence.startswith(begins)]
        listed = sorted(n for why in reasons for n in explained(why))
        if listed != sorted(stated(sentence)):
            wrong.append(f"{stated(sentence)} where {listed} are explained: {sentence}")
    for begins in exempt:
        if sum(sentence.startswith(begins) for sentence in sentences) != 1:
            wrong.append(f"not the beginning of one sentence: {begins}")
    return wrong


@pytest.mark.parametrize("path", [*PAGES, *SCRIPTS], ids=lambda path: path.stem)
def test_numerals_are_facts_or_explained(path):
    """Each numeral that a sentence states is a fact, or explained for that sentence."""
    assert judge(prose(path), EXEMPT.get(path.stem, {})) == []


def test_every_explanation_is_of_a_page_or_script():
    """No explanation is left of a page or script that is gone."""
    assert set(EXEMPT) <= {path.stem for path in [*PAGES, *SCRIPTS]}


def test_a_result_names_a_test_that_exists():
    """A result among the explained names the test that shows it."""
    named = {t for page in EXEMPT.values() for t in re.findall(r"test_\w+", str(page))}
    code = "".join(p.read_text(encoding="utf-8") for p in TESTS.glob("test_*.py"))
    assert named
    assert {t for t in named if f"def {t}(" not in code} == set()


def test_the_guard_sees_what_is_there():
    """The executed pages, the solutions and the scripts are all looked at, sentence by sentence."""
    seen = {path.stem: prose(path) for path in [*PAGES, *SCRIPTS]}
    assert {"rmsprop", "behaviour", "errata", "exercise_4"} <= set(seen)
    assert sum(map(len, seen.values())) > 500
    everywhere = {s for sentences in seen.values() for s in sentences}
    assert "Its curvatures are 0.2 and 4." in everywhere
    assert "What happens at γ = 1?" in everywhere


def changed(page, old, new):
    """Return what the guard says of a page in which a text is replaced."""
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    assert text.count(old) == 1
    return judge(of_page(text.replace(old, new)), EXEMPT[page])


def test_a_wrong_result_in_a_formula_is_found():
    r"""`\approx 0.17` in place of 0.71 fails."""
    right = r"$\sqrt\beta \approx$ {fact}`swing_left_by_momentum`"
    (wrong,) = changed("leaky-averages", right, r"$\sqrt\beta \approx 0.17$")
    assert wrong.startswith("['0.17'] where [] are explained: Across it momentum")


def test_an_invented_sentence_is_found():
    """A whole invented sentence with numbers fails."""
    invented = "After 40 steps the error is 0.9, at most 20 % of runs fail."
    ends = "So its first steps are long.\n"
    said = changed(
        "rmsprop", "## Two dimensions\n", f"{invented}\n\n## Two dimensions\n"
    )
    assert said == [f"['40', '0.9', '20'] where [] are explained: {invented}"]
    assert judge([invented, ends], {}) == said


def test_a_number_more_in_an_explained_sentence_is_found():
    """An explanation is of a sentence's numerals, not of the sentence."""
    begins = "Along the valley momentum is fast: after 20 steps"
    (wrong,) = changed("leaky-averages", begins, begins + ", 98 % of all,")
    assert wrong.startswith("['20', '98'] where ['20'] are explained")


def test_an_explanation_of_no_sentence_is_found():
    """An explanation that matches no sentence fails, and so does one of two."""
    assert judge(["It is so."], {"It was": "1: why"}) == [
        "not the beginning of one sentence: It was"
    ]
    assert judge(["It is 1.", "It is 1!"], {"It is": "1: why"}) == [
        "not the beginning of one sentence: It is"
    ]


@pytest.mark.parametrize(
    ("sentence", "numerals"),
    [
        (r"It is $x \approx 0.17$, not `0.26` or {fact}`x_028`.", ["0.17"]),
        (r"It is $x < 7$ and $0.3 > y$.", ["7", "0.3"]),
        (
            r"It is $x \le 3\,\eta$, $= \frac{1}{7}$ or $1000\eta$.",
            ["3", "1", "7", "1000"],
        ),
        (r"It is $7{,}478$, $10^{-6}$ or $-5$.", ["7478", "1e-6", "-5"]),
        (r"It is $1 - \gamma^t$, $x^{20}$, $\eta/2$, $s_{10}$, $= 1 - 2/u$.", []),
        (r":math:`\gamma = 0.9` and √2, 1e-8, 20 %", ["0.9", "2", "1e-8", "20"]),
        ("{preset}`in 12 steps <x3>` [7 of them](a8)", ["12", "7"]),
        ("x1 and f2d, 10.5, 1,500 and −3", ["10.5", "1,500", "−3"]),
        (r"The first step is $7\eta$ long, $9\gamma$-fold, $-3x$.", ["7", "9", "-3"]),
        (r"It is $\sqrt{7}$, $\sqrt7\,\eta$ or $\frac{5\eta}{u}$.", ["7", "7", "5"]),
        (r"$7/9$ of all, $1/9$, $\tfrac23 \eta$ or $x + 5$", ["7", "9", "9", "3", "5"]),
        (r"$\approx .71$, $-.5$ and $.3\eta$", [".71", "-.5", ".3"]),
        (r"It is $= 7 \cdot 10^{-6}$, $3 + 12\eta$.", ["7", "1e-6", "3", "12"]),
        (r"It is $2\eta$, $1/\lambda$, $0x$, $\frac12 x$ or $1 - 2/u$.", []),
        ("The error is .71, or −.3, not a.5", [".71", "−.3"]),
        ("5x the cost, 28x28, the 3rd of 10k", ["5", "28", "3", "10"]),
    ],
)
def test_what_counts_as_a_number(sentence, numerals):
    """Numbers in words and stated values in formulas count; names, code and algebra do not."""
    assert stated(sentence) == numerals


PAGE = """---
kernelspec: 1
---

# Title 2

```{code-cell}
---
mystnb:
  image:
    alt: >-
      A curve from 3
      to 4. It falls.
  figure:
    caption: It opens at 5.
---
print(6)
```

```{math}
:label: eq-7

x = 8
```

- one 9
- two {fact}`ten`
"""


def test_what_a_page_says():
    """Prose, figures' texts, captions and formulas are read; code and front matter are not."""
    assert of_page(PAGE) == [
        "# Title 2",
        "A curve from 3 to 4.",
        "It falls.",
        "It opens at 5.",
        "$$x = 8$$",
        "one 9",
        "two {fact}`ten`",
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_figures_are_said_with_a_computed_number(page):
    """Every figure has a sentence of alt text with its numbers computed."""
    text = page.read_text(encoding="utf-8")
    cells = [match[3] for match in FENCE.finditer(text) if "\n  image:\n" in match[3]]
    assert len(cells) == len(re.findall(r"(?m)^  image:$", text))
    assert all(FACT.search(SAID.search(cell)[0]) for cell in cells)


def test_the_solution_s_hessian():
    """The second solution's matrix is the Hessian of the rotated problem."""
    text = (DOCS / "_solutions/exercise_2.md").read_text(encoding="utf-8")
    (rows,) = re.findall(r"\\begin\{pmatrix\} (.*?) \\end", text)
    shown = [[float(v) for v in row.split("&")] for row in rows.split(r"\\")]
    assert np.transpose(shown) == pytest.approx(
        np.array([d2l.f_2d_rotated_grad(*axis) for axis in np.eye(2)])
    )


def test_when_the_root_of_time_passes_the_threshold():
    """For x1 at step 1,600, where 0.4/√t is 2√ε/λ = 0.01."""
    assert d2l.inverse_sqrt_rate(0.4)(1600) == pytest.approx(0.01)
    assert d2l.scaled_epsilon(0.01, 0.2) == pytest.approx(1)


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
