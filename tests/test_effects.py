"""What a call leaves behind: nothing of the process, and objects that can be kept."""

import copy
import os
import pickle
import subprocess
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import mx
import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.book.facts.registry import FACTS
from rmsprop_tut.book.presets import PRESETS
from rmsprop_tut.core.objectives import quadratic_grad
from rmsprop_tut.lab.minibatches import Minibatches
from rmsprop_tut.results import ClassifierResult, Comparison, Sweep, TrainingResult

PROCESS = """
import locale, logging, os, random, sys, warnings
import matplotlib, numpy as np

def process():
    "Return what the whole process shares."
    return {
        "NumPy mode": (mx.util.is_np_array(), mx.util.is_np_shape()),
        "handlers": list(logging.root.handlers),
        "level": logging.root.level,
        "filters": list(warnings.filters),
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "locale": locale.setlocale(locale.LC_ALL),
        "Python's random": random.getstate(),
        "NumPy's random": np.random.get_state()[1].tolist(),
        "NumPy's errors": np.geterr(),
        "print": np.get_printoptions(),
        "style": {k: str(v) for k, v in dict.items(matplotlib.rcParams)},
    }

import rmsprop_tut as d2l
matplotlib.use("agg")
d2l.plt
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import mxnet as mx

net = mx.gluon.nn.Dense(1)
net.initialize()
mx.random.seed(1)
draw = mx.nd.random.uniform(shape=3).asnumpy()
mx.random.seed(1)
before = process()

data_iter, d = d2l.get_data_ch11(500)
for X, y in data_iter:
    pass
rule = {"lr": 0.01, "gamma": 0.9}
d2l.train_ch11(d2l.rmsprop, d2l.init_rmsprop_states(d), rule, data_iter, d)
d2l.train_concise_ch11("rmsprop", {"learning_rate": 0.01}, data_iter)
full = d2l.load_fashion_mnist()
few = type(full)(*[a[:100] for a in (full.train_images, full.train_labels) * 2], "few")
d2l.train_classifier(d2l.mlp, "sgd", {"learning_rate": 0.1}, few, 1, progress=False)
try:
    d2l.train_concise_ch11("no such", {}, data_iter)
except ValueError:
    pass

after = process()
print([what for what in before if before[what] != after[what]])
print((mx.nd.random.uniform(shape=3).asnumpy() == draw).all(), net(mx.nd.ones((2, 5))).shape)
"""


def test_the_process_is_left_as_it_was():
    """Modes, seeds, logging, warnings, style and environment are the reader's before and after."""
    command = [sys.executable, "-c", PROCESS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-2:] == ["[]", "True (2, 1)"]


def one_step():
    """Train on a single minibatch."""
    data = [(mx.np.ones((10, 5)), mx.np.ones(10))]
    states = d2l.init_rmsprop_states(5)
    return d2l.train_ch11(d2l.rmsprop, states, {"lr": 0.1, "gamma": 0.9}, data, 5)


def test_trainings_leave_no_pile_of_figures():
    """The last ten curves stay open, older ones are closed; other figures stay."""
    d2l.plt.figure("mine")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        losses = [one_step().losses[-1] for _ in range(22)]
    assert d2l.plt.get_figlabels() == ["mine", *["training curve"] * 10]
    assert d2l.plt.gca().lines[0].get_ydata()[-1] == losses[-1]


RESULT = TrainingResult((0.1, 0.2), (1.0, 2.0), (0.3, 0.25), np.arange(5.0), 0.5)
SWEEP = Sweep((0.01, 0.1), np.array([[0.7, 0.8], [0.9, 0.8]]))
CLASSIFIED = ClassifierResult((0.5,), (0.8,), (0.75,), np.arange(4), 1.5)
OBJECTS = {
    "a result": RESULT,
    "a race": d2l.race("RMSProp", "noisy bowl", [0.1], steps=1000, runs=2),
    "a sweep": SWEEP,
    "a relaxation": d2l.cut_relaxation([[2, 1], [1, 2]]),
    "a training on all data": d2l.train_full_batch(steps=20),
    "a comparison": Comparison(SWEEP, (CLASSIFIED, CLASSIFIED)),
    "data": Minibatches(np.ones((4, 5)), np.ones(4), 2, 0),
    "images": d2l.load_fashion_mnist(),
    "a contender": d2l.Contender("sgd", np.array([0.1, 0.2]), schedule=d2l.cosine_rate),
    "constant": d2l.constant_rate(0.4),
    "1/sqrt(t)": d2l.inverse_sqrt_rate(0.4),
    "cosine": d2l.cosine_rate(0.4, 100),
    "step": d2l.step_rate(0.4, 10),
    "a gradient": quadratic_grad([[1, 2], [2, 3]]),
    "a preset": PRESETS["opening"],
    "a timer": d2l.Timer(),
} | {
    f"{part} of {name}": schedule
    for name, pair in d2l.gamma_schedules(0.99).items()
    for part, schedule in zip(("γ", "η"), pair, strict=True)
}
BY_VALUE = sorted(set(OBJECTS) - {"data", "a gradient", "a timer"})
AGAIN = [copy.copy, copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))]
again = pytest.mark.parametrize("again", AGAIN, ids=["copy", "deepcopy", "pickle"])


@again
@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_each_object_can_be_copied_kept_and_put_in_a_set(name, again):
    """What is returned can be copied, pickled, compared, hashed and printed, on any console."""
    thing = OBJECTS[name]
    other = again(thing)
    assert type(other) is type(thing)
    assert thing in {thing}
    assert (other == thing) in (True, False)
    assert len(repr(other).splitlines()) == 1
    assert repr(other).isascii()


@again
@pytest.mark.parametrize("name", BY_VALUE)
def test_what_holds_the_same_is_equal(name, again):
    """Equal where all fields are equal, arrays by their numbers; then their hashes are too."""
    thing = OBJECTS[name]
    assert again(thing) == thing
    assert hash(again(thing)) == hash(thing)
    assert thing != "another"


@again
def test_a_run_that_diverged_is_equal_to_its_copy(again):
    """NaN is equal to NaN, in numbers, tuples and arrays, and then the hashes are too."""
    nan = float("nan")
    diverged = TrainingResult((0.1,), (1.0,), (nan,), np.array([nan, 1.0]), nan)
    other = again(diverged)
    assert other == diverged
    assert hash(other) == hash(diverged)
    assert other != TrainingResult((0.1,), (1.0,), (nan,), np.array([1.0, 1.0]), nan)
    assert other != TrainingResult((0.1,), (1.0,), (2.0,), np.array([nan, 1.0]), nan)


def test_what_holds_other_numbers_is_not_equal():
    """One number of an array makes the difference, and a schedule is its maker's call."""
    other = copy.deepcopy(RESULT)
    other.weight[0] = 1
    assert other != RESULT
    assert d2l.cosine_rate(0.4, 100) == d2l.cosine_rate(steps=100, eta=0.4)
    assert d2l.cosine_rate(0.4, 100) != d2l.cosine_rate(0.4, 101)
    assert repr(d2l.step_rate(0.4, 10)) == "step_rate(eta=0.4, every=10, factor=0.1)"


@pytest.mark.parametrize("name", sorted(set(d2l.__all__) - {"plt"}))
def test_each_public_function_is_found_by_its_name(name):
    """A public function or class can be pickled, as another process needs it."""
    thing = getattr(d2l, name)
    assert pickle.loads(pickle.dumps(thing)) is thing


def test_facts_can_be_kept():
    """A fact can be pickled and compared."""
    assert pickle.loads(pickle.dumps(FACTS)) == FACTS


def test_a_run_can_be_sent_to_another_process():
    """A run, its update and its schedule go to a spawned process, and its states come back."""
    rate = d2l.cosine_rate(0.4, 20)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = pool.submit(d2l.run_2d, d2l.rmsprop_2d, 20, rate=rate).result()
        pid = pool.submit(os.getpid).result()
    assert there == d2l.run_2d(d2l.rmsprop_2d, 20, rate=rate)
    assert pid != os.getpid()
