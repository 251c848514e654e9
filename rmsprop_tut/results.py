"""What runs return: frozen, and without a thought of how they are run or drawn."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ._arrays import as_long, floats, reals, row, scalar, wholes
from ._checks import (
    COUNT,
    FRACTION,
    NON_NEGATIVE,
    POSITIVE,
    an,
    dictionary,
    fields,
    optional,
    several,
    whole,
)
from ._finite import least
from ._types import Array, ByValue

ANY = 2**31 - 1  # a class of any number


def _marked(line: str, recorded: str) -> str:
    """Return a line about a result, which says if it is recorded."""
    return f"{line} ({recorded})" if recorded else line


@fields(
    as_long("etas", "tails"),
    etas=floats("k"),
    curves=floats("steps", "k", each=None),
    tails=floats("k", "runs", each=None),
    chosen=dictionary,
)
@dataclass(frozen=True, eq=False)
class RaceResult(ByValue):
    """Losses of one method at several learning rates, over many noisy runs.

    Parameters
    ----------
    etas : numpy.ndarray, shape (k,)
        The learning rates.
    curves : numpy.ndarray, shape (steps, k)
        Noiseless loss after each step, averaged over the runs.
    tails : numpy.ndarray, shape (k, runs)
        Noiseless loss of each run, averaged over the last 1000 steps.
    chosen : dict, optional
        What was set beside the learning rate, such as γ.

    Examples
    --------
    >>> tails = np.array([[2.0, 4.0], [9.0, 9.0]])
    >>> race = RaceResult(np.array([0.1, 1.0]), np.ones((1, 2)), tails)
    >>> race.best, race.best_eta, race.standard_error
    (3.0, 0.1, 1.0)
    """

    etas: Array
    curves: Array
    tails: Array
    chosen: Mapping[str, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Return the best of it, not a page of numbers."""
        rates, runs = self.tails.shape
        best = f"best {self.best:.3g} at eta = {self.best_eta:.3g}"
        return f"RaceResult({best}; {rates} rates, {runs} runs)"

    @property
    def _best(self) -> int:
        return least("tails", self.tails.mean(axis=1))

    @property
    def best(self) -> float:
        """Mean tail loss at the best learning rate."""
        return float(self.tails[self._best].mean())

    @property
    def best_eta(self) -> float:
        """The learning rate with the lowest mean tail loss."""
        return float(self.etas[self._best])

    @property
    def best_curve(self) -> Array:
        """Loss after each step at the best learning rate, shape (steps,)."""
        return self.curves[:, self._best]

    @property
    def standard_error(self) -> float:
        """Standard error of ``best`` over the runs; NaN for one run, which shows no spread."""
        tail = self.tails[self._best]
        if len(tail) == 1:
            return math.nan
        return float(tail.std(ddof=1) / math.sqrt(len(tail)))


@fields(
    as_long("times", "epochs", "losses"),
    times=row(NON_NEGATIVE),
    epochs=row(POSITIVE),
    losses=row(),
    weight=reals("d"),
    bias=scalar,
    recorded=an(str),
)
@dataclass(frozen=True, eq=False)
class TrainingResult(ByValue):
    """What a training gave: its loss curve, its time and its parameters.

    It unpacks as ``times, losses``, which is what the chapter's helper returns.

    Parameters
    ----------
    times : tuple of float
        Seconds of training until each record, evaluation and drawing excluded.
    epochs : tuple of float
        Passes over the data until each record.
    losses : tuple of float
        Mean of (ŷ - y)²/2 over the whole set at each record.
    weight : numpy.ndarray, shape (d,)
        Fitted weights.
    bias : float
        Fitted intercept.
    recorded : str
        When and with what it was recorded, or "" if it was trained here.

    Examples
    --------
    >>> result = TrainingResult((0.1, 0.2), (1.0, 2.0), (0.3, 0.25), np.zeros(5), 0.0)
    >>> result
    TrainingResult(loss: 0.250, 0.100 sec/epoch)
    >>> times, losses = result
    """

    times: tuple[float, ...]
    epochs: tuple[float, ...]
    losses: tuple[float, ...]
    weight: Array
    bias: float
    recorded: str = ""

    @property
    def seconds_per_epoch(self) -> float:
        """Seconds of training that one pass over the data took, on average."""
        return self.times[-1] / self.epochs[-1]

    def __iter__(self) -> Iterator[tuple[float, ...]]:
        """Yield the times, then the losses."""
        return iter((self.times, self.losses))

    def __str__(self) -> str:
        """Return the line that the chapter prints, which says if it is recorded."""
        line = f"loss: {self.losses[-1]:.3f}, {self.seconds_per_epoch:.3f} sec/epoch"
        return _marked(line, self.recorded)

    def __repr__(self) -> str:
        """Return the name and the chapter's line, not a page of numbers."""
        return f"TrainingResult({self})"


@fields(values=dictionary, recorded=an(str))
@dataclass(frozen=True, eq=False)
class OptimizerDefaults(ByValue):
    """The hyperparameters of an optimizer of MXNet's, with its defaults.

    Parameters
    ----------
    values : dict
        Default by name.
    recorded : str
        When and with what it was recorded, or "" if MXNet was asked here.

    Examples
    --------
    >>> print(OptimizerDefaults({"learning_rate": 0.01, "momentum": 0.0}))
    learning_rate=0.01, momentum=0.0
    """

    values: Mapping[str, Any]
    recorded: str = ""

    def __str__(self) -> str:
        """Return them as a call has them, in a line that says if they are recorded."""
        line = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return _marked(line, self.recorded)


@fields(
    as_long("train_losses", "train_accuracies", "test_accuracies"),
    train_losses=row(),
    train_accuracies=row(FRACTION),
    test_accuracies=row(FRACTION),
    predictions=wholes(ANY, "m"),
    seconds=NON_NEGATIVE,
    recorded=an(str),
)
@dataclass(frozen=True, eq=False)
class ClassifierResult(ByValue):
    """What the training of a classifier gave, epoch by epoch.

    Parameters
    ----------
    train_losses : tuple of float
        Mean cross-entropy (nats) over all training images, after each epoch or
        as often as was asked for.
    train_accuracies : tuple of float
        Fraction of the training images classified correctly after each epoch, in [0, 1].
    test_accuracies : tuple of float
        The same of the test images.
    predictions : numpy.ndarray, shape (m,), int
        The class that the trained network gives to each test image.
    seconds : float
        Seconds of training, evaluation excluded.
    recorded : str
        When and with what it was recorded, or "" if it was trained here.

    Examples
    --------
    >>> ClassifierResult((0.5,), (0.8,), (0.75,), np.zeros(4, int), 1.5)
    ClassifierResult(train acc 0.800, test acc 0.750, 1 epochs)
    """

    train_losses: tuple[float, ...]
    train_accuracies: tuple[float, ...]
    test_accuracies: tuple[float, ...]
    predictions: npt.NDArray[np.int64]
    seconds: float
    recorded: str = ""

    def __repr__(self) -> str:
        """Return the last accuracies, not a page of predictions."""
        said = (
            f"ClassifierResult(train acc {self.train_accuracies[-1]:.3f}, "
            f"test acc {self.test_accuracies[-1]:.3f}, {len(self.train_losses)} epochs)"
        )
        return _marked(said, self.recorded)


def _one_each(rates: Any, hyperparams: Any = None, **given: Any) -> None:
    """Refuse other hyperparameters that are not those of each try."""
    if hyperparams is not None and len(hyperparams) != len(rates):
        raise ValueError(
            f"hyperparams must be one dict a rate, {len(rates)}, not {len(hyperparams)}"
        )


@fields(
    as_long("rates", "accuracies"),
    _one_each,
    rates=row(NON_NEGATIVE),
    accuracies=floats("rates", "seeds", each=FRACTION),
    recorded=an(str),
    hyperparams=optional(several("dict", dictionary)),
)
@dataclass(frozen=True, eq=False)
class Sweep(ByValue):
    """What a contender reached with each learning rate, and with each of its settings.

    Parameters
    ----------
    rates : tuple of float
        The learning rate of each try.
    accuracies : numpy.ndarray, shape (len(rates), seeds)
        Accuracy on the images held out, in [0, 1].
    recorded : str
        When and with what it was recorded, or "" if it was trained here.
    hyperparams : tuple of dict, optional
        All hyperparameters of each try, by MXNet's names.

    Examples
    --------
    >>> sweep = Sweep((0.01, 0.1, 1.0), np.array([[0.7, 0.8], [0.9, 0.8], [0.1, 0.1]]))
    >>> sweep.best, sweep.inside
    (0.1, True)
    """

    rates: tuple[float, ...]
    accuracies: Array
    recorded: str = ""
    hyperparams: tuple[Mapping[str, float], ...] | None = None

    def __repr__(self) -> str:
        """Return the best rate, not a table of accuracies."""
        return f"Sweep(best {self.best:.3g} of {len(set(self.rates))} rates)"

    @property
    def _at(self) -> int:
        return int(self.accuracies.mean(axis=1).argmax())

    @property
    def best(self) -> float:
        """The rate whose mean accuracy is highest; the first of these if several are."""
        return self.rates[self._at]

    @property
    def best_try(self) -> Mapping[str, float]:
        """All hyperparameters of the try with that rate."""
        tried = self.hyperparams or [{"learning_rate": rate} for rate in self.rates]
        return tried[self._at]

    @property
    def chosen(self) -> dict[str, float]:
        """Of these, other than the rate, those in which the tries differ."""
        best, tried = self.best_try, self.hyperparams or ()
        varied = {k for k in best for other in tried if other.get(k) != best[k]}
        return {k: best[k] for k in sorted(varied - {"learning_rate"})}

    @property
    def inside(self) -> bool:
        """Whether the best rate has neighbours on both sides: else the grid is too short."""
        return min(self.rates) < self.best < max(self.rates)

    @property
    def by_rate(self) -> dict[float, float]:
        """Highest mean accuracy of each rate, ascending, whatever else was tried with it."""
        best: dict[float, float] = {}
        means = self.accuracies.mean(axis=1).tolist()
        for rate, mean in sorted(zip(self.rates, means, strict=True)):
            best[rate] = mean  # the last of a rate is its highest
        return best


@fields(
    etas=floats("n", each=NON_NEGATIVE),
    gammas=floats("m", each=FRACTION),
    losses=floats("m", "n"),
    optimum=NON_NEGATIVE,
)
@dataclass(frozen=True, eq=False)
class LossGrid(ByValue):
    """Final losses of trainings over a grid of learning rates and decay factors.

    Parameters
    ----------
    etas, gammas : numpy.ndarray, shape (n,) and (m,)
        The grid.
    losses : numpy.ndarray, shape (m, n)
        Mean final loss at each point, over the seeds.
    optimum : float
        The least loss that there is.

    Examples
    --------
    >>> grid = LossGrid([0.01, 0.1], [0.5, 0.9], np.array([[0.3, 0.4], [0.5, 0.3]]), 0.25)
    >>> grid.best_etas.tolist(), grid.tidy[2].tolist()
    ([0.01, 0.1], [0.01, 0.9, 0.5])
    """

    etas: Array
    gammas: Array
    losses: Array
    optimum: float

    def __repr__(self) -> str:
        """Return the sizes, not the numbers."""
        return f"LossGrid({len(self.gammas)} gammas by {len(self.etas)} etas)"

    @property
    def excess(self) -> Array:
        """Losses above the optimum, of the shape (m, n)."""
        return self.losses - self.optimum

    @property
    def best_etas(self) -> Array:
        """The learning rate with the lowest loss for each decay factor, (m,)."""
        best: Array = self.etas[self.losses.argmin(axis=1)]
        return best

    @property
    def tidy(self) -> Array:
        """One row a point, (m·n, 3): its learning rate, decay factor and loss."""
        gammas, etas = np.meshgrid(self.gammas, self.etas, indexing="ij")
        return np.column_stack([etas.ravel(), gammas.ravel(), self.losses.ravel()])


@fields(sweep=an(Sweep), results=several("training", an(ClassifierResult)))
@dataclass(frozen=True, eq=False)
class Comparison(ByValue):
    """What a contender reached: how it was tuned, and how it then did on the test set.

    Parameters
    ----------
    sweep : Sweep
        The choice of its learning rate, and of what else it tuned.
    results : tuple of ClassifierResult
        The trainings with the best try, one a seed, on all training images.

    Examples
    --------
    >>> sweep = Sweep((0.1,), np.array([[0.8]]))
    >>> results = [ClassifierResult((1.0,), (1.0,), (a,), np.zeros(1), 1) for a in (0.8, 0.9)]
    >>> comparison = Comparison(sweep, tuple(results))
    >>> print(f"{comparison.mean:.3f} +/- {comparison.deviation:.3f}")
    0.850 +/- 0.071
    """

    sweep: Sweep
    results: tuple[ClassifierResult, ...]

    def __repr__(self) -> str:
        """Return the mean and the deviation, not all trainings."""
        return f"Comparison({self.mean:.3f} +/- {self.deviation:.3f}, {self.sweep})"

    @property
    def recorded(self) -> str:
        """When and with what it was recorded, or "" if it was trained here."""
        return self.results[0].recorded

    @property
    def mean(self) -> float:
        """Mean over the seeds of the last test accuracy."""
        return float(np.mean(self._last()))

    @property
    def deviation(self) -> float:
        """Standard deviation over the seeds, with n - 1; 0 for one seed."""
        return float(np.std(self._last(), ddof=1)) if len(self.results) > 1 else 0.0

    def _last(self) -> list[float]:
        return [result.test_accuracies[-1] for result in self.results]


@fields(
    settings=dictionary, code=an(str), distance=an(float), exact=an(bool), why=an(str)
)
@dataclass(frozen=True, eq=False)
class Translation(ByValue):
    """Settings of one library in the words of another, and how near their paths are.

    Parameters
    ----------
    settings : dict
        Value by the second library's own name, of every argument that a step depends on.
    code : str
        The line to paste.
    distance : float
        Largest distance of the two paths' points after the same number of the chapter's 20
        steps, on :func:`.f_2d` from (-5, -2).
    exact : bool
        Whether both were found to be one algorithm at a constant rate, so that the paths
        differ by rounding alone, on every objective.
    why : str
        What the second library does not have, and what was written in its place.

    Examples
    --------
    >>> print(Translation({"lr": 0.1}, "SGD(lr=0.1)", 0.0, True, "The same path, to rounding."))
    SGD(lr=0.1)
    The same path, to rounding.
    """

    settings: Mapping[str, float | bool | None]
    code: str
    distance: float
    exact: bool
    why: str

    def __str__(self) -> str:
        """Return the line to paste, and the reason below it."""
        return f"{self.code}\n{self.why}"


@fields(
    weights=reals("n"),
    losses=row(),
    workers=COUNT,
    bytes_a_step=an(float),
)
@dataclass(frozen=True, eq=False)
class DistributedResult(ByValue):
    """What a training on a parameter server gave.

    Parameters
    ----------
    weights : numpy.ndarray, shape (n,)
        All weights and biases in one row, in the network's order.
    losses : tuple of float
        Mean loss over all examples after each epoch.
    workers : int
        Workers that shared the minibatches.
    bytes_a_step : float
        Bytes that a worker sent and received in a step, on average over workers and steps;
        NaN where the system does not count them.

    Examples
    --------
    >>> DistributedResult(np.zeros(6), (0.3, 0.25), 2, 1500.0)
    DistributedResult(loss 0.250, 2 workers)
    """

    weights: npt.NDArray[np.float32]
    losses: tuple[float, ...]
    workers: int
    bytes_a_step: float

    def __repr__(self) -> str:
        """Return the last loss, not a page of weights."""
        return f"DistributedResult(loss {self.losses[-1]:.3f}, {self.workers} workers)"


@fields(
    as_long("workers", "losses", "apart", "bytes_a_step"),
    workers=wholes(ANY, "k"),
    losses=row(),
    apart=row(NON_NEGATIVE),
    bytes_a_step=row(),
    parameters=COUNT,
    recorded=an(str),
)
@dataclass(frozen=True, eq=False)
class SameWeights(ByValue):
    """One training with several numbers of workers.

    Parameters
    ----------
    workers : numpy.ndarray, shape (k,), int
        The numbers of workers.
    losses : tuple of float
        Mean loss over all examples at the end of each.
    apart : tuple of float
        Largest difference of a weight from the first training's.
    bytes_a_step : tuple of float
        Bytes that a worker sent and received in a step; NaN where they were not counted.
    parameters : int
        Weights and biases.
    recorded : str
        When and with what it was recorded, or "" if it was trained here.

    Examples
    --------
    >>> SameWeights((1, 2), (0.25, 0.25), (0.0, 3e-8), (1500.0, 1500.0), 6)
    SameWeights(1, 2 workers, 6 parameters)
    """

    workers: npt.NDArray[np.int64]
    losses: tuple[float, ...]
    apart: tuple[float, ...]
    bytes_a_step: tuple[float, ...]
    parameters: int
    recorded: str = ""

    @property
    def largest(self) -> float:
        """Largest difference of a weight from the first training's."""
        return max(self.apart)

    def __repr__(self) -> str:
        """Return what was trained; how far apart they are is chance."""
        counts = ", ".join(map(str, self.workers.tolist()))
        line = f"SameWeights({counts} workers, {self.parameters:,} parameters)"
        return _marked(line, self.recorded)


@fields(message=an(str), step=whole(0), apart=NON_NEGATIVE, recorded=an(str))
@dataclass(frozen=True, eq=False)
class Recovery(ByValue):
    """What happened when a worker was killed, and how the training went on.

    Parameters
    ----------
    message : str
        What the first run said when it ended.
    step : int
        The step that the second run went on from.
    apart : float
        Largest difference of a weight from a run in which nothing happened.
    recorded : str
        When and with what it was recorded, or "" if it was trained here.

    Examples
    --------
    >>> print(Recovery("worker 1 was killed by SIGKILL", 150, 0.0))
    worker 1 was killed by SIGKILL
    went on from step 150; weights differ by 0.0 at most
    """

    message: str
    step: int
    apart: float
    recorded: str = ""

    def __str__(self) -> str:
        """Return what was said, and what came of it."""
        went_on = (
            f"went on from step {self.step}; weights differ by {self.apart} at most"
        )
        return f"{self.message}\n{_marked(went_on, self.recorded)}"
