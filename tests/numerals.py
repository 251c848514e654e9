"""The numbers that prose states: sentence by sentence, in words and in formulas."""

import re

NUMERAL = re.compile(r"(?<![\w.])[-−]?(?:\d+(?:,\d{3})*(?:\.\d+)?|\.\d+)(?:e-?\d+)?")
FACT = re.compile(r"\{fact\}`(\w+)`")

# What is not prose: front matter, comments, code and directives but for what they say,
# targets, and the roles and links of a sentence but for their words.
FENCE = re.compile(r"(?ms)^[ ]*(`{3,})(\{[\w:-]+\})?[^\n]*\n(.*?)^[ ]*\1[ ]*$")
SAID = re.compile(r"(?:alt|caption): (?:>-\n)?((?: {6,}.*\n)+|.+\n)")
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
MARKS = re.compile(r"(?m)^\s*:{3,}.*$|^\s*:[\w-]+:.*$|^\(\w+\)=$")
TITLED = re.compile(r"(?:\{[\w:~-]+\}|:[\w:]+:)`([^`<]+?)\s*<[^`]*>`")
IN_LINE = re.compile(r"(?:\{[\w:~-]+\}|:[\w:]+:)`[^`]*`|``[^`]+``|`[^`]+`|\]\([^)]*\)")
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$|:math:`([^`]+)`", re.DOTALL)
SENTENCE_END = re.compile(r"(?<=[.?!])\s+(?=[\"“(*\w$:{`√−-])")

# In a formula: numbers that name or count nothing, and what separates its statements.
NAMES = re.compile(r"[_^](?:\{[^{}]*\}|\\?\w+)|\\begin\{\w+\}")
FRACTION = re.compile(r"\\[dt]?frac\s*\{?(\d+?)\}?\s*\{?(\d+)\}?")
COMMAND = re.compile(r"\\[A-Za-z]+(?=\d)")
POWER = re.compile(r"10\^\{?(-?\d+)\}?")
RELATION = r"\\(?:approx|le|ge|leq|geq|ne|sim|simeq|equiv|to|mapsto|in|ll|gg)\b|[=<>]"
SIDES = re.compile(rf"({RELATION}|\\(?:qquad|quad|text)\b|\\\\|[&,;])")
DRESS = re.compile(r"\\(?:[,;:!%]|sqrt\b|pm\b)|[{}\s\[\]()|]|\.(?!\d)")
VALUE = re.compile(r"(?<![\w.])-?(?:\d+(?:\.\d+)?|\.\d+)(?:e-?\d+)?")
LEADING = re.compile(
    rf"(?:[{{\s(|\[]|\\sqrt\b|\\[dt]?frac\b)*(?!1\s*[-+]){VALUE.pattern}"
)
ALGEBRA = {"0", "1", "2"}  # unless they are alone, or what follows a relation


def _of_side(before: str, side: str) -> list[str]:
    """Return what one side of a relation states, given what stands before it."""
    numbers = VALUE.findall(side)
    leading = LEADING.match(side) if re.fullmatch(RELATION, before) else None
    counted = 1 if leading or VALUE.fullmatch(DRESS.sub("", side)) else 0
    rest = [n for n in numbers[counted:] if n.lstrip("-") not in ALGEBRA]
    return numbers[:counted] + rest


def _in_formula(formula: str) -> list[str]:
    """Return the numerals that state a value.

    Those are all but 0, 1 and 2, and these where they follow a relation or are alone.
    Exponents, indices and the 1 of 1 - γ are algebra.
    """
    plain = re.sub(r"(?<=\d)\{?,\}?(?=\d{3})", "", formula)
    plain = COMMAND.sub(r"\g<0> ", FRACTION.sub(r"\1/\2 ", plain))
    first, *rest = SIDES.split(NAMES.sub(" ", POWER.sub(r"1e\1", plain)))
    sides = [("", first), *zip(rest[::2], rest[1::2], strict=True)]
    return [n for before, side in sides for n in _of_side(before, side)]


def stated(sentence: str) -> list[str]:
    """Return the numerals of a sentence, those of its formulas first."""
    formulas = [next(filter(None, match)) for match in FORMULA.findall(sentence)]
    words = IN_LINE.sub(" ", TITLED.sub(r" \1 ", FORMULA.sub(" ", sentence)))
    return [n for f in formulas for n in _in_formula(f)] + NUMERAL.findall(words)


def _in_one_line(formula: re.Match[str]) -> str:
    """Return a formula without breaks, and without space at its ends."""
    return re.sub(r"(\$\$)\s|\s(\$\$)", r"\1\2", " ".join(formula[0].split()))


def sentences(prose: str) -> list[str]:
    """Return the sentences of paragraphs, lists and headings, each in one line."""
    prose = FORMULA.sub(_in_one_line, prose)
    blocks = re.split(r"\n\s*\n|\n(?=\s*- |#)", prose)
    lines = (" ".join(block.split()).removeprefix("- ") for block in blocks)
    return [s for line in lines for s in SENTENCE_END.split(line) if s]


def _of_fence(match: re.Match[str]) -> str:
    """Return what a fenced block says: a figure's text and caption, or a formula."""
    kind, content = match[2], match[3]
    if kind == "{math}":
        return f"\n$${re.sub(r'(?m)^:label:.*$', '', content).strip()}$$\n"
    said = SAID.findall(content.split("---\n")[1]) if "---\n" in content else []
    return "\n\n" + "\n\n".join(said) + "\n\n"


def of_page(text: str) -> list[str]:
    """Return the sentences of a page, its figures' texts and captions included."""
    return sentences(MARKS.sub("\n", FENCE.sub(_of_fence, FRONT.sub("", text))))


def of_script(text: str) -> list[str]:
    """Return the sentences of a gallery script: of its header and its comments."""
    header, code = text.split('"""', 2)[1:]
    title, rest = re.split(r"\n=+\n", header.strip(), maxsplit=1)
    blocks = [title, rest.replace("\\\\", "\\")]
    for block in re.findall(r"(?m)^# %%\n((?:#.*\n)*)", code):
        blocks.append(re.sub(r"(?m)^# ?", "", block))
    return sentences("\n\n".join(blocks))
