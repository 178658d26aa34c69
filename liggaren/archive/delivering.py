"""Deliver a snapshot to the archivist's folder, and take the archivist's answer (G6.3).

A delivery is a folder that is there whole or not at all: PDF/A, the items as JSON Lines, a manifest with
SHA-256 of each file, and a short text. What failed validation is never delivered; what nobody validated only
when the archivist says so by name.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from liggaren.archive import naming, periods
from liggaren.archive.contents import MANIFEST, README, last_recall, listed, manifest_bytes, members
from liggaren.archive.models import Delivery, Parcel, Snapshot, SnapshotState
from liggaren.archive.permissions import demand, may_make, may_receive
from liggaren.archive.states import move
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal
from liggaren.lib.hashing import sha256_hex
from liggaren.people.models import RoleKind, User


class NotDelivered(Refusal):
    """Nothing was delivered, and the message says what to do."""

    code = "snapshot_not_delivered"


class Changed(Refusal):
    """A file in the delivery folder is not the one that was delivered."""

    code = "delivery_changed"


def root() -> Path:
    """The folder that the archive reads. `DELIVERY_FOLDER` in the settings, else below the data folder."""
    return Path(getattr(settings, "DELIVERY_FOLDER", None) or settings.DATA / "leverans")


def deliver(*, snapshot: Snapshot, by: User | None, accepted_by: User | None = None) -> Delivery:
    """Write the delivery's folder and enter it. The folder is there before the row, and taken back if the row
    fails.

    Raises NotDelivered for a snapshot that is not valid (or not validated and not accepted by an archivist by
    name), NotYours, and NoSuchMove for one already delivered.
    """
    demand_deliverable(snapshot, by, accepted_by)
    folder = naming.folder_name(snapshot)
    files = members(snapshot, last_recall(snapshot))
    write(folder, files)
    try:
        return enter(snapshot, folder, files, by=by, accepted_by=accepted_by)
    except BaseException:
        shutil.rmtree(root() / folder, ignore_errors=True)
        raise


def demand_deliverable(snapshot: Snapshot, by: User | None, accepted_by: User | None) -> None:
    """Raises NotYours or NotDelivered unless these people may deliver the snapshot as it stands."""
    _demand_right(snapshot, by, accepted_by)
    _demand_verdict(snapshot, accepted_by)


def _demand_right(snapshot: Snapshot, by: User | None, accepted_by: User | None) -> None:
    words = "Bara informationsfunktionen och arkivarien kan leverera."
    demand(by is None or may_make(by, snapshot), words)
    archivist = accepted_by is None or may_receive(accepted_by, snapshot)
    demand(archivist, "Bara arkivarien kan godta en fil som inte är prövad.")


def _demand_verdict(snapshot: Snapshot, accepted_by: User | None) -> None:
    if snapshot.state == SnapshotState.FAILED:
        raise NotDelivered("Filen är underkänd och levereras inte. Gör om ögonblicksbilden.")
    if snapshot.state == SnapshotState.NOT_VALIDATED and accepted_by is None:
        raise NotDelivered("Filen är inte prövad. Arkivarien måste godta den med sitt namn först.")
    if snapshot.state not in (SnapshotState.VALID, SnapshotState.NOT_VALIDATED):
        raise NotDelivered(f"Ögonblicksbilden är ”{SnapshotState(snapshot.state).label.lower()}”.")


def write(folder: str, files: Iterable[tuple[str, bytes]]) -> None:
    """The files in a hidden folder beside, synced, then moved into place in one step.

    Raises NotDelivered when the disk refuses; nothing is left then.
    """
    target = root() / folder
    draft = target.parent / f".{uuid.uuid4().hex}"
    try:
        draft.mkdir(parents=True, mode=0o700)
        for name, data in files:
            (draft / name).parent.mkdir(mode=0o700, exist_ok=True)
            _put(draft, name, data)
        _sync(draft)
        if target.exists():
            shutil.rmtree(target)  # an earlier try whose row was never entered, or one that was refused
        draft.rename(target)
        _sync(target.parent)
    except OSError as fault:
        raise NotDelivered(f"Det gick inte att skriva i leveransmappen ({fault.strerror}).") from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _put(folder: Path, name: str, data: bytes) -> None:
    with (folder / name).open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@transaction.atomic
def enter(
    snapshot: Snapshot,
    folder: str,
    files: list[tuple[str, bytes]],
    *,
    by: User | None,
    accepted_by: User | None,
    parcel: Parcel | None = None,
) -> Delivery:
    """The row of a delivery whose files are there. In a parcel, the archivist's duty is the parcel's."""
    locked = Snapshot.objects.select_for_update(of=("self",)).select_related("account", "unit")
    row = locked.get(pk=snapshot.pk)
    _demand_verdict(row, accepted_by)
    move(row, SnapshotState.DELIVERED)
    row.note = ""
    row.save(update_fields=["state", "note"])
    manifest = [listed(name, data) for name, data in files if name not in (MANIFEST, README)]
    digest = sha256_hex(dict(files)[MANIFEST])
    replaced = last_recall(row)
    facts: dict[str, Json] = {
        "folder": folder, "accepted_by": accepted_by.actor if accepted_by else None,
        "parcel": str(parcel.pk) if parcel else None,
        "replaces": replaced.delivery_id if replaced else None,
    }  # fmt: skip
    digests = {"manifest": digest, **{one["name"]: one["sha256"] for one in manifest}}
    actor = by.actor if by else "system"
    entry = ledger.append(kind="snapshot.delivered", actor=actor, obj=row.obj, facts=facts, digests=digests)
    delivery = Delivery.objects.create(
        snapshot=row, folder=folder, manifest=manifest, manifest_sha256=digest, delivered_at=clock.now(),
        delivered_by=by, accepted_by=accepted_by, entry_id=entry, parcel=parcel, replaces=replaced,
    )  # fmt: skip
    if parcel is None:
        _open_duty(delivery)
    return delivery


def _open_duty(delivery: Delivery) -> None:
    """The archivist's: answer the delivery. It is seen on the archivist's first page and chased when late."""
    duties.open_duty(
        kind="snapshot.answer",
        key=duty_key(delivery),
        title=f"Kvittera ögonblicksbilden av {delivery.snapshot.account.name}"[:200],
        link=f"/arkiv/{delivery.snapshot_id}/",
        due_at=delivery.delivered_at + periods.GRACE,
        owner_role=RoleKind.ARCHIVIST,
        unit=delivery.snapshot.unit,
    )


def duty_key(delivery: Delivery) -> str:
    return f"delivery:{delivery.pk}"


def check(delivery: Delivery) -> bool | None:
    """Whether each file in the folder is the one delivered; None when the folder has been fetched away."""
    folder = root() / delivery.folder
    if not folder.is_dir():
        return None
    files = {one["name"]: one["sha256"] for one in delivery.manifest} | {MANIFEST: delivery.manifest_sha256}
    return all(
        (folder / name).is_file() and sha256_hex((folder / name).read_bytes()) == digest
        for name, digest in files.items()
    )


@transaction.atomic
def receive(*, delivery: Delivery, by: User, within: Parcel | None = None) -> Snapshot:
    """The archivist's receipt: files are checked once more, the duty closes.

    Raises Changed when a file is not the one delivered, NotYours for others than the archivist.
    """
    row = _answer(delivery, by, within)
    whole = check(delivery)
    if whole is False:
        raise Changed("En fil i leveransen har ändrats på vägen. Avvisa den och be om en ny.")
    _settle(delivery, row, SnapshotState.RECEIVED, by, "")
    duties.close(periods.duty_key(row), "received", by=by)
    facts: dict[str, Json] = {"delivery": delivery.pk, "files_checked": whole is True}
    ledger.append(kind="snapshot.received", actor=by.actor, obj=row.obj, facts=facts)
    return row


@transaction.atomic
def reject(*, delivery: Delivery, by: User, reason: str, within: Parcel | None = None) -> Snapshot:
    """The archivist's refusal with a reason; the snapshot is to be made again and its duty stays open."""
    row = _answer(delivery, by, within)
    if not reason.strip():
        raise NotDelivered("Skriv varför leveransen avvisas, så att den kan rättas.")
    _settle(delivery, row, SnapshotState.REJECTED, by, reason.strip())
    row.note = reason.strip()
    row.save(update_fields=["note"])
    facts: dict[str, Json] = {"delivery": delivery.pk, "reason": reason.strip()}
    ledger.append(kind="snapshot.rejected", actor=by.actor, obj=row.obj, facts=facts)
    return row


def _answer(delivery: Delivery, by: User, within: Parcel | None) -> Snapshot:
    row = (
        Snapshot.objects.select_for_update(of=("self",))
        .select_related("account", "unit")
        .get(pk=delivery.snapshot_id)
    )
    demand(may_receive(by, row), "Bara arkivarien kan kvittera.")
    delivery.refresh_from_db()
    if delivery.answer != Delivery.Answer.WAITING:
        raise NotDelivered("Leveransen är redan besvarad.")
    if delivery.parcel_id != (within.pk if within else None):
        raise NotDelivered("Den ingår i en leverans för hela nämnden. Besvara leveransen i stället.")
    return row


def _settle(delivery: Delivery, row: Snapshot, state: SnapshotState, by: User, reason: str) -> None:
    move(row, state)
    row.save(update_fields=["state"])
    delivery.answer = Delivery.Answer(state.value)
    delivery.answered_by, delivery.answered_at, delivery.reason = by, clock.now(), reason
    delivery.save()
    duties.close(duty_key(delivery), state.value, by=by)


__all__ = [
    "Changed",
    "NotDelivered",
    "check",
    "deliver",
    "last_recall",
    "manifest_bytes",
    "members",
    "receive",
    "reject",
    "root",
]
