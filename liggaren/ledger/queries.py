"""Reading the ledger: seals, records, proofs, checkpoints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, OuterRef, Subquery

from liggaren.ledger import keys, notes, records, rows, tree
from liggaren.ledger.models import Checkpoint, Entry, Number, Record
from liggaren.lib.canonical import Json


@dataclass(frozen=True)
class Seal:
    """That an entry stands in the log under a signed checkpoint. `index` counts from 0."""

    index: int
    sealed_at: datetime
    size: int
    checkpoint_id: int


@dataclass(frozen=True)
class RecordView:
    """A record and what is needed to check its leaf. All but `commitment` empty when `is_weeded`."""

    kind: str
    actor: str
    obj: str
    facts: Json
    digests: Mapping[str, str]
    salt: bytes
    commitment: bytes
    made_at: datetime | None
    is_weeded: bool = False

    def canonical(self) -> bytes:
        """The bytes that the leaf commits to. Raises ValueError for a weeded record."""
        if self.made_at is None:
            raise ValueError("the record is weeded")
        return records.record_bytes(
            kind=self.kind,
            actor=self.actor,
            obj=self.obj,
            facts=self.facts,
            digests=self.digests,
            made_at=self.made_at,
        )


def seal(entry_id: int) -> Seal | None:
    """The seal of one entry; None while it waits ("säkras")."""
    return seals([entry_id]).get(entry_id)


def seals(entry_ids: Iterable[int]) -> dict[int, Seal]:
    """Seals of many entries in one query; those that wait are left out."""
    first = Checkpoint.objects.filter(size__gt=OuterRef("index")).order_by("size")
    found = Number.objects.filter(entry_id__in=list(entry_ids)).annotate(
        head=Subquery(first.values("id")[:1]), size=Subquery(first.values("size")[:1]),
        at=Subquery(first.values("made_at")[:1]),
    )  # fmt: skip
    rows_found = found.values_list("entry_id", "index", "at", "size", "head")
    return {
        entry: Seal(index, at, size, head) for entry, index, at, size, head in rows_found if head is not None
    }


def index_of(entry: str) -> Subquery:
    """For `annotate`: the index of the sealed entry that the field `entry` names; null while it waits."""
    sealed = Exists(Checkpoint.objects.filter(size__gt=OuterRef("index")))
    return Subquery(Number.objects.filter(sealed, entry_id=OuterRef(entry)).values("index")[:1])


def record(entry_id: int) -> RecordView:
    """The record of an entry. Raises LookupError when there is no such entry."""
    try:
        found = Record.objects.select_related("entry").get(pk=entry_id)
    except ObjectDoesNotExist as error:
        raise LookupError(f"no entry {entry_id}") from error
    return view(found)


def view(found: Record) -> RecordView:
    """A record row (with its entry) as plain data."""
    return RecordView(
        kind=found.kind,
        actor=found.actor,
        obj=found.obj,
        facts=found.facts,
        digests=found.digests,
        salt=bytes(found.salt or b""),
        commitment=bytes(found.entry.leaf)[1:],
        made_at=found.made_at,
        is_weeded=found.weeded_by_id is not None,
    )


def leaf(entry_id: int) -> bytes:
    """The 33 published bytes of an entry."""
    return bytes(Entry.objects.values_list("leaf", flat=True).get(pk=entry_id))


def about(obj: str) -> list[int]:
    """Entry ids of the records about an object, oldest first."""
    return list(Record.objects.filter(obj=obj).order_by("entry_id").values_list("entry_id", flat=True))


def latest_checkpoint() -> Checkpoint | None:
    """The newest signed head, or None before the first."""
    return Checkpoint.objects.order_by("-size").first()


def proof(entry_id: int, checkpoint: Checkpoint | None = None) -> str:
    """A sealed entry's `.tlog-proof`, to `checkpoint` or the latest. Raises LookupError while it waits."""
    return proofs([entry_id], checkpoint)[0]


def proofs(entry_ids: Sequence[int], checkpoint: Checkpoint | None = None) -> list[str]:
    """Proofs of many entries that all lead to one and the same checkpoint. Raises LookupError."""
    head = checkpoint or latest_checkpoint()
    numbers = dict(Number.objects.filter(entry_id__in=entry_ids).values_list("entry_id", "index"))
    if head is None or any(numbers.get(entry, head.size) >= head.size for entry in entry_ids):
        raise LookupError("an entry is not sealed by that checkpoint")
    places = (chain.from_iterable(tree.path_places(numbers[entry], head.size)) for entry in entry_ids)
    known = rows.hashes(chain.from_iterable(places))
    return [
        notes.write_proof(
            numbers[entry], tree.inclusion_path(numbers[entry], head.size, known.__getitem__), head.note
        )
        for entry in entry_ids
    ]


def public_key() -> str:
    """The log's key to trust, as a C2SP verifier key line."""
    return str(keys.verifier_key(keys.private_key(settings.LEDGER_KEY_FILE), settings.LEDGER_ORIGIN))


def consistency(old: Checkpoint, new: Checkpoint) -> list[bytes]:
    """The RFC 6962 proof that `new` continues `old`. Raises ValueError when it is not the larger."""
    known = rows.hashes(chain.from_iterable(tree.consistency_places(old.size, new.size)))
    return tree.consistency_path(old.size, new.size, known.__getitem__)
