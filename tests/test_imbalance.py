"""A classifier of many classes, against all of its weights and against its symmetries."""

import numpy as np
import pytest

import rmsprop_tut as d2l


def all_weights(eta, eps, classes, steps):
    """Train the whole matrix of weights, and return the loss of each class."""
    w = np.zeros((classes, classes))  # a row an input, a column a logit
    s, pi = np.zeros_like(w), 1 / np.arange(1, classes + 1)
    pi /= pi.sum()
    for t in range(steps):
        p = np.exp(w) / np.exp(w).sum(axis=1, keepdims=True)
        g = pi[:, None] * (p - np.eye(classes))
        s = 0.9 * s + 0.1 * g**2
        w = w - eta * (1 - t / steps) * g / np.sqrt(s + eps)
    return -np.log(np.exp(w) / np.exp(w).sum(axis=1, keepdims=True)).diagonal()


@pytest.mark.parametrize(("eta", "eps"), [(0.05, 1e-30), (0.05, 1e-3), (2e6, 1e12)])
def test_two_numbers_a_class_are_all(eta, eps):
    """The whole matrix of weights, trained entry by entry, has the same losses."""
    losses = d2l.class_losses([eta], eps, steps=60, classes=8)[0]
    assert losses == pytest.approx(all_weights(eta, eps, 8, 60), rel=1e-8)


def test_a_class_is_one_of_its_own_with_a_larger_epsilon():
    """A class of frequency π has with ε the path of any other with ε(π'/π)²."""
    pi = d2l.class_frequencies()
    losses = d2l.class_losses([0.03], 1e-6)[0]
    for k in (0, 9, 99):
        other = d2l.class_losses([0.03], 1e-6 * (pi[999] / pi[k]) ** 2)[0]
        assert other[999] == pytest.approx(losses[k], rel=1e-6)


def test_without_epsilon_all_classes_are_alike():
    """With ε = 1e-30 no frequency counts."""
    losses = d2l.class_losses([0.03])[0]
    assert losses == pytest.approx(np.full(1000, losses[0]), rel=1e-9)


def test_frequencies():
    """They sum to 1, and fall like 1/k."""
    pi = d2l.class_frequencies(50)
    assert pi.sum() == pytest.approx(1)
    assert pi[0] / pi == pytest.approx(np.arange(1, 51))
    with pytest.raises(ValueError, match="classes"):
        d2l.class_frequencies(1)
