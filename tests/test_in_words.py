"""``docs/_ext/in_words.py``: each page in short and as plain text, and their lists."""

import json
from types import SimpleNamespace

import pytest
from docutils import nodes

INDEX = """# The book

```{note}
A note.
```

It begins here. It goes on, see [the page](one.md). It has $x$ in it. It's \\<short\\>.

```{toctree}
one
```
"""
ONE = """# One

```{note}
No paragraph of its own.
```

See {ref}`there <label>` and [](two.md).

```{toctree}
two
```

(label)=
## There

```{math}
:label: first

a = b
```

Figure: ![of γ](drawn.svg), ![](drawn.svg).

```{eval-rst}
.. image:: drawn.svg
   :alt: A drawing.

.. image:: drawn.svg

.. container:: card

   .. container:: stretched

      `The book <there>`__
```

{numref}`Table %s <numbers>`

:::{table} Numbers
:name: numbers

| a |
| - |
| 1 |
:::
"""
TWO = """# Two

```{math}
c = d
```

Nothing more.
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="12" height="34"/>'


@pytest.fixture
def room(extension):
    """Return the extension."""
    return extension("in_words")


def page(*parts):
    """Return a page of these parts."""
    return nodes.section("", nodes.title("", "A title"), *parts)


def paragraph(*parts):
    """Return a paragraph of texts and nodes."""
    line = nodes.paragraph()
    line += [nodes.Text(p) if isinstance(p, str) else p for p in parts]
    return line


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (["One. Two? Three! Four"], "One. Two? Three! Four"),
        (["One\nline. ", nodes.math("", "x"), " is it. Three."], "One line. Three."),
        ([nodes.math("", "x"), " is it."], ""),
        (["a" * 248 + ". b"], "a" * 248 + "."),
        (["a" * 247 + ". b"], "a" * 247 + ". b"),
        (["a" * 299 + ". b."], "a" * 299 + "."),
        (
            ["a" * 100 + ". " + "b" * 99 + ". " + "c" * 99 + "."],
            "a" * 100 + ". " + "b" * 99 + ".",
        ),
    ],
)
def test_a_summary_is_whole_sentences(room, parts, said):
    """A page is described by as many of its first sentences as have 250 letters, or by one."""
    assert room.summary(page(paragraph(*parts))) == said


def test_a_summary_is_of_the_page_s_own_words(room):
    """Notes and figures are no beginning; a page without words has an empty one."""
    note = nodes.note("", paragraph("A note."))
    figure = paragraph("[Figure: a drawing]")
    assert room.summary(page(note, figure, paragraph("Words."))) == "Words."
    assert room.summary(page(note)) == ""


def numbered(numbers):
    """Return a build as plain text, whose page has these numbers."""
    env = SimpleNamespace(toc_fignumbers={"index": {"displaymath": numbers}})
    return SimpleNamespace(builder=SimpleNamespace(name="text"), env=env)


def test_equations_have_their_numbers(room):
    """A numbered equation says its number, whatever else it is called; another says none."""
    first = nodes.math_block("", "a = b", ids=["equation-first", "another"])
    other = nodes.math_block("", "c = d")
    room.put_in_words(numbered({"equation-first": (3, 1)}), page(first, other), "index")
    assert [first.astext(), other.astext()] == ["a = b \\tag{3.1}", "c = d"]


def test_a_card_says_where_it_leads(room):
    """A card's link over all of it becomes a sentence; another link stays."""
    link = nodes.reference("", "RMSProp", refuri="#a", classes=["sd-stretched-link"])
    other = nodes.reference("", "there", refuri="#b")
    parts = nodes.container("", paragraph(link)), paragraph(other)
    whole = page(*parts)
    room.put_in_words(numbered({}), whole, "index")
    assert [part.astext() for part in whole[1:]] == ["See RMSProp.", "there"]
    assert [link.astext() for link in whole.findall(nodes.reference)] == ["there"]


def test_figures_are_said(room):
    """A figure is its text, in its line or as a paragraph; one without text is nothing."""
    alone, silent = nodes.image(alt="A drawing."), nodes.image()
    within = nodes.image(alt="of γ"), nodes.image(alt="")
    line = paragraph("See ", within[0], ", ", within[1], ".")
    whole = page(alone, silent, line)
    room.put_in_words(numbered({}), whole, "index")
    assert [(part.tagname, part.astext()) for part in whole[1:]] == [
        ("paragraph", "[Figure: A drawing.]"),
        ("paragraph", "See [Figure: of γ], ."),
    ]
    assert not list(whole.findall(nodes.image))


def test_pages_keep_their_figures(room):
    """Only the plain text is put in words."""
    whole = page(nodes.image(alt="A drawing."))
    app = numbered({})
    app.builder.name = "html"
    room.put_in_words(app, whole, "index")
    assert whole[1].tagname == "image"


@pytest.fixture(scope="module")
def book(extension, tiny_book):
    """Return a book of three pages with their plain texts, by the book's own builder."""
    with pytest.MonkeyPatch.context() as patch:
        opengraph = extension("in_words").sphinxext.opengraph
        patch.setattr(opengraph, "get_description", opengraph.get_description)
        return tiny_book(
            INDEX,
            *("in_words", "sphinxext.opengraph", "written"),
            pages={
                "one.md": ONE,
                "two.md": TWO,
                "drawn.svg": DRAWING,
                "conf.py": "import sys; from pathlib import Path\n"
                "sys.path.insert(0, str(Path(__file__).parent))\n",
                "written.py": WRITTEN,
            },
            project="A book",
            html_baseurl="https://a.org/b/",
            ogp_site_url="https://a.org/b/",
            ogp_social_cards={"enable": False},
            numfig=True,
            smartquotes=False,
            math_number_all=True,
            myst_enable_extensions=["colon_fence", "dollarmath"],
        )


WRITTEN = '''
from sphinx.builders.html import StandaloneHTMLBuilder

class Pages(StandaloneHTMLBuilder):
    """A builder that knows what it wrote."""

    def write_documents(self, names):
        self.wrote = names
        super().write_documents(names)

def setup(app):
    app.add_builder(Pages, override=True)
    return {"parallel_read_safe": True}
'''


def read(book, name):
    """Return a file of the book."""
    return (book.outdir / name).read_text(encoding="utf-8")


def test_each_page_lies_beside_itself_as_plain_text(book):
    """A page's text has its words, its figures in words and its numbers."""
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
    text = read(book, "one.txt")
    assert "Figure: [Figure: of γ], ." in text
    assert "\n[Figure: A drawing.]\n" in text
    assert "a = b \\tag{2}" in text
    assert "Table 1" in text
    assert "c = d \\tag{1}" in read(book, "two.txt")


def test_the_list_has_each_page_with_its_beginning(book):
    """``llms.txt`` has the title, how the book begins, and of each page address and first words."""
    assert read(book, "llms.txt") == (
        "# A book\n\n"
        "> It begins here. It goes on, see the page. It's <short>.\n\n"
        "## Pages\n\n"
        "- [The book](https://a.org/b/index.txt): It begins here. It goes on, see the page. "
        "It has x in it. It's <short>.\n"
        "- [One](https://a.org/b/one.txt): See there and Two.\n"
        "- [Two](https://a.org/b/two.txt): Nothing more.\n"
    )


def test_search_is_given_the_texts(book):
    """Search has all texts as one script, where nothing may be fetched."""
    script = read(book, "searchtexts.js")
    assert script.startswith('takeTexts({"index": "')
    assert script.endswith("});\n")
    texts = json.loads(script.removeprefix("takeTexts(").removesuffix(");\n"))
    names = "index", "one", "two"
    assert texts == {name: read(book, f"{name}.txt") for name in names}


def test_a_page_describes_itself(book):
    """A page's description is its summary; a quote stands in it as it is."""
    html = read(book, "index.html")
    said = "It begins here. It goes on, see the page. It's &lt;short&gt;."
    assert f'<meta property="og:description" content="{said}" />' in html


@pytest.mark.parametrize(
    ("builder", "failed", "wrote"),
    [
        ("html", None, None),
        ("html", None, set()),
        ("html", OSError(), {"index"}),
        ("epub", None, {"index"}),
    ],
)
def test_texts_are_written_with_their_pages(room, builder, failed, wrote):
    """Where no page was written, or a build failed, or it is no build of pages, no text is."""
    app = SimpleNamespace(builder=SimpleNamespace(name=builder))
    if wrote is not None:
        app.builder.wrote = wrote
    room.write_texts(app, failed)
    assert app.builder.name == builder
