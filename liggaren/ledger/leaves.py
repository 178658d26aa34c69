"""Leaf and record: what the log shows and what it commits to (design 3.5). No Django here.

leaf       = 0x01 || commitment
commitment = SHA-256("liggaren-record/1" || 0x00 || salt (32 bytes) || canonical JSON of the record)
"""

from __future__ import annotations

import hashlib

VERSION = b"\x01"
DOMAIN = b"liggaren-record/1\x00"
SALT_BYTES = 32
LEAF_BYTES = 33


def commitment(salt: bytes, record: bytes) -> bytes:
    """The 32 bytes that stand for a record without showing it."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt is 32 bytes")
    return hashlib.sha256(DOMAIN + salt + record).digest()


def leaf(salt: bytes, record: bytes) -> bytes:
    """The 33 bytes that are published."""
    return VERSION + commitment(salt, record)
