"""What comes in, who takes it, who sees it, and how it is answered."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liggaren.actions import services as actions
from liggaren.actions.factories import World, an_account
from liggaren.actions.models import Outbox
from liggaren.capture import services as capture
from liggaren.capture.models import Item, Sighting
from liggaren.lib import clock
from liggaren.moderation import around_item, queries, services
from liggaren.moderation.factories import incoming
from liggaren.moderation.models import Answer, Handling
from liggaren.moderation.permissions import account_for, reach_of
from liggaren.moderation.states import HandlingState
from liggaren.register.models import WorkingFacts


@pytest.fixture
def signed(world: World) -> World:
    """The account's plan says how replies are signed and how soon they come."""
    anna, bertil = world.cast.anna, world.cast.bertil
    WorkingFacts.objects.create(
        account=world.account, version=1, signature="Anna, badhuset Vågen", reply_hours=24, watch={},
        plan_ref="1", approver_one_id=anna.pk, approver_two_id=bertil.pk, approval_entry_id=1,
        made_at=clock.now(),
    )  # fmt: skip
    return world


def state(item: Item) -> str:
    return Handling.objects.get(item=item).state


def test_what_others_write_comes_to_the_inbox_once_and_what_we_write_does_not(signed: World) -> None:
    item = incoming(signed, "När öppnar badet?")
    assert services.enter(account_id=signed.account.pk, version_ids=[item.latest_id]) == 0
    rows = list(queries.inbox(signed.cast.anna))
    assert [row.item_id for row in rows] == [item.pk]
    assert rows[0].due_at == item.counted_at + timedelta(hours=24)
    assert not Handling.objects.filter(item__is_ours=True).exists()


def test_the_sweep_enters_what_no_event_brought(world: World) -> None:
    item = world.comment("När öppnar badet?")
    assert not Handling.objects.exists()
    assert services.enter_missed() == 1 and state(item) == HandlingState.UNTAKEN
    assert services.enter_missed() == 0


def test_a_stranger_and_a_manager_without_the_account_see_nothing(world: World) -> None:
    item = incoming(world, "När öppnar badet?")
    cast = world.cast
    assert queries.inbox(cast.anna).count() == queries.inbox(cast.disa).count() == 1
    for person in (cast.sara, cast.bertil, cast.erik, cast.gustav):
        assert queries.inbox(person).count() == 0 and queries.counts(person)["alla"] == 0
        for act in (services.take, services.release, services.mark_done):
            with pytest.raises(services.NotYours):
                act(item=item, by=person)
        with pytest.raises(services.NotYours):
            services.save_draft(item=item, text="Hej", by=person)
        with pytest.raises(services.NotYours):
            services.open_removal(item=item, by=person)


@pytest.mark.clause("C5.7")
def test_a_message_is_for_those_on_the_roster_alone(world: World) -> None:
    item = incoming(world, "Hemligt till er")
    Item.objects.filter(pk=item.pk).update(kind="message")
    Handling.objects.filter(item=item).update(relation="message")  # as it is entered when it comes
    item.refresh_from_db()
    assert queries.inbox(world.cast.anna, "meddelanden").count() == 1
    assert queries.inbox(world.cast.disa).count() == 0
    assert account_for(world.cast.anna, item) == world.account
    with pytest.raises(services.NotYours):
        account_for(world.cast.disa, item)


def test_the_order_is_urgency_then_deadline_then_age_and_counts_are_right(world: World) -> None:
    items = [incoming(world, f"Fråga {number}") for number in range(5)]
    now = clock.now()
    changes: list[dict[str, Any]] = [
        {"due_at": None, "came_at": now - timedelta(hours=9)},
        {"due_at": now - timedelta(hours=1)},
        {"due_at": now + timedelta(hours=2)},
        {"due_at": now + timedelta(days=2), "urgency": Handling.Urgency.SECRECY},
        {"due_at": now + timedelta(days=2), "urgency": Handling.Urgency.ACUTE},
    ]
    for item, change in zip(items, changes, strict=True):
        Handling.objects.filter(item=item).update(**change)
    services.take(item=items[1], by=world.cast.anna)
    order = [items[number].pk for number in (4, 3, 1, 2, 0)]
    assert [row.item_id for row in queries.inbox(world.cast.anna)] == order
    counts = queries.counts(world.cast.anna)
    assert counts == {"alla": 5, "mina": 1, "otagna": 4, "meddelanden": 0, "omnamnanden": 0}
    groups = queries.numbers(world.cast.anna, "alla", now)[1]
    assert groups == {"acute": 1, "secrecy": 1, "late": 1, "soon": 1, "rest": 1}


def test_the_inbox_asks_as_many_questions_for_one_as_for_forty(world: World) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            reach = reach_of(world.cast.anna)
            rows = list(queries.inbox(reach))
            queries.counts(reach)
            [(row.item.latest.text, row.account.name) for row in rows if row.item.latest]
        return len(seen)

    incoming(world, "En")
    few = asked()
    world.play.admin.many(world.post, 40)
    capture.capture_account(world.account)
    services.enter_missed()
    assert queries.inbox(world.cast.anna).count() == 41 and asked() == few


def test_taking_shows_who_has_it_and_a_colleague_is_told(world: World) -> None:
    item, (anna, selma) = incoming(world, "När?"), (world.cast.anna, world.cast.second)
    services.take(item=item, by=anna)
    services.take(item=item, by=anna)
    with pytest.raises(services.TakenByOther, match="Anna"):
        services.take(item=item, by=selma)
    services.release(item=item, by=selma)
    assert services.take(item=item, by=selma).taken_by == selma


def test_when_many_take_at_once_one_has_it(world: World) -> None:
    item, results = incoming(world, "När?"), []

    def take(person: Any) -> None:
        try:
            services.take(item=item, by=person)
            results.append("took")
        except services.TakenByOther:
            results.append("other")
        finally:
            connection.close()

    people = [world.cast.anna, world.cast.second, world.cast.disa] * 3
    threads = [threading.Thread(target=take, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    owner = Handling.objects.get(item=item).taken_by
    assert results.count("took") == sum(person == owner for person in people)


def test_done_without_an_act_can_be_undone(world: World) -> None:
    item = incoming(world, "Tack!")
    services.mark_done(item=item, by=world.cast.anna)
    assert queries.inbox(world.cast.anna).count() == 0
    services.release(item=item, by=world.cast.anna)
    assert state(item) == HandlingState.UNTAKEN


def test_a_finished_item_comes_back_when_its_author_changes_it(world: World) -> None:
    item = incoming(world, "Tack!")
    services.mark_done(item=item, by=world.cast.anna)
    world.play.admin.edit(item.native_id, "Tack för ingenting, idioter!")
    capture.capture_account(world.account)
    newer = Item.objects.get(pk=item.pk).latest_id
    services.came_back(version_ids=[newer or 0])
    row = Handling.objects.get(item=item)
    assert row.state == HandlingState.UNTAKEN and row.came_back


@pytest.mark.clause("C4.1", "C5.1", "C5.2", "G5.1")
def test_an_answer_appears_signed_in_the_thread_where_it_was_asked(signed: World) -> None:
    item = incoming(signed, "När öppnar badet?")
    services.save_draft(item=item, text="Vi öpp", by=signed.cast.anna)
    found = services.answer(item=item, text="Vi öppnar kl. 10.", by=signed.cast.anna)
    assert found.outbox is not None and services.draft(item, signed.cast.anna) is None
    assert actions.send(found.outbox.pk) == "confirmed"
    (reply,) = signed.play.admin.replies(item.native_id)
    assert signed.play.admin.text(reply) == "Vi öppnar kl. 10.\n\nAnna, badhuset Vågen"
    ours = Item.objects.get(native_id=reply)  # captured again at once
    assert ours.is_ours and ours.parent_id == item.pk
    services.act_ended(outbox_id=found.outbox.pk)
    assert state(item) == HandlingState.ANSWERED


def test_an_answer_is_not_called_done_before_it_is_known(signed: World) -> None:
    item = incoming(signed, "När öppnar badet?")
    found = services.answer(item=item, text="Kl. 10.", by=signed.cast.anna)
    signed.play.admin.switch(signed.page, "silent")
    assert found.outbox is not None
    state_after = actions.send(found.outbox.pk)
    services.act_ended(outbox_id=found.outbox.pk)
    assert state(item) == (HandlingState.ANSWERED if state_after == "confirmed" else HandlingState.UNTAKEN)
    signed.play.admin.switch_all_off(signed.page)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        actions.sweep()
    services.act_ended(outbox_id=found.outbox.pk)
    assert state(item) == HandlingState.ANSWERED
    assert len(signed.play.admin.replies(item.native_id)) == 1 == len(signed.acts())


def test_two_answers_at_once_become_one(signed: World) -> None:
    item = incoming(signed, "När öppnar badet?")
    services.answer(item=item, text="Kl. 10.", by=signed.cast.anna)
    with pytest.raises(services.SomeoneWasFirst):
        services.answer(item=item, text="Klockan tio.", by=signed.cast.second)
    assert Outbox.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \n", "x" * 100_001])
def test_an_answer_that_cannot_go_out_keeps_its_words(signed: World, text: str) -> None:
    item = incoming(signed, "När öppnar badet?")
    with pytest.raises(services.Incomplete):
        services.answer(item=item, text=text, by=signed.cast.anna)
    assert not Outbox.objects.exists()


def test_a_draft_takes_odd_characters_and_refuses_three_megabytes(signed: World) -> None:
    item = incoming(signed, "När öppnar badet?")
    services.save_draft(item=item, text="Hej\x00 \ud800 👋" * 3, by=signed.cast.anna)
    assert "👋" in Answer.objects.get().text and "\x00" not in Answer.objects.get().text
    with pytest.raises(services.Incomplete):
        services.save_draft(item=item, text="x" * 3_000_000, by=signed.cast.anna)


def test_the_senders_earlier_items_are_counted_on_this_account_alone(world: World) -> None:
    items = [incoming(world, f"Fråga {number}", name="Backsippan") for number in range(3)]
    page = world.play.admin.add_page("annan", "Annan sida")
    other = an_account(world.cast, origin=world.play.origin, page=page, token=world.play.admin.token(page))
    post = world.play.admin.post(page, "Hej")
    world.play.admin.comment(post, "Fråga någon annanstans", name="Backsippan")
    capture.capture_account(other)
    facts = around_item.read(items[0], world.account, world.cast.anna).sender
    assert facts.name == "Backsippan" and facts.items == 3 and len(facts.earlier) == 2
    assert Sighting.objects.filter(account=other).exists()


def test_the_words_of_a_refused_answer_are_a_draft_again(signed: World) -> None:
    item = incoming(signed, "När öppnar ni?")
    signed.play.admin.switch(signed.page, "refuse")
    row = services.answer(item=item, text="Vi öppnar kl. 10.", by=signed.cast.anna).outbox
    assert row is not None
    assert actions.send(row.pk) == "refused"
    for _ in range(2):
        services.act_ended(outbox_id=row.pk)
    kept = services.draft(item, signed.cast.anna)
    assert kept is not None
    assert kept.text == "Vi öppnar kl. 10."


def test_a_draft_begun_meanwhile_is_not_written_over(signed: World) -> None:
    item = incoming(signed, "När öppnar ni?")
    signed.play.admin.switch(signed.page, "refuse")
    row = services.answer(item=item, text="Vi öppnar kl. 10.", by=signed.cast.anna).outbox
    assert row is not None
    services.save_draft(item=item, text="Något annat", by=signed.cast.anna)
    actions.send(row.pk)
    services.act_ended(outbox_id=row.pk)
    kept = services.draft(item, signed.cast.anna)
    assert kept is not None
    assert kept.text == "Något annat"
