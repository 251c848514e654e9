"""The examples in the docstrings run, and what a reader can call has one."""

import ast
import doctest
import importlib
import inspect
import io
import pkgutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut._mxnet import load_mxnet

STUB = ast.parse(Path(d2l.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
NAMES = [a.name for n in STUB.body if isinstance(n, ast.ImportFrom) for a in n.names]
FACADE = {name: getattr(d2l, name) for name in NAMES}
ROOMS = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(d2l.__path__, "rmsprop_tut.")
    if ".datasets" not in module.name
]


def documented(room):
    """Return what a room defines and documents with numpydoc's sections."""
    return {
        f"{room.__name__}.{name}": thing
        for name, thing in vars(room).items()
        if getattr(thing, "__module__", None) == room.__name__
        if not name.startswith("_")
        if "\nParameters\n" in (inspect.getdoc(thing) or "")
    }


DOCUMENTED = {name: thing for room in ROOMS for name, thing in documented(room).items()}
# What a page is made of, what needs a folder of files or whole clusters, and what a function
# makes.
NO_EXAMPLE = {
    "rmsprop_tut.lab.cluster.Node",
    "rmsprop_tut.lab.cluster.cluster",
    "rmsprop_tut.lab.cluster.end_all",
    "rmsprop_tut.lab.cluster.start",
    "rmsprop_tut.lab.cluster.wait_for",
    "rmsprop_tut.lab.data_parallel.Problem",
    "rmsprop_tut.lab.data_parallel.Worker",
    "rmsprop_tut.lab.data_parallel.shares",
    "rmsprop_tut.lab.distributed.compare_workers",
    "rmsprop_tut.lab.distributed.kill_and_go_on",
    "rmsprop_tut.lab.fashion.read_folder",
    "rmsprop_tut.lab.minibatches.Minibatches",
    "rmsprop_tut.lab.node.main",
}
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def ran(thing, name):
    """Run an object's examples, which print what they say, and return how many there were."""
    if find_spec("mxnet"):
        load_mxnet()  # quietly: imported by an example it would warn of names of its own
    room = vars(inspect.getmodule(inspect.unwrap(thing)))
    known = {**room, **FACADE, "np": np}
    tests = doctest.DocTestFinder().find(thing, name, globs=known)
    runner, report = doctest.DocTestRunner(optionflags=FLAGS), io.StringIO()
    for test in tests:
        runner.run(test, out=report.write)
        printed = [e.want for e in test.examples if "print(" in e.source]
        assert "".join(printed).isascii()
    assert runner.failures == 0, report.getvalue()
    return runner.tries


@pytest.mark.parametrize("name", sorted(DOCUMENTED))
def test_examples_run(name):
    """Each documented name has an example; it prints what it says, on any console."""
    assert ran(DOCUMENTED[name], name) > 0 or name in NO_EXAMPLE


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_examples_of_a_room_run(room):
    """Examples in a room's own docstring print what they say."""
    if room.__doc__ and ">>>" in room.__doc__:
        assert ran(room, room.__name__) > 0


@pytest.mark.parametrize("name", [name for name in NAMES if name != "plt"])
def test_what_the_facade_exports_is_documented(name):
    """Each public name is documented with its parameters, and has an example."""
    room = inspect.getmodule(FACADE[name])
    known = DOCUMENTED.get(f"{room.__name__}.{name}", FACADE[name])
    assert known is FACADE[name]
    assert ">>>" in inspect.getdoc(FACADE[name])


@pytest.mark.parametrize("name", sorted(DOCUMENTED))
def test_docstrings_name_every_parameter(name):
    """Each docstring says what every parameter is."""
    text = inspect.getdoc(DOCUMENTED[name])
    said = text.split("Parameters\n")[1].split("Returns\n")[0]
    for parameter in inspect.signature(DOCUMENTED[name]).parameters:
        assert parameter in said
