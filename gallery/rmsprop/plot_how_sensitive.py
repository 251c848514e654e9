"""
How sensitive is RMSProp to η and γ?
====================================

The fourth exercise asks whether :math:`\\gamma` should change during training, and how much
depends on it. Train the chapter's regression a million times, and look.
"""

# %%
# Two epochs each, with minibatches of 10: 500 learning rates by 500 memories, from four seeds. With
# Numba that takes seconds, without it a minute or two.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
many = np.geomspace(1e-4, 1, 500)
grid = d2l.loss_grid(many, 1 - many, seeds=range(4))
d2l.plot_loss_grid(grid, title="The best η depends on γ where the memory is long")
d2l.plt.show()

# %%
# Where the memory is shorter than the 300 steps of the run, the valley stands nearly upright.
# Where it is longer, the state never fills, :math:`s_t \approx (1-\gamma) \sum_i g_i^2`. That
# is Adagrad with the learning rate :math:`\eta/\sqrt{1-\gamma}`: the valley leans, with η in
# proportion to :math:`\sqrt{1-\gamma}`, and is deeper, since Adagrad's steps fall like
# :math:`1/\sqrt t`.
#
# Now let γ change, or η. The constant is the best of 40: its memory is far longer than the run, so
# that it is Adagrad. Each has its best η from eight seeds, and is judged on 32 others.

etas = np.geomspace(1e-4, 1, 40)
gammas = 1 - etas
constant = d2l.best_constant(etas, gammas, seeds=range(8))
print(f"best constant gamma = {constant:.5f}, memory {d2l.memory(constant):.0f} steps")
schedules = d2l.gamma_schedules(constant)
results = d2l.tuned_losses(schedules, etas, tune=range(8), judge=range(8, 40))
_, ax = d2l.plt.subplots()
for i, (name, (eta, losses)) in enumerate(results.items()):
    over = losses - d2l.optimal_loss_ch11()
    error = over.std(ddof=1) / len(over) ** 0.5
    ax.errorbar(over.mean(), i, xerr=error, fmt="o", capsize=4, label=name)
    print(f"{name:22s} eta = {eta:.4f}: {over.mean():.5f} +/- {error:.5f}")
ax.set_yticks(range(len(results)), results)
ax.set(xlabel="mean loss above the optimum ± its error", xlim=(0, None))
ax.set_title("A falling γ helps; a falling η helps more")
d2l.plt.show()

# %%
# With γ falling from 0.999 to 0.9 the state fills on the way and the steps shrink: it is a
# schedule of η in disguise. With :math:`\gamma = 1 - 1/t` the state is the mean of all squares
# so far. On this regression, then: schedule η, and γ can stay.
