"""The package as a whole: what importing it loads, and whom it stands in for."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import rmsprop_tut as d2l
from rmsprop_tut import _mxnet, core

ROOT = Path(__file__).parents[1]
CORE = [room.name for room in pkgutil.iter_modules(core.__path__, core.__name__ + ".")]

NOTEBOOK = """
from mxnet import np, npx
import rmsprop_tut as d2l

npx.set_np()
d2l.set_figsize((3.5, 2.5))
d2l.plt.plot(np.arange(40).asnumpy(), label="any curve")
d2l.plt.xlabel("lag");

def sign_2d(x1, x2, s1, s2):
    return x1 * 0.5, x2 * 0.25, abs(x1), abs(x2)

d2l.show_trace_2d(d2l.f_2d, d2l.train_2d(sign_2d))

def scaled(params, states, hyperparams):
    for param, state in zip(params, states):
        state[:] = hyperparams["gamma"] * state + param.grad * param.grad
        param[:] = param - hyperparams["lr"] * param.grad / np.sqrt(state + 1)

data_iter, feature_dim = d2l.get_data_ch11(batch_size=10)
zeros = (np.zeros((feature_dim, 1)), np.zeros(1))
d2l.train_ch11(scaled, zeros, {"lr": 0.05, "gamma": 0.5}, data_iter, feature_dim);
d2l.train_ch11(d2l.rmsprop, d2l.init_rmsprop_states(feature_dim),
               {"lr": 0.01, "gamma": 0.9}, data_iter, feature_dim);
d2l.train_gluon_ch11("rmsprop", {"learning_rate": 0.01, "gamma1": 0.9}, data_iter)
"""


def run(code):
    """Run code in a fresh interpreter and return what it prints."""
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(module, *packages):
    """Return what of some packages an import loads, in a fresh interpreter."""
    of_them = f"m.partition('.')[0] in {packages!r}"
    code = f"import sys, {module}\nprint(*sorted(m for m in sys.modules if {of_them}))"
    return run(code).split()


def test_import_loads_nothing_heavy():
    """Importing rmsprop_tut loads neither MXNet nor matplotlib, nor any of its rooms."""
    heavy = ("mxnet", "matplotlib", "numpy", "rmsprop_tut")
    assert loaded("rmsprop_tut", *heavy) == ["rmsprop_tut"]


def test_results_import_nothing_above_them():
    """Results are loaded without the runs that return them, MXNet and matplotlib."""
    found = loaded("rmsprop_tut.results", "mxnet", "matplotlib", "rmsprop_tut")
    assert [name for name in found if "._" not in name] == [
        "rmsprop_tut",
        "rmsprop_tut.results",
    ]


def test_the_core_needs_no_mxnet():
    """The rule and its mathematics load neither MXNet nor matplotlib."""
    assert "rmsprop_tut.core.updates" in CORE
    assert loaded(", ".join(CORE), "mxnet", "matplotlib") == []


def test_each_name_of_the_facade_resolves():
    """The stub's names are the façade's, and each is what its room calls so."""
    stub = ast.parse(Path(d2l.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    imports = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    found = {alias.name: node.module for node in imports for alias in node.names}
    assert set(d2l.__all__) == set(found)
    for name, room in found.items():
        owner = importlib.import_module(f"rmsprop_tut.{room}")
        assert getattr(d2l, name) is getattr(owner, name)


def test_the_reference_lists_the_facade():
    """Each public name is listed in docs/api/index.md, once, and nothing else under the package."""
    page = (ROOT / "docs" / "api" / "index.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?s)currentmodule:: rmsprop_tut\n(.*?)```", page)
    listed = re.findall(r"(?m)^   (\w+)$", "".join(blocks))
    assert sorted(listed) == sorted(set(d2l.__all__) - {"plt"})


def test_numeric_rooms_work_without_mxnet():
    """Where MXNet is missing the numeric rooms work, and an MXNet function says what it needs."""
    printed = run(
        "import sys; sys.modules['mxnet'] = None\n"
        "import rmsprop_tut as d2l\n"
        "d2l.train_2d(d2l.rmsprop_2d); d2l.optimal_loss_ch11()\n"
        "try: d2l.mlp()\n"
        "except ImportError as error: print(error)"
    )
    assert "step 20, x1: -0.010599, x2: 0.000000" in printed
    assert _mxnet.NEEDED in printed


def test_missing_mxnet_is_one_sentence(monkeypatch):
    """An MXNet function says in one sentence what it needs."""
    monkeypatch.setitem(sys.modules, "mxnet", None)
    with pytest.raises(
        ImportError, match=r"needs MXNet 1\.9\.1, which exists for Python"
    ):
        next(iter(d2l.get_data_ch11()[0]))


def test_a_notebook_of_the_chapters_calls_runs():
    """The chapter's calls run after `import rmsprop_tut as d2l`, with your own updates too."""
    lines = run("import matplotlib; matplotlib.use('agg')\n" + NOTEBOOK).splitlines()
    assert lines[0] == "step 20, x1: -0.000005, x2: 0.000000"
    assert [line[:8] for line in lines[1:]] == ["loss: 0."] * 3


def test_dir_lists_the_public_names():
    """Names load on first use, and are listed before."""
    assert {"rmsprop", "plt", "train_ch11"} <= set(dir(d2l))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = d2l.no_such_name


def first_factor(node):
    """Return the first factor of a product."""
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        node = node.left
    return ast.unparse(node)


def is_recursion(node):
    """Say whether an expression is of the form γ s + (1 - γ) v, whatever γ is called."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add):
        return False
    return first_factor(node.right) == f"1 - {first_factor(node.left)}"


def test_the_recursion_is_written_once_for_each_kind_of_arithmetic():
    """A leaky average is written once as such, and once in each step that is its own.

    The benchmark's contenders are other libraries' programs.
    """
    found = {
        f"{path.stem}.{function.name}"
        for path in Path(d2l.__file__).parent.rglob("*.py")
        if path.parent.name != "bench"
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        if any(map(is_recursion, ast.walk(function)))
    }
    steps = {"updates.rmsprop_step", "updates.rmsprop_corrected_step"}
    assert found == {"averages.leak", *steps}


def pinned():
    """Return the names in constraints.txt with their blocks of text."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    blocks = text.replace("\\\n", " ").splitlines()
    return {block.split("==")[0].strip(): block for block in blocks}


def test_constraints_pin_everything_with_hashes():
    """Versions are locked with hashes, without index or host names in the file."""
    assert all("--hash=sha256:" in block for block in pinned().values())
    assert "://" not in (ROOT / "constraints.txt").read_text(encoding="utf-8")


def test_constraints_hold_what_the_project_asks_for():
    """Each dependency that pyproject.toml names is pinned in constraints.txt, or there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    peers = groups.pop("peers") + groups.pop("peers-of-old")
    assert all("==" in text for text in peers)
    for name in ("bench", "bench-of-old", "bench-alone", "fuzz"):
        del groups[name]
    asked = project["project"]["dependencies"]
    asked += [x for group in groups.values() for x in group]
    names = {Requirement(text).name for text in asked if isinstance(text, str)}
    assert {name.replace("_", "-") for name in names} <= set(pinned())


NEEDS_MXNET = (
    *("mlp", "cnn", "train_classifier", "train_regression", "train_gluon_regression"),
    *("train_ch11", "train_gluon_ch11", "optimizer_defaults", "compare_tuned"),
    *("train_distributed", "compare_workers", "kill_and_go_on"),
)


@pytest.mark.parametrize("name", NEEDS_MXNET)
def test_where_mxnet_runs_is_said_by_each_that_needs_it(name):
    """The reference says of each function that needs MXNet where MXNet exists."""
    said = " ".join(inspect.getdoc(getattr(d2l, name)).split())
    assert "Python 3.11 on Linux (x86-64, arm64) and Intel macOS" in said


@pytest.mark.parametrize("page", ["docs/index.md", "docs/api/index.md"])
def test_where_mxnet_runs_is_said_on_the_pages(page):
    """The landing page and the reference say where MXNet exists, in the same words."""
    said = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    assert "Python 3.11 on Linux (x86-64, arm64) and Intel macOS" in said
