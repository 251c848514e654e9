"""The examples in the docstrings run, and every public function has one."""

import ast
import doctest
import inspect
from pathlib import Path

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut._mxnet import load_mxnet

STUB = ast.parse(Path(d2l.__file__).with_suffix(".pyi").read_text())
NAMES = [a.name for n in STUB.body if isinstance(n, ast.ImportFrom) for a in n.names]
PUBLIC = {name: getattr(d2l, name) for name in NAMES if name != "plt"}
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
SECTIONS = ["Parameters", "Returns", "Examples"]


@pytest.mark.parametrize("name", PUBLIC)
def test_examples_run(name):
    """Each public name has an example, and it prints what it says."""
    load_mxnet()  # quietly: imported by an example it would warn of names of its own
    known = {**PUBLIC, "np": np, "plt": d2l.plt}
    tests = doctest.DocTestFinder().find(PUBLIC[name], name, globs=known)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    results = [runner.run(test) for test in tests]
    assert sum(result.attempted for result in results) > 0
    assert sum(result.failed for result in results) == 0


@pytest.mark.parametrize("name", PUBLIC)
def test_docstrings_name_every_parameter(name):
    """Each public docstring says what every parameter is."""
    documented = inspect.getdoc(PUBLIC[name])
    for parameter in inspect.signature(PUBLIC[name]).parameters:
        assert parameter in documented.split("Parameters\n")[1].split("Returns\n")[0]
