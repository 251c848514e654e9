"""The compiled step: the reference's numbers, over whole arrays, in place."""

import itertools
import os
import platform
import subprocess
import sys
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rmsprop_tut as d2l
from rmsprop_tut import _numba
from rmsprop_tut.core.conventions import Convention, convention_step
from rmsprop_tut.core.kernels import rmsprop_update_

numba = pytest.importorskip("numba", reason="needs Numba")
ml_dtypes = pytest.importorskip("ml_dtypes", reason="needs ml_dtypes")
_nrt = numba.core.runtime._nrt_python
rtsys = numba.core.runtime.rtsys

DTYPES = np.float64, np.float32, np.float16, ml_dtypes.bfloat16
SIZES = 0, 1, 7, 31, 33, 1000, 100_003  # no multiples of what an instruction takes
OPTIONS = {
    "eps_inside": (True, False),
    "centred": (False, True),
    "momentum": (0.0, 0.9),
    "rate_inside": (True, False),
    "nesterov": (False, True),
    "decay": (0.0, 0.1),
    "decoupled": (False, True),
    "clip": (None, 0.5),
    "clip_first": (True, False),
    "clip_weights": (None, 1.0),
    "corrected": (False, True),
}


def drawn(size, dtype, seed=0):
    """Return x, s, g, mean and velocity; the square is above that of the mean."""
    rng = np.random.default_rng(seed)
    x, g, velocity = (rng.standard_normal(size) for _ in range(3))
    mean = rng.standard_normal(size) / 4
    return [a.astype(dtype) for a in (x, mean**2 + rng.random(size), g, mean, velocity)]


def reference(arrays, convention, t):
    """Return what convention_step makes of arrays, in the precision that a loop computes in."""
    dtype = arrays[0].dtype
    wide = np.float64 if dtype == np.float64 else np.float32
    x, s, g, mean, velocity = (a.astype(wide) for a in arrays)
    state = s, mean, velocity, convention.gamma ** (t - 1)
    with np.errstate(all="ignore"):
        x, (s, mean, velocity, _) = convention_step(x, state, g, convention)
        return [a.astype(dtype) for a in (x, s, mean, velocity)]


def updated(arrays, convention, t):
    """Return what the kernel makes of copies of these arrays."""
    x, s, g, mean, velocity = (a.copy() for a in arrays)
    options = {k: v for k, v in vars(convention).items() if k != "initial"}
    if convention.centred:
        options["mean"] = mean
    if convention.momentum:
        options["velocity"] = velocity
    rmsprop_update_(x, s, g, t=t, **options)
    return [x, s, mean, velocity]


def check_same(arrays, convention, t=1):
    """Hold the kernel's arrays against the reference's, to the last bit."""
    found, wanted = (f(arrays, convention, t) for f in (updated, reference))
    kept = [True, True, convention.centred, convention.momentum > 0]
    for ours, theirs in itertools.compress(zip(found, wanted, strict=True), kept):
        wide = np.promote_types(np.float32, ours.dtype)
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours.astype(wide), theirs.astype(wide))


def conventions():
    """Return twelve conventions that hold each value of an option with each of every other.

    They are the design of Plackett and Burman (1946): a row, turned, and one of zeros.
    """
    row = [1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0]
    design = [row[i:] + row[:i] for i in range(11)] + [[0] * 11]
    return [
        {
            name: values[i]
            for (name, values), i in zip(OPTIONS.items(), line, strict=True)
        }
        for line in design
    ]


def test_the_design_is_complete():
    """Every value of an option stands beside every value of another."""
    for one, other in itertools.combinations(OPTIONS, 2):
        pairs = {(made[one], made[other]) for made in conventions()}
        assert len(pairs) == 4


@pytest.mark.parametrize("dtype", [np.float64, np.float32], ids=["float64", "float32"])
def test_every_convention_is_the_references(dtype):
    """The arithmetic is that of convention_step, in its order, in float64 or float32."""
    for options in conventions()[:: 1 if dtype is np.float32 else 4]:
        convention = Convention(0.1, 0.9, 1e-3, **options)
        check_same(drawn(333, dtype), convention, t=1)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dtype", DTYPES, ids=lambda d: np.dtype(d).name)
def test_every_size_and_dtype(size, dtype):
    """What is kept in 16 bits is widened before and rounded to nearest after."""
    check_same(drawn(size, dtype), Convention(0.01, 0.9, 1e-6))


@given(
    st.lists(st.floats(width=32), min_size=1, max_size=40),
    st.sampled_from(DTYPES[1:]),
    st.booleans(),
)
@settings(max_examples=200)
def test_denormals_infinities_and_nan(values, dtype, inside):
    """Denormals are kept, infinities and NaN go where the reference has them."""
    with np.errstate(over="ignore", invalid="ignore"):
        x = np.array(values, np.float32).astype(dtype)
    arrays = [x, np.abs(x[::-1]), np.roll(x, 1), np.zeros_like(x), np.zeros_like(x)]
    check_same(arrays, Convention(0.5, 0.9, 1e-6, eps_inside=inside))


@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (2, 3, 4), (7, 0)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_any_shape_in_one_piece(shape, order):
    """Any shape serves that lies in one piece of memory, in C's or Fortran's order."""
    arrays = [np.asarray(a, order=order) for a in drawn(shape, np.float32)]
    check_same(arrays, Convention(0.01, 0.9, 1e-6))


def test_state_and_weights_may_differ_in_width():
    """Each of x, s and g is float32, float16 or bfloat16: s in float32 loses nothing."""
    x, s, g, *_ = drawn(1000, np.float32)
    for narrow in (np.float16, ml_dtypes.bfloat16):
        weights, state, slope = x.astype(narrow), s.copy(), g.astype(narrow)
        wide = [weights.astype(np.float32), s.copy(), slope.astype(np.float32)]
        rmsprop_update_(weights, state, slope, eta=0.1, gamma=0.9, eps=1e-6)
        rmsprop_update_(*wide, eta=0.1, gamma=0.9, eps=1e-6)
        np.testing.assert_array_equal(state, wide[1])
        np.testing.assert_array_equal(weights, wide[0].astype(narrow))


def test_threads_change_no_number():
    """A number depends neither on its place in an array nor on the count of threads."""
    arrays = drawn(50_021, np.float32)
    wanted = updated(arrays, Convention(0.1, 0.9, 1e-6), 1)[0]
    threads = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        alone = updated(arrays, Convention(0.1, 0.9, 1e-6), 1)[0]
    finally:
        numba.set_num_threads(threads)
    assert (wanted == alone).all()
    moved = updated([a[17:] for a in arrays], Convention(0.1, 0.9, 1e-6), 1)[0]
    assert (wanted[17:] == moved).all()


def test_bias_correction_counts_steps():
    """t is the number of this step: along equal gradients each corrected step is η."""
    x, s, g = np.zeros(3), np.zeros(3), np.array([1.0, -2.0, 1e-3])
    for t in range(1, 6):
        rmsprop_update_(x, s, g, eta=0.5, gamma=0.9, eps=0.0, corrected=True, t=t)
        assert x == pytest.approx(-0.5 * t * np.sign(g), rel=1e-14)


def test_nothing_is_allocated():
    """Nothing is allocated beyond the arrays."""
    x, s, g, *_ = drawn(10**6, np.float32)
    rmsprop_update_(x, s, g, eta=0.1, gamma=0.9, eps=1e-6)
    _nrt.memsys_enable_stats()
    before = rtsys.get_allocation_stats()
    tracemalloc.start()
    rmsprop_update_(x, s, g, eta=0.1, gamma=0.9, eps=1e-6)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    after = rtsys.get_allocation_stats()
    _nrt.memsys_disable_stats()
    assert most < 20_000
    assert after.alloc - before.alloc == 3  # Numba's headers of x, s and g


def floats(count=3):
    """Return an array of ones."""
    return np.ones(count, np.float32)


PLAIN = {"eta": 0.1, "gamma": 0.9, "eps": 1e-6}
BAD = {
    "a list": (TypeError, "^x must be an array of NumPy's", {"x": [1.0]}),
    "masked": (TypeError, "^g must be an array of NumPy's", {"g": np.ma.ones(3)}),
    "a matrix": (
        TypeError,
        "^x must be an array of NumPy's",
        {"x": np.ones((1, 3)).view(np.matrix)},
    ),
    "no rest": (
        ValueError,
        "^gamma must be below 1",
        {"gamma": 1.0, "corrected": True},
    ),
    "t too large": (ValueError, r"^t must be in \[1, 9", {"t": 10**400}),
    "a flag": (TypeError, "^eta must be a number", {"eta": True}),
    "whole numbers": (TypeError, "^g must hold float64, .*int", {"g": np.ones(3, int)}),
    "in pieces": (ValueError, r"^g must lie in .* g\.copy\(\)$", {"g": floats(6)[::2]}),
    "reversed": (ValueError, "^x must lie in one piece", {"x": floats()[::-1]}),
    "shapes": (
        ValueError,
        r"^s must have the shape \(3,\) of x, not",
        {"s": floats(4)},
    ),
    "dtypes": (ValueError, "^s must hold float64 if x does", {"s": np.ones(3)}),
    "no mean": (ValueError, "^mean must be an array if centred", {"centred": True}),
    "a mean": (ValueError, "^mean must be an array if centred", {"mean": floats()}),
    "no velocity": (ValueError, "velocity .* if momentum is ab", {"momentum": 0.9}),
    "a velocity": (ValueError, "^velocity must be an array if", {"velocity": floats()}),
    "eta": (ValueError, "^eta must be non-negative and finite", {"eta": -1.0}),
    "gamma": (ValueError, r"^gamma must be a fraction, in \[0, 1\]", {"gamma": 1.1}),
    "eps": (ValueError, "^eps must be non-negative and finite", {"eps": np.nan}),
    "gamma of float32": (ValueError, "^gamma must be told from 1", {"gamma": 1 - 1e-9}),
    "eps of float32": (ValueError, "^eps must be told from 0", {"eps": 1e-60}),
    "decay of float32": (ValueError, "^decay must be told from 0", {"decay": 1e-60}),
    "t": (ValueError, r"^t must be in \[1, ", {"t": 0}),
    "unknown": (TypeError, r"\['alpha'\] are no options of a step", {"alpha": 0.9}),
    "a start": (TypeError, r"\['initial'\] are no options of a step", {"initial": 1}),
    "no state": (TypeError, "^s must be", {"s": None}),
    "an array": (TypeError, "^eps must be a number", {"eps": np.ones(3)}),
}


@pytest.mark.parametrize(("error", "match", "change"), BAD.values(), ids=BAD)
def test_bad_arguments(error, match, change):
    """What is out of range is refused by name, and nothing is changed."""
    arrays = {"x": floats(), "s": floats(), "g": floats()}
    given = arrays | PLAIN | change
    with pytest.raises(error, match=match):
        rmsprop_update_(**given)
    assert (arrays["x"] == 1).all()
    assert (arrays["s"] == 1).all()


def test_orders_must_be_one():
    """An array in another order than x is refused."""
    x, s = np.ones((2, 3)), np.asarray(np.ones((2, 3)), order="F")
    with pytest.raises(ValueError, match="^s must lie in memory in the order of x"):
        rmsprop_update_(x, s, x.copy(), **PLAIN)


def test_an_array_may_not_come_twice_or_be_read_only():
    """An array that comes twice, or that cannot be changed, is refused."""
    x, s, g = floats(), floats(), floats()
    with pytest.raises(ValueError, match="^s must not share memory with x"):
        rmsprop_update_(x, x, g, **PLAIN)
    long = floats(5)
    with pytest.raises(ValueError, match="^g must not share memory with x"):
        rmsprop_update_(long[:3], s, long[2:], **PLAIN)
    s.flags.writeable = False
    with pytest.raises(ValueError, match="^s must be an array that can be changed"):
        rmsprop_update_(x, s, g, **PLAIN)
    g.flags.writeable = False
    rmsprop_update_(x, floats(), g, **PLAIN)


def test_without_numba_one_sentence_says_how_to_get_it(monkeypatch):
    """Where Numba is missing, one sentence says how to get it."""
    monkeypatch.delitem(sys.modules, "rmsprop_tut.core.compiled", raising=False)
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(ImportError, match="compiled with Numba.*`pip install numba`"):
        d2l.rmsprop_update_(floats(), floats(), floats(), **PLAIN)
    with pytest.raises(ImportError, match="compiled with Numba"):
        _numba.load_compiled()


def test_what_is_refused_does_not_hang_on_earlier_calls():
    """A flag is no number, also after a call with the number that it is equal to."""
    rmsprop_update_(floats(), floats(), floats(), **PLAIN | {"eta": 1.0})
    with pytest.raises(TypeError, match="^eta must be a number"):
        rmsprop_update_(floats(), floats(), floats(), **PLAIN | {"eta": True})


@pytest.mark.skipif(
    platform.machine().lower() not in ("x86_64", "amd64"), reason="no x86"
)
def test_a_named_processor_has_no_float16():
    """Compiled for a processor that is named, not this one, the step does without F16C."""
    asked = "from rmsprop_tut.core import compiled; print(compiled.FLOAT16)"
    env = {**os.environ, "NUMBA_CPU_NAME": "x86-64"}
    done = subprocess.run(
        [sys.executable, "-c", asked], env=env, capture_output=True, check=True
    )
    assert done.stdout.split() == [b"False"]


def test_float16_needs_its_instruction(monkeypatch):
    """Where the processor does not convert float16, that is said, and nothing changes."""
    monkeypatch.setattr(_numba.load_compiled(), "FLOAT16", False)
    x = np.ones(3, np.float16)
    with pytest.raises(TypeError, match="^x must hold bfloat16 or wider.*F16C"):
        rmsprop_update_(x, floats(), floats(), **PLAIN)
    assert (x == 1).all()


def test_a_forked_process_is_told_to_be_spawned(monkeypatch):
    """Threads do not outlive a fork: in a forked process there is an ImportError."""
    _numba.load_compiled()
    monkeypatch.setattr(_numba, "_process", [-1])
    with pytest.raises(ImportError, match='get_context\\("spawn"\\)'):
        rmsprop_update_(floats(), floats(), floats(), **PLAIN)


def test_calls_from_threads_wait_for_each_other():
    """Calls from several threads give what calls one after the other give."""
    many = [drawn(100_000, np.float32, seed=i) for i in range(8)]
    convention = Convention(0.1, 0.9, 1e-6)
    wanted = [updated(arrays, convention, 1)[0] for arrays in many]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda arrays: updated(arrays, convention, 1)[0], many))
    for ours, theirs in zip(found, wanted, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_what_is_compiled_is_kept():
    """Each loop is kept on the disk, so that a later process need not compile it."""
    loops = vars(_numba.load_compiled()).values()
    loops = [
        loop for loop in loops if isinstance(loop, numba.core.dispatcher.Dispatcher)
    ]
    assert len(loops) > 5
    assert all(loop.stats.cache_path for loop in loops)


def test_a_step_without_a_number_is_the_first():
    """Where t is not given it is 1: with the bias corrected a first step is η long."""
    x, s, g = np.zeros(3), np.zeros(3), np.array([1.0, -2.0, 30.0])
    rmsprop_update_(x, s, g, eta=0.5, gamma=0.9, eps=0.0, corrected=True)
    assert x == pytest.approx(-0.5 * np.sign(g), rel=1e-15)
