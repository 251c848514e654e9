"""What a host runs: the gate and no other, then the book with its address."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]


def hosted(name):
    """Return a host's file, read."""
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def github():
    """Return image, commands and environments of the job that judges, on GitHub."""
    job = hosted(".github/workflows/gate.yml")["jobs"]["gate"]
    commands = [step["run"] for step in job["steps"] if "run" in step]
    return job["container"], commands, job


def gitlab():
    """Return image, commands and rules of the job that publishes, on GitLab."""
    whole = hosted(".gitlab-ci.yml")
    assert whole["gate"]["script"] == whole["pages"]["script"][:1]
    return whole["default"]["image"], whole["pages"]["script"], whole


@pytest.mark.parametrize("host", [github, gitlab])
def test_a_host_runs_the_gate_then_builds_with_an_address(host):
    """Each push is judged by .ci/run on Debian 12; what passes is built with its address."""
    image, commands, whole = host()
    assert image == "debian:12"
    gate = commands.index("bash .ci/run")
    (built,) = (i for i, c in enumerate(commands) if ".venv/bin/nox -s shapes" in c)
    assert gate < built
    assert "RMSPROP_TUT_URL" in str(whole)


def test_only_the_job_that_publishes_may_write():
    """Rights are the least: to read in the job that judges, and pages in the one that publishes."""
    workflow = hosted(".github/workflows/gate.yml")
    assert workflow["permissions"] == {}
    gate, publish = workflow["jobs"]["gate"], workflow["jobs"]["publish"]
    assert gate["permissions"] == {"contents": "read"}
    assert publish["permissions"] == {"id-token": "write", "pages": "write"}
    assert publish["if"] == "github.ref == 'refs/heads/main'"
