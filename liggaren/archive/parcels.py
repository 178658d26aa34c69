"""One delivery for all of a board's snapshots of a period, as a folder or as a file fetched once by a link.

The list of contents names every file with its SHA-256. The receipt answers every snapshot in it, a refusal
too; what was called back meanwhile is answered by its recall (G6.3).
"""

from __future__ import annotations

import json
import shutil
from typing import Any
from uuid import uuid4

from django.db import transaction

from liggaren.archive import delivering, naming, parcel_file, periods
from liggaren.archive.delivering import Changed, NotDelivered
from liggaren.archive.models import Delivery, Parcel, Snapshot, SnapshotState
from liggaren.archive.permissions import demand, may_receive
from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.dates import HalfYear
from liggaren.lib.hashing import sha256_hex
from liggaren.people.models import RoleKind, Unit, User

CONTENTS = "innehall.json"
Files = list[tuple[str, bytes]]
READY = (SnapshotState.VALID, SnapshotState.NOT_VALIDATED)


def ready(board: Unit, period: HalfYear, *, with_unproved: bool = False) -> list[Snapshot]:
    """The board's snapshots of the period that a parcel would hold; the unproved only when someone accepts
    them.
    """
    states = READY if with_unproved else READY[:1]
    found = Snapshot.objects.filter(
        board=board, state__in=states, period_start__gte=period.start, period_end__lte=period.end
    )
    return list(found.select_related("account", "board", "unit").order_by("account__sort_key", "pk"))


def deliver_board(
    *, board: Unit, period: HalfYear, way: Parcel.Way, by: User, accepted_by: User | None = None
) -> Parcel:
    """Deliver all that is ready under one list of contents; all of it or nothing.

    Raises NotDelivered when nothing is ready or the disk refuses, NotYours for others than the makers.
    """
    snapshots = ready(board, period, with_unproved=accepted_by is not None)
    if not snapshots:
        raise NotDelivered("Nämnden har ingen giltig ögonblicksbild att leverera för perioden.")
    for one in snapshots:
        delivering.demand_deliverable(one, by, accepted_by)
    parcel = Parcel(
        id=uuid4(), board=board, period_start=period.start, period_end=period.end, label=period.label,
        way=way, delivered_at=clock.now(), delivered_by=by,
    )  # fmt: skip
    parcel.folder = f"{naming.plain(board.name)}/{naming.plain(period.label)}-{str(parcel.pk)[:8]}"
    files = {one.pk: delivering.members(one, delivering.last_recall(one)) for one in snapshots}
    return _hand_over(parcel, snapshots, files, accepted_by)


def _hand_over(
    parcel: Parcel, snapshots: list[Snapshot], files: dict[Any, Files], accepted_by: User | None
) -> Parcel:
    contents = contents_bytes(parcel, [(one, files[one.pk]) for one in snapshots])
    whole = [(f"{inside(one)}/{name}", data) for one in snapshots for name, data in files[one.pk]]
    whole.append((CONTENTS, contents))
    parcel.contents_sha256 = sha256_hex(contents)
    if parcel.way == Parcel.Way.LINK:
        parcel.file_sha256 = parcel_file.digest(whole)
    else:
        delivering.write(parcel.folder, whole)
    try:
        return _enter(parcel, snapshots, files, accepted_by)
    except BaseException:
        shutil.rmtree(delivering.root() / parcel.folder, ignore_errors=True)
        raise


def inside(snapshot: Snapshot) -> str:
    """The snapshot's folder inside the parcel."""
    return f"{naming.stem(snapshot)}-{str(snapshot.pk)[:8]}"


def contents_bytes(parcel: Parcel, members: list[tuple[Snapshot, Files]]) -> bytes:
    """The parcel's list of contents: every snapshot, every file, every checksum."""
    facts = {
        "format": "liggaren-parcel/1",
        "parcel": str(parcel.pk),
        "board": parcel.board.name,
        "period": parcel.label,
        "snapshots": [
            {
                "snapshot": str(one.pk),
                "account": one.account.name,
                "platform": one.account.platform,
                "kind": one.kind,
                "folder": inside(one),
                "files": [{"name": n, "size": len(d), "sha256": sha256_hex(d)} for n, d in files],
            }
            for one, files in members
        ],
    }
    return (json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


@transaction.atomic
def _enter(
    parcel: Parcel, snapshots: list[Snapshot], files: dict[Any, Files], accepted_by: User | None
) -> Parcel:
    facts: dict[str, Json] = {
        "board": parcel.board_id,
        "period": parcel.label,
        "way": str(parcel.way),
        "snapshots": len(snapshots),
    }
    digests = {"contents": parcel.contents_sha256}
    actor = parcel.delivered_by.actor if parcel.delivered_by else "system"
    parcel.entry_id = ledger.append(
        kind="parcel.delivered", actor=actor, obj=parcel.obj, facts=facts, digests=digests
    )
    parcel.save(force_insert=True)
    for one in snapshots:
        delivering.enter(
            one, f"{parcel.folder}/{inside(one)}", files[one.pk], by=parcel.delivered_by,
            accepted_by=accepted_by if one.state == SnapshotState.NOT_VALIDATED else None, parcel=parcel,
        )  # fmt: skip
    duties.open_duty(
        kind="snapshot.answer", key=f"parcel:{parcel.pk}", link=f"/arkiv/leverans/{parcel.pk}/",
        title=f"Kvittera leveransen från {parcel.board.name}"[:200], owner_role=RoleKind.ARCHIVIST,
        unit=parcel.board, due_at=parcel.delivered_at + periods.GRACE,
    )  # fmt: skip
    return parcel


def changed(parcel: Parcel) -> bool:
    """Whether a file that still lies in the delivery folder is not the one delivered."""
    contents = delivering.root() / parcel.folder / CONTENTS
    if contents.is_file() and sha256_hex(contents.read_bytes()) != parcel.contents_sha256:
        return True
    return any(delivering.check(one) is False for one in waiting(parcel))


def waiting(parcel: Parcel) -> list[Delivery]:
    """The parcel's deliveries that are not answered or called back."""
    found = parcel.deliveries.filter(answer=Delivery.Answer.WAITING)
    return list(found.select_related("snapshot__account", "snapshot__unit").order_by("pk"))


@transaction.atomic
def receive_parcel(*, parcel: Parcel, by: User, file_sha256: str = "") -> Parcel:
    """The archivist's receipt for the whole. A fetched file is told by the SHA-256 that the archivist gives.

    Raises Changed when something is not what was delivered, NotDelivered when it is answered.
    """
    row = _locked(parcel, by)
    given = file_sha256.strip().lower()
    if row.way == Parcel.Way.LINK and given != row.file_sha256:
        raise Changed("Kontrollsumman är inte den levererade filens. Hämta den igen eller avvisa den.")
    if changed(row):
        raise Changed("En fil i leveransen har ändrats på vägen. Avvisa den och be om en ny.")
    for one in waiting(row):
        delivering.receive(delivery=one, by=by, within=row)
    return _settle(row, by, "received", "")


@transaction.atomic
def reject_parcel(*, parcel: Parcel, by: User, reason: str) -> Parcel:
    """The archivist's refusal of the whole, with the reason on each snapshot; their duties stay open."""
    row = _locked(parcel, by)
    if not reason.strip():
        raise NotDelivered("Skriv varför leveransen avvisas, så att den kan rättas.")
    for one in waiting(row):
        delivering.reject(delivery=one, by=by, reason=reason, within=row)
    return _settle(row, by, "rejected", reason.strip())


def _locked(parcel: Parcel, by: User) -> Parcel:
    row = Parcel.objects.select_for_update(of=("self",)).select_related("board").get(pk=parcel.pk)
    first = row.deliveries.select_related("snapshot__unit").order_by("pk").first()
    allowed = first is not None and may_receive(by, first.snapshot)
    demand(allowed, "Bara arkivarien kan kvittera.")
    if row.answer != "waiting":
        raise NotDelivered("Leveransen är redan besvarad.")
    return row


def _settle(row: Parcel, by: User, answer: str, reason: str) -> Parcel:
    row.answer, row.answered_at, row.answered_by, row.reason = answer, clock.now(), by, reason
    row.save(update_fields=["answer", "answered_at", "answered_by", "reason"])
    duties.close(f"parcel:{row.pk}", answer, by=by)
    facts: dict[str, Json] = {"reason": reason} if reason else {}
    ledger.append(kind=f"parcel.{answer}", actor=by.actor, obj=row.obj, facts=facts)
    return row
