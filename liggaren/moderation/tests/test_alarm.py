"""Targets that the municipality sets, and the alarm when they pass: a duty, a bland notice, an escalation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from liggaren.capture.models import Item
from liggaren.duties import services as duties
from liggaren.duties.models import Duty
from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.moderation import alarming, targets
from liggaren.moderation.errors import Incomplete, NotYours
from liggaren.moderation.models import Category, Handling, Removal
from liggaren.moderation.tests.decisions import place, row
from liggaren.notices.models import Notice
from liggaren.people.factories import Cast, cast
from liggaren.register.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.clause("G5.5", "C6.1")]


@pytest.fixture
def people(db: None) -> Cast:
    return cast()


@pytest.fixture
def acute(people: Cast) -> tuple[Account, Item]:
    account, item = place(people)
    Handling.objects.update_or_create(
        item=item,
        defaults={"account": account, "urgency": 1, "came_at": item.counted_at, "changed_at": clock.now()},
    )
    return account, item


def test_what_is_acute_and_undecided_after_the_strictest_target_is_raised_once(
    people: Cast, acute: tuple[Account, Item]
) -> None:
    _, item = acute
    seen = item.first_seen_at
    assert alarming.sound(now=seen + timedelta(minutes=60)) == (0, 0)
    assert alarming.sound(now=seen + timedelta(minutes=61)) == (1, 0)
    assert alarming.sound(now=seen + timedelta(minutes=70)) == (0, 0)
    duty = Duty.objects.get(kind="clock.alarm")
    assert duty.due_at == seen + timedelta(hours=1) and duty.link == f"/inkorg/{item.pk}/"
    told = Notice.objects.filter(link=duty.link)
    assert people.disa in {notice.user for notice in told}
    assert not any("idiot" in notice.subject + notice.body for notice in told)
    duties.remind_and_escalate(seen + timedelta(hours=2))
    assert Notice.objects.filter(user=people.bertil, subject__startswith="Försenat").exists()


def test_a_decision_ends_the_alarm(people: Cast, acute: tuple[Account, Item]) -> None:
    account, item = acute
    later = item.first_seen_at + timedelta(hours=2)
    alarming.sound(now=later)
    row(people, account, item, later).save()
    assert alarming.sound(now=later) == (0, 1)
    assert Duty.objects.get(kind="clock.alarm").closed_at is not None


def test_a_decision_that_is_not_carried_out_in_time_is_raised_too(people: Cast) -> None:
    account, item = place(people)
    at = item.first_seen_at + timedelta(days=3)
    waiting = row(people, account, item, at, state="second", gone_at=None)
    waiting.save()
    assert alarming.sound(now=at + timedelta(hours=3)) == (0, 0)
    assert alarming.sound(now=at + timedelta(hours=5)) == (1, 0)
    assert Duty.objects.get(kind="clock.alarm").link == f"/beslut/{waiting.pk}/"


def test_where_no_category_alarms_nothing_is_raised(people: Cast, acute: tuple[Account, Item]) -> None:
    for target in targets.every_target():
        targets.set_target(category=target.category, minutes=60, is_alarmed=False, by=people.disa)
    assert alarming.sound(now=acute[1].first_seen_at + timedelta(days=9)) == (0, 0)


def test_a_target_is_set_by_the_information_function_and_stands_in_the_ledger(people: Cast) -> None:
    place(people)
    hate = Category.objects.get(key="hets")
    with pytest.raises(NotYours):
        targets.set_target(category=hate, minutes=30, is_alarmed=True, by=people.anna)
    for wrong in (0, targets.MOST + 1):
        with pytest.raises(Incomplete):
            targets.set_target(category=hate, minutes=wrong, is_alarmed=True, by=people.disa)
    assert targets.set_target(category=hate, minutes=30, is_alarmed=True, by=people.disa)
    assert targets.set_target(category=hate, minutes=30, is_alarmed=True, by=people.disa) is None
    found = next(target for target in targets.every_target() if target.category == hate)
    assert found.minutes == 30 and found.decided_by == people.disa.name
    assert Record.objects.filter(kind="clock_target.set").count() == 1
    assert {target.decided_at is None for target in targets.every_target()} == {True, False}


def test_every_category_has_a_target_before_anyone_has_decided(people: Cast) -> None:
    place(people)
    found = targets.every_target()
    assert len(found) == Category.objects.count() and all(target.minutes >= 1 for target in found)
    assert Removal.objects.count() == 0
