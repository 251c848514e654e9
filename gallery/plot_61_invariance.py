"""
What does RMSProp not see?
==========================

Multiply the objective by 100: do the steps change? Exchange the coordinates, or turn them?
A method that follows the gradient's direction would answer no, no and no.
"""

# %%
# The chapter's problem, the same times 100, and the same with its axes turned by 30°. The
# turned run starts at the turned start, and its points are turned back to be compared.

import math
from functools import partial

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
turn = math.pi / 6
cos, sin = math.cos(turn), math.sin(turn)
rotation = np.array([[cos, -sin], [sin, cos]])
hessian = d2l.f_2d_hessian(turn)
starts = {"the problem": (-5, -2), "times 100": (-5, -2), "turned": rotation @ (-5, -2)}
gradients = {
    "the problem": d2l.f_2d_grad,
    "times 100": lambda x1, x2: (20 * x1, 400 * x2),
    "turned": lambda x1, x2: tuple((hessian @ (x1, x2)).tolist()),
}
paths = {}
for name, grad in gradients.items():
    update = partial(d2l.rmsprop_2d, grad=grad)
    start = (*map(float, starts[name]), 0.0, 0.0)
    states = d2l.scheduled_path_2d(
        d2l.constant_rate(0.4), 20, start=start, update=update
    )
    points = np.array(states)[:, :2]
    paths[name] = points @ rotation if name == "turned" else points

# %%
# The second path lies on the first. The third does not.

paths["turned, and turned back"] = paths.pop("turned")
d2l.set_figsize((7, 4.6))
d2l.show_traces_2d(d2l.f_2d, paths)
d2l.plt.show()

# %%
# A factor in front of the objective cancels in :math:`g/\sqrt{s}`; only ε notices it. A
# rotation mixes coordinates, and RMSProp scales each by itself.

gap = np.abs(paths["times 100"] - paths["the problem"]).max()
print(f"largest distance of the first two paths: {gap:.1e}")
for name, points in paths.items():
    print(f"{name:24s} f after 20 steps: {d2l.f_2d(*points[-1]):.1e}")

# %%
# How far a factor moves the path depends on ε alone. The path of :math:`cf` with ε is that
# of :math:`f` with :math:`\epsilon/c^2`.

d2l.set_figsize((6, 3.6))
factors = np.logspace(-4, 4, 33)
curves = {}
for eps in (1e-6, 1e-8, 1e-12):
    states = []
    for c in (1.0, *factors):
        update = partial(d2l.rmsprop_2d, eps=eps / c**2)
        states.append(d2l.scheduled_path_2d(d2l.constant_rate(0.4), 20, update=update))
    gaps = np.array(states)[1:, :, 0] - np.array(states)[0, :, 0]
    curves[f"ε = {eps:g}"] = np.abs(gaps).max(axis=1) + 1e-16
labels = {"xlabel": "factor c", "ylabel": "largest change of x1", "xscale": "log"}
title = "Small objectives feel ε, large ones do not"
d2l.plot_curves(factors, curves, **labels, yscale="log", title=title)
d2l.plt.show()

# %%
# At c = 1 there is no change. Below, ε rules: gradients smaller than √ε make short steps.
