"""One function a kind of figure: each takes results and returns its Axes."""

import itertools
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import offset_copy

from ._arrays import DEEPEST, doubles, flat, floats, reals, scalar, wholes
from ._checks import (
    COUNT,
    FINITE,
    FRACTION,
    NON_NEGATIVE,
    POSITIVE,
    Range,
    an,
    checked,
    function_of,
    is_many,
    named,
    optional,
    several,
    shown,
)
from ._types import Array
from .results import ClassifierResult, LossGrid, Sweep, TrainingResult

__all__ = [
    "legend_below",
    "plot",
    "plot_accuracies",
    "plot_curves",
    "plot_heatmap",
    "plot_loss_grid",
    "plot_losses",
    "plot_memory",
    "plot_sweeps",
    "plot_weights",
    "plt",
    "set_figsize",
    "show_predictions",
    "show_trace_2d",
    "show_traces_2d",
    "use_svg_display",
]

P = ParamSpec("P")
R = TypeVar("R")
Points: TypeAlias = Sequence[tuple[float, float]]
Objective: TypeAlias = Callable[[Any, Any], Any]  # of numbers, or of arrays
Box: TypeAlias = tuple[float, float, float, float]
AxesArray: TypeAlias = npt.NDArray[np.object_]  # of Axes

INCHES = Range("above 0 and at most 600 inches", lambda v: (v > 0) & (v <= 600))
QUANTILES = (0.02, 0.08, 0.18, 0.32, 0.5, 0.68, 0.86)
BOX = (-5.5, 1.0, -3.0, 1.0)
SYMBOLS = {"gamma1": "γ", "momentum": "β", "beta1": "β₁", "beta2": "β₂"}
MARKERS = "osD^vP"
POINTS = 50  # of a line, up to which each is marked
CLASSES = flat(wholes(2**31 - 1, "n"))
LINES = ("-", "--", "-.", (0, (5, 1, 1, 1, 1, 1)), ":")


@checked(figsize=floats(2, each=INCHES))
def set_figsize(figsize: tuple[float, float] = (3.5, 2.5)) -> None:
    """Set the size of the figures that follow.

    Parameters
    ----------
    figsize : tuple of float
        Width and height in inches, above 0 and at most 600.

    Examples
    --------
    >>> set_figsize((6, 4))
    >>> plt.rcParams["figure.figsize"]
    [6.0, 4.0]
    """
    plt.rcParams["figure.figsize"] = tuple(figsize)


def use_svg_display() -> None:
    """Show figures as SVG in a notebook; anywhere else this does nothing.

    Examples
    --------
    >>> use_svg_display()
    """
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        shell.run_line_magic("config", "InlineBackend.figure_formats = ['svg']")


def warn_not_drawn(
    name: str, finite: npt.NDArray[np.bool_], places: Iterable[str]
) -> None:
    """Say of a line how many of its points are not finite, and where the first of them is."""
    if finite.all():
        return
    first = next(itertools.compress(places, ~finite))
    warnings.warn(
        f"{name} is not finite at {np.sum(~finite)} of {len(finite)} points, first at {first}: "
        "they are not drawn",
        stacklevel=3,
    )


def drawn_whole(function: Callable[P, R]) -> Callable[P, R]:
    """Close the figures that a function has begun when it refuses its arguments.

    Matplotlib's arithmetic on numbers near the largest is not spoken of.
    """

    @wraps(function)
    def drawing(*args: P.args, **kwargs: P.kwargs) -> R:
        before = plt.get_fignums()
        try:
            with np.errstate(all="ignore"):
                return function(*args, **kwargs)
        except BaseException:
            for number in set(plt.get_fignums()).difference(before):
                plt.close(number)
            raise

    return drawing


def set_labels(ax: Axes, **labels: Any) -> None:
    """Set properties of the axes that a reader names, or refuse them."""
    try:
        ax.set(**labels)
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(
            f"labels must be properties of Matplotlib's axes, as not all of {', '.join(labels)} "
            f"are: {error}"
        ) from error


def close_but_last(kept: int, label: str) -> None:
    """Close the oldest of the open figures with a label, so that they do not pile up."""
    figures = zip(plt.get_fignums(), plt.get_figlabels(), strict=True)
    for number in [number for number, own in figures if own == label][:-kept]:
        plt.close(number)


@checked(ax=an(Axes))
def legend_below(ax: Axes) -> None:
    """Name the lines of a figure below it, where no line is hidden; the figure grows.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The only axes of its figure, but for a colour bar, with its labels and title. A
        legend that it has is replaced.

    Examples
    --------
    >>> ax = plot_curves([1, 2], {"falls": [3, 1]}, xlabel="step")
    >>> legend_below(ax)
    >>> [text.get_text() for text in ax.get_legend().get_texts()]
    ['falls']
    """
    names, before = ax.get_legend_handles_labels()[1], ax.get_legend()
    named = [text.get_text() for text in before.get_texts()] if before else []
    font, figure = plt.rcParams["font.size"], cast(Figure, ax.figure)
    ax.legend(
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=offset_copy(ax.transAxes, figure, y=-3.9 * font, units="points"),
        ncols=_columns(names),
        borderpad=0,
        borderaxespad=0,
    )
    rows = -(-len(names) // _columns(names)) - -(-len(named) // _columns(named))
    width, height = figure.get_size_inches()
    figure.set_size_inches(width, height + 1.6 * font / 72 * rows)


def _columns(names: Sequence[str]) -> int:
    """Return in how many columns a legend has room for the names."""
    return 2 if max(map(len, names), default=0) < 24 else 1


def _write_plainly(*axes: Axis) -> None:
    """Write the powers of ten of a logarithmic axis as Python does, in letters of one size."""
    for axis in axes:
        if axis.get_scale() == "log":
            axis.set_major_formatter("{x:g}")


def _names(name: str, values: object) -> tuple[str, ...] | None:
    """Return names in their order, of which there may be none, or refuse them."""
    taken = several("name", an(str))
    return (
        None if isinstance(values, list | tuple) and not values else taken(name, values)
    )


def _box(paths: Iterable[Points]) -> Box:
    """Return the chapter's box, widened to hold every finite point of the paths."""
    points = np.concatenate(list(paths))
    points = points[np.isfinite(points).all(axis=1)]
    (left, bottom), (right, top) = points.min(axis=0) - 0.5, points.max(axis=0) + 0.5
    return min(left, BOX[0]), max(right, BOX[1]), min(bottom, BOX[2]), max(top, BOX[3])


def _points(name: str, path: object) -> Array:
    """Return a path as rows, or refuse it."""
    points = doubles(name, _plain(path))
    pairs = points.ndim == 2 and points.shape[1] == 2 and len(points)
    if not pairs or not np.isfinite(points[0]).all():
        raise ValueError(
            f"{name} must be pairs (x1, x2), the first of them finite, not {shown(path)}"
        )
    finite = np.isfinite(points).all(axis=1)
    warn_not_drawn(name, finite, (f"step {t}" for t in itertools.count()))
    return points


def _plain(value: Any, depth: int = 0) -> Any:
    """Return what a sequence holds with each array of one number as that number."""
    if isinstance(value, list | tuple) and depth <= DEEPEST:
        return [_plain(part, depth + 1) for part in value]
    if getattr(value, "size", 0) != 1 or value is np.ma.masked:
        return value
    return value.item() if hasattr(value, "item") else value.asscalar()


def _values(f: Objective, x1: Array, x2: Array) -> Array:
    """Return an objective at each point of a grid, or say that it does not take arrays."""
    try:
        with np.errstate(all="ignore"):  # the grid is ours, and may leave f's domain
            given = f(x1, x2)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"f must take arrays as NumPy's functions do, which it does not ({error}): "
            "np.vectorize(f) makes such a function of one of numbers"
        ) from error
    values = doubles("f(x1, x2)", given)
    if values.ndim:
        _check_shape("f(x1, x2)", values, x1.shape)
    return np.broadcast_to(values, x1.shape)


def _draw_contours(ax: Axes, f: Objective, box: Box) -> None:
    """Draw the contours of what is finite, or warn that there are none."""
    left, right, bottom, top = box
    x1, x2 = np.meshgrid(np.linspace(left, right, 131), np.linspace(bottom, top, 81))
    values = _values(f, x1, x2)
    finite = values[np.isfinite(values)]
    if finite.size and finite.min() < finite.max():
        levels = np.unique(np.quantile(finite, QUANTILES))
        lines = ax.contour(x1, x2, values, levels, colors="0.65", linewidths=0.8)
        if any(len(segment) for level in lines.allsegs for segment in level):
            return
    warnings.warn(
        f"no contour is drawn: on these axes f has {len(np.unique(finite))} different "
        f"finite values, at {finite.size} of {values.size} points",
        stacklevel=2,
    )


def _draw_trace(ax: Axes, f: Objective, results: Points, box: Box) -> None:
    left, right, bottom, top = box
    _draw_contours(ax, f, box)
    ax.plot(*zip(*results, strict=True), "-o", color="#D55E00", markersize=4)
    ax.plot(0, 0, "*", color="#0072B2", markersize=11)
    ax.set(xlabel="x1", ylabel="x2", xlim=(left, right), ylim=(bottom, top))
    ax.grid(visible=False)


@checked(f=function_of("x1, x2"), results=_points)
@drawn_whole
def show_trace_2d(f: Objective, results: Points) -> Axes:
    """Draw the path of a 2-D optimization over the contours of its objective.

    Parameters
    ----------
    f : callable
        ``f(x1, x2)``, taking arrays. Where it is not finite there are no contours.
    results : sequence of tuple
        The points, as :func:`train_2d` returns them; the first of them finite.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure. Its box is the chapter's, widened
        where the path leaves it; the star is the origin.

    Raises
    ------
    TypeError
        If ``f`` does not take arrays.
    ValueError
        If ``results`` is not a sequence of pairs that begins with a finite one.

    Warns
    -----
    UserWarning
        If no contour is drawn, because ``f`` is constant or not finite on the axes; or if
        points are not, with the number of the first step that is not finite.

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
        f"{len(results) - 1} steps from ({start[0]:zg}, {start[1]:zg}) "
        f"to ({end[0]:z.2g}, {end[1]:z.2g})"
    )
    return ax


@checked(f=function_of("x1, x2"), traces=named("path", _points))
@drawn_whole
def show_traces_2d(f: Objective, traces: Mapping[str, Points]) -> AxesArray:
    r"""Draw several paths side by side over the same contours.

    Parameters
    ----------
    f : callable
        ``f(x1, x2)``, as for :func:`show_trace_2d`.
    traces : mapping of str to sequence of tuple
        The points of each path, by name.

    Returns
    -------
    numpy.ndarray of matplotlib.axes.Axes
        One a path, two in a row, with shared axes. The figure is as wide as
        :func:`set_figsize` says, and as high as its rows need.

    Warns
    -----
    UserWarning
        As :func:`show_trace_2d` does.

    Examples
    --------
    >>> path = [(-5, -2), (-4.6, 1.2)]
    >>> axes = show_traces_2d(f_2d, {"gradient descent": path, "again": path})
    >>> [ax.get_title() for ax in axes]
    ['gradient descent:\nf = 5.00', 'again:\nf = 5.00']
    """
    rows, box = -(-len(traces) // 2), _box(traces.values())
    width, _ = plt.rcParams["figure.figsize"]
    size = (width, width * (0.41 * rows + 0.06))
    _, grid = plt.subplots(
        rows, 2, sharex=True, sharey=True, squeeze=False, figsize=size
    )
    axes = grid.ravel()[: len(traces)]
    for spare in grid.ravel()[len(traces) :]:
        spare.remove()
    for ax, (name, results) in zip(axes, traces.items(), strict=True):
        _draw_trace(ax, f, results, box)
        with np.errstate(all="ignore"):
            last = scalar("f at the last point", f(*results[-1]))
        ax.set_title(f"{name}:\nf = {_short(last)}")
        ax.label_outer()
    for lowest in axes[-2:]:
        lowest.tick_params(labelbottom=True)
        lowest.set_xlabel("x1")
    return axes


def _short(value: float) -> str:
    """Write a number with three digits, as a power of ten where it is small."""
    return f"{value:.2f}" if abs(value) >= 0.01 else f"{value:.1e}"


@checked(gammas=floats("k"), weights=several("array", floats("n")))
@drawn_whole
def plot_weights(gammas: Sequence[float], weights: Sequence[npt.ArrayLike]) -> Axes:
    """Draw the weights of leaky averages against the lag.

    Parameters
    ----------
    gammas : array_like, shape (k,)
        The decay factors, for the legend.
    weights : sequence of array_like
        The weights of each, as :func:`leaky_weights` gives them.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure.

    Raises
    ------
    ValueError
        If there are not as many weights as decay factors.

    Examples
    --------
    >>> ax = plot_weights([0.9, 0.5], [leaky_weights(0.9, 40), leaky_weights(0.5, 40)])
    >>> [line.get_label() for line in ax.lines]
    ['γ = 0.9', 'γ = 0.5']
    """
    if len(gammas) != len(weights):
        raise ValueError(
            f"weights must be one array a gamma, {len(gammas)}, not {len(weights)}"
        )
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
    legend_below(ax)
    return ax


def _marked(title: str, results: Iterable[Any]) -> str:
    """Return a figure's title, with a line that says what in it is recorded."""
    marks = {f"({result.recorded})" for result in results if result.recorded}
    return "\n".join([title, *sorted(marks)])


def _training(name: str, value: object) -> None:
    """Refuse what is no training's result; warn of losses that are not finite."""
    an(TrainingResult)(name, value)
    result = cast(TrainingResult, value)
    epochs = map("epoch {:g}".format, result.epochs)
    warn_not_drawn(f"the loss of {name}", np.isfinite(result.losses), epochs)


@checked(results=named("training", _training), optimum=optional(FINITE))
@drawn_whole
def plot_losses(
    results: Mapping[str, TrainingResult], *, optimum: float | None = None
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

    Warns
    -----
    UserWarning
        If a loss is not finite, with the first epoch in which it is not.

    Examples
    --------
    >>> from rmsprop_tut.results import TrainingResult
    >>> result = TrainingResult((0.1, 0.2), (1.0, 2.0), (0.3, 0.25), np.zeros(5), 0.0)
    >>> plot_losses({"from scratch": result}).get_title()
    'Loss 0.250 after 2 epochs'
    """
    _, ax = plt.subplots()
    for i, (name, result) in enumerate(results.items()):
        ax.plot(
            result.epochs,
            result.losses,
            linestyle=LINES[i % 5],
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
    title = f"Loss {last.losses[-1]:.3f} after {last.epochs[-1]:g} epochs"
    ax.set_title(_marked(title, results.values()))
    if any(results) or optimum is not None:
        legend_below(ax)
    return ax


def _check_shape(name: str, values: npt.ArrayLike, shape: tuple[int, ...]) -> None:
    """Refuse values of another shape than the axes that they are drawn over."""
    if np.shape(values) != shape:
        raise ValueError(f"{name} must have the shape {shape}, not {np.shape(values)}")


@checked(x=floats("n"), curves=named("curve", floats("n", each=None)))
@drawn_whole
def plot_curves(
    x: npt.ArrayLike, curves: Mapping[str, npt.ArrayLike], **labels: str
) -> Axes:
    """Draw curves over a common axis, each with its own colour, marker and line.

    Parameters
    ----------
    x : array_like, shape (n,)
        Where the curves are known.
    curves : mapping of str to array_like, shape (n,)
        The values of each curve, by the name that the legend gives it. What is not
        finite is left out, and said.
    **labels
        ``xlabel``, ``ylabel``, ``title`` and other properties of the axes, such as
        ``yscale``.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure.

    Warns
    -----
    UserWarning
        If a curve has numbers that are not finite, with the first place where it has one.

    Examples
    --------
    >>> ax = plot_curves([1, 2], {"falls": [3, 1]}, xlabel="step", ylabel="loss")
    >>> ax.get_xlabel(), [line.get_label() for line in ax.lines]
    ('step', ['falls'])
    """
    x = np.asarray(x)
    for name, values in curves.items():
        _check_shape(f"curves[{name!r}]", values, x.shape)
        warn_not_drawn(
            f"curves[{name!r}]", np.isfinite(values), map("x = {:g}".format, x)
        )
    _, ax = plt.subplots()
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
    set_labels(ax, **labels)
    _write_plainly(ax.xaxis, ax.yaxis)
    if len(curves) > 1:
        legend_below(ax)
    return ax


@checked(
    legend=_names,
    figsize=optional(floats(2, each=INCHES)),
    axes=optional(an(Axes)),
    fmts=several("format", an(str)),
)
@drawn_whole
def plot(
    X: Any,
    Y: Any = None,
    xlabel: str = "",
    ylabel: str = "",
    legend: Sequence[str] = (),
    xlim: Any = None,
    ylim: Any = None,
    xscale: str = "linear",
    yscale: str = "linear",
    fmts: Sequence[str] = ("-", "m--", "g-.", "r:"),
    figsize: tuple[float, float] | None = None,
    axes: Axes | None = None,
) -> Axes:
    """Draw curves as the book's helper of this name does, whose cells call it so.

    Parameters
    ----------
    X : array_like, or sequence of them
        Where the curves are known: one for all, or one a curve. Alone it is the values.
    Y : array_like, or sequence of them, optional
        The values of one curve, or of each.
    xlabel, ylabel : str
        What the axes show.
    legend : sequence of str
        The curves' names.
    xlim, ylim : tuple of float, optional
        Ends of the axes.
    xscale, yscale : str
        Their scales, such as ``"log"``.
    fmts : sequence of str
        Matplotlib's format of each curve in turn; there are four to begin with.
    figsize : tuple of float, optional
        Width and height in inches, of this figure alone; by default those of
        :func:`set_figsize`.
    axes : matplotlib.axes.Axes, optional
        Where to draw, over what was there; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on.

    Warns
    -----
    UserWarning
        As :func:`plot_curves` does.

    See Also
    --------
    plot_curves : curves by their names, each with its own marker.

    Examples
    --------
    >>> ax = plot([1, 2, 3], [[1, 4, 9], [1, 2, 3]], "x", "f(x)", legend=["x²", "x"])
    >>> ax.get_xlabel(), len(ax.lines)
    ('x', 2)
    """
    values = _curves("X", X) if Y is None else _curves("Y", Y)
    places = [np.arange(len(v)) for v in values] if Y is None else _curves("X", X)
    if len(places) == 1:
        places = places * len(values)
    shapes = [v.shape for v in values], [p.shape for p in places]
    if shapes[0] != shapes[1]:
        raise ValueError(f"Y must have the shapes of X, {shapes[1]}, not {shapes[0]}")
    for i, (x, y) in enumerate(zip(places, values, strict=True)):
        finite = np.isfinite(x) & np.isfinite(y)
        warn_not_drawn(f"curve {i} of X and Y", finite, map("x = {:g}".format, x))
    ax = plt.subplots(figsize=figsize)[1] if axes is None else axes
    ax.clear()
    for x, y, fmt in zip(places, values, itertools.cycle(fmts), strict=False):
        try:
            ax.plot(x, y, fmt)
        except ValueError as error:
            raise ValueError(
                f"fmts must be formats of Matplotlib's: {error}"
            ) from error
    set_labels(ax, xlabel=xlabel, ylabel=ylabel, xscale=xscale, yscale=yscale)
    set_labels(ax, xlim=xlim, ylim=ylim)
    if legend:
        ax.legend(legend)
    return ax


def _curves(name: str, values: Any) -> list[Array]:
    """Return one curve or several, of any library's numbers and arrays, as NumPy's."""
    try:
        rows = [_plain(row) for row in values]
    except TypeError as error:
        raise TypeError(
            f"{name} must be one curve or several, not {shown(values)}"
        ) from error
    curves = rows if rows and is_many(rows[0]) else [rows]
    return [floats("n", each=None)(name, curve) for curve in curves]


def _runs(name: str, value: object) -> tuple[Any, ...]:
    """Return trainings of one length, or refuse them."""
    runs: tuple[Any, ...] = several("training", an(ClassifierResult))(name, value)
    lengths = [len(run.test_accuracies) for run in runs]
    if len(set(lengths)) > 1:
        raise ValueError(f"{name} must be trainings of as many epochs, not {lengths}")
    return runs


@checked(results=named("sequence of trainings", _runs))
@drawn_whole
def plot_accuracies(results: Mapping[str, Sequence[ClassifierResult]]) -> Axes:
    """Draw test and training accuracy by epoch, as a mean over seeds with its range.

    Parameters
    ----------
    results : mapping of str to sequence of ClassifierResult
        The trainings of each method, one a seed, with the same number of epochs.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure. Solid with markers: test accuracy, in a
        band from the lowest seed to the highest. Dashed, hollow markers: training accuracy.

    Examples
    --------
    >>> from rmsprop_tut.results import ClassifierResult
    >>> result = ClassifierResult((0.9, 0.7), (0.7, 0.9), (0.6, 0.8), np.zeros(4), 1.0)
    >>> plot_accuracies({"RMSProp": [result]}).get_title()
    'Accuracy on the test images, after 2 epochs as named'
    """
    _, ax = plt.subplots()
    for i, (name, runs) in enumerate(results.items()):
        test = 100 * np.array([run.test_accuracies for run in runs])
        train = 100 * np.array([run.train_accuracies for run in runs])
        epochs = np.arange(1, test.shape[1] + 1)
        style: dict[str, Any] = {"marker": MARKERS[i % 6], "color": f"C{i % 6}"}
        label = f"{name}: {test[:, -1].mean():.1f} %"
        ax.plot(epochs, test.mean(axis=0), **style, markersize=4, label=label)
        low, high = test.min(axis=0), test.max(axis=0)
        band: dict[str, Any] = {"color": f"C{i % 6}", "alpha": 0.2, "linewidth": 0}
        ax.fill_between(epochs, low, high, **band, label=f"_{label}")
        style |= {"linestyle": "--", "linewidth": 1, "markerfacecolor": "none"}
        style |= {"label": f"_{name}, training images"}
        ax.plot(epochs, train.mean(axis=0), **style, markersize=4)
    ax.plot([], [], "--", color="0.4", linewidth=1, label="on the training images")
    ax.set(xlabel="epoch (passes over the training images)", ylabel="accuracy (%)")
    title = f"Accuracy on the test images, after {len(epochs)} epochs as named"
    ax.set_title(_marked(title, itertools.chain.from_iterable(results.values())))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    legend_below(ax)
    return ax


@checked(sweeps=named("sweep", an(Sweep)))
@drawn_whole
def plot_sweeps(sweeps: Mapping[str, Sweep]) -> Axes:
    """Draw the accuracy that each learning rate reached, and mark the best.

    Parameters
    ----------
    sweeps : mapping of str to Sweep
        The sweeps by name.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure. Lines are means over seeds, at each rate of
        the best that was tried with it; the ring is what was chosen.

    Examples
    --------
    >>> from rmsprop_tut.results import Sweep
    >>> sweep = Sweep((0.01, 0.1, 1.0), np.array([[0.7], [0.8], [0.1]]))
    >>> plot_sweeps({"SGD": sweep}).get_xscale()
    'log'
    """
    _, ax = plt.subplots()
    for i, (name, sweep) in enumerate(sweeps.items()):
        rates = list(sweep.by_rate)
        accuracy = [100 * mean for mean in sweep.by_rate.values()]
        style = {"marker": MARKERS[i % 6], "markersize": 4, "color": f"C{i % 6}"}
        also = (f", {SYMBOLS.get(k, k)} = {v:g}" for k, v in sweep.chosen.items())
        label = f"{name}: η = {sweep.best:.2g}{''.join(also)}"
        ax.semilogx(rates, accuracy, label=label, **style)
        ax.plot(sweep.best, max(accuracy), "o", ms=12, mfc="none", mec=f"C{i % 6}")
    ax.set(xlabel="learning rate η", ylabel="accuracy on held-out images (%)")
    title = "Each has its own best learning rate (ringed)"
    ax.set_title(_marked(title, sweeps.values()))
    _write_plainly(ax.xaxis)
    legend_below(ax)
    return ax


@checked(
    images=reals("n", "height", "width"),
    labels=CLASSES,
    predictions=CLASSES,
    classes=several("name", an(str)),
    columns=COUNT,
    title=an(str),
)
@drawn_whole
def show_predictions(
    images: npt.NDArray[Any],
    labels: Sequence[int],
    predictions: Sequence[int],
    classes: Sequence[str],
    *,
    columns: int = 4,
    title: str = "",
) -> AxesArray:
    r"""Draw images with the class that was predicted, and the true one where it differs.

    Parameters
    ----------
    images : numpy.ndarray, shape (n, height, width)
        Grey images, 0 for the background to 255 for the strongest ink.
    labels, predictions : sequence of int, length n
        The true class of each image, and the predicted one.
    classes : sequence of str
        The names of the classes.
    columns : int
        Images in a row, at least 1.
    title : str
        What stands above them all; a result's ``recorded`` belongs here.

    Returns
    -------
    numpy.ndarray of matplotlib.axes.Axes
        One an image. A wrong prediction is marked with ✗ and names both classes.

    Examples
    --------
    >>> axes = show_predictions(np.zeros((2, 8, 8)), [0, 1], [0, 0], ["Coat", "Bag"])
    >>> [ax.get_title() for ax in axes]
    ['Coat', '✗ Coat\nis Bag']
    """
    for name, given in {"labels": labels, "predictions": predictions}.items():
        _check_shape(name, given, (len(images),))
        if not all(0 <= label < len(classes) for label in given):
            raise ValueError(
                f"{name} must be in [0, {len(classes) - 1}], one of the classes, not {shown(given)}"
            )
    rows = -(-len(images) // columns)
    size = (1.3 * columns, 1.7 * rows)
    figure, grid = plt.subplots(rows, columns, squeeze=False, figsize=size)
    if title:
        figure.suptitle(title, fontsize="medium")
    for ax in grid.ravel():
        ax.axis("off")
    axes = grid.ravel()[: len(images)]
    for ax, image, label, guess in zip(axes, images, labels, predictions, strict=True):
        ax.imshow(image, cmap="gray_r", vmin=0, vmax=255)
        right = label == guess
        title = classes[guess] if right else f"✗ {classes[guess]}\nis {classes[label]}"
        ax.set_title(title, loc="center", color="k" if right else "#B34700")
    return axes


def _in_order(**given: Any) -> None:
    """Refuse places of a grid that do not rise or fall from each to the next."""
    for name in ("x", "y"):
        steps = np.diff(given[name])
        if not ((steps > 0).all() or (steps < 0).all()):
            raise ValueError(f"{name} must rise or fall, not {shown(given[name])}")


@checked(
    _in_order,
    x=floats("n", each=POSITIVE),
    y=floats("m", each=POSITIVE),
    value_label=an(str),
    values=floats("m", "n", each=POSITIVE),
    valley=optional(floats("m", each=POSITIVE)),
)
@drawn_whole
def plot_heatmap(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    valley: npt.ArrayLike | None = None,
    value_label: str = "value",
    **labels: str,
) -> Axes:
    """Draw positive values over a grid, all three on logarithmic scales.

    Parameters
    ----------
    x, y : array_like, shape (n,) and (m,)
        Where the values are known, positive, in rising or falling order.
    values : array_like, shape (m, n)
        One row a ``y``, positive; the darker, the smaller.
    valley : array_like, shape (m,), optional
        An x for each y, drawn as a line, such as the best one of each row.
    value_label : str
        What the values are, with their unit.
    **labels
        ``xlabel``, ``ylabel``, ``title`` and other properties of the axes.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure with a colour bar.

    Examples
    --------
    >>> ax = plot_heatmap([1, 10], [1, 10], [[1, 2], [3, 4]], xlabel="η", ylabel="1 - γ")
    >>> ax.get_xscale(), ax.get_ylabel()
    ('log', '1 - γ')
    """
    _check_shape("values", values, (np.size(y), np.size(x)))
    if valley is not None:
        _check_shape("valley", valley, np.shape(y))
    figure, ax = plt.subplots()
    image = ax.pcolormesh(x, y, values, norm="log", shading="nearest", rasterized=True)
    _write_plainly(figure.colorbar(image, label=value_label).ax.yaxis)
    set_labels(ax, **{"xscale": "log", "yscale": "log", **labels})
    _write_plainly(ax.xaxis, ax.yaxis)
    ax.grid(visible=False)
    if valley is not None:
        edge = [withStroke(linewidth=3.5, foreground="white")]
        style: dict[str, Any] = {
            "color": "#D55E00",
            "markersize": 3,
            "path_effects": edge,
        }
        points = "-o" if np.size(y) <= POINTS else "-"
        ax.plot(valley, y, points, label="best of each row", **style)
        legend_below(ax)
    return ax


@checked(grid=an(LossGrid))
@drawn_whole
def plot_loss_grid(grid: LossGrid, **labels: str) -> Axes:
    """Draw how far above the optimum trainings end, over learning rate and memory.

    Parameters
    ----------
    grid : LossGrid
        What :func:`loss_grid` returns, with no γ of 1 and no η of 0.
    **labels
        ``title`` and other properties of the axes.

    Returns
    -------
    matplotlib.axes.Axes
        The axes drawn on, in a new figure with a colour bar.

    Examples
    --------
    >>> grid = loss_grid([0.001, 0.01, 0.1], [0.5, 0.9], seeds=[0])
    >>> plot_loss_grid(grid, title="Two epochs").get_xlabel()
    'learning rate η'
    """
    named = {"xlabel": "learning rate η", "ylabel": "1 - γ", **labels}
    return plot_heatmap(
        grid.etas,
        1 - grid.gammas,
        grid.excess,
        valley=grid.best_etas,
        value_label="loss above the optimum",
        **named,
    )


@checked(
    gamma=FRACTION, weights=floats("n"), half_life=NON_NEGATIVE, memory=NON_NEGATIVE
)
@drawn_whole
def plot_memory(
    gamma: float, weights: npt.ArrayLike, half_life: float, memory: float
) -> Axes:
    """Draw the weights of one leaky average, with its half-life and memory marked.

    Parameters
    ----------
    gamma : float
        The decay factor, for the title.
    weights : array_like, shape (n,)
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
