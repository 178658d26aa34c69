"""Decisions as rows, made at once: what the reports count, without a platform."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from liggaren.capture import factories as captures
from liggaren.capture.models import Item, Sighting, Version
from liggaren.lib import clock
from liggaren.moderation.factories import plant
from liggaren.moderation.models import Category, Removal
from liggaren.people.factories import Cast
from liggaren.register.models import Account


def place(people: Cast, name: str = "Badhuset Vågen") -> tuple[Account, Item]:
    """An account with one comment on it; the grounds are planted."""
    plant()
    account = captures.account(people, name=name)
    return account, comment(account)


def comment(account: Account) -> Item:
    """One comment seen on the account just now."""
    now = clock.now()
    item = Item.objects.create(
        platform=account.platform, instance=account.instance, native_id=uuid.uuid4().hex, kind="comment",
        first_seen_at=now, counted_at=now, salt=b"0" * 16,
    )  # fmt: skip
    item.latest = Version.objects.create(
        item=item, number=1, change="first", text="Du är en idiot.", seen_at=now, digest="0" * 64, entry_id=0,
        position=0,
    )  # fmt: skip
    item.save()
    Sighting.objects.create(item=item, account=account, relation="comment", first_seen_at=now)
    return item


def row(people: Cast, account: Account, item: Item, decided: datetime, **changed: Any) -> Removal:
    """An unsaved decision, done, an hour after the item was seen. `up` sets how long it stayed up."""
    up = changed.pop("up", timedelta(hours=1))
    key = changed.pop("category", "personangrepp")
    facts: dict[str, Any] = {
        "item": item, "version_id": item.latest_id, "account": account, "opened_by": people.anna,
        "state": "done",
        "category": Category.objects.get(key=key), "legal_basis": "house_rule", "obvious": True,
        "reason": "Angriper en medarbetare.", "way": "delete", "decided_by": people.anna,
        "seen_at": decided - up, "opened_at": decided, "decided_at": decided, "gone_at": decided,
    }  # fmt: skip
    return Removal(**{**facts, **changed})


def decided(
    people: Cast, account: Account, item: Item, at: datetime, *changes: dict[str, Any]
) -> list[Removal]:
    """Saved decisions, one for each set of changes."""
    return Removal.objects.bulk_create(row(people, account, item, at, **change) for change in changes)
