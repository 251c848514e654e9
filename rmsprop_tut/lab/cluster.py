"""A scheduler, servers and workers, each a process; all end together, well or not."""

import os
import queue
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .._checks import shown

LOOPBACK = "127.0.0.1"
OWN_NAMES = "localhost", "::1"  # of each machine
NODE = "rmsprop_tut.lab.node"
# A name, which is no secret: of a variable, and of a file in the cluster's folder.
TOKEN = "RMSPROP_TUT_TOKEN"  # noqa: S105 # nosec B105
GRACE = 2.0  # seconds between the request to end and the end
# By these ssh ends when the other host does not answer, at first or any more.
ALIVE = (
    *("-o", "ConnectTimeout=10"),
    *("-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=2"),
)


class ClusterError(RuntimeError):
    """A process of a cluster has ended before its time, or has not ended in time."""


@dataclass(frozen=True)
class Node:
    """A process of a cluster.

    Parameters
    ----------
    name : str
        Its role and number.
    process : subprocess.Popen
        The process, which leads a group of its own.
    folder : pathlib.Path
        The cluster's folder, where its errors go.
    """

    name: str
    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def has_come(self) -> bool:
        """Whether it has loaded MXNet and reached the scheduler."""
        return (self.folder / f"{self.name}.here").exists()

    def last_words(self) -> str:
        """Return the last line of its errors."""
        text = (self.folder / f"{self.name}.err").read_text("utf-8", errors="replace")
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return lines[-1] if lines else "it left no message"

    def end(self, sign: signal.Signals) -> None:
        """Send a signal to the process and to what it has started, unless it has ended."""
        if self.process.poll() is None:  # or its number may be another's by now
            with suppress(OSError):
                os.killpg(self.process.pid, sign)


def check_port(port: int) -> None:
    """Refuse a port that another process listens on.

    Parameters
    ----------
    port : int
        The scheduler's port.

    Raises
    ------
    ClusterError
        If it is in use.

    Examples
    --------
    >>> check_port(free_port())
    """
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((LOOPBACK, port))
        except OSError as error:
            raise ClusterError(
                f"port {port} is in use, by another program or a cluster that still runs: "
                "end it, or give another port"
            ) from error


def check_hosts(hosts: Sequence[str], port: int | None) -> None:
    """Refuse hosts that cannot reach each other, or that ``ssh`` would misread.

    Parameters
    ----------
    hosts : sequence of str
        Addresses of other machines.
    port : int or None
        The scheduler's port.

    Raises
    ------
    ValueError
        If an address is empty or begins with ``-``, one of several is that by which a
        machine reaches itself alone, or there is no port.

    Examples
    --------
    >>> check_hosts(("10.0.0.1", "127.0.0.1"), 9091)
    Traceback (most recent call last):
    ...
    ValueError: hosts must reach each other, but each reaches itself alone at ['127.0.0.1']
    """
    for i, host in enumerate(hosts):
        if not host.strip() or host.startswith("-"):
            raise ValueError(
                f"hosts[{i}] must be a machine's address, not {shown(host)}"
            )
    own = [host for host in hosts if host.startswith("127.") or host in OWN_NAMES]
    if 0 < len(own) < len(hosts):
        raise ValueError(
            f"hosts must reach each other, but each reaches itself alone at {own}"
        )
    if port is None:
        raise ValueError(
            "port must be given with hosts: one that is free on the first of them"
        )


def free_port() -> int:
    """Return a port that nothing listens on.

    Returns
    -------
    int
        Its number.

    Examples
    --------
    >>> free_port() > 0
    True
    """
    with socket.socket() as one:
        one.bind((LOOPBACK, 0))
        return int(one.getsockname()[1])


def roles(workers: int, servers: int) -> list[str]:
    """Return the name of each process of a cluster.

    Parameters
    ----------
    workers, servers : int
        How many there are of each.

    Returns
    -------
    list of str
        Role and number.

    Examples
    --------
    >>> roles(2, 1)
    ['scheduler 0', 'server 0', 'worker 0', 'worker 1']
    """
    counts = {"scheduler": 1, "server": servers, "worker": workers}
    return [f"{role} {i}" for role, count in counts.items() for i in range(count)]


def placed(names: Sequence[str], hosts: Sequence[str]) -> list[str]:
    """Return the host of each process: servers and workers in turn, from the first on.

    Parameters
    ----------
    names : sequence of str
        Of :func:`roles`.
    hosts : sequence of str
        Addresses. The scheduler goes to the first.

    Returns
    -------
    list of str
        A host a process.

    Examples
    --------
    >>> placed(roles(3, 2), ("10.0.0.1", "10.0.0.2"))
    ['10.0.0.1', '10.0.0.1', '10.0.0.2', '10.0.0.1', '10.0.0.2', '10.0.0.1']
    """
    return [hosts[int(name.split()[1]) % len(hosts)] for name in names]


def environment(name: str, host: str, known: dict[str, str]) -> dict[str, str]:
    """Return the variables by which ps-lite and MXNet learn what a process is.

    Parameters
    ----------
    name, host : str
        The process, and the address at which others reach it.
    known : dict
        What all processes know: the scheduler's address and port, and the numbers.

    Returns
    -------
    dict
        Value by variable.

    Examples
    --------
    >>> environment("server 0", "10.0.0.2", {})["DMLC_ROLE"]
    'server'
    """
    here = str(Path(__file__).parents[2])
    return {
        **known,
        "DMLC_ROLE": name.split()[0],
        "DMLC_NODE_HOST": host,
        "OMP_NUM_THREADS": "1",  # the workers are the threads
        "PYTHONPATH": os.pathsep.join(
            filter(None, (here, os.environ.get("PYTHONPATH")))
        ),
    }


def command(name: str, folder: Path) -> tuple[str, ...]:
    """Return the command that is a process of a cluster.

    Parameters
    ----------
    name : str
        The process.
    folder : pathlib.Path
        The cluster's.

    Returns
    -------
    tuple of str
        Program and arguments.

    Examples
    --------
    >>> command("server 0", Path("here"))[1:]
    ('-m', 'rmsprop_tut.lab.node', 'here', 'server 0')
    """
    return sys.executable, "-m", NODE, str(folder), name


def start(name: str, host: str, known: dict[str, str], folder: Path) -> Node:
    """Start a process of a cluster, through ssh if its host is another machine.

    Parameters
    ----------
    name, host : str
        The process, and where it runs.
    known : dict
        As for :func:`environment`.
    folder : pathlib.Path
        The cluster's.

    Returns
    -------
    Node
        The process, in a group of its own, with a pipe as its standard input.
    """
    variables, line = environment(name, host, known), command(name, folder)
    if host != LOOPBACK:
        settings = (f"{key}={value}" for key, value in variables.items())
        line = "ssh", *ALIVE, "--", host, shlex.join(("env", *settings, *line))
    with (folder / f"{name}.err").open("wb") as errors:
        process = subprocess.Popen(
            line,
            env={**os.environ, **variables},
            stdin=subprocess.PIPE,
            stdout=errors,
            stderr=errors,
            start_new_session=True,
        )
    return Node(name, process, folder)


def end_all(nodes: Sequence[Node]) -> None:
    """End what still runs: ask, wait a little, and kill.

    Parameters
    ----------
    nodes : sequence of Node
        The processes.
    """
    deadline = time.monotonic() + GRACE
    running = [node for node in nodes if node.process.poll() is None]
    for node in running:
        node.end(signal.SIGTERM)
    for node in running:
        with suppress(subprocess.TimeoutExpired):
            node.process.wait(max(0.0, deadline - time.monotonic()))
    for node in nodes:
        node.end(signal.SIGKILL)
        node.process.wait()
        with suppress(OSError):
            if node.process.stdin:
                node.process.stdin.close()


@contextmanager
def cluster(
    folder: Path, workers: int, servers: int, port: int, hosts: Sequence[str]
) -> Iterator[list[Node]]:
    """Start a cluster, and leave nothing of it.

    Parameters
    ----------
    folder : pathlib.Path
        With the job; for marks, errors and results.
    workers, servers : int
        How many.
    port : int
        The scheduler's.
    hosts : sequence of str
        Where they run.

    Yields
    ------
    list of Node
        The processes.
    """
    known = {
        "DMLC_PS_ROOT_URI": hosts[0],
        "DMLC_PS_ROOT_PORT": str(port),
        "DMLC_NUM_SERVER": str(servers),
        "DMLC_NUM_WORKER": str(workers),
        TOKEN: secrets.token_hex(8),
    }
    (folder / TOKEN).write_text(known[TOKEN], encoding="utf-8")
    nodes: list[Node] = []
    try:
        names = roles(workers, servers)
        for name, host in zip(names, placed(names, hosts), strict=True):
            nodes.append(start(name, host, known, folder))
        yield nodes
    finally:
        end_all(nodes)


def wait_for(nodes: Sequence[Node], timeout: float) -> None:
    """Wait until all processes have ended well.

    Parameters
    ----------
    nodes : sequence of Node
        The processes of a cluster.
    timeout : float
        Seconds that they may take from now on.

    Raises
    ------
    ClusterError
        When the first ends with an error, or the time is over.
    """
    ended: queue.SimpleQueue[Node] = queue.SimpleQueue()
    deadline = time.monotonic() + timeout

    def watch(node: Node) -> None:
        node.process.wait()
        ended.put(node)

    for node in nodes:
        threading.Thread(target=watch, args=(node,), daemon=True).start()
    for _ in nodes:
        try:
            node = ended.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise ClusterError(_late(nodes, timeout)) from None
        if node.process.returncode:
            raise ClusterError(_died(node))


def _died(node: Node) -> str:
    """Say how a process ended, and what it said last."""
    code = node.process.returncode
    if code < 0:
        return f"{node.name} was killed by {_signal_name(-code)}"
    return f"{node.name} ended with an error: {node.last_words()}"


def _signal_name(number: int) -> str:
    """Return a signal's name, or its number if it has none, as most for real time."""
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _late(nodes: Sequence[Node], timeout: float) -> str:
    """Say which processes never came, or else which still run."""
    running = [node for node in nodes if node.process.poll() is None]
    missing = [node.name for node in running if not node.has_come]
    if missing:
        return f"{', '.join(missing)} did not come within {timeout:g} s"
    names = ", ".join(node.name for node in running)
    return f"the training did not end within {timeout:g} s: {names} still ran"
