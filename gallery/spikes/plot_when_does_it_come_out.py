"""
When does it come out?
======================

A run that has settled at a minimum forgets its large gradients, and its preconditioned
curvature :math:`v = \\eta\\lambda/\\sqrt{s}` grows. Above 2 the minimum throws it out. But not at
once: it has to undo the way in. By the law of entry and exit it comes out where
:math:`\\int \\ln|v - 1|\\, dv/v` is what it was when it settled. When is that, and how far is it
thrown?

References: Baer, Erneux and Rinzel (1989), *The slow passage through a Hopf bifurcation*, for
the delay; Bai et al. (2026), *Adaptive preconditioners trigger loss spikes in Adam*, for what
makes the curvature grow.
"""

# %%
# The way in and the way out, on a parabola without ε, in ln|x|: x itself falls below the
# smallest number that a computer has.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
_, ax = d2l.plt.subplots()
for gamma, style in ((0.9, "-"), (0.99, "--"), (0.999, ":")):
    log_x, v = d2l.settled_run(gamma, 0.5)
    end = v.argmax() + 1
    ax.plot(v[:end], (1 - gamma) / 2 * log_x[1 : end + 1], style, label=f"γ = {gamma}")
grid = np.geomspace(0.5, 10, 200)
integral = d2l.passage_integral(grid) - d2l.passage_integral(0.5)
ax.plot(grid, integral, "-.", color="0.3", linewidth=1, label="the integral")
ax.set(xlabel="preconditioned curvature v", ylabel="(h/2) ln |x|", xscale="log")
ax.set_title("The nearer γ is to 1, the nearer to the law")
ax.xaxis.set_major_formatter("{x:g}")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# Where the curvature is largest, the run has come out. Take other curvatures of entry, and
# compare with the law.

entries = np.geomspace(0.02, 1.5, 12)
_, ax = d2l.plt.subplots()
ax.plot(entries, d2l.exit_curvature(entries), color="0.3", label="the law")
for gamma, marker in ((0.9, "o"), (0.99, "s")):
    exits = [d2l.measured_exits(gamma, entry).mean() for entry in entries]
    ax.plot(entries, exits, marker, label=f"runs, γ = {gamma}")
ax.axhline(2, color="0.3", linewidth=1, linestyle=":", label="2, where it is unstable")
ax.set(xlabel="curvature at the entry", ylabel="curvature at the exit", xscale="log")
ax.set_title("The longer the way in, the later the exit")
ax.xaxis.set_major_formatter("{x:g}")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# How high the spike is depends on where in its last step x is when the state feels it. The
# heuristic has no other parameter. The bound, 2, holds for every run.

gamma, v_in = 0.99, 0.5
phase = np.linspace(-0.5, 0.5, 41)
log_x, v = d2l.settled_run(gamma, v_in * gamma ** (-phase / 2))
peaks = np.exp(log_x[200:].max(axis=0)) * np.sqrt(1 - gamma)
height = d2l.peak_constant(d2l.exit_curvature(v_in), np.linspace(0, 1, 201))
_, ax = d2l.plt.subplots()
ax.plot(phase, peaks, "o", label="runs, γ = 0.99")
ax.fill_between(
    phase, height.min(), height.max(), alpha=0.2, label="the heuristic's range"
)
ax.axhline(2, color="0.3", linestyle="--", label="the bound")
ax.set(xlabel="start, in steps", ylabel="peak / ((η/2)/√(1-γ))", ylim=(0, 2.1))
ax.set_title("No spike reaches the bound")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# So with γ near 1 a run is quiet for longer, and thrown further.

for gamma in (0.9, 0.99, 0.999):
    wait = float(d2l.spike_wait(gamma, 0.5))
    print(
        f"gamma {gamma}: quiet for {wait:5.0f} steps, bound {2 / (1 - gamma) ** 0.5:5.1f}"
    )
