"""A watch is kept by a look, missed without one, and told of in turn until somebody looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.lib.clock import STOCKHOLM
from liggaren.moderation import watch_absence, watch_keeping, watch_queries, watch_raising
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.models import Absence, WatchAlarm, WatchLook, WatchTurn
from liggaren.moderation.watch_looks import note_look
from liggaren.notices.models import Away, Notice
from liggaren.people.factories import Cast, cast
from liggaren.register import factories
from liggaren.register.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.clause("B.9")]
FRIDAY = datetime(2026, 11, 20, 7, 0, tzinfo=STOCKHOLM)
FREE = {"from": "10.00", "to": "16.00", "times_per_day": 2}


@pytest.fixture
def who() -> Cast:
    return cast()


@pytest.fixture
def account(who: Cast, monkeypatch: pytest.MonkeyPatch) -> Account:
    """Started on the Thursday, watched from Friday on: thrice on weekdays, twice on weekends."""
    watch = {
        "days": [0, 1, 2, 3, 4], "from": "08.00", "to": "17.00", "times_per_day": 3, "free": FREE,
        "who": who.anna.pk, "deputy": who.second.pk,
    }  # fmt: skip
    monkeypatch.setattr(factories, "WATCH", watch)
    with clock.frozen(FRIDAY - timedelta(days=1)):
        found = factories.started(who)
    Notice.objects.all().delete()
    return found


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=STOCKHOLM)


def look(person: Any, account: Account, when: datetime) -> None:
    with clock.frozen(when):
        note_look(by=person, accounts=[account.pk])


def keep(when: datetime) -> int:
    with clock.frozen(when):
        return watch_keeping.keep()


def told(person: Any) -> int:
    return Notice.objects.filter(user=person, subject__startswith="Bevakningen är missad").count()


def test_a_weekend_is_kept_by_those_who_looked_and_each_turn_stands_once_in_the_ledger(
    who: Cast, account: Account
) -> None:
    for hour in (9, 12, 15):
        look(who.anna, account, at(20, hour))
    for day in (21, 22):
        look(who.second, account, at(day, 11))
        look(who.disa, account, at(day, 15, 59))
    assert keep(at(23, 7)) == 7
    assert keep(at(23, 7, 5)) == 0
    kept = WatchTurn.objects.filter(starts_at__gte=at(20, 0)).order_by("starts_at")
    assert [row.kept_by for row in kept] == [*[who.anna] * 3, *[who.second, who.disa] * 2]
    assert Record.objects.filter(kind="watch.kept").count() == 7
    cover = watch_queries.by_account([account.pk], at(20, 0).date(), at(22, 0).date())[account.pk]
    assert (cover.kept, cover.missed) == (7, 0)
    assert not WatchAlarm.objects.exists()


def test_a_second_look_in_the_same_quarter_adds_no_row(who: Cast, account: Account) -> None:
    for minute in (0, 5, 14, 15):
        look(who.anna, account, at(20, 9, minute))
    assert WatchLook.objects.count() == 2


def test_a_missed_watch_tells_administrators_then_deputy_then_information_and_each_once(
    who: Cast, account: Account
) -> None:
    keep(at(20, 11))
    assert (told(who.anna), told(who.second), told(who.disa)) == (1, 1, 0)  # both are administrators
    keep(at(20, 11, 30))
    assert told(who.second) == 1
    keep(at(20, 12, 1))
    assert (told(who.second), told(who.disa)) == (2, 0)
    keep(at(20, 13, 2))
    keep(at(20, 13, 50))
    assert (told(who.anna), told(who.second), told(who.disa)) == (1, 2, 1)
    assert Notice.objects.filter(is_urgent=True).count() == 4


def test_whoever_opens_the_inbox_ends_the_alarm_but_the_turn_stays_missed(
    who: Cast, account: Account
) -> None:
    keep(at(20, 11))
    look(who.disa, account, at(20, 11, 10))
    keep(at(20, 12, 30))
    alarm = WatchAlarm.objects.get()
    assert alarm.ended_by == who.disa and told(who.disa) == 0
    assert WatchTurn.objects.get(starts_at=at(20, 8)).kept_by is None
    assert Record.objects.filter(kind="watch.made_good").count() == 1


def test_a_sweep_that_was_away_for_days_tells_step_by_step_not_all_at_once(
    who: Cast, account: Account
) -> None:
    keep(at(23, 7))
    assert (told(who.anna), told(who.disa)) == (1, 0)
    keep(at(23, 7, 5))
    assert told(who.disa) == 0
    keep(at(23, 8, 1))
    keep(at(23, 9, 2))
    assert told(who.disa) == 1


def test_without_a_named_deputy_the_units_manager_is_told(who: Cast, account: Account) -> None:
    factories.WATCH.pop("deputy")
    with clock.frozen(FRIDAY):
        factories.approve(who, account)
    keep(at(20, 11))
    keep(at(20, 12, 1))
    assert told(who.bertil) == 1


def test_times_for_alarms_are_the_information_functions_and_go_in_turn(who: Cast, account: Account) -> None:
    with pytest.raises(NotYours):
        watch_raising.change_rule(administrators=0, deputy=5, information=10, by=who.anna)
    with pytest.raises(Incomplete):
        watch_raising.change_rule(administrators=0, deputy=10, information=10, by=who.disa)
    watch_raising.change_rule(administrators=0, deputy=5, information=10, by=who.disa)
    keep(at(20, 11))
    keep(at(20, 11, 6))
    keep(at(20, 11, 12))
    assert told(who.disa) == 1


def test_a_kept_turn_cannot_be_written_outside_its_time(who: Cast, account: Account) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchTurn.objects.create(
            account=account, starts_at=at(20, 8), ends_at=at(20, 9), kept_by=who.anna, kept_at=at(20, 9),
            entry_id=1,
        )  # fmt: skip


def test_the_one_who_said_yes_is_told_instead_of_the_one_who_is_away(who: Cast, account: Account) -> None:
    with clock.frozen(FRIDAY):
        (row,) = watch_absence.ask(
            by=who.anna, starts_on=FRIDAY.date(), ends_on=FRIDAY.date(), takers={account: who.disa}
        )
        assert told(who.disa) == 0 and row.state == Absence.State.ASKED
        with pytest.raises(NotYours):
            watch_absence.answer(absence=row, accepts=True, by=who.second)
        watch_absence.answer(absence=row, accepts=True, by=who.disa)
    assert Away.objects.filter(user=who.anna, to=who.disa).exists()
    keep(at(20, 11))
    assert (told(who.anna), told(who.disa), told(who.second)) == (0, 1, 1)


def test_until_a_yes_the_watch_is_still_ones_own_and_it_can_be_taken_back(
    who: Cast, account: Account
) -> None:
    with clock.frozen(FRIDAY):
        ask = {"starts_on": FRIDAY.date(), "ends_on": at(24, 0).date(), "takers": {account: who.second}}
        (row,) = watch_absence.ask(by=who.anna, **ask)
        with pytest.raises(Incomplete, match="redan"):
            watch_absence.ask(by=who.anna, **ask)
        watch_absence.answer(absence=row, accepts=True, by=who.second)
        watch_absence.withdraw(absence=row, by=who.anna)
    assert not Away.objects.exists()
    keep(at(20, 11))
    assert told(who.anna) == 1


def test_a_person_who_is_away_or_does_not_run_the_account_cannot_take_it(who: Cast, account: Account) -> None:
    days = {"starts_on": FRIDAY.date(), "ends_on": FRIDAY.date()}
    with clock.frozen(FRIDAY):
        watch_absence.ask(by=who.second, takers={account: who.anna}, **days)
        with pytest.raises(Incomplete, match="borta"):
            watch_absence.ask(by=who.anna, takers={account: who.second}, **days)
        with pytest.raises(Incomplete, match="Välj någon"):
            watch_absence.ask(by=who.anna, takers={account: who.bertil}, **days)
        with pytest.raises(NotYours):
            watch_absence.ask(by=who.bertil, takers={account: who.anna}, **days)
