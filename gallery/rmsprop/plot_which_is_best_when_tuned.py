"""
Which optimizer is best, once each is tuned?
============================================

A comparison at one common setting says which optimizer that suits. Here each gets what suits it:
RMSProp under four schedules, SGD with momentum, Adagrad, Adam and AdamW under two, on the same
images, with the same network and the same budget.
"""

# %%
# Each contender has fifteen tries. Adagrad, which has a learning rate alone, has fifteen rates over
# two decades. The others have five rates over two decades, each with three settings of what they
# forget with: RMSProp's γ, SGD's momentum, pairs of Adam's two β. Not tuned in the same way is
# AdamW's weight decay: it is one, after a look at held-out images.

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
gammas = [{"gamma1": gamma, "epsilon": 1e-6} for gamma in (0.8, 0.9, 0.99)]
momenta = [{"momentum": beta} for beta in (0.5, 0.9, 0.99)]
pairs = (0.5, 0.99), (0.9, 0.99), (0.9, 0.999)
betas = [{"beta1": one, "beta2": other} for one, other in pairs]
decayed = [{**both, "weight_decay": 1} for both in betas]

low, high = d2l.log_grid(1e-4, 1e-2, 5), d2l.log_grid(3e-4, 3e-2, 5)
contenders = {
    f"RMSProp, {name}": d2l.Contender("rmsprop", high if s else low, gammas, s)
    for name, s in schedules.items()
}
rivals = {
    "SGD + momentum": ("sgd", d2l.log_grid(3e-3, 3e-1, 5), momenta),
    "Adagrad": ("adagrad", d2l.log_grid(1e-3, 1e-1, 15)),
    "Adam": ("adam", d2l.log_grid(3e-4, 3e-2, 5), betas),
    "AdamW": ("decoupledadam", d2l.log_grid(1e-3, 1e-1, 5), decayed),
}
for name, choice in rivals.items():
    contenders[f"{name}, constant"] = d2l.Contender(*choice)
    contenders[f"{name}, cosine"] = d2l.Contender(*choice, schedule=d2l.cosine_rate)

# %%
# The choice is made with one seed on training images that were held out. Then five other
# seeds train on all training images, and only these meet the test images.

compared = d2l.compare_tuned(
    contenders, partial(d2l.mlp, 64), data, num_epochs=6, tuning_seeds=[0]
)
four = {f"RMSProp, {name}": compared[f"RMSProp, {name}"] for name in schedules}
d2l.plot_sweeps({name: c.sweep for name, c in four.items()})
d2l.plt.show()

# %%
# Each line takes the best γ at each rate. A schedule moves RMSProp's best rate up, since the rate
# comes down later. The rivals' rates are of another kind: SGD's steps grow with the gradient,
# Adagrad's shrink over time. At its largest, Adam's first β of 0.5 is nine points above 0.9.

cosines = {name: c for name, c in compared.items() if name.endswith("cosine")}
d2l.plot_sweeps({name: c.sweep for name, c in cosines.items()})
d2l.plt.show()

# %%
# The table. A grid of rates is wide enough if the best rate has neighbours on both sides; the
# number after +/- is the standard deviation over the five seeds.

print(d2l.tuned_table(compared))

# %%
# None of RMSProp's four takes the largest γ, whose memory of a hundred steps is long in a run of
# two hundred. Now the same by epoch, first RMSProp under its four schedules.

d2l.plot_accuracies({name: c.results for name, c in four.items()})
d2l.plt.show()

# %%
# The cosine, which ends at zero, is ahead of the other three by more than the deviation of its
# seeds. Yet the constant rate begins above it: the cosine can afford a rate with which a constant
# schedule would tremble to the end.

d2l.plot_accuracies({name: c.results for name, c in cosines.items()})
d2l.plt.show()

# %%
# All five gain from the cosine: means rise, seeds differ less. With it RMSProp, Adam and AdamW end
# within one deviation of each other, SGD with momentum within one point of these, Adagrad
# behind all. One seed made each choice, of three settings; the deviation does not hold its luck.
