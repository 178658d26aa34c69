"""What moderation says no to, in words for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from liggaren.lib.errors import Refusal


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the form field's name and what to write instead."""

    field: str
    message: str


class Incomplete(Refusal):
    """A form that cannot be acted on as it stands; `problems` name each field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.message for problem in problems), "incomplete")
        self.problems = tuple(problems)


class NotYours(Refusal):
    """The person may not do this; shown as a page that is not there."""

    def __init__(self) -> None:
        super().__init__("Sidan finns inte.", "not_yours")


class Changed(Refusal):
    """The author changed the item after it was read: nothing is decided, the person reads again."""

    def __init__(self) -> None:
        super().__init__(
            "Inlägget har ändrats sedan du läste det. Inget är beslutat. Läs det nya och besluta igen.",
            "changed",
        )


class NotRead(Refusal):
    """The text may be secret and this person has not opened it as it now stands: nothing is decided."""

    def __init__(self, number: int = 0) -> None:
        words = "Öppna texten och läs den först. Inget är beslutat."
        if number:
            words = (
                f"{number} kan vara skyddade och är inte öppnade av dig. Läs dem först. Inget är beslutat."
            )
        super().__init__(words, "not_read")


class Gone(Refusal):
    """The item is already away from the platform."""

    def __init__(self) -> None:
        super().__init__(
            "Inlägget är redan borta från plattformen. Det som är säkrat finns kvar här. Inget är skickat.",
            "gone",
        )


class SomeoneWasFirst(Refusal):
    """Two people at once: the first decision holds. `own`: it was the person's own, in another window."""

    def __init__(self, name: str = "", *, own: bool = False) -> None:
        who = name or "Någon annan"
        words = f"{who} hann före med ett beslut om samma inlägg. Det beslutet gäller."
        super().__init__(
            "Du har redan beslutat om inlägget. Här ser du hur det går." if own else words,
            "someone_was_first",
        )
        self.own = own


class RemovedByUs(Refusal):
    """The item is away by our own confirmed decision: there is nothing left to decide about."""

    def __init__(self, who: str, when: str) -> None:
        super().__init__(f"Borttaget av oss, beslut av {who} {when}. Här är beslutet.", "removed_by_us")


class NotSeen(Refusal):
    """Nobody can say whether the item is still there: nothing is ordered again blindly."""

    def __init__(self) -> None:
        super().__init__(
            "Plattformen visar oss inte hur det ser ut just nu. Inget är skickat. Försök igen om en stund, "
            "eller titta själv och berätta vad du såg.",
            "not_seen",
        )


class TakenByOther(Refusal):
    """A colleague has claimed the item."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} har tagit den.", "taken")
