"""What MXNet gave when the book was built, which the build keeps by call."""

import json
from pathlib import Path

KEPT = Path(__file__).parents[1] / "docs" / "_build" / "executed" / "kept"


def kept_trainings(folder=KEPT):
    """Return where and when the trainings of a built book were made, and them by call."""
    found = {}
    for path in Path(folder).glob("*.json"):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return found.pop("made", None), found
