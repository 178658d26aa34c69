"""The ledger's entrance for the public pages: bytes in, frozen types out."""

from __future__ import annotations

from liggaren.ledger import queries, verify
from liggaren.ledger.verify import Step, Verdict

__all__ = ["Step", "Verdict", "log_key", "verify_file"]


def verify_file(data: bytes) -> Verdict:
    """Check an evidence file against this installation's own log key. Never raises for its contents."""
    return verify.verify_bytes(data, queries.public_key())


def log_key() -> str:
    """The key that strangers should keep elsewhere, as a C2SP verifier key line."""
    return queries.public_key()
