"""CONTRIBUTING.md, read as a program: the steps of each example, and what fails without them."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTION = re.compile(r"(?ms)^## An? (\w+)$(.*?^Check:\n.*?)(?=^## )")
STEP = re.compile(
    r"(?ms)(?P<where>New|At\s+the\s+end\s+of|In),?\s+`(?P<path>[\w./-]+)`(?:"
    r",\s+`(?P<old>\w+)`\s+becomes\s+`(?P<new>\w+)`\.|"
    r"(?:,\s+before\s+`(?P<before>[^`]+)`)?:\n\n"
    r"(?P<fence>`{3,})\w+\n(?P<text>.*?)^(?P=fence)$)"
)
GUARD = re.compile(
    r"Without\s+(?:it|`` (.+?) ``|`([^`]+)`)\s+`(tests/[\w./]+::\w+)`\s+fails\."
)
CHECK = re.compile(r"Check:\n\n```console\n\$ nox -s only -- (.+)\n```")


@dataclass(frozen=True)
class Step:
    """What a reader writes, where, and the test that fails without a part of it ("": all)."""

    where: str
    path: str
    before: str | None
    old: str | None
    text: str
    guards: tuple[tuple[str, str], ...]

    def do(self, folder: Path, without: str = "") -> None:
        """Write it in a folder, or all but a part of it."""
        assert without in self.text
        text = self.text.replace(without, "") if without else self.text
        path = folder / self.path
        assert path.exists() == (self.where != "New"), self.path
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        begins, ends = self.place(there)
        path.write_text(begins + text + ends, encoding="utf-8")

    def place(self, there: str) -> tuple[str, str]:
        """Return what stands before and behind a step's text in a file."""
        if self.before is None and self.old is None:
            apart = "\n\n" if there and self.path.endswith(".py") else ""
            return there + apart, ""
        mark = self.old or f"\n{self.before}\n"
        assert there.count(mark) == 1, f"{self.path} has not one {mark!r}"
        begins, _, ends = there.partition(mark)
        return (begins, ends) if self.old else (f"{begins}\n", mark[1:] + ends)


def steps(section: str) -> list[Step]:
    """Return the steps of an example."""
    found = list(STEP.finditer(section))
    ends = [*(match.start() for match in found[1:]), len(section)]
    read = []
    for match, end in zip(found, ends, strict=True):
        guards = GUARD.findall(section, match.end(), end)
        parts = tuple((a or b, test) for a, b, test in guards)
        where = {name: match[name] for name in ("where", "path", "before", "old")}
        read.append(Step(**where, text=match["text"] or match["new"], guards=parts))
    return read


SECTIONS = dict(SECTION.findall(GUIDE))
EXAMPLES = {name: steps(section) for name, section in SECTIONS.items()}
CHECKS = {name: CHECK.search(section)[1] for name, section in SECTIONS.items()}
LEFT_OUT = [
    (name, place, part, test)
    for name, example in EXAMPLES.items()
    for place, step in enumerate(example)
    for part, test in step.guards
]
