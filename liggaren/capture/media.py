"""Fetch the pictures that versions name, right after they were read: sealed as bytes of their own.

A picture is fetched as anybody would: no key of ours goes along. What cannot be kept has a row that says why.
"""

from __future__ import annotations

import io
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from PIL import Image

from liggaren.capture.media_models import MediaFile, MediaState
from liggaren.capture.models import Item, Version
from liggaren.connectors import registry
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.hashing import sha256_hex
from liggaren.lib.http import GuardError, TooLarge
from liggaren.lib.picture_kinds import SVG, kind_of
from liggaren.vault import services as vault
from liggaren.vault.models import BlobState

LARGEST = 15_000_000  # bytes
PATIENCE = 20.0  # seconds for one picture
TRIES = 5
AGAIN = timedelta(minutes=30)
BATCH = 200
MOST = 20  # pictures of one version


@dataclass(frozen=True)
class Fetched:
    """What asking for a picture gave: bytes only where the state is kept."""

    state: MediaState
    data: bytes = b""
    media_type: str = ""
    width: int | None = None
    height: int | None = None


def named(version: Version) -> Iterator[tuple[int, dict[str, Any]]]:
    """The pictures that a version names, with their places; films and sound are not fetched."""
    for position, medium in enumerate(version.media[:MOST]):
        if medium.get("kind") == "image" and medium.get("url"):
            yield position, medium


def keep(version_ids: Iterable[int], *, patience: float | None = None) -> int:
    """Fetch and keep the versions' pictures that have no row yet. Returns how many were kept.

    `patience`: seconds in all; what does not fit waits for the sweep. Nothing is fetched of what is withheld.
    """
    ends = time.monotonic() + patience if patience is not None else None
    kept = 0
    for version in _wanting(version_ids):
        done = set(version.media_files.values_list("position", flat=True))
        for position, medium in named(version):
            left = PATIENCE if ends is None else min(PATIENCE, ends - time.monotonic())
            if position not in done and left > 0:
                file = _take(version, position, medium, fetch(medium["url"], timeout=left))
                kept += file is not None and file.state == MediaState.KEPT
    return kept


def _wanting(version_ids: Iterable[int]) -> Iterator[Version]:
    found = Version.objects.filter(pk__in=list(version_ids), item__withheld_at=None).exclude(media=[])
    return found.select_related("item").defer("terms").iterator(BATCH)


def sweep() -> int:
    """What a lost job left, and what could not be reached: tried five times. Returns how many were kept."""
    waiting = Version.objects.exclude(media=[]).filter(media_files=None, item__withheld_at=None)
    pictured = waiting.filter(media__contains=[{"kind": "image"}])
    kept = keep(list(pictured.order_by("id").values_list("pk", flat=True)[:BATCH]))
    again = MediaFile.objects.filter(
        state=MediaState.UNREACHABLE, tries__lt=TRIES, tried_at__lt=clock.now() - AGAIN,
        item__withheld_at=None,
    )  # fmt: skip
    for file in again.select_related("version__item")[:BATCH]:
        medium = {"url": file.url, "alt": file.alt}
        found = _take(file.version, file.position, medium, fetch(file.url), before=file)
        kept += found is not None and found.state == MediaState.KEPT
    return kept


def fetch(url: str, *, timeout: float = PATIENCE) -> Fetched:
    """Ask for one picture through the guarded client. Never raises for what stands at the other end."""
    try:
        answer = registry.client().request("GET", url, limit=LARGEST, timeout=timeout)
    except TooLarge:
        return Fetched(MediaState.TOO_LARGE)
    except GuardError:
        return Fetched(MediaState.UNREACHABLE)
    if answer.status in (404, 410):
        return Fetched(MediaState.GONE)
    if answer.status != 200:
        return Fetched(MediaState.UNREACHABLE)
    kind = kind_of(answer.body)
    if not kind:
        return Fetched(MediaState.REFUSED_KIND)
    return Fetched(MediaState.KEPT, answer.body, kind, *_size(answer.body, kind))


def _size(data: bytes, kind: str) -> tuple[int | None, int | None]:
    """Sides in pixels by the picture's own head; none where it cannot be read: the bytes are kept as they
    came.
    """
    if kind == SVG:
        return None, None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP")).size
    except Exception:  # whatever a crafted file makes the reader raise, its size is not known to us
        return None, None


@transaction.atomic
def _take(
    version: Version, position: int, medium: dict[str, Any], got: Fetched, before: MediaFile | None = None
) -> MediaFile | None:
    """Bytes into the vault, leaf into the ledger, then the row. None when the item was withheld meanwhile."""
    item = Item.objects.select_for_update(of=("self",)).get(pk=version.item_id)
    there = MediaFile.objects.filter(version=version, position=position).first()
    if item.withheld_at or (there is not None and (before is None or there.state != before.state)):
        return None
    file = there or MediaFile(item=item, version=version, position=position, tries=0)
    file.url, file.alt = medium["url"], medium.get("alt", "")
    was, file.state = file.state, got.state
    file.tries, file.tried_at = file.tries + 1, clock.now()
    file.media_type, file.size = got.media_type, len(got.data)
    file.width, file.height = got.width, got.height
    if got.state == MediaState.KEPT:
        file.seen_at, file.blob_id = clock.now(), _stored(file, got)
    if was != file.state:  # a new try with the same end tells nothing new
        file.entry_id = _enter(version, file, got)
    file.save()
    return file


def _stored(file: MediaFile, got: Fetched) -> str:
    """The blob that holds the bytes: one already kept from the same address, or a new one."""
    alike = MediaFile.objects.filter(url=file.url, state=MediaState.KEPT, size=len(got.data))
    for other in alike.filter(blob__state=BlobState.LIVE).order_by("-id")[:3]:
        if other.blob_id and _reads(other.blob_id) == got.data:
            vault.use(other.blob_id, file.holder)
            return other.blob_id
    return vault.put(got.data, media_type=got.media_type, holder=file.holder).pk


def _reads(blob: str) -> bytes | None:
    try:
        return vault.get(blob)
    except (vault.Gone, vault.Damaged):
        return None


def _enter(version: Version, file: MediaFile, got: Fetched) -> int:
    """The leaf; the address and the words for the picture stand in the version's slice, not here."""
    facts: dict[str, Json] = {
        "version": version.number, "version_entry": version.entry_id, "position": file.position,
        "state": str(got.state), "media_type": got.media_type, "size": len(got.data),
        "width": got.width, "height": got.height,
    }  # fmt: skip
    is_kept = got.state == MediaState.KEPT
    return ledger.append(
        kind="media.kept" if is_kept else "media.not_kept", actor="system", obj=f"item:{version.item_id}",
        facts=facts, digests={"media": sha256_hex(got.data)} if is_kept else {},
    )  # fmt: skip
