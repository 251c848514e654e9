"""Steps that a library's algorithm takes along gradients that are given."""

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.core.libraries import LIBRARIES


@pytest.mark.parametrize("library", LIBRARIES)
def test_along_its_own_gradients_it_is_the_path(library):
    """Along the gradients of a path the steps are the path's, for each library."""
    rate = next(a.name for a in LIBRARIES[library].arguments if a.option == "eta")
    path = d2l.library_path(library, {rate: 0.1}, steps=10)
    gradients = [d2l.f_2d_grad(*point) for point in path[:-1]]
    steps = d2l.library_steps(library, {rate: 0.1}, gradients)
    assert steps == pytest.approx(-np.diff(path, axis=0), rel=1e-9, abs=1e-14)


def test_a_rate_multiplies_the_learning_rate():
    """rate(t) multiplies the learning rate at the step t, without momentum each step."""
    g = np.random.default_rng(0).standard_normal((20, 3))
    plain = d2l.library_steps("pytorch", {}, g)
    steps = d2l.library_steps("pytorch", {}, g, rate=lambda t: 1 / t)
    assert steps == pytest.approx(plain / np.arange(1, 21)[:, None], rel=1e-9)


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
def test_the_numbers_are_kept_as_asked(dtype):
    """The steps are of the dtype in which weights and state are kept."""
    steps = d2l.library_steps("mxnet", {}, [[1.0, -2.0]], dtype=dtype)
    assert steps.dtype == dtype
    assert steps[0] == pytest.approx([0.00316, -0.00316], rel=2e-3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"gradients": [1.0, 2.0]}, "^gradients must have the shape"),
        ({"gradients": [[np.nan]]}, "each of gradients must be finite"),
        ({"library": "torch"}, "library"),
        ({"settings": {"rho": 0.9}}, "rho"),
        ({"dtype": "bfloat16"}, "dtype"),
        ({"rate": lambda t: -1.0}, r"rate\(1\)"),
    ],
)
def test_what_fits_nothing_is_refused(options, words):
    """What a library does not have, or is no gradient, is refused with its name."""
    given = {"library": "pytorch", "settings": {}, "gradients": [[1.0]]} | options
    places = [given.pop(name) for name in ("library", "settings", "gradients")]
    with pytest.raises((ValueError, TypeError), match=words):
        d2l.library_steps(*places, **given)
