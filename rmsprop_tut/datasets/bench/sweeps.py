"""Many trainings of the chapter's regression at once, in float64: two epochs, batches of ten."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from rmsprop_tut._types import Array
from rmsprop_tut.lab.airfoil import airfoil_design, airfoil_minibatches
from rmsprop_tut.lab.grid import rmsprop_losses
from rmsprop_tut.lab.regression import initial_weights

from .contenders import Call, Contender

EPS, GAMMAS = 1e-6, 10
Minibatch = tuple[Any, Any]


def settings(n: int) -> tuple[Array, Array]:
    """Return n learning rates and n decay factors, all pairs of a grid."""
    etas, gammas = np.geomspace(1e-4, 1, n // GAMMAS), np.linspace(0, 0.999, GAMMAS)
    return np.repeat(etas, GAMMAS), np.tile(gammas, n // GAMMAS)


def ours(n: int) -> Call:
    """Prepare the package's own."""
    return partial(rmsprop_losses, *settings(n))


def normal(x: Array, y: Array) -> tuple[Array, Array]:
    """Return a set's normal matrix (6, 6) and vector (6,), of which it takes the mean."""
    return x.T @ x / len(y), x.T @ y / len(y)


def plain_batches() -> list[Minibatch]:
    """Return the minibatches x (10, 6), y (10,)."""
    return list(airfoil_minibatches(10, 2, 0))


def reduced_batches() -> list[Minibatch]:
    """Return each minibatch's normal matrix and vector."""
    return [normal(x, y) for x, y in plain_batches()]


def plain_gradient(w: Any, x: Any, y: Any) -> Any:
    """Return the gradient of half the mean square, as JAX derives it."""
    import jax

    return jax.grad(lambda w: ((x @ w - y) ** 2).mean() / 2)(w)


def reduced_gradient(w: Any, a: Any, b: Any) -> Any:
    """Return the same from the normal matrix and vector."""
    return a @ w - b


def with_jax(
    n: int,
    batches: Callable[[], list[Minibatch]],
    gradient: Callable[[Any, Any, Any], Any],
) -> Call:
    """Prepare JAX's: the scan of a training, over all trainings, compiled.

    The loss over all examples, too, comes from their normal matrix: it takes no time.
    """
    import jax

    with jax.enable_x64(True):
        stacked = [*map(jax.numpy.array, zip(*batches(), strict=True))]
        start = jax.numpy.append(initial_weights(5, 0).ravel().astype(float), 0.0)
        etas, gammas = map(jax.numpy.array, settings(n))
    x, y = airfoil_design()
    (a, b), c = normal(x, y), y @ y / len(y)

    def train(eta: Any, gamma: Any) -> Any:
        def step(carried: Any, batch: Any) -> tuple[Any, None]:
            w, s = carried
            g = gradient(w, *batch)
            s = gamma * s + (1 - gamma) * g * g
            return (w - eta * g / jax.numpy.sqrt(s + EPS), s), None

        (w, _), _ = jax.lax.scan(step, (start, 0 * start), stacked)
        return (w @ a @ w - 2 * b @ w + c) / 2

    program = jax.jit(jax.vmap(train))

    def call() -> Any:
        with jax.enable_x64(True):
            return program(etas, gammas).block_until_ready()

    return call


CONTENDERS = {
    "rmsprop_tut": Contender(ours),
    "JAX": Contender(
        partial(with_jax, batches=plain_batches, gradient=plain_gradient), ("jax",)
    ),
    "JAX, normal matrices": Contender(
        partial(with_jax, batches=reduced_batches, gradient=reduced_gradient), ("jax",)
    ),
}
