"""
RMSProp from scratch, on real data
==================================

Linear regression on NASA's airfoil measurements, with an update of a few lines. How fast
does the loss fall, and where does it end?
"""

# %%
# Minibatches of 10, two passes over 1,500 examples, learning rate 0.01, γ = 0.9.

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
data_iter, feature_dim = d2l.get_data_ch11(batch_size=10)
states = d2l.init_rmsprop_states(feature_dim)
hyperparams = {"lr": 0.01, "gamma": 0.9}
result = d2l.train_ch11(d2l.rmsprop, states, hyperparams, data_iter, feature_dim)
d2l.plt.show()

# %%
# Most of the fall is over after half an epoch. The states now hold the mean square of each
# gradient over the last ten minibatches or so. The columns are standardised, so that no
# coordinate is steeper than another: what differs is mostly their noise.

print("states of the weights:", d2l.numpy(states[0]).ravel().round(3))

# %%
# Against the best that a linear model can do:

d2l.plot_losses({"from scratch": result}, optimum=d2l.optimal_loss_ch11())
d2l.plt.show()

# %%
# What is left above the optimum does not go away with more epochs: steps do not get shorter as
# the gradients do, since the state shrinks with them. A smaller learning rate lowers it, but needs
# more epochs.
