"""``docs/_ext/benchmark.py``: what was measured stands on the page, by its kind and size."""

import pytest
from docutils import nodes

PAGE = """# A

```{benchmark} update
:size: 10
```

```{benchmark} builds
```

```{benchmark} long
```

```{benchmark} nothing
```
"""


@pytest.fixture(scope="module")
def book(extension, tiny_book):
    """Return a book of what was measured, which says of each table what it was asked for."""

    def tables(kind, size):
        if kind == "nothing":
            raise ValueError("kind must be one of these, not 'nothing'")
        return [[("head", kind), ("body", f"{size} {n}")] for n in (1, 2)]

    with pytest.MonkeyPatch.context() as patch:
        measured = extension("benchmark").benchmark
        patch.setattr(measured, "tables", tables)
        patch.setattr(measured, "caption", "Measured: {} {}.".format)
        patch.setattr(measured, "long_ones", lambda: "Two are long.")
        return tiny_book(PAGE, "benchmark", builder="text")


def test_tables_are_those_of_the_kind_and_the_size(book):
    """Below the tables of a kind a line says where they are from; ``long`` is a sentence."""
    section = book.env.get_doctree("index").next_node(nodes.section)
    shown = [(part.tagname, part.astext().split()) for part in section[1:]]
    assert shown == [
        ("table", ["head", "update", "body", "10", "1"]),
        ("table", ["head", "update", "body", "10", "2"]),
        ("paragraph", ["Measured:", "update", "10."]),
        ("table", ["head", "builds", "body", "None", "1"]),
        ("table", ["head", "builds", "body", "None", "2"]),
        ("paragraph", ["Measured:", "builds", "None."]),
        ("paragraph", ["Two", "are", "long."]),
    ]
    said = [part for part in section.findall(nodes.paragraph) if part["classes"]]
    assert [part["classes"] for part in said] == [["measured"]] * 2


def test_an_unknown_kind_is_an_error(book):
    """A kind that nobody measured ends a strict build, with the sentence that says why."""
    said = book.warning.getvalue()
    assert "index.md:13: ERROR: kind must be one of these, not 'nothing'" in said
    assert said.count("ERROR") == 1
    assert "WARNING" not in said


def test_the_page_depends_on_the_record(book):
    """Another record, or other words for it, make the page anew."""
    names = {str(path).rpartition("/")[2] for path in book.env.dependencies["index"]}
    assert names == {"benchmark.py", "bench.py", "bench_record.json"}
    assert book.is_parallel_allowed("read")
