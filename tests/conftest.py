"""What every test shares: figures without a screen, closed after each test."""

import matplotlib
import pytest
from hypothesis import settings

matplotlib.use("agg")
# A loaded machine is no failure.
settings.register_profile("book", deadline=None)
settings.load_profile("book")


@pytest.fixture(autouse=True)
def _close_figures():
    """Start each test with matplotlib's own settings and leave no figure open."""
    import matplotlib.pyplot as plt

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.use("agg")
        yield
    plt.close("all")
