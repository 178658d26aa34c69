"""The pictures of a snapshot's items: which may be printed, and the originals that lie beside the book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from liggaren.archive.document import Picture
from liggaren.archive.models import Snapshot, Volume
from liggaren.capture.models import MediaFile, MediaState
from liggaren.ledger.queries import Seal
from liggaren.lib.hashing import sha256_hex
from liggaren.lib.picture_kinds import SUFFIXES
from liggaren.vault import services as vault
from liggaren.vault.models import BlobState

CHUNK = 5_000
FOLDER = "media"


def files_of(ids: Sequence[UUID], removed: Collection[UUID]) -> dict[int, list[MediaFile]]:
    """Every picture row by version, kept or not; nothing of what the municipality has removed."""
    found: dict[int, list[MediaFile]] = defaultdict(list)
    wanted = [pk for pk in ids if pk not in removed]
    for at in range(0, len(wanted), CHUNK):
        rows = MediaFile.objects.filter(item__in=wanted[at : at + CHUNK]).select_related("blob")
        for file in rows.order_by("version_id", "position"):
            found[file.version_id].append(file)
    return found


def is_here(file: MediaFile) -> bool:
    """Whether the bytes can be read."""
    return file.state == MediaState.KEPT and file.blob is not None and file.blob.state == BlobState.LIVE


def pictures(files: Sequence[MediaFile]) -> tuple[Picture, ...]:
    """What is printed with an item: read only when its volume is set."""
    return tuple(Picture(partial(_read, file.pk), file.alt, file.url) for file in files if is_here(file))


def _read(file_id: int) -> bytes:
    blob = MediaFile.objects.get(pk=file_id).blob_id
    if blob is None:
        raise vault.Gone("Bilden är gallrad.")
    return vault.get(blob)


def name(file: MediaFile) -> str:
    """The original's path in the delivery: of the item, version and place, never of what it shows."""
    return f"{FOLDER}/{file.item_id}-{file.version_id}-{file.position}.{SUFFIXES[file.media_type]}"


def row(file: MediaFile, seals: Mapping[int, Seal]) -> dict[str, Any]:
    """One picture as the file of items tells it; without a file it says why."""
    seal = seals.get(file.entry_id)
    told: dict[str, Any] = {
        "position": file.position, "state": str(file.state), "url": file.url, "alt": file.alt,
        "entry": seal.index if seal else None,
    }  # fmt: skip
    if not is_here(file):
        return told
    return told | {
        "file": name(file), "sha256": sha256_hex(_read(file.pk)), "media_type": file.media_type,
        "size": file.size, "width": file.width, "height": file.height,
    }  # fmt: skip


def lay_beside(snapshot: Snapshot, files: Sequence[MediaFile], first: int) -> None:
    """Enter the originals among the snapshot's files, numbered from `first`. In the caller's transaction.

    The bytes are used where they are, not copied. Raises vault's Gone when one was destroyed meanwhile.
    """
    for number, file in enumerate((one for one in files if is_here(one)), first):
        blob = str(file.blob_id)
        vault.use(blob, snapshot.obj)
        Volume.objects.create(
            snapshot=snapshot, number=number, blob_id=blob, name=name(file), size=file.size, pages=0,
            sha256=sha256_hex(vault.get(blob)),
        )  # fmt: skip


def is_original(volume: Volume) -> bool:
    """Whether a snapshot's file is an item's own picture, which the item holds too."""
    return volume.name.startswith(f"{FOLDER}/")
