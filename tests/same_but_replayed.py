"""Compare two books, the second without MXNet: ``python same_but_replayed.py ONE OTHER``.

Used by ``nox -s newest``. The pages' texts may differ in the marks of what is recorded, in
measured times, and by one in the last digit of a number.
"""

import re
import sys
from pathlib import Path

RECORDED = r"ecorded with MXNet \S+ on \d+-\d+-\d+"
MARK = re.compile(rf" ?\(r{RECORDED}\)|R{RECORDED}\.")  # after words, or a sentence
MEASURED = re.compile(r"\d+\.\d+ (?:sec/epoch|ms)\b")
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]\d+)?")


def words(text: str) -> list[str]:
    """Return the words of a page, without marks and measured times."""
    return MEASURED.sub("", MARK.sub("", " ".join(text.split()))).split()


def last_digit(number: str) -> float:
    """Return what one in the last digit of a number is worth."""
    mantissa, _, exponent = number.replace(",", "").partition("e")
    digits = len(mantissa.partition(".")[2])
    return 10.0 ** (int(exponent or 0) - digits)


def agree(one: str, other: str) -> bool:
    """Say whether two words are the same but for the last digits of their numbers."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(
        abs(float(a.replace(",", "")) - float(b.replace(",", "")))
        <= 1.01 * max(last_digit(a), last_digit(b))
        for a, b in pairs
    )


def difference(one: str, other: str) -> str:
    """Return where two pages first differ, or nothing."""
    first, second = words(one), words(other)
    for place, pair in enumerate(zip(first, second, strict=False)):
        if not agree(*pair):
            return f"{' '.join(first[place - 5 : place + 5])!r}, not {pair[1]!r}"
    return "" if len(first) == len(second) else "one is longer"


def compare(one: Path, other: Path) -> str:
    """Say that the pages of two books are the same, or end with what differs."""
    names = [{p.relative_to(b) for p in b.rglob("*.txt")} for b in (one, other)]
    if not names[0]:
        sys.exit(f"There is nothing to compare with in {one}: run `nox -s docs` first.")
    found = [f"{name}: is in one book alone" for name in names[0] ^ names[1]]
    marked = 0
    for name in sorted(names[0] & names[1]):
        texts = [(book / name).read_text(encoding="utf-8") for book in (one, other)]
        marked += len(MARK.findall(" ".join(texts[1].split())))
        if said := difference(*texts):
            found.append(f"{name}: {said}")
    if found or not marked:
        sys.exit("\n".join(["The books differ:", *found, f"{marked} marks"]))
    return f"The books are the same: {len(names[0])} pages, {marked} marks."


if __name__ == "__main__":
    print(compare(Path(sys.argv[1]), Path(sys.argv[2])))
