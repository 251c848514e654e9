"""Where RMSProp ends with a constant learning rate: the formula, its domain, its stability."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference import cycle_amplitude, rmsprop_run
from strategies import inner_gammas

import rmsprop_tut as d2l
from rmsprop_tut.core.updates import rmsprop_step

scaled = st.floats(0.001, 0.95)


def drawn_settings(count, seed=0):
    """Return (η, λ, ε, γ) drawn at random, all with e below 0.95."""
    rng = np.random.default_rng(seed)
    eta, curvature = 10 ** rng.uniform(-3, 1, count), 10 ** rng.uniform(-2, 2, count)
    e = 10 ** rng.uniform(-8, math.log10(0.95), count)
    eps = e * (eta * curvature) ** 2 / 4
    gamma = rng.uniform(0.02, 0.98, count)
    return list(zip(*(v.tolist() for v in (eta, curvature, eps, gamma)), strict=True))


def needed_steps(gamma, e):
    """Return steps enough to arrive from far away and for a deviation to shrink to 1e-13."""
    rate = -math.log(d2l.two_cycle_multiplier(gamma, e))
    return int(600 + 45 / rate + 20 / (1 - gamma))


def final_point(eta, curvature, eps, gamma, x0):
    """Run RMSProp on λx²/2 in both coordinates, from x0 and a tenth of it."""

    def grad(x1, x2):
        return curvature * x1, curvature * x2

    step = partial(d2l.rmsprop_2d, eta=eta, gamma=gamma, eps=eps, grad=grad)
    steps = needed_steps(gamma, 4 * eps / (eta * curvature) ** 2)
    return d2l.run_2d(step, steps + 1, (x0, x0 / 10, 0.0, 0.0))[-2:]


def test_formula_against_simulation():
    """On 240 drawn (η, λ, ε, γ) the run ends in the cycle √(η²/4 - ε/λ²), to 1e-10."""
    for eta, curvature, eps, gamma in drawn_settings(240):
        state, after = final_point(eta, curvature, eps, gamma, x0=3 * eta)
        amplitude = cycle_amplitude(eta, curvature, eps)
        assert d2l.two_cycle_amplitude(eta, curvature, eps) == pytest.approx(amplitude)
        for x, x_after in zip(state[:2], after[:2], strict=True):
            assert abs(abs(x) - amplitude) < 1e-10 * max(1, eta)
            assert abs(x + x_after) < 1e-10 * max(1, eta)


@settings(deadline=None, max_examples=50)
@given(
    inner_gammas.filter(lambda g: g < 0.98),
    scaled,
    st.floats(-2, 1.3),
    st.floats(-3, 3),
)
def test_the_cycle_is_reached_from_far_and_near(gamma, e, log_start, log_state):
    """From far away we have runs: wherever they start, all end in the cycle."""
    steps, options = 4 * needed_steps(gamma, e), {"eta": 2, "gamma": gamma, "eps": e}
    x, _ = rmsprop_run(lambda x: x, 10**log_start, steps, s=10**log_state, **options)
    assert abs(x) == pytest.approx(math.sqrt(1 - e), abs=1e-9)


@given(inner_gammas, st.floats(1, 100), st.floats(-1e3, 1e3), st.floats(0, 1e6))
def test_from_one_on_every_step_comes_closer(gamma, e, x, s):
    """For e ≥ 1 the factor 1 - 2/√(s'+e) lies between -1 and 1, so |x| only falls."""
    x1, _, _, _ = d2l.rmsprop_2d(
        x, 0, s, 0, eta=2, gamma=gamma, eps=e, grad=lambda x1, x2: (x1, x2)
    )
    assert abs(x1) <= abs(x)


@pytest.mark.parametrize("e", [1.02, 1.2, 2, 10])
@pytest.mark.parametrize("gamma", [0, 0.3, 0.9])
def test_where_the_root_is_imaginary_it_goes_to_the_minimum(gamma, e):
    """For η²/4 < ε/λ² the run goes to 0, and the amplitude is 0."""
    assert d2l.final_amplitude(gamma, [e], steps=4000)[0] < 1e-10
    assert d2l.two_cycle_amplitude(1, 2 / math.sqrt(e), 1) == 0


@given(inner_gammas, st.lists(scaled, min_size=1, max_size=5), st.integers(1, 40))
def test_the_simulation_goes_through_the_step(gamma, e, steps):
    """The simulation is the package's step, one number at a time, to the last bit."""
    ends = []
    for scaled_eps in e:
        x, s = 1.5, 0.0
        for _ in range(steps):
            x, s = rmsprop_step(x, s, x, 2.0, gamma, scaled_eps)
        ends.append(abs(x))
    assert d2l.final_amplitude(gamma, e, steps).tolist() == ends


def half_step(p, s, gamma, e):
    """Return p = x² and s after a step, in scaled units."""
    x, s = rmsprop_run(lambda x: x, math.sqrt(p), 1, s=s, eta=2, gamma=gamma, eps=e)
    return np.array([x**2, s])


@given(inner_gammas, scaled)
def test_jacobian_against_finite_differences(gamma, e):
    """The step has at the cycle the Jacobian J; its spectral radius is what we return."""
    a, h = 1 - e, 1e-6 * (1 - e)
    columns = [
        (half_step(a + dp, a + ds, gamma, e) - half_step(a - dp, a - ds, gamma, e))
        / (2 * h)
        for dp, ds in ((h, 0), (0, h))
    ]
    J = np.array(columns).T
    assert np.linalg.det(J) == pytest.approx(gamma, abs=1e-6)
    assert np.trace(J) == pytest.approx(1 + gamma - 2 * a * (1 - gamma), abs=1e-6)
    # Near a double eigenvalue its root magnifies the error of the differences.
    radius = abs(np.linalg.eigvals(J)).max()
    assert d2l.two_cycle_multiplier(gamma, e) == pytest.approx(radius, abs=1e-3)


def test_the_cycle_attracts_wherever_it_exists():
    """The cycle attracts for all 0 < γ < 1 and 0 ≤ e < 1, and for γ = 0 if 0 < e < 1."""
    for gamma in np.linspace(0, 1, 201)[1:-1]:
        for e in np.linspace(0, 1, 201)[:-1]:
            assert d2l.two_cycle_multiplier(gamma, e) < 1
    assert all(d2l.two_cycle_multiplier(0, e) < 1 for e in np.linspace(0, 1, 99)[1:-1])


@pytest.mark.parametrize(("gamma", "e"), [(0, 0), (1, 0.5), (0.5, 1)])
def test_on_the_edge_of_its_domain_it_is_neutral(gamma, e):
    """At γ = 0 with e = 0, at γ = 1 and at e = 1 the multiplier is 1."""
    assert d2l.two_cycle_multiplier(gamma, e) == pytest.approx(1, abs=1e-7)


def test_without_memory_and_epsilon_any_two_points_are_a_cycle():
    """At γ = 0 and ε = 0 steps of constant length alternate between any two points."""
    assert d2l.final_amplitude(0, [1e-300], 1000, start=0.3) == pytest.approx(0.3)
    assert d2l.final_amplitude(0, [1e-300], 1001, start=0.3) == pytest.approx(1.7)


@given(inner_gammas, st.floats(0, 0.999))
def test_complex_eigenvalues_have_the_modulus_root_gamma(gamma, e):
    """Where the eigenvalues are complex, both have the modulus √γ."""
    trace = 1 + gamma - 2 * (1 - e) * (1 - gamma)
    radius = d2l.two_cycle_multiplier(gamma, e)
    if trace**2 < 4 * gamma:
        assert radius == pytest.approx(math.sqrt(gamma))
    else:
        assert radius >= math.sqrt(gamma) * (1 - 1e-7)


@settings(deadline=None, max_examples=30)
@given(st.floats(0.1, 0.97), st.floats(0.001, 0.6))
def test_deviations_shrink_at_the_stated_rate(gamma, e):
    """A small deviation from the cycle shrinks by the multiplier in each step."""
    radius = d2l.two_cycle_multiplier(gamma, e)
    a, n = 1 - e, round(math.log(1e-6) / math.log(radius))
    p, s = a * (1 + 1e-5), a
    for _ in range(n):
        p, s = half_step(p, s, gamma, e)
    left = math.hypot(p - a, s - a) / (a * 1e-5)
    assert 1e-8 < left < 1e-4


@given(st.floats(0, 0.99), st.floats(0.01, 100))
def test_the_minimum_attracts_exactly_above_one(gamma, e):
    """The minimum attracts exactly if e > 1, that is if ηλ < 2√ε."""
    assert (d2l.rest_multiplier(gamma, e) < 1) == (e > 1)


@given(inner_gammas, st.floats(0.01, 0.9))
def test_the_minimum_repels_at_the_stated_rate(gamma, e):
    """Where x and s are tiny, x' = x (1 - 2/√e)."""
    x = 1e-9
    _, grown = (d2l.final_amplitude(gamma, [e], n, start=x)[0] for n in (1, 2))
    factor = abs(1 - 2 / math.sqrt(e))
    assert grown == pytest.approx(x * factor**2, rel=1e-3)


def test_scaling_leaves_two_constants():
    """In units of η/2 and (ηλ/2)² only γ and e = 4ε/(ηλ)² are left."""
    eta, curvature, eps, gamma = 0.03, 7.0, 1e-3, 0.8
    e = d2l.scaled_epsilon(eta, curvature, eps)
    x, s = 1.5 * eta / 2, 0.0
    for _ in range(50):
        x, _, s, _ = d2l.rmsprop_2d(
            x,
            0,
            s,
            0,
            eta=eta,
            gamma=gamma,
            eps=eps,
            grad=lambda a, b: (curvature * a, b),
        )
    end = d2l.final_amplitude(gamma, [e], 50)[0] * eta / 2
    assert abs(x) == pytest.approx(end, rel=1e-9)


def end_signs(H, seed):
    """Return the signs between which a run with ε = 1e-12 ends, and its point."""
    start = np.random.default_rng(seed).uniform(-3, 3, len(H))
    x, _ = rmsprop_run(lambda x: H @ x, start, 3000, eps=1e-12)
    return np.sign(x) * np.sign(x[0]), x


@pytest.mark.parametrize("degrees", [1, 5, 20, 45])
def test_rotated_runs_end_across_the_valley(degrees):
    """In the tests a thousand runs on our bowl, turned by four angles, all end there."""
    H = d2l.f_2d_hessian(math.radians(degrees))
    starts = np.random.default_rng(0).uniform(-3, 3, (2, 250))
    x, _ = rmsprop_run(lambda x: H @ x, starts, 3000, eps=1e-12)
    assert np.abs(x) == pytest.approx(np.full((2, 250), 0.2), abs=1e-9)
    assert (x[0] * x[1] < 0).all()


def test_runs_on_random_quadratics_end_between_opposite_corners():
    """Hundreds of random H, of condition numbers up to 300, have runs that end so too."""
    rng = np.random.default_rng(0)
    roots = rng.normal(size=(400, 2, 2))
    H = roots @ roots.transpose(0, 2, 1)
    H = H[np.linalg.cond(H) < 300]
    assert len(H) > 300
    starts = rng.uniform(-3, 3, (2, len(H)))
    x, _ = rmsprop_run(
        lambda x: np.einsum("nij,jn->in", H, x), starts, 10_000, eps=1e-12
    )
    assert np.abs(x) == pytest.approx(np.full((2, len(H)), 0.2), abs=1e-6)


@pytest.mark.parametrize("degrees", [1, 2, 3, 43, 45])
def test_along_the_valley_a_cycle_repels(degrees):
    """Of the two cycles only the one across the valley attracts."""
    H = d2l.f_2d_hessian(math.radians(degrees))
    along, across = d2l.sign_cycles(H)
    assert d2l.sign_cycle_multiplier(H, along, 0.9) > 1
    assert d2l.sign_cycle_multiplier(H, across, 0.9) == pytest.approx(math.sqrt(0.9))


@given(inner_gammas, st.floats(0.02, 5))
def test_the_limit_of_the_curvature_ratio(gamma, kappa):
    """The cycle attracts exactly if κ < (1+γ)/(2γ)."""
    H = np.array([[1 + kappa, 1 - kappa], [1 - kappa, 1 + kappa]]) / 2
    stable = d2l.sign_cycle_multiplier(H, [1, 1], gamma) < 1
    limit = (1 + gamma) / (2 * gamma)
    assert stable == (kappa < limit) or kappa == pytest.approx(limit)


@given(inner_gammas, st.floats(0.02, 5))
def test_determinant_and_trace_on_the_diagonal(gamma, kappa):
    """Its determinant is γ(2κ-1) and its trace 2γκ+γ-1."""
    J = [[2 * gamma * kappa - 1, -gamma], [2 * (1 - gamma) * kappa, gamma]]
    H = np.array([[1 + kappa, 1 - kappa], [1 - kappa, 1 + kappa]]) / 2
    radius = max(*abs(np.linalg.eigvals(J)), d2l.two_cycle_multiplier(gamma, 0))
    assert np.linalg.det(J) == pytest.approx(gamma * (2 * kappa - 1), abs=1e-9)
    assert d2l.sign_cycle_multiplier(H, [1, 1], gamma) == pytest.approx(
        radius, abs=1e-6
    )


@pytest.mark.parametrize("seed", range(4))
def test_in_three_dimensions_a_run_ends_in_an_attracting_sign_cycle(seed):
    """With more dimensions a run that ends in a 2-cycle ends in one that attracts."""
    root = np.random.default_rng(seed).normal(size=(3, 3))
    H = root @ root.T + 0.1 * np.eye(3)
    H = (H + H.T) / 2
    attracting = [
        sigma.tolist()
        for sigma in d2l.sign_cycles(H)
        if d2l.sign_cycle_multiplier(H, sigma, 0.9) < 1
    ]
    assert attracting
    assert all(end_signs(H, start)[0].tolist() in attracting for start in range(5))


@given(st.integers(0, 10_000), inner_gammas, st.integers(2, 4))
@settings(deadline=None)
def test_a_sign_cycle_attracts_if_every_kappa_is_below_the_limit(seed, gamma, d):
    """It attracts exactly if every eigenvalue of K is below (1+γ)/(2γ); one of them is 1."""
    root = np.random.default_rng(seed).normal(size=(d, d))
    H = (root @ root.T + (root @ root.T).T) / 2 + 0.01 * np.eye(d)
    for sigma in d2l.sign_cycles(H):
        c = np.abs(H @ sigma)
        kappas = np.linalg.eigvals(np.outer(sigma / c, sigma) * H)
        assert np.abs(kappas.imag).max() < 1e-6 * np.abs(kappas).max()
        assert np.abs(kappas - 1).min() < 1e-6
        margin = kappas.real.max() * 2 * gamma / (1 + gamma) - 1
        attracts = d2l.sign_cycle_multiplier(H, sigma, gamma) < 1
        assert attracts == (margin < 0) or abs(margin) < 1e-6


@given(st.floats(1e-6, math.pi / 4), inner_gammas)
def test_across_the_valley_always_attracts(angle, gamma):
    """For (1, -1) the other κ is below 1, so this cycle always attracts."""
    assert d2l.sign_cycle_multiplier(d2l.f_2d_hessian(angle), [1, -1], gamma) < 1


def test_in_an_almost_straight_bowl_the_start_decides():
    """Below 0.15° both attract, and the start decides."""
    H = d2l.f_2d_hessian(math.radians(0.1))
    along, across = d2l.sign_cycles(H)
    assert max(d2l.sign_cycle_multiplier(H, s, 0.9) for s in (along, across)) < 1
    for sigma in (along, across):
        near, state = 0.2 * sigma * (1.001, 0.999), (0.2 * H @ sigma) ** 2
        x, _ = rmsprop_run(lambda x: H @ x, near, 1001, s=state, eps=1e-12)
        assert x[0] * x[1] * sigma[1] == pytest.approx(0.04)


@given(st.floats(0, math.pi / 4))
@settings(deadline=None, max_examples=10)
def test_the_value_on_a_rotated_bowl(angle):
    """The cycle (1, -1) has the value η²/8 (λ1+λ2+(λ2-λ1) sin 2θ)."""
    value = 0.4**2 / 8 * (4.2 + 3.8 * math.sin(2 * angle))
    assert d2l.tail_value(d2l.f_2d_hessian(angle)) == pytest.approx(value, rel=1e-4)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: d2l.scaled_epsilon(0, 1),
            "^eta must be positive and finite, not 0$",
        ),
        (lambda: d2l.scaled_epsilon(1, -1), "^curvature must be positive"),
        (lambda: d2l.two_cycle_amplitude(1, 1, -1), "^eps must be non-negative"),
        (lambda: d2l.two_cycle_multiplier(2, 0), "^gamma must be a fraction"),
        (
            lambda: d2l.two_cycle_multiplier(0.5, 1.5),
            r"^scaled_eps must be in \[0, 1\], not 1.5",
        ),
        (lambda: d2l.rest_multiplier(0.5, 0), "^scaled_eps must be positive"),
        (lambda: d2l.final_amplitude(0.5, [1], 0), "^steps must be"),
        (lambda: d2l.sign_cycles([[1, 2], [3, 4]]), "^hessian must be a symmetric"),
        (lambda: d2l.sign_cycle_multiplier(np.eye(2), [1, 0], 0.5), "^sigma must be"),
    ],
)
def test_bad_arguments(call, words):
    """Errors name the argument and its range."""
    with pytest.raises(ValueError, match=words):
        call()


def test_scaled_epsilon_must_be_positive():
    """e is above 0: at 0 a vanished state would divide by zero."""
    with pytest.raises(
        ValueError,
        match=r"each of scaled_eps must be positive and finite, but .*\[0\] is -1",
    ):
        d2l.final_amplitude(0.5, [-1], 10)


def test_a_start_at_the_minimum_is_refused():
    """From 0 the simulation would stay: another start is asked for."""
    with pytest.raises(ValueError, match="^start must be finite and not 0, not 0"):
        d2l.final_amplitude(0.5, [0.5], 10, start=0)


def test_other_than_one_sign_a_coordinate_is_refused():
    """There is a sign for each coordinate, or an error says so."""
    with pytest.raises(ValueError, match=r"^sigma must be 2 signs, not .*\[1"):
        d2l.sign_cycle_multiplier(np.eye(2), [1], 0.5)


def test_a_product_too_small_is_refused():
    """Where (ηλ)² is 0 in floating point, the argument at fault is named."""
    with pytest.raises(ValueError, match=r"\(eta \* curvature\)\*\*2 must be"):
        d2l.scaled_epsilon(1e-200, 1e-200)


def test_dimensions_are_limited():
    """The sign vectors are tried one by one: above 20 dimensions that is refused."""
    with pytest.raises(ValueError, match=r"rows of hessian must be in \[1, 20\]"):
        d2l.sign_cycles(np.eye(21))


def outside_run(eta, curvature, eps, gamma, steps):
    """Follow PyTorch's RMSProp on λx²/2 from 3η and from a tenth of it."""
    settings = {"lr": eta, "alpha": gamma, "eps": eps}
    return d2l.library_path(
        "pytorch",
        settings,
        start=(3 * eta, 0.3 * eta),
        grad=lambda x1, x2: (curvature * x1, curvature * x2),
        steps=steps,
    )


def outside_jacobian(gamma, e):
    """Return the Jacobian in (ln |x|, ln s) at the cycle, by central differences."""

    def step(log_x, log_s):
        x = math.exp(log_x)
        s = gamma * math.exp(log_s) + (1 - gamma) * x * x
        return np.array([math.log(abs(x - 2 * x / (math.sqrt(s) + e))), math.log(s)])

    at, d = np.log([1 - e, (1 - e) ** 2]), 1e-6
    columns = [(step(*(at + v)) - step(*(at - v))) / (2 * d) for v in d * np.eye(2)]
    return np.transpose(columns)


def test_with_eps_outside_the_formula_against_simulation():
    """On drawn (η, λ, ε, γ) PyTorch ends in the cycle η/2 - ε/λ, to 1e-12 of η."""
    for eta, curvature, e, gamma in drawn_settings(25, seed=1):
        e, gamma = min(0.9, 4 * e / (eta * curvature) ** 2), min(gamma, 0.9)
        eps = e * eta * curvature / 2
        amplitude = d2l.two_cycle_eps_outside(eta, curvature, eps)
        assert amplitude == pytest.approx(eta / 2 * (1 - e), rel=1e-12)
        rate = -math.log(np.abs(np.linalg.eigvals(outside_jacobian(gamma, e))).max())
        path = outside_run(eta, curvature, eps, gamma, int(600 + 60 / rate))
        assert np.abs(path[-2:]) == pytest.approx(amplitude, rel=1e-11, abs=1e-12 * eta)
        assert path[-1] == pytest.approx(-path[-2], rel=1e-11, abs=1e-12 * eta)


@given(st.floats(0, 0.99), st.floats(0.01, 0.99))
def test_with_eps_outside_the_cycle_attracts_wherever_it_is(gamma, e):
    """Determinant γ, trace 1 + γ - 2(1-γ)ρ with ρ = 1 - e: stable for every γ in [0, 1)."""
    jacobian = outside_jacobian(gamma, e)
    assert np.linalg.det(jacobian) == pytest.approx(gamma, abs=1e-6)
    trace = 1 + gamma - 2 * (1 - gamma) * (1 - e)
    assert np.trace(jacobian) == pytest.approx(trace, abs=1e-6)
    eigenvalues = np.roots([1, -trace, gamma])
    assert np.abs(eigenvalues).max() < 1


@given(inner_gammas, st.floats(1, 100), st.floats(-1e3, 1e3), st.floats(0, 1e6))
def test_with_eps_outside_from_one_on_every_step_comes_closer(gamma, e, x, s):
    """For e ≥ 1 the factor 1 - 2/(√s' + e) lies between -1 and 1, so |x| only falls."""
    s = gamma * s + (1 - gamma) * x * x
    assert abs(x - 2 * x / (math.sqrt(s) + e)) <= abs(x)


@pytest.mark.parametrize("e", [1.02, 1.2, 2, 10])
def test_with_eps_outside_it_rests_from_one_on(e):
    """For ε ≥ ηλ/2 PyTorch goes to the minimum, and the amplitude is 0."""
    assert d2l.two_cycle_eps_outside(2, 1.0, e) == 0
    assert np.abs(outside_run(2, 1.0, e, 0.9, 3000)[-1]).max() < 1e-12


@pytest.mark.parametrize("e", [0.3, 0.99, 1.01])
def test_the_square_of_eps_carries_the_border_over(e):
    """ε outside and ε² inside have the cycle up to the same η and λ."""
    outside = d2l.two_cycle_eps_outside(0.5, 2.0, e / 2)
    inside = d2l.two_cycle_amplitude(0.5, 2.0, (e / 2) ** 2)
    assert (outside > 0) == (inside > 0) == (e < 1)


def test_a_coordinate_without_a_slope_holds_no_sign():
    """Signs reproduce themselves: where Hσ is 0 there is none, and no cycle."""
    (found,) = d2l.sign_cycles([[1.0, -1.0], [-1.0, 1.0]])
    assert found.tolist() == [1.0, -1.0]
