"""How the accounts closest to me are, one line each, those worst off first (words: ui.md §8)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from liggaren.desk.templatetags.face import count_word
from liggaren.desk.templatetags.swedish import moment
from liggaren.moderation.models import Handling
from liggaren.moderation.states import OPEN
from liggaren.people.models import User
from liggaren.people.queries import holding
from liggaren.register import media, queries
from liggaren.register.models import Account, Administrator, ConnectionState, ConnectionStatus, Status

ORDER = ("broken", "one_administrator", "adopted", "closing", "planned", "started")
SEES_ALL = frozenset(
    {"information", "auditor", "archivist", "protection_officer", "registrar", "secretary", "system"}
)
SHOWN = 8


@dataclass(frozen=True)
class Health:
    """An account, its state word and a line of facts."""

    account: Account
    state: str
    line: str


@dataclass(frozen=True)
class Side:
    """The side list: its heading, the accounts shown and how many there are in all."""

    title: str
    shown: list[Health]
    count: int


def side(user: User, kinds: Collection[str], at: datetime) -> Side:
    """The accounts closest to the person. Five reads, whatever the number of accounts.

    Those on a roster see theirs; managers see those they answer for; central roles see them all.
    """
    title, rows = _closest(user, kinds, at)
    accounts = list(rows.exclude(status=Status.CLOSED))
    people = _count(Administrator.objects.filter(holding(at), account__in=accounts))
    waiting = _count(Handling.objects.filter(account__in=accounts, state__in=OPEN))
    doors = {door.account_id: door for door in ConnectionState.objects.filter(account__in=accounts)}
    found = [
        _health(account, doors.get(account.pk), people.get(account.pk, 0), waiting.get(account.pk, 0))
        for account in accounts
    ]
    found.sort(key=lambda health: ORDER.index(health.state))
    return Side(title, found[:SHOWN], len(found))


def _closest(user: User, kinds: Collection[str], at: datetime) -> tuple[str, QuerySet[Account]]:
    if SEES_ALL.isdisjoint(kinds):
        mine = queries.my_accounts(user, at)
        if "communicator" in kinds or mine.exists():
            return "Dina konton", mine
        return "Konton du ansvarar för", queries.visible_accounts(user, at)
    return "Kommunens konton", queries.visible_accounts(user, at)


def _count(rows: QuerySet[Any]) -> dict[Any, int]:
    counted = rows.order_by().values("account").annotate(number=Count("pk"))
    return {row["account"]: row["number"] for row in counted}


def _health(account: Account, door: ConnectionState | None, people: int, waiting: int) -> Health:
    words = [media.get(account.platform).name]
    if waiting:
        words.append(f"{count_word(waiting)} obesvarade" if waiting > 1 else "en obesvarad")
    if door and door.checked_at:
        words.append(f"sedd {moment(door.checked_at)}")
    elif account.status in {Status.STARTED, Status.ADOPTED} and not door:
        words.append("för hand")
    return Health(account, _state(account, door, people), " · ".join(words))


def _state(account: Account, door: ConnectionState | None, people: int) -> str:
    if account.status in {Status.PLANNED, Status.CLOSING, Status.ADOPTED}:
        return account.status
    if door and door.state == ConnectionStatus.BROKEN:
        return "broken"
    return "one_administrator" if people < 2 else "started"
