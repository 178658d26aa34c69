"""Reading about blobs, never their contents."""

from __future__ import annotations

from liggaren.vault.models import Blob, BlobState, Use


def is_live(blob: Blob | str) -> bool:
    """Whether the blob's key still exists, asked of the database now."""
    name = blob if isinstance(blob, str) else blob.pk
    return Blob.objects.filter(pk=name, state=BlobState.LIVE).exists()


def holders(blob: Blob | str) -> list[str]:
    """Who uses it, in alphabetical order."""
    name = blob if isinstance(blob, str) else blob.pk
    return list(Use.objects.filter(blob_id=name).order_by("holder").values_list("holder", flat=True))
