"""Linear regression with optax's RMSProp."""

import jax
import numpy as np
import optax

from rmsprop_tut import load_airfoil

table = load_airfoil()
table = ((table - table.mean(axis=0)) / table.std(axis=0))[:1500].astype("float32")
X, y = table[:, :-1], table[:, -1:]


def mean_loss(net, X, y):
    """Return the mean of the halved squared errors."""
    return ((X @ net["weight"] + net["bias"] - y) ** 2 / 2).mean()


def train(**settings):
    """Return the loss after two epochs from zero, in minibatches of ten."""
    optimizer = optax.rmsprop(**settings)
    net = {"weight": jax.numpy.zeros((5, 1)), "bias": jax.numpy.zeros(1)}
    state = optimizer.init(net)
    gradient = jax.jit(jax.grad(mean_loss))
    rng = np.random.default_rng(0)
    for _ in range(2):
        for rows in np.split(rng.permutation(1500), 150):
            updates, state = optimizer.update(gradient(net, X[rows], y[rows]), state)
            net = optax.apply_updates(net, updates)
    return float(mean_loss(net, X, y))


print(f"as in the chapter  {train(learning_rate=0.01, decay=0.9, eps=1e-6):.8f}")
print(f"its own epsilon    {train(learning_rate=0.01, decay=0.9):.8f}")
print(f"at 0.001           {train(learning_rate=0.001):.8f}")
