"""A small log in memory, for tests of proofs and evidence files. No database."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from liggaren.ledger import keys, leaves, merkle, notes, records, tree
from liggaren.ledger.evidence_format import Member

ORIGIN = "prov.example/liggare"


@dataclass
class SmallLog:
    """A log of numbered records, each with a slice, under a key derived from its name."""

    origin: str = ORIGIN
    seed: bytes = b"prov"
    records: list[bytes] = field(default_factory=list)
    slices: list[bytes] = field(default_factory=list)

    @property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(self.seed).digest())

    @property
    def key(self) -> str:
        """The verifier key line to trust."""
        return str(keys.verifier_key(self.private, self.origin))

    def grow(self, count: int) -> SmallLog:
        """Add records `item:n`, the text of each in its slice."""
        for n in range(len(self.records), len(self.records) + count):
            slice_ = f'{{"text":"Hej från badhuset, inlägg {n}"}}'.encode()
            self.slices.append(slice_)
            self.records.append(
                records.record_bytes(
                    kind="item.captured",
                    actor="system",
                    obj=f"item:{n}",
                    facts={"number": n},
                    digests={"slice": hashlib.sha256(slice_).hexdigest()},
                    made_at=datetime(2026, 11, 24, 9, 42, n % 60, tzinfo=UTC),
                )
            )
        return self

    def salt(self, index: int) -> bytes:
        """A fixed salt, so that the same log gives the same bytes."""
        return hashlib.sha256(self.seed + b"salt%d" % index).digest()

    def leaf(self, index: int) -> bytes:
        return leaves.leaf(self.salt(index), self.records[index])

    def checkpoint(self) -> str:
        """The signed head of all records."""
        return notes.sign(self._head(), self.private)

    def _head(self) -> notes.Head:
        growing = tree.Tree()
        for index in range(len(self.records)):
            growing.add(merkle.leaf_hash(self.leaf(index)))
        return notes.Head(self.origin, growing.size, growing.root())

    def proof(self, index: int) -> str:
        """The `.tlog-proof` of one record to the present head."""
        growing, stored = tree.Tree(), {}
        for at in range(len(self.records)):
            stored[0, at] = merkle.leaf_hash(self.leaf(at))
            stored.update({(level, place): value for level, place, value in growing.add(stored[0, at])})
        path = tree.inclusion_path(index, growing.size, stored.__getitem__)
        return notes.write_proof(index, path, self.checkpoint())

    def member(self, index: int) -> Member:
        """One record with all that an evidence file needs."""
        return Member(self.records[index], self.salt(index), self.proof(index), self.slices[index])
