"""The numbers on the page of several machines, each by a second way than its fact goes."""

import math

import pytest

import rmsprop_tut as d2l
from rmsprop_tut.book.facts import FACTS, text


def value(name):
    """Return a fact's number."""
    return FACTS[name].value()


@pytest.mark.usefixtures("numpy_mode")
def test_the_parameters_are_those_of_the_network():
    """The perceptron has 50,890 parameters, and 4,000 images."""
    from rmsprop_tut.lab.data_parallel import perceptron

    problem = perceptron(128, 0)
    shapes = [p.shape for p in problem.net.collect_params().values()]
    assert sum(math.prod(shape) for shape in shapes) == value("perceptron_parameters")
    assert len(shapes) == 4  # arrays
    first = 100 * max(map(math.prod, shapes)) / value("perceptron_parameters")
    assert value("perceptron_first_array") == pytest.approx(first)
    assert text("perceptron_first_array") == "98.6"
    assert len(d2l.load_fashion_mnist().train_labels) == value("perceptron_images")
    said = text("perceptron_parameters"), text("perceptron_images")
    assert said == ("50,890", "4,000")


def test_bytes_of_a_step():
    """8 n + 90 A: 0.41 MB for the perceptron, 228 bytes for the regression, 48 of them numbers."""
    assert text("header_bytes") == "90"
    moved = 2 * 4 * 50_890 + 4 * 90  # numbers and heads
    assert value("perceptron_megabytes") == pytest.approx(moved / 1e6, rel=1e-12)
    assert text("perceptron_megabytes") == "0.41"
    assert text("regression_bytes") == str(2 * 4 * (5 + 1) + 2 * 90) == "228"
    assert text("regression_numbers") == "48"


def test_seconds_on_the_network():
    """3.3 ms at 1 Gbit/s, so 10 ms are worth 3.1 workers."""
    bits = 8 * (8 * 50_890 + 4 * 90)
    assert text("perceptron_milliseconds") == "3.3"
    assert value("perceptron_milliseconds") == pytest.approx(bits / 1e6, rel=1e-12)
    assert text("largest_speedup") == "3.1"
    assert value("largest_speedup") == pytest.approx(1e7 / bits, rel=1e-12)
    many = d2l.speedup(0.01, bits / 1e9, workers=10**9)
    assert value("largest_speedup") == pytest.approx(many, rel=1e-6)


def test_a_large_network():
    """25 million parameters, 200 MB a step: 0.8 to 1.6 s at 1 Gbit/s, 8 to 16 ms at 100."""
    assert text("large_megabytes") == "200"
    names = ("large_seconds_overlapping", "large_seconds")
    assert tuple(map(text, names)) == ("0.8", "1.6")
    one_way = (
        25e6 * 32 + 96 * 45 * 8
    ) / 1e9  # bits of gradients and heads, at 1 Gbit/s
    assert [value(name) for name in names] == pytest.approx(
        [one_way, 2 * one_way], rel=1e-12
    )
    names = ("large_milliseconds_overlapping_at_100", "large_milliseconds_at_100")
    assert tuple(map(text, names)) == ("8", "16")
    milliseconds = [10 * one_way, 20 * one_way]
    assert [*map(value, names)] == pytest.approx(milliseconds, rel=1e-12)
    many = d2l.speedup(1.0, value("large_seconds"), workers=10**9)
    assert value("large_speedup") == pytest.approx(many, rel=1e-6)
    assert text("large_speedup") == "0.6"


@pytest.mark.parametrize("servers", [1, 4, 16])
def test_the_large_networks_arrays_can_be_spread_evenly(servers):
    """96 arrays spread evenly: MXNet puts key i onto server 9973 i mod S, as many on each."""
    there = [9973 * key % servers for key in range(value("large_arrays"))]
    assert text("large_arrays") == "96"
    assert len({there.count(server) for server in range(servers)}) == 1


@pytest.mark.parametrize("overlap", [False, True])
def test_a_link_of_two_directions_takes_from_half_of_t_to_t(overlap):
    """Array by array over both directions: T if they never overlap, nearly T/2 with many arrays."""
    arrays, gradients, weights = 96, 0.0, 0.0  # when each direction is free again
    one = 4 * 25e6 / arrays / 1.25e8
    for _ in range(arrays):
        gradients = (gradients if overlap else weights) + one
        weights = max(gradients, weights) + one
    most = value("large_seconds_overlapping" if overlap else "large_seconds")
    assert weights == pytest.approx(most, rel=0.02)


def test_the_square_root_rule_for_four_workers():
    """With four workers η is multiplied by 2, and γ goes from 0.9 to 0.6."""
    assert value("eta_factor_of_four") ** 2 == 4
    assert text("eta_factor_of_four") == "2"
    assert (1 - value("gamma_of_four")) / (1 - 0.9) == pytest.approx(4)
    assert text("gamma_of_four") == "0.6"


def test_servers_for_sixteen_workers():
    """At 10 Gbit/s 0.16 s a worker, so 2.56 servers, that is 3; they are worth 8.6."""
    names = ("large_seconds_at_10", "least_servers", "servers_for_many")
    assert tuple(map(text, names)) == ("0.16", "2.56", "3")
    assert text("speedup_of_many") == "8.6"
    b = d2l.bytes_a_step(25_000_000, arrays=96)
    for servers, enough in ((2, False), (3, True)):
        seconds = d2l.network_seconds(b, 1.25e9, workers=16, servers=servers)
        assert (seconds <= 1) is enough
    worth = 16 / (1 + 16 / 3 * 8 * 25e6 / 1.25e9)
    assert value("speedup_of_many") == pytest.approx(worth, rel=1e-4)


def test_ten_workers():
    """η times 3.16, γ 0.9; worth 3.8 at 1 Gbit/s, and eight at 6.4 Gbit/s."""
    names = ("eta_factor_of_ten", "gamma_of_ten", "speedup_of_ten")
    assert tuple(map(text, names)) == ("3.16", "0.9", "3.8")
    assert text("gigabits_for_eight") == "6.4"
    assert value("eta_factor_of_ten") ** 2 == pytest.approx(10)
    assert (1 - value("gamma_of_ten")) / 0.01 == pytest.approx(10)
    assert value("speedup_of_ten") == pytest.approx(10 / 2.6, rel=1e-3)
    b = d2l.bytes_a_step(25_000_000, arrays=96)
    seconds = d2l.network_seconds(b, value("gigabits_for_eight") * 1.25e8)
    assert d2l.speedup(1.0, seconds, workers=10, servers=10) == pytest.approx(8)


def test_a_ring():
    """Of four a worker sends 1.5 times n; ten take 1.44 s, one server 16 s."""
    names = ("ring_share_of_four", "ring_seconds_of_ten", "server_seconds_of_ten")
    assert tuple(map(text, names)) == ("1.5", "1.44", "16")
    rounds = 2 * (10 - 1)
    seconds = rounds * 25e6 / 10 * 32 / 1e9
    assert value("ring_seconds_of_ten") == pytest.approx(seconds)
    assert value("ring_share_of_four") == 2 * (4 - 1) * (1000 // 4) / 1000
    assert value("server_seconds_of_ten") == pytest.approx(
        10 * value("large_seconds"), rel=1e-6
    )
