"""
How high does it stay without noise?
====================================

On a quadratic in three dimensions our run finds no cycle, and wanders. Its mean objective is not
what the best corner of the cube would have. What is it? For γ near 1 it comes close to the
relaxation of max-cut :cite:p:`Goemans.Williamson.1995`.
"""

# %%
# The mean objective for many γ, between two lines: the best cycle that jumps between corners, and
# the relaxation, both times :math:`\eta^2/8`.

import numpy as np

import rmsprop_tut as d2l
from rmsprop_tut.core.updates import rmsprop_step

d2l.plt.style.use("rmsprop_tut.book")
eta, H = 0.4, np.array([[1.0, -1.0, -1.0], [-1.0, 3.0, -1.0], [-1.0, -1.0, 4.0]])
relaxed = d2l.cut_relaxation(H)
memories = np.array([2, 3, 5, 10, 20, 50, 100, 200, 500])
means = [d2l.plateaus([H], gamma=1 - 1 / m, steps=4000)[0][0] for m in memories]
_, ax = d2l.plt.subplots()
ax.semilogx(memories, means, "o-", label="runs")
ax.axhline(eta**2 / 8 * relaxed.below, color="0.3", linestyle="--", label="relaxation")
ax.axhline(
    eta**2 / 8 * d2l.best_cut(H), color="0.3", linestyle=":", label="best corner"
)
ax.xaxis.set_major_formatter("{x:g}")
ax.set(xlabel="memory 1/(1-γ), in steps", ylabel="mean objective")
ax.set_title("With a long memory it goes to the relaxation")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# A cycle between corners attracts where less than the whole of a deviation is left after a step.
# With a memory of two steps one of the three does, with ten none.

for sigma in d2l.sign_cycles(H):
    left = [d2l.sign_cycle_multiplier(H, sigma, gamma) for gamma in (0.5, 0.9)]
    print(f"{sigma}: {left[0]:.2f} of a deviation at gamma 0.5, {left[1]:.2f} at 0.9")

# %%
# Why is the relaxation no corner? Its X, the means of products of coordinates in units of
# :math:`\eta^2/4`, has two dimensions: coordinates as three unit vectors in a plane. The
# multipliers y show that no X is better.

print(f"tr(HX) = {relaxed.below:.6f}, sum of y = {relaxed.above:.6f}")
print("X =", *relaxed.gram.round(2) + 0, "y =", relaxed.multipliers.round(2), sep="\n")

# %%
# A run, seen at each second step, stays near this plane, on which the coordinates sum to
# zero. There it finds no place.

x = eta / 2 * np.array([1.0, -0.3, 0.5])
s, points = (H @ x) ** 2, []
for _ in range(12_000):
    x, s = rmsprop_step(x, s, (H * x).sum(axis=1), eta, 0.99, 0.0)
    points.append(2 * x / eta)
seen = np.array(points[8000::2])
in_plane = seen @ np.array([[1, 0], [-0.5, 0.75**0.5], [-0.5, -(0.75**0.5)]]) * 2 / 3
_, ax = d2l.plt.subplots()
ax.plot(*in_plane[1000:].T, ".", markersize=2, label="each second step")
ax.set(
    xlabel="in the plane / (η/2)", ylabel="likewise, at right angles", aspect="equal"
)
ax.set_title("It wanders in the plane of the relaxation")
d2l.plt.show()

# %%
# What is left across the plane is small, and the mean squares are those of the relaxation: 1.

print(f"across the plane: {np.sqrt((seen.sum(axis=1) ** 2 / 3).mean()):.2f}")
print("mean squares:", (seen**2).mean(axis=0).round(2))
