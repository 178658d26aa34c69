"""The appearance of a snapshot's account (G6.1): our own picture, or an uploaded one.

A picture stands until a newer one takes its place or it is destroyed. One that may show what has since been
restricted or removed is not printed: a new one is asked for.
"""

from __future__ import annotations

import io
import uuid
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from PIL import Image

from liggaren.archive import appearance_taking
from liggaren.archive.appearance_models import Appearance
from liggaren.archive.appearance_printed import looks_of
from liggaren.archive.appearance_taking import NoPicture, Photo
from liggaren.archive.models import Snapshot
from liggaren.archive.permissions import demand, may_make
from liggaren.capture.models import Item, Sighting
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.hashing import sha256_hex
from liggaren.moderation.errors import Incomplete
from liggaren.moderation.pictures import examine
from liggaren.people.models import User
from liggaren.vault import services as vault

Kind, Ended = Appearance.Kind, Appearance.Ended
TRUST = {
    Kind.BROWSER: "Tagen av kommunens egen webbläsare, utan inloggning: så här såg alla sidan.",
    Kind.UPLOADED: (
        "Lägre tilltro: bilden är tagen av en person som var inloggad. Kommunens egen webbläsare kom inte åt "
        "sidan, och ingen maskin har jämfört bilden med den."
    ),
}
CUT = "Sidan är längre än bilden, som slutar vid 16 000 bildpunkter."


def photograph(*, snapshot: Snapshot, by: User | None) -> Appearance:
    """Take our own picture and keep it; a try that gave none is kept with its reason, and raised.

    Slow; not to be called inside a transaction. Raises NotYours, NoPicture.
    """
    _demand(snapshot, by)
    began = clock.now()
    try:
        photo = appearance_taking.take(snapshot.account.address)
        _demand_content(photo.data)
    except NoPicture as fault:
        _refuse(snapshot, fault.message, by)
        raise
    return _keep(snapshot, Kind.BROWSER, photo.data, _trust(photo), by, photo.address, began)


def _trust(photo: Photo) -> str:
    return f"{TRUST[Kind.BROWSER]} {CUT}" if photo.is_cut else TRUST[Kind.BROWSER]


def _demand_content(data: bytes) -> None:
    """A picture of one colour shows no page. Raises NoPicture."""
    with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
        low_high = image.convert("L").getextrema()
    if low_high[0] == low_high[1]:
        raise NoPicture("Sidan var tom i webbläsaren.")


def ensure(*, snapshot: Snapshot) -> None:
    """Before a snapshot is made by the worker: try our own browser where nothing holds yet. Never raises
    NoPicture: the reason is kept, stands on page one, and the duty stays open.
    """
    if looks_of(snapshot).kind:
        return
    with suppress(NoPicture):
        photograph(snapshot=snapshot, by=None)


def upload(*, snapshot: Snapshot, data: bytes, by: User) -> Appearance:
    """Keep a picture that a person has taken. Raises NotYours, NoPicture for a bad file."""
    _demand(snapshot, by)
    try:
        examine(data)
    except Incomplete as fault:
        raise NoPicture(" ".join(f"{one.message}." for one in fault.problems)) from fault
    address = snapshot.account.address
    return _keep(snapshot, Kind.UPLOADED, data, TRUST[Kind.UPLOADED], by, address, clock.now())


def _demand(snapshot: Snapshot, by: User | None) -> None:
    words = "Bara informationsfunktionen och arkivarien tar hand om utseendet."
    demand(by is None or may_make(by, snapshot), words)


@transaction.atomic
def _keep(
    snapshot: Snapshot,
    kind: Appearance.Kind,
    data: bytes,
    trust: str,
    by: User | None,
    address: str,
    began: datetime,
) -> Appearance:
    """The new picture stands, the one before gives way; both in one transaction with the entry."""
    row = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
    _demand_nothing_purged(row, began)
    seen = examine(data) if kind == Kind.UPLOADED else None
    width, height = (seen.width, seen.height) if seen else _size(data)
    _replace(row)
    found = Appearance(
        id=uuid.uuid4(), snapshot=row, kind=kind, sha256=sha256_hex(data), width=width, height=height,
        media_type=seen.media_type if seen else "image/png", size=len(data), address=address, trust=trust,
        taken_at=clock.now(), taken_by=by,
    )  # fmt: skip
    found.blob = vault.put(data, media_type=found.media_type, holder=found.holder)
    facts: dict[str, Json] = {
        "appearance": str(found.pk), "kind": str(kind), "media_type": found.media_type, "size": found.size,
        "width": width, "height": height,
    }  # fmt: skip
    actor = by.actor if by else "system"
    digests = {"picture": found.sha256}
    found.entry_id = ledger.append(
        kind="appearance.taken", actor=actor, obj=row.obj, facts=facts, digests=digests
    )
    found.save()
    return found


def _demand_nothing_purged(row: Snapshot, began: datetime) -> None:
    """What was destroyed while the picture was taken may be on it: then it is not kept. Raises NoPicture."""
    seen = Sighting.objects.filter(account=row.account_id).values("item")
    since = Q(withheld_at__gte=began) | Q(purged_at__gte=began)
    if Item.objects.filter(since, pk__in=seen).exists():
        raise NoPicture("Något förstördes medan bilden togs, så den sparades inte. Ta en ny.")


def _size(data: bytes) -> tuple[int, int]:
    """Width and height as a PNG's head says."""
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _replace(snapshot: Snapshot) -> None:
    for old in Appearance.objects.filter(snapshot=snapshot, ended_at=None, refused="").select_for_update():
        vault.release(str(old.blob_id), old.holder)
        old.ended_at, old.ended = clock.now(), Ended.REPLACED
        old.save(update_fields=["ended_at", "ended"])


@transaction.atomic
def _refuse(snapshot: Snapshot, reason: str, by: User | None) -> None:
    found = Appearance.objects.create(
        snapshot=snapshot, kind=Kind.BROWSER, refused=reason[:400], taken_at=clock.now(), taken_by=by
    )
    facts: dict[str, Json] = {"appearance": str(found.pk), "reason": found.refused}
    actor = by.actor if by else "system"
    found.entry_id = ledger.append(kind="appearance.refused", actor=actor, obj=snapshot.obj, facts=facts)
    found.save(update_fields=["entry_id"])


__all__ = ["NoPicture", "ensure", "photograph", "upload"]
