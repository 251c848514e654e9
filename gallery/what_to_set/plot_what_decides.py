"""
What decides: η, γ, or the schedule?
====================================

Train the chapter's regression for two epochs, from eight seeds, at many learning rates. How much
does the loss depend on each constant?
"""

# %%
# The mean loss above the optimum, for 21 learning rates and four γ.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
etas = np.geomspace(1e-4, 1, 21)
gammas = np.array([0.5, 0.9, 0.99, 0.999])
optimum = d2l.optimal_loss_ch11()
runs = [d2l.rmsprop_losses(etas, gammas[:, None], seed=seed) for seed in range(8)]
excess = np.mean(runs, axis=0) - optimum
curves = {f"γ = {g}": row for g, row in zip(gammas, excess, strict=True)}
labels = {
    "xlabel": "learning rate η",
    "xscale": "log",
    "ylabel": "loss above the optimum",
    "yscale": "log",
}
d2l.plot_curves(etas, curves, **labels, title="η decides by far more than γ")
d2l.plt.show()

# %%
# Each γ has its valley, nearly as deep as the others', and falls out of it with the wrong η.

for gamma, row in zip(gammas, excess, strict=True):
    best = etas[row.argmin()]
    print(f"gamma = {gamma:5}: best eta {best:.4f}, loss {row.min():.5f}")

# %%
# Then let the learning rate fall to zero in a straight line.

runs = [
    d2l.rmsprop_losses(etas, 0.9, rate=lambda t: 1 - (t - 1) / 300, seed=seed)
    for seed in range(8)
]
curves = {"constant": excess[1], "falls to zero": np.mean(runs, axis=0) - optimum}
d2l.plot_curves(etas, curves, **labels, title="A falling rate ends lower, and forgives")
d2l.plt.show()

# %%
# At γ = 0.9 it gains more than another γ did. So: tune η, schedule it, and leave γ alone.
