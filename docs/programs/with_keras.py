"""Linear regression with Keras's RMSProp."""

import os

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np

from rmsprop_tut import load_airfoil

table = load_airfoil()
table = ((table - table.mean(axis=0)) / table.std(axis=0))[:1500].astype("float32")
X, y = table[:, :-1], table[:, -1:]


def half_square(labels, outputs):
    """Return the loss of the chapter, whose gradient is half of "mse"'s."""
    return keras.ops.mean((outputs - labels) ** 2) / 2


def train(**settings):
    """Return the loss after two epochs from zero, in minibatches of ten."""
    dense = keras.layers.Dense(1, kernel_initializer="zeros")
    net = keras.Sequential([keras.Input((5,)), dense])
    net.compile(keras.optimizers.RMSprop(**settings), half_square)
    rng = np.random.default_rng(0)
    for _ in range(2):
        rows = rng.permutation(1500)
        net.fit(X[rows], y[rows], batch_size=10, shuffle=False, verbose=0)
    return float(half_square(y, net(X)))


print(f"as in the chapter  {train(learning_rate=0.01, rho=0.9, epsilon=1e-6):.8f}")
print(f"its own epsilon    {train(learning_rate=0.01, rho=0.9):.8f}")
print(f"its own defaults   {train():.8f}")
