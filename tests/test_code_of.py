"""``docs/_ext/code_of.py``: a listing shows the algorithm, and a name has its anchors."""

import ast
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docutils import nodes

import rmsprop_tut.results  # noqa: F401 - where the method is

MODULE = '''
"""Greek letters are the field's own: γ."""

first = 1


class third:
    """It is no function."""


def second(x: float, *, a: int, b: float = 1e-6) -> float:
    """Say something.

    At length.
    """
    # Why.
    return x * a  # γ


@checked(rate=POSITIVE)
def third(state=1_000.0):
    return state
'''
PAGE = """# A

```{code-of} module.py
:pyobject: second, third
:emphasize-lines: 2
```

```{code-of} module.py
:pyobject: fourth
```

```{eval-rst}
.. py:function:: rmsprop_2d(x)
   :module: rmsprop_tut
```
"""
SECOND = ["def second(x, *, a, b=1e-6):", "    # Why.", "    return x * a  # γ"]
THIRD = ["def third(state=1_000.0):", "    return state"]


@pytest.fixture
def room(extension):
    """Return the extension."""
    return extension("code_of")


def test_a_listing_leaves_docstring_decorators_and_types_in_the_file(room):
    """A listing has the code as it is spelled, with or without a docstring."""
    assert room.listing(MODULE, "second").splitlines() == SECOND
    assert room.listing(MODULE, "third").splitlines() == THIRD
    with pytest.raises(ValueError, match="the module has no function 'first' to show"):
        room.listing(MODULE, "first")


@pytest.mark.parametrize(("wide", "first", "lines"), [(80, 88, 1), (81, 6, 3)])
def test_a_heading_of_88_letters_is_one_line(room, wide, first, lines):
    """A page shows 88 letters: a heading of as many is one line, of one more it is broken."""
    function = ast.parse(f"def f({'x' * wide}): pass").body[0]
    shown = room.heading(function, "").splitlines()
    assert len(shown[0]) == first
    assert len(shown) == lines


@pytest.mark.parametrize(
    ("wide", "second"), [(40, "    c"), (41, f"    {'b' * 41}, c")]
)
def test_broken_arguments_have_88_letters(room, wide, second):
    """Arguments on lines of their own stand four letters in, and fill up to 88."""
    function = ast.parse(f"def f({'a' * 41}, {'b' * wide}, c): pass").body[0]
    first, *arguments, last = room.heading(function, "").splitlines()
    assert (first, last) == ("def f(", "):")
    assert arguments[0].startswith(f"    {'a' * 41},")
    assert arguments[1:] == [second]


@pytest.fixture(scope="module")
def book(tiny_book):
    """Return a book with a listing, one that cannot be shown, and a function's entry."""
    return tiny_book(PAGE, "code_of", pages={"module.py": MODULE})


def test_a_page_shows_functions_one_below_the_other(book):
    """A listing is Python's, its options any code's; the page depends on the file."""
    html = (book.outdir / "index.html").read_text(encoding="utf-8")
    page = BeautifulSoup(html, "html.parser")
    (code,) = page.select(".highlight-python pre")
    assert code.text.splitlines() == [*SECOND, "", "", *THIRD]
    assert [line.text for line in code.select(".hll")] == ["    # Why.\n"]
    assert book.srcdir / "module.py" in map(Path, book.env.dependencies["index"])
    assert book.is_parallel_allowed("read")


def test_what_a_module_does_not_have_is_an_error(book):
    """A name that is no function of the module ends a strict build."""
    said = book.warning.getvalue()
    assert "index.md:8: ERROR: the module has no function 'fourth' to show" in said
    assert said.count("ERROR") == 1
    assert "WARNING" not in said


def test_a_name_has_the_anchors_of_package_and_room(book):
    """A function that is listed under the package has its room's anchor too, each once."""
    page = book.env.get_doctree("index")
    (signature,) = [
        n for n in page.findall(nodes.Element) if n.tagname == "desc_signature"
    ]
    assert signature["ids"] == [
        "rmsprop_tut.rmsprop_2d",
        "rmsprop_tut.core.updates.rmsprop_2d",
    ]


def test_a_method_has_the_anchors_of_its_class(room):
    """A method that is listed under its room is found under the package's name as well."""
    from sphinx import addnodes

    signature = addnodes.desc_signature(
        ids=["rmsprop_tut.results.Sweep.best"],
        module="rmsprop_tut.results",
        fullname="Sweep.best",
    )
    room.add_anchors(None, nodes.section("", signature))
    assert signature["ids"] == [
        "rmsprop_tut.results.Sweep.best",
        "rmsprop_tut.Sweep.best",
    ]
