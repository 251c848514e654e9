"""
How many workers?
=================

On a parameter server several workers share each minibatch. Do they train the same network? What do
they send each other, and how many of them does a network bear?

See :cite:t:`Li.Andersen.Park.ea.2014` for the parameter server.
"""

# %%
# The chapter's regression, with MXNet's own server on this machine. Each worker takes its share of
# the same minibatches and pushes its part of the gradient; the server adds up and makes RMSProp's
# step.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
found = d2l.compare_workers("regression")
for workers, loss, apart in zip(found.workers, found.losses, found.apart, strict=True):
    print(f"{workers} workers: loss {loss:.4f}, weights within 1e-6: {apart < 1e-6}")
print(f"with 2 they differ by {found.apart[1]:.0e} at most")
print(found)

# %%
# One training: the gradients are added in another order, so the weights differ by rounding and by
# nothing else. What does a step cost in bytes? For every parameter a gradient goes out and a weight
# comes back, four bytes each. The rest is headers, some for each array of weights.

counted = np.nanmean(found.bytes_a_step)
model = d2l.bytes_a_step(found.parameters, arrays=2)
print(f"bytes a step a worker: {counted:.0f} counted, {model} by the formula")

# %%
# The regression is so small that headers are most of it. In a large network they vanish, and the
# servers' links are what fills: they carry the bytes of all workers. Let the parameters lie in many
# arrays, spread evenly, for a small array lies on one server. Let a worker compute ten times as
# long as its own bytes take, and then wait for them. How many times the examples a second do W
# workers see?

workers = np.unique(np.geomspace(1, 256, 60).astype(int))
curves = {}
for servers in (1, 4, 16):
    factors = [d2l.speedup(10.0, 1.0, int(w), servers) for w in workers]
    curves[f"{servers} servers" if servers > 1 else "1 server"] = factors
ax = d2l.plot_curves(
    workers,
    curves,
    xlabel="workers",
    xscale="log",
    ylabel="examples a second, against one worker",
    yscale="log",
    title="More workers need more servers",
)
ax.plot(workers, workers, color="0.3", linestyle=":", zorder=0, label="no network")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# Where the servers' links are busy for as long as a worker computes, half of the workers' work is
# lost. More workers then gain at most a factor of two. More servers move that point out in
# proportion.
