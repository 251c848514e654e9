"""What runs return: frozen, and without a thought of how they are run or drawn."""

import copy
import dataclasses
import inspect
import math
import pickle
import warnings

import numpy as np
import pytest

from rmsprop_tut import results
from rmsprop_tut.lab.fashion import FashionMNIST
from rmsprop_tut.lab.tuning import Contender
from rmsprop_tut.results import (
    ClassifierResult,
    Comparison,
    DistributedResult,
    LossGrid,
    OptimizerDefaults,
    RaceResult,
    Recovery,
    SameWeights,
    Sweep,
    TrainingResult,
    Translation,
)

CLASSIFIED = ClassifierResult((0.5,), (0.8,), (0.75,), np.arange(4), 1.5)
SWEEP = Sweep((0.01, 0.1), np.array([[0.7, 0.8], [0.9, 0.8]]))
RESULTS = [
    RaceResult(np.array([0.1, 1.0]), np.ones((1, 2)), np.array([[2.0, 4], [9, 9]])),
    TrainingResult((0.1, 0.2), (1.0, 2.0), (0.3, 0.25), np.arange(5.0), 0.5),
    CLASSIFIED,
    SWEEP,
    OptimizerDefaults({"learning_rate": 0.01}),
    Comparison(SWEEP, (CLASSIFIED, CLASSIFIED)),
    LossGrid(np.array([0.1, 1.0]), np.array([0.9]), np.array([[0.3, 0.4]]), 0.25),
    DistributedResult(np.zeros(6, "float32"), (0.3, 0.25), 2, 228.0),
    SameWeights(np.array([1, 2]), (0.25, 0.25), (0.0, 3e-8), (228.0, 228.0), 6),
    Recovery("worker 1 was killed by SIGKILL", 150, 0.0),
    Translation({"lr": 0.1, "centered": False}, "f(lr=0.1)", math.inf, False, "None."),
]
each = pytest.mark.parametrize("result", RESULTS, ids=lambda r: type(r).__name__)


def test_every_class_is_here():
    """Each class of results.py is a dataclass, and is tested below."""
    classes = [c for c in vars(results).values() if inspect.isclass(c)]
    own = {c for c in classes if c.__module__ == results.__name__}
    assert own == {type(result) for result in RESULTS}


@each
def test_they_are_frozen(result):
    """No field can be set."""
    for field in dataclasses.fields(result):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, field.name, None)


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda r: pickle.loads(pickle.dumps(r))]
)
@each
def test_they_can_be_copied_and_kept(result, again):
    """A result can be copied and pickled, and holds the same."""
    other = again(result)
    assert type(other) is type(result)
    assert repr(other) == repr(result)
    np.testing.assert_equal(dataclasses.asdict(other), dataclasses.asdict(result))


@pytest.mark.parametrize(
    "settings",
    [
        Contender("sgd", (0.1,), {"momentum": 0.9}),
        FashionMNIST(*2 * [np.zeros((2, 28, 28)), np.zeros(2)], "a few"),
    ],
    ids=lambda s: type(s).__name__,
)
def test_so_can_what_runs_are_given(settings):
    """What a run is given is frozen too, and can be copied and pickled."""
    other = pickle.loads(pickle.dumps(copy.deepcopy(settings)))
    assert repr(other) == repr(settings)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(settings, dataclasses.fields(settings)[0].name, None)


def test_a_race_is_judged_by_its_best():
    """The learning rate with the lowest mean tail loss, its curve and its error."""
    race = RaceResult(
        np.array([0.1, 1.0, 10.0]),
        np.array([[3.0, 2.0, 1.0]]),
        np.array([[5.0, 7.0], [2.0, 4.0], [9.0, 9.0]]),
    )
    assert (race.best, race.best_eta) == (3, 1)
    assert race.best_curve.tolist() == [2]
    assert race.standard_error == pytest.approx(math.sqrt(2) / math.sqrt(2))


def test_a_training_unpacks_as_the_chapter_s_does():
    """It unpacks as ``times, losses``, and its line is the chapter's."""
    result = TrainingResult((0.1, 0.5), (1.0, 2.0), (0.3, 0.25), np.zeros(5), 0.0)
    times, losses = result
    assert (times, losses) == ((0.1, 0.5), (0.3, 0.25))
    assert str(result) == "loss: 0.250, 0.250 sec/epoch"
    assert repr(result) == "TrainingResult(loss: 0.250, 0.250 sec/epoch)"
    assert result.seconds_per_epoch == 0.25


def test_a_classifier_says_its_accuracies():
    """Its name and its last accuracies, not a page of numbers."""
    assert (
        repr(CLASSIFIED)
        == "ClassifierResult(train acc 0.800, test acc 0.750, 1 epochs)"
    )


def test_one_run_has_no_standard_error():
    """NaN for one run, which shows no spread; NumPy does not warn."""
    race = RaceResult(np.array([0.1]), np.ones((1, 1)), np.array([[2.0]]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert math.isnan(race.standard_error)
