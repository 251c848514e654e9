"""
Which paths do four optimizers take?
====================================

The same valley, :math:`f(\\mathbf{x}) = 0.1 x_1^2 + 2 x_2^2`, the same start, the same
learning rate 0.4, 20 steps. Gradient descent, momentum, Adagrad and RMSProp take four
different ways.
"""

# %%
# Run all four. Each update takes and returns two coordinates and two numbers of state.

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
methods = {
    "gradient descent": d2l.gd_2d,
    "momentum": d2l.momentum_2d,
    "Adagrad": d2l.adagrad_2d,
    "RMSProp": d2l.rmsprop_2d,
}
traces = {name: d2l.train_2d(update) for name, update in methods.items()}

# %%
# The paths over the same contours. The star is the minimum.

d2l.show_traces_2d(d2l.f_2d, traces)
d2l.plt.show()

# %%
# Gradient descent crosses the valley at each step, since 0.4 is above 1/4, one over the
# curvature there; from 2/4 on it would not converge.
# Momentum swings across it a little longer, but gets far along it. Adagrad moves both
# coordinates alike, in steps that shrink: it is only halfway. RMSProp forgets the
# first, large gradients, and arrives.
#
# Does it arrive? Look at the loss, and for longer.

losses = {
    name: [d2l.f_2d(*point) for point in d2l.train_2d(update, steps=200)]
    for name, update in methods.items()
}
labels = {"xlabel": "step", "ylabel": "f(x1, x2)", "yscale": "log"}
title = "RMSProp comes close first, and does not stay"
d2l.plot_curves(range(201), losses, **labels, ylim=(1e-12, 100), title=title)
d2l.plt.show()

# %%
# Once its state has forgotten the large gradients, RMSProp's steps are long again, however
# small the gradient. With a constant learning rate it comes close and leaves.
