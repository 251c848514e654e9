"""Run other libraries' RMSProp, and record the paths that it takes and what programs print.

    nox -s peers

Each library runs with a grid of its own options on the problems of ``lab/peers.py``, in
float64, and trains the chapter's regression with the program that the book shows. Where
rounding decides, some run in float32 and float16 too. What a library did that is not installed
here stays in the record as it was. Commit the record: the tests hold the package's step against
it.
"""

import hashlib
import inspect
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import packages_distributions, version
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import numpy as np

from rmsprop_tut.core.objectives import START, f_2d
from rmsprop_tut.core.updates import rmsprop
from rmsprop_tut.datasets.peers_in_few_bits import IN_FEW_BITS
from rmsprop_tut.lab.machine import machine_and_date
from rmsprop_tut.lab.packed import pack
from rmsprop_tut.lab.peers import NAME, PROBLEMS, STEPS, Problem, peers_record

RECORD = Path(__file__).with_name(NAME)
PROGRAMS = Path(__file__).parents[2] / "docs" / "programs"
PACKAGES = {"pytorch": "torch", "tensorflow1": "tensorflow"}  # others have their names
BOTH = (False, True)
Settings = dict[str, Any]
Step = Callable[[Any], Any]


def grid(**options: tuple[Any, ...]) -> list[Settings]:
    """Return all settings that these options give; None leaves an option out."""
    named = ([(name, value) for value in values] for name, values in options.items())
    return [{k: v for k, v in one if v is not None} for one in product(*named)]


# By library: what is called, the name of its learning rate, and its other settings.
CALLS: dict[str, list[tuple[str, str, list[Settings]]]] = {
    "pytorch": [
        (
            "torch.optim.RMSprop",
            "lr",
            [
                *grid(
                    alpha=(0.9,),
                    eps=(1e-8, 1e-3),
                    momentum=(None, 0.9),
                    centered=BOTH,
                    weight_decay=(None, 0.1),
                ),
                *grid(maximize=(True,), weight_decay=(None, 0.1), momentum=(0.5,)),
                *grid(foreach=BOTH, centered=BOTH),
                *grid(alpha=(0.5,)),
                *grid(eps=(0.0,)),
            ],
        ),
        ("torch.optim.Adam", "lr", grid(betas=(None, (0.8, 0.9)), eps=(None, 1e-3))),
        ("torch.optim.AdamW", "lr", grid(weight_decay=(None, 0.1), eps=(None, 1e-3))),
    ],
    "keras": [
        (
            "keras.optimizers.RMSprop",
            "learning_rate",
            [
                *grid(
                    rho=(0.95,),
                    epsilon=(1e-7, 1e-3),
                    momentum=(None, 0.9),
                    centered=BOTH,
                    weight_decay=(None, 0.1),
                ),
                *grid(clipnorm=(1.0,), momentum=(None, 0.9)),
                *grid(clipvalue=(0.5,), weight_decay=(None, 0.1)),
                *grid(global_clipnorm=(1.0,), centered=BOTH),
            ],
        ),
    ],
    "tensorflow1": [
        (
            "tensorflow.compat.v1.train.RMSPropOptimizer",
            "learning_rate",
            grid(
                decay=(None, 0.95),
                momentum=(None, 0.9),
                epsilon=(None, 1e-3),
                centered=BOTH,
            ),
        ),
    ],
    "optax": [
        (
            "optax.rmsprop",
            "learning_rate",
            [
                # At decay 0.5 the centred, corrected variance of the first step is exactly 0:
                # at others rounding alone would decide the step.
                *grid(
                    decay=(0.5,),
                    eps=(1e-3,),
                    eps_in_sqrt=BOTH,
                    initial_scale=(None, 1.0),
                    centered=BOTH,
                    bias_correction=BOTH,
                ),
                *grid(momentum=(0.9,), nesterov=BOTH, centered=BOTH, eps_in_sqrt=BOTH),
                *grid(eps_in_sqrt=(None, False), initial_scale=(None, 1.0)),
            ],
        ),
        ("optax.adam", "learning_rate", grid(eps=(None, 1e-3), eps_root=(None, 1e-3))),
        ("optax.adamw", "learning_rate", grid(weight_decay=(None, 0.1))),
    ],
    "jax": [
        (
            "jax.example_libraries.optimizers.rmsprop",
            "step_size",
            grid(gamma=(None, 0.5), eps=(None, 1e-3)),
        ),
        (
            "jax.example_libraries.optimizers.rmsprop_momentum",
            "step_size",
            grid(gamma=(None, 0.5), eps=(None, 1e-3), momentum=(None, 0.5)),
        ),
    ],
    "autograd": [
        (
            "autograd.misc.optimizers.rmsprop",
            "step_size",
            grid(gamma=(None, 0.5), eps=(None, 1e-3)),
        ),
    ],
    "chainer": [
        (
            "chainer.optimizers.RMSprop",
            "lr",
            grid(alpha=(None, 0.9), eps=(None, 1e-3), eps_inside_sqrt=(None, True)),
        ),
        (
            "chainer.optimizers.RMSpropGraves",
            "lr",
            grid(alpha=(None, 0.9), momentum=(None, 0.5), eps=(None, 1e-2)),
        ),
    ],
    "mxnet": [],  # its optimizer is held against the live library
}


def follow(step: Step, problem: Problem) -> list[list[float]]:
    """Return the path of a step that takes a gradient and returns the next point."""
    path = [[float(x) for x in problem.start]]
    for _ in range(STEPS):
        path.append([float(x) for x in step(np.array(problem.grad(*path[-1])))])
    return path


def with_pytorch(call: Any, settings: Settings, problem: Problem) -> list[list[float]]:
    """Return the path of one of PyTorch's optimizers."""
    import torch

    x = torch.tensor(problem.start, dtype=torch.float64, requires_grad=True)
    optimizer = call([x], **settings)

    def step(grad: Any) -> Any:
        x.grad = torch.from_numpy(grad)
        optimizer.step()
        return x.tolist()

    return follow(step, problem)


def with_keras(call: Any, settings: Settings, problem: Problem) -> list[list[float]]:
    """Return the path of one of Keras's optimizers, on JAX."""
    import jax
    import keras

    jax.config.update("jax_enable_x64", True)
    keras.config.set_floatx("float64")
    x, optimizer = keras.Variable(problem.start, dtype="float64"), call(**settings)

    def step(grad: Any) -> Any:
        optimizer.apply([jax.numpy.array(grad)], [x])
        return x.numpy()

    return follow(step, problem)


def with_tensorflow1(
    call: Any, settings: Settings, problem: Problem
) -> list[list[float]]:
    """Return the path of TensorFlow 1's optimizer, as TensorFlow 2 keeps it."""
    import tensorflow as tf

    x = tf.Variable(np.array(problem.start))
    every = {"decay": 0.9, "momentum": 0.0, "epsilon": 1e-10, **settings}
    # Numbers of Python's own it would round to float32.
    exact = {k: np.float64(v) if isinstance(v, float) else v for k, v in every.items()}
    optimizer = call(**exact)

    def step(grad: Any) -> Any:
        optimizer.apply_gradients([(tf.constant(grad), x)])
        return x.numpy()

    return follow(step, problem)


def with_optax(call: Any, settings: Settings, problem: Problem) -> list[list[float]]:
    """Return the path of one of optax's optimizers."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    x, optimizer = jax.numpy.array(problem.start), call(**settings)
    state = optimizer.init(x)

    def step(grad: Any) -> Any:
        nonlocal x, state
        updates, state = optimizer.update(jax.numpy.array(grad), state, x)
        x = optax.apply_updates(x, updates)
        return x

    return follow(step, problem)


def with_jax(call: Any, settings: Settings, problem: Problem) -> list[list[float]]:
    """Return the path of one of JAX's example optimizers."""
    import jax

    jax.config.update("jax_enable_x64", True)
    init, update, get_params = call(**settings)
    state, count = init(jax.numpy.array(problem.start)), 0

    def step(grad: Any) -> Any:
        nonlocal state, count
        state = update(count, jax.numpy.array(grad), state)
        count += 1
        return get_params(state)

    return follow(step, problem)


def with_autograd(call: Any, settings: Settings, problem: Problem) -> list[list[float]]:
    """Return the path of one of autograd's optimizers, which loop by themselves."""
    path: list[list[float]] = []

    def gradient(x: Any, i: int) -> Any:
        path.append(x.tolist())
        return np.array(problem.grad(*path[-1]))

    last = call(gradient, np.array(problem.start), num_iters=STEPS, **settings)
    return [*path, last.tolist()]


def with_chainer(call: Any, settings: Settings, problem: Problem) -> list[list[float]]:
    """Return the path of one of Chainer's optimizers."""
    import chainer

    link, x = chainer.Link(), chainer.Parameter(np.array(problem.start))
    with link.init_scope():
        link.x = x
    optimizer = call(**settings).setup(link)

    def step(grad: Any) -> Any:
        x.grad = grad
        optimizer.update()
        return x.array

    return follow(step, problem)


RUNS = {
    "pytorch": with_pytorch,
    "keras": with_keras,
    "tensorflow1": with_tensorflow1,
    "optax": with_optax,
    "jax": with_jax,
    "autograd": with_autograd,
    "chainer": with_chainer,
}


def from_scratch() -> dict[str, Any]:
    """Return the path of the chapter's update on PyTorch's tensors, by dtype, or an error."""
    import torch

    def path(dtype: Any) -> list[list[float]] | str:
        x = torch.tensor(START, dtype=dtype, requires_grad=True)
        states, steps = [torch.zeros_like(x)], [x.tolist()]
        for _ in range(STEPS):
            x.grad = None
            f_2d(*x).backward()
            try:
                rmsprop([x], states, {"lr": 0.4, "gamma": 0.9})
            except TypeError as error:
                return str(error)
            steps.append(x.tolist())
        return steps

    dtypes = torch.float64, torch.float32, torch.float16, torch.bfloat16
    return {str(dtype).removeprefix("torch."): path(dtype) for dtype in dtypes}


def paths(library: str) -> Iterator[dict[str, Any]]:
    """Yield each path of a library's, with what was called how, and on which problem."""
    for name, rate, grids in CALLS[library]:
        call = resolve_name(name)
        given = inspect.signature(call).parameters.get(rate)
        silent = given is not None and given.default is given.empty
        for title, problem in PROBLEMS.items():
            chosen = [{rate: problem.rate, **settings} for settings in grids]
            for settings in chosen if silent else [{}, *chosen]:
                path = RUNS[library](call, settings, problem)
                yield {
                    "call": name,
                    "settings": settings,
                    "problem": title,
                    "path": path,
                }


def trained(library: str) -> dict[str, str]:
    """Return what the book's program for a library prints, and the program's hash."""
    program = PROGRAMS / f"with_{library}.py"
    if not program.is_file():
        return {}
    done = subprocess.run(
        [sys.executable, program], check=True, capture_output=True, encoding="ascii"
    )
    ran = hashlib.sha256(program.read_bytes()).hexdigest()
    return {"program": done.stdout, "program_sha256": ran}


def made(library: str) -> dict[str, Any]:
    """Return versions, machine and date."""
    package = packages_distributions()[PACKAGES.get(library, library)][0]
    versions = {
        "version": version(package),
        "numpy": np.__version__,
    }
    system = {"python": platform.python_version(), "platform": platform.platform()}
    return {**versions, **system, **machine_and_date()}


def main() -> None:
    """Run what is installed here, and write the record."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    content = dict(peers_record()) if RECORD.is_file() else {}
    for library in CALLS:
        if find_spec(PACKAGES.get(library, library)):
            content[library] = {
                "made": made(library),
                "paths": list(paths(library)),
                **trained(library),
            }
            if library in IN_FEW_BITS:
                content[library]["in few bits"] = IN_FEW_BITS[library]()
            if library == "pytorch":
                content[library]["from scratch"] = from_scratch()
            print(f"{library}: {len(content[library]['paths'])} paths")
    RECORD.write_bytes(pack({}, content))
    print(f"{RECORD}: {RECORD.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
