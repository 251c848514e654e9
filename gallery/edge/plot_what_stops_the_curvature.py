"""
What stops the curvature of a network?
======================================

Train a small network with RMSProp on all of its data at once. The largest eigenvalue of its
Hessian, divided by the root of the state, rises and rises. Where does it stop, and what do the
weights do there? That it stops near the edge of stability was found by
:cite:t:`Cohen.Ghorbani.ea.2022`.
"""

# %%
# The network has five inputs and two layers of twelve. The edge is at a sharpness of
# :math:`2/\eta`. Along a parabola beyond it a step ends farther from the minimum than it began.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
eta = 1e-3
run = d2l.train_full_batch(0.9, eta=eta, steps=1600)
_, ax = d2l.plt.subplots()
ax.plot(run.steps, run.sharpness, label="sharpness")
ax.plot(run.steps, run.losses / run.losses[0], "--", label="loss / loss at step 20")
ax.axhline(1, color="0.3", linewidth=1, linestyle=":", label="the edge")
ax.set(xlabel="step", ylabel="sharpness / (2/η)", ylim=(0, 2.2))
ax.set_title("It shoots past the edge of stability, and comes back")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# On such a parabola gradient descent would diverge. RMSProp is thrown out, too. But then larger
# gradients make its state larger, and the sharpness comes down again. From each point of the
# figure to the next the loss falls.

print(
    f"highest sharpness: {run.sharpness.max():.2f} of the edge, "
    f"at step {run.steps[run.sharpness.argmax()]}"
)
print(
    f"sharpness over the last 400 steps: {run.sharpness[-20:].mean():.2f} of the edge"
)
print(f"loss: {run.losses[0]:.3f} at step 20, {run.losses[-1]:.3f} at the end")

# %%
# At the edge the weights swing. In the cycle of one dimension a coordinate swings by
# :math:`\eta/2`; here nearly all weights do so, however large their gradients are.

_, ax = d2l.plt.subplots()
ax.semilogx(run.roots, run.swings, ".", markersize=4, label="one weight")
ax.axhline(1, color="0.3", linewidth=1, label="η/2")
ax.xaxis.set_major_formatter("{x:g}")
ax.set(xlabel="root of the weight's state, √s", ylabel="swing / (η/2)", ylim=(0, 1.5))
ax.set_title("Nearly all weights tremble by about η/2")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# In the chapter's runs with a :math:`\gamma` nearer to 1 the sharpness comes to the edge later, and
# stays closer to it.

low, middle, high = np.quantile(run.swings, [0.1, 0.5, 0.9])
print(f"10 %, 50 % and 90 % are below {low:.2f}, {middle:.2f} and {high:.2f}")
