"""The ladder: every way gives the same numbers, and moves the bytes that are said."""

import numpy as np
import pytest

from rmsprop_tut._numba import load_compiled
from rmsprop_tut.core.updates import rmsprop_step
from rmsprop_tut.lab import ladder

CONSTANTS = {"eta": 0.1, "gamma": 0.9, "eps": 1e-6}


class Counted(np.ndarray):
    """An array whose operations count the bytes that they read and write."""

    moved = 0

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **options):
        """Make an operation of NumPy's, and count."""
        plain = [np.asarray(a) if isinstance(a, Counted) else a for a in inputs]
        into = [np.asarray(a) for a in out or ()]
        result = getattr(ufunc, method)(*plain, out=tuple(into) or None, **options)
        arrays = [a for a in plain if np.ndim(a)]
        Counted.moved += sum(a.nbytes for a in (*arrays, result))
        return out[0] if out else result.view(Counted)


def drawn(count):
    """Return x, s and g in float32."""
    rng = np.random.default_rng(0)
    return [rng.random(count, np.float32) for _ in range(3)]


@pytest.mark.parametrize("way", ladder.LADDER)
@pytest.mark.parametrize("count", [1, 1000, ladder.BLOCK + 3])
def test_every_way_gives_the_same(way, count):
    """Five ways give the same numbers, up to rounding."""
    if way.startswith("compiled"):
        pytest.importorskip("numba", reason="needs Numba")
    x, s, g = drawn(count)
    wanted = rmsprop_step(*(a.astype(float) for a in (x, s, g)), 0.1, 0.9, 1e-6)
    ladder.LADDER[way](x, s, g, **CONSTANTS)
    assert x == pytest.approx(wanted[0], rel=1e-5, abs=1e-6)
    assert s == pytest.approx(wanted[1], rel=1e-6)


@pytest.mark.parametrize("way", ["line by line", "without new arrays"])
def test_bytes_are_those_of_the_operations(way):
    """The first two ways move 84 bytes for each weight in float32."""
    x, s, g = (a.view(Counted) for a in drawn(1000))
    buffer = {"buffer": np.empty_like(x)} if way == "without new arrays" else {}
    Counted.moved = 0
    ladder.LADDER[way](x, s, g, **CONSTANTS, **buffer)
    assert Counted.moved == 1000 * ladder.bytes_moved(way) == 84_000


@pytest.mark.parametrize(
    "way", ["in blocks", "compiled, one core", "compiled, all cores"]
)
def test_one_pass_moves_each_number_once(way):
    """The others move 20: they read the weight, its state and its gradient, and write two."""
    x, s, g = drawn(1000)
    read, written = (x, s, g), (x, s)
    assert 1000 * ladder.bytes_moved(way) == sum(a.nbytes for a in (*read, *written))


def test_a_block_fits_into_a_cache():
    """Four arrays of a block in float32 are 512 KiB."""
    assert 4 * ladder.BLOCK * np.dtype(np.float32).itemsize == 512 * 2**10


def test_one_core_gives_the_others_back():
    """One core is for this step alone: what comes after runs on all."""
    numba = pytest.importorskip("numba", reason="needs Numba")
    threads = numba.get_num_threads()
    ladder.compiled_on_one_core(*drawn(10), **CONSTANTS)
    assert numba.get_num_threads() == threads


def test_the_traffic_loop_reads_three_and_writes_two():
    """What memory allows: a part of g is added to x and to s, 0 where they are to stay."""
    pytest.importorskip("numba", reason="needs Numba")
    x, s, g = drawn(1003)
    as_they_are, wanted = (x.tolist(), s.tolist()), ((x + g).tolist(), (s + g).tolist())
    ladder.same_traffic(x, s, g)
    assert (x.tolist(), s.tolist()) == as_they_are
    load_compiled().traffic(x, s, g, x.dtype.type(1))
    assert (x.tolist(), s.tolist()) == wanted


@pytest.mark.parametrize(
    ("arrays", "match"),
    [
        ((np.ones(9), np.ones(1), np.ones(1)), r"^s must have the shape \(9,\) of x"),
        (([1.0], np.ones(1), np.ones(1)), "^x must be an array of NumPy's"),
        ((np.ones(3), np.ones(3), np.ones(3, "float32")), "^g must hold float32 or fl"),
    ],
)
def test_the_traffic_loop_looks_at_its_arrays(arrays, match):
    """Arrays of other shapes, kinds or numbers are refused before one is written."""
    pytest.importorskip("numba", reason="needs Numba")
    with pytest.raises((TypeError, ValueError), match=match):
        ladder.same_traffic(*arrays)


def test_names_are_those_of_the_ladder():
    """A way or a storage that is not there is refused with those that are."""
    with pytest.raises(ValueError, match="^way has unknown names .* 'line by line'"):
        ladder.bytes_moved("x")
    with pytest.raises(ValueError, match="^name has unknown names .* 'float32'"):
        ladder.stored_bytes("x")
    with pytest.raises(ValueError, match="^itemsize must be at least 1"):
        ladder.bytes_moved("in blocks", -4)
