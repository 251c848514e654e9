"""``docs/_ext/policy.py``: what a page may load, and which scripts it may run."""

from types import SimpleNamespace

import pytest

PAGE = """<meta charset="utf-8"><meta name="a">
<style>a
b</style><script>1</script><script>2</script><script>1</script><style media="x">c</style>
<script src="x">3</script><meta charset="utf-8">"""
# What `printf '1' | openssl dgst -sha256 -binary | base64` says, and of the others.
ONE = "'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"
TWO = "'sha256-1HNeOiZeFu7gP1lxi5tdAwGcB9i2xR+Q2jpmbuwTqzU='"
STYLE = "'sha256-fhj3NzEbLcOy8mndeDlrA1HxT7Zu+oefdoyyMYGIPHg='"
RULES = (
    "default-src 'self'; "
    f"script-src 'self' {ONE} {TWO}; "
    f"style-src-elem 'self' {STYLE}; "
    "style-src-attr 'unsafe-inline'; "
    "img-src 'self' data:; "
    "frame-src 'none'; "
    "object-src 'none'; "
    "form-action 'self'; "
    "base-uri 'none'"
)


@pytest.fixture
def room(extension):
    """Return the extension."""
    return extension("policy")


def test_a_page_lets_in_its_own_and_what_stands_in_it(room):
    """Nothing is loaded from elsewhere; scripts and styles of the page are let in by their hash."""
    assert room.policy(PAGE) == RULES


def test_the_policy_stands_before_all_that_it_governs(room):
    """The policy is the second thing in a page, and stands there once."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{RULES}">'
    first, rest = '<meta charset="utf-8">', PAGE.partition(">")[2]
    assert room.governed(PAGE) == f"{first}\n    {meta}{rest}"


@pytest.mark.parametrize(
    ("builder", "policies"), [("html", 1), ("epub", 0), ("singlehtml", 0)]
)
def test_a_file_of_the_whole_book_has_no_policy(room, monkeypatch, builder, policies):
    """Pages have a policy; an EPUB and the page that is printed have none."""
    monkeypatch.setattr(room.BuiltinTemplateLoader, "init", lambda *arguments: None)
    monkeypatch.setattr(
        room.BuiltinTemplateLoader, "render", lambda self, template, context: PAGE
    )
    templates = room.Templates()
    templates.init(SimpleNamespace(name=builder))
    page = templates.render("page.html", {})
    assert page.count("Content-Security-Policy") == policies
    assert page.replace(room.policy(PAGE), "").endswith(PAGE.partition(">")[2])


def test_a_build_gives_its_pages_a_policy(tiny_book):
    """A template of the book makes a page, and the page has its policy."""
    book = tiny_book(
        "# A\n",
        pages={"_templates/page.html": '<meta charset="utf-8">{{ title }}'},
        templates_path=["_templates"],
        template_bridge="policy.Templates",
    )
    page = (book.outdir / "index.html").read_text(encoding="utf-8")
    rules = RULES.replace(f" {ONE} {TWO}", "").replace(f" {STYLE}", "")
    said = f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
    assert page == f'<meta charset="utf-8">\n    {said}A'
