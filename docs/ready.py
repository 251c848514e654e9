"""What a build needs before it starts: a folder to write in, room, and no other build."""

import shutil
import sys
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

MEGABYTE = 10**6
WANTED = 200  # megabytes: the book in all shapes, and what its build keeps


def writable(folder: Path) -> None:
    """Make the folder, or end with a sentence where nothing can be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        sys.exit(
            f"{folder} cannot be written ({error.strerror}): "
            "copy the project to a folder of yours and build it there."
        )


def room(folder: Path, wanted: float) -> None:
    """End with a sentence where the folder's disk has fewer megabytes free than wanted."""
    free = shutil.disk_usage(folder).free / MEGABYTE
    if free < wanted:
        sys.exit(
            f"The disk of {folder} has {free:.0f} MB free, and a build takes up to "
            f"{WANTED}: make room, then build again."
        )


def alone(folder: Path) -> FileLock:
    """Return the folder's lock; wait for another build that holds it, and say so."""
    lock = FileLock(folder / ".building")
    try:
        return lock.acquire(blocking=False).lock
    except Timeout:
        print(f"Another build is at work in {folder}: this one waits for it.")
        return lock.acquire().lock


def ready(docs: Path, folder: Path) -> FileLock:
    """Return the lock of a build that can start; a first one needs room for all of it."""
    for place in (docs, folder):
        writable(place)
    if not any(folder.iterdir()):
        room(folder, WANTED)
    return alone(docs)
