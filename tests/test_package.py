"""The package as a whole: what importing it loads, and whom it stands in for."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import rmsprop_tut as d2l
from rmsprop_tut import _mxnet

ROOT = Path(__file__).parents[1]

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


def test_import_loads_nothing_heavy():
    """Importing rmsprop_tut loads neither MXNet nor matplotlib."""
    heavy = "{'mxnet', 'matplotlib', 'numpy'}"
    assert (
        run(f"import sys, rmsprop_tut; print({heavy} & set(sys.modules))") == "set()\n"
    )


def test_numeric_rooms_work_without_mxnet():
    """Where MXNet is missing the numeric rooms work, and an MXNet function says what it needs."""
    printed = run(
        "import sys; sys.modules['mxnet'] = None\n"
        "import rmsprop_tut as d2l\n"
        "d2l.train_2d(d2l.rmsprop_2d); d2l.optimal_loss_ch11()\n"
        "try: d2l.init_rmsprop_states(5)\n"
        "except ImportError as error: print(error)"
    )
    assert "epoch 20, x1 -0.010599, x2 0.000000" in printed
    assert _mxnet.NEEDED in printed


def test_missing_mxnet_is_one_sentence(monkeypatch):
    """An MXNet function says in one sentence what it needs."""
    monkeypatch.setitem(sys.modules, "mxnet", None)
    with pytest.raises(
        ImportError, match=r"needs MXNet 1\.9\.1, which exists for Python"
    ):
        d2l.get_data_ch11()


def test_a_notebook_of_the_chapters_calls_runs():
    """The chapter's calls run after `import rmsprop_tut as d2l`, with your own updates too."""
    lines = run("import matplotlib; matplotlib.use('agg')\n" + NOTEBOOK).splitlines()
    assert lines[0] == "epoch 20, x1 -0.000005, x2 -0.000000"
    assert [line[:8] for line in lines[1:]] == ["loss: 0."] * 3


def test_dir_lists_the_public_names():
    """Names load on first use, and are listed before."""
    assert {"rmsprop", "plt", "train_ch11"} <= set(dir(d2l))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = d2l.no_such_name


def pinned():
    """Return the names in constraints.txt with their blocks of text."""
    text = (ROOT / "constraints.txt").read_text()
    blocks = text.replace("\\\n", " ").splitlines()
    return {block.split("==")[0].strip(): block for block in blocks}


def test_constraints_pin_everything_with_hashes():
    """Versions are locked with hashes, without index or host names in the file."""
    assert all("--hash=sha256:" in block for block in pinned().values())
    assert "://" not in (ROOT / "constraints.txt").read_text()


def test_constraints_hold_what_the_project_asks_for():
    """Each dependency that pyproject.toml names is pinned in constraints.txt."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"].values()
    asked = project["project"]["dependencies"] + [x for g in groups for x in g]
    names = {Requirement(text).name for text in asked if isinstance(text, str)}
    assert {name.replace("_", "-") for name in names} <= set(pinned())
