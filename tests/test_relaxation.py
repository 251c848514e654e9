"""Max-cut and its relaxation: certificates, corners, and the iteration that finds them."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rmsprop_tut as d2l


def drawn(d, seed):
    """Return a random positive definite matrix."""
    A = np.random.default_rng(seed).normal(size=(d, d))
    return (A @ A.T + (A @ A.T).T) / 2


def not_negative(matrix, size):
    """Return whether a symmetric matrix has no negative eigenvalue, but for rounding."""
    return np.linalg.eigvalsh(matrix).min() > -1e-9 * size


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 7), st.integers(0, 10**6))
def test_certificates(d, seed):
    """X and y are feasible, and their sums meet: so neither can be better."""
    H = drawn(d, seed)
    found = d2l.cut_relaxation(H)
    assert found == d2l.cut_relaxation(H)
    assert repr(found) == f"Relaxation({found.below:.6g} to {found.above:.6g}, d = {d})"
    assert np.diagonal(found.gram) == pytest.approx(np.ones(d))
    assert not_negative(found.gram, 1)
    assert not_negative(np.diag(found.multipliers) - H, np.abs(H).max())
    assert found.below == pytest.approx(np.trace(H @ found.gram))
    assert found.above == pytest.approx(sum(found.multipliers))
    assert found.above == pytest.approx(found.below, rel=1e-5)


@settings(deadline=None, max_examples=25)
@given(st.integers(1, 6), st.integers(0, 10**6))
def test_the_best_corner(d, seed):
    """It is the best of all corners; the relaxation is from 1 to π/2 times it."""
    H = drawn(d, seed)
    corners = itertools.product((1, -1), repeat=d)
    values = [
        sum(H[i, j] * c[i] * c[j] for i in range(d) for j in range(d)) for c in corners
    ]
    best = d2l.best_cut(H)
    assert best == pytest.approx(max(values))
    relaxed = d2l.cut_relaxation(H)
    assert best <= relaxed.above * (1 + 1e-12)
    assert relaxed.below <= math.pi / 2 * best


def test_a_cycle_that_attracts_is_almost_the_best():
    """Of 100 random H each attracting cycle has more than 2γ/(1+γ) of the relaxation."""
    rng, seen = np.random.default_rng(1), 0
    for seed in range(100):
        H, gamma = drawn(int(rng.integers(2, 7)), seed), rng.uniform(0.05, 0.999)
        least = 2 * gamma / (1 + gamma) * d2l.cut_relaxation(H).below
        for sigma in d2l.sign_cycles(H):
            if d2l.sign_cycle_multiplier(H, sigma, gamma) < 1:
                seen += 1
                assert sigma @ H @ sigma > least * (1 - 1e-9)
    assert seen > 100


def test_frustrated_quadratics():
    """Their best corners are at least 0.5 % below the relaxation, the worst first."""
    many = d2l.frustrated_quadratics(4, d=4, seed=3)
    shares = [d2l.best_cut(H) / d2l.cut_relaxation(H).above for H in many]
    assert len(many) == 4
    assert shares == sorted(shares)
    assert shares[-1] < 0.995
    assert all(np.array_equal(H, H.T) and H.shape == (4, 4) for H in many)
    A = np.random.default_rng(3).standard_normal((2000, 4, 4))
    products = A @ A.transpose(0, 2, 1)
    assert all(np.isclose(H, products).all(axis=(1, 2)).any() for H in many)


def test_a_matrix_that_is_not_definite():
    """The relaxation of any symmetric matrix is found: of -1 beside a zero diagonal it is 3."""
    found = d2l.cut_relaxation(np.eye(3) - 1)
    assert found.below == pytest.approx(3) == pytest.approx(found.above)
    assert d2l.cut_relaxation(np.zeros((2, 2))).above == pytest.approx(0, abs=1e-200)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: d2l.cut_relaxation([[1, 2], [3, 4]]),
        lambda: d2l.best_cut([[1, 2], [3, 4]]),
        lambda: d2l.best_cut(np.eye(21)),
        lambda: d2l.cut_relaxation(np.eye(2), steps=0),
        lambda: d2l.frustrated_quadratics(d=2),
    ],
)
def test_what_is_refused(refused):
    """What is not symmetric, too large or too little is refused."""
    with pytest.raises(ValueError, match=r"hessian|steps|d must"):
        refused()


@settings(deadline=None, max_examples=25)
@given(st.integers(2, 7), st.integers(0, 10**6), st.integers(1, 3))
def test_few_steps_have_bounds_too(d, seed, steps):
    """However few the steps, the best corner is between none and the bound above."""
    H = drawn(d, seed)
    found = d2l.cut_relaxation(H, steps=steps)
    assert not_negative(np.diag(found.multipliers) - H, np.abs(H).max())
    assert found.above >= d2l.best_cut(H) * (1 - 1e-12)
    assert found.above >= found.below * (1 - 1e-12)


def test_problems_side_by_side():
    """Of a matrix in two blocks the maximum is that of one and of the other together."""
    H, apart = np.zeros((5, 5)), (drawn(2, 0), drawn(3, 1))
    H[:2, :2], H[2:, 2:] = apart
    found = d2l.cut_relaxation(H)
    total = sum(d2l.cut_relaxation(block).above for block in apart)
    assert found.below == pytest.approx(total, rel=1e-9)
    assert found.above == pytest.approx(total, rel=1e-9)
