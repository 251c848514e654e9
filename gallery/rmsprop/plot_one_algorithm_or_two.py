"""
Are the two implementations one algorithm?
==========================================

One RMSProp is a few lines of ours, the other a compiled kernel of MXNet's. Given the same
start, the same order of minibatches and the same constants they should take the same steps.
"""

# %%
# Train both with the same seed, and with MXNet's ``epsilon`` set to ours.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
data_iter, d = d2l.get_data_ch11(batch_size=10, seed=1)
hyperparams = {"lr": 0.01, "gamma": 0.9, "eps": 1e-6}
scratch = d2l.train_ch11(
    d2l.rmsprop, d2l.init_rmsprop_states(d), hyperparams, data_iter, d
)
d2l.plt.close()

data_iter, _ = d2l.get_data_ch11(batch_size=10, seed=1)
hyperparams = {"learning_rate": 0.01, "gamma1": 0.9, "epsilon": 1e-6}
concise = d2l.train_gluon_ch11("rmsprop", hyperparams, data_iter)
d2l.plt.close()

# %%
# The two training curves against each other.

results = {"from scratch": scratch, "MXNet's own": concise}
d2l.plot_losses(results, optimum=d2l.optimal_loss_ch11())
d2l.plt.show()

# %%
# One curve hides the other. The difference is the rounding of 32-bit numbers:

gap = np.abs(np.subtract(scratch.losses, concise.losses)).max()
print(f"largest difference of the losses:  {gap:.1e}")
print(
    f"largest difference of the weights: {np.abs(scratch.weight - concise.weight).max():.1e}"
)
print(
    f"float32 spacing at the loss:       {np.spacing(np.float32(scratch.losses[-1])):.1e}"
)
