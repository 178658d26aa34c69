"""SHA-256 in the two forms the house uses."""

from __future__ import annotations

import hashlib


def sha256(data: bytes) -> bytes:
    """The 32 bytes of the digest."""
    return hashlib.sha256(data).digest()


def sha256_hex(data: bytes) -> str:
    """The digest as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()
