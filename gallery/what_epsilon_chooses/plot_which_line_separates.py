"""
Which line separates?
=====================

Three points, all of one label, and a line through the origin that has them on one side. The
logistic loss has no minimum: the weights grow for ever, and their direction settles. Gradient
descent comes to the line with the largest margin for weights of a given length
:cite:p:`Soudry.Hoffer.Nacson.ea.2018`, Adam without ε to that for a given larger component
:cite:p:`Zhang.Zou.Cao.2024`. What does RMSProp do?
"""

# %%
# The points, and where two runs of 10,000 steps put the line.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
points = np.array([(1, 3), (2.5, 0.5), (4, 1)])
eps = [0, 1e-16, 1e-12, 1e-8]
paths = d2l.classifier_paths(eps)
ends = {"RMSProp, ε = 0": paths[-1, 0], "normalised descent": d2l.normalised_path()[-1]}
_, ax = d2l.plt.subplots()
ax.plot(*points.T, "o", color="black", label="points")
for (name, w), style in zip(ends.items(), ("-", "--"), strict=True):
    along = np.array([w[1], -w[0]]) / np.hypot(*w)
    ax.plot(*np.outer(along, [-4, 0, 2]), style, label=name)
ax.set(xlabel="x1", ylabel="x2", aspect="equal", title="Two lines, both right")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# Both have all points on one side. Here are their margins as shares of the largest possible ones:
# in the first column for a larger component of one, in the second for a length of one.

print(d2l.margin_shares([*ends.values()]).round(3))

# %%
# The angle of the weights with the first axis, for four ε.

steps = np.unique(np.geomspace(1, 10_000, 100).astype(int))
angles = np.degrees(np.arctan2(paths[steps, :, 1], paths[steps, :, 0]))
curves = {f"ε = {e:g}": angles[:, i] for i, e in enumerate(eps)}
labels = {"xlabel": "step", "xscale": "log", "ylabel": "angle of the weights, degrees"}
ax = d2l.plot_curves(steps, curves, **labels, title="Each ε turns in its time")
ax.axhline(45, color="0.3", linewidth=1, linestyle=":", label="(1, 1)")
ax.axhline(np.degrees(np.arctan2(3, 5)), color="0.3", linewidth=1, label="(5, 3)")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# Without ε the run keeps to one line. With each of the others it turns towards the other, when
# its gradients come down to the root of ε, and slowly.

for e, w in zip(eps, paths[-1], strict=True):
    print(f"eps = {e:5g}: at the end {np.degrees(np.arctan2(w[1], w[0])):.1f} degrees")
