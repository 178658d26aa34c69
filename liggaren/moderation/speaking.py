"""Where words of ours about a decision can stand, so that the author or the public reads them (C6.12)."""

from __future__ import annotations

from dataclasses import dataclass

from liggaren.capture.models import Item, ItemState
from liggaren.moderation.answering import may_reply
from liggaren.moderation.models import Removal

GOES = (Removal.Way.DELETE, Removal.Way.REJECT)


@dataclass(frozen=True)
class Place:
    """The item to answer under, and who will read it there; `item` None: no answer can be given, and why."""

    item: Item | None
    note: str


def place_for(removal: Removal) -> Place:
    """Under the item where it stays, else under what it answered: there everyone reads it."""
    if not may_reply(removal.account):
        return Place(None, "Det går inte att svara i tråden på det här kontot.")
    item = removal.item
    if removal.way not in GOES and item.state == ItemState.PRESENT:
        hidden = "Det är dolt, så vi vet inte vem som ser svaret. "
        return Place(item, f"{hidden if item.is_hidden else ''}Svaret läggs under det som beslutet gäller.")
    above = item.parent or item.root
    if above is None or above.state != ItemState.PRESENT or above.latest is None:
        return Place(None, "Det finns inget kvar i tråden att svara under.")
    return Place(above, "Svaret läggs under inlägget och alla kan läsa det. Skriv inte vad som stod.")
