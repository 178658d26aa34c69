"""Destroy at once what must not be held (design 3.8): an item's bytes, words, sender and search terms,
wherever
capture keeps them. The rooms above decide; two different people stand behind every call.

What stays: the item's place on its platform, its times, its address. A purged item is never taken in
again, and
an answer that still holds it is not kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from liggaren.capture import absorbing, media_purging, taking
from liggaren.capture.contents import native_key
from liggaren.capture.models import Item, Response, Restriction, Sighting, Version
from liggaren.connectors import registry
from liggaren.lib import clock
from liggaren.register.models import Account
from liggaren.vault import services as vault
from liggaren.vault.models import BlobState

EMPTY_VERSION = {
    "text": "", "was_cleaned": False, "language": "", "media": [], "sender_name": "", "sender_handle": "",
    "sender_native_id": "", "sender_address": "", "sender_picture": "", "digest": "", "terms": None,
}  # fmt: skip
EMPTIED = "Tömt vid omedelbar förstöring."


@dataclass(frozen=True)
class Destroyed:
    """What was destroyed: how many versions and answers, and the ledger entries that told of them."""

    versions: int
    responses: int
    entries: tuple[int, ...]


def withhold(item: Item) -> None:
    """Let nobody read the item from now on. In the caller's transaction, which enters why in the ledger."""
    item.withheld_at = item.withheld_at or clock.now()
    Item.objects.filter(pk=item.pk).update(withheld_at=item.withheld_at)


def give_back(item: Item) -> None:
    """Lift `withhold`: the order was taken back."""
    Item.objects.filter(pk=item.pk, purged_at=None).update(withheld_at=None)


def destroy(item: Item, *, by: Sequence[str], reason: str) -> Destroyed:
    """Destroy the item's content in the caller's transaction; done again it finds nothing more to do.

    `by`: the opaque names of two people; `reason`: the order's name. The files of large blobs go when the
    transaction commits. Raises RuntimeError outside a transaction, ValueError without two people.
    """
    accounts = _accounts(item)
    for account in accounts[:1]:
        taking.lock_instance(account)  # nothing is taken in from the platform meanwhile
    versions = list(Version.objects.filter(item=item).select_for_update(of=("self",)))
    responses = list(_holding(item, accounts, {version.response_id for version in versions}))
    for blob in [version.slice_id for version in versions] + [one.blob_id for one in responses]:
        if blob:
            vault.purge(blob, by=by, reason=reason)
    entries = media_purging.destroy(item, by=by, reason=reason)
    _empty(item, [one.pk for one in responses])
    entries += [version.entry_id for version in versions] + [one.entry_id for one in responses]
    return Destroyed(len(versions), len(responses), tuple(entries))


def _accounts(item: Item) -> list[Account]:
    """Every account whose answers may hold the item: those of the same platform and origin."""
    found = Account.objects.filter(platform=item.platform)
    seen = set(Sighting.objects.filter(item=item).values_list("account_id", flat=True))
    return [one for one in found if one.pk in seen or absorbing.instance_of(one) == item.instance]


def _holding(item: Item, accounts: Sequence[Account], known: set[int | None]) -> Iterator[Response]:
    """The kept answers that hold the item, though no version may point to them; an unreadable one counts."""
    kept = Response.objects.filter(account__in=accounts, blob__state=BlobState.LIVE)
    for response in kept.select_related("account", "blob").iterator(500):
        if response.pk in known or _holds(response, item):
            yield response


def _holds(response: Response, item: Item) -> bool:
    try:
        reply = taking.reply_of(response)
    except (vault.Gone, vault.Damaged):
        return True
    if item.native_id.encode() in reply.body:
        return True
    try:
        parsed = registry.get(response.connector).parse(reply)
    except Exception:  # what cannot be read cannot be shown to be free of it
        return bool(reply.body)
    return any(native_key(one.native_id) == item.native_id for one in parsed)


def _empty(item: Item, responses: Iterable[int]) -> None:
    now = clock.now()
    Version.objects.filter(item=item).update(**EMPTY_VERSION)
    Response.objects.filter(pk__in=list(responses)).update(fingerprint="", salt=secrets.token_bytes(16))
    Restriction.objects.filter(item=item).update(reason=EMPTIED)
    # The old salt could be used to test a guess against an old copy of the digest.
    Item.objects.filter(pk=item.pk).update(purged_at=now, withheld_at=now, salt=secrets.token_bytes(16))
    item.refresh_from_db()
