"""An entry checked here and now, in the same steps as a stranger takes with the proof in hand."""

from __future__ import annotations

from dataclasses import dataclass

from liggaren.ledger import leaves, merkle, notes, queries
from liggaren.ledger.queries import RecordView
from liggaren.lib import dates


@dataclass(frozen=True)
class Step:
    """One numbered step; `ok` is None where there is nothing to try."""

    title: str
    ok: bool | None
    text: str


def steps(entry_id: int, record: RecordView, proof: str) -> list[Step]:
    """Record to leaf, leaf to root, root to signature. Raises notes.BadNote for a proof that is none."""
    parsed = notes.parse_proof(proof)
    head = notes.parse_checkpoint(parsed.checkpoint)
    leaf = queries.leaf(entry_id)
    key = notes.parse_key(queries.public_key())
    return [
        _commitment(record, leaf),
        _inclusion(parsed, head, leaf),
        Step(
            "Kontrollpunkten är undertecknad av liggaren",
            notes.is_signed_by(parsed.checkpoint, key),
            f"Med nyckeln {key.name}+{key.key_id.hex()}.",
        ),
    ]


def _commitment(record: RecordView, leaf: bytes) -> Step:
    title = "Uppgiften är den som förseglades"
    if record.is_weeded:
        return Step(title, None, "Uppgiften är gallrad. Beviset för att posten finns gäller ändå.")
    same = leaves.leaf(record.salt, record.canonical()) == leaf
    return Step(title, same, f"Åtagandet är {leaf.hex()[:16]} … {leaf.hex()[-8:]}.")


def _inclusion(parsed: notes.Proof, head: notes.Head, leaf: bytes) -> Step:
    try:
        root = merkle.root_from_path(parsed.index, head.size, merkle.leaf_hash(leaf), parsed.path)
    except ValueError:
        root = b""
    size, count = dates.number(head.size), len(parsed.path)
    text = f"Post {dates.number(parsed.index)} bland {size}, visat i {count} led."
    return Step("Posten står i liggaren", root == head.root, text)
