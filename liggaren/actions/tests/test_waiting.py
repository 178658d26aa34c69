"""A platform that asks us to wait, or says yes and shows otherwise: tried again in time, doubted in time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from liggaren.actions import services
from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.actions.states import OutboxState
from liggaren.lib import clock

pytestmark = pytest.mark.clause("C6.1")


def jobs(task: str, row: Outbox) -> list[datetime]:
    """When the queue takes up the row next, by the jobs that have a moment of their own."""
    found = ProcrastinateJob.objects.filter(task_name=task, args__outbox_id=str(row.pk), status="todo")
    return [at for at in found.order_by("id").values_list("scheduled_at", flat=True) if at is not None]


def at(moment: datetime | None, task: str, row: Outbox) -> Outbox:
    """The queue's job at its moment."""
    assert moment is not None
    with clock.frozen(moment):
        act = services.send_when_due if task == "send" else services.look_when_due
        act(row.pk)
    row.refresh_from_db()
    return row


def test_what_a_platform_asked_to_wait_with_is_sent_again_at_the_moment_named(world: World) -> None:
    item = world.comment("Du är en idiot.")
    row = world.order("delete", item)
    world.play.admin.switch(world.page, "limited")
    assert services.send(row.pk) == OutboxState.PREPARED
    row.refresh_from_db()
    assert row.note == "not_sent" and row.next_at is not None
    assert jobs("liggaren.actions.tasks.send_act", row) == [row.next_at]
    at(row.next_at - timedelta(seconds=5), "send", row)
    assert len(world.acts(item)) == 1, "not before the platform has asked us to come back"
    world.play.admin.switch_all_off(world.page)
    at(row.next_at, "send", row)
    assert row.state == OutboxState.CONFIRMED
    assert [(line.status, line.performed) for line in world.acts(item)] == [(429, False), (204, True)]


def test_a_yes_that_two_look_ups_do_not_bear_out_is_unknown_and_then_not_done(world: World) -> None:
    row = world.order("delete", world.comment("Du är en idiot."))
    world.play.admin.switch(world.page, "pretends")
    assert services.send(row.pk) == OutboxState.SENT
    row.refresh_from_db()
    assert (row.note, row.looks) == ("not_as_ordered", 1)
    assert jobs("liggaren.actions.tasks.look_up_act", row) == [row.next_at]
    at(row.next_at, "look", row)
    assert (row.state, row.note) == (OutboxState.UNKNOWN, "not_as_ordered")
    assert row.sending_at is not None and row.next_at == row.sending_at + timedelta(minutes=2)
    at(row.next_at, "look", row)
    assert (row.state, row.note) == (OutboxState.FAILED, "still_there")


def test_a_yes_that_the_platform_will_not_show_is_unknown_until_a_person_has_looked(world: World) -> None:
    item = world.comment("Du är en idiot.")
    row = world.order("delete", item)
    world.play.admin.switch(world.page, "forbidden")
    services.send(row.pk)
    row.refresh_from_db()
    at(row.next_at, "look", row)
    assert (row.state, row.note) == (OutboxState.UNKNOWN, "not_told")
    services.tell(outbox_id=row.pk, done=True, by=world.cast.anna)
    row.refresh_from_db()
    assert row.state == OutboxState.CONFIRMED


def test_an_unknown_outcome_that_is_seen_unchanged_says_so_before_it_is_settled(world: World) -> None:
    row = world.order("delete", world.comment("Du är en idiot."))
    world.play.admin.switch(world.page, "reset")
    assert services.send(row.pk) == OutboxState.UNKNOWN
    world.play.admin.switch_all_off(world.page)
    services.confirm(row.pk)
    row.refresh_from_db()
    assert (row.state, row.note) == (OutboxState.UNKNOWN, "not_as_ordered")
