"""MXNet's RMSProp for a parameter server, with a state that workers can pull and give back.

A server keeps the averages s beside its weights, and MXNet refuses to save them from a worker
("Cannot save states for distributed training"). So each weight has a register beside it: a key
of the store whose value, when workers push to it, becomes the weight's s.
"""

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from .._mxnet import load_mxnet

Float32 = npt.NDArray[np.float32]

REGISTER = 1000  # times the servers: then MXNet puts a register where its weight is


@cache
def _class() -> type[Any]:
    """Return the optimizer's class, which exists once MXNet is loaded."""

    class RegisteredRMSProp(load_mxnet().optimizer.RMSProp):  # type: ignore[misc]
        def __init__(
            self, hyperparams: dict[str, float], states: list[Float32], first: int
        ) -> None:
            super().__init__(**hyperparams)
            self.made_from = hyperparams, states, first
            self.kept: dict[int, Any] = {}

        def __reduce__(self) -> tuple[Any, ...]:
            hyperparams, states, first = self.made_from
            plain = [np.asarray(s).tolist() for s in states]  # MXNet sends ASCII alone
            return registered_rmsprop, (hyperparams, plain, first)

        def create_state(self, index: int, weight: Any) -> Any:
            _, states, first = self.made_from
            if index >= first:
                return (self.kept[index - first],)
            flat = np.reshape(
                states[index], weight.shape
            )  # a server keeps rows of numbers
            self.kept[index] = load_mxnet().nd.array(flat, dtype="float32")
            return (self.kept[index],)

        def update(self, index: int, weight: Any, grad: Any, state: Any) -> None:
            if index >= self.made_from[2]:
                weight[:] = state[0]
            else:
                super().update(index, weight, grad, state)

    return RegisteredRMSProp


def registered_rmsprop(
    hyperparams: dict[str, float], states: list[Float32], first: int
) -> Any:
    """Return MXNet's RMSProp, which starts from given averages and shows them.

    Workers send it to the servers with pickle, which calls this function there.

    Parameters
    ----------
    hyperparams : dict
        By MXNet's names: ``learning_rate``, ``gamma1``, ``epsilon``.
    states : list of numpy.ndarray
        The average s that each weight starts from, in the weight's shape.
    first : int
        Key of the first weight's register. A push to key ``first + i`` puts s of weight
        ``i`` into the register.

    Returns
    -------
    mxnet.optimizer.RMSProp
        The optimizer.

    Examples
    --------
    >>> registered_rmsprop({"learning_rate": 0.01}, [np.zeros(2)], 1000).lr
    0.01
    """
    return _class()(hyperparams, states, first)


class Registers:
    """The averages s of a training's weights, as a worker sees them in a store.

    Parameters
    ----------
    store : mxnet.kvstore.KVStore
        A ``dist_sync`` store.
    shapes : list of tuple of int
        Shape of each weight.
    first : int
        Key of the first weight's register.

    Examples
    --------
    >>> import mxnet as mx
    >>> store = mx.kv.create("local")
    >>> store.set_optimizer(registered_rmsprop({"gamma1": 0.75}, [np.zeros(1)], 1000))
    >>> store.init(0, mx.nd.ones(1))
    >>> registers = Registers(store, [(1,)], 1000)
    >>> store.push(0, 2 * mx.nd.ones(1))
    >>> [s.tolist() for s in registers.pull()]
    [[1.0]]
    """

    def __init__(self, store: Any, shapes: list[tuple[int, ...]], first: int) -> None:
        self._store = store
        zeros = load_mxnet().nd.zeros
        self._held = {first + i: zeros(shape) for i, shape in enumerate(shapes)}
        for key, value in self._held.items():
            store.init(key, value)

    def pull(self) -> list[Float32]:
        """Return every weight's s; all workers call it at the same step."""
        for key, value in self._held.items():
            self._store.push(key, value)
            self._store.pull(key, out=value)
        return [value.asnumpy() for value in self._held.values()]
