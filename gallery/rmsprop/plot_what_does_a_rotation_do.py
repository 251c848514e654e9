"""
What does a rotation do to RMSProp?
===================================

The second exercise minimises :math:`0.1 (x_1 + x_2)^2 + 2 (x_1 - x_2)^2`: the chapter's
valley along the diagonal. It is turned by 45 degrees and smaller by √2, since the sum and
the difference are √2 times the rotated coordinates: the curvatures are twice as large.
"""

# %%
# Start where the value is 10.5, as in the chapter: at (-3.5, -1.5).

from functools import partial

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
rotated, gradient = d2l.f_2d_rotated, d2l.f_2d_rotated_grad
diagonal = partial(d2l.rmsprop_2d, grad=gradient)
full = partial(d2l.rmsprop_full_2d, grad=gradient)
straight = d2l.train_2d(d2l.rmsprop_2d)
turned = d2l.train_2d(diagonal, start=(-3.5, -1.5, 0, 0))
helped = d2l.train_2d(full, start=(-3.5, -1.5, 0, 0, 0))
d2l.show_traces_2d(rotated, {"diagonal": turned, "full matrix": helped})
d2l.plt.show()

# %%
# The diagonal one sees two coordinates of the same curvature and shortens both alike; the
# full one follows the valley. The coupling stands beside the diagonal of the Hessian, where
# a diagonal preconditioner has no entry:

print(np.column_stack([gradient(1, 0), gradient(0, 1)]))

# %%
# The loss of all, and of the full matrix on the axis-aligned problem.

same = d2l.train_2d(d2l.rmsprop_full_2d, start=(-5, -2, 0, 0, 0))
curves = {
    "axis-aligned, diagonal": [d2l.f_2d(*p) for p in straight],
    "rotated, diagonal": [rotated(*p) for p in turned],
    "axis-aligned, full": [d2l.f_2d(*p) for p in same],
    "rotated, full": [rotated(*p) for p in helped],
}
d2l.plot_curves(
    range(21),
    curves,
    xlabel="step",
    ylabel="objective",
    yscale="log",
    title="The full matrix does not mind the rotation",
)
d2l.plt.show()
for name, values in curves.items():
    print(f"{name:22s} {values[-1]:.2g}")

# %%
# The two full-matrix curves differ by the size of the bowl, not by its rotation: divide η by √2 and
# they are one. They are not the diagonal method's curve either: its first step goes to a
# corner, (1, 1), theirs along the gradient.

smaller = partial(full, eta=0.4 / np.sqrt(2))
end = d2l.train_2d(smaller, start=(-3.5, -1.5, 0, 0, 0))[-1]
print(f"rotated, full, eta/sqrt(2): {rotated(*end):.2g}")
