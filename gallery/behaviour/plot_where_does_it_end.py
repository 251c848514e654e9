"""
Where does RMSProp end?
=======================

Run the chapter's problem for longer than 20 steps, with the learning rate as it is. The
path comes close to the minimum, leaves, and ends between two points that it
visits in turn. Which points, from when on, and for which constants?
"""

# %%
# Distance from the minimum in each coordinate, and the amplitude that
# :math:`2|x| = \eta\lambda|x|/\sqrt{\lambda^2x^2+\epsilon}` predicts.

import math

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
states = np.abs(d2l.run_2d(d2l.rmsprop_2d, 300))
curves = {"x1, curvature 0.2": states[:, 0], "x2, curvature 4": states[:, 1]}
labels = {"xlabel": "step", "ylabel": "distance from the minimum", "yscale": "log"}
ax = d2l.plot_curves(range(301), curves, **labels)
amplitude = d2l.two_cycle_amplitude(0.4, 0.2)
ax.axhline(amplitude, color="0.3", linewidth=1, linestyle=":", label="η/2: the cycle")
ax.axvline(20, color="0.3", linewidth=1, label="the chapter stops here")
d2l.legend_below(ax)
ax.set_title("Close at step 20, and then away to η/2")
d2l.plt.show()

# %%
# x1 comes closer still, until its state has forgotten the large gradients. Then the steps
# are too long for the gradients that are left, and throw it out. Both distances end at
# the dotted line.

for curvature in (0.2, 4.0):
    print(
        f"curvature {curvature}: amplitude {d2l.two_cycle_amplitude(0.4, curvature):.8f}"
    )

# %%
# In units of :math:`\eta/2` two constants are left: γ, and
# :math:`e = 4\epsilon/(\eta\lambda)^2`. Simulate many e, and compare with √(1-e).

e = np.geomspace(0.01, 10, 61)
ends = {f"γ = {g}": d2l.final_amplitude(g, e, steps=20_000) for g in (0.5, 0.9, 0.99)}
labels = {"xlabel": "e = 4ε/(ηλ)²", "ylabel": "final |x| / (η/2)", "xscale": "log"}
ax = d2l.plot_curves(e, ends, **labels, title="A cycle below e = 1, rest above")
for line in ax.lines:
    line.set_linestyle("none")
ax.plot(e, np.sqrt(np.maximum(0, 1 - e)), color="0.3", label="√(1-e)", zorder=0)
d2l.legend_below(ax)
d2l.plt.show()

# %%
# In these runs γ does not move the end. It sets the pace: the largest eigenvalue of the linearised
# step says how much of a deviation is left after each.

gammas = np.linspace(0.005, 0.995, 60)
below, above = np.linspace(0.005, 0.995, 60), np.linspace(1.005, 2.5, 60)
inside = [[d2l.two_cycle_multiplier(g, e) for e in below] for g in gammas]
outside = [[d2l.rest_multiplier(g, e) for e in above] for g in gammas]
multiplier = np.hstack([inside, outside])
_, ax = d2l.plt.subplots()
mesh = ax.contourf(
    np.r_[below, above], gammas, multiplier, levels=np.linspace(0, 1, 11)
)
ax.axvline(
    1, color="black", linestyle="--", label="left: 2-cycle attracts; right: minimum"
)
ax.set(xlabel="e = 4ε/(ηλ)²", ylabel="γ", title="Everywhere one of the two attracts")
d2l.plt.colorbar(mesh, label="deviation left after a step")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# No value reaches 1: the cycle attracts its neighbourhood for all e < 1, the minimum for all e > 1.
# Left of
# e = 1, where the eigenvalues are complex, the value is √γ, so γ = 0.999 needs thousands of steps.

print(
    f"steps to a tenth at gamma = 0.999: {math.log(10) / -math.log(math.sqrt(0.999)):.0f}"
)
