"""Draw the figure of README and cards: ``python docs/make_traces.py`` draws README's."""

from pathlib import Path

import rmsprop_tut as d2l


def draw(path: Path, size=None, **how) -> None:
    """Draw the paths of four optimizers over the same contours, as the book has them."""
    updates = {
        "gradient descent": d2l.gd_2d,
        "momentum": d2l.momentum_2d,
        "Adagrad": d2l.adagrad_2d,
        "RMSProp": d2l.rmsprop_2d,
    }
    traces = {
        name: [state[:2] for state in d2l.run_2d(update, 20)]
        for name, update in updates.items()
    }
    with d2l.plt.style.context("rmsprop_tut.book"):
        figure = d2l.show_traces_2d(d2l.f_2d, traces)[0].figure
        figure.set_size_inches(size or figure.get_size_inches())
        figure.savefig(path, metadata={"Date": None}, **how)


if __name__ == "__main__":
    draw(Path(__file__).with_name("_static") / "traces.svg")
