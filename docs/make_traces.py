"""Draw the figure of README and cards: ``python docs/make_traces.py`` draws README's."""

from pathlib import Path

import numpy as np

import rmsprop_tut as d2l

UPDATES = {
    "gradient descent": d2l.gd_2d,
    "momentum": d2l.momentum_2d,
    "Adagrad": d2l.adagrad_2d,
    "RMSProp": d2l.rmsprop_2d,
}
ETAS = np.geomspace(0.01, 30, 200)


def draw(path: Path, size=(7.5, 3.6), **how) -> None:
    """Draw the loss of four optimizers, against the step and against the learning rate."""
    with d2l.plt.style.context("rmsprop_tut.book"):
        figure, (left, right) = d2l.plt.subplots(1, 2, figsize=size)
        for (name, update), line in zip(
            UPDATES.items(), ("-", "--", "-.", ":"), strict=True
        ):
            losses = [d2l.f_2d(x1, x2) for x1, x2, *_ in d2l.run_2d(update, 200)]
            left.semilogy(losses, line, label=name)
            right.loglog(ETAS, d2l.losses_by_rate(update, ETAS), line)
        left.set(xlabel="step, at η = 0.4", ylabel="loss", ylim=(1e-16, 100))
        left.set_title("First at step 20, last at step 200")
        right.set(xlabel="learning rate η, after 20 steps", ylim=(1e-30, 1e4))
        right.set_title("Who is first depends on η")
        figure.legend(loc="outside lower center", ncols=4)
        figure.savefig(path, metadata={"Date": None}, **how)


if __name__ == "__main__":
    draw(Path(__file__).with_name("_static") / "traces.svg")
