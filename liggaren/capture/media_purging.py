"""Destroy an item's pictures at once, wherever they are used (design 3.8)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from liggaren.capture.media_models import MediaFile, MediaState
from liggaren.capture.models import Item
from liggaren.vault import services as vault


def destroy(item: Item, *, by: Sequence[str], reason: str) -> list[int]:
    """Purge the blobs in the caller's transaction and mark every row that used them, other items' too.

    Returns the ledger entries that hold the pictures' digests. Of the item's own rows nothing is left but
    that there was a picture. Raises ValueError without two people.
    """
    own = MediaFile.objects.select_for_update().filter(item=item)
    blobs = {file.blob_id for file in own if file.blob_id}
    for blob in sorted(blobs):
        vault.purge(blob, by=by, reason=reason)
    touched = MediaFile.objects.filter(Q(item=item) | Q(blob__in=blobs))
    entries = list(touched.values_list("entry_id", flat=True))
    touched.filter(blob__in=blobs).update(state=MediaState.PURGED)
    MediaFile.objects.filter(item=item).update(
        url="", alt="", width=None, height=None, size=0, media_type="", state=MediaState.PURGED
    )
    return entries
