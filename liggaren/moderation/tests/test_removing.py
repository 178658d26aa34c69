"""A decision from opened to gone: every way, what stops it, and what it leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from liggaren.actions import services as actions
from liggaren.actions.factories import World
from liggaren.actions.factories import world as make_world
from liggaren.actions.models import Outbox
from liggaren.capture import services as capture
from liggaren.capture.models import Item, ItemState
from liggaren.duties.models import Duty
from liggaren.ledger import queries as ledger
from liggaren.lib import clock, events
from liggaren.moderation import around_item, queries, services
from liggaren.moderation.events import RemovalConfirmed
from liggaren.moderation.factories import decision, incoming
from liggaren.moderation.models import Category, Handling, Removal
from liggaren.moderation.states import RemovalState
from liggaren.moderation.tests.deciding import carried_out, decide
from liggaren.playground.serve import Playground

pytestmark = pytest.mark.clause("C6.1", "G5.5")


@pytest.mark.clause("C6.2", "C6.11", "G5.6")
def test_a_comment_is_sealed_removed_and_looked_up_and_its_clock_tells_each_step(world: World) -> None:
    item = incoming(world, "Du är en idiot.", name="Backsippan")
    removal = carried_out(decide(item, world.cast.anna))
    item.refresh_from_db()
    assert item.state == ItemState.DELETED and removal.state == RemovalState.DONE
    moments = [removal.seen_at, removal.opened_at, removal.decided_at, removal.requested_at, removal.gone_at]
    assert all(moments) and moments == sorted(moments)
    assert removal.sealed_at is not None and removal.sealed_at <= removal.requested_at
    assert Handling.objects.get(item=item).state == "done"
    assert removal.version.sender_name == "Backsippan" and removal.version.sender_native_id
    record = ledger.record(removal.entry_id or 0)
    assert record.kind == "removal.decided" and isinstance(record.facts, dict)
    assert record.facts["sentence"] == removal.sentence and record.facts["way"] == "delete"
    assert [line.act for line in world.acts()] == ["delete"]


@pytest.mark.parametrize(("way", "holds"), [("delete", False), ("hide", False), ("reject", True)])
def test_each_way_through_the_platforms_own_powers(
    committed: None, play: Playground, way: str, holds: bool
) -> None:
    world = make_world(play, holds_comments=holds)
    item = incoming(world, "Köp billiga däck!")
    removal = carried_out(decide(item, world.cast.anna, way=way))
    assert removal.state == RemovalState.DONE and [line.act for line in world.acts()] == [way]


@pytest.mark.clause("C6.13")
def test_what_the_platform_cannot_do_is_refused_before_anything_is_sent(
    committed: None, play: Playground
) -> None:
    world = make_world(play, profile="reply")
    item = incoming(world, "Du är en idiot.")
    with pytest.raises(services.Incomplete, match="Det går inte här"):
        decide(item, world.cast.anna, way="delete")
    assert not Outbox.objects.exists() and Removal.objects.get().state == RemovalState.OPENED


@pytest.mark.clause("C6.12")
def test_where_nothing_can_be_removed_we_answer_with_both_halves(committed: None, play: Playground) -> None:
    world = make_world(play, profile="reply")
    item = incoming(world, "Du är en idiot.")
    halves = {"distance": "Kommunen står inte bakom det.", "rule": "Sådant är inte tillåtet här."}
    removal = carried_out(decide(item, world.cast.anna, way="counter_reply", **halves))
    (reply,) = play.admin.replies(item.native_id)
    assert play.admin.text(reply) == f"{halves['distance']}\n\n{halves['rule']}"
    assert removal.state == RemovalState.DONE
    item.refresh_from_db()
    assert item.state == ItemState.PRESENT


@pytest.mark.clause("C6.13")
def test_by_hand_the_evidence_comes_first_and_our_look_up_counts_more_than_the_word(
    committed: None, play: Playground
) -> None:
    world = make_world(play, profile="reply")
    item = incoming(world, "Du är en idiot.")
    removal = decide(item, world.cast.anna, way="by_hand")
    assert removal.outbox_id is not None
    assert actions.send(removal.outbox_id) == "by_hand"
    row = Outbox.objects.get(pk=removal.outbox_id)
    assert row.verification is not None and world.acts() == []
    with pytest.raises(actions.StillThere):
        actions.confirm_by_hand(outbox_id=row.pk, by=world.cast.anna)
    play.admin.delete(item.native_id)  # the person does it in the platform's own app
    actions.confirm_by_hand(outbox_id=row.pk, by=world.cast.anna)
    services.act_ended(outbox_id=row.pk)
    removal.refresh_from_db()
    assert removal.state == RemovalState.DONE and removal.gone_at


@pytest.mark.clause("C6.13")
def test_by_hand_the_word_stands_named_as_such_where_no_look_up_can_be_made(world: World) -> None:
    item = incoming(world, "Du är en idiot.")
    removal = decide(item, world.cast.anna, way="by_hand")
    assert removal.outbox_id is not None
    actions.send(removal.outbox_id)
    world.play.admin.switch(world.page, "down")
    row = actions.confirm_by_hand(outbox_id=removal.outbox_id, by=world.cast.anna)
    assert row.state == "confirmed" and row.answer["found"] == "said_by_person"


def test_noted_sends_nothing_and_ends_the_handling(world: World) -> None:
    item = incoming(world, "Ni är dåliga.")
    removal = decide(item, world.cast.anna, way="noted")
    assert removal.state == RemovalState.DONE and removal.outbox is None
    assert not Outbox.objects.exists() and world.acts() == []
    assert Handling.objects.get(item=item).state == "done"


def test_an_item_changed_since_it_was_read_is_read_again(world: World) -> None:
    item = incoming(world, "Du är en idiot.")
    removal = services.open_removal(item=item, by=world.cast.anna)
    world.play.admin.edit(item.native_id, "Förlåt, det var dumt sagt.")  # nobody has captured it yet
    read = item.latest_id or 0
    with pytest.raises(services.Changed):
        services.decide_removal(removal=removal, decision=decision(), version_id=read, by=world.cast.anna)
    assert not Outbox.objects.exists() and Removal.objects.get().state == RemovalState.OPENED
    item.refresh_from_db()
    assert item.latest_id != read  # sealed at once, so that the page can show it
    found = services.decide_removal(
        removal=removal, decision=decision(), version_id=item.latest_id or 0, by=world.cast.anna
    )
    assert found.version_id == item.latest_id


def test_an_item_its_author_removed_meanwhile_asks_for_no_act(world: World) -> None:
    item = incoming(world, "Du är en idiot.")
    world.play.admin.delete(item.native_id)
    with pytest.raises(services.Gone):
        decide(item, world.cast.anna)
    assert not Outbox.objects.exists()
    assert decide(item, world.cast.anna, way="noted").state == RemovalState.DONE


def test_an_item_changed_between_decision_and_act_is_not_removed(world: World) -> None:
    item = incoming(world, "Du är en idiot.")
    removal = decide(item, world.cast.anna)
    world.play.admin.edit(item.native_id, "Förlåt.")
    capture.capture_account(world.account)
    removal = carried_out(removal)
    assert removal.state == RemovalState.WITHDRAWN and world.acts() == []
    assert removal.outbox is not None and removal.outbox.note == "changed"


def test_a_platform_that_is_down_stops_no_decision_and_nothing_is_sent_twice(world: World) -> None:
    item = incoming(world, "Du är en idiot.")
    world.play.admin.switch(world.page, "down")
    removal = decide(item, world.cast.anna)
    carried_out(removal)
    world.play.admin.switch_all_off(world.page)
    for hours in (1, 2, 4):
        with clock.frozen(clock.now() + timedelta(hours=hours)):
            actions.sweep()
    assert sum(line.performed for line in world.acts(item)) <= 1


def test_a_refusal_is_told_and_a_person_may_decide_again(world: World) -> None:
    item = incoming(world, "Du är en idiot.")
    world.play.admin.switch(world.page, "refuse")
    removal = carried_out(decide(item, world.cast.anna))
    assert removal.state == RemovalState.NOT_DONE and removal.outbox is not None
    assert removal.outbox.state == "refused"
    world.play.admin.switch_all_off(world.page)
    again = carried_out(decide(item, world.cast.second, way="hide"))
    assert again.state == RemovalState.DONE and again.pk != removal.pk


def test_an_unknown_outcome_becomes_a_duty_that_closes_when_it_is_known(world: World) -> None:
    item = incoming(world, "Du är en idiot.")
    removal = decide(item, world.cast.anna)
    world.play.admin.switch(world.page, "reset")
    assert removal.outbox_id is not None and actions.send(removal.outbox_id) == "unknown"
    services.act_unknown(outbox_id=removal.outbox_id)
    duty = Duty.objects.get(kind="act.unknown")
    assert duty.link == f"/beslut/{removal.pk}/" and duty.owner == world.cast.anna
    with pytest.raises(actions.NotNow):  # it may still be on its way
        actions.tell(outbox_id=removal.outbox_id, done=False, by=world.cast.anna)
    actions.tell(outbox_id=removal.outbox_id, done=True, by=world.cast.anna)
    services.act_ended(outbox_id=removal.outbox_id)
    duty.refresh_from_db()
    removal.refresh_from_db()
    assert duty.closed_at and removal.state == RemovalState.DONE


def test_a_decision_can_be_taken_back_until_it_has_left_the_house(world: World) -> None:
    item = incoming(world, "Du är en idiot.")
    removal = decide(item, world.cast.anna)
    services.withdraw(removal=removal, by=world.cast.anna)
    services.act_ended(outbox_id=removal.outbox_id)
    assert removal.outbox_id and actions.send(removal.outbox_id) == "cancelled" and world.acts() == []
    other = carried_out(decide(item, world.cast.anna))
    with pytest.raises(services.SomeoneWasFirst):
        services.withdraw(removal=other, by=world.cast.anna)


def test_the_sweep_carries_over_what_no_event_did(world: World) -> None:
    item = incoming(world, "Du är en idiot.")
    removal = decide(item, world.cast.anna)
    assert removal.outbox_id is not None
    actions.send(removal.outbox_id)
    assert services.catch_up() == 1 and services.catch_up() == 0
    removal.refresh_from_db()
    assert removal.state == RemovalState.DONE


def test_a_confirmed_removal_is_told_to_the_rooms_above(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[events.Event] = []
    monkeypatch.setattr(events, "_listeners", {RemovalConfirmed: [told.append]})
    removal = carried_out(decide(incoming(world, "Du är en idiot."), world.cast.anna))
    assert told == [RemovalConfirmed(removal.pk)]


def test_our_own_posts_pass_the_same_gate(world: World) -> None:
    capture.capture_account(world.account)
    ours = Item.objects.get(native_id=world.post)
    assert ours.is_ours
    removal = carried_out(decide(ours, world.cast.anna))
    assert removal.state == RemovalState.DONE
    assert removal.outbox is not None and removal.outbox.verification is not None


def test_an_incomplete_decision_is_refused_by_the_database_too(world: World) -> None:
    item = incoming(world, "Du är en idiot.")
    removal = services.open_removal(item=item, by=world.cast.anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        Removal.objects.filter(pk=removal.pk).update(state="decided")


def test_a_stranger_finds_no_decision(world: World) -> None:
    removal = decide(incoming(world, "Du är en idiot."), world.cast.anna)
    assert queries.removal_for(world.cast.second, removal.pk) == removal
    for person in (world.cast.sara, world.cast.erik):
        with pytest.raises(services.NotYours):
            queries.removal_for(person, removal.pk)


def test_the_senders_earlier_decisions_are_shown_beside(world: World) -> None:
    first, second = (incoming(world, text, name="Backsippan") for text in ("Dumt", "Dummare"))
    carried_out(
        decide(first, world.cast.anna, category=Category.objects.filter(key="sprak").first() or _sprak())
    )
    facts = around_item.read(second, world.account, world.cast.anna).sender
    assert [row.category.key for row in facts.decisions if row.category] == ["sprak"]


def _sprak() -> Category:
    decision()
    return Category.objects.get(key="sprak")
