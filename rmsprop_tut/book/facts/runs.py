"""The chapter's runs that several facts look at, each made once a process."""

from collections.abc import Callable
from functools import cache, partial

from ...core.objectives import (
    START,
    ZERO_STATE,
    f_2d,
    f_2d_rotated,
    f_2d_rotated_grad,
)
from ...core.updates import rmsprop_2d
from ...lab.paths import State, run_2d

ETA, GAMMA, EPS = 0.4, 0.9, 1e-6  # of the chapter's runs

# Where the rotated quadratic has the value that the straight one has at the start.
ROTATED_START = ((START[0] + START[1]) / 2, (START[0] - START[1]) / 2)

rotated_rmsprop_2d = partial(rmsprop_2d, grad=f_2d_rotated_grad)


@cache
def states(
    update: Callable[..., State], steps: int, start: tuple[float, ...] = ZERO_STATE
) -> list[State]:
    """Return the states of a run, the start included."""
    return run_2d(update, steps, start)


def end(
    update: Callable[..., State], steps: int, start: tuple[float, ...] = ZERO_STATE
) -> State:
    """Return the state in which a run ends."""
    return states(update, steps, start)[-1]


def value_after(steps: int, update: Callable[..., State]) -> float:
    """Return the objective after a run from the chapter's start."""
    return f_2d(*end(update, steps)[:2])


def rotated_value_after_20(
    update: Callable[..., State], start: tuple[float, ...]
) -> float:
    """Return the rotated objective after 20 steps."""
    return f_2d_rotated(*end(update, 20, start)[:2])
