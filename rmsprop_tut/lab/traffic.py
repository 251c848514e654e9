"""Bytes between workers and servers: counted by the system, and by a formula."""

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from .._checks import COUNT, POSITIVE, checked

TCP_INFO = "128xQ64xQQ"  # received, sent, sent again: where Linux has them, since 4.19
FILES = Path("/proc/self/fd")  # that this process has open
NUMBER = 4  # bytes of a float32
HEADERS = (
    90  # bytes of ps-lite's headers and keys for an array, there and back: counted
)


def _sockets() -> Iterator[socket.socket]:
    """Yield a copy of each socket that this process has open."""
    for path in FILES.iterdir():
        with suppress(OSError):  # the entry of the folder itself has gone by now
            if path.is_socket():
                with socket.socket(fileno=os.dup(int(path.name))) as copy:
                    yield copy


def bytes_so_far() -> int | None:
    """Count the bytes that this process's connections have sent and received.

    Returns
    -------
    int or None
        Bytes of content, as Linux counts them for each connection, without the headers of
        TCP. None on another system, and on a Linux before 4.19.

    Examples
    --------
    >>> bytes_so_far() is None or bytes_so_far() >= 0
    True
    """
    option = getattr(socket, "TCP_INFO", None)
    if option is None or not FILES.is_dir():
        return None
    total, size = 0, struct.calcsize(TCP_INFO)
    for copy in _sockets():
        with suppress(OSError):  # no TCP
            info = copy.getsockopt(socket.IPPROTO_TCP, option, size)
            if len(info) < size:
                return None
            received, sent, again = struct.unpack(TCP_INFO, info)
            total += received + sent - again
    return total


@checked(parameters=COUNT, arrays=COUNT)
def bytes_a_step(parameters: int, arrays: int) -> int:
    r"""Bytes that a worker sends and receives in a step.

    Of n parameters it pushes the gradients and pulls the weights, four bytes each. Beside
    each of the A arrays that they lie in travel about 90 bytes of headers, to and fro:

    .. math:: b = 8 n + 90 A

    Parameters
    ----------
    parameters : int
        Weights and biases, n, at least 1.
    arrays : int
        Arrays that they lie in, A, at least 1: two for a dense layer.

    Returns
    -------
    int
        Bytes, without the headers of TCP and IP, which add about 4 % to full packets on
        Ethernet and more to small ones.

    Examples
    --------
    >>> bytes_a_step(50_890, arrays=4)
    407480
    """
    return 2 * NUMBER * parameters + HEADERS * arrays


@checked(bytes_of_worker=POSITIVE, bandwidth=POSITIVE, workers=COUNT, servers=COUNT)
def network_seconds(
    bytes_of_worker: float, bandwidth: float, workers: int = 1, servers: int = 1
) -> float:
    r"""Seconds that a step's bytes take on the busiest link, if its directions never overlap.

    A worker's link carries b bytes a step. W workers send theirs to S servers, so a server's
    link carries b W/S, if the arrays are spread evenly. A weight is sent when the last of its
    gradients has come, so for one array the two directions follow each other:

    .. math:: T = \frac{b}{B} \max\left(1, \frac{W}{S}\right)

    With many arrays one's weights come back while the next one's gradients go out. If the
    directions overlap all the time, a step takes half of T.

    Parameters
    ----------
    bytes_of_worker : float
        Bytes a step, b, positive: :func:`bytes_a_step`.
    bandwidth : float
        Bytes a second of each link in each direction, B, positive. 1 Gbit/s is 1.25e8.
    workers, servers : int
        Numbers, W and S, at least 1.

    Returns
    -------
    float
        Seconds.

    Examples
    --------
    >>> network_seconds(407_480, 1.25e8, workers=4, servers=2)
    0.00651968
    """
    return bytes_of_worker / bandwidth * max(1.0, workers / servers)


@checked(seconds=POSITIVE, network=POSITIVE, workers=COUNT, servers=COUNT)
def speedup(seconds: float, network: float, workers: int, servers: int = 1) -> float:
    r"""How many times the examples a second W workers train on, against one without network.

    Each has a minibatch of its own, which takes it c seconds; then the bytes travel. Where
    computing and both directions overlap, the limit is twice this one at most.

    .. math:: \frac{W c}{c + T \max(1, W/S)} \to \frac{S c}{T}

    Parameters
    ----------
    seconds : float
        Seconds of computing a step, c, positive.
    network : float
        Seconds that the bytes of one worker take, T, positive: :func:`network_seconds` of
        one worker.
    workers, servers : int
        Numbers, W and S, at least 1.

    Returns
    -------
    float
        The factor. It is one in speed of learning only where a larger batch is worth it: by
        the square-root rule, while W (1 - γ) is well below 1.

    Examples
    --------
    >>> speedup(1.0, 1.0, workers=7), speedup(1.0, 1.0, workers=7, servers=7)
    (0.875, 3.5)
    """
    return workers * seconds / (seconds + network * max(1.0, workers / servers))
