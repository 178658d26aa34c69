"""Showing again what was hidden, and considering a decision again: who may, what follows, what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.actions.platforms import Act, Capability
from liggaren.capture.models import ItemState
from liggaren.duties.models import Duty
from liggaren.ledger import queries as ledger
from liggaren.lib import clock
from liggaren.moderation import services
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Appeal, Removal, Reversal
from liggaren.moderation.reversing import judge_reversal
from liggaren.moderation.states import AppealState, RemovalState, ReversalState
from liggaren.moderation.tasks import take_up
from liggaren.moderation.tests.deciding import carried_out, decide

pytestmark = pytest.mark.clause("C6.1", "C6.13")
CAN = (Capability(Act.UNHIDE, True, True, "Syns igen.", "källa", date(2026, 11, 24)),)


def hidden(world: World) -> Removal:
    return carried_out(decide(incoming(world, "Du är en idiot."), world.cast.anna, way="hide"))


def after_the_act(reversal: Reversal) -> Removal:
    assert reversal.outbox_id is not None
    actions.send(reversal.outbox_id)
    services.act_ended(outbox_id=reversal.outbox_id)
    reversal.refresh_from_db()
    return Removal.objects.select_related("item").get(pk=reversal.removal_id)


def test_only_what_is_done_hidden_and_can_be_shown_is_shown_again() -> None:
    ways, states, items = Removal.Way.values, RemovalState.values, ItemState.values
    for state, way, item, is_hidden, can in product(states, ways, items, (True, False), (CAN, ())):
        verdict = judge_reversal(state=state, way=way, item_state=item, is_hidden=is_hidden, capabilities=can)
        wanted = state == "done" and way in ("hide", "by_hand") and item == "present" and is_hidden and can
        assert verdict.possible == bool(wanted) and verdict.note


def test_it_is_a_decision_of_its_own_captured_afterwards_and_entered(world: World) -> None:
    removal = hidden(world)
    assert removal.item.is_hidden is not None
    versions = removal.item.versions.count()
    reversal = services.reverse(removal=removal, reason="Fel person.", by=world.cast.second)
    row = after_the_act(reversal)
    assert row.state == RemovalState.RESTORED and reversal.state == ReversalState.DONE and reversal.done_at
    row.item.refresh_from_db()
    assert not row.item.is_hidden and row.item.versions.count() == versions + 1
    assert [line.act for line in world.acts(row.item)] == ["hide", "unhide"]
    kinds = [ledger.record(entry).kind for entry in entries(row)]
    assert {"removal.reversal_decided", "removal.restored"} <= set(kinds)
    again = carried_out(decide(row.item, world.cast.anna, way="delete"))
    assert again.state == RemovalState.DONE and again.pk != row.pk


def entries(row: Removal) -> list[int]:
    return [getattr(entry, "entry_id", entry) for entry in ledger.about(f"removal:{row.pk}")]


@pytest.mark.parametrize(("switch", "state"), [("refuse", "not_done"), ("reset", "ordered")])
def test_what_the_platform_refuses_or_does_not_say_is_never_called_restored(
    world: World, switch: str, state: str
) -> None:
    removal = hidden(world)
    reversal = services.reverse(removal=removal, reason="Fel person.", by=world.cast.anna)
    world.play.admin.switch(world.page, switch)
    assert after_the_act(reversal).state == RemovalState.DONE and reversal.state == state
    world.play.admin.switch_all_off(world.page)
    if state == "not_done":
        assert after_the_act(services.reverse(removal=removal, reason="Igen.", by=world.cast.anna)).state == (
            RemovalState.RESTORED
        )
    else:
        with pytest.raises(services.SomeoneWasFirst):
            services.reverse(removal=removal, reason="Igen.", by=world.cast.anna)


def test_an_outcome_that_no_event_told_of_is_carried_over_within_a_minute(world: World) -> None:
    removal = hidden(world)
    reversal = services.reverse(removal=removal, reason="Fel person.", by=world.cast.anna)
    assert reversal.outbox_id is not None and actions.send(reversal.outbox_id) == "confirmed"
    take_up(timestamp=0)
    removal.refresh_from_db()
    assert removal.state == RemovalState.RESTORED


def test_it_takes_a_reason_and_someone_whose_work_it_is(world: World) -> None:
    removal = hidden(world)
    with pytest.raises(services.Incomplete, match="Skriv varför"):
        services.reverse(removal=removal, reason=" ", by=world.cast.anna)
    with pytest.raises(services.NotYours):
        services.reverse(removal=removal, reason="Nej.", by=world.cast.sara)
    assert not Reversal.objects.exists()


def appealed(removal: Removal, world: World, **changed: Any) -> Appeal:
    facts: dict[str, Any] = {
        "channel": "mail", "from_whom": "Kim", "text": "Det var skämt.", "received_at": clock.now(),
        "by": world.cast.anna,
    }  # fmt: skip
    return services.receive_appeal(removal=removal, **{**facts, **changed})


def test_an_appeal_of_something_hidden_is_answered_by_another_and_shows_it_again(world: World) -> None:
    removal, cast = hidden(world), world.cast
    appeal = appealed(removal, world)
    duty = Duty.objects.get(kind="removal.appeal")
    with pytest.raises(services.SomeoneWasFirst):
        appealed(removal, world)
    with pytest.raises(services.Incomplete, match="Någon annan"):
        services.answer_appeal(appeal=appeal, outcome="reversed", reason="Ja.", by=cast.anna)
    with pytest.raises(services.NotYours):
        services.answer_appeal(appeal=appeal, outcome="reversed", reason="Ja.", by=cast.sara)
    appeal = services.answer_appeal(appeal=appeal, outcome="reversed", reason="Skämt.", by=cast.second)
    assert appeal.state == AppealState.REVERSED and not appeal.correction
    assert after_the_act(appeal.reversal).state == RemovalState.RESTORED
    duty.refresh_from_db()
    assert duty.closed_at
    with pytest.raises(services.SomeoneWasFirst):
        services.answer_appeal(appeal=appeal, outcome="upheld", reason="Nej.", by=cast.second)


def test_the_database_itself_lets_no_decider_answer(world: World) -> None:
    appeal = appealed(hidden(world), world)
    now = clock.now()
    for who in (world.cast.anna,):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appeal.objects.filter(pk=appeal.pk).update(
                state="upheld", decided_by=who, decided_at=now, reason="Nej."
            )


def test_an_appeal_that_changes_nothing_leaves_all_as_it_was_and_can_come_again(world: World) -> None:
    removal = hidden(world)
    upheld = services.answer_appeal(
        appeal=appealed(removal, world), outcome="upheld", reason="Det står.", by=world.cast.second
    )
    assert upheld.state == AppealState.UPHELD and Outbox.objects.count() == 1
    assert appealed(removal, world, channel="phone").pk != upheld.pk


def test_what_was_deleted_is_corrected_in_public_under_the_post(world: World) -> None:
    removal = carried_out(decide(incoming(world, "Du är en idiot."), world.cast.anna))
    appeal = appealed(removal, world)
    with pytest.raises(services.Incomplete, match="Skriv rättelsen"):
        services.answer_appeal(appeal=appeal, outcome="reversed", reason="Fel.", by=world.cast.second)
    appeal = services.answer_appeal(
        appeal=appeal, outcome="reversed", reason="Fel.", by=world.cast.second,
        correction="Vi tog bort en kommentar som fick stå.",
    )  # fmt: skip
    assert appeal.outbox is not None and actions.send(appeal.outbox.pk) == "confirmed"
    (reply,) = world.play.admin.replies(world.post)
    assert "som fick stå" in world.play.admin.text(reply)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"channel": "rök"}, "channel"),
        ({"from_whom": " "}, "from_whom"),
        ({"text": ""}, "text"),
        ({"received_at": None}, "received_on"),
    ],
)
def test_each_lack_of_an_appeal_names_its_field(world: World, changed: dict[str, Any], field: str) -> None:
    if "received_at" in changed:
        changed = {"received_at": clock.now() + timedelta(days=2)}
    with pytest.raises(services.Incomplete) as caught:
        appealed(hidden(world), world, **changed)
    assert [problem.field for problem in caught.value.problems] == [field]
