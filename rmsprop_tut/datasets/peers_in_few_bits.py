"""What other libraries' RMSProp comes to in float32 and float16, where rounding decides.

``make_peers_record.py`` calls what is here by the library's name.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from rmsprop_tut._types import Array

GRADIENTS = (np.arange(1, 201) / 10).astype(np.float32)  # each is repeated
Step = Callable[[], Array]  # each call makes a step with the same gradients


def nan_after(step: Step, count: int) -> int:
    """Return how many of the gradients' weights are NaN after so many steps."""
    return int(np.isnan([step() for _ in range(count)]).any(axis=0).sum())


def pytorch() -> dict[str, Any]:
    """Return what DQN's settings come to, and which gradient fills a state in float16."""
    import torch

    x = torch.zeros(200, requires_grad=True)
    x.grad = torch.from_numpy(GRADIENTS)
    dqn = torch.optim.RMSprop([x], lr=1.0, alpha=0.95, eps=0.1, centered=True)

    def step() -> Array:
        dqn.step()
        return np.array(x.detach())

    return {"dqn, nan in 600 steps": nan_after(step, 600), "float16": full_state()}


def full_state() -> dict[str, Any]:
    """Return the least whole gradient that makes PyTorch's float16 state infinite, and after."""
    import torch

    gradients = torch.arange(1000, 4000, dtype=torch.float64).half()
    x = torch.zeros(3000, dtype=torch.float16, requires_grad=True)
    optimizer = torch.optim.RMSprop([x], lr=1.0, eps=1e-3)
    x.grad = gradients
    optimizer.step()
    full = torch.isinf(optimizer.state[x]["square_avg"])
    before, x.grad = x.detach().clone(), torch.ones_like(gradients)
    for _ in range(1000):
        optimizer.step()
    moved = (x.detach()[full] != before[full]).any().item()
    return {"infinite from": gradients[full].min().item(), "moves again": moved}


def keras() -> dict[str, Any]:
    """Return how many gradients come to NaN with DQN's ε inside the root."""
    import keras

    keras.config.set_floatx("float32")
    x = keras.Variable(np.zeros(200), dtype="float32")
    given = {"rho": 0.95, "epsilon": 0.01, "centered": True}
    optimizer = keras.optimizers.RMSprop(1.0, **given)

    def step() -> Array:
        optimizer.apply([GRADIENTS], [x])
        return np.array(x.numpy())

    return {"dqn, nan in 600 steps": nan_after(step, 600)}


def optax_steps(decay: float, compiled: bool, count: int) -> Array:
    """Return optax's first steps, centred and with bias correction."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", False)  # as it is by default
    given = {"centered": True, "bias_correction": True}
    optimizer = optax.rmsprop(1.0, decay=decay, **given)
    update = jax.jit(optimizer.update) if compiled else optimizer.update
    gradients = jax.numpy.array(GRADIENTS, dtype="float32")
    state, steps = optimizer.init(jax.numpy.zeros_like(gradients)), []
    for _ in range(count):
        step, state = update(gradients, state)
        steps.append(np.array(step))
    return np.array(steps)


def optax() -> dict[str, Any]:
    """Return what the corrected, centred form comes to, step by step and compiled."""
    found = {}
    for decay in (0.99, 0.9):
        for compiled in (False, True):
            steps = optax_steps(decay, compiled, 300)
            sizes = np.abs(steps[0])
            numbers = sizes[np.isfinite(sizes)].tolist()
            found[f"decay {decay}" + ", jit" * compiled] = {
                "nan at first": int(np.isnan(sizes).sum()),
                "least first step": min(numbers, default=None),
                "nan in 300 steps": int(np.isnan(steps).any(axis=0).sum()),
            }
    return found


IN_FEW_BITS = {"pytorch": pytorch, "keras": keras, "optax": optax}
