"""
How far apart are the libraries?
================================

PyTorch, Keras, TensorFlow 1 and others have an RMSProp each. Give all one learning rate, and leave
the rest at each library's defaults. Do they take one path?
"""

# %%
# The chapter's problem, and the record of what each library does.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
rate = {"learning_rate": 0.4}
paths = {
    "MXNet, Keras, optax, JAX": d2l.library_path("mxnet", rate),
    "PyTorch, Chainer": d2l.library_path("pytorch", {"lr": 0.4}),
    "TensorFlow 1, autograd": d2l.library_path("tensorflow1", rate),
    "DQN": d2l.library_path("dqn", {"lr": 0.4}),
    "Graves": d2l.library_path("graves", {"gimel": 0.4}),
}
x1 = {name: path[:, 0] for name, path in paths.items()}
labels = {"xlabel": "step", "ylabel": "x1", "xticks": range(0, 21, 5)}
d2l.plot_curves(range(21), x1, **labels, title="One name, five paths")
d2l.plt.show()

# %%
# They do not. PyTorch's first step is the longest, since its average keeps more and starts from
# zero. That of TensorFlow 1 is short, since its average starts from one. How far from the first
# path does each get?

first = paths["MXNet, Keras, optax, JAX"]
for name, path in paths.items():
    print(f"{name:25s}{np.hypot(*(path - first).T).max():.1f}")

# %%
# And ε? Give PyTorch MXNet's γ, so that only the place of ε differs, and make the objective
# smaller and smaller. Where gradients come near the root of ε, the two part.

factors = 10.0 ** -np.arange(9)
gaps = []
for factor in factors:
    flatter = {"grad": lambda x1, x2, c=factor: (0.2 * c * x1, 4 * c * x2)}
    inside = d2l.library_path("mxnet", rate, **flatter)
    outside = d2l.library_path("pytorch", {"lr": 0.4, "alpha": 0.9}, **flatter)
    gaps.append(np.hypot(*(inside - outside).T).max())
d2l.plot_curves(
    factors,
    {"MXNet to PyTorch": gaps},
    xlabel="factor of the objective",
    xscale="log",
    ylabel="largest distance of the paths",
    yscale="log",
    title="For small gradients the place of ε decides",
)
d2l.plt.show()
