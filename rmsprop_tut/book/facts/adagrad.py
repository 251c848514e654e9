"""The numbers on Adagrad's page."""

import math

from ...core.updates import adagrad_2d
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
