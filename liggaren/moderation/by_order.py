"""Accounts where everything is registered: each new item asks the registrar by itself (G5.4; OSL 5:1;
JO 1995/96 p. 485: a chosen way is applied consistently).

The order that held on the item's own day decides, so that a new order never reaches back. An item that has
had a request, also one taken back by name, gets no other.
"""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from liggaren.capture.models import Item, Sighting
from liggaren.moderation import registering
from liggaren.moderation.models import RegistrationMode, RegistrationRequest
from liggaren.register.models import Account

Mode, Reason = RegistrationMode.Mode, RegistrationRequest.Reason
Orders = Sequence[tuple[datetime, str]]


def mode_at(orders: Orders, at: datetime) -> str:
    """The mode that held at a moment, of orders sorted by time; exempt before the first."""
    place = bisect_right([since for since, _ in orders], at)
    return orders[place - 1][1] if place else Mode.EXEMPT.value


def orders_of(accounts: Iterable[uuid.UUID] | QuerySet[Any]) -> dict[uuid.UUID, list[tuple[datetime, str]]]:
    """Each account's orders, the first first. One query."""
    found: dict[uuid.UUID, list[tuple[datetime, str]]] = defaultdict(list)
    rows = RegistrationMode.objects.filter(account__in=accounts).order_by("number")
    for account_id, at, mode in rows.values_list("account_id", "at", "mode"):
        found[account_id].append((at, mode))
    return found


def is_ordered(item: Item, account_id: uuid.UUID) -> bool:
    """Whether all on the account was registered on the item's own day."""
    orders = orders_of([account_id]).get(account_id, [])
    return mode_at(orders, item.counted_at) == Mode.ALWAYS


@transaction.atomic
def ask(*, account_id: uuid.UUID, version_ids: Iterable[int]) -> int:
    """Ask for registration of what was just captured on the account, ours and others'. How many were asked
    for; 0 where the account has no such order.
    """
    if not (orders := orders_of([account_id]).get(account_id)):
        return 0
    seen = Sighting.objects.filter(account_id=account_id, item__versions__in=list(version_ids)).distinct()
    return _ask(_unasked(seen), {account_id: orders})


@transaction.atomic
def ask_missed(*, limit: int = 1_000) -> int:
    """The sweep: items on such accounts that no event told of, of the times when such an order held."""
    always = RegistrationMode.objects.filter(mode=Mode.ALWAYS).values("account_id")
    orders, asked = orders_of(always), 0
    for account_id, those in orders.items():
        held = reduce(or_, (_during(start, end) for start, end in spans(those)))
        asked += _ask(_unasked(Sighting.objects.filter(held, account_id=account_id))[:limit], orders)
    return asked


def spans(orders: Orders) -> list[tuple[datetime, datetime | None]]:
    """The times when all was registered; the last end is None while it goes on."""
    ends: list[datetime | None] = [*[at for at, _ in orders[1:]], None]
    return [(at, end) for (at, mode), end in zip(orders, ends, strict=True) if mode == Mode.ALWAYS]


def _during(start: datetime, end: datetime | None) -> Q:
    return Q(item__counted_at__gte=start) & (Q(item__counted_at__lt=end) if end else Q())


def _unasked(seen: QuerySet[Sighting]) -> QuerySet[Sighting]:
    """Those whose item has never had a request, is not called minor, and may be read."""
    fresh = seen.filter(
        item__registration_requests=None, item__minor_importance=None, item__withheld_at=None,
        item__latest__isnull=False,
    )  # fmt: skip
    return fresh.select_related("item__latest", "account__board", "account__unit").order_by("pk")


def _ask(seen: Iterable[Sighting], orders: dict[uuid.UUID, list[tuple[datetime, str]]]) -> int:
    wanted: dict[uuid.UUID, tuple[Sighting, Account]] = {}
    for one in seen:
        if mode_at(orders.get(one.account_id, []), one.item.counted_at) == Mode.ALWAYS:
            wanted.setdefault(one.item_id, (one, one.account))
    made = [
        registering.request_registration(
            item=one.item, account=account, reason=Reason.ORDER, by=None, quietly=True
        )
        for one, account in wanted.values()
    ]
    registering.tell_of_many(made)
    return len(made)
