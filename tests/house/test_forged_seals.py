"""What the application's own role may not do by plain SQL, so that no seal is forged and no guard fooled."""
# ruff: noqa: S608 - the SQL is the test's own

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from liggaren.actions.factories import World

PENDING = "DELETE FROM ledger_pending WHERE entry_id = (SELECT max(id) FROM public.ledger_entry)"


@pytest.fixture
def play() -> Any:
    from liggaren.connectors import registry
    from liggaren.playground.serve import running

    with running() as playground:
        registry.configure(loopback_origins=[playground.origin])
        yield playground
    registry.client().close()
    registry.configure()


@pytest.fixture
def world(committed: None, play: Any) -> Any:
    from liggaren.actions import factories

    return factories.world(play)


def refused(*statements: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return str(error.value)


@pytest.mark.clause("C1.2", "C1.3")
def test_no_temporary_table_starts_an_account(world: World) -> None:
    said = refused(
        "CREATE TEMP TABLE register_workingfacts (account_id uuid, approver_one_id bigint,"
        " approver_two_id bigint, approval_entry_id bigint) ON COMMIT DROP",
        "CREATE TEMP TABLE ledger_record (entry_id bigint, kind text) ON COMMIT DROP",
        "INSERT INTO pg_temp.ledger_record VALUES (1, 'plan.approved')",
        f"INSERT INTO pg_temp.register_workingfacts VALUES ('{world.account.pk}', 1, 2, 1)",
        f"UPDATE register_account SET status = 'started' WHERE id = '{world.account.pk}'",
    )
    assert "two approvers" in said


def test_no_temporary_table_lets_an_entry_go_without_its_number(world: World) -> None:
    said = refused(
        "CREATE TEMP TABLE ledger_number (index bigint, entry_id bigint) ON COMMIT DROP",
        "INSERT INTO public.ledger_entry (leaf) VALUES ('\\x01'::bytea || sha256('unsealed'))",
        "INSERT INTO pg_temp.ledger_number SELECT 1, max(id) FROM public.ledger_entry",
        PENDING,
    )
    assert "waits until it has its number" in said


@pytest.mark.clause("C6.2")
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "INSERT INTO ledger_number (index, entry_id) SELECT 88888, max(id) FROM ledger_entry",
            "numbers are given in order",
        ),
        (
            "INSERT INTO ledger_checkpoint (size, root, note, made_at) VALUES"
            " (99999, sha256('x'), 'not signed', now())",
            "a checkpoint covers what has a number",
        ),
        (
            "INSERT INTO ledger_checkpoint (size, root, note, made_at) VALUES (1, '\\x00', 'a', now())",
            "a checkpoint covers what has a number",
        ),
        ("UPDATE capture_version SET entry_id = 1", "a version stays with its item"),
        ("UPDATE capture_version SET item_id = gen_random_uuid()", "a version stays with its item"),
    ],
)
def test_a_seal_is_not_forged_by_hand(world: World, statement: str, words: str) -> None:
    world.comment("Du är en idiot.")
    new = "INSERT INTO ledger_entry (leaf) VALUES ('\\x01'::bytea || sha256('forged'))"
    assert words in refused(new, statement)


def test_an_act_in_another_spelling_is_no_act(world: World) -> None:
    item = world.comment("Du är en idiot.")
    row = world.order("hide", item)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = 'actions_outbox'"
        )
        names = [name for (name,) in cursor.fetchall()]

    rest = ", ".join(name for name in names if name not in {"id", "key", "act"})
    said = refused(
        f"INSERT INTO actions_outbox (id, key, act, {rest})"
        f" SELECT gen_random_uuid(), 'other', 'DELETE', {rest}"
        f" FROM actions_outbox WHERE id = '{row.pk}'"
    )
    assert "actions_outbox_known_act" in said
