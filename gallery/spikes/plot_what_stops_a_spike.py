"""
What stops a spike?
===================

A run has settled at the minimum of the chapter's problem. Its state forgets the large gradients,
and it is about to be thrown out. Take it as it is, change one thing, and go on. What helps?

References: Shazeer and Stern (2018), *Adafactor*, who clip steps.
"""

# %%
# The run with γ = 0.99, from where its loss is first below 1e-4. The learning rate is smaller
# from there on, or falls.

from functools import partial

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
rmsprop = partial(d2l.rmsprop_2d, gamma=0.99)
settled = d2l.settled_state(rmsprop)
labels = {"xlabel": "step", "ylabel": "f(x1, x2)", "yscale": "log", "ylim": (1e-12, 10)}
rates = {
    "0.4, as before": d2l.constant_rate(0.4),
    "0.1": d2l.constant_rate(0.1),
    "0.4, falling as a cosine": d2l.cosine_rate(0.4, steps=1000),
    "0.4/sqrt(t)": d2l.inverse_sqrt_rate(0.4),
}
curves = {}
for name, rate in rates.items():
    states = d2l.run_2d(rmsprop, 1000, start=settled, rate=rate)
    curves[name] = [d2l.f_2d(x1, x2) for x1, x2, *_ in states]
ax = d2l.plot_curves(range(1001), curves, **labels)
ax.set_title("A falling rate helps if it has fallen in time")
d2l.plt.show()

# %%
# A smaller rate makes the spike later and lower. The cosine has hardly fallen when it comes.

etas = np.geomspace(0.05, 0.4, 8)
_, ax = d2l.plt.subplots()
for gamma, marker in ((0.9, "o"), (0.99, "s")):
    update = partial(d2l.rmsprop_2d, gamma=gamma)
    heights = [
        d2l.spike_height(partial(update, eta=eta), settled, 1000) for eta in etas
    ]
    ax.loglog(etas, heights, marker, markersize=4, label=f"γ = {gamma} from there on")
ax.loglog(etas, (etas / 0.4) ** 2, color="0.3", label="the cycle's loss")
ax.set(xlabel="learning rate from there on", ylabel="highest loss / cycle's at 0.4")
ax.set_title("Spikes fall with η, and are lower for smaller γ")
ax.set_xticks([0.05, 0.1, 0.2, 0.4], ["0.05", "0.1", "0.2", "0.4"], minor=False)
ax.minorticks_off()
ax.yaxis.set_major_formatter("{x:g}")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# Clip the gradients, number by number, or clip the steps. The thresholds are in units of the
# steep coordinate's gradient in its cycle, and of η.

sizes = np.geomspace(0.1, 30, 11)
gradients, steps = [], []
for size in sizes:
    clipped = partial(
        rmsprop, grad=lambda a, b, c=0.8 * size: np.clip(d2l.f_2d_grad(a, b), -c, c)
    )
    gradients.append(d2l.spike_height(clipped, settled, 1000))
    update = d2l.with_clipped_steps(rmsprop, 0.4 * size)
    steps.append(d2l.spike_height(update, settled, 1000))
curves = {"gradients": gradients, "steps": steps}
d2l.plot_curves(
    sizes,
    curves,
    xlabel="threshold",
    xscale="log",
    ylabel="highest loss / cycle's",
    yscale="log",
    title="Clip steps rather than gradients",
)
d2l.plt.show()

# %%
# Clipping at the size of a step that is in order, η, leaves little of the spike. A clipped
# gradient leaves the state to forget, and limits the throw only to v times the threshold.

for eps in (1e-6, 0.01, 0.1, 0.65):
    height = d2l.spike_height(partial(rmsprop, eps=eps), settled, 1000)
    print(f"eps {eps:g}: highest loss {height:.4f} of the cycle's")
