"""The printed book: its contents with page numbers, and where its pages end."""

import importlib
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import BOOK, browser_path
from pypdf import PdfReader

PDF, ONE = BOOK / "rmsprop_tut.pdf", BOOK.parent / "one" / "index.html"
# Mark where a paragraph or heading ends and where what it introduces begins, by anchors
# without extent, each with the link without which a print has none.
MARK = """() => {
  const introduced = "div[class*=highlight], div.cell, div.math-wrapper, figure";
  const mark = (place, id) => {
    const link = document.createElement("a"), anchor = document.createElement("span");
    anchor.id = id;
    link.href = "#" + id;
    link.style.position = "absolute";
    place(anchor, link);
  };
  const introduces = (e) => e.localName !== "p" || e.nextElementSibling.matches(introduced);
  const sayers = [...document.querySelectorAll("article :is(p, h2, h3, h4):not(:last-child)")]
    .filter(introduces);
  sayers.forEach((said, i) => {
    mark((...marks) => said.append(...marks), `said-${i}`);
    mark((...marks) => said.nextElementSibling.prepend(...marks), `shown-${i}`);
  });
  return sayers.map((said) => said.textContent.slice(-60));
}"""
LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl"}

SMALL = """<meta charset="utf-8"><style>h2, .apart { break-before: page }
nav a { display: flex; gap: 1em }</style><article><h1>Book</h1><div class="toctree-wrapper">
<section id="a"><h2>One</h2><section id="same"><h3>Summary</h3></section></section>
<section id="b"><h2>Two</h2><section id="same">
<h3 class="apart">Summary<a class="headerlink">¶</a></h3></section></section>
</div></article>"""


def apart(text):
    """Return a text whose letters are not joined."""
    for joined, single in LIGATURES.items():
        text = text.replace(joined, single)
    return text


def letters(text):
    """Return the Latin letters of a text, which a PDF and a page have alike."""
    return re.sub("[^A-Za-z]", "", apart(text))


@pytest.fixture
def make_pdf(monkeypatch):
    """Return the module that prints."""
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "docs")
    return importlib.import_module("make_pdf")


@pytest.fixture(scope="module")
def printed():
    """Return the text of each page of the PDF."""
    if not (PDF.is_file() and ONE.is_file()):
        pytest.skip("there is no PDF: `nox -s shapes` makes it")
    return [page.extract_text() for page in PdfReader(PDF).pages]


@pytest.fixture(scope="module")
def one(printed):
    """Return the page that is printed, without what print does not show."""
    page = BeautifulSoup(ONE.read_text(encoding="utf-8"), "html.parser")
    for hidden in page.select(".katex-mathml, .headerlink"):
        hidden.extract()
    return page


def test_contents_name_the_page_of_every_section(printed, one):
    """The PDF has a page of contents; on the page that it names each section begins."""
    wanted = [heading.text for heading in one.select(".toctree-wrapper :is(h2, h3)")]
    first = next(i for i, text in enumerate(printed) if text.startswith("Contents"))
    assert first < 4
    begins = int(re.search(r"\s(\d+)$", printed[first], re.MULTILINE)[1])  # the first
    contents = apart("\n".join(printed[first : begins - 1]))
    for title in wanted:
        parts = r"\s+".join(map(re.escape, title.split()))
        lines = re.findall(rf"(?m)^{parts}\s+(\d+)$", contents)
        assert lines, title
        assert any(letters(title) in letters(printed[int(n) - 1]) for n in lines), title
    numbers = [int(n) for n in re.findall(r"(?m)\s(\d+)$", contents)]
    assert len(numbers) >= len(wanted)


def test_no_sentence_is_parted_from_what_it_introduces(printed, chromium, make_pdf):
    """What a paragraph or heading introduces begins on the page on which that ends."""
    page = chromium.new_page()
    page.goto(ONE.as_uri())
    page.evaluate(make_pdf.CONTENTS)
    pairs = page.evaluate(MARK)
    pages = make_pdf.pages_of(page.pdf(**make_pdf.PRINT))
    page.close()
    assert len(pairs) > 150
    parted = [
        (said, pages[f"said-{i}"])
        for i, said in enumerate(pairs)
        if pages[f"said-{i}"] != pages[f"shown-{i}"]
    ]
    assert parted == []


def test_a_page_is_printed_with_its_contents_twice_alike(
    tmp_path, monkeypatch, make_pdf
):
    """Contents have page numbers, of sections of one name, too; two prints are the same bytes."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    monkeypatch.setenv("RMSPROP_TUT_CHROMIUM", browser_path())
    page, pdfs = tmp_path / "page.html", [tmp_path / "1.pdf", tmp_path / "2.pdf"]
    page.write_text(SMALL, encoding="utf-8")
    with ThreadPoolExecutor(1) as thread:  # this one holds the other tests' driver
        list(thread.map(make_pdf.make_pdf, [page, page], pdfs))
    assert pdfs[0].read_bytes() == pdfs[1].read_bytes()
    lines = PdfReader(pdfs[0]).pages[1].extract_text().splitlines()
    assert [line.split() for line in lines if line[:1] in "OTS"] == [
        ["One", "3"],
        ["Summary", "3"],
        ["Two", "4"],
        ["Summary", "5"],
    ]
