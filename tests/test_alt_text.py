"""Figures in words: every kind of drawing is said, with its numbers."""

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.book.alt_text import describe


@pytest.fixture
def ax():
    """Return the axes of a new figure."""
    return d2l.plt.subplots()[1]


def test_title_labels_and_ends(ax):
    """Of each axes its title, its labels and a sentence a line, with its numbers."""
    ax.plot([1, 2], [0.4, 0.3], label="a")
    ax.plot([1, 2], [0.5, 0.25])
    ax.set(title="Loss", xlabel="epoch", ylabel="mean")
    assert describe(ax.figure) == (
        "Loss: mean against epoch. “a” falls from 0.4 at 1 to 0.3 at 2. "
        "A line falls from 0.5 at 1 to 0.25 at 2."
    )


def test_many_lines_are_said_in_short(ax):
    """Of more than twelve lines twelve are said and the rest counted; points are left out."""
    ax.plot([[0, 0]], "o")
    for k in range(15):
        ax.plot([0, k])
    assert describe(ax.figure).count("A line") == 12
    assert describe(ax.figure).endswith(". 3 more lines.")


@pytest.mark.parametrize(("lines", "said"), [(12, ""), (13, " 1 more line.")])
def test_twelve_lines_are_all_said(ax, lines, said):
    """Up to twelve lines nothing is counted."""
    for k in range(1, lines + 1):
        ax.plot([0, k])
    words = describe(ax.figure)
    assert words.count("A line") == 12
    assert words.endswith(f"from 0 at 0 to 12 at 1.{said}")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.123456, "0.123"),
        (0.00012345, "0.000123"),
        (99.96, "100"),
        (1000, "1,000"),
        (-1234.5, "-1,234"),
        (999_999, "999,999"),
        (1e6, "1e+06"),
        (-1e6, "-1e+06"),
    ],
)
def test_a_number_is_said_with_three_digits(ax, value, said):
    """Three digits say a number; from a thousand to a million all its whole ones."""
    ax.plot([0, 1, 2], [0, value, 0], label="a")
    place = "highest" if value > 0 else "lowest"
    assert f"from 0 at 0 to 0 at 2, the {place} {said} at 1." in describe(ax.figure)


def test_a_line_and_its_end_are_said_with_three_digits(ax):
    """A path's ends, a level, and what a line reaches are said with three digits."""
    ax.plot([1.23456, 2.34567], [0.34567, 0.45678], label="a")
    ax.axhline(0.56789)
    ax.axvline(1.67891)
    assert describe(ax.figure) == (
        "Figure. “a” rises from 0.346 at 1.23 to 0.457 at 2.35. "
        "A line is level at 0.568. A line stands at 1.68."
    )
    ax.set(xlabel="x1", ylabel="x2")
    words = "“a” leads in 1 step from (1.23, 0.346) to (2.35, 0.457)"
    assert words in describe(ax.figure)


def test_a_height_at_the_edge_is_in_the_picture(ax):
    """What stands at the very edge is said by itself, what is beyond it by the edge."""
    ax.plot([0, 1], [1, 2])
    ax.set(ylim=(1, 2))
    assert describe(ax.figure).endswith("rises from 1 at 0 to 2 at 1.")
    ax.set(ylim=(1.5, 1.75))
    said = "rises from below 1.5 at 0 to above 1.75 at 1."
    assert describe(ax.figure).endswith(said)


@pytest.mark.parametrize(
    ("heights", "changes"),
    [([99, 50, -1], "no visible changes"), ([98, 50, -2], "1 visible change")],
)
def test_a_swing_is_seen_above_a_hundredth(ax, heights, changes):
    """A change of sign counts where it is more than a hundredth of the path's height."""
    ax.plot(heights)
    ax.set(xlabel="x1", ylabel="x2")
    assert describe(ax.figure).endswith(f"with {changes} of sign in x2.")


def test_lines_across_the_axes_are_said_by_where_they_stand(ax):
    """A line across the whole axes is said by its one datum."""
    ax.plot([0, 5], [0, 7])
    ax.axhline(3, label="optimum")
    ax.axvline(2)
    said = "from 0 at 0 to 7 at 5. “optimum” is level at 3. A line stands at 2."
    assert describe(ax.figure).endswith(said)


def test_what_a_line_reaches_between_its_ends_is_said(ax):
    """Of each line it is said where it begins and ends and what it reaches between."""
    ax.plot([0, 1, 2, 3], [0, 9, -1, 5], label="swings")
    ax.plot([0, 1, 2, 3], [0, np.nan, 4, 5], label="rises")
    assert describe(ax.figure).endswith(
        "“swings” goes from 0 at 0 to 5 at 3, the highest 9 at 1, the lowest -1 at 2. "
        "“rises” rises from 0 at 0 to 5 at 3."
    )


def test_a_line_that_stays_is_said_so(ax):
    """A line that neither rises nor falls stays."""
    ax.plot([1, 1000], [0.4, 0.4], label="constant")
    said = "Figure. “constant” stays at 0.4 from 1 to 1,000."
    assert describe(ax.figure) == said


@pytest.mark.parametrize("heights", [[1, 1.0001, 1], [1, 1.0001], [1.0001, 1, 1]])
def test_a_line_whose_heights_are_said_alike_stays(ax, heights):
    """A line that moves by less than is said neither rises nor falls."""
    ax.plot(heights, label="a")
    last = len(heights) - 1
    assert describe(ax.figure) == f"Figure. “a” stays at 1 from 0 to {last}."


def test_a_large_height_between_the_ends_is_said(ax):
    """What a line reaches is said where its words are others than those of its ends."""
    ax.plot([1234, 1236, 1234], label="a")
    said = "“a” goes from 1,234 at 0 to 1,234 at 2, the highest 1,236 at 1."
    assert describe(ax.figure).endswith(said)


def test_paths_are_said_by_ends_and_swings():
    """Of a path over x1 and x2 it is said how it swings; each panel has its labels."""
    zigzag, straight = [(-3, -2), (-2, 1), (-1, -1), (0, 1e-3)], [(-3, -2), (0, -1)]
    traces = {"zigzag": zigzag, "straight": straight, "once": [(-3, -2), (0, 1)]}
    said = describe(d2l.show_traces_2d(d2l.f_2d, traces)[0].figure)
    assert said.count("x2 against x1. A line leads in ") == 3
    assert (
        "in 3 steps from (-3, -2) to (0, 0.001), with 2 visible changes of sign in x2."
        in said
    )
    assert (
        "in 1 step from (-3, -2) to (0, -1), with no visible changes of sign in x2."
        in said
    )
    assert said.endswith("with 1 visible change of sign in x2.")


def test_a_band_is_said_with_its_line(ax):
    """A band is said with the line whose label it has, after an underscore."""
    ax.plot([1, 2], [5, 7], label="mean")
    ax.fill_between([1, 2], [4, 6.5], [6, 7.25], label="_mean")
    said = "Figure. “mean” rises from 5 at 1 to 7 at 2, in a band from 6.5 to 7.25."
    assert describe(ax.figure) == said


def test_only_what_the_picture_shows_is_said(ax):
    """Points are not called a line, and a value outside the picture is said by its edge."""
    ax.plot([0, 1000], [1, 1e-30], "o")
    ax.set(ylim=(1e-12, 2))
    said = "Figure. Points lie from 1 at 0 to below 1e-12 at 1,000."
    assert describe(ax.figure) == said


def test_names_outside_the_legend_are_said(ax):
    """A label that begins with an underscore is said, without that."""
    ax.plot([0, 1], label="_training")
    assert describe(ax.figure) == "Figure. “training” rises from 0 at 0 to 1 at 1."


def test_a_line_without_a_name_is_a_line(ax):
    """Names that matplotlib gives, or that keep a line out of the legend, are not said."""
    ax.plot([0, 1])
    ax.plot([0, 2], label="_nolegend_")
    assert describe(ax.figure) == (
        "Figure. A line rises from 0 at 0 to 1 at 1. A line rises from 0 at 0 to 2 at 1."
    )


def test_a_figure_may_bring_its_words(ax):
    """A figure with an attribute alt_text is said by that."""
    ax.plot([0, 1])
    ax.figure.alt_text = "Times, which differ."
    assert describe(ax.figure) == "Times, which differ."


def test_error_bars_are_said(ax):
    """Of points with error bars their values and errors are said."""
    ax.errorbar(0.5, 0, xerr=0.25, fmt="o", capsize=4, label="γ falls")
    ax.set(title="Loss")
    assert describe(ax.figure) == "Loss. “γ falls” is 0.5 ± 0.25."


def test_error_bars_are_said_with_few_digits(ax):
    """A value has three digits and its error two."""
    ax.errorbar(0.51239, 0, xerr=0.25432, fmt="o", label="γ")
    assert describe(ax.figure) == "Figure. “γ” is 0.512 ± 0.25."


def test_colours_are_said():
    """Of a colour bar its label and range are said: those of the values that are shown."""
    labels = {"title": "Map", "xlabel": "η", "ylabel": "1 - γ"}
    values, best = [[2, 0.3], [3, 4]], [1, 1]
    ax = d2l.plot_heatmap(
        [1, 10], [1, 10], values, valley=best, value_label="loss", **labels
    )
    assert describe(ax.figure) == (
        "Map: 1 - γ against η. “best of each row” rises from 1 at 1 to 10 at 1. "
        "Colours: loss, from 0.3 to 4."
    )


def test_colours_are_said_with_three_digits():
    """A colour bar's ends have three digits."""
    image = d2l.plt.imshow([[0.31234, 4.5678]])
    d2l.plt.colorbar(image, label="loss")
    said = describe(image.axes.figure)
    assert said.endswith("Colours: loss, from 0.312 to 4.57.")


def test_pictures_are_one_sentence():
    """Pictures without axes are one sentence, with their titles; spare places are left out."""
    images, classes = np.zeros((3, 4, 4), "uint8"), ["Coat", "Bag"]
    axes = d2l.show_predictions(images, [0, 1, 1], [0, 1, 0], classes, columns=2)
    assert describe(axes[0].figure) == (
        "3 pictures, in rows, by their titles; ✗ marks a wrong title, and what it is: "
        "Coat; Bag; ✗ Coat is Bag."
    )
