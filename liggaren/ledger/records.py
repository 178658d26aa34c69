"""A record as canonical JSON: the bytes that its leaf commits to. No Django here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from liggaren.lib.canonical import Json, canonical


def record_bytes(
    *, kind: str, actor: str, obj: str, facts: Json, digests: Mapping[str, str], made_at: datetime
) -> bytes:
    """Canonical JSON of a record. Raises TypeError or ValueError for what cannot be written so."""
    return canonical(
        {
            "actor": actor,
            "digests": dict(digests),
            "facts": facts,
            "kind": kind,
            "made_at": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "object": obj,
        }
    )
