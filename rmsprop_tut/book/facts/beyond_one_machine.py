"""The numbers on the page of several machines, and in its solutions."""

import math

from ...lab.data_parallel import EXAMPLES_OF, HIDDEN
from ...lab.traffic import HEADERS, bytes_a_step, network_seconds, speedup
from .registry import fact

GIGABIT = 1.25e8  # bytes a second of 1 Gbit/s
COMPUTING = 0.010  # seconds that a worker computes a step, in the page's example
LARGE = 25_000_000  # parameters of the page's large network
LARGE_ARRAYS = 96  # that they lie in, as many on each of 1, 4 or 16 servers
LARGE_COMPUTING = 1.0  # seconds that a worker computes a step of it
WORKERS = 4  # of the example of the square-root rule


@fact(",d")
def perceptron_parameters() -> int:
    """The perceptron has 50,890 parameters."""
    return (784 + 1) * HIDDEN + (HIDDEN + 1) * 10


@fact(",d")
def perceptron_images() -> int:
    """It is trained on 4,000 images."""
    return EXAMPLES_OF["perceptron"]


@fact("d")
def header_bytes() -> int:
    """About 90 bytes of headers travel with an array, to and fro."""
    return HEADERS


@fact(".2f")
def perceptron_megabytes() -> float:
    """A step of the perceptron's costs a worker 0.41 MB."""
    return bytes_a_step(perceptron_parameters(), 4) / 1e6


@fact("d")
def regression_bytes() -> int:
    """A step of the regression's costs a worker 228 bytes."""
    return bytes_a_step(6, 2)


@fact("d")
def regression_numbers() -> int:
    """48 of these are numbers."""
    return bytes_a_step(6, 2) - 2 * HEADERS


@fact(".1f")
def perceptron_milliseconds() -> float:
    """At 1 Gbit/s the perceptron's bytes take 3.3 ms."""
    return 1000 * network_seconds(bytes_a_step(perceptron_parameters(), 4), GIGABIT)


@fact(".1f")
def largest_speedup() -> float:
    """A worker that computes 10 ms a step is worth 3.1 workers at most on one server."""
    return 1000 * COMPUTING / perceptron_milliseconds()


@fact(".1f")
def perceptron_first_array() -> float:
    """One array holds 98.6 % of the perceptron's parameters."""
    return 100 * 784 * HIDDEN / perceptron_parameters()


@fact("d")
def large_arrays() -> int:
    """The network of 25 million parameters has 96 arrays."""
    return LARGE_ARRAYS


@fact("d")
def large_megabytes() -> float:
    """A step of a network of 25 million parameters costs a worker 200 MB."""
    return round(bytes_a_step(LARGE, LARGE_ARRAYS) / 1e6)


@fact(".1f")
def large_seconds() -> float:
    """That takes 1.6 s at 1 Gbit/s, if the two directions never overlap."""
    return network_seconds(bytes_a_step(LARGE, LARGE_ARRAYS), GIGABIT)


@fact(".1f")
def large_seconds_overlapping() -> float:
    """It takes 0.8 s if they always do."""
    return large_seconds() / 2


@fact(".0f")
def large_milliseconds_at_100() -> float:
    """It takes 16 ms at 100 Gbit/s, if the two directions never overlap."""
    return 1000 * large_seconds() / 100


@fact(".0f")
def large_milliseconds_overlapping_at_100() -> float:
    """It takes 8 ms if they always do."""
    return large_milliseconds_at_100() / 2


@fact(".1f")
def large_speedup() -> float:
    """If a step takes a worker 1 s, one server is worth 0.6 of one without network."""
    return LARGE_COMPUTING / large_seconds()


@fact(".0f")
def eta_factor_of_four() -> float:
    """With four workers the square-root rule multiplies η by 2."""
    return math.sqrt(WORKERS)


@fact(".1f")
def gamma_of_four() -> float:
    """It takes γ from 0.9 to 0.6."""
    return 1 - WORKERS * (1 - 0.9)


MANY, TEN = 16, 10  # workers of the first and of the second exercise


@fact(".2f")
def large_seconds_at_10() -> float:
    """At 10 Gbit/s the large network's bytes take 0.16 s."""
    return large_seconds() / 10


@fact(".2f")
def least_servers() -> float:
    """For 16 workers that is as long as computing with 2.56 servers."""
    return MANY * large_seconds_at_10() / LARGE_COMPUTING


@fact("d")
def servers_for_many() -> int:
    """So they want 3 of them."""
    return math.ceil(least_servers())


@fact(".1f")
def speedup_of_many() -> float:
    """With them they are worth 8.6 of one without network."""
    return speedup(LARGE_COMPUTING, large_seconds_at_10(), MANY, servers_for_many())


@fact(".2f")
def eta_factor_of_ten() -> float:
    """With ten workers the square-root rule multiplies η by 3.16."""
    return math.sqrt(TEN)


@fact(".1f")
def gamma_of_ten() -> float:
    """It takes γ from 0.99 to 0.9."""
    return 1 - TEN * (1 - 0.99)


@fact(".1f")
def speedup_of_ten() -> float:
    """At 1 Gbit/s ten workers with a server each are worth 3.8."""
    return speedup(LARGE_COMPUTING, large_seconds(), TEN, TEN)


@fact(".1f")
def gigabits_for_eight() -> float:
    """To be worth eight they need 6.4 Gbit/s."""
    return large_seconds() / (LARGE_COMPUTING * (TEN / 8 - 1))


def ring_share(workers: int) -> float:
    """Return how many numbers a worker of a ring sends, for each one of the gradient."""
    return 2 * (workers - 1) / workers


@fact(".1f")
def ring_share_of_four() -> float:
    """In a ring of four a worker sends 1.5 numbers for each one of the gradient."""
    return ring_share(4)


@fact(".2f")
def ring_seconds_of_ten() -> float:
    """In a ring of ten the large network's step takes 1.44 s at 1 Gbit/s."""
    return 4 * ring_share(TEN) * LARGE / GIGABIT


@fact(".0f")
def server_seconds_of_ten() -> float:
    """With one server for ten workers it takes 16 s."""
    return network_seconds(bytes_a_step(LARGE, LARGE_ARRAYS), GIGABIT, TEN)
