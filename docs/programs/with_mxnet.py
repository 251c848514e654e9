"""Linear regression with MXNet's RMSProp."""

import numpy
from mxnet import autograd, gluon, init, np, npx

from rmsprop_tut import load_airfoil

npx.set_np()
table = load_airfoil()
table = ((table - table.mean(axis=0)) / table.std(axis=0))[:1500].astype("float32")
X, y = np.array(table[:, :-1]), np.array(table[:, -1:])
half_square = gluon.loss.L2Loss()


def train(**settings):
    """Return the loss after two epochs from zero, in minibatches of ten."""
    net = gluon.nn.Dense(1, in_units=5)
    net.initialize(init.Zero())
    trainer = gluon.Trainer(net.collect_params(), "rmsprop", settings)
    rng = numpy.random.default_rng(0)
    for _ in range(2):
        for rows in numpy.split(rng.permutation(1500), 150):
            with autograd.record():
                loss = half_square(net(X[rows]), y[rows])
            loss.backward()
            trainer.step(len(rows))
    return float(half_square(net(X), y).mean())


print(f"as in the chapter  {train(learning_rate=0.01, gamma1=0.9, epsilon=1e-6):.8f}")
print(f"its own epsilon    {train(learning_rate=0.01, gamma1=0.9):.8f}")
print(f"its own defaults   {train():.8f}")
