"""Optimizers compared fairly: each with the hyperparameters that suit it best."""

import itertools
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .._arrays import row
from .._checks import (
    NON_NEGATIVE,
    POSITIVE,
    SEED,
    an,
    checked,
    dictionary,
    fields,
    function_of,
    is_many,
    named,
    optional,
    several,
    whole,
)
from .._finite import kept_finite
from .._types import ByValue
from ..results import ClassifierResult, Comparison, Sweep
from .fashion import FashionMNIST
from .networks import RateMaker, train_classifier


@checked(low=POSITIVE, high=POSITIVE, count=whole(2))
def log_grid(low: float, high: float, count: int) -> tuple[float, ...]:
    r"""Numbers at equal ratios, both ends included.

    .. math:: \eta_i = \eta_0 \left(\frac{\eta_{n-1}}{\eta_0}\right)^{i/(n-1)}

    Parameters
    ----------
    low, high : float
        The ends, positive and finite.
    count : int
        n, how many, at least 2.

    Returns
    -------
    tuple of float
        The numbers, from ``low`` to ``high``.

    Examples
    --------
    >>> [f"{eta:.3g}" for eta in log_grid(0.001, 0.1, 5)]
    ['0.001', '0.00316', '0.01', '0.0316', '0.1']
    """
    with kept_finite("take a high that is nearer to low"):
        return tuple(float(eta) for eta in np.geomspace(low, high, count))


def _ascending(name: str, value: object) -> tuple[float, ...]:
    """Return learning rates from low to high, or refuse them."""
    rates: tuple[float, ...] = row(NON_NEGATIVE)(name, value)
    if any(high <= low for low, high in itertools.pairwise(rates)):
        raise ValueError(f"{name} must ascend, not {rates}")
    return rates


def _without_rate(name: str, value: Any) -> None:
    """Refuse what is no dict, or has the learning rate, which is among the rates."""
    dictionary(name, value)
    if "learning_rate" in value:
        raise ValueError(
            f"{name} must not have 'learning_rate': rates has those to try"
        )


def _one_or_several(name: str, value: Any) -> Any:
    """Refuse what is neither a dict without a learning rate nor a sequence of such."""
    if not is_many(value):
        return _without_rate(name, value)
    return several("dict", _without_rate)(name, value)


@fields(tr_name=an(str), rates=_ascending, hyperparams=_one_or_several)
@dataclass(frozen=True, eq=False)
class Contender(ByValue):
    """An optimizer that enters a comparison, and what it may choose from.

    Parameters
    ----------
    tr_name : str
        Name of an optimizer, as for :func:`train_classifier`.
    rates : sequence of float
        The learning rates to choose from, ascending.
    hyperparams : dict or sequence of dict
        The other hyperparameters by MXNet's names. Several are tried with each rate, and
        the best is taken; one stays as it is.
    schedule : callable, optional
        As for :func:`train_classifier`; by default the rate is constant.

    Examples
    --------
    >>> Contender("sgd", log_grid(0.001, 0.1, 3), {"momentum": 0.9}).tr_name
    'sgd'
    >>> len(Contender("sgd", (0.01, 0.1), [{"momentum": 0.5}, {"momentum": 0.9}]).tries)
    4
    """

    tr_name: str
    rates: Sequence[float]
    hyperparams: Mapping[str, float] | Sequence[Mapping[str, float]] = field(
        default_factory=dict
    )
    schedule: RateMaker | None = None

    @property
    def tries(self) -> tuple[dict[str, float], ...]:
        """All hyperparameters of each try: every rate with every dict, in this order."""
        one = isinstance(self.hyperparams, Mapping)
        others: Any = (self.hyperparams,) if one else self.hyperparams
        pairs = itertools.product(self.rates, others)
        return tuple({**other, "learning_rate": rate} for rate, other in pairs)

    def train(
        self,
        hyperparams: Mapping[str, float],
        make_net: Callable[[], Any],
        data: FashionMNIST,
        **options: Any,
    ) -> ClassifierResult:
        """Train a network with the hyperparameters of one try.

        Parameters
        ----------
        hyperparams : dict
            One of ``tries``.
        make_net : callable
            As for :func:`train_classifier`.
        data : FashionMNIST
            The images.
        **options
            ``num_epochs``, ``batch_size`` and ``seed`` of :func:`train_classifier`.

        Returns
        -------
        ClassifierResult
            The training's curves.
        """
        return train_classifier(
            make_net,
            self.tr_name,
            hyperparams,
            data,
            schedule=self.schedule,
            progress=False,
            **options,
        )


TRAININGS = {"make_net": function_of("no arguments"), "data": an(FashionMNIST)}
SEEDS = several("seed", SEED)


@checked(contender=an(Contender), seeds=SEEDS, **TRAININGS)
def sweep_rates(
    contender: Contender,
    make_net: Callable[[], Any],
    data: FashionMNIST,
    *,
    seeds: Iterable[int] = (0,),
    **options: Any,
) -> Sweep:
    """Try all that a contender may choose from.

    Parameters
    ----------
    contender : Contender
        The optimizer and its grid.
    make_net : callable
        As for :func:`.train_classifier`.
    data : FashionMNIST
        The images; to keep the test set unseen, ``data.hold_out(n)``.
    seeds : iterable of int
        One training a seed and try.
    **options
        ``num_epochs`` and ``batch_size`` of :func:`.train_classifier`.

    Returns
    -------
    Sweep
        The last accuracy of each training.

    Raises
    ------
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS, and the training is not one of the book's, which are
        replayed from a record.

    Examples
    --------
    >>> contender = Contender("sgd", (0.001, 0.1))
    >>> data = load_fashion_mnist().hold_out(1000)
    >>> sweep_rates(contender, mlp, data, num_epochs=1).best
    0.1
    """
    chosen = tuple(seeds)

    def trained(hyperparams: dict[str, float], seed: int) -> ClassifierResult:
        rarely = {"evaluate_every": sys.maxsize}  # after the last epoch alone
        return contender.train(
            hyperparams, make_net, data, seed=seed, **rarely, **options
        )

    tries = contender.tries
    results = [[trained(one, seed) for seed in chosen] for one in tries]
    accuracies = [[run.test_accuracies[-1] for run in runs] for runs in results]
    rates = tuple(one["learning_rate"] for one in tries)
    recorded = results[0][0].recorded
    return Sweep(rates, np.array(accuracies), recorded, tries)


@checked(
    contenders=named("contender", an(Contender)),
    tuning_seeds=SEEDS,
    test_seeds=SEEDS,
    **TRAININGS,
    progress=optional(an(bool)),
)
def compare_tuned(
    contenders: Mapping[str, Contender],
    make_net: Callable[[], Any],
    data: FashionMNIST,
    *,
    held_out: int = 1000,
    tuning_seeds: Iterable[int] = (0, 1),
    test_seeds: Iterable[int] = (10, 11, 12, 13, 14),
    progress: bool | None = None,
    **options: Any,
) -> dict[str, Comparison]:
    """Tune every contender in the same way, then compare them on the test set.

    With all that it may choose from, each learning rate with each of its other settings,
    a contender trains once a tuning seed on the training images without those held out,
    and the try with the best mean accuracy on these is taken. With it the contender
    trains once a test seed on all training images. The test set takes no part in the
    choice, and seeds are not used twice.

    Parameters
    ----------
    contenders : mapping of str to Contender
        Who competes, by name. Each must have as many tries as the others.
    make_net : callable
        As for :func:`train_classifier`.
    data : FashionMNIST
        The images.
    held_out : int
        Training images held out for the choice.
    tuning_seeds, test_seeds : iterable of int
        Seeds of the trainings, without a common one.
    progress : bool, optional
        Whether to show a progress bar on stderr; by default on a terminal.
    **options
        ``num_epochs`` and ``batch_size`` of :func:`train_classifier`.

    Returns
    -------
    dict of str to Comparison
        What each reached.

    Raises
    ------
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS, and the training is not one of the book's, which are
        replayed from a record.

    Examples
    --------
    >>> rivals = {"a": Contender("sgd", (0.01, 0.1)), "b": Contender("rmsprop", (1e-4, 1e-3))}
    >>> compared = compare_tuned(
    ...     rivals, mlp, load_fashion_mnist(), num_epochs=1, tuning_seeds=[0], test_seeds=[1, 2]
    ... )
    >>> [len(comparison.results) for comparison in compared.values()]
    [2, 2]
    """
    from tqdm import tqdm

    tuning, testing = tuple(tuning_seeds), tuple(test_seeds)
    _check_fair(contenders, tuning, testing)
    whole(1, len(data.train_labels) - 1)("held_out", held_out)
    part = data.hold_out(held_out)
    compared = {}
    disable = None if progress is None else not progress
    for name, contender in tqdm(contenders.items(), unit="optimizer", disable=disable):
        sweep = sweep_rates(contender, make_net, part, seeds=tuning, **options)
        results = [
            contender.train(sweep.best_try, make_net, data, seed=seed, **options)
            for seed in testing
        ]
        compared[name] = Comparison(sweep, tuple(results))
    return compared


@checked(compared=named("comparison", an(Comparison)))
def tuned_table(compared: Mapping[str, Comparison]) -> str:
    """Table of comparisons: what was chosen, whether the rate lies inside, the accuracy.

    Parameters
    ----------
    compared : mapping of str to Comparison
        What :func:`compare_tuned` returns.

    Returns
    -------
    str
        A line each, under a head: the name, the best learning rate, whether its grid
        goes on at both sides, the mean test accuracy with the standard deviation over the
        seeds, in percent, and what else was chosen; below, what is recorded and when.

    Examples
    --------
    >>> tries = [{"gamma1": 0.9}, {"gamma1": 0.99}, {"gamma1": 0.9}]
    >>> sweep = Sweep((0.1, 1.0, 10.0), np.array([[0.6], [0.8], [0.7]]), hyperparams=tries)
    >>> run = ClassifierResult((0.5,), (0.9,), (0.8,), np.zeros(1), 1.0)
    >>> print(tuned_table({"RMSProp": Comparison(sweep, (run,))}))
                               best rate  inside  test accuracy   with
    RMSProp                            1  yes     80.0 +/- 0.0 %  gamma1=0.99
    """
    lines = [f"{'':26s} best rate  inside  test accuracy   with"]
    for name, c in compared.items():
        inside = "yes" if c.sweep.inside else "no"
        score = f"{100 * c.mean:.1f} +/- {100 * c.deviation:.1f} %"
        chosen = ", ".join(f"{key}={value:g}" for key, value in c.sweep.chosen.items())
        line = f"{name:26s} {c.sweep.best:9.2g}  {inside:6s}  {score:14s}  {chosen}"
        lines.append(line.rstrip())
    marks = {f"({c.recorded})" for c in compared.values() if c.recorded}
    return "\n".join([*lines, *sorted(marks)])


def _check_fair(
    contenders: Mapping[str, Contender], tuning: Sequence[int], testing: Sequence[int]
) -> None:
    """Refuse budgets that differ, and seeds that are used twice."""
    budgets = {name: len(contender.tries) for name, contender in contenders.items()}
    if len(set(budgets.values())) != 1:
        raise ValueError(f"contenders must have equally many tries, not {budgets}")
    if set(tuning) & set(testing):
        raise ValueError(
            "tuning_seeds and test_seeds must have none in common, "
            f"not {tuning} and {testing}"
        )
