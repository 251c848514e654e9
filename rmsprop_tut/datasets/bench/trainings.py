"""The chapter's training from scratch: regression, batches of ten, the loss every 200 examples.

Ours is `train_regression`, which is `train_ch11` without line and picture. The edition's helper
library draws the curve again at each loss, prints a line, and fetches its data: here its
`Animator` keeps the values alone, the line goes nowhere, and the file is the package's.
Everything else of each is as it comes, minibatches and the evaluation of the loss included.
"""

import io
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from typing import Any

from rmsprop_tut.chapter import get_data_ch11
from rmsprop_tut.core.updates import init_rmsprop_states, rmsprop
from rmsprop_tut.lab.regression import train_regression

from .contenders import Call, Contender

HYPERPARAMS = {"lr": 0.01, "gamma": 0.9}
FEATURES = 5
FILE = files("rmsprop_tut") / "datasets" / "airfoil_self_noise.dat"


def ours(epochs: int) -> Call:
    """Prepare the package's training; the call returns its last loss."""
    data = get_data_ch11(10)

    def call() -> float:
        given = init_rmsprop_states(FEATURES), HYPERPARAMS, *data
        return train_regression(rmsprop, *given, epochs).losses[-1]

    return call


class Silent:
    """The edition's ``Animator`` without a picture."""

    def __init__(self, **_: object) -> None:
        self.Y: list[list[float]] = [[]]

    def add(self, _: float, y: tuple[float]) -> None:
        """Keep a value."""
        self.Y[0].append(*y)


def edition(name: str) -> Any:
    """Return the helper library in one of its editions, with nothing drawn and nothing fetched.

    The PyTorch edition imports torchvision, for images, which are not in this chapter.
    """
    if name == "torch":
        absent = ModuleType("torchvision")
        absent.transforms = ModuleType("transforms")  # type: ignore[attr-defined]
        sys.modules.setdefault("torchvision", absent)
    d2l: Any = import_module(f"d2l.{name}")
    d2l.Animator, d2l.download = Silent, lambda _: str(FILE)
    return d2l


def on_mxnet() -> tuple[Any, Any, Callable[..., None]]:
    """Return the MXNet edition, its states, and its chapter's update."""
    from mxnet import np as mxnp
    from mxnet import npx

    npx.set_np()

    def states() -> Any:
        return mxnp.zeros((FEATURES, 1)), mxnp.zeros(1)

    def update(params: Any, states: Any, hyperparams: Any) -> None:
        gamma, eps = hyperparams["gamma"], 1e-6
        for p, s in zip(params, states, strict=True):
            s[:] = gamma * s + (1 - gamma) * mxnp.square(p.grad)
            p[:] -= hyperparams["lr"] * p.grad / mxnp.sqrt(s + eps)

    return edition("mxnet"), states, update


def on_pytorch() -> tuple[Any, Any, Callable[..., None]]:
    """Return the PyTorch edition, its states, and its chapter's update."""
    import torch

    def states() -> Any:
        return torch.zeros((FEATURES, 1)), torch.zeros(1)

    def update(params: Any, states: Any, hyperparams: Any) -> None:
        gamma, eps = hyperparams["gamma"], 1e-6
        for p, s in zip(params, states, strict=True):
            with torch.no_grad():
                s[:] = gamma * s + (1 - gamma) * torch.square(p.grad)
                p[:] -= hyperparams["lr"] * p.grad / torch.sqrt(s + eps)
            p.grad.data.zero_()

    return edition("torch"), states, update


def of_edition(epochs: int, parts: Callable[[], Any]) -> Call:
    """Prepare an edition's own ``train_ch11``; the call returns its last loss."""
    d2l, states, update = parts()
    data = d2l.get_data_ch11(10)

    def call() -> float:
        with redirect_stdout(io.StringIO()):
            given = states(), HYPERPARAMS, *data
            return float(d2l.train_ch11(update, *given, epochs)[1][-1])

    return call


CONTENDERS = {
    "rmsprop_tut": Contender(ours, ("mxnet",)),
    "d2l on MXNet": Contender(partial(of_edition, parts=on_mxnet), ("d2l", "mxnet")),
    "d2l on PyTorch": Contender(
        partial(of_edition, parts=on_pytorch), ("d2l", "torch")
    ),
}
