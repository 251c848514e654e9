"""Names that other editions of the book's helper library have, and what they are here.

The façade asks here for a name that it does not have itself.
"""

import itertools
import time
from operator import attrgetter
from typing import Any

from ._mxnet import load_mxnet

OF_NUMPY = (
    "abs arange cos cosh exp eye linspace log matmul meshgrid ones sin sinh tanh zeros"
)
ARRAYS = {name: f"np.{name}" for name in OF_NUMPY.split()} | {
    "normal": "np.random.normal",
    "tensor": "np.array",
}
DATA = "get_data_ch11 reads the airfoil data, which lie in the package; so does load_airfoil"
IMAGES = "load_fashion_mnist has the images, and train_classifier trains on them"
CLASSIFIER = "train_classifier trains and evaluates a classifier"
LINEAR = "train_ch11 has the linear model and its loss inside"
ELSEWHERE = {
    "Accumulator": CLASSIFIER,
    "Animator": "train_ch11 draws its loss by itself, and plot draws any curves",
    "DATA_HUB": DATA,
    "DATA_URL": DATA,
    "accuracy": CLASSIFIER,
    "download": DATA,
    "evaluate_accuracy": CLASSIFIER,
    "evaluate_accuracy_gpu": CLASSIFIER,
    "evaluate_loss": LINEAR,
    "get_data_ch10": "it is get_data_ch11",
    "get_data_ch7": "it is get_data_ch11, which gives minibatches",
    "linreg": LINEAR,
    "load_array": "a list of minibatches or a Gluon DataLoader serves in place of it",
    "load_data_fashion_mnist": IMAGES,
    "squared_loss": LINEAR,
    "train_ch10": "it is train_ch11",
    "train_ch7": "it is train_ch11, which takes minibatches",
    "train_ch3": CLASSIFIER,
    "train_ch6": CLASSIFIER,
    "train_gluon_ch10": "it is train_gluon_ch11",
    "train_gluon_ch7": "it is train_gluon_ch11, which takes minibatches",
    "try_all_gpus": "everything runs on the processor",
    "try_gpu": "everything runs on the processor",
}


class Timer:
    """A stopwatch that adds up its runs, as the book's helper of this name.

    Examples
    --------
    >>> timer = Timer()
    >>> seconds = timer.stop()
    >>> timer.sum() == timer.avg() == seconds
    True
    """

    def __init__(self) -> None:
        self.times: list[float] = []
        self.start()

    def start(self) -> None:
        """Start a run."""
        self.tik = time.perf_counter()

    def stop(self) -> float:
        """End the run.

        Returns
        -------
        float
            Its seconds.
        """
        self.times.append(time.perf_counter() - self.tik)
        return self.times[-1]

    def avg(self) -> float:
        """Mean of the runs so far.

        Returns
        -------
        float
            Seconds.
        """
        return self.sum() / len(self.times)

    def sum(self) -> float:
        """Sum of the runs so far.

        Returns
        -------
        float
            Seconds.
        """
        return sum(self.times)

    def cumsum(self) -> list[float]:
        """Sums up to each run.

        Returns
        -------
        list of float
            Seconds.
        """
        return list(itertools.accumulate(self.times))


def numpy(array: Any) -> Any:
    """Return an MXNet array as NumPy's; what is none is returned as it is.

    Parameters
    ----------
    array : array
        MXNet's, or anything else.

    Returns
    -------
    numpy.ndarray
        A copy of its numbers.

    Examples
    --------
    >>> import rmsprop_tut as d2l
    >>> numpy(d2l.arange(3)).tolist()
    [0.0, 1.0, 2.0]
    """
    return array.asnumpy() if hasattr(array, "asnumpy") else array


def other_name(name: str) -> Any:
    """Return MXNet's function of a name, or say what the name is here.

    Parameters
    ----------
    name : str
        A name of the book's helper library.

    Returns
    -------
    callable
        ``zeros`` and the like: functions of ``mxnet.np``.

    Raises
    ------
    AttributeError
        If it is none of these.

    Examples
    --------
    >>> other_name("zeros")(2).tolist()
    [0.0, 0.0]
    >>> other_name("Animator")
    Traceback (most recent call last):
    ...
    AttributeError: rmsprop_tut has no 'Animator': train_ch11 draws its loss by itself, \
and plot draws any curves
    """
    if name in ARRAYS:
        return attrgetter(ARRAYS[name])(load_mxnet())
    here = f": {ELSEWHERE[name]}" if name in ELSEWHERE else ""
    raise AttributeError(f"rmsprop_tut has no {name!r}{here}", name=name)
