"""The gate in the database, attacked by plain SQL as the application's role (design 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from liggaren.actions import services
from liggaren.actions.factories import World
from liggaren.actions.models import REMOVALS, Emergency, Outbox, OutboxAct
from liggaren.actions.states import MOVES, OutboxState
from liggaren.capture import services as capture
from liggaren.capture.models import Item, Verification
from liggaren.ledger import services as ledger
from liggaren.vault import services as vault

pytestmark = [pytest.mark.clause("G5.6", "C6.2"), pytest.mark.usefixtures("committed")]


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def refused(statement: str, *values: Any) -> str:
    """The database's words when it says no; the test fails if it says yes."""
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        sql(statement, *values)
    return str(error.value)


def send(row: Outbox, verification: Verification | int | None) -> str:
    key = verification.pk if isinstance(verification, Verification) else verification
    return refused(
        "UPDATE actions_outbox SET state = 'sending', verification_id = %s, sending_at = now() WHERE id = %s",
        key,
        row.pk,
    )


def as_owner(statement: str, *values: Any) -> None:
    """What only the owner of the tables can do, its own triggers lifted."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def row(world: World) -> Outbox:
    return world.order("delete", world.comment("Du är en idiot."))


def test_the_tests_speak_as_the_application_and_not_as_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        name, is_super = cursor.fetchone()
    assert name.endswith("application") and not is_super


@pytest.mark.parametrize("act", REMOVALS)
def test_no_removal_is_sent_without_a_verification(world: World, act: str) -> None:
    assert "fresh verification" in send(world.order(act, world.comment("Du är en idiot.")), None)


def test_a_made_up_verification_is_none(row: Outbox) -> None:
    assert "fresh verification" in send(row, 4711)


def test_a_verification_of_a_minute_ago_is_stale(row: Outbox) -> None:
    old = capture.verify(row.item, row.version)
    as_owner("UPDATE capture_verification SET made_at = clock_timestamp() - interval '61 seconds'")
    assert "fresh verification" in send(row, old)


def test_a_verification_from_the_future_is_none(row: Outbox) -> None:
    odd = capture.verify(row.item, row.version)
    as_owner("UPDATE capture_verification SET made_at = clock_timestamp() + interval '1 hour'")
    assert "fresh verification" in send(row, odd)


def test_another_items_verification_does_not_do(world: World, row: Outbox) -> None:
    other = world.comment("När öppnar badet?")
    assert other.latest is not None
    assert "fresh verification" in send(row, capture.verify(other, other.latest))


def test_another_versions_verification_does_not_do(world: World, row: Outbox) -> None:
    assert row.item is not None
    world.play.admin.edit(row.item.native_id, "Du är en stor idiot.")
    capture.capture_account(world.account)
    newer = Item.objects.get(pk=row.item.pk).latest
    assert newer is not None and newer.pk != row.version_id
    assert "fresh verification" in send(row, capture.verify(row.item, newer))


def test_a_leaf_that_no_stored_checkpoint_covers_is_unsealed(row: Outbox) -> None:
    found = capture.verify(row.item, row.version)
    as_owner(
        "ALTER TABLE ledger_checkpoint DISABLE TRIGGER USER;"
        "UPDATE ledger_checkpoint SET size = -id;"
        "ALTER TABLE ledger_checkpoint ENABLE TRIGGER USER"
    )
    assert "fresh verification" in send(row, found)


def test_a_destroyed_key_is_no_evidence(row: Outbox) -> None:
    found = capture.verify(row.item, row.version)
    as_owner(
        "UPDATE vault_blob SET state = 'destroyed', wrapped_key = NULL, ciphertext = NULL, ended_at = now()"
        " WHERE id = %s",
        found.blob_id,
    )
    assert "fresh verification" in send(row, found)


def test_by_hand_asks_for_the_same_evidence(row: Outbox) -> None:
    words = refused("UPDATE actions_outbox SET state = 'by_hand' WHERE id = %s", row.pk)
    assert "fresh verification" in words


def test_a_temporary_table_cannot_stand_in_for_the_real_one(row: Outbox) -> None:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        sql("CREATE TEMP TABLE capture_verification AS SELECT * FROM public.capture_verification LIMIT 0")
        sql(
            """INSERT INTO pg_temp.capture_verification
               (id, item_id, version_id, entry_id, checkpoint_id, blob_id, facts, made_at)
               SELECT 1, w.item_id, w.id, w.entry_id, (SELECT max(id) FROM ledger_checkpoint), w.slice_id,
               '{}', clock_timestamp() FROM capture_version w WHERE w.id = %s""",
            row.version_id,
        )
        sql("UPDATE actions_outbox SET state = 'sending', verification_id = 1 WHERE id = %s", row.pk)
    assert "fresh verification" in str(error.value) or "permission denied" in str(error.value)


def test_nothing_is_inserted_already_on_its_way(world: World, row: Outbox) -> None:
    fresh = capture.verify(row.item, row.version)
    for state in ("sending", "sent", "confirmed", "by_hand"):
        words = refused(
            "INSERT INTO actions_outbox (id, key, act, account_id, item_id, version_id, text, hand,"
            " decision_ref, state, verification_id, attempts, looks, prepared_at, note, answer)"
            " SELECT %s, %s, act, account_id, item_id, version_id, text, hand, decision_ref, %s, %s, 0, 0,"
            " now(), '', '{}' FROM actions_outbox WHERE id = %s",
            uuid4(), str(uuid4()), state, fresh.pk, row.pk,
        )  # fmt: skip
        assert "begins as prepared" in words


def test_the_application_writes_no_verification_of_its_own(row: Outbox) -> None:
    words = refused(
        """INSERT INTO capture_verification
           (item_id, version_id, entry_id, checkpoint_id, blob_id, facts, made_at)
           SELECT item_id, id, entry_id, 1, slice_id, '{}', now() FROM capture_version WHERE id = %s""",
        row.version_id,
    )
    assert "permission denied" in words


@pytest.mark.parametrize(
    "change",
    [
        "item_id = NULL",
        "act = 'reply'",
        "key = 'other'",
        "version_id = version_id + 1",
        "text = 'x'",
        "hand = true",
    ],
)
def test_what_is_ordered_never_changes(row: Outbox, change: str) -> None:
    statement = f"UPDATE actions_outbox SET {change} WHERE id = %s"  # noqa: S608
    assert "never changes" in refused(statement, row.pk)


def test_rows_are_never_deleted(row: Outbox) -> None:
    for statement in (
        "DELETE FROM actions_outbox",
        "DELETE FROM actions_step",
        "DELETE FROM actions_emergency",
        "UPDATE actions_step SET id = id",
        "UPDATE actions_emergency SET id = id",
        "TRUNCATE actions_step",
    ):
        assert "permission denied" in refused(statement)
    assert "permission denied" in refused("TRUNCATE actions_outbox CASCADE")


def test_one_item_has_one_live_removal(world: World, row: Outbox) -> None:
    assert row.item is not None
    for act in REMOVALS:
        with pytest.raises(services.AlreadyOrdered):
            world.order(act, row.item)
    services.cancel(outbox_id=row.pk, by=world.cast.anna)
    assert world.order("hide", row.item).state == OutboxState.PREPARED


def test_a_fresh_verification_opens_the_gate(row: Outbox) -> None:
    fresh = capture.verify(row.item, row.version)
    sql("UPDATE actions_outbox SET state = 'sending', verification_id = %s WHERE id = %s", fresh.pk, row.pk)


def emergency_by_sql(item: Item, one: int, two: int, reason: str, at: str = "now") -> None:
    sql(
        "INSERT INTO actions_emergency (item_id, one_id, two_id, reason, made_at)"
        " VALUES (%s, %s, %s, %s, %s::timestamptz)",
        item.pk, one, two, reason, at,
    )  # fmt: skip


def test_an_emergency_needs_two_people_and_a_reason(world: World, row: Outbox) -> None:
    anna, selma = world.cast.anna, world.cast.second
    assert row.item is not None
    for one, two, reason in ((anna, anna, "Brådskar"), (anna, selma, " \n ")):
        with pytest.raises(ValueError, match="two different people"):
            services.declare_emergency(item=row.item, one=one, two=two, reason=reason)
        with pytest.raises(DatabaseError), transaction.atomic():
            emergency_by_sql(row.item, one.pk, two.pk, reason)


def test_an_emergency_of_two_opens_the_gate_for_its_own_item_only(world: World) -> None:
    one, other = world.comment("Ett hot."), world.comment("Ett annat hot.")
    anna, selma = world.cast.anna, world.cast.second
    emergency = services.declare_emergency(item=one, one=anna, two=selma, reason="Valvet svarar inte.")

    def order(item: Item) -> Outbox:
        return services.prepare(
            act=OutboxAct.DELETE, account=world.account, item=item, version=item.latest, text="",
            decision_ref="removal:test", by=anna, emergency=emergency,
        )  # fmt: skip

    assert "fresh verification" in send(order(other), None)
    sql("UPDATE actions_outbox SET state = 'sending' WHERE id = %s", order(one).pk)


def emergency_act(world: World) -> Outbox:
    item = world.comment("Ett hot.")
    anna, selma = world.cast.anna, world.cast.second
    emergency = services.declare_emergency(item=item, one=anna, two=selma, reason="Valvet svarar inte.")
    return services.prepare(
        act=OutboxAct.DELETE, account=world.account, item=item, version=item.latest, text="",
        decision_ref="removal:test", by=anna, emergency=emergency,
    )  # fmt: skip


def test_an_emergency_is_dated_by_the_database_and_lives_for_a_day(world: World) -> None:
    row = emergency_act(world)
    assert row.item is not None and row.emergency is not None
    emergency_by_sql(row.item, world.cast.anna.pk, world.cast.second.pk, "Brådskar", "2001-01-01")
    assert not Emergency.objects.filter(made_at__year=2001).exists()
    as_owner("ALTER TABLE actions_emergency DISABLE TRIGGER USER")
    as_owner("UPDATE actions_emergency SET made_at = now() - interval '25 hours'")
    as_owner("ALTER TABLE actions_emergency ENABLE TRIGGER USER")
    assert "fresh verification" in send(row, None)


def test_an_emergency_of_somebody_who_has_left_opens_nothing(world: World) -> None:
    row = emergency_act(world)
    sql("UPDATE people_user SET is_active = false WHERE id = %s", world.cast.second.pk)
    assert "fresh verification" in send(row, None)
    sql("UPDATE people_user SET is_active = true WHERE id = %s", world.cast.second.pk)
    sql("UPDATE actions_outbox SET state = 'sending' WHERE id = %s", row.pk)


def outbox_in(world: World, item: Item, state: str) -> Outbox:
    """A row put in a state by the owner, past the gate."""
    row = world.order("hide", item)
    as_owner("ALTER TABLE actions_outbox DISABLE TRIGGER USER")
    as_owner("UPDATE actions_outbox SET state = %s WHERE id = %s", state, row.pk)
    as_owner("ALTER TABLE actions_outbox ENABLE TRIGGER USER")
    return row


def test_the_database_holds_the_same_table_of_moves(world: World) -> None:
    item = world.comment("Du är en idiot.")
    assert item.latest is not None
    verified = capture.verify(item, item.latest)
    for old, new in product(OutboxState, OutboxState):
        row = outbox_in(world, item, old)
        change: Callable[[], None] = lambda row=row, new=new: sql(  # noqa: E731
            "UPDATE actions_outbox SET state = %s, verification_id = %s WHERE id = %s",
            new,
            verified.pk,
            row.pk,
        )
        if new in MOVES[old] or new == old:
            with transaction.atomic():
                change()
        else:
            with pytest.raises(DatabaseError, match="cannot go from"), transaction.atomic():
                change()
        outbox_done(row)


def outbox_done(row: Outbox) -> None:
    as_owner("ALTER TABLE actions_outbox DISABLE TRIGGER USER")
    as_owner("UPDATE actions_outbox SET state = 'cancelled' WHERE id = %s", row.pk)
    as_owner("ALTER TABLE actions_outbox ENABLE TRIGGER USER")


def test_a_seal_that_waits_stops_the_removal(
    world: World, row: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*args: object, **kwargs: object) -> None:
        raise ledger.NotSealed("Inte i tid.")

    monkeypatch.setattr(ledger, "checkpoint_for", never)
    assert services.send(row.pk) == OutboxState.PREPARED
    assert world.acts() == []


def test_lost_bytes_stop_the_removal_for_good(world: World, row: Outbox) -> None:
    assert row.version is not None and row.version.slice is not None
    with transaction.atomic():
        vault.purge(row.version.slice, reason="prov", by=[world.cast.anna.actor, world.cast.second.actor])
    assert services.send(row.pk) == OutboxState.FAILED
    row.refresh_from_db()
    assert row.note == "not_sealed" and world.acts() == []
