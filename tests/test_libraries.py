"""What the libraries mean by RMSProp, the paths they take, and translations between them."""

import ast
import dataclasses
import inspect
import json
import math
import re
import warnings

import mx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import settings_of

import rmsprop_tut as d2l
from rmsprop_tut.core.conventions import Convention, one_divisor, same_path
from rmsprop_tut.core.libraries import LIBRARIES, Argument, Library
from rmsprop_tut.core.objectives import CURVATURES, START
from rmsprop_tut.lab.peers import peers_record
from rmsprop_tut.lab.translation import REASONS

needs_mxnet = pytest.mark.usefixtures("numpy_mode")


def with_rate(library, **settings):
    """Return settings with the rate 0.4, by the library's name for it."""
    names = {a.option: a.name for a in LIBRARIES[library].arguments}
    return {names["eta"]: 0.4, **settings}


DEFAULTS = {
    "mxnet": Convention(0.4, 0.9, 1e-8, clip_first=False),
    "mxnet2": Convention(0.4, 0.9, 1e-8, eps_inside=False),
    "pytorch": Convention(0.4, 0.99, 1e-8, eps_inside=False, rate_inside=False),
    "keras": Convention(0.4, 0.9, 1e-7, decoupled=True),
    "tensorflow1": Convention(0.4, 0.9, 1e-10, initial=1.0),
    "optax": Convention(0.4, 0.9, 1e-8),
    "jax": Convention(0.4, 0.9, 1e-8),
    "jax-momentum": Convention(0.4, 0.9, 1e-8, momentum=0.9),
    "autograd": Convention(0.4, 0.9, 1e-8, eps_inside=False, initial=1.0),
    "chainer": Convention(0.4, 0.99, 1e-8, eps_inside=False),
    "chainer-graves": Convention(0.4, 0.95, 1e-4, centred=True, momentum=0.9),
    "dqn": Convention(0.4, 0.95, 0.01, centred=True),
    "tieleman-hinton": Convention(0.4, 0.9, 0.0),
    "graves": Convention(0.4, 0.95, 1e-4, centred=True, momentum=0.9),
}


def test_every_library_stands_in_the_table():
    """Each record is kept by its own name, and is read as the list here says."""
    assert {name: LIBRARIES[name].name for name in LIBRARIES} == {
        n: n for n in DEFAULTS
    }


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_title_has_the_name_that_a_call_takes(name):
    """Whoever knows a library's name in a call finds its title on the page by it."""
    word = re.match("[a-z]+", name)[0]
    assert re.search(rf"\b{word}", LIBRARIES[name].title.lower())


@pytest.mark.parametrize("name", DEFAULTS)
def test_defaults_are_read_as_the_source_has_them(name):
    """A library's defaults stand for the convention that its source has."""
    assert LIBRARIES[name].convention(with_rate(name)) == DEFAULTS[name]


def test_centred_mxnet_has_momentum_and_plain_mxnet_has_none():
    """In MXNet gamma2 acts only when centred; in MXNet 2 ε then moves into the root."""
    one, two = LIBRARIES["mxnet"].convention, LIBRARIES["mxnet2"].convention
    assert one({"gamma2": 0.5}).momentum == two({"momentum": 0.5}).momentum == 0
    assert one({"centered": True}).momentum == two({"centered": True}).momentum == 0.9
    assert two({"centered": True}).eps_inside


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_record_is_plain_data(name):
    """The records are data alone: JSON gives each back, and it names no unknown option."""
    library = LIBRARIES[name]
    data = json.loads(json.dumps(dataclasses.asdict(library), allow_nan=False))
    arguments = tuple(Argument(**a) for a in data.pop("arguments"))
    data["elsewhere"] = tuple(data["elsewhere"])
    assert Library(arguments=arguments, **data) == library
    options = {a.option for a in library.arguments} | {*library.fixed, *library.follows}
    assert options <= {f.name for f in dataclasses.fields(Convention)}
    assert "{arguments}" in library.code
    assert library.source


@needs_mxnet
def test_mxnets_record_has_the_live_arguments():
    """MXNet's record has the arguments and the defaults of the class that is installed."""
    library, live = LIBRARIES["mxnet"], {}
    for owner in (mx.optimizer.Optimizer, mx.optimizer.RMSProp):
        live |= inspect.signature(owner.__init__).parameters
    assert set(live) - {"self", "kwargs"} == {*library.defaults, *library.elsewhere}
    assert {n: live[n].default for n in library.defaults} == library.defaults


SIGNATURES = {  # of the versions in the table, but for parameters and gradients
    "autograd": "callback num_iters step_size gamma eps",
    "chainer": "lr alpha eps eps_inside_sqrt",
    "chainer-graves": "lr alpha momentum eps",
    "jax": "step_size gamma eps",
    "jax-momentum": "step_size gamma eps momentum",
    "keras": "learning_rate rho momentum epsilon centered weight_decay clipnorm clipvalue "
    "global_clipnorm use_ema ema_momentum ema_overwrite_frequency loss_scale_factor "
    "gradient_accumulation_steps name",
    "mxnet2": "learning_rate rho momentum epsilon centered clip_weights use_fused_step wd "
    "rescale_grad param_idx2name clip_gradient lr_scheduler sym begin_num_update "
    "multi_precision param_dict aggregate_num",
    "optax": "learning_rate decay eps initial_scale eps_in_sqrt centered momentum nesterov "
    "bias_correction",
    "pytorch": "lr alpha eps weight_decay momentum centered capturable foreach maximize "
    "differentiable",
    "tensorflow1": "learning_rate decay momentum epsilon use_locking centered name",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_record_has_the_arguments_of_its_source(name):
    """What a library has and the book does not follow is refused by name; there is no more."""
    library = LIBRARIES[name]
    named = {argument.name for argument in library.arguments}
    assert named | {*library.elsewhere} == set(SIGNATURES[name].split())


@needs_mxnet
def test_mxnet_2_kept_what_its_optimizers_share():
    """What MXNet 2 has beside the step's own arguments MXNet 1 has, but for two, of fused steps."""
    shared = inspect.signature(mx.optimizer.Optimizer.__init__).parameters
    assert {*LIBRARIES["mxnet2"].elsewhere} - {*shared} == {
        "aggregate_num",
        "use_fused_step",
    }


def mxnets_path(options, steps=20):
    """Return the path of MXNet's own optimizer on the chapter's quadratic."""
    optimizer = mx.optimizer.RMSProp(**options)
    weight = mx.np.array(START, dtype="float32").as_nd_ndarray()
    state, points = optimizer.create_state(0, weight), [weight.asnumpy()]
    for _ in range(steps):
        g = weight * mx.np.array(CURVATURES, dtype="float32").as_nd_ndarray()
        optimizer.update(0, weight, g, state)
        points.append(weight.asnumpy())
    return np.array(points)


@needs_mxnet
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"gamma2": 0.1},
        {"epsilon": 0.1},
        {"gamma1": 0.99, "centered": True},
        {"gamma2": 0.5, "centered": True, "epsilon": 0.1},
        {"wd": 0.3},
        {"clip_gradient": 0.5},
        {"clip_gradient": 0.5, "wd": 0.3},
        {"clip_gradient": 2.0, "wd": 0.9, "centered": True, "epsilon": 1.0},
        {"clip_weights": 1.0},
        {"clip_weights": 1.0, "centered": True, "epsilon": 1.0},
        {"clip_gradient": 0.0, "clip_weights": 0.0},
    ],
    ids=str,
)
def test_the_path_is_that_of_the_live_mxnet(options):
    """MXNet's own optimizer takes the path of its record, to float32 rounding.

    Within 20 steps rounding moved no point by more than 4e-6, where one is 5 from the origin.
    """
    options = {"learning_rate": 0.1, **options}
    ours = d2l.library_path("mxnet", options)
    np.testing.assert_allclose(mxnets_path(options), ours, rtol=0, atol=1e-5)


def test_the_reference_path():
    """The path of MXNet at the chapter's settings is the chapter's, to the last bit."""
    path = d2l.library_path("mxnet", {"learning_rate": 0.4, "epsilon": 1e-6})
    assert path.tolist() == [list(s[:2]) for s in d2l.run_2d(d2l.rmsprop_2d, 20)]


def test_a_path_of_your_own():
    """A path starts where you say, on your own objective, for as long as you say."""
    path = d2l.library_path(
        "optax",
        {"learning_rate": 0.1},
        start=[3, 4],
        grad=lambda x1, x2: (1.0, 0.0 * x2 + 1e-3),
        steps=7,
    )
    assert path.shape == (8, 2)
    assert path[0].tolist() == [3, 4]
    assert path[1, 0] == pytest.approx(3 - 0.1 * math.sqrt(10))


def test_a_path_that_leaves_the_numbers_warns_once():
    """A run that leaves the finite numbers says so once, whatever its arithmetic said."""
    with pytest.warns(RuntimeWarning, match="at step 1") as said:
        path = d2l.library_path(
            "tieleman-hinton", {"eta": 0.4}, grad=lambda x1, x2: (0.0, 0.0)
        )
    assert len(said) == 1
    assert np.isnan(path[1:]).all()


BAD = {
    "an unknown library": (
        "jaxx",
        {},
        ValueError,
        r"library has unknown names.*pytorch",
    ),
    "no library": (3, {}, TypeError, "^library must be of the class str, not 3"),
    "another's argument": (
        "keras",
        {"alpha": 0.9},
        ValueError,
        r"settings has unknown names \['alpha'\]; allowed are .*'rho'",
    ),
    "one not followed": (
        "keras",
        {"clipnorm": 1.0},
        ValueError,
        r"\['clipnorm'\].*Keras 3",
    ),
    "one missing": ("optax", {}, ValueError, r"settings lacks \['learning_rate'\]"),
    "out of range": (
        "pytorch",
        {"alpha": 1.5},
        ValueError,
        r"settings\['alpha'\] must be a",
    ),
    "negative": (
        "pytorch",
        {"lr": -1},
        ValueError,
        r"settings\['lr'\] must be non-neg",
    ),
    "no number": (
        "pytorch",
        {"lr": "0.1"},
        TypeError,
        r"settings\['lr'\] must be a number",
    ),
    "no flag": (
        "keras",
        {"centered": 1},
        TypeError,
        r"settings\['centered'\] must be of",
    ),
    "None": (
        "pytorch",
        {"momentum": None},
        TypeError,
        r"settings\['momentum'\] must be",
    ),
    "no dict": ("pytorch", [0.1], TypeError, "^settings must be a dict"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_settings_are_refused_by_name(name):
    """An argument that a library has not, or a value out of range, is refused by name."""
    library, given, error, words = BAD[name]
    words = words if words.startswith("\\[") else f"^{words}"
    with pytest.raises(error, match=words):
        d2l.library_path(library, given)
    words = words.replace("library has", "from_ has").replace(
        "library must", "from_ must"
    )
    with pytest.raises(error, match=words):
        d2l.translate(given, library, "pytorch")


def test_an_unknown_target_is_refused():
    """A library to translate to that is unknown is refused with those known."""
    with pytest.raises(
        ValueError, match=r"^to has unknown names \['tf'\].*'tensorflow1'"
    ):
        d2l.translate({}, "pytorch", "tf")


ONE_DIVISOR = {  # whose paths are gradient descent's, with these rates
    "γ = 1, ε outside": ("pytorch", {"lr": 1e-4, "alpha": 1, "eps": 1e-3}, 0.1),
    "γ = 1, a state from one": ("tensorflow1", {"learning_rate": 0.1, "decay": 1}, 0.1),
    "centred, γ = 0": (
        "keras",
        {"learning_rate": 0.01, "rho": 0, "centered": True, "epsilon": 0.01},
        0.1,
    ),
}


@pytest.mark.parametrize("name", ONE_DIVISOR)
@pytest.mark.parametrize("other", ["keras", "jax", "optax", "chainer", "pytorch"])
def test_one_divisor_is_carried_over(name, other):
    """With γ = 1, or centred with γ = 0, it is gradient descent, and the divisor becomes an ε."""
    one, given, rate = ONE_DIVISOR[name]
    found = d2l.translate(given, one, other)
    path = d2l.library_path(other, found.settings)
    descent = (
        np.array(START) * (1 - rate * np.array(CURVATURES)) ** np.arange(21)[:, None]
    )
    assert path == pytest.approx(descent, rel=1e-8)
    assert found.exact
    assert found.distance < 1e-12


def test_where_one_divisor_is_not_found_it_says_so():
    """That no setting was found is then no proof that there is none, and the answer says so."""
    given = {"learning_rate": 0.01, "rho": 1, "epsilon": 0.01}
    found = d2l.translate(given, "keras", "tensorflow1")
    same = {"learning_rate": 0.01, "decay": 0, "centered": True, "epsilon": 0.01}
    paths = d2l.library_path("keras", given), d2l.library_path("tensorflow1", same)
    assert paths[0] == pytest.approx(paths[1], rel=1e-12)
    assert not found.exact
    assert "other settings may do the same" in found.why


def test_elsewhere_it_is_no_gradient_descent():
    """PyTorch's γ below 1, and a centred γ above 0, are not said to be gradient descent."""
    for moves in ({"alpha": 0.999}, {"alpha": 0}, {"alpha": 0.5, "centered": True}):
        assert "descent" not in d2l.translate(moves, "pytorch", "keras").why


def test_a_fit_can_come_nearer_and_misleads_elsewhere():
    """A fit can come nearer on these 20 steps; with the objective times 100 it misleads."""
    fitted = {"step_size": 3.4585, "gamma": 0.4559, "eps": 0.2493}
    carried = dict(d2l.translate({"lr": 0.4}, "pytorch", "autograd").settings)

    def apart(settings, **problem):
        paths = [
            d2l.library_path(*case, **problem)
            for case in (("pytorch", {"lr": 0.4}), ("autograd", settings))
        ]
        return np.hypot(*(paths[0] - paths[1]).T).max()

    assert apart(fitted) < 2 < 4 < apart(carried)
    steep = {"grad": lambda x1, x2: (20 * x1, 400 * x2)}
    assert 100 * apart(carried, **steep) < apart(fitted, **steep)


names = st.sampled_from(sorted(LIBRARIES))


@st.composite
def translations(draw):
    """Return settings, the library that they are of, and another one."""
    name = draw(names)
    return draw(settings_of(LIBRARIES[name])), name, draw(names)


@given(translations())
@settings(max_examples=200)
def test_a_translation_is_what_it_says(case):
    """The distance is that of the two paths; it is exact where they are one algorithm."""
    given, one, other = case
    found = d2l.translate(given, one, other)
    paths = quiet_paths((one, given), (other, found.settings))
    if np.isfinite(paths).all():
        apart = np.hypot(*(paths[0] - paths[1]).T).max()
        assert found.distance == pytest.approx(apart, rel=1e-9, abs=1e-150)
    cases = (one, given), (other, found.settings)
    assert found.exact == same_path(*(LIBRARIES[n].convention(s) for n, s in cases))
    begins = "The same path" if found.exact else "No setting of "
    assert found.why.startswith(begins)
    assert found.exact or " was found that does the same: " in found.why
    assert found.code == LIBRARIES[other].call(found.settings)


def quiet_paths(*cases):
    """Return paths without the warning of those that leave the finite numbers."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.array([d2l.library_path(*case) for case in cases])


@given(translations())
def test_to_itself_it_is_exact(case):
    """A translation to the library itself is exact, and the next changes nothing."""
    given, one, _ = case
    found = d2l.translate(given, one, one)
    assert found.exact
    assert d2l.translate(found.settings, one, one).settings == found.settings


@given(translations())
@settings(max_examples=200)
def test_there_and_back(case):
    """Where a translation is exact, the way back gives the same settings and distance.

    Gradient descent by another name is left out: several settings are one there.
    """
    given, one, other = case
    start = d2l.translate(given, one, one).settings
    there = d2l.translate(start, one, other)
    if there.exact and not one_divisor(LIBRARIES[one].convention(start)):
        back = d2l.translate(there.settings, other, one)
        assert back.exact
        assert back.settings == start
        assert back.distance == there.distance


EXACT = {
    "momentum outside the rate is momentum inside it": (
        {"lr": 0.01, "momentum": 0.9, "eps": 0.0},
        ("pytorch", "keras"),
        {"learning_rate": 0.01, "rho": 0.99, "momentum": 0.9, "epsilon": 0.0},
    ),
    "without ε its place does not matter": (
        {"lr": 0.01, "eps": 0.0},
        ("pytorch", "mxnet"),
        {"learning_rate": 0.01, "gamma1": 0.99, "epsilon": 0.0},
    ),
    "optax can do all of PyTorch but weight decay": (
        {"lr": 0.1, "alpha": 0.9, "centered": True, "momentum": 0.5},
        ("pytorch", "optax"),
        {"learning_rate": 0.1, "decay": 0.9, "eps_in_sqrt": False, "centered": True}
        | {"momentum": 0.5, "eps": 1e-8},
    ),
    "optax starts from 1 if it is told to": (
        {"learning_rate": 0.1},
        ("tensorflow1", "optax"),
        {"initial_scale": 1.0, "eps": 1e-10, "decay": 0.9},
    ),
    "autograd in optax": (
        {"step_size": 0.1},
        ("autograd", "optax"),
        {"initial_scale": 1.0, "eps_in_sqrt": False},
    ),
    "weight decay": (
        {"lr": 0.1, "weight_decay": 0.01, "eps": 0.0},
        ("pytorch", "mxnet"),
        {"wd": 0.01},
    ),
    "Graves's is centred MXNet": (
        {},
        ("graves", "mxnet"),
        {"learning_rate": 1e-4, "gamma1": 0.95, "gamma2": 0.9, "epsilon": 1e-4}
        | {"centered": True},
    ),
    "DQN's is centred Keras": (
        {},
        ("dqn", "keras"),
        {"learning_rate": 0.00025, "rho": 0.95, "epsilon": 0.01, "centered": True},
    ),
    "centred MXNet without gamma2 is centred Keras": (
        {"centered": True, "gamma2": 0.0},
        ("mxnet", "keras"),
        {"centered": True, "epsilon": 1e-8, "momentum": 0.0},
    ),
}


@pytest.mark.parametrize("name", EXACT)
def test_a_setting_for_the_same_path_is_found(name):
    """If a setting of the other library gives the same path, it is found."""
    given, (one, other), expected = EXACT[name]
    found = d2l.translate(given, one, other)
    assert found.exact
    assert found.distance < 1e-12
    assert expected.items() <= found.settings.items()


NEAREST = {
    "ε in the root": ("pytorch", "keras", {"lr": 0.4}, "it adds ε inside the root"),
    "ε out of it": ("keras", "pytorch", {}, "it adds ε outside the root"),
    "no momentum": ("keras", "chainer", {"momentum": 0.9}, "it has no momentum"),
    "momentum if centred": ("pytorch", "mxnet", {"momentum": 0.9}, "only when centred"),
    "always centred": ("pytorch", "graves", {}, "it is always centred"),
    "not centred": ("pytorch", "jax", {"centered": True}, "it has no centred form"),
    "s from 1": ("pytorch", "tensorflow1", {}, "its state starts from 1"),
    "s from 0": (
        "tensorflow1",
        "keras",
        {"learning_rate": 1.0},
        "its state starts from 0",
    ),
    "corrected": (
        "optax",
        "keras",
        {"learning_rate": 0.1, "bias_correction": True},
        "it has no bias correction",
    ),
    "Nesterov": (
        "optax",
        "keras",
        {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
        "its momentum does not look ahead",
    ),
    "decay": ("pytorch", "jax", {"weight_decay": 0.1}, "it has no weight decay"),
    "decay apart": (
        "pytorch",
        "keras",
        {"weight_decay": 0.1},
        "is apart from the gradient",
    ),
    "decay in it": (
        "keras",
        "pytorch",
        {"weight_decay": 0.1},
        "is part of the gradient",
    ),
    "clipping": (
        "keras",
        "pytorch",
        {"clipvalue": 1.0},
        "it does not clip the gradient",
    ),
    "clipping last": (
        "mxnet2",
        "mxnet",
        {"clip_gradient": 1.0, "wd": 0.1, "epsilon": 0.0},
        "clips the gradient after weight decay",
    ),
    "clipping first": (
        "mxnet",
        "mxnet2",
        {"clip_gradient": 1.0, "wd": 0.1, "epsilon": 0.0},
        "clips the gradient before weight decay",
    ),
    "weights": (
        "mxnet",
        "keras",
        {"clip_weights": 1.0},
        "it does not clip the weights",
    ),
    "γ of a paper": ("pytorch", "dqn", {}, "its γ cannot be set"),
    "ε of a paper": ("keras", "dqn", {}, "its ε cannot be set"),
    "no ε": ("keras", "tieleman-hinton", {}, "it has no ε"),
}


@pytest.mark.parametrize("name", NEAREST)
def test_what_no_argument_removes_is_named(name):
    """Where no setting gives the path, each difference that none removes is named."""
    one, other, given, words = NEAREST[name]
    found = d2l.translate(given, one, other)
    assert not found.exact
    assert words in found.why


def test_every_reason_has_a_case():
    """Each reason that a translation can give is one that some pair of libraries gives."""
    said = " ".join(words for *_, words in NEAREST.values())
    given = {d2l.translate(c[2], c[0], c[1]).why for c in NEAREST.values()}
    reasons = {words for pair in REASONS.values() for words in pair if words}
    assert said
    assert [r for r in sorted(reasons) if not any(r in why for why in given)] == []


@pytest.mark.parametrize(
    ("one", "name", "other", "its", "back"),
    [
        ("pytorch", "eps", "keras", "epsilon", math.sqrt),
        ("chainer", "eps", "jax", "eps", math.sqrt),
        ("keras", "epsilon", "pytorch", "eps", lambda eps: eps * eps),
        ("tensorflow1", "epsilon", "autograd", "eps", lambda eps: eps * eps),
    ],
)
@pytest.mark.parametrize("eps", [1e-150, 1e-16, 1e-8, 1e-3, 0.25, 3.0, 1e150])
def test_epsilon_is_carried_over_by_its_square_or_root(
    one, name, other, its, back, eps
):
    """Into the root ε goes as its square and out of it as its root, and why says so."""
    given = {**with_rate(one), name: eps}
    found = d2l.translate(given, one, other)
    assert back(found.settings[its]) == pytest.approx(eps, rel=1e-15, abs=0)
    how = "square" if back is math.sqrt else "root"
    assert f"ε is carried over by its {how}: along the same gradients" in found.why
    assert "√2" in found.why


@given(
    st.lists(st.floats(-100, 100), min_size=1, max_size=30),
    st.floats(-20, 4).map(lambda power: 10**power),
    st.sampled_from([("pytorch", "keras"), ("mxnet", "chainer"), ("mxnet2", "optax")]),
)
def test_no_step_differs_by_more_than_the_root_of_two(gradients, eps, pair):
    """With ε carried over, steps along the same gradients are within a factor of √2."""
    one, other = pair
    names = {a.option: a.name for a in LIBRARIES[one].arguments}
    given = {names["eta"]: 1.0, names["eps"]: eps}
    found = d2l.translate(given, one, other)
    column = np.array(gradients)[:, None]
    ours = np.abs(d2l.library_steps(one, given, column))
    theirs = np.abs(d2l.library_steps(other, found.settings, column))
    factor = math.sqrt(2) * (1 + 1e-12)
    assert (ours <= factor * theirs + 1e-300).all()
    assert (theirs <= factor * ours + 1e-300).all()


def test_pytorch_in_keras_is_near_on_small_gradients_too():
    """On 1e-7 f, where PyTorch's ε is far below the gradients, so is what Keras is given."""
    ours = {"lr": 0.4, "alpha": 0.9}
    found = d2l.translate(ours, "pytorch", "keras")
    small = {"grad": lambda x1, x2: (2e-8 * x1, 4e-7 * x2)}
    path = d2l.library_path("pytorch", ours, **small)
    off = d2l.library_path("keras", found.settings, **small) - path
    alike = {**found.settings, "epsilon": ours.get("eps", 1e-8)}
    worse = d2l.library_path("keras", alike, **small) - path
    assert np.hypot(*off.T).max() < 0.7
    assert np.hypot(*worse.T).max() > 5


@pytest.mark.parametrize(
    ("eps", "kept"), [(1e-200, 2.0**-1022), (1e200, 1.7976931348623157e308)]
)
def test_a_square_beyond_the_floats_is_the_nearest_they_hold(eps, kept):
    """A square that would be 0 or infinite is not written, and why says what is."""
    found = d2l.translate({"lr": 0.4, "eps": eps}, "pytorch", "keras")
    assert found.settings["epsilon"] == kept
    assert "The square of ε is beyond what floats hold in full" in found.why
    still = {"grad": lambda x1, x2: (0.0, 0.0)}
    assert np.ptp(
        d2l.library_path("keras", found.settings, **still), axis=0
    ).tolist() == [0, 0]


def test_an_epsilon_of_zero_stays_zero():
    """Without ε there is nothing to carry over."""
    found = d2l.translate({"lr": 0.4, "eps": 0.0}, "pytorch", "keras")
    assert found.settings["epsilon"] == 0
    assert "carried" not in found.why


@given(translations())
def test_centring_is_never_switched_on(case):
    """A translation is centred if that was asked for, or if the library is always centred."""
    given, one, other = case
    asked = LIBRARIES[one].convention(given)
    got = LIBRARIES[other].convention(d2l.translate(given, one, other).settings)
    assert asked.centred or not got.centred or LIBRARIES[other].fixed.get("centred")


@pytest.mark.parametrize("other", ["mxnet", "mxnet2"])
def test_momentum_that_needs_centring_is_left_out(other):
    """PyTorch's momentum is left out in MXNet, and η or η/(1 - μ) is taken."""
    ours = {"lr": 0.01, "momentum": 0.9}
    found = d2l.translate(ours, "pytorch", other)
    assert not found.settings["centered"]
    assert found.settings["learning_rate"] in (0.01, 0.01 / (1 - 0.9))
    assert "its momentum acts only when centred" in found.why
    assert "η/(1 - momentum)" in found.why


def test_a_lost_momentum_tries_the_rate_of_a_constant_gradient():
    """Where there is no momentum, η and η/(1 - μ) are tried."""
    ours = {"learning_rate": 0.01, "momentum": 0.9, "epsilon": 1e-8}
    found = d2l.translate(ours, "keras", "jax")
    assert found.settings["step_size"] == pytest.approx(0.1)
    assert "η/(1 - momentum)" in found.why


def test_the_code_is_what_one_pastes():
    """The line holds the rate, γ and ε, and what is not at the library's default."""
    found = d2l.translate({"lr": 0.4, "momentum": 0.9}, "pytorch", "optax")
    assert str(found).startswith(
        "optax.rmsprop(learning_rate=0.4, decay=0.99, eps=1e-08, "
        "eps_in_sqrt=False, momentum=0.9)\n"
    )


@pytest.mark.parametrize("name", ["mxnet", "pytorch", "keras", "optax"])
def test_the_line_to_paste_is_python(name):
    """The line of a Python library is one call that Python can read."""
    call = ast.parse(LIBRARIES[name].call(with_rate(name))).body[0].value
    given = {k.arg: ast.literal_eval(k.value) for k in call.keywords}
    full = LIBRARIES[name].complete(given)
    assert full == LIBRARIES[name].complete(with_rate(name))


def test_the_line_for_dqn_is_of_its_script():
    """DQN's program was started with its settings in a shell's variable, agent_params."""
    assert LIBRARIES["dqn"].call({"lr": 0.001}).startswith('agent_params="lr=0.001')


def test_numbers_are_written_alike():
    """Whole numbers and NumPy's are written as the float that they are."""
    given = {"lr": 1, "alpha": np.float32(0.5), "centered": True}
    assert LIBRARIES["pytorch"].call(given) == (
        "torch.optim.RMSprop(params, lr=1.0, alpha=0.5, eps=1e-08, centered=True)"
    )


def test_what_is_switched_off_is_ignored():
    """PyTorch's ``opt.defaults`` pass as they are; an argument that acts is still refused."""
    off = {"capturable": False, "differentiable": False, "foreach": None}
    given = {"lr": 0.4, "alpha": 0.99, "eps": 1e-8, "momentum": 0, "weight_decay": 0}
    ours = {**given, "centered": False, "maximize": np.False_, **off}
    path = d2l.library_path("pytorch", ours)
    assert path.tolist() == d2l.library_path("pytorch", {"lr": 0.4}).tolist()
    assert d2l.translate(ours, "pytorch", "keras") == d2l.translate(
        {"lr": 0.4}, "pytorch", "keras"
    )
    for acting in ({"maximize": True}, {"foreach": 0}, {"capturable": 0.0}):
        with pytest.raises(ValueError, match="which PyTorch has"):
            d2l.library_path("pytorch", acting)


def test_flags_of_numpy_are_flags():
    """True and False of NumPy are those of Python, in a path, a translation and its line."""
    given, plain = {"centered": np.True_}, {"centered": True}
    path = d2l.library_path("keras", given)
    assert path.tolist() == d2l.library_path("keras", plain).tolist()
    found = d2l.translate(given, "keras", "mxnet")
    assert found == d2l.translate(plain, "keras", "mxnet")
    assert "centered=True" in LIBRARIES["keras"].call(given)


def test_what_makes_no_difference_here_is_said():
    """Clipping that never acts is no reason for another path on the chapter's run."""
    found = d2l.translate({"clipvalue": 100.0, "epsilon": 0.0}, "keras", "pytorch")
    assert (found.distance, found.exact) == (pytest.approx(0, abs=1e-12), False)
    assert found.why.endswith("On the chapter's run that makes no difference.")


@given(translations())
def test_a_rate_of_zero_goes_nowhere_in_any_library(case):
    """At a rate of 0 nothing moves: every translation is exact but for clipped weights."""
    given, one, other = case
    rate = {a.name: 0.0 for a in LIBRARIES[one].arguments if a.option == "eta"}
    found = d2l.translate({**given, **rate, **unboxed(one)}, one, other)
    assert found.exact
    assert found.distance == 0 or math.isinf(found.distance)


def unboxed(name):
    """Return the setting that clips no weights, of a library that can."""
    return {
        a.name: None for a in LIBRARIES[name].arguments if a.option == "clip_weights"
    }


ALIASES = {"mx": "mxnet", "tf": "tensorflow"}


@pytest.mark.parametrize("name", peers_record())
def test_the_line_to_paste_calls_what_was_recorded(name):
    """The line of a library that was run calls the very class or function that ran."""
    called = {entry["call"] for entry in peers_record()[name]["paths"]}
    if name == "mxnet":  # its paths are computed where it is
        called = {"mxnet.optimizer.RMSProp"}
    for library in (one for key, one in LIBRARIES.items() if key.startswith(name)):
        first, _, rest = library.code.partition("(")[0].partition(".")
        line = f".{ALIASES.get(first, first)}{rest and '.'}{rest}"
        assert any(f".{call}".endswith(line) for call in called), library.code


@pytest.mark.parametrize("name", ["tieleman-hinton", "graves"])
def test_an_equation_has_the_arguments_of_its_paper(name):
    """Where a paper stands for a library, its symbols are those of the equation."""
    library = LIBRARIES[name]
    symbols = set(re.findall(r"[a-z]+", library.code))
    assert {argument.name for argument in library.arguments} <= symbols
