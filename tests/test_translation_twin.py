"""The translation form's program is Python's: in every bit, every letter, every refusal."""

import json
import math
import random
import re
import struct

import pytest
from javascript import STATIC, in_node
from translation_cases import COMPARE, cases

from rmsprop_tut import translate
from rmsprop_tut.book.translation import (
    COMMON,
    HEADS,
    RATE,
    SENTENCES,
    common_cases,
    data,
    export,
    filled_in,
    hint,
    reading,
)
from rmsprop_tut.core.libraries import LIBRARIES

TWIN = "translation/translate.js"


def compared(exported):
    """Return the cases in which the twin's answer is not Python's."""
    both = json.dumps({"data": data(), "cases": json.loads(exported)})
    return in_node(COMPARE, both, TWIN)


def every_sentence(said):
    """Yield the texts in a nest of dicts and pairs, without those above the code."""
    if isinstance(said, str):
        yield said
        return
    for part in said.values() if isinstance(said, dict) else said:
        if part is not HEADS:
            yield from every_sentence(part)


@pytest.fixture(scope="module")
def drawn():
    """Return settings for every ordered pair of libraries."""
    return cases()


def test_node_equals_python(drawn):
    """Settings, code, distance, exact and why are Python's, over all pairs of libraries."""
    assert len(drawn) >= 3000
    assert compared(export(drawn)) == []


def test_the_cases_reach_what_they_are_for(drawn):
    """The cases hold equal and endless distances, and all that an answer can say."""
    found = [translate(*case) for case in drawn]
    assert {math.inf, 0.0} <= {answer.distance for answer in found}
    said = "\n".join(reading(answer) for answer in found)
    for sentence in every_sentence(SENTENCES):
        assert re.search(re.sub(r"\\{\w+\\}", ".*", re.escape(sentence)), said)


def test_a_single_bit_is_seen():
    """A distance that differs in its last bit is reported, and so is a letter."""
    [case] = json.loads(export([({"lr": 0.4}, "pytorch", "keras")]))
    case["found"]["distance"] = math.nextafter(case["found"]["distance"], 0)
    assert len(compared(json.dumps([case]))) == 1
    [case] = json.loads(export([({"lr": 0.4}, "pytorch", "keras")]))
    case["found"]["code"] += " "
    assert len(compared(json.dumps([case]))) == 1


def written(values):
    """Return how the twin writes values of Python."""
    return in_node("(twin, values) => values.map(twin.repr)", json.dumps(values), TWIN)


def any_floats(count):
    """Draw floats of every size, from their bits."""
    draw = random.Random(8)
    bits = (draw.getrandbits(64).to_bytes(8, "little") for _ in range(count))
    return [v for b in bits for [v] in [struct.unpack("<d", b)] if math.isfinite(v)]


def test_numbers_are_written_as_python_does():
    """Ten thousand floats of every size, and those where the form of writing changes."""
    powers = [float(f"{sign}1e{power}") for power in range(-323, 309) for sign in "+-"]
    near = [math.nextafter(v, way) for v in powers for way in (-math.inf, math.inf)]
    edges = [
        0.0,
        -0.0,
        5e-324,
        1.0000000000000001e-16,
        0.1 + 0.2,
        2.0**53,
        1e22,
        123456789.0,
    ]
    values = [
        v for v in (*edges, *powers, *near, *any_floats(10_000)) if math.isfinite(v)
    ]
    assert written(values) == [repr(v) for v in values]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "it's",
        '"',
        "'\"",
        "\\",
        "a b",
        "\t\n\r",
        "\x00\x7f\xa0",
        "ε−½",
        "\u200b\u2028",
        "\U0001f600\U000e0001",
    ],
)
def test_texts_are_quoted_as_python_does(text):
    """What a reader types in place of a number is quoted in the refusal as Python does."""
    assert written([text]) == [repr(text)]


def test_the_other_values_are_written_as_python_does():
    """None, True and False."""
    assert written([None, True, False]) == ["None", "True", "False"]


WRONG = -1.0, -5e-324, 1.5, 1e300, "abc", "", "nan", "0.5.5", "it's", "1_000"
REFUSED = """
(twin, { data, cases }) => cases.map(({ settings, from }) => {
  try {
    return twin.translator(data).translate(settings, from, "optax").code;
  } catch (error) {
    return [error.message, error.argument];
  }
})
"""


def refusals():
    """Yield settings with one bad value, or without what is required, and their library."""
    for library in LIBRARIES.values():
        good = {a.name: 0.5 for a in library.arguments if a.required}
        for a in library.arguments:
            if a.option not in data()["ranges"]:
                continue
            for value in WRONG:
                yield {**good, a.name: value}, library.name
            yield {name: v for name, v in good.items() if name != a.name}, library.name


def said_by_python(settings, from_):
    """Return the code, or the refusal's sentence and the argument that it names."""
    try:
        return translate(settings, from_, "optax").code
    except (TypeError, ValueError) as error:
        [name] = [
            n.name for n in LIBRARIES[from_].arguments if f"['{n.name}']" in str(error)
        ][:1]
        return [str(error), name]


def test_bad_values_are_refused_as_python_does():
    """One sentence, the same in both: the argument, what it must be, and what it got."""
    bad = list(refusals())
    listed = [{"settings": settings, "from": from_} for settings, from_ in bad]
    both = json.dumps({"data": data(), "cases": listed})
    wanted = [said_by_python(*case) for case in bad]
    assert sum(isinstance(answer, list) for answer in wanted) > 300
    assert in_node(REFUSED, both, TWIN) == wanted


def test_infinity_is_refused_as_python_does():
    """A number that is too large for a float is refused as infinity is."""
    bad = [{"settings": {"lr": "too large"}, "from": "pytorch"}]
    both = json.dumps({"data": data(), "cases": bad}).replace('"too large"', "1e999")
    assert in_node(REFUSED, both, TWIN) == [said_by_python({"lr": math.inf}, "pytorch")]


def test_common_cases_are_all_pairs_of_five():
    """The table holds the defaults of five libraries in each of the others."""
    found = common_cases()
    assert len(found) == len(COMMON) * (len(COMMON) - 1)
    for source, target, answer in found:
        assert answer == translate(filled_in(source), source.name, target.name)
        assert source is not target


def test_fields_begin_with_the_library_s_defaults():
    """Only what has no default is filled in, and that is said."""
    for library in LIBRARIES.values():
        filled = filled_in(library)
        given = {name: filled[name] for name in filled if name not in library.defaults}
        assert set(given.values()) <= {RATE}
        assert library.convention(filled) == library.convention(given)
        required = [
            a for a in library.arguments if hint(library, a) == "has no default"
        ]
        assert [a.name for a in required] == list(given)


def test_it_is_small():
    """The scripts together are under 15 KB, the style under 3, and the data under 10."""
    folder = STATIC / "translation"
    assert sum(path.stat().st_size for path in folder.glob("*.js")) < 15_000
    assert (folder / "translation.css").stat().st_size < 3_000
    assert len(json.dumps(data())) < 12_000
