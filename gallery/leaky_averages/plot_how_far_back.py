"""
How far back does a leaky average look?
=======================================

RMSProp divides by a leaky average of squared gradients. The observation of
:math:`k` steps ago has the weight :math:`(1-\\gamma)\\gamma^k` in it. How long
does the average remember, for a given :math:`\\gamma`?
"""

# %%
# The weights of the last 40 steps, for four decay factors.

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
gammas = [0.95, 0.9, 0.8, 0.7]
weights = [d2l.leaky_weights(gamma, 40) for gamma in gammas]
d2l.plot_weights(gammas, weights)
d2l.plt.show()

# %%
# A larger :math:`\gamma` gives the newest observation less and the old ones more.
# The half-life and the memory :math:`1/(1-\gamma)` put numbers on it.

for gamma, w in zip(gammas, weights, strict=True):
    print(
        f"gamma = {gamma:4.2f}: half-life {d2l.half_life(gamma):5.2f} steps, "
        f"memory {d2l.memory(gamma):5.2f} steps, 40 weights sum to {w.sum():.4f}"
    )

# %%
# The sum is :math:`1-\gamma^{40}`, not 1. What is missing is the weight of the start. Feed
# the average a constant 1 and you see it climb.

averages = {f"γ = {gamma}": d2l.leaky_average([1.0] * 40, gamma) for gamma in gammas}
labels = {"xlabel": "step", "ylabel": "leaky average of ones"}
title = "An average that starts at zero is too small at first"
d2l.plot_curves(range(1, 41), averages, **labels, title=title)
d2l.plt.show()

# %%
# At :math:`\gamma = 0.95` it has not arrived after 40 steps. RMSProp divides by the root
# of this: its first steps are too long.
