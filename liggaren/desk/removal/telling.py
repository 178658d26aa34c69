"""What became of a decision, in words: title, what is known, what happens now, and each step of its history.

Amber for what nobody knows, red for what did not happen, quiet for what is in order (ui.md §6, §8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liggaren.actions.models import Outbox, Step, StepKind
from liggaren.actions.states import OutboxState
from liggaren.lib import dates
from liggaren.lib.state_words import word
from liggaren.moderation.models import Removal
from liggaren.moderation.sentences import the_kind
from liggaren.moderation.states import RemovalState
from liggaren.register import media

Way = Removal.Way
NO_PERMISSION = (401, 403)
DONE_TITLES = {
    Way.DELETE: "{Thing} är borta från {place}",
    Way.HIDE: "{Thing} syns inte längre på {place}",
    Way.REJECT: "{Thing} släpps aldrig fram på {place}",
    Way.BY_HAND: "{Thing} är borta från {place}",
    Way.COUNTER_REPLY: "Svaret syns på {place}",
}


@dataclass(frozen=True)
class Told:
    """The outcome page's words. `mark` and `word` are the state's icon and word; `last` the fifth step's
    state.
    """

    title: str
    lead: str
    note: str
    tone: str
    mark: str
    word: str
    last: str
    is_moving: bool = False


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
    words = {"place": place_of(removal), "thing": the_kind(removal.item.kind)}
    words["Thing"] = words["thing"].capitalize()
    return _of_act(removal, row, words)


def place_of(removal: Removal) -> str:
    """The platform's name."""
    return media.get(removal.account.platform).name


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


def _of_act(removal: Removal, row: Outbox, words: dict[str, str]) -> Told:
    found = {
        OutboxState.PREPARED: _prepared,
        OutboxState.SENDING: _on_its_way,
        OutboxState.SENT: _on_its_way,
        OutboxState.BY_HAND: _by_hand,
        OutboxState.CONFIRMED: _confirmed,
        OutboxState.UNKNOWN: _unknown,
        OutboxState.REFUSED: _refused,
        OutboxState.FAILED: _failed,
        OutboxState.CANCELLED: _changed,
    }[OutboxState(row.state)]
    return found(removal, row, words)


def _prepared(removal: Removal, row: Outbox, words: dict[str, str]) -> Told:
    lead = f"Inget når {words['place']} innan beviset stämmer."
    note = ""
    if row.note == "waits":
        note = f"Det gick inte än. Vi försöker igen {_at(row.next_at)}. Inget har skickats."
    elif row.note == "not_sent":
        note = f"{words['place']} tog inte emot begäran. Vi försöker igen {_at(row.next_at)}."
    return Told("Beviset säkras", lead, note, "blue", "wait", word("removal", "securing"), "now", True)


def _on_its_way(removal: Removal, row: Outbox, words: dict[str, str]) -> Told:
    title = f"Begäran är skickad till {words['place']}"
    lead = "Beviset stämde innan något skickades. Nu ser vi efter vad som hände."
    return Told(title, lead, "", "blue", "wait", word("removal", "sent"), "now", True)


def _by_hand(removal: Removal, row: Outbox, words: dict[str, str]) -> Told:
    title = f"Ta bort {words['thing']} för hand"
    return Told(
        title,
        "Beviset är säkrat. Gör så här, i ordning.",
        "",
        "amber",
        "hand",
        word("removal", "by_hand"),
        "now",
    )


def _confirmed(removal: Removal, row: Outbox, words: dict[str, str]) -> Told:
    title = DONE_TITLES[Way(removal.way)].format(**words)
    lead = f"Vi slog upp det hos {words['place']} efteråt. Det säkrade finns kvar här."
    if row.answer.get("found") == "said_by_person":
        lead = "En person har sett efter. Vi har inte kunnat slå upp det själva. Det säkrade finns kvar här."
    elif row.answer.get("found") == "shown_by_picture":
        lead = (
            "En uppladdad bild visar det. Vi har inte kunnat slå upp det själva. Det säkrade finns kvar här."
        )
    return Told(title, lead, "", "", "check", word("removal", "confirmed"), "done")


def _unknown(removal: Removal, row: Outbox, words: dict[str, str]) -> Told:
    is_reply = removal.way == Way.COUNTER_REPLY
    title = (
        "Vi vet inte ännu om svaret kom fram"
        if is_reply
        else f"Vi vet inte ännu om {words['thing']} är borta"
    )
    lead = (
        f"{words['place']} kan ha gjort det vi bad om, men vi har inget säkert svar. Beviset är säkrat och "
        "beslutet är sparat, så inget är förlorat."
    )
    note = (
        f"Vi slår upp det tills {words['place']} svarar, nästa gång {_at(row.next_at)}. Vi skickar inte "
        "begäran igen av oss själva. Du kan lämna sidan. Dröjer det mer än tre timmar blir det en påminnelse "
        "till dig och informationsfunktionen."
    )
    return Told(title, lead, note, "amber", "ask", word("removal", "unknown"), "unsure", True)


def _refused(removal: Removal, row: Outbox, words: dict[str, str]) -> Told:
    title = f"{words['place']} nekade"
    lead = f"{words['Thing']} är kvar. Beviset och beslutet är sparade."
    note = "Välj ett annat sätt, eller gör det för hand."
    if row.answer.get("status") in NO_PERMISSION:
        note = (
            "Anslutningen saknar rätt att göra det. Be den som sköter kontots anslutning att ge den rätten, "
            "eller gör det för hand."
        )
    return Told(title, lead, note, "red", "x", word("removal", "refused"), "bad")


def _failed(removal: Removal, row: Outbox, words: dict[str, str]) -> Told:
    lead, note = {
        "not_sealed": ("Beviset gick inte att säkra. Inget har skickats.", "Försök igen, eller gå nödvägen."),
        "not_sent": (f"Vi nådde inte {words['place']}. Inget har skickats.", "Försök igen när det går."),
        "still_there": (
            f"Vi slog upp {words['thing']} efteråt och ser att det är kvar.",
            "Inget skickas igen av sig självt. Vill du försöka igen fattar du ett nytt beslut.",
        ),
    }.get(row.note, ("Svaret finns inte i tråden.", "Inget skickas igen av sig självt."))
    title = f"{words['Thing']} är kvar på {words['place']}"
    if removal.way == Way.COUNTER_REPLY:
        title = "Svaret kom inte fram"
    return Told(title, lead, note, "red", "x", word("removal", "not_done"), "bad")


def _changed(removal: Removal, row: Outbox, words: dict[str, str]) -> Told:
    lead = f"{words['Thing']} ändrades efter beslutet. Inget har skickats."
    return Told(
        "Läs det nya och besluta igen", lead, "", "amber", "warn", word("removal", "withdrawn"), "unsure"
    )


def _at(moment: datetime | None) -> str:
    return f"kl. {dates.clock_time(moment)}" if moment else "snart"


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
        StepKind.NOT_SENT: ("Begäran gick inte fram", "Inget blev gjort.", "warn"),
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
