"""The numbers on the page of RMSProp's behaviour, each by a second way than its fact goes."""

import itertools
import math
from decimal import Decimal, localcontext
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from reference import (
    EPS,
    ETA,
    cycle_amplitude,
    decimal_path,
    leaky,
    rmsprop_run,
    run,
)

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, behaviour, text

PAGES = Path(__file__).parents[1] / "docs"
RESTLESS = behaviour.RESTLESS


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


@pytest.mark.parametrize(
    ("name", "sentence", "options"),
    [
        ("x1_from_zero_state", "−0.0106", {}),
        ("x1_bias_corrected", "−0.2689", {"corrected": True}),
        ("x1_from_state_one", "−0.504", {"s": 1}),
    ],
)
def test_starts_of_the_state(name, sentence, options):
    """x1 is at -0.0106, with bias correction at -0.2689, from state one at -0.504."""
    assert text(name) == sentence
    end = decimal_path("0.2", -5, 20, **options)[-1]
    assert value(name) == pytest.approx(float(end), rel=1e-8)


def test_longest_step():
    """The first of 1,000 Cauchy steps has the bound's length, 3.16; 12 % are above η.

    The longest of the later ones is 3 × 10⁻⁴ η shorter.
    """
    g = np.random.default_rng(0).standard_cauchy(1000)
    states = (s for _, s in run(leaky(0.9), lambda x, t: g[t - 1], 0, 1000))
    lengths = abs(g) / np.sqrt(np.array([*states][1:]) + 1e-6)
    assert (text("longest_step_lacks"), text("first_step_gain_09")) == (
        "3 × 10⁻⁴",
        "3.16",
    )
    lacks = math.sqrt(10) - max(lengths[1:])
    assert lacks == pytest.approx(value("longest_step_lacks"), rel=1e-6)
    assert max(lengths[1:]) < max(lengths) == lengths[0] < math.sqrt(10)
    assert text("percent_above_eta") == "12"
    assert sum(lengths > 1) == pytest.approx(10 * value("percent_above_eta"))


@pytest.mark.parametrize(
    ("name", "sentence", "c", "eps", "rel"),
    [
        ("gap_of_100_f", "9 × 10⁻⁶", "100", EPS, 1e-7),
        ("gap_of_100_f_small_eps", "9 × 10⁻¹²", "100", Decimal("1e-12"), 1e-3),
        ("gap_of_f_over_1000", "2.0", "0.001", EPS, 1e-9),
    ],
)
def test_gaps_of_rescaling(name, sentence, c, eps, rel):
    """The path of 100 f is within 9e-06 of that of f, 9e-12 at ε = 1e-12; f/1000 within 2."""
    gaps = []
    for curvature, x in (("0.2", -5), ("4", -2)):
        path = partial(decimal_path, curvature, x, 20, eps=eps)
        pairs = zip(path(c=Decimal(c)), path(), strict=True)
        gaps += [abs(a - b) for a, b in pairs]
    assert text(name) == sentence
    assert value(name) == pytest.approx(float(max(gaps)), abs=0, rel=rel)


def test_straight_and_rotated():
    """After 20 steps the value is 0.046 on the rotated quadratic, 1.1e-05 along the axes."""
    assert (text("value_at_20"), text("value_rotated_20")) == (
        "1.1 × 10⁻⁵",
        "0.046",
    )
    x1, x2 = (decimal_path(c, x, 20)[-1] for c, x in (("0.2", -5), ("4", -2)))
    assert float(x1 * x1 / 10 + 2 * x2 * x2) == pytest.approx(value("value_at_20"))
    assert d2l.f_2d_rotated(-3.5, -1.5) == d2l.f_2d(-5, -2) == 10.5
    H = np.array([[4.2, -3.8], [-3.8, 4.2]])
    x, _ = rmsprop_run(lambda x: H @ x, (-3.5, -1.5), 20)
    assert x @ H @ x / 2 == pytest.approx(value("value_rotated_20"), rel=1e-6)


@pytest.mark.parametrize(
    ("kind", "curvature", "sentence"),
    [("shallow", "0.2", "0.19993749"), ("steep", "4", "0.19999984")],
)
def test_amplitudes(kind, curvature, sentence):
    """The formula gives 0.19993749 and 0.19999984, and so does the run of 5,000 steps."""
    amplitude = (ETA**2 / 4 - EPS / Decimal(curvature) ** 2).sqrt()
    assert text(f"amplitude_{kind}") == text(f"simulated_{kind}") == sentence
    for name in (f"amplitude_{kind}", f"simulated_{kind}"):
        assert value(name) == pytest.approx(float(amplitude), abs=1e-14)


def test_value_in_the_cycle():
    """In the cycle the objective is 0.084; at step 20 it was 7,478 times smaller."""
    exact = Decimal("0.1") * (Decimal("0.04") - EPS / Decimal("0.04"))
    exact += 2 * (Decimal("0.04") - EPS / 16)
    assert text("value_in_cycle") == "0.084"
    assert value("value_in_cycle") == pytest.approx(float(exact))
    x1, x2 = (decimal_path(c, x, 20)[-1] for c, x in (("0.2", -5), ("4", -2)))
    ratio = float(exact / (x1 * x1 / 10 + 2 * x2 * x2))
    assert text("flattery_of_20_steps") == f"{ratio:,.0f}" == "7,478"


def test_ends_lie_on_the_curve():
    """All points lie within 0.005 of the curve √(1-e).

    The furthest lies at e = 1: there |x| shrinks by x³ a step, as 1/√(2t).
    """
    assert text("gap_from_curve") == "0.005"
    assert value("gap_from_curve") == pytest.approx(1 / math.sqrt(2 * 20_000), rel=0.01)
    left = []
    for gamma in (0.5, 0.9, 0.99):
        x, s = 1.5, 0.0
        for _ in range(20_000):
            s = gamma * s + (1 - gamma) * x * x
            x -= 2 * x / math.sqrt(s + 1)
        left.append(abs(x))
    assert value("gap_from_curve") == pytest.approx(max(left), rel=1e-7)


def test_left_after_a_step():
    """Left of e = 1 it depends mostly on γ: 0.949 is left at γ = 0.9, its root."""
    assert text("left_after_a_step") == f"{math.sqrt(0.9):.3f}" == "0.949"


@pytest.mark.parametrize(
    ("name", "gamma", "sentence"),
    [("decade_at_09", 0.9, "44"), ("decade_at_0999", 0.999, "4,603")],
)
def test_steps_a_decade(name, gamma, sentence):
    """A deviation shrinks tenfold in 44 steps at γ = 0.9, in 4,603 at γ = 0.999."""
    assert text(name) == sentence
    assert math.sqrt(gamma) ** value(name) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("name", "curvature", "sentence"),
    [("rest_eta_shallow", 0.2, "0.01"), ("rest_eta_steep", 4, "0.0005")],
)
def test_rates_that_rest(name, curvature, sentence):
    """To rest you need a learning rate of at most 0.01 and 0.0005."""
    eta = float(text(name))
    assert text(name) == sentence
    assert d2l.two_cycle_amplitude(0.99 * eta, curvature) == 0
    assert d2l.two_cycle_amplitude(1.01 * eta, curvature) > 0
    assert d2l.rest_multiplier(0.9, d2l.scaled_epsilon(0.99 * eta, curvature)) < 1


def test_tails_on_rotated_bowls():
    """Turned by 45° the run stays at 0.160; on the exercise's quadratic at 0.320."""
    assert (text("tail_at_45"), text("tail_on_exercise")) == ("0.160", "0.320")
    for name, curvature in (("tail_at_45", 4), ("tail_on_exercise", 8)):
        squared = 0.4**2 / 4 - 1e-6 / curvature**2
        assert value(name) == pytest.approx(curvature * squared)


def test_multipliers_at_45_degrees():
    """Along the valley a deviation grows 34.9-fold; across it shrinks by 0.949; limit 1.056."""
    assert (text("multiplier_soft"), text("multiplier_stiff")) == ("34.9", "0.949")
    trace, det = 2 * 0.9 * 20 - 0.1, 0.9 * 39
    root = (trace + math.sqrt(trace**2 - 4 * det)) / 2
    assert value("multiplier_soft") == pytest.approx(root)
    assert value("multiplier_stiff") == pytest.approx(math.sqrt(0.9))
    assert text("largest_stable_ratio") == f"{19 / 18:.3f}" == "1.056"


def test_curvature_ratio():
    """Along the valley κ is 20, and across it 1/20: the eigenvalues of the turned Hessian."""
    low, high = np.linalg.eigvalsh([[2.1, -1.9], [-1.9, 2.1]])
    assert value("curvature_ratio") == pytest.approx(high / low)
    assert text("curvature_ratio") == "20"


def step_and_turn(H, z):
    """Return x and s after a step with η = 2 and γ = 0.9 without ε, mirrored at zero."""
    x, s = np.split(z, 2)
    x, s = rmsprop_run(lambda x: H @ x, x, 1, s=s, eta=2, eps=0)
    return np.concatenate([-x, s])


def test_in_three_dimensions_no_cycle_need_attract():
    """Of this positive definite H each cycle's deviations grow, 1.19-fold or more."""
    H, grown = np.array(RESTLESS, float), []
    assert np.linalg.eigvalsh(H).min() > 0
    for sigma in itertools.product((1.0, -1.0), repeat=3):
        z = np.concatenate([sigma, (H @ sigma) ** 2])
        if np.allclose(step_and_turn(H, z), z):
            nudges = 1e-6 * np.eye(6)
            ends = [step_and_turn(H, z + d) - step_and_turn(H, z - d) for d in nudges]
            grown.append(abs(np.linalg.eigvals(np.array(ends) / 2e-6)).max())
    assert len(grown) == 6  # three, and each with its signs reversed
    assert value("three_d_multiplier") == pytest.approx(min(grown), rel=1e-4)
    assert text("three_d_multiplier") == "1.19"
    shown = str([list(row) for row in RESTLESS])
    assert f"H = {shown}\n" in (PAGES / "behaviour.md").read_text(encoding="utf-8")


def test_in_two_dimensions_some_cycle_attracts():
    """In two dimensions some cycle always attracts."""
    rng = np.random.default_rng(0)
    for gamma in rng.uniform(0.01, 0.99, size=300):
        root = rng.normal(size=(2, 2))
        H = root @ root.T
        H[1, 0] = H[0, 1]
        cycles = d2l.sign_cycles(H)
        assert min(d2l.sign_cycle_multiplier(H, c, gamma) for c in cycles) < 1


@pytest.mark.parametrize("start", [(-5, -2, 1), (0.3, 4, -1)])
def test_a_run_wanders(start):
    """It wanders about a mean of 0.21; in 20,000 steps there is no period of up to 1,000."""
    assert text("three_d_mean") == "0.21"
    losses = d2l.quadratic_losses(RESTLESS, start, 20_000)[1000:]
    assert losses.mean() == pytest.approx(value("three_d_mean"), rel=0.02)
    for period in range(1, 1001):
        assert np.abs(losses[period:] - losses[:-period])[-5000:].max() > 0.3


def test_the_mean_about_which_it_wanders():
    """The run of the page has the mean by the same operations in turn: rounding would grow."""
    H, x, s, losses = (
        np.array(RESTLESS, float),
        np.array([-5.0, -2, 1]),
        np.zeros(3),
        [],
    )
    for _ in range(20_000):
        g = H @ x
        s = 0.9 * s + (1 - 0.9) * (g * g)
        x = x - 0.4 / np.sqrt(s + 1e-6) * g
        losses.append(x @ H @ x / 2)
    assert value("three_d_mean") == pytest.approx(np.mean(losses[1000:]), rel=1e-9)


def test_largest_angle_at_which_the_valley_attracts():
    """At γ = 0.9 the cycle along the valley attracts up to a rotation by 0.15°."""

    def other_kappa(degrees):
        (a, b), (_, d) = d2l.f_2d_hessian(math.radians(degrees))
        return a / (a + b) + d / (d + b) - 1

    angle = value("largest_soft_angle")
    assert text("largest_soft_angle") == "0.15"
    assert other_kappa(angle) == pytest.approx(19 / 18, rel=1e-9)
    assert other_kappa(0.9 * angle) < 19 / 18 < other_kappa(1.1 * angle)


@pytest.mark.parametrize(
    ("name", "sentence", "rate"),
    [
        ("end_constant", "0.084", lambda t: Decimal("0.4")),
        ("end_inverse_sqrt", "8 × 10⁻⁵", lambda t: Decimal("0.4") / Decimal(t).sqrt()),
        (
            "end_cosine",
            "8 × 10⁻³⁴",
            lambda t: Decimal(0.2 * (1 + math.cos(math.pi * (t - 1) / 1000))),
        ),
        ("end_step", "2 × 10⁻¹⁵⁴", lambda t: Decimal("0.4") / 10 ** ((t - 1) // 250)),
    ],
)
def test_ends_of_schedules(name, sentence, rate):
    """After 1,000 steps the value is 0.084, 8e-05, 8e-34 and 2e-154."""
    starts = (("0.2", -5), ("4", -2))
    x1, x2 = (decimal_path(c, x, 1000, rate=rate)[-1] for c, x in starts)
    assert text(name) == sentence
    assert value(name) == pytest.approx(
        float(x1 * x1 / 10 + 2 * x2 * x2), abs=0, rel=1e-6
    )


def test_the_last_inverse_square_root_rate():
    """The rate 0.4/√t is 0.0126 at step 1,000."""
    assert text("rate_inverse_sqrt_1000") == "0.0126"
    assert 1000 * value("rate_inverse_sqrt_1000") ** 2 == pytest.approx(0.16)


def test_half_a_cycle():
    """With ε = 0.0012 a run ends 0.1000 from the minimum in x1 and 0.1998 in x2."""
    names = ("eps_of_half_a_cycle", "half_cycle_shallow", "half_cycle_steep")
    assert tuple(map(text, names)) == ("0.0012", "0.1000", "0.1998")
    eps = value("eps_of_half_a_cycle")
    assert eps == pytest.approx(3 / 16 * (0.4 * 0.2) ** 2)
    amplitudes = [cycle_amplitude(0.4, curvature, eps) for curvature in (0.2, 4)]
    assert amplitudes[0] == pytest.approx(0.4 / 4)
    assert [value(name) for name in names[1:]] == pytest.approx(amplitudes)


def test_how_far_many_steps_lead():
    """10,000 steps lead at most 100,000 η, by their squares 10,738 η; equal ones lead 10,124."""
    names = ("farthest_by_steps", "farthest_by_squares", "way_of_equal_gradients")
    assert tuple(map(text, names)) == ("100,000", "10,738", "10,124")
    t = np.arange(1, 10_001)
    steps = 1 / np.sqrt(1 - 0.99**t)
    assert value("way_of_equal_gradients") == pytest.approx(steps.sum())
    assert value("farthest_by_steps") == pytest.approx(10_000 * steps.max())
    squares = (1 - 9999 * math.log(0.99) + math.log(1e6)) / 0.01
    assert value("farthest_by_squares") == pytest.approx(math.sqrt(1e4 * squares))


@pytest.mark.parametrize("seed", range(4))
def test_no_gradients_lead_farther_than_their_squares_allow(seed):
    """Equal, noisy, heavy or growing to a millionfold state: none gets past 10,738 η."""
    rng, steps = np.random.default_rng(seed), 10_000
    tried = (np.ones(steps), rng.normal(size=steps), rng.standard_cauchy(steps))
    growing = 1e3 ** np.linspace(0, 1, steps)
    for g in (*tried, growing):
        squares = [s for _, s in run(leaky(0.99), lambda x, t, g=g: g[t - 1], 0, steps)]
        if squares[-1] <= 1e6 * squares[1]:
            way = d2l.step_lengths(g, 0.99, eps=1e-300).sum()
            assert way <= value("farthest_by_squares")


def test_pulses():
    """Gradients of 1 that come 22 steps apart make steps of 3.00 η, rms 0.64; 21 do not."""
    names = ("pulse_apart", "pulse_step", "pulse_rms")
    assert tuple(map(text, names)) == ("22", "3.00", "0.64")
    sizes = {n: math.sqrt((1 - 0.9**n) / 0.1) for n in (21, 22)}
    assert sizes[21] < 3 <= sizes[22]
    assert value("pulse_step") == pytest.approx(sizes[22])
    assert value("pulse_rms") ** 2 == pytest.approx((1 - 0.9**22) / (22 * 0.1))
    assert value("pulse_rms") < 1


def of_a_power(power, gamma):
    """Return the Jacobian of a step on |x|ᵖ/p in |x| and s, at the cycle, by differences."""

    def step(z):
        s = gamma * z[1] + (1 - gamma) * z[0] ** (2 * power - 2)
        return np.array([2 * z[0] ** (power - 1) / math.sqrt(s) - z[0], s])

    at, h = np.ones(2), 1e-6
    columns = [(step(at + h * e) - step(at - h * e)) / (2 * h) for e in np.eye(2)]
    return np.transpose(columns)


def test_which_powers_attract():
    """At γ = 0.9 the cycle attracts for p below 2.06; of x⁴ for γ below 0.2."""
    names = ("largest_power", "largest_gamma_of_quartic", "quartic_multiplier")
    assert tuple(map(text, names)) == ("2.06", "0.2", "4.2")

    def left(power, gamma):
        return abs(np.linalg.eigvals(of_a_power(power, gamma))).max()

    assert left(value("largest_power") - 1e-3, 0.9) < 1
    assert left(value("largest_power") + 1e-3, 0.9) > 1
    assert left(4, value("largest_gamma_of_quartic") - 1e-3) < 1
    assert left(4, value("largest_gamma_of_quartic") + 1e-3) > 1
    assert value("quartic_multiplier") == pytest.approx(left(4, 0.9), rel=1e-6)
    for power in (1.1, 1.5, 2.0):
        assert max(left(power, gamma) for gamma in np.linspace(0.01, 0.99, 99)) < 1


def power_run(power, gamma, steps=1000):
    """Follow RMSProp on |x|ᵖ/p in units of η/2 with 50 digits, from 1.1 and the state 1."""
    with localcontext(prec=50):
        x, s, points = Decimal("1.1"), Decimal(1), []
        for _ in range(steps):
            g = abs(x) ** Decimal(power - 1) * (1 if x > 0 else -1)
            s = Decimal(gamma) * s + (1 - Decimal(gamma)) * g * g
            x -= 2 * g / s.sqrt()
            points.append(x)
    return points


def test_where_runs_on_powers_end():
    """On |x|^1.5, and on x⁴ at γ = 0.1, at 1.000 times η/2."""
    for name, power, gamma in (
        ("end_of_power_15", 1.5, "0.9"),
        ("end_of_quartic_01", 4, "0.1"),
    ):
        assert text(name) == "1.000"
        assert value(name) == pytest.approx(
            abs(float(power_run(power, gamma, 300)[-1]))
        )


def test_a_flat_minimum_draws_in():
    """On x⁴ at γ = 0.9 a step leaves the fourth root of γ, 0.974; that attracts for γ > 1/16."""
    names = ("quartic_shrinks", "quartic_shrinks_in_a_run")
    assert tuple(map(text, names)) == ("0.974", "0.974")
    before, after = power_run(4, "0.9")[-2:]
    assert value(names[1]) == pytest.approx(float(after / before), rel=1e-6)
    assert text("end_of_quartic_09") == "0.000"
    assert value("end_of_quartic_09") == pytest.approx(
        abs(float(after)), abs=0, rel=1e-6
    )
    assert value(names[0]) ** 4 == pytest.approx(0.9)
    for gamma in (1 / 16 - 1e-4, 1 / 16 + 1e-4):
        v = 1 - gamma**0.25
        ends = [u * (1 - u) ** 2 / math.sqrt(gamma) for u in (v - 1e-6, v, v + 1e-6)]
        assert ends[1] == pytest.approx(v)
        assert (abs(ends[2] - ends[0]) / 2e-6 < 1) is (gamma > 1 / 16)
