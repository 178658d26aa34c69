"""Make one snapshot: seal what waits, read it, set it, validate it, keep it (G6.1, G6.2).

The slow part runs between two transactions; the state says `making` meanwhile, and a second maker is refused.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from liggaren.archive import (
    appearance_printed,
    choosing,
    collecting,
    items_file,
    levels,
    media_beside,
    naming,
    pdf,
    periods,
    same_elsewhere,
    validator,
)
from liggaren.archive.appearance_models import Appearance
from liggaren.archive.appearance_printed import Looks
from liggaren.archive.collecting import Collected
from liggaren.archive.document import SnapshotDocument
from liggaren.archive.models import Kind, Level, Snapshot, SnapshotState, Volume
from liggaren.archive.states import move
from liggaren.archive.validator import Validation
from liggaren.ledger import queries as ledger
from liggaren.ledger import services as writing
from liggaren.ledger.models import Checkpoint
from liggaren.lib import clock
from liggaren.lib.dates import HalfYear
from liggaren.lib.errors import Refusal
from liggaren.lib.hashing import sha256_hex
from liggaren.people.models import User
from liggaren.register.models import Account
from liggaren.vault import services as vault

Progress = Callable[[int, int], None]
VERDICTS = {
    "valid": SnapshotState.VALID,
    "invalid": SnapshotState.FAILED,
    "not_validated": SnapshotState.NOT_VALIDATED,
}


class NotMade(Refusal):
    """The snapshot could not be made; it is due again, and its note says why."""

    code = "snapshot_not_made"


@dataclass(frozen=True)
class Made:
    """All that the slow part gave."""

    checkpoint: Checkpoint
    collected: Collected
    volumes: list[pdf.Pdf]
    items: bytes
    verdicts: list[Validation]
    level: Level

    @property
    def looks(self) -> Looks:
        return self.collected.looks

    @property
    def document(self) -> SnapshotDocument:
        return self.collected.document


def make_snapshot(
    *, account: Account, period: HalfYear, by: User | None, kind: Kind = Kind.HALF_YEAR
) -> Snapshot:
    """Make the account's snapshots of the period and return the newest; one for each board that owned it.

    Raises NotMade, or NoSuchMove when one is already delivered. Not to be called inside a transaction.
    """
    opened = periods.open_account(account=account, period=period, by=by, kind=kind)
    if not opened:
        raise NotMade("Kontot hörde inte till någon nämnd under perioden.")
    return [make(snapshot=snapshot, by=by) for snapshot in opened][-1]


def make(*, snapshot: Snapshot, by: User | None, progress: Progress | None = None) -> Snapshot:
    """Make (again) one snapshot. Whatever goes wrong it is due again with a note, and NotMade tells why."""
    with _alone(snapshot):
        return _make(snapshot, by, progress)


@contextmanager
def _alone(snapshot: Snapshot) -> Iterator[None]:
    """One maker at a time, held by the connection itself: a killed worker leaves no lock behind."""
    key = f"snapshot {snapshot.pk}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        if not cursor.fetchone()[0]:
            raise NotMade("Ögonblicksbilden framställs redan.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def _make(snapshot: Snapshot, by: User | None, progress: Progress | None) -> Snapshot:
    _begin(snapshot)
    try:
        made = _work(snapshot, progress)
        return _finish(snapshot, made, by)
    except Exception as fault:
        reason = fault.message if isinstance(fault, Refusal) else _plain(fault)
        _give_up(snapshot, reason)
        raise NotMade(f"Ögonblicksbilden blev inte framställd. {reason}") from fault


@transaction.atomic
def _begin(snapshot: Snapshot) -> None:
    row = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    if row.state == SnapshotState.MAKING:
        move(row, SnapshotState.DUE)  # its maker is gone: we hold the lock
    move(row, SnapshotState.MAKING)
    row.note = ""
    row.save(update_fields=["state", "note"])


@transaction.atomic
def _give_up(snapshot: Snapshot, reason: str) -> None:
    row = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    if row.state == SnapshotState.MAKING:
        move(row, SnapshotState.DUE)
        row.note = reason
        row.save(update_fields=["state", "note"])
        facts = {"reason": reason}
        row.entry_id = writing.append(kind="snapshot.failed", actor="system", obj=row.obj, facts=facts)


def _plain(fault: Exception) -> str:
    """A fault in words that tell nothing of the content (design 3.14)."""
    if isinstance(fault, pdf.NotSet):
        return "Sättningen avbröts."
    return f"Ett fel i programmet stoppade arbetet ({type(fault).__name__})."


def _work(snapshot: Snapshot, progress: Progress | None) -> Made:
    checkpoint = writing.sequence() or ledger.latest_checkpoint()
    if checkpoint is None:
        raise NotMade("Liggaren har ingen kontrollpunkt än.")
    row = _read(snapshot)
    level, flavour = choosing.current(row.account)
    collected = _at_level(row, collecting.collect(row, checkpoint), level)
    volumes = list(pdf.make(collected.document, progress=progress, wanted=flavour))
    items = b"".join(items_file.lines(collected))
    return Made(checkpoint, collected, volumes, items, _validate(volumes), level)


def _at_level(row: Snapshot, collected: Collected, level: Level) -> Collected:
    """What is printed at the account's level; the file of items still has everything."""
    document = levels.apply(collected.document, level, lambda: same_elsewhere.found(row, collected.items))
    return replace(collected, document=document)


def _read(snapshot: Snapshot) -> Snapshot:
    return Snapshot.objects.select_related("account", "board", "unit").get(pk=snapshot.pk)


def _validate(volumes: list[pdf.Pdf]) -> list[Validation]:
    with tempfile.TemporaryDirectory(prefix="liggaren-snapshot-") as folder:
        paths = [Path(folder) / f"{volume.number}.pdf" for volume in volumes]
        for path, volume in zip(paths, volumes, strict=True):
            path.write_bytes(volume.data)
        return validator.validate_all(paths, volumes[0].flavour.checks)


@transaction.atomic
def _finish(snapshot: Snapshot, made: Made, by: User | None) -> Snapshot:
    row = Snapshot.objects.select_for_update().select_related("account").get(pk=snapshot.pk)
    if collecting.is_stale(row, made.collected):
        raise NotMade("Något begränsades, togs bort eller förstördes under tiden. Gör om den.")
    _replace_files(row, made)
    worst = next((one for one in made.verdicts if one.result != "valid"), made.verdicts[0])
    move(row, VERDICTS[worst.result])
    row.made_at, row.signed_at = clock.now(), made.checkpoint.made_at
    row.checkpoint_size, row.counts = made.checkpoint.size, counts(made.document, made.volumes)
    row.counts["items"] = len(made.collected.items)
    row.counts["appearance"], row.counts["appearance_why"] = made.looks.kind, made.looks.why_not
    row.level, row.flavour = made.level, made.volumes[0].flavour.key
    row.validation = {**worst.as_json(), "checks": sum(one.checks for one in made.verdicts)}
    row.note = worst.reason
    row.save()
    appearance_printed.settle_duty(row, made.looks)
    _enter(row, made, worst, by)
    return row


def _replace_files(row: Snapshot, made: Made) -> None:
    for old in row.volumes.all():
        blob = old.blob_id
        old.delete()
        vault.release(blob, row.obj)
    files = [
        (naming.volume_name(row, one.number, one.of), one.data, one.pages, pdf.MIME) for one in made.volumes
    ]
    files.append((items_file.NAME, made.items, 0, "application/jsonl"))
    blobs = vault.put_many([vault.Packet(data, mime, row.obj) for _, data, _, mime in files])
    Volume.objects.bulk_create(
        Volume(
            snapshot=row, number=number, blob=blob, name=name, sha256=sha256_hex(data), pages=pages,
            size=len(data),
        )
        for number, ((name, data, pages, _), blob) in enumerate(zip(files, blobs, strict=True), 1)
    )  # fmt: skip
    _lay_picture_beside(row, made.looks.picture, len(files) + 1)
    originals = [file for group in made.collected.files.values() for file in group]
    media_beside.lay_beside(row, originals, len(files) + 2)


def _lay_picture_beside(row: Snapshot, picture: Appearance | None, number: int) -> None:
    """The picture of the page as it was taken, a file of its own: printed it is cut into pages."""
    if picture is None:
        return
    vault.use(str(picture.blob_id), row.obj)
    Volume.objects.create(
        snapshot=row, number=number, blob_id=str(picture.blob_id), sha256=picture.sha256, pages=0,
        name=naming.picture_name(picture.media_type), size=picture.size,
    )  # fmt: skip


def counts(document: SnapshotDocument, volumes: list[pdf.Pdf]) -> dict[str, Any]:
    """The figures on page one and on the screen."""
    entries = document.entries
    missing: Counter[str] = Counter()
    for volume in volumes:
        missing.update(volume.missing)
    posts = sum(entry.kind == "post" for entry in entries)
    return {
        "posts": posts,
        "comments": len(entries) - posts,
        "edited": sum(len(entry.wordings) > 1 for entry in entries),
        "removed": sum(entry.removed is not None for entry in entries),
        "left_out": [[one.what, one.count, one.why] for one in document.left_out],
        "pages": sum(volume.pages for volume in volumes),
        "volumes": len(volumes),
        "missing_signs": sum(missing.values()),
    }


def _enter(row: Snapshot, made: Made, worst: Validation, by: User | None) -> None:
    actor = by.actor if by else "system"
    files = {volume.name: volume.sha256 for volume in row.volumes.all()}
    facts = {
        "account": str(row.account_id), "board": row.board_id, "checkpoint_size": made.checkpoint.size,
        "posts": row.counts["posts"], "comments": row.counts["comments"], "removed": row.counts["removed"],
        "level": row.level, "flavour": row.flavour,
    }  # fmt: skip
    verdict = {"result": worst.result, "flavours": list(worst.flavours), "engine": worst.engine}
    drafts = [
        writing.Draft("snapshot.made", actor, row.obj, facts, files),
        writing.Draft("snapshot.validated", "system", row.obj, verdict, {}),
    ]
    row.entry_id = writing.append_many(drafts)[0]
    row.save(update_fields=["entry_id"])
