"""Numbers of few bits: as the libraries round them, and as the kernel keeps a state."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rmsprop_tut as d2l

ml_dtypes = pytest.importorskip("ml_dtypes")
KINDS = {"bfloat16": (ml_dtypes.bfloat16, 8), "float16": (np.float16, 11)}
KINDS["float32"] = (np.float32, 24)


@pytest.mark.parametrize("kind", KINDS)
@given(value=st.floats(1e-3, 1e4) | st.floats(-1e4, -1e-3))
def test_it_rounds_as_the_libraries_do(kind, value):
    """In the range of the normal numbers it is what NumPy and ml_dtypes round to."""
    dtype, bits = KINDS[kind]
    kept = np.float32(value) if kind == "bfloat16" else value  # it rounds by float32
    assert d2l.rounded(kept, bits) == np.array(kept).astype(dtype).astype(float)


def test_ties_go_to_the_even():
    """Half way between two numbers of 8 bits the even one is taken; zero stays zero."""
    assert d2l.rounded([257, 259, -257, 0], 8).tolist() == [256, 260, -256, 0]


def test_the_kernel_keeps_the_same_state():
    """The package's kernel rounds each state of bfloat16, with each gradient, to the same."""
    pytest.importorskip("numba")
    states, sizes = np.arange(128, 256) / 128, [0, 0.5, 1, 1.5, 2, 3]
    s, g = (a.ravel() for a in np.meshgrid(states, sizes))
    for share in (1, 3, 10):  # of 1024: 1 - γ, exact in float32
        gamma = 1 - share / 1024
        x, kept, small = (a.astype(ml_dtypes.bfloat16) for a in (0 * s, s, g))
        d2l.rmsprop_update_(x, kept, small, eta=0.0, gamma=gamma, eps=1e-6)
        shown = d2l.rounded(gamma * s + (1 - gamma) * g**2, 8)
        assert (kept.astype(float) == shown).all()


def test_states_follow_one_another():
    """A state is the last one, rounded after one update; with 53 bits it is the average."""
    g = np.random.default_rng(0).standard_normal(50)
    states = d2l.states_in_bits(g, [0.9, 0.9], [8, 53])
    for t in range(50):
        exact = 0.9 * states[t] + (1 - 0.9) * (g[t] * g[t])
        assert states[t + 1, 0] == d2l.rounded(exact[0], 8)
    assert states[1:, 1] == pytest.approx(np.array(d2l.leaky_average(g**2, 0.9)))
