"""The numbers on the page of noise, each by a second way than its fact goes."""

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from mpmath import iv
from reference import leaky, run

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, noise, text
from rmsprop_tut.core.rest_points import mean_step_at

THREE = [Fraction(-1), Fraction(1, 10), Fraction(69, 10)]
CHANCES = [Fraction(40, 100), Fraction(55, 100), Fraction(5, 100)]


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def level(eta, gamma, curvature, root, rng, steps=2500, runs=300):
    """Return the mean loss under normal noise of deviation 1, from a state at its mean."""
    x, s, total = np.zeros(runs), np.full(runs, root**2), 0.0
    for step in range(steps):
        g = curvature * x + rng.normal(size=runs)
        s = gamma * s + (1 - gamma) * g**2
        x = x - eta * g / np.sqrt(s)
        total += curvature * np.mean(x**2) / 2 if step >= steps // 2 else 0.0
    return total / (steps - steps // 2)


def test_levels_near_the_frozen_state_s():
    """At γ = 0.999 none is further than 1.3 % from the formula; at γ = 0.9 up to 5 % lower.

    The first is a bound: no gap of the figure is above the number that is printed.
    """
    assert (text("frozen_gap"), text("short_memory_gap")) == ("1.3", "5")
    assert noise.gap(0.999) <= float(text("frozen_gap"))
    etas, gaps = np.geomspace(0.2, 20, 7), []  # of the figure
    for curvature in (0.2, 4):
        swing = etas * curvature / 4
        found = d2l.noise_floor(etas, 0.9, 1, curvatures=[curvature], steps=4000)
        gaps += [*(found / (etas / 4 * (swing + np.hypot(swing, 1))) - 1)]
    assert value("short_memory_gap") == pytest.approx(-100 * min(gaps))
    rng = np.random.default_rng(1)
    for eta, curvature in ((1, 0.2), (20, 0.2), (0.4, 4), (5, 4)):
        root = eta * curvature / 4 + math.hypot(eta * curvature / 4, 1)
        long = level(eta, 0.999, curvature, root, rng)
        assert long == pytest.approx(eta / 4 * root, rel=0.02)
        short = level(eta, 0.9, curvature, root, rng)
        assert 0.93 < short / (eta / 4 * root) < 1.02


def test_how_far_the_floor_goes():
    """The floor is within a tenth of the level up to ηλ√B/σ = 0.38."""
    size = value("floor_within_a_tenth")
    assert text("floor_within_a_tenth") == "0.38"
    assert float(d2l.frozen_level(1, size, 1)) == pytest.approx(1.1 / 4)
    assert float(d2l.frozen_level(0.5, 2 * size * 3, 3)) == pytest.approx(
        1.1 * 0.5 * 3 / 4
    )


@pytest.mark.parametrize("rule", [0, 1])
@pytest.mark.parametrize("batch", [10, 40, 160])
def test_when_a_level_is_taken(batch, rule):
    """It is the mean of the last five epochs of 1500; early is after half an epoch."""
    seen, excess = noise.batches(batch)
    last = excess[rule, np.searchsorted(seen, seen[-1] - 7500, side="right") :]
    assert noise.late(batch, rule) == pytest.approx(last.mean(), rel=1e-12)
    after = int(np.searchsorted(seen, 750))
    assert excess[rule, after] <= noise.early(batch, rule) <= excess[rule, after - 1]


def gradients_at(weights):
    """Return each example's gradient, from the published table."""
    table = d2l.load_airfoil()
    table = ((table - table.mean(axis=0)) / table.std(axis=0))[:1500]
    inputs = np.column_stack([table[:, :5], np.ones(1500)])
    if weights is None:
        weights = np.linalg.solve(inputs.T @ inputs, inputs.T @ table[:, 5])
    return (inputs @ weights - table[:, 5])[:, None] * inputs


def test_the_regression_s_floor():
    """The noise floor at a batch of 10 is 0.00174."""
    gradients = gradients_at(None)
    assert gradients.mean(axis=0) == pytest.approx(np.zeros(6), abs=1e-12)
    sizes = np.sqrt((gradients**2).mean(axis=0) / 10)
    assert value("airfoil_floor") == pytest.approx(0.005 / 4 * sizes.sum())
    assert text("airfoil_floor") == "0.00174"


@pytest.mark.parametrize(("batch", "sentence"), [(10, "1.0"), (160, "4.1")])
def test_the_signal_at_zero_weights(batch, sentence):
    """For one weight the mean gradient is 1.0 times the noise of 10, 4.1 times that of 160."""
    gradients = gradients_at(np.zeros(6))
    largest = max(abs(g.mean()) / math.sqrt(g.var() / batch) for g in gradients.T)
    assert value(f"signal_{batch}") == pytest.approx(largest)
    assert text(f"signal_{batch}") == sentence


LATE = {"sqrt": ("0.00174", "0.00186", "0.00185"), "linear": ("", "0.00377", "0.01069")}
EARLY = {"sqrt": ("0.015", "0.045", "0.116"), "linear": ("", "0.010", "0.015")}


@pytest.mark.parametrize(("place", "batch"), [(0, 10), (1, 40), (2, 160)])
def test_batches_on_other_minibatches(place, batch):
    """Under the root all stay at one level, later; under κ they are early, and stay higher."""
    kappa = batch / 10
    etas = 0.005 * np.array([math.sqrt(kappa), kappa])
    shown, other = (
        d2l.airfoil_excess(batch, etas, [1 - 0.01 * kappa] * 2, seed=seed)
        for seed in (0, 1)
    )
    for row, rule in enumerate(("sqrt", "linear")):
        if not LATE[rule][place]:
            continue
        late, early = f"batch_{rule}_{batch}", f"early_{rule}_{batch}"
        assert (text(late), text(early)) == (LATE[rule][place], EARLY[rule][place])
        for (seen, excess), near in ((shown, 1e-9), (other, 0.15)):
            level = excess[row, seen > seen[-1] - 7500].mean()
            assert value(late) == pytest.approx(level, rel=near)
            half = np.interp(750, seen, excess[row])
            assert value(early) == pytest.approx(half, rel=near)


@pytest.mark.parametrize(
    ("n", "below"), [(3, "0.4723"), (10, "0.9554"), (100, "0.99959")]
)
def test_thresholds_by_interval_arithmetic(n, below):
    """For C = n the threshold is 0.4723, 0.9554 and 0.99959: certain to the last digit."""
    assert text(f"threshold_{n}") == below
    half = Fraction(1, 2 * 10 ** len(below.partition(".")[2]))
    signs = []
    for gamma in (Fraction(below) - half, Fraction(below) + half):
        g = iv.mpf(gamma.numerator) / gamma.denominator
        a = (n * n - 1) / sum((g**k for k in range(n)), iv.mpf(0))
        quotients = [iv.sqrt((1 + a) / (1 + a * g**k)) for k in range(1, n)]
        drift = sum(quotients, iv.mpf(0)) - n
        assert not (drift.a <= 0 <= drift.b), "the interval does not decide"
        signs.append(drift.a > 0)
    assert signs == [True, False]  # and the theorem says that it changes once


def test_thresholds_of_long_periods():
    """To first order in 1/n the thresholds for C = n are 1 - 4/n²."""
    scaled = [n * n * (1 - d2l.drift_threshold(n, n)) for n in (100, 400, 1600)]
    assert scaled == pytest.approx([4, 4, 4], rel=0.02)
    assert abs(scaled[2] - 4) < abs(scaled[1] - 4) / 3 < abs(scaled[0] - 4) / 9


def old_states(gamma, draw, x, count):
    """Return states that have forgotten where they started, at a point that stands still."""
    s = np.full(count, np.mean((x - draw(count)) ** 2))
    for _ in range(math.ceil(6 / -math.log(gamma))):
        s = gamma * s + (1 - gamma) * (x - draw(count)) ** 2
    return s


RESTS = [(0.5, 1, "0.804"), (0.9, 1, "0.932"), (0.99, 1, "0.991")]
RESTS += [(0.5, 10, "0.978"), (0.9, 10, "0.992"), (0.99, 10, "0.999")]


@pytest.mark.parametrize(("gamma", "batch", "sentence"), RESTS)
def test_points_of_rest_of_exponential_numbers(gamma, batch, sentence):
    """It rests at 0.804, 0.932, 0.991; with means of ten at 0.978, 0.992, 0.999.

    The newest gradient is averaged over a grid of quantiles, the state is sampled.
    """
    name = f"rest_{gamma}".replace(".", "") + ("_of_ten" if batch == 10 else "")
    assert text(name) == sentence
    rng, x = np.random.default_rng(0), value(name)
    s = old_states(gamma, lambda n: rng.gamma(batch, size=n) / batch, x, 10_000)
    newest = np.quantile(
        rng.gamma(batch, size=400_000) / batch, np.arange(0.001, 1, 0.002)
    )
    g = x - newest
    means = np.mean(g / np.sqrt(gamma * s[:, None] + (1 - gamma) * g**2), axis=1)
    assert means.mean() == pytest.approx(0, abs=0.004)


def test_the_mean_of_ten_to_first_order():
    """Near γ = 1 it rests (1-γ)/2 times the third moment over the second below the mean."""
    second, third = 1 / 10, 2 / 100  # of a mean of ten exponential numbers, about 1
    first = 1 - 0.01 / 2 * third / second
    assert value("rest_099_of_ten") == pytest.approx(first, abs=5e-5)


@pytest.mark.parametrize(
    ("gamma", "name", "sentence"),
    [
        (0.5, "three_points_05", "−0.218"),
        (0.9, "three_points_09", "−0.193"),
        (0.99, "three_points_099", "−0.029"),
    ],
)
def test_points_of_rest_on_three_points(gamma, name, sentence):
    """It rests at -0.218, -0.193 and -0.029, of which none lies between mean and median."""
    assert text(name) == sentence
    rng, x = np.random.default_rng(0), value(name)
    values, chances = np.array(THREE, float), np.array(CHANCES, float)
    s = old_states(gamma, lambda n: rng.choice(values, n, p=chances), x, 20_000)
    g = x - values
    means = g / np.sqrt(gamma * s[:, None] + (1 - gamma) * g**2) @ chances
    assert means.mean() == pytest.approx(0, abs=0.006)


def test_the_three_points():
    """The mean is 0, the median 0.1; to first order it is at -0.029 where γ = 0.99."""
    pairs = list(zip(THREE, CHANCES, strict=True))
    moments = [sum(p * v**k for v, p in pairs) for k in range(4)]
    assert moments[:2] == [1, 0]
    assert CHANCES[0] < Fraction(1, 2) < CHANCES[0] + CHANCES[1]
    first = -moments[3] / (200 * moments[2])
    assert value("three_points_first_order") == pytest.approx(float(first))
    assert text("three_points_first_order") == "−0.029"
    assert [tuple(map(float, THREE)), tuple(map(float, CHANCES))] == [
        *noise.THREE_POINTS
    ]


def test_the_mean_step_by_all_sequences():
    """The integral for E g/√s is what all sequences of twelve numbers add up to."""
    values, chances, x, gamma = [-1.0, 0.5, 2.0], [0.5, 0.3, 0.2], 0.1, 0.4
    total, tail = 0.0, gamma**12 * np.dot(chances, (x - np.array(values)) ** 2)
    states, odds = np.array([tail]), np.array([1.0])
    for j in range(11, 0, -1):
        squares = (1 - gamma) * gamma**j * (x - np.array(values)) ** 2
        states, odds = np.add.outer(states, squares), np.multiply.outer(odds, chances)
        states, odds = states.ravel(), odds.ravel()
    for v, p in zip(values, chances, strict=True):
        g = x - v
        total += p * float(odds @ (g / np.sqrt(states + (1 - gamma) * g * g)))
    assert mean_step_at(x, values, chances, gamma) == pytest.approx(total, abs=2e-5)


def test_the_older_state_comes_to_the_mean():
    """Divided by the state before, all five γ end within 0.005 of the mean, on other data too."""
    assert text("delayed_gap") == "0.005"

    def draw(rng, size):
        return rng.exponential(size=size)

    shown = d2l.stream_means(draw, 1 - noise.H, delayed=True)
    assert 0.004 < np.abs(shown - 1).max() <= value("delayed_gap") == 0.005
    ends = d2l.stream_means(draw, [0.5, 0.9, 0.99], delayed=True, seed=5, steps=4000)
    assert ends == pytest.approx([1, 1, 1], abs=0.008)


def test_steps_of_the_older_state():
    """The longest step is 225 η long; 33 of 999 are longer than RMSProp's bound of 3.16 η.

    Their root mean square is 8 η.
    """
    g = np.random.default_rng(0).standard_cauchy(1000)
    states = [s for _, s in run(leaky(0.9), lambda x, t: g[t - 1], 0, 1000)]
    lengths = [abs(v) / math.sqrt(s) for v, s in zip(g[1:], states[1:], strict=False)]
    assert len(lengths) == 999
    assert value("delayed_longest") == pytest.approx(max(lengths))
    beyond = sum(length > math.sqrt(10) for length in lengths)
    assert (text("delayed_longest"), text("delayed_beyond")) == ("225", str(beyond))
    root = math.sqrt(math.fsum(length**2 for length in lengths) / 999)
    assert value("delayed_rms") == pytest.approx(root)
    assert text("delayed_rms") == "8"


def test_the_older_state_on_the_valley():
    """On the valley its mean objective is 4, where RMSProp stays at 0.084.

    From the same starts, where rounding would grow, with the same operations in turn; and
    from others.
    """
    assert text("delayed_on_valley") == "4"
    c = np.array([0.2, 4.0])
    x = np.linspace(0.9, 1.1, 256)[:, None] * [-5.0, -2.0]
    s, losses = (c * x) ** 2, []
    for _ in range(5000):
        g = c * x
        x = x - 0.4 / np.sqrt(s + 1e-6) * g
        s = 0.9 * s + (1 - 0.9) * (g * g)
        losses.append((c * x * x / 2).sum(axis=1).mean())
    assert value("delayed_on_valley") == pytest.approx(np.mean(losses[1000:]), rel=1e-9)
    total = 0.0
    for weight, start, count in ((0.1, -5.0, 12), (2.0, -2.0, 12)):
        for i in range(count):
            x = start * (1 + i / 100)
            s = (2 * weight * x) ** 2
            for step in range(5000):
                g = 2 * weight * x
                x, s = x - 0.4 * g / math.sqrt(s + 1e-6), 0.9 * s + 0.1 * g * g
                total += weight * x * x / (4000 * count) if step >= 1000 else 0.0
    assert value("delayed_on_valley") == pytest.approx(total, rel=0.06)


def test_the_jacobian_of_the_older_state():
    """At the cycle a step has the slopes 1, -2a, 1-γ and γ, and attracts exactly if e > 1/2."""
    for gamma, e in itertools.product((0.0, 0.5, 0.9), (0.3, 0.45, 0.55, 0.9)):
        a, nudge = 1 - e, 1e-6
        slopes = []
        for dp, ds in ((nudge, 0), (0, nudge)):
            ends = []
            for sign in (1, -1):
                p, s = a + sign * dp, a + sign * ds
                after = p * (1 - 2 / math.sqrt(s + e)) ** 2
                ends.append((after, gamma * s + (1 - gamma) * p))
            slopes.append(np.subtract(*np.array(ends)) / (2 * nudge))
        J = np.transpose(slopes)
        assert pytest.approx(J, abs=1e-8) == np.array([[1, -2 * a], [1 - gamma, gamma]])
        assert (max(abs(np.linalg.eigvals(J))) < 1) == (e > 0.5)
