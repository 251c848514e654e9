"""Oracles that owe nothing to the package: decimals, plain loops and closed forms."""

import math
from decimal import Decimal, localcontext

import numpy as np

GAMMA, ETA, EPS = Decimal("0.9"), Decimal("0.4"), Decimal("1e-6")
DIGITS = 50


def decimal_path(curvature, x, steps, *, s=0, corrected=False, c=1, eps=EPS):
    """Follow RMSProp on c λx²/2 with 50 digits: x before the first step and after each."""
    with localcontext(prec=DIGITS):
        x, s, points = Decimal(x), Decimal(s), [Decimal(x)]
        for t in range(1, steps + 1):
            g = c * Decimal(curvature) * x
            s = GAMMA * s + (1 - GAMMA) * g * g
            average = s / (1 - GAMMA**t) if corrected else s
            x -= ETA * g / (average + eps).sqrt()
            points.append(x)
    return points


def decimal_ends(rule, steps):
    """Follow the chapter's run with 50 digits under ``s = rule(s, g²)``: x1, x2, s1, s2."""
    with localcontext(prec=DIGITS):
        xs, ss = [Decimal(-5), Decimal(-2)], [Decimal(0), Decimal(0)]
        for _ in range(steps):
            for i, curvature in enumerate([Decimal("0.2"), Decimal(4)]):
                g = curvature * xs[i]
                ss[i] = rule(ss[i], g * g)
                xs[i] -= ETA * g / (ss[i] + EPS).sqrt()
    return [float(v) for v in (*xs, *ss)]


def rmsprop_run(gradient, x, steps, *, s=0.0, eta=0.4, gamma=0.9, eps=1e-6):
    """Follow RMSProp with NumPy, as the equation is read: the last point and its state."""
    x, s = np.asarray(x, float), np.broadcast_to(s, np.shape(x))
    for _ in range(steps):
        g = gradient(x)
        s = gamma * s + (1 - gamma) * g**2
        x = x - eta * g / np.sqrt(s + eps)
    return x, s


def cycle_amplitude(eta, curvature, eps=1e-6):
    """Return √(η²/4 - ε/λ²), how far from the minimum the 2-cycle on λx²/2 is."""
    return math.sqrt(eta**2 / 4 - eps / curvature**2)


def rotation(angle):
    """Return the matrix of a rotation by an angle in radians."""
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])


def regression_run(w, batches, eta, gamma, eps=1e-6):
    """Train a linear model by RMSProp on plain numbers: its parameters after each minibatch.

    ``eta`` and ``gamma`` are functions of the step t = 1, 2, …
    """
    w, s, path = [float(v) for v in w], [0.0] * len(w), []
    for t, (rows, labels) in enumerate(batches, start=1):
        errors = [
            sum(float(v) * c for v, c in zip(x, w, strict=True)) - float(y)
            for x, y in zip(rows, labels, strict=True)
        ]
        for i in range(len(w)):
            pairs = zip(rows, errors, strict=True)
            g = sum(float(x[i]) * e for x, e in pairs) / len(labels)
            s[i] = gamma(t) * s[i] + (1 - gamma(t)) * (g * g)
            w[i] = w[i] - eta(t) / math.sqrt(s[i] + eps) * g
        path.append(list(w))
    return path


def mean_loss(inputs, w, labels):
    """Return the mean of (x·w - y)²/2."""
    return np.mean((inputs @ w - labels) ** 2) / 2
