"""What every test shares: figures without a screen, closed after each test."""

import matplotlib
import pytest
from hypothesis import settings

matplotlib.use("agg")
# A loaded machine is no failure.
settings.register_profile("book", deadline=None)
settings.load_profile("book")

FIRST, LAST = "test_gallery.py", "test_comparing.py"  # runs the scripts, waits for them


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Let workers share the scripts and the visits; keep the tests of another file together."""
    for item in items:
        if item.path.name != FIRST and item.path.parent.name != "browser":
            item.add_marker(pytest.mark.xdist_group(item.path.name))
    items.sort(key=lambda item: (item.path.name != FIRST, item.path.name == LAST))


@pytest.fixture(autouse=True)
def _close_figures():
    """Start each test with matplotlib's own settings and leave no figure open."""
    import matplotlib.pyplot as plt

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.use("agg")
        yield
    plt.close("all")


@pytest.fixture
def numpy_mode():
    """Compute with MXNet's arrays and optimizers as a reader who called ``npx.set_np()``."""
    from rmsprop_tut._mxnet import numpy_mode

    with numpy_mode():
        yield
