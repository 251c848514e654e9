"""Oracles that owe nothing to the package: decimals, plain loops and closed forms."""

import math
from decimal import Decimal, localcontext
from functools import reduce
from itertools import islice
from operator import add

import numpy as np

GAMMA, ETA, EPS = Decimal("0.9"), Decimal("0.4"), Decimal("1e-6")
DIGITS = 50


def leak(s, value, gamma):
    """Return γ s + (1 - γ) v, in the arithmetic of what is given: fractions stay exact."""
    return gamma * s + (1 - gamma) * value


def at(value, t):
    """Return a setting at the step t, of which it may be a function."""
    return value(t) if callable(value) else value


def leaky(gamma):
    """Return the rule of RMSProp's state."""
    return lambda s, square, t: leak(s, square, at(gamma, t))


def summed(s, square, t=None):
    """Return Adagrad's state."""
    return s + square


def decimal_path(
    curvature, x, steps, *, s=0, corrected=False, c=1, eps=EPS, rate=lambda t: ETA
):
    """Follow RMSProp on c λx²/2 with 50 digits: x before the first step and after each."""
    with localcontext(prec=DIGITS):
        x, s, points = Decimal(x), Decimal(s), [Decimal(x)]
        for t in range(1, steps + 1):
            g = c * Decimal(curvature) * x
            s = leak(s, g * g, GAMMA)
            average = s / (1 - GAMMA**t) if corrected else s
            x -= rate(t) * g / (average + eps).sqrt()
            points.append(x)
    return points


def decimal_ends(rule, steps, eta=ETA):
    """Follow the chapter's run with 50 digits under ``s = rule(s, g²)``: x1, x2, s1, s2."""
    with localcontext(prec=DIGITS):
        xs, ss = [Decimal(-5), Decimal(-2)], [Decimal(0), Decimal(0)]
        for _ in range(steps):
            for i, curvature in enumerate([Decimal("0.2"), Decimal(4)]):
                g = curvature * xs[i]
                ss[i] = rule(ss[i], g * g)
                xs[i] -= eta * g / (ss[i] + EPS).sqrt()
    return [float(v) for v in (*xs, *ss)]


def run(rule, gradient, x, steps, *, s=0.0, eta=0.4, eps=1e-6):
    """Follow x - η g/√(s + ε) with NumPy: x and s before the first step and after each.

    The state is ``rule(s, g², t)``; the gradient ``gradient(x, t)`` at the step t = 1, 2, …
    """
    x, s = np.asarray(x, float), np.broadcast_to(s, np.shape(x))
    yield x, s
    for t in range(1, steps + 1):
        g = gradient(x, t)
        s = rule(s, g**2, t)
        x = x - at(eta, t) * g / np.sqrt(s + eps)
        yield x, s


def rmsprop_run(gradient, x, steps, *, gamma=0.9, **options):
    """Follow RMSProp with NumPy, as the equation is read: the last point and its state."""
    *_, end = run(leaky(gamma), lambda x, t: gradient(x), x, steps, **options)
    return end


def bowl(x, t):
    """Return 0.1 x1² + 2 x2², and its gradient."""
    return x[0] ** 2 / 10 + 2 * x[1] ** 2, np.stack([x[0] / 5, 4 * x[1]])


def well(x, t):
    """Return r²/(1+r²) of r = x - 3 sin(2πt/1000), and its slope."""
    r = x - 3 * np.sin(2 * np.pi * t / 1000)
    return 1 - 1 / (1 + r[0] ** 2), 2 * r / (1 + r**2) ** 2


def adam_run(gradient, x, steps, *, betas, eta, eps=1e-8):
    """Follow Adam with NumPy, as Kingma and Ba write it: x and s, as ``run`` does."""
    x, m, s = np.asarray(x, float), 0.0, 0.0
    yield x, s
    for t in range(1, steps + 1):
        g = gradient(x, t)
        m, s = leak(m, g, betas[0]), leak(s, g**2, betas[1])
        m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
        x = x - at(eta, t) * m_hat / (np.sqrt(s_hat) + eps)
        yield x, s


def race_tails(problem, follow, etas, steps, rate=lambda t: 1, *, runs=64, seed=0):
    """Race under noise: each run's mean loss over the last 1,000 steps, by learning rate.

    ``follow(gradient, x, steps, eta=eta)`` yields the points, as ``run`` does.
    """
    objective, start, deviation = {
        "bowl": (bowl, [-5, -2], 1),
        "well": (well, [0], 0.3),
    }[problem]
    rng, column = np.random.default_rng(seed), np.reshape(etas, (-1, 1))

    def gradient(x, t):
        noise = rng.normal(size=(len(x), 1, runs))
        return objective(x, t)[1] + deviation * noise

    x = np.broadcast_to(np.reshape(start, (-1, 1, 1)), (len(start), len(etas), runs))
    path = follow(gradient, x, steps, eta=lambda t: column * rate(t))
    last = islice(enumerate(path), steps - 999, None)
    return np.mean([objective(x, t)[0] for t, (x, _) in last], axis=0)


def root_by_cayley(s):
    """Return the inverse square root of a 2 by 2 matrix, by Cayley and Hamilton."""
    det = math.sqrt(np.linalg.det(s))
    return np.linalg.inv((s + det * np.eye(2)) / math.sqrt(np.trace(s) + 2 * det))


def full_matrix_run(hessian, x, steps):
    """Follow the full-matrix method on xᵀHx/2 without eigenvalues: the last value."""
    x, s = np.array(x), np.zeros((2, 2))
    for _ in range(steps):
        g = hessian @ x
        s = leak(s, np.outer(g, g), 0.9)
        x = x - 0.4 * root_by_cayley(s + 1e-6 * np.eye(2)) @ g
    return x @ hessian @ x / 2


def cycle_amplitude(eta, curvature, eps=1e-6):
    """Return √(η²/4 - ε/λ²), how far from the minimum the 2-cycle on λx²/2 is."""
    return math.sqrt(eta**2 / 4 - eps / curvature**2)


def rotation(angle):
    """Return the matrix of a rotation by an angle in radians."""
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])


def total(values):
    """Add numbers one after the other; from Python 3.12 on ``sum`` corrects the rounding."""
    return reduce(add, values)


def regression_run(w, batches, eta, gamma, eps=1e-6):
    """Train a linear model by RMSProp on plain numbers: its parameters after each minibatch.

    ``eta`` and ``gamma`` are functions of the step t = 1, 2, …
    """
    w, s, path = [float(v) for v in w], [0.0] * len(w), []
    for t, (rows, labels) in enumerate(batches, start=1):
        errors = [
            total(float(v) * c for v, c in zip(x, w, strict=True)) - float(y)
            for x, y in zip(rows, labels, strict=True)
        ]
        for i in range(len(w)):
            pairs = zip(rows, errors, strict=True)
            g = total(float(x[i]) * e for x, e in pairs) / len(labels)
            s[i] = leak(s[i], g * g, gamma(t))
            w[i] = w[i] - eta(t) / math.sqrt(s[i] + eps) * g
        path.append(list(w))
    return path


def normal_run(w, normal, eta, gamma, eps=1e-6):
    """Train a linear model from each minibatch's normal matrix, on plain numbers."""
    w, s = [float(v) for v in w], [0.0] * len(w)
    for t, (matrix, vector) in enumerate(zip(*normal, strict=True), start=1):
        rows = [[float(a) for a in row] for row in matrix]
        products = [[a * c for a, c in zip(row, w, strict=True)] for row in rows]
        slopes = [total(p) - float(b) for p, b in zip(products, vector, strict=True)]
        for i, g in enumerate(slopes):
            s[i] = leak(s[i], g * g, gamma(t))
            w[i] = w[i] - eta(t) / math.sqrt(s[i] + eps) * g
    return w


def mean_loss(inputs, w, labels):
    """Return the mean of (x·w - y)²/2."""
    return np.mean((inputs @ w - labels) ** 2) / 2


def decimal_convention(curvature, x, steps, *, eta, gamma, eps, **options):
    """Follow RMSProp with any options on λx²/2 with 50 digits: x before and after each step.

    The options are words for what is done otherwise than in the chapter: ``inside``,
    ``centred``, ``mu``, ``nesterov``, ``l2``, ``shrink``, ``clip``, ``then`` (clipped after
    weight decay), ``box`` (of the weights), ``s``, ``corrected``.
    """
    with localcontext(prec=DIGITS):
        eta, gamma, eps, x = (Decimal(str(v)) for v in (eta, gamma, eps, x))
        has = {
            k: Decimal(str(v)) for k, v in options.items() if not isinstance(v, bool)
        }
        s, mean, velocity, points = (
            has.get("s", Decimal(0)),
            Decimal(0),
            Decimal(0),
            [x],
        )
        for t in range(1, steps + 1):
            g, box = Decimal(str(curvature)) * x, has.get("clip", Decimal("Infinity"))
            late = options.get("then", False)
            g = (g if late else max(-box, min(box, g))) + has.get("l2", 0) * x
            g = max(-box, min(box, g)) if late else g
            s, mean = leak(s, g * g, gamma), leak(mean, g, gamma)
            weight = 1 - gamma**t if options.get("corrected") else Decimal(1)
            spread = s / weight
            if options.get("centred"):
                spread -= (mean / weight) ** 2
            inside = options.get("inside", True)
            root = (spread + eps).sqrt() if inside else spread.sqrt() + eps
            mu = has.get("mu", Decimal(0))
            velocity = mu * velocity + g / root
            ahead = g / root + mu * velocity if options.get("nesterov") else velocity
            x = x * (1 - eta * has.get("shrink", 0)) - eta * ahead
            size = has.get("box", Decimal("Infinity"))
            x = max(-size, min(size, x))
            points.append(x)
    return [float(point) for point in points]


def decimal_adam(curvature, x, steps, *, eta, betas, eps, decay=0):
    """Follow AdamW on λx²/2 with 50 digits: x before the first step and after each."""
    with localcontext(prec=DIGITS):
        eta, eps, decay, x = (Decimal(str(a)) for a in (eta, eps, decay, x))
        beta1, beta2 = (Decimal(str(beta)) for beta in betas)
        v, s, points = Decimal(0), Decimal(0), [x]
        for t in range(1, steps + 1):
            g = Decimal(str(curvature)) * x
            v, s = leak(v, g, beta1), leak(s, g * g, beta2)
            root = (s / (1 - beta2**t)).sqrt()
            x -= eta * (v / (1 - beta1**t) / (root + eps) + decay * x)
            points.append(x)
    return [float(point) for point in points]
