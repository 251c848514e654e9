"""Put what MXNet gave, kept by a build of the book, into the record in the package.

    nox -s record

Commit the record: where there is no MXNet, the book replays the trainings in it, and where
there is MXNet, the tests hold what it gives against it.
"""

import json
import sys
from pathlib import Path
from typing import Any

from rmsprop_tut.lab.packed import pack
from rmsprop_tut.lab.recorded import NAME

RECORD = Path(__file__).with_name(NAME)


def main(folder: str) -> None:
    """Gather what was kept, and write the record."""
    kept: dict[str, Any] = {}
    for path in Path(folder).glob("*.json"):
        kept |= json.loads(path.read_text(encoding="utf-8"))
    if not kept:
        sys.exit(f"{folder} holds nothing: build the book first, where MXNet is.")
    RECORD.write_bytes(pack(kept.pop("made"), kept))
    print(f"{RECORD}: {len(kept)} trainings, {RECORD.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
