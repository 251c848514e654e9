"""The numbers on Adagrad's page, and in its solutions."""

import math
from functools import partial
from itertools import accumulate, count

from ...core.objectives import CURVATURES, START
from ...core.updates import adagrad_2d
from ...lab.paths import run_2d
from .registry import fact
from .runs import EPS, ETA, end


@fact(".2f")
def adagrad_x1() -> float:
    """After 20 steps of Adagrad x1 is still at -2.38."""
    return end(adagrad_2d, 20)[0]


@fact(".2f")
def adagrad_x2() -> float:
    """After 20 steps of Adagrad x2 is at -0.16."""
    return end(adagrad_2d, 20)[1]


@fact(".2f")
def adagrad_limit_s1() -> float:
    """Without noise Adagrad's first sum settles at 14.43."""
    return end(adagrad_2d, 20_000)[2]


@fact(".2f")
def adagrad_limit_s2() -> float:
    """Without noise Adagrad's second sum settles at 232.42."""
    return end(adagrad_2d, 20_000)[3]


@fact(".3f")
def adagrad_gain_s1() -> float:
    """Where the sum has settled the learning rate of x1 is 0.105 for good."""
    return ETA / math.sqrt(adagrad_limit_s1() + EPS)


@fact(".2f")
def adagrad_reach_20() -> float:
    """While gradients shrink 20 steps lead no farther than 3.04."""
    return ETA * math.fsum(1 / math.sqrt(t) for t in range(1, 21))


@fact(".2f")
def adagrad_no_nearer_20() -> float:
    """So after 20 steps x1 is no nearer to the minimum than 1.96."""
    return abs(START[0]) - adagrad_reach_20()


@fact("d")
def adagrad_earliest() -> int:
    """x1 cannot be at the minimum before step 49."""
    reach = accumulate(ETA / math.sqrt(t) for t in count(1))
    return next(t for t, far in enumerate(reach, start=1) if far >= abs(START[0]))


def diagonal_gap(eps: float) -> float:
    """Return how far apart x1 and x2 get in 20 steps from (-5, -5)."""
    path = run_2d(partial(adagrad_2d, eps=eps), 20, (-5.0, -5.0, 0.0, 0.0))
    return max(abs(x1 - x2) for x1, x2, *_ in path)


@fact(".1g")
def adagrad_diagonal_gap() -> float:
    """From (-5, -5) x1 and x2 stay within 4e-7 of each other."""
    return diagonal_gap(EPS)


@fact(".1g")
def adagrad_diagonal_gap_eps_1() -> float:
    """With ε = 1 they get 0.3 apart."""
    return diagonal_gap(1.0)


def root_over_least(eta: float) -> float:
    """Return the root of the first sum in the end, over λx²/(4η), without ε."""
    s1 = run_2d(partial(adagrad_2d, eta=eta, eps=0.0), 5000)[-1][2]
    return 4 * eta * math.sqrt(s1) / (CURVATURES[0] * START[0] ** 2)


@fact(".2f")
def adagrad_root_at_04() -> float:
    """At η = 0.4 the root of the first sum ends at 1.22 times its lower bound."""
    return root_over_least(ETA)


@fact(".2f")
def adagrad_root_at_01() -> float:
    """At η = 0.1 it ends at 1.06 times."""
    return root_over_least(0.1)


def largest_sum(place: int) -> float:
    """Return the largest s with √s ≤ λx²/(2η) + ηλ/2 (1 + ln(s/s₁)), of a coordinate."""
    curvature, start = CURVATURES[place], START[place]
    first = s = (curvature * start) ** 2
    for _ in range(100):
        logarithm = 1 + math.log(s / first)
        root = curvature * (start**2 / (2 * ETA) + ETA / 2 * logarithm)
        s = root * root
    return s


@fact(".1f")
def adagrad_most_s1() -> float:
    """The inequality leaves the first sum at most 41.5."""
    return largest_sum(0)


@fact(".0f")
def adagrad_most_s2() -> float:
    """It leaves the second at most 504."""
    return largest_sum(1)


@fact(".1f")
def adagrad_least_s1() -> float:
    """And the first at least 9.8."""
    return (CURVATURES[0] * START[0] ** 2 / (4 * ETA)) ** 2


@fact(".0f")
def adagrad_least_s2() -> float:
    """The second at least 100."""
    return (CURVATURES[1] * START[1] ** 2 / (4 * ETA)) ** 2
