"""Leaf and record: what the log shows and what it commits to (design 3.5). No Django here.

leaf       = 0x01 || commitment
commitment = SHA-256("liggaren-record/1" || 0x00 || salt (32 bytes) || canonical JSON of the record)
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from liggaren.lib.canonical import Json, canonical

VERSION = b"\x01"
DOMAIN = b"liggaren-record/1\x00"
SALT_BYTES = 32
LEAF_BYTES = 33


def record_bytes(
    *, kind: str, actor: str, obj: str, facts: Json, digests: Mapping[str, str], made_at: datetime
) -> bytes:
    """Canonical JSON of a record. Raises TypeError or ValueError for what cannot be written so."""
    moment = made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return canonical(
        {
            "actor": actor, "digests": dict(digests), "facts": facts, "kind": kind, "made_at": moment, "object": obj,
        }
    )  # fmt: skip


def commitment(salt: bytes, record: bytes) -> bytes:
    """The 32 bytes that stand for a record without showing it."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt is 32 bytes")
    return hashlib.sha256(DOMAIN + salt + record).digest()


def leaf(salt: bytes, record: bytes) -> bytes:
    """The 33 bytes that are published."""
    return VERSION + commitment(salt, record)
