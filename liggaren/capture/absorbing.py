"""From parsed items to rows: new items, new versions, sightings, returns. In bulk: the same queries for 1
as for 100."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from liggaren.capture import bulk, contents, moving, threads
from liggaren.capture.events import Captured, Edited, Pictured
from liggaren.capture.models import Change, Item, ItemState, Response, Sighting, Trust, Version, Walk
from liggaren.connectors.base import Parsed
from liggaren.ledger import services as ledger
from liggaren.ledger.rows import fresh_ids
from liggaren.lib import events
from liggaren.lib.canonical import Json
from liggaren.lib.cleaning import clean
from liggaren.lib.hashing import sha256_hex
from liggaren.register.models import Account
from liggaren.vault import services as vault


@dataclass(frozen=True)
class Batch:
    """One reply's parsed items, and where they came from."""

    account: Account
    response: Response
    parsed: tuple[Parsed, ...]
    walk: Walk | None
    trust: Trust
    now: datetime

    @property
    def seen_at(self) -> datetime:
        return self.response.fetched_at


@dataclass
class Found:
    """One item of the batch while it is worked on."""

    parsed: Parsed
    item: Item
    is_new: bool
    columns: dict[str, Any] = field(default_factory=dict)
    before: Version | None = None

    @property
    def number(self) -> int:
        return self.before.number + 1 if self.before else 1

    @property
    def change(self) -> Change:
        return contents.change_between(self.before, self.columns) if self.before else Change.FIRST


def instance_of(account: Account) -> str:
    """The origin that the account's native ids belong to."""
    return account.instance or account.address


def absorb(batch: Batch) -> tuple[Version, ...]:
    """Enter what is new in the batch and return the new versions. The caller holds the instance's lock."""
    known = _known(batch.account, [contents.native_key(parsed.native_id) for parsed in batch.parsed])
    found = _distinct(batch, known)
    changed = _changed(found)
    versions = _versions(batch, changed)
    _write_items(batch, found, changed, versions)
    _sight(batch, found)
    moving.move_many([one.item for one in found if not one.is_new], ItemState.PRESENT, at=batch.seen_at)
    _tell(batch, changed, versions)
    return tuple(versions)


def _known(account: Account, native_ids: Iterable[str]) -> dict[str, Item]:
    items = Item.objects.filter(
        platform=account.platform, instance=instance_of(account), native_id__in=set(native_ids)
    ).select_related("latest")
    return {item.native_id: item for item in items}


def _distinct(batch: Batch, known: Mapping[str, Item]) -> list[Found]:
    """Each item once, as it first stands in the reply."""
    found: dict[str, Found] = {}
    for parsed in batch.parsed:
        key = contents.native_key(parsed.native_id)
        if key in found:
            continue
        if item := known.get(key):
            if item.purged_at:
                continue  # destroyed by two people's order: never taken in again (design 3.8)
            found[key] = Found(parsed, item, is_new=False, before=item.latest)
        else:
            found[key] = Found(parsed, _new_item(batch, parsed, key), is_new=True)
    return list(found.values())


def _new_item(batch: Batch, parsed: Parsed, key: str) -> Item:
    return Item(
        platform=batch.account.platform,
        instance=instance_of(batch.account),
        native_id=key,
        kind=clean(parsed.kind).text[:20],
        parent_native_id=contents.native_key(parsed.parent_native_id),
        root_native_id=contents.native_key(parsed.root_native_id),
        is_ours=parsed.sender.is_account,
        is_hidden=parsed.is_hidden,
        first_seen_at=batch.seen_at,
        claimed_at=parsed.claimed_at,
        counted_at=contents.counted_at(parsed.claimed_at, batch.seen_at),
        salt=secrets.token_bytes(16),
    )


def _changed(found: Sequence[Found]) -> list[Found]:
    changed = []
    for one in found:
        digest = contents.content_digest(one.parsed, bytes(one.item.salt))
        if one.before is None or one.before.digest != digest:
            one.columns = {**contents.columns(one.parsed), "digest": digest}
            changed.append(one)
    return changed


def _versions(batch: Batch, changed: Sequence[Found]) -> list[Version]:
    """Slices into the vault, leaves into the ledger, then rows; ids are drawn first so that items can point
    at them."""
    if not changed:
        return []
    blobs = vault.put_many(
        [vault.Packet(one.parsed.slice, "application/json", f"item:{one.item.pk}") for one in changed]
    )
    entries = ledger.append_many([_draft(batch, one) for one in changed])
    ids = fresh_ids("capture_version", len(changed))
    versions = [
        Version(
            id=pk, item=one.item, number=one.number, change=one.change, seen_at=batch.seen_at, slice=blob,
            entry_id=entry, response=batch.response, trust=batch.trust, **one.columns,
        )
        for pk, one, blob, entry in zip(ids, changed, blobs, entries, strict=True)
    ]  # fmt: skip
    return versions


def _draft(batch: Batch, one: Found) -> ledger.Draft:
    facts: dict[str, Json] = {
        "platform": one.item.platform, "instance": one.item.instance, "native_id": one.item.native_id,
        "kind": one.item.kind, "version": one.number, "change": str(one.change), "trust": str(batch.trust),
        "response": batch.response.entry_id, "position": one.parsed.position,
        "parent_native_id": one.item.parent_native_id, "account": str(batch.account.pk),
        "claimed_at": _iso(one.parsed.claimed_at), "seen_at": batch.seen_at.isoformat(),
    }  # fmt: skip
    return ledger.Draft(
        kind="item.captured" if one.is_new else "item.edited",
        actor="system",
        obj=f"item:{one.item.pk}",
        facts=facts,
        digests={"slice": sha256_hex(one.parsed.slice)},
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _write_items(
    batch: Batch, found: Sequence[Found], changed: Sequence[Found], versions: Sequence[Version]
) -> None:
    for one, version in zip(changed, versions, strict=True):
        one.item.latest_id, one.item.is_hidden = version.pk, version.is_hidden
    new = [one.item for one in found if one.is_new]
    where = batch.account.platform, instance_of(batch.account)
    threads.join(*where, new)
    bulk.add(new)
    threads.adopt_orphans(*where, new)
    edited = [one.item for one in changed if not one.is_new]
    if edited:
        Item.objects.bulk_update(edited, ["latest", "is_hidden"])
    bulk.add(versions)


def _sight(batch: Batch, found: Sequence[Found]) -> None:
    """A sighting for each item not yet seen on the account; in a walk, all are marked as listed by it."""
    known = [one.item.pk for one in found if not one.is_new]
    here: set[UUID] = set()
    if known:
        rows = Sighting.objects.filter(account=batch.account, item__in=known)
        here = set(rows.values_list("item_id", flat=True))
        if batch.walk:
            rows.update(walk=batch.walk, left_at=None)
    bulk.add(
        [
            Sighting(
                item=one.item, account=batch.account, walk=batch.walk, first_seen_at=batch.seen_at,
                relation=contents.relation(one.parsed, batch.response.kind),
            )
            for one in found
            if one.item.pk not in here
        ]
    )  # fmt: skip


def _tell(batch: Batch, changed: Sequence[Found], versions: Sequence[Version]) -> None:
    pairs = list(zip(changed, versions, strict=True))
    if new := tuple(version.pk for one, version in pairs if one.is_new):
        events.emit(Captured(batch.account.pk, new))
    if edited := tuple(version.pk for one, version in pairs if not one.is_new):
        events.emit(Edited(batch.account.pk, edited))
    if pictured := tuple(version.pk for version in versions if version.media):
        events.emit(Pictured(pictured))
