"""Linear regression with PyTorch's RMSProp."""

import numpy as np
import torch

from rmsprop_tut import load_airfoil

table = load_airfoil()
table = ((table - table.mean(axis=0)) / table.std(axis=0))[:1500].astype("float32")
X, y = torch.from_numpy(table[:, :-1]), torch.from_numpy(table[:, -1:])


def train(**settings):
    """Return the loss after two epochs from zero, in minibatches of ten."""
    net = torch.nn.Linear(5, 1)
    torch.nn.init.zeros_(net.weight)
    torch.nn.init.zeros_(net.bias)
    optimizer = torch.optim.RMSprop(net.parameters(), **settings)
    rng = np.random.default_rng(0)
    for _ in range(2):
        for rows in np.split(rng.permutation(1500), 150):
            optimizer.zero_grad()
            loss = ((net(X[rows]) - y[rows]) ** 2 / 2).mean()
            loss.backward()
            optimizer.step()
    return ((net(X) - y) ** 2 / 2).mean().item()


print(f"as in the chapter  {train(lr=0.01, alpha=0.9, eps=1e-6):.8f}")
print(f"its own epsilon    {train(lr=0.01, alpha=0.9):.8f}")
print(f"its own defaults   {train():.8f}")
