"""A rebuild executes what changed and nothing else; each test counts executions."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
INDEX = "```{toctree}\none\ntwo\nauto_gallery/index\n```\n"
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
plt.plot([1, 2])
'''


def write(path, text):
    """Write a page or script that notes each execution under its name."""
    named = text.replace("NOTE", NOTE).replace("NAME", path.stem)
    path.write_text(named)


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Return a function that builds a small book and returns what was executed."""
    pytest.importorskip("myst_nb", reason="the group `docs` is not installed")
    root = tmp_path_factory.mktemp("book")
    made = shutil.ignore_patterns("_build", "node_modules", "auto_gallery", "generated")
    for folder in ("docs", "gallery", "rmsprop_tut"):
        shutil.copytree(ROOT / folder, root / folder, ignore=made)
    for page in [*(root / "docs").glob("*.md"), *(root / "gallery").glob("*.py")]:
        page.unlink()
    shutil.rmtree(root / "docs" / "api")
    write(root / "docs" / "index.md", PAGE + INDEX)
    write(root / "docs" / "one.md", PAGE)
    write(root / "docs" / "two.md", PAGE)
    write(root / "gallery" / "plot_script.py", SCRIPT)
    ran = root / "ran"
    env = {**os.environ, "RAN": str(ran), "PYTHONPATH": str(root)}

    def run(*options):
        ran.write_text("")
        command = (sys.executable, "-m", "sphinx", "-q", "docs", "out", *options)
        done = subprocess.run(
            command, cwd=root, env=env, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return sorted(ran.read_text().replace("ran ", "").split())

    run.root = root
    return run


def test_rebuilds_execute_what_changed(build):
    """Unchanged: nothing; one page changed: that page; the package: everything that shows it."""
    everything = ["index", "one", "plot_script", "two"]
    assert build() == everything
    assert build() == []
    with (build.root / "docs" / "one.md").open("a") as page:
        page.write("\nMore.\n")
    assert build() == ["one"]
    with (build.root / "rmsprop_tut" / "averages.py").open("a") as module:
        module.write("\n")
    assert build() == everything
    assert build() == []


def test_leftovers_are_removed(build):
    """The page of a script or of a name that is gone goes with it."""
    docs = build.root / "docs"
    gone = (
        docs / "auto_gallery/plot_gone.rst",
        docs / "api/generated/rmsprop_tut.gone.rst",
    )
    for page in gone:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("Gone\n====\n")
    build()
    assert not [page for page in gone if page.exists()]
