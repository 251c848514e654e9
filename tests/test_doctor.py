"""The doctor, ``python -m rmsprop_tut``, and which Python the sessions take."""

import importlib.util
import platform
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from rmsprop_tut import __main__ as doctor
from rmsprop_tut.lab.recorded import mark

ROOT = Path(__file__).parents[1]


def test_the_report_is_a_screenful():
    """`python -m rmsprop_tut` prints versions and what works, in a screenful."""
    command = sys.executable, "-m", "rmsprop_tut"
    done = subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
    lines = done.stdout.decode("ascii").splitlines()
    assert 10 <= len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert f"Python        {platform.python_version()}" in lines


@pytest.mark.parametrize(
    ("system", "python", "installed", "advice"),
    [
        (("Windows", "AMD64"), (3, 11), False, "exists for Linux"),
        (("Darwin", "arm64"), (3, 11), False, "exists for Linux"),
        (("Linux", "x86_64"), (3, 13), False, "needs Python 3.11"),
        (("Linux", "x86_64"), (3, 11), False, "not installed: `pip install"),
        (("Darwin", "x86_64"), (3, 11), True, "mends its NumPy"),
    ],
)
def test_what_mxnet_lacks(monkeypatch, system, python, installed, advice):
    """Without MXNet the report says why, what to do, and that trainings are replayed."""
    monkeypatch.setitem(sys.modules, "mxnet", None)
    monkeypatch.setattr(platform, "system", lambda: system[0])
    monkeypatch.setattr(platform, "machine", lambda: system[1])
    monkeypatch.setattr(doctor, "sys", SimpleNamespace(version_info=python))
    monkeypatch.setattr(doctor, "find_spec", lambda name: installed or None)
    said = "\n".join(doctor.report())
    assert advice in said
    assert mark() in said
    assert "no   other trainings" in said


def test_what_is_compiled(monkeypatch):
    """Without Numba the report says that the kernel is missing, and what to do."""

    def missing():
        raise ImportError

    monkeypatch.setattr(doctor, "load_compiled", missing)
    said = list(doctor.compiled())
    assert said[0].startswith("no   rmsprop_update_")
    assert "`pip install numba`" in said[1]


def test_where_mxnet_runs_has_one_truth():
    """Doctor, sessions and the extra name the same platforms."""
    found = re.search(
        r"RUN_MXNET = .*", (ROOT / "noxfile.py").read_text(encoding="utf-8")
    )[0]
    assert found == f"RUN_MXNET = {str(doctor.RUN_MXNET)[1:-1]}".replace("'", '"')
    extra = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for system, machine in doctor.RUN_MXNET:
        marker = (
            f"sys_platform == '{system.lower()}' and platform_machine == '{machine}'"
        )
        assert marker in extra


@pytest.fixture
def noxfile(monkeypatch):
    """Return the sessions' module."""
    pytest.importorskip("nox", reason="nox is not installed")
    monkeypatch.setattr("nox.virtualenv.HAS_UV", True)
    monkeypatch.setattr("nox.registry._REGISTRY", {})
    done = SimpleNamespace(returncode=0, stdout="")
    monkeypatch.setattr("subprocess.run", lambda *_, **__: done)
    monkeypatch.setattr("shutil.which", lambda name: None)
    spec = importlib.util.spec_from_file_location("noxfile", ROOT / "noxfile.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("system", "here", "fetched", "best", "why"),
    [
        (("Linux", "x86_64"), {"3.11", "3.13"}, False, "3.11", "MXNet 1.9.1 trains"),
        (("Linux", "x86_64"), {"3.13"}, True, "3.11", "MXNet 1.9.1 trains"),
        (("Linux", "x86_64"), {"3.12"}, False, "3.12", "cannot be fetched"),
        (("Windows", "AMD64"), {"3.11", "3.12"}, True, "3.12", "nothing for Windows"),
        (("Darwin", "arm64"), {"3.11"}, True, "3.11", "nothing for Darwin arm64"),
        (("Darwin", "arm64"), set(), False, "3.13", "nothing for Darwin arm64"),
    ],
)
def test_the_sessions_take_the_best_python(
    noxfile, monkeypatch, system, here, fetched, best, why
):
    """3.11 where MXNet can be had, else the newest that is here; one line says which and why."""
    monkeypatch.setattr(noxfile.platform, "system", lambda: system[0])
    monkeypatch.setattr(noxfile.platform, "machine", lambda: system[1])

    def uv(_, does, version):
        return version in here if does == "find" else fetched

    monkeypatch.setattr(noxfile, "uv", uv)
    version, trains, line = noxfile.best_python()
    assert version == best
    assert trains == ("trains" in why)
    assert line.startswith(f"Python {best}, ")
    assert why in line
    assert "\n" not in line
