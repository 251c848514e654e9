"""What takes part in a benchmark, and how long a call of it takes."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from timeit import Timer
from typing import Any

SPAN = 0.005  # seconds that a call, or as many as it takes, is timed for at least
LONG = 0.1  # seconds from which on what ran before a call does not matter to it
Call = Callable[[], Any]


@dataclass(frozen=True)
class Contender:
    """A way to do what a benchmark asks for.

    ``prepare(size)`` returns the call to be timed, which waits for its result and returns
    it; ``needs`` are the modules it imports. One that is no ``peer`` gives another result.
    """

    prepare: Callable[[int], Call]
    needs: tuple[str, ...] = ()
    peer: bool = True

    def lacks(self) -> list[str]:
        """Return the modules that are not installed here."""
        return [name for name in self.needs if find_spec(name) is None]


class Timed:
    """A contender at one size, prepared; ``first`` are the seconds of its first call."""

    def __init__(self, contender: Contender, size: int) -> None:
        self.timer = Timer(contender.prepare(size))
        self.first, self.again = self.timer.timeit(1), self.timer.timeit(1)
        self.number = math.ceil(SPAN / self.again)

    def seconds(self) -> float:
        """Return the seconds of a call: the mean of a few ms, after as many untimed.

        The untimed ones bring its arrays into the caches, and threads of others to rest.
        """
        if self.again < LONG:
            self.timer.timeit(self.number)
        return self.timer.timeit(self.number) / self.number
