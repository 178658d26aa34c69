"""What is said on the page about an item, beside its text: where its thread began, its state, its removal."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from liggaren.archive.document import Author, Removed
from liggaren.capture.models import Item, ItemState, Version, Visibility
from liggaren.ledger.queries import Seal
from liggaren.lib import dates
from liggaren.moderation.models import Removal
from liggaren.moderation.states import RemovalState

WAYS = {
    "delete": "Borttaget av kommunen",
    "hide": "Dolt av kommunen",
    "reject": "Avvisat av kommunen före publicering",
    "by_hand": "Borttaget av kommunen för hand",
}


def author(item: Item, latest: Version) -> Author:
    """The sender as shown when the item was last seen."""
    return Author(latest.sender_name, latest.sender_handle, latest.sender_address, item.is_ours)


def outside(item: Item) -> str:
    """Where a thread began, when that is not among what is printed. Empty for a post of its own."""
    if not item.parent_native_id:
        return ""
    parent = item.parent
    if parent is None:
        return "Svarar på något som kommunen inte har sett."
    if parent.visibility in (Visibility.RESTRICTED, Visibility.SUSPECTED) or parent.kind == "message":
        return "Svarar på något som inte är med här."
    when = dates.long_date(parent.counted_at)
    where = f", {parent.latest.address}" if parent.latest and parent.latest.address else ""
    return f"Svarar på något från {when} som inte är med här{where}."


def state_word(item: Item, latest: Version) -> str:
    """What is to be said about an item that no longer simply stands there; empty when it does."""
    if item.state == ItemState.DELETED:
        return "Borta, bekräftat. Inte borttaget av kommunen"
    if item.state != ItemState.PRESENT:
        return ItemState(item.state).label
    if latest.is_held:
        return "Väntade på granskning och syntes inte"
    return "Dolt" if item.is_hidden else ""


def removed(removal: Removal, seals: Mapping[int, Seal]) -> Removed:
    """The ground of a removal, in words. Raises ValueError for a decision that is not complete."""
    if removal.decided_at is None or removal.category is None:
        raise ValueError("only a complete decision is printed")
    seal = seals.get(removal.entry_id) if removal.entry_id is not None else None
    way = WAYS[removal.way]
    provision = f"{removal.provision.name}, {removal.provision.reference}" if removal.provision else ""
    return Removed(
        category=removal.category_words or removal.category.name,
        basis=Removal.Basis(removal.legal_basis).label,
        provision=provision,
        decided_at=removal.decided_at,
        way=way if removal.state == RemovalState.DONE else f"{way}, utfallet är inte bekräftat än,",
        index=seal.index if seal else None,
    )


def addresses(version: Version, printed: Collection[int]) -> tuple[str, ...]:
    """The addresses of films, sound and pictures that are not printed with the version."""
    named = enumerate(version.media)
    return tuple(one["url"] for at, one in named if one.get("url") and at not in printed)
