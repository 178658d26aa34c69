"""What is read around one item: its thread, its author's past on the account, and what has been decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    Window,
)

from liggaren.capture import queries as capture
from liggaren.capture.models import Item, Sighting, Version
from liggaren.moderation.models import Removal
from liggaren.moderation.permissions import Reach, reach_of
from liggaren.moderation.states import RemovalState
from liggaren.people.models import User
from liggaren.register.models import Account


@dataclass(frozen=True)
class SenderFacts:
    """What is known of a sender on this account alone; ids are never joined across platforms (design 4)."""

    name: str
    handle: str
    address: str
    first_seen: datetime | None
    items: int
    earlier: tuple[Item, ...]
    decisions: tuple[Removal, ...]


NO_SENDER = SenderFacts("", "", "", None, 0, (), ())
TOLD = ~Q(state__in=[RemovalState.OPENED, RemovalState.WITHDRAWN])


@dataclass(frozen=True)
class Around:
    """What is read around one item: its thread, its author's past on the account, its latest decision."""

    thread: tuple[Item, ...]
    sender: SenderFacts
    removal: Removal | None


def read(item: Item, account: Account, who: User | Reach, *, latest: int = 5) -> Around:
    """The item's thread, oldest first, each with its handling; the author's earlier items and decisions on
    the account, as far as the person may read them; the latest decision on the item. Two queries for all.
    """
    reach, version = reach_of(who), item.latest
    root, nobody = item.root_id or item.pk, Value(None, output_field=DateTimeField())
    shown = reach.visible.select_related("latest", "handling")
    threaded = shown.filter(Q(root=root) | Q(pk=root)).annotate(number=Value(-1), first=nobody)
    thread = threaded.order_by("counted_at", "first_seen_at", "id")[: capture.LONGEST_THREAD]
    theirs = _by_sender(item, account, reach) if version and version.sender_native_id else None
    if theirs is not None:
        # The number and the first time are of all of them, read with the newest.
        counted = theirs.annotate(number=Window(Count("pk")), first=Window(Min("first_seen_at")))
        newest = counted.select_related("latest", "handling").order_by("-counted_at")[: latest + 1]
        found = list(thread.union(newest, all=True))
    else:
        found = list(thread)
    posts = sorted(
        (one for one in found if one.number < 0),
        key=lambda one: (one.counted_at, one.first_seen_at, one.pk),
    )
    past = sorted((one for one in found if one.number >= 0), key=lambda one: one.counted_at, reverse=True)
    decided: list[Any] = _decided(item, account, theirs, latest)
    mine = next((row for row in decided if row.item_id == item.pk), None)
    return Around(tuple(posts), _sender(item, past, [row for row in decided if row.is_theirs], latest), mine)


def _by_sender(item: Item, account: Account, reach: Reach) -> QuerySet[Item]:
    """The author's items on the account that the person may read."""
    assert item.latest is not None
    versions = Version.objects.filter(sender_native_id=item.latest.sender_native_id)
    theirs = versions.filter(item__platform=item.platform, item__instance=item.instance).values("item")
    on_account = Exists(Sighting.objects.filter(account=account, item=OuterRef("pk")))
    return reach.readable.filter(pk__in=theirs).filter(on_account)


def _decided(item: Item, account: Account, theirs: QuerySet[Item] | None, latest: int) -> list[Removal]:
    """The decisions on the item and on its author's items on the account, those on the item first."""
    is_theirs = Q(account=account, item__in=theirs.values("pk")) if theirs is not None else Q(pk=None)
    rows = Removal.objects.filter(TOLD).filter(Q(item=item) | is_theirs)
    word = ExpressionWrapper(is_theirs, output_field=BooleanField())
    ordered = rows.annotate(is_theirs=word, is_this=ExpressionWrapper(Q(item=item), BooleanField()))
    related = ordered.select_related("category", "decided_by", "outbox")
    return list(related.order_by("-is_this", "-decided_at")[: latest + 1])


def _sender(item: Item, past: Sequence[Any], decided: Sequence[Removal], latest: int) -> SenderFacts:
    version = item.latest
    if version is None:
        return NO_SENDER
    first, number = (past[0].first, past[0].number) if past else (None, 0)
    return SenderFacts(
        version.sender_name, version.sender_handle, version.sender_address, first, number,
        tuple(other for other in past if other.pk != item.pk)[:latest], tuple(decided[:latest]),
    )  # fmt: skip
