"""``docs/_ext/kernels.py``: what becomes of a page whose kernel finds a port taken."""

import socket
from unittest.mock import Mock

import pytest

nbformat = pytest.importorskip("nbformat", reason="the group `docs` is not installed")


@pytest.fixture
def execute(extension, monkeypatch, tmp_path):
    """Return a function that executes a page of one cell as a build does."""
    from jupyter_cache.executors.utils import single_nb_execution
    from nbclient import NotebookClient

    kernels = extension("kernels")
    monkeypatch.setattr(NotebookClient, "async_start_new_kernel_client", kernels.once)
    monkeypatch.setattr("nbclient.client.atexit", Mock())  # failed clients stay there
    kernels.setup(None)

    def execute(cell):
        cells = [nbformat.v4.new_code_cell(cell)]
        spec = {"name": "python3", "display_name": "Python"}
        page = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": spec})
        return single_nb_execution(page, str(tmp_path), 60, allow_errors=False)

    return execute


@pytest.fixture
def draw(monkeypatch):
    """Return a function: the first ports that Jupyter draws are taken; it lists all draws."""
    from jupyter_client.connect import LocalPortCache

    free = LocalPortCache.find_available_port

    def draw(bad):
        drawn = []

        def port(ports, ip):
            drawn.append(ip)
            return taken.getsockname()[1] if len(drawn) <= bad else free(ports, ip)

        monkeypatch.setattr(LocalPortCache, "find_available_port", port)
        return drawn

    with socket.create_server(("127.0.0.1", 0)) as taken:
        yield draw


def test_a_port_that_is_taken_is_drawn_again(execute, draw, tmp_path):
    """A kernel that does not start for a port is started again, there, with others."""
    drawn = draw(1)
    done = execute("import os; print(os.getcwd())")
    assert done.err is None
    assert done.nb.cells[0].outputs[0].text.strip() == str(tmp_path)
    assert len(drawn) == 10


def test_it_is_tried_twice(execute, draw):
    """What fails twice fails with Jupyter's words."""
    drawn = draw(6)
    with pytest.raises(RuntimeError, match="died before replying"):
        execute("1")
    assert len(drawn) == 10


def test_what_fails_otherwise_fails_at_once(execute, draw, monkeypatch):
    """Another error is none of a port."""
    from jupyter_client import AsyncKernelClient

    drawn = draw(0)
    fails = Mock(side_effect=RuntimeError("the dog"))
    monkeypatch.setattr(AsyncKernelClient, "wait_for_ready", fails)
    with pytest.raises(RuntimeError, match="the dog"):
        execute("1")
    assert len(drawn) == 5


def test_a_cell_s_error_is_told(execute, draw):
    """An error of a page's own is returned, and not tried again."""
    drawn = draw(0)
    assert "ZeroDivisionError" in execute("1 / 0").exc_string
    assert len(drawn) == 5
