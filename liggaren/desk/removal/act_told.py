"""What became of a decision's act, in words: amber for what nobody knows, red for what did not happen."""

from __future__ import annotations

from datetime import datetime

from liggaren.actions.history import NOT_AS_ORDERED, NOT_TOLD
from liggaren.actions.models import Outbox
from liggaren.actions.outcomes import TOO_MANY
from liggaren.actions.states import OutboxState
from liggaren.desk.removal.told import Told, place_of
from liggaren.lib import clock, dates
from liggaren.lib.state_words import word
from liggaren.moderation.models import Removal
from liggaren.moderation.sentences import the_kind

Way = Removal.Way
NO_PERMISSION = (401, 403)
DONE_TITLES = {
    Way.DELETE: "{Thing} är borta från {place}",
    Way.HIDE: "{Thing} syns inte längre på {place}",
    Way.REJECT: "{Thing} släpps aldrig fram på {place}",
    Way.BY_HAND: "{Thing} är borta från {place}",
    Way.COUNTER_REPLY: "Svaret syns på {place}",
}
# Whether it is a reply of ours, and whether the platform said yes.
STILL = {
    (False, True): "{place} sade ja, men {thing} syns fortfarande",
    (False, False): "{Thing} syns fortfarande",
    (True, True): "{place} sade ja, men svaret syns inte",
    (True, False): "Svaret syns inte ännu",
}
NO_ANSWER = "{place} kan ha gjort det vi bad om, men vi har inget säkert svar."
SAID_YES = "{place} svarade att det är gjort, men när vi slog upp det hade ingenting ändrats."
NOT_CHANGED = (
    "Vi har inget säkert svar på begäran, och när vi slog upp det hade ingenting ändrats. Begäran kan ändå "
    "vara på väg fram."
)
NOT_SHOWN = "{place} svarade att det är gjort, men visar oss inte hur det ser ut."
KEPT = "Beviset är säkrat och beslutet är sparat, så inget är förlorat."
LOOKING = "Vi slår upp det igen {at}. Vi skickar inte begäran igen av oss själva."
REMINDED = (
    "Du kan lämna sidan. Dröjer det mer än tre timmar blir det en påminnelse till dig och "
    "informationsfunktionen."
)


def tell_act(removal: Removal, row: Outbox) -> Told:
    """The page's words for a decision whose act has been ordered."""
    words = {"place": place_of(removal), "thing": the_kind(removal.item.kind)}
    words["Thing"] = words["thing"].capitalize()
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
    again = f"Vi försöker igen {_at(row.next_at)}."
    if row.note in ("unreached", "not_sent"):
        asked_to_wait = row.answer.get("status") == TOO_MANY
        title = "{place} ber oss vänta" if asked_to_wait else "{place} tog inte emot begäran än"
        lead = "Inget är gjort. Beviset är säkrat och beslutet är sparat."
        if row.note == "unreached":
            title = "Vi når inte {place} än"
        state = word("removal", "retrying")
        return Told(title.format(**words), lead, again, "blue", "wait", state, "now", True)
    lead = f"Inget når {words['place']} innan beviset stämmer."
    note = f"Det gick inte än. {again} Inget har skickats." if row.note == "waits" else ""
    return Told("Beviset säkras", lead, note, "blue", "wait", word("removal", "securing"), "now", True)


def _on_its_way(removal: Removal, row: Outbox, words: dict[str, str]) -> Told:
    if row.note in (NOT_AS_ORDERED, NOT_TOLD):
        return _unknown(removal, row, words)
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
    """Nobody knows: what the platform said, what the look-ups saw, and when we look next."""
    is_reply = removal.way == Way.COUNTER_REPLY
    seen, hoped = ("svaret inte syns", "svaret syns") if is_reply else ("{thing} syns", "{thing} är borta")
    title, lead = f"Vi vet inte ännu om {hoped}", NO_ANSWER
    if is_reply and row.note not in (NOT_AS_ORDERED, NOT_TOLD):
        title = "Vi vet inte ännu om svaret kom fram"
    if row.note == NOT_AS_ORDERED:
        title, lead = STILL[is_reply, said_yes(row)], SAID_YES if said_yes(row) else NOT_CHANGED
    elif row.note == NOT_TOLD and said_yes(row):
        title, lead = f"{{place}} sade ja, men vi kan inte se om {hoped}", NOT_SHOWN
    then = _then(row, seen.format(**words), "besluta på nytt" if is_reply else "beställa det igen")
    note = f"{LOOKING.format(at=_at(row.next_at), **words)} {then} {REMINDED}"
    return Told(
        title.format(**words), f"{lead.format(**words)} {KEPT}", note, "amber", "ask",
        word("removal", "unknown"), "unsure", True,
    )  # fmt: skip


def said_yes(row: Outbox) -> bool:
    """Whether the platform answered that it had done what we asked for."""
    return bool(row.answer) and "error" not in row.answer


def _then(row: Outbox, seen: str, way_on: str) -> str:
    """What follows when the next look-up says the same; only a platform that shows it can settle that."""
    if row.note == NOT_AS_ORDERED:
        return f"Ser vi då att {seen} räknas det som inte utfört, och du kan {way_on}."
    return "Titta gärna själv och berätta vad du såg."


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
            f"Vi har slagit upp {words['thing']} och ser att ingenting har ändrats.",
            "Inget skickas igen av sig självt. Du kan beställa det igen: då slår vi upp "
            f"{words['thing']} först.",
        ),
    }.get(row.note, ("Svaret finns inte i tråden.", "Inget skickas igen av sig självt."))
    title = f"{words['Thing']} är kvar på {words['place']}"
    if removal.way == Way.COUNTER_REPLY:
        title = "Svaret kom inte fram"
    elif row.note == "still_there" and said_yes(row):
        title = STILL[False, True].format(**words)
    return Told(title, lead, note, "red", "x", word("removal", "not_done"), "bad")


def _changed(removal: Removal, row: Outbox, words: dict[str, str]) -> Told:
    lead = f"{words['Thing']} ändrades efter beslutet. Inget har skickats."
    return Told(
        "Läs det nya och besluta igen", lead, "", "amber", "warn", word("removal", "withdrawn"), "unsure"
    )


def _at(moment: datetime | None) -> str:
    """`kl. 15.02`; a moment that has passed is never promised."""
    return f"kl. {dates.clock_time(moment)}" if moment and moment > clock.now() else "strax"
