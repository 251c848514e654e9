"""
When does Adagrad win, and when RMSProp?
========================================

Adagrad's steps decay by themselves, RMSProp's and Adam's do not. Two problems with noisy gradients
ask for opposite things: a bowl that stands still, and a well that swings to and fro.
"""

# %%
# Each method has three schedules: a constant rate, η/√t and η/t. Each of the nine has 39 tries of
# 64 runs, under the same noise: RMSProp 13 rates with each of three γ, Adam with each of three
# pairs of β, and Adagrad, which has a rate alone, 39 of it. The best try has the lowest mean loss
# over the last 1,000 steps. Not tuned is ε.

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
bowl = d2l.tuned_races("noisy bowl", 4000)
for name, run in bowl.items():
    loss = f"{run.best:.4f} +/- {run.standard_error:.4f}"
    chosen = ", ".join(f"{key} {value:g}" for key, value in run.chosen.items())
    print(f"{name:20s} {loss} at eta = {run.best_eta:.3g} {chosen}".rstrip())

# %%
# The noisy bowl is convex. All learning rates at once, at the γ and the β of the best:

schedules = {"η": "constant", "η/√t": "1/sqrt(t)", "η/t": "1/t"}
methods = {"Adagrad": "o-", "RMSProp": "s--", "Adam": "D-."}
_, axes = d2l.plt.subplots(3, sharex=True, sharey=True, figsize=(5.2, 6.4))
for ax, (title, schedule) in zip(axes, schedules.items(), strict=True):
    for method, style in methods.items():
        run = bowl[f"{method}, {schedule}"]
        loss, every = run.tails.mean(axis=1), len(run.etas) // 13
        ax.plot(run.etas, loss, style, markersize=4, markevery=every, label=method)
    ax.set(title=f"{title} at step t", ylabel="mean loss", xscale="log", yscale="log")
    ax.yaxis.set_major_formatter("{x:g}")
axes[0].legend()
axes[-1].xaxis.set_major_formatter("{x:g}")
axes[-1].set_xlabel("learning rate η")
d2l.plt.show()

# %%
# At a constant rate Adagrad ends lower than the other two. It is the decay that does it, not the
# sum: with η/√t RMSProp and Adam end there too. Nor is Adagrad's decay the best: steps that fall
# like 1/t end lower. RMSProp and Adam take them with η/t, Adagrad with η/√t on top of its own
# decay, and the three end less than a standard error apart. With η/t Adagrad's steps fall too fast.
#
# Now the well, for 16 swings of 1,000 steps. It is bounded, so not convex, and never still.

swings = d2l.swing_losses("moving well", 16_000)
constant = {method: swings[f"{method}, constant"] for method in methods}
labels = {"xlabel": "swing (1,000 steps)", "ylabel": "mean loss", "ylim": (0, 0.04)}
title = "Behind this moving target, a decay hurts"
d2l.plot_curves(range(1, 17), constant, **labels, title=title)
d2l.plt.show()

# %%
# Adagrad's best rate is so large that its first swing is poor, and its steps still become
# too short: the loss climbs from swing to swing. RMSProp's and Adam's stay where they are. With
# η/√t and η/t all three lose the well altogether in some runs or in all, and are not in the figure.
# A likely reason: these rates fall even while the gradients are small.

for name, run in d2l.tuned_races("moving well", 16_000).items():
    loss = f"{run.best:.4f} +/- {run.standard_error:.4f}"
    chosen = ", ".join(f"{key} {value:g}" for key, value in run.chosen.items())
    print(f"{name:20s} {loss} at eta = {run.best_eta:.3g} {chosen}".rstrip())
