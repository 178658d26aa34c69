"""What the item's page says, put together once: versions with their seals, what has happened, the state in
a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from liggaren.actions.models import Outbox, OutboxAct
from liggaren.capture import queries as capture
from liggaren.capture.models import Item, ItemState, Sighting, StateChange, Version
from liggaren.desk.find import standing
from liggaren.desk.find.diffing import Piece, compare
from liggaren.desk.state_marks import platform
from liggaren.ledger import queries as ledger
from liggaren.ledger.queries import Seal
from liggaren.moderation.masking import Sight

KINDS = {
    "post": ("Inlägg", "inlägget", "Begränsat inlägg"),
    "comment": ("Kommentar", "kommentaren", "Begränsad kommentar"),
    "message": ("Meddelande", "meddelandet", "Begränsat meddelande"),
}
HAPPENED: dict[str, tuple[str, str, str]] = {
    ItemState.PRESENT: ("Finns igen på {platform}", "En hämtning eller uppslagning hittade det.", ""),
    ItemState.MISSING: (
        "Saknades i listan",
        "Det kan ha många skäl. Vi frågar {platform} efter just det innan vi säger något mer.",
        "warn",
    ),
    ItemState.DELETED: ("Borta från {platform}", "{platform} svarade att det inte finns längre.", ""),
    ItemState.UNAVAILABLE: (
        "Gick inte att nå",
        "{platform} visar det inte för oss. Det kan finnas kvar.",
        "warn",
    ),
}
ACTS: dict[str, tuple[str, str]] = {
    OutboxAct.HIDE: ("Dolt av oss", "Utfört på {platform}, och bekräftat."),
    OutboxAct.UNHIDE: ("Visat igen av oss", "Utfört på {platform}, och bekräftat."),
    OutboxAct.DELETE: ("Borttaget av oss", "Utfört på {platform}, och bekräftat."),
    OutboxAct.REJECT: ("Avvisat av oss", "Utfört på {platform}, och bekräftat."),
}


@dataclass(frozen=True)
class Told:
    """One version as shown: its seal, and what differs from the one before (empty for the first)."""

    version: Version
    seal: Seal | None
    pieces: tuple[Piece, ...]
    senders: tuple[str, str] | None

    @property
    def title(self) -> str:
        return f"Version {self.version.number}: {self.version.get_change_display().lower()}"


@dataclass(frozen=True)
class Happening:
    """One thing that happened on the platform; `tone` is a class of the timeline."""

    at: datetime
    title: str
    text: str
    tone: str
    seal: Seal | None
    decision: str = ""


def kind_word(item: Item) -> str:
    """`Kommentar`; an unknown kind reads as a post."""
    return KINDS.get(item.kind, KINDS["post"])[0]


def the_kind(item: Item) -> str:
    """`kommentaren`."""
    return KINDS.get(item.kind, KINDS["post"])[1]


def tell(versions: Sequence[Version], seals: Mapping[int, Seal]) -> list[Told]:
    """Versions, newest first, each held against the one before."""
    told: list[Told] = []
    before: Version | None = None
    for version in versions:
        pieces = compare(before.text, version.text) if before and before.text != version.text else ()
        senders = (before.sender_name, version.sender_name) if before else None
        told.append(
            Told(
                version,
                seals.get(version.entry_id),
                pieces,
                senders if senders and senders[0] != senders[1] else None,
            )
        )
        before = version
    return told[::-1]


def happenings(
    item: Item, changes: Sequence[StateChange], acts: Sequence[Outbox], seals: Mapping[int, Seal]
) -> list[Happening]:
    """What has happened to it on the platform, newest first, ending with when it was first seen."""
    name = platform(item.platform)[1]
    told = [
        Happening(item.first_seen_at, "Sågs första gången", f"Vi hämtade det från {name}.", "", None),
        *(_moved(change, name, seals.get(change.entry_id)) for change in changes),
        *(_acted(act, name) for act in acts),
    ]
    return sorted(told, key=lambda one: one.at, reverse=True)


def _moved(change: StateChange, name: str, seal: Seal | None) -> Happening:
    words, text, tone = HAPPENED[change.after]
    return Happening(change.at, words.format(platform=name), text.format(platform=name), tone, seal)


def _acted(act: Outbox, name: str) -> Happening:
    words, text = ACTS[act.act]
    kind, _, decision = act.decision_ref.partition(":")
    at = act.confirmed_at or act.prepared_at
    return Happening(at, words, text.format(platform=name), "", None, decision if kind == "removal" else "")


def title(item: Item, version: Version | None, *, readable: bool) -> str:
    """`Kommentar av Backsippan`; without the name where it may not be read."""
    if not readable or version is None:
        return KINDS.get(item.kind, KINDS["post"])[2]
    return f"{kind_word(item)} av {version.sender_name or version.sender_handle or 'okänd avsändare'}"


def accounts(item: Item) -> list[Sighting]:
    """Where the item was seen, and by which walk last."""
    seen = Sighting.objects.filter(item=item).select_related("account", "walk")
    return list(seen.order_by("id"))


def page(item: Item, sight: Sight) -> dict[str, object]:
    """All that the template shows of a visible item; versions and history only where it may be read.

    The item is covered already; its versions are covered here, before they are held against each other.
    """
    latest = item.latest if item.is_readable else None
    versions = capture.versions(item) if latest else []
    for version in versions:
        sight.cover_version(version)
    changes, acts, sightings = capture.state_changes(item), standing.our_acts(item), accounts(item)
    entries = [version.entry_id for version in versions] + [change.entry_id for change in changes]
    seals = ledger.seals(entries)
    word = standing.word(item, acts)
    return {
        "item": item, "readable": item.is_readable, "latest": latest, "state_word": word,
        "title": title(item, item.latest, readable=item.is_readable), "kind": kind_word(item),
        "the_kind": the_kind(item),
        "lead": standing.sentence(item, word, standing.last_look(item, sightings)),
        "told": tell(versions, seals), "happenings": happenings(item, changes, acts, seals),
        "sightings": sightings, "seal": seals.get(latest.entry_id) if latest else None,
        "link": web_link(latest.address) if latest else "",
    }  # fmt: skip


def web_link(address: str) -> str:
    """The address if it is one that a browser may follow, else nothing: it comes from outside."""
    return address if address.startswith(("https://", "http://")) else ""
