"""No removal reaches a platform unsealed, and none twice, at twelve fault points (9 and 12: test_killed.py).

The platform is the real playground over HTTP, and its own journal of requests is the judge. A process that
dies is an exception that nothing catches; then time goes and the sweep comes.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from liggaren.actions import services
from liggaren.actions.factories import World
from liggaren.actions.fault_points import hooked
from liggaren.actions.models import Outbox
from liggaren.actions.states import OutboxState
from liggaren.actions.tests.faults import Died, dies_at, done, judged, later, settle
from liggaren.capture import services as capture
from liggaren.capture.models import Item
from liggaren.ledger import queries as ledger
from liggaren.ledger import services as sealing
from liggaren.lib import clock
from liggaren.vault import services as vault

pytestmark = [pytest.mark.clause("G5.6", "C6.1", "C6.2")]


# 1-4: the evidence is not whole yet


@pytest.mark.parametrize("point", ["before_blob", "after_blob", "after_leaf"])
def test_1_2_3_dying_while_the_evidence_is_made_leaves_nothing_to_remove(
    world: World, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    native_id = world.play.admin.comment(world.post, "Du är en idiot.")
    real_put, real_append = vault.put, sealing.append

    def put(*args: Any, **kwargs: Any) -> Any:
        if point == "before_blob":
            raise Died(point)
        blob = real_put(*args, **kwargs)
        if point == "after_blob":
            raise Died(point)
        return blob

    def append(**kwargs: Any) -> int:
        entry = real_append(**kwargs)
        if point == "after_leaf":
            raise Died(point)
        return entry

    with monkeypatch.context() as patch:
        patch.setattr(vault, "put", put)
        patch.setattr(sealing, "append", append)
        with pytest.raises(Died):
            capture.capture_account(world.account)
    connection.close()
    assert not Item.objects.filter(native_id=native_id).exists()  # nothing that a removal could name
    capture.capture_account(world.account)
    item = Item.objects.get(native_id=native_id)
    row = world.order("delete", item)
    assert services.send(row.pk) == OutboxState.CONFIRMED
    assert judged(world, item) == 1


def test_4_dying_before_the_checkpoint_sends_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sealing, "sequence", lambda: None)
        item = world.comment("Du är en idiot.")
    assert item.latest is not None and ledger.seal(item.latest.entry_id) is None
    row = world.order("delete", item)

    def died(*args: object, **kwargs: object) -> None:
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(sealing, "checkpoint_for", died)
        with pytest.raises(Died):
            services.send(row.pk)
    row.refresh_from_db()
    assert row.state == OutboxState.PREPARED and judged(world, item) == 0
    done(row)
    assert judged(world, item) == 1


# 5, 6: around the commit of *sending*


@pytest.mark.parametrize("place", ["before_verify", "after_verify", "before_sending"])
def test_5_dying_before_sending_is_committed_sends_nothing_and_then_once(
    ordered: tuple[World, Outbox], place: str
) -> None:
    world, row = ordered
    assert row.item is not None
    with hooked(dies_at(place)), pytest.raises(Died):
        services.send(row.pk)
    row.refresh_from_db()
    assert row.state == OutboxState.PREPARED and judged(world, row.item) == 0
    done(row)
    assert judged(world, row.item) == 1


def test_6_dying_after_sending_is_committed_is_looked_up_and_a_person_orders_again(
    ordered: tuple[World, Outbox],
) -> None:
    world, row = ordered
    assert row.item is not None
    with hooked(dies_at("after_sending")), pytest.raises(Died):
        services.send(row.pk)
    row.refresh_from_db()
    assert row.state == OutboxState.SENDING
    services.sweep()  # at once: the worker may still be at it
    row.refresh_from_db()
    assert row.state == OutboxState.SENDING
    assert settle(row).state == OutboxState.FAILED and row.note == "still_there"
    assert judged(world, row.item) == 0  # never sent again by itself
    again = world.order(row.act, row.item)
    assert services.send(again.pk) == OutboxState.CONFIRMED
    assert judged(world, row.item) == 1


def test_a_verification_that_grew_old_on_the_way_is_made_again(world: World) -> None:
    row = world.order("delete", world.comment("Du är en idiot."))

    def ages(name: str) -> None:
        if name == "before_sending":
            with connections["owner"].cursor() as cursor:
                cursor.execute("UPDATE capture_verification SET made_at = made_at - interval '2 minutes'")

    with hooked(ages):
        assert services.send(row.pk) == OutboxState.PREPARED
    assert world.acts() == []
    done(row)


def test_an_account_without_connection_waits_and_is_told_as_not_sent(world: World) -> None:
    from liggaren.register.models import ConnectionState

    row = world.order("delete", world.comment("Du är en idiot."))
    ConnectionState.objects.all().delete()
    assert services.send(row.pk) == OutboxState.PREPARED
    for hours in range(1, 12):
        later(hours)
    row.refresh_from_db()
    assert (row.state, row.note) == (OutboxState.FAILED, "not_sent")


# 7, 8, 10, 11: the platform's answer


@pytest.mark.parametrize("switch", ["silent", "error_after", "half"])
def test_7_8_a_lost_or_false_answer_is_looked_up_and_not_sent_again(
    ordered: tuple[World, Outbox], switch: str
) -> None:
    world, row = ordered
    assert row.item is not None
    world.play.admin.switch(world.page, switch)

    def heals(name: str) -> None:
        if name == "before_look_up":
            row.refresh_from_db()
            assert row.state == OutboxState.UNKNOWN
            world.play.admin.switch_all_off(world.page)

    with hooked(heals):
        assert services.send(row.pk) == OutboxState.CONFIRMED
    done(row)
    assert judged(world, row.item) == 1


def test_7_a_connection_broken_before_anything_was_done_stays_a_question_until_settled(
    ordered: tuple[World, Outbox],
) -> None:
    world, row = ordered
    assert row.item is not None
    world.play.admin.switch(world.page, "reset")
    assert services.send(row.pk) == OutboxState.UNKNOWN
    world.play.admin.switch_all_off(world.page)
    assert services.confirm(row.pk) == OutboxState.UNKNOWN  # it may still be on its way
    assert settle(row).state == OutboxState.FAILED
    assert judged(world, row.item) <= 1
    assert sum(line.performed for line in world.acts(row.item)) == 0


def test_10_an_unknown_outcome_waits_for_the_platform_to_answer(ordered: tuple[World, Outbox]) -> None:
    world, row = ordered
    assert row.item is not None
    world.play.admin.switch(world.page, "silent")

    def falls(name: str) -> None:
        if name == "before_look_up":
            world.play.admin.switch_all_off(world.page)
            world.play.admin.switch(world.page, "down")

    with hooked(falls):
        assert services.send(row.pk) == OutboxState.UNKNOWN
    for hours in (1, 2, 5):
        later(hours)
    row.refresh_from_db()
    assert row.state == OutboxState.UNKNOWN and row.looks >= 3
    world.play.admin.switch_all_off(world.page)
    with clock.frozen(clock.now() + timedelta(hours=24)):
        services.sweep()
    row.refresh_from_db()
    assert row.state == OutboxState.CONFIRMED
    assert judged(world, row.item) == 1


@pytest.mark.parametrize("fault", ["down", "forbidden", "died"])
def test_11_a_confirmation_that_fails_is_made_later(ordered: tuple[World, Outbox], fault: str) -> None:
    world, row = ordered
    assert row.item is not None

    def fails(name: str) -> None:
        if name == "before_look_up" and fault == "died":
            raise Died
        if name == "before_look_up":
            world.play.admin.switch(world.page, fault)

    with hooked(fails):
        try:
            assert services.send(row.pk) == OutboxState.SENT
        except Died:
            row.refresh_from_db()
            assert row.state == OutboxState.SENT
    world.play.admin.switch_all_off(world.page)
    done(row)
    assert judged(world, row.item) == 1


def test_a_platform_that_says_yes_and_does_nothing_is_found_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from liggaren.connectors import registry
    from liggaren.connectors.base import Receipt

    row = world.order("delete", world.comment("Du är en idiot."))
    connector = registry.get("playground")
    monkeypatch.setattr(type(connector), "perform", lambda self, link, act, **facts: Receipt("x"))
    assert services.send(row.pk) == OutboxState.SENT
    assert settle(row).state == OutboxState.FAILED and row.note == "still_there"


@pytest.mark.parametrize("switch", ["limited", "down"])
def test_a_request_that_did_nothing_is_tried_again_with_a_fresh_verification(
    world: World, switch: str
) -> None:
    item = world.comment("Du är en idiot.")
    row = world.order("delete", item)
    world.play.admin.switch(world.page, switch)
    state = services.send(row.pk)
    world.play.admin.switch_all_off(world.page)
    row.refresh_from_db()
    first = row.verification_id
    assert state == (OutboxState.PREPARED if switch == "limited" else OutboxState.UNKNOWN)
    settle(row)
    if switch == "limited":
        assert row.state == OutboxState.CONFIRMED and row.verification_id != first
    assert sum(line.performed for line in world.acts(item)) <= 1
