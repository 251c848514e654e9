"""
Is the sign of the mean step right?
===================================

Where ε is small, the law of :cite:t:`Balles.Hennig.2018` makes a step in the mean the sign of
the mean gradient μ, times a factor that falls with the noise. The noise enters by its deviation
σ alone. What if it is skewed?
"""

# %%
# Three noises of one deviation: normal, and exponential with its tail above the mean or below
# it. This is the mean step over the law's, at γ = 0.9.

import numpy as np

import rmsprop_tut as d2l
from rmsprop_tut.core.rest_points import mean_step_at

d2l.plt.style.use("rmsprop_tut.book")
values, chances = d2l.exponential_means()  # of mean 1 and deviation 1
ratios = np.geomspace(0.03, 5, 24)
law = np.array([d2l.sign_times_variance(r) for r in ratios])
steps = {
    "tail above": [mean_step_at(r - 1, -values, chances, 0.9) for r in ratios],
    "normal": [d2l.mean_step(r, 0.9) for r in ratios],
    "tail below": [mean_step_at(r + 1, values, chances, 0.9) for r in ratios],
}
curves = {name: step / law for name, step in steps.items()}
labels = {"xlabel": "mean / standard deviation of the gradient", "xscale": "log"}
labels |= {"ylabel": "mean step / law", "title": "A tail above turns the sign"}
ax = d2l.plot_curves(ratios, curves, **labels)
ax.axhline(0, color="0.3", linewidth=1, linestyle=":", label="below: the wrong way")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# A large gradient meets a state that it has just enlarged. So a tail in the direction of μ is
# worth less than it weighs, and small ratios have the wrong sign. There a tail on the other side
# makes steps longer than the law says.

for name, curve in curves.items():
    print(f"{name}: {curve[0]:.2f} of the law at a ratio of {ratios[0]:g}")

# %%
# How small a ratio? The border is a zero of the mean step. To first order it is at
# :math:`\frac{1 - \gamma}{2} \mu_3/\sigma^3`, and this law has :math:`\mu_3 = 2 \sigma^3`.

h = np.geomspace(0.01, 0.7, 12)
border = [1 - d2l.rest_point(values, chances, gamma=1 - v) for v in h]
_, ax = d2l.plt.subplots()
ax.loglog(h, border, "o-", label="the sign turns")
ax.loglog(h, h, "--", color="0.3", linewidth=1, label="first order")
ax.set(xlabel="1 - γ", ylabel="mean / deviation")
ax.set_title("Below the line steps go the wrong way")
ax.xaxis.set_major_formatter("{x:g}")
ax.yaxis.set_major_formatter("{x:g}")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# So skew counts where the mean is far below the deviation, and less for γ near 1. The mean of B
# examples has the skew divided by the root of B and the ratio multiplied by it: the border falls
# about like 1/B.

for batch in (1, 10, 100):
    means, odds = d2l.exponential_means(batch)
    turn = 1 - d2l.rest_point(means, odds, gamma=0.9)
    print(f"batch {batch:3}: the sign turns at {turn:.4f} of one example's deviation")
