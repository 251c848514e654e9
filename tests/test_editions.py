"""The names that other editions of the book's helper library have."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut import editions
from rmsprop_tut._mxnet import load_mxnet

# Cells of our own that call what the book's call, in its chapters' order.
CELLS = {
    "momentum": """
def fall_2d(x1, x2, s1, s2):
    return x1 * 0.9, x2 - 0.1 * x2, 0, 0

d2l.show_trace_2d(lambda x1, x2: x1 ** 2 + x2 ** 2, d2l.train_2d(fall_2d))
d2l.set_figsize()
for beta in (0.5, 0.25):
    lags = d2l.numpy(d2l.arange(20))
    d2l.plt.plot(lags, beta ** lags, label=f"{beta:.2f}")
d2l.plt.legend()

def init_heavy_states(feature_dim):
    return d2l.zeros((feature_dim, 1)), d2l.zeros(1)

def heavy(params, states, hyperparams):
    for p, v in zip(params, states):
        v[:] = hyperparams["keep"] * v + p.grad
        p[:] -= hyperparams["lr"] * v

def train_heavy(lr, keep, num_epochs=2):
    d2l.train_ch11(heavy, init_heavy_states(feature_dim), {"lr": lr, "keep": keep},
                   data_iter, feature_dim, num_epochs)

data_iter, feature_dim = d2l.get_data_ch11(batch_size=10)
train_heavy(0.01, 0.8)
d2l.train_concise_ch11("sgd", {"learning_rate": 0.01, "momentum": 0.8}, data_iter)
""",
    "two states and a count": """
def init_pair_states(feature_dim):
    v_w, v_b = d2l.zeros((feature_dim, 1)), d2l.zeros(1)
    s_w, s_b = d2l.zeros((feature_dim, 1)), d2l.zeros(1)
    return ((v_w, s_w), (v_b, s_b))

def pair(params, states, hyperparams):
    for p, (v, s) in zip(params, states):
        v[:] = 0.8 * v + 0.2 * p.grad
        s[:] = s + 0.1 * np.sign(np.square(p.grad) - s) * np.square(p.grad)
        step = v / (1 - 0.8 ** hyperparams["t"])
        p[:] -= hyperparams["lr"] * step / (np.sqrt(np.abs(s)) + 1e-3)
    hyperparams["t"] += 1

data_iter, feature_dim = d2l.get_data_ch11(batch_size=10)
d2l.train_ch11(pair, init_pair_states(feature_dim), {"lr": 0.01, "t": 1},
               data_iter, feature_dim);
d2l.train_concise_ch11("adam", {"learning_rate": 0.01}, data_iter)
d2l.train_concise_ch11("adadelta", {"rho": 0.9}, data_iter)
""",
    "gradient descent": """
def f(x):
    return d2l.cosh(c * x)

c = d2l.tensor(0.5)
line = d2l.arange(-3, 3, 0.1)
path = [3.0, 1.0, 0.5]
d2l.plot([line, path], [[f(x) for x in line], [f(x) for x in path]], "x", "f(x)",
         fmts=["-", "-o"])

def g(x1, x2):
    return d2l.exp(0.1 * x1) + x2 ** 2

def g_grad(x1, x2):
    return 2 * x1, 4 * x2

def noisy_2d(x1, x2, s1, s2, f_grad):
    g1, g2 = f_grad(x1, x2)
    return x1 - 0.1 * (g1 + d2l.normal(0, 1, (1,))), x2 - 0.1 * g2, 0, 0

d2l.show_trace_2d(lambda a, b: a ** 2 + b ** 2, d2l.train_2d(noisy_2d, 5, f_grad=g_grad))
d2l.use_svg_display()
_, axes = d2l.plt.subplots(1, 2)
for ax, function in zip(axes, (d2l.sin, d2l.tanh)):
    d2l.plot([line, d2l.tensor([-1.5, 1])], [function(line), line[:2]], axes=ax)
a, b = d2l.meshgrid(d2l.linspace(-1, 1, 5), d2l.linspace(-1, 1, 5))
timer = d2l.Timer()
timer.start()
timer.stop()
""",
}


@pytest.mark.parametrize("name", sorted(CELLS))
def test_the_cells_of_newer_editions_run(name, capsys):
    """Cells written with the newer editions' names run with our import line."""
    start = "import rmsprop_tut as d2l\nfrom mxnet import np, npx\nnpx.set_np()\n"
    mxnet = load_mxnet()  # without the warnings of its own names
    exec(start + CELLS[name], {})
    mxnet.npx.reset_np()
    printed = capsys.readouterr().out.splitlines()
    known = "step ", "loss: 0.2"
    assert printed
    assert all(line.startswith(known) for line in printed)


def test_a_gradient_is_handed_to_the_update(capsys):
    """train_2d hands f_grad to the trainer, last; ours take it as their grad."""

    def own(x1, x2, s1, s2, f_grad):
        g1, g2 = f_grad(x1, x2)
        return x1 - 0.4 * g1, x2 - 0.4 * g2, s1, s2

    points = d2l.train_2d(own, f_grad=d2l.f_2d_rotated_grad)
    assert points == d2l.train_2d(d2l.gd_2d, 20, d2l.f_2d_rotated_grad)
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    with pytest.raises(TypeError, match="^f_grad must be a function of x1, x2, not 3"):
        d2l.train_2d(own, f_grad=3)


@pytest.mark.parametrize(
    "array", [np.array, lambda values: d2l.tensor(values)], ids=["NumPy", "MXNet"]
)
def test_an_update_may_return_arrays_of_one_number(array, capsys):
    """The numbers of an update may be arrays of one number; the points are floats."""
    points = d2l.train_2d(lambda *state: (array([0.5]), array([-2.0]), 0, 0), 2)
    assert points == [(-5, -2), (0.5, -2), (0.5, -2)]
    assert capsys.readouterr().out == "step 2, x1: 0.500000, x2: -2.000000\n"
    assert {type(x) for point in points for x in point} == {float}
    with pytest.raises(ValueError, match="update returns must be one number, not of"):
        d2l.train_2d(lambda *state: (array([1.0, 2.0]), 0, 0, 0), 2)


@pytest.mark.parametrize(
    "trainer",
    [
        lambda x1, x2, s1, s2, f_grad=None: (*f_grad(x1, x2), s1, s2),
        lambda x1, x2, s1, s2, *, f_grad: (*f_grad(x1, x2), s1, s2),
        lambda *state: (*state[-1](*state[:2]), *state[2:4]),
        np.frompyfunc(lambda *a: (*a[4](*a[:2]), *a[2:4]), 5, 4),
    ],
)
def test_a_gradient_comes_by_its_name_where_it_has_one(trainer):
    """f_grad is handed over by its name where the trainer has it, else as the last."""
    points = d2l.train_2d(trainer, 2, f_grad=lambda x1, x2: (x1 / 2, x2 / 4))
    assert points == [(-5, -2), (-2.5, -0.5), (-1.25, -0.125)]


@pytest.mark.parametrize("number", ["1", 1j, None, [1], np.array([True])])
def test_an_update_returns_real_numbers(number):
    """What is no real number is refused by name, before it is drawn or printed."""
    with pytest.raises(
        (TypeError, ValueError), match="what the update returns must be"
    ):
        d2l.train_2d(lambda *state: (number, 1.0, np.ones((1, 2)), 0.0))


def test_no_minus_zero_is_printed(capsys):
    """A number that rounds to zero is printed without a sign."""
    d2l.train_2d(lambda *state: (-1e-9, -0.0, 0, 0))
    assert capsys.readouterr().out == "step 20, x1: 0.000000, x2: 0.000000\n"


def test_paths_of_arrays_are_drawn():
    """show_trace_2d takes a path whose points after the first are arrays of one number."""
    ax = d2l.show_trace_2d(d2l.f_2d, [(-5, -2), (np.array([1.0]), d2l.tensor([2.0]))])
    assert ax.lines[0].get_xydata().tolist() == [[-5, -2], [1, 2]]


def test_plot_takes_one_curve_or_several():
    """One place for all curves, one a curve, or values alone; formats go round."""
    with pytest.raises(ValueError, match="^fmts must hold at least one format, not"):
        d2l.plot([1, 2], fmts=[])
    xy = [
        line.get_xydata().tolist() for line in d2l.plot([1, 2], [[3, 4], [5, 6]]).lines
    ]
    assert xy == [[[1, 3], [2, 4]], [[1, 5], [2, 6]]]
    assert d2l.plot([3, 4]).lines[0].get_xdata().tolist() == [0, 1]
    ax = d2l.plot([[1, 2, 3], [1]], [[3, 4, 5], [6]], "x", "y", ["a", "b"], xlim=(1, 9))
    assert [len(line.get_xdata()) for line in ax.lines] == [3, 1]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["a", "b"]
    assert len(d2l.plot([[1, 2]] * 6, axes=ax).lines) == 6
    before = d2l.plt.rcParams["figure.figsize"]
    assert d2l.plot([1], figsize=(2, 1)).figure.get_size_inches().tolist() == [2, 1]
    assert d2l.plt.rcParams["figure.figsize"] == before


def test_plot_takes_arrays_of_any_library():
    """Curves are lists, NumPy's or MXNet's arrays of either kind, or mixtures of them."""
    older, newer = load_mxnet().nd.arange(3), d2l.arange(3)
    for curves in (
        [older, newer],
        [list(newer), np.arange(3)],
        [list(older), range(3)],
    ):
        lines = d2l.plot(newer, curves).lines
        assert [line.get_ydata().tolist() for line in lines] == [[0, 1, 2]] * 2


@pytest.mark.parametrize(
    ("X", "Y", "message"),
    [
        (3, 4, "Y must be one curve or several, not 4"),
        ([], [], "Y must not be empty"),
        ([1, 2], [1, 2, 3], r"Y must have the shapes of X, \[\(2,\)\], not \[\(3,\)\]"),
        ([[1]] * 2, [[1]] * 3, "Y must have the shapes of X"),
        ([1, 2], [1j, 2], "Y must be an array of real numbers, not complex"),
        ([1, 2], "ab", "Y must be an array of real numbers"),
        (3, None, "X must be one curve or several, not 3"),
    ],
)
def test_plot_refuses_what_it_would_not_draw(X, Y, message):
    """What is no curve, or has another length than its places, opens no figure."""
    figures = d2l.plt.get_fignums()
    with pytest.raises((TypeError, ValueError), match=message):
        d2l.plot(X, Y)
    assert d2l.plt.get_fignums() == figures


def test_a_second_name_is_the_same_function():
    """train_concise_ch11 is a second name of train_gluon_ch11."""
    assert d2l.train_concise_ch11 is d2l.train_gluon_ch11


@pytest.mark.parametrize("name", sorted(editions.ARRAYS))
def test_array_functions_are_mxnet_s(name):
    """Functions of arrays are MXNet's, under the book's names."""
    assert callable(getattr(d2l, name))


@pytest.mark.parametrize("name", sorted(editions.ELSEWHERE))
def test_what_is_not_here_says_what_is(name):
    """A helper that is not here is an AttributeError that says what to use."""
    assert name not in dir(d2l)
    with pytest.raises(
        AttributeError, match=f"^rmsprop_tut has no '{name}': "
    ) as caught:
        getattr(d2l, name)
    words = str(caught.value).replace(",", "").replace(";", "").split()
    named = [word for word in words if "_" in word and word not in ("rmsprop_tut",)]
    assert all(hasattr(d2l, word) for word in named if word.isidentifier())


def test_numpy_leaves_what_is_numpy_s():
    """What is no MXNet array is returned as it is."""
    array = np.ones(2)
    assert d2l.numpy(array) is array


def test_a_timer_adds_up(monkeypatch):
    """Each run's seconds, their mean, their sum and the sums so far."""
    clock = iter([0.0, 1.0, 3.0, 10.0, 14.0])
    monkeypatch.setattr(editions.time, "perf_counter", lambda: next(clock))
    timer = d2l.Timer()
    timer.start()
    assert timer.stop() == 2
    timer.start()
    assert timer.stop() == 4
    assert (timer.times, timer.avg(), timer.sum()) == ([2, 4], 3, 6)
    assert timer.cumsum() == [2, 6]


def test_svg_is_asked_of_the_notebook(monkeypatch):
    """In a notebook the inline figures become SVG; without one nothing happens."""
    said = []
    shell = SimpleNamespace(run_line_magic=lambda *words: said.append(words))
    notebook = SimpleNamespace(get_ipython=lambda: shell)
    monkeypatch.setitem(sys.modules, "IPython", notebook)
    d2l.use_svg_display()
    assert said == [("config", "InlineBackend.figure_formats = ['svg']")]
    monkeypatch.delitem(sys.modules, "IPython")
    d2l.use_svg_display()
    assert len(said) == 1


def test_masked_numbers_are_not_drawn():
    """What a mask hides is refused, in one curve and in several."""
    hidden = np.ma.array([1.0, 2.0, 3.0], mask=[0, 1, 0])
    for given in (hidden, [hidden, hidden]):
        with pytest.raises(ValueError, match="X must have no masked numbers: fill"):
            d2l.plot(given)
