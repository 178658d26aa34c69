"""A parcel as one file, and the link that fetches it once (G6.3).

The file is made anew from the vault each time and is the same to the byte, so nothing lies about waiting.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import zipfile
from collections.abc import Iterable
from datetime import timedelta
from io import BufferedRandom

from django.db import transaction

from liggaren.archive import delivering
from liggaren.archive.models import Delivery, Parcel, ParcelLink
from liggaren.archive.permissions import demand, may_make, may_receive
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal
from liggaren.lib.hashing import sha256_hex
from liggaren.people.models import User

LIVES = timedelta(days=14)
WHEN = (1980, 1, 1, 0, 0, 0)  # a fixed time: the same parcel gives the same bytes


class LinkGone(Refusal):
    """The link is used, too old, or its parcel is answered or called back."""

    code = "link_gone"


def pack(members: Iterable[tuple[str, bytes]]) -> BufferedRandom:
    """A zip in a temporary file, its entries in order, not compressed (a PDF hardly is)."""
    out = tempfile.TemporaryFile(prefix="liggaren-parcel-")  # noqa: SIM115 - handed on
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for name, data in members:
            entry = zipfile.ZipInfo(name, WHEN)
            entry.external_attr = 0o600 << 16
            file.writestr(entry, data)
    out.seek(0)
    return out


def digest(members: Iterable[tuple[str, bytes]]) -> str:
    """The SHA-256 that the packed file will have."""
    with pack(members) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@transaction.atomic
def make_link(*, parcel: Parcel, by: User) -> str:
    """A new token; only its digest is kept, so it is shown once. Older unused links end.

    Raises NotYours, or LinkGone when the parcel is not to be fetched.
    """
    row = Parcel.objects.select_for_update(of=("self",)).get(pk=parcel.pk)
    snapshots = [one.snapshot for one in row.deliveries.select_related("snapshot__unit")]
    allowed = all(may_make(by, one) or may_receive(by, one) for one in snapshots)
    demand(allowed, "Bara informationsfunktionen och arkivarien gör länkar.")
    if row.way != Parcel.Way.LINK or row.answer != "waiting":
        raise LinkGone("Leveransen hämtas inte med länk, eller är redan besvarad.")
    token, now = secrets.token_urlsafe(32), clock.now()
    row.links.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    row.links.create(token_sha256=sha256_hex(token.encode()), made_at=now, made_by=by, expires_at=now + LIVES)
    ledger.append(kind="parcel.link_made", actor=by.actor, obj=row.obj)
    return token


def find(token: str, by: User) -> ParcelLink:
    """The link, if it can still be used by this person. Raises LinkGone, or NotYours for others than the
    archivist.
    """
    found = ParcelLink.objects.select_related("parcel__board")
    link = found.filter(token_sha256=sha256_hex(token.encode())).first()
    if link is None or link.used_at or link.expires_at <= clock.now() or link.parcel.answer != "waiting":
        raise LinkGone("Länken är använd eller för gammal. Be om en ny.")
    deliveries = link.parcel.deliveries.select_related("snapshot__unit")
    demand(all(may_receive(by, one.snapshot) for one in deliveries), "Bara arkivarien hämtar leveransen.")
    return link


@transaction.atomic
def fetch(*, token: str, by: User) -> tuple[Parcel, BufferedRandom]:
    """The file, and the link is used up.

    Raises LinkGone, NotYours, and Changed when it is not what was delivered.
    """
    link = find(token, by)
    held = ParcelLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if held.used_at:
        raise LinkGone("Länken är använd eller för gammal. Be om en ny.")
    file = _whole(link.parcel)
    held.used_at, held.used_by = clock.now(), by
    held.save(update_fields=["used_at", "used_by"])
    facts: dict[str, Json] = {"link": held.pk}
    ledger.append(kind="parcel.fetched", actor=by.actor, obj=link.parcel.obj, facts=facts)
    return link.parcel, file


def _whole(parcel: Parcel) -> BufferedRandom:
    from liggaren.archive import parcels

    rows = list(
        parcel.deliveries.select_related(
            "snapshot__account", "snapshot__board", "snapshot__unit", "replaces__delivery"
        ).order_by("pk")
    )
    if any(one.answer != Delivery.Answer.WAITING for one in rows):
        raise LinkGone("En del av leveransen är återkallad. Avvisa den, så kommer en ny.")
    files = [(one.snapshot, delivering.members(one.snapshot, one.replaces)) for one in rows]
    whole = [(f"{parcels.inside(one)}/{name}", data) for one, found in files for name, data in found]
    whole.append((parcels.CONTENTS, parcels.contents_bytes(parcel, files)))
    file = pack(whole)
    if hashlib.file_digest(file, "sha256").hexdigest() != parcel.file_sha256:
        file.close()
        raise delivering.Changed("Filen är inte den som levererades. Avvisa leveransen och be om en ny.")
    file.seek(0)
    return file
