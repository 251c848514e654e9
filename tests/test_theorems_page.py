"""``docs/_ext/theorems.py``: the list of what a page proves, and the links that lead there."""

import re

import pytest
from bs4 import BeautifulSoup

from rmsprop_tut.book.theorems import Theorem

RECORD = Theorem(
    page="sec_a",
    title="The title",
    claim="It holds.",
    given="Nothing.",
    proof="the text",
    by="z3",
    tests=("tests/proofs/test_a.py", "test_it_holds", "test_test_is_kept"),
    assumed="Nothing else.",
)
PAGE = """# A

```{theorems} sec_a
```

It is {proved}`first`: {proved}`both are so <first>`.

Not {proved}`none`.

```{theorems} sec_b
```
"""


@pytest.fixture(scope="module")
def book(extension, tiny_book):
    """Return a book that proves one theorem, and claims one more."""
    with pytest.MonkeyPatch.context() as patch:
        records = extension("theorems").theorems
        patch.setattr(records, "THEOREMS", {"first": RECORD})
        return tiny_book(PAGE, "theorems")


@pytest.fixture
def page(book):
    """Return the page."""
    html = (book.outdir / "index.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html.parser")


def test_a_theorem_is_listed_with_what_it_needs_and_what_checks_it(page):
    """An entry has its title, claim, hypotheses, proof, machine and assumptions, in this order."""
    (term,) = page.select("dl.theorems > dt")
    assert (term.get_text().rstrip("¶"), term["id"]) == ("The title", "theorem-first")
    assert [line.text for line in page.select("dl.theorems > dd > p")] == [
        "It holds.",
        "Given: Nothing.",
        "Proof: the text.",
        "Machine: z3, in proofs/test_a.py, it holds, test is kept.",
        "Assumed: Nothing else.",
    ]
    assert [code.text for code in page.select("dd code")] == ["proofs/test_a.py"]
    said = ["Given:", "Proof:", "Machine:", "it holds", "test is kept", "Assumed:"]
    assert [words.text for words in page.select("dd em")] == said


def test_what_is_proved_leads_to_its_theorem(page):
    """The role says that something is proved, or the words that it is given, and leads there."""
    links = page.select('a[href="#theorem-first"]:not(.headerlink)')
    assert [link.text for link in links] == ["proved", "both are so"]


def test_a_claim_without_a_theorem_is_a_warning(book):
    """A name that no theorem has is named, with its line, and so is a page without theorems."""
    said = re.sub(r"\x1b\[[\d;]*m", "", book.warning.getvalue())
    assert "index.md:8: WARNING: there is no theorem 'none'\n" in said
    assert "index.md:8: WARNING: undefined label: 'theorem-none'" in said
    assert "index.md:10: ERROR: no theorem is of sec_b" in said
    assert said.count("WARNING") == 2
    assert said.count("ERROR") == 1
    assert book.is_parallel_allowed("read")
