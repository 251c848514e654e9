"""Public functions called with odd arguments, and what may come of it.

Each call is the first one in a function's docstring, with some of its arguments changed. So a
new function is among them without a line here.
"""

import doctest
import inspect
import re
import warnings
from contextlib import suppress
from dis import opmap
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import odd

import rmsprop_tut as d2l
from rmsprop_tut._checks import shown
from rmsprop_tut._mxnet import load_mxnet
from rmsprop_tut.lab import distributed
from rmsprop_tut.lab.cluster import ClusterError
from rmsprop_tut.lab.fashion import FashionMNIST

PACKAGE = str(Path(d2l.__file__).parent)
SIGNATURES = re.compile(  # what Python says of a call that does not fit
    r"(unexpected|invalid) keyword|positional argument|multiple values for|missing \d+ required"
)
FUNCTIONS = {
    name: getattr(d2l, name)
    for name in sorted(d2l.__all__)
    if getattr(getattr(d2l, name), "__name__", "") == name
}
LEFT_OUT = {  # a module, and a second name
    name for name in d2l.__all__ if name not in FUNCTIONS
}
SIZE = plt.rcParams["figure.figsize"]
SAID = re.compile(r"^ *(\w+(?:Error|Warning))(?:,|$)", re.MULTILINE)


class Found(BaseException):
    """A call in an example, with its arguments."""


class Finding(AssertionError):
    """What must not come of a call."""


def floor(name):
    """Return on which floor a function lives: core, lab, plotting, chapter or editions."""
    return FUNCTIONS[name].__module__.split(".")[1]


@cache
def few_images():
    """Return few of the package's images, so that a training on them is short."""
    data = d2l.load_fashion_mnist()
    train, test = slice(1200), slice(60)
    return FashionMNIST(
        *(data.train_images[train], data.train_labels[train]),
        *(data.test_images[test], data.test_labels[test], "few"),
    )


def no_processes(*args, **kwargs):
    """Start no cluster."""
    raise ClusterError("no process is started here")


def prepare():
    """Load MXNet before its own warnings count, and start no processes."""
    with suppress(ImportError):
        load_mxnet()
    distributed.cluster = no_processes


@cache
def example(name):
    """Return the program of a function's example, and the names that it knows."""
    signature = inspect.signature(FUNCTIONS[name])

    def calling(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        raise Found(bound)

    room = vars(inspect.getmodule(inspect.unwrap(FUNCTIONS[name])))
    facade = {other: getattr(d2l, other) for other in d2l.__all__}
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(FUNCTIONS[name]))
    known = {**room, **facade, "np": np, "load_fashion_mnist": lambda *_: few_images()}
    program = "".join(line.source for line in examples)
    return compile(program, name, "exec"), known | {name: calling}


def call_of(name):
    """Return the arguments of the first call in a function's example, made anew."""
    program, known = example(name)
    try:
        exec(program, dict(known))
    except Found as found:
        return found.args[0]
    raise LookupError(f"the example of {name} does not call it")


def change(call, source):
    """Change some of a call's arguments."""
    kinds = inspect.Parameter
    ways = {kinds.VAR_KEYWORD: odd.near_dict, kinds.VAR_POSITIONAL: odd.near_list}
    for name, value in call.arguments.items():
        if odd.one_in(source, min(len(call.arguments), 3)):
            way = ways.get(call.signature.parameters[name].kind, odd.near)
            call.arguments[name] = way(value, source)


def look(value, depth=6):
    """Return what a value holds, to see whether it changes."""
    if isinstance(value, list | tuple) and depth:
        return type(value), [look(part, depth - 1) for part in value]
    if isinstance(value, dict) and depth:
        return [(key, look(part, depth - 1)) for key, part in value.items()]
    array = value.asnumpy() if hasattr(value, "asnumpy") else value
    if isinstance(array, np.ndarray) and array.dtype != object:
        return array.dtype, array.shape, np.asarray(array).tobytes()
    return id(value)


def judge(name, source):
    """Call a function with odd arguments, and refuse what its docstring does not say.

    Return what came of it: a result, an error of the reader's own functions, or a refusal.
    """
    call = call_of(name)
    change(call, source)
    before, figures = look(call.arguments), plt.get_fignums()
    try:
        outcome, error, said = ran(name, call)
        begun = set(plt.get_fignums()).difference(figures)
        check_warnings(name, said)
        if error:
            check_error(name, error, call)
            check_nothing_done(error, look(call.arguments) == before, begun)
    except Finding as finding:
        finding.args = (f"{name}: {finding}: {shown(call)}",)
        raise
    finally:
        plt.close("all")
        plt.rcParams["figure.figsize"] = SIZE
    return outcome


def ran(name, call):
    """Run a call; return what came of it, its error if it was refused, and its warnings."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            FUNCTIONS[name](*call.args, **call.kwargs)
        except odd.OddError:
            return "a reader's error", None, said
        except Exception as error:
            return "refused", error, said
    return "result", None, said


@cache
def doc(name):
    """Return a function's docstring, and the exceptions and warnings that it names."""
    text = inspect.getdoc(FUNCTIONS[name])
    return text, set(SAID.findall(text))


def check_warnings(name, said):
    """Refuse a warning that the docstring does not name, and NumPy's where it is not said."""
    text, named = doc(name)
    for warning in said:
        kind, message = warning.category.__name__, str(warning.message)
        numpys = "encountered in" in message and "NumPy's own" not in text
        if numpys or kind not in named:
            line = f"{warning.filename}:{warning.lineno}"
            raise Finding(f"{kind}: {message} ({line})")


def check_error(name, error, call):
    """Refuse an error that the docstring does not name, or that names no argument."""
    kind, text = type(error).__name__, str(error)
    if kind in {"TypeError", "ValueError"}:
        if not SIGNATURES.search(text):
            check_raised(error)
            check_named(error, call)
    elif kind not in doc(name)[1]:
        raise Finding(f"undocumented {kind}: {text[:300]}") from error


def check_nothing_done(error, unchanged, begun):
    """Refuse an error after which something is not as it was."""
    if not unchanged:
        raise Finding("an argument was changed before it was refused") from error
    if begun:
        raise Finding("a figure was left open") from error


def check_raised(error):
    """Refuse an error that the package did not raise, but let through."""
    place = error.__traceback__
    while place.tb_next:
        place = place.tb_next
    code = place.tb_frame.f_code
    raised = code.co_code[place.tb_lasti] == opmap["RAISE_VARARGS"]
    if not (raised and code.co_filename.startswith(PACKAGE)):
        line = f"{code.co_filename}:{place.tb_lineno}"
        raise Finding(f"let through {error!r} ({line})") from error


def holds_functions(value, depth=4):
    """Tell whether a value is a function, or holds one."""
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list | tuple) and depth:
        return any(holds_functions(part, depth - 1) for part in parts)
    return callable(value)


def check_named(error, call):
    """Refuse an error that names no argument; what a reader's function returns has no name."""
    parts = {**call.arguments, **call.kwargs}
    if holds_functions(list(parts.values())):
        return
    if not any(re.search(rf"\b{re.escape(part)}\b", str(error)) for part in parts):
        raise Finding(f"names no argument: {str(error)[:300]}") from error
