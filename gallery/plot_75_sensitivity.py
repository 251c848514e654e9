"""
How sensitive is RMSProp to η and γ?
====================================

The fourth exercise asks whether :math:`\\gamma` should change during training, and how much
depends on it. Train the chapter's regression 1,600 times for each of four seeds, and look.
"""

# %%
# Two epochs each, with minibatches of 10; 40 learning rates by 40 memories.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
etas, keep = np.geomspace(1e-4, 1, 40), np.geomspace(1e-4, 1, 40)
grids = [d2l.rmsprop_losses(etas[None, :], 1 - keep[:, None], seed=s) for s in range(4)]
excess = np.mean(grids, axis=0) - d2l.optimal_loss_ch11()
d2l.plot_heatmap(
    etas,
    keep,
    excess,
    valley=etas[excess.argmin(axis=1)],
    value_label="loss above the optimum",
    xlabel="learning rate η",
    ylabel="1 - γ",
    title="The best η hangs on γ where the memory is long",
)
d2l.plt.show()

# %%
# Where the memory is shorter than the 300 steps of the run, the valley stands nearly upright.
# Where it is longer, the state never fills, :math:`s_t \approx (1-\gamma) \sum_i g_i^2`. That
# is Adagrad with the learning rate :math:`\eta/\sqrt{1-\gamma}`: the valley leans, with η in
# proportion to :math:`\sqrt{1-\gamma}`, and is deeper, since Adagrad's steps fall like
# :math:`1/\sqrt t`.
#
# Now let γ change, or η. Each has its best η from eight seeds, and is judged on others.

fall = {
    "γ = 0.9": (lambda t: 0.9, lambda t: 1.0),
    "γ = 0.999": (lambda t: 0.999, lambda t: 1.0),
    "γ = 1 - 1/t": (lambda t: 1 - 1 / t, lambda t: 1.0),
    "γ from 0.999 to 0.9": (
        lambda t: 1 - 0.001 * 100 ** ((t - 1) / 299),
        lambda t: 1.0,
    ),
    "γ = 0.9, η falls to 0": (lambda t: 0.9, lambda t: 1 - (t - 1) / 300),
}
gammas, rates = zip(*fall.values(), strict=True)
losses = np.array(
    [
        d2l.rmsprop_losses(
            etas,
            lambda t: np.array([[gamma(t)] for gamma in gammas]),
            rate=lambda t: np.array([[rate(t)] for rate in rates]),
            seed=seed,
        )
        for seed in range(24)
    ]
)
best = losses[:8].mean(axis=0).argmin(axis=1)
fresh = losses[8:, range(len(fall)), best] - d2l.optimal_loss_ch11()
for name, column, i in zip(fall, fresh.T, best, strict=True):
    error = column.std(ddof=1) / 4
    print(f"{name:22s} η = {etas[i]:.4f}: {column.mean():.5f} ± {error:.5f}")

# %%
# A falling γ does help here, and a falling η helps more. Both do the same: as γ falls the
# state fills and the steps shrink. Schedule η; γ can stay.
