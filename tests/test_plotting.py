"""Figures: each draws the results that it is given, and says what they are."""

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.contour import QuadContourSet

import rmsprop_tut as d2l
from rmsprop_tut.book.alt_text import describe
from rmsprop_tut.results import ClassifierResult, Sweep, TrainingResult

PATH = [(-5.0, -2.0), (-3.0, -1.0), (-1.0, 0.25)]


def drawn(ax, i=0):
    """Return the points of an axes' line."""
    return ax.lines[i].get_xydata().tolist()


def test_set_figsize():
    """set_figsize sets the size of the figures that follow."""
    d2l.set_figsize((3, 2))
    assert d2l.plt.figure().get_size_inches().tolist() == [3, 2]
    d2l.set_figsize()
    assert d2l.plt.figure().get_size_inches().tolist() == [3.5, 2.5]


@pytest.mark.parametrize(
    "figsize", [(0, 1), (1, -1), (1, 2, 3), (np.inf, 1), (np.nan, 1)]
)
def test_bad_figsize(figsize):
    """A size that is no size is refused before it is set."""
    before = list(d2l.plt.rcParams["figure.figsize"])
    with pytest.raises(ValueError, match="figsize must"):
        d2l.set_figsize(figsize)
    assert list(d2l.plt.rcParams["figure.figsize"]) == before


def test_trace_is_drawn_over_contours():
    """show_trace_2d draws every point over contours of f, in the chapter's box."""
    ax = d2l.show_trace_2d(d2l.f_2d, PATH)
    assert drawn(ax) == [list(point) for point in PATH]
    assert any(isinstance(c, QuadContourSet | PathCollection) for c in ax.collections)
    assert (ax.get_xlim(), ax.get_ylim()) == ((-5.5, 1), (-3, 1))
    assert ax.get_title() == "2 steps from (-5, -2) to (-1, 0.25)"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x1", "x2")


@pytest.mark.parametrize("path", [[], [(1, 2, 3)], [(np.nan, 0), (1, 1)]])
def test_what_is_no_path_is_refused(path):
    """A path is pairs that begin with a finite one; before that, no figure is opened."""
    figures = d2l.plt.get_fignums()
    with pytest.raises(ValueError, match=r"^results must be pairs \(x1, x2\)"):
        d2l.show_trace_2d(d2l.f_2d, path)
    with pytest.raises(ValueError, match="^traces must hold at least one path"):
        d2l.show_traces_2d(d2l.f_2d, {})
    assert d2l.plt.get_fignums() == figures


def test_weights_and_their_gammas_are_counted():
    """There is one array of weights for each γ, or an error says so."""
    with pytest.raises(
        ValueError, match="^weights must be one array a gamma, 1, not 2"
    ):
        d2l.plot_weights([0.5], [[1], [1]])


def test_box_widens_for_a_path_that_leaves_it():
    """The box is the chapter's, widened where the path leaves it."""
    with pytest.warns(UserWarning, match="first at step 4: they are not drawn"):
        ax = d2l.show_trace_2d(d2l.f_2d, [*PATH, (3, 8), (np.inf, np.nan)])
    assert (ax.get_xlim(), ax.get_ylim()) == ((-5.5, 3.5), (-3, 8.5))


def test_traces_share_their_box():
    """Several paths are drawn side by side over the same contours."""
    axes = d2l.show_traces_2d(d2l.f_2d, {"a": PATH, "b": [*PATH, (0, 3)], "c": PATH})
    assert [ax.get_title() for ax in axes] == [
        "a:\nf = 0.23",
        "b:\nf = 18.00",
        "c:\nf = 0.23",
    ]
    assert {(ax.get_xlim(), ax.get_ylim()) for ax in axes} == {((-5.5, 1), (-3, 3.5))}
    assert drawn(axes[1])[-1] == [0, 3]
    assert [ax.get_xlabel() for ax in axes] == ["", "x1", "x1"]


def test_small_values_are_written_as_powers():
    """A small value is written as a power of ten."""
    (ax,) = d2l.show_traces_2d(d2l.f_2d, {"a": [(-5, -2), (0.01, 0.0)]})
    assert ax.get_title() == "a:\nf = 1.0e-05"
    (ax,) = d2l.show_traces_2d(lambda x1, x2: -x1 * x1, {"a": [(-5, -2), (4.0, 0.0)]})
    assert ax.get_title() == "a:\nf = -16.00"


def test_a_title_has_no_negative_zero():
    """A number that rounds to zero is printed without a sign."""
    ax = d2l.show_trace_2d(d2l.f_2d, [(-0.0, -2), (-0.0, 1)])
    assert ax.get_title() == "1 steps from (0, -2) to (0, 1)"


def test_weights():
    """plot_weights draws each weight at its lag, and names the axis a lag."""
    weights = d2l.leaky_weights(0.9, 40)
    ax = d2l.plot_weights([0.9], [weights])
    assert drawn(ax) == [[k, w] for k, w in enumerate(weights)]
    assert ax.get_xlabel() == "lag (steps back)"


def result(losses):
    """Return a training result with the given losses, one an epoch."""
    epochs = tuple(float(i + 1) for i in range(len(losses)))
    return TrainingResult(epochs, epochs, tuple(losses), np.zeros(5), 0.0)


def test_losses():
    """plot_losses draws each curve by epoch, and the optimum as a dashed line."""
    ax = d2l.plot_losses(
        {"a": result([0.4, 0.3]), "b": result([0.5, 0.25])}, optimum=0.24
    )
    assert drawn(ax, 1) == [[1, 0.5], [2, 0.25]]
    assert ax.lines[2].get_ydata() == [0.24, 0.24]
    labels = [text.get_text() for text in ax.get_legend().get_texts()]
    assert labels == ["a", "b", "optimum 0.2400"]
    assert d2l.plot_losses({"": result([0.4])}).get_legend() is None


def test_no_losses():
    """Without a training there is no curve to draw, and that is said."""
    with pytest.raises(ValueError, match="^results must hold at least one training"):
        d2l.plot_losses({})


def test_accuracies_are_drawn_with_their_band():
    """Solid: test accuracy, in a band from the lowest seed to the highest; dashed: training."""
    runs = [
        ClassifierResult((1.0, 0.5), (0.6, 0.9), (0.5, last), np.zeros(1), 1.0)
        for last in (0.7, 0.8)
    ]
    ax = d2l.plot_accuracies({"RMSProp": runs})
    test, train, _ = ax.lines
    np.testing.assert_allclose(test.get_ydata(), [50, 75])
    np.testing.assert_allclose(train.get_ydata(), [60, 90])
    corners = ax.collections[0].get_paths()[0].vertices
    assert {80.0, 70.0} <= set(corners[corners[:, 0] == 2][:, 1].round(9))
    texts = [text.get_text() for text in ax.get_legend().get_texts()]
    assert texts == ["RMSProp: 75.0 %", "on the training images"]
    assert describe(ax.figure).endswith(
        "“RMSProp: 75.0 %” rises from 50 at 1 to 75 at 2, in a band from 70 to 80. "
        "“RMSProp, training images” rises from 60 at 1 to 90 at 2."
    )


def test_a_sweep_says_what_else_was_chosen():
    """At each rate the best that was tried with it; the label has what was chosen, as η."""
    tries = [{"beta2": 0.99}, {"beta2": 0.999}] * 2
    accuracies = np.array([[0.7], [0.6], [0.2], [0.8]])
    sweep = Sweep((0.01, 0.01, 0.1, 0.1), accuracies, hyperparams=tries)
    line, ring = d2l.plot_sweeps({"Adam": sweep}).lines
    np.testing.assert_allclose(line.get_ydata(), [70, 80])
    assert ring.get_xdata() == [0.1]
    assert line.get_label() == "Adam: η = 0.1, β₂ = 0.999"


def test_sweep_is_ringed_at_its_best():
    """Lines are means over seeds; the ring is the rate that was chosen."""
    sweep = Sweep((0.01, 0.1), np.array([[0.7, 0.9], [0.2, 0.4]]))
    line, ring = d2l.plot_sweeps({"SGD": sweep}).lines
    np.testing.assert_allclose(line.get_ydata(), [80, 30])
    np.testing.assert_allclose(ring.get_xydata(), [[0.01, 80]])


def test_wrong_predictions_are_marked():
    """A wrong prediction is marked with ✗ and names both classes; spare places stay empty."""
    images = np.zeros((3, 4, 4), "uint8")
    axes = d2l.show_predictions(
        images, [0, 1, 1], [0, 1, 0], ["Coat", "Bag"], columns=2
    )
    assert [ax.get_title() for ax in axes] == ["Coat", "Bag", "✗ Coat\nis Bag"]
    assert not axes[0].figure.axes[3].axison


DRAWN = {
    "results": [d2l.plot_losses, d2l.plot_accuracies],
    "sweeps": [d2l.plot_sweeps],
    "compared": [d2l.tuned_table],
    "curves": [lambda given: d2l.plot_curves([1, 2], given)],
    "traces": [lambda given: d2l.show_traces_2d(d2l.f_2d, given)],
}


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_compared_has_names(name):
    """What is drawn by name is a dict with at least one entry; else no figure is opened."""
    figures = d2l.plt.get_fignums()
    for draw in DRAWN[name]:
        with pytest.raises(TypeError, match=rf"{name} must be a dict from name to \w+"):
            draw([1, 2])
        with pytest.raises(ValueError, match=f"{name} must hold at least one"):
            draw({})
    assert d2l.plt.get_fignums() == figures


def test_shapes_are_compared_before_a_figure_is_opened():
    """Curves, maps and pictures of another shape than their axes are refused by name."""
    figures, image = d2l.plt.get_fignums(), np.zeros((1, 2, 2))
    with pytest.raises(ValueError, match=r"curves\['a'\] must have the shape \(2,\)"):
        d2l.plot_curves([1, 2], {"a": [1]})
    with pytest.raises(ValueError, match=r"^values must have the shape \(1, 2\)"):
        d2l.plot_heatmap([1, 2], [1], [[1]])
    with pytest.raises(ValueError, match="each of values must be positive"):
        d2l.plot_heatmap([1], [1], [[0]])
    with pytest.raises(ValueError, match=r"^labels must have the shape \(1,\)"):
        d2l.show_predictions(image, [0, 1], [0], ["Coat"])
    with pytest.raises(ValueError, match=r"^predictions must be in \[0, 0\]"):
        d2l.show_predictions(image, [0], [3], ["Coat"])
    assert d2l.plt.get_fignums() == figures


WEIGHTS = [d2l.leaky_weights(gamma, 40) for gamma in (0.95, 0.5)]
RUN = ClassifierResult((1.0, 0.5), (0.6, 0.9), (0.5, 0.7), np.zeros(1), 1.0)
STEEP = {"a long name that needs a row": [1, 1e-9], "b": [2, 1e-6], "c": [3, 1]}
LEGENDS = {
    "weights": lambda: d2l.plot_weights([0.95, 0.5], WEIGHTS),
    "losses": lambda: d2l.plot_losses({"a": result([0.4, 0.3])}, optimum=0.24),
    "curves": lambda: d2l.plot_curves([1, 2], STEEP, xlabel="step", yscale="log"),
    "accuracies": lambda: d2l.plot_accuracies({"RMSProp": [RUN]}),
    "sweeps": lambda: d2l.plot_sweeps(
        {"SGD": Sweep((0.01, 0.1), np.array([[0.7, 0.9], [0.2, 0.4]]))}
    ),
    "map": lambda: d2l.plot_heatmap(
        [1, 10], [1, 10], [[1, 2], [3, 4]], valley=[1, 10], xlabel="η"
    ),
}


@pytest.mark.parametrize("kind", LEGENDS)
def test_a_legend_hides_nothing(kind):
    """A legend stands below the axes and their label, inside the figure."""
    with d2l.plt.style.context("rmsprop_tut.book"):
        ax = LEGENDS[kind]()
        ax.figure.draw_without_rendering()
        legend, label = ax.get_legend().get_window_extent(), ax.xaxis.label
        assert legend.y1 < label.get_window_extent().y0
        assert legend.x0 >= 0
        assert legend.y0 >= 0
        assert legend.x1 <= ax.figure.bbox.x1


def test_a_legend_with_another_line_is_drawn_anew():
    """legend_below names a line that came later; the axes keep their height."""
    with d2l.plt.style.context("rmsprop_tut.book"):
        ax = d2l.plot_curves([1, 2], {"a": [1, 2], "b": [2, 1]}, xlabel="step")
        heights = [ax.figure.get_size_inches()[1]]
        ax.axhline(1.5, label="half")
        d2l.legend_below(ax)
        heights.append(ax.figure.get_size_inches()[1])
        d2l.legend_below(ax)
        names = [text.get_text() for text in ax.get_legend().get_texts()]
        assert names == ["a", "b", "half"]
        assert heights[0] < heights[1] == ax.figure.get_size_inches()[1]


@pytest.mark.parametrize("kind", ["curves", "sweeps", "map"])
def test_powers_of_ten_have_letters_of_one_size(kind):
    """Ticks of a logarithmic axis are written without exponents, whose letters are small."""
    ax = LEGENDS[kind]()
    ax.figure.draw_without_rendering()
    for axes in ax.figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            assert not [t for t in axis.get_ticklabels() if "$" in t.get_text()]


def test_traces_are_as_high_as_their_rows():
    """Several paths take the width of the figures that follow, and a height for their rows."""
    d2l.set_figsize((4, 1))
    heights = [
        d2l.show_traces_2d(d2l.f_2d, dict.fromkeys(names, PATH))[0]
        .figure.get_size_inches()
        .tolist()
        for names in ("ab", "abc")
    ]
    assert [width for width, _ in heights] == [4, 4]
    assert heights[0][1] < heights[1][1]
