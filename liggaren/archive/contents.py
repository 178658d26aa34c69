"""What a delivery holds: its files, the list of contents with every checksum, and the text to read first.

A delivery that replaces another says which and why, in words that tell nothing of the content.
"""

from __future__ import annotations

import json
from typing import Any

from liggaren.archive.models import Recall, Snapshot
from liggaren.lib import dates
from liggaren.lib.hashing import sha256_hex
from liggaren.vault import services as vault

MANIFEST, README = "manifest.json", "LÄS MIG.txt"
APPEARANCE = {
    "browser": "utseende.png är kommunens egen bild av hela sidan, tagen utan inloggning.",
    "uploaded": "utseende.png eller utseende.jpg är en uppladdad bild av sidan, med lägre tilltro.",
    "accepted": "Utseendebild ingår inte: arkivet har godtagit återgivningen. Beslutet står på första sidan.",
    "": "Utseendebild ingår inte.",
}


def last_recall(snapshot: Snapshot) -> Recall | None:
    """What the next delivery of the snapshot replaces, if the last one was called back."""
    found = Recall.objects.filter(delivery__snapshot=snapshot).select_related("delivery")
    return found.order_by("-pk").first()


def members(snapshot: Snapshot, replaced: Recall | None) -> list[tuple[str, bytes]]:
    """The delivery's files by name, the list of contents last; the same snapshot gives the same bytes."""
    files = [(one.name, vault.get(one.blob_id)) for one in snapshot.volumes.all()]
    rows = [listed(name, data) for name, data in files]
    readme = (README, _readme(snapshot, replaced).encode())
    return [*files, readme, (MANIFEST, manifest_bytes(snapshot, rows, replaced))]


def listed(name: str, data: bytes) -> dict[str, Any]:
    """A file's line in the list of contents."""
    return {"name": name, "size": len(data), "sha256": sha256_hex(data)}


def manifest_bytes(snapshot: Snapshot, files: list[dict[str, Any]], replaced: Recall | None = None) -> bytes:
    """The list of contents as it lies in the folder; the same snapshot gives the same bytes."""
    facts = {
        "format": "liggaren-delivery/1",
        "snapshot": str(snapshot.pk),
        "account": snapshot.account.name,
        "address": snapshot.account.address,
        "platform": snapshot.account.platform,
        "board": snapshot.board.name,
        "period": {"start": snapshot.period_start.isoformat(), "end": snapshot.period_end.isoformat()},
        "checkpoint_size": snapshot.checkpoint_size,
        "validation": {
            key: snapshot.validation.get(key) for key in ("result", "flavours", "engine", "reason")
        },
        "appearance": snapshot.counts.get("appearance") or False,
        "counts": snapshot.counts,
        "kind": snapshot.kind,
        "level": snapshot.level,
        "replaces": replacing(replaced) if replaced else None,
        "files": files,
    }
    return (json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def replacing(recall: Recall) -> dict[str, Any]:
    """What a delivery replaces and why, in words that tell nothing of the content."""
    old = recall.delivery
    return {
        "folder": old.folder,
        "manifest_sha256": old.manifest_sha256,
        "delivered_at": old.delivered_at.isoformat(),
        "why": Recall.Cause(recall.cause).label,
    }


def _readme(snapshot: Snapshot, replaced: Recall | None) -> str:
    return (
        f"Ögonblicksbild av {snapshot.account.name}, {snapshot.label}\n"
        f"{snapshot.board.name}\n\n"
        "PDF-filen är till för att läsas. poster.jsonl har samma innehåll för maskiner, med det säkrade\n"
        "originalet av varje post. manifest.json har kontrollsumman (SHA-256) för varje fil.\n"
        f"{APPEARANCE[snapshot.counts.get('appearance', '')]}\n"
    ) + (_replaced_words(replaced) if replaced else "")


def _replaced_words(recall: Recall) -> str:
    old = recall.delivery
    return (
        f"\nErsätter leveransen {old.folder}\nfrån {dates.long_date(old.delivered_at)}. "
        f"{Recall.Cause(recall.cause).label}. Förstör den gamla leveransen och intyga det i Liggaren.\n"
    )
