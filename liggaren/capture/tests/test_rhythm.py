"""When an account is visited next: calm, lively, watched, asked to wait; and how a visit is asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from liggaren.capture import services, tasks, visits
from liggaren.capture.factories import NOON, Pretend, Said
from liggaren.capture.models import Visit
from liggaren.capture.rhythm import Facts, next_visit
from liggaren.connectors.base import ConnectorError, Mending
from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.people.factories import Cast
from liggaren.register.models import Account

TRIED = NOON - timedelta(seconds=10)
SECONDS = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("facts", "seconds"),
    [
        (Facts(TRIED), 300),
        (Facts(TRIED, opened_at=NOON - 60 * SECONDS), 30),
        (Facts(TRIED, opened_at=NOON - 180 * SECONDS), 300),
        (Facts(TRIED, brought_at=NOON - 600 * SECONDS), 60),
        (Facts(TRIED, brought_at=NOON - 900 * SECONDS), 300),
        (Facts(TRIED, opened_at=NOON, brought_at=NOON, pages=40), 120),
        (Facts(TRIED, opened_at=NOON, pages=5_000), 300),
        (Facts(TRIED, opened_at=NOON, brought_at=NOON, gentle=True), 300),
    ],
)
def test_the_pause_follows_what_happens_and_who_watches(facts: Facts, seconds: int) -> None:
    assert next_visit(facts, NOON) == TRIED + seconds * SECONDS


def test_one_never_visited_is_visited_at_once() -> None:
    assert next_visit(Facts(None, opened_at=NOON), NOON) == NOON


def test_what_the_platform_asked_for_goes_before_an_open_inbox() -> None:
    until = NOON + timedelta(hours=2)
    assert next_visit(Facts(TRIED, opened_at=NOON, wait_until=until), NOON) == until


@pytest.mark.django_db
def test_a_visit_tells_what_it_brought_and_the_next_comes_in_time(
    account: Account, platform: Pretend
) -> None:
    platform.reads_only = False
    platform.say(Said("1", "a"), Said("2", "b"))
    with clock.frozen(NOON):
        assert visits.due() == [account.pk]
        services.capture_account(account)
        row = Visit.objects.get()
        assert (row.new, row.edited, row.missing, row.error, row.fetched_at) == (2, 0, 0, "", NOON)
        assert visits.due() == []
    for seconds, due in ((59, []), (60, [account.pk])):
        with clock.frozen(NOON + seconds * SECONDS):
            assert visits.due() == due
    with clock.frozen(NOON + 20 * SECONDS):
        visits.opened([account.pk])
    with clock.frozen(NOON + 30 * SECONDS):
        assert visits.due() == [account.pk]


@pytest.mark.django_db
def test_a_fault_keeps_the_time_of_the_last_whole_visit(account: Account, platform: Pretend) -> None:
    with clock.frozen(NOON):
        services.capture_account(account)
    platform.down_after = 0
    with clock.frozen(NOON + timedelta(minutes=5)):
        services.capture_account(account)
        row = Visit.objects.get()
        assert row.fetched_at == NOON and row.error == "Plattformen svarar inte" and not row.is_limited
        assert visits.next_of(row, clock.now()) == NOON + timedelta(minutes=20)


@pytest.mark.django_db
def test_a_fault_of_our_own_is_said_and_the_visit_does_not_stand_as_under_way(
    account: Account, platform: Pretend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> Any:
        raise OSError("disk full")

    monkeypatch.setattr("liggaren.capture.taking.take_in", fails)
    platform.say(Said("1", "a"))
    with pytest.raises(OSError, match="disk full"):
        services.capture_account(account)
    row = Visit.objects.get()
    assert row.ended_at and row.error == "Hämtningen stannade av ett fel hos oss."


@pytest.mark.django_db
def test_a_person_asks_once_however_many_times_and_the_ledger_says_who(account: Account, cast: Cast) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    for _ in range(3):
        visits.ask(account=account, by=cast.anna)
    assert ProcrastinateJob.objects.filter(task_name="capture.account").count() == 1
    assert {record.actor for record in Record.objects.filter(kind="visit.asked")} == {cast.anna.actor}


@pytest.mark.django_db
def test_nobody_hurries_a_platform_that_asked_us_to_wait(
    account: Account, platform: Pretend, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def limited(number: int) -> None:
        raise ConnectorError("För många frågor", mending=Mending.WAIT, status=429, retry_after=600)

    monkeypatch.setattr(platform, "_answer", limited)
    platform.say(Said("1", "a"))
    with clock.frozen(NOON):
        services.capture_account(account)
        with pytest.raises(visits.AskedToWait, match=r"vänta till 12\.10"):
            visits.ask(account=account, by=cast.anna)
        tasks.sweep(timestamp=0)
        assert visits.due() == []
    with clock.frozen(NOON + timedelta(seconds=601)):
        assert visits.due() == [account.pk]
        visits.ask(account=account, by=cast.anna)
