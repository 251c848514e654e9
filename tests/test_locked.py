"""What the sessions install is locked: by version, and by hashes that uv insists on."""

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nox
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
SESSIONS = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
UV = os.environ.get("RMSPROP_TUT_UV") or shutil.which("uv")
PROJECT = '[project]\nname = "whole"\nversion = "1"\ndependencies = ["part"]\n'
WHEEL = {
    "part.py": "",
    "part-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: part\nVersion: 1\n",
    "part-1.dist-info/WHEEL": "Wheel-Version: 1.0\nTag: py3-none-any\n",
    "part-1.dist-info/RECORD": "",
}


def locked():
    """Return the options by which a session installs."""
    (found,) = (
        node.value
        for node in SESSIONS.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LOCKED"
    )
    return strings(found)


def strings(node):
    """Return the strings of a tuple, those of tuples in it included."""
    return [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]


def install(folder, hashed):
    """Install a wheel of a folder as a session would; ``hashed`` makes its line of the lock."""
    with zipfile.ZipFile(folder / "part-1-py3-none-any.whl", "w") as wheel:
        for name, text in WHEEL.items():
            wheel.writestr(name, text)
    content = (folder / "part-1-py3-none-any.whl").read_bytes()
    (folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    lock = hashed(hashlib.sha256(content).hexdigest())
    (folder / "constraints.txt").write_text(lock, encoding="utf-8")
    here = "--offline", "--no-index", "--find-links=.", "--cache-dir=cache"
    there = f"--python={sys.executable}", "--target=there", "-r", "pyproject.toml"
    command = UV, "pip", "install", *here, *there, *locked()
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(not UV, reason="uv is not on the path; `nox -s tests` names it")
@pytest.mark.parametrize(
    ("hashed", "said"),
    [
        (lambda right: f"part==1 --hash=sha256:{right}", "+ part==1"),
        (lambda right: f"part==1 --hash=sha256:{right[::-1]}", "Hash mismatch"),
        (lambda right: "part==1", "no trusted hash was provided for: `part`"),
        (lambda right: "", "no trusted hash was provided for: `part`"),
    ],
    ids=["right", "wrong", "none", "not locked"],
)
def test_what_is_not_in_the_lock_is_refused(tmp_path, hashed, said):
    """What a session installs is in constraints.txt with its hash, or is refused."""
    done = install(tmp_path, hashed)
    assert said in done.stderr
    assert (done.returncode == 0) == (tmp_path / "there" / "part.py").is_file()
    assert (done.returncode == 0) == said.startswith("+")


def calls(function, name):
    """Return how a function calls a method of its session."""
    found = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    return [ast.unparse(c) for c in found if ast.unparse(c.func) == name]


def test_four_sessions_install_what_is_not_locked():
    """Four install what is not there: newest, peers, bench and fuzz; no other session does."""
    functions = [n for n in SESSIONS.body if isinstance(n, ast.FunctionDef)]
    found = {f.name: calls(f, "session.install") for f in functions}
    free = {
        name for name, made in found.items() if any("LOCKED" not in c for c in made)
    }
    assert free == {"newest", "peers", "bench", "fuzz"}


def test_what_a_session_installs_from_the_lock_is_in_it():
    """A group whose parts are not locked would be refused, so no session asks for one so."""
    functions = [n for n in SESSIONS.body if isinstance(n, ast.FunctionDef)]
    made = (ast.parse(c, mode="eval") for f in functions for c in calls(f, "install"))
    groups = {name for call in made for name in strings(call)}
    project = nox.project.load_toml(ROOT / "pyproject.toml")
    wanted = nox.project.dependency_groups(project, *groups)
    lock = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    names = {canonicalize_name(Requirement(each).name) for each in wanted}
    assert {"docs", "test", "lint", "browser"} <= groups
    assert not [name for name in names if f"\n{name}==" not in lock]
