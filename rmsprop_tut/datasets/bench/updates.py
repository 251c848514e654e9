"""One update of n parameters by RMSProp, in float32, from zero, along one gradient."""

import inspect
from collections.abc import Callable
from functools import lru_cache, partial
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

from rmsprop_tut.core.updates import rmsprop

from .contenders import Call, Contender

Float32 = npt.NDArray[np.float32]
ETA, GAMMA, EPS = 0.001, 0.9, 1e-6
BLOCK = 1 << 14  # numbers of 64 kB: three of them and a scratch fit the second cache


@lru_cache(maxsize=1)
def arrays(n: int) -> tuple[Float32, Float32, Float32]:
    """Return x, s and g, which those share that work on NumPy's memory."""
    x, s = np.zeros(n, np.float32), np.zeros(n, np.float32)
    return x, s, np.random.default_rng(0).standard_normal(n, np.float32)


def numpy_temporaries(n: int) -> Call:
    """Prepare the equation as NumPy has it, an array for each operation."""
    x: Any
    x, s, g = arrays(n)
    eta, gamma, rest, eps = map(np.float32, (ETA, GAMMA, 1 - GAMMA, EPS))

    def call() -> Any:
        nonlocal x, s
        s = gamma * s + rest * g**2
        x = x - eta * g / np.sqrt(s + eps)
        return x

    return call


def numpy_step_(x: Float32, s: Float32, g: Float32, t: Float32) -> None:
    """Make a step in place, t as scratch."""
    eta, gamma, rest, eps = map(np.float32, (ETA, GAMMA, 1 - GAMMA, EPS))
    np.multiply(g, g, out=t)
    t *= rest
    s *= gamma
    s += t
    np.add(s, eps, out=t)
    np.sqrt(t, out=t)
    np.divide(g, t, out=t)
    t *= eta
    x -= t


def numpy_in_place(n: int, block: int = 0) -> Call:
    """Prepare the step in place, on whole arrays or block by block."""
    whole, block = arrays(n), min(n, block or n)
    scratch = np.empty(block, np.float32)
    slices = [slice(start, start + block) for start in range(0, n, block)]
    parts = [[a[part] for a in whole] for part in slices]

    def call() -> Float32:
        for x, s, g in parts:
            numpy_step_(x, s, g, scratch[: len(x)])
        return whole[0]

    return call


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


def compiled(n: int) -> Call:
    """Prepare the package's compiled step."""
    (x, s, g), kernels = arrays(n), import_module("rmsprop_tut.core.kernels")

    def call() -> Float32:
        kernels.rmsprop_update_(x, s, g, eta=ETA, gamma=GAMMA, eps=EPS)
        return x

    return call


def same_traffic(n: int) -> Call:
    """Prepare the package's loop of the same traffic, on arrays of its own."""
    loop = import_module("rmsprop_tut.core.compiled").traffic
    return partial(loop, *map(np.copy, arrays(n)))


def threads(one: bool) -> Callable[[], None]:
    """Return what lets compiled code have one thread, or all."""

    def choose() -> None:
        numba: Any = import_module("numba")
        numba.set_num_threads(1 if one else numba.config.NUMBA_NUM_THREADS)

    return choose


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


NUMBA = ("numba", "rmsprop_tut.core.kernels")
CONTENDERS = {
    "MXNet, from scratch": Contender(mxnet_from_scratch, ("mxnet",)),
    "MXNet, fused": Contender(mxnet_fused, ("mxnet",)),
    "NumPy": Contender(numpy_temporaries),
    "NumPy, in place": Contender(numpy_in_place),
    "NumPy, in blocks": Contender(partial(numpy_in_place, block=BLOCK)),
    "PyTorch, foreach": Contender(pytorch_foreach, ("torch",)),
    "JAX, jit": Contender(jax_equation, ("jax",)),
    "optax, jit": Contender(optax_rmsprop, ("jax", "optax")),
    "compiled, one thread": Contender(compiled, NUMBA, threads(one=True)),
    "compiled": Contender(compiled, NUMBA, threads(one=False)),
    "same traffic": Contender(same_traffic, NUMBA, threads(one=False), peer=False),
}


def forget() -> None:
    """Let the arrays go."""
    arrays.cache_clear()
    of_mxnet.cache_clear()
