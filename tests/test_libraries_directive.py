"""``docs/_ext/libraries.py``: the records of libraries as tables and as lists."""

import pytest
from docutils import nodes

PAGE = """# A

```{libraries} defaults
:only: pytorch keras
```

```{libraries} defaults
```

```{libraries} sources
```
"""


@pytest.fixture
def room(extension):
    """Return the extension."""
    return extension("libraries")


def test_code_in_a_cell_is_code(room):
    """What stands between backticks is code, the rest is text, and nothing is empty."""
    shown = [(part.tagname, part.astext()) for part in room.inline("a `b` c `d`")]
    assert shown == [
        ("#text", "a "),
        ("literal", "b"),
        ("#text", " c "),
        ("literal", "d"),
    ]


def test_a_table_has_a_head_and_names_its_rows(room):
    """First row and first column are heads; a column is as wide as its longest cell."""
    table = room.table([("ab", "c"), ("d", "efg"), ("", "`h`")])
    assert table["classes"] == ["libraries", "colwidths-auto"]
    columns = list(table.findall(nodes.colspec))
    assert [(c["colwidth"], c.get("stub")) for c in columns] == [(2, 1), (3, None)]
    assert table[0]["cols"] == 2
    head, body = table.next_node(nodes.thead), table.next_node(nodes.tbody)
    assert [[cell.astext() for cell in row] for row in head] == [["ab", "c"]]
    assert [[cell.astext() for cell in row] for row in body] == [
        ["d", "efg"],
        ["", "h"],
    ]


def test_a_path_breaks_behind_its_slashes(room):
    """On a telephone a path breaks behind a slash within it; other slashes stay as they are."""
    broken = room.breakable("optim/rmsprop.py / x/ /y")
    assert broken == "optim/\u200brmsprop.py / x/ /y"
    assert room.item("T", "a/b").astext() == "T\n\na/\u200bb"


def test_a_page_has_tables_and_notes(tiny_book):
    """A table is of the libraries that are named, else of all; notes are a list of terms."""
    book = tiny_book(PAGE, "libraries", builder="text")
    page = book.env.get_doctree("index")
    some, every = page.findall(nodes.table)
    names = [row[0].astext() for row in some.findall(nodes.row)]
    assert names == ["library", "PyTorch", "Keras 3"]
    assert len(list(every.findall(nodes.row))) == 15
    (notes,) = page.findall(nodes.definition_list)
    assert notes[2][0].astext() == "PyTorch"
    assert notes[2][1].astext().startswith("2.13.0: torch/\u200boptim/\u200brmsprop.py")
    names = {str(path).rpartition("/")[2] for path in book.env.dependencies["index"]}
    assert names == {"libraries.py"}
    assert len(book.env.dependencies["index"]) == 2
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
