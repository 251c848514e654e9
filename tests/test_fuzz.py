"""Bad input: public functions, readers of files and the figure's fragments, with anything.

``nox -s fuzz`` runs the same for as long as you like, led by what of the package has run.
"""

import inspect
import io
import json
import zipfile
from fractions import Fraction
from pathlib import Path

import damaged
import fuzzing
import numpy as np
import odd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from javascript import in_node

import rmsprop_tut as d2l
from rmsprop_tut._checks import POSITIVE, shown
from rmsprop_tut.book.presets import PRESETS
from rmsprop_tut.lab import fashion
from rmsprop_tut.lab.checkpoints import read_checkpoint

FRAGMENTS = "(link, data) => require(data.rules).faults(link, data)"
RULES = str(Path(__file__).with_name("odd_fragments.js"))
LINKS = [f"#{preset.fragment}" for preset in PRESETS.values()]
DEAR = {  # a call takes a second, or starts processes
    *(
        "best_constant",
        "compare_tuned",
        "normalised_path",
        "stream_means",
        "noise_floor",
    ),
    *("frustrated_quadratics", "train_gluon_ch11", "train_ch11", "train_classifier"),
    *("train_gluon_regression", "train_regression", "train_full_batch", "rest_point"),
    *("tuned_races", "swing_losses", "exit_curvature", "exit_from_floor", "race"),
}
CHEAP = sorted(fuzzing.FUNCTIONS.keys() - DEAR)
BRIEFLY = settings(max_examples=15, derandomize=True)


@pytest.fixture(autouse=True, scope="module")
def _prepared():
    """Start no processes here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fuzzing.distributed, "cluster", fuzzing.no_processes)
        fuzzing.prepare()
        yield


def test_nothing_public_is_left_out():
    """Every public function is fuzzed, but for what is none or has another name."""
    assert {"plt", "train_concise_ch11"} == fuzzing.LEFT_OUT
    assert d2l.train_concise_ch11 is d2l.train_gluon_ch11
    assert fuzzing.FUNCTIONS.keys() > DEAR


@pytest.mark.parametrize("name", fuzzing.FUNCTIONS)
def test_an_example_calls_its_function(name):
    """The arguments are those of the first call in a function's docstring."""
    assert fuzzing.call_of(name).signature.parameters is not None


@pytest.mark.parametrize("name", CHEAP)
@given(data=st.data())
@BRIEFLY
def test_a_function_refuses_or_answers(name, data):
    """A result, or an exception that the docstring has and that names an argument."""
    assert fuzzing.judge(name, odd.Drawn(data)) in (
        "result",
        "refused",
        "a reader's error",
    )


@pytest.mark.parametrize("name", damaged.READ)
@given(data=st.data())
@settings(BRIEFLY, max_examples=60)
def test_a_damaged_file_is_refused(name, data):
    """A file is read as it was written, or refused in a sentence that names it."""
    assert damaged.judge(name, odd.Drawn(data)) in ("result", "refused")


def test_fragments_are_read():
    """Whatever stands behind the # is read as a name and pairs of texts, and numbers of these."""
    data = {"rules": RULES, "seed": 1, "count": 20_000, "links": LINKS}
    assert in_node(FRAGMENTS, json.dumps(data), "playground/link.js") == []


def test_a_reader_that_fails_is_found():
    """The rules find a reader that throws, and one that returns something else."""
    data = json.dumps({"rules": RULES, "seed": 1, "count": 50, "links": LINKS})
    for reader in ("() => decodeURIComponent('%')", "() => ['x', [['', 'y']]]"):
        call = FRAGMENTS.replace("(link, data) =>", "(_, data) =>").replace(
            "faults(link", f"faults({{ read: {reader}, number: Number }}"
        )
        assert len(in_node(call, data, "playground/link.js")) == 50


@pytest.mark.parametrize("piece", ["25", " ", ".", "x=1&"])
def test_a_long_fragment_is_cut(piece):
    """What is longer than any link is cut to 4,096 letters: reading takes their square."""
    link = f"#playground?eta=%{piece * 10_000}x"
    pairs = in_node(
        "(l, [long, cut]) => [l.read(long), l.read(cut)]",
        json.dumps([link, link[:4096]]),
        "playground/link.js",
    )
    assert pairs[0] == pairs[1]


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (lambda gamma: 1 // 0, "undocumented ZeroDivisionError"),
        (lambda gamma: int("x"), "let through ValueError"),
        (lambda gamma: POSITIVE("x", -1), "names no argument"),
        (lambda gamma: np.float64(1e308) * 10, "RuntimeWarning: overflow"),
        (
            lambda gamma: (d2l.plt.figure(), POSITIVE("gamma", -1)),
            "a figure was left open",
        ),
    ],
)
def test_what_is_not_allowed_is_found(broken, message, monkeypatch):
    """An undocumented error or warning, one let through or nameless, and a half figure."""
    with pytest.raises(fuzzing.Finding, match=message):
        judge_as_it_is(monkeypatch, broken, 0.5)


def judge_as_it_is(patch, function, *args):
    """Judge one call of a function that is in the place of another, with these arguments."""
    call = inspect.signature(function).bind(*args)
    patch.setitem(fuzzing.FUNCTIONS, "half_life", function)
    patch.setattr(fuzzing, "call_of", lambda name: call)
    patch.setattr(fuzzing, "doc", lambda name: ("", set()))
    patch.setattr(fuzzing, "change", lambda call, source: None)
    fuzzing.judge("half_life", None)


def test_a_changed_argument_is_found(monkeypatch):
    """An argument that is changed before another is refused is a finding."""

    def broken(gamma):
        gamma[0] = 1.0
        POSITIVE("gamma", -1)

    with pytest.raises(fuzzing.Finding, match="an argument was changed before"):
        judge_as_it_is(monkeypatch, broken, [0.5])


ITSELF = odd.itself()
FOUND = {  # by fuzzing, each once wrong: an error of Python's or NumPy's, a hang, a warning
    "a list that holds itself": (lambda: d2l.leaky_average(ITSELF, 0.5), "values"),
    "3,000 lists in each other": (lambda: d2l.leaky_average(odd.deep(), 0.5), "values"),
    "a number of 5,001 digits": (lambda: d2l.half_life(10**5000), "gamma"),
    "a longdouble that is 0 as a float": (
        lambda: d2l.scaled_epsilon(np.longdouble("1e-4000"), 1.0),
        "eta",
    ),
    "a square above the largest float": (
        lambda: d2l.cyclic_drift(1e200, 3, 0.5),
        "large",
    ),
    "an angle that overflows doubled": (lambda: d2l.f_2d_hessian(1.7e308), "angle"),
    "shapes that do not go together": (
        lambda: d2l.rounded([1, 2, 3], [8, 8]),
        "values",
    ),
    "chances that sum to 0": (lambda: d2l.rest_point([0, 1], [0, 0], 0.5), "chances"),
    "an integral of 10^17 nodes": (
        lambda: d2l.rest_point([0, 1], [0.5] * 2, 1e-300),
        "gamma",
    ),
    "a run of 10^17 steps": (lambda: d2l.measured_exits(1 - 2**-53, 0.5), "gamma"),
    "a problem that is a dict": (lambda: d2l.tuned_races({}, 1000), "problem"),
    "steps that are no period": (lambda: d2l.swing_losses("noisy bowl", 1500), "steps"),
    "losses that are words": (lambda: d2l.leaps(["a"]), "losses"),
    "limits below 0": (lambda: d2l.spiking_networks([0.9], 3, clip=-1), "clip"),
    "a learning rate that is a dict": (lambda: d2l.train_full_batch(eta={}), "eta"),
    "a draw of another size": (
        lambda: d2l.stream_means(lambda rng, size: np.ones(3), [0.9]),
        "draw",
    ),
    "an image that is nothing": (lambda: fashion.decode_idx(b"\0\0\x08"), "content"),
    "axes that are no axes": (lambda: d2l.legend_below(3), "ax"),
    "a scale that is none": (lambda: d2l.plot([1, 2], xscale="x"), "xscale"),
    "a format that is none": (lambda: d2l.plot([1, 2], fmts=["x?"]), "fmts"),
    "a property that is none": (
        lambda: d2l.plot_curves([1], {"a": [1]}, xlable=""),
        "labels",
    ),
    "a figure of 10^308 inches": (lambda: d2l.set_figsize((1e308, 2)), "figsize"),
    "no array to change": (
        lambda: d2l.rmsprop_update_(
            None, *np.ones((2, 1)), eta=1.0, gamma=0.5, eps=1.0
        ),
        "x",
    ),
}


@pytest.mark.parametrize(("call", "name"), FOUND.values(), ids=FOUND)
def test_what_fuzzing_found_is_refused(call, name):
    """What was found is refused by the argument's name, and no figure is left."""
    with pytest.raises((TypeError, ValueError), match=rf"\b{name}\b"):
        call()
    assert d2l.plt.get_fignums() == []


def test_numbers_that_compute_as_floats_are_taken():
    """NumPy's other numbers, and whole ones that no float holds, are taken as floats."""
    assert POSITIVE("eta", np.float16(0.5)) == 0.5
    assert POSITIVE("eta", 2**63) == 2.0**63
    assert type(POSITIVE("eta", np.longdouble(0.1))) is float
    assert POSITIVE("eta", 0.4) is POSITIVE("eta", 3) is None


def test_any_value_can_be_shown():
    """What cannot be written is named by its class; what is long is cut, in one line."""
    assert len(shown(odd.deep())) <= 204  # from Python 3.13 on it can be written
    assert shown(10**5000) == "<int>"
    assert shown(Fraction(1, 3)) == "Fraction(1, 3)"
    assert shown(np.eye(2)) == "array([[1., 0.], [0., 1.]])"
    assert len(shown("x" * 1000)) == 204


def test_an_archive_that_grows_is_refused(tmp_path):
    """72 KB of which 70 MB would come are refused before they are made."""
    (tmp_path / "bomb.gz").write_bytes(damaged.BOMB)
    with pytest.raises(ValueError, match="bomb.gz has more than 67,108,864 bytes"):
        fashion._read_idx(tmp_path / "bomb.gz", "", "")


def test_a_huge_file_is_not_read(tmp_path):
    """A file that is longer than a right one can be is refused for that, its rest unread."""
    (tmp_path / "huge.dat").write_bytes(bytes(1_000_001))
    with pytest.raises(ValueError, match="huge.dat has more than 1,000,000 bytes"):
        d2l.load_airfoil(tmp_path / "huge.dat")


def archive(compression, **parts):
    """Return the bytes of a ZIP archive of NumPy's files."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as made:
        for name, array in parts.items():
            part = io.BytesIO()
            np.save(part, array)
            made.writestr(f"{name}.npy", part.getvalue())
    return content.getvalue()


HEAD = json.dumps({"settings": {}, "step": 1})
HOSTILE = {
    "compressed": (zipfile.ZIP_DEFLATED, {"head": HEAD, "losses": [0.5]}, "compressed"),
    "a step that is a word": (
        0,
        {"head": HEAD.replace("1", '"x"'), "losses": []},
        "step",
    ),
    "a head that is a number": (0, {"head": "3", "losses": []}, "subscriptable"),
    "no losses": (0, {"head": HEAD}, "losses"),
    "words for weights": (
        0,
        {"head": HEAD, "losses": [], "weight_0": "x", "state_0": 1},
        "weig",
    ),
}


@pytest.mark.parametrize(
    ("compression", "parts", "message"), HOSTILE.values(), ids=HOSTILE
)
def test_a_hostile_checkpoint_is_refused(tmp_path, compression, parts, message):
    """An archive that is no checkpoint of ours is refused, and says why."""
    path = tmp_path / "c.npz"
    path.write_bytes(archive(compression, **parts))
    with pytest.raises(
        ValueError, match=f"c.npz is no checkpoint of a training: .*{message}"
    ):
        read_checkpoint(path)


def test_a_checkpoint_is_read(tmp_path):
    """The same archive, right, is read."""
    path = tmp_path / "c.npz"
    path.write_bytes(archive(0, head=HEAD, losses=[], weight_0=[1.0], state_0=[0.0]))
    assert read_checkpoint(path).step == 1
