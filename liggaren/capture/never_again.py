"""An answer that still holds a purged item is not kept (design 3.8)."""

from __future__ import annotations

from collections.abc import Iterable

from liggaren.capture import absorbing
from liggaren.capture.contents import native_key
from liggaren.capture.models import Item, Response
from liggaren.connectors.base import Parsed
from liggaren.register.models import Account
from liggaren.vault import services as vault


def drop_if_purged(account: Account, response: Response, parsed: Iterable[Parsed]) -> None:
    """Destroy the answer's bytes in the caller's transaction; what else it held has slices of its own."""
    keys = {native_key(one.native_id) for one in parsed}
    still = Item.objects.filter(
        platform=account.platform, instance=absorbing.instance_of(account), native_id__in=keys
    ).exclude(purged_at=None)
    if response.blob_id and still.exists():
        vault.release(response.blob_id, f"response:{response.account_id}")
