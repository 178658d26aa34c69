"""When an item is destroyed at once, so is every snapshot's file that may hold it (design 3.8).

Runs in the purge's own transaction. The snapshots' rows are locked first, made or not: a maker that is
about to
finish either waits and finds its pages stale, or has finished and its files are destroyed here.
"""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from liggaren.archive import appearance_withdrawing, items_file, recalling
from liggaren.archive.media_beside import is_original
from liggaren.archive.models import Recall, Snapshot, SnapshotState
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
NOTE_RESTRICTED = "Görs om: något i den får inte längre läsas av alla."
ANSWER_WITHIN = timedelta(days=1)


@transaction.atomic
def item_purged(*, item_id: str, order_id: str) -> None:
    """Destroy the files of the item's snapshots. What stands here is due again; what is handed over, a
    duty."""
    item = Item.objects.get(pk=uuid.UUID(str(item_id)))
    order = PurgeOrder.objects.select_related("one", "two").get(pk=uuid.UUID(str(order_id)))
    snapshots = _covering(item)
    appearance_withdrawing.destroy(item, order)
    for snapshot in snapshots:
        files = _destroy_files(snapshot, order)
        if snapshot.state in HERE:
            _due_again(snapshot)
        elif snapshot.state in HANDED_OVER:
            _call_back(snapshot, order)
        if files:
            facts: dict[str, Json] = {"purge": str(order.pk), "files": files, "state": str(snapshot.state)}
            ledger.append(kind="snapshot.files_purged", actor="system", obj=snapshot.obj, facts=facts)


@transaction.atomic
def item_restricted(*, item_id: str) -> None:
    """What may no longer be read by all goes out of the snapshots that hold it: those that stand here are due
    again, those handed over are called back and replaced.
    """
    item = Item.objects.get(pk=uuid.UUID(str(item_id)))
    for snapshot in _covering(item):
        if not _holds(snapshot, item) and not appearance_withdrawing.shows(snapshot, item):
            continue
        if snapshot.state in HERE:
            recalling.drop_files(snapshot)
            _due_again(snapshot, NOTE_RESTRICTED)
            ledger.append(kind="snapshot.files_withdrawn", actor="system", obj=snapshot.obj)
        elif snapshot.state in HANDED_OVER and snapshot.deliveries.filter(recall=None).exists():
            recalling.recall(snapshot=snapshot, cause=Recall.Cause.SECRET, by=None)


def _holds(snapshot: Snapshot, item: Item) -> bool:
    """Whether the made files have the item's content. What can't be read is taken to have it."""
    for volume in snapshot.volumes.filter(name=items_file.NAME):
        try:
            lines = vault.get(volume.blob_id).splitlines()
        except vault.Gone:
            return True
        rows = [json.loads(line) for line in lines if str(item.pk).encode() in line]
        return any(row.get("id") == str(item.pk) and "versions" in row for row in rows)
    return False


def _call_back(snapshot: Snapshot, order: PurgeOrder) -> None:
    """Handed over: called back; where the delivery was called back before, the archivist is asked again."""
    if snapshot.deliveries.filter(recall=None).exists():
        recalling.recall(snapshot=snapshot, cause=Recall.Cause.DESTROYED, by=None, about=str(order.pk))
    else:
        _ask_archivist(snapshot, order)


def _covering(item: Item) -> list[Snapshot]:
    """Those of its period, and those with a picture of the page that may show it."""
    within = Q(period_start__lte=item.counted_at, period_end__gt=item.counted_at)
    pictured = Q(pk__in=appearance_withdrawing.showing(item).values("snapshot"))
    found = Snapshot.objects.filter(within | pictured, account__in=item.sightings.values("account"))
    return list(found.select_for_update(of=("self",)).select_related("board").order_by("pk"))


def _destroy_files(snapshot: Snapshot, order: PurgeOrder) -> int:
    names = [order.one.actor, order.two.actor if order.two else ""]
    volumes = list(snapshot.volumes.all())
    for volume in volumes:
        if is_original(volume):  # other items' own pictures: the destroyed one's are gone already
            vault.release(volume.blob_id, snapshot.obj)
        else:
            vault.purge(volume.blob_id, by=names, reason=order.obj)
    if snapshot.state in HERE:
        snapshot.volumes.all().delete()
    return len(volumes)


def _due_again(snapshot: Snapshot, note: str = NOTE) -> None:
    from liggaren.archive.tasks import make

    move(snapshot, S.MAKING)
    move(snapshot, S.DUE)
    snapshot.made_at, snapshot.note, snapshot.counts, snapshot.validation = None, note, {}, {}
    snapshot.save()
    if snapshot.period_end <= clock.now():
        make.defer(snapshot_id=str(snapshot.pk))


def _ask_archivist(snapshot: Snapshot, order: PurgeOrder) -> None:
    duties.open_duty(
        kind="archive.destroy_delivered", key=f"archive.destroy_delivered:{snapshot.pk}:{order.pk}",
        title="Förstör en levererad ögonblicksbild", link=f"/arkiv/{snapshot.pk}/",
        owner_role=RoleKind.ARCHIVIST, unit=snapshot.board, due_at=clock.now() + ANSWER_WITHIN,
    )  # fmt: skip
