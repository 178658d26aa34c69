"""The evidence file of an item or of a removal: what a stranger checks offline (G5.5; format:
ledger.evidence_format).

It holds the item's own slices (sender included), never a whole response, and for a removal the decision's
records and the verification made before it. Whoever offers the file has checked that the person may read the
item.
"""

from __future__ import annotations

from collections.abc import Sequence

from liggaren.capture.models import Item, Version
from liggaren.ledger import evidence_format, queries
from liggaren.ledger import services as ledger
from liggaren.ledger.evidence_format import Member
from liggaren.ledger.queries import RecordView
from liggaren.lib.errors import Refusal
from liggaren.moderation.models import Removal
from liggaren.vault import services as vault

VERIFIED = "item.verified"


class NothingLeft(Refusal):
    """Everything the file would hold has been weeded or destroyed."""

    code = "evidence_gone"


def build(subject: Item | Removal) -> bytes:
    """The evidence file as bytes; the same content and checkpoint give the same bytes.

    Entries that wait are sealed first, so not to be called inside a transaction. Raises NothingLeft,
    NotSealed.
    """
    if isinstance(subject, Removal):
        entries = [*queries.about(f"removal:{subject.pk}"), *_verifications(subject.item)]
        return _pack(_slices(subject.item), entries, "removal")
    return _pack(_slices(subject), [], "item")


def file_name(subject: Item | Removal) -> str:
    """`evidence-1f0c2a9b.zip`: nothing of the content in the name (design 3.14)."""
    return f"evidence-{str(subject.pk)[:8]}.zip"


def _slices(item: Item) -> dict[int, bytes]:
    """The item's own bytes by ledger entry, for each version that still has them."""
    found: dict[int, bytes] = {}
    for version in (
        Version.objects.filter(item=item).select_related("slice").defer("terms").order_by("number")
    ):
        if version.slice is not None:
            try:
                found[version.entry_id] = vault.get(version.slice)
            except vault.Gone:
                continue
    return found


def _verifications(item: Item) -> list[int]:
    about = queries.about(f"item:{item.pk}")
    return [entry for entry in about if queries.record(entry).kind == VERIFIED]


def _pack(slices: dict[int, bytes], others: Sequence[int], kind: str) -> bytes:
    records = {entry: queries.record(entry) for entry in [*slices, *others]}
    kept = [entry for entry, record in records.items() if not record.is_weeded]
    if not kept:
        raise NothingLeft("Allt som filen skulle innehålla är gallrat.")
    ledger.checkpoint_for(kept)
    members = [
        _member(records[entry], proof, slices.get(entry))
        for entry, proof in zip(kept, queries.proofs(kept), strict=True)
    ]
    return evidence_format.pack(members, note=kind)


def _member(record: RecordView, proof: str, data: bytes | None) -> Member:
    return Member(record=record.canonical(), salt=record.salt, proof=proof, slice=data)
