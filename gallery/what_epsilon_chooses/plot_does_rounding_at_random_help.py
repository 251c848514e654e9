"""
Does rounding at random help?
=============================

A state in bfloat16 that is rounded to the nearest number neither rises nor falls where γ is near
1. Round it at random instead: up with a chance that is the share of the way up. Then the mean of
what is rounded is what it was. For weights this is a known cure
:cite:p:`Zamirai.Zhang.Aberger.ea.2020`. Does it cure the state?
"""

# %%
# The chapter's gradients, 4,000 of one size and 4,000 of a tenth of it, at γ = 0.999.

import numpy as np

import rmsprop_tut as d2l
from rmsprop_tut.core.averages import leak

d2l.plt.style.use("rmsprop_tut.book")
rng, bits = np.random.default_rng(0), 8
h = np.append(np.geomspace(0.0003, 0.1, 15), 0.001)
squares = np.array([1.0] * 4000 + [0.01] * 4000)
random = np.zeros((8001, 20, len(h)))
for t, square in enumerate(squares):
    s = leak(random[t], square, 1 - h)
    digit = np.ldexp(1.0, np.frexp(s)[1] - bits)
    random[t + 1] = np.floor(s / digit + rng.random(s.shape)) * digit
exact, nearest = (d2l.states_in_bits(squares**0.5, 1 - h, b) for b in (53, bits))
curves = {
    "exact": exact[:, -1],
    "to the nearest": nearest[:, -1],
    "at random": random[:, 0, -1],
}
roots = {name: np.sqrt(states[::20]) for name, states in curves.items()}
labels = {"xlabel": "step", "ylabel": "root of the state"}
d2l.plot_curves(
    range(0, 8001, 20), roots, **labels, title="Rounded at random it keeps up"
)
d2l.plt.show()

# %%
# On the way down most updates are lost, and a few are as large as the last digit. In the mean
# they are right. Here is the root in the end, for many γ; at random it is the mean of 20 runs.

_, ax = d2l.plt.subplots()
ax.loglog(h[:-1], exact[-1, :-1] ** 0.5, color="0.3", label="exact")
ax.loglog(h[:-1], nearest[-1, :-1] ** 0.5, "s", label="to the nearest")
ax.loglog(h[:-1], np.sqrt(random[-1]).mean(axis=0)[:-1], "o", label="at random")
border = 1 / (2**bits + 2)
ax.axvline(border, color="0.3", linewidth=1, linestyle=":", label="border, 1/(2^p + 2)")
ax.set(xlabel="1 - γ", ylabel="root of the state, in the end", ylim=(0.05, 1))
ax.set_title("At random there is no border")
ax.xaxis.set_major_formatter("{x:g}")
ax.set_yticks([0.1, 0.2, 0.5, 1], ["0.1", "0.2", "0.5", "1"], minor=False)
ax.minorticks_off()
d2l.legend_below(ax)
d2l.plt.show()

# %%
# The price is scatter: the deviation of the root in 20 runs, as a share of it. The last digit is
# worth at most 1/256 of the root. The scatter is below that where the memory is short, and above
# it where it is long.

late = np.sqrt(random[6000::500])
for j in (3, 8, 14):
    scatter = np.mean(late[..., j].std(axis=1) / late[..., j].mean(axis=1))
    print(f"1 - gamma = {h[j]:.4f}: scatter {scatter:.3%}")
