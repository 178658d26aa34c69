"""What each account's watch asks for: its schedule, from when it holds, who keeps it and who stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from liggaren.lib import clock
from liggaren.lib.dates import swedish_day
from liggaren.moderation.models import Absence, WatchRaise
from liggaren.moderation.watch_times import Raised, Schedule, Turn, moment, schedule_of, turns
from liggaren.people.memory import recall
from liggaren.people.models import User
from liggaren.register import queries as register
from liggaren.register.models import Account, Status, WorkingFacts

WATCHED = (Status.STARTED, Status.ADOPTED, Status.CLOSING)


@dataclass(frozen=True)
class WatchPlan:
    """One account's watch as it stands."""

    account: Account
    facts: WorkingFacts
    schedule: Schedule
    begins: datetime
    raised: tuple[Raised, ...]

    def turns(self, since: datetime, until: datetime) -> list[Turn]:
        """The turns that start in [since, until), none before the plan holds."""
        return turns(self.schedule, self.raised, max(since, self.begins), until)


def plans(accounts: Iterable[Account] | None = None) -> list[WatchPlan]:
    """The watches of open accounts (every one when None) with an approved plan. Three queries."""
    found = Account.objects.filter(status__in=WATCHED)
    if accounts is not None:
        found = found.filter(pk__in=[account.pk for account in accounts])
    rows = {account.pk: account for account in found.select_related("unit")}
    newest = {facts.account_id: facts for facts in _facts(rows)}
    raised = raised_by_account(list(rows))
    return [_plan(account, newest[pk], raised[pk]) for pk, account in rows.items() if pk in newest]


def plan_of(account: Account) -> WatchPlan | None:
    """One account's watch; None where it has none. Two queries."""
    facts = register.working_facts(account)
    if facts is None or account.status not in WATCHED:
        return None
    return _plan(account, facts, raised_by_account([account.pk])[account.pk])


def watched(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Those of the accounts that have a watch: open, with an approved plan."""
    return accounts.filter(Exists(WorkingFacts.objects.filter(account=OuterRef("pk"))), status__in=WATCHED)


def _facts(rows: Iterable[UUID]) -> list[WorkingFacts]:
    return list(WorkingFacts.objects.filter(account__in=list(rows)).order_by("version"))


def _plan(account: Account, facts: WorkingFacts, raised: Sequence[Raised]) -> WatchPlan:
    return WatchPlan(account, facts, schedule_of(facts.watch), _begins(account, facts), tuple(raised))


def _begins(account: Account, facts: WorkingFacts) -> datetime:
    """The approval's moment, but not before the day after the account was opened."""
    if account.opened_on is None:
        return facts.made_at
    return max(facts.made_at, moment(account.opened_on + timedelta(days=1), 0))


def raised_by_account(accounts: Sequence[UUID]) -> dict[UUID, list[Raised]]:
    """Raised watches that hold now or have held, by account. One query."""
    found: dict[UUID, list[Raised]] = defaultdict(list)
    for row in WatchRaise.objects.filter(account__in=accounts):
        found[row.account_id].append(Raised(row.starts_at, row.ends_at, row.every, row.opens, row.closes))
    return found


def takers(account: Account, at: datetime | None = None) -> dict[int, User]:
    """Who keeps the account's watch in whose place today: away person's id to the one who accepted."""
    day = swedish_day(at or clock.now())
    rows = Absence.objects.filter(
        account=account, state=Absence.State.ACCEPTED, starts_on__lte=day, ends_on__gte=day
    ).select_related("taker")
    found = recall(("takers", account.pk, day), lambda: list(rows))
    return {row.user_id: row.taker for row in found}


def keepers(account: Account) -> list[User]:
    """The administrators, each who is away replaced by the one who took over."""
    instead = takers(account)
    people = [instead.get(row.user_id, row.user) for row in register.administrators(account)]
    return list(dict.fromkeys(people))


def deputy(account: Account, facts: WorkingFacts) -> User | None:
    """The deputy that the plan names, or who stands in for the deputy; None where no one is named."""
    named = facts.watch.get("deputy")
    roster = {row.user_id: row.user for row in register.administrators(account)}
    person = roster.get(named) or User.objects.filter(pk=named or 0, is_active=True).first()
    return takers(account).get(person.pk, person) if person else None
