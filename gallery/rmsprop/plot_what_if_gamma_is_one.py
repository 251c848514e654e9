"""
What happens at γ = 1?
======================

The first exercise sets :math:`\\gamma = 1`. The leaky average then keeps all that it has
and takes nothing from what it sees. Where does the run go, and which :math:`\\epsilon`
would have saved it?
"""

# %%
# Five steps with the chapter's constants. The state starts at zero and stays there.

from functools import partial

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
# sphinx_gallery_thumbnail_number = 2
states = d2l.run_2d(partial(d2l.rmsprop_2d, gamma=1), 5)
for step, (x1, x2, *s) in enumerate(states[1:], start=1):
    print(f"step {step}: x1 {x1:14.6g}   x2 {x2:14.6g}   s {tuple(s)}")

# %%
# With :math:`s = 0` every gradient is multiplied by :math:`\eta/\sqrt{\epsilon}`, which is
# 1000 η. This is gradient descent with the learning rate 400. It multiplies a coordinate
# of curvature λ by :math:`1 - \eta\lambda/\sqrt\epsilon` at each step, and shrinks it if
# and only if :math:`\eta\lambda/\sqrt\epsilon < 2`. The steepest curvature is 4, so
# :math:`\epsilon` must exceed :math:`(\eta\lambda/2)^2 = 0.64`.

curves = {}
for eps in (0.6, 0.64, 0.7056, 1.0):
    update = partial(d2l.rmsprop_2d, gamma=1, eps=eps)
    curves[f"ε = {eps:g}"] = [d2l.f_2d(*p) for p in d2l.train_2d(update, 40)]
d2l.plot_curves(
    range(41),
    curves,
    xlabel="step",
    ylabel="f(x1, x2)",
    yscale="log",
    title="Above ε = 0.64 the run is saved",
)
d2l.plt.show()

# %%
# At 0.64 the steep coordinate jumps from side to side for ever. In the long run the fastest is
# 0.7056, where both coordinates shrink to 19/21 at each step. At ε = 1 this is, to the last bit,
# gradient descent with η itself. Look at 200 values of ε at once.

epsilons = np.geomspace(0.4, 4, 200)
values = []
for eps in epsilons:
    x = np.array([-5.0, -2.0]) * (1 - 0.4 / np.sqrt(eps) * np.array([0.2, 4])) ** 40
    values.append(d2l.f_2d(*x))
ax = d2l.plot_curves(
    epsilons,
    {"f after 40 steps": values},
    xscale="log",
    yscale="log",
    xlabel="ε",
    ylabel="f after 40 steps",
    title="The edge of stability is at ε = 0.64",
)
ax.axvline(0.64, color="0.3", linestyle="--", label="the edge of stability")
d2l.legend_below(ax)
ticks = [0.4, 0.64, 1, 2, 4]
ax.set_xticks(ticks, labels=ticks)
ax.set_xticks([], minor=True)
d2l.plt.show()

# %%
# Left of the dashed line the value explodes; right of it the run converges. After 40 steps
# an ε a little above 0.7056 is still ahead, since x2, which weighs more in f, shrinks faster
# there; far above it all is slow. So γ = 1 can be saved, but what is left has no preconditioner.
