"""
What does a larger batch want?
==============================

Train the chapter's regression with minibatches of 10, 40 and 160. By which rule should the
learning rate grow with the batch, by :math:`\\sqrt\\kappa` or by κ? It depends on when you ask.
The rule of the root is that of Malladi, Lyu, Panigrahi and Arora (2022).
"""

# %%
# Under white noise far above the gradient the loss stays at
# :math:`\frac\eta4\sum_i\sigma_i/\sqrt B`. Here is that floor, for the smallest batch.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
base, sigmas = 0.005, d2l.airfoil_optimum()[2]
floor = base / 4 * sigmas.sum() / np.sqrt(10)
print(f"noise floor at a batch of 10: {floor:.5f}")

# %%
# Train under both rules. With κ times the batch 1 - γ is κ times as large, so that the state
# forgets over as many examples.

runs = {}
for batch in (10, 40, 160):
    kappa = batch / 10
    etas = base * np.array([np.sqrt(kappa), kappa])
    runs[batch] = d2l.airfoil_excess(batch, etas, [1 - 0.01 * kappa] * 2)
for rule, name in enumerate(("the square root of κ", "κ")):
    _, ax = d2l.plt.subplots()
    looks = zip(runs.items(), ("-", "--", ":"), strict=True)
    for (batch, (seen, excess)), line in looks:
        ax.plot(seen / 1500, excess[rule], line, label=f"batch of {batch}")
    ax.axhline(floor, color="0.3", linewidth=1, linestyle="-.", label="noise floor")
    ax.set(xlabel="epochs", ylabel="loss above the optimum", yscale="log")
    ax.set(xlim=(0, 15), ylim=(1e-3, 1), title=f"η multiplied by {name}")
    ax.yaxis.set_major_formatter("{x:g}")
    d2l.legend_below(ax)
    d2l.plt.show()

# %%
# Late, the root keeps the level and the linear rule does not. Early, it is the other way round:
# under the root the larger batches come down later.

for batch, (seen, excess) in runs.items():
    late = excess[:, seen > seen[-1] - 7500].mean(axis=1)
    print(f"batch {batch:3}, last epochs: root {late[0]:.5f}, linear {late[1]:.5f}")

# %%
# Why? Look at the gradients at zero weights, where the runs begin: the mean, over the noise of a
# minibatch.

table = d2l.load_airfoil()
table = ((table - table.mean(axis=0)) / table.std(axis=0))[:1500]
gradients = -table[:, -1:] * np.column_stack([table[:, :-1], np.ones(1500)])
ratio = np.abs(gradients.mean(axis=0)) / gradients.std(axis=0)
for batch in (10, 40, 160):
    print(f"batch {batch:3}: largest ratio {ratio.max() * np.sqrt(batch):.1f}")

# %%
# Where the signal rules, a step is about η long at any batch. Fewer steps then lead less far, and
# the root of κ does not make up for it.
