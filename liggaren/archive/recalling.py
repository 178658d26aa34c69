"""Call a delivery back: what must not be read by all, is destroyed or was wrong is made and delivered anew.

The new delivery names the one it replaces and why, and never what it was about. The archivist is asked to
destroy the old one and says by name that it is done (G6.3).
"""

from __future__ import annotations

import shutil
from datetime import timedelta

from django.db import transaction

from liggaren.archive import delivering, periods
from liggaren.archive.models import Delivery, Recall, Snapshot, SnapshotState
from liggaren.archive.permissions import demand, may_make, may_receive
from liggaren.archive.states import move
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal
from liggaren.people.models import RoleKind, User
from liggaren.vault import services as vault

HANDED_OVER = (SnapshotState.DELIVERED, SnapshotState.RECEIVED, SnapshotState.REJECTED)
DESTROY_WITHIN = timedelta(days=1)


class NotRecalled(Refusal):
    """There is no delivery to call back, or its destruction is already confirmed."""

    code = "delivery_not_recalled"


@transaction.atomic
def recall(*, snapshot: Snapshot, cause: Recall.Cause, by: User | None, about: str = "") -> Recall:
    """Call the last delivery back; the snapshot is due again with a new duty. `about` is the ref of an order.

    Raises NotYours for others than the makers, NotRecalled where nothing is handed over.
    """
    row = _locked(snapshot)
    demand(by is None or may_make(by, row), "Bara informationsfunktionen och arkivarien kan återkalla.")
    delivery = row.deliveries.filter(recall=None).order_by("-pk").first()
    if delivery is None or row.state not in HANDED_OVER:
        raise NotRecalled("Ögonblicksbilden är inte levererad, så det finns inget att återkalla.")
    actor = by.actor if by else "system"
    facts: dict[str, Json] = {"delivery": delivery.pk, "cause": str(cause)}
    entry = ledger.append(kind="snapshot.recalled", actor=actor, obj=row.obj, facts=facts)
    called = Recall(delivery=delivery, cause=cause, called_at=clock.now(), called_by=by, entry_id=entry)
    called.save()
    _withdraw(delivery, by)
    _due_again(row, cause)
    _ask_archivist(row, called, about)
    return called


def _locked(snapshot: Snapshot) -> Snapshot:
    found = Snapshot.objects.select_for_update(of=("self",)).select_related("account", "unit", "board")
    return found.get(pk=snapshot.pk)


def _withdraw(delivery: Delivery, by: User | None) -> None:
    duties.close(delivering.duty_key(delivery), "recalled", by=by)
    delivery.answer = Delivery.Answer.RECALLED
    delivery.save(update_fields=["answer"])


def _due_again(row: Snapshot, cause: Recall.Cause) -> None:
    from liggaren.archive.tasks import make

    duties.close(periods.duty_key(row), "recalled", by=None)
    move(row, SnapshotState.DUE)
    drop_files(row)
    row.round += 1
    row.made_at, row.counts, row.validation = None, {}, {}
    row.note = f"Görs om och ersätter en leverans. {Recall.Cause(cause).label}."
    row.save()
    periods.open_duty(row)
    if row.period_end <= clock.now():
        make.defer(snapshot_id=str(row.pk))


def drop_files(row: Snapshot) -> None:
    """Take the files out of the snapshot, so that nobody reads them here."""
    for volume in row.volumes.all():
        blob = volume.blob_id
        volume.delete()
        vault.release(blob, row.obj)


def _ask_archivist(row: Snapshot, called: Recall, about: str) -> None:
    duties.open_duty(
        kind="archive.destroy_delivered", key=duty_key(called, about),
        title="Förstör en levererad ögonblicksbild", link=f"/arkiv/{row.pk}/",
        owner_role=RoleKind.ARCHIVIST, unit=row.board, due_at=clock.now() + DESTROY_WITHIN,
    )  # fmt: skip


def duty_key(called: Recall, about: str = "") -> str:
    """The archivist's duty to destroy what is called back."""
    return f"archive.destroy_delivered:recall:{called.pk}" + (f":{about}" if about else "")


@transaction.atomic
def confirm_destroyed(*, recall: Recall, by: User) -> Recall:
    """The archivist says that the old delivery is destroyed; its folder with us goes at the same time.

    Raises NotYours for others, NotRecalled when it is already confirmed.
    """
    held = Recall.objects.select_for_update(of=("self",)).select_related("delivery__snapshot__unit")
    row = held.get(pk=recall.pk)
    demand(may_receive(by, row.delivery.snapshot), "Bara arkivarien kan intyga att leveransen är förstörd.")
    if row.destroyed_at:
        raise NotRecalled("Det är redan intygat att leveransen är förstörd.")
    row.destroyed_at, row.destroyed_by = clock.now(), by
    row.save(update_fields=["destroyed_at", "destroyed_by"])
    duties.close_about(duty_key(row), "destroyed", by=by)
    folder = delivering.root() / row.delivery.folder
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
    facts: dict[str, Json] = {"delivery": row.delivery_id, "manifest": row.delivery.manifest_sha256}
    obj = row.delivery.snapshot.obj
    ledger.append(kind="delivery.destruction_confirmed", actor=by.actor, obj=obj, facts=facts)
    return row
