"""The numbers on the page of what to set, each by a second way than its fact goes."""

import math
import struct
from fractions import Fraction

import numpy as np
import pytest
from reference import mean_loss

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, text, what_to_set
from rmsprop_tut.lab.airfoil import airfoil_design, airfoil_minibatches
from rmsprop_tut.lab.peers import peers_record
from rmsprop_tut.lab.regression import initial_weights


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


@pytest.mark.parametrize(
    ("first", "hundred", "root", "said"),
    [
        (
            *("pytorch_first_step", "pytorch_hundred_steps"),
            lambda t: math.sqrt(1 - 0.99**t) + 1e-8,
            ("10", "203"),
        ),
        (
            *("keras_first_step", "keras_hundred_steps"),
            lambda t: math.sqrt(1 - 0.9**t + 1e-7),
            ("3.2", "109"),
        ),
    ],
)
def test_what_a_default_does(first, hundred, root, said):
    """At α = 0.99 the first step is 10 lr, and 100 equal gradients move 203 lr."""
    assert (text(first), text(hundred)) == said
    steps = [1 / root(t) for t in range(1, 101)]
    assert value(first) == pytest.approx(steps[0], rel=1e-12)
    assert value(hundred) == pytest.approx(math.fsum(steps), rel=1e-12)


def test_a_state_from_one_and_small_gradients():
    """At |g| = 0.001 the first step is 0.0011; after 131 steps the one has shrunk to g²."""
    assert text("tensorflow1_small_first") == "0.0011"
    first = 1e-3 / math.sqrt(0.9 + 0.1 * 1e-6)
    assert value("tensorflow1_small_first") == pytest.approx(first, rel=1e-6)
    assert text("tensorflow1_forgets") == "131"
    assert 0.9**132 < 1e-6 < 0.9**131


def test_the_first_step_and_a_pretrained_network():
    """It moves each weight by 0.1; weights of variance 1/512 have the size 0.044."""
    assert (text("pytorch_default_move"), text("weight_of_512")) == ("0.1", "0.044")
    moved = d2l.library_steps("pytorch", {}, [[3e-3, -7.0]])
    assert np.abs(moved) == pytest.approx(0.1, rel=1e-3)
    assert value("weight_of_512") ** 2 == pytest.approx(1 / 512)


def excess(eta, gamma, rate=lambda t: 1.0):
    """Train the regression sample by sample as the reference does; return the mean excess."""
    inputs, labels = airfoil_design()
    ends = []
    for seed in what_to_set.SEEDS:
        w, s = np.append(initial_weights(5, seed), 0.0).astype(float), 0.0
        for t, (x, y) in enumerate(airfoil_minibatches(10, 2, seed), start=1):
            g = x.T @ (x @ w - y) / len(y)
            s = gamma * s + (1 - gamma) * g * g
            w = w - eta * rate(t) * g / np.sqrt(s + 1e-6)
        ends.append(mean_loss(inputs, w, labels))
    return float(np.mean(ends)) - d2l.optimal_loss_ch11()


def test_the_best_rate():
    """At γ = 0.9 it is 0.0063, 0.0015 above; ten times less costs 91 times, ten times more 15."""
    names = ("best_rate", "best_excess", "rate_ten_times_too_small")
    said = tuple(map(text, (*names, "rate_ten_times_too_large")))
    assert said == ("0.0063", "0.0015", "91", "15")
    rate, best = value("best_rate"), value("best_excess")
    assert best == pytest.approx(excess(rate, 0.9), rel=1e-9)
    assert value(names[2]) == pytest.approx(excess(rate / 10, 0.9) / best, rel=1e-6)
    large = excess(rate * 10, 0.9) / best
    assert value("rate_ten_times_too_large") == pytest.approx(large, rel=1e-6)
    neighbours = [excess(rate * 10**place, 0.9) for place in (-0.2, 0.2)]
    assert min(neighbours) > best


def test_gamma_matters_less():
    """Between four γ, each at its best η, the excess changes 2.4-fold; 0.0025 is that of 0.999."""
    assert (text("gamma_matters"), text("best_rate_at_0999")) == ("2.4", "0.0025")
    half = excess(value("best_rate"), 0.5)
    slow = excess(value("best_rate_at_0999"), 0.999)
    assert value("gamma_matters") == pytest.approx(half / slow, rel=1e-6)
    assert value("gamma_matters") < value("rate_ten_times_too_large") / 5


def test_the_memory_of_099():
    """γ = 0.99 remembers 100 steps."""
    assert text("memory_of_099") == "100"
    assert value("memory_of_099") == pytest.approx(sum(0.99**k for k in range(5000)))


def test_a_falling_rate():
    """It ends 3.1 times closer, begins at 0.025, wins 7 of 8 seeds and forgives a factor of 10."""
    names = ("linear_gains", "best_linear_rate", "linear_wins", "linear_forgives")
    assert tuple(map(text, names)) == ("3.1", "0.025", "7", "10")
    best = excess(value("best_linear_rate"), 0.9, what_to_set.linear)
    assert value("linear_gains") == pytest.approx(value("best_excess") / best, rel=1e-6)
    for eta in (0.01, 0.1):
        assert excess(eta, 0.9, what_to_set.linear) < value("best_excess")
    assert what_to_set.linear(1) == 1
    assert what_to_set.linear(301) == 0


def floor(eta, gamma, batch, curvatures=(0.2, 4.0)):
    """Return the mean loss of a long run under noise, one coordinate after the other."""
    total = 0.0
    for i, curvature in enumerate(curvatures):
        rng, noise = np.random.default_rng(100 + i), 1 / math.sqrt(batch)
        x, s, squares = np.zeros(200), noise**2, []
        for t in range(3000):
            g = curvature * x + noise * rng.standard_normal(200)
            s = gamma * s + (1 - gamma) * g * g
            x = x - eta * g / np.sqrt(s)
            if t >= 1500:
                squares.append(np.mean(x * x))
        total += curvature / 2 * np.mean(squares)
    return total


@pytest.mark.parametrize(
    ("name", "said", "eta", "factor"),
    [
        ("floor_of_one", "0.0049", 0.01, 1),
        ("floor_sqrt", "0.0053", 0.04, 16),
        ("floor_linear", "0.0277", 0.16, 16),
    ],
)
def test_floors(name, said, eta, factor):
    """The loss stays at 0.0049; with 16 times the batch at 0.0053 by the root, 0.0277 linearly."""
    assert text(name) == said
    other = floor(eta, 1 - 0.005 * factor, factor)
    assert value(name) == pytest.approx(other, rel=0.05)


def test_spikes():
    """The loss comes back to 16 times that of the cycle at γ = 0.9, 40 times at 0.99."""
    assert (text("spike_09"), text("spike_099")) == ("16", "40")
    for name, gamma in (("spike_09", 0.9), ("spike_099", 0.99)):
        x, s, values = np.array([-5.0, -2.0]), np.zeros(2), []
        for _ in range(5000):
            g = np.array([0.2, 4.0]) * x
            s = gamma * s + (1 - gamma) * g * g
            x = x - 0.4 * g / np.sqrt(s + 1e-6)
            values.append(0.1 * x[0] ** 2 + 2 * x[1] ** 2)
        after = values[next(i for i, v in enumerate(values) if v < 1e-4) :]
        cycle = 0.1 * (0.04 - 25e-6) + 2 * (0.04 - 1e-6 / 16)
        assert value(name) == pytest.approx(max(after) / cycle, rel=1e-6)


@pytest.mark.parametrize(
    ("gain", "takeover", "said", "eps"),
    [
        ("dqn_gain", "dqn_takeover", ("10.0", "0.1"), 0.01),
        ("a3c_gain", "a3c_takeover", ("3.2", "0.32"), 0.1),
    ],
)
def test_reinforcement_learning(gain, takeover, said, eps):
    """A gradient far below √ε makes a step of η/√ε times it; at √ε the two are equal."""
    assert (text(gain), text(takeover)) == said
    settings = {"learning_rate": 1, "epsilon": eps}
    steps = d2l.library_steps("keras", settings, [[1e-9]])
    assert value(gain) == pytest.approx(steps[0, 0] / 1e-9, rel=1e-6)
    assert value(takeover) ** 2 == pytest.approx(eps)


def test_the_settings_of_dqn():
    """DQN's code: lr 0.00025, centred, γ = 0.95, ε = 0.01 inside the root, no momentum."""
    c = what_to_set.LIBRARIES["dqn"].convention({})
    assert (c.eta, c.centred, c.gamma, c.eps) == (0.00025, True, 0.95, 0.01)
    assert c.eps_inside
    assert c.momentum == 0


def test_the_roots_to_write_in_pytorch():
    """In PyTorch 0.1 stands for 0.01 inside, 0.316 for 0.1: between 1 and √2 apart."""
    g = np.random.default_rng(0).standard_normal((50, 40)) * 10.0 ** np.linspace(
        -5, 2, 40
    )
    for inside, outside in ((0.01, 0.1), (0.1, 0.316)):
        keras = {"learning_rate": 1, "rho": 0.99, "epsilon": inside}
        pytorch = {"lr": 1, "alpha": 0.99, "eps": outside}
        ratio = d2l.library_steps("keras", keras, g) / d2l.library_steps(
            "pytorch", pytorch, g
        )
        assert ratio.min() > 0.999
        assert ratio.max() < math.sqrt(2) * 1.001


def test_eps_for_a_mean_over_the_batch():
    """ε is divided by B² inside and by B outside: 1e-5 and 0.0031 for DQN, and the path is one."""
    said = text("dqn_eps_of_mean"), text("dqn_eps_of_mean_outside")
    assert said == ("1 × 10⁻⁵", "0.0031")
    g = np.random.default_rng(0).standard_normal((50, 40)) * 10.0 ** np.linspace(
        -3, 3, 40
    )
    mean = {"learning_rate": 1, "rho": 0.95, "centered": True}
    mean["epsilon"] = value("dqn_eps_of_mean")
    inside = d2l.library_steps("keras", mean, g / 32)
    assert inside == pytest.approx(d2l.library_steps("dqn", {"lr": 1}, g), rel=1e-9)
    pytorch = {"lr": 1, "alpha": 0.95, "centered": True}
    eps = value("dqn_eps_of_mean_outside")
    outside = d2l.library_steps("pytorch", {**pytorch, "eps": eps}, g / 32)
    summed = d2l.library_steps("pytorch", {**pytorch, "eps": 0.1}, g)
    assert outside == pytest.approx(summed, rel=1e-9)


def test_dqn_in_pytorch_comes_to_nan():
    """With 0.1 outside 43 of 200 equal gradients come to NaN in float32; with 0.01 inside none."""
    assert text("dqn_nan_of_200") == "43"
    g = np.arange(1, 201, dtype=np.float32) / np.float32(10)
    old, new = np.float32(0.95), np.float32(1 - 0.95)
    s = m = np.zeros_like(g)
    outside = inside = np.zeros(200, dtype=bool)
    for _ in range(600):
        s, m = old * s + new * (g * g), old * m + new * g
        outside = outside | (s - m * m < 0)
        inside = inside | (s - m * m + np.float32(0.01) < 0)
    assert outside.sum() == value("dqn_nan_of_200")
    assert not inside.any()
    keras = {"learning_rate": 1, "rho": 0.95, "epsilon": 0.01, "centered": True}
    steps = d2l.library_steps("keras", keras, np.tile(g, (600, 1)), dtype="float32")
    assert np.isfinite(steps).all()


def test_dqn_in_the_libraries_themselves():
    """PyTorch 2.13 came to NaN along 44 of them, and Keras 3.15, with 0.01 inside, along none."""
    count = "dqn, nan in 600 steps"
    assert text("dqn_nan_in_pytorch") == "44"
    # It rounds in another order than we do, and so at other gradients, of about the same number.
    assert value("dqn_nan_in_pytorch") == pytest.approx(
        value("dqn_nan_of_200"), rel=0.1
    )
    for library, found, version in (("pytorch", 44, "2.13"), ("keras", 0, "3.15")):
        recorded = peers_record()[library]
        assert recorded["in few bits"][count] == found
        assert recorded["made"]["version"].startswith(version)


@pytest.mark.parametrize("name", ["keras", "tensorflow1", "optax"])
def test_who_has_eps_inside(name):
    """Keras, TensorFlow 1 and optax have ε inside the root, and a centred form."""
    centred = what_to_set.LIBRARIES[name].convention(
        {"learning_rate": 1.0, "centered": True}
    )
    assert (centred.eps_inside, centred.centred) == (True, True)
    assert not what_to_set.LIBRARIES["pytorch"].convention({}).eps_inside


def test_a_huge_gradient_is_forgotten():
    """At γ = 0.9 it takes 109 steps, if it is 1000 times as large: then half of s is its own."""
    assert text("huge_gradient_forgotten") == "109"
    g = np.concatenate([np.ones(500), [1000.0], np.ones(200)])[:, None]
    steps = d2l.library_steps("keras", {"learning_rate": 1, "epsilon": 0}, g)[501:, 0]
    short = int((steps < 1 / math.sqrt(2)).sum())
    assert short == math.floor(value("huge_gradient_forgotten"))
    left = 0.1 * 1000**2 * 0.9 ** value("huge_gradient_forgotten")
    assert left == pytest.approx(1, rel=1e-9)


def test_where_the_square_root_rule_ends():
    """From γ = 0.9 it leads to γ = 0 at a κ of 10, and below 0 at 16."""
    assert text("kappa_without_memory") == "10"
    kept = [1 - kappa * (1 - Fraction("0.9")) for kappa in (9, 10, 16)]
    assert kept[0] > kept[1] == 0 > kept[2]
    assert value("kappa_without_memory") == pytest.approx(10)


@pytest.mark.parametrize("kappa", [4, 16])
def test_eps_under_noise_alone(kappa):
    """Divide ε by κ inside and by √κ outside: each step is as without, η the √κ-fold of it."""
    g = np.random.default_rng(0).standard_normal((50, 20))
    for library, named, by in (
        ("keras", ("learning_rate", "epsilon"), kappa),
        ("pytorch", ("lr", "eps"), math.sqrt(kappa)),
    ):
        one, many = (
            dict(zip(named, pair, strict=True)) for pair in ((1, 0.3), (1, 0.3 / by))
        )
        steps = d2l.library_steps(library, one, g)
        assert d2l.library_steps(library, many, g / math.sqrt(kappa)) == pytest.approx(
            steps
        )


def test_a_gradient_below_eps():
    """At ε = 1e-6 inside the root a steady gradient of 1e-5 makes steps of 0.01 η."""
    assert text("small_gradient_step") == "0.01"
    settings = {"learning_rate": 1, "epsilon": 1e-6}
    step = d2l.library_steps("mxnet", settings, np.full((500, 1), 1e-5))[-1, 0]
    assert value("small_gradient_step") == pytest.approx(step)


def test_float16():
    """Its smallest number is 6e-8, so 1e-8 is zero; the square of 256 is infinite."""
    said = text("smallest_float16"), text("infinite_in_float16")
    assert said == ("6 × 10⁻⁸", "256")
    smallest = struct.unpack("<e", b"\x01\x00")[0]
    assert value("smallest_float16") == smallest
    assert np.float16(1e-8) == 0
    with np.errstate(over="ignore"):
        assert np.isinf(np.float16(256) * np.float16(256))
        assert np.isfinite(np.float16(255) * np.float16(255))


def test_an_infinite_state():
    """One gradient of 2,560 makes PyTorch's float16 state infinite: then every step is zero."""
    assert text("infinite_in_pytorch_float16") == "2,560"
    infinite = value("infinite_in_pytorch_float16")
    assert peers_record()["pytorch"]["in few bits"]["float16"]["moves again"] is False
    below = float(np.nextafter(np.float16(infinite), np.float16(0)))
    with pytest.raises(OverflowError):
        struct.pack("<e", 0.01 * infinite**2)
    struct.pack("<e", 0.01 * below**2)
    state = np.float16(np.inf)
    assert np.isinf(np.float16(0.99) * state + np.float16(0.01))
    assert np.float16(1) / np.sqrt(state) == 0


def rounded(number, bits):
    """Round a fraction to so many significant bits, to nearest, ties to even."""
    exponent = math.frexp(float(number))[1] - bits
    return Fraction(round(number / Fraction(2) ** exponent)) * Fraction(2) ** exponent


@pytest.mark.parametrize(
    ("name", "said", "bits"),
    [("frozen_bfloat16", "0.00195", 8), ("frozen_float16", "0.00024", 11)],
)
def test_a_frozen_state(name, said, bits):
    """At 1 - γ ≤ 2^(-p-1) no state of p bits falls: all significands; just above one does."""
    assert text(name) == said
    h = Fraction(value(name))
    assert h == Fraction(1, 2 ** (bits + 1))
    states = [Fraction(k) for k in range(2 ** (bits - 1), 2**bits + 1)]
    for kept in (1 - h, 1 - Fraction(said)):  # what is printed is not more than it
        assert all(rounded(kept * s, bits) == s for s in states)
    assert any(rounded((1 - h * Fraction(101, 100)) * s, bits) < s for s in states)


def test_adamw_holds_rmsprop():
    """With β₁ = 0 and no decay AdamW is RMSProp with ε outside the root and its bias corrected."""
    settings = {"learning_rate": 0.4, "eps_in_sqrt": False, "bias_correction": True}
    path = d2l.library_path("optax", settings)
    states = [(-5.0, -2.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0)]
    for _ in range(20):
        state = d2l.adamw_2d(*states[-1], beta1=0.0, beta2=0.9, weight_decay=0.0)
        states.append(state)
    assert path == pytest.approx(np.array(states)[:, :2], rel=1e-12, abs=1e-15)


def test_a_recipe_for_eight_times_the_batch():
    """η = 0.0028, γ = 0.92 and ε = 1.25e-9; the rule ends at batches of 3,200."""
    names = ("eta_of_eight", "gamma_of_eight", "eps_of_eight", "batch_without_memory")
    assert tuple(map(text, names)) == ("0.0028", "0.92", "1.25 × 10⁻⁹", "3,200")
    assert (value("eta_of_eight") / 0.001) ** 2 == pytest.approx(256 / 32)
    assert (1 - value("gamma_of_eight")) / 0.01 == pytest.approx(256 / 32)
    assert value("eps_of_eight") * 256 / 32 == pytest.approx(1e-8)
    assert value("batch_without_memory") / 32 * (1 - 0.99) == pytest.approx(1)


def short_steps(gamma, outlier):
    """Count the steps below η/2 after an outlier among ones, state by state."""
    s, count = gamma + (1 - gamma) * outlier**2, 0
    while (s := gamma * s + 1 - gamma) > 4:
        count += 1
    return count


def test_steps_after_an_outlier():
    """After 1000 among ones 98 steps are short at γ = 0.9, 807 at 0.99; clipped to 10, 11."""
    names = ("short_steps_09", "short_steps_099", "short_steps_clipped")
    assert tuple(map(text, names)) == ("98", "807", "11")
    for name, case in zip(names, ((0.9, 1000), (0.99, 1000), (0.9, 10)), strict=True):
        assert value(name) == short_steps(*case)
    assert text("harmless_outlier") == "17.4"
    assert short_steps(0.99, value("harmless_outlier") - 0.01) == 0
    assert short_steps(0.99, value("harmless_outlier") + 0.01) == 1
    assert short_steps(0.99, 10) == 0


def test_the_level_by_hand():
    """At η = 0.02 it is 0.0102, and runs stay at 0.0103; 0.001 wants η = 0.002."""
    names = ("floor_by_hand", "floor_in_a_run", "eta_for_a_floor")
    assert tuple(map(text, names)) == ("0.0102", "0.0103", "0.002")
    stationary = sum(
        c / 2 * sum(0.02**2 * (1 - 0.02 * c) ** (2 * k) for k in range(20_000))
        for c in (0.2, 4.0)
    )
    assert value("floor_by_hand") == pytest.approx(stationary)
    assert value("floor_in_a_run") == pytest.approx(floor(0.02, 0.999, 1), rel=0.05)
    assert value("floor_in_a_run") == pytest.approx(value("floor_by_hand"), rel=0.05)
    assert 2 * value("eta_for_a_floor") / 4 == pytest.approx(0.001)
