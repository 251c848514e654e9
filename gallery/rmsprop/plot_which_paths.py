"""
Which paths do four optimizers take?
====================================

The same valley, :math:`f(\\mathbf{x}) = 0.1 x_1^2 + 2 x_2^2`, the same start, the same
learning rate 0.4, 20 steps. Gradient descent, momentum (with β = 0.5), Adagrad and RMSProp take
four different ways. Which is best?
"""

# %%
# Run all four. Each update takes and returns two coordinates and two numbers of state.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
# sphinx_gallery_thumbnail_number = 2
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
# coordinates alike, in steps that shrink: it is halfway. RMSProp forgets the first, large
# gradients, and is closest.
#
# Does it stay? Look at the loss, and for longer.

losses = {
    name: [d2l.f_2d(*point) for point in d2l.train_2d(update, steps=200)]
    for name, update in methods.items()
}
labels = {"xlabel": "step", "ylabel": "f(x1, x2)", "yscale": "log"}
title = "RMSProp comes close first, and does not stay"
d2l.plot_curves(range(201), losses, **labels, ylim=(1e-12, 100), title=title)
d2l.plt.show()

# %%
# Once its state has forgotten the large gradients, it is as small as those that are left, and
# RMSProp's steps are long again. At this constant learning rate it comes close and leaves: after
# 200 steps it is last.
#
# Is that the methods, or the learning rate? Give each 200 learning rates, and 20 steps.

etas = np.geomspace(0.01, 30, 200)
losses = {name: d2l.losses_by_rate(update, etas) for name, update in methods.items()}
labels = {"xlabel": "learning rate η", "ylabel": "f(x1, x2) after 20 steps"}
scales = {"xscale": "log", "yscale": "log", "ylim": (1e-30, 1e4)}
title = "Who is first depends on η"
d2l.plot_curves(etas, losses, **labels, **scales, title=title)
d2l.plt.show()
for name, values in losses.items():
    best = int(np.argmin(values))
    print(f"{name:17s} {values[best]:.1e} at eta = {etas[best]:.2f}")

# %%
# To the right of 1 Adagrad leads by far. Its first step overshoots, and puts a large gradient into
# its sum; then η over the root is close to one over the curvature, and that is Newton's step. On a
# quadratic along the axes, without noise, there is none better. RMSProp's dip is narrow: its best
# learning rate is best for 20 steps, not for 200.
