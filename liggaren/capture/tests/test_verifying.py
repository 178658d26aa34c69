"""The gate's proof: only the database's own function writes it, and only for what is sealed and readable."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from liggaren.capture import services
from liggaren.capture.factories import Said, captured
from liggaren.capture.models import Item, Verification, Version
from liggaren.ledger import queries as ledger_queries
from liggaren.ledger import services as ledger
from liggaren.register.models import Account
from liggaren.vault import services as vault

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("platform")]


def _one(account: Account) -> tuple[Item, Version]:
    (item,) = captured(account, Said("1", "Du är dum", name="Backsippan"))
    assert item.latest is not None
    return item, item.latest


def _another(version: Version, **changes: Any) -> Version:
    """A row beside the version with something else in it: the version itself can be changed by nobody."""
    made = Version.objects.get(pk=version.pk)
    made.pk, made.number = None, 99
    for name, value in changes.items():
        setattr(made, name, value)
    made.save()
    return made


@pytest.mark.clause("G5.6", "C6.8")
def test_a_sealed_version_is_verified_and_the_row_says_by_what(account: Account) -> None:
    item, version = _one(account)
    row = services.verify(item, version)
    seal = ledger_queries.seal(version.entry_id)
    assert seal is not None
    assert (row.item_id, row.version_id, row.entry_id, row.blob_id) == (
        item.pk,
        version.pk,
        version.entry_id,
        version.slice_id,
    )
    assert row.checkpoint_id >= seal.checkpoint_id


def test_the_sender_and_the_context_are_sealed_too(account: Account) -> None:
    post = Said("p", "inlägg", kind="post", ours=True)
    items = captured(
        account,
        post,
        Said("c", "fråga", parent="p"),
        Said("r", "svar", parent="c"),
        Said("s", "annat", parent="p"),
    )
    comment = items[1]
    assert comment.latest is not None and comment.latest.slice is not None
    row = services.verify(comment, comment.latest)
    named = {one["item"] for one in row.facts["context"]}
    assert named == {str(items[0].pk), str(items[2].pk), str(items[3].pk)}
    assert len(ledger_queries.seals(one["entry"] for one in row.facts["context"])) == 3
    assert b"Backsippan" in vault.get(comment.latest.slice)


def test_bytes_that_are_gone_stop_it(account: Account) -> None:
    item, version = _one(account)
    assert version.slice is not None
    vault.release(version.slice, f"item:{item.pk}")
    with pytest.raises(services.Mismatch):
        services.verify(item, version)
    assert not Verification.objects.exists()


def test_other_bytes_than_the_sealed_stop_it(account: Account) -> None:
    item, version = _one(account)
    other = _another(version, slice=vault.put(b"{}", media_type="application/json", holder="x"))
    with pytest.raises(services.Mismatch):
        services.verify(item, other)


def test_another_items_version_stops_it(account: Account) -> None:
    item, _ = _one(account)
    (other,) = captured(account, Said("2", "Annat"))
    assert other.latest is not None
    with pytest.raises(services.Mismatch):
        services.verify(item, other.latest)


def test_a_checkpoint_that_does_not_come_stops_it(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    item, version = _one(account)

    def late(entry_ids: Any, **_: Any) -> None:
        raise ledger.NotSealed("sent")

    monkeypatch.setattr(ledger, "checkpoint_for", late)
    with pytest.raises(services.NotSealed):
        services.verify(item, version)
    assert not Verification.objects.exists()


def _call(item: object, version: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT capture_verify(%s, %s)", [item, version])


def test_the_function_refuses_what_is_not_sealed(account: Account) -> None:
    item, version = _one(account)
    with pytest.raises(DatabaseError, match="no checkpoint covers"):
        _call(item.pk, version.pk)


def test_the_function_refuses_a_version_of_another_item(account: Account) -> None:
    _, version = _one(account)
    ledger.sequence()
    with pytest.raises(DatabaseError, match="no such version"):
        _call(uuid4(), version.pk)


def test_the_function_refuses_an_entry_that_is_sealed_but_about_something_else(account: Account) -> None:
    item, version = _one(account)
    other = ledger.append(kind="plan.approved", actor="system", obj="plan:1")
    ledger.sequence()
    with pytest.raises(DatabaseError, match="not this item"):
        _call(item.pk, _another(version, entry_id=other).pk)


def test_the_function_refuses_a_dead_key(account: Account) -> None:
    item, version = _one(account)
    ledger.sequence()
    assert version.slice is not None
    vault.release(version.slice, f"item:{item.pk}")
    with pytest.raises(DatabaseError, match="cannot be read"):
        _call(item.pk, version.pk)


def test_the_function_refuses_a_weeded_record(account: Account) -> None:
    item, version = _one(account)
    ledger.sequence()
    ledger.weed([version.entry_id], actor="user:1", obj=f"item:{item.pk}", decision="1")
    with pytest.raises(DatabaseError, match="not this item"):
        _call(item.pk, version.pk)


FORGERIES = {
    "insert": "INSERT INTO capture_verification"
    " (item_id, version_id, entry_id, checkpoint_id, blob_id, facts, made_at)"
    " SELECT item_id, id, entry_id, 1, slice_id, '{}', now() FROM capture_version LIMIT 1",
    "copy": "COPY capture_verification FROM STDIN",
    "update": "UPDATE capture_verification SET made_at = now()",
    "delete": "DELETE FROM capture_verification",
    "truncate": "TRUNCATE capture_verification",
    "drop trigger": "DROP FUNCTION capture_verify(uuid, bigint, jsonb)",
    "replace": "CREATE OR REPLACE FUNCTION capture_verify(uuid, bigint, jsonb) RETURNS bigint"
    " LANGUAGE sql AS 'SELECT 1::bigint'",
    "own": "ALTER TABLE capture_verification OWNER TO CURRENT_USER",
    "become": "SET ROLE OWNER_ROLE",
}


@pytest.mark.parametrize("statement", FORGERIES.values(), ids=FORGERIES.keys())
def test_plain_sql_as_the_application_forges_nothing(account: Account, statement: str) -> None:
    _one(account)
    with pytest.raises(DatabaseError) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.replace("OWNER_ROLE", settings.DATABASE_ROLES["owner"]))
    assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_a_function_of_the_same_name_in_a_temporary_schema_changes_nothing(account: Account) -> None:
    item, version = _one(account)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE ledger_checkpoint (id bigint, size bigint) ON COMMIT DROP")
        cursor.execute("INSERT INTO ledger_checkpoint VALUES (1, 1000000)")
        cursor.execute("CREATE TEMP TABLE ledger_number (index bigint, entry_id bigint) ON COMMIT DROP")
        cursor.execute("INSERT INTO ledger_number VALUES (0, %s)", [version.entry_id])
    with pytest.raises(DatabaseError, match="no checkpoint covers"):
        _call(item.pk, version.pk)
