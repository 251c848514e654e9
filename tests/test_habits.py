"""What holds in every room of the package."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re

import rmsprop_tut as d2l

ROOMS = [
    importlib.import_module(module.name)
    for module in pkgutil.walk_packages(d2l.__path__, "rmsprop_tut.")
    if ".datasets" not in module.name
]


def test_a_flag_is_given_by_its_name():
    """No call says True or False without saying of what."""
    flags = {
        f"{room.__name__}.{name}": parameter.kind
        for room in ROOMS
        for name, function in vars(room).items()
        if inspect.isfunction(function) and function.__module__ == room.__name__
        for parameter in inspect.signature(function).parameters.values()
        if isinstance(parameter.default, bool)
    }
    assert flags
    assert {*flags.values()} == {inspect.Parameter.KEYWORD_ONLY}


def test_what_has_a_name_may_be_given_by_it():
    """No function takes an argument by its place alone."""
    kinds = {
        parameter.kind
        for room in ROOMS
        for function in vars(room).values()
        if inspect.isfunction(function) and function.__module__ == room.__name__
        for parameter in inspect.signature(function).parameters.values()
    }
    assert inspect.Parameter.KEYWORD_ONLY in kinds
    assert inspect.Parameter.POSITIONAL_ONLY not in kinds


def test_what_holds_values_is_frozen():
    """What a function returns or is given keeps its values, whoever has it."""
    held = {
        thing
        for room in ROOMS
        for name, thing in vars(room).items()
        if isinstance(thing, type) and dataclasses.is_dataclass(thing)
        if thing.__module__.startswith("rmsprop_tut") and not name.startswith("_")
    }
    assert len(held) > 10
    assert [thing for thing in held if not thing.__dataclass_params__.frozen] == []


def test_what_a_room_lists_is_there():
    """Each name that a room says it exports is in it."""
    listed = [(room, name) for room in ROOMS for name in getattr(room, "__all__", ())]
    assert listed
    assert [(room, name) for room, name in listed if not hasattr(room, name)] == []


def before_what_was_given(room):
    """Yield the words of messages before the value that each ends in."""
    for node in ast.walk(ast.parse(inspect.getsource(room))):
        match node:
            case ast.JoinedStr([*_, ast.Constant(words), ast.FormattedValue(given)]):
                if ast.unparse(given).startswith("shown("):
                    yield words


def test_a_message_ends_in_what_was_given():
    """It says what is allowed, and then: not this, or what this is."""
    said = [words for room in ROOMS for words in before_what_was_given(room)]
    assert len(said) > 30
    end = re.compile(r"(^|\W)(not|is|both:) $")
    assert [words for words in said if not end.search(words)] == []
