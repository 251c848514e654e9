"""Say what works on this machine, and what to do for the rest: ``python -m rmsprop_tut``."""

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from . import __version__
from ._mxnet import load_mxnet
from ._numba import load_compiled

RUN_MXNET = ("Linux", "x86_64"), ("Linux", "aarch64"), ("Darwin", "x86_64")
LIBRARIES = "numpy", "matplotlib", "numba", "mxnet"


def versions() -> dict[str, str]:
    """Return the versions of what the book computes with.

    Returns
    -------
    dict of str to str
        Version by name; of what is not installed, that.

    Examples
    --------
    >>> list(versions())
    ['rmsprop_tut', 'Python', 'numpy', 'matplotlib', 'numba', 'mxnet', 'platform']
    """
    found = {"rmsprop_tut": __version__, "Python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    found["platform"] = f"{platform.system()} {platform.machine()}"
    return found


def what_mxnet_lacks() -> str:
    """Return why MXNet does not run here and what to do, or nothing if it runs.

    Returns
    -------
    str
        One sentence, or an empty one.

    Examples
    --------
    >>> "MXNet" in what_mxnet_lacks() or not what_mxnet_lacks()
    True
    """
    try:
        load_mxnet()
    except ImportError as error:
        reason = str(error.__cause__)
    else:
        return ""
    if (platform.system(), platform.machine()) not in RUN_MXNET:
        return (
            "MXNet 1.9.1 exists for Linux (x86-64, arm64) and Intel macOS alone: use one "
            "of these, or a virtual machine with one."
        )
    if sys.version_info >= (3, 12):
        return "MXNet 1.9.1 needs Python 3.11: make an environment with it."
    if find_spec("mxnet") is None:
        return 'MXNet 1.9.1 is not installed: `pip install ".[mxnet]"` brings it.'
    return f'MXNet does not load ({reason}): `pip install ".[mxnet]"` mends its NumPy.'


def report() -> Iterator[str]:
    """Yield the lines of the report, a screenful.

    Yields
    ------
    str
        Versions, what works, and what to do for the rest.

    Examples
    --------
    >>> print(next(report()))
    rmsprop_tut   0.1.0
    """
    yield from (f"{name:13s} {found}" for name, found in versions().items())
    yield ""
    yield "yes  all that NumPy computes: paths, averages, cycles, races, figures"
    if lack := what_mxnet_lacks():
        from .lab.recorded import mark

        yield f"yes  the book's own trainings, replayed: {mark()}"
        yield "no   other trainings: train_ch11, train_gluon_ch11, train_classifier"
        yield f"     {lack}"
    else:
        yield "yes  the book's trainings and your own, with MXNet"
    yield from compiled()
    yield ""
    yield "To build the book, or run its tests, see README.md: two commands, which find"
    yield "the best Python here by themselves."


def compiled() -> Iterator[str]:
    """Yield whether large arrays and sweeps run compiled here, and what to do if not.

    Yields
    ------
    str
        One line or two.

    Examples
    --------
    >>> next(compiled())[:4].strip() in ("yes", "no")
    True
    """
    try:
        load_compiled()
    except ImportError:
        yield "no   rmsprop_update_; sweeps of many trainings take ten times as long"
        yield "     Numba is missing or does not load: `pip install numba` brings it."
    else:
        yield "yes  the compiled step rmsprop_update_, and sweeps of many trainings"


def main() -> None:
    """Print the report."""
    print("\n".join(report()))


if __name__ == "__main__":
    main()
