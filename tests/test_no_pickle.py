"""What is read cannot run: beside what ruff and bandit find, no array is unpickled."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
PLACES = "rmsprop_tut/**/*.py", "docs/*.py", "docs/_ext/*.py", "gallery/**/*.py"


def keywords():
    """Yield each keyword ``allow_pickle`` with the file that gives it."""
    for path in sorted(path for place in PLACES for path in ROOT.glob(place)):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                yield path.name, ast.unparse(node.value)


def test_no_array_is_unpickled():
    """Checkpoints and states are read with ``allow_pickle=False``, and nothing with True."""
    assert set(keywords()) == {("checkpoints.py", "False"), ("distributed.py", "False")}
