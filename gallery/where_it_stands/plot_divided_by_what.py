"""
Divided by what?
================

RMSProp divides a gradient by the root of a leaky average of its square. Its relatives divide by
something else. Give all of them the same gradients: what does each remember, and which of them
look at the matrix, not at its entries?

The formulas are those of Riedmiller and Braun (1993, Rprop), Zeiler (2012, Adadelta), Kingma and
Ba (2015, Adam), Reddi, Kale and Kumar (2018, AMSGrad), Gupta, Koren and Singer (2018, Shampoo),
Chen and others (2023, Lion) and Jordan and others (2024, Muon).
"""

# %%
# A weight whose gradient is 1, but for one outlier of 30 and, later, a gradient of 0.1. This is
# no race: nothing is minimised, and no rate is tuned.

import numpy as np

import rmsprop_tut as d2l
from rmsprop_tut.core.family import quintic

d2l.plt.style.use("rmsprop_tut.book")
g = np.ones(180)
g[19], g[100:] = 30, 0.1
along = d2l.family_steps(g.reshape(-1, 1, 1))
shown = ["Adagrad", "RMSProp", "Adam", "AMSGrad", "Lion"]
lengths = {name: along[name].ravel() for name in shown}
labels = {"xlabel": "step", "ylabel": "length of the step / η", "yscale": "log"}
d2l.plot_curves(range(1, 181), lengths, **labels, title="Who remembers the outlier?")
d2l.plt.show()

# %%
# Lion takes the sign, and sees no size. RMSProp and Adam forget the outlier, AMSGrad and Adagrad
# never do. Now gradients of a matrix. Turn its rows, and turn each member's steps back: whose are
# the same as before?

gradients = np.random.default_rng(0).standard_normal((10, 2, 2))
turn = np.array([[0.6, -0.8], [0.8, 0.6]])
plain, turned = d2l.family_steps(gradients), d2l.family_steps(turn @ gradients)
for name, steps in plain.items():
    apart = np.abs(turn.T @ turned[name] - steps).max()
    print(f"{name:8s} {apart:.2f}")

# %%
# Those of Shampoo and Muon are, up to rounding. To the others a turn is another problem. Muon
# comes to its orthogonal matrix by five steps of a polynomial. Where do they take a singular value?

sigma = np.geomspace(1e-3, 1, 400)
curves = {}
for name, coefficients in {
    "Muon's": (3.4445, -4.7750, 2.0315),
    "classical": (1.5, -0.5, 0.0),
}.items():
    value = [np.array([[start]]) for start in sigma]
    for _ in range(5):
        value = [quintic(v, *coefficients) for v in value]
    curves[name] = np.ravel(value)
labels = {"xlabel": "singular value, of a norm of 1", "ylabel": "after five steps"}
ax = d2l.plot_curves(sigma, curves, **labels, xscale="log")
ax.axhspan(0.68, 1.14, color="0.85", zorder=0, label="from here it does not leave")
ax.set_title("Muon's polynomial is fast, not exact")
d2l.legend_below(ax)
d2l.plt.show()

# %%
# Muon's lifts values of a few thousandths in five steps to where large ones are, and leaves hardly
# one at 1. The classical one goes to 1, and is slow to begin.
