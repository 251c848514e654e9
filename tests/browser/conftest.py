"""A browser for the built pages; ``nox -s browser`` brings what it needs."""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

if not importlib.util.find_spec("playwright"):
    collect_ignore_glob = ["test_*.py"]

BOOK = Path(__file__).parents[2] / "docs" / "_build" / "html"
TELEPHONE = 375  # pixels
PATIENCE = 120_000  # milliseconds; a busy machine is slow, and that is no failure
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser):
    """Leave pictures where they are asked for."""
    parser.addoption(
        "--screenshots",
        action="store_true",
        help="leave a picture of each page in each form in docs/_build/screenshots",
    )


def browser_path():
    """Return the browser that RMSPROP_TUT_CHROMIUM names, or the system's."""
    return os.environ.get("RMSPROP_TUT_CHROMIUM") or shutil.which("chromium")


@pytest.fixture(scope="session")
def chromium():
    """Return a browser."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Return a function that opens a page; no page may say anything or ask elsewhere."""
    contexts, complaints = [], []

    def watch(page):
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", failed)
        return page

    def failed(request):
        if request.failure != "net::ERR_ABORTED":  # which is: the reader went on
            complaints.append(request.url)

    def opened(place, width=1280, **options):
        viewport = {"width": width, "height": 900}
        contexts.append(chromium.new_context(viewport=viewport, **options))
        page = watch(contexts[-1].new_page())
        page.set_default_timeout(PATIENCE)
        name, _, fragment = place.partition("#")
        if name != "about:blank":
            page.goto((BOOK / name).as_uri() + (f"#{fragment}" if fragment else ""))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
