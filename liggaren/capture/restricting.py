"""Who may read an item. Decided in the moderation room, by rule or person; enforced here (design 2, 3.12)."""

from __future__ import annotations

from django.db import transaction

from liggaren.capture.models import Item, Restriction, Visibility
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.people.models import User


@transaction.atomic
def restrict(item: Item, *, level: Visibility, by: User | None, reason: str) -> Restriction:
    """Set an item's visibility. The machine may flag and lift its own flag; every other step has a named
    person.

    Raises Refusal without a reason, or when the machine tries more. The reason stays out of the ledger's
    facts.
    """
    held = Item.objects.select_for_update().get(pk=item.pk)
    _check(Visibility(held.visibility), Visibility(level), by, reason)
    before, item.visibility = held.visibility, Visibility(level)
    Item.objects.filter(pk=item.pk).update(visibility=level)
    row = Restriction(item=item, level=level, by=by, reason=reason.strip(), at=clock.now())
    row.entry_id = ledger.append(
        kind="item.visibility_set",
        actor=f"user:{by.pk}" if by else "system",
        obj=f"item:{item.pk}",
        facts={"before": str(before), "after": str(level)},
        digests={},
    )
    row.save()
    return row


def _check(before: Visibility, after: Visibility, by: User | None, reason: str) -> None:
    machine = {Visibility.OPEN, Visibility.FLAGGED}
    if by is None and not {before, after} <= machine:
        raise Refusal("Bara en person kan besluta om den begränsningen.", "needs_person")
    if not reason.strip():
        raise Refusal("Skriv varför.", "needs_reason")
