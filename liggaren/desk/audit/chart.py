"""How long things stayed up, as bars with a title that states the finding; the table stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from liggaren.desk.audit.words import of

LEFT, WIDTH, STEP = 118, 190, 30  # of the picture's own 340 units


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its number, and where it stands in the picture."""

    words: str
    number: int
    y: int
    width: int

    @property
    def end(self) -> int:
        """Where the number is written."""
        return LEFT + self.width + 6


@dataclass(frozen=True)
class Chart:
    """The bars, their title, and the picture's height."""

    title: str
    bars: tuple[Bar, ...]
    height: int


def stayed(steps: Sequence[tuple[str, int]]) -> Chart | None:
    """A chart of counts within each step of time; None where nothing is counted."""
    whole, most = sum(number for _, number in steps), max(number for _, number in steps)
    if not whole:
        return None
    bars = tuple(
        Bar(_words(words), number, 6 + at * STEP, round(WIDTH * number / most))
        for at, (words, number) in enumerate(steps)
    )
    return Chart(_title(steps, whole), bars, len(bars) * STEP + 6)


def _title(steps: Sequence[tuple[str, int]], whole: int) -> str:
    """The first step by which at least half is gone is what there is to say."""
    sums = accumulate(number for _, number in steps)
    for (words, _), reached in zip(steps[:-1], sums, strict=False):
        if reached * 2 >= whole:
            return f"{of(reached, whole)} var borta inom {words}"
    return f"{of(steps[-1][1], whole)} låg kvar längre än ett dygn"


def _words(words: str) -> str:
    return words.capitalize() if words.startswith("längre") else f"Inom {words}"
