"""Our step is that of each library: held against paths that the libraries took themselves."""

import gzip
import inspect
import re
import subprocess
import sys
import tomllib
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement

import rmsprop_tut as d2l
from rmsprop_tut.core.libraries import LIBRARIES
from rmsprop_tut.lab import packed
from rmsprop_tut.lab.peers import NAME, PROBLEMS, STEPS, peers_record, printed_losses
from rmsprop_tut.lab.translation import library_path

ROOT = Path(__file__).parents[1]
RECORD = peers_record()
RUN = (
    *("pytorch", "keras", "tensorflow1", "optax", "jax", "jax-momentum", "autograd"),
    *("chainer", "chainer-graves"),
)
NAMES = {"torch": "pytorch", "tensorflow-cpu": "tensorflow1"}
LISTED_APART = {
    "jax.example_libraries.optimizers.rmsprop_momentum": "jax-momentum",
    "chainer.optimizers.RMSpropGraves": "chainer-graves",
}


def runs(name):
    """Return the recorded runs of a library, by its name in the table."""
    return [
        run
        for library, recorded in RECORD.items()
        for run in recorded["paths"]
        if "adam" not in run["call"].lower()
        and LISTED_APART.get(run["call"], library) == name
    ]


def norm_clipped(grad, size):
    """Return a gradient that is at most this long."""

    def clipped(x1, x2):
        g = np.array(grad(x1, x2))
        return tuple((g * min(1, size / np.linalg.norm(g))).tolist())

    return clipped


def followed(settings, grad):
    """Return settings without what is no option of a coordinate's step, and the gradient."""
    settings = dict(settings)
    settings.pop("foreach", None)  # of the same path
    if settings.pop("maximize", False):
        return settings, lambda x1, x2: tuple(-g for g in grad(x1, x2))
    for name in ("clipnorm", "global_clipnorm"):  # one variable's norms are the same
        if name in settings:
            return settings, norm_clipped(grad, settings.pop(name))
    return settings, grad


def distance(path, other):
    """Return how far two paths are apart, in parts of each coordinate's largest value."""
    path, other = np.array(path), np.array(other)
    return np.max(np.abs(path - other) / np.abs(other).max(axis=0))


def test_the_record_says_with_what_and_when_it_was_made():
    """Versions, machine and date stand beside each library's paths; versions are the pinned."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    pinned = {
        NAMES.get(Requirement(text).name, Requirement(text).name): Requirement(text)
        for text in groups["peers"] + groups["peers-of-old"]
    }
    assert RECORD.keys() == pinned.keys() - {"numpy"}
    for library, recorded in RECORD.items():
        made = recorded["made"]
        assert {"numpy", "python", "platform", "processor", "cores"} <= made.keys()
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", made["date"])
        assert made["version"] in pinned[library].specifier
    assert len((ROOT / "rmsprop_tut" / "datasets" / NAME).read_bytes()) < 200_000


def test_a_damaged_record_is_refused(monkeypatch, tmp_path):
    """The record is checked by its hash; a damaged one says what to do."""
    (tmp_path / "datasets").mkdir()
    damaged = gzip.compress(b'{"sha256": "0"}\n{}')
    (tmp_path / "datasets" / NAME).write_bytes(damaged)
    monkeypatch.setattr(packed, "files", lambda package: tmp_path)
    with pytest.raises(
        ValueError, match=f"{NAME} .* is damaged .*: install rmsprop_tut again"
    ):
        inspect.unwrap(peers_record)()


@pytest.mark.parametrize("library", RUN)
def test_our_step_is_the_library_s(library):
    """With each recorded setting our float64 path is the library's own, to 1e-12."""
    assert len(runs(library)) >= 12
    for run in runs(library):
        problem = PROBLEMS[run["problem"]]
        settings, grad = followed(run["settings"], problem.grad)
        ours = library_path(
            library, settings, start=problem.start, grad=grad, steps=STEPS
        )
        assert distance(ours, run["path"]) < 1e-12, run["settings"]


@pytest.mark.parametrize("library", RUN)
def test_every_option_that_a_library_has_was_run(library):
    """Each argument in the table is given in some recorded run, not at its default alone."""
    given = [(k, v) for run in runs(library) for k, v in run["settings"].items()]
    for argument in LIBRARIES[library].arguments:
        values = {value for name, value in given if name == argument.name}
        assert values - {argument.default}, argument.name


ADAM = {"lr": "eta", "learning_rate": "eta"}


@pytest.mark.parametrize(
    ("call", "update", "default"),
    [
        ("torch.optim.Adam", d2l.adam_2d, {"eta": 0.001}),
        ("torch.optim.AdamW", d2l.adamw_2d, {"eta": 0.001, "weight_decay": 0.01}),
        ("optax.adam", d2l.adam_2d, {}),
        ("optax.adamw", d2l.adamw_2d, {"weight_decay": 1e-4}),
    ],
)
def test_adam_is_that_of_pytorch_and_optax(call, update, default):
    """Adam and AdamW take the libraries' own paths, to 1e-12."""
    recorded = [r for peer in RECORD.values() for r in peer["paths"]]
    chosen = [
        r for r in recorded if r["call"] == call if not r["settings"].get("eps_root")
    ]
    assert len(chosen) >= 6
    for run in chosen:
        problem = PROBLEMS[run["problem"]]
        given = {ADAM.get(name, name): v for name, v in run["settings"].items()}
        betas = zip(("beta1", "beta2"), given.pop("betas", ()), strict=False)
        given.pop("eps_root", None)
        step = partial(update, **(default | dict(betas) | given), grad=problem.grad)
        states = d2l.run_2d(step, STEPS, (*problem.start, 0, 0, 0, 0, 1, 1))
        assert distance([s[:2] for s in states], run["path"]) < 1e-12, run["settings"]


def test_the_table_is_of_the_versions_that_were_run():
    """The table names the versions that were run; TensorFlow 1 is what TensorFlow 2 keeps of it."""
    for library in RECORD:
        version = RECORD[library]["made"]["version"].partition("+")[0]
        kept = "1.x, as compat.v1 of TensorFlow " if library == "tensorflow1" else ""
        assert LIBRARIES[library].version == kept + version


def test_the_chapters_update_works_on_pytorchs_tensors():
    """The update from scratch takes the chapter's path in a tensor; bfloat16 is refused."""
    paths = dict(RECORD["pytorch"]["from scratch"])
    assert "NumPy can see" in paths.pop("bfloat16")
    chapter = [point[:2] for point in d2l.train_2d(d2l.rmsprop_2d, STEPS)]
    for dtype, path in paths.items():
        assert distance(path, chapter) < 20 * np.finfo(dtype).eps


@pytest.mark.parametrize("library", ["keras", "optax"])
def test_programs_reach_mxnets_loss(library):
    """With ε inside the root a program's loss is MXNet's, to the rounding of float32."""
    rounding = {"rel": 4 * float(np.finfo("float32").eps)}
    mxnet = printed_losses("mxnet")[0]
    assert printed_losses(library)[0] == pytest.approx(mxnet, **rounding)


def test_pytorchs_program_is_further_off_than_rounding():
    """With ε outside the root the loss is not MXNet's, by a few millionths."""
    pytorch, mxnet = printed_losses("pytorch")[0], printed_losses("mxnet")[0]
    assert 2e-6 < abs(pytorch - mxnet) / mxnet < 4e-6


def test_the_defaults_that_the_chapter_names():
    """MXNet's and Keras's learning rate is 0.001, PyTorch's 0.01 with γ = 0.99; optax has none."""
    defaults = {
        name: LIBRARIES[name].defaults for name in ("mxnet", "keras", "pytorch")
    }
    assert defaults["mxnet"]["learning_rate"] == 0.001
    assert defaults["keras"]["learning_rate"] == 0.001
    assert (defaults["pytorch"]["lr"], defaults["pytorch"]["alpha"]) == (0.01, 0.99)
    assert "learning_rate" not in LIBRARIES["optax"].defaults


def test_the_page_s_program_runs_where_mxnet_is():
    """MXNet prints here what the record has of it."""
    pytest.importorskip("mxnet", reason="needs MXNet")
    program = ROOT / "docs" / "programs" / "with_mxnet.py"
    printed = subprocess.run(
        [sys.executable, program], capture_output=True, check=True, encoding="utf-8"
    ).stdout
    losses = [float(line.split()[-1]) for line in printed.splitlines()]
    assert losses == pytest.approx(printed_losses("mxnet"), rel=1e-6)
