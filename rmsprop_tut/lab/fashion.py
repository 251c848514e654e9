"""Fashion-MNIST: the subset in the package, or the full set found or fetched; checked."""

import gzip
import hashlib
import io
import json
import math
import os
import sys
import warnings
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import numpy as np
import numpy.typing as npt

from .._arrays import as_long, flat, wholes
from .._checks import an, checked, fields, shown, whole
from .._types import ByValue
from .files import as_path, read_at_most, refuse_longer

BASE_URL = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
LONGEST = (
    2**26
)  # bytes that are read of a file, and made of it; the largest has 47,040,016
FOLDER_VARIABLE = "RMSPROP_TUT_FASHION_MNIST"
SUBSET_FOLDER = Path(str(files("rmsprop_tut") / "datasets" / "fashion_mnist_subset"))

Bytes: TypeAlias = npt.NDArray[np.uint8]

FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


def _by_file(*digests: str) -> dict[str, str]:
    return dict(zip(FILES, digests, strict=True))


# Of the gzipped files as they are published: what a download must be.
PUBLISHED_SHA256 = _by_file(
    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
)
# Of what is inside, which is the same in Debian's files; their gzip headers are not.
FULL_SHA256 = _by_file(
    "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
)
SUBSET_SHA256 = _by_file(
    "79d623aea6e7cb0a26f39b67b8f6ab9a128a528d86fb83ae6a2dadd855d235f7",
    "772372ea466aaed0dd35563ab81842183d895343685c455be5aa62268fc52044",
    "7cee33c3c6414b1b86c25e665a6c4f41584269de3b7cc9768b1d351922845eef",
    "3128d790775889812b73c4f13923559c8b9e281d112c6ea7862acf60a206a909",
)


IMAGES = wholes(255, "n", 28, 28, dtype="uint8")
CLASSES = flat(wholes(9, "n", dtype="uint8"))


@fields(
    as_long("train_images", "train_labels"),
    as_long("test_images", "test_labels"),
    train_images=IMAGES,
    train_labels=CLASSES,
    test_images=IMAGES,
    test_labels=CLASSES,
)
@dataclass(frozen=True, eq=False)
class FashionMNIST(ByValue):
    """Grey images of clothes in ten classes, and where they came from.

    Parameters
    ----------
    train_images : numpy.ndarray, shape (n, 28, 28), uint8
        Images to learn from; 0 is the background, 255 the strongest ink.
    train_labels : numpy.ndarray, shape (n,), uint8
        Their classes, from 0 to 9.
    test_images : numpy.ndarray, shape (m, 28, 28), uint8
        Images to judge by.
    test_labels : numpy.ndarray, shape (m,), uint8
        Their classes. All four may be whole numbers of another dtype, or MXNet's arrays,
        and labels columns (n, 1).
    source : str
        Which images these are and where they were found, for the page to say.

    Attributes
    ----------
    classes : tuple of str
        The names of the ten classes, in the order of the labels.

    References
    ----------
    :cite:t:`Xiao.Rasul.Vollgraf.2017`; MIT licence.

    Examples
    --------
    >>> data = load_fashion_mnist()
    >>> data.classes[data.train_labels[0]]
    'Ankle boot'
    """

    classes: ClassVar[tuple[str, ...]] = (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    )

    train_images: Bytes
    train_labels: Bytes
    test_images: Bytes
    test_labels: Bytes
    source: str

    def __repr__(self) -> str:
        """Return the source, not a page of pixels."""
        return f"FashionMNIST({self.source})"

    def hold_out(self, n: int) -> "FashionMNIST":
        """Set training images aside, to choose by without looking at the test set.

        Parameters
        ----------
        n : int
            How many, from 1 to one less than there are: the last ``n`` training images
            take the place of the test set.

        Returns
        -------
        FashionMNIST
            The data without the test set: what is left to train on, and what was held out.

        Examples
        --------
        >>> data = load_fashion_mnist().hold_out(1000)
        >>> print(len(data.train_images), len(data.test_images))
        3000 1000
        """
        whole(1, len(self.train_labels) - 1)("n", n)
        return FashionMNIST(
            self.train_images[:-n],
            self.train_labels[:-n],
            self.train_images[-n:],
            self.train_labels[-n:],
            f"{self.source}; the last {n:,} training images held out, no test image",
        )


def load_fashion_mnist(
    which: str = "subset",
    *,
    folder: str | Path | None = None,
    cache: str | Path | None = None,
    base_url: str = BASE_URL,
    progress: bool | None = None,
) -> FashionMNIST:
    """Fashion-MNIST from the package, or the full set from wherever it can be had.

    The full set is looked for in ``folder``, else in the folder that the environment
    variable ``RMSPROP_TUT_FASHION_MNIST`` names, else where Debian's package
    dataset-fashion-mnist puts it, else in ``cache``. What the cache lacks is fetched
    into it, once, file by file: a file appears there only whole and with the right hash.
    If that breaks off, call again; files already fetched are kept.

    Parameters
    ----------
    which : {"subset", "full", "largest"}
        ``"subset"``: 4,000 training and 1,000 test images that lie in the package, the
        same on every machine; nothing is searched or fetched. ``"full"``: all 60,000 and
        10,000, or an error. ``"largest"``: the full set if it can be had, else the
        subset and a warning that says why.
    folder : path, optional
        Where the four published files lie, gzipped, under their published names; ``~`` is
        your home folder, here, in the variable and in ``cache``.
    cache : path, optional
        Where fetched files are kept; by default the user's cache folder.
    base_url : str
        Where they are fetched from.
    progress : bool, optional
        Whether to show a progress bar of the download on stderr; by default on a terminal.

    Returns
    -------
    FashionMNIST
        The images; ``source`` says which they are.

    Raises
    ------
    ValueError
        If ``which`` is none of the three, if ``folder``, ``cache`` or ``base_url`` is
        given for the subset, or if a file is damaged.
    FileNotFoundError
        If the folder that you named lacks a file.
    ConnectionError
        If a file has to be fetched and cannot be.
    OSError
        If the cache cannot be written, or a file not be read.

    References
    ----------
    :cite:t:`Xiao.Rasul.Vollgraf.2017`; MIT licence.

    Examples
    --------
    >>> data = load_fashion_mnist()
    >>> print(data.source)
    the class-balanced subset in the package: 4,000 training and 1,000 test images
    """
    an(str)("which", which)
    an(str)("base_url", base_url)
    if which not in ("subset", "full", "largest"):
        raise ValueError(
            f"which must be 'subset', 'full' or 'largest', not {shown(which)}"
        )
    if which == "subset":
        if folder is not None or cache is not None or base_url != BASE_URL:
            raise ValueError(
                "folder, cache and base_url say where the full set is: "
                "call with which='full' or which='largest'"
            )
        return _subset()
    try:
        return _full(folder, cache, base_url, progress)
    except (OSError, ValueError) as error:
        if which == "full":
            raise
        warnings.warn(f"The subset in the package is used. {error}", stacklevel=2)
        return _subset()


def full_fashion_record() -> dict[str, Any]:
    """Return what a small CNN reached on the full set, where and when.

    ``nox -s fashion`` trains it with RMSProp and writes the record, which lies in the
    package. It is what was measured once; this function trains nothing.

    Returns
    -------
    dict
        ``test_accuracy`` and ``train_accuracy`` in [0, 1], ``test_accuracies`` by epoch,
        ``seconds`` of training, ``epochs``, ``batch_size``, ``optimizer``,
        ``hyperparams``, ``schedule``, ``images``, ``processor``, ``cores``, ``date``.

    Examples
    --------
    >>> record = full_fashion_record()
    >>> record["test_accuracy"] >= 0.9, record["images"]
    (True, '60,000 training and 10,000 test images')
    """
    text = (SUBSET_FOLDER.parent / "fashion_full.json").read_text(encoding="utf-8")
    record: dict[str, Any] = json.loads(text)
    return record


def _subset() -> FashionMNIST:
    return read_folder(
        SUBSET_FOLDER,
        SUBSET_SHA256,
        "the class-balanced subset in the package",
        "Install rmsprop_tut again.",
    )


def _full(
    folder: str | Path | None,
    cache: str | Path | None,
    base_url: str,
    progress: bool | None,
) -> FashionMNIST:
    """Find the full set, or fetch it, and read it."""
    found, advice = _named(folder) or _installed() or (None, "Fetch it anew.")
    if found is None:
        found = _fetch(cache, base_url, progress)
    return read_folder(found, FULL_SHA256, f"the full set in {found}", advice)


def _named(folder: str | Path | None) -> tuple[Path, str] | None:
    """Return the folder that the reader names, and what to do if it is not right."""
    name, value = "folder", folder
    if folder is None:
        name, value = FOLDER_VARIABLE, os.environ.get(FOLDER_VARIABLE) or None
    if value is None:
        return None
    advice = (
        f"{name} must name a folder with the published files {', '.join(FILES)}; without "
        f"{name} they are fetched."
    )
    return as_path(name, value), advice


def _installed() -> tuple[Path, str] | None:
    """Return Debian's folder if it has all files, and what to do if one is damaged."""
    whole = all((DEBIAN_FOLDER / name).is_file() for name in FILES)
    advice = "Install Debian's package dataset-fashion-mnist again."
    return (DEBIAN_FOLDER, advice) if whole else None


def _fetch(cache: str | Path | None, base_url: str, progress: bool | None) -> Path:
    """Return the cache folder, after fetching what it lacks."""
    import pooch
    from requests import RequestException

    own = pooch.os_cache("rmsprop_tut") / "fashion-mnist"
    folder = as_path("cache", own if cache is None else cache)
    store = pooch.create(folder, base_url, registry=PUBLISHED_SHA256)
    shown = sys.stderr.isatty() if progress is None else progress
    for name in FILES:
        try:
            store.fetch(name, downloader=pooch.HTTPDownloader(progressbar=shown))
        except RequestException as error:
            raise ConnectionError(
                f"{name} cannot be fetched from {base_url} ({error}): try again with a "
                "network, install Debian's package dataset-fashion-mnist, or name a folder "
                f"that has the files in {FOLDER_VARIABLE}. What was fetched is kept."
            ) from error
        except OSError as error:
            raise OSError(
                f"{name} cannot be kept in the cache {folder} ({error}): "
                "make it writable, or name another as cache."
            ) from error
        except ValueError as error:
            raise ValueError(
                f"{name} came damaged from {base_url} and is not kept: try again ({error})."
            ) from error
    return folder


def read_folder(
    folder: str | Path, sha256: Mapping[str, str], source: str, advice: str
) -> FashionMNIST:
    """Read the four files of a folder, each checked by the hash of its content.

    Parameters
    ----------
    folder : path
        Where they lie.
    sha256 : mapping of str to str
        SHA-256 of the uncompressed content by file name, in the order training images
        and labels, test images and labels.
    source : str
        What the result's ``source`` begins with.
    advice : str
        What a message about a missing or damaged file ends with.

    Returns
    -------
    FashionMNIST
        The images and labels.

    Raises
    ------
    FileNotFoundError
        If a file is missing.
    ValueError
        If a file is damaged or cut short.
    """
    place = as_path("folder", folder)
    images, labels, test_images, test_labels = [
        _read_idx(place / name, digest, advice) for name, digest in sha256.items()
    ]
    counts = f"{len(labels):,} training and {len(test_labels):,} test images"
    return FashionMNIST(images, labels, test_images, test_labels, f"{source}: {counts}")


def _read_idx(path: Path, sha256: str, advice: str) -> Bytes:
    """Read one gzipped IDX file, or say in one sentence what is wrong with it."""
    compressed = read_at_most(path, LONGEST, advice)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(compressed)) as file:
            content = refuse_longer(file.read(LONGEST + 1), LONGEST, path, advice)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(
            f"{path} is damaged or cut short after {len(compressed):,} bytes "
            f"({error}). {advice}"
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(
            f"{path} is damaged: its content has SHA-256 {found}, not {sha256}. {advice}"
        )
    return decode_idx(content)


@checked(content=an(bytes))
def decode_idx(content: bytes) -> Bytes:
    """Turn an IDX file of bytes into an array that cannot be written to.

    Parameters
    ----------
    content : bytes
        Two zeros, the type (8: unsigned bytes), the number of axes, the length of each
        axis as a 32-bit big-endian number, then the data.

    Returns
    -------
    numpy.ndarray, uint8
        The data in its shape.

    Raises
    ------
    ValueError
        If the header is another one, or the data do not have the length that it says.

    Examples
    --------
    >>> decode_idx(bytes([0, 0, 8, 1, 0, 0, 0, 2, 40, 41]))
    array([40, 41], dtype=uint8)
    """
    axes = content[3] if len(content) > 3 else 0
    if content[:3] != b"\0\0\x08" or len(content) < 4 + 4 * axes:
        raise ValueError(
            f"content must begin like an IDX file of bytes, not {content[:4]!r}"
        )
    shape = tuple(int(n) for n in np.frombuffer(content, ">u4", axes, offset=4))
    data = np.frombuffer(content, np.uint8, offset=4 + 4 * axes)
    if len(data) != math.prod(shape):
        raise ValueError(
            f"content must have {math.prod(shape)} data bytes, not {len(data)}"
        )
    return data.reshape(shape)


@checked(array=wholes(255, dtype="uint8"))
def encode_idx(array: npt.ArrayLike) -> bytes:
    """Write an array of bytes as an IDX file.

    Parameters
    ----------
    array : array_like, uint8
        The data, whole numbers in [0, 255] with one to 255 axes.

    Returns
    -------
    bytes
        What :func:`decode_idx` reads.

    Examples
    --------
    >>> decode_idx(encode_idx(np.eye(2, dtype="uint8")))
    array([[1, 0],
           [0, 1]], dtype=uint8)
    """
    data: Bytes = np.asarray(array, dtype=np.uint8)
    header = bytes([0, 0, 8, data.ndim]) + np.array(data.shape, ">u4").tobytes()
    return header + data.tobytes()
