"""What the pages of the watch say: the days since last, each account's month, and one account day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from liggaren.lib import clock
from liggaren.lib.dates import MONTHS, swedish_day
from liggaren.lib.free_days import is_free_day
from liggaren.moderation import watch_queries as queries
from liggaren.moderation.models import WatchAlarm
from liggaren.moderation.watch_plans import WatchPlan, watched
from liggaren.moderation.watch_queries import Cover
from liggaren.moderation.watch_times import Turn
from liggaren.people.models import User
from liggaren.register import queries as register
from liggaren.register.models import Account

SHOWN = 12  # accounts of one day that are named one by one; gaps come first
PER_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One account on one day, or in one month."""

    account: Account
    cover: Cover

    @property
    def who(self) -> str:
        """The names of those who kept it."""
        return ", ".join(self.cover.names)


@dataclass(frozen=True)
class Day:
    """One day: its accounts with gaps first, and how many more were kept whole."""

    on: date
    lines: tuple[Line, ...]
    more: int
    is_free: bool
    missed: int


@dataclass(frozen=True)
class Month:
    """A month to read, and its neighbours as `2026-11`."""

    first: date
    last: date
    title: str
    before: str
    after: str


def accounts_of(user: User) -> list[Account]:
    """The accounts whose watch the person may see: those of their reach that have one."""
    return list(watched(register.visible_accounts(user)))


def since_last(today: date) -> date:
    """The first day of what is read now: yesterday, and after days off the last working day before them."""
    day = today - timedelta(days=1)
    while day.weekday() > 4 or is_free_day(day):
        day -= timedelta(days=1)
    return day


def days(accounts: list[Account], first: date, last: date) -> list[Day]:
    """Newest first: each day that had a watch. One query."""
    found = queries.by_day([account.pk for account in accounts], first, last)
    by_id = {account.pk: account for account in accounts}
    return [_day(on, found[on], by_id) for on in sorted(found, reverse=True)]


def _day(on: date, covers: dict[UUID, Cover], by_id: dict[UUID, Account]) -> Day:
    lines = sorted(
        (Line(by_id[pk], cover) for pk, cover in covers.items()),
        key=lambda line: (-line.cover.missed, line.account.sort_key),
    )
    missed = sum(line.cover.missed for line in lines)
    return Day(on, tuple(lines[:SHOWN]), max(0, len(lines) - SHOWN), is_free_day(on), missed)


def month_of(text: str, today: date) -> Month:
    """The month in `2026-11`; this month for anything else."""
    year, _, number = text.partition("-")
    fits = year.isdecimal() and number.isdecimal() and 2000 <= int(year) < 2200 and 1 <= int(number) <= 12
    first = date(int(year), int(number), 1) if fits else today.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    title = f"{MONTHS[first.month - 1]} {first.year}"
    ahead = f"{after:%Y-%m}" if after <= today else ""
    return Month(first, after - timedelta(days=1), title, f"{before:%Y-%m}", ahead)


def lines(accounts: list[Account], month: Month) -> list[Line]:
    """Each account's month. Three queries."""
    found = queries.by_account([account.pk for account in accounts], month.first, month.last)
    return [Line(account, found.get(account.pk, Cover())) for account in accounts]


def coming(plan: WatchPlan, at: datetime | None = None) -> Turn | None:
    """The turn that goes on now, else the next within eight days."""
    now = at or clock.now()
    turns = plan.turns(now - timedelta(days=1), now + timedelta(days=8))
    return next((turn for turn in turns if turn.ends_at > now), None)


def sentence(found: list[Day], first: date, today: date, alarms: dict[UUID, WatchAlarm]) -> str:
    """How the watch stands, in one sentence for the page's title."""
    over_free = first != today - timedelta(days=1)
    if alarms:
        return "Ett konto väntar på tillsyn" if len(alarms) == 1 else "Flera konton väntar på tillsyn"
    if not found:
        return "Ingen bevakning har avslutats än"
    if missed := sum(day.missed for day in found):
        word = "En lucka" if missed == 1 else f"{missed} luckor"
        return f"{word} i bevakningen {'i helgen' if over_free else 'sedan i går'}"
    return "Bevakningen hölls hela helgen" if over_free else "Bevakningen har hållits sedan i går"


def today_in_sweden() -> date:
    """The day in Sweden now."""
    return swedish_day(clock.now())
