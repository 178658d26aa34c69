"""Writing to the ledger: append within the caller's transaction, seal afterwards, weed by decision."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from liggaren.ledger import leaves, records, rows, sequencer
from liggaren.ledger.models import Checkpoint, Number
from liggaren.ledger.sequencer import sequence
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.errors import Refusal

__all__ = ["Draft", "NotSealed", "append", "append_many", "checkpoint_for", "sequence", "weed"]


class NotSealed(Refusal):
    """The entries were not covered by a signed checkpoint in time."""

    code = "not_sealed"


@dataclass(frozen=True)
class Draft:
    """A record to be: `kind` is `noun.verb_past`; `actor` and `obj` are opaque names such as `user:12`."""

    kind: str
    actor: str
    obj: str
    facts: Json = None
    digests: Mapping[str, str] = field(default_factory=dict)


def append(
    *, kind: str, actor: str, obj: str, facts: Json = None, digests: Mapping[str, str] | None = None
) -> int:
    """Append one record; returns its entry id. It has no number until `sequence` has run ("säkras").

    Raises RuntimeError outside a transaction, TypeError or ValueError for facts that are not canonical JSON.
    """
    return append_many([Draft(kind, actor, obj, facts, digests or {})])[0]


def append_many(drafts: Sequence[Draft]) -> list[int]:
    """Append records in bulk; entry ids in the order of the drafts. Raises as `append`."""
    if not connection.in_atomic_block:
        raise RuntimeError("an entry is made in the transaction of what it tells about")
    if not drafts:
        return []
    moment = clock.now()
    written = [_written(draft, moment) for draft in drafts]
    ids = rows.fresh_ids("ledger_entry", len(drafts))
    rows.copy_in("ledger_entry", ("id", "leaf"), zip(ids, (leaf for _salt, leaf in written), strict=True))
    rows.copy_in(
        "ledger_record",
        ("entry_id", "kind", "actor", "obj", "facts", "digests", "salt", "made_at"),
        (
            (
                entry,
                draft.kind,
                draft.actor,
                draft.obj,
                _json(draft.facts),
                _json(draft.digests),
                salt,
                moment,
            )
            for entry, draft, (salt, _leaf) in zip(ids, drafts, written, strict=True)
        ),
    )
    return ids


def _written(draft: Draft, moment: datetime) -> tuple[bytes, bytes]:
    record = _record(draft, moment)
    salt = secrets.token_bytes(leaves.SALT_BYTES)
    return salt, leaves.leaf(salt, record)


def _record(draft: Draft, moment: datetime) -> bytes:
    if not (draft.kind and draft.actor and draft.obj):
        raise ValueError("a record names its kind, actor and object")
    record = records.record_bytes(
        kind=draft.kind,
        actor=draft.actor,
        obj=draft.obj,
        facts=draft.facts,
        digests=draft.digests,
        made_at=moment,
    )
    if b"\\u0000" in record and _holds_nul(json.loads(record)):
        raise ValueError("a record cannot hold NUL; clean the text first")
    return record


def _holds_nul(value: Json) -> bool:
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, Mapping):
        return any(_holds_nul(key) or _holds_nul(inner) for key, inner in value.items())
    return isinstance(value, Sequence) and any(_holds_nul(inner) for inner in value)


def _json(value: Json) -> str:
    return json.dumps(value if not isinstance(value, Mapping) else dict(value), ensure_ascii=False)


def checkpoint_for(entry_ids: Sequence[int], *, within: float = 2.0) -> Checkpoint:
    """A stored checkpoint that covers the entries, made now if needed (design 3.2: at most `within` seconds).

    Entries must be committed; sequencing cannot run inside a transaction (RuntimeError). Raises NotSealed.
    """
    ids = list(entry_ids)
    if not ids or not sequencer.wait_until_sealed(ids, within):
        raise NotSealed("Förseglingen blev inte klar i tid. Inget har gjorts. Försök igen om en stund.")
    highest = Number.objects.filter(entry_id__in=ids).order_by("-index").values_list("index", flat=True)[0]
    found = Checkpoint.objects.filter(size__gt=highest).order_by("size").first()
    if found is None:
        raise NotSealed("Posten har ett nummer men ingen kontrollpunkt. Kör kontrollen av liggaren.")
    return found


def weed(entry_ids: Sequence[int], *, actor: str, obj: str, decision: str) -> int:
    """Empty the records of `entry_ids`; the weeding's own leaf comes first and names them by id and decision.

    Leaves and proofs stay valid; what they committed to can no longer be read or guessed (design 3.5).
    Returns the weeding's entry id. Raises RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("weeding is made in the transaction of its decision")
    entries = sorted(set(entry_ids))
    facts: Json = {"decision": decision, "entries": entries}
    record = _record(Draft("record.weeded", actor, obj, facts), clock.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_weed(%s::bigint[], %s, %s)",
            [entries, record.decode(), secrets.token_bytes(leaves.SALT_BYTES)],
        )
        row: tuple[int] = cursor.fetchone()
    return row[0]
