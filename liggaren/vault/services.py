"""Writing and reading blobs. Whoever calls enters it in the ledger, in the same transaction (design 2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from liggaren.lib import clock
from liggaren.lib.errors import Refusal
from liggaren.vault import boxes, files
from liggaren.vault.models import Blob, BlobState, Use

IN_ROW = 32 * 1024
"""Ciphertexts up to this many bytes stand in the row: durable with its transaction."""


class Gone(Refusal):
    """The blob's key has been destroyed: it was weeded."""

    code = "blob_gone"


class Purged(Gone):
    """The blob was destroyed at once by two named people (design 3.8)."""

    code = "blob_purged"


class Damaged(Refusal):
    """The stored bytes are missing or are not what was stored."""

    code = "blob_damaged"


@dataclass(frozen=True)
class Packet:
    """Something to store: plain bytes, their media type, and the holder's opaque name."""

    data: bytes
    media_type: str
    holder: str


def put(data: bytes, *, media_type: str, holder: str) -> Blob:
    """Encrypt and store bytes for a holder. Raises files.DiskFull when there is no room, RuntimeError outside
    a transaction."""
    return put_many([Packet(data, media_type, holder)])[0]


def put_many(packets: Sequence[Packet]) -> list[Blob]:
    """Store many in bulk, in order. Files are synced before this returns; rows follow the transaction.

    Raises files.DiskFull (nothing is then believed), RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a blob is stored in the transaction of what needs it")
    boxed = [boxes.seal(packet.data) for packet in packets]
    large = {box.name: box.ciphertext for box in boxed if len(box.ciphertext) > IN_ROW}
    files.write_all(large)
    moment = clock.now()
    blobs = [
        Blob(
            id=box.name, media_type=packet.media_type, size=len(packet.data), wrapped_key=box.wrapped_key,
            ciphertext=None if box.name in large else box.ciphertext, in_file=box.name in large,
            made_at=moment,
        )
        for packet, box in zip(packets, boxed, strict=True)
    ]  # fmt: skip
    with files.full_disk_is_said():
        Blob.objects.bulk_create(blobs, batch_size=2_000)
        Use.objects.bulk_create(
            [Use(blob=blob, holder=packet.holder) for blob, packet in zip(blobs, packets, strict=True)],
            batch_size=2_000,
        )
    return blobs


def get(blob: Blob | str) -> bytes:
    """The plain bytes. Raises Gone, Purged, or Damaged."""
    row = Blob.objects.get(pk=_name(blob))
    _refuse_ended(row)
    try:
        ciphertext = files.read(row.id) if row.in_file else bytes(row.ciphertext or b"")
        return boxes.open_box(row.id, ciphertext, bytes(row.wrapped_key or b""))
    except (OSError, boxes.CannotOpen) as error:
        raise Damaged("Innehållet finns inte kvar som det sparades. Kör kontrollen av valvet.") from error


def use(blob: Blob | str, holder: str) -> None:
    """One more holder needs it; naming a holder twice counts once. Raises Gone, Purged."""
    row = _locked(blob)
    _refuse_ended(row)
    Use.objects.get_or_create(blob=row, holder=holder)


@transaction.atomic
def release(blob: Blob | str, holder: str) -> bool:
    """A holder needs it no longer. At zero uses the key is destroyed; True when that happened."""
    row = _locked(blob)
    Use.objects.filter(blob=row, holder=holder).delete()
    if row.state != BlobState.LIVE or Use.objects.filter(blob=row).exists():
        return False
    _end(row, BlobState.DESTROYED)
    return True


@transaction.atomic
def purge(blob: Blob | str, *, by: Sequence[str], reason: str) -> None:
    """Destroy at once whatever still uses it, by two different people and for a reason (design 3.8).

    Raises ValueError without them. The row stays, and the integrity check reads it as purged.
    """
    if len(set(by)) < 2 or not all(by) or not reason.strip():
        raise ValueError("a purge needs two different people and a reason")
    row = _locked(blob)
    Use.objects.filter(blob=row).delete()
    row.purged_by, row.purge_reason = list(by), reason
    _end(row, BlobState.PURGED)


def _end(row: Blob, state: BlobState) -> None:
    row.state, row.wrapped_key, row.ciphertext = state, None, None
    row.ended_at = row.ended_at or clock.now()
    row.save()
    if row.in_file:
        name = row.id
        transaction.on_commit(lambda: files.remove(name))


def _locked(blob: Blob | str) -> Blob:
    if not connection.in_atomic_block:
        raise RuntimeError("uses are counted in the transaction of what needs them")
    return Blob.objects.select_for_update().get(pk=_name(blob))


def _name(blob: Blob | str) -> str:
    return blob if isinstance(blob, str) else blob.pk


def _refuse_ended(row: Blob) -> None:
    if row.state == BlobState.PURGED:
        raise Purged("Innehållet är omedelbart förstört efter beslut av två personer.")
    if row.state == BlobState.DESTROYED:
        raise Gone("Innehållet är gallrat.")
