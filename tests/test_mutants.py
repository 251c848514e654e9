"""Code is broken in one token at a time; what no test notices is explained, or ends the session."""

import mutants as m
import pytest

CODE = '''"""Words + 1."""

def half(x):
    r"""Half + 1."""
    return x / 2 if x > 0 else f"half {x:.1f}"  # 3
'''
SCRIPT = 'const half = (x) => (x === 0 ? "none" : x >>> 1); /* 2 */\n'
PASSES = "from room import half\n\ndef test_half():\n    assert half({!r}) == {!r}\n"


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Return a folder with a room of each language, a test and no survivors."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "room.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "room.js").write_text(SCRIPT, encoding="utf-8")
    monkeypatch.setattr(m, "ROOT", tmp_path)
    monkeypatch.setattr(m, "TESTS", tmp_path / "tests")
    monkeypatch.setattr(m, "PYTEST", "-m pytest -x -q -p no:cacheprovider")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    for kept in (m.said, m.definitions):
        kept.cache_clear()
    yield tmp_path
    for kept in (m.said, m.definitions):
        kept.cache_clear()


def broken(room):
    """Return the lines that are broken in a room, without those that cannot be read."""
    return [made.broken for made in m.drawn([room], None, 0)]


def test_one_token_is_another(root):
    """A mutant is another token in place of one; words about the code are left alone."""
    assert sorted(broken("room.py")) == [
        'return x * 2 if x > 0 else f"half {x:.1f}"  # 3',
        'return x / 2 if not x > 0 else f"half {x:.1f}"  # 3',
        'return x / 2 if x > 0 else f"XXhalf {x:.1f}"  # 3',
        'return x / 2 if x > 0 else f"half {x:.2f}"  # 3',
        'return x / 2 if x > 1 else f"half {x:.1f}"  # 3',
        'return x / 2 if x >= 0 else f"half {x:.1f}"  # 3',
        'return x / 3 if x > 0 else f"half {x:.1f}"  # 3',
    ]
    assert sorted(broken("room.js")) == [
        'const half = (x) => (x !== 0 ? "none" : x >>> 1); /* 2 */',
        'const half = (x) => (x === 0 ? "XXnone" : x >>> 1); /* 2 */',
        'const half = (x) => (x === 0 ? "none" : x >> 1); /* 2 */',
        'const half = (x) => (x === 0 ? "none" : x >>> 2); /* 2 */',
        'const half = (x) => (x === 1 ? "none" : x >>> 1); /* 2 */',
    ]


def test_sentences_are_left_alone_but_for_figure_texts(root, monkeypatch):
    """What a figure's text says is a result; of other sentences a test has nothing to compute."""
    (root / "room.py").write_text("A = 'two words', 'one'\n", encoding="utf-8")
    assert broken("room.py") == ["A = 'two words', 'XXone'"]
    monkeypatch.setattr(m, "FIGURE_TEXTS", "room.py")
    assert "A = 'XXtwo words', 'one'" in broken("room.py")


def test_what_is_no_code_is_not_tried(root):
    """A star before arguments is no factor, and an arrow no difference."""
    text = "def f(*a: int) -> int:\n    return g(*a)\n"
    (root / "room.py").write_text(text, encoding="utf-8")
    assert len(list(m.mutants("room.py"))) == 2
    assert broken("room.py") == []
    (root / "room.js").write_text("const f = (...a) => !g(a);\n", encoding="utf-8")
    assert broken("room.js") == ["const f = (...a) => g(a);"]


@pytest.mark.parametrize(
    ("was", "now"), [("7", "8"), ("0x1f", "32"), ("0.25", "0.5"), ("0.0", "1.0")]
)
def test_a_number_is_another(was, now):
    """A whole number grows by 1, a fraction doubles, nothing becomes 1."""
    assert m.number(was) == now


def test_a_sample_is_drawn_by_its_seed(root):
    """A sample holds as many as asked; its seed makes it, and another seed another."""
    one, again, other = (
        [made.broken for made in m.drawn(["room.py", "room.js"], 6, seed)]
        for seed in (1, 1, 2)
    )
    assert len(one) == 6
    assert one == again != other
    assert set(one) <= {*broken("room.py"), *broken("room.js")}


@pytest.mark.parametrize(
    ("given", "got", "noticed"), [(4, 2, True), (0, "half 0.0", False)]
)
def test_a_mutant_survives_what_does_not_notice_it(root, given, got, noticed):
    """A mutant is noticed by a test that fails with it, and the room is mended after."""
    for name in ("tests/test_room.py", *m.ALL_ROOMS):
        (root / name).write_text(PASSES.format(given, got), encoding="utf-8")
    third = next(made for made in m.mutants("room.py") if "x / 3" in made.broken)
    assert m.judges(third)[0] == "tests/test_room.py"
    assert m.passes(m.judges(third))
    assert m.survives(third) != noticed
    assert (root / "room.py").read_text(encoding="utf-8") == CODE


@pytest.mark.parametrize("result", [2, "anything"])
def test_the_whole_book_judges_an_extension_last(root, monkeypatch, result):
    """What no test of an extension notices may break a page: the book is built and tested."""
    (root / "docs" / "_ext").mkdir(parents=True)
    (root / "docs" / "_ext" / "room.py").write_text(CODE, encoding="utf-8")
    for name in m.ALL_ROOMS:
        (root / name).write_text(PASSES.format(0, "half 0.0"), encoding="utf-8")
    wanted = "" if result == "anything" else f"; assert half(4) == {result}"
    build = f"from docs._ext.room import half{wanted}\n"
    (root / "build.py").write_text(build, encoding="utf-8")
    monkeypatch.setattr(m, "WHOLE", ("build.py",))
    third = next(
        made for made in m.mutants("docs/_ext/room.py") if "x / 3" in made.broken
    )
    assert m.survives(third) == (result == "anything")


@pytest.mark.parametrize(
    ("shown", "same"),
    [
        ("print(half(4))", False),
        ("print(half(4) > 0)", True),
        ("print(1); assert half(4) == 2", False),
    ],
)
def test_a_fact_s_mutant_that_changes_no_bit_is_equivalent(
    root, monkeypatch, shown, same
):
    """Where all facts are the same with it, to the last bit, no test could notice it."""
    room = root / "facts" / "room.py"
    room.parent.mkdir()
    room.write_text(CODE, encoding="utf-8")
    monkeypatch.setattr(m, "VALUES", f"from facts.room import half; {shown}")
    third = next(made for made in m.mutants("facts/room.py") if "x / 3" in made.broken)
    assert m.is_the_same(third) == same
    assert room.read_text(encoding="utf-8") == CODE


def test_only_facts_are_compared(root, monkeypatch):
    """A room shows nothing by itself."""
    monkeypatch.setattr(m, "VALUES", "print(1)")
    assert not any(map(m.is_the_same, m.mutants("room.py")))


def test_what_survived_can_be_tried_again(root, monkeypatch):
    """A table has a row a mutant; those that were not killed are found by it."""
    made = m.drawn(["room.py"], None, 0)
    monkeypatch.setattr(m, "survives", lambda mutant: "XX" in mutant.broken)
    monkeypatch.setattr(m, "explained", dict)
    fates = m.record(made, root / "mutants.csv")
    assert fates.count("survived") == 1 < fates.count("killed") == len(made) - 1
    assert [again.broken for again in m.those_of(root / "mutants.csv")] == [
        'return x / 2 if x > 0 else f"XXhalf {x:.1f}"  # 3'
    ]


def test_a_mutant_that_does_not_end_is_noticed(root, monkeypatch):
    """Tests that go round in a circle do not pass."""
    file = root / "tests" / "test_room.py"
    file.write_text(
        "def test_half():\n    while True:\n        pass\n", encoding="utf-8"
    )
    monkeypatch.setattr(m, "SECONDS", 1)
    assert not m.passes(["tests/test_room.py"])


def test_the_judges_of_a_room():
    """A function's judges name it, or most of its room; books judge extensions alone."""
    room = "rmsprop_tut/core/averages.py"
    for made in m.mutants(room):
        assert "tests/test_averages.py" in m.judges(made)
    extension = next(m.mutants("docs/_ext/rooms.py"))
    assert m.judges(extension)[:2] == [
        "tests/test_rooms_drawn.py",
        "tests/test_rooms.py",
    ]
    assert "tests/test_averages.py" not in m.judges(extension)


@pytest.mark.parametrize(
    ("fates", "said"),
    [
        (["killed"] * 98 + ["accepted"] * 2, None),
        (["killed"] * 97 + ["accepted"] * 3, "Fewer than 98 % are killed"),
        (["killed"] * 97 + ["accepted"] + ["equivalent"] * 5, None),
        (["killed"] * 99 + ["survived"], "A survivor is not in"),
        ([], "Fewer than 98 %"),
    ],
)
def test_the_verdict(fates, said):
    """At least 98 % are killed, those left out that no test can kill; each other is explained."""
    found = m.verdict(fates)
    assert found is None if said is None else found.startswith(said)


def test_survivors_are_explained():
    """Each survivor in the file is a mutant of the code as it is, with its kind and a reason."""
    explained = m.explained()
    made = {
        (mutant.room, mutant.line, mutant.broken)
        for room in {room for room, *_ in explained}
        for mutant in m.mutants(room)
    }
    assert explained.keys() <= made
    for entry in explained.values():
        assert entry["kind"] in {"equivalent", "accepted"}
        assert len(entry["why"].split()) >= 4


def test_there_are_mutants_everywhere():
    """Each area has rooms, and their mutants have judges."""
    for area in m.AREAS:
        rooms = [path.relative_to(m.ROOT).as_posix() for path in m.ROOT.glob(area)]
        made = [mutant for room in rooms for mutant in m.mutants(room)]
        assert len(made) > 100
        assert all(m.judges(mutant) for mutant in made[::50])
