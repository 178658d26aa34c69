"""Ask a platform for one item by its id: the only thing that confirms a disappearance (design 3.9)."""

from __future__ import annotations

from django.db import transaction

from liggaren.capture import moving, taking
from liggaren.capture.models import Item, ItemState, Sighting
from liggaren.connectors import registry
from liggaren.connectors.base import Connection, Found, Reply
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.register import queries as register
from liggaren.register.models import Account

AFTER = {
    Found.PRESENT: ItemState.PRESENT,
    Found.HIDDEN: ItemState.PRESENT,
    Found.DELETED: ItemState.DELETED,
    Found.UNAVAILABLE: ItemState.UNAVAILABLE,
}


def look_up(item: Item) -> ItemState:
    """Ask for the item through an account it was seen on and enter the answer. Returns its state.

    Raises ConnectorError when there is no answer; the state is then left as it was.
    """
    standing = Sighting.objects.filter(item=item, left_at=None).select_related("account")
    sighting = standing.order_by("id").first()
    if sighting is None:
        return ItemState(item.state)
    return ask(item, sighting.account, register.connection(sighting.account))


def ask(item: Item, account: Account, link: Connection) -> ItemState:
    """`look_up` over a connection already at hand. The call itself stands outside every transaction."""
    found, reply = registry.get(account.platform).look_up(link, item.native_id, kind=item.kind)
    return settle(item, account, found, reply)


@transaction.atomic
def settle(item: Item, account: Account, found: Found, reply: Reply | None) -> ItemState:
    """Enter what a look-up said: the answer's bytes, the item's state, and the look-up itself."""
    taking.lock_instance(account)
    after = AFTER[found]
    if reply is not None:
        _keep(account, reply, there=after is ItemState.PRESENT)
    item.refresh_from_db()
    item.looked_up_at = clock.now()
    item.is_hidden = found is Found.HIDDEN or (item.is_hidden and found is not Found.PRESENT)
    item.save(update_fields=["looked_up_at", "is_hidden"])
    moving.move_many([item], after, at=item.looked_up_at)
    _expect_in_listings(item, account, after)
    ledger.append(
        kind="item.looked_up", actor="system", obj=f"item:{item.pk}", facts={"found": str(found)}, digests={}
    )
    return ItemState(item.state)


def _keep(account: Account, reply: Reply, *, there: bool) -> None:
    """An item that is there is read, so that an edit is seen; any other answer is only kept."""
    if there:
        taking.take_in(account, reply)
    else:
        taking.keep(account, reply)


def _expect_in_listings(item: Item, account: Account, after: ItemState) -> None:
    """There, but a listing left it out: it is asked for by id from now on, else it would go missing at each
    walk."""
    if after is ItemState.PRESENT:
        Sighting.objects.filter(item=item, account=account).update(walk=None)
