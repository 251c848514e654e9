"""``docs/_ext/programs.py``: a program with what it printed, in tabs or one below the other."""

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

PAGE = """# A

::::{tab-set}
:::{tab-item} One
```{program-in} one
```
:::
:::{tab-item} Two
Second.
:::
::::

Behind.
"""
RECORD = {
    "one": {
        "made": {"version": "2.13", "date": "2026-01-02"},
        "program": "printed: 1\n\n",
    }
}
FILES = {"programs/with_one.py": 'print("γ")\n\n'}
COLONS = {"myst_enable_extensions": ["colon_fence"]}


@pytest.fixture
def room(extension, monkeypatch):
    """Return the extension, with a record of one program."""
    room = extension("programs")
    monkeypatch.setattr(room, "peers_record", lambda: RECORD)
    return room


@pytest.fixture
def shown(room, tiny_book):
    """Return a function that builds the page: the book, and the page parsed."""

    def build(builder, page=PAGE):
        parts = "sphinx_design", "programs"
        book = tiny_book(page, *parts, builder=builder, pages=FILES, **COLONS)
        html = next(book.outdir.glob("index.*html")).read_text(encoding="utf-8")
        return book, BeautifulSoup(html, "html.parser")

    return build


def test_a_program_is_shown_with_what_it_printed(shown):
    """File, version and date, and the output stand in its tab; the page depends on the file."""
    book, page = shown("html")
    blocks = list(book.env.get_doctree("index").findall(nodes.literal_block))
    assert [(b.astext(), b["language"], b["force"]) for b in blocks] == [
        ('print("γ")', "python", False),
        ("printed: 1", "text", False),
    ]
    tabs = page.select(".sd-tab-content")
    assert len(tabs) == 2
    said = "Printed with version 2.13 on 2026-01-02:"
    assert tabs[0].select_one("p").text == said
    paths = {str(path).rpartition("/")[2] for path in book.env.dependencies["index"]}
    assert paths == {"with_one.py"}
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")


@pytest.mark.parametrize("builder", ["singlehtml", "epub"])
def test_in_a_file_programs_stand_one_below_the_other(shown, builder):
    """Labels and contents stand in their order, without tabs to turn, and nothing else moves."""
    _, page = shown(builder)
    assert not page.select("input")
    order = [
        "One",
        'print("γ")',
        "Printed with",
        "printed: 1",
        "Two",
        "Second.",
        "Behind.",
    ]
    places = [page.text.index(words) for words in order]
    assert places == sorted(places)
    assert page.text.count("Second.") == 1


def test_a_program_is_given_by_its_name_alone(shown):
    """What stands in the directive would not be shown, so it is an error."""
    book, _ = shown("html", "# A\n\n```{program-in} one\nprint(2)\n```\n")
    assert "Has content, but none permitted" in book.warning.getvalue()
