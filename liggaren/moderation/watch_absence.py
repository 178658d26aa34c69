"""Handing the watch over: I am away from a day to a day, who takes it, and that person says yes (B.9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time

from django.db import transaction

from liggaren.duties import services as duties
from liggaren.ledger import services as ledger
from liggaren.lib import clock
from liggaren.lib.canonical import Json
from liggaren.lib.clock import STOCKHOLM
from liggaren.lib.dates import long_date, swedish_day
from liggaren.moderation.errors import Incomplete, NotYours, Problem
from liggaren.moderation.models import Absence
from liggaren.notices import away
from liggaren.notices import services as notices
from liggaren.people import queries as people
from liggaren.people.memory import is_kept
from liggaren.people.models import RoleKind, User
from liggaren.register import queries as register
from liggaren.register.models import Account

S = Absence.State
LONGEST = 366  # days; longer is a change of administrator, not an absence


def may_take(account: Account, person: User) -> list[User]:
    """Who can take the account's watch from the person: its other administrators, and the information
    function; both may open its inbox.
    """
    others = [row.user for row in register.administrators(account)]
    others += [role.user for role in people.holders(RoleKind.INFORMATION, account.unit)]
    return [user for user in dict.fromkeys(others) if user != person]


def takers(accounts: Iterable[Account], person: User) -> list[tuple[Account, list[User]]]:
    """Each account with those who `may_take` it. On a page that remembers: two queries, however many."""
    rows = list(accounts)
    if is_kept():
        register.remember_rosters(rows)
        people.remember_holders([RoleKind.INFORMATION], [account.unit for account in rows])
    return [(account, may_take(account, person)) for account in rows]


@transaction.atomic
def ask(*, by: User, starts_on: date, ends_on: date, takers: Mapping[Account, User]) -> list[Absence]:
    """Ask one person for each account to keep its watch while `by` is away (both days within it).

    Raises Incomplete with what to mend, NotYours for an account that is not the person's own.
    """
    if problems := [*_days(starts_on, ends_on), *_takers(by, starts_on, ends_on, takers)]:
        raise Incomplete(problems)
    now = clock.now()
    return [_ask(by, starts_on, ends_on, account, taker, now) for account, taker in takers.items()]


def _days(starts_on: date, ends_on: date) -> list[Problem]:
    if ends_on < starts_on:
        return [Problem("till", "Skriv en sista dag som inte är före den första")]
    if ends_on < swedish_day(clock.now()):
        return [Problem("till", "Skriv en sista dag som inte har varit")]
    if (ends_on - starts_on).days >= LONGEST:
        return [Problem("till", "Skriv en tid som är högst ett år. Byt annars administratör")]
    return []


def _takers(by: User, starts_on: date, ends_on: date, takers: Mapping[Account, User]) -> list[Problem]:
    found = [] if takers else [Problem("konton", "Välj vem som tar över minst ett konto")]
    own = set(register.my_accounts(by).values_list("pk", flat=True))
    for account, taker in takers.items():
        if account.pk not in own:
            raise NotYours
        if taker not in may_take(account, by):
            found.append(Problem(f"tar-{account.pk}", f"Välj någon som sköter {account.name}"))
        elif gone := _away(taker, starts_on, ends_on):
            words = f"{taker.name} är borta {long_date(gone.starts_on)} till {long_date(gone.ends_on)}"
            found.append(Problem(f"tar-{account.pk}", f"{words}. Välj någon annan"))
        elif _overlapping(by, account, starts_on, ends_on):
            found.append(Problem(f"tar-{account.pk}", f"Du har redan lämnat över {account.name} de dagarna"))
    return found


def _away(user: User, starts_on: date, ends_on: date) -> Absence | None:
    found = Absence.objects.filter(user=user, state__in=(S.ASKED, S.ACCEPTED))
    return found.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()


def _overlapping(by: User, account: Account, starts_on: date, ends_on: date) -> bool:
    found = Absence.objects.filter(user=by, account=account, state__in=(S.ASKED, S.ACCEPTED))
    return found.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).exists()


def _ask(by: User, starts_on: date, ends_on: date, account: Account, taker: User, now: datetime) -> Absence:
    row = Absence.objects.create(
        user=by, account=account, taker=taker, starts_on=starts_on, ends_on=ends_on, asked_at=now
    )
    notices.tell(
        user=taker, subject=f"Kan du ta över bevakningen av {account.name}?"[:150], link=LINK,
        body=f"Det gäller {long_date(starts_on)} till {long_date(ends_on)}. Svara ja eller nej.",
    )  # fmt: skip
    begins = datetime.combine(max(starts_on, swedish_day(now)), time(8), tzinfo=STOCKHOLM)
    duties.open_duty(
        kind="watch.answer_handover", key=_key(row), link=LINK, owner=taker, unit=account.unit,
        title=f"Svara om bevakningen av {account.name}"[:200], due_at=max(begins, now),
    )  # fmt: skip
    _say("absence.asked", row, by)
    return row


LINK = "/bevakning/borta/"


def _key(row: Absence) -> str:
    return f"watch.absence.{row.pk}"


@transaction.atomic
def answer(*, absence: Absence, accepts: bool, by: User) -> Absence:
    """The one who was asked says yes or no; the one who is away is told. Raises NotYours."""
    row = _locked(absence)
    if row.taker_id != by.pk or row.state != S.ASKED:
        raise NotYours
    row = _end(row, S.ACCEPTED if accepts else S.DECLINED, by)
    if accepts:
        away.hand_over(user=row.user, to=by, starts_on=row.starts_on, ends_on=row.ends_on)
    yes, no = "Bevakningen är överlämnad", "Bevakningen är inte överlämnad"
    body = (
        "De dagar du är borta sköter den du frågade kontot."
        if accepts
        else ("Den du frågade kan inte. Fråga någon annan: bevakningen är fortfarande din.")
    )
    notices.tell(
        user=row.user, subject=f"{yes if accepts else no}: {row.account.name}"[:150], body=body, link=LINK
    )
    _say(f"absence.{row.state}", row, by)
    return row


@transaction.atomic
def withdraw(*, absence: Absence, by: User) -> Absence:
    """The one who is away takes it back, also after a yes: the watch is theirs again. Raises NotYours."""
    row = _locked(absence)
    if row.user_id != by.pk or row.state not in (S.ASKED, S.ACCEPTED):
        raise NotYours
    if row.state == S.ACCEPTED:
        away.take_back(user=by, to=row.taker, starts_on=row.starts_on, ends_on=row.ends_on)
        notices.tell(
            user=row.taker, subject=f"Du behöver inte ta över bevakningen av {row.account.name}"[:150],
            body="Den som skulle vara borta har den själv igen.", link=LINK,
        )  # fmt: skip
    row = _end(row, S.WITHDRAWN, by)
    _say("absence.withdrawn", row, by)
    return row


def _locked(absence: Absence) -> Absence:
    rows = Absence.objects.select_for_update(of=("self",)).select_related("user", "taker", "account")
    return rows.get(pk=absence.pk)


def _end(row: Absence, state: Absence.State, by: User) -> Absence:
    row.state, row.answered_at = state, clock.now()
    row.save(update_fields=["state", "answered_at"])
    duties.close(_key(row), "done", by=by)
    return row


def _say(kind: str, row: Absence, by: User) -> None:
    facts: dict[str, Json] = {
        "from": row.starts_on.isoformat(),
        "to": row.ends_on.isoformat(),
        "taker": row.taker_id,
    }
    ledger.append(kind=kind, actor=by.actor, obj=row.account.obj, facts=facts)
