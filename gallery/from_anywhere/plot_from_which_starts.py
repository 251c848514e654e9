"""
From which starts does RMSProp end in its cycle?
================================================

On a parabola RMSProp with a constant learning rate has a cycle of two points. Near it
every run ends in it. And from far away? Start from each point of a plane of
positions and states, and count the steps until the run is in the cycle.

Coordinates: x in units of :math:`\\eta/2`, s in units of :math:`(\\eta\\lambda/2)^2`; then
only :math:`\\gamma` and :math:`e = 4\\epsilon/(\\eta\\lambda)^2` are left. Here both are 1/2.
"""

# %%
# Follow all runs at once, and note for each the last step at which it is more than 1 %
# away from the cycle. Most take a few dozen. But there are seams, along which they take
# longer.

import numpy as np

import rmsprop_tut as d2l
from rmsprop_tut.core.updates import rmsprop_step
from rmsprop_tut.lab.everywhere import Box, close, recorded_boxes

d2l.plt.style.use("rmsprop_tut.book")
gamma, e = 0.5, 0.5
x0, s0 = np.meshgrid(np.linspace(0.01, 6, 600), np.linspace(0.01, 20, 600))
x, s, last = x0, s0, np.zeros(x0.shape)
for step in range(1, 121):
    x, s = rmsprop_step(x, s, x, 2.0, gamma, e)
    last[np.abs(np.abs(x) - np.sqrt(1 - e)) > 0.01] = step
_, ax = d2l.plt.subplots()
mesh = ax.pcolormesh(x0, s0, last, rasterized=True)
ax.contour(x0, s0, gamma * s0 + (1 - gamma) * x0**2 + e, levels=[4], colors="white")
ax.set(
    xlabel="x / (η/2)", ylabel="s / (ηλ/2)²", title="White: the next step is the last"
)
d2l.plt.colorbar(mesh, label="steps until in the cycle")
d2l.plt.show()

# %%
# On the white line :math:`s' + e = 4`, and the step leads to the minimum, exactly. There the
# gradient is zero: the run stays. The other seams are what is mapped to the
# line. Near a seam a run comes close to the minimum, and has to come out again.

print(rmsprop_step(2.0, 3.0, 2.0, 2, gamma, e))

# %%
# Runs are not all starts. A computation with intervals speaks of whole cells of starts, and
# whole boxes of parameters: it crosses out cells until none is left in which a run could stay.

closing = close(Box(gamma=(0.499, 0.501), e=(0.499, 0.501)))
for level in closing.levels:
    print(f"tried {level.tried.sum():5d} cells, left {level.left.sum():4d}")
print("proved for the box:", closing.closed)

# %%
# The boxes of the package's record, in which every run ends in the cycle, but those that land.

_, ax = d2l.plt.subplots()
for g0, g1, e0, e1, _ in recorded_boxes()["closed"]:
    box = [g0, g1, g1, g0], [e0, e0, e1, e1]
    ax.fill(*box, facecolor="C0", edgecolor="white", linewidth=0.5)
ax.set(xlabel="gamma", ylabel="e", xlim=(0, 1), ylim=(0, 1), title="Proved, box by box")
d2l.plt.show()

# %%
# Where it is white nothing is known but runs. Near gamma = 1 memory is long, and boxes have to be
# small.
