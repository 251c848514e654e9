"""
Who learns the rare classes?
============================

A thousand classes whose frequencies fall like those of words, and an input of its own for each.
Gradient descent learns a class at a pace in proportion to its frequency, sign descent all at one
:cite:p:`Kunstner.Yadav.Milligan.ea.2024`. RMSProp is between the two. Which of them it is, ε
decides: but at which learning rate do you compare them?
"""

# %%
# The mean loss of the 900 rarest classes after 500 steps, at nine learning rates. With ε far above
# all squares of gradients RMSProp is gradient descent at :math:`\eta/\sqrt\epsilon`.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
etas = np.geomspace(1e-2, 1e2, 9)
kinds = {
    "ε = 1e-30": (etas, 1e-30),
    "ε = 1e-8": (etas, 1e-8),
    "ε = 1e-6": (etas, 1e-6),
    "gradient descent, 1000 η": (etas * 1e9, 1e12),
}
losses = {name: d2l.class_losses(*kind) for name, kind in kinds.items()}
rare = {name: loss[:, 100:].mean(axis=1) for name, loss in losses.items()}
labels = {"xlabel": "learning rate η", "xscale": "log", "yscale": "log"}
labels |= {"ylabel": "loss of the rare classes", "ylim": (1e-6, 10)}
d2l.plot_curves(etas, rare, **labels, title="A larger rate makes up for ε")
d2l.plt.show()

# %%
# For large rates RMSProp with ε = 1e-6 is gradient descent with 1000 times the rate. So the rare
# classes can be had with any ε: these classes share no weights, and no rate is too large for the
# frequent ones. That is the toy. To compare without a rate, set the losses against each other.

_, ax = d2l.plt.subplots()
for (name, loss), marker in zip(losses.items(), "osD^", strict=True):
    frequent = loss[:, :10].mean(axis=1)
    seen = (frequent > 1e-5) & (rare[name] > 1e-6)
    style = {
        "marker": marker,
        "linestyle": ("-", "--", "-.", ":")["osD^".index(marker)],
    }
    ax.plot(frequent[seen], rare[name][seen], label=name, **style)
ax.set(xscale="log", yscale="log", xlabel="loss of the ten most frequent classes")
ax.set(ylabel="loss of the rare classes", title="At any rate, ε decides who waits")
ax.xaxis.set_major_formatter("{x:g}")
ax.yaxis.set_major_formatter("{x:g}")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# Without ε both fall together. With gradient descent the rare ones are far above the frequent
# ones at each rate, and RMSProp with an ε goes from one line to the other.

for (_, eps), loss in zip(kinds.values(), losses.values(), strict=True):
    at = np.abs(loss[:, :10].mean(axis=1) - 1e-3).argmin()
    groups = loss[at, :10].mean(), loss[at, 100:].mean()
    print("eps = {:5g}: frequent {:.4f}, rare {:.4f}".format(eps, *groups))
