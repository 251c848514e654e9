"""Files that are read, damaged in any way, and what a reader of them may do."""

import gzip
import tempfile
from pathlib import Path

import numpy as np
import odd

import rmsprop_tut as d2l
from rmsprop_tut.lab import airfoil, fashion, packed
from rmsprop_tut.lab.checkpoints import Checkpoint, read_checkpoint

FOLDER = tempfile.TemporaryDirectory(
    prefix="rmsprop_tut-damaged-"
)  # goes with the process
PLACE = Path(FOLDER.name)
BOMB = gzip.compress(bytes(2**20), 9, mtime=0) * 70  # 72 KB, of which 70 MB come
ENCODINGS = "utf-16", "utf-32", "utf-8-sig", "cp037"


def table():
    """Return the airfoil table's bytes, of which a damaged one differs."""
    path = Path(airfoil.__file__).parents[1] / "datasets" / "airfoil_self_noise.dat"
    return path.read_bytes()


def images():
    """Return a gzipped IDX file of one image."""
    return gzip.compress(fashion.encode_idx(np.eye(28, dtype="u1")[None]), mtime=0)


def checkpoint():
    """Return a checkpoint's bytes."""
    path = PLACE / "whole.npz"
    Checkpoint({"seed": 0}, 3, [np.ones(2)], [np.zeros(2)], (0.5,)).write(path)
    return path.read_bytes()


def read_record(path):
    """Read a record as the package does its own."""
    try:
        return packed.unpacked(path.read_bytes())
    except packed.DAMAGED as error:
        raise ValueError(f"{path} is damaged") from error


def decoded(path):
    """Decode an IDX file that is not gzipped."""
    content = path.read_bytes()
    try:
        return fashion.decode_idx(content)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error


READ = {
    "the airfoil table": (table, d2l.load_airfoil),
    "an image whose hash is known": (
        images,
        lambda path: fashion._read_idx(path, "0" * 64, ""),
    ),
    "an array": (lambda: gzip.decompress(images()), decoded),
    "a checkpoint": (checkpoint, read_checkpoint),
    "a record": (lambda: packed.pack({"date": "x"}, {"loss": [0.5]}), read_record),
}


def damaged(content, source):
    """Return a file's bytes, damaged up to four times."""
    for _ in range(source.ConsumeIntInRange(0, 4)):
        content = damaged_once(content, source)[: 2**21]
    return content


def damaged_once(content, source):
    """Return a file's bytes cut, reordered, overwritten, in another encoding or packed."""
    first, last = sorted(source.ConsumeIntInRange(0, len(content)) for _ in "ab")
    a, middle, z = content[:first], content[first:last], content[last:]
    ways = (
        *(lambda: a, lambda: a + z, lambda: a + middle + middle + z),
        *(lambda: middle + a + z, lambda: a + source.ConsumeBytes(8) + z),
        lambda: a + b"\tNaN\r\n-inf\t" + z,
        lambda: content.decode("latin-1").encode(odd.pick(source, ENCODINGS)),
        lambda: b"\n".join(reversed(content.split(b"\n"))),
        lambda: gzip.compress(content, 1, mtime=0),
        lambda: BOMB,
    )
    return odd.pick(source, ways)()


def judge(name, source):
    """Read a damaged file, and refuse what is no result and no sentence about the file."""
    make, read = READ[name]
    path = PLACE / "damaged.npz"
    path.write_bytes(damaged(make(), source))
    try:
        found = read(path)
    except ValueError as error:
        if str(path) not in str(error):
            raise AssertionError(
                f"{name}: the message names no file: {error}"
            ) from error
        return "refused"
    if name == "the airfoil table":
        assert np.array_equal(found, d2l.load_airfoil())
    return "result"
