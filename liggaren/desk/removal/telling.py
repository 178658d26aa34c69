"""What became of a decision, in words: title, what is known, what happens now, and each step of its history.

Amber for what nobody knows, red for what did not happen, quiet for what is in order (ui.md §6, §8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liggaren.actions.models import Outbox, Step, StepKind
from liggaren.actions.outcomes import TOO_MANY
from liggaren.desk.removal.act_told import tell_act
from liggaren.desk.removal.told import Told
from liggaren.lib.state_words import word
from liggaren.moderation.models import Removal
from liggaren.moderation.states import RemovalState


@dataclass(frozen=True)
class Line:
    """One line of the history; `tone` is a class of the timeline."""

    at: datetime
    title: str
    text: str
    tone: str = ""
    seal_entry: int | None = None


STEPS = ("Säkra", "Grund", "Åtgärd", "Bekräfta", "Utfall")


def steps_now(is_sealed: bool) -> list[dict[str, str]]:
    """The five steps while the decision is being made: the seal done or doing, the rest to come."""
    states = ("done", "now", "", "", "") if is_sealed else ("now", "", "", "", "")
    return [{"title": title, "state": state} for title, state in zip(STEPS, states, strict=True)]


def steps_then(last: str) -> list[dict[str, str]]:
    """The five steps when the decision is made; only the outcome is still open."""
    states = ("done", "done", "done", "done", last)
    return [{"title": title, "state": state} for title, state in zip(STEPS, states, strict=True)]


def tell(removal: Removal) -> Told:
    """The page's words for a decision in any state."""
    row = removal.outbox
    if removal.state == RemovalState.SECOND:
        return _second(removal)
    if removal.state == RemovalState.WITHDRAWN and (row is None or row.note != "changed"):
        return Told(
            "Beslutet är återtaget", "Inget har skickats.", "", "", "reply", word("removal", "withdrawn"), ""
        )
    if row is None:
        return Told(
            "Beslutet är antecknat",
            "Inget har skickats. Skälet är sparat.",
            "",
            "",
            "check",
            word("removal", "noted"),
            "done",
        )
    return tell_act(removal, row)


def _second(removal: Removal) -> Told:
    is_emergency = bool(removal.emergency_reason)
    note = "En kollega läser själv och instämmer, eller låter bli. Inget skickas innan dess."
    if is_emergency:
        note += " Det är en nödväg: den som instämmer står också för att beviset inte är klart."
    state = word("removal", "emergency" if is_emergency else "waiting_second")
    return Told(
        "Väntar på andra beslutet",
        "Beslutet behöver två personer.",
        note,
        "blue",
        "people",
        state,
        "now",
        True,
    )


PICTURE = "Med en bild, uppladdad för hand."
FOUND = {
    "present": "Det syns fortfarande.",
    "hidden": "Det är dolt.",
    "deleted": "Det är borta.",
    "unavailable": "Plattformen vill inte säga.",
    "absent": "Det finns inte där.",
}


def history(row: Outbox | None) -> list[Line]:
    """The act's steps, first things first."""
    return [] if row is None else [_line(step) for step in row.steps.select_related("by")]


def _line(step: Step) -> Line:
    title, text, tone = _words(step)
    return Line(step.at, title, text, tone, step.facts.get("entry"))


def _words(step: Step) -> tuple[str, str, str]:
    who = step.by.name if step.by else "Liggaren"
    status = step.facts.get("status")
    said = f"Svaret var {status}." if status else "Inget svar kom."
    return {
        StepKind.PREPARED: ("Beslutet lämnades vidare", f"Av {who}.", ""),
        StepKind.VERIFIED: ("Beviset prövades och stämde", "Först därefter fick något skickas.", ""),
        StepKind.NOT_SEALED: ("Beviset gick inte att pröva", "Inget skickades.", "warn"),
        StepKind.EMERGENCY: ("Nödvägen användes", "Två namngivna personer står för det.", "warn"),
        StepKind.SENDING: (
            "Begäran skickades",
            "Den har ett eget id, så att den inte utförs två gånger.",
            "",
        ),
        StepKind.ANSWERED: ("Plattformen svarade", said, ""),
        StepKind.NOT_SENT: (
            "Plattformen bad oss vänta" if status == TOO_MANY else "Begäran gick inte fram",
            "Inget blev gjort.",
            "warn",
        ),
        StepKind.NO_ANSWER: ("Inget säkert svar", "Det kan vara utfört eller inte. Vi gissar inte.", "warn"),
        StepKind.LEFT_BEHIND: (
            "Arbetet avbröts hos oss",
            "Det kan vara utfört eller inte. Vi slår upp det.",
            "warn",
        ),
        StepKind.REFUSED: ("Plattformen nekade", said, "bad"),
        StepKind.LOOKED_UP: ("Vi slog upp det", FOUND.get(step.facts.get("found", ""), ""), ""),
        StepKind.LOOK_UP_FAILED: (
            "Vi försökte slå upp det",
            "Plattformen svarade inte den gången heller.",
            "warn",
        ),
        StepKind.CONFIRMED: ("Bekräftat", "", ""),
        StepKind.BY_HAND: ("Väntar på att göras för hand", "Beviset är säkrat.", ""),
        StepKind.SAID_GONE: (
            f"{who} talade om att det är gjort",
            PICTURE if step.facts.get("shown") else "",
            "",
        ),
        StepKind.CANCELLED: ("Återtaget", "Inget skickades.", ""),
        StepKind.GAVE_UP: ("Inte utfört", "Inget skickas igen av sig självt.", "bad"),
    }[StepKind(step.kind)]
