"""What one worker does: its share of each minibatch, and the servers' weights."""

import itertools
import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .._mxnet import load_mxnet, with_mxnet
from .airfoil import EXAMPLES, standardised_airfoil
from .checkpoints import Checkpoint, Float32, read_checkpoint
from .fashion import load_fashion_mnist
from .minibatches import Minibatches
from .networks import evaluate, initialise, mlp, prepared
from .regression import initial_weights
from .server_state import REGISTER, Registers, registered_rmsprop
from .traffic import bytes_so_far

HIDDEN = 64  # units of the perceptron

Shares = Iterator[tuple[Any, Any, int]]


@dataclass(frozen=True)
class Job:
    """A training that workers share.

    Parameters
    ----------
    problem : str
        A key of :data:`PROBLEMS`.
    num_epochs, batch_size, seed : int
        As for :func:`.train_distributed`.
    hyperparams : dict
        Likewise.
    checkpoint : str, optional
        File of the checkpoint.
    checkpoint_every : int
        Steps from one checkpoint to the next.
    killed_at : int, optional
        Step before which the last worker kills itself.

    Examples
    --------
    >>> job = Job("regression", 2, 10, {"learning_rate": 0.01}, 0)
    >>> Job.from_json(job.to_json()) == job
    True
    """

    problem: str
    num_epochs: int
    batch_size: int
    hyperparams: dict[str, float]
    seed: int
    checkpoint: str | None = None
    checkpoint_every: int = 1
    killed_at: int | None = None

    def to_json(self) -> str:
        """Return the job as text, NumPy's numbers as Python's."""
        return json.dumps(asdict(self), default=lambda number: number.item())

    @classmethod
    def from_json(cls, text: str) -> "Job":
        """Return the job of a text."""
        return cls(**json.loads(text))

    @property
    def settings(self) -> dict[str, Any]:
        """What a training that goes on has in common with the one before."""
        names = "problem", "batch_size", "hyperparams", "seed"
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Problem:
    """A network, its loss on a minibatch and on all examples, and the examples.

    Parameters
    ----------
    net : mxnet.gluon.Block
        The network, with the weights that it starts from.
    losses : callable
        ``losses(scores, labels)``: the loss of each example.
    examples : Minibatches
        The minibatches, in the order that all workers share.
    mean_loss : callable
        ``mean_loss()``: over all examples, with the network's weights.
    """

    net: Any
    losses: Callable[[Any, Any], Any]
    examples: Minibatches
    mean_loss: Callable[[], float]


@with_mxnet
def regression(batch_size: int, seed: int) -> Problem:
    """Return the chapter's regression, as ``train_gluon_ch11`` begins it.

    Parameters
    ----------
    batch_size, seed : int
        Examples a minibatch; seed of weights and order.

    Returns
    -------
    Problem
        5 weights and a bias, 1,500 examples.

    Examples
    --------
    >>> len(regression(10, seed=0).examples)
    150
    """
    mx = load_mxnet()
    inputs, labels = standardised_airfoil(EXAMPLES)
    examples = Minibatches(inputs, labels, batch_size, seed)
    features, labels = examples.whole()
    net = mx.gluon.nn.Dense(1, in_units=features.shape[1])
    net.initialize(mx.init.Zero())
    net.weight.set_data(mx.np.array(initial_weights(features.shape[1], seed).T))
    losses = mx.gluon.loss.L2Loss()
    return Problem(
        net, losses, examples, lambda: float(losses(net(features), labels).mean())
    )


@with_mxnet
def perceptron(batch_size: int, seed: int) -> Problem:
    """Return the perceptron on the package's images, as ``train_classifier`` begins it.

    Parameters
    ----------
    batch_size, seed : int
        Images a minibatch; seed of weights and order.

    Returns
    -------
    Problem
        784 pixels to 64 units to 10 scores, 4,000 images.

    Examples
    --------
    >>> len(perceptron(128, seed=0).examples)
    32
    """
    mx = load_mxnet()
    net, (examples, _) = mlp(HIDDEN), prepared(load_fashion_mnist(), batch_size, seed)
    initialise(net, examples, seed)
    images, labels = examples.whole()
    named = labels.asnumpy()
    losses = mx.gluon.loss.SoftmaxCrossEntropyLoss()
    return Problem(net, losses, examples, lambda: evaluate(net, images, named)[0])


PROBLEMS = {"perceptron": perceptron, "regression": regression}
EXAMPLES_OF = {"perceptron": 4000, "regression": EXAMPLES}


def part_of(examples: int, worker: int, workers: int) -> slice:
    """Return which of a minibatch's examples are a worker's share.

    Parameters
    ----------
    examples : int
        Examples of the minibatch.
    worker, workers : int
        Number of the worker, from 0, and how many there are.

    Returns
    -------
    slice
        Neighbours; shares differ by one example at most.

    Examples
    --------
    >>> [part_of(10, worker, 4) for worker in range(4)]
    [slice(0, 2, None), slice(2, 5, None), slice(5, 7, None), slice(7, 10, None)]
    """
    return slice(examples * worker // workers, examples * (worker + 1) // workers)


def shares(examples: Minibatches, store: Any, done: int) -> Shares:
    """Yield a worker's share of every minibatch from now on, epoch after epoch.

    Parameters
    ----------
    examples : Minibatches
        All workers have the same, in the same order.
    store : mxnet.kvstore.KVStore
        Knows the worker's rank, and how many there are.
    done : int
        Minibatches that have been trained on before.

    Yields
    ------
    features, labels : mxnet.np.ndarray
        The share.
    size : int
        Examples of the whole minibatch.
    """
    epochs, begun = divmod(done, len(examples))
    examples.skip(epochs)
    minibatches = itertools.chain.from_iterable(itertools.repeat(examples))
    for X, y in itertools.islice(minibatches, begun, None):
        mine = part_of(len(X), store.rank, store.num_workers)
        yield X[mine], y[mine], len(X)


class Worker:
    """One worker of a training; the servers hold the weights and make the updates.

    Each worker computes the gradient of its share, divided by the size of the whole
    minibatch; the servers add up what the workers push, and make the step.

    Parameters
    ----------
    job : Job
        What all workers train.
    store : mxnet.kvstore.KVStore
        A ``dist_sync`` store.
    dies_at : int, optional
        Step before which this one kills itself.
    """

    def __init__(self, job: Job, store: Any, dies_at: int | None = None) -> None:
        self.job, self.store, self.dies_at = job, store, dies_at
        self.problem = PROBLEMS[job.problem](job.batch_size, job.seed)
        self.parameters = list(self.problem.net.collect_params().values())
        start = self._start()
        self.done, self.losses = start.step, list(start.losses)
        self.bytes: list[int] = []  # of each step
        first = REGISTER * int(os.environ["DMLC_NUM_SERVER"])
        optimizer = registered_rmsprop(job.hyperparams, start.states, first)
        self.trainer = load_mxnet().gluon.Trainer(
            self.parameters, optimizer, kvstore=store, update_on_kvstore=True
        )
        self.registers = Registers(store, [w.shape for w in start.weights], first)

    def _start(self) -> Checkpoint:
        """Return where the training begins, and put its weights into the network."""
        path = self.job.checkpoint
        found = read_checkpoint(Path(path)) if path else None
        weights = found.weights if found else self.weights()
        for parameter, weight in zip(self.parameters, weights, strict=True):
            parameter.set_data(load_mxnet().np.array(weight))
        zeros = [np.zeros_like(weight) for weight in weights]
        return found or Checkpoint(self.job.settings, 0, weights, zeros, ())

    def weights(self) -> list[Float32]:
        """Return the network's weights."""
        return [parameter.data().asnumpy() for parameter in self.parameters]

    def run(self) -> None:
        """Make all steps that are left."""
        an_epoch = len(self.problem.examples)
        left = self.job.num_epochs * an_epoch - self.done
        coming = shares(self.problem.examples, self.store, self.done)
        for X, y, size in itertools.islice(coming, left):
            self._die_if_told_to()
            self._step(X, y, size)
            self.done += 1
            if self.done % an_epoch == 0 and self.store.rank == 0:
                self.losses.append(self.problem.mean_loss())
            if self.job.checkpoint and self.done % self.job.checkpoint_every == 0:
                self._save(Path(self.job.checkpoint))

    def _step(self, X: Any, y: Any, size: int) -> None:
        """Push the gradient of a share, pull the new weights, and count the bytes."""
        mx, before = load_mxnet(), bytes_so_far()
        with mx.autograd.record():
            loss = self.problem.losses(self.problem.net(X), y).sum() / size
        loss.backward()
        self.trainer.step(1)
        mx.npx.waitall()
        if before is not None:
            self.bytes.append((bytes_so_far() or 0) - before)

    def _save(self, path: Path) -> None:
        """Pull the averages, and let the first worker write the checkpoint."""
        states, weights = self.registers.pull(), self.weights()
        if self.store.rank == 0:
            now = self.job.settings, self.done, weights, states, tuple(self.losses)
            Checkpoint(*now).write(path)

    def _die_if_told_to(self) -> None:
        """End as a process does whose machine is switched off."""
        if self.done == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def result(self) -> dict[str, Any]:
        """Return weights, losses and bytes as arrays."""
        weights = np.concatenate([w.ravel() for w in self.weights()])
        return {
            "rank": self.store.rank,
            "weights": weights,
            "losses": self.losses,
            "bytes": self.bytes,
        }
