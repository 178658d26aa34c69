"""When an item is destroyed at once, every picture of a page that may show it goes too (design 3.8)."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet

from liggaren.archive.appearance_models import Appearance
from liggaren.archive.models import Snapshot
from liggaren.capture.models import Item
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.moderation.models import PurgeOrder
from liggaren.vault import services as vault

MARGIN = timedelta(days=1)  # a platform's clock may be behind


def showing(item: Item) -> QuerySet[Appearance]:
    """The pictures that may show it: of its accounts, taken since it was there. None is taken on trust to be
    without it.
    """
    since = min(item.first_seen_at, item.claimed_at or item.first_seen_at) - MARGIN
    found = Appearance.objects.filter(snapshot__account__in=item.sightings.values("account"), refused="")
    return found.exclude(ended=Appearance.Ended.PURGED).filter(taken_at__gte=since)


def shows(snapshot: Snapshot, item: Item) -> bool:
    """Whether the snapshot's files hold a picture that may show it."""
    return bool(snapshot.counts.get("appearance")) and showing(item).filter(snapshot=snapshot).exists()


def destroy(item: Item, order: PurgeOrder) -> int:
    """Destroy them in the purge's own transaction, the snapshots' rows locked by the caller. How many."""
    names = [order.one.actor, order.two.actor if order.two else ""]
    rows = list(showing(item).select_for_update(of=("self",)).order_by("pk"))
    for row in rows:
        vault.purge(str(row.blob_id), by=names, reason=order.obj)
        row.ended_at, row.ended = clock.now(), Appearance.Ended.PURGED
        row.save(update_fields=["ended_at", "ended"])
        facts: dict[str, Json] = {"appearance": str(row.pk), "purge": str(order.pk)}
        obj = f"snapshot:{row.snapshot_id}"
        ledger.append(kind="appearance.purged", actor="system", obj=obj, facts=facts)
    return len(rows)
