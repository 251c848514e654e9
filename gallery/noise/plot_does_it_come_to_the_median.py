"""
Does it come to the median?
===========================

On :math:`\\mathrm{E}(x - \\xi)^2/2` RMSProp comes to rest beside the mean of ξ. Where ξ is
exponential it rests between the mean and the median. Is it the median that draws it?
"""

# %%
# Three laws of a few values, all with the mean 0. The median is below the mean in the
# first and above it in the others; the third moment :math:`\mu_3` is positive in the first two
# and zero in the third.

import numpy as np

import rmsprop_tut as d2l
from rmsprop_tut.core.rest_points import mean_step_at

d2l.plt.style.use("rmsprop_tut.book")
laws = {
    "μ₃ > 0, below": ([-1, 3], [0.75, 0.25]),
    "μ₃ > 0, above": ([-1, 0.1, 6.9], [0.4, 0.55, 0.05]),
    "μ₃ = 0, above": ([-2, 1, 3], [0.4, 0.5, 0.1]),
}
moments = {}
for name, (values, chances) in laws.items():
    square, cube = (np.sum(np.power(values, k) * chances) for k in (2, 3))
    median = values[np.searchsorted(np.cumsum(chances), 0.5)]
    print(f"median {median}, variance {square:.2f}, third moment {abs(cube):.2f}")
    moments[name] = square, cube

# %%
# The points of rest, in units of the deviation σ. Dashed is the first order,
# :math:`-h \mu_3/(2 \sigma^3)` with h = 1 - γ.

h = np.geomspace(0.01, 0.98, 14)
rests = {}
_, ax = d2l.plt.subplots()
for (name, law), mark in zip(laws.items(), "os^", strict=True):
    square, cube = moments[name]
    found = [d2l.rest_point(*law, gamma=1 - v) for v in h]
    rests[name] = np.array(found) / square**0.5
    (line,) = ax.plot(h, rests[name], mark + "-", markersize=5, label=name)
    first = -h[:10] * cube / (2 * square**1.5) + 0  # no minus zero
    dashed = {"color": line.get_color(), "label": f"_first order, {name}"}
    ax.plot(h[:10], first, "--", linewidth=1, **dashed)
ax.plot([], [], "--", color="0.3", linewidth=1, label="first order")
ax.axhline(0, color="0.3", linewidth=1, linestyle=":", label="mean")
ax.set(xlabel="1 - γ", xscale="log", ylabel="x / σ", ylim=(-0.7, 0.7))
ax.set_title("Only a short memory goes to the median")
ax.xaxis.set_major_formatter("{x:g}")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# With a long memory the third moment decides. In the second law it takes RMSProp to the side
# where the median is not, until the memory is very short. At this γ it rests at the mean:

low, high = 0.01, 0.5
for _ in range(30):
    gamma = (low + high) / 2
    right = mean_step_at(0, *laws["μ₃ > 0, above"], gamma) < 0
    low, high = (gamma, high) if right else (low, gamma)
print(f"at the mean for gamma = {gamma:.3f}")

# %%
# Without a third moment the first order is zero, and the way off the mean falls like the square
# of h.

_, ax = d2l.plt.subplots()
for (name, rest), mark in zip(rests.items(), "os^", strict=True):
    ax.loglog(h[:9], np.abs(rest[:9]), mark + "-", markersize=5, label=name)
ax.loglog(h[:9], h[:9] ** 2 / 3, "--", color="0.3", linewidth=1, label="h²/3")
ax.set(xlabel="1 - γ", ylabel="way off the mean / σ")
ax.set_title("Without a third moment: the square of h")
ax.xaxis.set_major_formatter("{x:g}")
ax.yaxis.set_major_formatter("{x:g}")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# So skew is to be read from the third moment of the gradients, and not from their median.
