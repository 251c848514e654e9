"""A training on several processes, or machines, with MXNet's parameter server."""

import math
import os
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .._checks import (
    COUNT,
    FRACTION,
    NON_NEGATIVE,
    SEED,
    Range,
    an,
    checked,
    one_of,
    optional,
    settings,
    several,
    whole,
)
from .._finite import warn_not_finite
from .._mxnet import load_mxnet
from ..results import DistributedResult, Recovery, SameWeights
from .checkpoints import checkpoint_to_go_on_from, read_checkpoint
from .cluster import (
    LOOPBACK,
    ClusterError,
    check_hosts,
    check_port,
    cluster,
    free_port,
    wait_for,
)
from .data_parallel import EXAMPLES_OF, PROBLEMS, Job
from .node import JOB, PREFIX
from .recorded import recorded

BATCH = {"perceptron": 128, "regression": 10}
RMSPROP = {
    "perceptron": {"learning_rate": 0.001, "gamma1": 0.9, "epsilon": 1e-6},
    "regression": {"learning_rate": 0.01, "gamma1": 0.9, "epsilon": 1e-6},
}
SECONDS = Range(
    f"positive and at most {threading.TIMEOUT_MAX:g}",
    lambda v: 0 < v <= threading.TIMEOUT_MAX,
)
hyperparams_rule = settings(
    "epsilon",
    "gamma1",
    learning_rate=NON_NEGATIVE,
    gamma1=FRACTION,
    epsilon=NON_NEGATIVE,
)


@checked(
    problem=one_of(PROBLEMS),
    workers=COUNT,
    servers=COUNT,
    num_epochs=COUNT,
    batch_size=optional(COUNT),
    hyperparams=optional(hyperparams_rule),
    seed=SEED,
    checkpoint_every=optional(COUNT),
    port=optional(whole(1, 65535)),
    hosts=several("address", an(str)),
    timeout=SECONDS,
    killed_at=optional(whole(0)),
)
def train_distributed(
    problem: str = "regression",
    workers: int = 2,
    num_epochs: int = 2,
    *,
    servers: int = 1,
    batch_size: int | None = None,
    hyperparams: Mapping[str, float] | None = None,
    seed: int = 0,
    checkpoint: str | os.PathLike[str] | None = None,
    checkpoint_every: int | None = None,
    port: int | None = None,
    hosts: Sequence[str] = (LOOPBACK,),
    timeout: float = 120.0,
    killed_at: int | None = None,
) -> DistributedResult:
    r"""Train on a parameter server, with RMSProp's update on the servers.

    A minibatch is shared out among the workers. Worker j pushes the gradient of its share
    :math:`B_j`, divided by the size of the whole minibatch; the servers add up and make the
    step, and the workers pull the new weights:

    .. math:: \mathbf{g}_t = \sum_j \frac{1}{|B|} \sum_{i \in B_j} \nabla \ell_i(\mathbf{w}_{t-1})

    So the gradient, and the training, are those of one worker, to rounding.

    Parameters
    ----------
    problem : str
        ``"regression"``, the chapter's, or ``"perceptron"``: 64 hidden units on the
        package's images.
    workers : int
        Worker processes, at least 1 and at most the examples of the smallest minibatch.
    num_epochs : int
        Passes over the examples, at least 1 and at least the checkpoint's.
    servers : int
        Server processes, at least 1. Each array of weights lies on one of them, and nearly
        all of the perceptron is one array: more servers share no load there.
    batch_size : int, optional
        Examples of a minibatch, over all workers; by default 10 and 128.
    hyperparams : dict, optional
        Of MXNet's RMSProp: ``learning_rate``, ``gamma1``, ``epsilon``.
    seed : int
        Seed of the weights and of the order of the examples, at least 0.
    checkpoint : path, optional
        File that the first worker writes, with the weights and the servers' averages. If
        there is one, the training goes on from it, with as many workers as you like.
    checkpoint_every : int, optional
        Steps from one checkpoint to the next; by default an epoch.
    port : int, optional
        The scheduler's port; by default a free one. With other machines it must be given.
    hosts : sequence of str
        Addresses of the machines, at which they reach each other; by default this one
        alone. Others are reached by ``ssh``; see :ref:`sec_beyond_one_machine`.
    timeout : float
        Seconds that the processes may take, some centuries at most; then they are ended,
        within two more.
    killed_at : int, optional
        Step before which the last worker kills itself, to see what happens.

    Returns
    -------
    DistributedResult
        Weights, losses, and bytes a step.

    Raises
    ------
    ClusterError
        If a process ends before its time, the time is over, or the port is in use. Nothing
        is left then but the checkpoint.
    ValueError
        If there are more workers than examples in a minibatch, the checkpoint is of
        another training, or there are hosts without a port or a checkpoint.
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS.

    Notes
    -----
    With one or two workers equal calls have equal results, to the last bit. With more the
    servers add in the order in which gradients come, and rounding differs.

    References
    ----------
    :cite:t:`Li.Andersen.Park.ea.2014` for the parameter server.

    Examples
    --------
    >>> train_distributed("regression", workers=2, num_epochs=1)
    DistributedResult(loss 0.24..., 2 workers)
    """
    batch_size = batch_size or BATCH[problem]
    steps = _steps_an_epoch(problem, batch_size, workers)
    chosen = dict(RMSPROP[problem] if hyperparams is None else hyperparams)
    job = Job(problem, num_epochs, batch_size, chosen, seed, killed_at=killed_at)
    if checkpoint is not None:
        place = checkpoint_to_go_on_from(checkpoint, job.settings)
        _check_epochs(place, num_epochs, steps)
        every = checkpoint_every or steps
        job = replace(job, checkpoint=str(place), checkpoint_every=every)
    if tuple(hosts) != (LOOPBACK,):
        check_hosts(hosts, port)
        _check_shared(hosts, checkpoint)
    elif port is not None:
        check_port(port)
    load_mxnet()
    with _folder(job, hosts) as folder:
        result = _run(folder, workers, servers, port or free_port(), hosts, timeout)
    _warn_of(result.losses, steps)
    return result


def _warn_of(losses: Sequence[float], steps: int) -> None:
    """Warn of the first loss that is not finite, of those after each so many steps."""
    finite = np.isfinite(losses)
    if not finite.all():
        epoch = int(np.argmin(finite))
        warn_not_finite(f"the loss is {losses[epoch]}", (epoch + 1) * steps)


def _steps_an_epoch(problem: str, batch_size: int, workers: int) -> int:
    """Return the minibatches of an epoch, or refuse workers that one has no share for."""
    examples = EXAMPLES_OF[problem]
    smallest = min(batch_size, examples % batch_size or batch_size)
    whole(1, smallest)("workers", workers)
    return -(-examples // batch_size)


def _check_epochs(checkpoint: Path, num_epochs: int, steps: int) -> None:
    """Refuse to end before a checkpoint, of so many steps an epoch, begins."""
    found = read_checkpoint(checkpoint)
    if found and found.step > num_epochs * steps:
        least = -(-found.step // steps)
        raise ValueError(
            f"num_epochs must be at least {least}, not {num_epochs}: checkpoint {checkpoint} "
            f"is of step {found.step}"
        )


def _check_shared(hosts: Sequence[str], checkpoint: object) -> None:
    """Refuse other machines where no folder is named that they share."""
    if checkpoint is None:
        raise ValueError(
            f"hosts {tuple(hosts)} need a checkpoint, in a folder that all of them share"
        )


@contextmanager
def _folder(job: Job, hosts: Sequence[str]) -> Iterator[Path]:
    """Make a folder with a job, where all machines see it, and remove it in the end."""
    shared = Path(job.checkpoint or "").parent if tuple(hosts) != (LOOPBACK,) else None
    with tempfile.TemporaryDirectory(
        prefix=PREFIX, dir=shared, ignore_cleanup_errors=True
    ) as name:
        (Path(name) / JOB).write_text(job.to_json(), encoding="utf-8")
        yield Path(name)


def _run(
    folder: Path,
    workers: int,
    servers: int,
    port: int,
    hosts: Sequence[str],
    timeout: float,
) -> DistributedResult:
    """Start a cluster, wait for it, and gather what the workers left."""
    with cluster(folder, workers, servers, port, hosts) as nodes:
        wait_for(nodes, timeout)
    results = [_read(folder / f"worker {i}.npz") for i in range(workers)]
    first = next(result for result in results if result["rank"] == 0)
    counted = np.concatenate([result["bytes"][1:] for result in results])
    a_step = (
        float(counted.mean()) if len(counted) else math.nan
    )  # the first step sets up
    losses = tuple(first["losses"].tolist())
    return DistributedResult(first["weights"], losses, workers, a_step)


def _read(path: Path) -> dict[str, npt.NDArray[Any]]:
    """Return what a worker left."""
    with np.load(path, allow_pickle=False) as file:
        return dict(file)


@checked(problem=one_of(PROBLEMS), workers=several("number of workers", COUNT))
@recorded
def compare_workers(
    problem: str = "regression", workers: Sequence[int] = (1, 2, 4), num_epochs: int = 2
) -> SameWeights:
    """Train with several numbers of workers, and compare the weights with the first's.

    Parameters
    ----------
    problem : str
        As for :func:`train_distributed`.
    workers : sequence of int
        Numbers of workers.
    num_epochs : int
        Passes over the examples.

    Returns
    -------
    SameWeights
        Losses, differences and bytes a step.

    Raises
    ------
    ClusterError
        As for :func:`train_distributed`.
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS, and the training is not one of the book's, which are
        replayed from a record.

    Examples
    --------
    >>> compare_workers("regression").largest < 1e-5  # doctest: +SKIP
    True
    """
    runs = [train_distributed(problem, count, num_epochs) for count in workers]
    first = runs[0].weights
    return SameWeights(
        np.array(workers),
        tuple(run.losses[-1] for run in runs),
        tuple(float(abs(run.weights - first).max()) for run in runs),
        tuple(run.bytes_a_step for run in runs),
        len(first),
    )


@checked(problem=one_of(PROBLEMS), workers=COUNT, killed_at=whole(0))
@recorded
def kill_and_go_on(
    problem: str = "regression", workers: int = 2, killed_at: int = 225
) -> Recovery:
    """Kill a worker in the middle of an epoch, go on, and compare with a run without that.

    Parameters
    ----------
    problem : str
        As for :func:`train_distributed`; two epochs, and a checkpoint after each.
    workers : int
        Number of workers. One after the other may be lost: the second run has as many.
    killed_at : int
        Step before which the last worker is killed.

    Returns
    -------
    Recovery
        What was said, where the second run began, and how far apart the weights are.

    Raises
    ------
    ClusterError
        If a run ends otherwise.
    ImportError
        If MXNet 1.9.1 is missing, which exists for Python 3.11 on Linux (x86-64,
        arm64) and Intel macOS, and the training is not one of the book's, which are
        replayed from a record.

    Examples
    --------
    >>> print(kill_and_go_on("regression"))  # doctest: +SKIP
    worker 1 was killed by SIGKILL
    went on from step 150; weights differ by 0.0 at most
    """
    whole_run = train_distributed(problem, workers)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "checkpoint.npz"
        try:
            train_distributed(problem, workers, checkpoint=path, killed_at=killed_at)
            message = "nothing: the training ended before"
        except ClusterError as error:
            message = str(error)
        found = read_checkpoint(path)
        second = train_distributed(problem, workers, checkpoint=path)
    apart = float(abs(second.weights - whole_run.weights).max())
    return Recovery(message, found.step if found else 0, apart)
