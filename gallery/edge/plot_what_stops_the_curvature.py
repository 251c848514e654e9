"""
What stops the curvature of a network?
======================================

Train a small network with RMSProp on all of its data at once. The largest eigenvalue of its
Hessian, divided by the root of the state, rises and rises. Where does it stop, and what do the
weights do there? That it stops at the edge of stability was found by
:cite:t:`Cohen.Ghorbani.ea.2022`.
"""

# %%
# The network has five inputs and two layers of twelve. Its loss falls, and the sharpness rises to
# :math:`2/\eta`.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
eta = 1e-3
run = d2l.train_full_batch(0.99, eta=eta, steps=1600, seed=1)
_, ax = d2l.plt.subplots()
ax.plot(run.steps, run.sharpness, label="sharpness")
ax.plot(run.steps, run.losses / run.losses[0], "--", label="loss / loss at step 20")
ax.axhline(1, color="0.3", linewidth=1, linestyle=":", label="the edge")
ax.set(xlabel="step", ylabel="sharpness / (2/η)", ylim=(0, 1.6))
ax.set_title("It rises to the edge of stability, and stays")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# On a quadratic gradient descent above the edge diverges. RMSProp is thrown out a little:
# larger gradients make its state larger, and the sharpness comes down again.

print(
    f"sharpness over the last 400 steps: {run.sharpness[-20:].mean():.2f} of the edge"
)
print(f"loss: {run.losses[0]:.3f} at step 20, {run.losses[-1]:.3f} at the end")

# %%
# At the edge the weights swing. In the cycle of one dimension a coordinate swings by
# :math:`\eta/2`; here each weight does so, however large its gradients are.

_, ax = d2l.plt.subplots()
ax.semilogx(run.roots, run.swings, ".", markersize=4, label="one weight")
ax.axhline(1, color="0.3", linewidth=1, label="η/2")
ax.xaxis.set_major_formatter("{x:g}")
ax.set(xlabel="root of the weight's state, √s", ylabel="swing / (η/2)", ylim=(0, 1.5))
ax.set_title("Each weight trembles by about η/2")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# The run is short, so the points scatter. A longer one, in the chapter, has them closer to 1.
# At the edge rounding grows from step to step: your NumPy may give other third digits.

low, middle, high = np.quantile(run.swings, [0.1, 0.5, 0.9])
print(f"10 %, 50 % and 90 % are below {low:.2f}, {middle:.2f} and {high:.2f}")
