"""``docs/_ext/translation.py``: the form, the table of the common cases, what a page loads."""

import pytest
from bs4 import BeautifulSoup

PAGE = """# A page

```{raw} html
<b>raw</b>
```

```{translation}
```
"""
DESIGN = {"myst_enable_extensions": ["colon_fence"], "suppress_warnings": ["toc"]}
OTHER = {"other.md": "# Another\n\n```{raw} html\n<b>raw</b>\n```\n"}


@pytest.fixture(scope="module")
def written(tiny_book):
    """Return a book with the form on its first page, and each page, parsed."""
    book = tiny_book(PAGE, "sphinx_design", "translation", pages=OTHER, **DESIGN)
    pages = {
        path.stem: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in book.outdir.glob("*.html")
    }
    return book, pages


def loaded(page):
    """Return the scripts and styles of the figure and the form that a page loads, in order."""
    scripts = [
        tag["src"].partition("?")[0]
        for tag in page.select("script[src][defer]")
        if not tag["src"].startswith("_static/design")
    ]
    styles = [tag["href"].partition("?")[0] for tag in page.select("link[href]")]
    return scripts, [name for name in styles if "translation" in name]


def test_the_form_loads_its_scripts_where_it_stands(written):
    """Scripts and style are loaded on the form's page alone, each when the page is read."""
    book, pages = written
    assert book.warning.getvalue() == ""
    assert book.is_parallel_allowed("read")
    assert loaded(pages["index"]) == (
        [
            "_static/playground/link.js",
            "_static/translation/translate.js",
            "_static/translation/form.js",
        ],
        ["_static/translation/translation.css"],
    )
    for name in ("other", "genindex"):
        assert loaded(pages[name]) == ([], [])


def test_the_form_opens_with_an_answer(written):
    """The form stands on the page with the settings of PyTorch, translated into Keras's."""
    form = written[1]["index"].select_one("form.translation")
    chosen = [option.text for option in form.select("option[selected]")]
    assert chosen == ["PyTorch", "Keras 3"]
    assert form.select_one(".tr-code").text.startswith("keras.optimizers.RMSprop(")
    broken = [word.text for word in form.select(".tr-code span")]
    assert broken[:2] == ["keras.optimizers.RMSprop(", "learning_rate=0.01, "]


def test_the_table_says_each_common_case(written):
    """Twenty cases, five libraries in each of the others, with code, reason and distance."""
    page = written[1]["index"]
    (table,) = page.select("table.translations")
    assert [head.text.strip() for head in table.select("thead th")] == [
        *("from, to", "write", "apart")
    ]
    rows = [[cell.text.strip() for cell in row("td")] for row in table("tr")[1:]]
    assert len(rows) == 20
    assert rows[0][0] == "PyTorch to Keras 3"
    assert rows[0][1].startswith("keras.optimizers.RMSprop(learning_rate=0.01, ")
    assert table.select_one("td code").text == rows[0][1].partition("\n")[0]
    assert rows[0][1].endswith(".")
    assert 0 < float(rows[0][2]) < 1
    said = page.select_one("details").text.replace("’", "'").replace("“", '"')
    assert 'that has no default\nis 0.001. "Apart' in said
    assert "of the two paths over the chapter's 20 steps." in said


def test_where_no_script_runs_there_is_the_table_alone(tiny_book):
    """In plain text the table stands, and no form."""
    book = tiny_book(PAGE, "sphinx_design", "translation", builder="text", **DESIGN)
    text = (book.outdir / "index.txt").read_text(encoding="utf-8")
    assert book.warning.getvalue() == ""
    assert "| from, to " in text
    assert "| PyTorch to " in text
    assert "I have" not in text


def test_what_the_form_says_is_no_markup(extension, monkeypatch):
    """A sentence with a sign of HTML in it is shown as it is."""
    room = extension("translation")
    monkeypatch.setattr(room.translation, "head", lambda title, found: "1 < 2")
    assert '<p class="tr-head">1 &lt; 2</p>' in room.form()
