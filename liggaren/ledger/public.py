"""The ledger's entrance for the public pages: bytes in, frozen types out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from liggaren.ledger import queries, verify
from liggaren.ledger.verify import Step, Verdict

__all__ = ["PublicCheckpoint", "Step", "Verdict", "latest_checkpoint", "log_key", "verify_file"]


@dataclass(frozen=True)
class PublicCheckpoint:
    """The log's newest signed head, for anyone to keep: `note` is the whole C2SP checkpoint."""

    size: int
    note: str
    made_at: datetime


def verify_file(data: bytes) -> Verdict:
    """Check an evidence file against this installation's own log key. Never raises for its contents."""
    return verify.verify_bytes(data, queries.public_key())


def log_key() -> str:
    """The key that strangers should keep elsewhere, as a C2SP verifier key line."""
    return queries.public_key()


def latest_checkpoint() -> PublicCheckpoint | None:
    """The head that strangers should keep copies of, or None before the first."""
    found = queries.latest_checkpoint()
    return PublicCheckpoint(found.size, found.note, found.made_at) if found else None
