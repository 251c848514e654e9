"""How low a constant learning rate gets under noise."""

import numpy as np
import pytest

import rmsprop_tut as d2l


@pytest.mark.parametrize("curvatures", [(0.2, 4.0), (1.0,), (0.5, 1.0, 2.0)])
@pytest.mark.parametrize("batch", [1, 16])
def test_the_level_where_noise_rules(curvatures, batch):
    """Far above the gradient's size it is (η/4) Σ 1/√B, whatever the curvatures."""
    level = d2l.noise_floor(0.002, 0.999, batch, curvatures=curvatures, steps=20_000)
    formula = 0.002 / 4 * len(curvatures) / np.sqrt(batch)
    assert float(level) == pytest.approx(formula, rel=0.1)


def test_settings_run_side_by_side():
    """Settings run on the same noise: one alone gives what it gives among others."""
    many = d2l.noise_floor([[0.01], [0.02]], [0.9, 0.99], 4, steps=200)
    alone = d2l.noise_floor(0.02, 0.99, 4, steps=200)
    assert many.shape == (2, 2)
    assert many[1, 1] == alone


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((-1, 0.9, 1), "etas"),
        ((0.1, 1.1, 1), "gammas"),
        ((0.1, 0.9, 0), "batches"),
        (([0.1, 0.2], [0.9, 0.9, 0.9], 1), "etas, gammas and batches"),
    ],
)
def test_what_fits_nothing_is_refused(given, words):
    """A setting out of range, or of a shape that does not go with the others, is refused."""
    with pytest.raises(ValueError, match=words):
        d2l.noise_floor(*given)
