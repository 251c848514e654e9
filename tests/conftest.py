"""What every test shares: figures without a screen, closed after each test; MXNet, or none."""

import warnings
from contextlib import nullcontext
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import matplotlib
import pytest
from hypothesis import HealthCheck, Phase, settings

matplotlib.use("agg")
# A loaded machine is no failure.
settings.register_profile(
    "book", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# Where code is broken on purpose: any example will do, and none is kept.
settings.register_profile(
    "mutants",
    settings.get_profile("book"),
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)
# Where all examples have been tried with other versions.
settings.register_profile("again", settings.get_profile("book"), max_examples=10)
settings.load_profile("book")

WITHOUT_MXNET = (
    "No module named 'mxnet'"  # what an import says, in a process of its own too
)
FIRST, LAST = "test_gallery.py", "test_comparing.py"  # runs the scripts, waits for them


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config, items):
    """Let workers share the scripts and the visits; keep the tests of another file together.

    Nothing is counted while a machine proves: it would take twice as long. The marks are set
    around all other plugins' turns, since pytest-xdist reads them in its own.
    """
    for item in items:
        if item.path.name != FIRST and item.path.parent.name != "browser":
            item.add_marker(pytest.mark.xdist_group(item.path.name))
        if item.path.parent.name == "proofs" and not config.getoption("no_cov", True):
            item.add_marker(pytest.mark.no_cover)
    items.sort(key=lambda item: (item.path.name != FIRST, item.path.name == LAST))
    return (yield)


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

    with numpy_mode() if find_spec("mxnet") else nullcontext():
        yield


@pytest.fixture(scope="module")
def extension():
    """Return the book's own extensions, by name."""
    pytest.importorskip("sphinx", reason="the group `docs` is not installed")
    docs = Path(__file__).parents[1] / "docs"
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(docs)
        patch.syspath_prepend(docs / "_ext")
        yield import_module


@pytest.fixture(scope="module")
def tiny_book(extension, tmp_path_factory):
    """Return a function that makes a book in this process, of one page and some extensions.

    Other files are given by their names.
    """
    from sphinx.testing.util import SphinxTestApp

    def make(page, *extensions, builder="html", pages=(), **config):
        folder = tmp_path_factory.mktemp("tiny")
        given = {"extensions": ["myst_parser", *extensions]}
        given |= {"exclude_patterns": ["_build"], **config}
        for name, text in {"conf.py": "", "index.md": page, **dict(pages)}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            content = text.encode() if isinstance(text, str) else text
            (folder / name).write_bytes(content)
        book = SphinxTestApp(builder, folder, confoverrides=given)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of libraries, for Sphinx 11
                book.build()
        finally:
            book.cleanup()
        return book

    return make


def skipping():
    """Let a step of a test run; skip the test if the step ends for want of MXNet."""
    try:
        return (yield)
    except Exception as error:
        if WITHOUT_MXNET in str(error) and not find_spec("mxnet"):
            pytest.skip("needs MXNet")
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup():
    """Skip a test whose fixtures end for want of MXNet, where there is none."""
    return (yield from skipping())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    """Skip a test that ends for want of MXNet, where there is none."""
    return (yield from skipping())


def pytest_addoption(parser):
    """Let a session say how many tests it counts on, so that not all are skipped unseen."""
    parser.addoption("--at-least", type=int, default=0, help="fail if fewer tests pass")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Fail where fewer tests passed than were counted on."""
    config = session.config
    if hasattr(config, "workerinput"):
        return
    passed = config.pluginmanager.get_plugin("terminalreporter").stats.get("passed", [])
    if len(passed) < config.getoption("--at-least"):
        raise pytest.exit(f"only {len(passed)} tests passed", returncode=1)
