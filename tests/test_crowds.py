"""Crowds of trainings: compiled or not, alone or many, in pieces or whole, to the last bit."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmsprop_tut import _numba
from rmsprop_tut.lab import crowds
from rmsprop_tut.lab.airfoil import airfoil_design, airfoil_minibatches


@pytest.fixture(scope="module")
def normal():
    """Return the normal matrices of one epoch."""
    return crowds.normal_matrices(airfoil_minibatches(50, num_epochs=1, seed=3))


def rates_and_decays(rows, count, seed=0):
    """Return learning rates and decay factors of a crowd, some of them 0 or 1."""
    rng = np.random.default_rng(seed)
    etas = 10 ** rng.uniform(-4, 0, (rows[0], count))
    gammas = rng.choice([0, 0.5, 0.9, 0.999, 1], (rows[1], count))
    return etas, gammas


@pytest.mark.parametrize("rows", [(1, 1), (30, 1), (1, 30), (30, 30)])
@pytest.mark.parametrize("count", [1, 31, 32, 33, 100])
def test_compiled_and_numpy_give_the_same(normal, rows, count):
    """NumPy makes the same operations in the same order, and gives the same to the last bit."""
    pytest.importorskip("numba", reason="needs Numba")
    given = *normal, np.linspace(-1, 1, 6), *rates_and_decays(rows, count), 1e-6
    compiled = _numba.load_compiled().train(*given)
    assert compiled.tolist() == crowds.by_numpy(*given).tolist()


def test_without_numba_the_same(normal, monkeypatch):
    """Where Numba is not, a sweep gives the same to the last bit."""
    given = *normal, np.zeros(6), *rates_and_decays((1, 1), 40), 1e-6
    found = crowds.trained_crowd(*given)

    def missing():
        raise ImportError

    monkeypatch.setattr(crowds, "load_compiled", missing)
    assert found.tolist() == crowds.trained_crowd(*given).tolist()


@given(st.integers(1, 200), st.integers(13, 400), st.sampled_from([1, 5]))
def test_pieces_are_the_whole(count, at_once, steps):
    """Memory is bounded by pieces, which hold each training once, in their order."""
    etas, factors = np.arange(2.0 * count).reshape(2, count), np.linspace(1, 2, steps)
    decays = [
        np.broadcast_to(t + np.linspace(0, 1, count), (2, count)) for t in factors
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowds, "AT_ONCE", at_once)
        parts = list(crowds.pieces(etas, decays, factors))
    rates, kept = (np.concatenate(part, axis=1) for part in zip(*parts, strict=True))
    assert rates.tolist() == np.multiply.outer(factors, etas.ravel()).tolist()
    assert kept.tolist() == [decay.ravel().tolist() for decay in decays]
    assert max(12 * rate.shape[1] for rate, _ in parts) <= max(12, at_once)


def test_seven_rows_have_the_loss_of_all():
    """The triangular factor has the same sum of squares as the 1,500 examples."""
    inputs, labels = airfoil_design()
    weights = np.random.default_rng(0).standard_normal((6, 5))
    whole = np.mean((inputs @ weights - labels[:, None]) ** 2, axis=0) / 2
    assert crowds.airfoil_losses(weights) == pytest.approx(whole, rel=1e-13)


@pytest.mark.parametrize("start", [1e200, 1e308])
def test_a_crowd_that_overflows_is_refused(normal, start):
    """A training that leaves the finite numbers is refused, and says what may help."""
    given = *normal, np.full(6, start), np.ones((1, 3)), np.full((1, 3), 0.9), 0.0
    with pytest.raises(ValueError, match="leaves the finite numbers .*: take smaller"):
        crowds.trained_crowd(*given)


CHECKED = """
import os
import subprocess
import sys

import numpy as np
from rmsprop_tut.core import compiled

normal, start = (np.ones((3, 6, 6)), np.ones((3, 6))), np.zeros(6)
lines = np.full((3, 33), 0.1), np.full((1, 33), 0.9)
result = compiled.train(*normal, start, *lines, 1e-6)
for low in 0, 32:  # alone: what runs beside others keeps its errors to itself
    compiled.train_block(normal, *lines, 1e-6, result, low)
"""


def test_no_index_leaves_its_array(tmp_path):
    """Compiled with a check of each index, a crowd's loops read and write their own arrays."""
    pytest.importorskip("numba", reason="needs Numba")
    checks = {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    command = sys.executable, "-c", CHECKED
    subprocess.run(command, env={**os.environ, **checks}, check=True)
