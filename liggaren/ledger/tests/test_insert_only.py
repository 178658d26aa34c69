"""Plain SQL against the ledger's tables, as the application and as the owner (design 3.4)."""

from __future__ import annotations

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from liggaren.ledger import check, leaves, queries, records, services
from liggaren.ledger.models import Record
from liggaren.lib import clock

pytestmark = pytest.mark.django_db

TABLES = ("ledger_entry", "ledger_record", "ledger_number", "ledger_node", "ledger_checkpoint")
COLUMN = dict(zip(TABLES, ("leaf", "kind", "index", "hash", "note"), strict=True))
REFUSED = (psycopg.errors.InsufficientPrivilege,)


def refused(statement: str, alias: str = "default") -> None:
    with pytest.raises(DatabaseError) as fault, transaction.atomic(using=alias):
        connections[alias].cursor().execute(statement)
    assert isinstance(fault.value.__cause__, REFUSED), fault.value


@pytest.fixture
def entries() -> list[int]:
    found = [
        services.append(kind="item.captured", actor="system", obj=f"item:{n}", facts={"n": n})
        for n in range(3)
    ]
    services.sequence()
    return found


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("deed", ["UPDATE {t} SET {c} = {c}", "DELETE FROM {t}", "TRUNCATE {t} CASCADE"])
def test_the_application_can_only_add_and_read(entries: list[int], table: str, deed: str) -> None:
    refused(deed.format(t=table, c=COLUMN[table]))


def test_the_application_cannot_lift_the_guards_or_change_the_tables(entries: list[int]) -> None:
    for statement in (
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER ledger_entry_fixed ON ledger_entry",
        "ALTER TABLE ledger_record ADD COLUMN x text",
        "SET session_replication_role = 'replica'",
    ):
        refused(statement)


def test_a_waiting_entry_cannot_be_dropped_from_the_queue_unnumbered() -> None:
    services.append(kind="item.captured", actor="system", obj="item:1")
    refused("DELETE FROM ledger_pending")
    refused("INSERT INTO ledger_pending SELECT entry_id FROM ledger_pending")
    refused("UPDATE ledger_pending SET entry_id = entry_id")


def test_a_leaf_of_another_length_is_refused() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("INSERT INTO ledger_entry (leaf) VALUES ('\\x0101')")


@pytest.mark.clause("G6.4")
def test_weeding_empties_the_record_and_leaves_its_own_leaf_and_every_proof(entries: list[int]) -> None:
    before = queries.leaf(entries[1])
    weeding = services.weed([entries[1]], actor="user:7", obj="decision:3", decision="gallring 2026:3")
    services.sequence()
    emptied, told = queries.record(entries[1]), queries.record(weeding)
    assert emptied.is_weeded
    assert (emptied.kind, emptied.salt, emptied.facts, emptied.obj) == ("", b"", None, "")
    assert told.facts == {"decision": "gallring 2026:3", "entries": [entries[1]]}
    assert leaves.leaf(told.salt, told.canonical()) == queries.leaf(weeding)
    assert queries.leaf(entries[1]) == before
    assert queries.proof(entries[1])
    report = check.check()
    assert report.ok, report.findings
    assert (report.size, report.weeded) == (4, 1)


def test_a_weeding_cannot_be_weeded_and_a_record_is_emptied_once(entries: list[int]) -> None:
    weeding = services.weed(entries[:1], actor="user:7", obj="d:1", decision="x")
    again = services.weed(entries[:1], actor="user:7", obj="d:2", decision="y")
    assert Record.objects.get(pk=entries[0]).weeded_by_id == weeding
    assert not queries.record(again).is_weeded
    with pytest.raises(DatabaseError), transaction.atomic():
        services.weed([weeding], actor="user:7", obj="d:3", decision="z")


def test_the_weeding_function_refuses_a_record_that_names_other_entries(entries: list[int]) -> None:
    record = records.record_bytes(
        kind="record.weeded",
        actor="a",
        obj="b",
        facts={"decision": "x", "entries": [1]},
        digests={},
        made_at=clock.now(),
    )
    for text, salt in ((record.decode(), b"1" * 32), (record.decode().replace("record.", "rec."), b"1" * 32)):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(
                "SELECT ledger_weed(%s::bigint[], %s, %s)", [[entries[0]], text, salt]
            )
    assert not queries.record(entries[0]).is_weeded
