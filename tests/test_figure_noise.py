"""Noise on the interactive figure's gradients: its numbers, and who is given them."""

import json
import math

import javascript
import numpy as np
import pytest

from rmsprop_tut.book.figure_noise import (
    GOLDEN,
    UNIFORMS,
    WORD,
    mixed,
    noise_at,
    noises,
    noisy,
)
from rmsprop_tut.book.playground import Settings, landscape, trajectory

COUNT = 20_000
LENGTHS = ["gd", "adagrad", "rmsprop", "corrected", "outside", "centred"]


@pytest.fixture(scope="module")
def numbers():
    """Return the first noise of a seed."""
    return np.array(noises(1.0, 3, COUNT // 2)).ravel()


def test_node_has_the_same_numbers():
    """The noise is the same to the last bit, at small seeds and at the largest."""
    seeds = [0, 1, 2, 99, 2**31 - 1, 2**31, WORD]
    found = javascript.in_node(
        "(m, seeds) => seeds.map((s) => Array.from({ length: 400 }, (_, n) => m.noiseAt(s, n)))",
        json.dumps(seeds),
        "playground/mathematics.js",
    )
    assert found == [[noise_at(seed, n) for n in range(400)] for seed in seeds]


def test_mixing_can_be_undone():
    """Each number of 32 bits comes from one."""
    draw = np.random.default_rng(0)
    for number in [0, 1, WORD, *draw.integers(WORD, size=500).tolist()]:
        z = mixed(number)
        z ^= z >> 16
        z = z * pow(0xC2B2AE35, -1, 2**32) & WORD
        z ^= (z >> 13) ^ (z >> 26)
        z = z * pow(0x85EBCA6B, -1, 2**32) & WORD
        assert z ^ (z >> 16) == number


def test_mean_0_and_variance_1(numbers):
    """The noise has mean 0 and variance 1, to four standard errors."""
    assert abs(numbers.mean()) < 4 / math.sqrt(COUNT)
    assert abs((numbers**2).mean() - 1) < 4 * math.sqrt(1.9 / COUNT)


def test_close_to_normal(numbers):
    """The fourth moment is that of twelve uniform numbers, 2.9: a normal one has 3."""
    assert abs((numbers**3).mean()) < 4 * math.sqrt(15 / COUNT)
    assert (numbers**4).mean() == pytest.approx(2.9, abs=4 * math.sqrt(96 / COUNT))
    assert (abs(numbers) < 1).mean() == pytest.approx(0.68, abs=0.015)


def test_in_its_range():
    """The sum of twelve is in [-6, 6], and symmetric around 0."""
    ends = [(total - 6 * WORD) / 2**32 for total in (0, 12 * WORD)]
    assert -6 < ends[0] == -ends[1]


@pytest.mark.parametrize("lag", [1, 2, 3, 12])
def test_no_number_foretells_another(numbers, lag):
    """Numbers at a distance are uncorrelated, and so are their squares."""
    for values in (numbers, numbers**2 - 1):
        correlation = np.corrcoef(values[lag:], values[:-lag])[0, 1]
        assert abs(correlation) < 4 / math.sqrt(COUNT)


def test_seeds_are_apart():
    """Neighbouring seeds have noise that is uncorrelated, and mean 0 at each place."""
    drawn = np.array([np.ravel(noises(1.0, seed, 50)) for seed in range(200)])
    between = np.corrcoef(drawn[:-1].ravel(), drawn[1:].ravel())[0, 1]
    assert abs(between) < 4 / math.sqrt(199 * 100)
    assert abs(drawn.mean(axis=0)).max() < 4.5 / math.sqrt(200)


def test_seeds_of_the_figure_share_no_number():
    """Seeds are places in one sequence; the figure's, up to 999, are further apart than a run."""
    steps = [mixed(seed) * pow(GOLDEN, -1, 2**32) % 2**32 for seed in range(1000)]
    gaps = np.diff(np.sort(steps))
    longest = 200
    assert gaps.min() > UNIFORMS * 2 * longest


def test_without_noise_nothing_is_added():
    """Without noise the gradient is the gradient itself."""
    grad = landscape(Settings()).grad
    assert noisy(grad, 0.0, 1, 20) is grad


@pytest.mark.parametrize("method", LENGTHS)
def test_all_methods_are_given_the_same_noise(method):
    """What moved a path, over its effective step, is the gradient and the seed's noise."""
    q = Settings(noise=0.5, seed=8, angle=20.0, eta=0.1, schedule="root")
    rows, grad = trajectory(method, q), landscape(q).grad
    for before, after, z in zip(rows, rows[1:], noises(0.5, 8, 20), strict=False):
        moved = [(before[i] - after[i]) / after[4 + i] for i in (0, 1)]
        slopes = np.add(grad(*before[:2]), z).tolist()
        assert moved == pytest.approx(slopes, rel=1e-9, abs=1e-9)


def test_the_loss_is_without_noise():
    """The loss that is drawn is the landscape's own."""
    q = Settings(noise=2.0, landscape="wells")
    for x1, x2, *_, loss in trajectory("adam", q):
        assert loss == landscape(q).loss(x1, x2)


@pytest.mark.parametrize("wrong", [{"seed": -1}, {"seed": 2**32}, {"noise": -0.1}])
def test_wrong_noise_is_refused(wrong):
    """A seed that 32 bits do not hold, and negative noise, are refused by name."""
    [name] = wrong
    with pytest.raises(ValueError, match=f"{name} must be"):
        Settings(**wrong)
