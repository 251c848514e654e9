"""
How long is a step?
===================

RMSProp's state starts at zero. So its first step is :math:`\\eta/\\sqrt{1-\\gamma}` long,
almost whatever the gradient. Bias correction or a state that starts at one change that. Is it
better? And can a later step be longer?
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
# Now feed it the worst gradients: Cauchy's distribution, which has no mean.

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
    f"longest step after the first {lengths[1:].max():.4f} η"
)
