"""
Which schedules settle?
=======================

With a constant learning rate of 0.4 RMSProp ends here in a cycle of amplitude η/2. So the
learning rate has to fall. Three common schedules, on the chapter's problem, for 1,000 steps.
"""

# %%
# Each schedule is a function of the step.

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
steps = 1000
rates = {
    "constant": d2l.constant_rate(0.4),
    "1/sqrt(t)": d2l.inverse_sqrt_rate(0.4),
    "cosine": d2l.cosine_rate(0.4, steps),
    "step": d2l.step_rate(0.4, every=250),
}
t = np.arange(1, steps + 1)
eta = {name: np.array([rate(int(k)) for k in t]) for name, rate in rates.items()}
labels = {"xlabel": "step", "ylabel": "learning rate", "title": "Four schedules"}
d2l.plot_curves(t, eta, **labels)
d2l.plt.show()

# %%
# The objective under each.

values = {}
for name, rate in rates.items():
    states = d2l.run_2d(d2l.rmsprop_2d, steps, rate=rate)[1:]
    values[name] = np.array([d2l.f_2d(x1, x2) for x1, x2, *_ in states])
labels = {
    "xlabel": "step",
    "ylabel": "f(x1, x2)",
    "yscale": "log",
    "ylim": (1e-14, 10),
    "title": "The loss follows the learning rate down",
}
d2l.plot_curves(t, values, **labels)
d2l.plt.show()

# %%
# The constant stays where it is, and 1/√t follows its shrinking cycle. Each stair of the
# step schedule has its own cycle, until the rate is below 2√ε/λ: then the minimum itself
# attracts, and the curve falls away. In the cycle of amplitude η/2 the objective is
# :math:`\eta^2(\lambda_1+\lambda_2)/8`.

for name, rate in rates.items():
    predicted = rate(steps) ** 2 * (0.2 + 4) / 8
    print(f"{name:9s} f after 1000 steps {values[name][-1]:.1e}, cycle {predicted:.1e}")

# %%
# After 1,000 steps the constant and 1/√t are in the cycle of their last rate. 1/√t passes the
# threshold later: for x1 at step 1,600, where 0.4/√t is 2√ε/λ = 0.01. The other two have
# passed it, and come to rest.
