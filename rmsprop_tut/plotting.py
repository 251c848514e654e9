"""One function a kind of figure: each takes results and returns its Axes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

if TYPE_CHECKING:
    from .training import TrainingResult

__all__ = [
    "describe",
    "plot_curves",
    "plot_losses",
    "plot_memory",
    "plot_weights",
    "plt",
    "set_figsize",
    "show_trace_2d",
    "show_traces_2d",
]

Points = Sequence[tuple[float, float]]

BOX = (-5.5, 1.0, -3.0, 1.0)
MARKERS = "osD^vP"
SPOKEN = 8
LINES = ("-", "--", "-.", (0, (5, 1, 1, 1, 1, 1)), ":")


def set_figsize(figsize: tuple[float, float] = (3.5, 2.5)) -> None:
    """Set the size of the figures that follow.

    Parameters
    ----------
    figsize : tuple of float
        Width and height in inches, each above 0.

    Raises
    ------
    ValueError
        If ``figsize`` is not two positive numbers.

    Examples
    --------
    >>> set_figsize((6, 4))
    >>> plt.rcParams["figure.figsize"]
    [6.0, 4.0]
    """
    sides = tuple(figsize)
    if len(sides) != 2 or not all(np.isfinite(side) and side > 0 for side in sides):
        raise ValueError(
            f"figsize must be two numbers above 0, in inches, not {figsize!r}"
        )
    plt.rcParams["figure.figsize"] = sides


def _box(paths: Iterable[Points]) -> tuple[float, float, float, float]:
    """Return the chapter's box, widened to hold every finite point of the paths."""
    points = np.concatenate([np.asarray(path, dtype=float) for path in paths])
    points = points[np.isfinite(points).all(axis=1)]
    (left, bottom), (right, top) = points.min(axis=0) - 0.5, points.max(axis=0) + 0.5
    return min(left, BOX[0]), max(right, BOX[1]), min(bottom, BOX[2]), max(top, BOX[3])


def _draw_trace(ax: Axes, f: Callable, results: Points, box: tuple) -> None:
    left, right, bottom, top = box
    x1, x2 = np.meshgrid(np.linspace(left, right, 131), np.linspace(bottom, top, 81))
    values = f(x1, x2)
    levels = np.unique(np.quantile(values, [0.02, 0.08, 0.18, 0.32, 0.5, 0.68, 0.86]))
    ax.contour(x1, x2, values, levels=levels, colors="0.65", linewidths=0.8)
    ax.plot(*zip(*results, strict=True), "-o", color="#D55E00", markersize=4)
    ax.plot(0, 0, "*", color="#0072B2", markersize=11)
    ax.set(xlabel="x1", ylabel="x2", xlim=(left, right), ylim=(bottom, top))
    ax.grid(visible=False)


def show_trace_2d(f: Callable, results: Points) -> Axes:
    """Draw the path of a 2-D optimization over the contours of its objective.

    Parameters
    ----------
    f : callable
        ``f(x1, x2)``, taking arrays.
    results : sequence of tuple
        The points, as :func:`train_2d` returns them.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure. Its box is the chapter's, widened
        where the path leaves it; the star is the origin.

    Examples
    --------
    >>> ax = show_trace_2d(f_2d, [(-5, -2), (-3.7, -0.7), (-2.9, -0.3)])
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('x1', 'x2')
    """
    _, ax = plt.subplots()
    _draw_trace(ax, f, results, _box([results]))
    start, end = results[0], results[-1]
    ax.set_title(
        f"{len(results) - 1} steps from ({start[0]:g}, {start[1]:g}) "
        f"to ({end[0]:.2g}, {end[1]:.2g})"
    )
    return ax


def show_traces_2d(f: Callable, traces: Mapping[str, Points]) -> np.ndarray:
    """Draw several paths side by side over the same contours.

    Parameters
    ----------
    f : callable
        ``f(x1, x2)``, taking arrays.
    traces : mapping of str to sequence of tuple
        The points of each path, by name.

    Returns
    -------
    numpy.ndarray of matplotlib.axes.Axes
        One a path, two in a row, with shared axes.

    Examples
    --------
    >>> path = [(-5, -2), (-4.6, 1.2)]
    >>> axes = show_traces_2d(f_2d, {"gradient descent": path, "again": path})
    >>> [ax.get_title() for ax in axes]
    ['gradient descent: f = 5.00', 'again: f = 5.00']
    """
    rows, box = -(-len(traces) // 2), _box(traces.values())
    _, grid = plt.subplots(rows, 2, sharex=True, sharey=True, squeeze=False)
    axes = grid.ravel()[: len(traces)]
    for spare in grid.ravel()[len(traces) :]:
        spare.remove()
    for ax, (name, results) in zip(axes, traces.items(), strict=True):
        _draw_trace(ax, f, results, box)
        ax.set_title(f"{name}: f = {_short(f(*results[-1]))}")
        ax.label_outer()
    return axes


def _short(value: float) -> str:
    """Write a number with three digits, as a power of ten where it is small."""
    return f"{value:.2f}" if value >= 0.01 else f"{value:.1e}"


def plot_weights(gammas: Sequence[float], weights: Sequence[npt.ArrayLike]) -> Axes:
    """Draw the weights of leaky averages against the lag.

    Parameters
    ----------
    gammas : sequence of float
        The decay factors, for the legend.
    weights : sequence of array_like
        The weights of each, as :func:`leaky_weights` gives them.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure.

    Examples
    --------
    >>> ax = plot_weights([0.9, 0.5], [leaky_weights(0.9, 40), leaky_weights(0.5, 40)])
    >>> [line.get_label() for line in ax.lines]
    ['γ = 0.9', 'γ = 0.5']
    """
    _, ax = plt.subplots()
    for i, (gamma, w) in enumerate(zip(gammas, weights, strict=True)):
        ax.plot(
            np.asarray(w),
            label=f"γ = {gamma:g}",
            marker=MARKERS[i % 6],
            markevery=5,
            markersize=4,
        )
    ax.set(
        xlabel="lag (steps back)", ylabel="weight of the observation", ylim=(0, None)
    )
    ax.set_title("The larger γ, the flatter and longer the memory")
    ax.legend()
    return ax


def plot_losses(
    results: Mapping[str, "TrainingResult"], *, optimum: float | None = None
) -> Axes:
    """Draw the loss curves of trainings, by epoch.

    Parameters
    ----------
    results : mapping of str to TrainingResult
        The trainings by name; the name "" has no entry in the legend.
    optimum : float, optional
        A loss to mark with a dashed line.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure.

    Examples
    --------
    >>> result = TrainingResult((0.1, 0.2), (1.0, 2.0), (0.3, 0.25), np.zeros(5), 0.0)
    >>> plot_losses({"from scratch": result}).get_title()
    'Loss 0.250 after 2 epochs'
    """
    _, ax = plt.subplots()
    for i, (name, result) in enumerate(results.items()):
        ax.plot(
            result.epochs,
            result.losses,
            marker=MARKERS[i % 6],
            markersize=4,
            label=name,
        )
    if optimum is not None:
        ax.axhline(
            optimum,
            color="0.4",
            linestyle="--",
            linewidth=1,
            label=f"optimum {optimum:.4f}",
        )
    ax.set(xlabel="epoch (passes over the data)", ylabel="mean of (ŷ - y)²/2")
    last = list(results.values())[-1]
    ax.set_title(f"Loss {last.losses[-1]:.3f} after {last.epochs[-1]:g} epochs")
    if any(results) or optimum is not None:
        ax.legend()
    return ax


def plot_memory(
    gamma: float, weights: npt.ArrayLike, half_life: float, memory: float
) -> Axes:
    """Draw the weights of one leaky average, with its half-life and memory marked.

    Parameters
    ----------
    gamma : float
        The decay factor, for the title.
    weights : array_like
        The weights by lag, as :func:`leaky_weights` gives them.
    half_life, memory : float
        Where the marks stand, in steps.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure.

    Examples
    --------
    >>> ax = plot_memory(0.5, leaky_weights(0.5, 8), half_life(0.5), memory(0.5))
    >>> [text.get_text() for text in ax.texts]
    ['half-life 1.00', 'memory 2.00']
    """
    _, ax = plt.subplots()
    w = np.asarray(weights)
    lags = np.arange(w.size)
    colors = ["#D55E00" if lag < half_life else "#0072B2" for lag in lags]
    ax.vlines(lags, 0, w, colors=colors, linewidth=2.5)
    for name, at, top in (("half-life", half_life, 1.0), ("memory", memory, 0.9)):
        ax.vlines(at, 0, top * w.max(), colors="0.2", linewidth=1.2)
        ax.annotate(
            f"{name} {at:.2f}", (at, top * w.max()), (4, -8), textcoords="offset points"
        )
    ax.set(
        xlabel="lag (steps back)", ylabel="weight of the observation", ylim=(0, None)
    )
    ax.set_title(f"γ = {gamma:g}: a weight halves every {half_life:.2f} steps")
    return ax


def describe(figure: Figure) -> str:
    """Say what a figure shows, with its numbers, for those who do not see it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure whose axes have titles and labels.

    Returns
    -------
    str
        A sentence an axes: its title, its labels, and where each line begins and ends.

    Notes
    -----
    The gallery sets it as the alternative text of its images.

    Examples
    --------
    >>> describe(show_trace_2d(f_2d, [(-5, -2), (-1, 0.25)]).figure)
    '1 steps from (-5, -2) to (-1, 0.25): x2 against x1; a line from (-5, -2) to (-1, 0.25).'
    """
    return " ".join(
        _describe_axes(ax) for ax in figure.axes if ax.get_label() != "<colorbar>"
    )


def _describe_axes(ax: Axes) -> str:
    """Say in one sentence what an axes shows."""
    title = ax.get_title() or ax.get_title("left") or "Figure"
    labels = " against ".join(filter(None, [ax.get_ylabel(), ax.get_xlabel()]))
    lines = [line for line in ax.lines if np.size(line.get_xydata()) > 2]
    ends = [_describe_line(line) for line in lines[:SPOKEN]]
    more = [f"{len(lines) - SPOKEN} more lines"] if len(lines) > SPOKEN else []
    return f"{title}: {'; '.join(filter(None, [labels, *ends, *more]))}."


def _describe_line(line: Line2D) -> str:
    """Say where a line begins and ends."""
    label = str(line.get_label())
    name = "a line" if not label or label.startswith("_") else label
    (x0, y0), (x1, y1) = np.asarray(line.get_xydata())[[0, -1]]
    return f"{name} from ({x0:.3g}, {y0:.3g}) to ({x1:.3g}, {y1:.3g})"


def plot_curves(
    x: npt.ArrayLike, curves: Mapping[str, npt.ArrayLike], **labels: str
) -> Axes:
    """Draw curves over a common axis, each with its own colour, marker and line.

    Parameters
    ----------
    x : array_like, shape (n,)
        Where the curves are known.
    curves : mapping of str to array_like, shape (n,)
        The values of each curve, by the name that the legend gives it.
    **labels
        ``xlabel``, ``ylabel``, ``title`` and other properties of the axes, such as
        ``yscale``.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure.

    Examples
    --------
    >>> ax = plot_curves([1, 2], {"falls": [3, 1]}, xlabel="step", ylabel="loss")
    >>> ax.get_xlabel(), [line.get_label() for line in ax.lines]
    ('step', ['falls'])
    """
    _, ax = plt.subplots()
    x = np.asarray(x)
    for i, (name, values) in enumerate(curves.items()):
        marks = slice(i * len(x) // 50, None, max(1, len(x) // 9))
        ax.plot(
            x,
            np.asarray(values),
            linestyle=LINES[i % 5],
            marker=MARKERS[i % 6],
            markevery=marks,
            markersize=5,
            label=name,
        )
    ax.set(**labels)
    if len(curves) > 1:
        ax.legend()
    return ax
