"""Envelope encryption: each secret has a key of its own, and that key is sealed by the key file's.

AES-256-GCM both times. The associated data is the secret's place (table, row, field, version): an envelope
moved to
another row, field or version does not open.

Layout: version byte 1 | key number, 4 bytes | nonce, 12 | sealed key, 48 | nonce, 12 | sealed secret.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from liggaren.lib.canonical import canonical

FORMAT = 1
HEAD = 5
NONCE = 12
WRAPPED = 48


class WillNotOpen(RuntimeError):
    """An envelope that is broken, moved, or sealed by another key. Says nothing of its content."""


@dataclass(frozen=True)
class Place:
    """Where a secret stands."""

    table: str
    row: str
    field: str
    version: int

    def data(self) -> bytes:
        """The bytes that bind an envelope to this place."""
        return canonical(["liggaren-envelope-1", self.table, self.row, self.field, self.version])


def seal(secret: bytes, place: Place, key: tuple[int, bytes]) -> bytes:
    """The envelope of `secret` at `place`, its own key sealed by `key` (number, 32 bytes)."""
    number, outer = key
    inner, nonce_key, nonce = secrets.token_bytes(32), secrets.token_bytes(NONCE), secrets.token_bytes(NONCE)
    head = bytes([FORMAT]) + number.to_bytes(4, "big")
    bound = head + place.data()
    wrapped = AESGCM(outer).encrypt(nonce_key, inner, bound)
    return head + nonce_key + wrapped + nonce + AESGCM(inner).encrypt(nonce, secret, bound)


def open_(envelope: bytes, place: Place, ring: Mapping[int, bytes]) -> bytes:
    """The secret. Raises WillNotOpen."""
    head, rest = envelope[:HEAD], envelope[HEAD:]
    outer = ring.get(int.from_bytes(head[1:], "big"))
    if len(rest) < 2 * NONCE + WRAPPED + 16 or head[0] != FORMAT or outer is None:
        raise WillNotOpen("the envelope is broken or its key is not here")
    bound = head + place.data()
    try:
        inner = AESGCM(outer).decrypt(rest[:NONCE], rest[NONCE : NONCE + WRAPPED], bound)
        start = NONCE + WRAPPED
        return AESGCM(inner).decrypt(rest[start : start + NONCE], rest[start + NONCE :], bound)
    except InvalidTag:
        raise WillNotOpen("the envelope does not belong here") from None
