"""Print a page of the built book, in the browser that ``RMSPROP_TUT_CHROMIUM`` names."""

import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path

DATE = re.compile(rb"D:\d{14}[+-]\d\d'\d\d'")
NUMBERS = """<div style="width: 100%; font: 8pt sans-serif; text-align: center">
<span class="pageNumber"></span></div>"""


def dated(pdf: bytes, seconds: int) -> bytes:
    """Return a PDF with its dates set to a moment, in seconds since 1970."""
    date = datetime.fromtimestamp(seconds, UTC)
    return DATE.sub(f"D:{date:%Y%m%d%H%M%S}+00'00'".encode(), pdf)


def printed(page: Path) -> bytes:
    """Return a page as PDF, as its print style has it, with page numbers and an outline."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=os.environ["RMSPROP_TUT_CHROMIUM"],
            args=["--no-sandbox", "--disable-gpu"],
        )
        tab = chromium.new_page()
        tab.goto(page.resolve().as_uri())
        return tab.pdf(
            prefer_css_page_size=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=NUMBERS,
            outline=True,
            tagged=True,
        )


def make_pdf(page: Path, pdf: Path) -> None:
    """Write a page as PDF, of the date in ``SOURCE_DATE_EPOCH`` where that is set."""
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    pdf.write_bytes(dated(printed(page), seconds))
