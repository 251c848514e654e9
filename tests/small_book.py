"""A book of three pages, one script and one function, made with the book's own machinery."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTE = "import os; print('ran NAME', file=open(os.environ['RAN'], 'a'))"
PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
---

# NAME

```{code-cell}
import rmsprop_tut
NOTE
```
"""
INDEX = "\nA formula: $\\gamma^2$.\n\n```{toctree}\none\ntwo\nauto_gallery/index\napi/index\n```\n"
LISTING = "\n```{code-of} ../PATH\n:pyobject: half_life\n```\n"
API = """# API

```{eval-rst}
.. autosummary::
   :toctree: generated

   rmsprop_tut.half_life
```
"""
SCRIPT = '''"""
Script
======

Question?
"""

# %%
# Run.
import matplotlib.pyplot as plt

import rmsprop_tut

NOTE
plt.style.use("rmsprop_tut.book")
_ = plt.plot([1, 2])
'''


def write(path: Path, text: str) -> None:
    """Write a page or script that notes each execution under its name."""
    named = text.replace("NOTE", NOTE).replace("NAME", path.stem)
    path.write_text(named, encoding="utf-8")


class SmallBook:
    """A small book in a folder of its own; calling it builds it and returns what ran."""

    def __init__(self, root: Path, **env: str):
        made = (
            "_build",
            "auto_gallery",
            "generated",
            "api",
            "*oxlint",
            "axe-core",
            ".bin",
        )
        for folder in ("docs", "gallery", "rmsprop_tut"):
            left_out = shutil.ignore_patterns(*made)
            shutil.copytree(ROOT / folder, root / folder, ignore=left_out)
        for page in {*(root / "docs").glob("*.md")} - {root / "docs" / "404.md"}:
            page.unlink()
        for script in (root / "gallery").rglob("*.py"):
            script.unlink()
        with (root / "docs" / "conf.py").open("a", encoding="utf-8") as conf:
            conf.write("suppress_warnings += ['mends']  # too little to need them\n")
        self.root, self.ran = root, root / "ran"
        self.book = root / "docs" / "_build" / "html"
        self.module = next((root / "rmsprop_tut").rglob("averages.py"))
        listing = LISTING.replace("PATH", self.module.relative_to(root).as_posix())
        write(root / "docs" / "index.md", PAGE + INDEX)
        write(root / "docs" / "one.md", PAGE)
        write(root / "docs" / "two.md", PAGE + listing)
        write(root / "gallery" / "plot_script.py", SCRIPT)
        (root / "docs" / "api").mkdir()
        write(root / "docs" / "api" / "index.md", API)
        self.env = {
            **os.environ,
            "RAN": str(self.ran),
            "PYTHONPATH": str(root),
            "RMSPROP_TUT_URL": "",
            **env,
        }

    def __call__(self, *options: str) -> list[str]:
        """Build pages and texts; return the names of what was executed, sorted."""
        self.ran.write_text("", encoding="utf-8")
        done = subprocess.run(
            (sys.executable, "docs/build.py", "html", *options),
            cwd=self.root,
            env=self.env,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return sorted(self.ran.read_text(encoding="utf-8").replace("ran ", "").split())

    def written(self) -> dict[str, int]:
        """Return when each page and each text was written."""
        pages = *self.book.rglob("*.html"), *self.book.rglob("*.txt")
        return {
            page.relative_to(self.book).as_posix(): page.stat().st_mtime_ns
            for page in pages
        }
