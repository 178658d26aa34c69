"""Many at once, hand-overs and undoing: one holder each, an entry for each, nothing leaves the house."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from django.db import connection

from liggaren.actions.factories import World
from liggaren.actions.models import Outbox
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.ledger.models import Record
from liggaren.lib import clock
from liggaren.moderation import queue_acts, services
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Handling, HandOver, QueueStep
from liggaren.moderation.queue_acts import Act
from liggaren.moderation.states import HandlingState
from liggaren.notices.models import Notice
from liggaren.people.models import User

AT_ONCE, CLAIMED = 16, 500


def state(item: Item) -> tuple[str, int | None]:
    row = Handling.objects.get(item=item)
    return row.state, row.taken_by_id


def entries(kind: str) -> int:
    return Record.objects.filter(kind=kind).count()


def test_many_are_finished_in_one_step_and_put_back_in_one(world: World) -> None:
    items, anna = [incoming(world, f"Tack {number}") for number in range(3)], world.cast.anna
    services.take(item=items[0], by=anna)
    outcome = queue_acts.act_on_many(items=[item.pk for item in items], act=Act.DONE, by=anna)
    assert (outcome.changed, outcome.others, outcome.left) == (3, 0, 0) and entries("handling.done") == 3
    assert {state(item)[0] for item in items} == {"done"}
    assert outcome.step is not None
    assert queue_acts.undo(step_id=outcome.step.pk, by=anna).changed == 3
    assert [state(item) for item in items] == [("taken", anna.pk), ("untaken", None), ("untaken", None)]
    assert entries("handling.undone") == 3
    with pytest.raises(services.NotYours):
        queue_acts.undo(step_id=outcome.step.pk, by=anna)


def test_what_a_colleague_has_and_what_is_not_mine_is_left_and_counted(world: World) -> None:
    items, cast = [incoming(world, f"Fråga {number}") for number in range(3)], world.cast
    services.take(item=items[0], by=cast.second)
    capture.restrict(item=items[1], level="restricted", by=cast.erik, reason="Sekretess")
    for act in (Act.TAKE, Act.DONE):
        queue_acts.act_on_many(items=[item.pk for item in items[:2]], act=act, by=cast.anna)
    outcome = queue_acts.act_on_many(items=[item.pk for item in items], act=Act.TAKE, by=cast.anna)
    assert (outcome.changed, outcome.others, outcome.left) == (1, 1, 1)
    assert state(items[0]) == ("taken", cast.second.pk) and state(items[1]) == ("untaken", None)
    stranger = queue_acts.act_on_many(items=[item.pk for item in items], act=Act.DONE, by=cast.sara)
    assert (stranger.changed, stranger.left) == (0, 3) and not Outbox.objects.exists()


def test_nobody_undoes_anothers_step_nor_what_has_gone_on_since(world: World) -> None:
    item, cast = incoming(world, "Fråga"), world.cast
    step = queue_acts.mark_done(item=item, by=cast.anna)
    with pytest.raises(services.NotYours):
        queue_acts.undo(step_id=step.pk, by=cast.second)
    services.release(item=item, by=cast.second)
    services.take(item=item, by=cast.second)
    outcome = queue_acts.undo(step_id=step.pk, by=cast.anna)
    assert (outcome.changed, outcome.left) == (0, 1) and state(item) == ("taken", cast.second.pk)


def test_what_has_an_act_on_its_way_is_not_undone(world: World) -> None:
    item, anna = incoming(world, "Fråga"), world.cast.anna
    step = queue_acts.take(item=item, by=anna)
    Outbox.objects.create(
        key="svar", act="reply", account=world.account, item=item, decision_ref="answer:1", prepared_by=anna,
        prepared_at=clock.now(),
    )  # fmt: skip
    assert queue_acts.undo(step_id=step.pk, by=anna).changed == 0 and state(item)[0] == "taken"


def test_a_hand_over_names_who_and_why_and_tells_nothing_outside(world: World) -> None:
    item, cast = incoming(world, "Min granne heter Backsippan"), world.cast
    outcome = queue_acts.hand_over(items=[item.pk], to=cast.second, why="Du kan badet", by=cast.anna)
    assert outcome.changed == 1 and state(item) == ("taken", cast.second.pk)
    assert HandOver.objects.get().why == "Du kan badet"
    told = Notice.objects.get(user=cast.second, link="/inkorg/?vy=mina")
    assert "Backsippan" not in told.subject + told.body and "badet" not in told.body
    entry = Record.objects.get(kind="handling.handed_over")
    assert entry.facts == {"state": "taken", "to": cast.second.actor}


def test_a_hand_over_needs_a_line_and_an_administrator_of_the_account(world: World) -> None:
    item, cast = incoming(world, "Fråga"), world.cast
    for to, why in ((cast.second, " "), (None, "Du kan"), (cast.second, "x" * 301)):
        with pytest.raises(services.Incomplete):
            queue_acts.act_on_many(items=[item.pk], act=Act.HAND_OVER, by=cast.anna, to=to, why=why)
    for to in (cast.sara, cast.gustav):
        assert queue_acts.hand_over(items=[item.pk], to=to, why="Ta den", by=cast.anna).changed == 0
    assert state(item) == ("untaken", None) and not HandOver.objects.exists()


@pytest.mark.clause("C5.7")
def test_a_message_is_not_claimed_by_one_outside_the_roster(world: World) -> None:
    item, cast = incoming(world, "Hemligt till er"), world.cast
    Item.objects.filter(pk=item.pk).update(kind="message")
    Handling.objects.filter(item=item).update(relation="message")
    assert queue_acts.act_on_many(items=[item.pk], act=Act.TAKE, by=cast.disa).changed == 0
    assert queue_acts.act_on_many(items=[item.pk], act=Act.TAKE, by=cast.anna).changed == 1


def test_no_more_than_five_hundred_and_no_fewer_than_one(world: World) -> None:
    for items in ([], [UUID(int=number) for number in range(CLAIMED + 1)]):
        with pytest.raises(services.Incomplete):
            queue_acts.act_on_many(items=items, act=Act.DONE, by=world.cast.anna)


def test_five_hundred_claimed_at_once_on_sixteen_connections_have_one_holder_each(world: World) -> None:
    world.play.admin.many(world.post, CLAIMED)
    capture.capture_account(world.account)
    services.enter_missed()
    items = list(Handling.objects.order_by("?").values_list("item_id", flat=True)[:CLAIMED])
    people = [world.cast.anna, world.cast.second, world.cast.disa]
    claimed: list[tuple[int, int]] = []

    def claim(person: User, mine: list[UUID]) -> None:
        try:
            outcome = queue_acts.act_on_many(items=mine, act=Act.TAKE, by=person)
            claimed.append((person.pk, outcome.changed))
        finally:
            connection.close()

    turns = [items if number % 2 else items[::-1] for number in range(AT_ONCE)]
    threads = [
        threading.Thread(target=claim, args=(people[number % 3], turn)) for number, turn in enumerate(turns)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == AT_ONCE and sum(changed for _, changed in claimed) == CLAIMED
    held = Handling.objects.filter(item_id__in=items, state=HandlingState.TAKEN, taken_by__isnull=False)
    assert held.count() == CLAIMED == entries("handling.taken")
    for person in people:
        theirs = sum(changed for holder, changed in claimed if holder == person.pk)
        assert held.filter(taken_by=person).count() == theirs
    assert sum(len(step.rows) for step in QueueStep.objects.all()) == CLAIMED
