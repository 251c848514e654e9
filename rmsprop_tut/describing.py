"""A figure in words, with its numbers: what it says to those who do not see it."""

import re

import numpy as np
from matplotlib.axes import Axes
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

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
        A sentence an axes: its title, its labels, and of each line where it begins and
        ends and what it reaches between; or where it stands, if it crosses the whole
        axes. Of points with error bars, their values and errors. Of a colour bar, its
        label and range. Pictures without axes are one sentence, with their titles.

    Notes
    -----
    The gallery sets it as the alternative text of its images. Matplotlib leaves a label
    that begins with an underscore out of the legend; it is said here, without that.

    Examples
    --------
    >>> print(describe(show_trace_2d(f_2d, [(-5, -2), (-3, 1), (-1, 0.25)]).figure))
    2 steps from (-5, -2) to (-1, 0.25): x2 against x1;
    a line from (-5, -2) to (-1, 0.25), highest (-3, 1).
    """
    pictures = [ax for ax in figure.axes if ax.images and not ax.axison]
    if pictures:
        return _describe_pictures(pictures)
    drawn = [ax for ax in figure.axes if ax.axison or ax.lines]
    return " ".join(map(_describe_axes, drawn))


def _describe_pictures(axes: list[Axes]) -> str:
    """Say how many pictures there are, and how each is titled."""
    titles = "; ".join(ax.get_title().replace("\n", " ") for ax in axes)
    wrong = "; ✗ marks a wrong title, and what it is" if "✗" in titles else ""
    return f"{len(axes)} pictures, in rows, by their titles{wrong}: {titles}."


def _describe_axes(ax: Axes) -> str:
    """Say in one sentence what an axes shows."""
    if ax.get_label() == "<colorbar>":
        low, high = ax.get_ylim()
        return f"Colours: {ax.get_ylabel()}, from {low:.3g} to {high:.3g}."
    title = (ax.get_title() or ax.get_title("left") or "Figure").replace("\n", " ")
    labels = " against ".join(filter(None, [ax.get_ylabel(), ax.get_xlabel()]))
    lines = [line for line in ax.lines if np.size(line.get_xydata()) > 2]
    said = [_describe_line(ax, line) for line in lines[:SPOKEN]]
    more = [f"{len(lines) - SPOKEN} more lines"] if len(lines) > SPOKEN else []
    bars = [_describe_bar(c) for c in ax.containers if isinstance(c, ErrorbarContainer)]
    whole = "; ".join(filter(None, [labels, *said, *more, *bars]))
    return f"{title}: {whole}." if whole else f"{title}."


def _name(artist: Line2D | ErrorbarContainer) -> str:
    """Return what an artist is called, or what it is if nobody named it."""
    label = str(artist.get_label())
    scattered = isinstance(artist, Line2D) and artist.get_linestyle() == "None"
    return (
        ("points" if scattered else "a line")
        if UNNAMED.fullmatch(label)
        else label.removeprefix("_")
    )


def _describe_bar(bar: ErrorbarContainer) -> str:
    """Say a point that has a horizontal error bar: its value and its error."""
    (segment,) = bar.lines[2][0].get_segments()
    low, high = segment[[0, -1], 0]
    return f"{_name(bar)}: {(low + high) / 2:.3g} ± {(high - low) / 2:.2g}"


def _describe_line(ax: Axes, line: Line2D) -> str:
    """Say where a line begins and ends, or stands if it crosses the whole axes."""
    points = np.asarray(line.get_xydata())
    (x0, y0), (x1, y1) = points[[0, -1]]
    if line.get_transform() == ax.transData:
        reached = _describe_extremes(ax, points)
        return f"{_name(line)} from {_pair(ax, x0, y0)} to {_pair(ax, x1, y1)}{reached}"
    where = f"upright at {x0:.3g}" if x0 == x1 else f"level at {y0:.3g}"
    return f"{_name(line)} {where}"


def _describe_extremes(ax: Axes, points: np.ndarray) -> str:
    """Say the highest and the lowest point of a line that are not its ends."""
    heights, said = points[:, 1], ""
    ends = {f"{y:.3g}" for y in heights[[0, -1]]}
    for name, place in {"highest": np.nanargmax, "lowest": np.nanargmin}.items():
        x, y = points[place(heights)]
        said += "" if f"{y:.3g}" in ends else f", {name} {_pair(ax, x, y)}"
    return said


def _pair(ax: Axes, x: float, y: float) -> str:
    """Say a point; one outside the picture by the edge that it lies beyond."""
    low, high = ax.get_ylim()
    beyond = f"below {_number(low)}" if y < low else f"above {_number(high)}"
    return f"({_number(x)}, {_number(y) if low <= y <= high else beyond})"


def _number(value: float) -> str:
    """Write a number with three digits, a large one without a power of ten."""
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e6 else f"{value:.3g}"
