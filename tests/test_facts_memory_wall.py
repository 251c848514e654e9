"""The numbers in the chapter on speed, each by a second way than its fact goes."""

import ast
import json
from pathlib import Path
from statistics import median

import numpy as np
import pytest

import rmsprop_tut
from rmsprop_tut.book.facts import FACTS, text
from rmsprop_tut.lab import ladder

RECORD = Path(rmsprop_tut.__file__).parent / "datasets" / "bench_record.json"
ROWS = json.loads(RECORD.read_text(encoding="utf-8"))["fast"]["rows"]


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def recorded(kind, size, contender, environment):
    """Return the recorded median of a contender."""
    keys = ("kind", "size", "contender", "environment")
    wanted = (kind, size, contender, environment)
    (found,) = (r["median"] for r in ROWS if tuple(r[k] for k in keys) == wanted)
    return found


def test_operations_of_a_step():
    """Three products and a sum for s; a sum, a root, a quotient, a product, a difference."""
    assert text("step_operations") == "9"
    source = "s = c * s + k * (g * g)\nx = x - e / sqrt(s + p) * g"
    parts = list(ast.walk(ast.parse(source)))
    assert sum(isinstance(p, ast.BinOp | ast.Call) for p in parts) == 9


def test_bytes_of_a_step():
    """Three reads and two writes of 4 bytes are 20: 0.45 operations for each."""
    assert (text("step_bytes"), text("step_intensity")) == ("20", "0.45")
    assert value("step_bytes") == (3 + 2) * np.dtype(np.float32).itemsize
    assert value("step_intensity") == 9 / 20


def test_passes_of_a_line(monkeypatch):
    """Line by line a step makes 9 passes with 84 bytes in all."""
    assert (text("line_passes"), text("line_bytes")) == ("9", "84")
    tree = ast.parse(Path(ladder.__file__).read_text(encoding="utf-8"))
    (way,) = (
        n
        for n in tree.body
        if isinstance(n, ast.FunctionDef) and n.name == "line_by_line"
    )
    whole = [n for n in ast.walk(way) if isinstance(n, ast.AugAssign | ast.Call)]
    products = [n for n in ast.walk(way) if isinstance(n, ast.BinOp)]
    # 1 - gamma is of numbers alone.
    assert len(whole) + len(products) - 1 == value("line_passes")


def test_lanes():
    """32 trainings go side by side: four of the registers of AVX-512."""
    pytest.importorskip("numba", reason="needs Numba")
    assert text("lanes") == "32"
    assert value("lanes") == 4 * 512 / 64


RATIOS = {
    "kernel_over_traffic_7": ("update", 10**7, "compiled", "same traffic", "mxnet"),
    "kernel_over_traffic_8": ("update", 10**8, "compiled", "same traffic", "mxnet"),
    "kernel_over_traffic_7_peers": (
        *("update", 10**7, "compiled", "same traffic", "peers"),
    ),
    "kernel_over_traffic_8_peers": (
        *("update", 10**8, "compiled", "same traffic", "peers"),
    ),
    "blocks_over_kernel_7": ("update", 10**7, "NumPy, in blocks", "compiled", "mxnet"),
    "blocks_over_one_core_7": (
        *("update", 10**7, "NumPy, in blocks", "compiled, one thread", "mxnet"),
    ),
    "jax_normal_over_ours_3": (
        *("sweep", 10**3, "JAX, normal matrices", "rmsprop_tut", "peers"),
    ),
    "optax_over_kernel_7": ("update", 10**7, "optax, jit", "compiled", "peers"),
    "traffic_over_optax_7": ("update", 10**7, "same traffic", "optax, jit", "peers"),
    "pytorch_over_kernel_7": ("update", 10**7, "PyTorch, foreach", "compiled", "peers"),
    "fused_over_kernel_7": ("update", 10**7, "MXNet, fused", "compiled", "mxnet"),
    "jax_over_ours": ("sweep", 10**5, "JAX", "rmsprop_tut", "peers"),
    "jax_normal_over_ours": (
        *("sweep", 10**5, "JAX, normal matrices", "rmsprop_tut", "peers"),
    ),
}


@pytest.mark.parametrize("name", RATIOS)
def test_ratios_are_of_one_environment(name):
    """Times are compared only where they were measured in turns, in one sitting."""
    kind, size, one, other, environment = RATIOS[name]
    medians = (recorded(kind, size, c, environment) for c in (one, other))
    assert value(name) == pytest.approx(next(medians) / next(medians))


def test_the_kernel_has_reached_the_wall():
    """It takes as long as its bytes do, and less than optax and PyTorch."""
    for size in ("7", "8", "7_peers", "8_peers"):
        assert value(f"kernel_over_traffic_{size}") < 1.2
    assert value("optax_over_kernel_7") > 1
    assert value("pytorch_over_kernel_7") > value("optax_over_kernel_7")


def test_sweeps_are_faster_than_jax():
    """JAX takes longer, straightforward or with the same algebra."""
    assert value("jax_over_ours") > value("jax_normal_over_ours")
    assert value("jax_normal_over_ours") > 1


def test_the_call_counts_for_few_weights():
    """Microseconds of a call for a thousand weights: far more than their arithmetic."""
    times = [
        recorded("update", 10**3, "compiled", "mxnet"),
        recorded("update", 10**3, "compiled", "peers"),
    ]
    assert value("call_overhead") == pytest.approx(1e6 * times[0])
    assert median(times) > 10 * recorded("update", 10**6, "compiled", "mxnet") / 1000


def test_the_slowest():
    """The longest bar is that of the slowest."""
    times = {r["contender"]: r["median"] for r in ROWS if r["size"] == 10**7}
    assert text("bench_slowest") == max(times, key=times.get)


@pytest.mark.parametrize("name", ladder.STORED)
def test_what_is_stored(name):
    """What is moved: weights and states, read and written, and gradients, read."""
    count = {
        "float32": (4 * 5, 4),
        "state in bfloat16": (4 * 3 + 2 * 2, 2),
        "all in bfloat16": (2 * 5, 2),
        "state in 8 bits": (4 * 3 + 2 * (2048 + 4) / 2048, (2048 + 4) / 2048),
        "factored state, 4096 x 4096": (4 * 4 + 4 * 2 * 2 / 4096, 4 * 2 / 4096),
    }
    assert ladder.stored_bytes(name) == pytest.approx(count[name])


def test_bytes_of_other_optimizers():
    """12 for gradient descent, 28 for AdamW: 0.6 and 1.4 times the time at the wall."""
    names = ("gd_bytes", "adamw_bytes", "gd_over_rmsprop", "adamw_over_rmsprop")
    assert tuple(map(text, names)) == ("12", "28", "0.6", "1.4")
    weight, gradient, average = (np.zeros(1, np.float32) for _ in range(3))
    both = [a.nbytes for a in (weight, average, average)]
    assert value("adamw_bytes") == 2 * sum(both) + gradient.nbytes
    assert value("gd_bytes") == 2 * weight.nbytes + gradient.nbytes
    ratios = [value(name) * 5 for name in names[2:]]
    assert ratios == pytest.approx([3, 7])


def test_when_the_optimizer_counts():
    """At batches of 33, of 333 for a tenth, and of 140 line by line."""
    names = ("batch_of_equal_times", "batch_of_a_tenth", "batch_line_by_line")
    assert tuple(map(text, names)) == ("33", "333", "140")
    for name, moved, part in zip(names, (20, 20, 84), (1, 10, 1), strict=True):
        seconds = 6 * value(name) / 10, moved
        assert seconds[0] == pytest.approx(part * seconds[1])


def test_bytes_of_rows_that_are_put_off():
    """With one row of a hundred touched, and its step number, 0.20 bytes for each weight."""
    assert text("lazy_bytes") == "0.20"
    rows, row = 100, 64
    moved = 5 * 4 * row + 2 * 4  # of one row, and when it was touched last
    assert value("lazy_bytes") == pytest.approx(moved / (rows * row))
