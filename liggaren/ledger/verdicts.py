"""What a check of a file from outside says: numbered steps and an outcome. No Django here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["holds", "whole_not_confirmed", "fails", "unreadable"]
DOES_NOT_PROVE = (
    "Att innehållet är sant, eller att avsändaren är den som namnet säger.",
    "När det förseglades: tiderna är våra egna uppgifter tills en oberoende tidsstämpel finns.",
    "Att filen innehåller allt: poster kan ha utelämnats när filen gjordes.",
    "Att den som driver liggaren inte för två olika liggare. "
    "Det syns bara mot kontrollpunkter som någon annan har sparat.",
)


@dataclass(frozen=True)
class Step:
    """One numbered step. `ok` is None when it could not be tried."""

    number: int
    title: str
    ok: bool | None
    text: str


@dataclass(frozen=True)
class Verdict:
    """What the check found. `holds` is said only with a key to trust."""

    outcome: Outcome
    steps: tuple[Step, ...]
    does_not_prove: tuple[str, ...] = DOES_NOT_PROVE


def unreadable(reason: str) -> Verdict:
    """The file is no such file at all, or could not be read."""
    return Verdict("unreadable", (Step(1, "Filen är hel", False, reason),))


def unreadable_key() -> Verdict:
    """The key is none: nothing was tried with it."""
    text = "Nyckeln går inte att läsa. Den säger inget om filen, som inte är prövad."
    return Verdict("unreadable", (Step(1, "Nyckeln går att läsa", False, text),))
