"""
RMSProp from MXNet, in one call
===============================

MXNet has RMSProp built in. Its :math:`\\gamma` is called ``gamma1``, and its
:math:`\\epsilon` is 1e-8 unless you say otherwise. Does that difference matter here?
"""

# %%
# The same model, data and start as from scratch, with the library's optimizer.

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
results = {}
for epsilon in (1e-8, 1e-6):
    data_iter, _ = d2l.get_data_ch11(batch_size=10)
    hyperparams = {"learning_rate": 0.01, "gamma1": 0.9, "epsilon": epsilon}
    results[f"ε = {epsilon:g}"] = d2l.train_gluon_ch11(
        "rmsprop", hyperparams, data_iter
    )
    d2l.plt.close()

# %%
# Both curves in one figure.

d2l.plot_losses(results, optimum=d2l.optimal_loss_ch11())
d2l.plt.show()

# %%
# They nearly lie on each other. Where do they differ most?

first, second = results.values()
gaps = [abs(a - b) for a, b in zip(first.losses, second.losses, strict=True)]
widest = first.epochs[gaps.index(max(gaps))]
print(f"largest difference of the two curves: {max(gaps):.1e}, at epoch {widest:.2f}")
print(f"difference at the end:                {gaps[-1]:.1e}")

# %%
# At the start. A state that begins at zero can be smaller than 1e-6 after one minibatch, and
# that coordinate's first step feels the ε. Soon the states are far above both values, and the
# difference is forgotten.
