"""
When does Adagrad win, and when RMSProp?
========================================

Adagrad's steps decay by themselves, RMSProp's do not. Two problems with noisy gradients ask
for opposite things: a bowl that stands still, and a well that swings to and fro.
"""

# %%
# Every method runs at 35 learning rates, 64 times each, under the same noise. Its best rate
# is the one with the lowest mean loss over the last 1,000 steps.

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
bowl = d2l.tuned_races("noisy bowl", 4000)
for name, run in bowl.items():
    loss = f"{run.best:.4f} +/- {run.standard_error:.4f}"
    print(f"{name:18s} {loss} at eta = {run.best_eta:.3g}")

# %%
# The noisy bowl is convex. All learning rates at once:

etas = bowl["RMSProp"].etas
tails = {name: run.tails.mean(axis=1) for name, run in bowl.items()}
labels = {"xlabel": "learning rate η", "ylabel": "mean loss, last 1,000 steps"}
scales = {"xscale": "log", "yscale": "log"}
d2l.plot_curves(
    etas, tails, **labels, **scales, title="In this bowl, the fastest decay ends lowest"
)
d2l.plt.show()

# %%
# Adagrad ends lower than RMSProp at a constant rate. It is the schedule that does it, not the
# sum: RMSProp with η/√t ends where Adagrad does. And with η/t, a schedule that Adagrad cannot
# take, RMSProp ends lowest.
#
# Now the well, for 16 swings of 1,000 steps. It is bounded, so not convex, and never still.

swings = d2l.swing_losses("moving well", 16_000)
labels = {"xlabel": "swing (1,000 steps)", "ylabel": "mean loss", "yscale": "log"}
title = "Behind this moving target, a decay hurts"
d2l.plot_curves(range(1, 17), swings, **labels, title=title)
d2l.plt.show()

# %%
# Adagrad's best rate is so large that its first swing is poor, and its steps still become
# too short: the loss climbs from swing to swing. RMSProp's stays where it is. With η/√t and η/t
# it loses the well altogether in some runs. A likely reason: these rates fall even while the
# gradients are small.

for name, run in d2l.tuned_races("moving well", 16_000).items():
    loss = f"{run.best:.4f} +/- {run.standard_error:.4f}"
    print(f"{name:18s} {loss} at eta = {run.best_eta:.3g}")
