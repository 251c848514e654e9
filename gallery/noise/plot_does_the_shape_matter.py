"""
Does the shape of the noise matter?
===================================

The noise floor :math:`\\frac\\eta4 \\sigma` knows of the noise only its deviation. Three noises
have the same deviation and different shapes: uniform, normal, and Laplace's, with longer tails.
Does RMSProp stay at one level under all three?
"""

# %%
# The level of the loss with a long memory, γ = 0.999, against the formula of a state that stands
# still.

import numpy as np

import rmsprop_tut as d2l
from rmsprop_tut.core.updates import rmsprop_step

d2l.plt.style.use("rmsprop_tut.book")
rng, runs, curvature = np.random.default_rng(0), 200, 0.5
shapes = {
    "uniform": lambda: rng.uniform(-(3**0.5), 3**0.5, runs),
    "normal": lambda: rng.standard_normal(runs),
    "Laplace": lambda: rng.laplace(scale=0.5**0.5, size=runs),
}
h = np.append(np.geomspace(0.003, 0.5, 6), 1.0)
etas = np.append(np.geomspace(0.1, 10, 5), np.full(len(h), 0.02))[:, None]
gammas = np.append(np.full(5, 0.999), 1 - h)[:, None]
x = np.zeros((3, len(etas), runs))
s, total = x + 1, np.zeros((3, len(etas)))
for step in range(12_000):
    noise = np.array([draw() for draw in shapes.values()])[:, None]
    x, s = rmsprop_step(x, s, curvature * x + noise, etas, gammas, 1e-30)
    if step >= 2000:
        total += curvature / 2 * np.mean(x * x, axis=2) / 10_000
levels = dict(zip(shapes, total, strict=True))

_, ax = d2l.plt.subplots()
for (name, level), mark in zip(levels.items(), "os^", strict=True):
    ax.plot(etas[:5], level[:5], mark, markersize=5, label=name)
fine = np.geomspace(0.1, 10, 50)
frozen = d2l.frozen_level(fine, curvature, 1.0)
ax.plot(fine, frozen, color="0.3", linewidth=1, zorder=0, label="formula")
ax.set(xlabel="learning rate η", xscale="log", ylabel="level of the loss", yscale="log")
ax.set_title("With a long memory only the deviation counts")
ax.xaxis.set_major_formatter("{x:g}")
ax.yaxis.set_major_formatter("{x:g}")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# Now shorten the memory, at a small η. With κ = E n⁴/σ⁴ of a symmetric noise n the level is, to
# first order in h = 1 - γ, the formula's times :math:`1 + h\,(1 - \frac{11}{16} (\kappa - 1))`.
# At h = 1 each step is a sign, and for a small η the level is the formula's over
# :math:`2 \sigma p(0)`, where p is the density of the noise.

_, ax = d2l.plt.subplots()
formula = d2l.frozen_level(0.02, curvature, 1.0)
kurtosis = {"uniform": 9 / 5, "normal": 3, "Laplace": 6}
near = np.geomspace(0.003, 0.1, 30)
for (name, level), mark in zip(levels.items(), "os^", strict=True):
    (line,) = ax.plot(h, level[5:] / formula, mark + "-", markersize=5, label=name)
    slope = 1 - 11 / 16 * (kurtosis[name] - 1)
    dashed = {"color": line.get_color(), "label": f"_first order, {name}"}
    ax.plot(near, 1 + slope * near, "--", linewidth=1, **dashed)
ax.plot([], [], "--", color="0.3", linewidth=1, label="first order")
ax.axhline(1, color="0.3", linewidth=1, linestyle=":", label="formula")
ax.set(xlabel="1 - γ", xscale="log", ylabel="level / formula's")
ax.set_title("A short memory sees the shape")
ax.xaxis.set_major_formatter("{x:g}")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# Long tails lower the level: a rare, large gradient is in the state that divides it. Uniform
# noise has none, and raises it. At h = 1, simulated and by the density, whose corner makes the
# limit a slow one for Laplace's:

density = {"uniform": 12**-0.5, "normal": (2 * np.pi) ** -0.5, "Laplace": 2**-0.5}
for name, level in levels.items():
    print(f"{name:8s} {level[-1] / formula:.2f}, {1 / (2 * density[name]):.2f}")
