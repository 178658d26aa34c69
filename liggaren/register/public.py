"""What anyone may know of the register: the official accounts, and whether an address is one of them
(G1.2).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import QuerySet

from liggaren.lib.swedish import sort_key
from liggaren.people.models import Unit, UnitKind
from liggaren.register import addresses, media
from liggaren.register.models import Account, Status, WorkingFacts

DAYS = ("måndagar", "tisdagar", "onsdagar", "torsdagar", "fredagar", "lördagar", "söndagar")
ALIKE = 0.84  # share of equal letters from which another address is called confusingly like ours


@dataclass(frozen=True)
class PublicAccount:
    """An official account as anyone may see it."""

    id: str
    name: str
    platform: str
    platform_name: str
    mark: str
    address: str
    purpose: str
    unit: str
    administration: str
    board: str
    watch: str  # when it is read and answered, in words; empty when not decided
    status: str
    in_order: bool
    opened_on: date | None
    closed_on: date | None
    changed_at: datetime


@dataclass(frozen=True)
class Directory:
    """All official accounts, in Swedish order within each administration, and when any was last changed."""

    groups: tuple[tuple[str, tuple[PublicAccount, ...]], ...]
    closed: tuple[PublicAccount, ...]
    changed_at: datetime | None

    @property
    def count(self) -> int:
        """Open accounts in the directory."""
        return sum(len(accounts) for _, accounts in self.groups)


class Answer(StrEnum):
    """Whether a pasted address is one of ours. An unread text is never called official (design 3.16)."""

    YES = "yes"
    CLOSED = "closed"
    NO = "no"
    ALIKE = "alike"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Official:
    """The answer in words, with the account where there is one."""

    answer: Answer
    title: str
    text: str
    account: PublicAccount | None = None


def directory() -> Directory:
    """The public directory: started, adopted and closing accounts by administration; the closed ones
    apart.
    """
    found = _public(_open_to_all())
    groups: dict[str, list[PublicAccount]] = {}
    for account in found:
        if account.status != Status.CLOSED:
            groups.setdefault(account.administration, []).append(account)
    order = sorted(groups, key=sort_key)
    return Directory(
        groups=tuple((name, tuple(groups[name])) for name in order),
        closed=tuple(account for account in found if account.status == Status.CLOSED),
        changed_at=max((account.changed_at for account in found), default=None),
    )


def is_official(address: str) -> Official:
    """Whether a pasted address or handle is one of the municipality's accounts. Never raises."""
    try:
        key = addresses.address_key(address)
    except addresses.BadAddress as bad:
        return Official(Answer.UNREADABLE, "Vi kan inte läsa adressen", bad.message)
    row = _open_to_all().filter(address_key=key).first()
    if row:
        return _known(_public([row])[0])
    if like := _look_alike(key):
        return Official(
            Answer.ALIKE,
            "Nej, men det liknar ett av våra konton",
            f"Adressen är nästan som {like.name} på {like.platform_name}. Det är inte vårt. Var försiktig.",
            like,
        )
    return Official(
        Answer.NO,
        "Nej, kontot finns inte hos oss",
        "Adressen är inte ett av kommunens konton i sociala medier.",
    )


def _known(account: PublicAccount) -> Official:
    where = f"{account.name} på {account.platform_name}"
    if account.status == Status.CLOSED:
        return Official(
            Answer.CLOSED, "Det var vårt konto", f"{where} är avslutat. Vi svarar inte där.", account
        )
    return Official(
        Answer.YES, "Ja, det är vårt konto", f"{where} drivs av {account.administration}.", account
    )


def _look_alike(key: str) -> PublicAccount | None:
    best: tuple[float, Account | None] = (ALIKE, None)
    for row in _open_to_all().exclude(address_key=""):
        likeness = difflib.SequenceMatcher(None, _skeleton(key), _skeleton(row.address_key)).ratio()
        if likeness > best[0]:
            best = (likeness, row)
    return _public([best[1]])[0] if best[1] else None


def _skeleton(key: str) -> str:
    """The account's part of an address with signs that look alike made equal."""
    tail = key.split("/", 1)[-1]
    return tail.translate(str.maketrans("01358_.-", "olesb   ")).replace("rn", "m").replace(" ", "")


def _open_to_all() -> QuerySet[Account]:
    visible = Account.objects.filter(is_internal=False).exclude(status=Status.PLANNED)
    return visible.select_related("unit", "board").order_by("sort_key", "pk")


def _public(rows: Iterable[Account]) -> list[PublicAccount]:
    rows = list(rows)
    homes = _administrations()
    facts = _newest_facts(rows)
    return [_as_public(row, homes, facts.get(str(row.pk))) for row in rows]


def _as_public(row: Account, homes: Mapping[int, str], facts: WorkingFacts | None) -> PublicAccount:
    medium = media.get(row.platform)
    return PublicAccount(
        id=str(row.pk), name=row.name, platform=row.platform, platform_name=medium.name, mark=medium.mark,
        address=row.address, purpose=row.purpose, unit=row.unit.name,
        administration=homes.get(row.unit_id, row.board.name), board=row.board.name,
        watch=watch_words(facts.watch) if facts else "", status=row.status,
        in_order=row.status == Status.STARTED, opened_on=row.opened_on, closed_on=row.closed_on,
        changed_at=row.changed_at,
    )  # fmt: skip


def _newest_facts(rows: list[Account]) -> dict[str, WorkingFacts]:
    found = WorkingFacts.objects.filter(account__in=rows).order_by("version")
    return {str(facts.account_id): facts for facts in found}


def _administrations() -> dict[int, str]:
    """Each unit's administration by name, from one read of the tree."""
    units = {unit.pk: unit for unit in Unit.objects.all()}
    homes: dict[int, str] = {}
    for unit in units.values():
        at: Unit | None = unit
        for _ in units:
            if at is None or at.kind in {UnitKind.ADMINISTRATION, UnitKind.COMPANY}:
                break
            at = units.get(at.parent_id) if at.parent_id else None
        if at is not None:
            homes[unit.pk] = at.name
    return homes


def watch_words(watch: Mapping[str, object]) -> str:
    """`vardagar 08.00–17.00` from working facts' watch schedule; empty where no days are set."""
    raw = watch.get("days")
    days = sorted({int(day) for day in raw}) if isinstance(raw, list) else []
    if not days:
        return ""
    hours = f" {watch.get('from')}–{watch.get('to')}" if watch.get("from") and watch.get("to") else ""
    return f"{_days(days)}{hours}"


def _days(days: list[int]) -> str:
    if days == [0, 1, 2, 3, 4, 5, 6]:
        return "alla dagar"
    if days == [0, 1, 2, 3, 4]:
        return "vardagar"
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{DAYS[days[0]][:-2]} till {DAYS[days[-1]][:-2]}"
    names = [DAYS[day] for day in days]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} och {names[-1]}"
