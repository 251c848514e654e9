"""
What does RMSProp not see?
==========================

Multiply the objective by 100: do the steps change? Exchange the coordinates, or turn them?
Steps of one fixed length against the gradient would answer no, no and no.
"""

# %%
# The chapter's problem, the same times 100, with its coordinates exchanged, and with its
# axes turned by 30°. Each run starts at the point that corresponds, and its points are
# taken back to be compared.

import math
from functools import partial

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
# sphinx_gallery_thumbnail_number = 2
cos, sin = math.cos(math.pi / 6), math.sin(math.pi / 6)
paths = {
    "the problem": d2l.transformed_path_2d(np.eye(2)),
    "times 100": d2l.transformed_path_2d(np.eye(2), factor=100),
    "exchanged": d2l.transformed_path_2d([[0, 1], [1, 0]]),
    "turned by 30 degrees": d2l.transformed_path_2d([[cos, -sin], [sin, cos]]),
}

# %%
# The first three are one path. The fourth is not.

d2l.show_traces_2d(d2l.f_2d, paths)
d2l.plt.show()

# %%
# A factor in front of the objective cancels in :math:`g/\sqrt{s}`; only ε notices it. A
# rotation mixes coordinates, and RMSProp scales each by itself.

gap = np.abs(paths["times 100"] - paths["the problem"]).max()
print(f"largest distance of the first two paths: {gap:.1e}")
for name, points in paths.items():
    print(f"{name:20s} f after 20 steps: {d2l.f_2d(*points[-1]):.1e}")

# %%
# Only because of ε does a factor move the path. The path of :math:`cf` with ε is that
# of :math:`f` with :math:`\epsilon/c^2`.

factors = np.logspace(-4, 4, 33)
curves = {}
for eps in (1e-6, 1e-8, 1e-12):
    path = partial(d2l.transformed_path_2d, np.eye(2), eps=eps)
    gaps = [np.abs(path(c) - path(1)).max() for c in factors]
    curves[f"ε = {eps:g}"] = np.maximum(gaps, 1e-16)
labels = {"xlabel": "factor c", "ylabel": "largest change of a point", "xscale": "log"}
title = "Small objectives feel ε, large ones do not"
d2l.plot_curves(factors, curves, **labels, yscale="log", title=title)
d2l.plt.show()

# %%
# At c = 1 there is no change. Below, ε rules: gradients smaller than √ε make short steps.
