"""Print a page of the built book: ``python docs/make_pdf.py BROWSER PAGE PDF``.

Its date is the one in ``SOURCE_DATE_EPOCH``, where that is set.
"""

import os
import sys
import time
from pathlib import Path

from _ext.fixed_dates import dated
from playwright.sync_api import sync_playwright

NUMBERS = """<div style="width: 100%; font: 8pt sans-serif; text-align: center">
<span class="pageNumber"></span></div>"""


def print_page(browser: str, page: Path, pdf: Path) -> None:
    """Write a page as PDF, as its print style has it, with page numbers and an outline."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
        )
        tab = chromium.new_page()
        tab.goto(page.resolve().as_uri())
        tab.pdf(
            path=pdf,
            prefer_css_page_size=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=NUMBERS,
            outline=True,
            tagged=True,
        )
        chromium.close()


if __name__ == "__main__":
    print_page(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH", time.time()))
    Path(sys.argv[3]).write_bytes(dated(Path(sys.argv[3]).read_bytes(), seconds))
