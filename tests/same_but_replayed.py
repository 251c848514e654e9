"""Compare two books, the second without MXNet: ``python same_but_replayed.py ONE OTHER``.

Used by ``nox -s newest``. The pages' texts may differ in the marks of what is recorded, in
measured times, and by one in the last digit of a number; where a training lets rounding grow,
and its page says so, by a share of it.
"""

import re
import sys
from pathlib import Path

RECORDED = r"ecorded with MXNet \S+ on \d+-\d+-\d+"
MARK = re.compile(rf" ?\(r{RECORDED}\)|R{RECORDED}\.")  # after words, or a sentence
MEASURED = re.compile(r"\d+\.\d+ (?:sec/epoch|ms)\b")
GROWN = {"auto_gallery/edge/plot_what_stops_the_curvature.txt": 0.05}
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]\d+)?")


def words(text: str) -> list[str]:
    """Return the words of a page, without marks and measured times."""
    return MEASURED.sub("", MARK.sub("", " ".join(text.split()))).split()


def last_digit(number: str) -> float:
    """Return what one in the last digit of a number is worth."""
    mantissa, _, exponent = number.replace(",", "").partition("e")
    digits = len(mantissa.partition(".")[2])
    return 10.0 ** (int(exponent or 0) - digits)


def agree(one: str, other: str, share: float) -> bool:
    """Say whether two words are the same but for last digits, or a share, of their numbers."""
    if NUMBER.sub("#", one) != NUMBER.sub("#", other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(near(*pair, share) for pair in pairs)


def near(one: str, other: str, share: float) -> bool:
    """Say whether two numbers are one in the last digit apart, or a share of the first."""
    a, b = (float(number.replace(",", "")) for number in (one, other))
    digit = max(last_digit(one), last_digit(other))
    return abs(a - b) <= max(1.01 * digit, share * a)


def difference(one: str, other: str, share: float = 0.0) -> str:
    """Return where two pages first differ, or nothing."""
    first, second = words(one), words(other)
    for place, pair in enumerate(zip(first, second, strict=False)):
        if not agree(*pair, share):
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
        if said := difference(*texts, GROWN.get(name.as_posix(), 0.0)):
            found.append(f"{name}: {said}")
    if found or not marked:
        sys.exit("\n".join(["The books differ:", *found, f"{marked} marks"]))
    return f"The books are the same: {len(names[0])} pages, {marked} marks."


if __name__ == "__main__":
    print(compare(Path(sys.argv[1]), Path(sys.argv[2])))
