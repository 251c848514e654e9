"""Learning rates over the interactive figure's run are the book's schedules."""

import pytest

from rmsprop_tut import cosine_rate, inverse_sqrt_rate, step_rate
from rmsprop_tut.book.figure_rates import SCHEDULES, figure_rate, rounded_cosine_rate
from rmsprop_tut.core.schedules import constant_rate


def test_schedules_are_the_book_s():
    """Constant, 1/√t and stairs are the book's own, the stairs those of its comparison."""
    assert figure_rate("constant", 0.4, 20) == constant_rate(0.4)
    assert figure_rate("root", 0.4, 20) == inverse_sqrt_rate(0.4)
    assert figure_rate("stairs", 0.4, 1000) == step_rate(0.4, every=250)


@pytest.mark.parametrize("steps", [1, 2, 3, 20, 200, 1000])
def test_the_cosine_is_the_book_s_to_four_decimals(steps):
    """The rounded cosine differs from the book's by half of a fourth decimal at most."""
    exact, figure = cosine_rate(2.0, steps), rounded_cosine_rate(2.0, steps)
    for t in range(1, steps + 2):
        assert figure(t) == pytest.approx(exact(t), abs=0.5001e-4)


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("steps", [1, 3, 4, 5, 199])
def test_every_schedule_starts_at_its_rate_and_falls(schedule, steps):
    """The first step has η; no step has more than the one before."""
    rate = figure_rate(schedule, 0.4, steps)
    rates = [rate(t) for t in range(1, steps + 1)]
    assert rates[0] == 0.4
    assert rates == sorted(rates, reverse=True)


def test_stairs_are_four_and_products():
    """A run has four stairs at most, and their powers are products to the last bit."""
    heights = [1.0, 0.1, 0.1 * 0.1, 0.1 * 0.1 * 0.1]
    for steps in range(1, 201):
        rate = figure_rate("stairs", 1.0, steps)
        assert {rate(t) for t in range(1, steps + 1)} <= set(heights)
    assert [rate(t) for t in (1, 51, 101, 151)] == heights


def test_an_unknown_schedule_is_refused():
    """A schedule's typo does not go unseen."""
    with pytest.raises(ValueError, match="^schedule has unknown names"):
        figure_rate("linear", 0.4, 20)
