"""
How often is a step long?
=========================

RMSProp's step is at most :math:`\\eta/\\sqrt{1 - \\gamma}` long. Divide by the state of the step
before, which does not know the gradient, and this bound is gone :cite:p:`Zhou.Zhang.Lu.ea.2019`.
How often would you miss it?
"""

# %%
# Two noises without a signal: normal, and Cauchy's, whose tails are so long that it has no mean.
# This is the share of steps that are longer than r, divided by the root of their own state, or of
# the state before.

import numpy as np

import rmsprop_tut as d2l
from rmsprop_tut.core.averages import leak

d2l.plt.style.use("rmsprop_tut.book")
rng, count, gamma = np.random.default_rng(0), 100_000, 0.9
noises = {"Cauchy": rng.standard_cauchy(count), "normal": rng.standard_normal(count)}
r = np.geomspace(0.1, 1000, 60)
own, before = {}, {}
for name, g in noises.items():
    roots = np.sqrt(d2l.leaky_average(g * g, gamma))
    own[name] = np.sort(np.abs(g[100:]) / roots[100:])
    before[name] = np.sort(np.abs(g[100:]) / roots[99:-1])
ends = {"before": before, "own": own}
_, ax = d2l.plt.subplots()
for (kind, lengths), line in zip(ends.items(), ("-", "--"), strict=True):
    for (name, sizes), color in zip(lengths.items(), ("C1", "C0"), strict=True):
        share = 1 - np.searchsorted(sizes, r) / len(sizes)
        marks = {"marker": "o" if name == "Cauchy" else "s", "markevery": 6}
        seen = share > 3e-5
        marks |= {"color": color, "label": f"{name}, {kind}"}
        ax.loglog(r[seen], share[seen], line, **marks)
bound = d2l.first_step_gain(gamma)
ax.axvline(bound, color="0.3", linewidth=1, linestyle=":", label="RMSProp's bound")
ax.set(xlabel="r / η", ylabel="share of longer steps", ylim=(3e-5, 2))
ax.set_title("Of Cauchy's steps, some are very long")
ax.xaxis.set_major_formatter("{x:g}")
ax.yaxis.set_major_formatter("{x:g}")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# Under Cauchy's noise the share falls only like 1/r, so steps have no mean length. Under normal
# noise few pass the bound, and none by far.

for name, sizes in before.items():
    share = np.mean(sizes > bound)
    print(f"{name}: {share:.4f} of the steps beyond, the longest {sizes[-1]:.0f} eta")

# %%
# Does a longer memory help? For Cauchy's noise and γ near 1 the mean of :math:`1/\sqrt{s}` is
# :math:`\sqrt h/2`, with h = 1 - γ, and the tail beyond y is :math:`2/(\pi y)`. At the bound that
# makes a share of :math:`h/\pi`.

h = np.geomspace(0.003, 0.5, 10)[:, None]
draws = {"Cauchy": rng.standard_cauchy, "normal": rng.standard_normal}
shares = {}
for name, draw in draws.items():
    s, beyond = np.ones((10, 100)), np.zeros(10)
    for step in range(6000):
        square = draw(100) ** 2
        if step >= 2000:
            beyond += np.mean(h * square > s, axis=1) / 4000
        s = leak(s, square, 1 - h)
    shares[name] = beyond
h = h[:, 0]
_, ax = d2l.plt.subplots()
ax.loglog(h, shares["Cauchy"], "o", color="C1", label="Cauchy")
seen = shares["normal"] > 3e-5
ax.loglog(h[seen], shares["normal"][seen], "s", color="C0", label="normal")
ax.loglog(h, h / np.pi, "--", color="0.3", label="h/π")
ax.set(xlabel="1 - γ", ylabel="share beyond the bound", ylim=(3e-5, 1))
ax.set_title("Under Cauchy's noise, one in π memories")
ax.xaxis.set_major_formatter("{x:g}")
ax.yaxis.set_major_formatter("{x:g}")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# A memory is 1/h steps, so about one step in π memories is beyond the bound, which moves out as
# the memory grows. Under normal noise such steps soon die out.
