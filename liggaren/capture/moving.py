"""Move items between states: the table decides, the history and the ledger keep it, events tell it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from liggaren.capture.events import Gone, Returned, Unreachable, WentMissing
from liggaren.capture.models import Item, ItemState, StateChange
from liggaren.capture.states import may_move
from liggaren.ledger import services as ledger
from liggaren.lib import events

KINDS = {
    ItemState.PRESENT: "item.returned",
    ItemState.MISSING: "item.went_missing",
    ItemState.DELETED: "item.gone_confirmed",
    ItemState.UNAVAILABLE: "item.unreachable",
}
TOLD = {
    ItemState.PRESENT: Returned,
    ItemState.MISSING: WentMissing,
    ItemState.DELETED: Gone,
    ItemState.UNAVAILABLE: Unreachable,
}


def move_many(items: Sequence[Item], after: ItemState, *, at: datetime) -> list[Item]:
    """Move those that the table lets move, in one transaction with history, leaves and events; returns
    them."""
    moved = [item for item in items if may_move(ItemState(item.state), after)]
    if not moved:
        return []
    entries = ledger.append_many([_draft(item, after, at) for item in moved])
    StateChange.objects.bulk_create(
        StateChange(item=item, before=item.state, after=after, at=at, entry_id=entry)
        for item, entry in zip(moved, entries, strict=True)
    )
    for item in moved:
        item.state = after
    Item.objects.filter(pk__in=[item.pk for item in moved]).update(state=after)
    _tell(moved, after)
    return moved


def _draft(item: Item, after: ItemState, at: datetime) -> ledger.Draft:
    return ledger.Draft(
        kind=KINDS[after],
        actor="system",
        obj=f"item:{item.pk}",
        facts={"before": item.state, "after": str(after), "at": at.isoformat()},
        digests={},
    )


def _tell(moved: Sequence[Item], after: ItemState) -> None:
    if kind := TOLD.get(after):
        for item in moved:
            events.emit(kind(item.pk))
