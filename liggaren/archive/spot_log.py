"""A small log made on the spot, in memory: the ledger's own leaves, tree and notes, without a database.

It proves that nothing in the files has changed since they were made, and not who made them or when.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from liggaren.ledger import leaves, merkle, notes, records, tree
from liggaren.ledger.evidence_format import Member
from liggaren.lib.canonical import Json


@dataclass(frozen=True)
class Line:
    """One record with what its leaf needs."""

    record: bytes
    salt: bytes
    slice: bytes | None


@dataclass
class SpotLog:
    """Grows until `close`; then gives proofs. The private key lives only in this object."""

    origin: str
    lines: list[Line] = field(default_factory=list)
    _tree: tree.Tree = field(default_factory=tree.Tree)
    _nodes: dict[tree.Place, bytes] = field(default_factory=dict)
    _key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate, repr=False)
    _note: str = ""

    def append(
        self,
        *,
        kind: str,
        obj: str,
        facts: Json,
        digests: Mapping[str, str],
        at: datetime,
        data: bytes | None = None,
    ) -> int:
        """Add one record, with the slice it commits to if any; returns its index. Raises RuntimeError once
        closed.
        """
        if self._note:
            raise RuntimeError("the log is closed")
        record = records.record_bytes(
            kind=kind, actor="system", obj=obj, facts=facts, digests=digests, made_at=at
        )
        salt = secrets.token_bytes(leaves.SALT_BYTES)
        index = self._tree.size
        hashed = merkle.leaf_hash(leaves.leaf(salt, record))
        self._nodes[(0, index)] = hashed
        self._nodes.update({(level, place): value for level, place, value in self._tree.add(hashed)})
        self.lines.append(Line(record, salt, data))
        return index

    def close(self) -> notes.Head:
        """Sign the head; nothing more can be added."""
        head = notes.Head(self.origin, self._tree.size, self._tree.root())
        self._note = notes.sign(head, self._key)
        return head

    @property
    def public_key(self) -> notes.VerifierKey:
        """The key to check with, as `log.pub` holds it."""
        return notes.VerifierKey(self.origin, self._key.public_key().public_bytes_raw())

    def member(self, index: int) -> Member:
        """A record with its proof, for the evidence file. Raises RuntimeError before `close`."""
        if not self._note:
            raise RuntimeError("the log is not closed")
        path = tree.inclusion_path(index, self._tree.size, self._nodes.__getitem__)
        line = self.lines[index]
        return Member(line.record, line.salt, notes.write_proof(index, path, self._note), line.slice)
