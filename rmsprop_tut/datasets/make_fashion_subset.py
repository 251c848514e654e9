"""Make ``fashion_mnist_subset/`` from the full set, as Debian's package has it.

    apt-get install dataset-fashion-mnist
    python make_fashion_subset.py /usr/share/datasets/fashion-mnist

Taken are the first 400 training images and the first 100 test images of each class, in
the order of the original. The result depends on nothing else: no seed, no date, no name.
"""

import gzip
import hashlib
import io
import sys

import numpy as np
import numpy.typing as npt

from rmsprop_tut.lab.fashion import (
    SUBSET_FOLDER,
    SUBSET_SHA256,
    Bytes,
    encode_idx,
    load_fashion_mnist,
)

TRAIN_PER_CLASS, TEST_PER_CLASS = 400, 100


def first_of_each(labels: Bytes, count: int) -> npt.NDArray[np.intp]:
    """Return the rows of the first ``count`` examples of each class, in order."""
    rows = [np.flatnonzero(labels == label)[:count] for label in np.unique(labels)]
    return np.sort(np.concatenate(rows))


def subset(folder: str) -> list[bytes]:
    """Return the four IDX files of the subset, uncompressed."""
    full = load_fashion_mnist("full", folder=folder)
    train = first_of_each(full.train_labels, TRAIN_PER_CLASS)
    test = first_of_each(full.test_labels, TEST_PER_CLASS)
    arrays = full.train_images[train], full.train_labels[train]
    return [
        encode_idx(a) for a in (*arrays, full.test_images[test], full.test_labels[test])
    ]


def compress(content: bytes) -> bytes:
    """Gzip without a name and a date."""
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()


def main(folder: str) -> None:
    """Write the four files beside this script, if all hashes are right."""
    contents = dict(zip(SUBSET_SHA256, subset(folder), strict=True))
    for name, content in contents.items():
        found = hashlib.sha256(content).hexdigest()
        if found != SUBSET_SHA256[name]:
            sys.exit(
                f"{folder} gives {name} with SHA-256 {found}, not {SUBSET_SHA256[name]}."
            )
    SUBSET_FOLDER.mkdir(exist_ok=True)
    for name, content in contents.items():
        (SUBSET_FOLDER / name).write_bytes(compress(content))


if __name__ == "__main__":
    main(*sys.argv[1:])
