"""What the book costs: seconds of its builds, seconds and bytes of each page and script.

The folder is a clone of the book's, in which pages are changed. A page or script runs beside
another, as many as the machine has cores: its seconds are those of the clock.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree  # nosec B405

KATEX = "import sys; sys.path.insert(0, 'docs'); import build; build.bring_katex()"
LISTED = "\nsphinx_gallery_conf['junit'] = 'junit.xml'  # seconds of each script\n"
CELL = re.compile(r"(```\{code-cell\}.*?)(?=\n```)", re.DOTALL)
PAGE, MODULE = "docs/rmsprop.md", "rmsprop_tut/core/updates.py"
SUMMARY, OTHER = '"""One step of RMSProp, in', '"""A step of RMSProp, in'


def run(folder: Path, *command: str) -> None:
    """Run Python there, with the package found there."""
    env = {**os.environ, "PYTHONPATH": str(folder), "RMSPROP_TUT_URL": ""}
    done = subprocess.run([sys.executable, *command], cwd=folder, env=env, check=False)
    if done.returncode:
        raise SystemExit(f"The book could not be built in {folder}: see above.")


def build(folder: Path) -> dict[str, float]:
    """Build the pages; return the seconds of the clock, and those of all cores."""
    start, before = perf_counter(), os.times()
    run(folder, "docs/build.py", "html")
    seconds, after = perf_counter() - start, os.times()
    cpu = sum(after[2:4]) - sum(before[2:4])
    return {"seconds": round(seconds, 2), "cpu": round(cpu, 2)}


def change(path: Path, pattern: str | re.Pattern[str], new: str) -> None:
    """Change the first place that matches."""
    text, changed = re.subn(pattern, new, path.read_text("utf-8"), count=1)
    if not changed:
        raise SystemExit(f"{path} has nothing like {pattern!r} to change.")
    path.write_text(text, encoding="utf-8")


def cells(folder: Path) -> dict[str, float]:
    """Return the seconds that each page's cells ran for, by the page's path."""
    from jupyter_cache import get_cache

    records = get_cache(folder / "docs" / "_build" / "executed").list_cache_records()
    return {Path(r.uri).stem: r.data["execution_seconds"] for r in records}


def scripts(folder: Path) -> dict[str, float]:
    """Return the seconds that each script of the gallery ran for, by its page's path."""
    written = folder / "docs" / "_build" / "html" / "junit.xml"
    # The build itself wrote it: a stranger's XML would need more care.
    listed = ElementTree.parse(written)  # noqa: S314 # nosec B314
    ran = {
        case.get("file", ""): case.get("time", "") for case in listed.iter("testcase")
    }
    place = re.compile(r".*gallery/")
    return {f"auto_gallery/{place.sub('', k)[:-3]}": float(v) for k, v in ran.items()}


class Images(HTMLParser):
    """Collects the addresses of a page's images."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an image."""
        if tag == "img" and (source := dict(attrs).get("src")):
            self.found.add(unquote(source))


def weight(*pages: Path) -> int:
    """Return the bytes of pages and of the images that they show from the book's folder."""
    shown = set(pages)
    for page in pages:
        parser = Images()
        parser.feed(page.read_text("utf-8"))
        own = (source for source in parser.found if ":" not in source)
        shown.update((page.parent / source).resolve() for source in own)
    return sum(path.stat().st_size for path in shown)


def pages(folder: Path) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the seconds and bytes of each page, each script, and the reference as a whole."""
    html, ran = (
        folder / "docs" / "_build" / "html",
        {**cells(folder), **scripts(folder)},
    )
    own = sorted({path.stem for path in (folder / "docs").glob("*.md")} - {"404"})
    for name in (*own, *sorted(scripts(folder))):
        took = round(ran.get(name, 0.0), 2)
        yield (
            name.removeprefix("auto_gallery/"),
            {"seconds": took, "bytes": weight(html / f"{name}.html")},
        )
    reference = weight(*(html / "api").rglob("*.html"))
    yield "the reference", {"seconds": 0.0, "bytes": reference}
    whole = sum(path.stat().st_size for path in html.rglob("*") if path.is_file())
    yield "the whole folder", {"seconds": 0.0, "bytes": whole}


def book(folder: Path) -> dict[str, Any]:
    """Build the clone from nothing, unchanged, and with two changes; return the record's part."""
    folder = folder.resolve()
    with (folder / "docs" / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(LISTED)
    run(folder, "-c", KATEX)
    builds = {"cold": build(folder)}
    listed = dict(pages(folder))
    builds["nothing"] = build(folder)
    change(folder / PAGE, CELL, r"\1\n# a comment")
    builds["cell"] = build(folder)
    change(folder / MODULE, SUMMARY, OTHER)
    builds["docstring"] = build(folder)
    return {"builds": builds, "pages": listed}
