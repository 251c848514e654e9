"""The tables of the libraries say what the records do, tried by the steps they make."""

import re
from pathlib import Path

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut.book import libraries
from rmsprop_tut.core.libraries import LIBRARIES

DOCS = Path(__file__).parents[1] / "docs"


def cells(kind):
    """Return each library's cells by the column's head."""
    head, *rows = libraries.table(kind)
    pairs = zip(LIBRARIES, rows, strict=True)
    return {name: dict(zip(head, row, strict=True)) for name, row in pairs}


DEFAULTS, ALGORITHM = cells("defaults"), cells("algorithm")


def required(library):
    """Return settings of what a library has no default for."""
    return {a.name: 1.0 for a in LIBRARIES[library].arguments if a.required}


def steps(library, gradients, **settings):
    """Return the steps of one weight, in units of the learning rate."""
    rate = next(a.name for a in LIBRARIES[library].arguments if a.option == "eta")
    column = np.reshape(gradients, (-1, 1)).astype(float)
    return d2l.library_steps(library, {rate: 1.0, **settings}, column)[:, 0]


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_defaults_that_the_table_says(library):
    """Written out by the table's names and numbers, the defaults make the defaults' steps."""
    said = " ".join(list(DEFAULTS[library].values())[1:])
    named = {n: float(v) for n, v in re.findall(r"`(\w+)` ([\d.e-]+)", said)}
    g, given = [[1.0], [-1e-4], [2.0]], required(library)
    written = d2l.library_steps(library, {**given, **named}, g)
    assert (written == d2l.library_steps(library, given, g)).all()


@pytest.mark.parametrize("library", LIBRARIES)
def test_where_eps_stands(library):
    """A first gradient of 1e-20 makes a step of it over √ε inside, over ε outside."""
    said = ALGORITHM[library]["ε and the root"].split(",")[0].split(";")[0]
    c = LIBRARIES[library].convention(required(library))
    if said == "no ε":
        assert c.eps == 0
        return
    start = float(ALGORITHM[library]["state from"].split(",")[0])
    root = {"inside": np.sqrt(start * c.gamma + c.eps), "outside": c.eps}[said]
    if said == "outside":
        root += np.sqrt(start * c.gamma)
    assert steps(library, [1e-20])[0] == pytest.approx(1e-20 / root, rel=1e-6)


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_the_state_starts_from(library):
    """From 0 the first step is long whatever the gradient, from 1 a small one's is short."""
    said = ALGORITHM[library]["state from"].split(",")[0]
    first = steps(library, [1e-1])[0]
    assert said == ("1" if first < 0.2 else "0")


@pytest.mark.parametrize("library", LIBRARIES)
def test_which_are_centred(library):
    """Along equal gradients a centred step grows above 1.5 η, another ends at η."""
    said = ALGORITHM[library]["centred"]
    options = {a.option: a.name for a in LIBRARIES[library].arguments}
    plain = {options["momentum"]: 0.0} if "momentum" in options else {}
    last = steps(library, np.ones(2000), **plain)[-1]
    assert (said == "always") == (last > 1.5)
    assert ("centred" in options) == (said == "optional")
    if said == "optional":
        assert steps(library, np.ones(100), **plain, centered=True)[-1] > 1.5


@pytest.mark.parametrize("library", LIBRARIES)
def test_momentum_and_the_learning_rate(library):
    """With momentum a step outlives its gradient; inside, at the learning rate it had."""
    said = ALGORITHM[library]["momentum"]
    if said == "no":
        assert (steps(library, [1.0, 0.0])[1:] == 0).all()
        return
    name = re.match(r"`(\w+)`", said)[1]
    rate = next(a.name for a in LIBRARIES[library].arguments if a.option == "eta")
    centred = {"centered": True} if "when centred" in said else {}
    run = d2l.library_steps(
        library,
        {rate: 1.0, name: 0.5, **centred},
        [[1.0], [0.0]],
        rate=lambda t: 1 / t,
    )
    kept = {"inside": 0.5, "outside": 0.25}["inside" if "inside" in said else "outside"]
    assert run[1, 0] == pytest.approx(kept * run[0, 0])


def test_the_other_options():
    """Only the libraries that the page lists have other options; the rest have none."""
    page = (DOCS / "one-name.md").read_text(encoding="utf-8")
    shown = re.search(r"\{libraries\} extras\n:only: (.*)\n", page)[1].split()
    rows = cells("extras")
    have = [n for n, row in rows.items() if [*row.values()][1:] != ["no", "–"]]
    assert have == shown
    assert rows["keras"]["weight decay"] == "`weight_decay`, apart"
    assert rows["optax"]["also"] == "`nesterov`, `bias_correction`"


@pytest.mark.parametrize("kind", libraries.NOTES)
def test_notes_are_the_records(kind):
    """Each note is the record's, and a library without one has no entry."""
    said = dict(libraries.notes(kind))
    for library in LIBRARIES.values():
        record = library.differs if kind == "differs" else library.source
        assert record in said.get(library.title, "")
