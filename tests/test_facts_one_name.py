"""The numbers on the page of one name and many algorithms, each by a second way."""

import math
import struct
from fractions import Fraction

import numpy as np
import pytest
from reference import decimal_convention

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, one_name, text
from rmsprop_tut.lab.peers import peers_record

CHAPTER = {"gamma": 0.9, "eps": 1e-8}
DEFAULTS = {  # of each library, in the words of decimal_convention
    "mxnet": CHAPTER,
    "keras": {"gamma": 0.9, "eps": 1e-7},
    "pytorch": {"gamma": 0.99, "eps": 1e-8, "inside": False},
    "tensorflow1": {"gamma": 0.9, "eps": 1e-10, "s": 1},
    "dqn": {"gamma": 0.95, "eps": 0.01, "centred": True},
    "jax-momentum": {"gamma": 0.9, "eps": 1e-8, "mu": 0.9},
    "graves": {"gamma": 0.95, "eps": 1e-4, "mu": 0.9, "centred": True},
}


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


def exact(options, factor=1):
    """Return a path on a multiple of the chapter's problem, with 50 digits."""
    sides = (("0.2", -5), ("4", -2))
    curvatures = [float(curvature) * factor for curvature, _ in sides]
    return np.transpose(
        [
            decimal_convention(c, x, 20, eta=0.4, **options)
            for c, (_, x) in zip(curvatures, sides, strict=True)
        ]
    )


def apart(path, other):
    """Return the largest distance of two paths."""
    return max(math.dist(a, b) for a, b in zip(path, other, strict=True))


@pytest.mark.parametrize(
    ("library", "name", "said"),
    [
        ("keras", "keras_apart", "8 × 10⁻⁷"),
        ("pytorch", "pytorch_apart", "3.9"),
        ("tensorflow1", "tensorflow1_apart", "1.7"),
        ("dqn", "dqn_apart", "0.7"),
        ("jax-momentum", "jax_momentum_apart", "5.0"),
        ("graves", "graves_apart", "5.8"),
    ],
)
def test_paths_at_the_defaults(library, name, said):
    """At one learning rate: Keras 8e-7 from MXNet, PyTorch 3.9, TensorFlow 1.7, and so on."""
    assert text(name) == said
    gap = apart(exact(DEFAULTS[library]), exact(DEFAULTS["mxnet"]))
    assert value(name) == pytest.approx(gap, rel=1e-6)


def test_what_the_figure_leaves_out_lies_on_its_curves():
    """MXNet 2 and the slide stay within 9e-8 of MXNet's path at their defaults."""
    left_out = {"gamma": 0.9, "eps": 1e-8, "inside": False}, {"gamma": 0.9, "eps": 0}
    gaps = [apart(exact(options), exact(DEFAULTS["mxnet"])) for options in left_out]
    assert value("left_out_apart") == pytest.approx(max(gaps), rel=1e-6)
    assert text("left_out_apart") == "9 × 10⁻⁸"


@pytest.mark.parametrize(
    "alike",
    [("mxnet", "optax", "jax"), ("pytorch", "chainer"), ("graves", "chainer-graves")],
)
def test_libraries_that_are_one_curve(alike):
    """MXNet, optax and JAX are one path at their defaults; so are PyTorch and Chainer."""
    first, *others = (one_name.at_defaults(name) for name in alike)
    for path in others:
        assert path == pytest.approx(first, abs=1e-14)


def test_autograd_is_the_curve_of_tensorflow_1():
    """TensorFlow 1 and autograd are one curve, to what ε does."""
    paths = [one_name.at_defaults(name) for name in ("tensorflow1", "autograd")]
    assert apart(*paths) < 1e-7


@pytest.mark.parametrize(
    ("name", "said", "moved"),
    [
        ("first_move_pytorch", "4.00", 0.4 / math.sqrt(1 - 0.99)),
        ("first_move_mxnet", "1.26", 0.4 * math.sqrt(10)),
        ("first_move_tensorflow1", "0.40", 0.4 / math.sqrt(0.9 + 0.1)),
    ],
)
def test_first_moves(name, said, moved):
    """The first step along x1, whose gradient is 1, is η/√(1-γ); from a state of 1 it is η."""
    assert text(name) == said
    assert value(name) == pytest.approx(moved, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "said", "factor"),
    [("place_of_eps_large", "3 × 10⁻⁸", 1), ("place_of_eps_small", "4.3", 1e-5)],
)
def test_the_place_of_eps(name, said, factor):
    """On f the place of ε moves no point by more than 3e-8, on f/100,000 by 4.3."""
    assert text(name) == said
    inside, outside = (
        exact(CHAPTER, factor),
        exact({**CHAPTER, "inside": False}, factor),
    )
    assert value(name) == pytest.approx(apart(inside, outside), rel=1e-4)


def steady(library, settings, g):
    """Return the step after 2,000 gradients of one size, in units of η."""
    return d2l.library_steps(library, settings, np.full((2000, 1), g))[-1, 0]


def test_where_eps_takes_over():
    """|g| is 1e-3 in the chapter, 3e-4 in Keras, 1e-4 in MXNet, 1e-8 in PyTorch."""
    said = ("1 × 10⁻³", "3 × 10⁻⁴", "1 × 10⁻⁴", "1 × 10⁻⁸")
    names = ("chapter", "keras", "mxnet", "pytorch")
    assert tuple(text(f"takeover_{name}") for name in names) == said
    assert text("step_at_takeover") == "0.71"
    chapter = {"learning_rate": 1, "epsilon": 1e-6}
    rate = {"learning_rate": 1}
    inside = [("chapter", "mxnet", chapter), ("keras", "keras", rate)]
    for name, library, settings in [*inside, ("mxnet", "mxnet", rate)]:
        step = steady(library, settings, value(f"takeover_{name}"))
        assert step == pytest.approx(value("step_at_takeover"))
    pytorch = {"lr": 1, "alpha": 0.9}
    assert steady("pytorch", pytorch, value("takeover_pytorch")) == pytest.approx(0.5)


def test_steps_of_a_small_gradient():
    """At |g| = 1e-5 MXNet's steps are 0.10 η and PyTorch's 0.999 η."""
    assert text("step_of_mxnet_at_1e5") == "0.10"
    assert text("step_of_pytorch_at_1e5") == "0.999"
    mxnet = steady("mxnet", {"learning_rate": 1}, 1e-5)
    pytorch = steady("pytorch", {"lr": 1, "alpha": 0.9}, 1e-5)
    assert value("step_of_mxnet_at_1e5") == pytest.approx(mxnet)
    assert value("step_of_pytorch_at_1e5") == pytest.approx(pytorch)


def test_pytorch_ends_on_the_line():
    """PyTorch's ends lie on 1 - e to 8e-16, and Keras's on √(1-e²)."""
    assert value("gap_from_line") < 1e-14
    for e in (0.1, 0.25, 0.4, 0.55, 0.7, 0.85):
        assert abs(one_name.end_outside(e) - (1 - e)) <= value("gap_from_line")
    for e in (0.1, 0.55, 0.85):
        path = d2l.library_path(
            "keras",
            {"learning_rate": 2, "epsilon": 1.0},
            grad=lambda x1, x2, e=e: (x1 / e, x2 / e),
            steps=1000,
        )
        assert abs(path[-1]) == pytest.approx(math.sqrt(1 - e * e), abs=1e-12)


@pytest.mark.parametrize(
    ("name", "said", "ratio", "centred"),
    [
        ("drift_plain_at_3", "0.95", 3.0, False),
        ("drift_centred_at_3", "3.0", 3.0, True),
        ("drift_plain_at_01", "0.10", 0.1, False),
        ("drift_centred_at_01", "0.10", 0.1, True),
    ],
)
def test_drifts(name, said, ratio, centred):
    """The mean step is μ/√(μ²+σ²) plain and μ/σ centred: to 4 %, with other noise, by hand.

    With the page's noise by hand, too: then it is the very number.
    """
    assert text(name) == said
    formula = ratio if centred else ratio / math.sqrt(1 + ratio**2)
    for seed, runs, near in ((0, 100, 1e-9), (5, 2000, 0.04)):
        rng, s, m, steps = np.random.default_rng(seed), 0.0, 0.0, []
        for _ in range(900):
            g = ratio + rng.standard_normal(runs)
            s, m = 0.99 * s + 0.01 * g * g, 0.99 * m + 0.01 * g
            steps.append(np.mean(g / np.sqrt(s - centred * m * m + 1e-7)))
        assert value(name) == pytest.approx(np.mean(steps[500:]), rel=near)
    assert np.mean(steps[500:]) == pytest.approx(formula, rel=0.04)


@pytest.mark.parametrize(
    ("name", "said", "gamma", "eps", "inside"),
    [
        ("equal_centred_keras", "3,151", 0.9, 1e-7, True),
        ("equal_centred_pytorch", "37,634", 0.9, 1e-8, False),
        ("equal_dqn", "10", 0.95, 0.01, True),
    ],
)
def test_centred_steps_along_equal_gradients(name, said, gamma, eps, inside):
    """The variance of gradients of 1 is γᵗ(1-γᵗ), so the 200th step is known."""
    assert text(name) == said
    variance = gamma**200 * (1 - gamma**200)
    root = math.sqrt(variance + eps) if inside else math.sqrt(variance) + eps
    assert value(name) == pytest.approx(1 / root, rel=1e-5)


def test_where_centred_steps_along_equal_gradients_go():
    """They grow to η|g|/√ε with ε inside the root, and to η|g|/ε with it outside."""
    g = np.tile([0.5, -3.0], (4000, 1))
    keras = {"learning_rate": 1, "centered": True, "epsilon": 1e-3}
    inside = d2l.library_steps("keras", keras, g)
    assert inside[-1] == pytest.approx(g[-1] / math.sqrt(1e-3), rel=1e-6)
    pytorch = {"lr": 1, "alpha": 0.5, "centered": True, "eps": 1e-3}
    outside = d2l.library_steps("pytorch", pytorch, g)
    assert outside[-1] == pytest.approx(g[-1] / 1e-3, rel=1e-6)


def test_dqn_bounds_the_gain():
    """No step of DQN is longer than 10 η|g|, and a larger gradient may step farther than 10 η."""
    rng = np.random.default_rng(0)
    g = np.concatenate([rng.standard_t(3, (300, 50)), np.full((200, 50), 7.0)])
    steps = np.abs(d2l.library_steps("dqn", {"lr": 1}, g))
    assert (steps <= value("dqn_gain") * np.abs(g) * (1 + 1e-9)).all()
    assert steps[-1].min() > value("dqn_gain")


def test_where_rounding_makes_a_variance_negative():
    """PyTorch in float32, α = 0.9, gives NaN at step 134, and of 0.1, 0.2, … 8.9 is the first."""
    said = [text(f"negative_{part}") for part in ("step", "gradient", "value")]
    assert said == ["134", "8.9", "−8 × 10⁻⁶"]
    g = np.arange(1, 201) / 10
    settings = {"alpha": 0.9, "centered": True}
    steps = d2l.library_steps(
        "pytorch", settings, np.tile(g, (134, 1)), dtype="float32"
    )
    nan = np.isnan(steps)
    assert not nan[:-1].any()
    assert g[nan[-1]][0] == 8.9
    assert math.ulp(float(np.float32(8.9**2))) < abs(value("negative_value")) < 1e-4


def test_rounding_of_float32():
    """Rounding is about 1e-7 of a number in float32."""
    assert np.finfo(np.float32).eps == pytest.approx(1e-7, rel=0.2)


@pytest.mark.parametrize("settings", [{}, {"initial_scale": 1.0}])
def test_in_exact_arithmetic_a_variance_is_not_negative(settings):
    """m² ≤ (1-γᵗ)s, so s - m² ≥ γᵗs, from a state of 0 or 1: in float64, of any gradients."""
    g = np.random.default_rng(0).standard_cauchy((60, 50))
    s, m, gamma = settings.get("initial_scale", 0.0), 0.0, 0.9
    for t, row in enumerate(g, start=1):
        s, m = gamma * s + (1 - gamma) * row * row, gamma * m + (1 - gamma) * row
        assert (s - m * m >= gamma**t * s * (1 - 1e-9)).all()


def test_what_float32_makes_of_one_minus_gamma():
    """1 - γ in float32 is too small by 9.5e-7 of it at 0.99, and too large by 2.4e-7 at 0.9."""
    said = text("corrected_shortfall"), text("corrected_surplus")
    assert said == ("9.5 × 10⁻⁷", "−2.4 × 10⁻⁷")
    for name, gamma in (("corrected_shortfall", 0.99), ("corrected_surplus", 0.9)):
        kept = Fraction(struct.unpack("<f", struct.pack("<f", gamma))[0])
        exact = Fraction(1) - Fraction(str(gamma))
        assert value(name) == pytest.approx(float(exact / (1 - kept) - 1), rel=1e-6)


@pytest.mark.parametrize("gamma", [0.9, 0.99])
def test_the_first_corrected_variance(gamma):
    """It is about -δg², so negative at γ = 0.99 and positive at 0.9: in float32, by hand."""
    delta = one_name.excess_of_correction(gamma)
    g = np.arange(1, 201, dtype=np.float64) / 10
    first, square = (1 + delta) * g, (1 + delta) * g * g
    assert square - first**2 == pytest.approx(-delta * g * g, rel=1e-5)
    g = g.astype(np.float32)
    divisor = np.float32(1) - np.float32(gamma)
    s, m = (np.float32(1 - gamma) * part / divisor for part in (g * g, g))
    variance = s - m * m
    assert (variance < 0).all() if gamma == 0.99 else (variance >= 0).all()


def test_the_first_corrected_steps_of_optax():
    """At 0.99 all are NaN; at 0.9 none, one under jax.jit, but long, and then most come to NaN."""
    said = text("corrected_optax_first"), text("corrected_optax_nan")
    assert said == ("918", "137")
    optax = peers_record()["optax"]
    assert optax["made"]["version"] == "0.2.8"
    at_first = {name: r["nan at first"] for name, r in optax["in few bits"].items()}
    assert at_first["decay 0.99"] == at_first["decay 0.99, jit"] == 200
    assert (at_first["decay 0.9"], at_first["decay 0.9, jit"]) == (0, 1)
    # The shortest is that of g = 0.1: there ε = 1e-8 is 1e-6 g², beside a variance of -δg².
    part = 1e-8 / 0.1**2 - value("corrected_surplus")
    assert value("corrected_optax_first") == pytest.approx(part**-0.5, rel=0.05)


def test_momentum_when_the_rate_drops():
    """Steps are 10 η; after a drop to a tenth 9.1 η with the rate inside, 1.0 η outside."""
    said = [text(f"{side}_after_drop") for side in ("inside", "outside")]
    assert [text("before_the_drop"), *said] == ["10.0", "9.1", "1.0"]
    scaled = [1 / math.sqrt(1 - 0.9**t) for t in range(1, 102)]  # the state is 1 - γᵗ
    before = sum(0.9 ** (99 - k) * step for k, step in enumerate(scaled[:100]))
    assert value("before_the_drop") == pytest.approx(before, rel=1e-12)
    inside = 0.9 * before + 0.1 * scaled[100]
    assert value("inside_after_drop") == pytest.approx(inside, rel=1e-12)
    outside = 0.1 * (0.9 * before + scaled[100])
    assert value("outside_after_drop") == pytest.approx(outside, rel=1e-12)


def test_how_long_old_steps_roll_on():
    """They fall as 1 + 9·0.9ᵏ: below 1.1 after 43 steps."""
    assert text("steps_to_settle") == "43"
    assert (
        9 * 0.9 ** value("steps_to_settle")
        < 0.1
        < 9 * 0.9 ** (value("steps_to_settle") - 1)
    )


def test_inside_and_outside_are_one_at_a_constant_rate():
    """Up to the drop the steps of the two are equal, to rounding."""
    inside, outside = one_name.dropped("keras"), one_name.dropped("pytorch")
    assert inside[: one_name.DROP] == pytest.approx(outside[: one_name.DROP], rel=1e-12)


def test_the_square_carries_eps_over():
    """√(s + ε²) ≤ √s + ε ≤ √2 √(s + ε²), for all s and ε."""
    rng = np.random.default_rng(0)
    s, eps = 10.0 ** rng.uniform(-20, 4, (2, 10_000))
    inside, outside = np.sqrt(s + eps * eps), np.sqrt(s) + eps
    assert (inside <= outside * (1 + 1e-15)).all()
    assert (outside <= math.sqrt(2) * inside * (1 + 1e-15)).all()
    assert pytest.approx(math.sqrt(2) * math.sqrt(1 + 1)) == 1 + 1  # attained at s = ε²


def test_a_translation_by_hand():
    """With rho 0.99, momentum 0.9 and epsilon 1e-16 Keras is 3e-08 from PyTorch."""
    assert text("translated_apart") == "3 × 10⁻⁸"
    settings = {"lr": 0.001, "alpha": 0.99, "eps": 1e-8, "momentum": 0.9}
    found = d2l.translate({"lr": 0.001, "momentum": 0.9}, "pytorch", "keras")
    by_hand = {"learning_rate": 0.001, "rho": 0.99, "momentum": 0.9}
    assert found.settings.pop("epsilon") == pytest.approx(1e-16)
    assert by_hand.items() <= found.settings.items()
    paths = [
        d2l.library_path("pytorch", settings),
        d2l.library_path("keras", {**by_hand, "epsilon": 1e-16}),
    ]
    assert value("translated_apart") == pytest.approx(apart(*paths), rel=1e-6)


def test_one_epsilon_in_two_places():
    """At a gradient of 1e-6 steps are 0.01 η in MXNet, 0.99 η in PyTorch; 10,000 at most."""
    names = ("tiny_gradient_in_mxnet", "tiny_gradient_in_pytorch", "most_by_place")
    assert tuple(map(text, names)) == ("0.01", "0.99", "10,000")
    g, eps = Fraction(1, 10**6), Fraction(1, 10**8)
    assert value(names[0]) == pytest.approx(g / math.sqrt(g * g + eps))
    assert value(names[1]) == pytest.approx(float(g / (g + eps)))
    sizes = np.geomspace(1e-20, 10, 2000)
    ratios = np.sqrt(sizes**2 + 1e-8) / (sizes + 1e-8)
    assert ratios.max() <= value("most_by_place") * (1 + 1e-12)
    assert ratios[0] == pytest.approx(value("most_by_place"))


def test_a_warm_up_with_the_rate_inside():
    """It lags by 9 steps and ends 81.0 η behind, 90.0 η after a very long warm-up."""
    names = ("warm_up_lag", "warm_up_behind", "warm_up_limit")
    assert tuple(map(text, names)) == ("9", "81.0", "90.0")

    def behind(warm_up, steps):
        velocity = way = total = lag = 0.0
        for t in range(1, steps + 1):
            rate = min(1.0, t / warm_up)
            velocity = 0.9 * velocity + rate
            outside = rate * (1 - 0.9**t) / (1 - 0.9)
            way += outside - velocity
            lag = (outside - velocity) / 10 * warm_up if t == warm_up else lag
            total += velocity
        return way, lag

    assert value("warm_up_behind") == pytest.approx(behind(100, 400)[0])
    assert behind(10_000, 12_000) == pytest.approx((90 * (1 - 1e-3), 9), rel=1e-3)
    assert value("warm_up_limit") == pytest.approx(90)


def after_a_step(z, gamma, mu, nesterov=False):
    """Return x, v and s after a step on x²/2 with η = 1 and ε = 0, turned round."""
    x, v, s = z
    s = gamma * s + (1 - gamma) * x * x
    u = x / math.sqrt(s)
    v = mu * v + u
    return np.array([(u + mu * v if nesterov else v) - x, -v, s])


def multiplier(gamma, mu):
    """Return what a step leaves of a deviation from the cycle with momentum."""
    x = 1 / (2 * (1 + mu))
    at, h = np.array([x, -2 * x, x * x]), 1e-6
    assert after_a_step(at, gamma, mu) == pytest.approx(at)
    columns = [
        (after_a_step(at + h * e, gamma, mu) - after_a_step(at - h * e, gamma, mu)) / h
        for e in np.eye(3)
    ]
    return abs(np.linalg.eigvals(np.transpose(columns) / 2)).max()


def test_the_cycle_with_momentum():
    """It is 0.1333 from the minimum, with Nesterov's 0.2667, and runs end there."""
    names = ("momentum_cycle", "nesterov_cycle")
    assert tuple(map(text, names)) == ("0.1333", "0.2667")
    for name, nesterov in zip(names, (False, True), strict=True):
        x = value(name) / 0.4
        at = np.array([x, -1 / 1.5, x * x])
        assert after_a_step(at, 0.9, 0.5, nesterov) == pytest.approx(at)
        assert value(f"{name}_run") == pytest.approx(value(name))
        assert text(f"{name}_run") == text(name)
    wandering = d2l.library_path(
        "keras", {"learning_rate": 0.4, "momentum": 0.5, "epsilon": 1e-14}, steps=4000
    )
    assert np.ptp(abs(wandering[-1000:, 1])) > 0.1


def test_where_a_cycle_with_momentum_attracts():
    """With momentum 0.5 up to γ = 0.29; at every γ up to 0.236; 1.098-fold at γ = 0.9."""
    names = ("momentum_cycle_gamma", "momentum_for_every_gamma")
    assert tuple(map(text, names)) == ("0.29", "0.236")
    assert text("momentum_cycle_multiplier") == "1.098"
    assert value("momentum_cycle_multiplier") == pytest.approx(
        multiplier(0.9, 0.5), rel=1e-6
    )
    for mu in (0.05, 0.2, 0.236, 0.24, 0.3, 0.5, 0.7, 0.9, 0.99):
        border = (1 - mu) / (mu * (3 + mu))
        for gamma in (*np.linspace(0.01, 0.99, 50), border - 1e-3, border + 1e-3):
            if 0 < gamma < 1 and abs(gamma - border) > 1e-4:
                assert bool(multiplier(gamma, mu) < 1) is bool(gamma < border)
    mu = value("momentum_for_every_gamma")
    assert (1 - mu) / (mu * (3 + mu)) == pytest.approx(1)
    assert pytest.approx(value("momentum_cycle_gamma")) == (1 - 0.5) / (0.5 * 3.5)
