"""Cursors: opaque, signed against guessing, and good for ten minutes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time

from starlette.requests import Request

from liggaren.playground.errors import ApiError

LIFETIME = 600.0
MAX_LIMIT = 100
_KEY = b"torget's cursors are not secret, only opaque"


def limit_of(request: Request) -> int:
    """The page size asked for, 1 to 100; 25 when nothing is said. Raises 400."""
    raw = request.query_params.get("limit", "25")
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw[:6]) <= MAX_LIMIT:
        raise ApiError(400, "bad_limit", f"limit is a whole number from 1 to {MAX_LIMIT}.")
    return int(raw)


def make_cursor(listing: str, after: int, *, now: float | None = None) -> str:
    """A cursor for what comes after row `after` of the listing."""
    words = f"{listing}|{after}|{int(time.time() if now is None else now)}".encode()
    return base64.urlsafe_b64encode(_sign(words) + words).decode().rstrip("=")


def read_cursor(cursor: str, listing: str, *, now: float | None = None) -> int:
    """The row to go on after. Raises 400 `bad_cursor` or `cursor_expired`."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (binascii.Error, ValueError):
        raise _bad() from None
    signature, words = raw[:12], raw[12:]
    if not hmac.compare_digest(signature, _sign(words)):
        raise _bad()
    named, after, made = words.decode().rsplit("|", 2)
    if named != listing:
        raise _bad()
    if (time.time() if now is None else now) - int(made) > LIFETIME:
        raise ApiError(400, "cursor_expired", "The cursor is too old; begin again.")
    return int(after)


def _sign(words: bytes) -> bytes:
    return hmac.new(_KEY, words, hashlib.sha256).digest()[:12]


def _bad() -> ApiError:
    return ApiError(400, "bad_cursor", "The cursor does not belong to this listing.")
