"""Pictures of posts and comments: taken in with an alternative text, kept in the store, named by the API."""

from __future__ import annotations

import base64
import binascii
import io
import secrets
import sqlite3
from typing import Any

from PIL import Image

from liggaren.lib.picture_kinds import JPEG, PNG, SUFFIXES, kind_of
from liggaren.playground.errors import ApiError
from liggaren.playground.store import Store

LARGEST = 1_200_000
LONGEST_ALT = 500


def keep(store: Store, data: bytes, *, name: str = "") -> str:
    """Keep one PNG or JPEG and return the name that items carry. Raises ApiError for anything else."""
    kind = kind_of(data)
    if kind not in (PNG, JPEG) or len(data) > LARGEST:
        raise ApiError(422, "bad_picture", f"A PNG or JPEG of at most {LARGEST} bytes.")
    try:
        width, height = Image.open(io.BytesIO(data)).size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
        raise ApiError(422, "bad_picture", "The picture cannot be read.") from fault
    known = f"{name or secrets.token_hex(8)}.{SUFFIXES[kind]}"
    with store.writing() as write:
        write.execute(
            "INSERT OR REPLACE INTO picture VALUES (?, ?, ?, ?, ?)", (known, kind, width, height, data)
        )
    return known


def named(store: Store, body: dict[str, Any]) -> dict[str, str]:
    """The `picture` (base64) and `alt` of a request's body, kept; empty when it carries none."""
    given = body.get("picture")
    if given is None:
        return {}
    try:
        data = base64.b64decode(given, validate=True)
    except (binascii.Error, TypeError, ValueError) as fault:
        raise ApiError(422, "bad_picture", "'picture' is base64.") from fault
    return {"picture": keep(store, data), "alt": str(body.get("alt") or "")[:LONGEST_ALT]}


def find(store: Store, name: str) -> sqlite3.Row | None:
    """A kept picture: kind, width, height, data."""
    return store.row("SELECT * FROM picture WHERE name = ?", name)


def path(picture: str) -> str:
    """Where a picture is served; one without a suffix is drawn."""
    return f"/bild/{picture if '.' in picture else picture + '.svg'}"


def shown(store: Store, item: sqlite3.Row, origin: str) -> list[dict[str, Any]]:
    """The item's pictures as the API shows them, with their size where it is known."""
    if not item["picture"]:
        return []
    value = {"url": origin + path(item["picture"]), "type": "image", "alt": item["alt"]}
    row = store.row("SELECT width, height FROM picture WHERE name = ?", item["picture"])
    return [{**value, "width": row["width"], "height": row["height"]} if row else value]
