"""Ranges of arguments: declared on functions, kept out of loops, spelled in one way."""

import importlib
import inspect
import math
import operator
import pickle
import pkgutil
import re
import typing
from functools import partial, wraps

import numpy as np
import pytest

import rmsprop_tut as d2l
from rmsprop_tut import _checks
from rmsprop_tut._checks import (
    COUNT,
    FINITE,
    FRACTION,
    NON_NEGATIVE,
    POSITIVE,
    SEED,
    Range,
    checked,
    checked_once,
    function_of,
    named,
    one_of,
    settings,
    unchecked,
    whole,
    within,
)

ROOMS = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(d2l.__path__, "rmsprop_tut.")
    if ".datasets" not in module.name
]
CHECKED = {
    f"{room.__name__}.{name}": function
    for room in ROOMS
    for name, function in vars(room).items()
    if inspect.isfunction(function) and hasattr(function, "unchecked")
    if function.__module__ == room.__name__
}

RULES = [
    (name, argument, rule)
    for name, function in CHECKED.items()
    for argument, rule in inspect.getclosurevars(function)
    .nonlocals.get("rules", {})
    .items()
]
RANGES = {
    rule.words: rule
    for rule in [
        *(rule for *_, rule in RULES),
        *(value for room in ROOMS for value in vars(room).values()),
    ]
    if isinstance(rule, Range) and " or " not in rule.words  # of one interval
}
BOUND = re.compile(
    r"in [\[(]\S+, \S+[\])]|(?:at least|above|below) \d+|(?<=between ).+|not 0"
)
INTERVAL = re.compile(r"in ([\[(])(\S+), (\S+)([\])])")
SAID = {
    "at least": operator.ge,
    "above": operator.gt,
    "at most": operator.le,
    "below": operator.lt,
    "not": operator.ne,
}


@checked(eta=POSITIVE, steps=COUNT)
def run(calls: list[str], eta: float = 0.4, *, steps: int = 1) -> str:
    """Say that it has run."""
    calls.append("run")
    return f"{eta}, {steps}"


def test_there_are_many():
    """Checks are declared on the functions themselves."""
    assert len(CHECKED) > 30


@pytest.mark.parametrize("name", CHECKED)
def test_a_checked_function_keeps_what_it_is(name):
    """It keeps name, signature, docstring and annotations, and can be pickled."""
    function = CHECKED[name]
    bare = unchecked(function)
    assert function is not bare
    for attribute in ("__name__", "__qualname__", "__doc__", "__module__"):
        assert getattr(function, attribute) == getattr(bare, attribute)
    assert function.__annotations__ == bare.__annotations__
    assert inspect.signature(function) == inspect.signature(bare)
    assert pickle.loads(pickle.dumps(function)) is function


def test_types_can_be_read():
    """Annotations are read through the checks, as documentation and mypy do."""
    hints = typing.get_type_hints(run)
    assert hints == {"calls": list[str], "eta": float, "steps": int, "return": str}
    assert typing.get_type_hints(d2l.rmsprop_2d) == typing.get_type_hints(
        unchecked(d2l.rmsprop_2d)
    )


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [((-1,), {}), ((), {"eta": -1}), ((0.1,), {"steps": 0}), ((), {"steps": 0.5})],
)
def test_it_refuses_before_the_function_runs(args, kwargs):
    """Positional and keyword arguments are looked at before the function runs."""
    calls = []
    with pytest.raises((ValueError, TypeError), match=r"(eta|steps) must be"):
        run(calls, *args, **kwargs)
    assert calls == []


def test_what_is_allowed_goes_through():
    """Arguments and result go through as they are."""
    assert (run([]), run([], 0.1, steps=2)) == ("0.4, 1", "0.1, 2")


def test_wrong_calls_are_pythons_own_errors():
    """A call that does not fit the signature gets Python's error, with the function's name."""
    with pytest.raises(TypeError, match=r"run\(\) got an unexpected keyword .* 'etta'"):
        run([], etta=1)
    with pytest.raises(TypeError, match=r"run\(\) missing 1 required positional"):
        run()


def test_relations_see_all_that_is_given():
    """What arguments must be together is declared too, and looked at last."""

    def ordered(low, high):
        if low > high:
            raise ValueError(f"low must be at most high, not {low}")

    @checked(ordered, low=FINITE)
    def interval(low, high):
        return low, high

    assert interval(1, 2) == (1, 2)
    with pytest.raises(ValueError, match="^low must be at most high, not 3"):
        interval(3, high=2)
    with pytest.raises(ValueError, match="^low must be finite, not nan"):
        interval(math.nan, 2)


def test_unchecked_is_the_bare_function():
    """Without its checks a function is itself, also through partial."""
    bare = unchecked(run)
    assert bare is run.__wrapped__
    assert unchecked(bare) is bare
    part = unchecked(partial(partial(run, eta=-1), steps=-2))
    assert part.func is bare
    assert part([]) == "-1, -2"
    assert unchecked(checked(eta=POSITIVE)(run)) is bare


def test_a_readers_own_function_is_not_stripped():
    """A wrapper of the reader's, around a checked function, runs each time."""
    calls = []

    @wraps(d2l.gd_2d)
    def watched(*state, **options):
        calls.append(state)
        return d2l.gd_2d(*state, **options)

    assert unchecked(watched) is watched
    assert unchecked(print) is print
    d2l.run_2d(watched, 3)
    assert len(calls) == 3


def test_checked_once():
    """For each step of a loop: once with its checks, then without."""
    first, second, third, *_ = zip(checked_once(run), range(5), strict=False)
    assert first[0] is run
    assert second[0] is third[0] is unchecked(run)


@pytest.mark.parametrize(
    ("allowed", "words", "good", "bad"),
    [
        (POSITIVE, "positive and finite", [1e-300, 5, np.float32(2)], [0, -1]),
        (NON_NEGATIVE, "non-negative and finite", [0, 3, np.int64(2)], [-1e-300]),
        (FRACTION, r"a fraction, in \[0, 1\]", [0, 0.5, 1], [-0.1, 1.1, 2]),
        (FINITE, "finite", [-1e300, 0], []),
        (within(-90, 90), r"in \[-90, 90\]", [-90, 90], [-91, 90.5]),
    ],
)
def test_ranges_are_spelled_in_one_way(allowed, words, good, bad):
    """Errors name argument, value and allowed range, which is spelled in one way."""
    for value in good:
        allowed("eta", value)
    for value in [*bad, math.nan, math.inf, -math.inf]:
        with pytest.raises(ValueError, match=rf"^eta must be {words}, not {value!r}$"):
            allowed("eta", value)
    for value in ("1", None, True, [1.0], 1j):
        with pytest.raises(TypeError, match=f"^eta must be a number, {words}, not "):
            allowed("eta", value)


@pytest.mark.parametrize(
    ("rule", "words", "good", "bad"),
    [
        (COUNT, "at least 1", [1, 10**9, np.int32(3)], [0, -1]),
        (SEED, "at least 0", [0], [-1]),
        (whole(1, 20), r"in \[1, 20\]", [1, 20], [0, 21]),
    ],
)
def test_whole_numbers(rule, words, good, bad):
    """Whole numbers are counted; half ones and truths are refused as such."""
    for value in good:
        rule("steps", value)
    for value in bad:
        with pytest.raises(ValueError, match=rf"^steps must be {words}, not {value}$"):
            rule("steps", value)
    for value in (1.5, True, "1", None, 2.0):
        message = rf"^steps must be a whole number, {words}, not {value!r}$"
        with pytest.raises(TypeError, match=message):
            rule("steps", value)


@pytest.mark.parametrize(
    ("rule", "value", "error", "message"),
    [
        (function_of("t"), 0.4, TypeError, "^x must be a function of t, not 0.4"),
        (one_of(["a", "b"]), "c", ValueError, r"x has unknown names \['c'\]; allowed"),
        (named("curve"), [1], TypeError, r"^x must be a dict from name to curve, not"),
        (named("curve"), {}, ValueError, "^x must hold at least one curve, not none"),
        (settings(lr=POSITIVE), 3, TypeError, "^x must be a dict, not 3"),
        (
            settings("eps", lr=POSITIVE, eps=POSITIVE),
            {},
            ValueError,
            r"x lacks \['lr'\]; it has \[\]; allowed are \['eps', 'lr'\]",
        ),
        (
            settings(lr=POSITIVE),
            {"lr": 1, "b": 1},
            ValueError,
            r"unknown names \['b'\]",
        ),
        (
            settings("lr", lr=POSITIVE),
            {"lr": 0},
            ValueError,
            r"x\['lr'\] must be posit",
        ),
    ],
)
def test_what_is_no_number(rule, value, error, message):
    """Functions, names and dicts are refused by name too."""
    with pytest.raises(error, match=message):
        rule("x", value)


def test_what_is_optional_may_be_left_out():
    """Settings that are optional may be left out; given, they are looked at, and no other may."""
    allowed = settings("eps", lr=POSITIVE, eps=POSITIVE)
    given = {"lr": 1}
    assert allowed("x", given) is None
    assert given == {"lr": 1}
    with pytest.raises(ValueError, match=r"x\['eps'\] must be positive"):
        allowed("x", {"lr": 1, "eps": 0})
    with pytest.raises(ValueError, match=r"x lacks \['lr'\]"):
        allowed("x", {"eps": 1})


def says(words, value):
    """Say by the words of a range whether it holds a number."""
    for short, long in (
        ("non-negative", "at least 0"),
        ("positive", "above 0"),
        ("between 0 and 1", "in (0, 1)"),
    ):
        words = words.replace(short, long)
    for opened, low, high, closed in INTERVAL.findall(words):
        words += f" {'at least' if opened == '[' else 'above'} {low}"
        words += f" {'at most' if closed == ']' else 'below'} {high}"
    return all(
        compare(value, float(bound))
        for word, compare in SAID.items()
        for bound in re.findall(rf"{word} (-?[\d.e+]+)", words)
    )


@pytest.mark.parametrize("words", sorted(RANGES))
def test_a_range_holds_what_its_words_say(words):
    """At each bound that a range's words name, and just beside it, it does what they say."""
    bounds = {-1.0, 0.0, 0.5, 1.0, *map(float, re.findall(r"-?\d[\d.e+]*", words))}
    for bound in (bound for bound in bounds if abs(bound) < 1e6):
        for value in (bound, *(float(np.nextafter(bound, s)) for s in (-9e9, 9e9))):
            assert bool(RANGES[words].holds(value)) == says(words, value), value


def test_each_rule_is_of_an_argument():
    """A rule by a name that the function has not would be looked at by nobody."""
    for name, argument, _ in RULES:
        assert argument in inspect.signature(CHECKED[name]).parameters


def words_of(rule):
    """Return the words of a rule, or none: a range has them, a rule of whole numbers binds them."""
    bound = inspect.getclosurevars(rule).nonlocals if inspect.isfunction(rule) else {}
    return getattr(rule, "words", bound.get("words", ""))


OWN = [  # bounds that a room declares for itself
    (name, argument, bound)
    for name, argument, rule in RULES
    if all(rule is not shared for shared in vars(_checks).values())
    for bound in BOUND.findall(words_of(rule))
    if bound not in ("at least 0", "at least 1")  # a count's, which need no words
    if "e+" not in bound  # large ones, which docstrings give as powers
]


def entry_of(name, argument):
    """Return what a docstring says of an argument: its type, and in words."""
    parameters = inspect.getdoc(CHECKED[name]).split("Parameters\n")[1]
    entry = rf"(?m)^(?=\S).*\b{argument}\b.* : (.*)\n((?:    .*\n)+)"
    return re.search(entry, parameters).groups()


@pytest.mark.parametrize(("name", "argument", "bound"), OWN)
def test_a_docstring_says_a_function_s_own_bounds(name, argument, bound):
    """Bounds that a function has for itself stand in its docstring, in the same words."""
    said = " ".join(entry_of(name, argument)[1].split())
    said = re.sub(r"from (\S+) to (\d+)", r"in [\1, \2]", said)
    assert re.search(rf"{re.escape(bound)}(?!\d)", said)


SHAPED = [
    (name, argument, f"({', '.join(map(str, axes))}{',' if len(axes) == 1 else ''})")
    for name, argument, rule in RULES
    if (axes := getattr(rule, "axes", None)) and str in map(type, axes)
]


@pytest.mark.parametrize(("name", "argument", "shape"), SHAPED)
def test_a_docstring_says_an_array_s_shape(name, argument, shape):
    """The shape that a refusal names stands in the docstring, in the same letters."""
    assert shape in entry_of(name, argument)[0]
