"""
Does RMSProp train a real classifier?
=====================================

Ten kinds of clothes, 28 × 28 grey pixels each: Fashion-MNIST. We train a multilayer
perceptron and a small convolutional network with RMSProp. What do they reach, and what do
they take for what?
"""

# %%
# The images. By default they are a subset that lies in the package, so that this script
# gives the same everywhere. ``load_fashion_mnist("full")`` finds or fetches all of them.

from functools import partial

import numpy as np

import rmsprop_tut as d2l

d2l.plt.style.use("rmsprop_tut.book")
data = d2l.load_fashion_mnist()
print(data.source)

# %%
# Each network sees the images eight times, from three seeds. The learning rate falls along
# half a cosine. On a terminal a progress bar runs.

networks = {"MLP": d2l.mlp, "CNN": partial(d2l.cnn, (8, 16), hidden=64)}
hyperparams = {"learning_rate": 0.003, "gamma1": 0.9, "epsilon": 1e-6}
options = {
    "num_epochs": 8,
    "schedule": d2l.cosine_rate,
}
results = {
    name: [
        d2l.train_classifier(net, "rmsprop", hyperparams, data, seed=seed, **options)
        for seed in range(3)
    ]
    for name, net in networks.items()
}

# %%
# Accuracy on the test images, and dashed on the images that were learned from.

d2l.plot_accuracies(results)
d2l.plt.show()

# %%
# Training accuracy runs ahead of test accuracy: with so few images the networks begin to
# learn them by heart. The bands, from the lowest seed to the highest, are narrow at the end,
# where the learning rate is small.
#
# Now look at what one network says: four images that it classifies correctly, and eight that it
# does not.

result = results["CNN"][0]
predictions = result.predictions
right = np.flatnonzero(predictions == data.test_labels)[:4]
wrong = np.flatnonzero(predictions != data.test_labels)[:8]
shown = np.concatenate([right, wrong])
pictures = data.test_images[shown], data.test_labels[shown], predictions[shown]
d2l.show_predictions(*pictures, data.classes, title=result.recorded)
d2l.plt.show()

# %%
# Some mistakes are between similar clothes, such as a shirt and a T-shirt. Others are not: a
# sneaker is no bag. Here is how many images of each class it misses, and what it takes them for
# most often.

print(result)
for label, name in enumerate(data.classes):
    own = data.test_labels == label
    missed = predictions[own][predictions[own] != label]
    most = data.classes[np.bincount(missed).argmax()] if len(missed) else "-"
    print(f"{name:12s} {len(missed):3d} of {own.sum()} missed, most often for {most}")

# %%
# That was the subset. On the full set ``nox -s fashion`` trains a larger network once and
# keeps a record:

record = d2l.full_fashion_record()
print(
    f"{record['test_accuracy']:.1%} of the test images classified correctly after "
    f"{record['epochs']} epochs on {record['images']};\n{record['seconds']:.0f} s of training "
    f"on {record['processor']}, {record['cores']} cores, {record['date']}"
)
