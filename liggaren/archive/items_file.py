"""The items beside the PDF, as JSON Lines: what a machine can read in forty years (issue: a picture alone is
weeding).

One object a line: the item, its versions with text, sender, three times, place in the ledger and the sealed
slice itself (base64) with its SHA-256. What was removed has its ground and no content.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from liggaren.archive import media_beside
from liggaren.archive.collecting import Collected
from liggaren.archive.telling import removed
from liggaren.capture.models import Item, Version
from liggaren.lib.hashing import sha256_hex
from liggaren.vault import services as vault

FORMAT = "liggaren-items/1"
NAME = "poster.jsonl"


def lines(collected: Collected) -> Iterator[bytes]:
    """Each line with its end, the first telling the format. Raises vault's Gone if a slice vanished
    meanwhile.
    """
    head = {
        "format": FORMAT,
        "checkpoint_size": collected.document.sealing.size,
        "items": len(collected.items),
    }
    yield _line(head)
    for item in collected.items:
        yield _line(_item(item, collected))


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _item(item: Item, collected: Collected) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": str(item.pk),
        "platform": item.platform,
        "instance": item.instance,
        "native_id": item.native_id,
        "kind": item.kind,
        "parent_native_id": item.parent_native_id,
        "state": item.state,
        "ours": item.is_ours,
        "claimed_at": _iso(item.claimed_at),
        "first_seen_at": _iso(item.first_seen_at),
    }
    removal = collected.removals.get(item.pk)
    if removal is None:
        row["versions"] = [_version(one, collected) for one in collected.versions[item.pk]]
    else:
        ground = removed(removal, collected.seals)
        row["removed"] = {
            "category": ground.category,
            "basis": ground.basis,
            "provision": ground.provision,
            "way": ground.way,
            "decided_at": _iso(ground.decided_at),
            "entry": ground.index,
        }
    return row


def _version(version: Version, collected: Collected) -> dict[str, Any]:
    if version.slice is None:
        raise ValueError("a version without its slice is left out before this")
    data = vault.get(version.slice)
    seal = collected.seals.get(version.entry_id)
    return {
        "number": version.number,
        "text": version.text,
        "sender": {
            "name": version.sender_name,
            "handle": version.sender_handle,
            "native_id": version.sender_native_id,
            "address": version.sender_address,
        },
        "address": version.address,
        "media": version.media,
        "files": [media_beside.row(one, collected.seals) for one in collected.files.get(version.pk, [])],
        "claimed_at": _iso(version.claimed_at),
        "edited_at": _iso(version.edited_at),
        "seen_at": _iso(version.seen_at),
        "sealed_at": _iso(seal.sealed_at) if seal else None,
        "entry": seal.index if seal else None,
        "trust": version.trust,
        "slice": base64.b64encode(data).decode(),
        "slice_sha256": sha256_hex(data),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
