"""The files by which others find their way say what the project says elsewhere."""

import re
import tomllib
from pathlib import Path

import pytest

import rmsprop_tut

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
TEMPLATES = ROOT / ".gitlab" / "issue_templates"


def read(name):
    """Return a file's text."""
    return (ROOT / name).read_text(encoding="utf-8")


def cited(key):
    """Return what CITATION.cff says of the book under a key."""
    return re.search(rf"(?m)^{key}: (.+)$", read("CITATION.cff"))[1]


def test_the_citation_is_the_projects():
    """CITATION.cff has the version, words and authors of pyproject.toml, and the code's licence.

    It names one: of several it would say that a reader may choose.
    """
    assert cited("version") == PROJECT["version"] == rmsprop_tut.__version__
    assert cited("license") == PROJECT["license"].split(" AND ")[0]
    assert cited("keywords") == f"[{', '.join(PROJECT['keywords'])}]"
    assert PROJECT["description"].endswith(cited("abstract"))
    assert f'\nproject = "{cited("title")}"\n' in read("docs/conf.py")
    names = re.search(r"(?m)^authors:\n((?:  - name: .+\n)+)", read("CITATION.cff"))[1]
    assert re.findall("name: (.+)", names) == [a["name"] for a in PROJECT["authors"]]


def test_the_changelog_has_this_version():
    """CHANGELOG.md has what is not released first, then versions with a date, ours the newest."""
    heads = re.findall(r"(?m)^## \[(.+?)\](.*)$", read("CHANGELOG.md"))
    assert heads[0] == ("Unreleased", "")
    assert heads[1][0] == PROJECT["version"]
    assert all(re.fullmatch(r" - \d{4}-\d\d-\d\d", date) for _, date in heads[1:])
    kinds = set(re.findall(r"(?m)^### (.+)$", read("CHANGELOG.md")))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.stem)
def test_both_hosts_ask_the_same(form):
    """Each form for issues asks the same questions on GitHub and on GitLab."""
    yaml = pytest.importorskip("yaml", reason="no group `docs`")
    asked = yaml.safe_load(form.read_text(encoding="utf-8"))
    fields = [part["attributes"] for part in asked["body"]]
    text = (TEMPLATES / f"{form.stem}.md").read_text(encoding="utf-8")
    assert re.findall(r"\*\*(.+?)\*\*", text) == [field["label"] for field in fields]
    said = " ".join(text.split())
    assert all(field.get("description", "") in said for field in fields)


def test_there_are_three_forms():
    """Wrong claim, broken build, platform; a change is described in one way on both hosts."""
    assert [form.stem for form in FORMS] == ["broken-build", "platform", "wrong-claim"]
    assert [p.stem for p in sorted(TEMPLATES.iterdir())] == [f.stem for f in FORMS]
    change = read(".gitlab/merge_request_templates/Default.md")
    assert change == read(".github/pull_request_template.md")


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "README.md"])
def test_files_lead_to_files_that_exist(name):
    """A link from one of these files leads to a file that is there."""
    links = re.findall(r"\]\(([^)#:]+)\)", read(name))
    assert not [link for link in links if not (ROOT / link).is_file()]
    assert links or name == "CODE_OF_CONDUCT.md"
