from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from liggaren.duties import queries, services
from liggaren.duties.events import DutyOverdue
from liggaren.duties.models import Duty
from liggaren.lib import clock, events
from liggaren.notices.models import Notice
from liggaren.people.factories import Cast, cast, give

pytestmark = pytest.mark.django_db


def _duty(who: Cast, **facts: Any) -> Duty:
    usual = {
        "kind": "account.watch", "key": "a", "title": "Titta till kontot", "link": "/konton/1/",
        "due_at": clock.now() + timedelta(hours=3), "owner_role": "unit_manager", "unit": who.unit,
    }  # fmt: skip
    return services.open_duty(**{**usual, **facts})


def test_opening_twice_is_once() -> None:
    who = cast()
    assert _duty(who).pk == _duty(who).pk


def test_a_duty_is_due_for_the_role_and_its_deputy_and_nobody_else() -> None:
    who = cast()
    duty = _duty(who)
    give(who.sara, "unit_manager", who.unit, deputy_for=who.bertil.roles.get())
    now = clock.now()
    assert list(queries.due_for(who.bertil, now)) == [duty] == list(queries.due_for(who.sara, now))
    assert not queries.due_for(who.cecilia, now)


def test_a_central_role_above_the_unit_owns_its_duties() -> None:
    who = cast()
    duty = _duty(who, owner_role="information")
    assert list(queries.due_for(who.disa, clock.now())) == [duty]
    assert queries.owners(duty, clock.now()) == [who.disa]


def test_the_sweep_reminds_once_and_escalates_once_to_the_level_above(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    who = cast()
    _duty(who)
    heard: list[events.Event] = []
    monkeypatch.setitem(events._listeners, DutyOverdue, [heard.append])
    now = clock.now()
    assert services.remind_and_escalate(now) == (1, 0)
    assert services.remind_and_escalate(now) == (0, 0)
    late = now + timedelta(hours=4)
    assert services.remind_and_escalate(late) == (0, 1)
    assert services.remind_and_escalate(late) == (0, 0)
    assert len(heard) == 1
    told = set(Notice.objects.filter(subject__startswith="Försenat").values_list("user", flat=True))
    assert told == {who.bertil.pk, who.cecilia.pk}


def test_a_late_duty_of_the_director_reaches_the_information_function() -> None:
    who = cast()
    duty = _duty(who, owner=who.cecilia, owner_role="", unit=who.administration)
    assert queries.above(duty, clock.now()) == [who.disa]


def test_a_closed_duty_is_neither_due_nor_chased() -> None:
    who = cast()
    _duty(who)
    assert services.close("a", "done", by=who.bertil)
    assert not services.close("a", "done", by=who.bertil)
    assert not queries.due_for(who.bertil, clock.now())
    assert services.remind_and_escalate(clock.now() + timedelta(days=9)) == (0, 0)


def test_the_database_refuses_a_duty_that_nobody_owns() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO duties_duty (key, kind, title, link, owner_role, opened_at, due_at, outcome)"
            " VALUES ('x', 'x', 'x', '', '', now(), now(), '')"
        )
