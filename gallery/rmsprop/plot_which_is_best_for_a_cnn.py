"""
Does a convolutional network change the ranking?
================================================

The comparison of tuned optimizers again, with a small convolutional network in place of the
perceptron. It costs more, so each contender has five learning rates, one seed to choose among
them and three to be judged by.
"""

# %%
# The same images and the same rules: the rate is chosen on held-out training images.

from functools import partial

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
data = d2l.load_fashion_mnist()
rmsprop, ball = {"gamma1": 0.9, "epsilon": 1e-6}, {"momentum": 0.9}
low, high = d2l.log_grid(1e-4, 1e-2, 5), d2l.log_grid(1e-3, 1e-1, 5)
contenders = {
    "RMSProp, constant": d2l.Contender("rmsprop", low, rmsprop),
    "RMSProp, cosine": d2l.Contender("rmsprop", high, rmsprop, d2l.cosine_rate),
    "SGD + momentum, constant": d2l.Contender("sgd", high, ball),
    "SGD + momentum, cosine": d2l.Contender("sgd", high, ball, d2l.cosine_rate),
    "Adagrad, constant": d2l.Contender("adagrad", high),
}
compared = d2l.compare_tuned(
    contenders,
    partial(d2l.cnn, (8, 16), hidden=64),
    data,
    num_epochs=5,
    tuning_seeds=[0],
    test_seeds=[10, 11, 12],
)
d2l.plot_sweeps({name: c.sweep for name, c in compared.items()})
d2l.plt.show()

# %%
# The table, with the standard deviation over the three seeds.

print(d2l.tuned_table(compared))

# %%
# By epoch, in a band from the lowest seed to the highest.

d2l.plot_accuracies({name: c.results for name, c in compared.items()})
d2l.plt.show()

# %%
# It is the perceptron's picture. The cosine lifts RMSProp by much and SGD by little, and
# cosine against cosine the seeds differ by as much as the optimizers.
