"""A figure in words, with its numbers: what it says to those who do not see it."""

import re

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .._types import Array

__all__ = ["describe"]

SPOKEN = 12
UNNAMED = re.compile(r"|_nolegend_|_(child|container)\d+")


def describe(figure: Figure) -> str:
    """Say what a figure shows, with its numbers, for those who do not see it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        A figure whose axes have titles and labels.

    Returns
    -------
    str
        Of each axes its title, its labels and a sentence a line: where it begins and
        ends and what it reaches between; of a path over x1 and x2, how it swings; of a
        line across the whole axes, where it stands; of points with error bars, their
        values and errors; of a colour bar, its range. Pictures without axes are one
        sentence, with their titles.

    Notes
    -----
    The gallery sets it as the alternative text of its images. A figure with an
    attribute ``alt_text``, as one of measured times, is said by that. Matplotlib leaves a label
    that begins with an underscore out of the legend; it is said here, without that. A
    band is said with the line whose label it has, after an underscore.

    Examples
    --------
    >>> print(describe(show_trace_2d(f_2d, [(-5, -2), (-3, 1), (-1, 0.25)]).figure))
    2 steps from (-5, -2) to (-1, 0.25): x2 against x1. A line leads in 2 steps
    from (-5, -2) to (-1, 0.25), with 1 visible change of sign in x2.
    """
    if words := getattr(figure, "alt_text", ""):
        return str(words)
    pictures = [ax for ax in figure.axes if ax.images and not ax.axison]
    if pictures:
        return _describe_pictures(pictures, figure.get_suptitle())
    drawn = [ax for ax in figure.axes if ax.axison or ax.lines]
    return " ".join(map(_describe_axes, drawn))


def _describe_pictures(axes: list[Axes], above: str) -> str:
    """Say how many pictures there are, and how each is titled."""
    titles = "; ".join(ax.get_title().replace("\n", " ") for ax in axes)
    wrong = "; ✗ marks a wrong title, and what it is" if "✗" in titles else ""
    said = f"{len(axes)} pictures, in rows, by their titles{wrong}: {titles}."
    return f"{above[:1].upper()}{above[1:]}. {said}" if above else said


def _describe_axes(ax: Axes) -> str:
    """Say in a few sentences what an axes shows."""
    if ax.get_label() == "<colorbar>":
        low, high = ax.get_ylim()
        return f"Colours: {ax.get_ylabel()}, from {low:.3g} to {high:.3g}."
    title = (ax.get_title() or ax.get_title("left") or "Figure").replace("\n", " ")
    labels = " against ".join(filter(None, reversed(_labels(ax))))
    lines = [line for line in ax.lines if np.size(line.get_xydata()) > 2]
    said = [_describe_line(ax, line) for line in lines[:SPOKEN]]
    more = [_count(len(lines) - SPOKEN, "more line")] if len(lines) > SPOKEN else []
    bars = [_describe_bar(c) for c in ax.containers if isinstance(c, ErrorbarContainer)]
    first = f"{title}: {labels}" if labels else title
    return " ".join(f"{sentence}." for sentence in [first, *said, *more, *bars])


def _labels(ax: Axes) -> tuple[str, str]:
    """Return the labels of the two axes, which may stand at a neighbour that shares them."""
    beside = ax.get_shared_x_axes().get_siblings(ax)
    below = ax.get_shared_y_axes().get_siblings(ax)
    return (
        max(other.get_xlabel() for other in beside),
        max(other.get_ylabel() for other in below),
    )


def _name(artist: Line2D | ErrorbarContainer) -> str:
    """Return what an artist is called, or what it is if nobody named it."""
    label = str(artist.get_label())
    scattered = isinstance(artist, Line2D) and artist.get_linestyle() == "None"
    if UNNAMED.fullmatch(label):
        return "Points" if scattered else "A line"
    return f"“{label.removeprefix('_')}”"


def _describe_bar(bar: ErrorbarContainer) -> str:
    """Say a point that has a horizontal error bar: its value and its error."""
    (segment,) = bar.lines[2][0].get_segments()
    low, high = segment[[0, -1], 0]
    return f"{_name(bar)} is {(low + high) / 2:.3g} ± {(high - low) / 2:.2g}"


def _describe_line(ax: Axes, line: Line2D) -> str:
    """Say how a line leads, or where it stands if it crosses the whole axes."""
    points = np.asarray(line.get_xydata())
    (x0, y0), (x1, y1) = points[[0, -1]]
    if line.get_transform() != ax.transData:
        return f"{_name(line)} " + (
            f"stands at {_number(x0)}" if x0 == x1 else f"is level at {_number(y0)}"
        )
    if _labels(ax) == ("x1", "x2"):
        return f"{_name(line)} leads {_path(points)}"
    if len({*map(_number, points[:, 1])}) == 1:
        return (
            f"{_name(line)} stays at {_number(y0)} from {_number(x0)} to {_number(x1)}"
        )
    ends = f"from {_height(ax, x0, y0)} to {_height(ax, x1, y1)}"
    reached = _extremes(ax, points)
    verb = "goes" if reached else "rises" if y1 > y0 else "falls"
    verb = "lie" if _name(line) == "Points" else verb
    return f"{_name(line)} {verb} {ends}{reached}{_band(ax, line)}"


def _path(points: Array) -> str:
    """Say a path over x1 and x2: its ends, and how often it visibly swings across x1."""
    start, end = (f"({x:.3g}, {y:.3g})" for x, y in points[[0, -1]])
    heights = points[:, 1]
    seen = heights[np.abs(heights) > 0.01 * np.ptp(heights)]
    swings = np.count_nonzero(np.diff(np.sign(seen)))
    steps, changes = _count(len(points) - 1, "step"), _count(swings, "visible change")
    return f"in {steps} from {start} to {end}, with {changes} of sign in x2"


def _count(number: int, noun: str) -> str:
    """Say how many there are of something."""
    return f"{number or 'no'} {noun if number == 1 else noun + 's'}"


def _extremes(ax: Axes, points: Array) -> str:
    """Say the highest and the lowest point of a line that are not its ends."""
    heights, said = points[:, 1], ""
    ends = {*map(_number, heights[[0, -1]])}
    for name, place in {"highest": np.nanargmax, "lowest": np.nanargmin}.items():
        x, y = points[place(heights)]
        said += "" if _number(y) in ends else f", the {name} {_height(ax, x, y)}"
    return said


def _band(ax: Axes, line: Line2D) -> str:
    """Say the band around a line's end, if it has one."""
    label = f"_{line.get_label()}"
    for band in (c for c in ax.collections if c.get_label() == label):
        corners = np.asarray(band.get_paths()[0].vertices)
        ends = corners[corners[:, 0] == corners[:, 0].max(), 1]
        return f", in a band from {_number(ends.min())} to {_number(ends.max())}"
    return ""


def _height(ax: Axes, x: float, y: float) -> str:
    """Say a height and where it is; one outside the picture by the edge beyond it."""
    low, high = ax.get_ylim()
    beyond = f"below {_number(low)}" if y < low else f"above {_number(high)}"
    return f"{_number(y) if low <= y <= high else beyond} at {_number(x)}"


def _number(value: float) -> str:
    """Write a number with three digits, a large one without a power of ten."""
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e6 else f"{value:.3g}"
