"""What a whole listing no longer holds: first *missing*, then asked for by id, a bounded number at each
visit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from liggaren.capture import lookups, moving
from liggaren.capture.models import Item, ItemState, Sighting, Trust, Walk
from liggaren.connectors.base import Connection
from liggaren.lib import clock
from liggaren.register.models import Account

LOOKUPS_A_VISIT = 200
RECHECKS_A_VISIT = 25
RECHECK_AFTER = timedelta(hours=6)


def conclude(account: Account, link: Connection, walk: Walk) -> int:
    """Mark what the walk did not hold, if it was whole, and look up what is missing. Returns how many went
    missing.

    Raises ConnectorError when a look-up gets no answer; what is not yet asked for stays *missing*.
    """
    missing = _mark_missing(account, walk) if walk.whole and walk.since is None else 0
    for item in _to_look_up(account):
        lookups.ask(item, account, link)
    return missing


@transaction.atomic
def _mark_missing(account: Account, walk: Walk) -> int:
    unseen = Sighting.objects.filter(
        account=account, left_at=None, walk__lt=walk.pk, item__state=ItemState.PRESENT
    )
    items = list(Item.objects.filter(pk__in=unseen.values("item")).select_for_update().order_by("pk"))
    return len(moving.move_many(items, ItemState.MISSING, at=clock.now()))


def _to_look_up(account: Account) -> Iterable[Item]:
    """The missing, oldest first; then those that listings leave out though they are there."""
    here = Sighting.objects.filter(account=account, left_at=None)
    missing = Item.objects.filter(pk__in=here.values("item"), state=ItemState.MISSING)
    yield from missing.order_by("counted_at")[:LOOKUPS_A_VISIT]
    yield from Item.objects.filter(
        pk__in=here.filter(walk=None).values("item"),
        state=ItemState.PRESENT,
        latest__trust=Trust.API,
        looked_up_at__lt=clock.now() - RECHECK_AFTER,
    ).order_by("looked_up_at")[:RECHECKS_A_VISIT]
