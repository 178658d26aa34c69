"""Account lives of every sort: each day an account had an owner, and each item, is in one snapshot with a
duty."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from liggaren.archive import periods, services
from liggaren.archive.models import Snapshot
from liggaren.capture.models import Item, Relation, Sighting
from liggaren.duties.models import Duty
from liggaren.lib import clock, dates
from liggaren.people.factories import cast as everyone
from liggaren.people.models import Unit
from liggaren.register.models import Account, AccountOwnership, Status

pytestmark = [pytest.mark.django_db, pytest.mark.clause("G6.1", "G6.2")]
PERIOD = dates.half_year(date(2026, 8, 1))
FIRST, LAST = date(2026, 7, 1), date(2026, 12, 31)
NEAR = st.integers(-40, 220).map(lambda days: FIRST + timedelta(days=days))
lives = st.fixed_dictionaries(
    {
        "begins": NEAR,
        "lengths": st.lists(st.integers(1, 150), min_size=0, max_size=3),  # transfers, a day apart or more
        "boards": st.lists(st.integers(0, 1), min_size=4, max_size=4),
        "ended": st.booleans(),  # the last ownership ends: the account is closed that day
        "items": st.lists(NEAR, max_size=4),
        "status": st.just(Status.ADOPTED),
    }
)


def live(cast: Any, boards: list[Unit], number: int, life: dict[str, Any]) -> Account:
    """An account as the life tells: owners one after the other, perhaps closed, with items."""
    now = clock.now()
    account = Account.objects.create(
        platform="playground", name=f"Konto {number}", unit=cast.unit, board=boards[0],
        status=life["status"], entered_at=now, changed_at=now,
    )  # fmt: skip
    day = life["begins"]
    for place in range(len(life["lengths"]) + 1):
        is_last = place == len(life["lengths"])
        until = None if is_last else day + timedelta(days=life["lengths"][place])
        if is_last and life["ended"]:
            until = day + timedelta(days=30)
        AccountOwnership.objects.create(
            account=account, unit=cast.unit, board=boards[life["boards"][place]], valid_from=day,
            valid_to=until,
        )  # fmt: skip
        day = until or day
    if life["ended"]:
        Account.objects.filter(pk=account.pk).update(status=Status.CLOSED, closed_on=day)
    for place, at in enumerate(life["items"]):
        _item(account, f"{number}-{place}", periods.midnight(at) + timedelta(hours=9))
    account.refresh_from_db()
    return account


def _item(account: Account, native_id: str, at: datetime) -> None:
    item = Item.objects.create(
        platform="playground", native_id=native_id, kind="post", first_seen_at=at, counted_at=at, is_ours=True
    )
    Sighting.objects.create(item=item, account=account, relation=Relation.OWN, first_seen_at=at)


def owner(account: Account, day: date) -> int | None:
    """The board that owned the account on a day."""
    for one in account.ownerships.all():
        if one.valid_from <= day and (one.valid_to is None or day < one.valid_to):
            return one.board_id
    return None


def holding(found: list[Snapshot], moment: datetime) -> list[Snapshot]:
    return [one for one in found if one.period_start <= moment < one.period_end]


def days() -> list[date]:
    return [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lives, min_size=1, max_size=3))
def test_no_account_of_a_period_is_without_a_duty_whatever_life_it_lived(
    cast: Any, drawn: list[dict[str, Any]]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        check(cast, drawn)
        transaction.set_rollback(True)


def check(cast: Any, drawn: list[dict[str, Any]]) -> None:
    other = Unit.objects.create(name="Tekniska nämnden", kind="board", parent=cast.board.parent)
    accounts = [live(cast, [cast.board, other], n, life) for n, life in enumerate(drawn)]
    services.open_run(period=PERIOD, by=None)
    assert services.open_run(period=PERIOD, by=None) is not None  # twice is once
    for account in accounts:
        found = list(Snapshot.objects.filter(account=account))
        for day in days():
            board = owner(account, day)
            if board is not None:
                noon = periods.midnight(day) + timedelta(hours=12)
                assert [one.board_id for one in holding(found, noon)] == [board]
        for at in Item.objects.filter(sightings__account=account).values_list("counted_at", flat=True):
            assert len(holding(found, at)) == (1 if PERIOD.holds(at) else 0)
        for one in found:
            assert Duty.objects.filter(key=periods.duty_key(one), closed_at=None).exists()


def test_an_account_entered_in_the_last_hours_is_found_after_midnight(db: None) -> None:
    from liggaren.archive.tasks import sweep

    cast = everyone()
    with clock.frozen(periods.midnight(date(2026, 12, 31)) + timedelta(hours=23)):
        account = live(cast, [cast.board], 0, {
            "begins": LAST, "lengths": [], "boards": [0], "ended": False, "items": [],
            "status": Status.ADOPTED,
        })  # fmt: skip
    with clock.frozen(periods.midnight(date(2027, 1, 1)) + timedelta(hours=2, minutes=20)):
        sweep(timestamp=0)
    labels = set(Snapshot.objects.filter(account=account).values_list("label", flat=True))
    assert labels == {"andra halvåret 2026", "första halvåret 2027"}


def test_a_late_snapshot_is_chased_and_then_told_to_the_level_above(db: None) -> None:
    from liggaren.duties import services as duties

    cast = everyone()
    live(cast, [cast.board], 0, {
        "begins": FIRST, "lengths": [], "boards": [0], "ended": False, "items": [], "status": Status.ADOPTED,
    })  # fmt: skip
    (row,) = services.open_run(period=PERIOD, by=None)
    duty = Duty.objects.get(key=periods.duty_key(row))
    duties.remind_and_escalate(duty.due_at - timedelta(hours=12))
    duties.remind_and_escalate(duty.due_at + timedelta(hours=1))
    duty.refresh_from_db()
    assert duty.reminded_at and duty.escalated_at and duty.closed_at is None


def test_the_window_is_chosen_and_holds_for_the_duty_and_for_when_it_is_made(db: None) -> None:
    from liggaren.archive import queries

    cast = everyone()
    services.set_window(make_after=3, answer_within=20, by=cast.frida)
    live(cast, [cast.board], 0, {
        "begins": FIRST, "lengths": [], "boards": [0], "ended": False, "items": [], "status": Status.ADOPTED,
    })  # fmt: skip
    (row,) = services.open_run(period=PERIOD, by=None)
    assert Duty.objects.get(key=periods.duty_key(row)).due_at == row.period_end + timedelta(days=20)
    assert queries.ripe(row.period_end + timedelta(days=2)) == []
    assert queries.ripe(row.period_end + timedelta(days=3)) == [row.pk]
    for after, within in ((5, 5), (-1, 9), (1, 91)):
        with pytest.raises(services.NotChosen):
            services.set_window(make_after=after, answer_within=within, by=cast.frida)
    with pytest.raises(Exception, match="Bara informationsfunktionen"):
        services.set_window(make_after=1, answer_within=9, by=cast.anna)
