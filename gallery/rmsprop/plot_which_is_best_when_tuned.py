"""
Which optimizer is best, once each is tuned?
============================================

A comparison at one common learning rate says which optimizer that rate suits. Here each gets
the rate that suits it: RMSProp with a constant and three scheduled rates, SGD with momentum,
and Adagrad, on the same images, with the same network and the same budget.
"""

# %%
# Each contender has seven learning rates, at equal ratios over three decades.

from functools import partial

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
data = d2l.load_fashion_mnist()
print(data.source)

schedules = {
    "constant": None,
    "1/sqrt(t)": lambda eta, n: d2l.inverse_sqrt_rate(eta),
    "step": lambda eta, n: d2l.step_rate(eta, every=n // 3 + 1),
    "cosine": d2l.cosine_rate,
}
low, high = d2l.log_grid(1e-5, 1e-2, 7), d2l.log_grid(1e-4, 1e-1, 7)
rmsprop = {"gamma1": 0.9, "epsilon": 1e-6}
contenders = {
    f"RMSProp, {name}": d2l.Contender("rmsprop", high if s else low, rmsprop, s)
    for name, s in schedules.items()
}
rates = d2l.log_grid(1e-3, 1, 7)
for name in ("constant", "cosine"):
    contenders[f"SGD + momentum, {name}"] = d2l.Contender(
        "sgd", rates, {"momentum": 0.9}, schedules[name]
    )
contenders["Adagrad, constant"] = d2l.Contender("adagrad", rates)

# %%
# The rate is chosen by two seeds on training images that were held out. Then five other
# seeds train on all training images, and only these meet the test images.

compared = d2l.compare_tuned(contenders, partial(d2l.mlp, 64), data, num_epochs=8)
names = list(compared)
d2l.plot_sweeps({name: compared[name].sweep for name in names[:4]})
d2l.plt.show()

# %%
# A schedule moves RMSProp's best rate up, since the rate comes down later. The rivals' rates
# are of another kind: SGD's steps grow with the gradient, Adagrad's shrink over time.

rivals = ["RMSProp, cosine", *names[4:]]
d2l.plot_sweeps({name: compared[name].sweep for name in rivals})
d2l.plt.show()

# %%
# The table. A grid is wide enough if its best rate has neighbours on both sides; the number
# after +/- is the standard deviation over the five seeds.

print(d2l.tuned_table(compared))

# %%
# Now the same by epoch, first RMSProp under its four schedules.

d2l.plot_accuracies({name: compared[name].results for name in names[:4]})
d2l.plt.show()

# %%
# The cosine, which ends at zero, has the highest mean of the four, though the stairs lie within
# the spread of the seeds. And it begins as the worst: it can afford a rate with which a
# constant schedule would tremble to the end.

d2l.plot_accuracies({name: compared[name].results for name in rivals})
d2l.plt.show()

# %%
# SGD gains from the schedule too. Compare scheduled with scheduled: cosine against cosine,
# RMSProp and SGD with momentum end within one deviation of each other.
