"""The senders of one account by their counted breaches: the evidence behind a block (C6.13).

Counted on this account alone; a sender is never joined across accounts or platforms.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count, Max

from liggaren.capture.models import Visibility
from liggaren.moderation import blocking
from liggaren.moderation.blocking import COUNTS
from liggaren.moderation.errors import NotYours
from liggaren.moderation.models import BreachLimit, Removal
from liggaren.moderation.permissions import reach_of
from liggaren.moderation.states import RemovalState
from liggaren.people import queries as people
from liggaren.people.models import RoleKind, User
from liggaren.register.models import Account

MOST = 50
READS = (RoleKind.AUDITOR, RoleKind.PROTECTION_OFFICER)


@dataclass(frozen=True)
class Counted:
    """One sender: how many items were removed, the newest of them, and the name unless that is closed."""

    name: str
    number: int
    item_id: uuid.UUID


@dataclass(frozen=True)
class Demand:
    """How many breaches a block demands on the account, who chose it, and what this person may do."""

    number: int
    chosen: BreachLimit | None
    may_change: bool
    works: bool


def demand(account: Account, user: User) -> Demand:
    """For those who work with the account and those who review. Raises NotYours for others."""
    works = account.pk in reach_of(user).working
    if not works and account.unit_id not in people.reach(user, READS):
        raise NotYours
    chosen = BreachLimit.objects.select_related("changed_by").filter(account=account).first()
    may = people.has_role(user, RoleKind.INFORMATION, account.unit)
    return Demand(chosen.number if chosen else blocking.DEFAULT_BREACHES, chosen, may, works)


def counted(account: Account) -> list[Counted]:
    """The senders with confirmed removals, the most first; at most fifty. Two queries."""
    done = Removal.objects.filter(account=account, state=RemovalState.DONE, way__in=COUNTS)
    known = done.exclude(version__sender_native_id="")
    groups = known.values("version__sender_native_id").annotate(
        number=Count("item", distinct=True), last=Max("decided_at")
    )
    found = list(groups.order_by("-number", "-last")[:MOST])
    senders = [one["version__sender_native_id"] for one in found]
    newest = known.filter(version__sender_native_id__in=senders).select_related("version", "item")
    by_sender = {one.version.sender_native_id: one for one in newest.order_by("decided_at")}
    return [_one(by_sender[sender], one["number"]) for sender, one in zip(senders, found, strict=True)]


def _one(removal: Removal, number: int) -> Counted:
    shown = removal.item.visibility == Visibility.OPEN and removal.item.withheld_at is None
    return Counted(removal.version.sender_name if shown else "", number, removal.item_id)
