"""Before something is removed: is exactly this version sealed and readable, with its sender and its
context?"""

from __future__ import annotations

import json

from django.db import DatabaseError, connection, transaction

from liggaren.capture import media_evidence, queries
from liggaren.capture.models import Item, Verification, Version
from liggaren.ledger import queries as ledger_queries
from liggaren.ledger import services as ledger
from liggaren.ledger.services import NotSealed
from liggaren.lib.canonical import Json
from liggaren.lib.hashing import sha256_hex
from liggaren.vault import services as vault


class Mismatch(NotSealed):
    """The kept bytes are gone, or are not those that the log commits to. Nothing may be removed on them."""

    code = "mismatch"


def verify(item: Item, version: Version) -> Verification:
    """Read the version's bytes back, hold them against the log, have a checkpoint cover it and its context.

    The slice holds the sender as then shown. The context (ancestors, siblings, replies; latest versions)
    must be covered too and is named in the row's facts. Its pictures are taken first; one that cannot be had
    is named there and in the leaf with the reason, and stops nothing (docs/decisions/pictures.md).

    The row itself is written by the database's own function, which checks again by joins (design 3.2, 3.3).
    Raises NotSealed, or Mismatch when the bytes fail; RuntimeError inside a transaction where something still
    waits for its seal.
    """
    _read_back(item, version)
    pictures = media_evidence.gather(version)
    around = [other.latest for other in queries.context(item) if other.latest is not None]
    ledger.checkpoint_for([version.entry_id, *pictures.entries, *(near.entry_id for near in around)])
    return _enter(item, version, {"context": [_name(near) for near in around]}, pictures.facts())


def _read_back(item: Item, version: Version) -> None:
    if version.item_id != item.pk or version.slice is None:
        raise Mismatch("Versionens innehåll finns inte kvar. Inget har gjorts.")
    record = ledger_queries.record(version.entry_id)
    if record.obj != f"item:{item.pk}":
        raise Mismatch("Posten i liggaren hör till något annat. Inget har gjorts.")
    try:
        data = vault.get(version.slice)
    except (vault.Gone, vault.Damaged) as gone:
        raise Mismatch("Innehållet går inte att läsa. Inget har gjorts.") from gone
    if record.digests.get("slice") != sha256_hex(data):
        raise Mismatch("Innehållet är inte det som säkrades. Inget har gjorts.")


def _name(near: Version) -> dict[str, Json]:
    return {"item": str(near.item_id), "version": near.pk, "entry": near.entry_id}


@transaction.atomic
def _enter(item: Item, version: Version, facts: dict[str, Json], pictures: dict[str, Json]) -> Verification:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT capture_verify(%s, %s, %s)", [item.pk, version.pk, json.dumps(facts | pictures)]
            )
            row = cursor.fetchone()
    except DatabaseError as refused:
        raise NotSealed("Databasen godtog inte beviset. Inget har gjorts.") from refused
    verification = Verification.objects.get(pk=row[0])
    ledger.append(
        kind="item.verified", actor="system", obj=f"item:{item.pk}",
        facts={"version": version.number, "entry": version.entry_id} | pictures, digests={},
    )  # fmt: skip
    return verification
