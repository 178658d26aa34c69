"""When an item is destroyed at once, so is every snapshot's file that may hold it (design 3.8).

Runs in the purge's own transaction. The snapshots' rows are locked first, made or not: a maker that is
about to
finish either waits and finds its pages stale, or has finished and its files are destroyed here.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction

from liggaren.archive.models import Snapshot, SnapshotState
from liggaren.archive.states import move
from liggaren.capture.models import Item
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.moderation.models import PurgeOrder
from liggaren.people.models import RoleKind
from liggaren.vault import services as vault

S = SnapshotState
HERE = (S.VALID, S.FAILED, S.NOT_VALIDATED)
HANDED_OVER = (S.DELIVERED, S.RECEIVED, S.REJECTED)
NOTE = "Görs om: något i den har förstörts efter beslut av två personer."
ANSWER_WITHIN = timedelta(days=1)


@transaction.atomic
def item_purged(*, item_id: str, order_id: str) -> None:
    """Destroy the files of the item's snapshots. What stands here is due again; what is handed over, a
    duty."""
    item = Item.objects.get(pk=uuid.UUID(str(item_id)))
    order = PurgeOrder.objects.select_related("one", "two").get(pk=uuid.UUID(str(order_id)))
    for snapshot in _covering(item):
        files = _destroy_files(snapshot, order)
        if snapshot.state in HERE:
            _due_again(snapshot)
        elif snapshot.state in HANDED_OVER:
            _ask_archivist(snapshot, order)
        if files:
            facts: dict[str, Json] = {"purge": str(order.pk), "files": files, "state": str(snapshot.state)}
            ledger.append(kind="snapshot.files_purged", actor="system", obj=snapshot.obj, facts=facts)


def _covering(item: Item) -> list[Snapshot]:
    found = Snapshot.objects.filter(
        account__in=item.sightings.values("account"),
        period_start__lte=item.counted_at,
        period_end__gt=item.counted_at,
    )
    return list(found.select_for_update(of=("self",)).select_related("board").order_by("pk"))


def _destroy_files(snapshot: Snapshot, order: PurgeOrder) -> int:
    names = [order.one.actor, order.two.actor if order.two else ""]
    volumes = list(snapshot.volumes.all())
    for volume in volumes:
        vault.purge(volume.blob_id, by=names, reason=order.obj)
    if snapshot.state in HERE:
        snapshot.volumes.all().delete()
    return len(volumes)


def _due_again(snapshot: Snapshot) -> None:
    from liggaren.archive.tasks import make

    move(snapshot, S.MAKING)
    move(snapshot, S.DUE)
    snapshot.made_at, snapshot.note, snapshot.counts, snapshot.validation = None, NOTE, {}, {}
    snapshot.save()
    if snapshot.period_end <= clock.now():
        make.defer(snapshot_id=str(snapshot.pk))


def _ask_archivist(snapshot: Snapshot, order: PurgeOrder) -> None:
    duties.open_duty(
        kind="archive.destroy_delivered", key=f"archive.destroy_delivered:{snapshot.pk}:{order.pk}",
        title="Förstör en levererad ögonblicksbild", link=f"/arkiv/{snapshot.pk}/",
        owner_role=RoleKind.ARCHIVIST, unit=snapshot.board, due_at=clock.now() + ANSWER_WITHIN,
    )  # fmt: skip
