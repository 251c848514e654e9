"""
Which point does it come to?
============================

Minimise the mean of :math:`(x - \\xi)^2/2` over numbers ξ that come one by one. The minimum is
their mean. Does RMSProp find it? Reddi, Kale and Kumar (2018) say that it need not; Zhou and others
(2019) have a cure.
"""

# %%
# Begin with gradients that repeat: once C, then n - 1 times -1, whatever x is. If C is above n - 1
# their sum is positive, so x should go down. This is how far RMSProp goes up in a period.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
gammas = np.linspace(0, 0.999, 200)
curves = {
    f"n = C = {n}": [d2l.cyclic_drift(n, n, g) / n for g in gammas] for n in (3, 10, 30)
}
labels = {"xlabel": "γ", "ylabel": "drift a step / η"}
ax = d2l.plot_curves(gammas, curves, **labels, title="Above zero it goes the wrong way")
ax.axhline(0, color="0.3", linewidth=1)
d2l.plt.show()

# %%
# The large gradient meets a state that it has just enlarged. Each curve crosses zero once:

for n in (3, 10, 30, 100):
    print(f"n = {n:3}: the wrong way below gamma = {d2l.drift_threshold(n, n):.5f}")

# %%
# Now let ξ be exponential, with the mean 1. As η → 0 the point of rest is one integral away.
# To first order it is 1 - h/B for means of B numbers, with h = 1 - γ.

h = np.geomspace(0.01, 0.7, 12)
_, ax = d2l.plt.subplots()
for batch, mark in ((1, "o"), (10, "s")):
    law = d2l.exponential_means(batch)
    rest = [d2l.rest_point(*law, gamma=1 - v) for v in h]
    ax.plot(h, rest, marker=mark, markersize=5, label=f"at rest, batch {batch}")
    first = {"linestyle": "--" if batch == 1 else ":", "color": "0.3"}
    ax.plot(h, 1 - h / batch, **first, label=f"first order, batch {batch}")
ax.set(xlabel="1 - γ", xscale="log", ylabel="x", ylim=(0.65, 1.02))
ax.xaxis.set_major_formatter("{x:g}")
ax.set_title("The shorter the memory, the further from the mean")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# Divide by the root of the state of the step before, which does not know the gradient. Then the
# mean step is zero at the mean.

ends = d2l.stream_means(
    lambda rng, size: rng.exponential(size=size), [0.5, 0.9, 0.99], delayed=True
)
print("state of the step before:", ends.round(3))

# %%
# What is lost is the bound on the step. Along gradients with Cauchy's tails:

g = np.random.default_rng(0).standard_cauchy(1000)
roots = np.sqrt(d2l.leaky_average(g * g, 0.9))
longest = {"its own state": roots[1:], "the state before": roots[:-1]}
for name, root in longest.items():
    print(f"divided by {name}: longest step {np.max(np.abs(g[1:]) / root):.1f} eta")
