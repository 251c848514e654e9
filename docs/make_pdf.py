"""Print a page of the built book, in the browser that ``RMSPROP_TUT_CHROMIUM`` names."""

import os
import re
import time
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

DATE = re.compile(rb"D:\d{14}[+-]\d\d'\d\d'")
NODE = re.compile(rb"\bnode\d{8}\b")
FOOT = """<div style="width: 100%; font: 8pt sans-serif; text-align: center">
<span class="pageNumber"></span></div>"""
PRINT = {
    "prefer_css_page_size": True,
    "display_header_footer": True,
    "header_template": "<span></span>",
    "footer_template": FOOT,
    "outline": True,
    "tagged": True,
}
# A list of chapters and sections, with room for the pages on which they stand.
CONTENTS = """() => {
  const list = document.createElement("nav");
  list.className = "sections";
  list.append(Object.assign(document.createElement("h2"), { textContent: "Contents" }));
  document.querySelectorAll(".toctree-wrapper :is(h2, h3)").forEach((heading, i) => {
    const [link, page, place] = ["a", "span", "span"].map((name) => document.createElement(name));
    place.id = `heading-${i}`; // sections of two chapters may have one name
    link.href = `#${place.id}`;
    heading.append(place);
    link.className = heading.localName;
    const words = [...heading.childNodes].filter((part) => !part.matches?.(".headerlink"));
    page.textContent = "000";
    link.append(words.map((part) => part.textContent).join(""), page);
    list.append(link);
  });
  document.querySelector(".toctree-wrapper").before(list);
}"""
NUMBER = """(pages) => {
  for (const link of document.querySelectorAll("nav.sections a"))
    link.lastChild.textContent = pages[link.hash.slice(1)];
}"""


def dated(pdf: bytes, seconds: int) -> bytes:
    """Return a PDF with its dates set to a moment, in seconds since 1970."""
    date = datetime.fromtimestamp(seconds, UTC)
    return DATE.sub(f"D:{date:%Y%m%d%H%M%S}+00'00'".encode(), pdf)


def renumbered(pdf: bytes) -> bytes:
    """Return a PDF with the names of its nodes, which Chromium counts, numbered from 0."""
    place = {node: i for i, node in enumerate(sorted(set(NODE.findall(pdf))))}
    return NODE.sub(lambda node: b"node%08d" % place[node[0]], pdf)


def pages_of(pdf: bytes) -> dict[str, int]:
    """Return the number of the page on which each anchor of a PDF stands."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(pdf))
    anchors = reader.named_destinations.items()
    places = {n: reader.get_destination_page_number(place) for n, place in anchors}
    return {
        n.lstrip("/"): place + 1 for n, place in places.items() if place is not None
    }


def printed(page: Path) -> bytes:
    """Return a page as PDF, as its print style has it, with contents, numbers and an outline.

    Chromium counts no pages for a page's own text: it prints once to learn the numbers.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=os.environ["RMSPROP_TUT_CHROMIUM"],
            args=["--no-sandbox", "--disable-gpu"],
        )
        tab = chromium.new_page()
        tab.goto(page.resolve().as_uri())
        tab.evaluate(CONTENTS)
        tab.evaluate(NUMBER, pages_of(tab.pdf(**PRINT)))
        return tab.pdf(**PRINT)


def make_pdf(page: Path, pdf: Path) -> None:
    """Write a page as PDF, of the date in ``SOURCE_DATE_EPOCH`` where that is set."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    pdf.write_bytes(dated(renumbered(printed(page)), seconds))
