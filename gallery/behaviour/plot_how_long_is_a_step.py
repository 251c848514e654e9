"""
How long is a step?
===================

RMSProp's state starts at zero. So its first step is :math:`\\eta/\\sqrt{1-\\gamma}` long, for
any gradient well above ε. Bias correction or a state that starts at one change that. Is it
better? Can a later step be longer? And how long are steps in the long run?
"""

# %%
# The chapter's run of 20 steps, three times.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
runs = {
    "state from 0": d2l.run_2d(d2l.rmsprop_2d, 20),
    "bias correction": d2l.run_2d(
        d2l.rmsprop_corrected_2d, 20, start=(-5, -2, 0, 0, 1)
    ),
    "state from 1": d2l.run_2d(d2l.rmsprop_2d, 20, start=(-5, -2, 1, 1)),
}
curves = {name: [x1 for x1, *_ in states] for name, states in runs.items()}
labels = {"xlabel": "step", "ylabel": "x1", "xticks": range(0, 21, 5)}
d2l.plot_curves(range(21), curves, **labels, title="A state from zero takes the lead")
d2l.plt.show()

# %%
# The first step is 1.26 long from a zero state, and 0.4 with the correction. On this smooth
# problem long first steps help. That is luck: they are long because the average is too
# small, not because the way is free. (A state from one gives 0.4 too: at this start the
# gradient of x1 happens to have the size 1.)

for name, x1 in curves.items():
    print(
        f"{name:15s}  first step {x1[1] - x1[0]:.4f}   x1 after 20 steps {x1[-1]:.4f}"
    )

# %%
# Now feed it gradients with heavy tails: Cauchy's distribution, which has no mean.

gradients = np.random.default_rng(0).standard_cauchy(500)
lengths = d2l.step_lengths(gradients, gamma=0.9)
bound = d2l.first_step_gain(0.9)

_, (top, bottom) = d2l.plt.subplots(2, sharex=True, figsize=(5.2, 4.2))
top.semilogy(np.abs(gradients), ".", markersize=3)
top.yaxis.set_major_formatter("{x:g}")
top.set(ylabel="|gradient|", title="Gradients of any size")
bottom.plot(lengths, ".", markersize=3, color="C1")
bottom.axhline(bound, color="0.3", linestyle="--", label="_1/√(1-γ)")
bottom.annotate("1/√(1-γ)", (0, bound), (0, 4), textcoords="offset points")
bottom.set(xlabel="step", ylabel="step length / η", ylim=(0, 4.4))
bottom.set_title("Steps below one bound")
d2l.plt.show()

# %%
# Each squared gradient enters the state with the weight :math:`1-\gamma`, so
# :math:`s_t \ge (1-\gamma) g_t^2`. The first step has the length of the bound. After
# it an outlier comes close, and not above.

print(
    f"largest gradient {np.abs(gradients).max():.0f}, "
    f"longest step after the first {lengths[1:].max():.4f} eta"
)

# %%
# Few steps are so long. With :math:`1 - z \le -\ln z` the share that a state takes from its newest
# gradient is :math:`(1-\gamma) g_t^2/s_t \le \ln(1/\gamma) + \ln(s_t/s_{t-1})`. Sum it up: unless s
# keeps growing exponentially, the root mean square of the steps is in the long run at most
# :math:`\eta\sqrt{\ln(1/\gamma)/(1-\gamma)}`, which is little more than η here.

means = np.sqrt(np.cumsum(lengths**2) / np.arange(1, 501))
curves = {
    "so far": means,
    "bound in the long run": np.full(500, np.sqrt(-np.log(0.9) / 0.1)),
}
labels = {"xlabel": "step", "ylabel": "root mean square step / η", "xscale": "log"}
title = "In the mean, steps are shorter than η"
d2l.plot_curves(range(1, 501), curves, **labels, title=title)
d2l.plt.show()

# %%
# It starts at the first step's length, above the bound, which holds in the long run only. Outliers
# make the state large, and the steps that follow one are short. So half of all steps are much
# shorter than η:

print(f"median step {np.median(lengths):.2f} eta")
