"""Whoever keeps the watch is told at once that something may be secret, and never what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from liggaren.actions.factories import World
from liggaren.capture.models import Item
from liggaren.lib import clock
from liggaren.moderation import call_notices, services
from liggaren.moderation.tasks import enter_items
from liggaren.notices.models import Notice
from liggaren.notices.services import mail as send
from liggaren.register.models import Account

pytestmark = pytest.mark.clause("C7.1", "G5.5")
SECRET = "Kalle Exempel i 4B har epilepsi"


def arrive(world: World, text: str) -> Item:
    item = world.comment(text, name="Syrenbuske")
    enter_items.func(account_id=str(world.account.pk), version_ids=[item.latest_id])
    return item


def told() -> list[Notice]:
    return list(Notice.objects.filter(subject=call_notices.SUBJECT).order_by("pk"))


def test_its_administrators_are_told_at_once_and_in_words_that_say_nothing(world: World) -> None:
    item = arrive(world, SECRET)
    assert {notice.user for notice in told()} == {world.cast.anna, world.cast.second}
    for notice in told():
        assert notice.is_urgent and notice.link == f"/inkorg/{item.pk}/"
        send(notice)
    letters = " ".join(f"{letter.subject} {letter.body} {letter.message()}" for letter in mail.outbox)
    assert letters
    for word in ("Kalle", "4B", "epilepsi", "Syrenbuske"):
        assert word not in letters


def test_a_storm_is_one_notice_until_it_is_read_or_ten_minutes_have_passed(world: World) -> None:
    arrive(world, SECRET)
    arrive(world, SECRET)
    assert len(told()) == 2, "one to each of two people"
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        arrive(world, SECRET)
    assert len(told()) == 4


def test_an_ordinary_comment_and_what_stood_there_before_us_tell_nobody(world: World) -> None:
    arrive(world, "När öppnar badet?")
    assert told() == []
    Account.objects.update(entered_at=clock.now() + timedelta(days=1))
    arrive(world, SECRET)
    assert told() == []


def test_several_at_once_lead_to_the_queue(world: World) -> None:
    first, second = (world.comment(SECRET) for _ in range(2))
    versions = [first.latest_id or 0, second.latest_id or 0]
    services.find_signs(versions)
    services.enter(account_id=world.account.pk, version_ids=versions)
    assert {notice.link for notice in told()} == {"/inkorg/"}
