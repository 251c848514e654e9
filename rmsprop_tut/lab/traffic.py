"""Bytes between workers and servers: counted by the system, and by a formula."""

import os
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import suppress

from .._checks import COUNT, NON_NEGATIVE, POSITIVE, checked, whole

TCP_INFO = "128xQ64xQQ"  # received, sent, sent again: where Linux has them, since 4.19
NUMBER = 4  # bytes of a float32


def _sockets() -> Iterator[socket.socket]:
    """Yield a copy of each socket that this process has open."""
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # the folder's own entry has gone by now
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                with socket.socket(fileno=os.dup(int(name))) as copy:
                    yield copy


def bytes_so_far() -> int | None:
    """Count the bytes that this process's connections have sent and received.

    Returns
    -------
    int or None
        Bytes of content, as Linux counts them for each connection, without the headers of
        TCP. None on another system.

    Examples
    --------
    >>> bytes_so_far() is None or bytes_so_far() >= 0
    True
    """
    option = getattr(socket, "TCP_INFO", None)
    if option is None or not os.path.isdir("/proc/self/fd"):
        return None
    total, size = 0, struct.calcsize(TCP_INFO)
    for copy in _sockets():
        with suppress(OSError):  # no TCP
            info = copy.getsockopt(socket.IPPROTO_TCP, option, size)
            received, sent, again = struct.unpack(TCP_INFO, info)
            total += received + sent - again
    return total
