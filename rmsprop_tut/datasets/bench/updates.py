"""One update of n parameters by RMSProp, in float32, from zero, along one gradient."""

import inspect
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from rmsprop_tut.core.updates import rmsprop
from rmsprop_tut.lab.ladder import BLOCK, LADDER, same_traffic

from .contenders import Call, Contender

Float32 = npt.NDArray[np.float32]
ETA, GAMMA, EPS = 0.001, 0.9, 1e-6


@lru_cache(maxsize=1)
def arrays(n: int) -> tuple[Float32, Float32, Float32]:
    """Return x, s and g, which those share that work on NumPy's memory."""
    x, s = np.zeros(n, np.float32), np.zeros(n, np.float32)
    return x, s, np.random.default_rng(0).standard_normal(n, np.float32)


def of_ladder(n: int, way: str) -> Call:
    """Prepare a way of the book's ladder, with a buffer where it has use for one."""
    (x, s, g), update = arrays(n), LADDER[way]
    given = {"eta": ETA, "gamma": GAMMA, "eps": EPS}
    room = {"without new arrays": n, "in blocks": min(n, BLOCK)}
    buffer = {"buffer": np.empty(room[way], np.float32)} if way in room else {}

    def call() -> Float32:
        update(x, s, g, **given, **buffer)
        return x

    return call


def traffic(n: int) -> Call:
    """Prepare the loop of the same traffic, on the kernel's arrays, which it leaves alone."""
    return partial(same_traffic, *arrays(n))


@lru_cache(maxsize=1)
def of_mxnet(n: int) -> tuple[Any, Any]:
    """Return a parameter of MXNet's with its gradient, and a state."""
    from mxnet import np as mxnp
    from mxnet import npx

    npx.set_np()
    x, s, g = map(mxnp.array, arrays(n))
    x.attach_grad()
    x.grad[:] = g
    npx.waitall()
    return x, s


def mxnet_from_scratch(n: int) -> Call:
    """Prepare the chapter's lines, as a training calls them: ranges are seen to before."""
    (x, s), update = of_mxnet(n), inspect.unwrap(rmsprop)
    hyperparams = {"lr": ETA, "gamma": GAMMA, "eps": EPS}

    def call() -> Any:
        update([x], [s], hyperparams)
        s.wait_to_read()
        x.wait_to_read()
        return x

    return call


def mxnet_fused(n: int) -> Call:
    """Prepare MXNet's optimizer with its kernel, which wants its older arrays."""
    from mxnet import optimizer

    (x, s), rates = of_mxnet(n), {"learning_rate": ETA, "gamma1": GAMMA}
    made = optimizer.create("rmsprop", **rates, epsilon=EPS)
    old, grad, state = (a.as_nd_ndarray() for a in (x, x.grad, s))

    def call() -> Any:
        made.update(0, old, grad, (state,))
        state.wait_to_read()
        old.wait_to_read()
        return x

    return call


def pytorch_foreach(n: int) -> Call:
    """Prepare PyTorch's optimizer; its ε stands outside the root."""
    import torch

    x, _, g = map(torch.from_numpy, arrays(n))
    x.requires_grad_()
    x.grad = g
    made = torch.optim.RMSprop([x], lr=ETA, alpha=GAMMA, eps=EPS, foreach=True)

    def call() -> Any:
        made.step()
        return x.detach()

    return call


def jitted(n: int, step: Callable[..., Any], state: Any) -> Call:
    """Prepare a step under JAX's jit, which gives parameters and state back to be used."""
    import jax

    x, g = jax.numpy.zeros(n, "float32"), jax.numpy.array(arrays(n)[2])
    program = jax.jit(step, donate_argnums=(0, 1))

    def call() -> Any:
        nonlocal x, state
        x, state = jax.block_until_ready(program(x, state, g))
        return x

    return call


def jax_equation(n: int) -> Call:
    """Prepare the equation in JAX."""
    import jax.numpy as jnp

    def step(x: Any, s: Any, g: Any) -> tuple[Any, Any]:
        s = GAMMA * s + (1 - GAMMA) * g * g
        return x - ETA * g / jnp.sqrt(s + EPS), s

    return jitted(n, step, jnp.zeros(n, "float32"))


def optax_rmsprop(n: int) -> Call:
    """Prepare optax's RMSProp."""
    import jax.numpy as jnp
    import optax

    made = optax.rmsprop(ETA, decay=GAMMA, eps=EPS)

    def step(x: Any, state: Any, g: Any) -> tuple[Any, Any]:
        updates, state = made.update(g, state)
        return optax.apply_updates(x, updates), state

    return jitted(n, step, made.init(jnp.zeros(n, "float32")))


WAYS = {
    "NumPy": "line by line",
    "NumPy, in place": "without new arrays",
    "NumPy, in blocks": "in blocks",
}
COMPILED = {
    "compiled, one thread": "compiled, one core",
    "compiled": "compiled, all cores",
}
CONTENDERS = {
    "MXNet, from scratch": Contender(mxnet_from_scratch, ("mxnet",)),
    "MXNet, fused": Contender(mxnet_fused, ("mxnet",)),
    **{name: Contender(partial(of_ladder, way=way)) for name, way in WAYS.items()},
    "PyTorch, foreach": Contender(pytorch_foreach, ("torch",)),
    "JAX, jit": Contender(jax_equation, ("jax",)),
    "optax, jit": Contender(optax_rmsprop, ("jax", "optax")),
    **{
        name: Contender(partial(of_ladder, way=way), ("numba",))
        for name, way in COMPILED.items()
    },
    "same traffic": Contender(traffic, ("numba",), peer=False),
}


def forget() -> None:
    """Let the arrays go."""
    arrays.cache_clear()
    of_mxnet.cache_clear()
